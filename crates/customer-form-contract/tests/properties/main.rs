//! Property tests: properties of every form, entry, key and body, checked with generated ones.

mod answer;
mod codec;
mod email;
mod field_configuration;
mod parts;
mod validator;
mod verdicts;
mod wire;
