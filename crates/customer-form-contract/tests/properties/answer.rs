//! Properties of reading the CRM's answer.

use customer_form_contract::crm::{CrmAnswer, read_answer};
use customer_form_contract::testing::crm::answer;
use customer_form_contract::wire::FieldError;
use proptest::prelude::*;

fn status() -> impl Strategy<Value = u16> {
    prop_oneof![
        4 => prop::sample::select(vec![200, 201, 204, 302, 400, 401, 404, 422, 429, 500, 502, 503, 504]),
        1 => any::<u16>(),
    ]
}

proptest! {
    #[test]
    fn reading_any_answer_does_not_panic(status in status(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_answer(status, &bytes);
    }

    #[test]
    fn rejection_lists_each_error_once_and_survives_the_wire(status in status(), body in answer()) {
        if let CrmAnswer::Rejected(report) = read_answer(status, body.as_bytes()) {
            prop_assert!(!report.is_empty());
            prop_assert!(!report.0.iter().enumerate().any(|(i, error)| report.0[..i].contains(error)));
            prop_assert_eq!(FieldError::to_report(&FieldError::from_report(&report)), report);
        }
    }

    #[test]
    fn created_status_always_reads_as_created(
        status in 200_u16..=299,
        body in answer(),
        bytes in any::<Vec<u8>>(),
    ) {
        prop_assert!(matches!(read_answer(status, body.as_bytes()), CrmAnswer::Created(_)));
        prop_assert!(matches!(read_answer(status, &bytes), CrmAnswer::Created(_)));
    }
}
