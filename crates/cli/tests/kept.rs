//! Cases in a store: the pages that begin with an empty folder, what becomes of them in `cauce corre`, bad stores, races.
//!
//! On a page, a block `text nuevo FILE` or `text new FILE` is a file, and a block `console` one or more commands with
//! all that they say; a page is carried out in one folder, from its beginning to its end.
//! With `CAUCE_DRAW=1` what the program says is written into the page again.

mod support;

use std::fs;

use support::{Folder, root, run};

const PAGES: [&str; 2] = ["docs/es/casos.md", "docs/en/cases.md"];

/// What the page would be if what is said now were right, and the numbers that the commands ended with.
fn carried_out(page: &str) -> (String, Vec<i32>) {
    let folder = Folder::new();
    let (mut again, mut codes) = (page.to_owned(), Vec::new());
    for block in page.split("```").skip(1).step_by(2) {
        let (head, body) = block.split_once('\n').expect("a block has lines");
        if let Some(name) = head.strip_prefix("text nuevo ").or(head.strip_prefix("text new ")) {
            folder.write(name, body);
        }
        if head != "console" {
            continue;
        }
        let mut said = String::from("console\n");
        for command in body.lines().filter_map(|line| line.strip_prefix("$ cauce ")) {
            let words: Vec<String> = words(command);
            let told = run(folder.path(), words.iter().map(String::as_str), "");
            codes.push(told.code);
            said.push_str(&format!("$ cauce {command}\n{}{}", told.out, told.err));
        }
        again = again.replacen(block, &said, 1);
    }
    (again, codes)
}

/// The words of a line as a shell takes them; single quotes keep blanks together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (place, part) in line.split('\'').enumerate() {
        match place % 2 {
            1 => words.last_mut().expect("a word").push_str(part),
            _ => {
                let mut rest = part.split(' ');
                words.last_mut().expect("a word").push_str(rest.next().unwrap_or_default());
                words.extend(rest.map(str::to_owned));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn from_an_empty_folder_to_a_finished_case_as_the_pages_say() {
    for path in PAGES {
        let path = root().join(path);
        let page = fs::read_to_string(&path).expect("the page is there");
        let (again, codes) = carried_out(&page);
        assert!(codes.len() >= 5, "{}: {codes:?}", path.display());
        if std::env::var_os("CAUCE_DRAW").is_some() {
            fs::write(&path, again).expect("a page can be written");
        } else {
            assert_eq!(again, page, "{}", path.display());
        }
    }
}

/// A small procedure, its evidence.
fn desk() -> Folder {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1 --nombre Solicitudes").code, 0);
    folder.write("s.txt", "Pido una copia.");
    folder
}

#[test]
fn a_case_goes_on_with_run_and_with_do_alike() {
    let folder = desk();
    let begun = folder.cauce_with(
        "corre p --almacen c.db --ordenes - --fecha 2026-01-05",
        "ana\ns.txt\n1\ns.txt\n:salir\n",
    );
    assert!(begun.out.contains("Se cumple 1"), "{}", begun.whole());
    let listed = folder.cauce("caso lista --almacen c.db");
    assert!(listed.out.contains("P-1-1") && listed.out.contains("1 caso: abierto 1"), "{}", listed.whole());
    let done = folder.cauce(
        "caso haz P-1-1 2 NO --evidencia solicitud== --persona luis --almacen c.db --fecha 2026-01-06",
    );
    assert_eq!(done.code, 0, "{}", done.whole());
    let told = folder.cauce("corre p --almacen c.db");
    assert!(
        told.out.contains("Responder la solicitud") && told.out.contains("Caso P-1-1"),
        "{}",
        told.whole()
    );
    let last = folder.cauce_with(
        "corre p --almacen c.db --ordenes - --persona luis --como responsable --fecha 2026-01-07",
        "3\ns.txt\n",
    );
    assert!(last.out.contains("Termina el caso"), "{}", last.whole());
    assert!(folder.cauce("caso lista --almacen c.db --estado terminado").out.contains("P-1-1"));
    assert!(!folder.path().join("cauce.db").exists() && !folder.path().join("P-1-1.cauce.jsonl").exists());
}

#[test]
fn to_look_changes_nothing_and_makes_no_store() {
    let folder = desk();
    let before = folder.path().read_dir().expect("the folder").count();
    for line in
        ["caso lista", "caso muestra x", "caso exporta x", "caso haz x 1 --persona a", "caso espera --todos"]
    {
        assert_eq!(folder.cauce(line).code, 3, "{line}");
    }
    assert_eq!(folder.path().read_dir().expect("the folder").count(), before);
    assert_eq!(folder.cauce("caso abre p --fecha 2026-01-05").code, 0);
    let kept = folder.read("cauce.db");
    for line in ["caso lista", "caso muestra P-1-1 --historia", "caso exporta P-1-1", "corre p"] {
        assert_eq!(folder.cauce(line).code, 0, "{line}");
    }
    assert_eq!(folder.read("cauce.db"), kept);
}

#[test]
fn a_file_that_is_no_store_is_left_alone() {
    let folder = desk();
    for (name, bytes) in [
        ("texto.db", "no es un almacén, y es más largo que la cabeza de una base de datos".repeat(4)),
        ("vacio.db", String::new()),
    ] {
        folder.write(name, &bytes);
        for verb in ["lista", "muestra x", "abre p"] {
            let said = folder.cauce(&format!("caso {verb} --almacen {name}"));
            let makes = verb == "abre p" && bytes.is_empty();
            assert_eq!(said.code, if makes { 0 } else { 3 }, "{verb} {name}: {}", said.whole());
        }
    }
    assert!(String::from_utf8(folder.read("texto.db")).expect("as it was").starts_with("no es un almacén"));
    let folder_as_store = folder.cauce("caso lista --almacen p");
    assert_eq!(folder_as_store.code, 3, "{}", folder_as_store.whole());
}

#[test]
fn names_that_would_turn_the_writing_are_shown_without_it() {
    let folder = desk();
    let case = "caso\u{202e}osac";
    let refused = run(folder.path(), ["caso", "abre", "p", case], "");
    assert_eq!(refused.code, 2, "{}", refused.whole());
    let opened = run(folder.path(), ["caso", "abre", "p", "--clave", "k\u{202e}1"], "");
    assert_eq!(opened.code, 0, "{}", opened.whole());
    let listed = folder.cauce("caso lista");
    let shown = run(folder.path(), ["caso", "muestra", case], "");
    let none = run(folder.path(), ["caso", "muestra", "\u{202e}x"], "");
    let many = run(folder.path(), ["caso", "lista", "--texto", "\u{202e}"], "");
    assert!(many.out.contains("P-1-1"), "{}", many.whole());
    for said in [refused, opened, listed, shown, none, many] {
        assert!(!said.whole().contains('\u{202e}'), "{}", said.whole());
    }
}

#[test]
fn two_programs_at_once_begin_different_cases_and_do_an_item_once() {
    let folder = desk();
    assert_eq!(folder.cauce("caso abre p").code, 0);
    let all = |line: &str| -> Vec<i32> {
        std::thread::scope(|scope| {
            let running: Vec<_> = (0..4).map(|_| scope.spawn(|| folder.cauce(line).code)).collect();
            running.into_iter().map(|one| one.join().expect("it ends")).collect()
        })
    };
    assert_eq!(all("caso abre P-1"), [0; 4]);
    let listed = folder.cauce("caso lista");
    assert!(listed.out.contains("P-1-5") && listed.out.contains("5 casos"), "{}", listed.whole());
    let mut codes = all("caso haz P-1-1 1 --persona ana --evidencia s.txt");
    codes.sort_unstable();
    assert_eq!(codes, [0, 1, 1, 1]);
}

#[test]
fn an_export_is_written_whole_and_over_nothing() {
    let folder = desk();
    assert_eq!(folder.cauce("caso abre p --persona ana").code, 0);
    let done = folder.cauce("caso haz P-1-1 1 --persona ana --evidencia s.txt");
    assert_eq!(done.code, 0, "{}", done.whole());
    for (form, part) in [
        ("markdown", "# Caso P-1-1"),
        ("html", "<!doctype html>"),
        ("lineas", "\"cauce_lines\":1"),
        ("xes", "<trace>"),
        ("ocel", "\"objectTypes\""),
        ("csv", "case:concept:name"),
    ] {
        let said = folder.cauce(&format!("caso exporta P-1-1 --formato {form} --salida caso.{form}"));
        assert_eq!(said.code, 0, "{form}: {}", said.whole());
        let text = String::from_utf8(folder.read(&format!("caso.{form}"))).expect("UTF-8");
        assert!(text.to_lowercase().contains(&part.to_lowercase()), "{form}: {text}");
        let shows_names = matches!(form, "markdown" | "html" | "lineas");
        assert_eq!(text.contains("ana"), shows_names, "{form}: persons stay at home: {text}");
        let again = folder.cauce(&format!("caso exporta P-1-1 --formato {form} --salida caso.{form}"));
        assert_eq!(again.code, 3, "{form} is not written over: {}", again.whole());
    }
    let named = folder.cauce("caso exporta --todos --formato csv --revela personas");
    assert!(named.out.contains("ana"), "{}", named.whole());
    let missing = folder.cauce("caso exporta P-1-1 no-hay --formato csv --salida x.csv");
    assert_eq!(missing.code, 1, "{}", missing.whole());
    assert!(!folder.path().join("x.csv").exists(), "half an export is none");
}

/// Two cases, of which the first has ended.
fn ended() -> Folder {
    let folder = desk();
    for line in [
        "caso abre p --persona ana --fecha 2026-01-05",
        "caso haz P-1-1 1 --evidencia s.txt --persona ana --fecha 2026-01-05",
        "caso abre p --persona ana --fecha 2026-01-05",
        "caso haz P-1-1 2 NO --evidencia solicitud== --persona luis --fecha 2026-01-06",
        "caso haz P-1-1 3 --evidencia s.txt --persona luis --fecha 2026-01-07",
    ] {
        let said = folder.cauce(line);
        assert_eq!(said.code, 0, "{line}: {}", said.whole());
    }
    folder
}

#[test]
fn an_archive_proves_its_records_without_the_store() {
    use cauce::record::Frame;
    use cauce_store::checkpoint::{Checkpoint, Inclusion, Leaf};
    use cauce_store::export::LinesReader;
    let folder = ended();
    let said = folder.cauce("caso archiva P-1-1 --salida a");
    assert_eq!(said.code, 0, "{}", said.whole());
    let read = |name: &str| String::from_utf8(folder.read(&format!("a/{name}"))).expect("text");
    let checkpoint: Checkpoint = read("checkpoint.txt").parse().expect("a checkpoint");
    let proofs = read("proofs.txt");
    let proofs: Vec<Inclusion> = proofs
        .split("inclusion ")
        .skip(1)
        .map(|proof| format!("inclusion {}", proof.trim_end_matches('\n').to_owned() + "\n"))
        .map(|proof| proof.parse().expect("a proof"))
        .collect();
    let records = read("records.jsonl");
    let lines: Vec<_> =
        LinesReader::new(records.as_bytes()).expect("an export").map(|line| line.expect("a line")).collect();
    assert_eq!((lines.len(), checkpoint.head().size), (4, 5));
    assert_eq!(lines.len(), proofs.len());
    for (line, proof) in lines.iter().zip(&proofs) {
        let leaf = Leaf::of(line.position, &Frame::parse(&line.line).expect("sound"));
        proof.verify(&leaf, &checkpoint.head()).expect("it is in the store");
        let moved = Leaf { position: line.position + 1, ..leaf };
        assert!(proof.verify(&moved, &checkpoint.head()).is_err());
    }
    assert!(read("procedure-1.toml").contains("P-1") && read("document.md").contains("P-1-1"));
    for name in ["document.html", "log.xes", "log.ocel.json", "log.csv"] {
        assert!(read(name).contains("ana"), "{name}");
    }
}

#[test]
fn what_may_not_be_disposed_of_is_not_archived_either_and_nothing_half_is_left() {
    let folder = ended();
    let names = || {
        let mut names: Vec<_> = folder
            .path()
            .read_dir()
            .expect("the folder")
            .map(|file| file.expect("a file").file_name())
            .filter(|name| !name.to_string_lossy().starts_with("cauce.db-"))
            .collect();
        names.sort();
        names
    };
    let before = names();
    let who = "--persona eva --como archivo --nota ley --fecha 2026-03-02";
    for (line, code, why) in [
        ("caso archiva P-1-2 --salida a".to_owned(), 1, "no ha terminado"),
        ("caso archiva P-1-1".to_owned(), 2, "--salida"),
        ("caso archiva P-1-1 --salida p".to_owned(), 3, "p"),
        ("caso archiva P-1-1 --salida a --anexos nada".to_owned(), 3, "nada"),
        ("caso archiva P-1-1 --salida a --dispone todo".to_owned(), 2, "--nota"),
        (format!("caso archiva P-1-1 --salida a --dispone cosas {who}"), 2, "cosas"),
        (format!("caso archiva P-1-1 --salida a --dispone todo {who}"), 1, "ha fijado"),
    ] {
        let said = folder.cauce(&line);
        assert!(said.code == code && said.whole().contains(why), "{line}: {}", said.whole());
        assert_eq!(names(), before, "{line}");
    }
    let said = folder.cauce(&format!("caso archiva P-1-1 --salida a --dispone todo --anticipada {who}"));
    assert!(said.code == 0 && said.out.contains("Dispuesto en el almacén: 4"), "{}", said.whole());
    let told = folder.cauce("caso muestra P-1-1 --historia");
    assert!(told.out.contains("dato dispuesto") && !told.out.contains("luis"), "{}", told.whole());
    assert!(String::from_utf8(folder.read("a/document.md")).expect("text").contains("luis"));
    assert_eq!(folder.cauce("log verifica cauce.db").code, 0);
}

#[test]
fn a_case_is_held_retained_and_released_and_says_so() {
    let folder = ended();
    let say = |line: &str| folder.cauce(&format!("caso conserva P-1-1 {line}"));
    let who = "--persona eva --como archivo --nota tutela --fecha 2026-03-02";
    assert!(say("").out.contains("Nada se ha fijado"));
    for (line, why) in [
        ("--retiene".to_owned(), "--nota"),
        (format!("--retiene --hasta 2031-01-01 {who}"), "una sola cosa"),
        (format!("--registro solicitud {who}"), "una sola cosa"),
        (format!("--levanta x {who}"), "número"),
        (format!("--hasta mañana {who}"), "no es una fecha"),
    ] {
        let said = say(&line);
        assert!(said.code == 2 && said.whole().contains(why), "{line}: {}", said.whole());
    }
    assert_eq!(say(&format!("--levanta 1 {who}")).code, 1);
    assert_eq!(say(&format!("--hasta 2031-01-01 --registro nada {who}")).code, 1);
    let held = say(&format!("--retiene {who}"));
    assert!(
        held.out.contains("Retenido por orden 1: eva") && held.out.contains("«tutela»"),
        "{}",
        held.whole()
    );
    let archive = format!("caso archiva P-1-1 --salida a --dispone todo --anticipada {who}");
    let refused = folder.cauce(&archive);
    assert!(refused.code == 1 && refused.whole().contains("orden 1"), "{}", refused.whole());
    assert!(!say(&format!("--levanta 1 {who}")).out.contains("Retenido"));
    let retained = say(&format!("--hasta 2031-01-01 --registro solicitud {who}"));
    assert!(retained.out.contains("Se conserva hasta 2031-01-01"), "{}", retained.whole());
    assert!(retained.out.contains("(solicitud · "), "{}", retained.whole());
    assert_eq!(folder.cauce(&archive).code, 0);
    assert!(say("").out.contains("Dispuesto de personas, notas, datos, archivos, clave, registros 1–4"));
    assert!(folder.cauce("case keep P-1-1 --lang en").out.contains("Disposed of persons"));
}

#[test]
fn how_a_case_is_kept_and_an_archive_of_it_are_told_to_programs() {
    let folder = ended();
    let who = "--persona eva --como archivo --nota tutela --fecha 2026-03-02";
    let keep = |line: &str| folder.cauce(&format!("caso conserva P-1-1 --formato json {line}"));
    support::snapshot("wire-case-keep-nothing", &keep("").out);
    assert_eq!(keep(&format!("--retiene {who}")).code, 0);
    assert_eq!(keep(&format!("--hasta 2031-01-01 --registro solicitud {who}")).code, 0);
    assert_eq!(keep(&format!("--hasta 2030-01-01 {who}")).code, 0);
    let held = keep("");
    let refused = folder.cauce(&format!("caso archiva P-1-1 --salida a --formato json --dispone todo {who}"));
    assert!(
        refused.code == 1 && refused.out.is_empty() && refused.err.contains("orden 1"),
        "{}",
        refused.whole()
    );
    support::snapshot("wire-case-keep", &held.out);
    let plainly = folder.cauce("caso archiva P-1-1 --salida a --formato json");
    support::snapshot("wire-case-archive", &plainly.out);
    assert_eq!(keep(&format!("--levanta 1 {who}")).code, 0);
    let archived = folder
        .cauce(&format!("caso archiva P-1-1 --salida b --formato json --dispone todo --anticipada {who}"));
    assert_eq!(archived.code, 0, "{}", archived.whole());
    support::snapshot("wire-case-archive-dispose", &archived.out);
    support::snapshot("wire-case-keep-disposed", &keep("").out);
}
