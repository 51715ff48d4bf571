//! Every error, with what stands at its place.

use super::*;

#[test]
fn ids_and_numbers_are_unique() {
    error(&[activity(1, ""), activity(2, "").replace("a2", "a1")].concat(), "C0101", "\"a1\"");
    error(&[activity(1, ""), activity(2, "").replace("= 2", "= 1")].concat(), "C0103", "1");
    error(&[activity(1, ""), activity(2, "").replace("= 2", "= \"a1\"")].concat(), "C0104", "\"a1\"");
    error("[[rol]]\nid = \"comite\"\nnombre = \"Otro\"\n[[actividad]]\nid = \"x\"\n", "C0101", "\"comite\"");
}

#[test]
fn a_missing_id_offers_the_words_of_the_title() {
    let body = "[[actividad]]\nnumero = 18\ntitulo = \"Fin.\"\nfin = true\n[[actividad]]\ntitulo = \"Elaborar el ácta\"\n";
    let checked = checked(body, Reading::Chosen);
    let fixes: Vec<_> = checked.diagnostics.iter().filter_map(|found| found.fix.as_ref()).collect();
    assert_eq!(&*fixes[0].replacement, "id = \"fin-18\"\n");
    assert_eq!(&*fixes[1].replacement, "id = \"elaborar-el-acta\"\n");
    assert!(
        checked.diagnostics.iter().all(|found| found.problem.code() == "C0106"),
        "{:?}",
        checked.diagnostics
    );
}

#[test]
fn names_must_be_declared_and_fit_guards() {
    error(&three("responsables = [\"auditr\"]"), "C0109", "\"auditr\"");
    let checked = checked(&three("responsables = [\"auditr\"]"), Reading::Chosen);
    let help = checked.diagnostics[0].problem.help(Language::Spanish);
    assert_eq!(help.as_deref(), Some("¿Quiso decir «auditor» (Auditor asignado)?"));
    error(&three("evidencias = \"nada-de-eso\""), "C0109", "\"nada-de-eso\"");
    error(&three("anota = [\"montos\"]"), "C0109", "\"montos\"");
    error(&three("mide = { indicador = \"avanse\" }"), "C0109", "\"avanse\"");
    error(&three("plazo = \"1 día desde actividad 9\""), "C0109", "9");
    error(&(three("") + "[[dato]]\nid = \"con-guion\"\ntipo = \"texto\"\n"), "C0108", "\"con-guion\"");
    error(&(three("") + "[[dato]]\nid = \"vueltas\"\ntipo = \"texto\"\n"), "C0108", "\"vueltas\"");
    error(&(three("") + "[[dato]]\nid = \"x\"\ntipo = \"opcion\"\n"), "C0134", "[[dato]]");
}

#[test]
fn targets_exist_and_lie_where_their_word_says() {
    error(&asks("{ continua_en = 33 }"), "C0102", "33");
    error(&asks("{ continua_en = 2 }"), "C0113", "2");
    error(&asks("{ continua_en = 1 }"), "C0111", "1");
    error(&asks("{ regresa_a = 3 }"), "C0110", "3");
    error(&asks("{ regresa_a = 2 }"), "C0112", "2");
    error(&asks("{ regresa_a = \"fin\" }"), "C0116", "\"fin\"");
    error(&asks("{ continua_en = \"sin definir\" }"), "C0114", "\"sin definir\"");
    error(&asks("{ continua_en = \"en blanco\" }"), "C0114", "\"en blanco\"");
    error(&asks("{ continua_en = \"end\" }"), "C0102", "\"end\"");
    let other_language = checked(&asks("{ continua_en = \"end\" }"), Reading::Chosen);
    let help = other_language.diagnostics[0].problem.help(Language::Spanish);
    assert_eq!(help.as_deref(), Some("¿Quiso decir «fin»?"));
    error(&three("sigue = 9"), "C0102", "9");
    let checked = checked(&asks("{ continua_en = 33 }"), Reading::Chosen);
    let problem = &checked.diagnostics[0].problem;
    assert_eq!(problem.message(Language::Spanish), "La 2 continúa en la 33, que no existe.");
    assert_eq!(
        problem.help(Language::Spanish).as_deref(),
        Some("Este procedimiento tiene las actividades 1 a 3.")
    );
}

#[test]
fn a_swapped_number_is_recognised() {
    let mut body: String = (1..=13).map(|number| activity(number, "")).collect();
    body += &activity(14, "pregunta = \"¿?\"\nsi = { regresa_a = 21 }\nno = { continua_en = 15 }");
    body += &(15..=21).map(|number| activity(number, "")).collect::<String>();
    let checked = checked(&body, Reading::Chosen);
    let help = checked.diagnostics[0].problem.help(Language::Spanish).unwrap();
    assert!(help.contains("¿Quiso decir 12?"), "{help}");
}

#[test]
fn an_answer_says_one_thing() {
    error(&asks("{ maximo = 3 }"), "C0115", "{ maximo = 3 }");
    error(&asks("{ continua_en = 3, repite = true }"), "C0116", "repite");
    error(&asks("{ continua_en = 3, maximo = 3 }"), "C0117", "3");
    error(&asks("{ regresa_a = 1, maximo = 1001 }"), "C0118", "1001");
    error(&asks("{ continua_en = 3, avisa = \"nadie\" }"), "C0109", "\"nadie\"");
    error(&asks("{ cierra_caso = true, tras = \"3 días\" }"), "C0116", "tras");
}

#[test]
fn questions_and_answers_belong_together() {
    error(&three("pregunta = \"¿?\""), "C0119", "pregunta");
    error(&three("pregunta = \"¿?\"\nsi = { regresa_a = 1 }"), "C0120", "pregunta");
    error(&three("si = { regresa_a = 1 }"), "C0129", "si");
    error(&[asks("{ continua_en = 3 }"), activity(4, "decide = 'monto > 1'")].concat(), "C0129", "decide");
    error(
        &three("pregunta = \"¿?\"\nsi = { regresa_a = 1 }\nno = { continua_en = 3 }\nsigue = 3"),
        "C0122",
        "sigue",
    );
    let two = "[[actividad.respuesta]]\nid = \"x\"\nrepite = true\n";
    error(&three(&format!("pregunta = \"¿?\"\n{two}")), "C0120", "pregunta");
    error(&three(&format!("pregunta = \"¿?\"\n{two}{two}")), "C0121", "\"x\"");
    error(
        &three(
            "control = { verifica = \"x\", si_no_conforme = { regresa_a = 1 } }\npregunta = \"¿?\"\nsi = { regresa_a = 1 }\nno = { continua_en = 3 }",
        ),
        "C0123",
        "{ regresa_a = 1 }",
    );
}

#[test]
fn words_of_the_format_name_nothing_else() {
    error(&activity(1, "").replace("= 1", "= \"fin\""), "C0105", "\"fin\"");
    let answers = "[[actividad.respuesta]]\nid = \"yes\"\nrepite = true\n[[actividad.respuesta]]\nid = \"x\"\ncontinua_en = 3\n";
    error(&three(&format!("pregunta = \"¿?\"\n{answers}")), "C0105", "\"yes\"");
}

#[test]
fn one_role_confirms_and_verifies() {
    error(&three("verifica_otro = \"directr\""), "C0109", "\"directr\"");
    let confirm = "pregunta = \"¿?\"\nsi = { regresa_a = 1 }\nno = { continua_en = 3 }\nconfirma = [\"auditor\", \"director\"]";
    error(&three(confirm), "C0131", "[\"auditor\", \"director\"]");
}

#[test]
fn a_procedure_has_a_code_or_an_id() {
    let text = format!("{HEAD}{}", three(""));
    let errors = |text: String| whole(text, Options::default()).diagnostics;
    let found = errors(text.replace("codigo = \"P-1\"\n", ""));
    assert_eq!(found.iter().map(|found| found.problem.code()).collect::<Vec<_>>(), ["C0135"]);
    let undefined = text.replace("codigo = \"P-1\"\n", "codigo = \"sin definir\"\nid = \"prueba\"\n");
    assert!(errors(undefined).is_empty());
}

#[test]
fn numbers_that_change_places_change_what_happens() {
    let plain = procedure(&asks("{ continua_en = 3 }"));
    let swapped = asks("{ continua_en = 3 }")
        .replace("numero = 3", "numero = \"x\"")
        .replace("continua_en = 3", "continua_en = \"x\"");
    assert_ne!(plain.digests.behaviour, procedure(&swapped).digests.behaviour);
}

#[test]
fn steps_without_work_ask_for_none() {
    error(&three("informativo = true\nevidencias = \"acta\""), "C0127", "evidencias");
    error(&three("fin = true\nsigue = 3"), "C0127", "sigue");
    error(&three("fin = true\ninformativo = true"), "C0116", "informativo");
    error(
        &three("tipo = \"abstracta\"\npregunta = \"¿?\"\nsi = { regresa_a = 1 }\nno = { continua_en = 3 }"),
        "C0128",
        "pregunta",
    );
}

#[test]
fn gateways_lead_somewhere() {
    let with = |sigue: &str| {
        format!(
            "{}[[compuerta]]\nid = \"c1\"\ntipo = \"exclusiva\"\n{sigue}\n",
            activity(1, "sigue = \"c1\"")
        )
    };
    error(&with(""), "C0125", "[[compuerta]]");
    let default = "{ va_a = 1, en_otro_caso = true }";
    error(&with(&format!("sigue = [{default}, {default}]")), "C0126", default);
}

#[test]
fn times_are_read_where_they_stand() {
    error(&three("plazo = \"1 dja\""), "C0407", "dja");
    error(&three("cadencia = \"bimensual\""), "C0414", "bimensual");
    error(&three("plazo = \"1 día desde dato monto\""), "C0138", "monto");
    error(&three("avisa_antes = \"1 día\""), "C0129", "avisa_antes");
    let no_holidays =
        format!("{HEAD}{}", three("plazo = \"3 días hábiles\"")).replace("festivos = \"colombia\"\n", "");
    let found = whole(no_holidays, Options::default()).diagnostics;
    assert_eq!(found[0].problem.code(), "C0136");
}

#[test]
fn guards_are_checked_at_their_place() {
    error(&three("aplica_si = 'monot > 3'"), "C0311", "monot");
    error(&three("evidencias = { opcional = true }"), "C0132", "{ opcional = true }");
    error(&three("evidencias = { una_de = [] }"), "C0133", "[]");
}
