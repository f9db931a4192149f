//! The one validator.

use crate::{CustomPart, Entry, FieldId, FieldPath, FieldProblem, FormConfig, rules};

/// What is wrong with an entry, in the order in which the form shows its fields; empty if nothing is.
///
/// ```
/// use customer_form_contract::{FieldPath, FieldProblem, Report};
/// assert!(Report::default().is_empty());
/// assert!(!Report(vec![(FieldPath::Email, FieldProblem::Taken)]).is_empty());
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
/// use customer_form_contract::{Entry, FieldPath, FormConfig, PhotoRule, FieldProblem, validate};
/// let config = FormConfig {
///     form: "acme".into(),
///     photo: PhotoRule::Off,
///     fields: vec![],
///     offered: vec![],
///     limits: Default::default(),
///     prefill_from_url: vec![],
/// };
/// let entry = Entry {
///     email: "ada@example.com".into(),
///     name: "Ada".into(),
///     last_name: "Lovelace".into(),
///     phone: "0".into(),
///     ..Entry::default()
/// };
/// assert_eq!(validate(&config, &entry).0, [(FieldPath::CompanyName, FieldProblem::Missing)]);
/// ```
pub fn validate(config: &FormConfig, entry: &Entry) -> Report {
    let mut report = Report::default();
    let mut found = |path, problem| report.0.push((path, problem));

    for (path, problem) in [
        (FieldPath::Email, rules::email::check(&entry.email)),
        (FieldPath::Name, rules::line::check_fixed(&entry.name)),
        (FieldPath::LastName, rules::line::check_fixed(&entry.last_name)),
        (FieldPath::Phone, rules::line::check_fixed(&entry.phone)),
        (FieldPath::CompanyName, rules::line::check_fixed(&entry.company_name)),
        (FieldPath::Photo, rules::photo::check(config.photo, &config.limits, entry.photo.as_ref())),
    ] {
        if let Some(problem) = problem {
            found(path, problem);
        }
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
