//! The words of a log kept elsewhere, in English.

use super::ObservedProblem as P;
use super::{LogExcess, named};

/// What is wrong, and what to do about it.
pub(super) fn said(problem: &P) -> (String, String) {
    match problem {
        P::NotText { byte } => (
            format!("The log is not text in UTF-8: byte {byte} is none."),
            "Save it as UTF-8 (“CSV UTF-8” in a spreadsheet).".into(),
        ),
        P::NoRows => (
            "The log has no rows.".into(),
            "The first row holds the headings; below it stands one row for each thing that was done.".into(),
        ),
        P::NoColumn { wanted, headings } => (
            format!("No column says “{wanted}”; there are: {}.", headings.join(", ")),
            format!("Name the column so, or say which it is: --columns {wanted}=HEADING."),
        ),
        P::NoSuchHeading { heading, nearest } => (
            format!("There is no column “{heading}”."),
            match nearest {
                Some(nearest) => format!("Did you mean “{nearest}”?"),
                None => "Write the heading as it stands in the first row.".into(),
            },
        ),
        P::TwiceTheColumn { first, second } => (
            format!("The columns “{first}” and “{second}” say the same."),
            "Take one out, or say with --columns which counts.".into(),
        ),
        P::OtherWidth { found, wanted } => (
            format!("The row has {found} fields and there are {wanted} headings."),
            "Put fields that hold the separator in double quotes.".into(),
        ),
        P::EmptyCell { wanted } => (
            format!("The row does not say “{wanted}”."),
            "Write it, or take the row out if it records nothing.".into(),
        ),
        P::BadMoment { written } => (
            format!("“{written}” is no date that can be read."),
            "Write it as 2022-04-07, 2022-04-07T10:30, 07/04/2022 or 07/04/2022 10:30 (day first).".into(),
        ),
        P::TooMuch { what, limit } => {
            (format!("{}: the limit is {limit}.", excess(*what)), "Split the log by cases.".into())
        }
        P::NotALog { root } => (
            format!("The file is no XES log: it begins with <{root}>."),
            "An XES log begins with <log>, with a <trace> for each case and an <event> for each thing done."
                .into(),
        ),
        P::Unclosed => (
            "The quotes that open here are never closed.".into(),
            "Close the field; quotes inside it are written twice.".into(),
        ),
        P::CannotBegin { reason } => (
            format!("The case cannot begin: {reason}"),
            "Add a column for each datum that the beginning needs.".into(),
        ),
        P::Skipped { reference, title } => (
            format!("Activity {} was not done.", named(reference, title)),
            "See whether it was done and not written down, or the procedure asks for what nobody does."
                .into(),
        ),
        P::Extra { reference, title } => (
            format!("Activity {} was done where it was not due.", named(reference, title)),
            "See whether it was repeated without going back to it, or the procedure lacks that way.".into(),
        ),
        P::OutOfOrder { reference, title, early, beside } => {
            let when = if *early { "earlier" } else { "later" };
            let next = if *early { "after" } else { "before" };
            (
                format!(
                    "Activity {} was done {when} than it should: it comes {next} {beside}.",
                    named(reference, title)
                ),
                "See the dates; if the order does not matter, the procedure can say so.".into(),
            )
        }
        P::UnknownActivity { written, nearest } => (
            format!("“{written}” is no activity of the procedure."),
            match nearest {
                Some(nearest) => format!("Did you mean “{nearest}”?"),
                None => "Name the activity by its number, its id or its title.".into(),
            },
        ),
        P::OtherAnswer { reference, written, fits } => (
            format!("At {reference} “{written}” was recorded; what follows goes with “{fits}”."),
            "Correct the recorded answer, or see why the work went another way.".into(),
        ),
        P::MissingAnswer { reference, fits } => (
            format!("{reference} does not say the answer; by what follows it was “{fits}”."),
            "Record the answer of each control point.".into(),
        ),
        P::OtherRole { reference, written, roles } => (
            format!("{reference} was done by “{written}”; it is done by {}.", roles.join(" or ")),
            "See who did it, or add the responsible to the procedure.".into(),
        ),
        P::MissingEvidence { reference, records } => (
            format!("{reference} does not say that this was delivered: {}.", records.join(", ")),
            "Record the evidence that was delivered.".into(),
        ),
        P::Late { reference, due, .. } => (
            format!("{reference} was done after its deadline, which was {due}."),
            "See the date, or why it took so long.".into(),
        ),
        P::Early { until } => (
            format!("Nobody waited until {until}, as the procedure asks."),
            "See the date, or why nobody waited.".into(),
        ),
        P::Beyond { reference } => (
            format!("At {reference} the case was stuck and went on without saying who allowed it."),
            "See who allowed it to go on, for instance with more returns than the maximum.".into(),
        ),
    }
}

fn excess(what: LogExcess) -> &'static str {
    match what {
        LogExcess::Bytes => "The log has too many bytes",
        LogExcess::Rows => "The log has too many rows",
        LogExcess::Columns => "The row has too many fields",
        LogExcess::Letters => "A field is too long",
    }
}
