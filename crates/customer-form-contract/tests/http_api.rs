//! `docs/http-api.md` lists every code, and no other.

use customer_form_contract::FieldProblem;
use customer_form_contract::wire::FailCode;

const DOCUMENT: &str = include_str!("../../../docs/http-api.md");

/// The cells of each row of the table after the comment `codes: name`, without the two rows of its head.
fn table(name: &str) -> Vec<Vec<String>> {
    let Some((_, rest)) = DOCUMENT.split_once(&format!("<!-- codes: {name} -->")) else {
        panic!("docs/http-api.md has no table of {name}")
    };
    let rows = rest.trim_start().lines().take_while(|line| line.starts_with('|')).skip(2);
    let cell = |cell: &str| cell.trim().trim_matches('`').to_owned();
    rows.map(|row| row.trim_matches('|').split('|').map(cell).collect()).collect()
}

#[test]
fn document_lists_every_failure_code() {
    let listed: Vec<_> =
        table("FailCode").into_iter().map(|row| [row[0].clone(), row[1].clone(), row[2].clone()]).collect();
    let known = FailCode::ALL.iter().map(|code| {
        let retryable = if code.retryable() { "yes" } else { "no" };
        [code.code().to_owned(), code.status().to_string(), retryable.to_owned()]
    });
    assert_eq!(listed, known.collect::<Vec<_>>());
}

#[test]
fn document_lists_every_field_problem() {
    let listed: Vec<_> = table("FieldProblem").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(listed, FieldProblem::CODES);
}
