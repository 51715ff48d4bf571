//! `cauce explica`: the page of a code.

use cauce::pages::{codes, page};
use cauce::source::Language;

use crate::arguments::Given;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::nearest::nearest;
use crate::pager::inked_page;

/// `cauce explica [CÓDIGO|NOMBRE]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let [word] = &given.words[..] else {
        return match given.words.len() {
            0 => list(desk),
            _ => Err(Failure::Usage(say!(language, "Diga un solo código.", "Give one code only."))),
        };
    };
    let word = word.to_string_lossy();
    let text = page(word.trim(), language).ok_or_else(|| unknown(&word, language))?;
    let text = inked_page(desk, text);
    desk.print(&text)
}

fn list(desk: &mut Desk) -> Result<(), Failure> {
    let language = desk.language();
    for (code, name) in codes(language) {
        desk.line(&format!("{}  {name}", desk.bold(code)))?;
    }
    desk.line("")?;
    desk.line(pick!(
        language,
        "«cauce explica CÓDIGO» dice qué revisa cada uno, por qué importa y cómo se arregla.",
        "“cauce explain CODE” says what each one checks, why it matters and how it is mended.",
    ))
}

fn unknown(word: &str, language: Language) -> Failure {
    let known = || codes(language).into_iter().chain(codes(language.other()));
    let near = nearest(word.trim(), known().flat_map(|(code, name)| [code, name]));
    let meant = match near {
        Some(near) => say!(language, " ¿Quiso decir «{near}»?", " Did you mean “{near}”?"),
        None => String::new(),
    };
    let word: String = word.chars().take(64).collect();
    Failure::Usage(say!(
        language,
        "No hay un código «{word}».{meant} «cauce explica» los enumera.",
        "There is no code “{word}”.{meant} “cauce explain” lists them."
    ))
}
