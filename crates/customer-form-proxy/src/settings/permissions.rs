//! `[forms.permissions.granted]` and `[forms.permissions.offered]`: lists of permissions, by module.

use std::collections::BTreeSet;

use customer_form_contract::{Module, Permission};

use super::SettingsProblem;
use super::section::Section;

#[derive(Default)]
pub(super) struct Permissions {
    pub(super) granted: BTreeSet<Permission>,
    pub(super) offered: BTreeSet<Permission>,
}

pub(super) fn read(form: &mut Section<'_>) -> Permissions {
    let Some(mut section) = form.required_table("permissions") else { return Permissions::default() };
    let mut permissions = Permissions::default();
    match section.table("granted") {
        Some(granted) => {
            let reported = granted.mistakes();
            permissions.granted = read_list(&granted, &|_| Ok(()));
            // If every entry is wrong, its mistakes have been reported already.
            if permissions.granted.is_empty() && granted.mistakes() == reported {
                section.report("granted", SettingsProblem::NothingGranted);
            }
        }
        None => section.report("granted", SettingsProblem::NothingGranted),
    }
    if let Some(offered) = section.table("offered") {
        permissions.offered = read_list(&offered, &|permission| {
            if permissions.granted.contains(&permission) {
                Err(SettingsProblem::GrantedAndOffered { name: permission.name() })
            } else {
                Ok(())
            }
        });
    }
    section.finish();
    permissions
}

fn read_list(
    section: &Section<'_>,
    check: &dyn Fn(Permission) -> Result<(), SettingsProblem>,
) -> BTreeSet<Permission> {
    let mut all = BTreeSet::new();
    for name in section.names() {
        let Some(module) = Module::from_name(name) else {
            section.report(name, SettingsProblem::NoSuchModule { name: name.to_owned() });
            continue;
        };
        all.extend(section.named_texts(name, |name| {
            let permission = permission(name, module)?;
            check(permission).map(|()| permission)
        }));
    }
    all
}

fn permission(name: &str, module: Module) -> Result<Permission, SettingsProblem> {
    let permission = Permission::from_name(name)
        .ok_or_else(|| SettingsProblem::NoSuchPermission { name: name.to_owned() })?;
    if permission.module == module {
        Ok(permission)
    } else {
        let module = permission.module.name();
        Err(SettingsProblem::WrongModule { name: name.to_owned(), module })
    }
}
