//! Stores a new customer: writes its rows in one transaction and moves its files to their final place.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Transaction, params};

use super::{Store, StoreError};
use crate::rules::image::is_image;
use crate::rules::{NewCustomer, NewFile, unique_key};

impl Store {
    /// Stores a customer and returns its id. If any step fails, no rows and no files remain.
    pub(crate) fn insert(&mut self, customer: &NewCustomer<'_>) -> Result<u64, StoreError> {
        let transaction = self.connection.transaction()?;
        let mut kept = KeptFiles { folder: &self.files, paths: Vec::new() };
        let id = insert_rows(&transaction, customer, &mut kept)?;
        transaction.commit()?;
        kept.paths.clear();
        Ok(id.cast_unsigned())
    }
}

/// The files moved so far. They are deleted when this value is dropped, unless the list was cleared before.
struct KeptFiles<'a> {
    folder: &'a Path,
    paths: Vec<PathBuf>,
}

impl KeptFiles<'_> {
    fn keep(&mut self, file: NewFile<'_>, disk_name: &str) -> Result<(), StoreError> {
        let path = self.folder.join(disk_name);
        file.content.keep_as(&path).map_err(|source| StoreError::Files { path: path.clone(), source })?;
        self.paths.push(path);
        Ok(())
    }
}

impl Drop for KeptFiles<'_> {
    fn drop(&mut self) {
        for path in &self.paths {
            if let Err(error) = fs::remove_file(path) {
                tracing::warn!(%error, "cannot delete a file of a customer that the sandbox did not store");
            }
        }
    }
}

fn insert_rows(
    transaction: &Transaction<'_>,
    customer: &NewCustomer<'_>,
    kept: &mut KeptFiles<'_>,
) -> Result<i64, StoreError> {
    transaction.execute(
        "INSERT INTO customers (email_key, email, name, last_name, phone, business_information, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now'))",
        params![
            unique_key(customer.email),
            customer.email,
            customer.name,
            customer.last_name,
            customer.phone,
            serde_json::to_string(&customer.business_information)?,
        ],
    )?;
    let id = transaction.last_insert_rowid();

    for (module, actions) in &customer.permissions {
        for action in actions {
            transaction.execute(
                "INSERT INTO permissions (customer_id, module, action) VALUES (?1, ?2, ?3)",
                params![id, module, action],
            )?;
        }
    }
    if let Some(photo) = customer.profile_photo {
        insert_file(transaction, kept, id, None, photo)?;
    }
    for field in &customer.custom_fields {
        transaction.execute(
            "INSERT INTO custom_field_values (customer_id, custom_field_id, key, value, formats)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                id,
                field.field_id.to_string(),
                field.key,
                field.value,
                serde_json::to_string(&field.formats)?
            ],
        )?;
        let value_id = transaction.last_insert_rowid();
        for file in &field.files {
            insert_file(transaction, kept, id, Some(value_id), *file)?;
        }
    }
    Ok(id)
}

fn insert_file(
    transaction: &Transaction<'_>,
    kept: &mut KeptFiles<'_>,
    customer_id: i64,
    value_id: Option<i64>,
    file: NewFile<'_>,
) -> Result<(), StoreError> {
    // The name on disk contains the file's id, so the row is inserted first and updated afterwards.
    transaction.execute(
        "INSERT INTO files (customer_id, custom_field_value_id, name, media_type, size, sha256, is_image,
                            disk_name)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '')",
        params![
            customer_id,
            value_id,
            file.upload.name,
            file.upload.media_type,
            file.content.size.cast_signed(),
            file.content.sha256,
            is_image(&file.content.head),
        ],
    )?;
    let id = transaction.last_insert_rowid();
    let disk_name = id.to_string();
    transaction.execute("UPDATE files SET disk_name = ?1 WHERE id = ?2", params![disk_name, id])?;
    kept.keep(file, &disk_name)
}
