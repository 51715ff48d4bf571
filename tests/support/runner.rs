//! A test runner of its own: one test for each file, listed and filtered as people and tools are used to.

use std::panic::catch_unwind;
use std::process::ExitCode;

/// A test with the name that it is listed under; what it needs to know is whether expectations are written anew.
pub(crate) struct Named {
    /// The name.
    pub(crate) name: String,
    /// What it does.
    pub(crate) run: Box<dyn Fn(bool) -> Result<(), String> + std::panic::RefUnwindSafe>,
}

/// Runs the tests that the command line asks for.
pub(crate) fn run(tests: Vec<Named>) -> ExitCode {
    let asked = Asked::from_arguments(std::env::args().skip(1));
    let tests: Vec<Named> = tests.into_iter().filter(|test| asked.wants(&test.name)).collect();
    if asked.list {
        tests.iter().for_each(|test| println!("{}: test", test.name));
        return ExitCode::SUCCESS;
    }
    println!("\nrunning {} tests", tests.len());
    let mut failures = Vec::new();
    for test in &tests {
        let done = catch_unwind(|| (test.run)(asked.bless)).unwrap_or_else(|_| Err("it panicked".into()));
        println!("test {} ... {}", test.name, if done.is_ok() { "ok" } else { "FAILED" });
        failures.extend(done.err().map(|why| (&test.name, why)));
    }
    for (name, why) in &failures {
        println!("\n---- {name} ----\n{why}");
    }
    let (passed, failed) = (tests.len() - failures.len(), failures.len());
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {verdict}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out\n"
    );
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(101) }
}

/// What the command line asks for: the part of the test runner's options that people and tools use.
#[derive(Default)]
struct Asked {
    list: bool,
    exact: bool,
    ignored: bool,
    bless: bool,
    filters: Vec<String>,
    skips: Vec<String>,
}

impl Asked {
    fn from_arguments(arguments: impl Iterator<Item = String>) -> Self {
        let mut asked = Asked::default();
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--list" => asked.list = true,
                "--exact" => asked.exact = true,
                "--ignored" => asked.ignored = true,
                "--bless" => asked.bless = true,
                "--skip" => asked.skips.extend(arguments.next()),
                "--format" | "--test-threads" | "--color" | "--logfile" | "-Z" => {
                    drop(arguments.next());
                }
                flag if flag.starts_with('-') => {}
                _ => asked.filters.push(argument),
            }
        }
        asked
    }

    fn wants(&self, name: &str) -> bool {
        let fits = |filter: &String| {
            if self.exact { name == filter } else { name.contains(filter.as_str()) }
        };
        !self.ignored
            && (self.filters.is_empty() || self.filters.iter().any(fits))
            && !self.skips.iter().any(fits)
    }
}
