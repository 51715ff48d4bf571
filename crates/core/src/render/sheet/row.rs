//! One row of the official table: what an activity says, in the order official tables say it.

use super::outcome::{answer_mark, exit_mark};
use super::{Mark, Reader, Row, Tone, made, sign};
use crate::diagnostic::capitalized;
use crate::document::Table;
use crate::graph::{NodeKind, Target};
use crate::keywords::Keyword;
use crate::procedure::{
    Activity, ActivityKind, Agreement, Applies, Choice, ControlPoint, ElementIx, EvidenceNeed,
    EvidenceOption, Participation, SignerNeed,
};
use crate::render::escape::{joined, paragraphs};
use crate::render::words::Word;

/// The rows, in file order.
pub(super) fn rows(reader: &Reader<'_>) -> Vec<Row> {
    let activities = reader.procedure.written_activities().iter().enumerate();
    activities.map(|(position, activity)| ActivityRow::new(reader, position, activity).row()).collect()
}

/// An activity with its block in the file.
struct ActivityRow<'a> {
    reader: &'a Reader<'a>,
    element: ElementIx,
    activity: &'a Activity,
    block: Option<&'a Table>,
}

impl<'a> ActivityRow<'a> {
    fn new(reader: &'a Reader<'a>, position: usize, activity: &'a Activity) -> Self {
        ActivityRow { reader, element: ElementIx::at(position), activity, block: reader.block(&activity.id) }
    }

    fn row(&self) -> Row {
        Row {
            number: printed_number(&self.activity.number),
            depth: self.reader.nest.blocks_around(self.element).count(),
            description: self.description(),
            responsible: self.responsible(),
            evidence: self.evidence(),
        }
    }

    fn description(&self) -> Vec<Mark> {
        let told = self.told();
        let mut marks = Vec::new();
        marks.extend(self.applies());
        marks.extend(made(self.reader, self.activity));
        marks.extend(self.said(Keyword::Frequency, Word::Frequency).map(|mark| mark.signed(sign::TIME)));
        marks.extend(self.control());
        marks.extend(self.question());
        marks.extend(self.next());
        marks.extend(self.forms());
        marks.extend(self.notes());
        marks.extend(self.time());
        marks.extend(self.interactions());
        marks.extend(self.source());
        // The prose stands by itself, as the source prints it; what governs the work follows.
        if let Some(first) = marks.first_mut() {
            first.apart = told.len() > 1;
        }
        told.into_iter().chain(marks).collect()
    }

    /// The heading and what is told in prose.
    fn told(&self) -> Vec<Mark> {
        let paragraphs = self.prose(Keyword::Description).into_iter().map(Mark::plain);
        let mut marks: Vec<Mark> = paragraphs.map(|mark| self.found(mark, Keyword::Description)).collect();
        marks.extend(self.said(Keyword::Alias, Word::AlsoCalled).map(|mark| mark.toned(Tone::Quiet)));
        marks.extend(self.said(Keyword::Product, Word::Product));
        self.title().into_iter().chain(marks).collect()
    }

    fn title(&self) -> Option<Mark> {
        let title = joined(&self.activity.title);
        let mark = Mark::labelled(self.level().unwrap_or_default(), title).toned(Tone::Title);
        (!mark.text.is_empty()).then(|| self.found(mark, Keyword::Title))
    }

    /// «Fase:», as the source calls what the row is.
    fn level(&self) -> Option<String> {
        let level = self.reader.value_of(self.block?, Keyword::Level)?;
        (!level.is_empty()).then(|| format!("{}:", capitalized(&level)))
    }

    /// Where the source says it.
    fn source(&self) -> Option<Mark> {
        let mark = self.said(Keyword::Source, Word::Source)?;
        Some(mark.toned(Tone::Quiet))
    }

    fn prose(&self, key: Keyword) -> Vec<String> {
        self.block.map_or_else(Vec::new, |block| self.reader.prose_of(block, key))
    }

    /// The mark with the findings that changed its key.
    fn found(&self, mut mark: Mark, key: Keyword) -> Mark {
        mark.findings = self.reader.findings_on(self.activity, key);
        mark
    }

    /// A key that is only printed.
    fn said(&self, key: Keyword, word: Word) -> Option<Mark> {
        let value = self.reader.value_of(self.block?, key)?;
        Some(self.found(Mark::labelled(self.reader.label(word), value), key))
    }

    fn applies(&self) -> Vec<Mark> {
        let label = self.reader.label(Word::AppliesIf);
        match &self.activity.applies {
            Applies::Always => Vec::new(),
            Applies::If(_) => self.said(Keyword::AppliesIf, Word::AppliesIf).into_iter().collect(),
            Applies::Asked { question, who, .. } => {
                let asks = Mark::labelled(label, joined(question)).signed(sign::DECISION);
                let asks = self.found(asks.toned(Tone::Ask), Keyword::AppliesIf);
                let block = self.block.and_then(|block| block.table(Keyword::AppliesIf));
                let suggested = block.and_then(|block| self.reader.value_of(block, Keyword::Suggests));
                let suggested = suggested.map(|guard| {
                    Mark::labelled(self.reader.label(Word::SuggestedBy), guard).toned(Tone::Quiet).below()
                });
                std::iter::once(asks).chain(self.answered_by(who)).chain(suggested).collect()
            }
        }
    }

    fn answered_by(&self, who: &[crate::procedure::RoleIx]) -> Option<Mark> {
        let label = self.reader.label(Word::AnsweredBy);
        let names = self.reader.roles(who);
        (!names.is_empty()).then(|| Mark::labelled(label, names).toned(Tone::Quiet).below())
    }

    fn control(&self) -> Vec<Mark> {
        let Some(control) = &self.activity.control else {
            return self.verifier().into_iter().collect();
        };
        let says = Mark::labelled(self.reader.label(Word::ControlPoint), joined(&control.verifies));
        let mut marks = vec![self.found(says, Keyword::Control).signed(sign::CONTROL).toned(Tone::Check)];
        marks.extend(
            control.points.iter().map(|point| Mark::plain(joined(point)).signed(sign::POINT).below()),
        );
        marks.extend(self.aspects());
        marks.extend(self.nonconforming(control));
        marks.extend(self.verifier());
        marks
    }

    /// The aspects of a control that are written as its own keys.
    fn aspects(&self) -> Vec<Mark> {
        let Some(control) = self.block.and_then(|block| block.table(Keyword::Control)) else {
            return Vec::new();
        };
        let who = self.reader.names_of(control, Keyword::Who).map(|names| (Word::Who, names));
        let plain = [(Keyword::How, Word::How), (Keyword::Frequency, Word::Frequency)];
        let plain =
            plain.into_iter().filter_map(|(key, word)| Some((word, self.reader.value_of(control, key)?)));
        who.into_iter()
            .chain(plain)
            .map(|(word, text)| Mark::labelled(self.reader.label(word), text).toned(Tone::Quiet).below())
            .collect()
    }

    fn nonconforming(&self, control: &ControlPoint) -> Option<Mark> {
        let label = self.reader.label(Word::IfNonconforming);
        let block = self.block.and_then(|block| block.table(Keyword::Control));
        if let Some(exit) = control.if_nonconforming {
            let block = block.and_then(|control| control.table(Keyword::IfNonconforming));
            let mark = exit_mark(self.reader, self.reader.procedure.graph.exit(exit), block);
            return Some(Mark { label, ..mark }.below());
        }
        let text = self.reader.value_of(block?, Keyword::IfNonconforming)?;
        Some(Mark::labelled(label, text).below())
    }

    fn verifier(&self) -> Option<Mark> {
        let verifier = self.activity.verified_by?;
        let mut text = self.reader.role(verifier.role);
        if verifier.different_person {
            text.push_str(&format!(" ({})", self.reader.word(Word::AnotherPerson)));
        }
        Some(Mark::labelled(self.reader.label(Word::VerifiedBy), text).signed(sign::CONTROL))
    }

    fn question(&self) -> Vec<Mark> {
        let Some(question) = &self.activity.question else {
            return Vec::new();
        };
        let asks = Mark::plain(joined(question)).signed(sign::DECISION).toned(Tone::Ask);
        let mut marks = vec![self.found(asks, Keyword::Question)];
        marks.extend(self.decision());
        for answer in &self.activity.answers {
            let mark = answer_mark(self.reader, self.element, answer);
            marks.push(self.found(mark, answer_key(&answer.id)));
        }
        let confirms = self.activity.confirmed_by.map(|role| self.reader.role(role));
        marks.extend(confirms.map(|role| Mark::labelled(self.reader.label(Word::ConfirmedBy), role).below()));
        marks
    }

    /// Who answers, or the guard that does.
    fn decision(&self) -> Vec<Mark> {
        let Some(block) = self.block else {
            return Vec::new();
        };
        let who = self.reader.names_of(block, Keyword::Who).map(|names| (Word::AnsweredBy, names));
        let guards = [(Keyword::Decides, Word::DecidedBy), (Keyword::Suggests, Word::SuggestedBy)];
        let guards =
            guards.into_iter().filter_map(|(key, word)| Some((word, self.reader.value_of(block, key)?)));
        who.into_iter()
            .chain(guards)
            .map(|(word, text)| Mark::labelled(self.reader.label(word), text).toned(Tone::Quiet).below())
            .collect()
    }

    /// Where it leads without a question, when that is not simply the next row.
    fn next(&self) -> Vec<Mark> {
        let exits = match self.activity.next {
            Some(exit) if self.activity.question.is_none() => {
                vec![self.reader.procedure.graph.exit(exit)]
            }
            _ => Vec::new(),
        };
        let written = self.reader.procedure.written_activities().len();
        let mut below = (self.element.index() + 1..written).map(ElementIx::at);
        // What stands in a block is not what follows it, and a heading only stands before what follows.
        let follows = below.find(|next| {
            let is_inside = self.reader.nest.around(*next).any(|holder| holder == self.element);
            !is_inside && self.reader.procedure.graph.node(*next).kind != NodeKind::Group
        });
        let next = ElementIx::at(self.element.index() + 1);
        let block = self.reader.procedure.graph.within(self.element);
        let is_last_inside =
            block.is_some_and(|block| !self.reader.nest.around(next).any(|holder| holder == block));
        // Where what comes next begins by itself, nothing has to be said of an end.
        let starts =
            block.and_then(|block| self.reader.procedure.graph.block(block)).map(|block| &block.starts);
        let begins_apart = starts.is_some_and(|starts| {
            let mut begins = starts.iter().map(|start| self.reader.past_made(*start));
            follows.is_some_and(|next| begins.any(|begin| begin == Some(next)))
        });
        let is_last =
            next.index() >= written || is_last_inside || begins_apart || self.is_last_of_its_kind(written);
        let unusual = exits.into_iter().filter(|exit| match exit.target {
            Target::Element(target) => self.leads_elsewhere(target, follows),
            // Where what does not hold up the order ends is said beside it.
            Target::End if self.stands_beside() => false,
            Target::End => !is_last && self.is_work() && (block.is_none() || follows == Some(next)),
            Target::CaseEnd => true,
        });
        unusual.map(|exit| self.found(exit_mark(self.reader, exit, None), Keyword::Next)).collect()
    }

    /// Whether it ends where everything beside it does: at once with others, or last of what an event begins.
    fn is_last_of_its_kind(&self, written: usize) -> bool {
        let holder = |element| self.reader.nest.around(element).next();
        let is_inside = |next: ElementIx| self.reader.nest.around(next).any(|around| around == self.element);
        // A block after which there are only its own rows is the last one.
        if (self.element.index() + 1..written).map(ElementIx::at).all(is_inside) {
            return true;
        }
        let Some(block) = holder(self.element) else { return false };
        let id = self.reader.procedure.id(block);
        let order = self.reader.block(id).and_then(|block| block.word(Keyword::Order));
        let is_event = self.reader.event_block(id).is_some();
        let mut after = (self.element.index() + 1..written).map(ElementIx::at);
        order == Some(Keyword::InParallel) || (is_event && !after.any(|next| holder(next) == Some(block)))
    }

    /// Whether a way leads to anything but the row that follows.
    fn leads_elsewhere(&self, target: ElementIx, follows: Option<ElementIx>) -> bool {
        // Forks and joins that stand in no file are passed: what lies behind them is what people see.
        let Some(target) = self.reader.past_made(target).filter(|_| !self.stands_beside()) else {
            return false;
        };
        let first = self.reader.first_of(target);
        Some(target) != follows && (first.is_none() || first != follows)
    }

    /// Whether it does not hold up what follows.
    fn stands_beside(&self) -> bool {
        self.block.is_some_and(|block| block.flag(Keyword::DoesNotHold))
    }

    fn is_work(&self) -> bool {
        self.reader.procedure.graph.node(self.element).kind != NodeKind::End
    }

    /// The data and indicators that completing asks for, those of one window below its name.
    fn forms(&self) -> Vec<Mark> {
        let procedure = self.reader.procedure;
        let name = |name: &str, optional| self.with_optional(joined(name), optional);
        let data = self.activity.captures.iter().filter_map(|capture| {
            procedure.data.get(capture.what.index()).map(|datum| name(&datum.name, capture.optional))
        });
        let mut marks = self.form(Keyword::Captures, self.reader.word(Word::Captures), data.collect());
        let mut lists: Vec<(Option<String>, Vec<String>)> = Vec::new();
        for capture in &self.activity.measures {
            let Some(indicator) = procedure.indicators.get(capture.what.index()) else { continue };
            let (named, window) = match indicator.within {
                Some((base, window)) => {
                    (procedure.indicators.get(base.index()), procedure.windows.get(window.index()))
                }
                None => (Some(indicator), None),
            };
            let named = named.map_or_else(String::new, |named| name(&named.name, capture.optional));
            let window =
                window.map(|window| joined(if window.name.is_empty() { &window.id } else { &window.name }));
            match lists.last_mut().filter(|(last, _)| *last == window) {
                Some((_, names)) => names.push(named),
                None => lists.push((window, vec![named])),
            }
        }
        for (window, names) in lists {
            let label = [Some(self.reader.word(Word::Measures).to_owned()), window];
            let label = label.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            marks.extend(self.form(Keyword::Measures, &label, names));
        }
        marks
    }

    /// One line for what is soon said, else a line for each; the findings stand at the first.
    fn form(&self, key: Keyword, label: &str, mut names: Vec<String>) -> Vec<Mark> {
        let label = format!("{label}:");
        match names.len() {
            0 => Vec::new(),
            1 => vec![self.found(Mark::labelled(label, names.remove(0)), key)],
            _ => {
                let items = names.into_iter().map(|name| Mark::plain(name).signed(sign::ITEM).below());
                std::iter::once(self.found(Mark::labelled(label, ""), key)).chain(items).collect()
            }
        }
    }

    fn with_optional(&self, text: String, optional: bool) -> String {
        if optional { format!("{text} ({})", self.reader.word(Word::Optional)) } else { text }
    }

    fn notes(&self) -> Vec<Mark> {
        let notes = self.block.map_or(&[][..], |block| block.list(Keyword::Notes));
        let notes = notes.iter().filter_map(|node| node.as_text()).flat_map(|text| paragraphs(text));
        let label = self.reader.label(Word::Note);
        notes.map(|text| Mark::labelled(label.clone(), text).signed(sign::NOTE).toned(Tone::Quiet)).collect()
    }

    fn time(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        marks.extend(self.said(Keyword::MinimumTerm, Word::MinimumTerm));
        marks.extend(self.said(Keyword::Deadline, Word::Deadline));
        if let Some(mut mark) = self.said(Keyword::WarnsBefore, Word::WarnsBefore) {
            mark.text = format!("{} {}", mark.text, self.reader.word(Word::Ahead));
            marks.push(mark);
        }
        let mut marks: Vec<Mark> = marks.into_iter().map(|mark| mark.signed(sign::TIME)).collect();
        let told = [
            (Keyword::WhenOverdue, Word::WhenOverdue, &self.activity.escalates_to),
            (Keyword::Notifies, Word::Notifies, &self.activity.notifies),
        ];
        for (key, word, roles) in told {
            if !roles.is_empty() {
                marks
                    .push(self.found(Mark::labelled(self.reader.label(word), self.reader.roles(roles)), key));
            }
        }
        marks
    }

    fn interactions(&self) -> Vec<Mark> {
        let Some(block) = self.block else {
            return Vec::new();
        };
        block.tables(Keyword::Interaction).map(|interaction| self.interaction(interaction)).collect()
    }

    /// «Contratar servicios · Procedimiento de contratación · ¿Se requiere? · se aguarda».
    fn interaction(&self, block: &Table) -> Mark {
        let reader = self.reader;
        let labelled = |(key, word)| Some(format!("{} {}", reader.label(word), reader.value_of(block, key)?));
        let plain = [Keyword::Title, Keyword::Procedure, Keyword::With, Keyword::Question];
        let plain = plain.into_iter().filter_map(|key| reader.value_of(block, key));
        let who = reader.names_of(block, Keyword::Who);
        let who = who.map(|names| format!("{} {names}", reader.label(Word::AnsweredBy)));
        let awaited = block.flag(Keyword::WaitsForResult).then(|| reader.word(Word::Aside).to_owned());
        let rest = [
            (Keyword::Version, Word::Version),
            (Keyword::Frequency, Word::Frequency),
            (Keyword::Input, Word::Inputs),
            (Keyword::Output, Word::Outputs),
        ];
        let rest = rest.into_iter().filter_map(labelled);
        let parts: Vec<String> = plain.chain(who).chain(awaited).chain(rest).collect();
        let source = reader.value_of(block, Keyword::Source).map(|source| format!(" ({source})"));
        let text = format!("{}{}", parts.join(" · "), source.unwrap_or_default());
        let mut mark = Mark::plain(text).signed(sign::INTERACTION);
        if let Some(id) = block.text(Keyword::Id) {
            let keys = block.entries.iter().map(|entry| entry.key).chain([Keyword::Interaction]);
            mark.findings = keys.flat_map(|key| reader.findings_of(id, key)).collect();
        }
        mark
    }

    fn responsible(&self) -> Vec<Mark> {
        let who = &self.activity.responsible;
        let mut marks: Vec<Mark> =
            who.roles.iter().map(|&role| Mark::plain(self.reader.role(role))).collect();
        if marks.len() > 1 {
            marks = marks.into_iter().map(|mark| mark.signed(sign::ITEM)).collect();
        }
        let is_written = self.block.is_some_and(|block| block.get(Keyword::Responsible).is_some());
        if marks.is_empty() && (is_written || self.activity.kind == ActivityKind::Work) {
            marks.push(Mark::plain(self.reader.word(Word::Undefined)).toned(Tone::Quiet));
        }
        if who.participation == Participation::All && who.roles.len() > 1 {
            marks.push(Mark::plain(self.reader.word(Word::AllTakePart)).toned(Tone::Quiet));
            marks.extend(self.agreement());
        }
        marks.extend(self.said(Keyword::Area, Word::Area).map(|mark| mark.toned(Tone::Quiet)));
        self.mark_last(&mut marks, Keyword::Responsible);
        marks
    }

    fn agreement(&self) -> Option<Mark> {
        let keyword = match self.activity.responsible.agreement {
            Agreement::All => return None,
            Agreement::Majority => Keyword::Majority,
            Agreement::One => Keyword::One,
        };
        let label = self.reader.label(Word::Agreement);
        Some(Mark::labelled(label, keyword.word(self.reader.language)).toned(Tone::Quiet))
    }

    /// Findings on a whole column stand at its last line.
    fn mark_last(&self, marks: &mut Vec<Mark>, key: Keyword) {
        let findings = self.reader.findings_on(self.activity, key);
        if findings.is_empty() {
            return;
        }
        match marks.last_mut() {
            Some(last) => last.findings = findings,
            None => marks.push(Mark { findings, ..Mark::default() }),
        }
    }

    fn evidence(&self) -> Vec<Mark> {
        let said = |need: &EvidenceNeed| Mark::plain(self.need(need)).signed(sign::EVIDENCE);
        let own = self.activity.evidence.iter().filter(|need| need.is_own());
        let mut marks: Vec<Mark> = own.map(said).collect();
        self.mark_last(&mut marks, Keyword::Evidence);
        marks
    }

    /// The records of a need; those who sign all of them alike stand once.
    fn need(&self, need: &EvidenceNeed) -> String {
        let first = need.options.first().map_or(&[][..], |option| &option.signed_by);
        let alike = need.options.len() > 1 && need.options.iter().all(|option| *option.signed_by == *first);
        let option = |option| if alike { self.record(option) } else { self.option(option) };
        let options: Vec<String> = need.options.iter().map(option).collect();
        let signed = if alike { self.signed(first) } else { String::new() };
        self.with_optional(format!("{}{signed}", self.choice(need.rule, &options)), need.optional)
    }

    fn choice(&self, rule: Choice, options: &[String]) -> String {
        let word = match rule {
            Choice::All => return options.join("; "),
            Choice::OneOf => Word::OneOf,
            Choice::AnyOf => Word::AnyOf,
        };
        let last = format!(" {} ", self.reader.word(Word::Or));
        format!("{}: {}", self.reader.word(word), options.join(&last))
    }

    fn option(&self, option: &EvidenceOption) -> String {
        format!("{}{}", self.record(option), self.signed(&option.signed_by))
    }

    fn record(&self, option: &EvidenceOption) -> String {
        let record = self.reader.procedure.records.get(option.record.index());
        record.map_or_else(String::new, |record| joined(&record.name))
    }

    /// « (firman: A y B)», nothing where nobody does.
    fn signed(&self, signed_by: &[SignerNeed]) -> String {
        if signed_by.is_empty() {
            return String::new();
        }
        let signers: Vec<String> = signed_by.iter().flat_map(|signer| self.signers(signer)).collect();
        let and = format!(" {} ", self.reader.word(Word::And));
        format!(" ({} {})", self.reader.label(Word::Signed), signers.join(&and))
    }

    /// Who signs: each by name, or a choice as one of them.
    fn signers(&self, signer: &SignerNeed) -> Vec<String> {
        let names: Vec<String> = signer.roles.iter().map(|&role| self.reader.role(role)).collect();
        match signer.rule {
            Choice::All => names,
            Choice::OneOf => vec![names.join(&format!(" {} ", self.reader.word(Word::Or)))],
            Choice::AnyOf => vec![self.choice(signer.rule, &names)],
        }
    }
}

fn answer_key(answer: &str) -> Keyword {
    match answer {
        "yes" => Keyword::Yes,
        "no" => Keyword::No,
        _ => Keyword::Answer,
    }
}

/// «7.», as official tables print it.
fn printed_number(number: &str) -> String {
    if number.is_empty() || number.ends_with('.') { number.to_owned() } else { format!("{number}.") }
}
