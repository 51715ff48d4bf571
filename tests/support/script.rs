//! The script of a case file: one table of `pide` for each request.

#![expect(clippy::panic, reason = "a case file that cannot be played is a mistake of the suite")]

use std::collections::BTreeMap;

use cauce::command::{Actor, Command, Done, ItemId, Resolution, Start, Verification};
use cauce::data::{Date, Decimal, Digest, Kind, Text, Timestamp, Value};
use cauce::event::ItemKind;
use cauce::procedure::Procedure;
use cauce::view::WorkItem;
use toml::de::{DeTable, DeValue};

/// One request.
pub(crate) struct Asked {
    /// How it is written, for the story.
    pub(crate) line: String,
    /// Who asks, when it is someone else than before.
    pub(crate) actor: Option<Actor>,
    /// When, said as an instant.
    pub(crate) on: Option<Timestamp>,
    /// How much time passes first.
    pub(crate) millis: i64,
    /// The idempotency key.
    pub(crate) key: Option<String>,
    /// How many records the asker has seen.
    pub(crate) expected: Option<u64>,
    /// Whether a jump of the clock is meant.
    pub(crate) jump: bool,
    /// Whether time passes for every case.
    pub(crate) advances: bool,
    words: BTreeMap<String, Said>,
}

/// A value of the script.
#[derive(Clone, Debug)]
enum Said {
    Text(String),
    Number(String),
    Bool(bool),
    List(Vec<Said>),
    Table(BTreeMap<String, Said>),
}

/// Reads a script.
pub(crate) fn asked(script: &str) -> Vec<Asked> {
    let parsed = DeTable::parse(script).unwrap_or_else(|error| panic!("{error}"));
    let table = table(parsed.get_ref());
    let Some(Said::List(asks)) = table.get("pide").cloned() else {
        return Vec::new();
    };
    let lines: Vec<&str> = script.lines().filter(|line| line.trim_start().starts_with('{')).collect();
    let asks = asks.into_iter().zip(lines);
    asks.map(|(ask, line)| match ask {
        Said::Table(words) => one(words, line),
        other => panic!("{other:?}"),
    })
    .collect()
}

fn table(table: &DeTable<'_>) -> BTreeMap<String, Said> {
    table.iter().map(|(key, value)| (key.get_ref().to_string(), said(value.get_ref()))).collect()
}

fn said(value: &DeValue<'_>) -> Said {
    match value {
        DeValue::String(text) => Said::Text(text.to_string()),
        DeValue::Integer(number) => Said::Number(number.to_string()),
        DeValue::Float(number) => Said::Number(number.to_string()),
        DeValue::Boolean(flag) => Said::Bool(*flag),
        DeValue::Datetime(date) => Said::Text(date.to_string()),
        DeValue::Array(list) => Said::List(list.iter().map(|value| said(value.get_ref())).collect()),
        DeValue::Table(inner) => Said::Table(table(inner)),
    }
}

fn one(words: BTreeMap<String, Said>, line: &str) -> Asked {
    let text = |key: &str| words.get(key).and_then(Said::text).map(str::to_owned);
    let actor = text("quien").map(|who| match who.split_once('/') {
        Some((person, role)) => Actor::person(person, role),
        None => Actor::host(&who),
    });
    let shown = line.trim().trim_end_matches(',').trim_start_matches('{').trim_end_matches('}').trim();
    Asked {
        line: shown.replace(" = ", "=").replace('"', ""),
        actor,
        on: text("el").map(|at| at.parse().unwrap_or_else(|_| panic!("{at}"))),
        millis: text("pasa").map_or(60_000, |passes| millis(&passes)),
        key: text("clave"),
        expected: words.get("espera").and_then(Said::number).and_then(|number| number.parse().ok()),
        jump: text("reloj").is_some(),
        advances: words.contains_key("avanza"),
        words,
    }
}

/// `3d`, `2h`, `5min`, `-1d`.
fn millis(text: &str) -> i64 {
    let units = [("min", 60_000), ("d", 86_400_000), ("h", 3_600_000)];
    let found = units.iter().find_map(|(unit, worth)| Some((text.strip_suffix(unit)?, *worth)));
    let (count, worth): (&str, i64) = found.unwrap_or_else(|| panic!("{text}"));
    count.parse::<i64>().unwrap_or_else(|_| panic!("{text}")) * worth
}

impl Said {
    fn text(&self) -> Option<&str> {
        match self {
            Said::Text(text) => Some(text),
            _ => None,
        }
    }

    fn number(&self) -> Option<&str> {
        match self {
            Said::Number(number) => Some(number),
            _ => None,
        }
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Said::List(list) => list.iter().filter_map(Said::text).collect(),
            other => other.text().into_iter().collect(),
        }
    }
}

impl Asked {
    /// Whether it begins the case.
    pub(crate) fn begins(&self) -> bool {
        self.words.contains_key("inicia")
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.words.get(key).and_then(Said::text)
    }

    fn texts(&self, key: &str) -> Vec<&str> {
        self.words.get(key).map(Said::texts).unwrap_or_default()
    }

    /// The command; nothing when what it names is not open.
    pub(crate) fn command(
        &self,
        procedure: &Procedure,
        items: &[WorkItem],
        role: Option<&str>,
    ) -> Option<Command> {
        let item = |key: &str, kinds: &[ItemKind]| find(items, self.text(key)?, kinds, role);
        let any = [ItemKind::Work, ItemKind::Applies, ItemKind::Confirm, ItemKind::Verify];
        let reason = || self.text("motivo").unwrap_or_default().into();
        Some(if let Some(code) = self.text("inicia") {
            let data = self.values(procedure, "anota");
            Command::Start(Start { data, ..Start::of(code) })
        } else if self.words.contains_key("completa") {
            Command::Complete { item: item("completa", &[ItemKind::Work])?, done: self.done(procedure) }
        } else if self.words.contains_key("firma") {
            let record = self.text("registro")?;
            let sha256 = document(self.text("archivo").unwrap_or(record));
            Command::Sign { item: item("firma", &[ItemKind::Work])?, record: record.into(), sha256 }
        } else if self.words.contains_key("responde_a") {
            let kinds = [ItemKind::Applies, ItemKind::Confirm, ItemKind::Question];
            let answer = answer(self.text("responde")?);
            Command::Answer {
                item: item("responde_a", &kinds)?,
                answer,
                note: self.text("nota").map(Into::into),
            }
        } else if self.words.contains_key("verifica") {
            Command::Verify {
                item: item("verifica", &[ItemKind::Verify])?,
                verification: self.verification(),
            }
        } else if self.words.contains_key("fija") {
            Command::SetData { data: self.values(procedure, "fija") }
        } else if self.words.contains_key("informa") {
            Command::Measure { measures: self.measures("informa") }
        } else if self.words.contains_key("toma") {
            Command::Claim { item: item("toma", &any)? }
        } else if self.words.contains_key("suelta") {
            Command::Release { item: item("suelta", &any)? }
        } else if self.words.contains_key("encarga") {
            Command::Delegate { item: item("encarga", &any)?, to: self.text("a")?.into() }
        } else if self.words.contains_key("resuelve") {
            let item = item("resuelve", &[ItemKind::Incident])?;
            Command::Resolve { item, how: resolution(self.text("como")?), reason: reason() }
        } else if self.words.contains_key("cancela") {
            Command::Cancel { reason: self.text("cancela").unwrap_or_default().into() }
        } else {
            return None;
        })
    }

    fn done(&self, procedure: &Procedure) -> Done {
        let mut done = Done::new();
        for record in self.texts("entrega") {
            let (record, file) = record.split_once('=').unwrap_or((record, record));
            done = done.evidence(record, &format!("{file}.pdf"), "application/pdf", document(file));
        }
        for record in self.texts("cita") {
            done = done.cite(record);
        }
        for signature in self.texts("firman") {
            let mut parts = signature.split('/');
            let (record, role) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            done = match parts.next() {
                Some(person) => done.signed_by(record, role, person),
                None => done.sign(record, role),
            };
        }
        if let Some(given) = self.text("responde") {
            done = done.answer(&answer(given));
        }
        if self.words.contains_key("control") {
            done.verification = Some(self.verification());
        }
        if let Some(note) = self.text("nota") {
            done = done.note(note);
        }
        for (id, value) in self.values(procedure, "anota") {
            done = done.data(&id, value);
        }
        for (id, value) in self.measures("mide") {
            done = done.measure(&id, value);
        }
        done
    }

    fn verification(&self) -> Verification {
        let result = self.text("control").or(self.text("resultado")).unwrap_or_default();
        let points = match self.words.get("puntos") {
            Some(Said::List(points)) => {
                points.iter().map(|point| matches!(point, Said::Bool(true))).collect()
            }
            _ => Vec::new(),
        };
        Verification { conforming: result == "conforme", points, note: self.text("nota").map(Into::into) }
    }

    fn values(&self, procedure: &Procedure, key: &str) -> Vec<(Text, Value)> {
        let Some(Said::Table(values)) = self.words.get(key) else {
            return Vec::new();
        };
        let kind = |id: &str| procedure.data().iter().find(|datum| &*datum.id == id).map(|datum| datum.kind);
        values.iter().map(|(id, value)| (id.as_str().into(), datum(value, kind(id)))).collect()
    }

    fn measures(&self, key: &str) -> Vec<(Text, Decimal)> {
        let Some(Said::Table(values)) = self.words.get(key) else {
            return Vec::new();
        };
        let number = |value: &Said| value.number().and_then(|number| number.parse().ok()).unwrap_or_default();
        values.iter().map(|(id, value)| (id.as_str().into(), number(value))).collect()
    }
}

/// The open item of a reference: the one the role may do, else the first; `#7` is an item by its identity.
fn find(items: &[WorkItem], reference: &str, kinds: &[ItemKind], role: Option<&str>) -> Option<ItemId> {
    if let Some(identity) = reference.strip_prefix('#') {
        return identity.parse().ok().map(ItemId);
    }
    let mut open = items.iter().filter(|item| *item.reference == *reference && kinds.contains(&item.kind));
    let own = |item: &&WorkItem| item.roles.iter().any(|known| Some(&**known) == role);
    open.clone().find(own).or(open.next()).map(|item| item.item)
}

fn document(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

fn answer(given: &str) -> Text {
    match given {
        "SI" => "yes".into(),
        "NO" => "no".into(),
        other => other.into(),
    }
}

fn resolution(how: &str) -> Resolution {
    match how.split_once(' ') {
        Some(("toma", exit)) => Resolution::Take(answer(exit)),
        Some(("sigue", target)) => Resolution::MoveTo(target.into()),
        _ if how == "una-mas" => Resolution::OneMore,
        _ => Resolution::Retry,
    }
}

fn datum(said: &Said, kind: Option<Kind>) -> Value {
    match (said, kind) {
        (Said::Bool(flag), _) => Value::Bool(*flag),
        (Said::Number(number), _) => Value::Number(number.parse().unwrap_or_default()),
        (Said::Text(text), Some(Kind::Date)) => date(text).map_or(Value::Text("?".into()), Value::Date),
        (Said::Text(text), Some(Kind::DateTime)) => {
            text.parse().map_or_else(|_| Value::Text(text.as_str().into()), Value::Instant)
        }
        (Said::Text(text), _) => Value::Text(text.as_str().into()),
        (Said::List(list), _) => Value::List(list.iter().map(|value| datum(value, None)).collect()),
        (Said::Table(_), _) => Value::Disposed,
    }
}

fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    Date::new(year, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
}
