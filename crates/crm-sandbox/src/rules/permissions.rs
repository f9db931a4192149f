//! Permissions: `permissions[module][action]`, each with the value `1`.

use std::collections::{BTreeMap, BTreeSet};

use super::input::{Given, given, is_blank, keys};
use crate::laravel::errors::ValidationErrors;
use crate::laravel::sentences::Broken;
use crate::php::form::PhpForm;

const MODULES: [&str; 4] = ["invoice", "contract", "proposal", "meeting"];

/// The actions in the order of their ids within a module. The API page documents 4 view-invoice, 8 view-contract, 12
/// view-proposal and 16 view-meeting. It is our assumption that the other three actions come before `view` in each
/// module.
const ACTIONS: [&str; 4] = ["create", "edit", "delete", "view"];

const MAP: &str = "permissions";

pub(super) fn check(form: &PhpForm, errors: &mut ValidationErrors) -> BTreeMap<String, BTreeSet<String>> {
    let mut granted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    match given(form, &[MAP]) {
        Given::Array => {}
        Given::Nothing => errors.add(MAP, Broken::Required),
        Given::Text(text) if is_blank(text) => errors.add(MAP, Broken::Required),
        Given::Text(_) | Given::File(_) => errors.add(MAP, Broken::Array),
    }
    for module in keys(form, &[MAP]) {
        let path = format!("{MAP}.{module}");
        match given(form, &[MAP, module]) {
            _ if !MODULES.contains(&module) => errors.add_found(path, Broken::In),
            Given::Array => {}
            _ => errors.add_found(path, Broken::Array),
        }
        for action in keys(form, &[MAP, module]) {
            let is_granted = matches!(given(form, &[MAP, module, action]), Given::Text("1"));
            if is_granted && id(module, action).is_some() {
                granted.entry(module.to_owned()).or_default().insert(action.to_owned());
            } else {
                errors.add_found(format!("{MAP}.{module}.{action}"), Broken::In);
            }
        }
    }
    granted
}

/// The CRM's id of a permission, such as `invoice` with `view-invoice`; `None` if there is no such permission.
pub(crate) fn id(module: &str, action: &str) -> Option<usize> {
    let module_at = MODULES.iter().position(|known| *known == module)?;
    let action = action.strip_suffix(module)?.strip_suffix('-')?;
    let action_at = ACTIONS.iter().position(|known| *known == action)?;
    Some(module_at * ACTIONS.len() + action_at + 1)
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn the_documented_permissions_have_their_documented_ids() {
        for (module, action, expected) in [
            ("invoice", "view-invoice", Some(4)),
            ("contract", "view-contract", Some(8)),
            ("proposal", "view-proposal", Some(12)),
            ("meeting", "view-meeting", Some(16)),
            ("invoice", "create-invoice", Some(1)),
            ("invoice", "view-contract", None),
            ("invoice", "print-invoice", None),
            ("invoice", "viewinvoice", None),
            ("payroll", "view-payroll", None),
        ] {
            assert_eq!(id(module, action), expected, "{module} {action}");
        }
    }
}
