//! The words of a path for something in particular: for what is missing, and for who looks for the cheapest path of many.
//!
//! Knows how a walk is said in one line, and how much may be spent on looking.
//! Read [`words`] first.

use super::Options;
use super::drive::Beginning;
use super::goal::Goal;
use super::moves::Piece;
use super::set::{Set, with_set};
use crate::data::Text;
use crate::document::toml_text::{braces, quoted};
use crate::keywords::Keyword as K;
use crate::limits::Limits;
use crate::path::PathFile;
use crate::procedure::{Definitions, Procedure};
use crate::source::Language;
use crate::view::{Coverage, Missing};

/// Missing things up to which words are looked for: of more a set of paths is of more use.
const FEW: usize = 40;
/// Things done in all walks together before the search is ended.
const WORK: usize = 20_000;
/// Signs after which a line is cut off.
const LONGEST: usize = 400;

/// For each missing thing the words of the shortest path found that shows it; none where there are many of them.
pub(super) fn words(
    definitions: &Definitions,
    procedure: &Procedure,
    missing: &[Missing],
) -> Vec<Option<Text>> {
    let none = vec![None; missing.len()];
    if missing.is_empty() || missing.len() > FEW {
        return none;
    }
    let goals = Goal::all(procedure);
    let wanted: Vec<Option<Goal>> = missing
        .iter()
        .map(|missing| goals.iter().copied().find(|goal| goal.missing(procedure) == *missing))
        .collect();
    let made = with_set((definitions, procedure), Coverage::none(procedure), |mut set| {
        set.work = WORK;
        set.straight();
        for goal in wanted.iter().flatten().filter(|goal| goal.has_own_path()) {
            set.show(*goal);
        }
        for goal in wanted.iter().flatten() {
            if !goal.is_shown(&set.coverage) {
                set.show(*goal);
            }
        }
        wanted.iter().map(|goal| set.shortest((*goal)?)).collect()
    });
    made.unwrap_or(none)
}

/// A path with its words, and how many things it does.
pub(crate) struct Candidate {
    pub(crate) path: PathFile,
    pub(crate) words: Text,
    pub(crate) length: usize,
}

/// Paths of a procedure, the shortest first: the usual ones, rounds up to a limit, and what has to be refused.
pub(crate) fn candidates(definitions: &Definitions, procedure: &Procedure, rounds: u32) -> Vec<Candidate> {
    let mut options = Options::default();
    (options.rounds, options.refusals) = (Some(rounds), true);
    let made = with_set((definitions, procedure), Coverage::none(procedure), |mut set| {
        set.usual();
        set.more(&options);
        let mut found: Vec<Candidate> = set.candidates().collect();
        found.sort_by_key(|candidate| candidate.length);
        found
    });
    made.unwrap_or_default()
}

impl Set<'_> {
    /// The words of the shortest of the paths that show something.
    fn shortest(&self, goal: Goal) -> Option<Text> {
        let shows = self.walks.iter().zip(&self.each).filter(|(_, each)| goal.is_shown(each));
        let (walk, _) = shows.min_by_key(|((_, pieces), _)| pieces.len())?;
        Some(said(walk, self.driver.language()))
    }

    fn candidates(&self) -> impl Iterator<Item = Candidate> {
        let language = self.driver.language();
        self.paths.iter().zip(&self.walks).filter_map(move |(path, walk)| {
            let path = PathFile::decode("", path.text.as_bytes(), &Limits::default()).path?;
            Some(Candidate { path, words: said(walk, language), length: walk.1.len() })
        })
    }
}

/// A walk in one line: how it begins, where that has to be said, then its words and steps.
fn said((beginning, pieces): &(Beginning, Vec<Piece>), language: Language) -> Text {
    let word = |keyword: K| keyword.word(language);
    let mut parts: Vec<String> = Vec::new();
    parts.extend(beginning.start.iter().map(|start| format!("{} = {}", word(K::Start), quoted(start))));
    if !beginning.data.is_empty() {
        parts.push(format!("{} = {}", word(K::Data), braces(&beginning.data)));
    }
    for (element, code) in &beginning.fails {
        let (of, error) = (word(K::Element), word(K::Error));
        parts.push(format!(
            "{} = {{ {of} = {}, {error} = {} }}",
            word(K::Double),
            quoted(element),
            quoted(code)
        ));
    }
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Word(word) => word.clone(),
        Piece::Step(step) => format!("{{ {step} }}"),
    });
    parts.push(pieces.collect::<Vec<String>>().join(" "));
    let line = parts.join(" · ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]).into(),
        None => line.into(),
    }
}
