//! Which column of a log is what: by the words that people use as headings, or as the command line says.
//!
//! Knows the headings in both languages and those of XES; a column called as a datum of the procedure holds its values.
//! Read [`cases`] first.

use std::collections::BTreeMap;

use cauce::compare::{Observed, ObservedCase};
use cauce::data::Text;
use cauce::diagnostic::{Diagnostic, ObservedProblem};
use cauce::procedure::Procedure;
use cauce::source::{Language, Span};

use super::moment;
use super::sheet::{Row, Sheet};
use crate::nearest::nearest;

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Case,
    Activity,
    /// What people call the activity in its members, where a log of this house says that beside its name.
    Reference,
    Moment,
    Person,
    Role,
    Answer,
    Evidence,
}

/// The headings of each column; the first two are its names in Spanish and English.
const WORDS: &[(Column, &[&str])] = &[
    (
        Column::Case,
        &[
            "caso",
            "case",
            "expediente",
            "radicado",
            "case id",
            "caseid",
            "id del caso",
            "id caso",
            "case:concept:name",
        ],
    ),
    (Column::Reference, &["cauce.reference"]),
    (Column::Activity, &["actividad", "activity", "tarea", "task", "paso", "step", "concept:name"]),
    (
        Column::Moment,
        &[
            "fecha",
            "date",
            "fecha y hora",
            "momento",
            "time",
            "timestamp",
            "when",
            "cuando",
            "date and time",
            "time:timestamp",
        ],
    ),
    (
        Column::Person,
        &["persona", "person", "usuario", "user", "quien", "who", "recurso", "resource", "org:resource"],
    ),
    (Column::Role, &["rol", "role", "cargo", "position", "org:role"]),
    (Column::Answer, &["respuesta", "answer", "resultado", "result", "decision", "outcome"]),
    (Column::Evidence, &["evidencia", "evidence", "evidencias", "soporte", "soportes", "registros"]),
];

/// Problems that are told of one log.
const TOLD: usize = 20;

/// The columns of a sheet.
struct Columns {
    known: Vec<(Column, usize)>,
    /// Data and indicators by id.
    data: Vec<(Text, usize)>,
}

/// The cases of a sheet in the order of their first rows, and whether it records answers.
pub(super) fn cases(
    sheet: &Sheet,
    mapped: Option<&str>,
    procedure: &Procedure,
) -> Result<(Vec<ObservedCase>, bool), Vec<Diagnostic>> {
    let columns = columns(sheet, mapped, procedure).map_err(|problem| at_top(sheet, problem))?;
    let (mut cases, mut places, mut problems) = (Vec::<ObservedCase>::new(), BTreeMap::new(), Vec::new());
    for row in &sheet.rows {
        match columns.observed(row, procedure) {
            Ok((case, observed)) => {
                let place = *places.entry(case.clone()).or_insert_with(|| {
                    cases.push(ObservedCase { id: case, rows: Vec::new() });
                    cases.len() - 1
                });
                cases[place].rows.push(observed);
            }
            Err(problem) => problems.push(Diagnostic::error(problem, row.span)),
        }
        if problems.len() == TOLD {
            break;
        }
    }
    match problems.is_empty() {
        true => Ok((cases, columns.at(Column::Answer).is_some())),
        false => Err(problems),
    }
}

fn at_top(sheet: &Sheet, problem: ObservedProblem) -> Vec<Diagnostic> {
    vec![Diagnostic::error(problem, Span::new(sheet.top.start as usize, sheet.top.end as usize))]
}

fn columns(sheet: &Sheet, mapped: Option<&str>, procedure: &Procedure) -> Result<Columns, ObservedProblem> {
    let mut columns = Columns { known: Vec::new(), data: Vec::new() };
    let language = procedure.head().language;
    for (what, heading) in mapped.into_iter().flat_map(|mapped| mapped.split(',')).map(pair) {
        let place = place_of(sheet, heading)?;
        match column_of(what) {
            Some(column) => columns.known.push((column, place)),
            None => columns.data.push((id_of(procedure, what).unwrap_or_else(|| what.into()), place)),
        }
    }
    for (place, heading) in sheet.headings.iter().enumerate() {
        if columns.takes(place) {
            continue;
        }
        match column_of(heading) {
            Some(column) => match columns.known.iter().find(|(known, _)| *known == column) {
                Some((_, first)) if mapped.is_none() => {
                    let (first, second) = (sheet.headings[*first].as_str().into(), heading.as_str().into());
                    return Err(ObservedProblem::TwiceTheColumn { first, second });
                }
                Some(_) => {}
                None => columns.known.push((column, place)),
            },
            None => columns.data.extend(id_of(procedure, heading).map(|id| (id, place))),
        }
    }
    for wanted in [Column::Case, Column::Activity] {
        if columns.at(wanted).is_none() {
            let headings = sheet.headings.iter().map(|heading| heading.as_str().into()).collect();
            return Err(ObservedProblem::NoColumn { wanted: word(wanted, language), headings });
        }
    }
    Ok(columns)
}

/// `caso=Expediente` as what and heading; without a sign the heading is its own name.
fn pair(written: &str) -> (&str, &str) {
    let (what, heading) = written.split_once('=').unwrap_or((written, written));
    (what.trim(), heading.trim())
}

fn place_of(sheet: &Sheet, heading: &str) -> Result<usize, ObservedProblem> {
    let same = |known: &String| plain(known) == plain(heading);
    sheet.headings.iter().position(same).ok_or_else(|| ObservedProblem::NoSuchHeading {
        heading: heading.into(),
        nearest: nearest(heading, sheet.headings.iter().map(String::as_str)).map(Into::into),
    })
}

fn column_of(heading: &str) -> Option<Column> {
    let heading = plain(heading);
    WORDS.iter().find(|(_, words)| words.contains(&&*heading)).map(|(column, _)| *column)
}

/// The datum or indicator of that id or name.
fn id_of(procedure: &Procedure, heading: &str) -> Option<Text> {
    let heading = plain(heading);
    let data = procedure.data().iter().map(|datum| (&datum.id, &datum.name));
    let indicators = procedure.indicators().iter().map(|indicator| (&indicator.id, &indicator.name));
    let is_it = |(id, name): &(&Text, &Text)| plain(id) == heading || plain(name) == heading;
    data.chain(indicators).find(is_it).map(|(id, _)| id.clone())
}

fn word(column: Column, language: Language) -> Text {
    let words = WORDS.iter().find(|(known, _)| *known == column).map_or(&[""; 2][..], |(_, words)| words);
    words[language as usize].into()
}

/// A heading as it is compared: in lower case, without accents and without `_` or `-` between words.
fn plain(heading: &str) -> String {
    let lower = heading.trim().to_lowercase();
    let letters = lower.chars().map(|letter| match letter {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        '_' | '-' => ' ',
        other => other,
    });
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Columns {
    fn at(&self, column: Column) -> Option<usize> {
        self.known.iter().find(|(known, _)| *known == column).map(|(_, place)| *place)
    }

    fn takes(&self, place: usize) -> bool {
        self.known.iter().any(|(_, known)| *known == place)
            || self.data.iter().any(|(_, known)| *known == place)
    }

    fn text(&self, row: &Row, column: Column) -> Option<Text> {
        let cell = row.cells.get(self.at(column)?)?;
        (!cell.is_empty()).then(|| cell.as_str().into())
    }

    fn needed(&self, row: &Row, (column, language): (Column, Language)) -> Result<Text, ObservedProblem> {
        let missing = || ObservedProblem::EmptyCell { wanted: word(column, language) };
        self.text(row, column).ok_or_else(missing)
    }

    fn observed(&self, row: &Row, procedure: &Procedure) -> Result<(Text, Observed), ObservedProblem> {
        let head = procedure.head();
        let case = self.needed(row, (Column::Case, head.language))?;
        let named = self.needed(row, (Column::Activity, head.language))?;
        let activity = self.text(row, Column::Reference).unwrap_or(named);
        let at = match self.text(row, Column::Moment) {
            None => None,
            Some(written) => match moment::read(&written, head.zone) {
                Some(at) => Some(at),
                None => return Err(ObservedProblem::BadMoment { written }),
            },
        };
        let values = |cell: &str| -> Vec<Text> {
            let values = cell.split(['|', ';']).map(str::trim).filter(|value| !value.is_empty());
            values.map(Into::into).collect()
        };
        let evidence = self.at(Column::Evidence).and_then(|place| row.cells.get(place));
        let data = self.data.iter().filter_map(|(id, place)| {
            let cell = row.cells.get(*place).filter(|cell| !cell.is_empty())?;
            Some((id.clone(), cell.as_str().into()))
        });
        let observed = Observed {
            line: row.line,
            activity,
            answer: self.text(row, Column::Answer),
            at,
            person: self.text(row, Column::Person),
            role: self.text(row, Column::Role),
            evidence: evidence.map(|cell| values(cell)),
            data: data.collect(),
        };
        Ok((case, observed))
    }
}
