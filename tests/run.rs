//! The machine on small procedures: each file of `tests/run` is a procedure and, below a line `# pide`, what is asked.
//!
//! The snapshot beside it says, for each request, what happened in the words of a person, and what is open then.
//! After each request the case is brought back from its log: it must stand as the live one stands.
//!
//! The words of a request: who asks (`quien = "ana/auditor"`, or a program by its name alone), when (`pasa = "3d"`,
//! `el = "2022-03-01T09:00-05:00"`; a minute passes otherwise), the command (`completa`, `firma`, `responde`,
//! `verifica`, `fija`, `mide`, `toma`, `suelta`, `encarga`, `avanza`, `resuelve`, `cancela`) with the reference of the
//! item, and what goes with it. The first request begins the case unless it says otherwise.

#[path = "support/play.rs"]
mod play;

use std::fs;
use std::path::{Path, PathBuf};

use play::told;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/run");
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|file| file.extension().is_some_and(|kind| kind == "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn each_case_goes_as_its_snapshot_says() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("run");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut wrong = Vec::new();
    for file in cases() {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("it can be read");
        let same = || settings.bind(|| insta::assert_snapshot!(name.clone(), told(&name, &text)));
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(same)).is_err() {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "these differ: {}", wrong.join(", "));
}
