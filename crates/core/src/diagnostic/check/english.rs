//! What is said in English: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

use super::listing::{cited, joined, quoted};
use super::{Aspect, CheckProblem as P, Junction, Listing, Place, ZoneUse};
use crate::data::Text;
use crate::diagnostic::capitalized;
use crate::keywords::Keyword;
use crate::source::Language::{self, English};

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: Keyword| keyword.word(file);
    match problem {
        P::Unreachable { elements, before, recorded } => {
            unreachable(elements, before.as_ref(), recorded, file)
        }
        P::NoWayToEnd { elements, circle, gate, recorded } => (
            format!("No end can be reached from {}: {}.", elements.named(English), gate.told(English)),
            format!("{} {}", goes_round(circle), way_on(gate, recorded, file)),
        ),
        P::NoEnd { gate, recorded } => {
            (format!("The procedure never ends: {}.", gate.told(English)), way_on(gate, recorded, file))
        }
        P::DeadEnd { element } => (
            format!("There is no way out of {}: it does not say what comes next.", element.named(English)),
            format!(
                "Write where it leads, for example: {next} = \"id-of-the-next\", or {next} = \"{end_word}\" if it ends there.",
                next = w(Keyword::Next),
                end_word = w(Keyword::End)
            ),
        ),
        P::NoActivity => (
            "The procedure has no activity.".into(),
            format!(
                "Add at least one: [[{activity}]] with id, {title} and {responsible}.",
                activity = w(Keyword::Activity),
                title = w(Keyword::Title),
                responsible = w(Keyword::Responsible)
            ),
        ),
        P::AutomaticCycle { cycle } => (
            format!("The circle {} repeats by itself and nothing stops it.", round(cycle)),
            format!(
                "Put an activity for a person or a counted return ({back_to}) into the circle, or a way out with a condition \
             that the circle itself can change.",
                back_to = w(Keyword::BackTo)
            ),
        ),
        P::BoundedCycle { cycle } => (
            format!(
                "The circle {} repeats by itself until the condition that leaves it changes.",
                round(cycle)
            ),
            "Make sure that the condition comes true: if it does not, the case stops with an incident."
                .into(),
        ),
        P::DecidesWithoutTarget { activity, indicator } => (
            format!("{} decides by the indicator \"{indicator}\", which has no target.", subject(activity)),
            format!(
                "Write the target in its [[{indicator}]] block ({target} = …), or change {decides} to {suggests} so that a person \
             answers.",
                indicator = w(Keyword::Indicator),
                target = w(Keyword::Target),
                decides = w(Keyword::Decides),
                suggests = w(Keyword::Suggests)
            ),
        ),
        P::WithoutTarget { activity, indicator, recorded } => (
            format!(
                "{} uses the indicator \"{indicator}\" without a target: the person decides.{}",
                subject(activity),
                on_record(recorded)
            ),
            format!(
                "When the source sets the target, write it in its [[{indicator}]] block: {target} = …",
                indicator = w(Keyword::Indicator),
                target = w(Keyword::Target)
            ),
        ),
        P::ZoneMissing { used_by, activities } => (
            format!(
                "The time zone is missing: {} in {} needs it.",
                zone_use(*used_by, file),
                match activities.len() {
                    0 => format!("[{}]", w(Keyword::Procedure)),
                    _ => activities.named(English),
                }
            ),
            format!(
                "Add a line to [{procedure}], for example: {time_zone} = \"America/Bogota\"",
                procedure = w(Keyword::Procedure),
                time_zone = w(Keyword::TimeZone)
            ),
        ),
        P::RepeatedFinding { id } => (
            format!("Two findings have the id \"{id}\"."),
            "Give one of them another id: findings are cited by it.".into(),
        ),
        P::VerifierOfNothing { activity } => (
            format!("In {} another person verifies, and it is not said what.", cited(activity, English)),
            format!(
                "Write the control point: {control} = \"…\", or remove {verified_by}.",
                control = w(Keyword::Control),
                verified_by = w(Keyword::VerifiedBy)
            ),
        ),
        P::SignedByNobody { activity } => (
            format!("In {} the list of those who sign is empty.", cited(activity, English)),
            format!("Name a role, or remove {}.", w(Keyword::SignedBy)),
        ),
        P::AskedTwice { activity, key, what } => (
            format!("In {}, {} asks for \"{what}\" twice.", cited(activity, English), w(*key)),
            "Once is enough: it is handed in once.".into(),
        ),
        P::NeverReturns { activity } => (
            format!("In {} there is a return that may never be taken.", cited(activity, English)),
            format!(
                "Write in {maximum} how often it may be, or remove it; as it stands, whoever chooses it stops the case.",
                maximum = w(Keyword::Maximum)
            ),
        ),
        P::WarnsTooEarly { activity } => (
            format!(
                "In {} the warning is further ahead than the deadline is long.",
                cited(activity, English)
            ),
            format!(
                "Shorten {warns_before} or lengthen {deadline}: as it stands, the warning comes on opening.",
                warns_before = w(Keyword::WarnsBefore),
                deadline = w(Keyword::Deadline)
            ),
        ),
        P::MinimumBeyondDeadline { activity } => (
            format!("In {} it cannot be done before the deadline has passed.", cited(activity, English)),
            format!(
                "Shorten {minimum} or lengthen {deadline}: both are counted from the same moment.",
                minimum = w(Keyword::MinimumTerm),
                deadline = w(Keyword::Deadline)
            ),
        ),
        P::AnchorOnlyLater { activity, anchor, key } => (
            format!(
                "In {}, {} is counted from {}, which can only come later.",
                cited(activity, English),
                w(*key),
                cited(anchor, English)
            ),
            "Count from an earlier activity, or from a datum: as it stands, it never falls due.".into(),
        ),
        P::FindingWithoutPlace { id } => (
            format!("The finding \"{id}\" does not say where in the source it is."),
            format!(
                "Add, for example: {where_word} = \"page 8, activity 7, exit NO\"",
                where_word = w(Keyword::Where)
            ),
        ),
        P::SameWay { activity, answers, to, recorded } => (
            format!(
                "In {}, {} lead to the same place: {}.{}",
                cited(activity, English),
                joined(answers, English),
                place(to),
                on_record(recorded)
            ),
            "If the answer changes nothing, remove the question; if it does, correct one of the targets."
                .into(),
        ),
        P::ControlWithoutConsequence { activities, recorded } => (
            format!("{}.{}", control_of(activities), on_record(recorded)),
            format!(
                "Add a question with {yes_word} and {no_word}, or {control} = {{ {verifies} = \"…\", {if_nonconforming} = \"…\" }}.",
                control = w(Keyword::Control),
                verifies = w(Keyword::Verifies),
                if_nonconforming = w(Keyword::IfNonconforming),
                yes_word = w(Keyword::Yes),
                no_word = w(Keyword::No)
            ),
        ),
        P::RepeatedActivities { activities, recorded } => (
            format!(
                "{} are alike (text, responsible and evidence).{}",
                capitalized(&activities.named(English)),
                on_record(recorded)
            ),
            format!(
                "Remove the one too many, or record it in a [[{finding}]] if the source repeats them.",
                finding = w(Keyword::Finding)
            ),
        ),
        P::RecordsWithoutRetention { retention, keeper, recorded } => (
            format!("{}{}", retention_said(retention, keeper), on_record(recorded)),
            format!(
                "Add to its [[{record}]] block: {retention} = \"…\" and {custodian} = \"…\".",
                record = w(Keyword::Record),
                retention = w(Keyword::Retention),
                custodian = w(Keyword::Custodian)
            ),
        ),
        P::ControlAspects { missing, recorded } => (
            format!("Control points leave unsaid: {}.{}", aspects(missing), on_record(recorded)),
            format!(
                "The six aspects are written so: {control} = {{ {verifies}, {who}, {frequency}, {how}, {if_nonconforming}, {evidence} }}.",
                control = w(Keyword::Control),
                if_nonconforming = w(Keyword::IfNonconforming),
                verifies = w(Keyword::Verifies),
                who = w(Keyword::Who),
                frequency = w(Keyword::Frequency),
                how = w(Keyword::How),
                evidence = w(Keyword::Evidence)
            ),
        ),
        P::Unused { block, id, recorded } => (
            format!("{} \"{id}\" is declared and nothing uses it.{}", declared(*block), on_record(recorded)),
            "Use it where it belongs, or remove the block.".into(),
        ),
        P::WithoutEvidence { activities, recorded } => (
            format!(
                "{} {} no evidence.{}",
                capitalized(&activities.named(English)),
                if activities.len() > 1 { "leave" } else { "leaves" },
                on_record(recorded)
            ),
            format!(
                "Add {evidence} = [\"id-of-the-record\"], or record it in a [[{finding}]] if the source asks for none.",
                finding = w(Keyword::Finding),
                evidence = w(Keyword::Evidence)
            ),
        ),
        P::IdStyle { ids, guard_names: false } => (
            format!("These ids are not in lower case with hyphens: {}.", quoted(ids, English)),
            "They are accepted. In new files write, for example, \"appoint-team\".".into(),
        ),
        P::IdStyle { ids, guard_names: true } => (
            format!("These names of data or indicators are not in lower case: {}.", quoted(ids, English)),
            "They are accepted. In new files write, for example, \"total_value\".".into(),
        ),
        P::NoDefaultFlow { gateway } => (
            format!("The gateway \"{gateway}\" does not say what follows when no condition is met."),
            format!(
                "Add a flow {{ {goes_to} = \"…\", {otherwise} = true }}: without it the case stops with an incident.",
                goes_to = w(Keyword::GoesTo),
                otherwise = w(Keyword::Otherwise)
            ),
        ),
        P::UntakenNext { activity } => (
            format!(
                "{next} of activity {activity} is never taken: the first of its alternatives to happen decides where it \
                goes on.",
                next = w(Keyword::Next)
            ),
            format!(
                "Remove {next}, or say in an alternative with {to} where that one leads.",
                next = w(Keyword::Next),
                to = w(Keyword::GoesTo)
            ),
        ),
        P::IgnoredCondition { gateway, to } => (
            format!(
                "Gateway \"{gateway}\" opens all its ways: the condition of the one to {} is not looked at.",
                place(to)
            ),
            format!(
                "Remove {if_met}, or make the gateway of {kind} \"{inclusive}\".",
                if_met = w(Keyword::IfMet),
                kind = w(Keyword::Type),
                inclusive = w(Keyword::Inclusive)
            ),
        ),
        P::NeverTaken { gateway, to, always } => (
            format!(
                "At the gateway \"{gateway}\" the flow to {} is never taken: the one to {} stands before it, without a condition.",
                place(to),
                place(always)
            ),
            format!(
                "Give the first one an {if_met}, or leave it with {otherwise} = true.",
                otherwise = w(Keyword::Otherwise),
                if_met = w(Keyword::IfMet)
            ),
        ),
    }
}

fn unreachable(
    elements: &Listing,
    before: Option<&Junction>,
    recorded: &[Text],
    file: Language,
) -> (String, String) {
    let named = elements.named(English);
    let Some(before) = before else {
        return (
            format!("Nobody reaches {named}: nothing leads there."),
            format!(
                "Write in the activity before it: {next} = \"{}\"; or remove what is too much.",
                elements.first(),
                next = Keyword::Next.word(file)
            ),
        );
    };
    let help = match recorded {
        [] if before.only_returns() => way_on(before, recorded, file),
        [] => format!(
            "Correct the target in {} so that it leads to {}, or remove what is too much.",
            cited(&before.name, English),
            cited(elements.first(), English)
        ),
        _ => as_printed(recorded),
    };
    (format!("Nobody reaches {named}: {}.", before.told(English)), help)
}

fn way_on(gate: &Junction, recorded: &[Text], file: Language) -> String {
    match recorded {
        [] => format!(
            "Give {} a way that leads on: {on_to} = … or \"{end_word}\".",
            cited(&gate.name, English),
            on_to = Keyword::OnTo.word(file),
            end_word = Keyword::End.word(file)
        ),
        _ => as_printed(recorded),
    }
}

fn as_printed(recorded: &[Text]) -> String {
    format!("It is printed so and recorded in {}; the chosen reading corrects it.", joined(recorded, English))
}

fn goes_round(circle: &Listing) -> String {
    match circle.len() {
        1 => format!("The work repeats itself in {}.", circle.named(English)),
        _ => format!("The work goes round in {}.", circle.named(English)),
    }
}

fn on_record(recorded: &[Text]) -> String {
    match recorded {
        [] => String::new(),
        _ => format!(" On record in {}.", joined(recorded, English)),
    }
}

fn control_of(activities: &Listing) -> String {
    match activities.len() {
        1 => format!(
            "The control point of {} does not say what follows when it is not met",
            cited(activities.first(), English)
        ),
        _ => format!(
            "The control points of {} do not say what follows when they are not met",
            activities.named(English)
        ),
    }
}

fn subject(activity: &str) -> String {
    capitalized(&cited(activity, English))
}

fn retention_said(retention: &[Text], keeper: &[Text]) -> String {
    match (retention, keeper) {
        ([only], keeper) if retention == keeper => {
            format!("Nothing says how long the record \"{only}\" is kept, nor by whom.")
        }
        ([only], []) => format!("Nothing says how long the record \"{only}\" is kept."),
        ([], [only]) => format!("Nothing says who keeps the record \"{only}\"."),
        (several, keeper) if several == keeper => {
            format!("Nothing says how long the records {} are kept, nor by whom.", quoted(several, English))
        }
        (several, []) => format!("Nothing says how long the records {} are kept.", quoted(several, English)),
        ([], several) => format!("Nothing says who keeps the records {}.", quoted(several, English)),
        _ => format!(
            "Nothing says how long some records are kept ({}), nor who keeps others ({}).",
            quoted(retention, English),
            quoted(keeper, English)
        ),
    }
}

fn aspects(missing: &[(Aspect, Listing)]) -> String {
    let parts: Vec<String> = missing
        .iter()
        .map(|(aspect, activities)| format!("{} ({})", aspect_name(*aspect), activities.said(English)))
        .collect();
    parts.join("; ")
}

fn aspect_name(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::What => "what is verified",
        Aspect::Who => "who",
        Aspect::HowOften => "how often",
        Aspect::How => "how",
        Aspect::IfNot => "what follows when it is not met",
        Aspect::Evidence => "what evidence remains",
    }
}

fn zone_use(used_by: ZoneUse, file: Language) -> String {
    match used_by {
        ZoneUse::Key(key) => format!("\"{}\"", key.word(file)),
        ZoneUse::Guard => "a guard with dates".to_owned(),
    }
}

fn declared(block: Keyword) -> &'static str {
    match block {
        Keyword::Role => "The role",
        Keyword::Team => "The team",
        Keyword::Record => "The record",
        Keyword::Indicator => "The indicator",
        Keyword::Milestone => "The milestone",
        _ => "The datum",
    }
}

fn place(to: &Place) -> String {
    match to {
        Place::Element(name) => cited(name, English),
        Place::End => "the end".to_owned(),
        Place::CaseEnd => "the end of the case".to_owned(),
    }
}

fn round(cycle: &[Text]) -> String {
    let names: Vec<&str> = cycle.iter().chain(cycle.first()).map(|name| &**name).collect();
    names.join(" → ")
}
