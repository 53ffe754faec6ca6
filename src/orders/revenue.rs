//! What conversations bring: figures of one month and one cohort, each with how many it rests on. Exact, of one currency;
//! knows no SQL.
//!
//! A talk is what a customer and the shop said in one month. It converts when its customer orders from its beginning until
//! so many days after their last message; until those days are over nobody says what becomes of it. Who was handed to a person in that month, or written to by one, is of their
//! cohort; whom the AI alone answered is of the other.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::store::figures::{Bought, Talk};
use crate::clock::Timestamp;
use crate::ids::ContactId;
use crate::money::Currency;
use crate::words::words;

/// How long what a customer buys is added up.
pub const VALUE_OVER: Duration = Duration::from_hours(90 * 24);

/// Milliseconds of an hour.
const HOUR_MS: i128 = 3_600_000;

words! {
    /// Whose conversations are looked at.
    Cohort {
        All = "all",
        /// The AI answered and no person did.
        BotOnly = "bot_only",
        /// A person wrote, or was called.
        HandedOver = "handed_over",
    }
}

/// A month, from its first moment to the next one's.
#[derive(Debug, Clone, Copy)]
pub struct Month {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// What the figures are made of.
pub struct Facts<'a> {
    /// Everything bought from the month's beginning on, for as long as is known, the earliest first.
    pub bought: &'a [Bought],
    /// When each customer first bought.
    pub first_bought: &'a HashMap<ContactId, Timestamp>,
    /// The month's talks.
    pub talks: &'a [Talk],
    /// Amounts of other currencies count in no amount.
    pub currency: Currency,
    /// How long after a customer's last message an order still comes of it.
    pub within: Duration,
    /// What an hour of somebody of the team costs, in millionths of a US dollar.
    pub hourly_cost_micros: Option<i64>,
    pub now: Timestamp,
}

/// A share or a sum, and what it is divided by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figure {
    /// A count, or millionths of a currency's unit.
    pub part: i128,
    pub sample: u64,
}

/// The figures of one month and cohort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Talks that ended in an order, of those whose days are over.
    pub conversion: Figure,
    /// Talks whose days are not over.
    pub undecided: u64,
    /// What orders brought, of orders.
    pub average_order: Figure,
    /// Buyers who had bought before this month, of buyers.
    pub repeat_rate: Figure,
    /// What buyers bought in 90 days from their first order of the month on, of those whose 90 days are over.
    pub value_90_days: Figure,
    /// What the talks cost in millionths of a US dollar, of customers kept: those who bought before and again. Models,
    /// messages, and the team's time where an hour has a price.
    pub retention_cost: Figure,
    /// Of that, the team's time; and the time itself, in thousandths of a minute.
    pub staff_cost: Figure,
    pub staff_minutes: Figure,
    /// Messages people wrote, of the same customers.
    pub staff_messages: Figure,
}

impl Facts<'_> {
    pub fn figures(&self, month: Month, cohort: Cohort) -> Figures {
        let talks: Vec<&Talk> = self.talks.iter().filter(|talk| cohort.has(talk)).collect();
        let contacts: HashSet<ContactId> = talks.iter().map(|talk| talk.contact).collect();
        let counts = |order: &&Bought| match cohort {
            Cohort::All => true,
            Cohort::BotOnly | Cohort::HandedOver => {
                order.contact.is_some_and(|contact| contacts.contains(&contact))
            }
        };
        let of_month: Vec<&Bought> = self
            .bought
            .iter()
            .filter(|order| (month.from..month.to).contains(&order.placed_at))
            .filter(counts)
            .collect();
        let mut buyers: HashMap<ContactId, Timestamp> = HashMap::new();
        for order in &of_month {
            if let Some(contact) = order.contact {
                buyers.entry(contact).or_insert(order.placed_at);
            }
        }
        let kept = buyers
            .keys()
            .filter(|contact| self.first_bought.get(contact).is_some_and(|first| *first < month.from))
            .count();
        let machines = Figure::sum(talks.iter().map(|talk| talk.cost_micros), kept);
        let spent_ms: i128 = talks.iter().map(|talk| i128::from(talk.staff_ms)).sum();
        let staff_cost = Figure { part: self.cost_of(spent_ms), ..machines };
        let paid: Vec<&&Bought> = of_month.iter().filter(|order| order.currency == self.currency).collect();
        let over: Vec<&&Talk> = talks.iter().filter(|talk| self.until(talk) <= self.now).collect();
        Figures {
            conversion: Figure::of(over.iter().filter(|talk| self.converts(talk)).count(), over.len()),
            undecided: (talks.len() - over.len()) as u64,
            average_order: Figure::sum(paid.iter().map(|order| order.net_micros), paid.len()),
            repeat_rate: Figure::of(kept, buyers.len()),
            value_90_days: self.value(&buyers),
            retention_cost: Figure { part: machines.part + staff_cost.part, sample: machines.sample },
            staff_cost,
            staff_minutes: Figure { part: spent_ms / 60, ..machines },
            staff_messages: Figure::sum(talks.iter().map(|talk| talk.staff_messages), kept),
        }
    }

    /// What so much time of the team costs, rounded to a millionth.
    fn cost_of(&self, spent_ms: i128) -> i128 {
        let hourly = i128::from(self.hourly_cost_micros.unwrap_or_default());
        (spent_ms * hourly + HOUR_MS / 2) / HOUR_MS
    }

    /// Until when an order still comes of a talk.
    fn until(&self, talk: &Talk) -> Timestamp {
        talk.last_at.plus(self.within)
    }

    fn converts(&self, talk: &Talk) -> bool {
        let until = self.until(talk);
        self.bought
            .iter()
            .skip_while(|order| order.placed_at < talk.first_at)
            .take_while(|order| order.placed_at <= until)
            .any(|order| order.contact == Some(talk.contact))
    }

    fn value(&self, buyers: &HashMap<ContactId, Timestamp>) -> Figure {
        let over: HashMap<ContactId, Timestamp> = buyers
            .iter()
            .map(|(contact, first)| (*contact, *first))
            .filter(|(_, first)| first.plus(VALUE_OVER) <= self.now)
            .collect();
        let counted = self.bought.iter().filter(|order| {
            let first = order.contact.and_then(|contact| over.get(&contact));
            order.currency == self.currency
                && first.is_some_and(|first| (*first..first.plus(VALUE_OVER)).contains(&order.placed_at))
        });
        Figure::sum(counted.map(|order| order.net_micros), over.len())
    }
}

impl Cohort {
    const fn has(self, talk: &Talk) -> bool {
        match self {
            Self::All => true,
            Self::BotOnly => talk.by_ai && !talk.with_person,
            Self::HandedOver => talk.with_person,
        }
    }
}

impl Figure {
    fn of(part: usize, sample: usize) -> Self {
        Self { part: part as i128, sample: sample as u64 }
    }

    fn sum(parts: impl Iterator<Item = i64>, sample: usize) -> Self {
        Self { part: parts.map(i128::from).sum(), sample: sample as u64 }
    }
}
