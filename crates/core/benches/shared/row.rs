//! A row of the table: what was measured, against what, and whether it is enough.

use std::fmt;

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Workload and what of it is measured.
    pub(crate) name: String,
    /// The measured value.
    pub(crate) value: f64,
    /// What the value counts.
    pub(crate) unit: String,
    /// The floor, its name and its value in the same unit; none for what is counted.
    pub(crate) floor: Option<(String, f64)>,
    /// The most that the ratio to the floor, or else the value, may be; none for what is only told.
    pub(crate) limit: Option<f64>,
    /// Nanoseconds that are enough whatever the floor is: for targets that were set as times.
    pub(crate) enough: f64,
    /// Whether at least the limit is wanted.
    pub(crate) at_least: bool,
}

impl Row {
    /// A time that may be at most so many times its floor.
    pub(crate) fn ratio(name: &str, nanoseconds: f64, floor: (&str, f64), limit: f64) -> Self {
        Row { floor: Some((floor.0.to_owned(), floor.1)), ..Self::at_most(name, nanoseconds, "ns", limit) }
    }

    /// A time that was set in nanoseconds; the ratio to its floor is for slower machines.
    pub(crate) fn time(name: &str, nanoseconds: f64, floor: (&str, f64), target: (f64, f64)) -> Self {
        Row { enough: target.0, ..Self::ratio(name, nanoseconds, floor, target.1) }
    }

    /// A value that may be at most so much.
    pub(crate) fn at_most(name: &str, value: f64, unit: &str, limit: f64) -> Self {
        Row { limit: Some(limit), ..Self::told(name, value, unit) }
    }

    /// A value that is told and not judged.
    pub(crate) fn told(name: &str, value: f64, unit: &str) -> Self {
        Row {
            name: name.to_owned(),
            value,
            unit: unit.to_owned(),
            floor: None,
            enough: 0.0,
            limit: None,
            at_least: false,
        }
    }

    /// What is judged: the ratio to the floor, or the value.
    pub(crate) fn judged(&self) -> f64 {
        self.floor.as_ref().map_or(self.value, |(_, floor)| self.value / floor)
    }

    /// Whether what was measured is enough; what is only told always is.
    pub(crate) fn is_met(&self) -> bool {
        // Rounded as it is printed, so that what reads as equal is equal.
        let judged = (self.judged() * 100.0).round() / 100.0;
        self.value <= self.enough
            || self.limit.is_none_or(|limit| if self.at_least { judged >= limit } else { judged <= limit })
    }

    /// Whether this measurement of a row is better than another.
    pub(crate) fn betters(&self, other: &Row) -> bool {
        if self.at_least { self.judged() > other.judged() } else { self.judged() < other.judged() }
    }

    /// The title line of the table, with the line below it.
    pub(crate) fn title() -> String {
        let line = format!("{:<52} {:>14}  {:>9}  {:<37} ", "workload", "measured", "ratio", "target");
        format!("{line}\n{}", "─".repeat(line.len() + 4))
    }

    /// The row as one line that [`Row::parsed`] reads.
    pub(crate) fn line(&self) -> String {
        let (floor, nanoseconds) = self.floor.clone().unwrap_or_default();
        let limit = self.limit.map_or_else(String::new, |limit| limit.to_string());
        format!(
            "{}\t{}\t{}\t{floor}\t{nanoseconds}\t{limit}\t{}",
            self.name, self.value, self.unit, self.at_least
        )
    }

    /// Reads what [`Row::line`] wrote.
    pub(crate) fn parsed(line: &str) -> Option<Self> {
        let mut parts = line.split('\t');
        let mut next = || parts.next();
        let (name, value, unit) = (next()?.to_owned(), next()?.parse().ok()?, next()?.to_owned());
        let (floor, nanoseconds): (_, f64) = (next()?.to_owned(), next()?.parse().ok()?);
        let limit = next()?.parse().ok();
        let floor = (!floor.is_empty()).then_some((floor, nanoseconds));
        Some(Row { name, value, unit, floor, limit, enough: 0.0, at_least: next()? == "true" })
    }

    fn target(&self) -> String {
        let sign = if self.at_least { "≥" } else { "≤" };
        match (self.limit, &self.floor) {
            (None, _) => "reported".to_owned(),
            (Some(limit), Some((floor, nanoseconds))) => {
                let ratio = format!("{} × {floor}", short(limit));
                let most = amount(limit * nanoseconds, &self.unit);
                match self.enough > 0.0 {
                    true => format!("{sign} {} or {ratio}", amount(self.enough, &self.unit)),
                    false => format!("{sign} {ratio} = {most}"),
                }
            }
            (Some(limit), None) => format!("{sign} {}", amount(limit, &self.unit)),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = self.floor.as_ref().map_or_else(String::new, |_| format!("{:.2} ×", self.judged()));
        let verdict = match self.limit {
            None => "",
            Some(_) if self.is_met() => "met",
            Some(_) => "MISSED",
        };
        write!(
            out,
            "{:<52} {:>14}  {ratio:>9}  {:<37}  {verdict}",
            self.name,
            amount(self.value, &self.unit),
            self.target()
        )
    }
}

/// A number of a unit, with times in a unit that reads well.
fn amount(value: f64, unit: &str) -> String {
    match unit {
        "ns" if value >= 1e6 => format!("{:.1} ms", value / 1e6),
        "ns" if value >= 1e4 => format!("{:.1} µs", value / 1e3),
        "ns" if value >= 100.0 => format!("{value:.0} ns"),
        "ns" => format!("{value:.1} ns"),
        _ => format!("{} {unit}", short(value)).trim_end().to_owned(),
    }
}

/// At most two digits behind the point, none for nothing.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
