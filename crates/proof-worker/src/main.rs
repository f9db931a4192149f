//! The proof of work as a WebAssembly module of its own, which `src/proof.js` loads in a worker: so few forms ask for one
//! that the form itself should not carry it.

use customer_form_contract::proof;
use wasm_bindgen::prelude::*;

fn main() {}

/// Looks for the number of a challenge among those from `first` to `last`, see [`proof::solve`].
#[wasm_bindgen]
pub fn solve(salt: &str, challenge: &str, first: u32, last: u32) -> Option<u32> {
    proof::solve(salt, challenge, first..=last)
}
