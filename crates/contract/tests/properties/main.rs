//! What has to hold of every form, entry, key and body, tried on generated ones.

mod answer;
mod codec;
mod email;
mod field_configuration;
mod parts;
mod validator;
mod verdicts;
mod wire;
