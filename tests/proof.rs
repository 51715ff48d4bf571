//! What is proved of procedures, and how long it takes to find it.

use cauce::check::{Options, check_bytes};
use cauce::procedure::Procedure;
use cauce::proof::{Budget, prove};

fn told(procedure: &Procedure) -> String {
    let found = prove(procedure, &Budget::default());
    let mut told = format!(
        "{} safe {:?} completes {:?} proper {:?} alive {:?} explored {}\n",
        procedure.code(),
        found.safe,
        found.option_to_complete,
        found.proper_completion,
        found.no_dead_activities,
        found.explored
    );
    for fault in &found.faults {
        let ids: Vec<&str> = fault.elements.iter().map(|element| &**procedure.id(*element)).collect();
        let way: Vec<String> = fault
            .trace
            .iter()
            .map(|step| {
                format!(
                    "{}{:?}",
                    procedure.id(step.element()),
                    step.exits().iter().map(|e| e.index()).collect::<Vec<_>>()
                )
            })
            .collect();
        told += &format!(
            "  {:?} in {:?}: {} | {}\n",
            fault.kind,
            fault.within.map(|b| procedure.id(b).to_string()),
            ids.join(" "),
            way.join(" ")
        );
    }
    told
}

#[test]
fn smoke() {
    let mut open = vec![
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures"),
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests"),
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs"),
    ];
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
        if ext != "toml" && ext != "txt" {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if text.len() > 400_000 {
            continue;
        }
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
            if told.lines().count() > 1
                || told.contains("Undecided")
                || path.to_string_lossy().contains("/procedures/")
                || took.as_millis() > 100
            {
                println!("{} {:?} unfit {unfit} {took:?}\n{told}", path.display(), reading);
            }
            if reading == cauce::procedure::Reading::Chosen
                && !text.contains("hallazgo")
                && !text.contains("finding")
            {
                break;
            }
        }
    }
    println!("{count} procedures");
}
