//! A proof of work: something that takes a browser a moment to find out and the proxy nothing to check, so that whoever
//! sends very many forms pays for it (feature `proof`).
//!
//! The scheme is ALTCHA's first version with SHA-256 (altcha.org, "Proof-of-Work", v1), so that its libraries can solve
//! and check what is written here: the challenge is the hash of a salt and a secret number in decimal digits, and whoever
//! finds the number has done the work. The salt ends in `&`, so that none of its digits can pass for the number's.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The one algorithm that is used here.
pub const ALGORITHM: &str = "SHA-256";

/// What the browser is asked. As JSON it is what ALTCHA's libraries take.
///
/// ```
/// use customer_form_contract::proof::Challenge;
/// let challenge = Challenge::new("7a".into(), 5, 9, |challenge| format!("signed {challenge}"));
/// assert_eq!(challenge.solve(0..=9), Some(5));
/// assert!(challenge.answered_by(5).is_right());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// [`ALGORITHM`].
    pub algorithm: String,
    /// SHA-256 of the salt and the number, in lower-case hexadecimal digits.
    pub challenge: String,
    /// The largest number that may have to be tried; the mean work is half of it.
    pub maxnumber: u32,
    /// What stands before the number.
    pub salt: String,
    /// Whoever asked knows the challenge again by it.
    pub signature: String,
}

/// What the browser answers. As JSON in base64 it is what ALTCHA's libraries give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// [`Challenge::algorithm`].
    pub algorithm: String,
    /// [`Challenge::challenge`].
    pub challenge: String,
    /// The number that was found.
    pub number: u32,
    /// [`Challenge::salt`].
    pub salt: String,
    /// [`Challenge::signature`].
    pub signature: String,
}

impl Challenge {
    /// Asks for `number`. `sign` makes the signature of the challenge.
    pub fn new(salt: String, number: u32, maxnumber: u32, sign: impl FnOnce(&str) -> String) -> Self {
        let challenge = hex(&hash(&started(&salt), number));
        let signature = sign(&challenge);
        Self { algorithm: ALGORITHM.to_owned(), challenge, maxnumber, salt, signature }
    }

    /// Looks for the number among these.
    pub fn solve(&self, numbers: RangeInclusive<u32>) -> Option<u32> {
        solve(&self.salt, &self.challenge, numbers)
    }

    /// The answer with that number.
    pub fn answered_by(&self, number: u32) -> Solution {
        let Self { algorithm, challenge, salt, signature, maxnumber: _ } = self.clone();
        Solution { algorithm, challenge, number, salt, signature }
    }
}

impl Solution {
    /// Whether the number is the challenge's. Whose challenge it is, the signature says.
    pub fn is_right(&self) -> bool {
        self.algorithm == ALGORITHM && hex(&hash(&started(&self.salt), self.number)) == self.challenge
    }
}

/// Looks among `numbers` for the one whose hash behind `salt` is `challenge`, which is in lower-case hexadecimal digits.
pub fn solve(salt: &str, challenge: &str, mut numbers: RangeInclusive<u32>) -> Option<u32> {
    let wanted = unhex(challenge)?;
    let started = started(salt);
    numbers.find(|number| hash(&started, *number) == wanted)
}

type Hash = [u8; 32];

/// The hash of what stands before every number.
fn started(salt: &str) -> Sha256 {
    Sha256::new_with_prefix(salt)
}

fn hash(started: &Sha256, mut number: u32) -> Hash {
    // The largest has ten digits.
    let mut digits = [0; 10];
    let mut first = digits.len();
    for digit in digits.iter_mut().rev() {
        // A remainder of ten is one digit.
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

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    let digits = text.as_bytes();
    if digits.len() != 2 * hash.len() {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        let mut halves = pair.iter().map(|digit| char::from(*digit).to_digit(16));
        // Two digits are one byte.
        *byte = (halves.next()?? * 16 + halves.next()??) as u8;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge(number: u32) -> Challenge {
        Challenge::new("0a1b?expires=1&".to_owned(), number, 1_000, |_| "signature".to_owned())
    }

    /// `printf '0a1b?expires=1&123' | sha256sum`
    const OF_123: &str = "be78a386ff4bfe2e62becb677597302bc319fcf02fbc098bb2fb54b62efe5ab1";

    #[test]
    fn challenge_hashes_the_salt_and_decimal_digits() {
        assert_eq!(challenge(123).challenge, OF_123);
        let long = challenge(u32::MAX).challenge;
        let mut whole = Sha256::new();
        whole.update(b"0a1b?expires=1&4294967295");
        assert_eq!(long, hex(&whole.finalize()));
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
