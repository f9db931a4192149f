//! Writes forms as the proxy renders them. The component tests compare them with the forms that the browser builds:
//! `cargo run -p test-support --example rendered -- FILE`

use std::env;
use std::error::Error;
use std::fs;

use customer_form::render::render;
use customer_form::state::{FieldMessage, LoadError, Notice, Phase, SendError, Wait};
use customer_form_contract::fixtures::{configs, entries};
use customer_form_contract::wire::{FailCode, Source};
use customer_form_contract::{
    Action, CustomField, CustomValue, Entry, FieldKind, FieldPath, FixedField, FormConfig, Module,
    Permission, PhotoRule, validate,
};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args_os().nth(1).ok_or("say which file to write")?;
    let mut cases = Vec::new();
    for (name, config) in configurations()? {
        let report = validate(&config, &Entry::default());
        let invalid = Phase::Editing(Notice::Invalid { source: Source::Browser, report });
        cases.push(case(&[&name, ", new"].concat(), "new", &config, Phase::Editing(Notice::None), &[]));
        cases.push(case(&[&name, ", submitted empty"].concat(), "invalid", &config, invalid, &[]));
    }
    for entry in entries::cases()? {
        let values = values(&entry.entry, &entry.config);
        // HTML cannot contain NUL (HTML, 13.2.5). The validator refuses every text with NUL.
        if serde_json::to_string(&entry.config)?.contains("\\u0000") {
            continue;
        }
        let phase = Phase::Editing(Notice::None);
        cases.push(case(&entry.name, "filled", &entry.config, phase, &values));
    }
    let config = everything()?;
    for (name, phase) in phases(&config) {
        // Only a form that was sent has values.
        let sent = name.starts_with("not sent") || name == "outcome unknown" || name == "accepted";
        let values = if sent { person() } else { Vec::new() };
        cases.push(case(&name, &name, &config, phase, &values));
    }
    fs::write(file, serde_json::to_vec(&cases)?)?;
    eprintln!("{} forms", cases.len());
    Ok(())
}

/// `state` says what the test has to do with the form in the browser.
fn case(name: &str, state: &str, config: &FormConfig, phase: Phase, values: &[(FieldPath, String)]) -> Value {
    let html = render(config, phase, values);
    let values: Vec<_> = values.iter().map(|(path, text)| (path.to_dotted(), text)).collect();
    json!({ "name": name, "state": state, "config": config, "values": values, "html": html })
}

/// Every field configuration of the fixtures, with each rule for the photo and with and without permissions.
fn configurations() -> Result<Vec<(String, FormConfig)>, serde_json::Error> {
    let mut found = Vec::new();
    for case in configs::cases()? {
        let configs::Expected::Read { fields, .. } = case.expect else { continue };
        let mut config = plain()?;
        config.photo = match found.len() % 3 {
            0 => PhotoRule::Off,
            1 => PhotoRule::Optional,
            _ => PhotoRule::Required,
        };
        if found.len() % 2 == 0 {
            config.offered = offered();
        }
        config.fields = fields;
        found.push((case.name, config));
    }
    let mut long = everything()?;
    let field = long.fields.first().cloned();
    long.fields.extend((1000..1400).filter_map(|id| {
        let mut field = field.clone()?;
        field.id.0 = id;
        Some(field)
    }));
    found.push(("a form of 400 fields".to_owned(), long));
    Ok(found)
}

fn plain() -> Result<FormConfig, serde_json::Error> {
    serde_json::from_value(json!({ "form": "acme", "photo": "off", "fields": [] }))
}

fn offered() -> Vec<Permission> {
    vec![
        Permission { module: Module::Invoice, action: Action::View },
        Permission { module: Module::Contract, action: Action::Edit },
    ]
}

/// A field of each kind, a group, a photo and permissions. No file is required.
fn everything() -> Result<FormConfig, serde_json::Error> {
    let fields = json!([
        { "id": "52", "key": "dept", "label": "Department", "kind": "text", "required": true, "group": "work",
          "description": "The team", "placeholder": "Engines" },
        { "id": "68", "key": "month", "label": "Month of birth", "group": "work",
          "kind": { "select": { "options": ["January", "February"] } } },
        { "id": "54", "key": "notes", "label": "Notes", "kind": "text_area", "placeholder": "Notes" },
        { "id": "55", "key": "papers", "label": "Papers",
          "kind": { "files": { "formats": ["pdf", "docx"], "max_files": 3 } } },
    ]);
    let mut config = plain()?;
    config.photo = PhotoRule::Optional;
    config.offered = offered();
    config.fields = serde_json::from_value(fields)?;
    Ok(config)
}

/// A valid value for each required field of [`everything`].
fn person() -> Vec<(FieldPath, String)> {
    let texts = FixedField::TEXTS.iter().map(|field| match field {
        FixedField::Email => (FieldPath::Fixed(*field), "ada@example.com".to_owned()),
        FixedField::Phone => (FieldPath::Fixed(*field), "+44 20 7946 0000".to_owned()),
        field => (FieldPath::Fixed(*field), "Ada".to_owned()),
    });
    texts
        .chain(FieldPath::from_dotted("custom_fields.52.value").map(|path| (path, "Engines".to_owned())))
        .collect()
}

/// The texts and permissions of an entry, without an email address outside ASCII: Chromium returns such a value as the
/// page set it if a script set the value, and in ASCII if HTML did.
fn values(entry: &Entry, config: &FormConfig) -> Vec<(FieldPath, String)> {
    let fixed = entry.fixed.iter().map(|(field, text)| (FieldPath::Fixed(field), text.to_owned()));
    let fixed = fixed.filter(|(path, text)| *path != FieldPath::Fixed(FixedField::Email) || text.is_ascii());
    let custom = entry.custom.iter().filter_map(|(id, value)| {
        let field = config.field(*id)?;
        match value {
            CustomValue::Text(text) if !matches!(field.kind, FieldKind::Files(_)) => {
                Some((field.path(), text.clone()))
            }
            _ => None,
        }
    });
    let chosen = entry.permissions.iter().map(|it| (FieldPath::Permission(it), "1".to_owned()));
    fixed.chain(custom).chain(chosen).collect()
}

/// Every other phase, with the name by which the test knows how to reach it in the browser. A form that is being sent is
/// left out: no server shows one.
fn phases(config: &FormConfig) -> Vec<(String, Phase)> {
    let load = |error| Phase::Unavailable(error);
    let sent = |error| Phase::Editing(Notice::NotSent(error));
    let mut phases = vec![
        ("loading".to_owned(), Phase::Loading),
        ("unavailable network".to_owned(), load(LoadError::Unreachable)),
        ("unavailable unreadable_answer".to_owned(), load(LoadError::Unreadable(Wait(0)))),
        ("not sent network".to_owned(), sent(SendError::Unreachable)),
        ("not sent cancelled".to_owned(), sent(SendError::Cancelled)),
        ("not sent unreadable_answer".to_owned(), sent(SendError::Unreadable(Wait(0)))),
        ("outcome unknown".to_owned(), Phase::Editing(Notice::OutcomeUnknown)),
        ("accepted".to_owned(), Phase::Accepted),
        ("told".to_owned(), Phase::Editing(Notice::Told(told(config)))),
    ];
    for code in FailCode::ALL {
        let name = code.code();
        phases.push((["unavailable ", name].concat(), load(LoadError::Refused(*code, Wait(0)))));
        // The form answers these codes with another notice or with a new request.
        let other = matches!(
            code,
            FailCode::Invalid
                | FailCode::StillRunning
                | FailCode::ConfigChanged
                | FailCode::OutcomeUnknown
                | FailCode::FormTokenInvalid
                | FailCode::FormTokenExpired
                | FailCode::ProofOfWorkInvalid
        );
        if !other {
            phases.push((["not sent ", name].concat(), sent(SendError::Refused(*code, Wait(0)))));
        }
    }
    phases
}

/// Messages about the form as a whole, about a field, and about a field that does not exist.
fn told(config: &FormConfig) -> Vec<FieldMessage> {
    let message = |path, sentence: &str| FieldMessage { path, sentence: sentence.to_owned() };
    let first = config.fields.first().map_or(FieldPath::Form, CustomField::path);
    vec![
        message(FieldPath::Form, "The page says no."),
        message(first, "“Department” is new or has changed."),
        message(FieldPath::Fixed(FixedField::Email), "This address is <b>known</b>."),
    ]
}
