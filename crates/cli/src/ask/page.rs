//! The answers as people read them.
//!
//! Knows how each answer becomes lines, in both languages; what they say the library has found.
//! Read [`lines`] first.

use cauce::calendar::Zone;
use cauce::event::Outcome;
use cauce::instance::Status;
use cauce::path::steps;
use cauce::procedure::Choice;
use cauce::question::{
    AwaitedFlow, EndKind, Fate, Fated, Lack, Need, Place, Possible, Tried, Way, WayOut, Why,
};
use cauce::source::Language;
use cauce::view::WorkItem;

use super::{Answers, Subject};
use crate::story::{due_moment, moment, plain};

/// Every answer that was asked for, each under its heading.
pub(crate) fn lines(subject: &Subject, answers: &Answers, language: Language) -> Vec<String> {
    let page = Page { zone: subject.procedure.head().zone, own: subject.procedure.head().language, language };
    let mut out = Vec::new();
    if let Some(why) = &answers.why {
        page.part(&mut out, ("Por qué está aquí", "Why it is here"), &page.why(why));
    }
    if let Some(missing) = &answers.missing {
        page.part(&mut out, ("Qué falta", "What is missing"), &page.missing(missing));
    }
    if let Some((fates, decided)) = &answers.answers {
        let mut lines: Vec<String> = fates.iter().map(|fated| page.fated(fated)).collect();
        lines.extend(decided.iter().map(|decided| {
            let reference = &decided.reference;
            match decided.answer.as_deref().map(|id| page.answer(id)) {
                Some(answer) => page.say(
                    format!("{reference}: el cálculo responde {answer}, con lo que se sabe ahora"),
                    format!("{reference}: the guard answers {answer}, with what is known now"),
                ),
                None => page.say(
                    format!("{reference}: el cálculo aún no puede responder"),
                    format!("{reference}: the guard cannot answer yet"),
                ),
            }
        }));
        page.part(&mut out, ("Qué se puede responder", "Which answers are possible"), &lines);
    }
    if let Some(can) = &answers.can {
        page.part(&mut out, ("Qué puede pasar todavía", "What can still happen"), &page.can(can));
    }
    if let Some(found) = &answers.out {
        page.part(&mut out, ("La salida más corta", "The shortest way out"), &page.out(found));
    }
    if let Some((read, tried)) = &answers.what_if {
        let lines = match tried {
            Some(tried) => page.tried(read, tried),
            None => read.diagnostics.iter().map(|found| found.message(language)).collect(),
        };
        page.part(&mut out, ("Qué pasaría", "What would happen"), &lines);
    }
    out
}

/// What is missing, as a sentence.
pub(crate) fn need_text(subject: &Subject, need: &Need, language: Language) -> String {
    let head = subject.procedure.head();
    Page { zone: head.zone, own: head.language, language }.need(need)
}

struct Page {
    zone: Option<Zone>,
    /// The language of the procedure, in which words are.
    own: Language,
    language: Language,
}

impl Page {
    fn say(&self, spanish: String, english: String) -> String {
        pick!(self.language, spanish, english)
    }

    fn pick(&self, spanish: &'static str, english: &'static str) -> &'static str {
        pick!(self.language, spanish, english)
    }

    fn part(&self, out: &mut Vec<String>, heading: (&'static str, &'static str), lines: &[String]) {
        if !out.is_empty() {
            out.push(String::new());
        }
        out.push(self.pick(heading.0, heading.1).to_owned());
        if lines.is_empty() {
            out.push(format!("  {}", self.pick("nada", "nothing")));
        }
        out.extend(lines.iter().map(|line| format!("  {}", plain(line))));
    }

    fn answer(&self, id: &str) -> String {
        match id {
            "yes" => self.pick("SI", "YES").to_owned(),
            "no" => "NO".to_owned(),
            other => other.to_owned(),
        }
    }

    fn why(&self, all: &[Why]) -> Vec<String> {
        let mut lines = Vec::new();
        for why in all {
            lines.push(named(&why.item));
            if why.has_earlier {
                lines.push(self.say("  … y lo anterior".into(), "  … and what came before".into()));
            }
            for step in &why.steps {
                let at = moment(step.at, self.zone);
                lines.extend(step.said.iter().map(|said| format!("  {at}  {said}")));
            }
        }
        lines
    }

    fn missing(&self, all: &[Lack]) -> Vec<String> {
        let mut lines = Vec::new();
        for lack in all {
            lines.push(titled(&lack.reference, &lack.title));
            lines.extend(lack.needs.iter().map(|need| format!("  · {}", self.need(need))));
        }
        lines
    }

    fn need(&self, need: &Need) -> String {
        match need {
            Need::Doing(roles) if roles.is_empty() => {
                self.say("que alguien lo haga".into(), "somebody to do it".into())
            }
            Need::Doing(roles) => {
                let roles = self.or(roles);
                self.say(format!("que lo haga {roles}"), format!("{roles} to do it"))
            }
            Need::Answer { question, answers } => {
                let answers = self.or(answers);
                self.say(
                    format!("responder «{question}»: {answers}"),
                    format!("an answer to “{question}”: {answers}"),
                )
            }
            Need::Verification(what) => {
                self.say(format!("verificar: {what}"), format!("a verification: {what}"))
            }
            Need::Evidence(rule, records) => {
                let records = self.some(*rule, records);
                self.say(format!("entregar {records}"), format!("evidence: {records}"))
            }
            Need::Signatures(record, rule, roles) => {
                let roles = self.some(*rule, roles);
                self.say(
                    format!("la firma de {roles} en {record}"),
                    format!("the signature of {roles} on {record}"),
                )
            }
            Need::Datum(name) => self.say(format!("el dato {name}"), format!("the datum {name}")),
            Need::Measure(name) => self.say(format!("el indicador {name}"), format!("the indicator {name}")),
            Need::Moment(at) => {
                let at = due_moment(*at, self.zone, self.language);
                self.say(format!("que llegue el {at}"), format!("that it is {at}"))
            }
            Need::Interaction(reference) => {
                self.say(format!("que se cierre {reference}"), format!("that {reference} is closed"))
            }
            other => self.need_of_others(other),
        }
    }

    fn need_of_others(&self, need: &Need) -> String {
        match need {
            Need::Job => self.say("que el sistema lo haga".into(), "the host to do it".into()),
            Need::Delay => self.say("que pase el tiempo".into(), "time to pass".into()),
            Need::Message(name, correlates) => {
                let with: Vec<String> =
                    correlates.iter().map(|(name, value)| format!("{name} = {}", shown(value))).collect();
                let with = if with.is_empty() { String::new() } else { format!(" ({})", with.join(", ")) };
                self.say(format!("el mensaje «{name}»{with}"), format!("the message “{name}”{with}"))
            }
            Need::Signal(name) => self.say(format!("la señal «{name}»"), format!("the signal “{name}”")),
            Need::Time(Some(due)) => {
                let due = due_moment(*due, self.zone, self.language);
                self.say(format!("que llegue el {due}"), format!("that it is {due}"))
            }
            Need::Condition => {
                self.say("que se cumpla su condición".into(), "its condition to be met".into())
            }
            Need::Declaration(roles) => {
                let roles = self.or(roles);
                self.say(
                    format!("que {roles} declare que pasó"),
                    format!("{roles} to say that it has happened"),
                )
            }
            Need::Authority(code, roles) => {
                let roles = self.or(roles);
                self.say(
                    format!("que lo resuelva la autoridad ({roles}): {code}"),
                    format!("the authority ({roles}) to resolve it: {code}"),
                )
            }
            Need::Flows(flows) => {
                let flows: Vec<String> = flows.iter().map(|flow| self.flow(flow)).collect();
                let flows = flows.join("; ");
                self.say(format!("que llegue lo de {flows}"), format!("what comes from {flows}"))
            }
            Need::Members(done, Some(all)) => {
                self.say(format!("van {done} de {all}"), format!("{done} of {all} are done"))
            }
            Need::Members(done, None) => self.say(format!("van {done}"), format!("{done} are done")),
            _ => self.say("que pase el tiempo".into(), "time to pass".into()),
        }
    }

    fn flow(&self, flow: &AwaitedFlow) -> String {
        let from = &flow.from;
        if flow.open.is_empty() || flow.open == [from.clone()] {
            return from.to_string();
        }
        let open: Vec<&str> = flow.open.iter().map(|open| &**open).collect();
        let open = open.join(", ");
        self.say(format!("{from}, adonde va {open}"), format!("{from}, where {open} is going"))
    }

    fn or(&self, names: &[cauce::data::Text]) -> String {
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        names.join(self.pick(" o ", " or "))
    }

    fn some(&self, rule: Choice, names: &[cauce::data::Text]) -> String {
        let list: Vec<&str> = names.iter().map(|name| &**name).collect();
        match rule {
            Choice::All => list.join(self.pick(" y ", " and ")),
            Choice::OneOf | Choice::AnyOf => self.or(names),
        }
    }

    fn fated(&self, fated: &Fated) -> String {
        let used = fated.returns.map_or_else(String::new, |(taken, maximum)| {
            self.say(format!(" (vueltas: {taken} de {maximum})"), format!(" (rounds: {taken} of {maximum})"))
        });
        let fate = match &fated.fate {
            Fate::Opens(open) if open.is_empty() => self.say("sigue".into(), "goes on".into()),
            Fate::Opens(open) => {
                let open: Vec<&str> = open.iter().map(|open| &**open).collect();
                let open = open.join(", ");
                self.say(format!("abre {open}"), format!("opens {open}"))
            }
            Fate::Ends(status) => {
                let how = self.status(*status);
                self.say(format!("el caso queda {how}"), format!("the case is {how}"))
            }
            Fate::Stuck(trouble) => {
                let why = trouble.message(self.language);
                self.say(format!("se detiene: {why}"), format!("gets stuck: {why}"))
            }
            Fate::Refused(rejection) => {
                let why = rejection.message(self.language);
                self.say(format!("se rechaza: {why}"), format!("is refused: {why}"))
            }
            _ => String::new(),
        };
        format!("{} → {fate}{used}", fated.word)
    }

    fn status(&self, status: Status) -> &'static str {
        match status {
            Status::Ended(Outcome::Completed) => self.pick("terminado", "completed"),
            Status::Ended(Outcome::Cancelled) => self.pick("cancelado", "cancelled"),
            Status::Ended(_) => self.pick("fallido", "failed"),
            _ => self.pick("en curso", "running"),
        }
    }

    fn can(&self, can: &Possible) -> Vec<String> {
        let mut lines = Vec::new();
        let mut list = |heading: String, places: &[Place]| {
            if !places.is_empty() {
                lines.push(heading);
                lines.extend(
                    places.iter().map(|place| format!("  {}", titled(&place.reference, &place.title))),
                );
            }
        };
        list(self.say("puede venir:".into(), "may come:".into()), &can.ahead);
        list(self.say("ya no:".into(), "no more:".into()), &can.gone);
        if !can.ends.is_empty() {
            lines.push(self.say("puede terminar en:".into(), "may end at:".into()));
        }
        for end in &can.ends {
            let how = match &end.kind {
                EndKind::Case => self.say(" · cierra el caso".into(), " · ends the case".into()),
                EndKind::Error(code) => self.say(format!(" · error {code}"), format!(" · error {code}")),
                _ => String::new(),
            };
            lines.push(format!("  {}{how}", titled(&end.place.reference, &end.place.title)));
        }
        lines
    }

    fn out(&self, out: &WayOut) -> Vec<String> {
        match out {
            WayOut::Way(way) => self.way(way),
            WayOut::Over(status) => {
                let how = self.status(*status);
                vec![self.say(format!("el caso ya está {how}"), format!("the case is {how} already"))]
            }
            WayOut::None => vec![self.say(
                "no hay: de lo que se puede hacer nada lleva a un fin, sin contar datos que alguien anote aparte".into(),
                "there is none: nothing that can be done leads to an end, not counting data that somebody sets apart".into(),
            )],
            WayOut::Undecided { tries } => {
                vec![self.say(
                    format!("no se decidió en {tries} intentos"),
                    format!("not decided in {tries} tries"),
                )]
            }
            _ => Vec::new(),
        }
    }

    fn way(&self, way: &Way) -> Vec<String> {
        let (acts, ends) = (way.acts, self.status(way.ends));
        let count = match (way.is_shortest, acts) {
            (true, 1) => self.say("1 cosa por hacer".into(), "1 thing to do".into()),
            (true, _) => self.say(format!("{acts} cosas por hacer"), format!("{acts} things to do")),
            (false, _) => self.say(
                format!("{acts} cosas por hacer; no se probó que no haya otra más corta"),
                format!("{acts} things to do; that none is shorter was not proved"),
            ),
        };
        let end = self.say(format!("el caso queda {ends}"), format!("the case is {ends}"));
        vec![steps(&way.moves, self.own), format!("{count}; {end}")]
    }

    fn tried(&self, read: &cauce::path::ReadPath, tried: &Tried) -> Vec<String> {
        let mut lines = Vec::new();
        if !tried.replay.is_ok() {
            lines.extend(tried.replay.diagnostics.iter().map(|found| found.message(self.language)));
            let first = tried.replay.differences.first();
            let told = first.map(|first| first.render(&read.source, self.language)).unwrap_or_default();
            lines.extend(told.lines().map(str::to_owned));
        }
        let list = |heading: &str, items: &[WorkItem]| {
            let names: Vec<String> = items.iter().map(named).collect();
            (!names.is_empty()).then(|| format!("{heading} {}", names.join(", ")))
        };
        lines.extend(list(self.pick("ya no está abierta:", "open no more:"), &tried.closed));
        lines.extend(list(self.pick("queda abierta:", "then open:"), &tried.opened));
        for ahead in &tried.awaited {
            let what = titled(&ahead.reference, &ahead.title);
            lines.push(self.say(format!("se espera: {what}"), format!("then awaited: {what}")));
        }
        for (name, before, after) in &tried.data {
            let before = before.as_ref().map_or_else(|| "—".to_owned(), shown);
            let after = shown(after);
            lines.push(format!("{name}: {before} → {after}"));
        }
        let status = self.status(tried.status);
        lines.push(self.say(
            format!("el caso queda {status}; nada se guardó"),
            format!("the case is {status}; nothing was kept"),
        ));
        lines
    }
}

/// A value in one line.
fn shown(value: &cauce::data::Value) -> String {
    crate::wire::json(value).get().to_owned()
}

fn named(item: &WorkItem) -> String {
    titled(&item.reference, &item.title)
}

fn titled(reference: &str, title: &str) -> String {
    match title.is_empty() {
        true => reference.to_owned(),
        false => format!("{reference} · {title}"),
    }
}
