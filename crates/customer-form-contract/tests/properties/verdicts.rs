//! Properties of the cases for the browser.

use customer_form_contract::fixtures::verdicts::Verdicts;
use customer_form_contract::testing::verdicts::verdicts;
use customer_form_contract::wire::FieldError;
use customer_form_contract::{FormConfig, validate};
use proptest::prelude::*;

proptest! {
    // Each test makes hundreds of forms, which takes seconds.
    #![proptest_config(ProptestConfig::with_cases(1))]

    #[test]
    fn every_case_reads_back_from_its_file(seed in any::<u64>()) {
        let made = verdicts(seed).unwrap();
        let read = Verdicts::read(&serde_json::to_string(&made).unwrap()).unwrap();
        prop_assert_eq!(read.seed, seed);
        prop_assert_eq!(read.cases.len(), made.cases.len());
        for (read, made) in read.cases.iter().zip(&made.cases) {
            prop_assert_eq!(&read.entry, &made.entry);
            let config: FormConfig = serde_json::from_str(read.config.get()).unwrap();
            let report = validate(&config, &read.entry);
            prop_assert_eq!(FieldError::from_report(&report), &made.report[..]);
        }
    }

    #[test]
    fn seed_repeats_its_cases_with_every_problem_among_them(seed in any::<u64>()) {
        let (one, again) = (verdicts(seed).unwrap(), verdicts(seed).unwrap());
        prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&again).unwrap());
        prop_assert_eq!(one.missing_codes().collect::<Vec<_>>(), Vec::<&str>::new());
    }
}
