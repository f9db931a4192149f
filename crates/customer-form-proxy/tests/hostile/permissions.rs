//! Only the operator decides which permissions a customer can give.

use crate::case::{Case, filled};
use crate::samples::PDF;
use crate::world::World;

const OFFERED: &str = "permissions[contract][view-contract]";

/// Values that PHP, JavaScript or a person might read as yes or no.
const NOT_ONE: &[&str] =
    &["", "0", "2", "01", "1.0", "+1", " 1", "1 ", "1\n", "1\0", "on", "true", "yes", "１", "11"];

/// Permissions that the form does not offer, that do not exist, or that are spelled differently.
const NOT_OFFERED: &[&str] = &[
    "permissions[invoice][view-invoice]",
    "permissions[invoice][delete-invoice]",
    "permissions[contract][edit-contract]",
    "permissions[contract][delete-contract]",
    "permissions[meeting][edit-meeting]",
    "permissions[invoice][view-contract]",
    "permissions[contract][view-invoice]",
    "permissions[contract][view]",
    "permissions[contract][*]",
    "permissions[*][view-contract]",
    "permissions[admin][view-admin]",
    "permissions[contract][]",
    "permissions[contract]",
    "permissions[]",
    "permissions",
    "permissions[contract][view-contract][]",
    "permissions[contract][view_contract]",
    "permissions[contract][View-Contract]",
    "permissions[Contract][view-contract]",
    "permissions[contract ][view-contract]",
    "permissions[contract][view-contract",
];

#[tokio::test]
async fn only_offered_permissions_with_the_value_1_are_accepted() {
    let world = World::start().await;
    let values = NOT_ONE
        .iter()
        .map(|value| Case::malformed(format!("the value {value:?}"), filled().text(OFFERED, value)));
    let names = NOT_OFFERED
        .iter()
        .map(|name| Case::malformed(format!("the permission {name}"), filled().text(name, "1")));
    let mut cases: Vec<_> = values.chain(names).collect();
    cases.push(Case::malformed("a permission twice", filled().text(OFFERED, "1").text(OFFERED, "1")));
    cases.push(Case::malformed("a permission as a file", filled().file(OFFERED, "1", "1")));
    let behind = filled().file(crate::case::FILES, "a.pdf", PDF).text(OFFERED, "1");
    cases.push(Case::malformed("a permission behind a file", behind));
    cases.push(Case::sent("nothing chosen", filled(), |_, customer| {
        assert_eq!(
            format!("{:?}", customer.permissions),
            r#"{"invoice": {"view-invoice"}}"#,
            "only the granted permission"
        );
    }));
    cases.push(Case::sent("an offered permission, chosen", filled().text(OFFERED, "1"), |_, customer| {
        let expected = r#"{"contract": {"view-contract"}, "invoice": {"view-invoice"}}"#;
        assert_eq!(format!("{:?}", customer.permissions), expected);
    }));
    world.run("permissions", cases).await;
}
