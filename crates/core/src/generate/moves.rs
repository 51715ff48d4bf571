//! What can be done next in a case that is walked, as a path writes it, and how near each thing leads to a goal.
//!
//! Knows open work, what is waited for and what may happen; the values that work asks for come from the policy.
//! Does not choose: see [`super::drive`].
//! Read [`Move`] first.

use super::goal::Goal;
use super::map::{ERROR, Need};
use super::policy::{Aim, Ground, Policy};
use super::told::{is_delivered, is_left_out};
use super::witness::Values;
use crate::command::ItemId;
use crate::data::{Decimal, Kind, Text, Value};
use crate::document::toml_text::{braces, quoted, value};
use crate::event::ItemKind;
use crate::graph::On;
use crate::guard::Slot;
use crate::instance::Instance;
use crate::keywords::Keyword as K;
use crate::path::Walker;
use crate::procedure::{Choice, ElementIx, ExitIx, Procedure};
use crate::reference::Reference;
use crate::source::Language;
use crate::view::{
    Ahead, AwaitedKind, ErrorTaken, EvidenceWanted, WorkItem, ahead, open_items, open_without_awaiting, taker,
};

/// One thing as a path writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Piece {
    /// A word of a walk.
    Word(String),
    /// The keys of a step.
    Step(String),
}

impl Piece {
    /// As it is written.
    pub(super) fn text(&self) -> &str {
        match self {
            Piece::Word(text) | Piece::Step(text) => text,
        }
    }

    /// As the block of a path has it.
    pub(super) fn block(&self, language: Language) -> String {
        match self {
            Piece::Word(word) => format!("{} = {}", K::Walk.word(language), quoted(word)),
            Piece::Step(keys) => format!("{} = [{{ {keys} }}]", K::Steps.word(language)),
        }
    }
}

/// What is done first where nothing leads to the goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// Open work.
    Work,
    /// What the case waits for.
    Wait,
    /// Something beside what is open, which nobody has to do.
    Beside,
    /// Letting time pass.
    Time,
}

/// One thing that can be done.
#[derive(Clone, Debug)]
pub(super) struct Move {
    pub(super) piece: Piece,
    /// How far the goal is after it; nothing where it does not lead there.
    pub(super) aim: Option<u32>,
    /// How far the end is after it.
    pub(super) end: u32,
    pub(super) turn: Turn,
    /// What it is done to: moves of one item exclude each other.
    pub(super) item: ItemId,
    /// Whether it goes back.
    pub(super) goes_back: bool,
}

/// How far something leads: to the goal, and to the end.
type Far = (Option<u32>, u32);

/// What can be done next.
pub(super) struct Moves<'m, 'a> {
    pub(super) walker: &'m Walker<'a>,
    pub(super) policy: &'m Policy<'m>,
    pub(super) aim: Option<&'m Aim>,
    pub(super) values: &'m Values,
}

impl<'m> Moves<'m, '_> {
    /// Everything that can be done, in order of opening.
    pub(super) fn all(&self) -> Vec<Move> {
        let instance = self.walker.instance();
        let mut moves = Vec::new();
        for item in open_without_awaiting(instance) {
            self.of_item(&item, &mut moves);
            self.errors(&item, &mut moves);
        }
        if matches!(self.aim.map(|aim| aim.goal), Some(Goal::Deadline(_))) {
            open_items(instance).iter().for_each(|item| self.passing(item, &mut moves));
        }
        for thing in ahead(instance) {
            self.of_thing(&thing, &mut moves);
        }
        if let Some(due) = instance.next_due() {
            let far = (None, u32::MAX);
            moves.push(self.step(K::Until, &due.to_string(), (far, Turn::Time, ItemId(0))));
        }
        moves
    }

    fn word(&self, keyword: K) -> &'static str {
        keyword.word(self.policy.language)
    }

    fn step(&self, key: K, written: &str, (far, turn, item): (Far, Turn, ItemId)) -> Move {
        let piece = Piece::Step(format!("{} = {written}", self.word(key)));
        Move { piece, aim: far.0, end: far.1, turn, item, goes_back: false }
    }

    /// The ground of the procedure whose element it is, and its element of the case's own procedure.
    fn ground(&self, item: &WorkItem) -> (&'m Ground<'m>, ElementIx) {
        let own = item.outer.first().map_or(item.element, |spot| spot.element);
        match &item.called {
            Some(called) => (self.policy.called(&called.0), own),
            None => (self.policy.own, own),
        }
    }

    fn far(&self, item: &WorkItem, spot: impl Fn(&Ground<'_>) -> super::map::Spot) -> Far {
        let (ground, own) = self.ground(item);
        let end = ground.map.end().of(spot(ground)).unwrap_or(u32::MAX);
        let aim = self.aim.and_then(|aim| match item.called {
            Some(_) => aim.distances.of(self.policy.own.map.before(own)),
            None => aim.distances.of(spot(ground)),
        });
        (aim, end)
    }

    /// How far an exit leads; the one that is the goal is there.
    fn far_by(&self, item: &WorkItem, exit: ExitIx) -> Far {
        let (ground, _) = self.ground(item);
        let procedure = ground.procedure;
        let (aim, end) =
            self.far(item, |ground| ground.map.target(&procedure.graph, procedure.graph.exit(exit)));
        let is_goal = item.called.is_none() && self.aim.is_some_and(|aim| aim.exit == Some(exit));
        let there = self.there(item).or(is_goal.then_some(0));
        (there.or(aim.map(|aim| aim.saturating_add(1))), end.saturating_add(1))
    }

    fn far_after(&self, item: &WorkItem) -> Far {
        let (aim, end) = self.far(item, |ground| ground.map.after(item.element));
        (self.there(item).or(aim), end)
    }

    /// How far it is to be done where doing it is the goal.
    fn there(&self, item: &WorkItem) -> Option<u32> {
        let is_goal = self.aim.is_some_and(|aim| aim.goal.is_done_by(item.element));
        (is_goal && item.called.is_none()).then_some(0)
    }

    fn far_before(&self, item: &WorkItem) -> Far {
        self.far(item, |ground| ground.map.before(item.element))
    }

    fn of_item(&self, item: &WorkItem, moves: &mut Vec<Move>) {
        let (ground, _) = self.ground(item);
        let activity = ground.procedure.activity(item.element);
        match item.kind {
            ItemKind::Applies => self.applies(item, moves),
            ItemKind::Delay => {
                let far = self.far_before(item);
                moves.push(self.step(K::Fires, &quoted(&item.reference), (far, Turn::Wait, item.item)));
            }
            ItemKind::Confirm => self.work(item, "", self.far_after(item), moves),
            ItemKind::Work | ItemKind::Question if !item.answers.is_empty() => {
                for offered in &item.answers {
                    let answers = activity.map_or(&[][..], |activity| &activity.answers);
                    let exit =
                        answers.iter().find(|answer| answer.id == offered.id).map(|answer| answer.exit);
                    let Some(exit) = exit.filter(|_| self.may_answer(item, &offered.id)) else { continue };
                    self.work(
                        item,
                        super::words::answer_word(&offered.id, self.policy.language),
                        self.far_by(item, exit),
                        moves,
                    );
                    moves.iter_mut().last().into_iter().for_each(|last| last.goes_back = offered.returns);
                }
            }
            ItemKind::Work | ItemKind::Verify | ItemKind::Question | ItemKind::Job => {
                let next = activity.and_then(|activity| activity.next);
                let far = next.map_or_else(|| self.far_after(item), |next| self.far_by(item, next));
                self.work(item, "", far, moves);
                let refused = activity.and_then(|it| it.control.as_ref()).and_then(|it| it.if_nonconforming);
                if let (Some(exit), true) = (refused, item.verifies.is_some()) {
                    let word = self.word(K::Nonconforming).replace(' ', "-");
                    self.work(item, &word, self.far_by(item, exit), moves);
                }
            }
            _ => {}
        }
    }

    /// Whether an answer may be given; the policy may ask for one, or for a number of returns first.
    fn may_answer(&self, item: &WorkItem, id: &Text) -> bool {
        if item.called.is_some()
            || self.aim.is_none_or(|aim| aim.goal.element(self.policy.own.procedure) == item.element)
        {
            return true;
        }
        let offered = item.answers.iter().find(|offered| offered.id == *id);
        let returns = offered.is_some_and(|offered| offered.returns);
        if let Some(Value::Number(wanted)) = self.values.get(&Slot::Rounds(item.element.0)) {
            return returns == (Decimal::from(self.policy.returned(self.walker, item.element)) < *wanted);
        }
        match self.values.get(&Slot::Answer(item.element.0)) {
            Some(Value::Text(wanted)) => wanted == id || returns,
            _ => true,
        }
    }

    /// Whether it applies: yes, unless leaving it out is the goal; an interaction is not asked for unless that is.
    fn applies(&self, item: &WorkItem, moves: &mut Vec<Move>) {
        let (ground, _) = self.ground(item);
        let interacts = ground.procedure.activity(item.element).is_some_and(|it| it.interaction.is_some());
        let own = item.called.is_none();
        let goal = self.aim.map(|aim| aim.goal).filter(|_| own);
        let mark = if interacts { "" } else { "?" };
        let (far, out) = (self.far_before(item), self.far_after(item));
        // The answers of an activity that is no interaction are those of its own question.
        let said = |answer: u16| interacts && goal == Some(Goal::Answer(item.element, answer));
        let yes_aim = match goal {
            Some(Goal::Skip(element)) if element == item.element => None,
            _ if said(0) => Some(0),
            _ => far.0,
        };
        let no_aim = match goal {
            Some(Goal::Skip(element)) if element == item.element => Some(0),
            _ if said(1) => Some(0),
            // What is left out is not done on the way to something else.
            _ => None,
        };
        let yes = (yes_aim, if interacts { far.1 } else { 0 });
        let no = (no_aim, if interacts { 0 } else { out.1.saturating_add(1) });
        for (word, far) in [(K::AnswerYes, yes), (K::AnswerNo, no)] {
            let piece = Piece::Word(format!("{}{mark}:{}", item.reference, self.word(word)));
            moves.push(Move {
                piece,
                aim: far.0,
                end: far.1,
                turn: Turn::Work,
                item: item.item,
                goes_back: false,
            });
        }
    }

    /// Doing an item, with the values that it asks for; before its earliest end time has to pass.
    fn work(&self, item: &WorkItem, answer: &str, far: Far, moves: &mut Vec<Move>) {
        let not_before = item.due.as_ref().and_then(|due| due.not_before);
        if let Some(not_before) = not_before.filter(|then| *then > self.walker.now()) {
            let already = |known: &Move| known.item == item.item;
            if !moves.iter().any(already) {
                moves.push(self.step(K::Until, &not_before.to_string(), (far, Turn::Wait, item.item)));
            }
            return;
        }
        let piece = self.piece(item, answer);
        moves.push(Move {
            piece,
            aim: far.0,
            end: far.1,
            turn: Turn::Work,
            item: item.item,
            goes_back: false,
        });
    }

    fn piece(&self, item: &WorkItem, answer: &str) -> Piece {
        let (data, measures, delivers) = (self.data(item), self.measures(item), self.delivers(item));
        let mark = if answer.is_empty() { "" } else { ":" };
        if data.is_empty() && measures.is_empty() && delivers.is_none() {
            return Piece::Word(format!("{}{mark}{answer}", item.reference));
        }
        let mut keys = format!("{} = {}", self.word(K::Activity), quoted(&item.reference));
        let nonconforming = self.word(K::Nonconforming);
        if answer == nonconforming.replace(' ', "-") {
            keys.push_str(&format!(", {} = {}", self.word(K::Control), quoted(nonconforming)));
        } else if !answer.is_empty() {
            keys.push_str(&format!(", {} = {}", self.word(K::AnswersWith), quoted(answer)));
        }
        if let Some(records) = delivers {
            let records: Vec<String> = records.iter().map(|record| quoted(record)).collect();
            keys.push_str(&format!(", {} = [{}]", self.word(K::Delivers), records.join(", ")));
        }
        for (key, pairs) in [(K::Captures, data), (K::Measures, measures)] {
            if !pairs.is_empty() {
                keys.push_str(&format!(", {} = {}", self.word(key), braces(&pairs)));
            }
        }
        Piece::Step(keys)
    }

    /// The values of an item: those that matter and are not what a path gives by itself.
    fn values_of(&self, item: &WorkItem) -> &'m Values {
        match &item.called {
            Some(called) => &self.policy.called(&called.0).straight,
            None => self.values,
        }
    }

    fn data(&self, item: &WorkItem) -> Vec<(Text, String)> {
        let (ground, _) = self.ground(item);
        let values = self.values_of(item);
        let mut written = self.job_data(item);
        for wanted in &item.data {
            let Some(datum) = ground.procedure.datum(&wanted.id) else { continue };
            if wanted.optional && is_left_out(values, datum) {
                continue;
            }
            let chosen = values.get(&Slot::Datum(datum.0)).cloned();
            // What may be missing is given where something reads it: what is not known is no value.
            let matters = ground.witness.is_repeated(datum) || wanted.optional && ground.is_read(datum);
            let chosen = chosen.or_else(|| ground.witness.plain(datum).filter(|_| matters));
            let Some(chosen) = chosen else { continue };
            let by_itself = self.by_itself(wanted.kind, &wanted.values);
            if wanted.optional || by_itself.as_ref() != Some(&chosen) {
                written.extend(value(&chosen).map(|value| (wanted.id.clone(), value)));
            }
        }
        written
    }

    /// The records that an item delivers, where what a path delivers by itself would not do.
    fn delivers(&self, item: &WorkItem) -> Option<Vec<Text>> {
        let (ground, _) = self.ground(item);
        let values = self.values_of(item);
        let says = |record: &Text| {
            let record = ground.procedure.record(record)?;
            is_delivered(values, (record, item.element))
        };
        let by_itself =
            |need: &EvidenceWanted, place: usize| !need.optional && (need.rule == Choice::All || place == 0);
        let (mut delivered, mut differs) = (Vec::new(), false);
        for need in &item.evidence {
            // Of a choice another record stands in for the one that is not to be there.
            let first = need.records.iter().position(|record| says(&record.id) == Some(true));
            let first = first.or_else(|| need.records.iter().position(|record| says(&record.id).is_none()));
            for (place, record) in need.records.iter().enumerate() {
                let usual = by_itself(need, place);
                let is_given = match (says(&record.id), need.rule) {
                    (Some(true), Choice::All) => true,
                    (Some(false), Choice::All) if need.optional => false,
                    (_, Choice::All) => usual,
                    (told, _) if need.optional => told == Some(true) && first == Some(place),
                    _ => first.unwrap_or(0) == place,
                };
                differs |= is_given != usual;
                if is_given && !delivered.contains(&record.id) {
                    delivered.push(record.id.clone());
                }
            }
        }
        differs.then_some(delivered)
    }

    /// What automatic work hands back.
    fn job_data(&self, item: &WorkItem) -> Vec<(Text, String)> {
        let (ground, _) = self.ground(item);
        let values = self.values_of(item);
        let job = ground.procedure.graph.special(item.element).and_then(|special| special.job.as_deref());
        let takes = job.filter(|_| item.kind == ItemKind::Job).and_then(|job| job.takes.as_deref());
        let mut written = Vec::new();
        for (name, datum) in takes.unwrap_or_default() {
            let chosen = values.get(&Slot::Datum(datum.0)).cloned().or_else(|| ground.witness.plain(*datum));
            written.extend(chosen.as_ref().and_then(value).map(|value| (name.clone(), value)));
        }
        written
    }

    fn measures(&self, item: &WorkItem) -> Vec<(Text, String)> {
        let (ground, _) = self.ground(item);
        let values = self.values_of(item);
        let mut written = Vec::new();
        for wanted in &item.measures {
            let Some(indicator) = ground.procedure.indicator(&wanted.id) else { continue };
            let chosen = values.get(&Slot::Indicator(indicator.0));
            let Some(chosen) =
                chosen.filter(|chosen| wanted.optional || **chosen != Value::Number(Decimal::ZERO))
            else {
                continue;
            };
            written.extend(value(chosen).map(|value| (wanted.id.clone(), value)));
        }
        written
    }

    /// What a path gives for a datum that it does not write.
    fn by_itself(&self, kind: Kind, choices: &[Text]) -> Option<Value> {
        Some(match kind {
            Kind::Decimal | Kind::Integer => Value::Number(Decimal::ZERO),
            Kind::Date => Value::Date(self.walker.today()),
            Kind::YesNo => Value::Bool(false),
            Kind::Choice => Value::Text(choices.first()?.clone()),
            Kind::List => Value::List(Vec::new().into()),
            Kind::Text | Kind::Any => Value::Text("".into()),
            Kind::DateTime | Kind::Duration => return None,
        })
    }

    /// Ending work with an error, where an event that takes it leads to the goal.
    fn errors(&self, item: &WorkItem, moves: &mut Vec<Move>) {
        let map = &self.policy.own.map;
        for error in &item.errors {
            let code = match error {
                ErrorTaken::Code(code) => &**code,
                ErrorTaken::Any => "error",
            };
            let Some(event) = taker(self.walker.instance(), item, code) else { continue };
            let far = self.aim.and_then(|aim| aim.distances.of(map.before(event)));
            let Some(aim) = far else { continue };
            let keys = format!("{}, {} = {}", quoted(&item.reference), self.word(K::Error), quoted(code));
            let far = (Some(aim.saturating_add(ERROR)), u32::MAX);
            moves.push(self.step(K::Activity, &keys, (far, Turn::Beside, item.item)));
        }
    }

    /// Letting the deadline of an item pass, where that is the goal.
    fn passing(&self, item: &WorkItem, moves: &mut Vec<Move>) {
        let goal = self.aim.map(|aim| aim.goal);
        let due = item.due.as_ref().and_then(|due| due.due).filter(|_| !item.overdue);
        let Some(due) = due.filter(|_| item.called.is_none() && goal == Some(Goal::Deadline(item.element)))
        else {
            return;
        };
        let far = ((Some(0), u32::MAX), Turn::Time, item.item);
        moves.push(self.step(K::Fires, &quoted(&item.reference), far));
        moves.push(self.step(K::Until, &due.to_string(), far));
    }

    /// Something that may happen.
    fn of_thing(&self, thing: &Ahead, moves: &mut Vec<Move>) {
        let own = thing.call.is_none();
        let procedure = self.policy.own.procedure;
        let is_beside = thing_is_beside(self.walker.instance(), thing);
        let turn = if is_beside { Turn::Beside } else { Turn::Wait };
        let map = &self.policy.own.map;
        let end =
            if own { map.end().of(map.before(thing.element)).unwrap_or(u32::MAX) } else { u32::MAX - 1 };
        let aim = self.aim.filter(|_| own).and_then(|aim| aim.distances.of(map.before(thing.element)));
        let place = ((aim, end), turn, thing.item);
        match thing.kind {
            AwaitedKind::Declared => {
                let piece = Piece::Word(format!("!{}", thing.reference));
                moves.push(Move { piece, aim, end, turn, item: thing.item, goes_back: false });
            }
            AwaitedKind::Signal => {
                let name = thing.name.as_deref().unwrap_or_default();
                moves.push(self.step(K::Signal, &quoted(name), place));
            }
            AwaitedKind::Message => moves.push(self.message(thing, place)),
            AwaitedKind::Time => {
                moves.push(self.step(K::Fires, &quoted(&thing.reference), place));
                if let Some(due) = thing.due {
                    moves.push(self.step(K::Until, &due.to_string(), place));
                }
            }
            AwaitedKind::Condition if own => moves.extend(self.condition(procedure, thing, place)),
            _ => {}
        }
    }

    fn message(&self, thing: &Ahead, (far, turn, item): (Far, Turn, ItemId)) -> Move {
        let name = thing.name.as_deref().unwrap_or_default();
        let mut data = self.carried(thing);
        let texts: Option<Vec<Text>> = thing.correlates.iter().map(|(_, value)| text_of(value)).collect();
        let brackets = texts.filter(|_| is_plain(name));
        if brackets.is_none() {
            let pairs = thing.correlates.iter();
            data.extend(pairs.filter_map(|(name, correlated)| Some((name.clone(), value(correlated)?))));
        }
        let named =
            brackets.map_or_else(|| name.to_owned(), |members| Reference::new(name, members).to_string());
        let piece = if data.is_empty() && is_plain(name) {
            Piece::Word(format!("@{named}"))
        } else {
            let key = self.word(K::Message);
            let given = if data.is_empty() {
                String::new()
            } else {
                format!(", {} = {}", self.word(K::Data), braces(&data))
            };
            Piece::Step(format!("{key} = {}{given}", quoted(&named)))
        };
        Move { piece, aim: far.0, end: far.1, turn, item, goes_back: false }
    }

    /// The values that a message carries: those that what waits for it takes, and of which any would not do.
    fn carried(&self, thing: &Ahead) -> Vec<(Text, String)> {
        if thing.call.is_some() {
            return Vec::new();
        }
        let (ground, mut written) = (self.policy.own, Vec::new());
        let special = ground.procedure.graph.special(thing.element);
        for (datum, name) in special.and_then(|special| special.takes.as_deref()).unwrap_or_default() {
            let chosen =
                self.values.get(&Slot::Datum(datum.0)).cloned().or_else(|| ground.witness.plain(*datum));
            written.extend(chosen.as_ref().and_then(value).map(|value| (name.clone(), value)));
        }
        written
    }

    /// Data with which a condition that is waited for becomes true.
    fn condition(&self, procedure: &Procedure, thing: &Ahead, place: (Far, Turn, ItemId)) -> Option<Move> {
        let trigger = procedure.graph.trigger(thing.element)?;
        let needs: Vec<Need> = trigger
            .on
            .iter()
            .filter_map(|on| match on {
                On::Condition(guard) => Some(Need::Holds(*guard, true)),
                _ => None,
            })
            .collect();
        let values = self.policy.own.witness.meeting(&needs, self.values)?;
        let changed = self.policy.own.settable(&values, &needs);
        (!changed.is_empty()).then(|| self.step(K::Data, &braces(&changed), place))
    }
}

/// Whether something waits beside the flow and not in it.
fn thing_is_beside(instance: &Instance, thing: &Ahead) -> bool {
    let open = instance.state.item(thing.item);
    open.is_some_and(|open| open.kind == ItemKind::Subscription)
}

fn text_of(value: &Value) -> Option<Text> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

/// Whether a name can stand in a word.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'))
}
