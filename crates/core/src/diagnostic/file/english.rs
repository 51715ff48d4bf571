//! What is said in English: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

use super::{
    Example, Expected, FileProblem as P, Found, NewerFeature, block_example, block_name, days, keys, listed,
    map_example,
};
use crate::keywords::Keyword;
use crate::source::Language::{self, English};
use crate::source::Voice;

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: Keyword| keyword.word(file);
    let (message, help): (String, String) = match problem {
        P::Empty => (
            "The file is empty.".into(),
            format!(
                "Begin with: {format} = 1, {language} = \"{code}\" and a block [{procedure}].",
                procedure = w(Keyword::Procedure),
                format = w(Keyword::Format),
                code = file.code(),
                language = w(Keyword::Language)
            ),
        ),
        P::UnknownKey { key, block, nearest, takes } => (
            format!("\"{key}\" is not a key of {}.", block_name(*block, Voice { reader: English, file })),
            match nearest {
                Some(near) => format!("Did you mean \"{}\"?", near.word(file)),
                None if takes.is_empty() => {
                    "Remove it, or look up in the guide which keys this block takes.".into()
                }
                None => format!("Remove it. This block also takes: {}.", keys(takes, file)),
            },
        ),
        P::OtherLanguage { written, word } => (
            match file {
                Language::Spanish => format!("\"{written}\" is English and this file is in Spanish."),
                Language::English => format!("\"{written}\" is Spanish and this file is in English."),
            },
            format!("Write \"{}\".", word.word(file)),
        ),
        P::MisplacedHead { key } => (
            format!("\"{}\" fell into a block.", key.word(file)),
            "Move it to the first lines of the file, above every [block].".into(),
        ),
        P::FallenKey { key, block, owner, line } => (
            format!(
                "\"{}\" fell into {}.",
                key.word(file),
                block_name(*block, Voice { reader: English, file })
            ),
            format!(
                "It belongs to {}: move this line above line {line}.",
                block_name(*owner, Voice { reader: English, file })
            ),
        ),
        P::DuplicateKey { key, line, header } => (
            format!("\"{key}\" already stands in line {line}."),
            if *header {
                format!("If there are several blocks, write [[{key}]] with double brackets in each.")
            } else {
                "Keep one of them.".into()
            },
        ),
        P::MissingKey { key, block } => (
            format!(
                "\"{}\" is missing in {}.",
                key.word(file),
                block_name(*block, Voice { reader: English, file })
            ),
            match (key, block) {
                (Keyword::Procedure | Keyword::Path, Keyword::Format) => format!("Add a block [{}].", key.word(file)),
                _ => format!("Add a line \"{} = …\" to this block.", key.word(file)),
            },
        ),
        P::WrongType { key, expected, found, written } => (
            format!("\"{key}\" must be {}, and is {}.", wanted(*expected), is(*found)),
            example(*expected, written, file),
        ),
        P::UnknownWord { written, key, allowed, nearest } => (
            format!("\"{written}\" is not a value of \"{}\".", key.word(file)),
            match nearest {
                Some(near) => format!("Did you mean \"{}\"?", near.word(file)),
                None => format!("It may be: {}.", listed(allowed, file)),
            },
        ),
        P::TooLarge { bytes, limit } => (
            format!("The file has {bytes} bytes and the limit is {limit}."),
            "Divide the procedure, or ask for a higher limit.".into(),
        ),
        P::TooManyValues { limit } => (
            format!("The file holds more than {limit} values; here they become too many."),
            "Divide the procedure, or ask for a higher limit.".into(),
        ),
        P::NotUtf8 { byte } => (
            format!("The file is not UTF-8: byte {byte} cannot be read."),
            "Save it as UTF-8 (in Notepad: Save as → Encoding → UTF-8).".into(),
        ),
        P::Utf16 => (
            "The file is UTF-16.".into(),
            "Save it as UTF-8 (in Notepad: Save as → Encoding → UTF-8).".into(),
        ),
        P::OnlyZeros { bytes } => (
            format!("The file holds nothing but zeros ({bytes} bytes): what was written in it is not there."),
            "This is what an unfinished copy or a damaged disk leaves. Open the original and save it again, or restore a backup.".into(),
        ),
        P::ByteOrderMark => (
            "The file begins with an invisible mark (BOM).".into(),
            "It does no harm. To remove it, save as \"UTF-8 without BOM\".".into(),
        ),
        P::ControlCharacter { character } => (
            format!("There is a control character (U+{character:04X}) that cannot be seen."),
            "Delete it and type the line again.".into(),
        ),
        P::TooDeep { limit } => (
            format!("More than {limit} brackets or keys stand inside each other."),
            "No procedure needs that: check the brackets.".into(),
        ),
        P::TooManyActivities { limit } => (
            format!("There are more than {limit} activities."),
            "Divide the procedure, or ask for a higher limit.".into(),
        ),
        P::MissingFormat => (
            format!("\"{format}\" is missing.", format = w(Keyword::Format)),
            format!("Write in the first line: {format} = 1", format = w(Keyword::Format)),
        ),
        P::MissingLanguage => (
            "The language of the keys is missing.".into(),
            "Write in the second line: language = \"en\" (or idioma = \"es\").".into(),
        ),
        P::UnknownFormat { written } => (
            format!("Format {written} is not known; this version reads format 1."),
            format!(
                "If the file comes from a newer version, update the program. If not, write: {format} = 1",
                format = w(Keyword::Format)
            ),
        ),
        P::DateWithSlashes { iso, .. } => (
            "The date cannot be understood.".into(),
            match iso {
                Some(iso) => format!("Write it so: {iso}"),
                None => "Write it so: year-month-day, for example 2022-02-25".into(),
            },
        ),
        P::LeadingZero { written } => {
            ("A number cannot begin with zero.".into(), format!("Put it in quotation marks: \"{written}\""))
        }
        P::DecimalComma { written } => {
            ("Decimals are written with a point.".into(), format!("Write: {}", written.replace(',', ".")))
        }
        P::WordQuotes { mark } => (
            format!("These quotation marks ({mark}) come from a word processor."),
            "Use straight ones: \"…\"".into(),
        ),
        P::AccentedKey { key, plain } => {
            (format!("The key \"{key}\" has an accent."), format!("Keys have none: write \"{plain}\"."))
        }
        P::ColonForEquals { key } => {
            (format!("After \"{key}\" stands an equals sign, not a colon."), format!("Write: {key} = …"))
        }
        P::DecimalReference { written } => (
            format!("The number {written} is written with decimals: 1.10 would be read as 1.1."),
            format!("Put it in quotation marks: \"{written}\""),
        ),
        P::UnquotedText { written } => {
            (format!("\"{written}\" needs quotation marks."), format!("Write: \"{written}\""))
        }
        P::UnclosedText => {
            ("The closing quotation mark is missing.".into(), "Close the text with \" at its end.".into())
        }
        P::UnclosedBracket { bracket } => (
            format!("This \"{bracket}\" is not closed."),
            format!("Write \"{}\" where it ends.", if *bracket == '{' { '}' } else { ']' }),
        ),
        P::MissingComma => {
            ("A comma is missing between two values.".into(), "Put a comma before this value.".into())
        }
        P::MissingValue { key } => (
            format!("\"{key}\" says nothing after the equals sign."),
            format!(
                "Write the value, or \"{undefined}\" if the source does not say.",
                undefined = w(Keyword::Undefined)
            ),
        ),
        P::BadHeader => (
            "The header of the block is not well written.".into(),
            format!(
                "Write it alone in its line: [{procedure}] or [[{activity}]].",
                procedure = w(Keyword::Procedure),
                activity = w(Keyword::Activity)
            ),
        ),
        P::BadEscape => (
            "The backslash (\\) means nothing here.".into(),
            "Put the text in single quotation marks ('…'), or write two backslashes: \\\\".into(),
        ),
        P::Syntax => (
            "This line cannot be understood.".into(),
            "Check quotation marks, commas and brackets; the form is: key = value".into(),
        ),
        P::NumberTooLong { written } => (
            format!("The number {written} has too many digits."),
            "If it is a code, put it in quotation marks.".into(),
        ),
        P::NotANumber { written } => (
            format!("\"{written}\" is not a number that can be used."),
            format!("Write a number, or \"{undefined}\".", undefined = w(Keyword::Undefined)),
        ),
        P::ImpossibleDate { written } => {
            (format!("The date {written} does not exist."), "Check year (1 to 9999), month and day.".into())
        }
        P::ImpossibleTime { written } => (
            format!("The time {written} does not exist."),
            "Check hour (0 to 23), minutes and seconds (0 to 59).".into(),
        ),
        P::HiddenCharacter { character } => (
            format!(
                "There is an invisible character (U+{character:04X}) that may change how the text reads."
            ),
            "Delete it and type the word again.".into(),
        ),
        P::LookalikeId { id, letter, characters: (here, there) } => (
            format!(
                "\"{id}\" looks like another id, but character {letter} is U+{here:04X} here and \
                 U+{there:04X} there."
            ),
            "Type one of them again by hand, without copying.".into(),
        ),
        P::BadId { id } => (
            format!("\"{id}\" cannot be an id."),
            "Use letters, digits, hyphens and dots, beginning with a letter, 256 at most: \"appoint-team\".".into(),
        ),
        P::ReservedId { id } => (
            format!("\"{id}\" names an element here, and in the same file the end: which is meant is not known."),
            format!("Write another id, for example \"{id}-18\", or lead what ends to \"{id}\"."),
        ),
        P::NewerToml { feature } => (
            match feature {
                NewerFeature::OpenBraces => "Line breaks or a last comma inside braces are TOML 1.1.".into(),
                NewerFeature::Escape => "This escape is TOML 1.1.".into(),
                NewerFeature::TimeWithoutSeconds => "A time without seconds is TOML 1.1.".into(),
            },
            "It is read; other programs may not read it.".into(),
        ),
        P::UnknownField { field, part } => (
            format!("The field \"{field}\" cannot be followed: \"{part}\" does not exist there."),
            format!(
                "Write keys and ids joined by slashes: \"{event}/ID/{goes_to}\".",
                event = w(Keyword::Event),
                goes_to = w(Keyword::GoesTo)
            ),
        ),
        P::FieldNotThere { field } => (
            format!("The finding changes \"{field}\", which is not in the procedure."),
            "Check the activity and the field.".into(),
        ),
        P::ReadingDiffers { field } => (
            format!("The procedure does not say in \"{field}\" what the finding says it reads."),
            format!("Write in \"{read_as}\" what stands in the procedure.", read_as = w(Keyword::ReadAs)),
        ),
        P::EscapedGuard => {
            ("A guard with backslashes stands in single quotation marks.".into(), "Write: '…'".into())
        }
        P::QuotedDate { iso } => ("A date has no quotation marks.".into(), format!("Write: {iso}")),
        P::EmptyText { key } => (
            format!("\"{key}\" is empty."),
            format!(
                "Write the value; if the source does not say, \"{undefined}\".",
                undefined = w(Keyword::Undefined)
            ),
        ),
        P::StrayLine => (
            "This line is neither a header nor a key with its value.".into(),
            "Write key = value, or put # in front if it is a comment.".into(),
        ),
        P::OtherTruth { written, right } => {
            (format!("\"{written}\" cannot be understood here."), format!("Write: {right}"))
        }
        P::PointOfThousands { written, thousands, is: None } => (
            format!("\"{written}\" is no number: thousands are not separated."),
            format!("Write: {thousands}"),
        ),
        P::PointOfThousands { written, thousands, is: Some(is) } => (
            format!("\"{written}\" is {is}: the point separates decimals."),
            format!("If thousands are meant, write {thousands}; if not, {is}."),
        ),
        P::TooManyProblems { listed } => (
            format!("There are more problems; the first {listed} are shown."),
            "Repair these and check again.".into(),
        ),
    };
    (message, help)
}

fn wanted(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "a text",
        Expected::Id => "an id in quotation marks",
        Expected::Reference => "the number or the id of an activity",
        Expected::Number => "a number",
        Expected::Count => "a whole number, zero or more",
        Expected::Truth => "true or false",
        Expected::Date => "a date",
        Expected::Moment => "a date, with or without a time",
        Expected::Word => "a word of its list, in quotation marks",
        Expected::Guard => "a guard in single quotation marks",
        Expected::Time => "a time in quotation marks",
        Expected::Value => "a value",
        Expected::Block { .. } => "a block",
        Expected::Map { .. } => "a block of names with their values",
    }
}

fn is(found: Found) -> &'static str {
    match found {
        Found::Text => "a text",
        Found::Integer => "a number",
        Found::Decimal => "a number with decimals",
        Found::Truth => "true or false",
        Found::Date => "a date or time",
        Found::List => "a list",
        Found::Block => "a block",
    }
}

fn example(expected: Expected, written: &str, file: Language) -> String {
    match expected {
        Expected::Text => "Put it in quotation marks: \"…\"".into(),
        Expected::Id => "For example: \"auditor\"".into(),
        Expected::Reference => "For example: 7, or \"appoint-team\"".into(),
        Expected::Number => "For example: 0.6".into(),
        Expected::Count => "For example: 3".into(),
        Expected::Truth => "Write true or false, without quotation marks.".into(),
        Expected::Date => "For example: 2022-02-25, without quotation marks".into(),
        Expected::Moment => "For example: 2022-02-25, or 2022-02-25T10:00:00".into(),
        Expected::Word => "The guide says which words it takes.".into(),
        Expected::Guard => format!("For example: '{}(4) < 3'", Keyword::Rounds.word(file)),
        Expected::Time => format!("For example: \"{}\"", days(written, file)),
        Expected::Value => "A text, a number, a date, true, false or a list of them.".into(),
        Expected::Block { key, owner, first } => match block_example((key, owner, first), written, file) {
            Example::Header(header) => format!("Write it in a block of its own: {header}"),
            Example::Outcome(onward, None) => format!("Write {onward}"),
            Example::Outcome(onward, Some(back)) => format!("Write {onward}, or {back} if it leads back."),
            Example::Inline(inline) => format!("For example: {inline}"),
        },
        Expected::Map { key } => format!("For example: {}", map_example(key, written, file)),
    }
}
