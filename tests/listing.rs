//! How nextest asks a test program what it holds, and one test at a time: the harness answers for each path file.
//!
//! The program runs itself: with a folder in its environment it is a test target as embedders write it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

use cauce_testing::Harness;
use libtest_mimic::{Arguments, Failed, Trial};

const FOLDER: &str = "CAUCE_LISTED";

fn main() -> ExitCode {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return Harness::new().folder(folder).run();
    }
    let tests = vec![
        Trial::test("each_path_file_is_listed_once", each_path_file_is_listed_once),
        Trial::test("one_test_is_run_by_its_whole_name", one_test_is_run_by_its_whole_name),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

fn procedures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures/ibague-pro-gs-029")
}

/// What the target says to those arguments.
fn asked(arguments: &[&str]) -> Result<Output, Failed> {
    let program = std::env::current_exe()?;
    Ok(Command::new(program).env(FOLDER, procedures()).args(arguments).output()?)
}

/// The lines of what it says.
fn lines(arguments: &[&str]) -> Result<Vec<String>, Failed> {
    let output = asked(arguments)?;
    let said = String::from_utf8(output.stdout)?;
    Ok(said.lines().map(str::to_owned).collect())
}

fn each_path_file_is_listed_once() -> Result<(), Failed> {
    let mut expected = vec!["PRO-GS-029: test".to_owned()];
    for entry in fs::read_dir(procedures().join("caminos"))? {
        let file = entry?.path();
        if file.extension() == Some(OsStr::new("toml")) {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            expected.push(format!("caminos/{stem}: test"));
        }
    }
    expected.sort();
    let mut listed = lines(&["--list", "--format", "terse"])?;
    listed.sort();
    assert_eq!(listed, expected);
    // Nothing is set aside, and nextest asks for that apart.
    assert_eq!(lines(&["--list", "--format", "terse", "--ignored"])?, Vec::<String>::new());
    Ok(())
}

fn one_test_is_run_by_its_whole_name() -> Result<(), Failed> {
    let output = asked(&["--exact", "caminos/02-regresa-4-a-3", "--nocapture"])?;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    let output = asked(&["--exact", "02-regresa-4-a-3", "--nocapture"])?;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("0 passed"), "a part of a name is no name: {said}");
    Ok(())
}
