//! Values and names as a path file writes them.

use std::fmt::Write as _;

use crate::data::{Text, Value};

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ if letter.is_control() => drop(write!(out, "\\u{:04X}", u32::from(letter))),
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A value; nothing for what cannot be written, such as one that was disposed of.
pub(super) fn value(value: &Value) -> Option<String> {
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
pub(super) fn braces(pairs: &[(Text, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{} = {value}", key(name))).collect();
    if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
}

/// A name as a key.
fn key(name: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}
