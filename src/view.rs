//! The views. They read signals and ask for an [`Intent`]; they fetch nothing.

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

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use screens::html;

/// The selector of the element that gets the focus when the form reports something: the summary, a notice, the progress
/// or the success message.
pub(crate) const FOCUS_TARGET: &str = "[data-focus]";
