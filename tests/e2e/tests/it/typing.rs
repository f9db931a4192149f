//! What a key press costs the page in forms of many fields.

use crate::support::form::by_id;
use crate::support::{Setup, World, fields};
use serde_json::json;
