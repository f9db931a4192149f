//! One custom field as the account's owner configured it, read from the CRM's irregular JSON.

use serde_json::{Map, Value};

/// The properties of a field that the rules use, and the whole field as JSON for the 201.
#[derive(Debug, Clone)]
pub(crate) struct FieldDefinition {
    pub(crate) id: u64,
    /// The field's key. `None` if the configuration has no key: any key is accepted then.
    pub(crate) key: Option<String>,
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) kind: FieldKind,
    pub(crate) raw: Map<String, Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FieldKind {
    /// Single-line text, text area, and every type that the API page does not document.
    Text,
    Select {
        options: Vec<String>,
    },
    Files {
        /// Extensions in lower case, without a dot. Empty: every extension is accepted.
        extensions: Vec<String>,
        /// `None`: no limit.
        max_files: Option<usize>,
    },
}

const TYPE_SELECT: u64 = 5;
const TYPE_FILES: u64 = 9;

/// Reads the body of `GET /api/custom-fields`. `None` if the body is not `{"data": [...]}`. A field without a usable
/// id is left out, and so is a field whose id occurred before.
pub(crate) fn parse(body: &[u8]) -> Option<Vec<FieldDefinition>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let mut definitions: Vec<FieldDefinition> = Vec::new();
    for raw in body.get("data")?.as_array()?.iter().filter_map(Value::as_object) {
        let Some(id) = raw.get("id").and_then(whole_number) else { continue };
        if definitions.iter().all(|definition| definition.id != id) {
            definitions.push(read(id, raw));
        }
    }
    Some(definitions)
}

fn read(id: u64, raw: &Map<String, Value>) -> FieldDefinition {
    let settings = raw.get("fields");
    let kind = match raw.get("type").and_then(whole_number) {
        Some(TYPE_SELECT) => FieldKind::Select { options: texts(settings, "/options") },
        Some(TYPE_FILES) => FieldKind::Files {
            extensions: texts(settings, "/fileConfig/acceptFile")
                .iter()
                .flat_map(|one| extensions(one))
                .collect(),
            max_files: max_files(settings.and_then(|settings| settings.get("fileConfig"))),
        },
        _ => FieldKind::Text,
    };
    let key = raw.get("key").and_then(text);
    FieldDefinition {
        id,
        name: raw.get("name").and_then(text).or_else(|| key.clone()).unwrap_or_else(|| format!("Field {id}")),
        key,
        required: raw.get("required").is_some_and(truthy),
        kind,
        raw: raw.clone(),
    }
}

/// The usable entries of a list. `[null]` and a missing list both count as an empty list.
fn texts(settings: Option<&Value>, pointer: &str) -> Vec<String> {
    let list = settings.and_then(|settings| settings.pointer(pointer)).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(text).collect()
}

/// The extensions in one `acceptFile` entry. An entry may name several: `DOCX/DOC`, `.pdf, docx`.
fn extensions(entry: &str) -> Vec<String> {
    entry
        .split(|character: char| matches!(character, '/' | ',' | ';' | '|') || character.is_whitespace())
        .map(|one| one.trim_start_matches('.').to_lowercase())
        .filter(|one| !one.is_empty())
        .collect()
}

fn max_files(config: Option<&Value>) -> Option<usize> {
    let config = config?;
    if config.get("allowMultiple").is_some_and(|allowed| !truthy(allowed)) {
        return Some(1);
    }
    let number = config.get("maxFiles").and_then(whole_number)?;
    usize::try_from(number).ok().filter(|number| *number > 0)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn whole_number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(field: &str) -> FieldKind {
        parse(format!(r#"{{"data": [{field}]}}"#).as_bytes()).unwrap().remove(0).kind
    }

    #[test]
    fn documented_file_configurations_are_read() {
        for (config, extensions, max_files) in [
            (
                r#"{"acceptFile": ["DOCX/DOC"], "allowMultiple": false, "maxFiles": 0}"#,
                vec!["docx", "doc"],
                Some(1),
            ),
            (
                r#"{"acceptFile": [".pdf, docx"], "allowMultiple": true, "maxFiles": 0}"#,
                vec!["pdf", "docx"],
                None,
            ),
            (r#"{"acceptFile": ["PDF"], "allowMultiple": true, "maxFiles": "5"}"#, vec!["pdf"], Some(5)),
            (r#"{"acceptFile": ["PDF"], "allowMultiple": 0, "maxFiles": 5}"#, vec!["pdf"], Some(1)),
            ("null", vec![], None),
        ] {
            let field =
                format!(r#"{{"id": 1, "type": 9, "fields": {{"options": [null], "fileConfig": {config}}}}}"#);
            let extensions = extensions.into_iter().map(str::to_owned).collect();
            assert_eq!(kind_of(&field), FieldKind::Files { extensions, max_files }, "{config}");
        }
    }

    #[test]
    fn options_may_be_numbers_and_nulls_and_types_may_be_strings() {
        let options = vec!["1".to_owned(), "two".to_owned()];
        let field = r#"{"id": "3", "type": "5", "fields": {"options": [1, null, "two"]}}"#;
        assert_eq!(kind_of(field), FieldKind::Select { options });
        assert_eq!(kind_of(r#"{"id": 1, "type": 77, "fields": null}"#), FieldKind::Text);
    }

    #[test]
    fn first_of_two_fields_with_the_same_id_is_kept() {
        let body =
            br#"{"data": [{"id": 1, "key": "a"}, {"id": "1", "key": "b"}, {"id": -1}, {"key": "c"}, 5]}"#;
        let keys: Vec<_> = parse(body).unwrap().into_iter().map(|field| field.key).collect();
        assert_eq!(keys, [Some("a".to_owned())]);
    }

    #[test]
    fn body_without_a_data_list_is_refused() {
        for body in ["", "<html>", "[]", "{}", r#"{"data": null}"#, r#"{"data": {}}"#] {
            assert!(parse(body.as_bytes()).is_none(), "{body}");
        }
    }
}
