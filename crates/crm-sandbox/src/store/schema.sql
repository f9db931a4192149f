BEGIN;

CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email_key TEXT NOT NULL UNIQUE,        -- trimmed and in lower case; `email` is the value as it arrived
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  phone TEXT NOT NULL,
  business_information TEXT NOT NULL,    -- a JSON object of the documented members
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE permissions (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  module TEXT NOT NULL,
  action TEXT NOT NULL,
  PRIMARY KEY (customer_id, module, action)
) STRICT, WITHOUT ROWID;

CREATE TABLE custom_field_values (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  custom_field_id TEXT NOT NULL,         -- text, because a field's id may be larger than SQLite's integers
  key TEXT NOT NULL,
  value TEXT,
  formats TEXT NOT NULL                  -- a JSON list
) STRICT;

CREATE TABLE files (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  custom_field_value_id INTEGER REFERENCES custom_field_values (id),    -- null for the profile photo
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  is_image INTEGER NOT NULL,
  disk_name TEXT NOT NULL                -- a name that the sandbox generates, below files/
) STRICT;

CREATE INDEX custom_field_values_of_customer ON custom_field_values (customer_id);
CREATE INDEX files_of_customer ON files (customer_id);

COMMIT;
