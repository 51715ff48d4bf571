//! Texts, names and values as a file writes them, whoever writes one.
//!
//! Knows what has to be escaped; does not know keys or blocks. Read [`quoted`] first.

use std::fmt::Write as _;

use crate::data::{Text, Value};

/// A text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    text.chars().for_each(|letter| escape(letter, &mut out));
    out.push('"');
    out
}

/// A letter of a text in quotes.
pub(super) fn escape(letter: char, out: &mut String) {
    match letter {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        _ if letter.is_control() => drop(write!(out, "\\u{:04X}", u32::from(letter))),
        _ => out.push(letter),
    }
}

/// A value; nothing for what cannot be written, such as one that was disposed of.
pub(crate) fn value(value: &Value) -> Option<String> {
    Some(match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => quoted(text),
        Value::Date(date) => date.to_string(),
        Value::Instant(at) => at.to_string(),
        Value::Duration(length) => quoted(&length.to_string()),
        Value::List(members) => {
            // The kinds of data know no list of lists.
            let leaves = members.iter().filter(|member| !matches!(member, Value::List(_)));
            let leaves: Option<Vec<String>> = leaves.map(leaf).collect();
            format!("[{}]", leaves?.join(", "))
        }
        Value::Disposed => return None,
    })
}

fn leaf(member: &Value) -> Option<String> {
    match member {
        Value::List(_) => None,
        other => value(other),
    }
}

/// Names with values, in braces.
pub(crate) fn braces(pairs: &[(Text, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{} = {value}", key(name))).collect();
    if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
}

/// A name as a key.
pub(super) fn key(name: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// Keys with their values, a line each, the signs below each other.
pub(crate) fn aligned(pairs: &[(&str, String)]) -> String {
    let width = pairs.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    pairs.iter().map(|(key, value)| format!("{key:width$} = {value}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::quoted;
    use crate::document::decode;
    use crate::limits::Limits;

    #[test]
    fn whatever_a_text_holds_it_is_read_again() {
        let hard = "a\"b\\c\nd\te\u{1}f'g''h\u{7f}ñ";
        assert_eq!(quoted(hard), r#""a\"b\\c\nd\te\u0001f'g''h\u007Fñ""#);
        let text = format!(
            "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"P\"\nobjetivo = {}\n",
            quoted(hard)
        );
        let read = decode("p", text.as_bytes(), &Limits::default());
        let slips: Vec<_> =
            read.diagnostics.iter().filter(|found| found.problem.code().starts_with("C002")).collect();
        assert!(read.document.is_some() && slips.is_empty(), "{slips:?}");
    }
}
