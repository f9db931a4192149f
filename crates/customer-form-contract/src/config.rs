//! The configuration of one form. The proxy serves it and the browser renders it.

use serde::{Deserialize, Serialize};

use crate::{CustomField, FieldId, FieldKind, FieldPath, Limits, Permission};

/// The form configuration: the fields, permissions and limits of one form, cleaned of the irregularities of the CRM.
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
    /// Whether the form asks for a profile photo. Default: [`PhotoRule::Required`].
    #[serde(default)]
    pub photo: PhotoRule,
    /// The account's custom fields, in the order in which the form shows them. Their ids are distinct.
    pub fields: Vec<CustomField>,
    /// The permissions that a visitor may choose among. Default: empty, the form shows no permissions.
    #[serde(default)]
    pub offered: Vec<Permission>,
    /// The largest sizes and counts that a submission may have. Default: [`Limits::default`].
    #[serde(default)]
    pub limits: Limits,
    /// The fields that the address of the page may prefill, as dotted paths. A query parameter with the name of such a
    /// path sets the field's text. Default: empty, the address prefills no field.
    ///
    /// The proxy lists only paths of texts here, see [`FieldPath::is_text`]. The form checks whether `fields` has the
    /// field that a path names, and whether the field's kind has a text.
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
    /// The photo is required, as on the API page. The default.
    #[default]
    Required,
    /// The photo is optional: an entry with and an entry without a photo are valid.
    Optional,
    /// The form does not ask for a photo, and the validator refuses one.
    Off,
}

impl FormConfig {
    /// The custom field with this id, `None` if the form has no such field. This is a linear search: a caller that
    /// looks up many fields should build a map.
    pub fn field(&self, id: FieldId) -> Option<&CustomField> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The fields that make it impossible to complete the form: required selects without options.
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
