//! Dates as people and programs write them in files. `03/04/2026` says nothing by itself: it is read by what the rest of its
//! column shows, and refused where that shows nothing. Without a zone of its own a time is the shop's.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::figures::{DayOrder, Figures, ascii_figures, figure};
use super::serial::{self, Serials};
use crate::clock::Timestamp;
use crate::orders::fault::FaultCode;

/// Names of months in languages shops' programs speak, without accents, with their numbers.
static MONTHS: LazyLock<HashMap<&'static str, i8>> = LazyLock::new(|| {
    let mut months = HashMap::new();
    for line in include_str!("months.txt").lines() {
        let mut words = line.split_whitespace();
        let number = words.next().and_then(|number| number.parse().ok()).unwrap_or_default();
        months.extend(words.map(|word| (word, number)));
    }
    months
});

/// Reads one cell of a column of this order.
pub(super) fn read(cell: &str, order: DayOrder, zone: &TimeZone) -> Result<Timestamp, FaultCode> {
    let cell = ascii_figures(cell);
    let cell = cell.as_ref();
    if let Some(moment) = epoch(cell).or_else(|| exact(cell)) {
        return Ok(moment);
    }
    if let Some(moment) = serial::moment(cell) {
        return match order.serials() {
            Serials::Yes => in_zone(moment, zone),
            Serials::Doubtful => Err(FaultCode::AmbiguousDate),
            Serials::No => Err(FaultCode::NotADate),
        };
    }
    let (date, rest) = match year_first(cell) {
        Some(found) => found,
        None => match Figures::of(cell) {
            Some((figures, rest)) => (figures.date(order)?, rest),
            None => named_month(cell).ok_or(FaultCode::NotADate)?,
        },
    };
    let (time, offset) = time(rest).ok_or(FaultCode::NotADate)?;
    let zone = offset.map_or_else(|| zone.clone(), jiff::tz::Offset::to_time_zone);
    in_zone(DateTime::from_parts(date, time), &zone)
}

fn in_zone(moment: DateTime, zone: &TimeZone) -> Result<Timestamp, FaultCode> {
    let moment = moment.to_zoned(zone.clone()).map_err(|_| FaultCode::NotADate)?;
    Ok(Timestamp::from_millis(moment.timestamp().as_millisecond()))
}

/// Seconds or milliseconds since 1970, of this century.
fn epoch(cell: &str) -> Option<Timestamp> {
    let number: i64 = cell.bytes().all(|byte| byte.is_ascii_digit()).then(|| cell.parse().ok())??;
    match cell.len() {
        10 => Some(Timestamp::from_seconds(number)),
        13 => Some(Timestamp::from_millis(number)),
        _ => None,
    }
}

/// `2026-04-03T10:11:12Z`, with or without a zone in brackets, and the form of e-mails.
fn exact(cell: &str) -> Option<Timestamp> {
    let moment = cell
        .parse::<jiff::Timestamp>()
        .ok()
        .or_else(|| jiff::fmt::rfc2822::parse(cell).ok().map(|moment| moment.timestamp()))?;
    Some(Timestamp::from_millis(moment.as_millisecond()))
}

/// `2026-04-03`, `2026/4/3`, `2026.04.03`, `20260403`, and what follows.
fn year_first(cell: &str) -> Option<(Date, &str)> {
    let (year, rest) = figure(cell)?;
    if year.len() == 8 {
        let date =
            Date::new(year[..4].parse().ok()?, year[4..6].parse().ok()?, year[6..].parse().ok()?).ok()?;
        return (1990..2100).contains(&date.year()).then_some((date, rest));
    }
    let mark = rest.chars().next().filter(|mark| "-/.".contains(*mark))?;
    let (month, rest) = figure(&rest[1..])?;
    let (day, rest) = figure(rest.strip_prefix(mark)?)?;
    let date =
        Date::new(year.parse().ok().filter(|_| year.len() == 4)?, month.parse().ok()?, day.parse().ok()?)
            .ok()?;
    Some((date, rest))
}

/// `3 April 2026`, `Apr 3, 2026`, `03-apr-2026`, `3 de abril de 2026`, `Venerdì 3 aprile 2026 10:30`, and what follows.
fn named_month(cell: &str) -> Option<(Date, &str)> {
    let (mut day, mut month) = (None, None);
    let mut rest = cell;
    for _ in 0..8 {
        rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || "-/.,".contains(letter));
        if let Some((digits, after)) = figure(rest) {
            let number: i16 = digits.parse().ok()?;
            rest = after;
            if digits.len() == 4 {
                return Some((Date::new(number, month?, day?).ok()?, rest));
            }
            // `13-nov-26`, as spreadsheets write it: behind day and month two digits are the year.
            if let (2, Some(day), Some(month)) = (digits.len(), day, month) {
                return Some((Date::new(2000 + number, month, day).ok()?, rest));
            }
            if digits.len() > 2 || day.is_some() {
                return None;
            }
            day = Some(i8::try_from(number).ok()?);
            rest = ["st", "nd", "rd", "th", "er", "º", "°"]
                .iter()
                .find_map(|end| rest.strip_prefix(end))
                .unwrap_or(rest);
        } else {
            let end = rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len());
            let word = deunicode::deunicode(&rest[..end]).to_lowercase();
            rest = &rest[end..];
            match MONTHS.get(word.as_str()) {
                Some(number) if month.is_none() => month = Some(*number),
                // Names of days, and the `de` between.
                _ if word.is_empty() || month.is_some() && word != "de" => return None,
                _ => {}
            }
        }
    }
    None
}

/// `10:11`, `10.11.12`, `10:11:12 PM`, `10:11:12 +0200`, or nothing: then it is the day's beginning.
fn time(rest: &str) -> Option<(Time, Option<jiff::tz::Offset>)> {
    let rest =
        rest.trim_start_matches(|letter: char| letter.is_whitespace() || "T,".contains(letter)).trim_end();
    let rest =
        ["um ", "at ", "alle ", "ore "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    if rest.is_empty() {
        return Some((Time::midnight(), None));
    }
    let (hour, rest) = figure(rest)?;
    let mark = rest.chars().next().filter(|mark| ":.h".contains(*mark))?;
    let (minute, mut rest) = figure(&rest[1..])?;
    let mut second = "0";
    if mark != 'h'
        && let Some((figures, after)) = rest.strip_prefix(mark).and_then(figure)
    {
        second = figures;
        // Fractions of a second.
        rest = after
            .strip_prefix(['.', ','])
            .map_or(after, |more| more.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    }
    let rest = rest.trim();
    let mut hour: i8 = hour.parse().ok()?;
    let word = rest.to_ascii_lowercase().replace('.', "");
    let offset = match word.as_str() {
        "am" | "pm" if !(1..=12).contains(&hour) => return None,
        "am" => {
            hour %= 12;
            None
        }
        "pm" => {
            hour = hour % 12 + 12;
            None
        }
        "" | "uhr" => None,
        "z" | "utc" | "gmt" => Some(jiff::tz::Offset::UTC),
        _ => Some(offset(rest)?),
    };
    Some((Time::new(hour, minute.parse().ok()?, second.parse().ok()?, 0).ok()?, offset))
}

/// `+0200`, `+02:00`, `-3`.
fn offset(text: &str) -> Option<jiff::tz::Offset> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let digits: String = text.chars().skip(1).filter(|letter| *letter != ':').collect();
    let plain = digits.len() <= 4 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) =
        if digits.len() > 2 { digits.split_at(digits.len() - 2) } else { (digits.as_str(), "0") };
    let seconds = hours.parse::<i32>().ok().filter(|_| plain)? * 3600 + minutes.parse::<i32>().ok()? * 60;
    jiff::tz::Offset::from_seconds(sign * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rome() -> TimeZone {
        TimeZone::get("Europe/Rome").unwrap()
    }

    fn alone(cell: &str) -> Result<String, FaultCode> {
        read(cell, DayOrder::default(), &rome()).map(|at| at.to_string())
    }

    #[test]
    fn dates_are_read_as_they_are_meant() {
        for (cell, meant) in [
            ("2026-04-03", "2026-04-02T22:00:00.000Z"),
            ("2026-04-03T10:11:12Z", "2026-04-03T10:11:12.000Z"),
            ("2026-04-03 10:11:12 +0200", "2026-04-03T08:11:12.000Z"),
            ("2026-04-03T10:11:12-03:00", "2026-04-03T13:11:12.000Z"),
            ("2026-04-03 10:11:12", "2026-04-03T08:11:12.000Z"),
            ("2026-04-03 10:11:12.123456", "2026-04-03T08:11:12.000Z"),
            ("2026/4/3", "2026-04-02T22:00:00.000Z"),
            ("20260403", "2026-04-02T22:00:00.000Z"),
            ("03.04.2026", "2026-04-02T22:00:00.000Z"),
            ("3.4.2026, 10:11 Uhr", "2026-04-03T08:11:00.000Z"),
            ("23/04/2026", "2026-04-22T22:00:00.000Z"),
            ("04/23/2026 1:05 PM", "2026-04-23T11:05:00.000Z"),
            ("04/04/2026 12:05 a.m.", "2026-04-03T22:05:00.000Z"),
            ("23-04-2026 14.05", "2026-04-23T12:05:00.000Z"),
            ("3 aprile 2026", "2026-04-02T22:00:00.000Z"),
            ("venerdì 3 aprile 2026 alle 10:30", "2026-04-03T08:30:00.000Z"),
            ("Apr 3, 2026", "2026-04-02T22:00:00.000Z"),
            ("April 3rd, 2026 10:30", "2026-04-03T08:30:00.000Z"),
            ("03-abr-2026", "2026-04-02T22:00:00.000Z"),
            ("3 de março de 2026", "2026-03-02T23:00:00.000Z"),
            ("1. März 2026", "2026-02-28T23:00:00.000Z"),
            ("1er février 2026", "2026-01-31T23:00:00.000Z"),
            ("Fri, 03 Apr 2026 10:11:12 +0200", "2026-04-03T08:11:12.000Z"),
            ("13-nov-25", "2025-11-12T23:00:00.000Z"),
            ("Nov 13, 25 10:30", "2025-11-13T09:30:00.000Z"),
            ("٢٣/٠٤/٢٠٢٦", "2026-04-22T22:00:00.000Z"),
            ("2026年4月3日 10:30", "2026-04-03T08:30:00.000Z"),
            ("1775203872", "2026-04-03T08:11:12.000Z"),
            ("1775203872000", "2026-04-03T08:11:12.000Z"),
        ] {
            assert_eq!(alone(cell).as_deref(), Ok(meant), "{cell}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_read_by_its_column_or_refused() {
        for cell in ["03/04/2026", "3-4-2026 10:00", "21/11/26", "03.04.26"] {
            assert_eq!(alone(cell), Err(FaultCode::AmbiguousDate), "{cell}");
        }
        let with = |cell: &str, column: &[&str]| {
            let mut order = DayOrder::default();
            for cell in column {
                order.see(cell);
            }
            read(cell, order, &TimeZone::UTC).map(|at| at.to_string())
        };
        assert_eq!(with("03/04/2026", &["25/12/2025"]).as_deref(), Ok("2026-04-03T00:00:00.000Z"));
        assert_eq!(with("03/04/2026", &["12/25/2025"]).as_deref(), Ok("2026-03-04T00:00:00.000Z"));
        assert_eq!(with("03/04/2026", &["12/25/2025", "25/12/2025"]), Err(FaultCode::AmbiguousDate));
        let serials = ["45997", "46115.5"];
        assert_eq!(with("46115.5", &serials).as_deref(), Ok("2026-04-03T12:00:00.000Z"));
        assert_eq!(with("46115", &["46115", "13/04/2026"]), Err(FaultCode::NotADate));
        assert_eq!(with("41226", &["41226"]), Err(FaultCode::AmbiguousDate));
        let in_2026 = |cell: &str, column: &[&str]| {
            let mut order = DayOrder::in_year(2026);
            for cell in column {
                order.see(cell);
            }
            read(cell, order, &TimeZone::UTC).map(|at| at.to_string()[..10].to_owned())
        };
        assert_eq!(in_2026("30/11/25", &["30/11/25"]).as_deref(), Ok("2025-11-30"), "2030 is not yet");
        assert_eq!(
            in_2026("21/11/26", &["30/11/26"]).as_deref(),
            Ok("2026-11-21"),
            "the column's year is last"
        );
        assert_eq!(in_2026("03/04/26", &["30/11/26", "21/11/26"]).as_deref(), Ok("2026-04-03"));
        assert_eq!(in_2026("03/04/26", &["11/30/25"]).as_deref(), Ok("2026-03-04"));
        assert_eq!(
            in_2026("25/11/03", &["25/11/30"]).as_deref(),
            Ok("2025-11-03"),
            "the column's year is first"
        );
        assert_eq!(in_2026("03/04/26", &["03/04/26"]), Err(FaultCode::AmbiguousDate));
        assert_eq!(in_2026("03.04.26", &["30.04.26"]).as_deref(), Ok("2026-04-03"));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for cell in [
            "",
            "soon",
            "2026-13-01",
            "31/02/2026",
            "46115",
            "10:30",
            "2026",
            "32.01.2026",
            "3 foo 2026",
            "2026-04-03 25:00",
        ] {
            assert_eq!(alone(cell), Err(FaultCode::NotADate), "{cell}");
        }
    }
}
