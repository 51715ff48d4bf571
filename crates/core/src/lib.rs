//! An embeddable process engine whose definitions are data.
//!
//! A procedure is one text file, in Spanish or English keywords, that reads like the official document.
//! It is checked before it runs, runs as it is written, and every case can be replayed from its log.
//!
//! This crate turns text into a [`Procedure`](procedure::Procedure), a procedure into cases, and cases into what
//! people look at.
//! It does no I/O, starts no thread and asks no one for the time; the host brings store, clock and screens.
//!
//! # Where to begin
//!
//! - [`Engine`](engine::Engine): five calls over definitions, a log and a clock.
//! - [`Instance`](instance::Instance): one case alone, for hosts with a store of their own.
//! - [`check`](check::check): everything that is wrong with a file, with places and remedies.
//! - [`path::replay`]: a path file walked over a procedure.
//! - [`generate::paths`]: the paths that show everything a procedure can do.
//! - [`render`]: the official table, Markdown, Mermaid, DOT and SVG of a procedure.
//! - [`diagram::Diagram`]: the picture as data, shapes of BPMN with their places.
//!
//! ```
//! use cauce::command::{Actor, Done};
//! use cauce::engine::Engine;
//!
//! let engine = Engine::in_memory();
//! engine.add(r#"
//! formato = 1
//! idioma  = "es"
//! procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
//! rol = { id = "auditor", nombre = "Auditor" }
//! actividad = [
//!   { numero = 1, id = "redactar", titulo = "Redactar el acta", responsables = "auditor" },
//!   { numero = 2, id = "revisar", titulo = "Revisar el acta", responsables = "auditor",
//!     pregunta = "¿Requiere ajustes?", si = { regresa_a = 1, maximo = 3 }, no = { continua_en = "fin" } },
//! ]
//! "#)?;
//! let ana = Actor::person("ana", "auditor");
//! engine.start("visita-7", "ACTA-1", &ana)?;
//! engine.complete("visita-7", 1, Done::new(), &ana)?;
//! let back = engine.complete("visita-7", 2, Done::new().yes().note("falta la firma"), &ana)?;
//! assert_eq!((&*back.opened[0].reference, back.opened[0].round), ("1", 2));
//! engine.complete("visita-7", 1, Done::new(), &ana)?;
//! let step = engine.complete("visita-7", 2, Done::new().no(), &ana)?;
//! assert!(step.finished.is_some());
//! # Ok::<(), cauce::engine::EngineError>(())
//! ```
pub mod calendar;
pub mod check;
pub mod clock;
pub mod command;
pub mod compare;
pub mod counterexample;
pub mod data;
pub mod decide;
pub mod diagnostic;
pub mod diagram;
pub mod document;
pub mod engine;
pub mod event;
pub mod generate;
pub mod graph;
pub mod guard;
pub mod incident;
pub mod instance;
pub mod keywords;
pub mod limits;
pub mod log;
pub mod migration;
pub mod mutate;
pub mod pages;
pub mod path;
pub mod post;
pub mod procedure;
pub mod proof;
pub mod question;
pub mod record;
pub mod reference;
pub mod rejection;
pub mod render;
pub mod source;
pub mod table;
pub mod view;

/// The pages of the project, whose examples are compiled with the tests so that they stay true.
#[cfg(doctest)]
mod pages_with_examples {
    #[doc = include_str!("../../../README.md")]
    mod readme {}
    #[doc = include_str!("../../../ARCHITECTURE.md")]
    mod architecture {}
    #[doc = include_str!("../../../docs/es/guia.md")]
    mod guide_in_spanish {}
    #[doc = include_str!("../../../docs/en/guide.md")]
    mod guide_in_english {}
}
