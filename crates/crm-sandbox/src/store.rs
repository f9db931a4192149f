//! Customers in SQLite, with their files next to the database. All functions block; callers run them on a blocking
//! thread.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use crate::stored::StoredFile;

mod insert;
mod read;

/// The version of the schema. Increase it when a change of `schema.sql` does not fit existing data.
const SCHEMA_VERSION: i64 = 1;

/// A data directory: `crm.sqlite`, `files/` for stored files, and `incoming/` for files that are still arriving.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    files: PathBuf,
    incoming: PathBuf,
}

/// The reason why an operation of the store failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("{path}: {source}")]
    Files { path: PathBuf, source: std::io::Error },
    #[error(
        "another version of the sandbox wrote the data directory (schema version {found}, expected {SCHEMA_VERSION}); \
         delete the data directory"
    )]
    OtherVersion { found: i64 },
    #[error("cannot read a row of the database: {0}")]
    Row(#[from] serde_json::Error),
    #[error("the database task did not end: {0}")]
    Stopped(#[from] tokio::task::JoinError),
}

impl Store {
    /// Opens a data directory, and creates it if it does not exist.
    pub(crate) fn open(directory: &Path) -> Result<Self, StoreError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::Files { path, source }
        };
        fs::create_dir_all(directory).map_err(at(directory))?;
        let directory = directory.canonicalize().map_err(at(directory))?;
        let incoming = directory.join("incoming");
        // Uploads that were arriving when the previous sandbox ended belong to no customer.
        if incoming.exists() {
            fs::remove_dir_all(&incoming).map_err(at(&incoming))?;
        }
        let files = directory.join("files");
        for folder in [&files, &incoming] {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        let connection = Connection::open(directory.join("crm.sqlite"))?;
        prepare(&connection)?;
        Ok(Self { connection, files, incoming })
    }

    /// The directory for uploads while they arrive.
    pub(crate) fn incoming(&self) -> &Path {
        &self.incoming
    }

    /// Whether a customer with this [`email_key`](crate::rules::email_key) exists.
    pub(crate) fn email_is_taken(&self, key: &str) -> Result<bool, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT 1 FROM customers WHERE email_key = ?1")?;
        Ok(query.exists([key])?)
    }

    /// The file with this id; `None` if there is none.
    pub(crate) fn file(&self, id: u64) -> Result<Option<StoredFile>, StoreError> {
        let Ok(id) = i64::try_from(id) else { return Ok(None) };
        let mut query = self.connection.prepare_cached(
            "SELECT id, name, media_type, size, sha256, is_image, disk_name FROM files WHERE id = ?1",
        )?;
        Ok(query.query_row([id], |row| self.file_of(row)).optional()?)
    }

    /// Removes all customers and files. Ids start at 1 again.
    pub(crate) fn reset(&mut self) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction.execute_batch(
            "DELETE FROM files; DELETE FROM custom_field_values; DELETE FROM permissions;
             DELETE FROM customers; DELETE FROM sqlite_sequence;",
        )?;
        transaction.commit()?;
        let at = |source| StoreError::Files { path: self.files.clone(), source };
        for entry in fs::read_dir(&self.files).map_err(at)? {
            fs::remove_file(entry.map_err(at)?.path()).map_err(at)?;
        }
        Ok(())
    }
}

fn prepare(connection: &Connection) -> Result<(), StoreError> {
    // A write-ahead log is as safe as the default if the process is killed, and it waits less often for the disk.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    match connection.pragma_query_value(None, "user_version", |row| row.get(0))? {
        0 => {
            connection.execute_batch(include_str!("store/schema.sql"))?;
            connection.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            Ok(())
        }
        SCHEMA_VERSION => Ok(()),
        found => Err(StoreError::OtherVersion { found }),
    }
}
