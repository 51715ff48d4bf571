//! What holds for every walk of every sound procedure, by the strategies that embedders are given.

mod support;

use std::collections::BTreeSet;

use cauce::check::{Options, check};
use cauce::command::Start;
use cauce::instance::{Instance, Status};
use cauce::path::{MoveKind, PathFile, Trial, replay, steps};
use cauce::procedure::Definitions;
use cauce::question::{Budget, WayOut, lacks, way_out};
use cauce::source::{Language, Source};
use cauce::view::open_items;
use cauce_testing::{Walk, sound_procedures, walks};
use proptest::prelude::*;

/// A sound procedure, and a walk of it.
fn walked() -> impl Strategy<Value = (String, Walk)> {
    sound_procedures()
        .prop_flat_map(|model| walks(model.procedure(), 40).prop_map(move |walk| (model.text(), walk)))
}

/// The fewest moves by which a case can end, looked for without knowing anything: every move from every case, as long as
/// there are not too many of them.
fn naive(trial: &Trial<'_>, most: usize) -> Option<usize> {
    let (mut cases, mut seen) = (vec![(trial.clone(), Vec::new())], BTreeSet::new());
    for acts in 0.. {
        if cases.iter().any(|(case, _)| case.is_over()) {
            return Some(acts);
        }
        let mut next: Vec<(Trial<'_>, Vec<String>)> = Vec::new();
        for (case, done) in &cases {
            for made in case.moves().iter().filter(|made| made.kind() != MoveKind::Time) {
                let (mut after, mut done) = (case.clone(), done.clone());
                let took = after.take(made).is_ok();
                done.push(made.text().to_string());
                done.sort();
                if took && seen.insert((open(&after), done.clone())) {
                    next.push((after, done));
                }
            }
        }
        if next.is_empty() || seen.len() > most {
            return None;
        }
        cases = next;
    }
    None
}

/// What is open and held in a case. With what was done, in whatever order, it is all that tells cases without data apart:
/// how often something was gone through decides what the guards of these procedures say.
fn open(trial: &Trial<'_>) -> (bool, Vec<String>) {
    let open = open_items(trial.instance());
    let mut names: Vec<String> =
        open.iter().map(|item| format!("{}{:?}{:?}", item.reference, item.kind, item.roles)).collect();
    names.extend(
        lacks(trial.instance())
            .iter()
            .filter(|lack| lack.kind.is_none())
            .map(|lack| format!("{:?}", lack.needs)),
    );
    names.sort();
    (trial.is_over(), names)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(40), ..ProptestConfig::default() })]

    #[test]
    fn every_sound_procedure_has_a_way_out_and_no_shorter_one(model in sound_procedures()) {
        let mut definitions = Definitions::new();
        definitions.add(model.procedure()).expect("it is sound");
        let begun = Trial::begin(&definitions, Start::of("AZAR"), Language::Spanish);
        let (trial, _) = begun.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        // What passes by itself alone has ended already.
        let way = match way_out(&trial, &Budget { tries: 1_500 }) {
            WayOut::Way(way) => way,
            // What passes by itself alone has ended already; what was not decided is no guess.
            WayOut::Over(_) | WayOut::Undecided { .. } => return Ok(()),
            other => return Err(TestCaseError::fail(format!("{other:?}\n{}", model.text()))),
        };
        if let Some(fewest) = naive(&trial, 150).filter(|_| way.is_shortest) {
            prop_assert_eq!(way.acts, fewest, "{}\n{}", steps(&way.moves, Language::Spanish), model.text());
        }
        let mut after = trial.clone();
        for made in &way.moves {
            prop_assert!(after.take(made).is_ok(), "{}\n{}", made.text(), model.text());
        }
        prop_assert!(after.is_over());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(128), ..ProptestConfig::default() })]

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

/// A procedure of that many branches at once, each with so many activities.
fn wide(branches: usize, long: usize) -> String {
    let mut text = String::from(
        "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"ANCHO\"\nnombre = \"Ancho\"\n\
         [[rol]]\nid = \"r\"\nnombre = \"R\"\n\
         [[actividad]]\nid = \"inicia\"\ntitulo = \"Inicia\"\nresponsables = \"r\"\nsigue = \"abre\"\n",
    );
    let first: Vec<String> = (0..branches).map(|branch| format!("\"a{branch}-0\"")).collect();
    let gate = |id: &str, next: &str| {
        format!("[[compuerta]]\nid = \"{id}\"\ntipo = \"paralela\"\nsigue = [{next}]\n")
    };
    text.push_str(&gate("abre", &first.join(", ")));
    for branch in 0..branches {
        for place in 0..long {
            let next =
                if place + 1 == long { "cierra".to_owned() } else { format!("a{branch}-{}", place + 1) };
            text.push_str(&format!(
                "[[actividad]]\nid = \"a{branch}-{place}\"\ntitulo = \"T\"\nresponsables = \"r\"\nsigue = \"{next}\"\n"
            ));
        }
    }
    text.push_str(&gate("cierra", "\"fin\""));
    text
}

#[test]
fn the_way_out_of_wide_procedures_is_found_without_trying_every_order() {
    let checked = check(&Source::new("ancho.toml", wide(17, 10)), &Options::default());
    let mut definitions = Definitions::new();
    definitions.add(checked.procedure.expect("it loads")).expect("it is sound");
    let (trial, _) = Trial::begin(&definitions, Start::of("ANCHO"), Language::Spanish).expect("it begins");
    let WayOut::Way(way) = way_out(&trial, &Budget::default()) else { panic!("there is one") };
    assert_eq!((way.acts, way.is_shortest), (171, true));
}
