//! From elements to text: two spaces of indentation, everything escaped, nothing else invented.

use std::borrow::Cow;

/// A text that is being written, with the elements that are open.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: String,
    open: Vec<Cow<'static, str>>,
    /// Whether the last start tag still takes attributes.
    tag: bool,
    /// Whether the element that is open has elements inside.
    nested: bool,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Writer { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), ..Writer::default() }
    }

    /// A text that becomes a part of another.
    pub(crate) fn part() -> Self {
        Writer::default()
    }

    /// What has been written, all elements closed.
    pub(crate) fn take(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    /// How many bytes have been written.
    pub(crate) fn length(&self) -> usize {
        self.out.len()
    }

    /// Begins an element.
    pub(crate) fn open(&mut self, name: impl Into<Cow<'static, str>>) -> &mut Self {
        self.line();
        let name = name.into();
        self.out.push('<');
        self.out.push_str(&name);
        self.open.push(name);
        (self.tag, self.nested) = (true, false);
        self
    }

    /// Gives the element that was begun last an attribute.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        debug_assert!(self.tag, "attributes come before what is inside");
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.out.push_str(&escaped(value));
        self.out.push('"');
        self
    }

    /// Writes a text into the element that is open.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.end_tag();
        self.out.push_str(&escaped_text(text));
        self
    }

    /// Writes what is XML already, on lines of its own.
    pub(crate) fn raw(&mut self, xml: &str) -> &mut Self {
        self.line();
        self.out.push_str(xml);
        self.nested = true;
        self
    }

    /// Ends the element that is open.
    pub(crate) fn close(&mut self) -> &mut Self {
        let Some(name) = self.open.pop() else { return self };
        if self.tag {
            self.out.push_str("/>");
            self.tag = false;
        } else {
            if self.nested {
                self.indent();
            }
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
        self.nested = true;
        self
    }

    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out.push('\n');
        self.out
    }

    fn end_tag(&mut self) {
        if std::mem::take(&mut self.tag) {
            self.out.push('>');
        }
    }

    /// A new line for what stands inside the element that is open.
    fn line(&mut self) {
        self.end_tag();
        if !self.open.is_empty() {
            self.indent();
        }
    }

    fn indent(&mut self) {
        self.out.push('\n');
        for _ in 0..self.open.len() {
            self.out.push_str("  ");
        }
    }
}

/// A text as the value of an attribute.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    replaced(text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\t' => Some("&#9;"),
        '\n' => Some("&#10;"),
        '\r' => Some("&#13;"),
        _ => forbidden(c),
    })
}

/// A text between tags.
pub(crate) fn escaped_text(text: &str) -> Cow<'_, str> {
    replaced(text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#13;"),
        '\t' | '\n' => None,
        _ => forbidden(c),
    })
}

/// Characters that XML 1.0 has not become the sign for what cannot be shown.
fn forbidden(c: char) -> Option<&'static str> {
    matches!(c, '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}').then_some("\u{FFFD}")
}

fn replaced(text: &str, with: impl Fn(char) -> Option<&'static str>) -> Cow<'_, str> {
    if text.chars().all(|c| with(c).is_none()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match with(c) {
            Some(other) => out.push_str(other),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}
