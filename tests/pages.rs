//! The page of each construct: both languages say the same things in the same order, and what they show is true.
//!
//! A page is one file of `docs/es/construcciones` and one of `docs/en/constructs`; the two indexes pair them.
//! An example is checked, drawn and compared with the drawing on its page.
//! With `CAUCE_DRAW=1` the drawings are written again instead: the only thing here that changes a file.

#![expect(clippy::panic, reason = "what is wrong is told with the page it is wrong on")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::{Options, check};
use cauce::diagnostic::{Grade, Ink, render};
use cauce::keywords::Keyword;
use cauce::limits::Limits;
use cauce::path::{PathFile, replay};
use cauce::procedure::{Applies, Definitions, Procedure};
use cauce::render::mermaid;
use cauce::source::Language::{self, English, Spanish};
use cauce::source::Source;

const FOLDERS: [(&str, Language); 2] = [("docs/es/construcciones", Spanish), ("docs/en/constructs", English)];
const HEADINGS: [[&str; 5]; 2] = [
    ["Para qué sirve", "Cómo se escribe", "Qué hace", "En BPMN", "Casos que lo muestran"],
    ["What it is for", "How it is written", "What runs", "In BPMN", "Cases that show it"],
];
const LABELS: [[&str; 5]; 2] = [
    ["Orden", "Personas", "Regresos", "Si se cancela", "Al repetir"],
    ["Order", "Persons", "Returns", "When cancelled", "On replay"],
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What the links of a text lead to, without those to other sites.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let target = |part: &str| part.find(')').map(|end| part[..end].len());
    let parts = text.split("](").skip(1).filter_map(move |part| Some(&part[..target(part)?]));
    parts.filter(|link| !link.contains("://"))
}

/// The pages that an index lists, in its order, as paths from the root.
fn pages(folder: &str) -> Vec<String> {
    let index = read(&format!("{folder}/README.md"));
    let listed = |line: &str| links(line.strip_prefix("- [")?).next().map(str::to_owned);
    let found: Vec<String> =
        index.lines().filter_map(listed).map(|name| format!("{folder}/{name}")).collect();
    assert!(found.len() > 50, "{folder}: {} pages", found.len());
    found
}

fn pairs() -> Vec<[String; 2]> {
    let [spanish, english] = FOLDERS.map(|(folder, _)| pages(folder));
    assert_eq!(spanish.len(), english.len(), "both languages have the same pages");
    spanish.into_iter().zip(english).map(|(one, other)| [one, other]).collect()
}

/// The blocks of a page that are written in one language, as `toml` or `mermaid`.
fn fenced<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    let opening = format!("```{kind}\n");
    let whole: Vec<&str> = page.split(opening.as_str()).skip(1).collect();
    whole.into_iter().filter_map(|rest| rest.split("```").next()).collect()
}

/// The one example of a page, as a whole file.
fn example(page: &str, folder: &str) -> String {
    let text = read(page);
    let blocks = fenced(&text, "toml");
    let [block] = blocks[..] else { panic!("{page}: {} examples", blocks.len()) };
    let index = read(&format!("{folder}/README.md"));
    let frame = fenced(&index, "toml")[0];
    if block.starts_with("format") { block.to_owned() } else { format!("{frame}\n{block}") }
}

fn procedure(page: &str, folder: &str, language: Language) -> Procedure {
    let checked = check(&Source::new(page, example(page, folder)), &Options::default());
    let said = || render(&checked.source, &checked.diagnostics, language, Ink::Plain);
    let graver = checked.diagnostics.iter().any(|found| found.grade != Grade::Remark);
    assert!(!graver && checked.language == language, "{}", said());
    let told = said();
    checked.procedure.unwrap_or_else(|| panic!("{told}"))
}

#[test]
fn both_languages_have_the_same_pages_and_no_others() {
    for (folder, _) in FOLDERS {
        let listed: BTreeSet<String> = pages(folder).into_iter().collect();
        assert_eq!(listed.len(), pages(folder).len(), "{folder}: a page is listed twice");
        let there = fs::read_dir(root().join(folder)).expect("the folder is there").flatten();
        let there = there.map(|file| format!("{folder}/{}", file.file_name().to_string_lossy()));
        let there: BTreeSet<String> = there.filter(|path| !path.ends_with("README.md")).collect();
        assert_eq!(listed, there, "{folder}: what the index lists, what is there");
    }
    assert!(!pairs().is_empty());
}

#[test]
fn every_page_has_the_same_headings() {
    for pair in pairs() {
        for (path, headings) in pair.iter().zip(HEADINGS) {
            let page = read(path);
            let found: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
            assert_eq!(found, headings, "{path}");
            assert!(page.starts_with("# "), "{path}: a title");
            for part in page.split("\n## ").skip(1) {
                let body = part.split_once('\n').map_or("", |(_, body)| body.trim());
                assert!(
                    !body.is_empty(),
                    "{path}: nothing below {}",
                    part.lines().next().unwrap_or_default()
                );
            }
        }
    }
}

/// The shape of what runs: which of the five labels a line has, in order.
fn labels(path: &str, known: [&str; 5]) -> Vec<Option<usize>> {
    let page = read(path);
    let part = page.split("\n## ").nth(3).expect("the third heading");
    let label = |line: &str| {
        let named = line.strip_prefix("- **")?.split_once(".** ").map(|(label, _)| label)?;
        Some(known.iter().position(|one| *one == named).unwrap_or_else(|| panic!("{path}: {named}")))
    };
    part.lines().filter(|line| line.starts_with("- ")).map(label).collect()
}

#[test]
fn both_languages_say_what_runs_in_the_same_order() {
    for [spanish, english] in pairs() {
        assert_eq!(labels(&spanish, LABELS[0]), labels(&english, LABELS[1]), "{spanish} · {english}");
    }
}

#[test]
fn the_examples_are_procedures_in_the_language_of_their_page() {
    for (folder, language) in FOLDERS {
        for page in pages(folder) {
            let _ = procedure(&page, folder, language);
        }
    }
}

/// The keys of an example in their order, in English.
fn keys(path: &str, language: Language) -> Vec<&'static str> {
    let page = read(path);
    let line = |line: &str| {
        let key = line.trim().trim_start_matches('[').split([' ', ']', '=']).next()?.to_owned();
        let named = |part: &str| Keyword::find(part, language).map(Keyword::en);
        Some(key.split('.').filter_map(named).collect::<Vec<_>>())
    };
    fenced(&page, "toml")[0].lines().filter_map(line).flatten().collect()
}

#[test]
fn the_examples_of_both_languages_have_the_same_keys() {
    for [spanish, english] in pairs() {
        let found = keys(&spanish, Spanish);
        assert!(found.len() > 5, "{spanish}: {found:?}");
        assert_eq!(found, keys(&english, English), "{spanish} · {english}");
    }
}

#[test]
fn the_drawings_are_those_of_the_examples() {
    let again = std::env::var_os("CAUCE_DRAW").is_some();
    for (folder, language) in FOLDERS {
        for path in pages(folder) {
            let page = read(&path);
            let drawn = mermaid(&procedure(&path, folder, language), language);
            let blocks = fenced(&page, "mermaid");
            let [block] = blocks[..] else { panic!("{path}: {} drawings", blocks.len()) };
            if again {
                let new =
                    page.replace(&format!("```mermaid\n{block}```"), &format!("```mermaid\n{drawn}```"));
                fs::write(root().join(&path), new).expect("a page can be written");
            } else {
                assert_eq!(block, drawn, "{path}: drawn again with CAUCE_DRAW=1");
            }
        }
    }
}

/// The files that a page names as its cases.
fn cases(path: &str) -> Vec<String> {
    let page = read(path);
    let part = page.split("\n## ").nth(5).expect("the fifth heading");
    links(part).map(|link| link.trim_start_matches("../").to_owned()).collect()
}

#[test]
fn every_page_names_cases_that_are_there() {
    for pair in pairs() {
        let [spanish, english] = &pair;
        let named = cases(spanish);
        assert!(!named.is_empty(), "{spanish} names no case");
        assert_eq!(named, cases(english), "{spanish} · {english}");
        for case in named {
            assert!(root().join(&case).is_file(), "{spanish}: {case}");
            let shown = format!("[`{case}`](../../../{case})");
            assert!(
                pair.iter().all(|path| read(path).contains(&shown)),
                "{spanish}: {case} has another name"
            );
        }
    }
}

#[test]
fn every_folder_of_elements_is_a_case_of_some_page() {
    let named: Vec<String> = pairs().iter().flat_map(|pair| cases(&pair[0])).collect();
    for folder in fs::read_dir(root().join("tests/elements")).expect("it is there").flatten() {
        let name = format!("tests/elements/{}/", folder.file_name().to_string_lossy());
        assert!(named.iter().any(|case| case.starts_with(&name)), "{name} is on no page");
    }
}

/// The Markdown files of a folder and of those in it.
fn markdown(folder: &Path, found: &mut Vec<PathBuf>) {
    for file in fs::read_dir(folder).expect("the folder is there").flatten() {
        match file.path() {
            path if path.is_dir() => markdown(&path, found),
            path if path.extension().is_some_and(|extension| extension == "md") => found.push(path),
            _ => {}
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut files = vec![root().join("README.md"), root().join("ARCHITECTURE.md")];
    markdown(&root().join("docs"), &mut files);
    assert!(files.len() > 120, "{} files", files.len());
    for file in files {
        let text = fs::read_to_string(&file).expect("it can be read");
        for link in links(&text) {
            let path = link.split('#').next().unwrap_or_default();
            let there = path.is_empty() || file.parent().expect("a folder").join(path).exists();
            assert!(there, "{}: {link}", file.display());
        }
    }
}

/// Who looks for a page finds it in the index of its language.
#[test]
fn the_indexes_list_every_page() {
    for folder in ["docs/es", "docs/en"] {
        let index = read(&format!("{folder}/README.md"));
        let listed: BTreeSet<&str> = links(&index).collect();
        for file in fs::read_dir(root().join(folder)).expect("the folder is there").flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let name = if file.path().is_dir() { format!("{name}/README.md") } else { name };
            assert!(name == "README.md" || listed.contains(name.as_str()), "{folder}: {name} is in no index");
        }
    }
}

/// The words of code on a page: blocks and what stands between back quotes.
fn words(text: &str) -> BTreeSet<String> {
    let drawn = fenced(text, "mermaid");
    let kept = drawn.iter().fold(text.to_owned(), |kept, drawing| kept.replacen(drawing, "", 1));
    let code = |(at, part): (usize, &str)| (at % 2 == 1).then(|| part.to_owned());
    let quoted: Vec<String> = kept.split('`').enumerate().filter_map(code).collect();
    let blocks = fenced(text, "toml").concat();
    let all = format!("{blocks} {}", quoted.join(" "));
    let strings = all.split(['"', '\'']).map(str::to_owned);
    let plain = all.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map(str::to_owned);
    strings.chain(plain).chain(quoted).collect()
}

/// Words of paths are on the page about paths, all others on the page of a construct.
#[test]
fn every_keyword_is_on_a_page() {
    let first = Keyword::ALL.iter().position(|keyword| keyword.en() == "path").expect("words of paths");
    let last = Keyword::ALL.iter().position(|keyword| keyword.en() == "skips").expect("words of paths");
    for ((folder, language), paths) in FOLDERS.into_iter().zip(["docs/es/caminos.md", "docs/en/paths.md"]) {
        let pages: String = pages(folder).iter().map(|path| read(path)).collect();
        let (constructs, paths) = (words(&pages), words(&read(paths)));
        let place = |at: usize| if (first..=last).contains(&at) { &paths } else { &constructs };
        let missing = |(at, keyword): (usize, &Keyword)| {
            let word = keyword.word(language);
            (!place(at).contains(word)).then_some(word)
        };
        let missing: Vec<&str> = Keyword::ALL.iter().enumerate().filter_map(missing).collect();
        assert!(missing.is_empty(), "{folder}: {missing:?}");
    }
}

/// What a path answers: every question in the same way, the first of its answers or the last.
fn answers(procedure: &Procedure, last: bool) -> String {
    let yes_no = ["SI", "NO"][usize::from(last)];
    let mut said = String::new();
    for activity in procedure.activities() {
        let name = if activity.number.is_empty() { &activity.id } else { &activity.number };
        let answer = if last { activity.answers.last() } else { activity.answers.first() };
        if let Some(answer) = answer {
            let word = if ["yes", "no"].contains(&&*answer.id) { yes_no } else { &answer.id };
            said = format!("{said} {name}:{word}");
        }
        match (&activity.applies, &activity.interaction) {
            (Applies::Asked { .. }, None) => said = format!("{said} {name}?:{yes_no}"),
            // The pages have their interactions on activity 1.
            (Applies::Asked { .. }, Some(_)) => said = format!("{said} 1/{name}:NO"),
            _ => {}
        }
    }
    said
}

/// Does all work until nothing is left, or something is waited for; tells what is stuck.
fn walk(definitions: &Definitions, code: &str, answers: &str) -> Result<(), String> {
    let head =
        format!("formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"E\"\nprocedimiento = \"{code}\"\n");
    let text = format!("{head}responde = \"{answers}\"\nrecorrido = \"*\"\n");
    let read = PathFile::decode("path", text.as_bytes(), &Limits::default());
    let path = read.path.ok_or_else(|| render(&read.source, &read.diagnostics, Spanish, Ink::Plain))?;
    let replayed = replay(definitions, &path);
    let last = replayed.steps.last().ok_or("it does not begin")?;
    let stuck = !last.incidents.is_empty() || last.error.is_some() || !last.tokens.is_empty();
    let waits = !last.subscriptions.is_empty() || !last.timers.is_empty();
    if !stuck && (replayed.is_ok() || waits) {
        return Ok(());
    }
    Err(format!("{}\n{:?}", replayed.render(&read.source, Spanish), last.incidents))
}

/// What the examples call; it does nothing but end.
fn called(language: Language) -> Procedure {
    let text = match language {
        Spanish => {
            "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"CONTRATA-1\"\nnombre = \"C\"\nversion = \"02\"\n[[dato]]\nid = \"cantidad_pedida\"\ntipo = \"entero\"\nopcional = true\n[[dato]]\nid = \"valor\"\ntipo = \"entero\"\n[[inicio]]\nid = \"directa\"\nva_a = \"a\"\n[[actividad]]\nid = \"a\"\ntitulo = \"A\"\nanota = \"valor\"\n"
        }
        _ => {
            "format = 1\nlanguage = \"en\"\n[procedure]\ncode = \"CONTRACT-1\"\nname = \"C\"\nversion = \"02\"\n[[data_item]]\nid = \"quantity_asked\"\ntype = \"integer\"\noptional = true\n[[data_item]]\nid = \"value\"\ntype = \"integer\"\n[[start]]\nid = \"direct\"\ngoes_to = \"a\"\n[[activity]]\nid = \"a\"\ntitle = \"A\"\ncaptures = \"value\"\n"
        }
    };
    let checked = check(&Source::new("called", text), &Options::default());
    let said = || render(&checked.source, &checked.diagnostics, language, Ink::Plain);
    let told = said();
    checked.procedure.unwrap_or_else(|| panic!("{told}"))
}

/// Everything that is open is done, in every example, one way or the other: nothing is refused or stuck.
#[test]
fn the_examples_run() {
    for (folder, language) in FOLDERS {
        for page in pages(folder) {
            let procedure = procedure(&page, folder, language);
            let code = procedure.code().to_owned();
            let ways = [true, false].map(|last| answers(&procedure, last));
            let mut definitions = Definitions::new();
            for one in [procedure, called(language)] {
                definitions.add(one).unwrap_or_else(|error| panic!("{page}: {error}"));
            }
            let [first, second] = ways.map(|answers| walk(&definitions, &code, &answers));
            assert!(first.is_ok() || second.is_ok(), "{page}: {first:?}\n{second:?}");
        }
    }
}
