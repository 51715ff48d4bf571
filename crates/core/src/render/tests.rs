//! What a person reads, as snapshots in `tests/render`, and what no text of an author may become.

use super::*;
use crate::check::{Options, check_bytes};
use crate::procedure::{Procedure, Reading};
use crate::source::Language::{self, English, Spanish};

const IBAGUE: &str = include_str!("../../../../procedures/ibague-pro-gs-029/PRO-GS-029.toml");
const SANTANDER: &str =
    include_str!("../../../../procedures/santander-asistencia-tecnica/ASISTENCIA-TECNICA.toml");
const SANTA_MARTA: &str = include_str!("../../../../procedures/santa-marta-mm-gsa-p-075/MM-GSA-P-075.toml");
const MEXICO: &str = include_str!("../../../../procedures/mexico-asesoria/MX-ASESORIA.toml");
const MAS_PLAN: &str = include_str!("../../../../procedures/mas-bienestar/MAS-PLAN.toml");
const MAS_C01: &str = include_str!("../../../../procedures/mas-bienestar/MAS-C01.toml");
const MAS_C08: &str = include_str!("../../../../procedures/mas-bienestar/MAS-C08.toml");
const EVERYTHING: &str = include_str!("../../../../tests/render/todo.toml");
const MODEL: &str = include_str!("../../../../tests/render/bloques.toml");
const HOSTILE: &str = include_str!("../../../../tests/render/hostil.toml");

/// The procedure of a file, whether fit to run or not.
fn procedure(text: &str, reading: Reading) -> Procedure {
    let options = Options { reading, ..Options::default() };
    let checked = check_bytes("prueba.toml", text.as_bytes(), &options);
    checked.procedure.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

fn snapshot(name: &str, text: &str) {
    let settings = {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../../../../tests/render");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings
    };
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn in_columns(procedure: &Procedure, language: Language, width: usize) -> String {
    table(procedure, &TableOptions { language, width, ..TableOptions::default() })
}

#[test]
fn the_official_document_of_ibague() {
    let ibague = procedure(IBAGUE, Reading::Chosen);
    snapshot("pro-gs-029.tabla", &in_columns(&ibague, Spanish, 110));
    snapshot("pro-gs-029.md", &markdown(&ibague, Spanish));
    snapshot("pro-gs-029.mermaid", &mermaid(&ibague, Spanish));
    snapshot("pro-gs-029.dot", &dot(&ibague, Spanish));
}

#[test]
fn those_who_sign_every_record_of_a_choice_stand_once() {
    let santander = markdown(&procedure(SANTANDER, Reading::Chosen), Spanish);
    let choice =
        "o Correspondencia enviada (firman: Secretario de Salud o Directores o Coordinadores de Grupo o";
    assert!(santander.contains(choice), "{santander}");
    assert_eq!(santander.matches("firman:").count(), 1, "{santander}");
    // What the finding says of a blank is pointed to where it is read.
    let blank =
        "propio grupo (por-programacion; actividad 1, Nota 1)**\n\nContinúa Actividad No. 4 \\[SA-2\\]";
    assert!(santander.contains(blank), "{santander}");
    let area = "**Área de las actividades:** Secretaria de Salud Departamental";
    assert!(santander.contains(area), "{santander}");
}

#[test]
fn a_repetition_is_no_gateway() {
    let santa_marta = markdown(&procedure(SANTA_MARTA, Reading::Chosen), English);
    let range = "**Con cada actor del sistema (por-actor; pág. 3, actividades 4 y 5)** \\[SM-9\\]\n\n**Activities:** 4 – 5\n\n**For each:** actor \
                 (Actores del sistema priorizados: ESE, EPS-S e IPS), in parallel";
    assert!(santa_marta.contains(range), "{santa_marta}");
    assert!(!santa_marta.contains("gateway por-actor"), "the row before it leads to its first activity");
    assert!(santa_marta.contains("**Level:** Macroproceso misional"), "{santa_marta}");
}

#[test]
fn the_literal_reading_says_so_and_shows_what_is_printed() {
    let literal = in_columns(&procedure(IBAGUE, Reading::Literal), Spanish, 110);
    assert!(literal.contains("⚠ Lectura literal"), "{literal}");
    assert!(literal.contains("NO: Continúa Actividad No. 7 [IB-1]"), "{literal}");
}

#[test]
fn every_kind_of_mark_in_both_languages() {
    let everything = procedure(EVERYTHING, Reading::Chosen);
    snapshot("todo.tabla.es", &in_columns(&everything, Spanish, 100));
    snapshot("todo.tabla.en", &in_columns(&everything, English, 100));
    snapshot("todo.angosta", &in_columns(&everything, Spanish, 46));
    snapshot("todo.md", &markdown(&everything, English));
    snapshot("todo.mermaid", &mermaid(&everything, Spanish));
    snapshot("todo.dot", &dot(&everything, English));
}

#[test]
fn blocks_repetitions_events_and_calls_are_said_in_words() {
    let blocks = procedure(MODEL, Reading::Chosen);
    snapshot("bloques.tabla.es", &in_columns(&blocks, Spanish, 100));
    snapshot("bloques.tabla.en", &in_columns(&blocks, English, 100));
    snapshot("bloques.angosta", &in_columns(&blocks, Spanish, 46));
    snapshot("bloques.md", &markdown(&blocks, English));
    snapshot("bloques.mermaid", &mermaid(&blocks, Spanish));
    snapshot("bloques.dot", &dot(&blocks, English));
}

#[test]
fn a_diagram_shows_what_may_happen_meanwhile_and_where_ways_begin() {
    let santander = mermaid(&procedure(SANTANDER, Reading::Chosen), Spanish);
    let event = santander.lines().find(|line| line.contains("Cambia el cronograma")).expect("the event");
    let key = event.trim().split('{').next().expect("its key");
    for host in ["a5", "a6", "a7"] {
        assert!(santander.contains(&format!("    {host} --- {key}\n")), "{santander}");
    }
    assert!(santander.contains(&format!("    {key} -.->|\"Se hace otra vez\"| a4\n")), "{santander}");
    assert!(!event.contains("Mientras") && !event.contains("Se hace otra vez"), "{event}");
    // Each way to begin is a beginning itself, so that nothing else stands before them.
    assert!(santander.contains("([\"Llega una solicitud o un requerimiento\"])"), "{santander}");
    assert!(!santander.contains("inicio"), "{santander}");
}

#[test]
fn forks_that_stand_in_no_file_are_no_gateways() {
    let plan = procedure(MAS_PLAN, Reading::Chosen);
    for page in [markdown(&plan, Spanish), in_columns(&plan, Spanish, 100), mermaid(&plan, Spanish)] {
        assert!(!page.contains("-fork") && !page.contains("-join"), "{page}");
        assert!(!page.contains("compuerta") && !page.contains("Compuertas"), "{page}");
    }
    let first = procedure(MAS_C01, Reading::Chosen);
    let diagram = mermaid(&first, Spanish);
    assert_eq!(diagram.matches("{\"#43;\"}").count(), 1, "{diagram}");
    assert!(!markdown(&first, Spanish).contains("Termina"), "what stands beside ends with the rest");
}

#[test]
fn stages_and_phases_are_called_as_the_source_calls_them() {
    let plan = in_columns(&procedure(MAS_PLAN, Reading::Chosen), Spanish, 120);
    assert!(plan.contains("Fase: Planeación y arranque"), "{plan}");
    assert!(plan.contains("Componente: Equipamiento"), "{plan}");
    assert!(plan.contains("◷ Plazo: 3 meses desde inicio de fase 1"), "{plan}");
    let mexico = in_columns(&procedure(MEXICO, Reading::Chosen), Spanish, 120);
    assert!(mexico.contains("Etapa: Selección de instrumentos"), "{mexico}");
    assert!(!mexico.contains("Continúa Actividad"), "each stage follows the one before it: {mexico}");
    let wait = "Espera: el mensaje «solicitud-asesoria», con";
    assert!(mexico.contains(wait), "{mexico}");
}

#[test]
fn texts_of_an_author_stay_texts() {
    let hostile = procedure(HOSTILE, Reading::Chosen);
    snapshot("hostil.tabla", &in_columns(&hostile, Spanish, 80));
    snapshot("hostil.md", &markdown(&hostile, Spanish));
    snapshot("hostil.mermaid", &mermaid(&hostile, Spanish));
    snapshot("hostil.dot", &dot(&hostile, Spanish));
}

#[test]
fn lines_fit_the_terminal() {
    for text in [IBAGUE, EVERYTHING, MODEL, HOSTILE] {
        let procedure = procedure(text, Reading::Chosen);
        for columns in [24, 40, 63, 64, 80, 120, 200] {
            for line in in_columns(&procedure, Spanish, columns).lines() {
                assert!(width::width(line) <= columns, "{columns}: {line}");
            }
        }
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let everything = procedure(EVERYTHING, Reading::Chosen);
    let options = TableOptions { colour: true, ..TableOptions::default() };
    let coloured = table(&everything, &options);
    let plain = table(&everything, &TableOptions::default());
    assert!(coloured.contains("\u{1b}[33m"));
    let mut stripped = String::new();
    for (position, part) in coloured.split("\u{1b}[").enumerate() {
        stripped.push_str(if position == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    let trimmed: Vec<&str> = stripped.lines().map(str::trim_end).collect();
    assert_eq!(trimmed, plain.lines().collect::<Vec<_>>());
}

const FORMATO: &str = include_str!("../../../../docs/es/formato.md");
const FORMAT: &str = include_str!("../../../../docs/en/format.md");

/// The TOML examples of a page, one after another.
fn examples(page: &str) -> String {
    let blocks = page.split("```toml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_examples_of_the_format_pages_are_one_procedure_each() {
    for (page, language) in [(FORMATO, Spanish), (FORMAT, English)] {
        let procedure = procedure(&examples(page), Reading::Chosen);
        assert_eq!(procedure.activities().len(), 10);
        assert!(in_columns(&procedure, language, 100).contains("☑"));
    }
    let headings = |page: &str| page.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(headings(FORMATO), headings(FORMAT));
}

#[test]
fn a_list_of_twenty_thousand_is_printed() {
    let mut text =
        String::from("formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"X\"\nnombre = \"X\"\n");
    for number in 1..=20_000 {
        let title = "palabra ".repeat(3);
        text.push_str(&format!(
            "[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"{title}\"\n"
        ));
    }
    let procedure = procedure(&text, Reading::Chosen);
    assert!(in_columns(&procedure, Spanish, 80).lines().count() > 40_000);
    assert!(mermaid(&procedure, Spanish).lines().count() > 40_000);
}

const BLOCKS: &str = r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "B-1", nombre = "Bloques" }
rol = { id = "r", nombre = "R" }
dato = { id = "zonas", nombre = "Zonas", tipo = "lista", miembro = "zona" }
compuerta = { id = "parte", tipo = "paralela", sigue = ["dos", "tres"] }
actividad = [
  { numero = 1, id = "uno", titulo = "Uno", responsables = "r", anota = "zonas", sigue = "parte" },
  { numero = 2, id = "dos", titulo = "Por zona", por_cada = "zona", sigue = "fin" },
  { numero = "2.1", id = "ir", titulo = "Ir", responsables = "r", dentro_de = "dos" },
  { numero = 3, id = "tres", titulo = "Encabezado" },
  { numero = "3.1", id = "ver", titulo = "Ver \"]", responsables = "r", dentro_de = "tres" },
]
"#;

#[test]
fn the_picture_of_a_small_procedure() {
    snapshot("bloques.svg", &svg(&procedure(BLOCKS, Reading::Chosen), Spanish));
    let hostile = svg(&procedure(HOSTILE, Reading::Chosen), Spanish);
    snapshot("hostil.svg", &hostile);
    for active in
        ["<script", "<a ", "href", "javascript:", "onload", "<image", "<foreignObject", "\u{202e}", "\u{1b}"]
    {
        assert!(!hostile.contains(active), "{active}: {hostile}");
    }
    // Whatever it is loaded into, nothing is fetched.
    let addresses = hostile.matches("=\"http").count();
    assert_eq!(addresses, 1, "the name space alone is an address: {hostile}");
}

#[test]
fn what_is_walked_is_laid_over_the_picture() {
    let procedure = procedure(BLOCKS, Reading::Chosen);
    let mut overlay = Overlay::of_paths(&procedure);
    overlay.add_coverage(&crate::view::Coverage::none(&procedure));
    let uno = procedure.find("uno").expect("it is there");
    assert_eq!(overlay.standing(uno), Some(Standing::Never));
    let case = Overlay::of_case(&procedure);
    assert_eq!(case.standing(uno), None);
    let (paths, plain) = (svg_with(&procedure, English, &overlay), svg_with(&procedure, English, &case));
    assert!(paths.contains("no path walks it") && paths.contains("class=\"task never\""), "{paths}");
    assert!(plain.contains("with an incident") && !plain.contains("class=\"task never\""), "{plain}");
}

#[test]
fn the_page_of_what_was_walked_stands_alone_whatever_its_texts_say() {
    let procedure = procedure(HOSTILE, Reading::Chosen);
    let words = |_: &crate::view::Missing| Some("<script>1</script>".to_owned());
    let page = super::heat_map(&procedure, &crate::view::Coverage::none(&procedure), Spanish, &words);
    for active in
        ["<script", "<a ", "href", "onload", "<image", "<foreignObject", "src=", "@import", "url(http"]
    {
        assert!(!page.contains(active), "{active}: {page}");
    }
    assert!(page.contains("default-src 'none'") && page.contains("&lt;script&gt;1"), "{page}");
}

#[test]
fn the_more_something_was_walked_the_deeper_its_colour() {
    let procedure = procedure(BLOCKS, Reading::Chosen);
    let mut set = crate::view::CoverageSet::new();
    let none = crate::view::Coverage::none(&procedure);
    let procedure = std::sync::Arc::new(procedure);
    set.add(&procedure, &none);
    let line = set.write();
    let (before, rest) = line.split_once("\"elements\":[").expect("the list of elements");
    let (counts, after) = rest.split_once(']').expect("its end");
    let times = [1u32, 2, 5, 40];
    let counts: Vec<String> =
        counts.split(',').zip(times.iter().chain(&[0; 99])).map(|(_, times)| times.to_string()).collect();
    let mut walked = crate::view::CoverageSet::new();
    walked.read(&format!("{before}\"elements\":[{}]{after}", counts.join(","))).expect("a coverage");
    let coverage = walked.of(&procedure).expect("of that procedure");
    let drawn = svg_with(&procedure, English, &Overlay::of_times(&procedure, &coverage));
    for part in ["heat1", "heat2", "heat5", "✓2<", "✓5<", "×32–40", "never walked"] {
        assert!(drawn.contains(part), "{part}: {drawn}");
    }
}

#[test]
fn blocks_are_frames_around_what_stands_in_them() {
    let source = crate::source::Source::new("b.toml", BLOCKS);
    let checked = crate::check::check(&source, &crate::check::Options::default());
    let procedure = checked.procedure.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    let drawn = super::mermaid(&procedure, crate::source::Language::Spanish);
    let (outside, inside) =
        drawn.split_once("subgraph g2[\"2 · Por zona · ↻ Se hace por cada#58; zona\"]").expect("a frame");
    assert!(outside.contains("    a1[") && !outside.contains("    a3["), "{drawn}");
    let inside = inside.split("    end\n").next().expect("what stands in it");
    assert!(inside.contains("    a2(( ))\n") && inside.contains("    a3["), "{drawn}");
    assert!(drawn.contains("    g2 --> fin\n") && drawn.contains("    a2 --> a3\n"), "{drawn}");
    assert!(drawn.contains("{\"#43; parte\"}") && drawn.contains("    a3 --> z2\n"), "{drawn}");
    assert_eq!(drawn.matches("subgraph ").count(), drawn.matches("    end\n").count(), "{drawn}");
    let dot = super::dot(&procedure, crate::source::Language::Spanish);
    assert!(dot.contains("subgraph cluster_g2 {") && dot.contains("ltail=cluster_g2"), "{dot}");
    assert_eq!(dot.matches('{').count(), dot.matches('}').count(), "{dot}");
}

#[test]
fn what_only_the_reading_says_carries_its_finding() {
    let mexico = procedure(MEXICO, Reading::Chosen);
    let printed = markdown(&mexico, Spanish);
    for said in [
        // The number of a procedure in its manual is no level.
        "**No.:** 2  \n",
        "**Esperar la solicitud de la Entidad Federativa** \\[MX-5\\]<br>",
        "**Se anota:** Unidades médicas asesoradas de la entidad \\[MX-9\\]<br>",
        "(Unidades médicas asesoradas de la entidad), a la vez \\[MX-9\\]<br>",
        "**Se informa a:** Responsable estatal de calidad \\[MX-15\\]<br>",
        // A stage whose cell the source leaves out.
        "**Fuente:** numeral 4.0, etapa 4.0 | sin definir |",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    let component = markdown(&procedure(MAS_C08, Reading::Chosen), Spanish);
    for said in ["No detiene lo que sigue \\[C8-2\\]<br>", "no es trabajo de nadie \\[M-11\\]<br>"] {
        assert!(component.contains(said), "{said}: {component}");
    }
    let drawn = svg(&mexico, Spanish);
    assert_eq!(drawn.matches("(Sin responsable)").count(), 4, "the activities of that stage: {drawn}");
    assert!(!drawn.contains("miembro"), "no keyword of the file is drawn: {drawn}");
}

#[test]
fn the_list_of_a_paragraph_stands_under_none_of_its_own_items() {
    let plan = markdown(&procedure(MAS_PLAN, Reading::Chosen), Spanish);
    assert!(plan.contains("(MAS-C01)\n* 2\\. Posicionamiento"), "{plan}");
    let component = markdown(&procedure(MAS_C01, Reading::Chosen), Spanish);
    assert!(component.contains("2.1.2)\n  * **Integrantes (9):**\n  * Persona Titular"), "{component}");
}
