//! The CRM's answer: the first two bytes are the status, the others the body.
#![no_main]

use customer_form_contract::crm::{Answer, read_answer};
use customer_form_contract::wire::FieldError;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((status, body)) = input.split_first_chunk() else { return };
    let status = u16::from_be_bytes(*status);
    match read_answer(status, body) {
        Answer::Rejected(report) => {
            assert!(!report.is_empty());
            assert_eq!(FieldError::to_report(&FieldError::from_report(&report)), report);
        }
        answer => assert!(status != 201 || matches!(answer, Answer::Created(_))),
    }
});
