//! Values as people type them.

use cauce::calendar::parse_duration;
use cauce::data::{Decimal, Kind, Value};
use cauce::source::Language;

/// SI or NO in the ways people write them in either language.
pub(crate) fn yes_or_no(said: &str) -> Option<bool> {
    match said.to_lowercase().as_str() {
        "si" | "sí" | "s" | "yes" | "y" | "conforme" | "conforming" => Some(true),
        "no" | "n" | "no conforme" | "no-conforme" | "nonconforming" => Some(false),
        _ => None,
    }
}

/// Which name is meant: by its number, by the whole, or by a beginning that only one has.
pub(crate) fn chosen(said: &str, names: &[String]) -> Option<usize> {
    if let Ok(number) = said.parse::<usize>() {
        return number.checked_sub(1).filter(|number| *number < names.len());
    }
    let said = said.to_lowercase();
    let lower = |name: &String| name.to_lowercase();
    if let Some(whole) = names.iter().position(|name| lower(name) == said) {
        return Some(whole);
    }
    let mut begun = (0..names.len()).filter(|at| !said.is_empty() && lower(&names[*at]).starts_with(&said));
    let first = begun.next()?;
    begun.next().is_none().then_some(first)
}

/// A value of that kind.
pub(crate) fn parse(said: &str, kind: Kind, language: Language) -> Option<Value> {
    match kind {
        Kind::Text | Kind::Choice => Some(Value::Text(said.into())),
        Kind::Decimal => said.parse().ok().map(Value::Number),
        Kind::Integer => said.parse::<Decimal>().ok().filter(|number| number.is_integer()).map(Value::Number),
        Kind::Date => said.parse().ok().map(Value::Date),
        Kind::DateTime => said.parse().ok().map(Value::Instant),
        Kind::Duration => parse_duration(said, language).ok().map(Value::Duration),
        Kind::YesNo => yes_or_no(said).map(Value::Bool),
        Kind::List => {
            let parts = said.split(';').map(str::trim).filter(|part| !part.is_empty());
            Some(Value::List(parts.map(|part| Value::Text(part.into())).collect()))
        }
        _ => Some(any(said)),
    }
}

/// A value where any kind will do: what reads as a number or as a date is one.
fn any(said: &str) -> Value {
    let number = || said.parse().ok().map(Value::Number);
    let date = || said.parse().ok().map(Value::Date);
    number().or_else(date).unwrap_or_else(|| Value::Text(said.into()))
}

/// How a value of that kind is written.
pub(crate) fn hint(kind: Kind, language: Language) -> &'static str {
    match kind {
        Kind::Decimal => {
            pick!(language, "Escriba un número, con punto: 0.6", "Write a number with a point: 0.6")
        }
        Kind::Integer => pick!(language, "Escriba un número entero: 12", "Write a whole number: 12"),
        Kind::Date => {
            pick!(language, "Escriba la fecha así: 2022-04-07", "Write the date like this: 2022-04-07")
        }
        Kind::DateTime => pick!(
            language,
            "Escriba la fecha y la hora así: 2022-04-07T10:00:00-05:00",
            "Write date and time like this: 2022-04-07T10:00:00-05:00",
        ),
        Kind::Duration => {
            pick!(language, "Escriba un tiempo: 3 días, 2 meses", "Write a length of time: 3 days, 2 months")
        }
        Kind::YesNo => pick!(language, "Escriba SI o NO.", "Write YES or NO."),
        Kind::List => pick!(
            language,
            "Escriba los valores separados por «;».",
            "Write the values with “;” between them."
        ),
        _ => pick!(language, "Hace falta escribir algo.", "Something must be written."),
    }
}

#[cfg(test)]
mod tests {
    use super::{chosen, parse, yes_or_no};
    use cauce::data::{Kind, Value};
    use cauce::source::Language;

    #[test]
    fn people_say_yes_in_many_ways() {
        assert!(["SI", "sí", "s", "Yes", "conforme"].iter().all(|said| yes_or_no(said) == Some(true)));
        assert_eq!(yes_or_no("quizás"), None);
    }

    #[test]
    fn a_choice_by_number_or_by_its_beginning() {
        let names = ["Auditor".to_owned(), "Abogado".to_owned(), "Profesional".to_owned()];
        assert_eq!(chosen("2", &names), Some(1));
        assert_eq!(chosen("prof", &names), Some(2));
        assert_eq!(chosen("a", &names), None);
        assert_eq!(chosen("0", &names), None);
        assert_eq!(chosen("99999999999999999999", &names), None);
    }

    #[test]
    fn values_are_read_by_kind() {
        let spanish = Language::Spanish;
        assert_eq!(parse("si", Kind::YesNo, spanish), Some(Value::Bool(true)));
        assert_eq!(parse("1.5", Kind::Integer, spanish), None);
        assert!(parse("3 días", Kind::Duration, spanish).is_some());
        assert!(parse("2022-02-30", Kind::Date, spanish).is_none());
        assert_eq!(parse("tres", Kind::Any, spanish), Some(Value::Text("tres".into())));
        assert_eq!(parse("3", Kind::Any, spanish), parse("3", Kind::Integer, spanish));
    }
}
