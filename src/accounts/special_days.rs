//! Days on which the shop's hours are other than the week's: holidays, a summer break, a longer Saturday.
//!
//! Each stands from one day to another with its name; no hours means closed. Two never share a day, so that nobody has
//! to guess which counts. Never knows what day it is today.

use jiff::civil::Date;

use super::error::AccountError;
use super::field::text;
use super::time_of_day::TimeOfDay;

/// Entries a shop may keep; stretches on one day; days one entry may last; characters of a name.
const MOST_ENTRIES: usize = 100;
const MOST_STRETCHES: usize = 3;
const LONGEST_DAYS: i32 = 366;
const LONGEST_NAME: usize = 100;

/// Some days in a row with hours of their own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialDays {
    /// The first day, such as `2026-12-25`.
    #[schema(value_type = String)]
    pub from: Date,
    /// The last day; the first one when it is only one.
    #[schema(value_type = String)]
    pub to: Date,
    /// What customers call it, such as `Christmas`.
    pub name: String,
    /// When it is open on each of these days; empty means closed.
    pub hours: Vec<Stretch>,
}

/// From when to when.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OpenFromTo)]
pub struct Stretch {
    pub opens: TimeOfDay,
    /// Earlier than `opens` means the next morning.
    pub closes: TimeOfDay,
}

/// The entries in their order, or why they cannot be.
pub(super) fn checked(mut days: Vec<SpecialDays>) -> Result<Vec<SpecialDays>, AccountError> {
    let refuse = |words: String| Err(AccountError::invalid("special_days", words));
    if days.len() > MOST_ENTRIES {
        return refuse(format!("Use at most {MOST_ENTRIES} holidays and special days."));
    }
    for entry in &mut days {
        entry.name = text("special_days", &entry.name, LONGEST_NAME)?;
        if entry.to < entry.from {
            return refuse("The last day is before the first.".to_owned());
        }
        if entry.from.until(entry.to).is_ok_and(|span| span.get_days() >= LONGEST_DAYS) {
            return refuse("One entry lasts a year at most.".to_owned());
        }
        if entry.hours.len() > MOST_STRETCHES {
            return refuse(format!("A day has at most {MOST_STRETCHES} stretches of opening."));
        }
        if entry.hours.iter().any(|open| open.opens == open.closes || open.opens.minutes() == 24 * 60) {
            return refuse("Opening and closing time must differ.".to_owned());
        }
        entry.hours.sort_by_key(|open| open.opens);
    }
    days.sort_by_key(|entry| entry.from);
    if days.windows(2).any(|pair| pair[1].from <= pair[0].to) {
        return refuse("Two entries share a day. Put them together or change their dates.".to_owned());
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(json: serde_json::Value) -> Result<Vec<SpecialDays>, AccountError> {
        checked(serde_json::from_value(json).unwrap())
    }

    #[test]
    fn days_come_back_in_their_order_with_their_hours_sorted() {
        let kept = check(json!([
            { "from": "2026-12-31", "to": "2026-12-31", "name": " New Year's Eve ",
              "hours": [{ "opens": "15:00", "closes": "17:00" }, { "opens": "08:00", "closes": "13:00" }] },
            { "from": "2026-12-25", "to": "2026-12-26", "name": "Christmas", "hours": [] },
        ]))
        .unwrap();
        assert_eq!(kept[0].name, "Christmas");
        assert_eq!(
            (kept[1].name.as_str(), kept[1].hours[0].opens.to_string()),
            ("New Year's Eve", "08:00".into())
        );
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let one = |from: &str, to: &str| json!({ "from": from, "to": to, "name": "x", "hours": [] });
        for wrong in [
            json!([one("2026-12-26", "2026-12-25")]),
            json!([one("2026-08-01", "2026-08-20"), one("2026-08-20", "2026-08-21")]),
            json!([one("2026-01-01", "2027-01-03")]),
            json!([{ "from": "2026-12-24", "to": "2026-12-24", "name": "x", "hours": [{ "opens": "08:00", "closes": "08:00" }] }]),
            json!(vec![one("2026-12-24", "2026-12-24"); MOST_ENTRIES + 1]),
        ] {
            assert!(check(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
