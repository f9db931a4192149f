//! The configuration of one form: what the proxy serves and the browser renders.

use serde::{Deserialize, Serialize};

use crate::{CustomField, FieldId, FieldKind, FieldPath, Limits, Permission};

/// One form, clean and normalised.
///
/// ```
/// use customer_form_contract::{FieldId, FormConfig, PhotoRule};
/// let served = r#"{"form": "acme", "fields": [{"id": "52", "key": "dept", "label": "Department", "kind": "text"}]}"#;
/// let config: FormConfig = serde_json::from_str(served).unwrap();
/// assert_eq!(config.photo, PhotoRule::Required);
/// assert_eq!(config.field(FieldId(52)).unwrap().label, "Department");
/// assert_eq!(config.limits.files, 20);
/// assert!(config.prefill_from_url.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormConfig {
    /// The form's name in the proxy's configuration file and in the element's `form` attribute.
    pub form: String,
    /// What is asked for as a profile photo.
    #[serde(default)]
    pub photo: PhotoRule,
    /// The account's custom fields, in the order they are shown; ids are distinct.
    pub fields: Vec<CustomField>,
    /// The permissions that a visitor may choose among. Empty: none are shown.
    #[serde(default)]
    pub offered: Vec<Permission>,
    /// The most that a submission may carry.
    #[serde(default)]
    pub limits: Limits,
    /// What the address of the page that shows the form may fill in: query parameters named as these dotted paths.
    /// Empty: nothing.
    ///
    /// The proxy puts only paths of texts there, see [`FieldPath::is_text`]; whether the field that a path names is
    /// among `fields`, and of a kind that has a text, is for the form to see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefill_from_url: Vec<FieldPath>,
}

/// Whether a form asks for a profile photo.
///
/// ```
/// use customer_form_contract::PhotoRule;
/// assert_eq!(serde_json::from_str::<PhotoRule>("\"optional\"").unwrap(), PhotoRule::Optional);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoRule {
    /// There has to be one, as the API page says. The default.
    #[default]
    Required,
    /// There may be one.
    Optional,
    /// It is not asked for.
    Off,
}

impl FormConfig {
    /// The custom field with this id. Looks at one field after the other: whoever needs many makes a map.
    pub fn field(&self, id: FieldId) -> Option<&CustomField> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The fields that keep everybody from completing the form: required selects without options.
    ///
    /// ```
    /// use customer_form_contract::FormConfig;
    /// let served = r#"{"form": "acme", "fields": [
    ///     {"id": "68", "key": "month", "label": "Month", "required": true, "kind": {"select": {"options": []}}}
    /// ]}"#;
    /// let config: FormConfig = serde_json::from_str(served).unwrap();
    /// assert_eq!(config.impossible_fields().count(), 1);
    /// ```
    pub fn impossible_fields(&self) -> impl Iterator<Item = &CustomField> {
        self.fields.iter().filter(|field| {
            field.required && matches!(&field.kind, FieldKind::Select { options } if options.is_empty())
        })
    }
}
