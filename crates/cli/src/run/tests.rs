//! A person at the terminal, without one: typed lines go in, the page comes out.

use std::cell::RefCell;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::verb;

/// A page that can be read after the desk is gone.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A folder of the test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cauce-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a person reads who types those lines after that command, and whether it went well.
fn sits(command: &[&str], typed: &str) -> (String, Result<(), Failure>) {
    let page = Page::default();
    let mut desk = Desk::of_a_person(typed, page.clone());
    let ended = verb::obey(&mut desk, command.iter().map(OsString::from).collect());
    let read = String::from_utf8(page.0.borrow().clone()).expect("UTF-8");
    (read, ended)
}

#[test]
fn a_person_walks_a_case_to_its_finish_and_resumes_it_in_the_middle() {
    let folder = Folder::new("sitting");
    let (procedure, log, evidence) = (folder.file("p"), folder.file("c.jsonl"), folder.file("e.txt"));
    sits(&["nuevo", &procedure, "--codigo", "P-1"], "").1.expect("a new procedure");
    fs::write(&evidence, "evidencia").expect("a file");
    let run = ["corre", &procedure, "--bitacora", &log, "--fecha", "2026-01-05"];

    let monday = format!("ana\n\n{evidence}\n2:SI\nluis\nFalta la fecha\n");
    let (read, ended) = sits(&run, &monday);
    ended.expect("a sitting that ends when nothing more is typed");
    assert!(read.contains(&format!("El caso se guarda en {log}.")), "{read}");
    assert!(read.contains("¿Quién es usted?") && read.contains("[1] > "), "{read}");
    assert!(!read.contains("Falta la fecha\n¿"), "what is typed is not shown twice: {read}");
    assert!(read.trim_end().ends_with(&format!("Queda guardado en {log}.")), "{read}");
    let kept = fs::read(&log).expect("a log");

    let tuesday = format!(
        "SI\n:deja\n:soy ana solicitante\n1\n{evidence}\n:soy luis responsable\n2:NO\n=\n3\n{evidence}\n"
    );
    let (read, ended) = sits(&run, &tuesday);
    assert!(read.contains("«SI» no es una actividad de este procedimiento."), "{read}");
    assert!(read.contains("Termina el caso"), "{read}");
    ended.expect("a person who slipped and went on has done nothing wrong");
    assert!(fs::read(&log).expect("a log").starts_with(&kept), "what was kept is only added to");

    let (read, ended) = sits(&run, "");
    ended.expect("a finished case is told");
    assert!(read.contains("Termina el caso"), "{read}");
    assert!(Path::new(&log).exists());
}
