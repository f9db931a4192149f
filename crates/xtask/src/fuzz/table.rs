//! Prints runs as an aligned table.

use super::round::Stats;

const HEAD: [&str; 5] = ["target", "runs", "edges covered", "corpus", "seconds"];

/// One line per target, with names aligned left and numbers aligned right.
pub(super) fn render(rounds: &[(&str, Stats)]) -> String {
    let row = |(name, stats): &(&str, Stats)| {
        let numbers = [stats.runs, stats.edges, stats.inputs, stats.seconds].map(|number| number.to_string());
        let [runs, edges, inputs, seconds] = numbers;
        [(*name).to_owned(), runs, edges, inputs, seconds]
    };
    let rows: Vec<_> = [HEAD.map(str::to_owned)].into_iter().chain(rounds.iter().map(row)).collect();
    let width = |pick: fn(&[String; 5]) -> &String| rows.iter().map(|row| pick(row).len()).max().unwrap_or(0);
    let (name, runs) = (width(|[name, ..]| name), width(|[_, runs, ..]| runs));
    let (edges, inputs) = (width(|[_, _, edges, ..]| edges), width(|[.., inputs, _]| inputs));
    let seconds = width(|[.., seconds]| seconds);
    let line = |[a, b, c, d, e]: &[String; 5]| {
        format!("{a:<name$}  {b:>runs$}  {c:>edges$}  {d:>inputs$}  {e:>seconds$}\n")
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::{Stats, render};

    #[test]
    fn numbers_are_aligned() {
        let long = Stats { runs: 78_382, edges: 1_404, inputs: 132, seconds: 61 };
        assert_eq!(
            render(&[("intake", long), ("photo", Stats { seconds: 1, ..Stats::default() })]),
            "target   runs  edges covered  corpus  seconds\n\
             intake  78382           1404     132       61\n\
             photo       0              0       0        1\n"
        );
    }
}
