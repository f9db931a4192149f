#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| customer_form_contract::testing::fuzz::form_config(input));
