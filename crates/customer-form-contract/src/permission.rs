//! The permissions of a customer in the CRM: the modules and actions of the table on the API page.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A part of the CRM that has its own permissions.
///
/// ```
/// use customer_form_contract::Module;
/// assert_eq!(Module::from_name("invoice"), Some(Module::Invoice));
/// assert_eq!(Module::ALL.map(Module::name), ["invoice", "contract", "proposal", "meeting"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the API page says no more than the names")]
pub enum Module {
    Invoice,
    Contract,
    Proposal,
    Meeting,
}

/// An action in a [`Module`].
///
/// ```
/// use customer_form_contract::Action;
/// assert_eq!(Action::ALL.map(Action::verb), ["view", "create", "edit", "delete"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the API page says no more than the names")]
pub enum Action {
    View,
    Create,
    Edit,
    Delete,
}

/// One action in one module. In JSON it is the API's name for the permission, such as `view-invoice`.
///
/// ```
/// use customer_form_contract::{Action, Module, Permission};
/// let permission = Permission::from_name("view-invoice").unwrap();
/// assert_eq!(permission, Permission { module: Module::Invoice, action: Action::View });
/// assert_eq!(permission.name(), "view-invoice");
/// assert_eq!(Permission::from_name("own-invoice"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission {
    /// The module.
    pub module: Module,
    /// The action.
    pub action: Action,
}

impl Module {
    /// Every module, in the order of the API page.
    pub const ALL: [Self; 4] = [Self::Invoice, Self::Contract, Self::Proposal, Self::Meeting];

    /// The API's name of the module, as in `permissions[invoice]`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Contract => "contract",
            Self::Proposal => "proposal",
            Self::Meeting => "meeting",
        }
    }

    /// The module with this name. `None`: the API page has no such module.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|module| module.name() == name)
    }
}

impl Action {
    /// Every action, in the order of the API page.
    pub const ALL: [Self; 4] = [Self::View, Self::Create, Self::Edit, Self::Delete];

    /// The first word of the API's permission names, such as `view` in `view-invoice`.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Create => "create",
            Self::Edit => "edit",
            Self::Delete => "delete",
        }
    }
}

impl Permission {
    /// The API's name of the permission, as in `permissions[invoice][view-invoice]`.
    pub fn name(self) -> String {
        [self.action.verb(), "-", self.module.name()].concat()
    }

    /// The permission with this name. `None`: the API page has no such permission.
    pub fn from_name(name: &str) -> Option<Self> {
        let (verb, module) = name.split_once('-')?;
        let module = Module::from_name(module)?;
        let action = Action::ALL.into_iter().find(|action| action.verb() == verb)?;
        Some(Self { module, action })
    }
}

impl Serialize for Permission {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name).ok_or_else(|| serde::de::Error::custom("no permission of that name"))
    }
}

/// A set of permissions. Its iterator returns them in the order of [`Permission`].
///
/// ```
/// use customer_form_contract::{Permission, PermissionSet};
/// let view = Permission::from_name("view-invoice").unwrap();
/// let mut chosen = PermissionSet::default();
/// assert!(chosen.insert(view) && chosen.contains(view));
/// assert_eq!(chosen.iter().collect::<Vec<_>>(), [view]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PermissionSet(u16);

impl Permission {
    /// Every permission, in the order of the API page: by module, then by action.
    fn all() -> impl Iterator<Item = Self> {
        Module::ALL
            .into_iter()
            .flat_map(|module| Action::ALL.into_iter().map(move |action| Self { module, action }))
    }

    /// The bit of the permission in a [`PermissionSet`].
    const fn bit(self) -> u16 {
        1 << (self.module as u16 * Action::ALL.len() as u16 + self.action as u16)
    }
}

impl PermissionSet {
    /// Adds a permission. Returns true if the set did not have the permission before.
    pub fn insert(&mut self, permission: Permission) -> bool {
        let is_new = !self.contains(permission);
        self.0 |= permission.bit();
        is_new
    }

    /// Removes a permission.
    pub fn remove(&mut self, permission: Permission) {
        self.0 &= !permission.bit();
    }

    /// Whether the permission is in the set.
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The permissions of the set, in the order of the API page.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::all().filter(move |permission| self.contains(*permission))
    }
}

impl Extend<Permission> for PermissionSet {
    fn extend<I: IntoIterator<Item = Permission>>(&mut self, permissions: I) {
        for permission in permissions {
            self.insert(permission);
        }
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut set = Self::default();
        set.extend(permissions);
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_inserts_and_removes_each_permission() {
        let mut set: PermissionSet = Permission::all().collect();
        assert_eq!(set.iter().count(), 16);
        assert!(set.iter().is_sorted());
        for permission in Permission::all() {
            assert!(set.contains(permission) && !set.insert(permission));
            set.remove(permission);
            assert!(!set.contains(permission));
        }
        assert!(set.is_empty());
    }

    #[test]
    fn every_permission_reads_back_from_its_name() {
        for permission in Permission::all() {
            assert_eq!(Permission::from_name(&permission.name()), Some(permission));
        }
    }

    #[test]
    fn misspelled_permission_names_are_refused() {
        for name in [
            "",
            "view",
            "view-",
            "-invoice",
            "View-invoice",
            "view_invoice",
            "view-invoices",
            "view-invoice ",
        ] {
            assert_eq!(Permission::from_name(name), None, "{name:?}");
        }
    }
}
