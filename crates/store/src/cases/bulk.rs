//! Many requests in few commits, each with an answer of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use cauce::clock::Clock;
use cauce::command::Request;
use cauce::data::Text;
use cauce::engine::Step;
use cauce::log::LogError;
use cauce::record::Stream;
use cauce::rejection::Rejection;

use super::held::Held;
use super::outbox::Round;
use super::perform::{Ask, Kept, Shelved, Staged, settled};
use super::{Cases, Result};
use crate::append::Change;
use crate::error::StoreError;
use crate::rows::Sheet;
use crate::store::held;

/// How many requests share a commit at most.
const TOGETHER: usize = 500;

type Answers = Vec<Option<Result<Step>>>;
type Posted = Vec<(Stream, Option<usize>)>;

/// The requests to one case that are decided together.
struct Part<'h> {
    stream: Stream,
    /// Which requests, in the order in which they were asked.
    places: Vec<usize>,
    case: MutexGuard<'h, Held>,
    answers: Vec<std::result::Result<Step, Rejection>>,
    after: Sheet,
    /// What its decisions asked of the procedures at hand.
    asked: Shelved,
}

impl<C: Clock> Cases<C> {
    /// Carries out many requests, those to one case in order, in one commit for each 500; each has its own answer, and a
    /// refusal of one is none of the others.
    ///
    /// Where the answer of a commit is lost, each of its requests is answered with [`StoreError::Doubtful`]; one that has
    /// a key may be asked again, and is not done twice.
    ///
    /// ```
    /// use cauce::clock::{Clock, SystemClock};
    /// use cauce::command::{Actor, Command, Request, Start};
    /// # use cauce_store::{Cases, Store};
    /// # let text = r#"
    /// # formato = 1
    /// # idioma  = "es"
    /// # procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
    /// # actividad = { numero = 1, id = "redactar", titulo = "Redactar" }
    /// # "#;
    /// let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// cases.add(text)?;
    /// let begin = Request::new(SystemClock.now(), Actor::host("carga"), Command::Start(Start::of("ACTA-1")));
    /// let requests: Vec<_> = (0..3).map(|n| (format!("visita-{n}"), begin.clone())).collect();
    /// assert!(cases.bulk(&requests).iter().all(Result::is_ok));
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    pub fn bulk(&self, requests: &[(impl AsRef<str>, Request)]) -> Vec<Result<Step>> {
        let requests: Vec<(Text, &Request)> =
            requests.iter().map(|(case, request)| (case.as_ref().into(), request)).collect();
        requests.chunks(TOGETHER).flat_map(|chunk| self.bulk_of(chunk)).collect()
    }

    fn bulk_of(&self, requests: &[(Text, &Request)]) -> Vec<Result<Step>> {
        let (mut answers, posted) = self.together(requests);
        // It is one round, so that a signal reaches whoever has come to wait with what was passed on before it, as if each
        // had been asked alone.
        let mut round = Round::of(Vec::new());
        for (stream, last) in posted {
            round.touch(&stream);
            self.pass_quietly(&mut round);
            let sent = std::mem::take(&mut round.receipts);
            if let Some(Some(Ok(step))) = last.and_then(|place| answers.get_mut(place)) {
                step.sent = sent;
            }
        }
        // What could not be kept together is done one by one: it is decided again, on the case as it is then.
        let alone = requests.iter().zip(answers);
        alone.map(|((case, request), answer)| answer.unwrap_or_else(|| self.request(case, request))).collect()
    }

    /// Carries out many requests like [`bulk`](Cases::bulk); what they throw is passed on later in the round.
    pub(super) fn bulk_quietly(&self, requests: &[(Text, Request)], round: &mut Round) -> Vec<Result<Step>> {
        let mut done = Vec::with_capacity(requests.len());
        for chunk in requests.chunks(TOGETHER) {
            let chunk: Vec<_> = chunk.iter().map(|(case, request)| (case.clone(), request)).collect();
            let (answers, posted) = self.together(&chunk);
            posted.iter().for_each(|(stream, _)| round.touch(stream));
            for ((case, request), answer) in chunk.iter().zip(answers) {
                let alone = || self.ask_quietly(&self.stream(case)?, &Ask::given(request), round);
                done.push(answer.unwrap_or_else(alone));
            }
        }
        done
    }

    /// Decides and keeps all cases at once, held in one order by all who do so.
    ///
    /// Gives the answers, none where a request is better done alone, and the cases that have something to pass on, each
    /// with its last request.
    fn together(&self, requests: &[(Text, &Request)]) -> (Answers, Posted) {
        let mut answers: Answers = requests.iter().map(|_| None).collect();
        let mut streams: BTreeMap<Stream, Vec<usize>> = BTreeMap::new();
        for (place, (case, _)) in requests.iter().enumerate() {
            match self.stream(case) {
                Ok(stream) => streams.entry(stream).or_default().push(place),
                Err(error) => answers[place] = Some(Err(error)),
            }
        }
        let at_hand: Vec<(Stream, Vec<usize>, Arc<Mutex<Held>>)> = streams
            .into_iter()
            .map(|(stream, places)| {
                let case = self.host.desk.hold(&stream);
                (stream, places, case)
            })
            .collect();
        let mut decided = Vec::new();
        for (stream, places, shared) in &at_hand {
            let mut part = Part {
                stream: stream.clone(),
                places: places.clone(),
                case: held(shared),
                answers: Vec::new(),
                after: Sheet::default(),
                asked: Shelved::Nothing,
            };
            match self.decide_part(&mut part, requests) {
                Ok(Some(change)) => decided.push((part, change)),
                Ok(None) | Err(_) => self.leave_alone(part),
            }
        }
        let asked = decided.iter().map(|(part, _)| part.asked).max().unwrap_or(Shelved::Nothing);
        let is_behind = self.shelf_has_more(asked).unwrap_or(true);
        // Cases are held in order of their names, and kept in the order in which they were asked for.
        decided.sort_by_key(|(part, _)| part.places.first().copied());
        let (mut parts, mut changes) = (Vec::new(), Vec::new());
        for (part, change) in decided {
            if is_behind && part.asked > Shelved::Nothing {
                self.leave_alone(part);
            } else {
                parts.push(part);
                changes.push(change);
            }
        }
        let mut posted = Vec::new();
        for (mut part, answer) in parts.into_iter().zip(self.host.store.commit_all(changes)) {
            let Part { stream, case, after, .. } = &mut part;
            match settled(stream, case, std::mem::take(after), answer.map(|_| ())) {
                Ok(Kept::Yes) => {
                    if std::mem::take(&mut case.posted) {
                        posted.push((stream.clone(), part.places.last().copied()));
                    }
                    for (place, answer) in part.places.iter().zip(part.answers) {
                        answers[*place] = Some(answer.map_err(Into::into));
                    }
                }
                // What may be there is not asked again: without a key it would be there twice.
                Err(error) if error.is_doubtful() => {
                    for place in part.places {
                        answers[place] = Some(Err(LogError::from(StoreError::Doubtful).into()));
                    }
                }
                Ok(Kept::Anew | Kept::Repeated(_)) | Err(_) => {}
            }
        }
        (answers, posted)
    }

    /// Leaves the requests to one case to be done one by one.
    fn leave_alone(&self, mut part: Part<'_>) {
        part.case.forget();
        self.host.desk.put_away(&part.stream);
    }

    /// Decides the requests to one case; nothing when they are better done one by one.
    fn decide_part(&self, part: &mut Part<'_>, requests: &[(Text, &Request)]) -> Result<Option<Change>> {
        let Part { stream, places, case, answers, asked, .. } = part;
        let mut batches = Vec::new();
        for place in places.iter() {
            let request = requests[*place].1;
            let begins = matches!(request.command, cauce::command::Command::Start(_));
            if case.head.is_none() && !begins {
                self.bring_back(stream, case)?;
            }
            if case.instance.seq() == 0 && !begins {
                return Ok(None);
            }
            let Staged { batches: more, answer, shelf } = self.stage(stream, case, &Ask::given(request))?;
            // A refusal may come of a case that is behind, or of a key that was used before.
            if answer.is_err() || shelf == Shelved::Missed {
                return Ok(None);
            }
            *asked = shelf.max(*asked);
            batches.extend(more);
            answers.push(answer);
        }
        // Whether nothing happens hangs on whether the case is as the store has it.
        if batches.is_empty() {
            return Ok(None);
        }
        let (change, after) = self.change(stream, case, batches, None)?;
        part.after = after;
        Ok(Some(change))
    }
}
