//! A shop of two years, told before it is written down: its customers' stories say who is to be found by which detector,
//! and what the detectors find is held against that. Used by a test with few customers and by `benches/health.rs`.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "numbers of a told story, far below where casts matter; a test and a benchmark each use a part"
)]

pub mod plant;
pub mod put;
pub mod story;
pub mod troubles;

use std::collections::BTreeSet;

use plant::{SECOND_NUMBER, contacts_of};
use story::{Customer, Dice};

/// From so many customers on the second number brings enough messages for its silence to mean anything.
const ENOUGH_FOR_SILENCE: usize = 4_000;
/// What is to be found, and found rightly, of a detector that states a fact, and of one that estimates a rhythm.
const FACT: f64 = 0.95;
const RHYTHM: f64 = 0.85;

/// A shop, told.
pub struct Shop {
    pub now: i64,
    pub customers: Vec<Customer>,
}

/// How a detector fared against the story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    pub planned: usize,
    pub found: usize,
    pub right: usize,
    pub goal: f64,
}

impl Shop {
    /// The same customers for the same number of them.
    pub fn told(customers: usize, now: i64) -> Self {
        let mut dice = Dice(2_026);
        let one = |place| {
            let mut customer = story::customer(&mut dice, place, now);
            troubles::befall(&mut dice, &mut customer, place, now);
            customer.lines.sort_by_key(|line| line.at);
            customer
        };
        Self { now, customers: (0..customers).map(one).collect() }
    }

    pub fn orders(&self) -> usize {
        self.customers.iter().map(|customer| customer.orders.len()).sum()
    }

    /// Whom or what a detector is to find, as the subjects it would name.
    pub fn plan(&self, detector: &str) -> BTreeSet<String> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let number =
            |places: &[i64]| places.iter().map(|place| (SECOND_NUMBER + place).to_string()).collect();
        match detector {
            "token_expiring" | "quality_dropping" => number(&[0]),
            "webhook_silent" if self.customers.len() >= ENOUGH_FOR_SILENCE => number(&[0]),
            "wa_disconnected" => number(&[1]),
            "never_connected" => number(&[2]),
            "clock_off" => words(&["clock"]),
            "jobs_dead" => words(&["fetch_media", "preview"]),
            "model_failing" => words(&["model"]),
            "budget_near" => words(&["messages"]),
            "template_paused" => words(&["5", "11"]),
            of_customers => self
                .customers
                .iter()
                .enumerate()
                .filter(|(_, customer)| customer.planned.contains(of_customers))
                .map(|(place, _)| contacts_of(place)[0].to_string())
                .collect(),
        }
    }

    /// Holds what was found against the plan. A customer of two contacts may be found as either.
    pub fn score<'a>(&self, detector: &str, found: impl IntoIterator<Item = &'a str>) -> Score {
        let found: BTreeSet<String> = found.into_iter().map(|subject| self.first_of(subject)).collect();
        let plan = self.plan(detector);
        Score {
            planned: plan.len(),
            found: found.len(),
            right: plan.intersection(&found).count(),
            goal: if detector == "order_overdue" { RHYTHM } else { FACT },
        }
    }

    fn first_of(&self, subject: &str) -> String {
        let known = subject
            .parse()
            .ok()
            .filter(|id| (contacts_of(0)[0]..contacts_of(self.customers.len())[0]).contains(id));
        known.map_or_else(|| subject.to_owned(), |id| (id - id % 4).to_string())
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { planned, found, goal, .. } = self;
        let (precision, recall) = (self.precision(), self.recall());
        write!(
            out,
            "planned {planned:>5}, found {found:>5}, precision {precision:.3}, recall {recall:.3} (goal {goal})"
        )
    }
}

impl Score {
    /// Of what was found, the share that was to be; everything is right where nothing was found.
    pub fn precision(&self) -> f64 {
        if self.found == 0 { 1.0 } else { self.right as f64 / self.found as f64 }
    }

    /// Of what was to be found, the share that was.
    pub fn recall(&self) -> f64 {
        if self.planned == 0 { 1.0 } else { self.right as f64 / self.planned as f64 }
    }

    pub fn is_reached(&self) -> bool {
        self.precision() >= self.goal && self.recall() >= self.goal
    }
}
