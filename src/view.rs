//! What the visitor sees. Views read signals and ask for an [`Intent`]; they fetch nothing.

mod built;
mod context;
mod field;
mod files;
mod form;
mod notice;
mod permissions;
mod photo;
mod screens;
mod select;
mod sending;
mod text;

pub(crate) use context::{Intent, id_of};
pub(crate) use screens::screen;

/// Where focus goes when the form has something to say: the summary, a notice, the progress, the receipt.
pub(crate) const FOCUS_TARGET: &str = "[data-focus]";
