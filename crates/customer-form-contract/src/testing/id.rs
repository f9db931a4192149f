//! Generators of field ids and permissions.

use proptest::prelude::*;
use proptest::sample::select;

use crate::{Action, FieldId, Module, Permission};

/// An id: either small, so that two ids are often equal, or too large for an exact floating-point number.
pub fn field_id() -> impl Strategy<Value = FieldId> {
    prop_oneof![3 => 0..20_u64, 1 => Just((1 << 53) + 1), 1 => Just(u64::MAX), 1 => any::<u64>()]
        .prop_map(FieldId)
}

/// Any permission of the API page.
pub fn any_permission() -> impl Strategy<Value = Permission> {
    (select(&Module::ALL[..]), select(&Action::ALL[..]))
        .prop_map(|(module, action)| Permission { module, action })
}
