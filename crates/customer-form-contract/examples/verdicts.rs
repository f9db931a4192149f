//! Writes forms, entries and the proxy's reports about them. The component tests compare them with the form's reports:
//! `cargo run -p customer-form-contract --example verdicts -- FILE`
//!
//! The environment variable `CUSTOMER_FORM_VERDICTS_SEED` repeats the cases of an earlier run.

use std::collections::hash_map::RandomState;
use std::env;
use std::error::Error;
use std::fs;
use std::hash::{BuildHasher, Hasher};

use customer_form_contract::testing::verdicts::verdicts;

const SEED: &str = "CUSTOMER_FORM_VERDICTS_SEED";

fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args_os().nth(1).ok_or("say which file to write")?;
    let seed = match env::var(SEED) {
        Ok(seed) => seed.parse().map_err(|_| format!("{SEED} is no number of 64 bits"))?,
        // A new seed for every process. The standard library has no other source of random numbers.
        Err(_) => RandomState::new().build_hasher().finish(),
    };
    let verdicts = verdicts(seed).map_err(|reason| reason.to_string())?;
    fs::write(file, serde_json::to_vec(&verdicts)?)?;
    eprintln!("{} cases, {SEED}={seed}", verdicts.cases.len());
    Ok(())
}
