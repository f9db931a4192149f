//! Requests of the page that contains the form.

use super::{Lifecycle, Step};
use crate::state::{Effect, FieldMessage, Notice, Phase, Purpose, Target};

impl Lifecycle {
    pub(super) fn reset(&mut self, key: String, to: &mut Vec<Effect>) {
        let accepted = self.phase == Phase::Accepted;
        if !accepted && !self.phase.is_editing() {
            return;
        }
        self.begin_another(key);
        to.push(Effect::Clear);
        self.show(Phase::Editing(Notice::None), to);
        // A token is valid for one customer only, so the next submission needs a new token.
        if accepted {
            to.push(Effect::Load(Purpose::Next));
        }
    }

    /// Begins another filled form, with another idempotency key.
    pub(super) fn begin_another(&mut self, key: String) {
        self.key = key;
        self.outcome_unknown = false;
        self.step = Step::None;
    }

    pub(super) fn page_problems(&mut self, said: Vec<FieldMessage>, to: &mut Vec<Effect>) {
        let Phase::Editing(notice) = &self.phase else { return };
        to.push(Effect::MarkAnswered);
        if !said.is_empty() {
            self.show(Phase::Editing(Notice::Told(said)), to);
            to.push(Effect::Focus(Target::Message));
        } else if matches!(notice, Notice::Told(_)) {
            // An empty list removes only the page's own message.
            self.show(Phase::Editing(Notice::None), to);
        }
    }
}
