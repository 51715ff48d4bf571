//! Printing and reading again, both languages, digests, the literal reading.

use super::{codes, decoded};
use crate::document::{Document, Extent, canonical, patch_literal, print};
use crate::keywords::Keyword;
use crate::source::Language;

fn document(text: &str) -> Document {
    let decoded = decoded(text);
    let errors: Vec<_> = codes(&decoded);
    assert!(errors.is_empty(), "{:#?}", decoded.diagnostics);
    decoded.document.unwrap()
}

const SAMPLES: [&str; 2] = [include_str!("ibague.toml"), include_str!("rich.toml")];

#[test]
fn printing_and_reading_again_gives_the_same_tree() {
    for sample in SAMPLES {
        let first = document(sample);
        for language in [Language::Spanish, Language::English] {
            let printed = print(&first, language);
            let again = document(&printed);
            assert_eq!(again.language, language);
            assert_eq!(first, again, "{printed}");
            assert_eq!(print(&again, language), printed);
            assert_eq!(canonical(&first, Extent::Whole), canonical(&again, Extent::Whole));
        }
    }
}

#[test]
fn the_canonical_form_is_json_and_leaves_prose_out() {
    for sample in SAMPLES {
        let document = document(sample);
        for extent in [Extent::Whole, Extent::Behaviour] {
            let text = canonical(&document, extent);
            serde_json::from_str::<serde_json::Value>(&text).unwrap();
            assert_eq!(text.contains("\"title\""), extent == Extent::Whole);
        }
    }
}

#[test]
fn the_literal_reading_puts_back_what_the_source_prints() {
    let mut document = document(SAMPLES[0]);
    let problems = patch_literal(&mut document);
    assert!(problems.is_empty(), "{problems:?}");
    let seventh = document.root.tables(Keyword::Activity).nth(6).unwrap();
    let no = seventh.table(Keyword::No).unwrap();
    assert_eq!(no.get(Keyword::OnTo).and_then(|node| node.as_number()), Some(7_i64.into()));
}

#[test]
fn a_change_that_does_not_hold_is_said() {
    let text = SAMPLES[0].replace("se_lee = { continua_en = 8 }", "se_lee = { continua_en = 9 }");
    let mut wrong = document(&text);
    let before = wrong.root.table(Keyword::Activity).cloned();
    let problems = patch_literal(&mut wrong);
    assert_eq!(problems.iter().map(|p| p.problem.code()).collect::<Vec<_>>(), ["C0047"]);
    assert_eq!(before, wrong.root.table(Keyword::Activity).cloned());
    let text = SAMPLES[0].replace("actividad = 7, campo", "actividad = 70, campo");
    let problems = patch_literal(&mut document(&text));
    assert_eq!(problems.iter().map(|p| p.problem.code()).collect::<Vec<_>>(), ["C0046"]);
}

#[test]
fn nested_activities_are_lifted_with_their_block() {
    let document = document(SAMPLES[1]);
    let ids: Vec<String> = document
        .root
        .tables(Keyword::Activity)
        .map(|table| {
            let text = |key| table.text(key).map_or(String::new(), |text| text.to_string());
            format!("{}<{}", text(Keyword::Id), text(Keyword::Inside))
        })
        .collect();
    assert_eq!(ids, ["etapa<", "buscar<etapa", "elaborar<etapa", "asistir<", "reintervenir<otra"]);
}

#[test]
fn guards_keep_their_place_inside_the_marks() {
    let text = "formato = 1\nidioma = \"es\"\n[procedimiento]\nnombre = \"A\"\n[[actividad]]\nid = \"a\"\ndecide = 'vueltas(1) < 3'\nsugiere = '''\na ==\n'x' '''\n";
    let read = decoded(text);
    let document = read.document.unwrap();
    let activity = document.root.tables(Keyword::Activity).next().unwrap();
    let slice = |key| read.source.slice(activity.get(key).unwrap().span);
    assert_eq!(slice(Keyword::Decides), "vueltas(1) < 3");
    assert_eq!(slice(Keyword::Suggests), "a ==\n'x' ");
}

#[test]
fn a_blank_of_the_source_may_stand_inside_what_it_says() {
    let text = "formato = 1\nidioma = \"es\"\n[procedimiento]\nnombre = \"A\"\n[[actividad]]\nnumero = 1\nid = \"a\"\nsi = { continua_en = 4 }\n[[hallazgo]]\nid = \"S-02\"\nnota = \"n\"\ncambios = { actividad = 1, campo = \"si\", dice = { continua_en = \"en blanco\" }, se_lee = { continua_en = 4 } }\n";
    let mut literal = document(text);
    assert!(patch_literal(&mut literal).is_empty());
    let yes = literal.root.tables(Keyword::Activity).next().unwrap().table(Keyword::Yes).cloned();
    let target = yes.unwrap().get(Keyword::OnTo).cloned().unwrap();
    assert_eq!(target.value, crate::document::Tree::Blank);
}
