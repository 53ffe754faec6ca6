//! What goes wrong on request: the answers a test asks Meta to spoil, and the order in which statuses come.
//!
//! Only the next sends are spoiled, one fault each; read receipts and questions about the account never are.

use std::collections::VecDeque;
use std::time::Duration;

/// How the next accepted or refused send goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The message is accepted, then the line is cut: the shop never hears so.
    DropAnswer,
    /// The line is cut before anything was accepted.
    DropRequest,
    /// Nothing is accepted and no answer ever comes.
    TimeoutBeforeAccepting,
    /// The message is accepted and no answer ever comes.
    TimeoutAfterAccepting,
    /// An HTTP status, with Graph's JSON or with a page of HTML; nothing is accepted.
    Status { status: u16, json: bool },
    /// A refusal by code.
    Error { code: i64 },
    /// Accepted, and answered only after this long.
    SlowBy(Duration),
    /// Accepted, and reported as failed with this code.
    Fails { code: i64 },
    /// Accepted, and all its statuses come before the answer.
    StatusesFirst,
}

impl Fault {
    /// The statuses it brings about, when they are not the planned ones.
    pub(super) fn statuses(&self) -> Option<StatusPlan> {
        match self {
            Self::Fails { code } => Some(StatusPlan::of([Status::Failed { code: *code }])),
            Self::StatusesFirst => Some(StatusPlan::in_order().before_answer()),
            Self::DropAnswer
            | Self::DropRequest
            | Self::TimeoutBeforeAccepting
            | Self::TimeoutAfterAccepting
            | Self::Status { .. }
            | Self::Error { .. }
            | Self::SlowBy(_) => None,
        }
    }
}

/// A handle on the faults to come.
pub struct Faults<'a>(pub(super) &'a super::Meta);

impl Faults<'_> {
    /// Spoils the next send that no earlier fault waits for.
    pub fn next_send(&self, fault: Fault) {
        self.0.world().faults.push_back(fault);
    }

    /// Spoils the next sends, in this order.
    pub fn next_sends(&self, faults: impl IntoIterator<Item = Fault>) {
        self.0.world().faults.extend(faults);
    }

    /// Faults nobody has met yet.
    pub fn waiting(&self) -> usize {
        self.0.world().faults.len()
    }

    /// Whether this fault waits for a send.
    pub fn awaits(&self, fault: &Fault) -> bool {
        self.0.world().faults.contains(fault)
    }

    /// Takes back every fault of this kind that nobody has met yet.
    pub fn forget(&self, fault: &Fault) {
        self.0.world().faults.retain(|waiting| waiting != fault);
    }

    /// From now on every call with the token is refused, as after a revocation in Business settings.
    pub fn revoke_token(&self) {
        self.0.world().account.token.valid = false;
    }
}

/// The faults not met yet, oldest first.
pub(super) type Waiting = VecDeque<Fault>;

/// What a message we accepted reports about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Sent,
    Delivered,
    Read,
    Failed { code: i64 },
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed { .. } => "failed",
        }
    }
}

/// The statuses that follow each accepted send, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPlan {
    pub(super) steps: Vec<(Status, Duration)>,
    pub(super) copies: usize,
    pub(super) before_answer: bool,
    pub(super) shuffle: Option<u64>,
}

impl StatusPlan {
    /// Sent, delivered, read, at once one after the other.
    pub fn in_order() -> Self {
        Self::of([Status::Sent, Status::Delivered, Status::Read])
    }

    /// Exactly these, in this order.
    pub fn of(statuses: impl IntoIterator<Item = Status>) -> Self {
        let steps = statuses.into_iter().map(|status| (status, Duration::ZERO)).collect();
        Self { steps, copies: 1, before_answer: false, shuffle: None }
    }

    /// Accepted, and then silence.
    pub fn none() -> Self {
        Self::of([])
    }

    /// As a person with a phone in hand: delivered after a moment, read a little later.
    pub fn unhurried() -> Self {
        let mut plan = Self::in_order();
        for (step, wait_ms) in plan.steps.iter_mut().zip([150, 350, 900]) {
            step.1 = Duration::from_millis(wait_ms);
        }
        plan
    }

    /// Each status this long after the one before it.
    #[must_use]
    pub fn every(mut self, wait: Duration) -> Self {
        for step in &mut self.steps {
            step.1 = wait;
        }
        self
    }

    /// Last things first.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.steps.reverse();
        self
    }

    /// Each send has an order of its own, the same for the same seed.
    #[must_use]
    pub fn shuffled(mut self, seed: u64) -> Self {
        self.shuffle = Some(seed);
        self
    }

    /// Every status arrives twice.
    #[must_use]
    pub fn twice(mut self) -> Self {
        self.copies = 2;
        self
    }

    /// All statuses are posted before the send itself is answered.
    #[must_use]
    pub fn before_answer(mut self) -> Self {
        self.before_answer = true;
        self
    }

    /// The steps of the `number`-th send.
    pub(super) fn steps_of(&self, number: u64) -> Vec<(Status, Duration)> {
        let mut steps = self.steps.clone();
        if let Some(seed) = self.shuffle {
            shuffle(&mut steps, seed.wrapping_add(number));
        }
        steps.into_iter().flat_map(|step| std::iter::repeat_n(step, self.copies)).collect()
    }
}

/// Fisher–Yates over a splitmix sequence: the same seed gives the same order on every machine.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..items.len()).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bound = u64::try_from(last + 1).unwrap_or(u64::MAX);
        items.swap(last, usize::try_from((mixed ^ (mixed >> 31)) % bound).unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_keeps_every_status_and_repeats_itself() {
        let plan = StatusPlan::in_order().shuffled(7);
        let orders: Vec<_> = (0..20).map(|number| plan.steps_of(number)).collect();
        assert_eq!(orders, (0..20).map(|number| plan.steps_of(number)).collect::<Vec<_>>());
        assert!(orders.iter().any(|order| order != &orders[0]), "twenty sends had one order");
        assert!(orders.iter().all(|order| order.len() == 3));
    }

    #[test]
    fn copies_come_one_after_the_other() {
        let twice = StatusPlan::of([Status::Sent]).twice().steps_of(0);
        assert_eq!(twice.len(), 2);
    }
}
