//! Properties of the JSON between the form and the proxy.

use customer_form_contract::testing::config::form;
use customer_form_contract::testing::path::{any_path, any_problem, any_report};
use customer_form_contract::wire::{Failure, FieldError, Source};
use customer_form_contract::{FieldPath, FieldProblem, FormConfig, Report};
use proptest::prelude::*;

proptest! {
    #[test]
    fn every_report_survives_the_wire(report in any_report()) {
        let failure = Failure {
            code: "invalid".to_owned(),
            source: Some(Source::Proxy),
            errors: FieldError::from_report(&report),
        };
        let text = serde_json::to_string(&failure).unwrap();
        let received: Failure = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(FieldError::to_report(&received.errors), report);
        prop_assert_eq!(received, failure);
    }

    #[test]
    fn problem_reads_back_from_its_code_and_numbers(problem in any_problem()) {
        let (max, actual) = problem.numbers().unwrap_or_default();
        prop_assert_eq!(FieldProblem::from_code(problem.code(), max, actual), Some(problem));
    }

    #[test]
    fn every_error_of_a_newer_proxy_is_kept(
        path in any::<String>(), code in "[a-z_]{0,20}", max in any::<Option<u64>>(), actual in any::<Option<u64>>(),
    ) {
        let error = FieldError { path, code, max, actual };
        prop_assert_eq!(FieldError::to_report(&[error]).0.len(), 1);
    }

    #[test]
    fn error_has_the_dotted_path_of_its_field(path in any_path(), problem in any_problem()) {
        let errors = FieldError::from_report(&Report(vec![(path, problem)]));
        prop_assert_eq!(&errors[0].path, &path.to_dotted());
        prop_assert_eq!(errors[0].max.is_some(), problem.numbers().is_some());
    }

    #[test]
    fn every_path_is_a_json_string_and_reads_back(path in any_path()) {
        let text = serde_json::to_string(&path).unwrap();
        prop_assert_eq!(&text, &format!("\"{}\"", path.to_dotted()));
        prop_assert_eq!(serde_json::from_str::<FieldPath>(&text).unwrap(), path);
    }

    #[test]
    fn text_path_is_never_a_file_or_a_permission(path in any_path()) {
        let dotted = path.to_dotted();
        if path.is_text() {
            prop_assert!(!dotted.contains("file_upload") && !dotted.contains("photo"));
            prop_assert!(!dotted.starts_with("permissions") && !dotted.is_empty());
        }
    }

    #[test]
    fn every_form_survives_the_wire(config in form()) {
        let text = serde_json::to_string(&config).unwrap();
        prop_assert_eq!(serde_json::from_str::<FormConfig>(&text).unwrap(), config);
    }
}
