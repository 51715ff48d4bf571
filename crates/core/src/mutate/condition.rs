//! How a condition goes wrong: said the other way round, or with its limit moved by a hair.

/// The conditions that differ from one in a single operator, in the order of the text.
///
/// What stands in quotation marks is left alone.
pub(super) fn shifted(guard: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut quote = None;
    let mut skip = 0;
    for (at, letter) in guard.char_indices() {
        if at < skip {
            continue;
        }
        match (quote, letter) {
            (Some(_), '\\') => skip = at + 2,
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, _) => {
                if let Some((operator, other)) = operator_at(&guard[at..]) {
                    skip = at + operator.len();
                    found.push(format!("{}{other}{}", &guard[..at], &guard[skip..]));
                }
            }
        }
    }
    found
}

/// The operator that a text begins with, and the one that is easily written instead.
fn operator_at(text: &str) -> Option<(&'static str, &'static str)> {
    const PAIRS: [(&str, &str); 6] =
        [("<=", "<"), (">=", ">"), ("<", "<="), (">", ">="), ("&&", "||"), ("||", "&&")];
    PAIRS.into_iter().find(|(operator, _)| text.starts_with(operator))
}

/// The condition said the other way round.
pub(super) fn negated(guard: &str) -> String {
    format!("!({guard})")
}

#[cfg(test)]
mod tests {
    use super::shifted;

    #[test]
    fn each_operator_goes_wrong_once_and_texts_are_left_alone() {
        assert_eq!(shifted("n >= 3 && m < 2"), ["n > 3 && m < 2", "n >= 3 || m < 2", "n >= 3 && m <= 2"]);
        assert_eq!(shifted(r#"t == "a < \"b" || x"#), [r#"t == "a < \"b" && x"#]);
        assert_eq!(shifted("abierta(\"4\")"), Vec::<String>::new());
        assert_eq!(shifted("\"\\é<"), Vec::<String>::new());
    }
}
