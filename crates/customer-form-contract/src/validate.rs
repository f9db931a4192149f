//! The validator that the browser and the proxy share.

use crate::{CustomPart, Entry, FieldId, FieldPath, FieldProblem, FixedField, FormConfig, rules};

/// The problems of an entry, each with the path of its field, in the order in which the form shows the fields. Empty if
/// the entry is valid.
///
/// ```
/// use customer_form_contract::{FieldPath, FieldProblem, Report, FixedField};
/// assert!(Report::default().is_empty());
/// assert!(!Report(vec![(FieldPath::Fixed(FixedField::Email), FieldProblem::Taken)]).is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report(pub Vec<(FieldPath, FieldProblem)>);

impl Report {
    /// Whether the entry is valid.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Checks an entry against a form configuration and returns all problems.
///
/// ```
/// use customer_form_contract::{Entry, FieldPath, FieldProblem, FixedField, FormConfig, PhotoRule, validate};
/// let config = FormConfig {
///     form: "acme".into(),
///     photo: PhotoRule::Off,
///     fields: vec![],
///     offered: vec![],
///     limits: Default::default(),
///     prefill_from_url: vec![],
/// };
/// let mut entry = Entry::default();
/// entry.fixed.set(FixedField::Email, "ada@example.com".into());
/// entry.fixed.set(FixedField::Name, "Ada".into());
/// entry.fixed.set(FixedField::LastName, "Lovelace".into());
/// entry.fixed.set(FixedField::Phone, "0".into());
/// let company = FieldPath::Fixed(FixedField::CompanyName);
/// assert_eq!(validate(&config, &entry).0, [(company, FieldProblem::Missing)]);
/// ```
pub fn validate(config: &FormConfig, entry: &Entry) -> Report {
    let mut report = Report::default();
    let mut found = |path, problem| report.0.push((path, problem));

    for (field, text) in entry.fixed.iter() {
        if let Some(problem) = field.check(text) {
            found(FieldPath::Fixed(field), problem);
        }
    }
    if let Some(problem) = rules::photo::check(config.photo, &config.limits, entry.photo.as_ref()) {
        found(FieldPath::Fixed(FixedField::Photo), problem);
    }
    for field in &config.fields {
        rules::check_custom(field, &config.limits, entry.custom.get(&field.id), &mut found);
    }
    for id in unknown_ids(config, entry) {
        found(FieldPath::Custom(id, CustomPart::Whole), FieldProblem::Unexpected);
    }
    for permission in entry.permissions.iter().filter(|permission| !config.offered.contains(permission)) {
        found(FieldPath::Permission(permission), FieldProblem::NotOffered);
    }
    rules::totals::check(config, entry, &mut found);
    report
}

/// The ids of the entry's custom fields that the form does not have. The entry's ids are already sorted. Sorting the
/// form's ids in order to search them would add about 5 KB of code to the browser's module.
fn unknown_ids(config: &FormConfig, entry: &Entry) -> impl Iterator<Item = FieldId> {
    let ids: Vec<_> = entry.custom.keys().copied().collect();
    let mut known = vec![false; ids.len()];
    for field in &config.fields {
        if let Some(known) = ids.binary_search(&field.id).ok().and_then(|place| known.get_mut(place)) {
            *known = true;
        }
    }
    ids.into_iter().zip(known).filter(|(_, known)| !known).map(|(id, _)| id)
}
