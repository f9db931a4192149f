//! The customer form: a Leptos component, compiled to WebAssembly, behind the `<customer-form>` element.
//!
//! Modules and the allowed imports: `{element, component} → app → {view, net} → {draft, state, text} → contract`. A
//! view never fetches, and the state never touches the DOM.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

pub mod component;
pub mod element;

mod app;

mod net;
mod view;

pub mod draft;
pub mod state;
pub mod text;

#[cfg(not(target_arch = "wasm32"))]
pub mod typings;

pub use component::{CustomerForm, KeptDraft};
