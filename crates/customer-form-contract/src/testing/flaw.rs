//! Makes entries with exactly one problem from a valid entry.

use crate::limits::{MAX_EMAIL_CHARS, MAX_LINE_CHARS};
use crate::{
    Action, CustomField, CustomPart, CustomValue, Entry, FieldId, FieldKind, FieldPath, FieldProblem,
    FileInfo, FileRule, FixedField, FormConfig, Limits, Module, Permission, PhotoRule,
};

/// An entry with exactly one problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flawed {
    /// The entry with the problem.
    pub entry: Entry,
    /// The path of the problem.
    pub path: FieldPath,
    /// The problem.
    pub problem: FieldProblem,
}

/// All entries that differ from the valid entry in one field and have exactly one problem there.
pub fn flaws(config: &FormConfig, entry: &Entry) -> Vec<Flawed> {
    let mut all = Vec::new();
    let mut spoil = |path, problem, change: &mut dyn FnMut(&mut Entry)| {
        let mut entry = entry.clone();
        change(&mut entry);
        all.push(Flawed { entry, path, problem });
    };
    for field in FixedField::TEXTS.iter().copied() {
        let flaws = if field == FixedField::Email { email_flaws() } else { line_flaws() };
        for (problem, text) in flaws {
            spoil(FieldPath::Fixed(field), problem, &mut |entry| entry.fixed.set(field, text.clone()));
        }
    }
    for (problem, photo) in photo_flaws(config) {
        spoil(FieldPath::Fixed(FixedField::Photo), problem, &mut |entry| entry.photo.clone_from(&photo));
    }
    for field in &config.fields {
        for (part, problem, value) in custom_flaws(field, &config.limits) {
            spoil(FieldPath::Custom(field.id, part), problem, &mut |entry| match &value {
                Some(value) => drop(entry.custom.insert(field.id, value.clone())),
                None => drop(entry.custom.remove(&field.id)),
            });
        }
    }
    if let Some(id) = (0..).map(FieldId).find(|id| config.field(*id).is_none()) {
        let unknown = CustomValue::Text("x".to_owned());
        let path = FieldPath::Custom(id, CustomPart::Whole);
        spoil(path, FieldProblem::Unexpected, &mut |entry| drop(entry.custom.insert(id, unknown.clone())));
    }
    if let Some(permission) = not_offered(config) {
        spoil(FieldPath::Permission(permission), FieldProblem::NotOffered, &mut |entry| {
            entry.permissions.insert(permission);
        });
    }
    all
}

fn too_long(max_chars: u64) -> FieldProblem {
    FieldProblem::TooLong { max_chars, actual: max_chars + 1 }
}

fn repeated(text: &str, times: u64) -> String {
    text.repeat(usize::try_from(times).unwrap_or_default())
}

fn email_flaws() -> [(FieldProblem, String); 4] {
    let long = format!("{}@b.c", repeated("a", MAX_EMAIL_CHARS - 3));
    [
        (FieldProblem::Missing, " ".to_owned()),
        (FieldProblem::NotAnEmail, "ada@example..com".to_owned()),
        (FieldProblem::ContainsNul, "ada\0@example.com".to_owned()),
        (too_long(MAX_EMAIL_CHARS), long),
    ]
}

fn line_flaws() -> [(FieldProblem, String); 4] {
    [
        (FieldProblem::Missing, "\t".to_owned()),
        (FieldProblem::Missing, "\u{200d}\u{2060}\u{e0020}".to_owned()),
        (FieldProblem::ContainsNul, "a\0".to_owned()),
        (too_long(MAX_LINE_CHARS), repeated("ü", MAX_LINE_CHARS + 1)),
    ]
}

fn photo_flaws(config: &FormConfig) -> Vec<(FieldProblem, Option<FileInfo>)> {
    let max_bytes = config.limits.photo_bytes;
    let photo = |bytes, image| Some(FileInfo { name: "me.png".to_owned(), bytes, image });
    let image = Some(crate::ImageFormat::Png);
    if config.photo == PhotoRule::Off {
        return vec![(FieldProblem::Unexpected, photo(12, image))];
    }
    let missing = (config.photo == PhotoRule::Required).then_some((FieldProblem::Missing, None));
    let too_large = FieldProblem::FileTooLarge { max_bytes, actual: max_bytes + 1 };
    let others = [
        (FieldProblem::FileEmpty, photo(0, None)),
        (too_large, photo(max_bytes + 1, image)),
        (FieldProblem::NotAnImage, photo(12, None)),
    ];
    missing.into_iter().chain(others).collect()
}

type CustomFlaw = (CustomPart, FieldProblem, Option<CustomValue>);

fn custom_flaws(field: &CustomField, limits: &Limits) -> Vec<CustomFlaw> {
    let text = |problem, text: &str| (CustomPart::Value, problem, Some(CustomValue::Text(text.to_owned())));
    let too_many = |max_bytes| {
        let problem = FieldProblem::TooManyBytes { max_bytes, actual: max_bytes + 1 };
        text(problem, &repeated("x", max_bytes + 1))
    };
    let mut all = match &field.kind {
        FieldKind::Text => vec![text(FieldProblem::ContainsNul, "x\0"), too_many(limits.text_bytes)],
        FieldKind::TextArea => vec![text(FieldProblem::ContainsNul, "x\0"), too_many(limits.textarea_bytes)],
        FieldKind::Select { options } => {
            vec![
                text(FieldProblem::NotAnOption, &(options.concat() + "x")),
                text(FieldProblem::ContainsNul, "\0"),
            ]
        }
        FieldKind::Files(rule) => return files_flaws(field, rule, limits),
    };
    all.push((CustomPart::Value, FieldProblem::Unexpected, Some(CustomValue::Files(vec![]))));
    if field.required {
        all.extend([
            (CustomPart::Value, FieldProblem::Missing, None),
            text(FieldProblem::Missing, " \n"),
            text(FieldProblem::Missing, "\u{3164}\u{2800}"),
        ]);
    }
    all
}

fn files_flaws(field: &CustomField, rule: &FileRule, limits: &Limits) -> Vec<CustomFlaw> {
    let max_bytes = limits.file_bytes;
    let ending = rule.formats.first().map_or_else(String::new, |format| format!(".{format}"));
    let file = |ending: &str, bytes| FileInfo { name: format!("a{ending}"), bytes, image: None };
    let good = file(&ending, 1);
    // If the field takes two files, the second file has the problem.
    let (start, wrong) = if rule.multiple() { (vec![good.clone()], 1) } else { (vec![], 0) };
    let one = |problem, file| {
        let files = start.iter().cloned().chain([file]).collect();
        (CustomPart::File(wrong), problem, Some(CustomValue::Files(files)))
    };
    let too_large = FieldProblem::FileTooLarge { max_bytes, actual: max_bytes + 1 };
    let mut all = vec![
        one(FieldProblem::FileEmpty, file(&ending, 0)),
        one(too_large, file(&ending, max_bytes + 1)),
        (CustomPart::Whole, FieldProblem::Unexpected, Some(CustomValue::Text("a.pdf".to_owned()))),
    ];
    if !rule.formats.is_empty() {
        all.push(one(FieldProblem::FormatNotAllowed, file(&format!("{ending}.exe"), 1)));
        all.push(one(FieldProblem::FormatNotAllowed, file("", 1)));
    }
    if let Some(max) = rule.max_files {
        let files = (0..=max).map(|_| good.clone()).collect();
        let problem = FieldProblem::TooManyFiles { max, actual: max + 1 };
        all.push((CustomPart::Files, problem, Some(CustomValue::Files(files))));
    }
    if field.required {
        let nothing = |value| (CustomPart::Files, FieldProblem::Missing, value);
        all.extend([nothing(None), nothing(Some(CustomValue::Files(vec![])))]);
    }
    all
}

fn not_offered(config: &FormConfig) -> Option<Permission> {
    let of = |module| Action::ALL.into_iter().map(move |action| Permission { module, action });
    Module::ALL.into_iter().flat_map(of).find(|permission| !config.offered.contains(permission))
}
