//! Our reading against that of the `toml` crate: the same values at the same places, the same first fault.

use std::fmt::Write as _;

use proptest::prelude::*;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Bounds, Fault, FaultKind, Kind, Reading, Value, read};

/// What either way of reading gives, to be compared.
type Said = Result<String, Fault>;

fn ours(text: &str) -> Said {
    match read(text, Bounds::NONE) {
        Reading::Whole(raw, _) => {
            let mut out = String::new();
            our_value(raw.root(), &mut out);
            Ok(out)
        }
        Reading::Faulty(fault) => Err(fault),
        Reading::TooDeep(at) => panic!("too deep at {at}"),
        Reading::TooMany(at) => panic!("too many at {at}"),
    }
}

fn our_value(value: Value<'_>, out: &mut String) {
    let span = value.span();
    match value.kind() {
        Kind::Block => {
            let mut rows: Vec<_> = value.inside().collect();
            rows.sort_by_key(|row| row.key());
            let _ = write!(out, "{:?}{{", if value.at == 0 { 0..0 } else { span.range() });
            for row in rows {
                assert_eq!(value.get(row.key()).map(|found| found.at), Some(row.at));
                let _ = write!(out, "{:?} {:?} = ", row.key(), row.key_span().range());
                our_value(row, out);
            }
            out.push('}');
        }
        Kind::List => {
            let _ = write!(out, "{:?}[", span.range());
            value.inside().for_each(|member| our_value(member, out));
            out.push(']');
        }
        Kind::Truth(truth) => {
            let _ = write!(out, "{:?}{truth};", span.range());
        }
        Kind::Moment => {
            let _ = write!(out, "{:?}moment;", span.range());
        }
        Kind::Integer(radix) => {
            let _ = write!(out, "{:?}{} in {};", span.range(), value.content(), radix as u32);
        }
        Kind::Float => {
            let _ = write!(out, "{:?}float {};", span.range(), value.content());
        }
        Kind::Text => {
            let _ = write!(out, "{:?}{:?};", span.range(), value.content());
        }
    }
}

fn theirs(text: &str) -> Said {
    match DeTable::parse(text) {
        Ok(table) => {
            let mut out = String::new();
            their_table(table.get_ref(), 0..0, &mut out);
            Ok(out)
        }
        Err(error) => Err(Fault {
            at: error.span().map_or(text.len(), |span| span.start),
            kind: match error.message() {
                said if said.starts_with("duplicate key") => FaultKind::Duplicate,
                said if said.contains("escape") => FaultKind::Escape,
                _ => FaultKind::Other,
            },
        }),
    }
}

fn their_table(table: &DeTable<'_>, span: std::ops::Range<usize>, out: &mut String) {
    let _ = write!(out, "{span:?}{{");
    for (key, value) in table {
        let _ = write!(out, "{:?} {:?} = ", key.get_ref(), key.span());
        their_value(value, out);
    }
    out.push('}');
}

fn their_value(value: &Spanned<DeValue<'_>>, out: &mut String) {
    let span = value.span();
    let _ = match value.get_ref() {
        DeValue::Table(table) => {
            their_table(table, span, out);
            Ok(())
        }
        DeValue::Array(members) => {
            let _ = write!(out, "{span:?}[");
            members.iter().for_each(|member| their_value(member, out));
            out.write_str("]")
        }
        DeValue::Boolean(truth) => write!(out, "{span:?}{truth};"),
        DeValue::Datetime(_) => write!(out, "{span:?}moment;"),
        DeValue::Integer(integer) => write!(out, "{span:?}{} in {};", integer.as_str(), integer.radix()),
        DeValue::Float(float) => write!(out, "{span:?}float {};", float.as_str()),
        DeValue::String(text) => write!(out, "{span:?}{text:?};"),
    };
}

fn agree(text: &str) {
    assert_eq!(ours(text), theirs(text), "{text:?}");
}

/// Keys that meet each other often, in every way of writing them.
const KEYS: &[&str] = &[
    "a",
    "b",
    "c",
    "a.b",
    "a.c",
    "b.a",
    "a.b.c",
    "\"a\"",
    "'b'",
    "\"\\u0061\"",
    "\"\"",
    "a . b",
    "á",
    "\"a\".'c'",
    "1",
    "",
    "\"x\\q\"",
];

const VALUES: &[&str] = &[
    "1",
    "0",
    "01",
    "-1",
    "+7",
    "1_000",
    "0x1F",
    "0b1",
    "1.5",
    "1e3",
    "nan",
    "-inf",
    "true",
    "false",
    "truth",
    "123456789012345678901",
    "\"\"",
    "\"texto\"",
    "'literal'",
    "\"con \\n escape\"",
    "\"mal \\q\"",
    "\"sin cerrar",
    "\"\"\"\nvarias\nlíneas\"\"\"",
    "\"\"\"uno \\\n   \"\"\"",
    "'''\r\nx'''",
    "\"\"\"a\"\"\"\"\"",
    "\"á\u{7f}\"",
    "\"\t\"",
    "\"\u{1}\"",
    "[]",
    "[1, 2]",
    "[\"a\", 'b',]",
    "[1 2]",
    "[1,,2]",
    "[1,\n 2, # c\n 3\n]",
    "[[1], [2]]",
    "[\"a\", true, 7]",
    "[{a = 1}, {}]",
    "{}",
    "{a = 1}",
    "{a.b = 1, a.c = 2}",
    "{a = 1, a = 2}",
    "{a = {b = 1}, a.c = 2}",
    "{a = 1,}",
    "{a = [1, {b = 2}]}",
    "{\"a\" = 1, 'a' = 2}",
    "2022-04-07",
    "2022-02-30",
    "10:30",
    "2022-04-07 10:00:00",
    "2022-04-07T10:00:00-05:00",
    "25/02/2022",
    "",
    "1 # fin",
    "2022-04-07 # hoy",
    "[",
    "{",
    "]",
    "[a]",
    "\u{feff}",
];

fn statement() -> impl Strategy<Value = String> {
    let key = || prop::sample::select(KEYS);
    let value = prop::sample::select(VALUES);
    let end =
        prop::sample::select(&["\n", "\n", "\n", "\r\n", " \n", "\n\n", " # nota\n", " x\n", "\r", ""][..]);
    let shape = prop::sample::select(&["=", " = ", " = ", " = ", "\t=  ", ":"][..]);
    prop_oneof![
        6 => (key(), shape, value, end.clone()).prop_map(|(key, shape, value, end)| format!("{key}{shape}{value}{end}")),
        2 => (key(), end.clone()).prop_map(|(key, end)| format!("[{key}]{end}")),
        2 => (key(), end.clone()).prop_map(|(key, end)| format!("[[{key}]]{end}")),
        1 => prop::sample::select(&["# nota\n", "# \u{1}\n", "[ a ]\n", "[[a]\n", "[a\n", "\u{feff}a = 1\n", "a\n", "]\n", "\\\n"][..])
            .prop_map(str::to_owned),
    ]
}

/// A statement that is sound as a rule, so that whole files are too.
fn sound_statement() -> impl Strategy<Value = String> {
    let key =
        || prop::sample::select(&["a", "b", "c", "d", "e.f", "e.g", "\"h i\"", "a.b", "c.d.e", "'j'"][..]);
    let value = prop::sample::select(
        &["1", "\"x\"", "[1, 2]", "{a = 1, b.c = 2}", "true", "\"\"\"\nx\"\"\"", "2022-04-07", "1.5", "[]"][..],
    );
    prop_oneof![
        3 => (key(), value).prop_map(|(key, value)| format!("{key} = {value}\n")),
        1 => key().prop_map(|key| format!("[{key}]\n")),
        2 => key().prop_map(|key| format!("[[{key}]]\n")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn any_statements(statements in prop::collection::vec(statement(), 0..8)) {
        agree(&statements.concat());
    }

    #[test]
    fn sound_statements(statements in prop::collection::vec(sound_statement(), 0..10)) {
        agree(&statements.concat());
    }

    #[test]
    fn any_characters(text in "[ab=\\.\\[\\]{},\"'#\\\\\n\r \t01-]{0,40}") {
        agree(&text);
    }
}

#[test]
fn files_and_what_damage_makes_of_them() {
    let text = include_str!("../../../../../tests/check/archivo/varios-a-la-vez.toml");
    let whole = include_str!("../tests/rich.toml");
    agree(text);
    agree(include_str!("../tests/ibague.toml"));
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        agree(&whole[..end]);
    }
    let single = |at: &usize| whole.is_char_boundary(*at) && whole.is_char_boundary(*at + 1);
    for at in (0..whole.len()).step_by(3).filter(single) {
        for put in ["\"", "[", "]", "{", "'", "=", "\\", "\n", "\0", "#", ".", ",", "\r"] {
            agree(&format!("{}{put}{}", &whole[..at], &whole[at + 1..]));
        }
    }
}

#[test]
fn brackets_deeper_than_the_parser_goes() {
    for deep in [79, 80, 81, 82, 83, 200] {
        agree(&format!("a = {}{}\nb = 1\n", "[".repeat(deep), "]".repeat(deep)));
        agree(&format!("a = {}1{}\nb = \n", "{a=".repeat(deep), "}".repeat(deep)));
        agree(&format!("{}a = 1\n", "a.".repeat(deep)));
        agree(&format!("[{}a]\nb = 1\nb = 2\n", "a.".repeat(deep)));
    }
}

#[test]
fn blocks_of_many_keys() {
    let many: String = (0..60).map(|n| format!("\"k\\u0031{n}\" = {n}\nk{n} = 1\n")).collect();
    agree(&many);
    agree(&format!("{many}\"k1\\u0035\" = 1\n"));
    agree(&format!("{many}[k61.x]\n[k61]\n[[k62]]\n[[k62]]\n[k62.y]\n[k1]\n"));
}
