//! Models as files: read, checked, written again, and read once more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::Options;
use cauce::diagnostic::{Grade, Ink, render};
use cauce::procedure::Procedure;
use cauce::source::Language;

use crate::import::Said;
use crate::limits::Limits;
use crate::model::{Model, read};
use crate::xml::{Tree, grow, text_of};
use crate::{ExportOptions, ImportOptions, export, import};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bpmn").join(name)
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    files
}

/// The models of this project, and those of a folder that the environment names.
fn models() -> Vec<PathBuf> {
    let mut models = files(&folder("models"), "bpmn");
    if let Some(more) = std::env::var_os("CAUCE_MODELS") {
        models.extend(files(Path::new(&more), "bpmn"));
    }
    assert!(models.len() > 7, "{} models", models.len());
    models
}

/// The procedures of a model; nothing may be wrong with any.
fn procedures(path: &Path, bytes: &[u8], language: Language) -> (Vec<Procedure>, String) {
    let options = ImportOptions { language, ..ImportOptions::default() };
    let found = import(&path.display().to_string(), bytes, &options);
    assert!(found.is_whole(), "{}", render(&found.source, &found.diagnostics, Language::English, Ink::Plain));
    let mut told = render(&found.source, &found.diagnostics, language, Ink::Plain);
    let mut procedures = Vec::new();
    for imported in &found.procedures {
        let checked = imported.check(&found.source, &Options::default());
        let wrong: Vec<_> =
            checked.diagnostics.iter().filter(|found| found.grade == Grade::Error).cloned().collect();
        let said = render(&checked.source, &wrong, Language::English, Ink::Plain);
        assert!(wrong.is_empty(), "{}\n{said}\n{}", path.display(), imported.text);
        procedures.push(checked.procedure.expect("a procedure"));
        told.push('\n');
        told.push_str(&imported.text);
    }
    (procedures, told)
}

fn write(procedures: &[Procedure]) -> String {
    let options = ExportOptions { without_file: true, ..ExportOptions::default() };
    export(&procedures.iter().collect::<Vec<_>>(), &options)
}

#[test]
fn models_are_read_as_these_files() {
    for path in files(&folder("models"), "bpmn") {
        let (_, told) = procedures(&path, &fs::read(&path).expect("a model"), Language::Spanish);
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let told = told.replace(&*path.display().to_string(), &format!("{name}.bpmn"));
        insta::with_settings!({ snapshot_path => "../../../tests/bpmn/models", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, told);
        });
    }
}

#[test]
fn models_come_back_as_they_were() {
    for path in models() {
        for language in [Language::Spanish, Language::English] {
            let bytes = fs::read(&path).expect("a model");
            let (first, _) = procedures(&path, &bytes, language);
            let again = write(&first);
            same(&path, &bytes, &again);
            let (second, _) = procedures(&path, again.as_bytes(), language);
            let behaviour =
                |all: &[Procedure]| all.iter().map(|one| one.digests().behaviour).collect::<Vec<_>>();
            assert_eq!(behaviour(&first), behaviour(&second), "{}", path.display());
            alike(path.as_path(), &again, &write(&second));
        }
    }
}

/// What is written from what was written is the same again.
fn alike(path: &Path, first: &str, second: &str) {
    let differs = first.lines().zip(second.lines()).find(|(one, other)| one != other);
    assert!(differs.is_none() && first.len() == second.len(), "{}: {differs:?}", path.display());
}

/// Everything of the model is in what was written from it: elements, flows, what they say, what belongs to others.
fn same(path: &Path, bytes: &[u8], again: &str) {
    let text = text_of(bytes).expect("text");
    let (before, after) = (tree(&text), tree(again));
    let (before, after) = (read(&before), read(&after));
    let name = path.display();
    for process in before.processes.iter().filter(|process| !process.nodes.is_empty()) {
        let other = after.processes.iter().find(|other| other.id == process.id);
        let other = other.unwrap_or_else(|| panic!("{name}: no process {}", process.id));
        Said::of(&before, process).assert_same(&Said::of(&after, other), &name.to_string());
    }
    // What stood in no lane may stand in one.
    for ((lane, held), (_, now)) in lanes_of(&text).into_iter().zip(lanes_of(again)) {
        let now: BTreeSet<String> = now.into_iter().collect();
        assert!(held.iter().all(|id| now.contains(id)), "{name}: {lane} has lost what stood in it");
    }
    let lost: Vec<String> = ids(&before).difference(&ids(&after)).cloned().collect();
    assert!(lost.is_empty(), "{name}: lost ids {lost:?}");
    let lost: Vec<String> = foreign(&before).difference(&foreign(&after)).cloned().collect();
    assert!(lost.is_empty(), "{name}: lost extensions {lost:?}");
}

fn tree(text: &str) -> Tree<'_> {
    grow(text, &Limits::default()).expect("a tree")
}

/// The ids of the language of BPMN, without those of the drawing.
fn ids(model: &Model<'_>) -> BTreeSet<String> {
    model.ids.keys().map(|id| (*id).to_owned()).collect()
}

/// Names and texts of what other programs have added, outside the drawing.
fn foreign(model: &Model<'_>) -> BTreeSet<String> {
    let tree = model.tree;
    let drawn =
        |at| std::iter::successors(Some(at), |at| tree.parent(*at)).any(|at| tree.local(at) == "BPMNDiagram");
    let mut found = BTreeSet::new();
    for at in tree.within(tree.root()).filter(|at| !drawn(*at)) {
        if tree.space(at) != crate::model::BPMN {
            found.insert(format!("<{} {}>{}", tree.space(at), tree.local(at), tree.text(at).trim()));
        }
        for attribute in tree.attributes(at).iter().filter(|one| one.name.contains(':')) {
            found.insert(format!(
                "{} {}={}",
                tree.space_text(attribute.space),
                crate::xml::local(attribute.name),
                attribute.value
            ));
        }
    }
    found
}

#[test]
fn procedures_come_back_as_they_were() {
    let mut count = 0;
    for path in procedure_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures")) {
        let text = fs::read_to_string(&path).expect("a file");
        let procedure = Procedure::parse(&text).expect("a procedure");
        let model = export(&[&procedure], &ExportOptions::default());
        let found = import("p.bpmn", model.as_bytes(), &ImportOptions::default());
        let back = Procedure::parse(&found.procedures[0].text).expect("a procedure");
        assert_eq!(back.digests().definition, procedure.digests().definition, "{}", path.display());
        assert_eq!(back.digests().behaviour, procedure.digests().behaviour, "{}", path.display());
        count += 1;
    }
    assert!(count > 15, "{count} procedures");
}

#[test]
fn several_procedures_come_back_from_one_model() {
    let files = procedure_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures"));
    let read =
        |path: &PathBuf| Procedure::parse(&fs::read_to_string(path).expect("a file")).expect("a procedure");
    let all: Vec<Procedure> = files.iter().map(read).collect();
    let model = export(&all.iter().collect::<Vec<_>>(), &ExportOptions::default());
    let found = import("todos.bpmn", model.as_bytes(), &ImportOptions::default());
    assert!(found.is_whole(), "{}", render(&found.source, &found.diagnostics, Language::English, Ink::Plain));
    let back: Vec<Procedure> =
        found.procedures.iter().map(|one| Procedure::parse(&one.text).expect("a procedure")).collect();
    let digests = |all: &[Procedure]| all.iter().map(|one| one.digests().definition).collect::<Vec<_>>();
    assert_eq!(digests(&back), digests(&all));
}

#[test]
fn an_error_is_told_behind_a_thousand_remarks() {
    let plain = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="P"><task id="a"/>"#;
    let remarks: String = (0..1100).map(|n| format!("<task id=\"n{n}\" otro=\"1\"/>")).collect();
    let wrong = r#"<sequenceFlow id="f" sourceRef="a" targetRef="nobody"/></process></definitions>"#;
    let found = import("p.bpmn", format!("{plain}{remarks}{wrong}").as_bytes(), &ImportOptions::default());
    assert_eq!(found.diagnostics.len(), Limits::default().problems);
    assert!(!found.is_whole());
}

#[test]
fn fragments_that_do_not_stand_alone_move_no_others() {
    let text = fs::read_to_string(folder("drawn/visita.toml")).expect("a file");
    let kept = |element: &str, xml: &str| format!("\n[[bpmn]]\nelemento = \"{element}\"\nxml = '{xml}'\n");
    let two = kept("preparar", r#"<userTask a="1"/><userTask a="2"/>"#);
    let text = format!("{text}{two}{}", kept("visitar", r#"<userTask implementation="urn:visita"/>"#));
    let model = write(&[Procedure::parse(&text).expect("a procedure")]);
    let with = model.lines().find(|line| line.contains("urn:visita")).expect("the fragment is written");
    assert!(with.contains("id=\"visitar\""), "{with}");
}

fn procedure_files(root: &Path) -> Vec<PathBuf> {
    let (mut open, mut found) = (vec![root.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == "toml") {
                let text = fs::read_to_string(&path).expect("text");
                let is = text
                    .lines()
                    .any(|line| line.starts_with("[procedimiento]") || line.starts_with("procedimiento = {"));
                found.extend(is.then_some(path));
            }
        }
    }
    found.sort();
    found
}

/// A procedure that is drawn, drawn on in another program, and read again.
fn drawn_on(edit: impl Fn(&str) -> String) -> (String, Vec<String>) {
    let text = fs::read_to_string(folder("drawn/visita.toml")).expect("a file");
    let procedure = Procedure::parse(&text).expect("a procedure");
    let model = export(&[&procedure], &ExportOptions::default());
    let other = edit(&model);
    assert_ne!(other, model, "the edit is one");
    let found = import("visita.bpmn", other.as_bytes(), &ImportOptions::default());
    assert!(found.is_whole(), "{}", render(&found.source, &found.diagnostics, Language::English, Ink::Plain));
    let checked = found.procedures[0].check(&found.source, &Options::default());
    let wrong: Vec<_> =
        checked.diagnostics.iter().filter(|found| found.grade == Grade::Error).cloned().collect();
    let said = render(&checked.source, &wrong, Language::English, Ink::Plain);
    assert!(wrong.is_empty(), "{said}\n{}", found.procedures[0].text);
    let before = cauce::document::print(procedure.document(), Language::Spanish);
    let now = found.procedures[0].text.clone();
    let differs = |one: &str, other: &str| -> Vec<String> {
        let there: Vec<&str> = other.lines().collect();
        one.lines()
            .filter(|line| !line.trim().is_empty() && !there.contains(line))
            .map(str::to_owned)
            .collect()
    };
    let gone = differs(&before, &now).into_iter().map(|line| format!("- {line}"));
    let new = differs(&now, &before).into_iter().map(|line| format!("+ {line}"));
    {
        let differs = gone.chain(new).collect();
        (now, differs)
    }
}

#[test]
fn another_name_is_another_title() {
    let (_, differs) =
        drawn_on(|model| model.replace("name=\"2 Visitar\"", "name=\"2 Visitar al prestador\""));
    assert_eq!(differs, ["- titulo = \"Visitar\"", "+ titulo = \"Visitar al prestador\""]);
    let (_, differs) =
        drawn_on(|model| model.replace("name=\"¿Falta algo?\"", "name=\"¿Falta algún soporte?\""));
    assert_eq!(differs, ["- pregunta = \"¿Falta algo?\"", "+ pregunta = \"¿Falta algún soporte?\""]);
}

#[test]
fn an_answer_that_leads_elsewhere() {
    let (_, differs) = drawn_on(|model| {
        let flow = model
            .lines()
            .find(|line| line.contains("<sequenceFlow") && line.contains("name=\"SI\""))
            .expect("a flow");
        model.replace(flow, &flow.replace("targetRef=\"visitar\"", "targetRef=\"preparar\""))
    });
    assert_eq!(
        differs,
        ["- si = { regresa_a = 2, maximo = 3 }", "+ si = { regresa_a = \"preparar\", maximo = 3 }"]
    );
}

#[test]
fn what_is_drawn_between_two() {
    let (text, differs) = drawn_on(|model| {
        let flow = model
            .lines()
            .find(|line| line.contains("<sequenceFlow") && line.contains("sourceRef=\"preparar\""))
            .expect("a flow");
        let new = "<userTask id=\"Activity_1\" name=\"Avisar\"/><sequenceFlow id=\"Flow_1\" sourceRef=\"Activity_1\" targetRef=\"visitar\"/>";
        model.replace(
            flow,
            &format!("{}{new}", flow.replace("targetRef=\"visitar\"", "targetRef=\"Activity_1\"")),
        )
    });
    assert!(differs.iter().any(|line| line == "+ sigue = \"Activity_1\""), "{differs:#?}");
    assert!(text.contains("id = \"Activity_1\"\ntitulo = \"Avisar\""), "{text}");
    // What was last ends still.
    assert!(differs.iter().any(|line| line == "+ sigue = \"fin\""), "{differs:#?}");
}

#[test]
fn what_is_taken_out() {
    let (text, differs) = drawn_on(|model| {
        let start = model.find("<userTask id=\"visitar\"").expect("a task");
        let end = start + model[start..].find("</userTask>").expect("its end") + "</userTask>".len();
        let mut model = format!("{}{}", &model[..start], &model[end..]);
        let into = model
            .lines()
            .find(|line| line.contains("<sequenceFlow") && line.contains("sourceRef=\"visitar\""))
            .expect("a flow")
            .to_owned();
        model = model.replace(&into, "");
        model.replace("targetRef=\"visitar\"", "targetRef=\"revisar\"")
    });
    assert!(!text.contains("id = \"visitar\""), "{text}");
    assert!(differs.iter().any(|line| line == "+ sigue = \"revisar\""), "{differs:#?}");
}

/// What stands in each lane of a model, by the id of the lane.
fn lanes_of(model: &str) -> Vec<(String, Vec<String>)> {
    let tree = tree(model);
    let model = read(&tree);
    let lanes = model.processes.iter().flat_map(|process| &process.lanes);
    let held = |holds: &[&str]| holds.iter().map(|id| (*id).to_owned()).collect();
    lanes.map(|lane| (lane.id.to_owned(), held(&lane.holds))).collect()
}

/// A model with two lanes, one of them empty; what is written of it when its file has been edited.
fn lanes_after(edit: impl Fn(&str) -> String) -> Vec<(String, Vec<String>)> {
    let model = r#"<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
      <b:process id="P"><b:laneSet id="ls">
        <b:lane id="Lane_1" name="Ventanilla"><b:flowNodeRef>s</b:flowNodeRef><b:flowNodeRef>a</b:flowNodeRef><b:flowNodeRef>b</b:flowNodeRef><b:flowNodeRef>e</b:flowNodeRef></b:lane>
        <b:lane id="Lane_2" name="Jefatura" />
      </b:laneSet>
      <b:startEvent id="s"/><b:userTask id="a" name="Uno"/><b:userTask id="b" name="Dos"/><b:endEvent id="e"/>
      <b:sequenceFlow id="f1" sourceRef="s" targetRef="a"/><b:sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
      <b:sequenceFlow id="f3" sourceRef="b" targetRef="e"/></b:process></b:definitions>"#;
    let found = import("p.bpmn", model.as_bytes(), &ImportOptions::default());
    let (file, edited) = (&found.procedures[0].text, edit(&found.procedures[0].text));
    assert_ne!(file, &edited, "the edit is one");
    let procedure = Procedure::parse(&edited).unwrap_or_else(|error| panic!("{error}\n{edited}"));
    lanes_of(&write(&[procedure]))
}

#[test]
fn what_came_into_the_file_stands_in_the_lane_of_its_role() {
    let new =
        "\n[[actividad]]\nid = \"firmar\"\ntitulo = \"Firmar\"\nresponsables = \"Lane_2\"\nsigue = \"e\"\n";
    let lanes = lanes_after(|file| {
        let file = file.replace("va_a = \"e\"", "va_a = \"firmar\"");
        file.replacen("\n[[bpmn]]", &format!("{new}\n[[bpmn]]"), 1)
    });
    assert_eq!(lanes[0], ("Lane_1".to_owned(), ["s", "a", "b", "e"].map(str::to_owned).to_vec()));
    assert_eq!(lanes[1], ("Lane_2".to_owned(), vec!["firmar".to_owned()]));
}

#[test]
fn what_nobody_does_stands_in_the_lane_of_its_neighbour() {
    let new = "\n[[actividad]]\nid = \"avisar\"\ntitulo = \"Avisar\"\nresponsables = \"sin definir\"\nsigue = \"e\"\n";
    let lanes = lanes_after(|file| {
        let file = file.replace("va_a = \"e\"", "va_a = \"avisar\"");
        file.replacen("\n[[bpmn]]", &format!("{new}\n[[bpmn]]"), 1)
    });
    assert_eq!(lanes[0].1, ["s", "a", "b", "e", "avisar"]);
}

#[test]
fn what_went_out_of_the_file_stands_in_no_lane() {
    let lanes = lanes_after(|file| {
        let block = file.find("[[actividad]]\nid = \"b\"").expect("the block");
        let end = file[block + 1..].find("\n[[").expect("the next") + block + 2;
        format!("{}{}", &file[..block], &file[end..]).replace("va_a = \"b\"", "va_a = \"e\"")
    });
    assert_eq!(lanes[0].1, ["s", "a", "e"]);
}

#[test]
fn what_its_file_gave_to_another_stands_in_the_lane_of_that() {
    let lanes = lanes_after(|file| {
        let block = file.find("[[actividad]]\nid = \"b\"").expect("the block");
        let (before, after) = file.split_at(block);
        format!("{before}{}", after.replacen("Lane_1", "Lane_2", 1)).replacen(
            "nombre = \"Jefatura\"",
            "nombre = \"Dirección\"",
            1,
        )
    });
    assert_eq!(lanes[0], ("Lane_1".to_owned(), ["s", "a", "e"].map(str::to_owned).to_vec()));
    assert_eq!(lanes[1], ("Lane_2".to_owned(), vec!["b".to_owned()]));
}

/// Moves a reference from its lane into another.
fn moved(model: &str, id: &str, lane: &str) -> String {
    let reference =
        model.lines().find(|line| line.contains("flowNodeRef") && line.contains(&format!(">{id}<")));
    let reference = reference.expect("a reference");
    let model = model.replacen(reference, "", 1);
    let open = model.lines().find(|line| line.contains("<lane ") && line.contains(lane)).expect("a lane");
    model.replacen(open, &format!("{open}{}", reference.trim()), 1)
}

#[test]
fn what_came_into_another_lane_is_done_by_its_role() {
    let (text, differs) = drawn_on(|model| moved(model, "visitar", "name=\"Jefe\""));
    let block = text.find("\"visitar\"").expect("the activity");
    assert!(text[block..].split("[[").next().is_some_and(|block| block.contains("\"jefe\"")), "{text}");
    assert!(!text[block..].contains("\"auditor\"") && differs.len() < 3, "{differs:#?}");
    // Only the picture is another.
    let (_, differs) = drawn_on(|model| moved(model, "revisar.question", "name=\"Auditor\""));
    assert_eq!(differs, [""; 0]);
}

#[test]
fn a_lane_with_another_name_is_a_role_with_another_name() {
    let (_, differs) = drawn_on(|model| model.replace("name=\"Auditor\"", "name=\"Auditor líder\""));
    assert_eq!(differs, ["- nombre = \"Auditor\"", "+ nombre = \"Auditor líder\""]);
}

#[test]
fn what_came_into_a_new_lane_is_done_by_a_new_role() {
    let (text, _) = drawn_on(|model| {
        let model =
            model.replacen("</laneSet>", "<lane id=\"Lane_9\" name=\"Archivista\">\n</lane></laneSet>", 1);
        moved(&model, "archivar", "Lane_9")
    });
    assert!(text.contains("id = \"Lane_9\"\nnombre = \"Archivista\""), "{text}");
    let block = text.find("\"archivar\"").expect("the activity");
    assert!(text[block..].split("[[").next().is_some_and(|block| block.contains("\"Lane_9\"")), "{text}");
}

#[test]
fn what_moved_in_one_of_two_pools_is_done_by_its_role() {
    let text = fs::read_to_string(folder("drawn/visita.toml")).expect("a file");
    let other = Procedure::parse(&text.replace("VISITA-1", "VISITA-2")).expect("a procedure");
    let first = Procedure::parse(&text).expect("a procedure");
    let model = export(&[&first, &other], &ExportOptions::default());
    let second = model.find("id=\"VISITA-2\"").expect("the other process");
    let edited = moved(&model[second..], "visitar.VISITA-2", "name=\"Jefe\"");
    let found =
        import("dos.bpmn", format!("{}{edited}", &model[..second]).as_bytes(), &ImportOptions::default());
    assert_eq!(found.procedures[0].text.matches("\"auditor\"").count(), 2);
    assert!(found.procedures[1].text.contains("evidencias"), "the file is still ours");
    assert_eq!(found.procedures[1].text.matches("\"auditor\"").count(), 1, "{}", found.procedures[1].text);
}

/// The file and the remarks of a model whose activity, of these responsible, went to the lane of the head.
fn handed(responsible: &str) -> (String, String) {
    let text = fs::read_to_string(folder("drawn/visita.toml")).expect("a file");
    let text = text.replacen("[[registro]]", "[[rol]]\nid = \"otro\"\nnombre = \"Otro\"\n\n[[registro]]", 1);
    let text = text.replacen("responsables = \"auditor\"", &format!("responsables = {responsible}"), 1);
    let procedure = Procedure::parse(&text).expect("a procedure");
    let model = moved(&export(&[&procedure], &ExportOptions::default()), "visitar", "name=\"Jefe\"");
    let found = import("visita.bpmn", model.as_bytes(), &ImportOptions::default());
    let told = render(&found.source, &found.diagnostics, Language::English, Ink::Plain);
    (found.procedures[0].text.clone(), told)
}

#[test]
fn of_several_responsible_that_of_the_old_lane_is_replaced() {
    let (text, told) = handed("[\"auditor\", \"otro\"]");
    let (kept, left) = handed("[\"otro\", \"auditor\"]");
    // It is drawn with the first of them.
    assert!(kept.contains("[\"jefe\", \"auditor\"]"), "{left}{kept}");
    assert!(text.contains("[\"jefe\", \"otro\"]") && !told.contains("went to lane"), "{told}{text}");
}

#[test]
fn what_no_lane_says_is_told() {
    let (text, told) = {
        let text = fs::read_to_string(folder("drawn/visita.toml")).expect("a file");
        let model = export(&[&Procedure::parse(&text).expect("a procedure")], &ExportOptions::default());
        let reference = model.lines().find(|line| line.contains(">visitar<")).expect("a reference");
        let found = import("v.bpmn", model.replacen(reference, "", 1).as_bytes(), &ImportOptions::default());
        let told = render(&found.source, &found.diagnostics, Language::English, Ink::Plain);
        (found.procedures[0].text.clone(), told)
    };
    assert!(told.contains("\"visitar\" stands in no lane") && text.contains("\"auditor\""), "{told}");
}

mod torn {
    //! Models that are cut, mixed up and overwritten: there is always an answer, and never half a procedure.

    use proptest::prelude::*;

    use super::*;

    /// What is written over a place of a model.
    fn scrap() -> impl Strategy<Value = String> {
        let known = [
            "<",
            ">",
            "/>",
            "</",
            "\"",
            "&",
            "&#0;",
            "&amp;",
            "]]>",
            "<![CDATA[",
            "<!--",
            "-->",
            "<?x",
            "xmlns=\"\"",
            " id=\"a\"",
            "bpmn:",
            ":",
            "=",
            "\u{202e}",
            "\u{0}",
            "${",
            "}",
            "sourceRef=\"s\"",
            "<task id=\"s\"/>",
            "<subProcess id=\"zz\">",
            "</process>",
            "<process id=\"q\">",
            "triggeredByEvent=\"true\"",
            "PT",
            "fin",
        ];
        prop_oneof![
            proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
            "[ -~]{0,12}",
            Just(String::new()),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn there_is_always_an_answer(
            which in any::<proptest::sample::Index>(),
            edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0usize..200, scrap()), 1..6),
        ) {
            let models = files(&folder("models"), "bpmn");
            let mut text: Vec<char> = fs::read_to_string(which.get(&models)).expect("a model").chars().collect();
            for (at, length, new) in edits {
                let start = at.index(text.len() + 1).min(text.len());
                let end = (start + length).min(text.len());
                text.splice(start..end, new.chars());
            }
            let text: String = text.into_iter().collect();
            answered(&text)?;
        }

        #[test]
        fn values_that_stand_elsewhere(
            which in any::<proptest::sample::Index>(),
            swaps in proptest::collection::vec((any::<proptest::sample::Index>(), any::<proptest::sample::Index>()), 1..5),
            gone in proptest::collection::vec(any::<proptest::sample::Index>(), 0..3),
        ) {
            let models = files(&folder("models"), "bpmn");
            let text = fs::read_to_string(which.get(&models)).expect("a model");
            let mut parts: Vec<String> = text.split('"').map(str::to_owned).collect();
            let values = (parts.len() - 1) / 2;
            for (to, from) in swaps {
                // The namespaces at the head stay, so that it is still a model.
                let place = |index: proptest::sample::Index| (index.index(values - 6) + 6) * 2 + 1;
                parts[place(to)] = parts[place(from)].clone();
            }
            let mut lines: Vec<String> = parts.join("\"").lines().map(str::to_owned).collect();
            for line in gone {
                let at = line.index(lines.len());
                let alone = lines[at].trim_end().ends_with("/>") || lines[at].contains("</");
                if alone && lines[at].matches('<').count() < 3 {
                    lines.remove(at);
                }
            }
            answered(&lines.join("\n"))?;
        }
    }

    /// Reads, checks, and writes again what can be.
    fn answered(text: &str) -> Result<(), TestCaseError> {
        let found = import("roto.bpmn", text.as_bytes(), &ImportOptions::default());
        let _ = render(&found.source, &found.diagnostics, Language::Spanish, Ink::Plain);
        let mut whole = Vec::new();
        for imported in &found.procedures {
            let checked = imported.check(&found.source, &Options::default());
            let _ = render(&checked.source, &checked.diagnostics, Language::English, Ink::Plain);
            whole.extend(checked.procedure);
        }
        if found.is_whole() && whole.len() == found.procedures.len() && !whole.is_empty() {
            // What can be read can be written, and what is written can be read.
            let again = write(&whole);
            let back = import("otra-vez.bpmn", again.as_bytes(), &ImportOptions::default());
            prop_assert!(
                back.is_whole(),
                "{}\n{again}",
                render(&back.source, &back.diagnostics, Language::English, Ink::Plain)
            );
        }
        Ok(())
    }
}
