//! How long properties are looked at, for suites of every crate.

/// How many cases a property runs: the given number, or `CAUCE_CASES`, or `PROPTEST_CASES`.
#[expect(clippy::disallowed_methods, reason = "a long run is asked for by the environment of the test")]
pub(crate) fn cases(usual: u32) -> u32 {
    let asked = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
    asked("CAUCE_CASES").or_else(|| asked("PROPTEST_CASES")).unwrap_or(usual)
}
