//! The `Form-Token`. The proxy issues it with a form configuration, and a submission sends it back. It proves that a
//! proxy of this form issued it for this form and a page of this origin within the last day, and it contains the
//! revision of the form configuration that was filled in.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use customer_form_contract::headers;
use ring::hmac;
use secrecy::SecretString;
use thiserror::Error;
use uuid::Uuid;

use crate::door::secret;
use crate::operations::clock::Timestamp;
use crate::store::{SKEW, TokenId};

/// The header of the token, in answers and in requests.
pub(crate) const FORM_TOKEN: HeaderName = HeaderName::from_static(headers::FORM_TOKEN);

/// The header with the revision of the form configuration. It tells a browser that has two tokens whether they came
/// with the same form configuration.
pub(crate) const FORM_REVISION: HeaderName = HeaderName::from_static(headers::FORM_REVISION);

/// How long a token is valid: a day, which is also the longest time that the browser keeps a draft.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

const PURPOSE: &str = "customer-form token 1/";

/// The purposes of two signatures: that of a token, and that of the id of a spent token.
const SIGNED: &[u8] = b"token";
const SPENT: &[u8] = b"spent";

/// The sizes of the parts that follow the revision in a token, before the signature: the time of issue, and a random
/// nonce.
const ISSUED_BYTES: usize = 8;
const NONCE_BYTES: usize = 16;

/// Issues and verifies the tokens of one form.
///
/// A token is written `revision.rest`: the revision of the form configuration, and the rest as base64url (RFC 4648, 5).
/// Only the proxy parses a token.
pub(crate) struct Tokens(hmac::Key);

/// A token with a valid signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// The revision of the form configuration that the token came with.
    pub(crate) revision: String,
    /// A random number that is different in every token.
    pub(crate) nonce: [u8; NONCE_BYTES],
    /// The id of the token in the store, which records the submission that used the token.
    pub(crate) id: TokenId,
    /// The time at which the token expires.
    pub(crate) expires: Timestamp,
}

impl Token {
    /// Whether the token has expired, or was issued by a clock that was ahead.
    pub(crate) fn has_expired(&self, now: Timestamp) -> bool {
        self.expires <= now || self.expires > now.plus(LIFE + SKEW)
    }
}

/// Why a submission has no valid token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum InvalidToken {
    #[error("the request has no Form-Token header")]
    Missing,
    #[error("the request has more than one Form-Token header")]
    Repeated,
    #[error("the proxy did not issue the Form-Token for this form and this origin")]
    NotOurs,
}

impl Tokens {
    /// The tokens of a form with this API key.
    pub(crate) fn of(form: &str, api_key: &SecretString) -> Self {
        Self(secret::derive(api_key, PURPOSE, form))
    }

    /// Issues a token for a page of this origin. Returns its text and the token.
    pub(crate) fn issue(&self, origin: &[u8], revision: &str, now: Timestamp) -> (String, Token) {
        let (issued, nonce) = (now.0.to_be_bytes(), *Uuid::new_v4().as_bytes());
        let signature = hmac::sign(&self.0, &signed(origin, revision, &issued, &nonce));
        let rest = [issued.as_slice(), &nonce, signature.as_ref()].concat();
        (format!("{revision}.{}", URL_SAFE_NO_PAD.encode(rest)), self.token(revision, issued, nonce))
    }

    /// Reads and verifies the token of a submission from a page of this origin. It does not check whether the token has
    /// expired.
    pub(crate) fn read(&self, headers: &HeaderMap, origin: &[u8]) -> Result<Token, InvalidToken> {
        let mut sent = headers.get_all(FORM_TOKEN).iter();
        match (sent.next(), sent.next()) {
            (None, _) => Err(InvalidToken::Missing),
            (Some(token), None) => {
                token.to_str().ok().and_then(|text| self.verify(text, origin)).ok_or(InvalidToken::NotOurs)
            }
            (Some(_), Some(_)) => Err(InvalidToken::Repeated),
        }
    }

    fn verify(&self, token: &str, origin: &[u8]) -> Option<Token> {
        let (revision, rest) = token.split_once('.')?;
        let rest = URL_SAFE_NO_PAD.decode(rest).ok()?;
        let (issued, rest) = rest.split_first_chunk::<ISSUED_BYTES>()?;
        let (nonce, signature) = rest.split_first_chunk::<NONCE_BYTES>()?;
        hmac::verify(&self.0, &signed(origin, revision, issued, nonce), signature).ok()?;
        Some(self.token(revision, *issued, *nonce))
    }

    fn token(&self, revision: &str, issued: [u8; ISSUED_BYTES], nonce: [u8; NONCE_BYTES]) -> Token {
        let id = TokenId(secret::tag(&self.0, &[SPENT, &nonce]));
        let expires = Timestamp(u64::from_be_bytes(issued)).plus(LIFE);
        Token { revision: revision.to_owned(), nonce, id, expires }
    }
}

/// The bytes that are signed. They are unambiguous: only the revision and the origin vary in length. The revision
/// contains no dot, and the origin no zero byte.
fn signed(origin: &[u8], revision: &str, issued: &[u8; ISSUED_BYTES], nonce: &[u8; NONCE_BYTES]) -> Vec<u8> {
    [SIGNED, issued, nonce, revision.as_bytes(), b".", origin].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(form: &str, key: &str) -> Tokens {
        Tokens::of(form, &SecretString::from(key.to_owned()))
    }

    const PAGE: &[u8] = b"https://acme.example";
    const NOW: Timestamp = Timestamp(1_000_000);

    fn read(tokens: &Tokens, token: &str, origin: &[u8]) -> Result<Token, InvalidToken> {
        tokens.read(&HeaderMap::from_iter([(FORM_TOKEN, token.parse().unwrap())]), origin)
    }

    #[test]
    fn issued_token_is_accepted_on_every_proxy() {
        let token = tokens("acme", "key").issue(PAGE, "0a1b", NOW).0;
        let read = read(&tokens("acme", "key"), &token, PAGE).unwrap();
        assert_eq!((read.revision.as_str(), read.expires), ("0a1b", NOW.plus(LIFE)));
        assert!(token.starts_with("0a1b."), "{token}");
    }

    #[test]
    fn every_token_has_its_own_record() {
        let tokens = tokens("acme", "key");
        let record = |token: &str| read(&tokens, token, PAGE).unwrap().id;
        let [one, other] = [tokens.issue(PAGE, "0a", NOW).0, tokens.issue(PAGE, "0a", NOW).0];
        assert_eq!(record(&one), record(&one));
        assert_ne!(record(&one), record(&other));
    }

    #[test]
    fn token_of_another_form_key_or_origin_is_refused() {
        let token = tokens("acme", "key").issue(PAGE, "0a", NOW).0;
        for tokens in [tokens("acm", "key"), tokens("acme", "other")] {
            assert_eq!(read(&tokens, &token, PAGE), Err(InvalidToken::NotOurs));
        }
        for origin in ["https://acme.example:444", "http://acme.example", "null", ""] {
            assert_eq!(read(&tokens("acme", "key"), &token, origin.as_bytes()), Err(InvalidToken::NotOurs));
        }
    }

    #[test]
    fn token_is_valid_for_one_day_after_issue() {
        let token = tokens("acme", "key").issue(PAGE, "0a", NOW).1;
        for good in [NOW, Timestamp(NOW.plus(LIFE).0 - 1), Timestamp(NOW.0 - 5_000)] {
            assert!(!token.has_expired(good), "{good:?}");
        }
        for bad in [NOW.plus(LIFE), NOW.plus(2 * LIFE), Timestamp(NOW.0 - 5_001), Timestamp(0)] {
            assert!(token.has_expired(bad), "{bad:?}");
        }
    }

    #[test]
    fn token_with_any_changed_character_is_refused() {
        let tokens = tokens("acme", "key");
        let token = tokens.issue(PAGE, "0a", NOW).0;
        for index in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(read(&tokens, &changed, PAGE), Err(InvalidToken::NotOurs), "{changed}");
        }
        for changed in ["", ".", "0a", "0a.", &format!("{token}="), &format!("{token}A"), &token[..40]] {
            assert_eq!(read(&tokens, changed, PAGE), Err(InvalidToken::NotOurs), "{changed}");
        }
    }

    #[test]
    fn rejects_missing_or_repeated_header() {
        let tokens = tokens("acme", "key");
        assert_eq!(tokens.read(&HeaderMap::new(), PAGE), Err(InvalidToken::Missing));
        let token: axum::http::HeaderValue = tokens.issue(PAGE, "0a", NOW).0.parse().unwrap();
        let mut twice = HeaderMap::from_iter([(FORM_TOKEN, token.clone())]);
        twice.append(FORM_TOKEN, token);
        assert_eq!(tokens.read(&twice, PAGE), Err(InvalidToken::Repeated));
    }
}
