//! When the shop is open next: by its own opening hours, holidays and special days respected.
//!
//! Pure: told the shop and the moment, it says that moment or the next opening.

use std::time::Duration;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::opening_hours::Shop;
use crate::clock::Timestamp;

/// Days ahead in which an opening is looked for: a shop that is closed for longer is as good as shut.
const DAYS_AHEAD: i64 = 60;
/// Of a shop that says no hours: from nine to eight in the evening, in minutes since midnight.
const USUAL: (u16, u16) = (9 * 60, 20 * 60);

/// `now` while the shop is open, else when it opens next; nothing when it does not for a long time.
pub fn next_open(shop: &Shop, now: Timestamp) -> Option<Timestamp> {
    open_days(shop, now).find_map(|open| {
        open.into_iter().filter(|(_, end)| *end > now).map(|(start, _)| start.max(now)).min()
    })
}

/// The moment at which the shop will have been open for so long since `from`; nothing when that is a long time off. A shop
/// that never said its hours is always there.
pub fn after_opening_time(shop: &Shop, from: Timestamp, time: Duration) -> Option<Timestamp> {
    if !says_hours(shop) {
        return Some(from.plus(time));
    }
    let mut open: Vec<_> = open_days(shop, from).flatten().collect();
    open.sort_unstable();
    let (mut left, mut counted) = (time, from);
    for (start, end) in open {
        let begins = start.max(counted);
        let lasts = end.since(begins);
        if lasts.is_zero() {
            continue;
        }
        if left <= lasts {
            return Some(begins.plus(left));
        }
        left -= lasts;
        counted = end;
    }
    None
}

/// Whether the shop is open at a moment; nothing when it never said its hours.
pub fn is_open(shop: &Shop, now: Timestamp) -> Option<bool> {
    says_hours(shop).then(|| next_open(shop, now) == Some(now))
}

fn says_hours(shop: &Shop) -> bool {
    !shop.hours.is_empty() || !shop.special_days.is_empty()
}

/// From when to when the shop is open, day by day from the day before `from`, whose last stretch may last past midnight.
fn open_days(shop: &Shop, from: Timestamp) -> impl Iterator<Item = Vec<(Timestamp, Timestamp)>> {
    let zone = TimeZone::get(&shop.time_zone).unwrap_or(TimeZone::UTC);
    let today = from.to_jiff().to_zoned(zone.clone()).date();
    let days = (-1..=DAYS_AHEAD).filter_map(move |ahead| today.checked_add(ahead.days()).ok());
    days.map(move |day| {
        stretches(shop, day).into_iter().filter_map(|stretch| moments(day, stretch, &zone)).collect()
    })
}

/// From when to when the shop is open on a day, in minutes since its midnight.
fn stretches(shop: &Shop, day: Date) -> Vec<(u16, u16)> {
    let special = shop.special_days.iter().find(|days| (days.from..=days.to).contains(&day));
    if let Some(special) = special {
        return special.hours.iter().map(|open| (open.opens.minutes(), open.closes.minutes())).collect();
    }
    if shop.hours.is_empty() {
        return vec![USUAL];
    }
    let weekday = u8::try_from(day.weekday().to_monday_one_offset()).unwrap_or_default();
    let of_day = shop.hours.iter().filter(|hours| hours.days.contains(&weekday));
    of_day.map(|hours| (hours.opens.minutes(), hours.closes.minutes())).collect()
}

/// The same as moments; a stretch that closes before it opens ends the next morning.
fn moments(day: Date, (opens, closes): (u16, u16), zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let at = |minutes: i64| -> Option<Timestamp> {
        let moment: DateTime = day.at(0, 0, 0, 0).checked_add(minutes.minutes()).ok()?;
        let moment = moment.to_zoned(zone.clone()).ok()?.timestamp();
        Some(Timestamp::from_millis(moment.as_millisecond()))
    };
    let (opens, closes) = (i64::from(opens), i64::from(closes));
    let closes = if closes <= opens { closes + 24 * 60 } else { closes };
    Some((at(opens)?, at(closes)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{OpeningHours, SpecialDays, Stretch};
    use jiff::civil::date;

    fn shop(hours: &[(&[u8], &str, &str)]) -> Shop {
        let open = |(days, opens, closes): &(&[u8], &str, &str)| OpeningHours {
            days: days.to_vec(),
            opens: opens.parse().unwrap(),
            closes: closes.parse().unwrap(),
        };
        Shop { time_zone: "Europe/Rome".into(), hours: hours.iter().map(open).collect(), ..Shop::default() }
    }

    fn next(shop: &Shop, at: &str) -> Option<String> {
        let now = at.parse::<jiff::civil::DateTime>().unwrap().in_tz("Europe/Rome").unwrap();
        let next = next_open(shop, Timestamp::from_millis(now.timestamp().as_millisecond()))?;
        Some(
            next.to_jiff()
                .to_zoned(TimeZone::get("Europe/Rome").unwrap())
                .strftime("%m-%d %H:%M")
                .to_string(),
        )
    }

    #[test]
    fn an_open_shop_writes_now_and_a_closed_one_when_it_opens() {
        // 21 November 2026 is a Saturday.
        let weekdays = shop(&[(&[1, 2, 3, 4, 5], "09:00", "13:00"), (&[1, 2, 3, 4, 5], "16:00", "19:00")]);
        let next = |at: &str| next(&weekdays, at).unwrap();
        assert_eq!(next("2026-11-20T09:00"), "11-20 09:00");
        assert_eq!(next("2026-11-20T12:59"), "11-20 12:59");
        assert_eq!(next("2026-11-20T13:00"), "11-20 16:00");
        assert_eq!(next("2026-11-20T19:00"), "11-23 09:00");
        assert_eq!(next("2026-11-22T03:00"), "11-23 09:00");
    }

    #[test]
    fn past_midnight_holidays_and_a_shop_without_hours() {
        let bar = shop(&[(&[6], "18:00", "02:00")]);
        assert_eq!(next(&bar, "2026-11-22T01:30").unwrap(), "11-22 01:30");
        assert_eq!(next(&bar, "2026-11-22T02:00").unwrap(), "11-28 18:00");
        let mut silent = shop(&[]);
        assert_eq!(next(&silent, "2026-11-21T21:00").unwrap(), "11-22 09:00");
        let days = |from, to, hours: Vec<Stretch>| SpecialDays { from, to, name: String::new(), hours };
        let morning = Stretch { opens: "10:00".parse().unwrap(), closes: "12:00".parse().unwrap() };
        silent.special_days = vec![
            days(date(2026, 12, 24), date(2026, 12, 27), Vec::new()),
            days(date(2026, 12, 28), date(2026, 12, 28), vec![morning]),
        ];
        assert_eq!(next(&silent, "2026-12-23T20:30").unwrap(), "12-28 10:00");
        silent.special_days = vec![days(date(2026, 12, 1), date(2027, 3, 1), Vec::new())];
        assert_eq!(next(&silent, "2026-12-10T10:00"), None, "closed for longer than anybody waits");
    }

    #[test]
    fn only_the_time_the_shop_is_open_counts() {
        let at = |wall: &str| {
            let moment = wall.parse::<jiff::civil::DateTime>().unwrap().in_tz("Europe/Rome").unwrap();
            Timestamp::from_millis(moment.timestamp().as_millisecond())
        };
        let halves = shop(&[(&[1, 2, 3, 4, 5], "09:00", "13:00"), (&[1, 2, 3, 4, 5], "16:00", "19:00")]);
        let after = |from: &str, minutes: u64| {
            after_opening_time(&halves, at(from), Duration::from_mins(minutes)).unwrap()
        };
        // 20 November 2026 is a Friday.
        assert_eq!(after("2026-11-20T09:00", 30), at("2026-11-20T09:30"));
        assert_eq!(after("2026-11-20T12:50", 30), at("2026-11-20T16:20"), "over the break");
        assert_eq!(after("2026-11-20T12:50", 10), at("2026-11-20T13:00"), "to the minute");
        assert_eq!(after("2026-11-20T18:45", 30), at("2026-11-23T09:15"), "over the week-end");
        assert_eq!(after("2026-11-21T03:00", 24 * 60), at("2026-11-26T12:00"), "seven hours a day");
        let bar = shop(&[(&[6], "18:00", "02:00"), (&[6], "20:00", "23:00")]);
        let late = after_opening_time(&bar, at("2026-11-21T23:30"), Duration::from_hours(2));
        assert_eq!(late, Some(at("2026-11-22T01:30")), "past midnight, and no hour twice");
        let silent = shop(&[]);
        let night = after_opening_time(&silent, at("2026-11-22T03:00"), Duration::from_mins(10));
        assert_eq!(night, Some(at("2026-11-22T03:10")), "no hours, always there");
        let mut shut = shop(&[]);
        shut.special_days = vec![SpecialDays {
            from: date(2026, 11, 1),
            to: date(2027, 3, 1),
            name: String::new(),
            hours: Vec::new(),
        }];
        assert_eq!(after_opening_time(&shut, at("2026-11-22T03:00"), Duration::from_mins(10)), None);
    }

    #[test]
    fn the_clocks_change_in_the_night_and_nobody_is_woken() {
        let shop = shop(&[(&[7], "09:00", "24:00")]);
        assert_eq!(next(&shop, "2026-10-25T03:30").unwrap(), "10-25 09:00");
        assert_eq!(next(&shop, "2026-10-25T23:59").unwrap(), "10-25 23:59");
    }
}
