//! A host with a table of its own: one row for each record, decided again when someone was faster.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use cauce::clock::{Clock, SystemClock};
use cauce::command::{Actor, Command, ItemId, Request, Start};
use cauce::instance::Instance;
use cauce::procedure::{Definitions, Procedure};
use cauce::record::{Reader, Record, Seals, Stream, Writer};

const PROCEDURE: &str = include_str!("../procedures/ibague-pro-gs-029/PRO-GS-029.toml");

/// The rows of one case; a row has its place, and a place has one row.
type Rows = Vec<Vec<u8>>;
type Told<T> = Result<T, Box<dyn Error>>;

/// Brings the case back from its rows and decides: the row that comes next.
fn next(all: &Definitions, rows: &Rows, who: &str, ask: Command) -> Told<Vec<u8>> {
    let (mut case, mut reader) = (Instance::new(), Reader::new(all));
    for row in rows {
        let record = reader.read(row)?;
        case.apply(all, record.at, &record.events)?;
    }
    let (now, actor) = (SystemClock.now(), Actor::person(who, "director-psc"));
    let events = case.handle(all, Request::new(now, actor.clone(), ask))?;
    let record = Record {
        stream: Stream::case("caso-1")?,
        seq: case.seq(),
        at: case.at().unwrap_or(now),
        prev: reader.position().1,
        actor,
        key: None,
        events,
        seals: Seals::New(None),
    };
    let procedure = case.procedure().ok_or("the case has not begun")?;
    Ok(Writer::new().write(&record, procedure)?.line.to_vec())
}

fn main() -> Told<()> {
    let (mut all, mut rows) = (Definitions::new(), Rows::new());
    all.add(Procedure::parse(PROCEDURE)?)?;
    let start = Command::Start(Start::of("PRO-GS-029"));
    rows.push(next(&all, &rows, "ana", start)?);

    // Both have seen one row and bring the second; the store takes the first that comes.
    let claim = || Command::Claim { item: ItemId(1) };
    let anas = next(&all, &rows, "ana", claim())?;
    let luis = next(&all, &rows, "luis", claim())?;
    for row in [anas, luis] {
        if rows.len() == 1 {
            rows.push(row);
        }
    }
    let refused = next(&all, &rows, "luis", claim()).expect_err("decided again, it is refused");
    println!("Luis is told: {refused}");
    Ok(())
}
