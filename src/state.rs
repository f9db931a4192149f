//! The state of a form, and its changes. This module uses no DOM, no network and no clock.

mod effect;
mod error;
mod event;
mod lifecycle;
mod phase;

use leptos::prelude::{RwSignal, Update};

pub(crate) use effect::{Effect, Message, Request, Target};
pub(crate) use error::CONFIG_CHANGED;
pub use error::{LoadError, SendError, Wait};
pub(crate) use event::{AttemptNumber, Event, Purpose, Ticket};
pub(crate) use lifecycle::Lifecycle;
pub use phase::{FieldMessage, Notice, Phase, Progress};

/// Passes an event to a form, see [`Lifecycle::update`]. Views are notified if the phase has changed. A form that has
/// been unmounted ignores the event.
#[must_use]
pub(crate) fn update(form: RwSignal<Lifecycle>, event: Event) -> Vec<Effect> {
    let effects = form.try_maybe_update(|form| {
        let effects = form.update(event);
        (effects.iter().any(|effect| matches!(effect, Effect::Show)), effects)
    });
    effects.unwrap_or_default()
}

#[cfg(test)]
mod tests;
