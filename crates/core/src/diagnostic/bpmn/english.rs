//! What is said in English: one sentence for the problem, one for the remedy.

use super::{BpmnProblem as P, Excess, LaneLeft};

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P) -> (String, String) {
    match problem {
        P::NotText { byte } => (
            format!("The model is no text: byte {byte} does not belong to UTF-8."),
            "Save it as UTF-8 in the program that drew it.".into(),
        ),
        P::Syntax => (
            "The XML is ill-written here.".into(),
            "Export the model once more from the program that drew it, or correct this tag.".into(),
        ),
        P::Mismatched { open, close } => (
            format!("\"{close}\" is closed and what is open is \"{open}\"."),
            "Close the elements in the reverse order of opening them.".into(),
        ),
        P::Unclosed { name } => (
            format!("Element \"{name}\" is never closed."),
            "Write its end tag, or export the model again: it may have been cut off.".into(),
        ),
        P::DocType => (
            "The model carries a document type (DOCTYPE), which can read other files; it is not accepted.".into(),
            "Remove the line \"<!DOCTYPE …>\": BPMN does not need it.".into(),
        ),
        P::Entity { name } => (
            format!("\"&{name};\" is no character of XML."),
            "Write the character itself, or \"&amp;\" if you meant the sign &.".into(),
        ),
        P::TwiceTheAttribute { name } => (
            format!("Attribute \"{name}\" stands twice in this tag."),
            "Leave one of them.".into(),
        ),
        P::UnknownPrefix { prefix } => (
            format!("Prefix \"{prefix}\" is not declared."),
            format!("Add \"xmlns:{prefix}=\"…\"\" to the definitions element, or remove what uses it."),
        ),
        P::TooMuch { what, limit } => (
            format!("{}: the limit is {limit}.", excess(*what)),
            "Split the model, or raise the limit if you trust it.".into(),
        ),
        P::NotBpmn { root } => (
            format!("This XML is no BPMN 2.0: it begins with \"{root}\"."),
            "Export the model as BPMN 2.0 (.bpmn); it must begin with \"definitions\".".into(),
        ),
        P::NoProcess => (
            "The model has no process with elements.".into(),
            "Draw a process inside a pool or on the canvas and save again.".into(),
        ),
        P::SameId { id } => (
            format!("Id \"{id}\" stands twice in the model."),
            "Give one of the two elements another id.".into(),
        ),
        P::Dangling { element, names, target } => (
            format!("\"{element}\" names \"{target}\" in {names}, which is not there or may not stand there."),
            "Correct that reference in the program that drew the model.".into(),
        ),
        P::Unnamed { element, names } => (
            format!("\"{element}\" lacks {names}."),
            "Add it in the program that drew the model.".into(),
        ),
        P::NotUnderstood { name, element } => (
            format!("\"{name}\" in \"{element}\" is kept as it is and has no effect."),
            "Nothing needs doing if it was for another program or for reading; if it was to do something, write it in the procedure file.".into(),
        ),
        P::Untranslated { element, expression, datum } => (
            format!("The expression of \"{element}\" cannot be translated: {expression}"),
            format!("Write it as a guard in the procedure file; until then a case stops there until it is given the data item \"{datum}\"."),
        ),
        P::Renamed { from, to, is_data: true } => (
            format!("The property \"{from}\" is the data item \"{to}\" in the procedure."),
            format!("Give the case \"{to}\": the values of a case have no properties."),
        ),
        P::Renamed { from, to, .. } => (
            format!("Id \"{from}\" is written \"{to}\" in the procedure."),
            format!("Nothing needs doing: exporting writes \"{from}\" again."),
        ),
        P::CrossesBorder { flow } => (
            format!("Sequence flow \"{flow}\" crosses the border of a process or sub-process."),
            "End the flow at the border, or use a message flow between pools.".into(),
        ),
        P::BeginsUnasked { element } => (
            format!("\"{element}\" has no start event: it begins at everything that no flow leads to."),
            "Add a start event if it is to begin in another way.".into(),
        ),
        P::PersonDecides { gateway } => (
            format!("Gateway \"{gateway}\" has no conditions: a person chooses the way out."),
            "Add a condition to each way out if the program is to choose.".into(),
        ),
        P::VagueEvent { event, missing } => (
            format!("Event \"{event}\" does not say {missing}."),
            "Complete it in the program that drew the model; until then its own name is used.".into(),
        ),
        P::UnreadTime { element, written } => (
            format!("The time of \"{element}\" cannot be read: {written}"),
            "Use an ISO 8601 duration or date (\"PT5M\", \"2025-03-01T08:00:00Z\") or a cycle (\"R3/PT1H\").".into(),
        ),
        P::Unattached { event } => (
            format!("Boundary event \"{event}\" is attached to no activity."),
            "Put it on the border of an activity or sub-process of the same process.".into(),
        ),
        P::CallsNothing { activity } => (
            format!("Call activity \"{activity}\" does not say which process it calls: it passes by."),
            "Write the id of the called process (calledElement).".into(),
        ),
        P::NotOpened { location } => (
            format!("The model imports \"{location}\"; it is not opened."),
            "If it holds a process that is called, give that file too.".into(),
        ),
        P::SaidOtherwise { element, what } => (
            format!("\"{element}\": {what} is read otherwise."),
            "Look at that part of the procedure file.".into(),
        ),
        P::BadValue { element, names, value } => (
            format!("\"{value}\" is no value of {names} in \"{element}\"."),
            "Correct that value in the program that drew the model.".into(),
        ),
        P::LaneWithoutEffect { element, lane, why } => (
            match lane.is_empty() {
                true => {
                    format!("\"{element}\" stands in no lane with a name any more, and who is responsible stays.")
                }
                false => format!("\"{element}\" went to lane \"{lane}\", and who is responsible stays."),
            },
            lane_left(*why).into(),
        ),
    }
}

fn lane_left(why: LaneLeft) -> &'static str {
    match why {
        LaneLeft::Unnamed => "Give the lane a name, or write in the file who is responsible.",
        LaneLeft::NoLane => "Draw the lane again, or write in the file who is responsible.",
        LaneLeft::Several => {
            "Several are responsible and nothing tells whom to replace: write in the file who they are."
        }
        LaneLeft::Elsewhere => {
            "Who is responsible is said by the stage around it, or by each activity in it: write it there."
        }
        LaneLeft::Named => "The element itself names who does it: change that too.",
    }
}

fn excess(what: Excess) -> &'static str {
    match what {
        Excess::Bytes => "The model has too many bytes",
        Excess::Depth => "Too many elements stand inside each other",
        Excess::Elements => "The model has too many elements",
        Excess::Attributes => "This element has too many attributes",
        Excess::Namespaces => "The model declares too many namespaces",
    }
}
