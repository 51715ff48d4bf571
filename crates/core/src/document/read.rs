//! From bytes to a document: encoding, limits, parsing, decoding, in this order.

use super::decode::Decoder;
use super::lookalike::lookalikes;
use super::mend::{LISTED, Mended, mend};
use super::raw::{Bounds, Kind, Reading, Value, read as read_raw};
use super::scan::{Facts, scan};
use super::schema::{Block, path, procedure};
use super::slip::shortened;
use super::tree::Document;
use crate::data::{Digest, Text};
use crate::diagnostic::{Diagnostic, FileProblem};
use crate::keywords::Keyword;
use crate::limits::Limits;
use crate::source::{Language, Source, Span};

/// The version of the file format that this engine reads.
const FORMAT: u32 = 1;

/// What came out of a file: the text as shown in messages, the tree, and everything wrong with it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Decoded {
    /// The text, with which the diagnostics can be rendered.
    pub source: Source,
    /// The language of the keywords, as said or else as guessed: the language of the messages.
    pub language: Language,
    /// The tree; `None` when too little of the file could be read.
    pub document: Option<Document>,
    /// Everything found, in the order of the file.
    pub diagnostics: Vec<Diagnostic>,
    /// Blocks that lost a line to a fault of writing: what is said of them beyond that would only echo it.
    pub held_back: Vec<Span>,
}

impl Decoded {
    /// Whether nothing was left out: no error was found.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.document.is_some()
            && self.diagnostics.iter().all(|diagnostic| diagnostic.grade != crate::diagnostic::Grade::Error)
    }
}

/// Decodes a procedure file.
///
/// ```
/// use cauce::{document::decode, limits::Limits};
/// let text = "formato = 1\nidioma = \"es\"\n[procedimiento]\nnombre = \"Archivar\"\n";
/// let decoded = decode("archivar.toml", text.as_bytes(), &Limits::default());
/// assert!(decoded.is_whole());
/// ```
#[must_use]
pub fn decode(name: &str, bytes: &[u8], limits: &Limits) -> Decoded {
    read(name, bytes, limits, &procedure::ROOT)
}

/// Decodes a path file.
#[must_use]
pub fn decode_path(name: &str, bytes: &[u8], limits: &Limits) -> Decoded {
    read(name, bytes, limits, &path::ROOT)
}

fn read(name: &str, bytes: &[u8], limits: &Limits, root: &'static Block) -> Decoded {
    match text_of(bytes, limits) {
        Ok((text, remark)) => {
            let source = Source::new(name, text);
            let mut decoded = read_text(source, Digest::of(bytes), limits, root);
            decoded.diagnostics.extend(remark);
            decoded.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
            cut(&mut decoded.diagnostics);
            decoded
        }
        Err(refusal) => {
            let (text, diagnostic) = *refusal;
            let language = guessed_language(&text);
            refused(Source::new(name, text), language, vec![diagnostic])
        }
    }
}

/// Lists the first problems and says that there are more.
fn cut(diagnostics: &mut Vec<Diagnostic>) {
    if let Some(next) = diagnostics.get(LISTED).map(|diagnostic| diagnostic.span) {
        diagnostics.truncate(LISTED);
        diagnostics.push(Diagnostic::error(FileProblem::TooManyProblems { listed: LISTED }, next));
    }
}

fn refused(source: Source, language: Language, diagnostics: Vec<Diagnostic>) -> Decoded {
    Decoded { source, language, document: None, diagnostics, held_back: Vec::new() }
}

type Refusal = Box<(String, Diagnostic)>;

fn refusal(text: String, problem: FileProblem, span: Span) -> Refusal {
    Box::new((text, Diagnostic::error(problem, span)))
}

/// The text of a file, or why there is none, with as much of it as can be shown.
fn text_of<'b>(bytes: &'b [u8], limits: &Limits) -> Result<(&'b str, Option<Diagnostic>), Refusal> {
    if bytes.len() > limits.file_bytes {
        let problem = FileProblem::TooLarge { bytes: bytes.len(), limit: limits.file_bytes };
        return Err(refusal(String::new(), problem, Span::at(0)));
    }
    if !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0) {
        return Err(refusal(String::new(), FileProblem::OnlyZeros { bytes: bytes.len() }, Span::at(0)));
    }
    let looks_wide = bytes.len() > 3 && (bytes[0] == 0 || bytes[1] == 0);
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || looks_wide {
        return Err(refusal(String::new(), FileProblem::Utf16, Span::at(0)));
    }
    let (bytes, marked) = match bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let remark = marked.then(|| Diagnostic::remark(FileProblem::ByteOrderMark, Span::at(0)));
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => Err(refusal(text.to_owned(), FileProblem::Empty, Span::at(0))),
        Ok(text) => Ok((text, remark)),
        Err(error) => Err(not_utf8(bytes, error.valid_up_to(), marked)),
    }
}

/// Shows the bytes as the old Windows code page would, so that the line can be recognised.
fn not_utf8(bytes: &[u8], valid: usize, marked: bool) -> Refusal {
    let (good, bad) = bytes.split_at(valid);
    let mut text = String::from_utf8_lossy(good).into_owned();
    text.extend(bad.iter().map(|byte| char::from(*byte)));
    let width = bad.first().map_or(0, |byte| char::from(*byte).len_utf8());
    let byte = valid + if marked { 3 } else { 0 } + 1;
    refusal(text, FileProblem::NotUtf8 { byte }, Span::new(valid, valid + width))
}

fn read_text(source: Source, digest: Digest, limits: &Limits, root: &'static Block) -> Decoded {
    let text = source.shared_text();
    match read_raw(&text, bounds(limits)) {
        Reading::Whole(raw, facts) => {
            let whole = Mended { text: None, diagnostics: Vec::new(), held: Vec::new(), thinned: Vec::new() };
            decode_table(source, raw.root(), whole, &Rules { facts, digest, limits, root })
        }
        Reading::TooDeep(at) => too_deep(source, at, limits),
        Reading::TooMany(at) => too_many(source, at, limits),
        Reading::Faulty(_) => read_mended(source, digest, limits, root),
    }
}

fn bounds(limits: &Limits) -> Bounds {
    Bounds { nesting: limits.nesting, values: limits.values }
}

fn too_many(source: Source, at: usize, limits: &Limits) -> Decoded {
    let problem = FileProblem::TooManyValues { limit: limits.values };
    let language = guessed_language(source.text());
    refused(source, language, vec![Diagnostic::error(problem, Span::new(at, at + 1))])
}

fn too_deep(source: Source, at: usize, limits: &Limits) -> Decoded {
    let problem = FileProblem::TooDeep { limit: limits.nesting };
    let language = guessed_language(source.text());
    refused(source, language, vec![Diagnostic::error(problem, Span::new(at, at + 1))])
}

/// Reads what is left of a faulty file without its faulty lines.
fn read_mended(source: Source, digest: Digest, limits: &Limits, root: &'static Block) -> Decoded {
    let facts = scan(source.text(), limits.nesting, &mut |_| {});
    if let Some(at) = facts.too_deep {
        return too_deep(source, at, limits);
    }
    let mut mended = mend(&source, limits.nesting);
    let text = mended.text.take();
    match text.as_deref().map(|text| read_raw(text, bounds(limits))) {
        Some(Reading::Whole(raw, _)) => {
            decode_table(source, raw.root(), mended, &Rules { facts, digest, limits, root })
        }
        _ => {
            let language = guessed_language(source.text());
            refused(source, language, mended.diagnostics)
        }
    }
}

struct Rules<'r> {
    facts: Facts,
    digest: Digest,
    limits: &'r Limits,
    root: &'static Block,
}

fn decode_table(source: Source, toml: Value<'_>, mut mended: Mended, rules: &Rules<'_>) -> Decoded {
    let said = language_of(toml);
    let language = said.unwrap_or_else(|| guessed_language(source.text()));
    let mut diagnostics = std::mem::take(&mut mended.diagnostics);
    let mut later = Vec::new();
    let format = format_of(toml, source.text(), &mut later);
    if said.is_none() {
        let written = toml.get("idioma").or_else(|| toml.get("language"));
        let span = written.map_or(first_line(source.text()), |value| value.span());
        later.push(Diagnostic::error(FileProblem::MissingLanguage, span));
    }
    let mut decoder = Decoder::new(&source, language, rules.limits, rules.root);
    let known = !later.iter().any(|found| is_file(found, |p| matches!(p, FileProblem::UnknownFormat { .. })));
    let tree = known.then(|| decoder.decode(toml));
    later.append(&mut decoder.diagnostics);
    later.extend(lookalikes(&decoder.ids));
    later.extend(rules.facts.newer.iter().map(|(at, feature)| {
        Diagnostic::remark(FileProblem::NewerToml { feature: *feature }, Span::new(*at, at + 1))
    }));
    drop_echoes(&mut later, &mended);
    diagnostics.append(&mut later);
    let mut held_back = mended.held;
    held_back.extend(mended.thinned);
    let document = tree.map(|root| Document { language, format, root, text_digest: rules.digest });
    Decoded { source, language, document, diagnostics, held_back }
}

fn is_file(diagnostic: &Diagnostic, test: impl Fn(&FileProblem) -> bool) -> bool {
    matches!(&diagnostic.problem, crate::diagnostic::Problem::File(problem) if test(problem))
}

/// Leaves out what only repeats a fault already said.
fn drop_echoes(found: &mut Vec<Diagnostic>, mended: &Mended) {
    let misplaced =
        |key: Keyword| move |p: &FileProblem| matches!(p, FileProblem::MisplacedHead { key: k } if *k == key);
    let format_below = found.iter().any(|d| is_file(d, misplaced(Keyword::Format)));
    let language_below = found.iter().any(|d| is_file(d, misplaced(Keyword::Language)));
    found.retain(|diagnostic| {
        let echo = is_file(diagnostic, |problem| match problem {
            FileProblem::MissingFormat => format_below,
            FileProblem::MissingLanguage => language_below,
            _ => false,
        });
        let missing = is_file(diagnostic, |p| {
            matches!(
                p,
                FileProblem::MissingKey { .. } | FileProblem::MissingFormat | FileProblem::MissingLanguage
            )
        });
        let within = |blocks: &[Span]| blocks.iter().any(|block| block.contains(diagnostic.span));
        !(echo || within(&mended.held) || (missing && within(&mended.thinned)))
    });
}

/// Where the first line stands that is not blank and not a comment.
fn first_line(text: &str) -> Span {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let said = line.trim_start();
        if !said.is_empty() && !said.starts_with('#') {
            return Span::at(at + line.len() - said.len());
        }
        at += line.len();
    }
    Span::at(0)
}

fn language_of(toml: Value<'_>) -> Option<Language> {
    let written = toml.get("idioma").or_else(|| toml.get("language"))?;
    Language::from_code(written.text()?)
}

/// The language most of the first keys are in.
fn guessed_language(text: &str) -> Language {
    let mut balance = 0_i32;
    for line in text.lines().take(200) {
        let word: &str = line.trim_start_matches([' ', '\t', '[']);
        let end = word.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(word.len());
        let word = &word[..end];
        balance += i32::from(Keyword::find(word, Language::Spanish).is_some());
        balance -= i32::from(Keyword::find(word, Language::English).is_some());
    }
    if balance < 0 { Language::English } else { Language::Spanish }
}

fn format_of(toml: Value<'_>, text: &str, found: &mut Vec<Diagnostic>) -> u32 {
    let Some(value) = toml.get("formato").or_else(|| toml.get("format")) else {
        found.push(Diagnostic::error(FileProblem::MissingFormat, first_line(text)));
        return FORMAT;
    };
    if !matches!(value.kind(), Kind::Integer(_)) || value.content() != "1" {
        let problem = FileProblem::UnknownFormat { written: written_format(value) };
        found.push(Diagnostic::error(problem, value.span()));
    }
    FORMAT
}

fn written_format(value: Value<'_>) -> Text {
    match value.kind() {
        Kind::Integer(_) | Kind::Float => shortened(value.content()),
        Kind::Text => shortened(&format!("\"{}\"", value.content())),
        _ => "…".into(),
    }
}
