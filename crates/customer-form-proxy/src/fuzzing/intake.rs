//! The fuzz target of a visitor's multipart body, up to the body that is written for the CRM.

mod forms;
mod kept;
mod written;

use axum::body::Body;
use bytes::Bytes;
use customer_form_contract::{FormConfig, Limits};
use futures_util::stream;

use super::block_on;
use super::chunks::Chunking;
use crate::door::problem::RequestError;
use crate::settings::Timeouts;
use crate::submission::intake::{self, BodyError, IntakeError, RequestBody, Taken};
use forms::FuzzForm;
#[cfg(test)]
pub(crate) use forms::field;
use kept::KeptSubmission;

/// An input is one byte for the form and the boundary, see [`FuzzForm::of`], one byte for the pieces, see
/// [`Chunking::of`], and the body.
///
/// - Every body is accepted, or refused as the visitor's mistake.
/// - Neither this decision nor the accepted content depends on the pieces in which the body arrives.
/// - The accepted content stands in the body unchanged, and is within the limits.
/// - A submission that the validator accepts can be written for the CRM. Both a strict reader and the proxy's own
///   reader read it back as it was accepted.
pub fn intake(input: &[u8]) {
    let Some((&[choice, pieces], body)) = input.split_first_chunk() else { return };
    let (form, chunking) = (FuzzForm::of(choice), Chunking::of(pieces));
    block_on(async {
        let in_pieces = form.read(chunking, body).await;
        let at_once = form.read(chunking.at_once(), body).await;
        let taken = match (in_pieces, at_once) {
            (Ok(in_pieces), Ok(at_once)) => {
                assert!(in_pieces.digest == at_once.digest, "the digest depends on the pieces of the body");
                match (in_pieces.submission, at_once.submission) {
                    (Ok(submission), Ok(again)) => {
                        let kept = KeptSubmission::of(&submission);
                        assert_eq!(
                            kept,
                            KeptSubmission::of(&again),
                            "the submission depends on the pieces of the body"
                        );
                        Some((submission, kept))
                    }
                    (Err(error), Err(again)) => {
                        check_refusal(error);
                        check_refusal(again);
                        None
                    }
                    _ => panic!("the result depends on the pieces of the body"),
                }
            }
            // In an incomplete head all bytes are counted, and in a complete head only its headers.
            (Err(IntakeError::Body(BodyError::HeadTooLarge)), Ok(_)) => None,
            (Err(error), Err(again)) => {
                check_refusal(error);
                check_refusal(again);
                None
            }
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => {
                panic!("the result depends on the pieces of the body: {error}")
            }
        };
        let Some((submission, kept)) = taken else { return };
        kept.check(&form, body);
        if let Some(config) = &form.config {
            written::check(config, submission, &kept).await;
        }
    });
}

/// A visitor's mistake must be answered with a 4xx.
fn check_refusal(error: IntakeError) {
    let error = RequestError::from(error);
    let status = error.code().status();
    assert!((400..500).contains(&status), "{status}: {error}");
}

/// Reads a body that arrives in these pieces.
async fn read(
    pieces: Vec<std::io::Result<Bytes>>,
    max_bytes: u64,
    boundary: &str,
    limits: &Limits,
    config: Option<&FormConfig>,
) -> Result<Taken, IntakeError> {
    let body = Body::from_stream(stream::iter(pieces));
    let mut body = RequestBody::new(body, max_bytes, Timeouts::default(), std::sync::Arc::default());
    intake::read(&mut body, boundary, limits, config).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use customer_form_contract::validate;
    use std::path::Path;

    /// Without such seeds, a proxy that accepts nothing would satisfy all properties.
    #[test]
    fn every_known_form_has_a_seed_that_is_valid() {
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/intake");
        for (number, seed) in (0..).zip(["everything-filled-in", "a-photo-alone", "files-alone"]) {
            let input = std::fs::read(seeds.join(seed)).unwrap();
            assert_eq!(input[0] & 3, number, "{seed} is for another form");
            let form = FuzzForm::of(input[0]);
            let taken = block_on(form.read(Chunking::of(input[1]), &input[2..]));
            let submission = taken.ok().and_then(|taken| taken.submission.ok()).unwrap();
            let report = validate(form.config.as_ref().unwrap(), &submission.entry);
            assert!(report.is_empty(), "{seed}: {report:?}");
        }
    }
}
