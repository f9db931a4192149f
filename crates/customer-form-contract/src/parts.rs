//! Turns an entry into the multipart parts of the API page's "Create Customer".

use std::borrow::Cow;

use crate::{CustomPart, CustomValue, Entry, FieldKind, FieldPath, FileInfo, FixedField, FormConfig, rules};

/// The name of the honeypot field: a field that a visitor does not see and that only programs fill in. The form sends
/// the field if it has content, and the proxy then refuses the submission. No browser and no password manager stores a
/// value under this name.
pub const HONEYPOT: &str = "subject";

/// One part of the multipart body. The part's name is a bracket key, see [`Part::name`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// The path of the field. The path of a file or a format includes its index in the field's list.
    pub path: FieldPath,
    /// The content of the part.
    pub body: Body<'a>,
}

/// The content of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body<'a> {
    /// The text of a value.
    Text(Cow<'a, str>),
    /// A file. The caller has the file's bytes and finds them by the part's path.
    File(&'a FileInfo),
}

impl Part<'_> {
    /// The part's name: the bracket key of the path. Every file of a field and every format of a field has the name of
    /// the list, which ends in `[]`.
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

/// The parts of a submission, texts before files. Values are byte for byte as in the entry. The one exception is the
/// value of a select: it has the line ends of the configured option. A custom field that was left empty has no part,
/// not even its key. A granted permission has the value "1", and other permissions have no part.
///
/// The browser sends these parts to the proxy. The proxy encodes the same parts again for the CRM.
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
            // The validator refuses files in a text field. The API has no bracket key for such files.
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
