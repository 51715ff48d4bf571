//! Where the tests keep their cases: each test runs on every base of the list.

use cauce::clock::ManualClock;
use cauce::command::Actor;
use cauce_store::Store;
use cauce_store::cases::Cases;

pub(crate) const ACTA: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "ACTA"
nombre  = "Levantar un acta"
version = "03"
[[rol]]
id      = "auditor"
nombre  = "Auditor"
[[actividad]]
numero  = 1
id      = "redactar"
titulo  = "Redactar"
responsables = "auditor"
[[actividad]]
numero  = 2
id      = "revisar"
titulo  = "Revisar"
responsables = "auditor"
pregunta = "¿Requiere ajustes?"
si = { regresa_a = 1 }
no = { continua_en = "fin" }
"#;

pub(crate) const PLAZO: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "PLAZO"
nombre  = "Responder a tiempo"
zona_horaria = "America/Bogota"
[[rol]]
id      = "jefe"
nombre  = "Jefe"
[[rol]]
id      = "director"
nombre  = "Director"
[[dato]]
id      = "entidad"
tipo    = "texto"
[[actividad]]
id      = "responder"
titulo  = "Responder"
responsables = ["jefe", "director"]
plazo   = "1 día"
avisa_antes = "4 horas"
al_vencer = { escala_a = "director" }
"#;

pub(crate) const ESPERA: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "ESPERA"
nombre  = "Esperar un pago"
[[dato]]
id      = "pedido"
tipo    = "entero"
[[actividad]]
id      = "avisar"
titulo  = "Avisar"
trabajo = "avisar"
[[actividad]]
id      = "aguardar"
titulo  = "Aguardar el pago"
espera  = { mensaje = "pago", correlaciona = { pedido = 'pedido' } }
[[actividad]]
id      = "oir"
titulo  = "Aguardar la alarma"
espera  = { senal = "alarma" }
"#;

/// A base that stores are opened on, as often as is wanted.
pub(crate) enum Place {
    /// A file of SQLite.
    File { folder: tempfile::TempDir, clock: ManualClock },
}

impl Default for Place {
    fn default() -> Self {
        Place::File { folder: tempfile::tempdir().expect("a folder"), clock: clock() }
    }
}

/// Every base that cases are kept on, empty.
pub(crate) fn bases() -> Vec<Place> {
    vec![Place::default()]
}

/// The morning on which every test begins.
pub(crate) fn clock() -> ManualClock {
    ManualClock::at("2026-01-05T08:00:00Z".parse().expect("a time"))
}

impl Place {
    /// The store, opened once more.
    pub(crate) fn store(&self) -> Store {
        let Place::File { folder, .. } = self;
        Store::open(folder.path().join("cases.db")).expect("it opens")
    }

    /// The clock of all who use the base.
    pub(crate) fn clock(&self) -> ManualClock {
        let Place::File { clock, .. } = self;
        clock.clone()
    }

    /// The cases as another program has them, which knows nothing yet.
    pub(crate) fn again(&self) -> Cases<ManualClock> {
        Cases::new(self.store(), self.clock())
    }

    /// Does something to the tables behind the back of everybody.
    pub(crate) fn tamper(&self, statements: &str) {
        let Place::File { folder, .. } = self;
        let raw = rusqlite::Connection::open(folder.path().join("cases.db")).expect("it opens");
        raw.execute_batch(statements).expect("it is done");
    }
}

impl Place {
    /// What the tables say to a question, one text a row.
    pub(crate) fn texts(&self, question: &str) -> Vec<String> {
        let Place::File { folder, .. } = self;
        let raw = rusqlite::Connection::open(folder.path().join("cases.db")).expect("it opens");
        let mut asked = raw.prepare(question).expect("a question");
        let rows = asked.query_map([], |row| row.get(0)).expect("rows");
        rows.map(|row| row.expect("a text")).collect()
    }
}

/// Cases with the procedures of this page.
pub(crate) fn opened(place: &Place) -> Cases<ManualClock> {
    let cases = place.again();
    for text in [ACTA, PLAZO, ESPERA] {
        cases.add(text).expect("it can be added");
    }
    cases
}

pub(crate) fn ana() -> Actor {
    Actor::person("ana", "auditor")
}

pub(crate) fn eva() -> Actor {
    Actor::person("eva", "auditor")
}

pub(crate) fn web() -> Actor {
    Actor::host("web")
}
