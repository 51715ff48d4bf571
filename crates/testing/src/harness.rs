//! One test for each path file of a folder, as `cargo test` and nextest list and run them.
//!
//! Knows how folders become tests and what a failure tells; what a path means the core knows, where its procedure lies
//! `cauce-files`.
//! A folder that cannot be read, or that holds no path, is a test that fails: a suite that lost its files is not green.
//! Read [`Harness`] first.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use cauce::diagnostic::{Ink, render};
use cauce::path::Demand;
use cauce::procedure::{Procedure, Reading};
use cauce::source::{Language, Source};
use cauce::view::Coverage;
use cauce_files::{Bytes, FilesError, How, Readings, Shelf, read, read_path, shelves};
use libtest_mimic::{Arguments, Trial};

/// The folders whose paths are tests, and what the paths need besides.
///
/// [`paths!`](crate::paths) is this with folders alone.
///
/// ```no_run
/// use cauce_testing::Harness;
/// use std::process::ExitCode;
///
/// fn main() -> ExitCode {
///     // Procedures that those of the folder call may lie elsewhere.
///     Harness::new().folder("procedures").with("shared/C-01.toml").run()
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Harness {
    folders: Vec<PathBuf>,
    others: Vec<PathBuf>,
    language: Option<Language>,
}

impl Harness {
    /// No folder yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a folder, with the folders below it.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folders.push(folder.into());
        self
    }

    /// Adds a procedure, or a folder of them, that the paths may need and that is not tested itself.
    #[must_use]
    pub fn with(mut self, procedures: impl Into<PathBuf>) -> Self {
        self.others.push(procedures.into());
        self
    }

    /// Says everything in that language; else each file is spoken of in its own.
    #[must_use]
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Lists or runs the tests as the command line of the test program asks.
    #[must_use]
    pub fn run(self) -> ExitCode {
        let arguments = Arguments::from_args();
        libtest_mimic::run(&arguments, self.tests()).exit_code()
    }

    fn tests(&self) -> Vec<Trial> {
        let mut tests = Vec::new();
        for folder in &self.folders {
            match shelves(folder) {
                Ok(found) => tests.extend(found.into_iter().flat_map(|shelf| self.shelf(folder, shelf))),
                Err(error) => tests.push(self.lost(folder, &error)),
            }
        }
        if self.folders.is_empty() {
            tests.push(Trial::test("folders", || Err("no folder was named".into())));
        }
        tests
    }

    /// The test of a folder that cannot be used, or of what is missing in one.
    fn lost(&self, folder: &Path, error: &FilesError) -> Trial {
        let told = error.message(self.language.unwrap_or_default());
        Trial::test(folder.display().to_string(), || Err(told.into()))
    }

    fn shelf(&self, folder: &Path, shelf: Shelf) -> Vec<Trial> {
        let bench = Arc::new(Bench::new(self, shelf));
        let name = |file: &Path| {
            let shown = file.strip_prefix(folder).unwrap_or(file).with_extension("");
            shown.to_string_lossy().replace('\\', "/")
        };
        let mut tests = Vec::new();
        for (place, file) in bench.shelf.procedures.iter().enumerate() {
            let bench = Arc::clone(&bench);
            tests.push(Trial::test(name(file), move || Ok(bench.loads(place)?)));
        }
        for (place, file) in bench.shelf.paths.iter().enumerate() {
            let bench = Arc::clone(&bench);
            tests.push(Trial::test(name(file), move || Ok(bench.replays(place)?)));
        }
        for (place, file) in bench.shelf.demands.iter().enumerate() {
            let bench = Arc::clone(&bench);
            tests.push(Trial::test(name(file), move || Ok(bench.covers(place)?)));
        }
        tests
    }
}

/// The procedures of a folder and its paths, each loaded and replayed once however many tests ask.
struct Bench {
    shelf: Shelf,
    others: Vec<PathBuf>,
    language: Option<Language>,
    readings: OnceLock<Result<Readings, String>>,
    replayed: Vec<OnceLock<Replayed>>,
}

/// What came of a path.
struct Replayed {
    /// What it tells where it failed.
    told: Result<(), String>,
    /// What it walked of which procedure.
    walked: Option<(Arc<Procedure>, Coverage)>,
}

impl Bench {
    fn new(harness: &Harness, shelf: Shelf) -> Self {
        let replayed = shelf.paths.iter().map(|_| OnceLock::new()).collect();
        let others = harness.others.clone();
        Bench { shelf, others, language: harness.language, readings: OnceLock::new(), replayed }
    }

    /// Whether a procedure file is one.
    fn loads(&self, place: usize) -> Result<(), String> {
        let Some(file) = self.shelf.procedures.get(place) else { return Ok(()) };
        let readings = self.readings()?;
        let name = file.display().to_string();
        match readings.broken.iter().find(|broken| broken.source.name() == name) {
            None => Ok(()),
            Some(broken) => {
                let language = self.language.unwrap_or(broken.language);
                Err(render(&broken.source, &broken.diagnostics, language, Ink::Plain))
            }
        }
    }

    /// Whether a path replays.
    fn replays(&self, place: usize) -> Result<(), String> {
        self.replayed(place).told.clone()
    }

    /// Whether the paths walk together what a file demands.
    fn covers(&self, place: usize) -> Result<(), String> {
        let Some(file) = self.shelf.demands.get(place) else { return Ok(()) };
        let source = self.text(file)?;
        let (demand, problems) = Demand::parse(&source);
        let Some(demand) = demand else {
            return Err(render(&source, &problems, self.language.unwrap_or_default(), Ink::Plain));
        };
        let language = self.language.unwrap_or(demand.language());
        let mut told = String::new();
        for (procedure, coverage) in self.walked()? {
            if demand.procedure().is_some_and(|code| code != procedure.code()) {
                continue;
            }
            for shortfall in demand.shortfalls(&procedure, &coverage) {
                let (line, column) = source.line_column(shortfall.span.start);
                let message = shortfall.message(language);
                told.push_str(&format!("{}:{line}:{column}  {message}\n", source.name()));
            }
        }
        if told.is_empty() { Ok(()) } else { Err(told) }
    }

    /// What all paths walk of each procedure of the folder; a path of another reading walks another graph.
    fn walked(&self) -> Result<Vec<(Arc<Procedure>, Coverage)>, String> {
        let none = |procedure: &Arc<Procedure>| (Arc::clone(procedure), Coverage::none(procedure));
        let mut all: Vec<_> = self.readings()?.own.iter().map(none).collect();
        for place in 0..self.replayed.len() {
            let Some((procedure, coverage)) = &self.replayed(place).walked else { continue };
            let same = |known: &Arc<Procedure>| known.digests().definition == procedure.digests().definition;
            if let Some((_, walked)) = all.iter_mut().find(|(known, _)| same(known)) {
                walked.merge(coverage);
            }
        }
        Ok(all)
    }

    fn readings(&self) -> Result<&Readings, String> {
        let load = || {
            let language = self.language.unwrap_or_default();
            let mut others = Vec::new();
            for path in &self.others {
                others.extend(cauce_files::procedures(path).map_err(|error| error.message(language))?);
            }
            let (reading, asked) = (Reading::Chosen, self.language);
            let how = How { reading, language, asked, data: &[], states: None };
            Readings::load(&self.shelf, &others, None, how).map_err(|error| error.message(language))
        };
        self.readings.get_or_init(load).as_ref().map_err(String::clone)
    }

    fn replayed(&self, place: usize) -> &Replayed {
        self.replayed[place].get_or_init(|| {
            let file = &self.shelf.paths[place];
            self.replay(file).unwrap_or_else(|told| Replayed { told: Err(told), walked: None })
        })
    }

    fn replay(&self, file: &Path) -> Result<Replayed, String> {
        let readings = self.readings()?;
        let found = read_path(file).map_err(|error| error.message(self.language.unwrap_or_default()))?;
        let language = self.language.unwrap_or(found.language);
        let Some(path) = &found.path else {
            return Err(render(&found.source, &found.diagnostics, language, Ink::Plain));
        };
        let replay = readings.replay(&readings.fitted(path, file));
        let told = match replay.is_ok() {
            true => Ok(()),
            false => Err(replay.render(&found.source, language)),
        };
        Ok(Replayed { told, walked: replay.procedure.zip(replay.coverage) })
    }

    fn text(&self, file: &Path) -> Result<Source, String> {
        let language = self.language.unwrap_or_default();
        let bytes = match read(file).map_err(|error| error.message(language))? {
            Bytes::Whole(bytes) => bytes,
            Bytes::TooLong(bytes) => return Err(format!("{}: {bytes} bytes", file.display())),
        };
        Ok(Source::new(file.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const PROCEDURE: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "P"
nombre = "P"
[[rol]]
id = "r"
nombre = "R"
[[actividad]]
numero = 1
id = "a"
titulo = "Redactar"
responsables = ["r"]
pregunta = "¿Sigue?"
si = { continua_en = 2 }
no = { continua_en = "fin" }
[[actividad]]
numero = 2
id = "b"
titulo = "Archivar"
responsables = ["r"]
"#;

    const DEMAND: &str = "formato = 1\nidioma = \"es\"\n[cobertura]\nrespuestas = 100\n";

    static FOLDERS: AtomicU32 = AtomicU32::new(0);

    /// A folder of its own, gone when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn with(files: &[(&str, &str)]) -> Self {
            let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
            let folder = std::env::temp_dir().join(format!("cauce-testing-{}-{number}", std::process::id()));
            for (name, text) in files {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
                fs::write(path, text).expect("it is written");
            }
            Folder(folder)
        }

        /// How many tests pass and fail, of those whose names contain a word.
        fn run(&self, filter: &str) -> (u64, u64) {
            let filter = (!filter.is_empty()).then(|| filter.to_owned());
            let arguments = Arguments { filter, quiet: true, ..Arguments::default() };
            let ended = libtest_mimic::run(&arguments, Harness::new().folder(&self.0).tests());
            (ended.num_passed, ended.num_failed)
        }

        fn bench(&self) -> Bench {
            let shelf = shelves(&self.0).expect("it can be read").remove(0);
            Bench::new(&Harness::new(), shelf)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn path(walk: &str) -> String {
        let head = "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"C\"\nprocedimiento = \"P\"\n";
        format!("{head}recorrido = \"{walk}\"\n")
    }

    #[test]
    fn each_path_is_a_test_and_so_is_what_they_cover() {
        let (one, two) = (path("1:SI 2"), path("1:NO"));
        let files = [
            ("P.toml", PROCEDURE),
            ("caminos/uno.toml", &*one),
            ("caminos/caminos.toml", DEMAND),
            ("caminos/dos.toml", &*two),
        ];
        assert_eq!(Folder::with(&files).run(""), (4, 0));
        assert_eq!(Folder::with(&files).run("caminos/uno"), (1, 0));
        // Without the second path the answer NO is never given.
        let fewer = Folder::with(&files[..3]);
        assert_eq!(fewer.run(""), (2, 1));
        let told = fewer.bench().covers(0).expect_err("it is not covered");
        assert!(told.contains("caminos.toml:4"), "{told}");
    }

    #[test]
    fn a_path_that_differs_tells_the_story_of_the_difference() {
        let folder = Folder::with(&[("P.toml", PROCEDURE), ("caminos/mal.toml", &path("1:SI 2 2"))]);
        assert_eq!(folder.run(""), (1, 1));
        let told = folder.bench().replays(0).expect_err("it differs");
        for part in ["mal.toml:6", "se esperaba", "se encontró", "Se cumple 2 · Archivar"] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }

    #[test]
    fn what_cannot_be_read_fails() {
        assert_eq!(Folder::with(&[]).run(""), (0, 1));
        assert_eq!(Folder::with(&[("nada/nota.txt", "")]).run(""), (0, 1));
        let broken = PROCEDURE.replace("continua_en = 2", "continua_en = 9");
        let folder = Folder::with(&[("P.toml", &broken), ("caminos/uno.toml", &path("1:SI 2"))]);
        assert_eq!(folder.run(""), (0, 2));
        let told = folder.bench().loads(0).expect_err("it does not load");
        assert!(told.contains("P.toml:15"), "{told}");
        let folder = Folder::with(&[("P.toml", PROCEDURE), ("caminos/uno.toml", "no es un camino")]);
        assert_eq!(folder.run(""), (1, 1));
        assert_eq!(libtest_mimic::run(&Arguments::default(), Harness::new().tests()).num_failed, 1);
    }
}
