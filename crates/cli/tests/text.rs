//! What a person reads, in both languages, and the number each command ends with.

mod support;

use support::{Folder, cauce, snapshot};

#[test]
fn help_in_both_languages() {
    snapshot("ayuda", &cauce("").whole());
    snapshot("help", &cauce("--lang en help").whole());
    assert_eq!(cauce("").out, cauce("ayuda").out);
    assert_eq!(cauce("").out, cauce("--ayuda").out);
    for (spanish, english) in [
        ("revisa", "check"),
        ("repite", "replay"),
        ("caminos", "paths"),
        ("corre", "run"),
        ("muestra", "show"),
        ("explica", "explain"),
        ("nuevo", "new"),
        ("compara", "compare"),
        ("conforma", "conform"),
        ("tablero", "board"),
        ("pregunta", "ask"),
        ("conduce", "drive"),
        ("importa", "import"),
        ("exporta", "export"),
        ("log verifica", "log verify"),
        ("caso abre", "case open"),
        ("caso lista", "case list"),
        ("caso muestra", "case show"),
        ("caso haz", "case do"),
        ("caso espera", "case wait"),
        ("caso exporta", "case export"),
        ("caso migra", "case migrate"),
        ("caso conserva", "case keep"),
        ("caso archiva", "case archive"),
    ] {
        let name = spanish.replace(' ', "-");
        snapshot(&format!("ayuda-{name}"), &cauce(&format!("ayuda {spanish}")).whole());
        let translated = cauce(&format!("help {english} --lang en"));
        snapshot(&format!("help-{}", english.replace(' ', "-")), &translated.whole());
        assert_eq!(translated.out, cauce(&format!("{spanish} --help --lang=en")).out);
    }
}

#[test]
fn the_version_is_said() {
    assert_eq!(cauce("--version").out, format!("cauce {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_use_is_said_with_what_was_probably_meant() {
    let mut text = String::new();
    for line in [
        "revia",
        "revisa",
        "revisa --lectur literal procedures",
        "revisa --formato",
        "revisa --formato xml procedures",
        "revisa --ayuda=si",
        "revisa --caso 1 procedures",
        "repite",
        "corre",
        "corre --fecha 07/04/2022 procedures/ibague-pro-gs-029",
        "corre --caso a/b procedures/ibague-pro-gs-029",
        "explica falta-evidncia",
        "explica C0002 C0003",
        "log",
        "log verifica",
        "--idioma fr",
        "-x",
    ] {
        let said = cauce(line);
        assert_eq!((said.code, &*said.out), (2, ""), "{line}");
        let english = cauce(&format!("{line} --lang en"));
        text.push_str(&format!("> cauce {line}\n{}{}\n", said.err, english.err));
    }
    snapshot("mal-uso", &text);
}

#[test]
fn the_procedure_may_be_published() {
    let said = cauce("revisa procedures/ibague-pro-gs-029");
    assert_eq!(said.code, 0, "{}", said.whole());
    assert_eq!(cauce("check procedures --lang en").code, 0);
}

#[test]
fn the_literal_reading_may_not_be_published_and_says_why() {
    let said = cauce("revisa procedures/ibague-pro-gs-029 --lectura literal");
    assert_eq!(said.code, 1);
    let unfit: String = said.out.split_inclusive("\n\n").filter(|part| !part.contains("avisos")).collect();
    snapshot("revisa-literal", &unfit);
    assert_eq!(cauce("run procedures/ibague-pro-gs-029 --reading literal").code, 1);
}

#[test]
fn what_is_undefined_is_listed() {
    let folder = Folder::new();
    folder.write("p.toml", PENDING);
    snapshot("pendientes", &folder.cauce("revisa p.toml --pendientes").whole());
    snapshot("pending", &folder.cauce("check p.toml --pending --lang en").whole());
}

const PENDING: &str = r#"formato = 1
idioma  = "es"
[procedimiento]
codigo = "P-1"
nombre = "Archivar"
[[rol]]
id = "archivista"
nombre = "Archivista"
[[registro]]
id = "expediente"
nombre = "Expediente"
conservacion = "sin definir"
custodia = "archivista"
[[actividad]]
numero = 1
id = "archivar"
titulo = "Archivar el expediente"
responsables = ["archivista"]
evidencias = ["expediente"]
"#;

#[test]
fn mistakes_are_shown_at_their_line() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        PENDING.replace("responsables", "responsabels").replace("[\"expediente\"]", "[\"expedinte\"]"),
    );
    snapshot("revisa-errores", &folder.cauce("revisa p.toml").whole());
    snapshot("check-errors", &folder.cauce("check p.toml --lang en").whole());
    assert_eq!(folder.cauce("muestra p.toml").code, 1);
    assert_eq!(folder.cauce("corre p.toml").code, 1);
}

#[test]
fn advice_names_the_keywords_of_the_file_in_the_sentences_of_the_reader() {
    let folder = Folder::new();
    folder.write("q.toml", PENDING.replace("nombre = \"Archivar\"", ""));
    let said = folder.cauce("check q.toml --lang en").out;
    assert!(said.contains("\"nombre\" is missing in [procedimiento]"), "{said}");
    folder.write("p.toml", PENDING.replace("responsables", "responsabels"));
    let said = folder.cauce("check p.toml --lang en").out;
    assert!(said.contains("Did you mean \"responsables\"?"), "{said}");
    assert!(!said.contains("responsible") && !said.contains("activity"), "{said}");
    folder.write("e.toml", "format = 1\nlanguage = \"en\"\n[procedure]\ncode = \"P-1\"\nnam = \"File\"\n");
    let said = folder.cauce("revisa e.toml --idioma es").out;
    assert!(said.contains("¿Quiso decir «name»?") && said.contains("de [procedure]"), "{said}");
    folder.write("f.toml", "format = 1\nlanguage = \"en\"\n[procedure]\ncode = \"P-1\"\nname = \"File\"\n");
    let said = folder.cauce("revisa f.toml --idioma es").out;
    assert!(said.contains("[[activity]] con id, title y responsible"), "{said}");
    let json = folder.cauce("check p.toml --lang en --format json").out;
    assert!(json.contains("Did you mean \\\"responsables\\\"?"), "{json}");
}

#[test]
fn a_path_is_advised_in_its_own_keywords_too() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    folder.write(
        "c.toml",
        "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"c\"\npasos = [{ nota = \"x\" }]\n",
    );
    let said = folder.cauce("replay p c.toml --lang en").out;
    assert!(said.contains("Write actividad, recorrido, evento, mensaje, senal, inicia, avanza,"), "{said}");
}

#[test]
fn a_page_answers_to_its_code_and_to_both_names() {
    let page = cauce("explica C0002");
    assert_eq!(page.out, cauce("explica clave-desconocida").out);
    assert_eq!(page.out, cauce("explica unknown-key").out);
    assert_ne!(page.out, cauce("explain c0002 --lang en").out);
    let list = cauce("explica");
    assert!(list.out.starts_with("C0001  "), "{}", list.out);
}

#[test]
fn every_code_that_is_listed_has_a_page() {
    for (language, count) in [("es", 2), ("en", 2)] {
        let list = cauce(&format!("explica --lang {language}")).out;
        let lines: Vec<&str> = list.lines().take_while(|line| !line.is_empty()).collect();
        assert!(lines.len() > 100, "{list}");
        let names = lines.iter().step_by(37).filter_map(|line| line.split_whitespace().nth(1));
        for name in names.take(count) {
            assert_eq!(cauce(&format!("explica {name} --lang {language}")).code, 0, "{name}");
        }
    }
}

#[test]
fn the_paths_of_the_procedure_walk_everything() {
    let said = cauce("repite procedures/ibague-pro-gs-029");
    assert_eq!(said.code, 0, "{}", said.whole());
    let last = said.out.lines().last().expect("a line");
    assert!(last.ends_with("respuestas 18/18 · regresos 9/9 · actividades 18/18"), "{last}");
    let english = cauce("replay procedures --lang en");
    assert!(english.out.contains("answers 18/18 · returns 9/9 · activities 18/18"), "{}", english.out);
}

#[test]
fn a_failing_path_shows_both_sides() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let path = String::from_utf8(folder.read("p/caminos/01-directo.toml")).expect("text");
    folder.write("p/caminos/01-directo.toml", path.replace("1 2:NO 3", "1 2:SI 3"));
    folder.write("p/caminos/caminos.toml", "formato = 1\nidioma = \"es\"\n[cobertura]\nrespuestas = 100\n");
    snapshot("repite-difiere", &folder.cauce("repite p --cobertura").whole());
    snapshot("replay-differs", &folder.cauce("replay p --coverage --lang en").whole());
}

#[test]
fn what_was_walked_adds_up_over_runs_and_logs() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let once = folder.cauce("repite p --acumula a.jsonl --minimo 100");
    assert_eq!(once.code, 1, "one path does not walk everything: {}", once.whole());
    snapshot("cobertura-minimo", &once.whole());
    let first = folder.read("a.jsonl");
    assert_eq!(folder.cauce("repite p --acumula a.jsonl").code, 0);
    assert_ne!(folder.read("a.jsonl"), first, "the sum is left there");
    folder.write("d.txt", "una solicitud");
    folder.write("pide.txt", "1\nd.txt\n");
    folder.write("revisa.txt", "2:SI\nfalta algo\n");
    for who in ["pide.txt --persona ana --como solicitante", "revisa.txt --persona eva --como responsable"] {
        let ran = folder.cauce(&format!("corre p/P-1.toml --bitacora l.jsonl --ordenes {who}"));
        assert_eq!(ran.code, 0, "{}", ran.whole());
    }
    let all = folder.cauce("cobertura a.jsonl l.jsonl --con p/P-1.toml --html p.html");
    snapshot("cobertura", &all.whole());
    let page = String::from_utf8(folder.read("p.html")).expect("text");
    assert!(page.starts_with("<!doctype html>") && page.contains("<svg "), "{page}");
    snapshot("wire-coverage", &folder.cauce("coverage a.jsonl --with p --format json --lang en").out);
    // A file of something else is refused, and stays as it was.
    folder.write("x.jsonl", "{\"coverage\":2}\n");
    let refused = folder.cauce("repite p --acumula x.jsonl");
    assert_eq!(
        (refused.code, &*folder.read("x.jsonl")),
        (1, &b"{\"coverage\":2}\n"[..]),
        "{}",
        refused.whole()
    );
    assert!(refused.err.contains("es de la versión 2"), "{}", refused.err);
    assert_eq!(folder.cauce("repite p --minimo 101").code, 2);
    assert_eq!(folder.cauce("cobertura a.jsonl").code, 2, "which procedures has to be said");
}

#[test]
fn slips_that_no_path_notices_are_named_with_what_would_notice_them() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    snapshot("mutantes", &folder.cauce("mutantes p").whole());
    snapshot("mutants", &folder.cauce("mutants p --lang en --limit 2").whole());
    snapshot("wire-mutants", &folder.cauce("mutants p --format json --lang en").out);
    assert_eq!(folder.cauce("mutantes p --minimo 100").code, 1);
    assert_eq!(folder.cauce("mutantes p --limite x").code, 2);
}

#[test]
fn what_new_writes_checks_without_a_remark_and_its_path_runs() {
    for (command, file, verdict) in [
        ("nuevo tramite --codigo TR-01 --nombre Trámite", "tramite/TR-01.toml", "todo está bien."),
        ("new handling --lang en", "handling/HANDLING.toml", "all is well."),
        ("nuevo solo.toml", "solo.toml", "todo está bien."),
    ] {
        let folder = Folder::new();
        let written = folder.cauce(command);
        assert_eq!(written.code, 0, "{}", written.whole());
        let checked = folder.cauce(&format!("check {file}"));
        assert_eq!((checked.out, checked.code), (format!("{file}: {verdict}\n"), 0));
        let replayed = folder.cauce(&format!("replay {file}"));
        assert_eq!(replayed.code, 0, "{}", replayed.whole());
        let again = folder.cauce(command);
        assert_eq!(again.code, 3, "{}", again.whole());
        assert_eq!(folder.cauce(&format!("show {file}")).code, 0);
    }
}

#[test]
fn code_and_name_may_hold_any_letters() {
    let folder = Folder::new();
    let arguments = ["nuevo", "p.toml", "--codigo", "A\\B \"1\"", "--nombre", "El «señor» \"dijo\" \\n"];
    let written = support::run(folder.path(), arguments, "");
    assert_eq!(written.code, 0, "{}", written.whole());
    let replayed = folder.cauce("repite p.toml");
    assert_eq!(replayed.code, 0, "{}", replayed.whole());
    let refused = support::run(folder.path(), ["nuevo", "q.toml", "--codigo", "a\nb"], "");
    assert_eq!(refused.code, 2);
}

#[test]
fn every_format_is_printed() {
    for format in ["tabla", "table", "markdown", "mermaid", "dot", "svg"] {
        let said = cauce(&format!("muestra procedures/ibague-pro-gs-029 --formato {format}"));
        assert_eq!(said.code, 0);
        assert!(said.out.contains("Priorizar los temas"), "{format}");
    }
}

#[test]
fn what_paths_walk_is_drawn_alone_and_one_at_a_time() {
    let said = cauce("repite procedures/santa-marta-mm-gsa-p-075 --formato svg");
    assert_eq!(said.code, 0, "{}", said.whole());
    assert!(said.out.starts_with("<svg ") && said.out.ends_with("</svg>\n"), "{}", said.out);
    assert!(said.out.contains("ningún camino lo recorre") && said.out.contains("task done"), "{}", said.out);
    assert_eq!(cauce("repite procedures --formato svg").code, 2, "one procedure is drawn at a time");
}

#[test]
fn output_without_a_terminal_has_no_colours() {
    for arguments in
        ["revisa procedures --lectura literal", "muestra procedures/ibague-pro-gs-029", "explica C0002"]
    {
        assert!(!cauce(arguments).out.contains('\u{1b}'), "{arguments}");
    }
}
