//! The proof of work as its own WebAssembly module. `src/browser/proof.js` loads the module in a worker. Few forms ask for a
//! proof of work, so the module of the form does not include it.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

use customer_form_contract::proof;
use wasm_bindgen::prelude::*;

fn main() {}

/// Searches the numbers from `first` to `last` for the solution of a challenge, see [`proof::solve`].
#[wasm_bindgen]
pub fn solve(salt: &str, challenge: &str, first: u32, last: u32) -> Option<u32> {
    proof::solve(salt, challenge, first..=last)
}
