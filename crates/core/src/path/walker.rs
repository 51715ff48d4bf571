//! A case that is walked as a path would walk it, while the path is still being written.
//!
//! Knows how to begin it, to take one more act, and what the case says meanwhile; whoever writes the path decides.
//! What is taken here is taken by the same hands when the finished path is replayed.
//! Read [`Walker`] first.

use std::rc::Rc;

use super::bind;
use super::difference::{Clash, Stop};
use super::double::Doubles;
use super::file::{Act, PathFile};
use super::history::Notice;
use super::replay::Runner;
use crate::data::{Date, Text, Timestamp};
use crate::instance::Instance;
use crate::keywords::Keyword as K;
use crate::procedure::{Definitions, Procedure};
use crate::rejection::Rejection;
use crate::source::{Language, Source};
use crate::view::Coverage;

/// A case that is walked.
pub(crate) struct Walker<'a> {
    runner: Runner<'a>,
}

/// Acts as a path writes them; whoever takes them often keeps them.
#[derive(Clone, Debug)]
pub(crate) struct Acts(Rc<[Act]>);

impl Acts {
    /// Reads what is written in the block of a path: its walk or its steps.
    pub(crate) fn read(written: &str, language: Language) -> Option<Self> {
        let [format, tongue, path, name] =
            [K::Format, K::Language, K::Path, K::Name].map(|keyword| keyword.word(language));
        let head = format!("{format} = 1\n{tongue} = \"{}\"\n[{path}]\n{name} = \"x\"\n", language.code());
        let text = format!("{head}{written}\n");
        let (path, _) = PathFile::parse(&Source::new("", text));
        path.map(|path| Acts(path.acts.into()))
    }
}

/// How often something was taken or has happened, by what people call it.
pub(crate) type Times = Vec<(Text, u32)>;

impl<'a> Walker<'a> {
    /// Begins the case of a path, before the first of its acts.
    pub(crate) fn begin(
        definitions: &'a Definitions,
        procedure: &'a Procedure,
        path: &'a PathFile,
    ) -> Result<Self, Option<Rejection>> {
        let reached = bind::reached(definitions, std::iter::once(procedure));
        let (doubles, _) = Doubles::bind(procedure, path, &reached);
        let mut runner = Runner::new(definitions, procedure, (path, false));
        runner.cases[0].doubles = doubles;
        runner.start(0, path.first_case().0).map_err(refusal)?;
        Ok(Walker { runner })
    }

    /// Takes acts; after one that is refused the case may stand later than before, and nothing more should be taken.
    pub(crate) fn take(&mut self, acts: &Acts) -> Result<(), Option<Rejection>> {
        acts.0.iter().try_for_each(|act| self.runner.act(act)).map_err(refusal)
    }

    /// The case that the path is about.
    pub(crate) fn instance(&self) -> &Instance {
        &self.runner.main().instance
    }

    /// What was walked of its procedure.
    pub(crate) fn coverage(&self) -> &Coverage {
        &self.runner.main().history.coverage
    }

    /// Where time stands.
    pub(crate) fn now(&self) -> Timestamp {
        self.runner.clock.now
    }

    /// The local date.
    pub(crate) fn today(&self) -> Date {
        self.runner.clock.today()
    }

    /// How often each return was taken, as a result writes it.
    pub(crate) fn rounds(&self) -> Vec<((Text, Text), u32)> {
        let rounds = self.runner.main().history.rounds.iter();
        rounds.map(|(between, round)| (between.clone(), round.times)).collect()
    }

    /// How often each event occurred.
    pub(crate) fn occurred(&self) -> Times {
        let occurred = self.runner.main().history.occurred.iter();
        occurred.map(|(name, (_, times))| (name.clone(), *times)).collect()
    }

    /// What did not apply, in order.
    pub(crate) fn skips(&self) -> Vec<Text> {
        let main = self.runner.main();
        main.history.skips.iter().map(|skip| skip.printed(main.procedure)).collect()
    }

    /// The notices that were given, in order.
    pub(crate) fn notices(&self) -> Vec<Text> {
        self.runner.main().history.notices.iter().map(Notice::addressed).collect()
    }
}

/// The rejection of the engine, where it was that and not the path itself.
fn refusal(stop: Stop) -> Option<Rejection> {
    match stop {
        Stop::Refused(rejection) | Stop::Differs(Clash::Refused { rejection }) => Some(rejection),
        Stop::Differs(_) => None,
    }
}
