//! Tests of procedures: one for each path file of a folder, and strategies for proptest.
//!
//! # One test for each path
//!
//! Beside a project's own tests, a target without the usual harness and three lines of Rust:
//!
//! ```toml
//! [dev-dependencies]
//! cauce-testing = "0.1"
//!
//! [[test]]
//! name = "procedures"
//! harness = false
//! ```
//!
//! ```no_run
//! // tests/procedures.rs
//! cauce_testing::paths!("procedures");
//! ```
//!
//! `cargo test` and nextest then list a test for each path below `procedures/`, by the name of its file, a test for
//! each procedure file, which fails when that does not load, and one for each `caminos.toml` (`paths.toml`), which
//! fails when the paths do not walk what it demands.
//! Folders are read as `cauce replay` reads them: the paths of a procedure lie in `caminos/` or `paths/` beside it,
//! those of a BPMN model `NAME.bpmn` in `NAME.….camino.toml` files.
//! A path that fails tells what was expected, what was found and what had happened until then.
//!
//! # Strategies
//!
//! - [`walks`]: of any procedure, random walks that a case of it accepts.
//! - [`sound_procedures`]: random procedures that are sound by construction, returns included.
//!
//! Read [`Harness`] first.

mod harness;
mod sound;
mod walk;

pub use harness::Harness;
pub use sound::{SoundProcedure, sound_procedures};
pub use walk::{Walk, walks, walks_from};

/// The `main` of a test target that replays the paths below some folders, named from the folder of the manifest.
///
/// See the [library](crate) for what stands in `Cargo.toml`.
#[macro_export]
macro_rules! paths {
    ($($folder:expr),+ $(,)?) => {
        fn main() -> ::std::process::ExitCode {
            $crate::Harness::new()$(.folder(::std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join($folder)))+.run()
        }
    };
}
