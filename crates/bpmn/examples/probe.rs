use cauce_bpmn::{ImportOptions, import};
use cauce::diagnostic::{Ink, render, Grade};
use cauce::source::Language;
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let t = std::time::Instant::now();
        let found = import(&path, &bytes, &ImportOptions::default());
        let took = t.elapsed();
        let errors = found.diagnostics.iter().filter(|d| d.grade == Grade::Error).count();
        println!("== {path}: {} procedures, {} found, {errors} errors, {took:?}", found.procedures.len(), found.diagnostics.len());
        if std::env::var("SHOW").is_ok() { print!("{}", render(&found.source, &found.diagnostics, Language::English, Ink::Plain)); }
        for p in &found.procedures {
            if std::env::var("TEXT").is_ok() { println!("{}", p.text); }
            let checked = p.check(&found.source, &Default::default());
            let bad: Vec<_> = checked.diagnostics.into_iter().filter(|d| d.grade != Grade::Remark || std::env::var("ALL").is_ok()).collect();
            println!("   {}: procedure {} diagnostics {}", p.code, checked.procedure.is_some(), bad.len());
            print!("{}", render(&checked.source, &bad, Language::English, Ink::Plain));
        }
    }
}
