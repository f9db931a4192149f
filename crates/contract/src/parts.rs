//! From an entry to the multipart parts of the API page's "Create Customer".

use std::borrow::Cow;

use crate::{CustomPart, CustomValue, Entry, FieldKind, FieldPath, FileInfo, FixedField, FormConfig, rules};

/// The name of a field that no person sees and that only programs fill in: a honeypot. The form sends it if it has
/// content, and the proxy refuses the submission then. No browser and no password manager has a value of that name.
pub const HONEYPOT: &str = "subject";

/// One part of the multipart body; its name is the path's bracket key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// Where it belongs. A file's path has its number among the field's files; its bracket key is that of the
    /// list, see [`Part::name`].
    pub path: FieldPath,
    /// What it carries.
    pub body: Body<'a>,
}

/// What a part carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body<'a> {
    /// A value.
    Text(Cow<'a, str>),
    /// A file, which the caller finds by the part's path.
    File(&'a FileInfo),
}

impl Part<'_> {
    /// The part's name: a bracket key. Files and formats are lists, whose entries all end in `[]`.
    ///
    /// ```
    /// use customer_form_contract::{Body, CustomPart, FieldId, FieldPath, Part};
    /// let path = FieldPath::Custom(FieldId(55), CustomPart::Format(1));
    /// assert_eq!(Part { path, body: Body::Text("DOC".into()) }.name(), "custom_fields[55][file_upload][formats][]");
    /// ```
    pub fn name(&self) -> String {
        let path = match self.path {
            FieldPath::Custom(id, CustomPart::File(_)) => FieldPath::Custom(id, CustomPart::Files),
            FieldPath::Custom(id, CustomPart::Format(_)) => FieldPath::Custom(id, CustomPart::Formats),
            path => path,
        };
        path.to_bracket()
    }
}

/// The parts to send, texts before files. Values go byte for byte. An optional field that was left empty sends
/// nothing, not even its key; a granted permission sends exactly "1", the others nothing.
///
/// The browser sends these to the proxy, and the proxy writes the like anew for the CRM.
///
/// ```
/// use customer_form_contract::{Body, CustomValue, Entry, FieldId, FixedField, FormConfig, parts};
/// let served = r#"{"form": "acme", "fields": [{"id": "52", "key": "dept", "label": "Department", "kind": "text"}]}"#;
/// let config: FormConfig = serde_json::from_str(served).unwrap();
/// let mut entry = Entry::default();
/// entry.fixed.set(FixedField::Email, "ada@example.com".into());
/// entry.custom.insert(FieldId(52), CustomValue::Text("Engineering".into()));
/// let parts = parts(&config, &entry);
/// let names: Vec<_> = parts.iter().map(|part| part.name()).collect();
/// assert_eq!(names[0], "email");
/// assert_eq!(names[5..], ["custom_fields[52][key]", "custom_fields[52][value]"]);
/// assert_eq!(parts[6].body, Body::Text("Engineering".into()));
/// ```
pub fn parts<'a>(config: &'a FormConfig, entry: &'a Entry) -> Vec<Part<'a>> {
    let mut texts = Vec::new();
    let mut files = Vec::new();
    let text = |path, text: &'a str| Part { path, body: Body::Text(Cow::Borrowed(text)) };

    texts.extend(entry.fixed.iter().map(|(field, value)| text(FieldPath::Fixed(field), value)));
    for field in &config.fields {
        let Some(value) = entry.custom.get(&field.id).filter(|value| !value.is_blank()) else { continue };
        let at = |part| FieldPath::Custom(field.id, part);
        texts.push(text(at(CustomPart::Key), &field.key));
        match (&field.kind, value) {
            (FieldKind::Files(rule), CustomValue::Files(list)) => {
                for (index, format) in (0..).zip(&rule.formats) {
                    texts.push(text(at(CustomPart::Format(index)), format));
                }
                for (index, file) in (0..).zip(list) {
                    files.push(Part { path: at(CustomPart::File(index)), body: Body::File(file) });
                }
            }
            (FieldKind::Select { options }, CustomValue::Text(value)) => {
                let value = rules::select::chosen(value, options).unwrap_or(value);
                texts.push(text(at(CustomPart::Value), value));
            }
            (_, CustomValue::Text(value)) => texts.push(text(at(CustomPart::Value), value)),
            // The validator refuses files in a text field; there is no key to send them under.
            (_, CustomValue::Files(_)) => {}
        }
    }
    for permission in entry.permissions.iter() {
        texts.push(text(FieldPath::Permission(permission), "1"));
    }
    files.extend(
        entry
            .photo
            .iter()
            .map(|photo| Part { path: FieldPath::Fixed(FixedField::Photo), body: Body::File(photo) }),
    );
    texts.extend(files);
    texts
}
