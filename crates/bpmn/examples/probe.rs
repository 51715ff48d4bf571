use cauce::diagnostic::{Grade, Ink, render};
use cauce::source::Language;
use cauce_bpmn::{ImportOptions, import};
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        if path.ends_with(".toml") {
            let p = cauce::procedure::Procedure::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
            let text = cauce_bpmn::export(&[&p], &Default::default());
            let name = std::path::Path::new(&path).file_stem().unwrap().to_str().unwrap();
            std::fs::write(
                std::path::Path::new(&std::env::var("OUT").unwrap()).join(format!("{name}.bpmn")),
                &text,
            )
            .unwrap();
            let back = import(&path, text.as_bytes(), &ImportOptions::default());
            let again = back.procedures[0].check(&back.source, &Default::default()).procedure;
            let same = again.as_ref().is_some_and(|a| a.digests() == p.digests());
            let same_behaviour =
                again.as_ref().is_some_and(|a| a.digests().behaviour == p.digests().behaviour);
            println!("{name}: same {same} behaviour {same_behaviour}");
            continue;
        }
        let t = std::time::Instant::now();
        let found = import(&path, &bytes, &ImportOptions::default());
        let took = t.elapsed();
        let errors = found.diagnostics.iter().filter(|d| d.grade == Grade::Error).count();
        println!(
            "== {path}: {} procedures, {} found, {errors} errors, {took:?}",
            found.procedures.len(),
            found.diagnostics.len()
        );
        if std::env::var("SHOW").is_ok() {
            print!("{}", render(&found.source, &found.diagnostics, Language::English, Ink::Plain));
        }
        let mut whole = Vec::new();
        for p in &found.procedures {
            if std::env::var("TEXT").is_ok() {
                println!("{}", p.text);
            }
            let checked = p.check(&found.source, &Default::default());
            let bad: Vec<_> = checked
                .diagnostics
                .into_iter()
                .filter(|d| d.grade != Grade::Remark || std::env::var("ALL").is_ok())
                .collect();
            println!("   {}: procedure {} diagnostics {}", p.code, checked.procedure.is_some(), bad.len());
            print!("{}", render(&checked.source, &bad, Language::English, Ink::Plain));
            whole.extend(checked.procedure);
        }
        if let Ok(dir) = std::env::var("OUT") {
            let all: Vec<&cauce::procedure::Procedure> = whole.iter().collect();
            let t = std::time::Instant::now();
            let text = cauce_bpmn::export(&all, &{
                let mut o = cauce_bpmn::ExportOptions::default();
                o.without_file = true;
                o
            });
            println!("   exported {} bytes in {:?}", text.len(), t.elapsed());
            let name = std::path::Path::new(&path).file_name().unwrap();
            std::fs::write(std::path::Path::new(&dir).join(name), text).unwrap();
        }
    }
}
