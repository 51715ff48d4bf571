//! Properties of cases that are moved to another version while they run, over random models with everything.
//!
//! A move to the same text changes nothing, one to a longer text goes on as the longer one, one to whatever else is
//! refused whole or leaves a sound case; `Drive` holds replay, bytes and state to each other after every step.
#![allow(unreachable_pub, reason = "what suites share is public to them")]
#![allow(clippy::print_stdout, reason = "a model that fails is shown as the file that it is")]

mod support;

#[path = "support/mixed/mod.rs"]
mod mixed;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use cauce::check::{Options, check_bytes};
use cauce::command::{Actor, Command, ItemId, Mapping, Request, Start};
use cauce::data::Digest;
use cauce::document::print;
use cauce::instance::Instance;
use cauce::limits::Limits;
use cauce::migration::plan;
use cauce::procedure::{Definitions, Procedure};
use cauce::source::Language;
use cauce::view::open_items;
use mixed::drive::{Deed, Drive, SPANS, asked, deeds, definitions};
use mixed::write::{Rich, code};
use mixed::{Mixed, mixed};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

fn authority() -> Actor {
    Actor::person("eva", "autoridad")
}

/// Limits of these cases: what multiplies says nothing more.
fn limits() -> Limits {
    Limits { automatic_steps: 300, members_per_step: 50, open_items: 150, ..Limits::default() }
}

fn parsed(text: &str) -> Option<Procedure> {
    check_bytes("azar.toml", text.as_bytes(), &Options::default()).procedure
}

/// The versions of a model, and beside each another one that is made of its text; the first are the ones in force.
struct Versions {
    all: Definitions,
    pairs: Vec<(Digest, Digest)>,
}

impl Versions {
    fn of(texts: &[String], other: impl Fn(&str, &Procedure) -> Option<Procedure>) -> Option<Self> {
        let (mut all, mut pairs) = (Definitions::with_limits(limits()), Vec::new());
        for text in texts.iter().rev() {
            let own = parsed(text)?;
            let twin = all.add_unfit(other(text, &own)?);
            pairs.push((all.add_unfit(own), twin));
        }
        Some(Versions { all, pairs })
    }

    /// The version beside that of a procedure.
    fn beside(&self, procedure: &Procedure) -> Option<Digest> {
        let own = procedure.digests().definition;
        self.pairs.iter().find_map(|(one, other)| match own {
            own if own == *one => Some(*other),
            own if own == *other => Some(*one),
            _ => None,
        })
    }
}

/// Does it, and shows the procedures with what was done where that fails.
fn shown(texts: &[String], drive: &mut Drive<'_>, go: impl FnOnce(&mut Drive<'_>)) {
    if let Err(wrong) = catch_unwind(AssertUnwindSafe(|| go(drive))) {
        println!("{}\n{}", texts.join("\n=====\n"), drive.told.join("\n"));
        resume_unwind(wrong);
    }
}

/// What is open, as people see it.
fn open(case: &Instance) -> Vec<String> {
    let line = |item: &cauce::view::WorkItem| {
        format!("{} {} {:?} {:?} {:?}", item.item, item.reference, item.kind, item.roles, item.due)
    };
    open_items(case).iter().map(line).collect()
}

/// The lines of a story that are no move.
fn without_moves(told: &[String]) -> Vec<&String> {
    told.iter().filter(|line| !line.contains("Migrate")).collect()
}

/// Moves the case, or one of its calls, to the version beside its own.
fn move_over(drive: &mut Drive<'_>, versions: &Versions, which: usize) {
    let calls = drive.live.calls();
    let (call, procedure) = match which.checked_sub(1).and_then(|place| calls.get(place)) {
        Some((call, procedure)) => (Some(*call), procedure.clone()),
        None => (None, drive.live.procedure().expect("it has begun").clone()),
    };
    let to = versions.beside(&procedure).expect("a version beside");
    let mapping = call.map_or(Mapping::new(), |call| Mapping::new().in_call(call));
    let before = (open(&drive.live), drive.live.seq(), drive.live.next_due());
    let found = plan(&drive.live, versions.all.get(&to).expect("it was added"), &mapping).expect("a plan");
    assert!(found.is_possible() && found.is_trivial(), "{:?}", found.obstacles().collect::<Vec<_>>());
    let moved = Command::Migrate { to, mapping: Box::new(mapping) };
    assert!(drive.ask(authority(), moved), "what changes words only can be moved");
    assert_eq!(before, (open(&drive.live), drive.live.seq() - 1, drive.live.next_due()), "nothing changes");
}

/// Goes the same way in a case that is moved again and again and in one that is not.
fn run_beside(texts: &[String], versions: &Versions, deeds: &[(Deed, Option<usize>)], days: Option<i64>) {
    let (mut moved, mut stays) = (Drive::new(&versions.all), Drive::new(&versions.all));
    shown(texts, &mut moved, |moved| {
        moved.start(days);
        stays.start(days);
        for (deed, which) in deeds {
            if moved.has_ended() || moved.is_crowded() {
                break;
            }
            if let Some(which) = which {
                moved.let_time_pass();
                stays.let_time_pass();
                if !moved.has_ended() {
                    move_over(moved, versions, *which);
                }
            }
            if moved.has_ended() {
                break;
            }
            moved.step(*deed);
            stays.step(*deed);
            assert!(without_moves(&moved.told) == without_moves(&stays.told), "the same events");
        }
        moved.check_lines();
    });
}

fn moves(most: usize) -> impl Strategy<Value = Vec<(Deed, Option<usize>)>> {
    prop::collection::vec((mixed::drive::deed(), prop::option::weighted(0.3, 0usize..4)), 1..most)
}

/// The same procedure in other words.
fn reworded(text: &str, _: &Procedure) -> Option<Procedure> {
    parsed(&text.replacen("\"Al azar\"", "\"Al azar, otra vez\"", 1))
}

/// The same procedure, read from the file that it prints.
fn printed(_: &str, own: &Procedure) -> Option<Procedure> {
    let text = print(own.document(), Language::English);
    parsed(&text.replacen("\"Al azar\"", "\"At random\"", 1))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(40), ..ProptestConfig::default() })]

    /// Only words change: the case goes on as if nothing had happened.
    #[test]
    fn what_only_changes_words_changes_nothing(
        model in mixed(),
        deeds in moves(50),
        days in prop::option::weighted(0.8, 0i64..6),
        reads_printed in any::<bool>(),
    ) {
        if let Some((_, texts)) = definitions(&model) {
            let other = if reads_printed { printed } else { reworded };
            let versions = Versions::of(&texts, other).expect("words do not make it no procedure");
            run_beside(&texts, &versions, &deeds, days);
        }
    }
}

/// The text with one activity more, which all comes to that came to the end of the case.
fn with_a_last_one(text: &str) -> String {
    let last = "[[actividad]]\nid = \"ultima\"\ntitulo = \"La última\"\nresponsables = [\"auditor\"]\n";
    let (mut longer, mut is_inside) = (String::new(), false);
    for (place, table) in text.split("[[").enumerate() {
        if !table.starts_with("actividad.") {
            is_inside = table.contains("dentro_de");
        }
        longer.push_str(if place > 0 { "[[" } else { "" });
        match is_inside {
            true => longer.push_str(table),
            false => longer.push_str(&table.replace("\"fin\"", "\"ultima\"")),
        }
    }
    format!("{longer}\n{last}")
}

/// What people see of a case on its way, without how it is numbered inside.
fn standing(case: &Instance) -> (Vec<String>, Option<cauce::data::Timestamp>) {
    (open(case), case.next_due())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(40), ..ProptestConfig::default() })]

    /// A case that is moved to a version with an activity more goes on as one that began in it.
    #[test]
    fn what_grows_at_the_end_goes_on_as_if_begun_there(
        model in mixed(),
        deeds in deeds(40),
        at in 0usize..30,
        days in prop::option::weighted(0.8, 0i64..6),
    ) {
        let Some((_, texts)) = definitions(&Mixed { english: false, ..model }) else { return Ok(()) };
        let longer = |text: &str, own: &Procedure| match own.code() == code(0) {
            true => parsed(&with_a_last_one(text)),
            false => parsed(text),
        };
        let Some(versions) = Versions::of(&texts, longer) else { return Ok(()) };
        let Some((own, new)) = versions.pairs.last().copied() else { return Ok(()) };
        let mut grown = Definitions::with_limits(limits());
        for text in texts.iter().rev() {
            let procedure = parsed(text).expect("it was one before");
            grown.add_unfit(longer(text, &procedure).expect("it was one before"));
        }
        let (mut moved, mut begun) = (Drive::new(&versions.all), Drive::new(&grown));
        shown(&texts, &mut moved, |moved| {
            moved.start(days);
            begun.start(days);
            for (place, deed) in deeds.iter().enumerate() {
                if moved.has_ended() || begun.has_ended() || moved.is_crowded() {
                    return;
                }
                moved.let_time_pass();
                begun.let_time_pass();
                // What has come to the end before the move stays there; one that begun in the longer text went on.
                if standing(&moved.live) != standing(&begun.live) {
                    assert!(place <= at, "as one that began there");
                    return;
                }
                if place == at && !moved.has_ended() && !begun.has_ended() {
                    assert_eq!(moved.live.procedure().map(|it| it.digests().definition), Some(own));
                    let mapping = Mapping::new().without_past().because("una actividad más");
                    let command = Command::Migrate { to: new, mapping: Box::new(mapping) };
                    if !moved.ask(authority(), command) {
                        let why = moved.told.last().expect("it was refused");
                        assert!(why.ends_with("it is being undone"), "what is only longer can be moved to");
                        return;
                    }
                    assert_eq!(standing(&moved.live), standing(&begun.live));
                }
                let minutes = SPANS[usize::from(deed.span) % SPANS.len()];
                moved.at = moved.at.checked_add_millis(minutes * 60_000).expect("within range");
                begun.at = moved.at;
                moved.let_time_pass();
                begun.let_time_pass();
                // An incident is moved to an element by its place, which is another one in the longer text.
                let (one, other) = (asked(&moved.live, *deed), asked(&begun.live, *deed));
                if one == other && !moved.has_ended() && !begun.has_ended() {
                    moved.ask(one.0, one.1);
                    begun.ask(other.0, other.1);
                }
                if place >= at && !moved.has_ended() {
                    assert_eq!(standing(&moved.live), standing(&begun.live), "as one that began there");
                }
            }
        });
    }
}

/// Some mapping between two versions, by ids that they have.
fn mapping(draws: &[(u8, u8, u8)], (from, to): (&Procedure, &Procedure), call: Option<ItemId>) -> Mapping {
    let id = |procedure: &Procedure, number: u8| {
        let all = procedure.activities();
        all[usize::from(number) % all.len()].id.clone()
    };
    let mut mapping = Mapping::new().because("se ensaya");
    for (kind, one, other) in draws {
        mapping = match kind % 6 {
            0 => mapping.moving(&id(from, *one), &id(to, *other)),
            1..4 => mapping.ending(&id(from, *one)),
            4 => mapping.recounting(),
            _ => mapping.without_past(),
        };
    }
    mapping.in_call = call;
    mapping
}

/// A deed, and how the case is to be moved after it, if it is.
type Asked = (Deed, Option<Vec<(u8, u8, u8)>>);

fn steps() -> impl Strategy<Value = Vec<Asked>> {
    let draws = prop::collection::vec((0u8..6, 0u8..32, 0u8..32), 0..5);
    prop::collection::vec((mixed::drive::deed(), prop::option::weighted(0.4, draws)), 1..40)
}

/// The versions of a model beside those of another, or of itself with one activity more.
fn versions_of(model: &Mixed, other: &Mixed, keeps: bool) -> Option<(Versions, Vec<String>)> {
    let (_, texts) = definitions(&Mixed { english: false, ..model.clone() })?;
    let others = if keeps {
        texts.iter().map(|text| with_a_last_one(text)).collect()
    } else {
        other.texts(Rich { returns: true, tangled: false })
    };
    let versions = Versions::of(&texts, |text, own| {
        let place = (0..3).find(|place| code(*place) == own.code())?;
        parsed(others.get(place).map_or(text, |other| other))
    })?;
    Some((versions, [texts, others].concat()))
}

/// Asks for moves of all kinds on the way; how many were made, how many refused.
fn run_whatever(versions: &Versions, texts: &[String], steps: &[Asked], days: Option<i64>) -> (u32, u32) {
    let (mut made, mut refused) = (0, 0);
    let mut drive = Drive::new(&versions.all);
    shown(texts, &mut drive, |drive| {
        drive.start(days);
        for (deed, draws) in steps {
            if drive.has_ended() || drive.is_crowded() {
                break;
            }
            drive.step(*deed);
            drive.let_time_pass();
            let Some(draws) = draws.as_ref().filter(|_| !drive.has_ended()) else { continue };
            let calls = drive.live.calls();
            let call = calls.first().filter(|_| draws.len() % 3 == 2);
            let own = drive.live.procedure().expect("it has begun").clone();
            let procedure = call.map_or(own, |(_, procedure)| procedure.clone());
            let Some(to) = versions.beside(&procedure) else { continue };
            let new = versions.all.get(&to).expect("it was added");
            let mapping = mapping(draws, (&procedure, new), call.map(|(call, _)| *call));
            let planned = plan(&drive.live, new, &mapping);
            let expected = planned.is_ok_and(|plan| plan.is_possible());
            let moved = drive.ask(authority(), Command::Migrate { to, mapping: Box::new(mapping) });
            assert_eq!(moved, expected, "the plan says what can be done");
            if moved {
                drive.could_be_cancelled();
            }
            *(if moved { &mut made } else { &mut refused }) += 1;
        }
        drive.cancel();
        drive.check_lines();
    });
    (made, refused)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(40), ..ProptestConfig::default() })]

    /// Whatever the other version is and the mapping says: refused with nothing changed, or moved to a sound case.
    #[test]
    fn whatever_is_asked_leaves_a_sound_case(
        (model, other) in (mixed(), mixed()),
        steps in steps(),
        keeps in any::<bool>(),
        days in prop::option::weighted(0.8, 0i64..6),
    ) {
        if let Some((versions, texts)) = versions_of(&model, &other, keeps) {
            run_whatever(&versions, &texts, &steps, days);
        }
    }
}

/// Many moves are made and many refused: else the above says little.
#[test]
fn most_kinds_of_answers_come() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut made, mut refused) = (0, 0);
    for keeps in (0..60).map(|place| place % 4 > 0) {
        let draw = (mixed(), mixed(), steps());
        let (model, other, steps) = draw.new_tree(&mut runner).expect("models").current();
        let Some((versions, texts)) = versions_of(&model, &other, keeps) else { continue };
        let (more, fewer) = run_whatever(&versions, &texts, &steps, Some(2));
        (made, refused) = (made + more, refused + fewer);
    }
    assert!(made >= 30 && refused >= 40, "{made} moves, {refused} refused");
}

/// A mapping that is larger than what a request may bring is refused before anything is looked at.
#[test]
fn a_mapping_has_its_limits() {
    let procedure = |version: &str| {
        parsed(&format!(
            "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"AZAR-0\"\nnombre = \"Uno\"\nversion = \"{version}\"\n\
             autoridad = [\"autoridad\"]\n[[rol]]\nid = \"autoridad\"\nnombre = \"A\"\n\
             [[actividad]]\nid = \"e1\"\ntitulo = \"Una\"\nresponsables = \"autoridad\"\n"
        ))
        .expect("a procedure")
    };
    let mut definitions = Definitions::new();
    let to = definitions.add_unfit(procedure("2"));
    definitions.add_unfit(procedure("1"));
    let mut case = Instance::new();
    let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
    let ask = |case: &mut Instance, command| {
        case.handle(&definitions, Request::new(at, authority(), command)).map_err(|why| why.code())
    };
    ask(&mut case, Command::Start(Start::of(&code(0)))).expect("it begins");
    let migrate = |case: &mut Instance, to, mapping: Mapping| {
        ask(case, Command::Migrate { to, mapping: Box::new(mapping) }).map(drop)
    };
    let huge = "x".repeat(2 << 20);
    let many = (0..40_000).fold(Mapping::new(), |mapping, _| mapping.moving("e1", "nadie"));
    let before = case.clone();
    let refused = [
        (to, Mapping::new().because(&huge), "C0748"),
        (to, Mapping::new().moving(&huge, "e1"), "C0748"),
        (to, many, "C1202"),
        (to, Mapping::new().ending("e1\u{0}").because("no"), "C1202"),
        (to, Mapping::new().ending("e1").because(" "), "C0746"),
        (to, Mapping::new().renaming("", ""), "C1202"),
        (to, Mapping::new().in_call(ItemId(1)), "C0712"),
        (to, Mapping::new().in_call(ItemId(0)), "C0709"),
        (to, Mapping::new().in_call(ItemId(u32::MAX)), "C0709"),
        (Digest::ZERO, Mapping::new(), "C0701"),
    ];
    for (to, mapping, code) in refused {
        assert_eq!(migrate(&mut case, to, mapping), Err(code));
        assert_eq!(case, before, "{code}");
    }
    migrate(&mut case, to, Mapping::new()).expect("it can be moved");
    assert_eq!(case.procedure().map(|procedure| &*procedure.head().version), Some("2"));
}
