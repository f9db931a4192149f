//! Reads libFuzzer's output about a run.

use super::finding::Finding;

/// A run of one target.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Round {
    pub(super) stats: Stats,
    /// The input that showed a fault, if there was one.
    pub(super) finding: Option<Finding>,
}

/// The progress of a run. A number that libFuzzer did not print is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stats {
    /// The number of inputs that were tried.
    pub(super) runs: u64,
    /// The number of control-flow edges that the inputs reached, libraries included.
    pub(super) edges: u64,
    /// The number of inputs in the corpus; each reaches something that no other input reaches.
    pub(super) inputs: u64,
    /// The duration by the clock of this program. libFuzzer does not report it.
    pub(super) seconds: u64,
}

impl Round {
    /// Reads the complete output of a run.
    pub(super) fn read(output: &str) -> Self {
        Self { stats: Stats::read(output), finding: Finding::read(output) }
    }
}

impl Stats {
    /// Reads the last line such as
    /// `#78382⇥DONE   cov: 1404 ft: 3773 corp: 132/21Kb lim: 1087 exec/s: 13063 rss: 45Mb`,
    /// and the number of runs from the final statistics, which a run with a finding prints too.
    fn read(output: &str) -> Self {
        let mut stats = Self::default();
        for line in output.lines() {
            if let Some(status) = line.strip_prefix('#') {
                let Some((runs, rest)) = status.split_once('\t') else { continue };
                stats.runs = runs.parse().unwrap_or(stats.runs);
                stats.edges = after(rest, "cov:").unwrap_or(stats.edges);
                stats.inputs = after(rest, "corp:").unwrap_or(stats.inputs);
            } else if let Some(runs) = line.strip_prefix("stat::number_of_executed_units:") {
                stats.runs = runs.trim().parse().unwrap_or(stats.runs);
            }
        }
        stats
    }
}

/// The number after a word, without the text after its digits: 132 in `corp: 132/21Kb`.
fn after(text: &str, word: &str) -> Option<u64> {
    let mut words = text.split_whitespace().skip_while(|found| *found != word).skip(1);
    let number = words.next()?;
    let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Round, Stats};

    #[test]
    fn last_status_of_a_run_counts() {
        let output = "INFO: Seed: 1\n#8\tINITED cov: 900 ft: 950 corp: 7/1Kb exec/s: 0 rss: 40Mb\n\
            #512\tpulse  cov: 950 ft: 990 corp: 9/1Kb lim: 4096 exec/s: 256 rss: 41Mb\n\
            #78382\tDONE   cov: 1404 ft: 3773 corp: 132/21Kb lim: 1087 exec/s: 13063 rss: 45Mb\n\
            ###### Recommended dictionary. ######\n\"a\" # Uses: 41\n###### End of recommended dictionary. ######\n\
            Done 78382 runs in 6 second(s)\nstat::number_of_executed_units: 78382\n";
        let stats = Stats { runs: 78_382, edges: 1_404, inputs: 132, seconds: 0 };
        assert_eq!(Round::read(output), Round { stats, finding: None });
    }

    #[test]
    fn run_that_ended_early_has_its_last_known_numbers() {
        let output = "#8\tINITED cov: 900 ft: 950 corp: 7/1Kb exec/s: 0 rss: 40Mb\npanicked\n\
            stat::number_of_executed_units: 11\n";
        assert_eq!(Round::read(output).stats, Stats { runs: 11, edges: 900, inputs: 7, seconds: 0 });
        assert_eq!(Round::read("cannot execute").stats, Stats::default());
    }
}
