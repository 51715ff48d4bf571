//! Cases walked in the terminal: from start to end with save and resume, refusals, logs that were hurt.

mod support;

use support::{Folder, snapshot};

/// A small procedure, its evidence, and one day of work.
fn desk() -> Folder {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1 --nombre Solicitudes").code, 0);
    folder.write("solicitud.txt", "Pido una copia.");
    folder.write("respuesta.pdf", "Se concede.");
    folder
}

const MONDAY: &str = "\
# La solicitud va y vuelve una vez.
ana

solicitud.txt
2:SI
luis
Falta la fecha

ana
solicitud.txt
:salir
";

const TUESDAY: &str = "\
:soy luis responsable
2 NO
solicitud.txt

respuesta.pdf
";

#[test]
fn a_procedure_without_a_version_is_shown_without_one() {
    let folder = Folder::new();
    let text = "formato = 1\nidioma = \"es\"\nprocedimiento = { codigo = \"V-1\", nombre = \"Ver\" }\n\
        rol = { id = \"r\", nombre = \"R\" }\n\
        actividad = { numero = 1, id = \"a\", titulo = \"A\", responsables = \"r\" }\n";
    folder.write("v.toml", text);
    let told = folder.cauce("corre v.toml --situacion").whole();
    assert!(told.contains("V-1 · Ver\n"), "{told}");
}

#[test]
fn work_is_ended_with_an_error_that_is_said_or_chosen() {
    let folder = Folder::new();
    let text = "formato = 1\nidioma = \"es\"\nprocedimiento = { codigo = \"V-1\", nombre = \"Ver\" }\n\
        rol = { id = \"r\", nombre = \"R\" }\n\
        [[actividad]]\nnumero = 1\nid = \"a\"\ntitulo = \"A\"\nresponsables = \"r\"\nsigue = \"fin\"\n\
        evento = [{ id = \"x\", cuando = { error = \"X\" }, va_a = 2 }, { id = \"y\", cuando = { error = \"Y\" }, va_a = 2 }]\n\
        [[actividad]]\nnumero = 2\nid = \"b\"\ntitulo = \"B\"\nresponsables = \"r\"\n";
    folder.write("v.toml", text);
    let order = "corre v.toml --ordenes - --persona ana --como r";
    let chosen = folder.cauce_with(order, ":error 1\n2\n:error 2\n:salir\n").whole();
    assert!(chosen.contains("1 · A termina con el error Y"), "{chosen}");
    assert!(chosen.contains("Ahí ningún evento atiende un error."), "{chosen}");
    let said = folder.cauce_with(order, ":error 1 Z\n:error 1 X\n:salir\n").whole();
    assert!(said.contains("[C0775]") && said.contains("1 · A termina con el error X"), "{said}");
}

#[test]
fn who_leaves_before_the_case_begins_keeps_nothing() {
    let folder = desk();
    let left = folder.cauce_with("corre p --bitacora c.jsonl --ordenes -", ":salir\n");
    assert!(!left.whole().contains("Queda guardado"), "{}", left.whole());
}

#[test]
fn a_case_from_start_to_end_in_two_sittings() {
    let folder = desk();
    folder.write("lunes.txt", MONDAY);
    let monday = folder.cauce("corre p --bitacora c.jsonl --ordenes lunes.txt --fecha 2026-01-05");
    assert_eq!(monday.code, 0, "{}", monday.whole());
    snapshot("corre-lunes", &monday.whole());
    let kept = folder.read("c.jsonl");
    let between = folder.cauce("corre p --bitacora c.jsonl --situacion --fecha 2026-01-06");
    snapshot("corre-situacion", &between.whole());
    assert_eq!(folder.read("c.jsonl"), kept, "to tell changes nothing");
    let tuesday = folder.cauce_with("corre p --bitacora c.jsonl --ordenes - --fecha 2026-01-06", TUESDAY);
    assert_eq!(tuesday.code, 0, "{}", tuesday.whole());
    snapshot("corre-martes", &tuesday.whole());
    assert!(folder.read("c.jsonl").starts_with(&kept), "nothing is rewritten");
    let story = folder.cauce("muestra p --bitacora c.jsonl").out;
    snapshot("muestra-caso", story.split_once("\nCaso").expect("the case").1);
    let verified = folder.cauce("log verifica c.jsonl --con p");
    assert_eq!(verified.code, 0);
    snapshot("log-verifica", &verified.whole());
    snapshot("log-verify", &folder.cauce("log verify c.jsonl --lang en").whole());
    let after = folder.cauce("corre p --bitacora c.jsonl --fecha 2026-01-07");
    assert_eq!(after.code, 0);
    assert!(after.out.contains("Termina el caso"), "{}", after.out);
}

#[test]
fn an_english_sitting() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("new p --code P-1 --name Applications --lang en").code, 0);
    folder.write("application.txt", "A copy, please.");
    let lines = ":help\nana\n\napplication.txt\n2\nluis\nmaybe\nyes\nThe date is missing\n:story\n:quit\n";
    let said = folder.cauce_with("run p --commands - --at 2026-01-05T10:00:00-05:00", lines);
    snapshot("run-english", &said.whole());
    assert!(!folder.path().join("P-1-1.cauce.jsonl").exists(), "a rehearsal leaves nothing behind");
}

#[test]
fn refusals_say_what_to_do_and_end_with_one() {
    let folder = desk();
    let lines =
        "9\n3\n1\n:toma 2\n:nada\n:anota x 3\n:firma 1\n:soy luis\n1\nnada.txt\np\n\nsolicitud.txt\n:salir\n";
    let said =
        folder.cauce_with("corre p --ordenes - --fecha 2026-01-05 --persona ana --como responsable", lines);
    assert_eq!(said.code, 1);
    snapshot("corre-rechazos", &said.whole());
}

#[test]
fn without_a_terminal_it_tells_where_the_case_stands_and_leaves_nothing() {
    let folder = desk();
    let before = folder.path().read_dir().expect("the folder").count();
    let said = folder.cauce("corre p");
    assert_eq!(said.code, 0);
    snapshot("corre-sin-terminal", &said.whole());
    assert_eq!(folder.path().read_dir().expect("the folder").count(), before);
    let root = support::cauce("run procedures/ibague-pro-gs-029");
    assert_eq!(root.code, 0, "{}", root.whole());
}

#[test]
fn several_cases_in_one_log() {
    let folder = desk();
    for case in ["1", "2", "2026-014"] {
        assert_eq!(folder.cauce(&format!("corre p --bitacora c.jsonl --caso {case}")).code, 0);
    }
    let verified = folder.cauce("log verifica c.jsonl --con p");
    assert_eq!(verified.out.matches(" 1 registro,").count(), 3, "{}", verified.out);
}

#[test]
fn a_torn_last_line_is_told_then_cut() {
    let folder = desk();
    assert_eq!(folder.cauce("corre p --bitacora c.jsonl").code, 0);
    let whole = folder.read("c.jsonl");
    folder.write("c.jsonl", [&whole[..], &whole[..100]].concat());
    let told = folder.cauce("corre p --bitacora c.jsonl --situacion");
    assert_eq!(told.code, 0, "{}", told.whole());
    assert_eq!(folder.read("c.jsonl").len(), whole.len() + 100, "to tell cuts nothing");
    let verified = folder.cauce("log verifica c.jsonl");
    assert_eq!(verified.code, 1);
    snapshot("log-cortado", &verified.whole());
    let cut = folder.cauce_with("corre p --bitacora c.jsonl --ordenes -", ":salir\n");
    assert_eq!(cut.code, 0);
    snapshot("corre-cortado", cut.out.split_once("El caso").expect("the greeting").0);
    assert_eq!(folder.read("c.jsonl"), whole);
}

#[test]
fn any_other_damage_is_refused_with_its_place() {
    let folder = desk();
    assert_eq!(folder.cauce("corre p --bitacora c.jsonl --caso a").code, 0);
    assert_eq!(folder.cauce("corre p --bitacora c.jsonl --caso b").code, 0);
    let mut bytes = folder.read("c.jsonl");
    bytes[200] ^= 1;
    folder.write("c.jsonl", &bytes);
    let said = folder.cauce("corre p --bitacora c.jsonl");
    assert_eq!(said.code, 1);
    snapshot("corre-alterado", &said.whole());
    assert_eq!(folder.read("c.jsonl"), bytes, "it is left alone");
    folder.write("c.jsonl", "no es una bitácora\n");
    assert_eq!(folder.cauce("corre p --bitacora c.jsonl").code, 1);
    assert_eq!(folder.cauce("log verifica c.jsonl").code, 1);
}

#[test]
fn a_procedure_that_changed_since_is_asked_for() {
    let folder = desk();
    assert_eq!(folder.cauce("corre p --bitacora c.jsonl").code, 0);
    let old = folder.read("p/P-1.toml");
    folder.write("antes.toml", &old);
    let text =
        String::from_utf8(old).expect("text").replace("Responder la solicitud", "Contestar la solicitud");
    folder.write("p/P-1.toml", text);
    let said = folder.cauce("corre p --bitacora c.jsonl");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("--con ARCHIVO"), "{}", said.err);
    assert_eq!(folder.cauce("corre p --bitacora c.jsonl --con antes.toml").code, 0);
}

/// One sitting of PRO-GS-029: who, and what is typed for each activity; `e` is a file of evidence.
const IBAGUE: &[[&str; 3]] = &[
    ["directora", "director-psc", "1|SI|e|e"],
    ["directora", "director-psc", "2|SI|e"],
    ["directora", "director-psc", "3|SI|e"],
    ["directora", "director-psc", "4:NO|e"],
    ["profesional", "profesional-psc", "5:NO|e"],
    ["profesional", "profesional-psc", "6|e"],
    ["abogada", "abogado", "7:NO|e"],
    ["auditora", "auditor", "8|e"],
    ["auditora", "auditor", "9:SI|falta un instrumento"],
    ["auditora", "auditor", "8|e"],
    ["auditora", "auditor", "9:NO|e"],
    ["auditora", "auditor", "10|"],
    ["auditora", "auditor", "11|SI|e|e"],
    ["auditora", "auditor", "12:NO|e||gerente de la clínica"],
    ["auditora", "auditor", "13|SI|e"],
    ["auditora", "auditor", "14:NO|e"],
    ["auditora", "auditor", "15:NO|e"],
    ["auditora", "auditor", "16:NO|e"],
    ["auditora", "auditor", "17:NO|e"],
];

#[test]
fn the_whole_of_the_real_procedure_line_by_line() {
    let folder = Folder::new();
    folder.write("e", "evidencia");
    let typed =
        |[person, role, typed]: &[&str; 3]| format!(":soy {person} {role}\n{}\n", typed.replace('|', "\n"));
    let (before, after) = IBAGUE.split_at(9);
    let before: String = before.iter().map(typed).collect();
    // The first sitting ends in the middle of activity 8, which is then done anew.
    let before = format!("{before}:soy auditora auditor\n8\n:salir\n");
    let after: String = after.iter().map(typed).collect();
    let procedure = support::root().join("procedures/ibague-pro-gs-029");
    let procedure = procedure.to_str().expect("UTF-8");
    let options = ["--ordenes", "-", "--bitacora", "c.jsonl", "--fecha", "2022-03-01"];
    let beginning = ["--persona", "directora", "--como", "director-psc"];
    let arguments = ["corre", procedure].into_iter().chain(options).chain(beginning);
    let first = support::run(folder.path(), arguments.clone(), &before);
    assert_eq!(first.code, 0, "{}", first.whole());
    assert!(!first.out.contains("Termina el caso"), "{}", first.out);
    let kept = folder.read("c.jsonl");
    let said = support::run(folder.path(), arguments, &after);
    assert_eq!(said.code, 0, "{}", said.whole());
    assert!(folder.read("c.jsonl").starts_with(&kept), "nothing is rewritten");
    assert!(said.out.contains("Termina el caso"), "{}", said.out);
    let verified = support::run(folder.path(), ["log", "verifica", "c.jsonl", "--con", procedure], "");
    assert!(verified.out.contains("20 registros, terminado"), "{}", verified.out);
}

#[test]
fn a_plan_is_walked_with_what_it_calls_and_what_is_late_is_marked() {
    let folder = Folder::new();
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/../../procedures/mas-bienestar/MAS-PLAN.toml");
    let lines = "\nNayarit, Colima\nNayarit; Colima\n#2\nZ1\n#5\nsi\n:tiempo 4 meses\n:salir\n";
    let order =
        format!("corre {plan} --ordenes - --bitacora c.jsonl --fecha 2024-01-15 --persona ana --como eai");
    let said = folder.cauce_with(&order, lines);
    let told = said.whole();
    assert_eq!(said.code, 0, "{told}");
    assert!(told.contains("Sepárelos con «;»"), "a comma parts nothing: {told}");
    assert!(told.contains("#1 Registrar las Zonas") && told.contains("#2 Registrar las Zonas"), "{told}");
    // The components lie beside the plan, and nobody had to name them.
    assert!(told.contains("C13[Colima/Z1]") || told.contains("C1[Colima/Z1]/1"), "{told}");
    assert!(!told.contains("no está cargado") && !told.contains("fork"), "{told}");
    assert!(told.contains("VENCIDA desde"), "the phase is over: {told}");
    let late = told.lines().filter(|line| line.contains("1[Colima/Z1]") && line.contains("VENCIDA"));
    assert!(late.count() > 0, "it is marked where the phase stands: {told}");
    assert_eq!(told.matches("Se alcanza el hito").count(), 1, "a shared milestone is told once: {told}");
    let story = folder.cauce(&format!("muestra {plan} --bitacora c.jsonl"));
    assert_eq!(story.code, 0, "{}", story.whole());
    assert!(story.out.contains("Venció el plazo de 1[Colima/Z1]"), "{}", story.out);
    let with = plan.trim_end_matches("/MAS-PLAN.toml");
    let board = folder.cauce(&format!("tablero c.jsonl --con {with}")).whole();
    assert!(board.contains("1 con algo vencido"), "{board}");
    let vencido = board.split("Vencido\n").nth(1).unwrap_or("");
    assert!(vencido.contains("1[Colima/Z1]  Planeación y arranque"), "{board}");
}

#[test]
fn who_begins_says_which_way_and_signs_once() {
    let folder = Folder::new();
    let santander = concat!(env!("CARGO_MANIFEST_DIR"), "/../../procedures/santander-asistencia-tecnica");
    let order = format!("corre {santander} --ordenes - --persona ana --como directores");
    let told = folder.cauce_with(&order, "2\n:salir\n").whole();
    assert!(told.contains("2 La necesidad surge de la programación"), "{told}");
    assert!(told.contains("¿Cómo comienza?"), "{told}");
    let squeezed = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(squeezed.contains("4 Comunicar a los actores"), "it begins at the fourth: {told}");
    assert_eq!(squeezed.matches("(firma:").count(), 1, "{told}");
}

#[test]
fn what_is_called_and_is_nowhere_is_said_before() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "formato = 1\nidioma = \"es\"\nprocedimiento = { codigo = \"P-1\", nombre = \"Uno\" }\n\
         actividad = { numero = 1, id = \"a\", titulo = \"A\", procedimiento = \"Q-9\" }\n",
    );
    let told = folder.cauce("corre p.toml --situacion").whole();
    assert!(told.contains("no están en su carpeta: Q-9"), "{told}");
}
