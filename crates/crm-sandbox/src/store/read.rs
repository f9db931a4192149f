//! Reads customers from the database.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row, params};

use super::{Store, StoreError};
use crate::stored::{StoredCustomer, StoredField, StoredFile};

impl Store {
    /// All customers, oldest first.
    pub(crate) fn customers(&self) -> Result<Vec<StoredCustomer>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT id FROM customers ORDER BY id")?;
        let ids = query.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        ids.into_iter().map(|id| self.customer(id.cast_unsigned())).collect()
    }

    /// One customer, which must exist.
    pub(crate) fn customer(&self, id: u64) -> Result<StoredCustomer, StoreError> {
        let key = id.cast_signed();
        let mut customer = customer_row(&self.connection, key)?;
        customer.permissions = permissions(&self.connection, key)?;

        let mut fields = fields(&self.connection, key)?;
        for (value_id, file) in self.files_of(key)? {
            match value_id {
                None => customer.profile_photo = Some(file),
                Some(value_id) => {
                    let owner = fields.values_mut().find(|field| field.value_id == value_id.cast_unsigned());
                    if let Some(field) = owner {
                        field.files.push(file);
                    }
                }
            }
        }
        customer.custom_fields = fields;
        Ok(customer)
    }

    fn files_of(&self, customer: i64) -> Result<Vec<(Option<i64>, StoredFile)>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT id, name, media_type, size, sha256, is_image, disk_name, custom_field_value_id
             FROM files WHERE customer_id = ?1 ORDER BY id",
        )?;
        let files = query.query_map([customer], |row| Ok((row.get(7)?, self.file_of(row)?)))?;
        Ok(files.collect::<Result<_, _>>()?)
    }

    /// Reads a file from a row that begins with id, name, media_type, size, sha256, is_image, disk_name.
    pub(super) fn file_of(&self, row: &Row<'_>) -> rusqlite::Result<StoredFile> {
        Ok(StoredFile {
            id: row.get::<_, i64>(0)?.cast_unsigned(),
            name: row.get(1)?,
            media_type: row.get(2)?,
            size: row.get::<_, i64>(3)?.cast_unsigned(),
            sha256: row.get(4)?,
            is_image: row.get(5)?,
            path: self.files.join(row.get::<_, String>(6)?),
        })
    }
}

fn customer_row(connection: &Connection, id: i64) -> Result<StoredCustomer, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT email, name, last_name, phone, created_at, business_information FROM customers WHERE id = ?1",
    )?;
    let (mut customer, business_information) = query.query_row(params![id], |row| {
        let customer = StoredCustomer {
            id: id.cast_unsigned(),
            email: row.get(0)?,
            name: row.get(1)?,
            last_name: row.get(2)?,
            phone: row.get(3)?,
            created_at: row.get(4)?,
            business_information: Default::default(),
            profile_photo: None,
            permissions: BTreeMap::new(),
            custom_fields: BTreeMap::new(),
        };
        Ok((customer, row.get::<_, String>(5)?))
    })?;
    customer.business_information = serde_json::from_str(&business_information)?;
    Ok(customer)
}

fn permissions(
    connection: &Connection,
    customer: i64,
) -> Result<BTreeMap<String, BTreeSet<String>>, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT module, action FROM permissions WHERE customer_id = ?1")?;
    let mut permissions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in query.query_map([customer], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (module, action) = row?;
        permissions.entry(module).or_default().insert(action);
    }
    Ok(permissions)
}

fn fields(connection: &Connection, customer: i64) -> Result<BTreeMap<u64, StoredField>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT id, custom_field_id, key, value, formats FROM custom_field_values WHERE customer_id = ?1",
    )?;
    let rows = query.query_map([customer], |row| {
        let field = StoredField {
            value_id: row.get::<_, i64>(0)?.cast_unsigned(),
            key: row.get(2)?,
            value: row.get(3)?,
            formats: Vec::new(),
            files: Vec::new(),
        };
        Ok((row.get::<_, String>(1)?, field, row.get::<_, String>(4)?))
    })?;
    let mut fields = BTreeMap::new();
    for row in rows {
        let (field_id, mut field, formats) = row?;
        field.formats = serde_json::from_str(&formats)?;
        // `insert` wrote this text from a number, so it parses as a number.
        fields.insert(serde_json::from_str(&field_id)?, field);
    }
    Ok(fields)
}
