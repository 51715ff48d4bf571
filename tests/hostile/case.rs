//! One case of bad input: what is done with it, what it says, what it costs.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cauce::check::{Options, check_bytes};
use cauce::diagnostic::{Diagnostic, Grade};
use cauce::source::Language;

/// A name of the list, and what is done: it gives what came of it.
pub(crate) struct Case {
    name: &'static str,
    act: Box<dyn Fn() -> String>,
}

/// The bounds of one case.
const TIME: Duration = Duration::from_millis(if cfg!(debug_assertions) { 4_000 } else { 100 });
const MEMORY: u64 = 64 << 20;

/// How often a case that took too long is tried again: other programs run on the machine.
const TRIES: usize = 10;

impl Case {
    /// A case that does something.
    pub(crate) fn of(name: &'static str, act: impl Fn() -> String + 'static) -> Self {
        Case { name, act: Box::new(act) }
    }

    /// A case that checks the bytes of a procedure file.
    pub(crate) fn bytes(name: &'static str, bytes: Vec<u8>) -> Self {
        Case::of(name, move || checked(&bytes))
    }

    /// A case that checks the text of a procedure file.
    pub(crate) fn text(name: &'static str, text: impl Into<String>) -> Self {
        Case::bytes(name, text.into().into_bytes())
    }

    /// What came of it, within bounds.
    #[expect(clippy::print_stdout, reason = "what comes near the bounds is worth seeing")]
    fn run(&self) -> String {
        let mut said = String::new();
        let cost = allocation_counter::measure(|| said = (self.act)());
        let bytes = cost.bytes_max;
        assert!(bytes <= MEMORY, "{}: {bytes} bytes", self.name);
        let mut least = Duration::MAX;
        for _ in 0..TRIES {
            let begun = begin();
            drop((self.act)());
            least = least.min(begun.elapsed());
            if least <= TIME {
                break;
            }
        }
        if least > TIME / 4 {
            println!("{}: {least:?}, {} KiB", self.name, bytes >> 10);
        }
        assert!(least <= TIME, "{}: {least:?}", self.name);
        said
    }
}

#[expect(clippy::disallowed_methods, reason = "the bounds are in time")]
fn begin() -> Instant {
    Instant::now()
}

/// Holds the cases of a group against their snapshot.
pub(crate) fn hold(group: &str, cases: Vec<Case>) {
    let mut all = String::new();
    for case in cases {
        let _ = writeln!(all, "── {}\n{}", case.name, case.run().trim_end());
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(".");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(group, all));
}

/// What checking says: the worst first, a few of them, in both languages; or how much is remarked.
pub(crate) fn checked(bytes: &[u8]) -> String {
    let checked = check_bytes("p.toml", bytes, &Options::default());
    let worst = checked.diagnostics.iter().map(|found| rank(found.grade)).min();
    let shown: Vec<&Diagnostic> =
        checked.diagnostics.iter().filter(|found| Some(rank(found.grade)) == worst).collect();
    let mut said = String::new();
    for found in shown.iter().take(4) {
        let (line, column) = checked.source.line_column(found.span.start);
        let (code, grade) = (found.problem.code(), format!("{:?}", found.grade).to_lowercase());
        let _ = writeln!(said, "{code} {grade} {line}:{column}");
        for language in [Language::Spanish, Language::English] {
            let _ = writeln!(said, "   {}", found.problem.message(language));
        }
    }
    if shown.len() > 4 {
        let _ = writeln!(said, "… {} in all", shown.len());
    }
    if checked.procedure.is_some() {
        said.push_str("a procedure all the same\n");
    }
    said
}

fn rank(grade: Grade) -> u8 {
    match grade {
        Grade::Error => 0,
        Grade::Unfit => 1,
        Grade::Remark => 2,
    }
}
