//! The one validator.

use crate::{CustomPart, Entry, FieldId, FieldPath, FieldProblem, FixedField, FormConfig, rules};

/// What is wrong with an entry, in the order in which the form shows its fields; empty if nothing is.
///
/// ```
/// use customer_form_contract::{FieldPath, FieldProblem, Report, FixedField};
/// assert!(Report::default().is_empty());
/// assert!(!Report(vec![(FieldPath::Fixed(FixedField::Email), FieldProblem::Taken)]).is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report(pub Vec<(FieldPath, FieldProblem)>);

impl Report {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Holds an entry against a form's configuration.
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

/// The entry's fields that the form does not have. The entry's ids are in order already; sorting the form's to
/// search among them would cost the browser some 5 KB of code.
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
