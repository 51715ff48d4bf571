//! What is proved of procedures, and how long it takes to find it.

#[path = "support/wide.rs"]
mod wide;

use cauce::check::{Options, check_bytes};
use cauce::procedure::Procedure;
use cauce::proof::{Budget, prove};

fn told(procedure: &Procedure) -> String {
    let found = prove(procedure, &Budget::default());
    let mut told = format!(
        "{} safe {:?} completes {:?} proper {:?} alive {:?} explored {}\n",
        procedure.code(), found.safe, found.option_to_complete, found.proper_completion, found.no_dead_activities, found.explored
    );
    for fault in &found.faults {
        let ids: Vec<&str> = fault.elements.iter().map(|element| &**procedure.id(*element)).collect();
        let way: Vec<String> = fault.trace.iter().map(|step| format!("{}{:?}", procedure.id(step.element()), step.exits().iter().map(|e| e.index()).collect::<Vec<_>>())).collect();
        told += &format!("  {:?} in {:?}: {} | {}\n", fault.kind, fault.within.map(|b| procedure.id(b).to_string()), ids.join(" "), way.join(" "));
    }
    told
}

#[test]
fn smoke() {
    let mut open = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures"), std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests"), std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    let mut count = 0;
    for path in files {
        let ext = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_owned();
        if ext != "toml" && ext != "txt" { continue }
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if text.len() > 400_000 { continue }
        let text = text.split_once("\n# pide\n").map_or(text.clone(), |(file, _)| file.to_owned());
        for reading in [cauce::procedure::Reading::Chosen, cauce::procedure::Reading::Literal] {
            let options = Options { reading, ..Options::default() };
            let checked = check_bytes("x.toml", text.as_bytes(), &options);
            let Some(procedure) = checked.procedure else { continue };
            count += 1;
            let unfit = procedure.unfit().len();
            let now = std::time::Instant::now();
            let told = told(&procedure);
            let took = now.elapsed();
            if told.lines().count() > 1 || told.contains("Undecided") || path.to_string_lossy().contains("/procedures/") || took.as_millis() > 100 {
                println!("{} {:?} unfit {unfit} {took:?}\n{told}", path.display(), reading);
            }
            if reading == cauce::procedure::Reading::Chosen && !text.contains("hallazgo") && !text.contains("finding") { break }
        }
    }
    println!("{count} procedures");
}

#[test]
fn scale() {
    let texts = [("17x10", wide::branches(17, 10, false)), ("20x10", wide::branches(20, 10, false)), ("17x10 bad", wide::branches(17, 10, true)),
        ("1000 xor", wide::choices(1000)), ("10000/1000", wide::returns(10000)), ("cross3", wide::crossed(3, false)), ("cross17", wide::crossed(17, false)), ("cross17 bad", wide::crossed(17, true)), ("wide 2000", wide::branches(2000, 5, false))];
    for (name, text) in texts {
        let now = std::time::Instant::now();
        let checked = check_bytes("x.toml", text.as_bytes(), &Options::default());
        let loaded = now.elapsed();
        let Some(procedure) = checked.procedure else { println!("{name} {:?}", &checked.diagnostics[..1]); continue };
        let now = std::time::Instant::now();
        let told = told(&procedure);
        println!("{name} load {loaded:?} prove {:?} {}", now.elapsed(), &told[..told.len().min(400)]);
    }
}
