//! What each format must have escaped, so that a text of the procedure or of a case stays a text.
//!
//! Knows XML, Markdown, Mermaid and DOT; does not know what is written in them.
//! Read [`visible`] first.

use std::fmt::Write as _;

/// Schemes that a viewer might run when it turns texts into links.
const SCHEMES: [&str; 3] = ["javascript", "vbscript", "data"];

/// The text with every character that would act rather than show written as `\u{202e}`.
///
/// Control characters, direction marks and overrides, invisible characters and line separators are such.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' | '\r' => shown.push(' '),
            super::width::NO_BREAK => shown.push(' '),
            hidden if acts(hidden) => {
                // Writing into a `String` cannot fail.
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(hidden));
            }
            other => shown.push(other),
        }
    }
    shown
}

/// The text inside XML, as content or in a quoted attribute.
#[must_use]
pub fn xml(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len() + 8);
    for (offset, character) in text.char_indices() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            ':' if after_scheme(&text, offset) => escaped.push_str("&#58;"),
            // XML knows no such characters, however they are written.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

fn acts(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(character, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text inside Markdown, inside a table too: marks, pipes and HTML lose their meaning.
#[must_use]
pub fn markdown(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len() + 8);
    for (offset, character) in text.char_indices() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            ':' if after_scheme(&text, offset) => escaped.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '@' => escaped.push_str("&#64;"),
            // At the beginning of a line these would open a heading, a list or a rule.
            '#' | '-' | '+' | '=' if offset == 0 => {
                escaped.push('\\');
                escaped.push(character);
            }
            '.' | ')' if text[..offset].bytes().all(|byte| byte.is_ascii_digit()) && offset > 0 => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

fn after_scheme(text: &str, colon: usize) -> bool {
    let before = text.as_bytes().get(..colon).unwrap_or_default();
    SCHEMES.iter().any(|scheme| {
        let start = before.len().checked_sub(scheme.len());
        start.is_some_and(|start| before[start..].eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

/// The text inside a quoted Mermaid label: punctuation that Mermaid or HTML might read is written as its code.
pub(super) fn mermaid(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            ' ' | ',' | '.' | '(' | ')' | '?' | '!' | '/' | '-' => escaped.push(character),
            // Mermaid's own notation for a character: a colon or an angle bracket never stands in the text.
            mark if mark.is_ascii_punctuation() => {
                let _ = write!(escaped, "#{};", u32::from(mark));
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// The text inside a quoted DOT string; Graphviz reads HTML entities there, so the ampersand is one.
pub(super) fn dot(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len() + 8);
    for (offset, character) in text.char_indices() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            ':' if after_scheme(&text, offset) => escaped.push_str("&#58;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The paragraphs of a prose text: a single line end is a space, a blank line begins a new paragraph.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        let words = line.split_whitespace();
        let mut blank = true;
        for word in words {
            blank = false;
            if let Some(last) = paragraphs.last_mut() {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(word);
            }
        }
        if blank && paragraphs.last().is_some_and(|last| !last.is_empty()) {
            paragraphs.push(String::new());
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// The prose on one line.
pub(crate) fn joined(text: &str) -> String {
    paragraphs(text).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a|b <script>alert(\"x\")</script> `rm` [x](javascript:1) \u{202e}txt\u{1b}[31m &amp; %%{init} #quot;\nend";

    #[test]
    fn markdown_reads_nothing_into_a_text() {
        insta::assert_snapshot!(markdown(HOSTILE), @r#"a\|b &lt;script&gt;alert("x")&lt;/script&gt; \`rm\` \[x\](javascript&#58;1) \\u{202e}txt\\u{1b}\[31m &amp;amp; %%{init} #quot; end"#);
        assert_eq!(markdown("1. uno"), "1\\. uno");
        assert_eq!(markdown("- uno"), "\\- uno");
    }

    #[test]
    fn mermaid_reads_nothing_into_a_label() {
        insta::assert_snapshot!(mermaid(HOSTILE), @"a#124;b #60;script#62;alert(#34;x#34;)#60;/script#62; #96;rm#96; #91;x#93;(javascript#58;1) #92;u#123;202e#125;txt#92;u#123;1b#125;#91;31m #38;amp#59; #37;#37;#123;init#125; #35;quot#59; end");
    }

    #[test]
    fn dot_reads_nothing_into_a_string() {
        insta::assert_snapshot!(dot(HOSTILE), @r##"a|b &lt;script&gt;alert(\"x\")&lt;/script&gt; `rm` [x](javascript&#58;1) \\u{202e}txt\\u{1b}[31m &amp;amp; %%{init} #quot; end"##);
    }

    #[test]
    fn line_ends_are_spaces_and_blank_lines_begin_paragraphs() {
        assert_eq!(paragraphs("\nuno\ndos \n \n\n tres\r\ncuatro\n"), ["uno dos", "tres cuatro"]);
        assert_eq!(paragraphs(" \n "), Vec::<String>::new());
    }
}
