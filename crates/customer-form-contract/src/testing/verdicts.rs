//! Generated forms and entries with the validator's reports. The validator runs natively here, as in the proxy.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, Reason, RngAlgorithm, TestRng, TestRunner};
use serde_json::value::to_raw_value;

use super::config::servable;
use super::entry::{hostile, valid_form};
use super::flaw::flaws;
use super::held::typed;
use crate::fixtures::verdicts::{VerdictCase, Verdicts};
use crate::wire::FieldError;
use crate::{Entry, FormConfig, validate};

/// The least number of rounds. Each round adds a valid entry, some entries with one problem, and some arbitrary
/// entries. It adds each of them a second time, reduced to the values that a visitor can type.
const LEAST_ROUNDS: usize = 40;

/// The largest number of rounds. Every problem occurs long before this number, with any seed: the rarest problem occurs
/// in about one form in twenty.
const MOST_ROUNDS: usize = 100 * LEAST_ROUNDS;

const FLAWED_PER_ROUND: usize = 3;
const HOSTILE_PER_ROUND: usize = 2;

/// Generates at least 480 cases. Every problem of the validator occurs in them.
///
/// ```
/// use customer_form_contract::testing::verdicts::verdicts;
/// let verdicts = verdicts(7).unwrap();
/// assert!(verdicts.cases.iter().any(|case| case.report.is_empty()));
/// assert_eq!(verdicts.missing_codes().count(), 0);
/// ```
///
/// # Errors
/// A generator gave up, or a form configuration cannot be written as JSON. Neither should occur.
pub fn verdicts(seed: u64) -> Result<Verdicts, Reason> {
    let mut runner = runner(seed);
    let mut verdicts = Verdicts { seed, cases: Vec::new() };
    let mut round = 0;
    while round < LEAST_ROUNDS || (round < MOST_ROUNDS && verdicts.missing_codes().next().is_some()) {
        let (config, entry) = draw(&valid_form(), &mut runner)?;
        let flawed = select(flaws(&config, &entry));
        let mut drawn = vec![(config.clone(), entry)];
        for _ in 0..FLAWED_PER_ROUND {
            drawn.push((config.clone(), draw(&flawed, &mut runner)?.entry));
        }
        for _ in 0..HOSTILE_PER_ROUND {
            let (config, entry) = draw(&hostile(), &mut runner)?;
            drawn.push((servable(config), entry));
        }
        for (config, entry) in drawn {
            verdicts.cases.push(case(&config, entry.clone())?);
            let (config, entry) = typed(config, entry);
            verdicts.cases.push(case(&config, entry)?);
        }
        round += 1;
    }
    Ok(verdicts)
}

fn runner(seed: u64) -> TestRunner {
    let bytes = seed.to_le_bytes().repeat(4);
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn draw<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> Result<S::Value, Reason> {
    Ok(strategy.new_tree(runner)?.current())
}

fn case(config: &FormConfig, entry: Entry) -> Result<VerdictCase, Reason> {
    let report = FieldError::from_report(&validate(config, &entry));
    let config = to_raw_value(config).map_err(|error| error.to_string())?;
    Ok(VerdictCase { config, entry, report })
}
