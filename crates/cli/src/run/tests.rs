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

#[test]
fn a_person_keeps_a_case_in_a_store_where_it_is_listed_and_goes_on() {
    let folder = Folder::new("kept");
    let (procedure, store, evidence) = (folder.file("p"), folder.file("c.db"), folder.file("e.txt"));
    sits(&["nuevo", &procedure, "--codigo", "P-1"], "").1.expect("a new procedure");
    fs::write(&evidence, "evidencia").expect("a file");
    let run = ["corre", &procedure, "--almacen", &store, "--fecha", "2026-01-05"];

    let (read, ended) = sits(&run, "");
    ended.expect("a sitting that ends at once");
    assert!(!read.contains("Queda guardado"), "nothing has begun: {read}");

    let (read, ended) = sits(&run, &format!("ana\n\n{evidence}\n:salir\n"));
    ended.expect("a sitting");
    assert!(read.contains("Caso P-1-1") && read.contains(&format!("Queda guardado en {store}.")), "{read}");

    let (read, _) = sits(&["caso", "lista", "--almacen", &store], "");
    assert!(read.contains("1 caso: abierto 1"), "{read}");
    let done = [
        "caso",
        "haz",
        "P-1-1",
        "2",
        "NO",
        "--evidencia",
        "solicitud==",
        "--persona",
        "luis",
        "--fecha",
        "2026-01-05",
    ];
    sits(&[&done[..], &["--almacen", &store]].concat(), "").1.expect("it is done in one line");
    let (read, ended) = sits(&run, &format!(":soy luis responsable\n3\n{evidence}\n"));
    ended.expect("it goes on where it stood");
    assert!(read.contains("Termina el caso"), "{read}");

    // What belongs to another procedure is not gone on with by accident.
    let other = folder.file("q");
    sits(&["nuevo", &other, "--codigo", "Q-1"], "").1.expect("another procedure");
    let (_, ended) = sits(&["corre", &other, "--almacen", &store, "--caso", "P-1-1"], "ana\n");
    let refused = ended.expect_err("the case is of P-1");
    assert!(refused.sentence().is_some_and(|said| said.contains("es de P-1")), "{refused:?}");

    let both = ["corre", &procedure, "--almacen", &store, "--bitacora", &evidence];
    assert_eq!(sits(&both, "").1.expect_err("one or the other").exit_code(), 2);
}
