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
        // A token creates one customer.
        if accepted {
            to.push(Effect::Load(Purpose::Next));
        }
    }

    /// Begins another filled form.
    pub(super) fn begin_another(&mut self, key: String) {
        self.key = key;
        self.outcome_unknown = false;
        self.step = Step::None;
    }

    pub(super) fn told(&mut self, said: Vec<FieldMessage>, to: &mut Vec<Effect>) {
        let Phase::Editing(notice) = &self.phase else { return };
        to.push(Effect::MarkAnswered);
        if !said.is_empty() {
            self.show(Phase::Editing(Notice::Told(said)), to);
            to.push(Effect::Focus(Target::Message));
        } else if matches!(notice, Notice::Told(_)) {
            // The page takes back its own message only.
            self.show(Phase::Editing(Notice::None), to);
        }
    }
}
