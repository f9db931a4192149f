//! Compares the e-mail rule with the regular expression that the HTML standard gives beside its definition.

use customer_form_contract::FieldProblem;
use customer_form_contract::rules::email::check;
use customer_form_contract::testing::text::email;
use proptest::prelude::*;
use regex::Regex;

/// HTML, 4.10.5.1.5, "a JavaScript- and Perl-compatible regular expression that is an implementation of the
/// above definition".
const HTMLS_OWN: &str = r"^[a-zA-Z0-9.!#$%&'*+\/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$";

proptest! {
    #[test]
    fn verdict_matches_the_regular_expression_of_html(
        text in prop_oneof![
            "[a1.@_ü-]{1,12}",
            "[ -~]{1,20}@[a-z0-9.-]{1,20}",
            "[ -~]{1,30}",
            "a@[a-z]{60,66}(\\.[a-z-]{1,66})?",
            "[a-z]{1,3}@[a-z.\\n -]{1,8}",
            email(),
        ],
    ) {
        let valid = Regex::new(HTMLS_OWN).unwrap().is_match(&text);
        prop_assume!(text.chars().count() <= 254 && !text.trim().is_empty());
        prop_assert_eq!(check(&text), (!valid).then_some(FieldProblem::NotAnEmail));
    }
}
