//! `cauce caso haz --lote`: many requests to many cases, in few commits.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::{Counter, Mode};
use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::drive;
use crate::failure::{Failure, unreadable};
use crate::run::moment_said;

pub(super) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    if !given.words.is_empty() {
        return Err(Failure::Usage(say!(
            language,
            "Con --lote los casos se dicen en cada petición.",
            "With --bulk the cases are said in each request."
        )));
    }
    let counter = Counter::open(desk, given, Mode::Write)?;
    if let Some(at) = moment_said(given, None, language)? {
        counter.clock.stand_at(at);
    }
    let input: Box<dyn BufRead> = match given.value(Opt::Bulk).map(Path::new) {
        Some(path) if path != Path::new("-") => {
            let file = File::open(path).map_err(|error| unreadable(path, &error, language))?;
            Box::new(BufReader::new(file))
        }
        _ => desk.typed(),
    };
    match drive::bulk(desk, input, (&counter.cases, &counter.clock, language))? {
        true => Ok(()),
        false => Err(Failure::Unsound),
    }
}
