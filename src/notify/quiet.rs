//! When somebody may be told: quiet hours on their own clock, bundles, patience. Pure: moments in, a moment out.

use std::time::Duration;

use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::types::{Preferences, Urgency};
use crate::clock::Timestamp;

/// What happens in one go, such as twenty findings of one scan, is told in one message.
const SETTLE: Duration = Duration::from_secs(20);
/// Between two urgent messages to one person over one channel.
const URGENT_SPACING: Duration = Duration::from_mins(1);

const MINUTE: Duration = Duration::from_mins(1);

/// What decides when one notice may go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub since: Timestamp,
    pub urgency: Urgency,
    pub patient: bool,
    /// When the last message went to this person over this channel.
    pub last: Option<Timestamp>,
}

/// The earliest moment, now or later, at which the notice may go.
pub(super) fn ready_at(
    waiting: &Waiting,
    preferences: &Preferences,
    zone: &TimeZone,
    now: Timestamp,
) -> Timestamp {
    let patience =
        if waiting.patient { MINUTE * u32::from(preferences.patience_minutes) } else { Duration::ZERO };
    let (settle, spacing) = match waiting.urgency {
        Urgency::High => (Duration::ZERO, URGENT_SPACING),
        Urgency::Normal => (SETTLE, MINUTE * u32::from(preferences.bundle_minutes)),
    };
    let settled = waiting.since.plus(patience.max(settle));
    // A last message from the future is a clock's that was put right.
    let spaced = waiting.last.filter(|last| *last <= now).map_or(settled, |last| last.plus(spacing));
    let at = settled.max(spaced).max(now);
    held_until(waiting.urgency, preferences, zone, at).unwrap_or(at)
}

/// The end of the quiet hours in which something of this urgency may not go at this moment.
pub(super) fn held_until(
    urgency: Urgency,
    preferences: &Preferences,
    zone: &TimeZone,
    at: Timestamp,
) -> Option<Timestamp> {
    if urgency == Urgency::High && preferences.urgent_passes {
        return None;
    }
    preferences.quiet.and_then(|quiet| quiet_until(at, quiet, zone))
}

/// The end of the quiet hours this moment lies in, if it does.
fn quiet_until(at: Timestamp, (from, to): (u16, u16), zone: &TimeZone) -> Option<Timestamp> {
    let is_quiet = |time: Time| {
        let minute = u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs());
        if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to }
    };
    let moment = at.to_jiff();
    let local = zone.to_datetime(moment);
    if !is_quiet(local.time()) {
        return None;
    }
    let end = time_of(to);
    let date = if local.time() < end { local.date() } else { local.date().tomorrow().ok()? };
    let end = later(zone, date.to_datetime(end))?;
    // Where the clock is put forward over the end of the quiet hours, they end with the jump.
    let jump = zone
        .following(moment)
        .map(|transition| transition.timestamp())
        .take_while(|jump| *jump < end)
        .find(|jump| !is_quiet(zone.to_datetime(*jump).time()));
    Some(Timestamp::from_millis(jump.unwrap_or(end).as_millisecond()))
}

/// The moment a clock on the wall shows this; the second one, where it shows it twice.
fn later(zone: &TimeZone, wall: DateTime) -> Option<jiff::Timestamp> {
    match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(wall).ok(),
        AmbiguousOffset::Gap { before, .. } => before.to_timestamp(wall).ok(),
        AmbiguousOffset::Fold { after, .. } => after.to_timestamp(wall).ok(),
    }
}

fn time_of(minutes: u16) -> Time {
    let part = |value: u16| i8::try_from(value).unwrap_or(0);
    Time::new(part(minutes / 60), part(minutes % 60), 0, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NIGHT: (u16, u16) = (22 * 60, 7 * 60);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn until(moment: &str, quiet: (u16, u16), zone: &str) -> Option<String> {
        let end = quiet_until(at(moment), quiet, &TimeZone::get(zone).unwrap());
        end.map(|end| end.to_string().replace(".000Z", "Z"))
    }

    #[test]
    fn a_night_ends_in_the_morning_of_the_persons_own_clock() {
        let rome = |moment| until(moment, NIGHT, "Europe/Rome");
        assert_eq!(rome("2026-06-10T20:00:00Z").as_deref(), Some("2026-06-11T05:00:00Z"), "22:00 begins it");
        assert_eq!(rome("2026-06-10T19:59:59Z"), None);
        assert_eq!(rome("2026-06-11T04:59:59Z").as_deref(), Some("2026-06-11T05:00:00Z"));
        assert_eq!(rome("2026-06-11T05:00:00Z"), None, "07:00 is no longer quiet");
        assert_eq!(until("2026-06-11T12:30:00Z", NIGHT, "Asia/Karachi"), None, "17:30 in Karachi");
        assert_eq!(
            until("2026-06-11T18:00:00Z", NIGHT, "Asia/Kolkata").as_deref(),
            Some("2026-06-12T01:30:00Z"),
            "a zone of half an hour"
        );
        let siesta = (13 * 60, 15 * 60 + 30);
        assert_eq!(
            until("2026-06-11T11:15:00Z", siesta, "Europe/Rome").as_deref(),
            Some("2026-06-11T13:30:00Z")
        );
    }

    #[test]
    fn nights_in_which_the_clock_is_changed_end_when_the_wall_says_so() {
        // Rome, 28 March 2027: 02:00 becomes 03:00. New York, 1 November 2026: 02:00 becomes 01:00.
        assert_eq!(
            until("2027-03-27T22:00:00Z", NIGHT, "Europe/Rome").as_deref(),
            Some("2027-03-28T05:00:00Z"),
            "an hour shorter"
        );
        assert_eq!(
            until("2026-11-01T03:00:00Z", NIGHT, "America/New_York").as_deref(),
            Some("2026-11-01T12:00:00Z"),
            "an hour longer"
        );
        let to_half_past_two = (22 * 60, 2 * 60 + 30);
        assert_eq!(
            until("2027-03-27T23:00:00Z", to_half_past_two, "Europe/Rome").as_deref(),
            Some("2027-03-28T01:00:00Z"),
            "02:30 is skipped: they end when the clock jumps to 03:00"
        );
        let to_half_past_one = (22 * 60, 60 + 30);
        for moment in ["2026-11-01T05:10:00Z", "2026-11-01T06:10:00Z"] {
            assert_eq!(
                until(moment, to_half_past_one, "America/New_York").as_deref(),
                Some("2026-11-01T06:30:00Z"),
                "01:30 comes twice: the second is meant ({moment})"
            );
        }
    }

    #[test]
    fn what_is_urgent_goes_at_once_and_through_the_night_only_where_the_person_says_so() {
        let zone = TimeZone::get("Europe/Rome").unwrap();
        let midnight = at("2026-06-10T22:00:00Z");
        let waiting = Waiting { since: midnight, urgency: Urgency::High, patient: false, last: None };
        let mut preferences = Preferences { quiet: Some(NIGHT), ..Preferences::default() };
        assert_eq!(ready_at(&waiting, &preferences, &zone, midnight), at("2026-06-11T05:00:00Z"));
        let held = |preferences: &Preferences| held_until(Urgency::High, preferences, &zone, midnight);
        assert_eq!(held(&preferences), Some(at("2026-06-11T05:00:00Z")));
        assert_eq!(held(&Preferences { urgent_passes: true, ..preferences.clone() }), None);
        assert_eq!(held(&Preferences::default()), None);
        preferences.urgent_passes = true;
        assert_eq!(ready_at(&waiting, &preferences, &zone, midnight), midnight);
        let normal = Waiting { urgency: Urgency::Normal, ..waiting };
        assert_eq!(ready_at(&normal, &preferences, &zone, midnight), at("2026-06-11T05:00:00Z"));
    }

    #[test]
    fn bundles_patience_and_clocks_that_were_put_right() {
        let noon = at("2026-06-10T12:00:00Z");
        let preferences = Preferences::default();
        let ready =
            |waiting: Waiting| ready_at(&waiting, &preferences, &TimeZone::UTC, noon).since(noon).as_secs();
        let fresh = Waiting { since: noon, urgency: Urgency::Normal, patient: false, last: None };
        assert_eq!(ready(fresh), 20, "what happens in one go is one message");
        assert_eq!(ready(Waiting { urgency: Urgency::High, ..fresh }), 0);
        assert_eq!(ready(Waiting { patient: true, ..fresh }), 300);
        assert_eq!(ready(Waiting { last: Some(noon.minus(MINUTE * 5)), ..fresh }), 600);
        assert_eq!(ready(Waiting { last: Some(noon), urgency: Urgency::High, ..fresh }), 60);
        assert_eq!(ready(Waiting { since: noon.minus(MINUTE * 60), ..fresh }), 0, "late is now");
        let ahead = Some(noon.plus(Duration::from_hours(24 * 365)));
        assert_eq!(ready(Waiting { last: ahead, ..fresh }), 20, "the clock had run ahead");
    }
}
