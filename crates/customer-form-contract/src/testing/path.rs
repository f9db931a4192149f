//! Generators of paths, problems and reports.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::id::{any_permission, field_id};
use crate::{CustomPart, FieldPath, FieldProblem, FixedField, Module, Report};

/// Any path.
pub fn any_path() -> impl Strategy<Value = FieldPath> {
    prop_oneof![
        1 => select(vec![FieldPath::Form, FieldPath::Permissions]),
        2 => select(FixedField::ALL).prop_map(FieldPath::Fixed),
        4 => (field_id(), any_part()).prop_map(|(id, part)| FieldPath::Custom(id, part)),
        1 => select(&Module::ALL[..]).prop_map(FieldPath::PermissionsOf),
        1 => any_permission().prop_map(FieldPath::Permission),
    ]
}

/// A path of a single text, see [`FieldPath::is_text`].
pub fn text_path() -> impl Strategy<Value = FieldPath> {
    prop_oneof![
        select(FixedField::TEXTS).prop_map(FieldPath::Fixed),
        field_id().prop_map(|id| FieldPath::Custom(id, CustomPart::Value)),
    ]
}

fn any_part() -> impl Strategy<Value = CustomPart> {
    use CustomPart::{Files, Formats, Key, Upload, Value, Whole};
    let index = || prop_oneof![0..30_u64, any::<u64>()];
    prop_oneof![
        select(vec![Whole, Key, Value, Upload, Formats, Files]),
        index().prop_map(CustomPart::Format),
        index().prop_map(CustomPart::File),
    ]
}

/// Any problem, with any numbers.
pub fn any_problem() -> impl Strategy<Value = FieldProblem> {
    let code = select(FieldProblem::CODES);
    (code, any::<u64>(), any::<u64>())
        .prop_filter_map("an unknown code", |(code, max, actual)| FieldProblem::from_code(code, max, actual))
}

/// Any report.
pub fn any_report() -> impl Strategy<Value = Report> {
    vec((any_path(), any_problem()), 0..6).prop_map(Report)
}
