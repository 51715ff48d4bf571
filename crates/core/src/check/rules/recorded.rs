//! Which findings already record what a rule remarks: «Ya consta en H-04».
//!
//! Knows how a finding says what it is about: by its class, and by the activities that its place or its changes name.
//! Does not check findings themselves.
//! Read [`Recorded`] first.

use super::Site;
use crate::data::Text;
use crate::document::Table;
use crate::keywords::Keyword;
use crate::procedure::{ElementIx, Procedure, Reading};

/// The findings about one subject.
#[derive(Debug)]
pub(super) struct Recorded {
    mentions: Vec<Mention>,
}

/// A finding, and the runs of activities it names; none means all.
#[derive(Debug)]
struct Mention {
    id: Text,
    runs: Vec<(ElementIx, ElementIx)>,
    /// Its place and its note, in lower case.
    words: String,
}

/// Activities divided by whether a finding names them.
#[derive(Debug, Default)]
pub(super) struct Divided {
    /// Those that no finding names.
    pub(super) open: Vec<ElementIx>,
    /// Those that one names.
    pub(super) on_record: Vec<ElementIx>,
    /// The findings that do.
    pub(super) findings: Vec<Text>,
}

impl Recorded {
    /// The findings whose class holds one of some words.
    ///
    /// The name of the remark itself always serves as class; the other words are how offices name the same thing.
    pub(super) fn about(site: &Site<'_>, words: &[&str]) -> Self {
        let findings = site.document.root.tables(Keyword::Finding);
        let fits = |finding: &&Table| {
            let class = finding.text(Keyword::Kind).map(|class| class.to_lowercase());
            class.is_some_and(|class| words.iter().any(|word| class.contains(word)))
        };
        Recorded {
            mentions: findings
                .filter(fits)
                .filter_map(|finding| Mention::of(site.procedure, finding))
                .collect(),
        }
    }

    /// The findings that name all of some activities.
    pub(super) fn covering(&self, elements: &[ElementIx]) -> Vec<Text> {
        let covering =
            self.mentions.iter().filter(|mention| elements.iter().all(|element| mention.names(*element)));
        covering.map(|mention| mention.id.clone()).collect()
    }

    /// All the findings.
    pub(super) fn all(&self) -> Vec<Text> {
        self.covering(&[])
    }

    /// The findings whose place or note holds one of some names.
    pub(super) fn naming(&self, names: &[&str]) -> Vec<Text> {
        let holds =
            |mention: &&Mention| names.iter().any(|name| mention.words.contains(&name.to_lowercase()));
        self.mentions.iter().filter(holds).map(|mention| mention.id.clone()).collect()
    }

    /// Divides activities by whether some finding names them.
    pub(super) fn divide(&self, elements: Vec<ElementIx>) -> Divided {
        let mut divided = Divided::default();
        for element in elements {
            match self.mentions.iter().find(|mention| mention.names(element)) {
                None => divided.open.push(element),
                Some(mention) => {
                    divided.on_record.push(element);
                    if !divided.findings.contains(&mention.id) {
                        divided.findings.push(mention.id.clone());
                    }
                }
            }
        }
        divided
    }
}

/// The findings that change an activity, when the print itself is what was loaded.
pub(super) fn printed(site: &Site<'_>, element: ElementIx) -> Vec<Text> {
    if site.procedure.reading != Reading::Literal {
        return Vec::new();
    }
    let changes = |finding: &&Table| changed(site.procedure, finding).any(|changed| changed == element);
    let findings = site.document.root.tables(Keyword::Finding).filter(changes);
    findings.filter_map(|finding| finding.text(Keyword::Id).cloned()).collect()
}

impl Mention {
    fn of(procedure: &Procedure, finding: &Table) -> Option<Self> {
        let place = finding.text(Keyword::Where).map_or("", |place| place);
        let mut runs = named(procedure, place);
        runs.extend(changed(procedure, finding).map(|element| (element, element)));
        let note = finding.text(Keyword::Note).map_or("", |note| note);
        Some(Mention {
            id: finding.text(Keyword::Id)?.clone(),
            runs,
            words: format!("{place} {note}").to_lowercase(),
        })
    }

    fn names(&self, element: ElementIx) -> bool {
        self.runs.is_empty() || self.runs.iter().any(|(first, last)| (first..=last).contains(&&element))
    }
}

fn changed<'a>(procedure: &'a Procedure, finding: &'a Table) -> impl Iterator<Item = ElementIx> + 'a {
    let named = |change: &Table| change.get(Keyword::Activity)?.reference_text();
    finding.tables(Keyword::Changes).filter_map(named).filter_map(|name| procedure.find(&name))
}

/// The activities a text names after the word for them: «págs. 9 y 10, actividades 1, 2 y 8 a 13» names 1, 2, 8 … 13.
///
/// Numbers of pages must not count, so that a list ends at the first word that neither joins nor names.
fn named(procedure: &Procedure, text: &str) -> Vec<(ElementIx, ElementIx)> {
    let mut runs: Vec<(ElementIx, ElementIx)> = Vec::new();
    let (mut listing, mut to) = (false, false);
    for word in
        text.split(|c: char| c.is_whitespace() || ",;:()«»\"".contains(c)).filter(|word| !word.is_empty())
    {
        let word = word.trim_end_matches('.');
        let lower = word.to_lowercase();
        if lower.starts_with("actividad") || lower.starts_with("activit") {
            (listing, to) = (true, false);
        } else if !listing || matches!(&*lower, "y" | "e" | "and") {
        } else if matches!(&*lower, "a" | "al" | "to" | "–" | "-") {
            to = true;
        } else if let Some(element) = procedure.find(word) {
            match runs.last_mut() {
                Some((_, last)) if to => *last = element,
                _ => runs.push((element, element)),
            }
            to = false;
        } else {
            listing = false;
        }
    }
    runs
}
