//! Runs the fuzz targets on their seeds, so that a fault that a fuzzer found does not come back.

use std::path::Path;

use customer_form_contract::testing::fuzz::{TARGETS, replay};

#[test]
fn every_seed_of_every_fuzz_target_passes() {
    let fuzz_crate = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    assert!(replay(&fuzz_crate, TARGETS).unwrap() >= TARGETS.len());
}
