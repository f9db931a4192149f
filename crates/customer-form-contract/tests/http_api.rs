//! `docs/http-api.md` lists every code, and no other, and the headers that a page may send and read. Tests elsewhere
//! compare the codes of the form alone (`src/scripts.rs`) and the routes (the proxy's `door/routes.rs`).

use customer_form_contract::FieldProblem;
use customer_form_contract::headers;
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

#[test]
fn document_lists_the_headers_that_a_page_may_use() {
    let allowed =
        format!("`Access-Control-Allow-Headers: content-type, {}`", headers::OF_REQUESTS.join(", "));
    assert!(DOCUMENT.contains(&allowed), "{allowed}");
    let (_, rest) = DOCUMENT.split_once("A page may read these headers of an answer: ").unwrap();
    let line = rest.lines().next().unwrap().trim_end_matches('.').to_lowercase();
    let readable: Vec<_> = line.split(", ").map(|name| name.trim_matches('`')).collect();
    assert_eq!(readable, headers::OF_ANSWERS);
}

#[test]
fn document_explains_every_header_of_form_and_proxy() {
    for (section, names) in [
        ("Headers of a request", &headers::OF_REQUESTS[..]),
        ("Headers of an answer", &headers::OF_ANSWERS[..]),
    ] {
        let (_, rest) = DOCUMENT.split_once(&format!("## {section}\n")).unwrap();
        let text = rest.split("\n## ").next().unwrap().to_lowercase();
        for name in names {
            assert!(text.contains(&format!("\n| `{name}` |")), "{section} has no row for {name}");
        }
    }
}
