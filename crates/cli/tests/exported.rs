//! Logs that the store exports are read again by `cauce conforma`: what was walked as it may be fits whole.

#[path = "../../../tests/support/length.rs"]
mod length;
#[path = "../../../tests/store/support/recorded.rs"]
mod recorded;
mod support;

use cauce::instance::Status;
use cauce::path::MoveKind;
use cauce::source::Language;
use cauce_store::export::{CaseFile, CsvWriter, Deed, DeedKind, Persons, Reveal, XesWriter};
use cauce_testing::{Walk, sound_procedures, walks};
use proptest::prelude::*;
use support::{Folder, root};

/// The cases of some walks, each named by its place.
fn cases(walks: &[Walk]) -> Vec<CaseFile> {
    let lines =
        (1..).zip(walks).map(|(number, walk)| (recorded::lines(walk, &format!("caso-{number}")), walk));
    lines
        .map(|(lines, walk)| {
            CaseFile::read(walk.definitions(), &lines, Language::Spanish).expect("it is read")
        })
        .collect()
}

fn xes(cases: &[CaseFile], reveal: Reveal) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = XesWriter::new(&mut out, reveal).expect("it is written");
    cases.iter().for_each(|case| writer.case(case).expect("it is written"));
    writer.finish().expect("it is written");
    out
}

fn csv(cases: &[CaseFile], for_spreadsheet: bool) -> Vec<u8> {
    let (mut out, reveal) = (Vec::new(), Reveal::for_logs().persons(Persons::Pseudonyms([3; 32])));
    let mut writer = match for_spreadsheet {
        true => CsvWriter::for_spreadsheet(&mut out, reveal),
        false => CsvWriter::new(&mut out, reveal),
    }
    .expect("it is written");
    cases.iter().for_each(|case| writer.case(case).expect("it is written"));
    writer.finish().expect("it is written");
    out
}

/// What the authority has to set going again is no legal log.
fn is_legal(walk: &Walk) -> bool {
    walk.moves.iter().all(|made| made.kind() != MoveKind::Resolve)
}

/// Says how the logs of some cases do not fit; nothing where all do.
fn misfit(procedure: &[u8], cases: Vec<CaseFile>) -> Option<String> {
    let done = |case: &CaseFile| case.deeds.iter().any(|deed| deed.kind == DeedKind::Complete);
    let cases: Vec<CaseFile> = cases.into_iter().filter(done).collect();
    if cases.is_empty() {
        return None;
    }
    let is_open = cases.iter().any(|case| case.instance.status() == Status::Running);
    let folder = Folder::new();
    folder.write("p.toml", procedure);
    folder.write("log.xes", xes(&cases, Reveal::for_logs()));
    folder.write("todo.xes", xes(&cases, Reveal::everything()));
    folder.write("log.csv", csv(&cases, false));
    folder.write("hoja.csv", csv(&cases, true));
    let open = if is_open { " --abiertos" } else { "" };
    ["log.xes", "todo.xes", "log.csv", "hoja.csv"].into_iter().find_map(|log| {
        let said = folder.cauce(&format!("conforma p.toml {log} --formato json{open}"));
        let found: serde_json::Value = serde_json::from_str(&said.out).unwrap_or_default();
        let fits =
            |case: &serde_json::Value| case["fitness"] == "1" && case["cost"] == 0 && case["exact"] == true;
        let all = found["cases"].as_array().map_or(&[][..], |found| &found[..]);
        let whole = found["fitness"] == "1" && all.len() == cases.len() && all.iter().all(fits);
        let text = || String::from_utf8_lossy(&folder.read(log)).into_owned();
        (!whole || said.code != 0).then(|| format!("{log}\n{}\n{}", said.whole(), text()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(length::cases(16)))]

    #[test]
    fn logs_of_random_walks_fit((text, walks) in sound_procedures().prop_flat_map(|model| {
        prop::collection::vec(walks(model.procedure(), 25).prop_filter("it is legal", is_legal), 1..4)
            .prop_map(move |walks| (model.text(), walks))
    })) {
        let misfit = misfit(text.as_bytes(), cases(&walks));
        prop_assert!(misfit.is_none(), "{}\n{}", misfit.unwrap_or_default(), text);
    }
}

/// The procedure of an office, walked at random, with what a log of that kind shows.
#[test]
fn logs_of_a_real_procedure_fit() {
    use cauce::check::{Options, check};
    use cauce::source::Source;
    let path = root().join("procedures/ibague-pro-gs-029/PRO-GS-029.toml");
    let text = std::fs::read(path).expect("it is there");
    let checked = check(&Source::new("p.toml", String::from_utf8_lossy(&text)), &Options::default());
    let procedure = std::sync::Arc::new(checked.procedure.expect("it loads"));
    let walks = walks(procedure, 30).prop_filter("it is legal", is_legal);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let walks: Vec<Walk> = (0..4)
        .map(|_| {
            let tree = walks.new_tree(&mut runner).expect("a walk");
            proptest::strategy::ValueTree::current(&tree)
        })
        .collect();
    let whole = misfit(&text, cases(&walks));
    assert!(whole.is_none(), "{}", whole.unwrap_or_default());
    // What was done first is missing: that is seen in each form.
    let mut lacking = cases(&walks);
    let is_done = |deed: &Deed| deed.kind == DeedKind::Complete;
    let first = lacking[0].deeds.iter().position(is_done).expect("something was done");
    lacking[0].deeds.remove(first);
    assert!(misfit(&text, lacking).is_some_and(|said| said.contains("C1415")));
}

/// Texts that XML or a table might take for something else come back as texts.
#[test]
fn texts_that_might_act_are_read_back() {
    let hostile = "]]><x a='1'>&#0; \u{1}\u{202e}=HYPERLINK(\"http://x\")";
    let shown = "]]><x a='1'>&#0; \\u{1}\\u{202e}=HYPERLINK(\"http://x\")";
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let walks = sound_procedures().prop_flat_map(|model| walks(model.procedure(), 20));
    let done = |case: &CaseFile| case.deeds.iter().any(|deed| deed.kind == DeedKind::Complete);
    let mut case = loop {
        let tree = walks.new_tree(&mut runner).expect("a walk");
        let case = cases(&[proptest::strategy::ValueTree::current(&tree)]).remove(0);
        if done(&case) {
            break case;
        }
    };
    case.deeds.iter_mut().for_each(|deed| deed.activity = hostile.into());
    let log = xes(&[case], Reveal::everything());
    let (_, read) = cauce_bpmn::xes("log.xes", &log, &cauce_bpmn::Limits::default());
    let traces = read.expect("it is XML");
    let names = traces[0].events.iter().flat_map(|event| &event.cells);
    let names: Vec<&str> =
        names.filter(|(key, _)| &**key == "concept:name").map(|(_, value)| &**value).collect();
    assert!(!names.is_empty() && names.iter().all(|name| *name == shown), "{names:?}");
}
