//! The customer form: a Leptos component, compiled to WebAssembly, behind the `<customer-form>` element.
//!
//! Modules and the allowed imports:
//! `{element, component} → app → {view, net} → {draft, state, text} → customer_form_contract`, and in a native program
//! `render → view`. A view sends no request, and the state does not use the DOM.
//!
//! Public are the modules that another program uses. `element` is for the program of this package, `component` for
//! applications with Leptos, and `render` for native programs that write the form as HTML, such as the proxy. `state`
//! has the phases that the callers of `render` name.
//!
//! The feature `component` (default) is for Leptos hosts. The build of the element turns it off.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

#[cfg(feature = "component")]
pub mod component;
pub mod element;

mod app;

mod net;
#[cfg(not(target_arch = "wasm32"))]
pub mod render;
mod view;

mod draft;
pub mod state;
mod text;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod scripts;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod typings;

#[cfg(feature = "component")]
pub use component::{CustomerForm, KeptDraft};
