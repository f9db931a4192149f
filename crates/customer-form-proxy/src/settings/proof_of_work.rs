//! `[forms.proof_of_work]`: the work that a visitor's browser must do for each submission.

use super::section::Section;

/// The proof of work that a form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofOfWork {
    /// The largest number that the browser may have to try. Each try is one hash; on average, half as many tries
    /// are needed. Default: 200,000, which takes a tenth of a second on a desktop and one or two seconds on an old
    /// phone, while the form is being filled in.
    pub max_number: u32,
}

/// The largest `max_number`, a hundred times the default: minutes on a phone.
const MAX: u64 = 20_000_000;

/// Reads the section. `None`: the form asks for no proof of work.
pub(super) fn read(section: Option<Section<'_>>) -> Option<ProofOfWork> {
    let mut section = section?;
    let number = section.number("max_number", 1..=MAX).and_then(|number| u32::try_from(number).ok());
    section.finish();
    Some(ProofOfWork { max_number: number.unwrap_or(200_000) })
}
