//! When everything happened: stories laid out over the ninety days before now.
//!
//! Every choice follows from the customer's and the visit's number, so the same moment gives the same past.

use std::time::Duration;

use crate::clock::Timestamp;

use super::data::{Files, Story};
use super::lines::{self, Line, Speaker};
use super::{BadSample, Customer};

/// How far back the past reaches.
const PAST: Duration = Duration::from_hours(90 * 24);
/// The least time between two visits of one customer.
const BETWEEN_VISITS: Duration = Duration::from_hours(30);
/// Hours (UTC) in which people write to the shop.
const FIRST_HOUR: u64 = 7;
const WRITING_HOURS: u64 = 11;

/// Something that happened at a time, to one customer's conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    pub at: Timestamp,
    /// Place in [`super::Plan::customers`].
    pub customer: usize,
    /// Unique among all moments; others refer to it.
    pub number: usize,
    pub what: Happened,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// A line of a story; `about` is the number of the moment it quotes or reacts to.
    Line { line: Line, about: Option<usize> },
    /// The conversation was closed or put aside.
    Ended(Ending),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Done,
    SnoozedUntil(Timestamp),
}

pub(super) fn lay_out(files: &Files, now: Timestamp) -> Result<Vec<Moment>, BadSample> {
    let mut moments = Vec::new();
    for (number, customer) in files.customers.iter().enumerate() {
        let last = files.last.iter().find(|story| story.key == customer.last);
        let last = last.ok_or_else(|| BadSample(format!("no story {:?}", customer.last)))?;
        let ended_at = now.minus(Duration::from_secs_f64(customer.hours_ago * 3600.0));
        let last = Visit::new(last, lines::parse(&last.lines)?, number, 0);
        let last_began = ended_at.minus(last.length());
        for (visit, at) in earlier_times(customer, number, now, last_began).into_iter().enumerate() {
            let story = earlier_story(files, customer, number, visit)?;
            story.happen(&mut moments, number, at, Some(Ending::Done));
        }
        let ending = ending(last.ends, now)?;
        last.happen(&mut moments, number, last_began, ending);
    }
    moments.sort_by_key(|moment| (moment.at, moment.number));
    Ok(moments)
}

/// One story on its way to become moments.
struct Visit<'a> {
    ends: &'a str,
    lines: Vec<Line>,
    seed: u64,
}

impl<'a> Visit<'a> {
    fn new(story: &'a Story, lines: Vec<Line>, customer: usize, visit: usize) -> Self {
        Self { ends: &story.ends, lines, seed: seed(customer, visit) }
    }

    /// Time from the first line to the last.
    fn length(&self) -> Duration {
        (1..self.lines.len()).map(|place| self.wait(place)).sum()
    }

    fn wait(&self, place: usize) -> Duration {
        let line = &self.lines[place];
        let shortly = match &line.speaker {
            Speaker::Ai { .. } => 6 + pick(self.seed, place, 9),
            Speaker::HandOff { .. } => 8,
            Speaker::Customer { .. } => 35 + pick(self.seed, place, 120),
            Speaker::Person(_) => 70 + pick(self.seed, place, 200),
            Speaker::Note(_) => 40,
        };
        line.wait_minutes.map_or(Duration::from_secs(shortly), |minutes| Duration::from_mins(minutes.into()))
    }

    fn happen(
        self,
        moments: &mut Vec<Moment>,
        customer: usize,
        begins_at: Timestamp,
        ending: Option<Ending>,
    ) {
        let first = moments.len();
        let mut at = begins_at;
        for (place, line) in self.lines.iter().enumerate() {
            if place > 0 {
                at = at.plus(self.wait(place));
            }
            let about = match &line.speaker {
                Speaker::Customer { about, .. } => about.map(|number| first + number - 1),
                Speaker::Ai { .. } | Speaker::Person(_) | Speaker::Note(_) | Speaker::HandOff { .. } => None,
            };
            let what = Happened::Line { line: line.clone(), about };
            moments.push(Moment { at, customer, number: moments.len(), what });
        }
        if let Some(ending) = ending {
            let at = at.plus(Duration::from_mins(5));
            moments.push(Moment { at, customer, number: moments.len(), what: Happened::Ended(ending) });
        }
    }
}

/// When a customer's earlier visits began: spread evenly, in the hours people write.
fn earlier_times(
    customer: &Customer,
    number: usize,
    now: Timestamp,
    last_began: Timestamp,
) -> Vec<Timestamp> {
    let begins = now.minus(PAST);
    let span = last_began.since(begins).saturating_sub(BETWEEN_VISITS * 2);
    let step = span / customer.visits.max(1);
    (0..customer.visits)
        .filter(|_| step > BETWEEN_VISITS)
        .map(|visit| {
            let roughly = begins.plus(step * visit);
            let seed = seed(number, usize::try_from(visit).unwrap_or_default() + 1);
            let hour = FIRST_HOUR + pick(seed, 1, WRITING_HOURS);
            let midnight = roughly.as_seconds() - roughly.as_seconds().rem_euclid(86_400);
            let next_day = Timestamp::from_seconds(midnight).plus(Duration::from_hours(24));
            next_day.plus(Duration::from_hours(hour)).plus(Duration::from_secs(pick(seed, 2, 3600)))
        })
        .collect()
}

/// A story in the customer's language, its words in braces filled in.
fn earlier_story<'a>(
    files: &'a Files,
    customer: &Customer,
    number: usize,
    visit: usize,
) -> Result<Visit<'a>, BadSample> {
    let fitting: Vec<&Story> =
        files.earlier.iter().filter(|story| story.language == customer.language).collect();
    let seed = seed(number, visit + 1);
    // Neighbours in the list and visits of one customer get different stories.
    let place = (number * 5 + visit * 3) % fitting.len().max(1);
    let story =
        fitting.get(place).ok_or_else(|| BadSample(format!("no story in {:?}", customer.language)))?;
    let mut lines = lines::parse(&story.lines)?;
    for line in &mut lines {
        line.text = filled(files, &line.text, seed);
    }
    Ok(Visit::new(story, lines, number, visit + 1))
}

fn filled(files: &Files, text: &str, seed: u64) -> String {
    let mut filled = text.to_owned();
    for (place, (word, choices)) in files.words.iter().enumerate() {
        let count = u64::try_from(choices.len()).unwrap_or(1);
        let choice = usize::try_from(pick(seed, place + 10, count)).unwrap_or_default();
        filled = filled.replace(&format!("{{{word}}}"), &choices[choice]);
    }
    filled
}

fn ending(ends: &str, now: Timestamp) -> Result<Option<Ending>, BadSample> {
    match ends {
        "open" => Ok(None),
        "done" => Ok(Some(Ending::Done)),
        other => {
            let hours = other.strip_prefix("snoozed(").and_then(|rest| rest.strip_suffix(')')?.parse().ok());
            let hours: u64 = hours.ok_or_else(|| BadSample(format!("no such ending: {other:?}")))?;
            Ok(Some(Ending::SnoozedUntil(now.plus(Duration::from_hours(hours)))))
        }
    }
}

fn seed(customer: usize, visit: usize) -> u64 {
    u64::try_from(customer * 1_000 + visit).unwrap_or_default()
}

/// One of `count` choices, the same for the same seed and place.
fn pick(seed: u64, place: usize, count: u64) -> u64 {
    let place = u64::try_from(place).unwrap_or_default();
    let mut mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ place.wrapping_mul(0xD1B5_4A32_D192_ED03);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % count.max(1)
}
