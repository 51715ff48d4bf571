//! Problems of a file as a text: encoding, TOML, keys and the shape of values.
//!
//! Knows what can be wrong before anything is known about the procedure, and says it in both languages.
//! Does not find it: the decoder does.
//! Read [`FileProblem`] first.

mod english;
mod spanish;

use crate::data::Text;
use crate::diagnostic::family::problem_family;
use crate::keywords::Keyword;
use crate::source::{Language, Voice};

/// What a value should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// A text in quotation marks.
    Text,
    /// An id in quotation marks.
    Id,
    /// A printed number or an id.
    Reference,
    /// A number.
    Number,
    /// A whole number, zero or more.
    Count,
    /// `true` or `false`.
    Truth,
    /// A date.
    Date,
    /// A date, perhaps with a time.
    Moment,
    /// A word of a closed list.
    Word,
    /// A guard between single quotation marks.
    Guard,
    /// A text that names a length of time.
    Time,
    /// A text, number, date, truth value or a list of these.
    Value,
    /// A block, `{ … }` or under its own header.
    Block {
        /// Its key.
        key: Keyword,
        /// The block that it stands in.
        owner: Keyword,
        /// A key that it takes.
        first: Keyword,
    },
    /// Keys of the author with their values.
    Map {
        /// The key that holds them.
        key: Keyword,
    },
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Decimal,
    /// `true` or `false`.
    Truth,
    /// A date or a time.
    Date,
    /// A list.
    List,
    /// A block.
    Block,
}

/// A feature of TOML 1.1 that readers of TOML 1.0 refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewerFeature {
    /// A line break or a last comma inside braces.
    OpenBraces,
    /// The escapes `\e` and `\x`.
    Escape,
    /// A time without seconds.
    TimeWithoutSeconds,
}

problem_family! {
    /// What can be wrong with a file before anything is known about its procedure.
    FileProblem;
    /// Nothing is in it.
    Empty = "C0001", "archivo-vacio", "empty-file";
    /// A key that no block of this kind has.
    UnknownKey {
        /// The key as written.
        key: Text,
        /// The block it stands in.
        block: Keyword,
        /// The nearest key of the block, by its letters or by what it means.
        nearest: Option<Keyword>,
        /// The keys that the block takes and that are not there yet, where they are few.
        takes: Vec<Keyword>,
    } = "C0002", "clave-desconocida", "unknown-key";
    /// A key or word of the other language.
    OtherLanguage {
        /// The word as written.
        written: Text,
        /// The same word, to be said in the language of the file.
        word: Keyword,
    } = "C0003", "otro-idioma", "other-language";
    /// `formato` or `idioma` below a header.
    MisplacedHead {
        /// The key.
        key: Keyword,
    } = "C0004", "encabezado-abajo", "misplaced-head";
    /// A key that fell into a block below the one it belongs to.
    FallenKey {
        /// The key.
        key: Keyword,
        /// The block it fell into.
        block: Keyword,
        /// The block it belongs to.
        owner: Keyword,
        /// The line of the header above which it must stand.
        line: usize,
    } = "C0005", "clave-caida", "fallen-key";
    /// The same key twice in one block.
    DuplicateKey {
        /// The key.
        key: Text,
        /// The line where it stands first.
        line: usize,
        /// Whether it is a header that may stand several times with double brackets.
        header: bool,
    } = "C0006", "clave-repetida", "duplicate-key";
    /// A required key is missing.
    MissingKey {
        /// The key.
        key: Keyword,
        /// The block.
        block: Keyword,
    } = "C0007", "clave-faltante", "missing-key";
    /// A value of the wrong kind.
    WrongType {
        /// The key as written.
        key: Text,
        /// What it should be.
        expected: Expected,
        /// What it is.
        found: Found,
        /// The value as written, where it is a text or a whole number; else empty.
        written: Text,
    } = "C0008", "valor-de-otra-clase", "wrong-type";
    /// A word that the closed list of a key does not have.
    UnknownWord {
        /// The word as written.
        written: Text,
        /// The key.
        key: Keyword,
        /// The words it may be.
        allowed: &'static [Keyword],
        /// The nearest of them.
        nearest: Option<Keyword>,
    } = "C0009", "palabra-desconocida", "unknown-word";
    /// The file is larger than the limit.
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    } = "C0011", "archivo-demasiado-grande", "file-too-large";
    /// The file holds more values than the limit.
    TooManyValues {
        /// The limit.
        limit: usize,
    } = "C0061", "demasiados-valores", "too-many-values";
    /// The bytes are not UTF-8.
    NotUtf8 {
        /// The first byte that is not.
        byte: usize,
    } = "C0012", "no-es-utf8", "not-utf8";
    /// The file is UTF-16.
    Utf16 = "C0013", "es-utf16", "is-utf16";
    /// The file begins with a byte order mark.
    ByteOrderMark = "C0014", "marca-inicial", "byte-order-mark";
    /// A control character inside the file.
    ControlCharacter {
        /// Its number.
        character: u32,
    } = "C0015", "caracter-de-control", "control-character";
    /// Brackets and keys are too deep inside each other.
    TooDeep {
        /// The limit.
        limit: usize,
    } = "C0016", "demasiado-anidado", "too-deep";
    /// There are more activities than the limit.
    TooManyActivities {
        /// The limit.
        limit: usize,
    } = "C0017", "demasiadas-actividades", "too-many-activities";
    /// `formato` is missing.
    MissingFormat = "C0018", "sin-formato", "missing-format";
    /// `idioma` is missing or is not `es` or `en`.
    MissingLanguage = "C0019", "sin-idioma", "missing-language";
    /// The file asks for a format this version does not know.
    UnknownFormat {
        /// The format as written.
        written: Text,
    } = "C0020", "formato-desconocido", "unknown-format";
    /// A date as people write it.
    DateWithSlashes {
        /// The date as written.
        written: Text,
        /// The same date as the file wants it, when there is no doubt.
        iso: Option<Text>,
    } = "C0021", "fecha-con-barras", "date-with-slashes";
    /// A number with a leading zero.
    LeadingZero {
        /// The number as written.
        written: Text,
    } = "C0022", "cero-delante", "leading-zero";
    /// A number with a decimal comma.
    DecimalComma {
        /// The number as written.
        written: Text,
    } = "C0023", "coma-decimal", "decimal-comma";
    /// Quotation marks of a word processor.
    WordQuotes {
        /// The mark.
        mark: char,
    } = "C0024", "comillas-tipograficas", "word-quotes";
    /// A key with accents.
    AccentedKey {
        /// The key as written.
        key: Text,
        /// The key without accents.
        plain: Text,
    } = "C0025", "clave-con-tilde", "accented-key";
    /// A colon where an equals sign belongs.
    ColonForEquals {
        /// The key.
        key: Text,
    } = "C0026", "dos-puntos", "colon-for-equals";
    /// A number or target written with decimals.
    DecimalReference {
        /// The number as written.
        written: Text,
    } = "C0027", "numero-con-decimales", "decimal-reference";
    /// A text without quotation marks.
    UnquotedText {
        /// The text as written.
        written: Text,
    } = "C0028", "texto-sin-comillas", "unquoted-text";
    /// A text whose quotation mark is not closed.
    UnclosedText = "C0029", "comillas-sin-cerrar", "unclosed-text";
    /// A bracket or brace that is not closed.
    UnclosedBracket {
        /// The bracket.
        bracket: char,
    } = "C0030", "corchete-sin-cerrar", "unclosed-bracket";
    /// Two values without a comma between them.
    MissingComma = "C0031", "falta-una-coma", "missing-comma";
    /// A key without a value.
    MissingValue {
        /// The key.
        key: Text,
    } = "C0032", "falta-el-valor", "value-left-out";
    /// A header that is not closed or has a stray character.
    BadHeader = "C0033", "encabezado-mal-escrito", "bad-header";
    /// A backslash that means nothing.
    BadEscape = "C0034", "barra-invertida", "bad-escape";
    /// Something else that TOML does not allow.
    Syntax = "C0035", "no-se-entiende", "syntax";
    /// A number with too many digits.
    NumberTooLong {
        /// The number as written.
        written: Text,
    } = "C0036", "numero-demasiado-largo", "number-too-long";
    /// `nan` or `inf`.
    NotANumber {
        /// What is written.
        written: Text,
    } = "C0037", "no-es-un-numero", "not-a-number";
    /// A date that no calendar has.
    ImpossibleDate {
        /// The date as written.
        written: Text,
    } = "C0038", "fecha-imposible", "impossible-date";
    /// A time of day that no clock shows.
    ImpossibleTime {
        /// The time as written.
        written: Text,
    } = "C0039", "hora-imposible", "impossible-time";
    /// A character that changes the direction of a text or cannot be seen.
    HiddenCharacter {
        /// Its number.
        character: u32,
    } = "C0040", "caracter-invisible", "hidden-character";
    /// An id that looks like another.
    LookalikeId {
        /// The id.
        id: Text,
        /// Its first letter that is not that of the other, counted from 1.
        letter: usize,
        /// The numbers of that letter here and there; 0 where there is none.
        characters: (u32, u32),
    } = "C0041", "identificador-parecido", "lookalike-id";
    /// An id with characters that ids do not have.
    BadId {
        /// The id.
        id: Text,
    } = "C0042", "identificador-invalido", "bad-id";
    /// An id that is the word of a target.
    ReservedId {
        /// The id.
        id: Text,
    } = "C0043", "identificador-reservado", "reserved-id";
    /// Something that only TOML 1.1 allows.
    NewerToml {
        /// What.
        feature: NewerFeature,
    } = "C0044", "toml-nuevo", "newer-toml";
    /// The field of a finding cannot be followed.
    UnknownField {
        /// The field as written.
        field: Text,
        /// The part that is not known.
        part: Text,
    } = "C0045", "campo-desconocido", "unknown-field";
    /// The field of a finding names nothing that is there.
    FieldNotThere {
        /// The field as written.
        field: Text,
    } = "C0046", "campo-ausente", "field-not-there";
    /// The body does not hold what `se_lee` says.
    ReadingDiffers {
        /// The field.
        field: Text,
    } = "C0047", "lectura-distinta", "reading-differs";
    /// A guard in double quotation marks with escapes.
    EscapedGuard = "C0048", "calculo-con-escapes", "escaped-guard";
    /// A date in quotation marks.
    QuotedDate {
        /// The date without them.
        iso: Text,
    } = "C0049", "fecha-entre-comillas", "quoted-date";
    /// A text that must say something is empty.
    EmptyText {
        /// The key.
        key: Text,
    } = "C0050", "texto-vacio", "empty-text";
    /// A line that is neither a header nor a key with a value.
    StrayLine = "C0051", "renglon-suelto", "stray-line";
    /// A truth value in other words.
    OtherTruth {
        /// What is written.
        written: Text,
        /// What to write.
        right: bool,
    } = "C0052", "verdadero-o-falso", "other-truth";
    /// More problems than are worth listing.
    TooManyProblems {
        /// How many are listed.
        listed: usize,
    } = "C0053", "demasiados-problemas", "too-many-problems";
    /// The file holds nothing but zero bytes.
    OnlyZeros {
        /// How many.
        bytes: usize,
    } = "C0054", "archivo-de-ceros", "file-of-zeros";
    /// A number whose thousands are separated, or one of a Spanish file that only looks so and is a few.
    PointOfThousands {
        /// The number as written.
        written: Text,
        /// What it would be in thousands.
        thousands: Text,
        /// What it is, where it is a number.
        is: Option<Text>,
    } = "C0055", "punto-de-miles", "point-of-thousands";
}

impl FileProblem {
    /// One short sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        self.said(voice.into()).0
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
        Some(self.said(voice.into()).1).filter(|help| !help.is_empty())
    }

    fn said(&self, Voice { reader, file }: Voice) -> (String, String) {
        match reader {
            Language::Spanish => spanish::said(self, file),
            Language::English => english::said(self, file),
        }
    }
}

/// Words of a closed list as a sentence lists them.
fn listed(words: &[Keyword], language: Language) -> String {
    words.iter().map(|word| format!("\"{}\"", word.word(language))).collect::<Vec<_>>().join(", ")
}

/// Keys as a file writes them.
fn keys(words: &[Keyword], language: Language) -> String {
    words.iter().map(|word| word.word(language)).collect::<Vec<_>>().join(", ")
}

/// Names with their values, as the key takes them.
fn map_example(key: Keyword, written: &str, file: Language) -> String {
    let number = if written.parse::<u32>().is_ok() { written } else { "1" };
    match (key, file) {
        (Keyword::Rounds, Language::Spanish) => format!("{{ \"4 a 3\" = {number} }}"),
        (Keyword::Rounds, Language::English) => format!("{{ \"4 to 3\" = {number} }}"),
        (Keyword::Count, _) => format!("{{ \"3\" = {number} }}"),
        (Keyword::Data | Keyword::Captures | Keyword::Yields, Language::Spanish) => {
            "{ valor = 3 }".to_owned()
        }
        (Keyword::Data | Keyword::Captures | Keyword::Yields, Language::English) => {
            "{ value = 3 }".to_owned()
        }
        (Keyword::Measures, Language::Spanish) => "{ cobertura = 0.9 }".to_owned(),
        (Keyword::Measures, Language::English) => "{ coverage = 0.9 }".to_owned(),
        (_, Language::Spanish) => "{ entidad = 'entidad' }".to_owned(),
        (_, Language::English) => "{ entity = 'entity' }".to_owned(),
    }
}

/// A length of time as a file writes it: so many days where a number was written.
fn days(written: &str, file: Language) -> String {
    let number = written.parse::<u32>().ok().filter(|number| *number > 1);
    match (number, file) {
        (Some(number), Language::Spanish) => format!("{number} días"),
        (Some(number), Language::English) => format!("{number} days"),
        (None, Language::Spanish) => "3 días hábiles".to_owned(),
        (None, Language::English) => "3 working days".to_owned(),
    }
}

/// How a block is written that a single value stands for: after a heading, or in braces.
enum Example {
    /// Under its own header.
    Header(String),
    /// In braces: onward, or back where something may stand before it.
    Outcome(String, Option<String>),
    /// In braces, with one key.
    Inline(String),
}

/// What to write where a block is wanted; a value that stands there is used again where it may serve.
fn block_example((key, owner, first): (Keyword, Keyword, Keyword), written: &str, file: Language) -> Example {
    let word = |keyword: Keyword| keyword.word(file);
    let is_number = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    let is_of_name = |sign: char| !sign.is_whitespace() && !sign.is_control() && !matches!(sign, '"' | '\\');
    let is_name = !written.is_empty() && written.chars().all(is_of_name);
    let quoted = if is_name { format!("\"{written}\"") } else { "…".to_owned() };
    match key {
        Keyword::Yes | Keyword::No | Keyword::IfNonconforming => {
            let numbers = written.split(|letter: char| !letter.is_ascii_digit());
            let target = match numbers.filter(|number| !number.is_empty()).collect::<Vec<_>>()[..] {
                _ if is_name && !is_number => quoted,
                [number] => number.to_owned(),
                _ => "3".to_owned(),
            };
            let way = |way: Keyword| format!("{{ {} = {target} }}", word(way));
            let may_be_before = written != word(Keyword::End);
            Example::Outcome(way(Keyword::OnTo), may_be_before.then(|| way(Keyword::BackTo)))
        }
        Keyword::Answer | Keyword::Table => Example::Header(format!("[[{}.{}]]", word(owner), word(key))),
        _ => {
            let header = block_name(key, Voice { reader: file, file });
            match (header.strip_prefix("[["), owner) {
                (Some(_), Keyword::Format) => Example::Header(header),
                (Some(own), _) => Example::Header(format!("[[{}.{own}", word(owner))),
                _ if header.starts_with('[') => Example::Header(header),
                _ => Example::Inline(format!("{{ {} = {quoted} }}", word(first))),
            }
        }
    }
}

/// The header of a block as it is written.
fn block_name(block: Keyword, voice: Voice) -> String {
    let word = block.word(voice.file);
    match block {
        // The root of a file goes by the name of its first key.
        Keyword::Format => match voice.reader {
            Language::Spanish => "este archivo".to_owned(),
            Language::English => "this file".to_owned(),
        },
        Keyword::Procedure | Keyword::Defaults | Keyword::Path | Keyword::Result | Keyword::Coverage => {
            format!("[{word}]")
        }
        Keyword::Activity
        | Keyword::Event
        | Keyword::Gateway
        | Keyword::Start
        | Keyword::Role
        | Keyword::Team
        | Keyword::Record
        | Keyword::Indicator
        | Keyword::DataItem
        | Keyword::Window
        | Keyword::Milestone
        | Keyword::Finding
        | Keyword::Repetition
        | Keyword::Definition
        | Keyword::Interaction
        | Keyword::Alternative
        | Keyword::ChangeLog
        | Keyword::Approval => format!("[[{word}]]"),
        _ => format!("«{word}»"),
    }
}
