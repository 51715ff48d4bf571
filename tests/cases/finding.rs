//! Lists and searches over many cases.

use cauce::clock::ManualClock;
use cauce::command::{Command, Done};
use cauce::data::{Text, Value};
use cauce_store::cases::{CaseState, Cases, Find, Opening, Order, Work};

use crate::desk::{ana, bases, eva, opened};

const PARALLEL: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "VARIOS"
nombre  = "Varias a la vez"
[[rol]]
id      = "auditor"
nombre  = "Auditor"
[[rol]]
id      = "jefe"
nombre  = "Jefe"
[[actividad]]
id      = "todo"
titulo  = "Todo"
orden   = "a_la_vez"
"#;

/// The names of all cases that are found, page by page.
fn names(cases: &Cases<ManualClock>, find: &Find, limit: usize) -> Vec<Text> {
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let page = cases.find(find, after, limit).expect("a page");
        assert!(page.rows.len() <= limit);
        names.extend(page.rows.into_iter().map(|row| row.case));
        after = page.next;
        if after.is_none() {
            return names;
        }
    }
}

#[test]
fn cases_are_found_by_what_is_known_of_them() {
    for base in bases() {
        let cases = opened(&base);
        for number in 0..30 {
            let entity = ["Nayarit", "Colima", "Sonora"][number % 3];
            let opening = Opening::of("PLAZO").data("entidad", Value::Text(entity.into()));
            cases.open(&format!("p-{number:02}"), opening, &ana()).expect("it begins");
            cases.start(&format!("a-{number:02}"), "ACTA", &eva()).expect("it begins");
            base.clock().advance(60_000);
        }
        for number in 0..10 {
            cases.complete(&format!("a-{number:02}"), 1, Done::new(), &ana()).expect("it is done");
        }
        let cancel = Command::Cancel { reason: "no".into() };
        cases.ask("a-29", &ana(), cancel).expect("it is cancelled");
        let count = |find: &Find| {
            let all = names(&cases, find, 7);
            assert_eq!(all, names(&cases, find, 1), "the same however it is cut");
            assert_eq!(all, names(&cases, find, 1_000), "the same however it is cut");
            all.len()
        };
        let all = Find::all();
        assert_eq!(count(&all), 60);
        assert_eq!(count(&all.clone().code("ACTA")), 30);
        assert_eq!(count(&all.clone().code("NADA")), 0);
        assert_eq!(count(&all.clone().version("ACTA", "03")), 30);
        assert_eq!(count(&all.clone().state(CaseState::Cancelled)), 1);
        assert_eq!(count(&all.clone().state(CaseState::Cancelled).state(CaseState::Open)), 60);
        assert_eq!(count(&all.clone().code("ACTA").state(CaseState::Open)), 29);
        assert_eq!(count(&all.clone().activity("ACTA", "revisar")), 10);
        assert_eq!(count(&all.clone().activity("ACTA", "revisar").person("eva")), 10);
        assert_eq!(count(&all.clone().activity("ACTA", "redactar").person("ana")), 0);
        assert_eq!(count(&all.clone().person("ana")), 41);
        assert_eq!(count(&all.clone().person("nadie")), 0);
        assert_eq!(count(&all.clone().data("entidad", Value::Text("Colima".into()))), 10);
        assert_eq!(count(&all.clone().data("entidad", Value::Text("Colima".into())).code("ACTA")), 0);
        assert_eq!(count(&all.clone().late("2026-01-06T00:00:00Z".parse().expect("a time"))), 0);
        assert_eq!(count(&all.clone().late("2026-01-08T00:00:00Z".parse().expect("a time"))), 30);
        let both =
            all.clone().late("2026-01-08T00:00:00Z".parse().expect("a time")).person("ana").code("PLAZO");
        assert_eq!(count(&both), 30);
        for (role, found) in [("auditor", 29), ("jefe", 30), ("director", 30), ("nadie", 0)] {
            assert_eq!(count(&all.clone().role(role)), found, "{role}");
        }
        assert_eq!(count(&all.clone().role("auditor").activity("ACTA", "revisar")), 10);
        assert_eq!(count(&all.clone().role("auditor").person("eva").code("ACTA")), 29);
        assert_eq!(
            count(&all.clone().role("jefe").late("2026-01-08T00:00:00Z".parse().expect("a time"))),
            30
        );
        assert_eq!(count(&all.clone().role("jefe").code("ACTA")), 0);
        let digest = cases.summary("p-00").expect("a case").definition;
        assert_eq!(count(&all.definition(digest)), 30);
    }
}

/// A case with several items of one role, some of them taken, some open since the same moment, is found once.
#[test]
fn a_case_is_found_once_by_a_role_however_much_work_it_has() {
    for base in bases() {
        let cases = opened(&base);
        let mut text = PARALLEL.to_owned();
        for number in 0..9 {
            let roles = ["auditor", "jefe"][usize::from(number % 3 == 2)];
            text.push_str(&format!(
                "[[actividad]]\nid = \"a{number}\"\ntitulo = \"A\"\nresponsables = [\"{roles}\", \"auditor\"]\ndentro_de = \"todo\"\n"
            ));
        }
        cases.add(&text).expect("it is kept");
        for number in 0..6 {
            let case = format!("c-{number}");
            cases.start(&case, "VARIOS", &ana()).expect("it begins");
            base.clock().advance(if number % 2 == 0 { 0 } else { 60_000 });
            let items = cases.open_items(&case).expect("a case");
            cases.claim(&case, items[number].item, &ana()).expect("it is free");
            cases.complete(&case, items[0].item, Done::new(), &ana()).expect("it is done");
        }
        for role in ["auditor", "jefe"] {
            let find = Find::all().role(role);
            let all = names(&cases, &find, 1_000);
            assert_eq!(all, ["c-0", "c-1", "c-2", "c-3", "c-4", "c-5"].map(Text::from), "{role}");
            for limit in [1, 2, 4] {
                assert_eq!(names(&cases, &find, limit), all, "{role} by {limit}");
            }
        }
    }
}

#[test]
fn work_lists_are_cut_anywhere() {
    for base in bases() {
        let cases = opened(&base);
        for number in 0..25 {
            cases.start(&format!("p-{number:02}"), "PLAZO", &ana()).expect("it begins");
            cases.start(&format!("a-{number:02}"), "ACTA", &eva()).expect("it begins");
            // Several begin at one instant.
            base.clock().advance(if number % 4 == 0 { 86_400_000 } else { 0 });
        }
        for number in [3, 5, 8] {
            cases.claim(&format!("a-{number:02}"), 1, &ana()).expect("it is free");
        }
        let walk = |work: &Work, limit| {
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let page = cases.work(work, after, limit).expect("a page");
                all.extend(page.rows);
                after = page.next.map(|next| next.to_string().parse().expect("it is read again"));
                if after.is_none() {
                    return all;
                }
            }
        };
        for work in [
            Work::of_role("auditor"),
            Work::of_role("auditor").free(),
            Work::of_person("ana", &["auditor", "jefe"]),
            Work::of_role("director").order(Order::Due),
            Work::of_role("director").late("2026-01-09T10:00:00Z".parse().expect("a time")),
        ] {
            let all = walk(&work, 1_000);
            assert!(!all.is_empty());
            for limit in [1, 2, 7, all.len()] {
                assert_eq!(walk(&work, limit), all, "{work:?} by {limit}");
            }
            assert_eq!(cases.count(&work).expect("a count"), all.len() as u64, "{work:?}");
        }
        let due = walk(&Work::of_role("jefe").order(Order::Due), 100);
        assert_eq!(due.len(), 25);
        assert!(due.windows(2).all(|pair| pair[0].due <= pair[1].due), "the earliest first");
        let oldest = walk(&Work::of_role("auditor"), 100);
        assert!(oldest.windows(2).all(|pair| pair[0].since <= pair[1].since), "the oldest first");
        let mine = walk(&Work::of_person("ana", &["auditor"]), 100);
        assert_eq!(mine.iter().filter(|item| item.claimed_by.is_some()).count(), 3);
        assert_eq!(walk(&Work::of_person("eva", &["auditor"]), 100).len(), 22);
    }
}

#[test]
fn rows_that_somebody_changed_are_seen_and_made_anew() {
    for base in bases() {
        let cases = opened(&base);
        for case in ["a", "b", "c", "d", "e", "f"] {
            let opening = Opening::of("PLAZO").data("entidad", Value::Text("Colima".into()));
            cases.open(case, opening.business_key(case), &ana()).expect("it begins");
        }
        drop(cases);
        for (case, statement) in [
            ("a", "UPDATE item SET title = 'x' WHERE stream = (SELECT id FROM stream WHERE name = 'a')"),
            ("b", "DELETE FROM fact WHERE stream = (SELECT id FROM stream WHERE name = 'b')"),
            ("c", "DELETE FROM person WHERE stream = (SELECT id FROM stream WHERE name = 'c')"),
            ("d", "UPDATE stream SET due = due + 1 WHERE name = 'd'"),
            ("e", "UPDATE stream SET business = 'other' WHERE name = 'e'"),
            ("f", "INSERT INTO wait VALUES ((SELECT id FROM stream WHERE name = 'f'), 1, 1, '', 0)"),
        ] {
            base.tamper(statement);
            let cases = base.again();
            let astray = cases.astray().expect("it looks");
            assert_eq!((astray.cases, astray.counts), (vec![case.into()], 0), "{statement}");
            cases.reindex().expect("rows are made anew");
            assert!(cases.astray().expect("it looks").is_none(), "{statement}");
        }
        base.tamper("UPDATE tally SET count = count + 1");
        let cases = base.again();
        assert_eq!(cases.astray().expect("it looks").counts, 1);
        cases.reindex().expect("rows are made anew");
        assert!(cases.astray().expect("it looks").is_none());
        base.tamper("DELETE FROM item; DELETE FROM tally; DELETE FROM fact; DELETE FROM person; DELETE FROM seat; DELETE FROM term");
        let cases = base.again();
        cases.reindex().expect("rows are made anew");
        assert!(cases.astray().expect("it looks").is_none());
        assert_eq!(cases.count(&Work::of_role("jefe")).expect("a count"), 6);
    }
}
