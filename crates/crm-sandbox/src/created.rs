//! The body of a 201, as the API page documents it.

use serde_json::{Map, Value, json};

use crate::account::definition::{FieldDefinition, FieldKind};
use crate::create::Created;
use crate::rules::permissions;
use crate::stored::{StoredCustomer, StoredField, StoredFile};

/// Members that every custom field in the sample answer has; null if the field's configuration lacks the member.
const FIELD_MEMBERS: [&str; 12] = [
    "id",
    "user_id",
    "location",
    "type",
    "name",
    "key",
    "description",
    "placeholder",
    "fields",
    "group",
    "created_at",
    "updated_at",
];

pub(crate) fn body(created: &Created, base_url: &str) -> Value {
    let customer = &created.customer;
    json!({
        "data": {
            "id": customer.id,
            "name": customer.name,
            "last_name": customer.last_name,
            "phone": customer.phone,
            "profile_photo_path": customer.profile_photo.as_ref().map(|file| url(base_url, file)),
            "email": customer.email,
            "stripe_customer_flag": false,
            "business_information": customer.business_information,
            "custom_fields": custom_fields(created, base_url),
            "notes": [],
            "activity_log": [],
            "permissions": permissions_by_id(customer),
        }
    })
}

/// The account's fields for which the customer has a value, in the order of the account.
fn custom_fields(created: &Created, base_url: &str) -> Vec<Value> {
    let stored = &created.customer.custom_fields;
    created
        .definitions
        .iter()
        .filter_map(|definition| {
            let field = stored.get(&definition.id)?;
            let mut shown: Map<String, Value> =
                FIELD_MEMBERS.iter().map(|member| ((*member).to_owned(), Value::Null)).collect();
            shown.extend(definition.raw.clone());
            let value = value(definition, field, &created.customer, base_url);
            shown.insert("custom_field_values".to_owned(), json!([value]));
            Some(Value::Object(shown))
        })
        .collect()
}

fn value(
    definition: &FieldDefinition,
    field: &StoredField,
    customer: &StoredCustomer,
    base_url: &str,
) -> Value {
    let value = match definition.kind {
        FieldKind::Files { .. } => {
            field.files.iter().map(|file| json!({"name": file.name, "path": url(base_url, file)})).collect()
        }
        FieldKind::Text | FieldKind::Select { .. } => json!(field.value),
    };
    json!({
        "id": field.value_id,
        "owner_id": definition.raw.get("user_id"),
        "user_id": customer.id,
        "custom_field_id": definition.id,
        "value": value,
        "created_at": customer.created_at,
        "updated_at": customer.created_at,
    })
}

/// PHP encodes an empty map as an empty list.
fn permissions_by_id(customer: &StoredCustomer) -> Value {
    let by_id: Map<String, Value> = customer
        .permissions
        .iter()
        .flat_map(|(module, actions)| actions.iter().map(move |action| (module, action)))
        .filter_map(|(module, action)| Some((permissions::id(module, action)?.to_string(), json!(action))))
        .collect();
    if by_id.is_empty() { json!([]) } else { Value::Object(by_id) }
}

fn url(base_url: &str, file: &StoredFile) -> String {
    format!("{base_url}/files/{}", file.id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::stored::BusinessInformation;

    /// The rules require a permission, so the sandbox never sends this answer. The CRM may send it.
    #[test]
    fn missing_permissions_are_an_empty_list_as_in_php() {
        let mut customer = StoredCustomer {
            id: 1,
            email: String::new(),
            name: String::new(),
            last_name: String::new(),
            phone: String::new(),
            business_information: BusinessInformation::default(),
            profile_photo: None,
            permissions: BTreeMap::new(),
            custom_fields: BTreeMap::new(),
            created_at: String::new(),
        };
        assert_eq!(permissions_by_id(&customer), json!([]));
        customer.permissions.insert("meeting".to_owned(), ["view-meeting".to_owned()].into());
        assert_eq!(permissions_by_id(&customer), json!({"16": "view-meeting"}));
    }
}
