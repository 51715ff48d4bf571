//! JUnit XML of replayed paths, as build servers read it: one test case for each path.
//!
//! Knows the shape that Jenkins, GitLab and others agree on, and how a text becomes XML; does not know what a path is.
//! A path that parts from its case is a *failure*; what could not be replayed at all is an *error*.
//! Read [`Report`] first.

use std::fmt::Write as _;
use std::time::Duration;

/// The folders whose paths were replayed.
#[derive(Debug, Default)]
pub(crate) struct Report {
    suites: Vec<Suite>,
}

/// One folder.
#[derive(Debug)]
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// One path, or what the paths of a folder must cover.
#[derive(Debug)]
pub(crate) struct Case {
    /// Its name, for people.
    pub(crate) name: String,
    /// The code of its procedure.
    pub(crate) class: String,
    /// Its file.
    pub(crate) file: String,
    /// How long it took.
    pub(crate) took: Duration,
    /// What went wrong.
    pub(crate) fault: Option<Fault>,
}

/// What went wrong with a case.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Whether it could not even be tried.
    pub(crate) is_error: bool,
    /// In one line.
    pub(crate) message: String,
    /// In full.
    pub(crate) text: String,
}

impl Case {
    /// A file that is no path, or no procedure, with what is wrong with it.
    pub(crate) fn refused(file: &str, told: String) -> Self {
        Case {
            name: file.to_owned(),
            class: String::new(),
            file: file.to_owned(),
            took: Duration::ZERO,
            fault: Some(Fault::told(true, told)),
        }
    }
}

impl Fault {
    /// A fault that is told in full by a text; its first line is what is said of it in short.
    pub(crate) fn told(is_error: bool, text: String) -> Self {
        let message = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
        Fault { is_error, message, text }
    }
}

impl Report {
    /// Begins a folder; what is added from here on is of it.
    pub(crate) fn begin(&mut self, name: String) {
        self.suites.push(Suite { name, cases: Vec::new() });
    }

    /// Adds a case to the folder that was begun last.
    pub(crate) fn add(&mut self, case: Case) {
        if let Some(suite) = self.suites.last_mut() {
            suite.cases.push(case);
        }
    }

    /// The document.
    pub(crate) fn xml(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let all = || self.suites.iter().flat_map(|suite| &suite.cases);
        let _ = writeln!(out, "<testsuites name=\"cauce\" {}>", counts(all()));
        for suite in &self.suites {
            let _ = writeln!(
                out,
                "  <testsuite name=\"{}\" {} skipped=\"0\">",
                escaped(&suite.name),
                counts(suite.cases.iter())
            );
            suite.cases.iter().for_each(|case| write_case(case, &mut out));
            out.push_str("  </testsuite>\n");
        }
        out.push_str("</testsuites>\n");
        out
    }
}

fn counts<'c>(cases: impl Iterator<Item = &'c Case> + Clone) -> String {
    let faults =
        |error| cases.clone().filter(move |case| case.fault.as_ref().is_some_and(|it| it.is_error == error));
    let took: Duration = cases.clone().map(|case| case.took).sum();
    let (failures, errors) = (faults(false).count(), faults(true).count());
    let (tests, time) = (cases.count(), seconds(took));
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{time}\"")
}

fn write_case(case: &Case, out: &mut String) {
    let (name, class, file) = (escaped(&case.name), escaped(&case.class), escaped(&case.file));
    let time = seconds(case.took);
    let _ =
        write!(out, "    <testcase name=\"{name}\" classname=\"{class}\" file=\"{file}\" time=\"{time}\"");
    let Some(fault) = &case.fault else {
        out.push_str("/>\n");
        return;
    };
    let (element, kind) = if fault.is_error { ("error", "refused") } else { ("failure", "differs") };
    let (message, text) = (escaped(&fault.message), escaped(&fault.text).replace("&#10;", "\n"));
    let _ = writeln!(
        out,
        ">\n      <{element} message=\"{message}\" type=\"{kind}\">{text}</{element}>\n    </testcase>"
    );
}

/// Seconds with three places, as readers of this format expect them.
fn seconds(took: Duration) -> String {
    format!("{}.{:03}", took.as_secs(), took.subsec_millis())
}

/// A text inside an element or an attribute; what XML cannot hold is replaced by the sign for that.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_authors_are_no_markup() {
        let mut report = Report::default();
        report.begin("a \"b\" <c>".into());
        report.add(Case {
            name: "uno & dos\u{0}".into(),
            class: "P".into(),
            file: "c/a.toml".into(),
            took: Duration::from_millis(1_234),
            fault: Some(Fault::told(false, "\n  se esperaba <4>\nhay «]]>»\u{1b}[31m".into())),
        });
        let xml = report.xml();
        assert!(xml.contains(
            "name=\"a &quot;b&quot; &lt;c&gt;\" tests=\"1\" failures=\"1\" errors=\"0\" time=\"1.234\""
        ));
        assert!(xml.contains("name=\"uno &amp; dos\u{fffd}\""));
        assert!(xml.contains("message=\"se esperaba &lt;4&gt;\""));
        assert!(xml.contains("hay «]]&gt;»\u{fffd}[31m</failure>"));
    }
}
