//! The proof of work (feature `proof`): a browser needs some time to solve a challenge, and the proxy checks the
//! solution with one hash. Therefore a client that sends very many forms needs much computing time.
//!
//! The scheme is the first version of ALTCHA's with SHA-256 (altcha.org, "Proof-of-Work", v1), so ALTCHA's libraries
//! can solve these challenges and check these solutions. The challenge is the hash of a salt followed by a secret
//! number in decimal digits. The client has to find the number. The salt ends in `&`, so that a digit of the salt
//! cannot be taken for a digit of the number.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hex;

/// The only hash algorithm that is supported.
pub const ALGORITHM: &str = "SHA-256";

/// A challenge for the browser. The JSON form is the one that ALTCHA's libraries read.
///
/// ```
/// use customer_form_contract::proof::Challenge;
/// let challenge = Challenge::new("7a".into(), 5, 9, |challenge| format!("signed {challenge}"));
/// assert_eq!(challenge.solve(0..=9), Some(5));
/// assert!(challenge.answered_by(5).is_right());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Always [`ALGORITHM`].
    pub algorithm: String,
    /// The SHA-256 hash of the salt followed by the number, in lower-case hexadecimal digits.
    pub challenge: String,
    /// The largest number that the client may have to try. On average the client tries half as many numbers.
    pub maxnumber: u32,
    /// The text before the number in the hashed text.
    pub salt: String,
    /// The signature of the challenge. The sender of the challenge recognises its own challenges by the signature.
    pub signature: String,
}

/// The solution of a challenge. ALTCHA's libraries write the same JSON, encoded in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// The value of [`Challenge::algorithm`].
    pub algorithm: String,
    /// The value of [`Challenge::challenge`].
    pub challenge: String,
    /// The number that the client found.
    pub number: u32,
    /// The value of [`Challenge::salt`].
    pub salt: String,
    /// The value of [`Challenge::signature`].
    pub signature: String,
}

impl Challenge {
    /// Makes the challenge whose solution is `number`. `sign` returns the signature for the text of
    /// [`Challenge::challenge`].
    pub fn new(salt: String, number: u32, maxnumber: u32, sign: impl FnOnce(&str) -> String) -> Self {
        let challenge = hex::encode(&hash(&started(&salt), number));
        let signature = sign(&challenge);
        Self { algorithm: ALGORITHM.to_owned(), challenge, maxnumber, salt, signature }
    }

    /// Searches `numbers` for the solution. `None`: the range does not contain the solution.
    pub fn solve(&self, numbers: RangeInclusive<u32>) -> Option<u32> {
        solve(&self.salt, &self.challenge, numbers)
    }

    /// The solution of this challenge with `number`. The number is not checked.
    pub fn answered_by(&self, number: u32) -> Solution {
        let Self { algorithm, challenge, salt, signature, maxnumber: _ } = self.clone();
        Solution { algorithm, challenge, number, salt, signature }
    }
}

impl Solution {
    /// Whether the number solves the challenge. The caller has to check the signature to know who made the challenge.
    pub fn is_right(&self) -> bool {
        self.algorithm == ALGORITHM && hex::encode(&hash(&started(&self.salt), self.number)) == self.challenge
    }
}

/// Searches `numbers` for the number whose hash together with `salt` is `challenge`, a text of 64 hexadecimal digits.
/// `None`: the range has no such number, or `challenge` is not a hash.
pub fn solve(salt: &str, challenge: &str, mut numbers: RangeInclusive<u32>) -> Option<u32> {
    let wanted = hex::decode(challenge)?;
    let started = started(salt);
    numbers.find(|number| hash(&started, *number) == wanted)
}

type Hash = [u8; 32];

/// The state of the hash after the salt. It is the same for every number.
fn started(salt: &str) -> Sha256 {
    Sha256::new_with_prefix(salt)
}

fn hash(started: &Sha256, mut number: u32) -> Hash {
    // A `u32` has at most ten decimal digits.
    let mut digits = [0; 10];
    let mut first = digits.len();
    for digit in digits.iter_mut().rev() {
        // The remainder is less than 10, so the cast loses nothing.
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        first -= 1;
        if number == 0 {
            break;
        }
    }
    let mut hash = started.clone();
    hash.update(digits.get(first..).unwrap_or_default());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge(number: u32) -> Challenge {
        Challenge::new("0a1b?expires=1&".to_owned(), number, 1_000, |_| "signature".to_owned())
    }

    /// The hash that `printf '0a1b?expires=1&123' | sha256sum` prints.
    const OF_123: &str = "be78a386ff4bfe2e62becb677597302bc319fcf02fbc098bb2fb54b62efe5ab1";

    #[test]
    fn challenge_hashes_the_salt_and_decimal_digits() {
        assert_eq!(challenge(123).challenge, OF_123);
        let long = challenge(u32::MAX).challenge;
        let mut whole = Sha256::new();
        whole.update(b"0a1b?expires=1&4294967295");
        assert_eq!(long, hex::encode(&whole.finalize()));
    }

    #[test]
    fn solver_finds_the_number_anywhere_in_its_range() {
        for number in [0, 9, 10, 99, 100, 999, 1_000] {
            let challenge = challenge(number);
            assert_eq!(challenge.solve(0..=1_000), Some(number));
            assert_eq!(challenge.solve(number..=number), Some(number));
            assert_eq!(challenge.solve(number + 1..=number + 500), None);
            assert!(challenge.answered_by(number).is_right());
            assert!(!challenge.answered_by(number + 1).is_right());
        }
        assert_eq!(challenge(u32::MAX).solve(u32::MAX - 1..=u32::MAX), Some(u32::MAX));
    }

    #[test]
    fn challenge_without_a_valid_hash_has_no_solution() {
        for text in ["", "e0f2", &"g".repeat(64), &"0".repeat(63), &"é".repeat(32)] {
            assert_eq!(solve("", text, 0..=10), None, "{text}");
        }
    }

    #[test]
    fn solution_with_another_algorithm_is_wrong() {
        let mut solution = challenge(5).answered_by(5);
        solution.algorithm = "SHA-1".to_owned();
        assert!(!solution.is_right());
    }

    #[test]
    fn challenge_and_solution_have_the_members_of_the_scheme() {
        let challenge = challenge(123);
        let json = serde_json::to_value(&challenge).unwrap();
        let expected = serde_json::json!({
            "algorithm": "SHA-256", "challenge": OF_123, "maxnumber": 1_000, "salt": "0a1b?expires=1&",
            "signature": "signature"
        });
        assert_eq!(json, expected);
        let mut answer = serde_json::to_value(challenge.answered_by(123)).unwrap();
        assert_eq!(answer["number"].take(), 123);
        assert_eq!(answer.as_object().unwrap().len(), 5);
    }
}
