//! The proof of work, for forms that ask for one: a challenge comes with the form configuration, and the submission
//! sends the solution back.
//!
//! A challenge belongs to the token that it came with: its salt contains the token's nonce. The challenge is therefore
//! valid for the same time, the same page and the same filled form, and the proxy need not store it.

use axum::http::{HeaderMap, HeaderName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use customer_form_contract::proof::{Challenge, Solution};
use customer_form_contract::{headers, hex};
use ring::hmac;
use secrecy::SecretString;
use thiserror::Error;

use crate::door::secret;
use crate::door::token::Token;
use crate::settings::ProofOfWork;

/// The header of the challenge: a [`Challenge`] as JSON.
pub(crate) const FORM_CHALLENGE: HeaderName = HeaderName::from_static(headers::FORM_CHALLENGE);

/// The header of the solution: a [`Solution`] as JSON in base64.
pub(crate) const FORM_PROOF: HeaderName = HeaderName::from_static(headers::FORM_PROOF);

const PURPOSE: &str = "customer-form proof 1/";

/// The largest header value in bytes. It is more than any valid solution has.
const MAX_HEADER_BYTES: usize = 1_024;

/// Creates the challenges of one form, and checks their solutions.
pub(crate) struct Proofs {
    key: hmac::Key,
    max_number: u32,
}

/// Why a submission has no valid proof of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum InvalidProof {
    #[error("the request has no Form-Proof header")]
    Missing,
    #[error("the request has more than one Form-Proof header")]
    Repeated,
    #[error("the Form-Proof does not solve the challenge of the Form-Token")]
    Wrong,
}

impl Proofs {
    /// The proofs of a form with this API key.
    pub(crate) fn of(form: &str, api_key: &SecretString, settings: ProofOfWork) -> Self {
        Self { key: secret::derive(api_key, PURPOSE, form), max_number: settings.max_number }
    }

    /// The challenge for a page with this token, as JSON.
    pub(crate) fn challenge(&self, token: &Token) -> String {
        let salt = salt(token);
        let digest = hmac::sign(&self.key, &[b"number/", salt.as_bytes()].concat());
        let random = digest.as_ref().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        // The remainder fits into 32 bits. With 64 random bits the remainders are distributed evenly enough.
        let number = (random % (u64::from(self.max_number) + 1)) as u32;
        let challenge = Challenge::new(salt, number, self.max_number, |challenge| self.signature(challenge));
        // The challenge consists of texts and numbers, so that writing it cannot fail.
        serde_json::to_string(&challenge).unwrap_or_default()
    }

    /// Checks that a submission solves its token's challenge.
    pub(crate) fn check(&self, headers: &HeaderMap, token: &Token) -> Result<(), InvalidProof> {
        let mut sent = headers.get_all(FORM_PROOF).iter();
        let proof = sent.next().ok_or(InvalidProof::Missing)?;
        if sent.next().is_some() {
            return Err(InvalidProof::Repeated);
        }
        let is_right = proof.len() <= MAX_HEADER_BYTES
            && read(proof.as_bytes()).is_some_and(|solution| {
                solution.salt == salt(token)
                    && self.signed(&solution.challenge, &solution.signature)
                    && solution.is_right()
            });
        if is_right { Ok(()) } else { Err(InvalidProof::Wrong) }
    }

    fn signature(&self, challenge: &str) -> String {
        hex::encode(hmac::sign(&self.key, challenge.as_bytes()).as_ref())
    }

    /// Whether the signature is that of the challenge. The HMACs of both are compared, which takes the same time
    /// whatever differs.
    fn signed(&self, challenge: &str, signature: &str) -> bool {
        let ours = hmac::sign(&self.key, self.signature(challenge).as_bytes());
        hmac::verify(&self.key, signature.as_bytes(), ours.as_ref()).is_ok()
    }
}

fn read(proof: &[u8]) -> Option<Solution> {
    serde_json::from_slice(&STANDARD.decode(proof).ok()?).ok()
}

/// The salt of a token's challenge. ALTCHA's libraries read the parameter `expires`, in seconds since 1970. The proxy
/// checks the token's own expiry instead.
fn salt(token: &Token) -> String {
    format!("{}?expires={}&", hex::encode(&token.nonce), token.expires.0 / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door::token::Tokens;
    use crate::operations::clock::Timestamp;

    const PAGE: &[u8] = b"https://acme.example";
    const MAX_NUMBER: u32 = 500;

    fn proofs(form: &str, key: &str) -> Proofs {
        Proofs::of(form, &SecretString::from(key.to_owned()), ProofOfWork { max_number: MAX_NUMBER })
    }

    fn token() -> Token {
        let tokens = Tokens::of("acme", &SecretString::from("key".to_owned()));
        tokens.issue(PAGE, "0a", Timestamp(1_000_000)).1
    }

    fn solution(challenge: &str) -> Solution {
        let challenge: Challenge = serde_json::from_str(challenge).unwrap();
        let number = challenge.solve(0..=challenge.maxnumber).unwrap();
        challenge.answered_by(number)
    }

    fn headers(solution: &Solution) -> HeaderMap {
        let text = STANDARD.encode(serde_json::to_vec(solution).unwrap());
        HeaderMap::from_iter([(FORM_PROOF, text.parse().unwrap())])
    }

    #[test]
    fn challenge_can_be_solved_and_checked_on_every_proxy() {
        let token = token();
        let solved = solution(&proofs("acme", "key").challenge(&token));
        assert_eq!(proofs("acme", "key").check(&headers(&solved), &token), Ok(()));
    }

    #[test]
    fn numbers_are_spread_over_the_whole_range() {
        let proofs = proofs("acme", "key");
        let numbers = (0..200).map(|_| solution(&proofs.challenge(&token())).number);
        let upper = numbers
            .inspect(|number| assert!(*number <= MAX_NUMBER))
            .filter(|number| *number > MAX_NUMBER / 2);
        let upper = upper.count();
        // Each number is in the upper half with a probability of one half. A count outside of these bounds occurs once
        // in a million runs.
        assert!((65..=135).contains(&upper), "{upper}");
    }

    #[test]
    fn proof_of_another_token_form_or_key_is_wrong() {
        let token = token();
        let solved = headers(&solution(&proofs("acme", "key").challenge(&token)));
        assert_eq!(proofs("acme", "key").check(&solved, &super::tests::token()), Err(InvalidProof::Wrong));
        for other in [proofs("acm", "key"), proofs("acme", "other")] {
            assert_eq!(other.check(&solved, &token), Err(InvalidProof::Wrong));
        }
    }

    #[test]
    fn proof_of_a_forged_challenge_is_wrong() {
        let (proofs, token) = (proofs("acme", "key"), token());
        let right = solution(&proofs.challenge(&token));
        let made_up = Challenge::new(right.salt.clone(), 1, MAX_NUMBER, |_| right.signature.clone());
        let without = Challenge::new(right.salt.clone(), 1, MAX_NUMBER, |_| String::new());
        let spoilt = |change: &dyn Fn(&mut Solution)| {
            let mut solution = right.clone();
            change(&mut solution);
            solution
        };
        for wrong in [
            made_up.answered_by(1),
            without.answered_by(1),
            spoilt(&|solution| solution.number += 1),
            spoilt(&|solution| solution.signature.make_ascii_uppercase()),
            spoilt(&|solution| solution.challenge.make_ascii_uppercase()),
            spoilt(&|solution| solution.algorithm = "SHA-1".to_owned()),
            // Removes the last character of the salt, the `&` that separates the salt from the number.
            spoilt(&|solution| solution.salt.truncate(solution.salt.len() - 1)),
        ] {
            assert_eq!(proofs.check(&headers(&wrong), &token), Err(InvalidProof::Wrong), "{wrong:?}");
        }
        assert_eq!(proofs.check(&headers(&right), &token), Ok(()));
    }

    #[test]
    fn rejects_missing_malformed_or_repeated_proof() {
        let (proofs, token) = (proofs("acme", "key"), token());
        assert_eq!(proofs.check(&HeaderMap::new(), &token), Err(InvalidProof::Missing));
        for text in ["", "evil", "e30=", "bnVsbA==", &"A".repeat(5_000)] {
            let headers = HeaderMap::from_iter([(FORM_PROOF, text.parse().unwrap())]);
            assert_eq!(proofs.check(&headers, &token), Err(InvalidProof::Wrong), "{text}");
        }
        let mut twice = headers(&solution(&proofs.challenge(&token)));
        twice.append(FORM_PROOF, "evil".parse().unwrap());
        assert_eq!(proofs.check(&twice, &token), Err(InvalidProof::Repeated));
    }
}
