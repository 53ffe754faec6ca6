//! Everything the stand-in remembers, behind one lock that is never held across an await.
//!
//! Facts only; each endpoint's file holds the rules that change them.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use crate::clock::Timestamp;

use super::account::Account;
use super::medium::Medium;
use super::person::Person;
use super::samples::Samples;
use super::subscriptions::Subscriptions;
use super::template::ReviewPlan;
use crate::practice::meta::faults::{StatusPlan, Waiting};
use crate::practice::meta::records::{Read, Sent, Webhook};

/// Sends, reads and webhooks kept for inspection, each.
const RECORDS_KEPT: usize = 100_000;

/// Messages one customer may be sent in a burst; then one per [`PAIR_REFILL`].
const PAIR_BURST: u32 = 45;
const PAIR_REFILL: Duration = Duration::from_secs(6);

pub(in crate::practice::meta) struct World {
    pub(in crate::practice::meta) account: Account,
    pub(in crate::practice::meta) people: Vec<Person>,
    /// Ids of messages customers wrote.
    pub(in crate::practice::meta) inbound: HashSet<String>,
    pub(in crate::practice::meta) sent: VecDeque<Sent>,
    pub(in crate::practice::meta) sends_accepted: u64,
    pub(in crate::practice::meta) reads: VecDeque<Read>,
    pub(in crate::practice::meta) webhooks: VecDeque<Webhook>,
    pub(in crate::practice::meta) faults: Waiting,
    pub(in crate::practice::meta) statuses: StatusPlan,
    pub(in crate::practice::meta) subscriptions: Subscriptions,
    pub(in crate::practice::meta) media: HashMap<String, Medium>,
    pub(in crate::practice::meta) reviews: ReviewPlan,
    pub(in crate::practice::meta) samples: Samples,
    /// People the business has blocked, by number.
    pub(in crate::practice::meta) blocked: HashSet<usize>,
    /// Messages that arrived, for the analytics: when, and what they were charged as, newest last.
    pub(in crate::practice::meta) arrived: VecDeque<(Timestamp, String)>,
    pairs: HashMap<String, Pair>,
}

/// How many messages one pair of business and customer may still exchange at once.
struct Pair {
    left: u32,
    counted_at: Timestamp,
}

impl World {
    pub(in crate::practice::meta) fn new(account: Account, statuses: StatusPlan) -> Self {
        Self {
            account,
            people: Vec::new(),
            inbound: HashSet::new(),
            sent: VecDeque::new(),
            sends_accepted: 0,
            reads: VecDeque::new(),
            webhooks: VecDeque::new(),
            faults: Waiting::new(),
            statuses,
            subscriptions: Subscriptions::default(),
            media: HashMap::new(),
            reviews: ReviewPlan::by_name(),
            samples: Samples::default(),
            blocked: HashSet::new(),
            arrived: VecDeque::new(),
            pairs: HashMap::new(),
        }
    }

    pub(in crate::practice::meta) fn record_sent(&mut self, sent: Sent) {
        self.sends_accepted += 1;
        keep(&mut self.sent, sent);
    }

    pub(in crate::practice::meta) fn record_read(&mut self, read: Read) {
        keep(&mut self.reads, read);
    }

    pub(in crate::practice::meta) fn record_webhook(&mut self, webhook: Webhook) {
        keep(&mut self.webhooks, webhook);
    }

    /// Takes one message out of the pair's allowance; false when it is used up.
    pub(in crate::practice::meta) fn spend_pair_allowance(
        &mut self,
        recipient: &str,
        now: Timestamp,
    ) -> bool {
        let pair =
            self.pairs.entry(recipient.to_owned()).or_insert(Pair { left: PAIR_BURST, counted_at: now });
        let refills = now.since(pair.counted_at).as_millis() / PAIR_REFILL.as_millis();
        let refills = u32::try_from(refills).unwrap_or(u32::MAX);
        if refills > 0 {
            pair.left = pair.left.saturating_add(refills).min(PAIR_BURST);
            pair.counted_at = now;
        }
        let allowed = pair.left > 0;
        pair.left = pair.left.saturating_sub(1);
        allowed
    }
}

fn keep<T>(records: &mut VecDeque<T>, record: T) {
    if records.len() == RECORDS_KEPT {
        records.pop_front();
    }
    records.push_back(record);
}
