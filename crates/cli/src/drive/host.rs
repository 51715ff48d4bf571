//! What a program asks as the host of a case: the automatic work that it has to do, and whether the records are whole.
//!
//! Knows how jobs and a proof are said on the wire; the commands that answer a job are those of any item.
//! Read [`Job`] first.

use std::collections::BTreeMap;

use cauce::data::Duration;
use cauce::engine::EngineError;
use cauce::log::{Log as _, verify};
use cauce::view::{Effect, effects};
use serde::Serialize;
use serde_json::value::RawValue;

use super::asked::Asked;
use super::told::Told;
use super::{Drive, Wrong, stream};
use crate::wire::json;

/// Automatic work that waits to be done.
#[derive(Debug, Serialize)]
pub(super) struct Job {
    item: u32,
    /// The same for ever, so that an attempt is done once.
    key: String,
    element: String,
    job: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<String>,
    attempt: u32,
    attempts: u32,
    input: BTreeMap<String, Box<RawValue>>,
    since: String,
    not_before: Option<String>,
}

/// That the records of a case are whole, and the digest of the last.
#[derive(Debug, Serialize)]
pub(super) struct Proved {
    sound: bool,
    records: u64,
    head: String,
    /// What is wrong first, where something is.
    damage: Option<String>,
}

impl Job {
    fn of(effect: &Effect, case: &str) -> Self {
        Job {
            item: effect.item.0,
            key: effect.key(case),
            element: effect.id.to_string(),
            job: effect.job.to_string(),
            script: effect.script.as_ref().map(ToString::to_string),
            attempt: effect.attempt,
            attempts: effect.attempts,
            input: effect.input.iter().map(|(name, value)| (name.to_string(), json(value))).collect(),
            since: effect.since.to_string(),
            not_before: effect.not_before.map(|at| at.to_string()),
        }
    }
}

impl Drive {
    /// The jobs of a case that are to be done.
    pub(super) fn jobs<'a>(&self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        let case = asked.case()?;
        let (instance, _) = self.bring_back(&stream(case)?)?;
        if instance.procedure().is_none() {
            return Err(EngineError::UnknownCase { case: stream(case)? }.into());
        }
        let jobs = effects(&instance).iter().map(|effect| Job::of(effect, case)).collect();
        Ok(Told { jobs: Some(jobs), ..Told::well() })
    }

    /// Proves the records of a case, one by one, as they are kept.
    pub(super) fn prove<'a>(&self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        let stream = stream(asked.case()?)?;
        let lines = self.engine.log().read(&stream, 1).map_err(EngineError::from)?;
        if lines.is_empty() {
            return Err(EngineError::UnknownCase { case: stream }.into());
        }
        let proved = match verify(lines.iter().map(Vec::as_slice)) {
            Ok(verified) => Proved {
                sound: true,
                records: verified.records,
                head: verified.digest.to_string(),
                damage: None,
            },
            Err(damage) => Proved {
                sound: false,
                records: damage.record.saturating_sub(1),
                head: String::new(),
                damage: Some(damage.message(self.language)),
            },
        };
        Ok(Told { proved: Some(proved), ..Told::well() })
    }
}

impl Asked<'_> {
    /// How long to wait before the next attempt of a job.
    pub(super) fn retry_after(&self) -> Result<Option<Duration>, Wrong> {
        let read = |text: &String| text.parse().map_err(|_| Wrong::Value("retry_after"));
        self.retry_after.as_ref().map(read).transpose()
    }
}
