//! What holds for every walk of every sound procedure, by the strategies that embedders are given.

use cauce::instance::{Instance, Status};
use cauce::path::{PathFile, replay};
use cauce::source::Language;
use cauce_testing::{Walk, sound_procedures, walks};
use proptest::prelude::*;

/// A sound procedure, and a walk of it.
fn walked() -> impl Strategy<Value = (String, Walk)> {
    sound_procedures()
        .prop_flat_map(|model| walks(model.procedure(), 40).prop_map(move |walk| (model.text(), walk)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_records_of_a_walk_give_the_same_case((text, walk) in walked()) {
        let records = walk.happened.iter().map(|one| (one.at, &one.events[..]));
        let again = Instance::replay(walk.definitions(), records).expect("it applies");
        prop_assert_eq!(again, walk.instance.clone(), "{}", text);
    }

    #[test]
    fn the_words_of_a_walk_are_a_path_that_replays((text, walk) in walked()) {
        let words = walk.words();
        let steps = match words.starts_with('[') {
            true => format!("pasos = {words}"),
            false => format!("recorrido = '''{words}'''"),
        };
        let file = format!("formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"Al azar\"\n{steps}\n");
        let read = PathFile::decode("camino.toml", file.as_bytes(), &cauce::limits::Limits::default());
        let path = read.path.ok_or_else(|| TestCaseError::fail(format!("{:?}\n{file}", read.diagnostics)))?;
        let replayed = replay(walk.definitions(), &path);
        prop_assert!(replayed.is_ok(), "{}\n{}\n{}", replayed.render(&read.source, Language::English), file, text);
        let ended = matches!(walk.instance.status(), Status::Ended(_));
        let last = replayed.steps.last().map(|step| step.state.word());
        prop_assert_eq!(last == Some("completed"), ended, "{}\n{}", file, text);
    }
}
