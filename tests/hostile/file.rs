//! Files: encodings, sizes, shapes, and the common slips.

use super::case::Case;

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P-1\"\nnombre = \"A\"\n";
const ONE: &str = "[[actividad]]\nnumero = 1\nid = \"uno\"\ntitulo = \"Uno\"\n";

fn whole(rest: &str) -> String {
    format!("{HEAD}{ONE}{rest}")
}

fn wide(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn many(count: usize) -> String {
    let activity =
        |number| format!("[[actividad]]\nnumero = {number}\nid = \"a{number}\"\ntitulo = \"Paso\"\n");
    HEAD.to_owned() + &*(1..=count).map(activity).collect::<String>()
}

/// Every file of the list.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = encodings();
    cases.extend(shapes());
    cases.extend(values());
    cases.extend(slips());
    cases
}

fn encodings() -> Vec<Case> {
    let ansi = [HEAD.as_bytes(), b"entidad = \"Alcald\xeda\"\n"].concat();
    vec![
        Case::text("empty file", ""),
        Case::bytes("not UTF-8", ansi),
        Case::bytes("UTF-16 with mark", wide(&whole(""))),
        Case::text("UTF-8 with mark", format!("\u{feff}{}", whole(""))),
        Case::text("Windows line ends", whole("").replace('\n', "\r\n")),
        Case::text("NUL in a text", whole("descripcion = \"a\0b\"\n")),
        Case::bytes("nothing but zeros", vec![0; 1 << 20]),
        Case::bytes("every byte there is", (0..=255).cycle().take(1 << 16).collect()),
    ]
}

fn shapes() -> Vec<Case> {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &*close.repeat(100_000);
    vec![
        Case::text("duplicate key", whole("titulo = \"Dos\"\n")),
        Case::text("unknown key", whole("responsabels = \"x\"\n")),
        Case::text("key of the other language", whole("title = \"One\"\n")),
        Case::text("wrong type", whole("evidencias = 3\n")),
        Case::text("missing key", format!("{HEAD}[[actividad]]\nnumero = 1\n")),
        Case::text("array depth 100,000", whole(&format!("notas = {}\n", deep("[", "]")))),
        Case::text("array never closed", whole(&format!("notas = {}\n", "[".repeat(100_000)))),
        Case::text("inline tables 100,000 deep", whole(&format!("notas = {}\n", deep("{a=", "}")))),
        Case::text("dotted key of 100,000 parts", whole(&format!("{}a = 1\n", "a.".repeat(100_000)))),
        Case::text("header of 100,000 parts", whole(&format!("[{}a]\n", "a.".repeat(100_000)))),
        Case::bytes("50 MB file", vec![b'a'; 50_000_000]),
        Case::text("20,000 activities", many(20_000)),
        Case::text("200,000 activities", many(200_000)),
        Case::text(
            "100,000 findings",
            whole(&(0..100_000).map(|n| format!("[[hallazgo]]\nid=\"{n}\"\n")).collect::<String>()),
        ),
        Case::text(
            "a list of two million numbers",
            whole(&format!("notas = [{}]\n", "1,".repeat(2_000_000))),
        ),
        Case::text("a list of 250,000 numbers", whole(&format!("notas = [{}]\n", "1,".repeat(250_000)))),
        Case::text("unclosed bracket early", {
            let text = many(500);
            text.replacen("numero = 1\n", "numero = 1\nnotas = [\"a\",\n", 1)
        }),
        Case::text("400,000 quotes", whole(&"\"".repeat(400_000))),
        Case::text(
            "50,000 unknown keys",
            whole(&(0..50_000).map(|n| format!("k{n} = 1\n")).collect::<String>()),
        ),
        Case::text("a key of a million letters", whole(&format!("{} = 1\n", "k".repeat(1_000_000)))),
        Case::text(
            "an id of a million letters",
            whole(&format!("[[rol]]\nid = \"{}\"\nnombre = \"x\"\n", "k".repeat(1_000_000))),
        ),
    ]
}

fn values() -> Vec<Case> {
    let dated = |value: &str| {
        format!(
            "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P\"\nnombre = \"A\"\nfecha = {value}\n{ONE}"
        )
    };
    let dato = "[[dato]]\nid = \"n\"\nnombre = \"N\"\ntipo = \"decimal\"\n[[indicador]]\nid = \"i\"\nnombre = \"I\"\nmeta = ";
    vec![
        Case::text("20-digit integer", whole(&format!("{dato}12345678901234567890\n"))),
        Case::text("40-digit integer", whole(&format!("{dato}{}\n", "1".repeat(40)))),
        Case::text("nan", whole(&format!("{dato}nan\n"))),
        Case::text("inf", whole(&format!("{dato}-inf\n"))),
        Case::text("1e400", whole(&format!("{dato}1e400\n"))),
        Case::text("2025-02-30", dated("2025-02-30")),
        Case::text("23:59:60", dated("2025-02-28T23:59:60")),
        Case::text("year 0000", dated("0000-01-01")),
        Case::text("format from the future", whole("").replace("formato = 1", "formato = 99")),
        Case::text("format below zero", whole("").replace("formato = 1", "formato = -1")),
        Case::text("direction override in an id", whole("[[rol]]\nid = \"a\u{202e}b\"\nnombre = \"x\"\n")),
        Case::text("direction override in a label", whole("descripcion = \"a\u{202e}b\"\n")),
        Case::text(
            "ids that look alike",
            whole(
                "[[rol]]\nid = \"\u{430}uditor\"\nnombre = \"x\"\n[[rol]]\nid = \"auditor\"\nnombre = \"x\"\n",
            ),
        ),
        Case::text(
            "ids that differ in Unicode form",
            whole(
                "[[rol]]\nid = \"jos\u{e9}\"\nnombre = \"x\"\n[[rol]]\nid = \"jose\u{301}\"\nnombre = \"x\"\n",
            ),
        ),
    ]
}

fn slips() -> Vec<Case> {
    let headed = |from: &str, to: &str| whole("").replacen(from, to, 1);
    vec![
        Case::text("25/02/2022", headed("nombre = \"A\"\n", "nombre = \"A\"\nfecha = 25/02/2022\n")),
        Case::text("version = 03", headed("nombre = \"A\"\n", "nombre = \"A\"\nversion = 03\n")),
        Case::text("decimal comma", whole("[[indicador]]\nid = \"i\"\nnombre = \"I\"\nmeta = 0,6\n")),
        Case::text("Word quotes", headed("\"Uno\"", "“Uno”")),
        Case::text("accented key", headed("titulo", "título")),
        Case::text("numero: 7", headed("numero = 1", "numero: 7")),
        Case::text("numero = 1.10", headed("numero = 1", "numero = 1.10")),
        Case::text("SI without quotes", whole("pregunta = SI\n")),
        Case::text(
            "a key fallen into a sub-table",
            whole(
                "[[actividad.respuesta]]\nid = \"a\"\ntexto = \"A\"\ncontinua_en = \"fin\"\nresponsables = \"x\"\n",
            ),
        ),
        Case::text("formato below a table", whole("").replacen("formato = 1\n", "", 1) + "formato = 1\n"),
    ]
}
