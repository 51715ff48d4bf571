//! Dates as people write them in logs: ISO, or day, month and year.
//!
//! A date without a time is that morning, as in a path; without a zone, it is local to the procedure.
//! Read [`read`] first.

use cauce::calendar::Zone;
use cauce::data::{Date, Timestamp};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// When a day of work begins, counted from the beginning of the day.
const MORNING: i64 = 8 * HOUR;

/// The moment that is written.
pub(super) fn read(written: &str, zone: Option<Zone>) -> Option<Timestamp> {
    if let Ok(at) = written.parse() {
        return Some(at);
    }
    let spaced = written.replacen(' ', "T", 1);
    if let Ok(at) = spaced.parse() {
        return Some(at);
    }
    let (date, time) = spaced.split_once('T').map_or((&*spaced, None), |(date, time)| (date, Some(time)));
    let date = day(date)?;
    let millis = time.map_or(Some(MORNING), time_of_day)?;
    zone.unwrap_or(Zone::UTC).midnight(date)?.checked_add_millis(millis)
}

/// `2022-04-07`, `2022/04/07`, `07/04/2022`, `7-4-2022`, `07.04.2022`.
fn day(written: &str) -> Option<Date> {
    let parts: Vec<&str> = written.split(['-', '/', '.']).collect();
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    if year.len() != 4 || !(1..=2).contains(&day.len()) || !(1..=2).contains(&month.len()) {
        return None;
    }
    Date::new(whole(year)?.try_into().ok()?, whole(month)?.try_into().ok()?, whole(day)?.try_into().ok()?)
}

/// `10:30`, `10:30:15`, `10:30:15.250`, in milliseconds of the day.
fn time_of_day(written: &str) -> Option<i64> {
    let (clock, fraction) = written.split_once(['.', ',']).unwrap_or((written, ""));
    let parts: Vec<i64> = clock.split(':').map(whole).collect::<Option<_>>()?;
    let (hour, minute, second) = match parts[..] {
        [hour, minute] if fraction.is_empty() => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 59 || fraction.len() > 9 {
        return None;
    }
    let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some(hour * HOUR + minute * MINUTE + second * SECOND + whole(&millis)?)
}

/// A number of digits only.
fn whole(written: &str) -> Option<i64> {
    let is_number = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| written.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn days_come_first_unless_the_year_does() {
        let zone = cauce::calendar::Zone::parse("America/Bogota").ok();
        let same =
            ["2022-04-07T10:30:00-05:00", "2022-04-07 10:30", "07/04/2022 10:30", "7-4-2022 10:30:00.000"];
        for written in same {
            assert_eq!(read(written, zone), "2022-04-07T15:30:00Z".parse().ok(), "{written}");
        }
        assert_eq!(read("07/04/2022", zone), read("2022-04-07T08:00", zone));
        for wrong in
            ["", "x", "13/13/2022", "31/02/2022", "07/04/22", "2022-04-07 25:00", "+7/4/2022", "1/2/3/2022"]
        {
            assert_eq!(read(wrong, zone), None, "{wrong}");
        }
    }
}
