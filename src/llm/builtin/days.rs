//! The days of the week a text names. Reads no dates.

use super::read::Word;

/// Days of the week, Monday first.
pub(super) type Days = [bool; 7];

/// The days a text names, ranges filled in.
pub(super) fn days(text: &str, words: &[Word]) -> Days {
    let mut days: Days = [false; 7];
    let mut last: Option<(u8, usize)> = None;
    for (at, word) in words.iter().enumerate() {
        if word.says("weekend") {
            days[5] = true;
            days[6] = true;
        } else if names_weekdays(at, words) {
            days[..5].fill(true);
        } else if word.says("every_day") {
            days.fill(true);
        }
        let Some(day) = word.day().filter(|day| (1..=7).contains(day)) else { continue };
        if let Some((from, before)) = last
            && joins(text, &words[before..=at])
        {
            let mut next = from;
            while next != day {
                next = next % 7 + 1;
                days[usize::from(next) - 1] = true;
            }
        }
        days[usize::from(day) - 1] = true;
        last = Some((day, at));
    }
    days
}

/// "Weekdays", and not "3-5 working days".
pub(super) fn names_weekdays(at: usize, words: &[Word]) -> bool {
    words[at].says("weekdays") && !words[..at].last().is_some_and(Word::number)
}

/// Whether what stands between two days makes them a range.
fn joins(text: &str, from_to: &[Word]) -> bool {
    let (Some(first), Some(last)) = (from_to.first(), from_to.last()) else { return false };
    let between = &text[first.place.end.min(last.place.start)..last.place.start];
    if from_to.len() > 3 || between.contains([',', ';', '.', '/']) {
        return false;
    }
    let marked = between.trim().starts_with(['-', '–', '—', '~', '～', '至', '到', '~']);
    // "Wednesday and Friday" are two days, also where a language joins the ends of a range so.
    let said = from_to[1..from_to.len() - 1]
        .iter()
        .any(|word| !word.joins && (word.says("range") || word.says("until")));
    marked || said
}
