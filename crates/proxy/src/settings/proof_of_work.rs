//! `[forms.proof_of_work]`: whether a visitor's browser has to work for each submission, and how much.

use super::section::Section;

/// What a form asks of a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofOfWork {
    /// The most numbers that may have to be tried, each a hash; half as many in the mean. Default: 200,000, which takes
    /// a desktop's browser a tenth of a second and an old phone's one or two, while the form is being filled in.
    pub max_number: u32,
}

/// A hundred times the default: minutes on a phone.
const MAX: u64 = 20_000_000;

/// `None`: nothing is asked.
pub(super) fn read(section: Option<Section<'_>>) -> Option<ProofOfWork> {
    let mut section = section?;
    let number = section.number("max_number", 1..=MAX).and_then(|number| u32::try_from(number).ok());
    section.finish();
    Some(ProofOfWork { max_number: number.unwrap_or(200_000) })
}
