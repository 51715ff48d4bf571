//! `cauce`: the desk of the quality office and of the test suite.
//!
//! Checks, prints, replays and runs procedures in a terminal, in Spanish and English.
//! Decides nothing itself: everything about procedures and cases is the library's.
//! Read [`verb`] for what there is, then the file of a command.

#[macro_use]
mod words;

mod arguments;
mod ask;
mod board;
mod called;
mod case;
mod cases;
mod check;
mod compare;
mod conform;
mod coverage;
mod desk;
mod drive;
mod explain;
mod export;
mod failure;
mod file_log;
mod files;
mod grid;
mod help;
mod import;
mod junit;
mod load;
mod log_verify;
mod mutants;
mod nearest;
mod new;
mod pager;
mod paths;
mod proof;
mod replay;
mod run;
mod show;
mod store_verify;
mod story;
mod verb;
mod wire;
mod writing;

use std::process::ExitCode;

use desk::Desk;
use failure::Failure;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let mut desk = Desk::of_this_terminal(arguments::language(&arguments));
    let ended = verb::obey(&mut desk, arguments).and_then(|()| desk.flush());
    ExitCode::from(match ended {
        Ok(()) => 0,
        Err(failure) => tell(&mut desk, &failure),
    })
}

/// Says why it failed, on standard error; a reader who has left is told nothing.
fn tell(desk: &mut Desk, failure: &Failure) -> u8 {
    let _ = desk.flush();
    if let Some(sentence) = failure.sentence() {
        desk.complain(sentence);
    }
    failure.exit_code()
}
