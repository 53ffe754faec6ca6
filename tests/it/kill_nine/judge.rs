//! The judge: what Meta acknowledged and accepted, against what the shop shows.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::time::{Duration, Instant};

use serde_json::Value;
use shopbell::practice::meta::Meta;

use super::load::Said;
use crate::support::real_shop::{Line, Shop};

/// The least that must have happened for the test to mean anything.
const FEWEST_WRITINGS: usize = 300;
const FEWEST_SENDS: usize = 60;
const FEWEST_ANSWERS: usize = 20;
const FEWEST_REDELIVERIES: usize = 30;

/// What was found at the end.
pub(super) struct Verdict {
    written: usize,
    sent: usize,
    redelivered: usize,
    lost: Vec<String>,
    shown_twice: Vec<String>,
    sent_twice: Vec<String>,
    /// Runs of the reply pipeline that spoke more than once.
    answered_twice: Vec<String>,
    /// Messages the AI wrote.
    by_ai: usize,
    /// People's confirmed messages that the shop does not show exactly once.
    peoples_missing: Vec<String>,
    /// Messages Meta accepted that the shop still believes unsent.
    unaware: Vec<String>,
    /// Messages of ours by state.
    states: BTreeMap<String, usize>,
    log: String,
}

/// Waits until every message is shown and nothing waits to be sent, then judges.
pub(super) async fn wait_until_quiet(meta: &Meta, shop: &Shop, said: &Said, limit: Duration) -> Verdict {
    let begun = Instant::now();
    let mut sent_before = 0;
    loop {
        meta.settled().await;
        let verdict = judge(meta, &shop.line(), said, shop.log()).await;
        let sent = meta.sent().len();
        let quiet = verdict.lost.is_empty() && verdict.is_sent_out() && sent == sent_before;
        if quiet || begun.elapsed() > limit {
            return verdict;
        }
        sent_before = sent;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

async fn judge(meta: &Meta, shop: &Line, said: &Said, log: String) -> Verdict {
    let mut shown: HashMap<String, usize> = HashMap::new();
    let mut texts: HashMap<String, usize> = HashMap::new();
    let mut believed: HashMap<String, String> = HashMap::new();
    let mut runs: HashMap<String, usize> = HashMap::new();
    let mut states = BTreeMap::new();
    for message in messages(shop).await {
        let text = |field: &str| message[field].as_str().unwrap_or_default().to_owned();
        if message["direction"] == "in" {
            *shown.entry(text("wamid")).or_default() += 1;
        } else if matches!(text("author").as_str(), "ai" | "person" | "system") && !text("state").is_empty() {
            *texts.entry(text("text")).or_default() += 1;
            *states.entry(text("state")).or_default() += 1;
            believed.insert(text("wamid"), text("state"));
            if text("author") == "ai" {
                *runs.entry(text("run_id")).or_default() += 1;
            }
        }
    }
    let sent = meta.sent();
    let mut accepted: HashMap<String, usize> = HashMap::new();
    for send in &sent {
        let ours = send.opaque.clone().unwrap_or_else(|| format!("without our data: {}", send.wamid));
        *accepted.entry(ours).or_default() += 1;
        if send.text.as_deref().is_some_and(|text| text.starts_with(super::load::A_PERSON_SAYS)) {
            *accepted.entry(send.text.clone().unwrap_or_default()).or_default() += 1;
        }
    }
    let unaware =
        sent.iter().filter(|send| !arrived(believed.get(&send.wamid))).map(|send| send.wamid.clone());
    Verdict {
        written: said.by_customers.len(),
        sent: sent.len(),
        redelivered: said.redelivered,
        lost: said.by_customers.iter().filter(|wamid| !shown.contains_key(*wamid)).cloned().collect(),
        shown_twice: more_than_once(&shown),
        sent_twice: more_than_once(&accepted),
        answered_twice: more_than_once(&runs),
        by_ai: runs.len(),
        peoples_missing: said.by_people.iter().filter(|text| texts.get(*text) != Some(&1)).cloned().collect(),
        unaware: unaware.collect(),
        states,
        log,
    }
}

/// Every message of every conversation.
async fn messages(shop: &Line) -> Vec<Value> {
    let mut all = Vec::new();
    for conversation in shop.all("/conversations?queue=all").await.expect("the shop lists its conversations")
    {
        let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
        all.extend(shop.all(&path).await.expect("the shop shows a conversation"));
    }
    all
}

fn arrived(state: Option<&String>) -> bool {
    state.is_some_and(|state| matches!(state.as_str(), "sent" | "delivered" | "read"))
}

fn more_than_once(counts: &HashMap<String, usize>) -> Vec<String> {
    counts.iter().filter(|(_, count)| **count > 1).map(|(what, count)| format!("{what} × {count}")).collect()
}

impl Verdict {
    /// Nothing waits to be sent. What is unsure stays so for a person to settle: whether the call had left before the
    /// kill, only Meta could say, and it never heard of these.
    fn is_sent_out(&self) -> bool {
        let waiting: usize = ["queued", "sending"].iter().filter_map(|state| self.states.get(*state)).sum();
        waiting == 0 && self.unaware.is_empty()
    }

    /// Fails the test unless all is well.
    pub(super) fn pronounce(&self) {
        assert!(self.lost.is_empty(), "lost: {:?}\n{}", self.lost, self.log);
        assert!(self.shown_twice.is_empty(), "shown twice: {:?}", self.shown_twice);
        assert!(self.sent_twice.is_empty(), "sent twice: {:?}\n{}", self.sent_twice, self.log);
        assert!(self.answered_twice.is_empty(), "answered twice: {:?}\n{}", self.answered_twice, self.log);
        assert!(self.peoples_missing.is_empty(), "confirmed and not shown once: {:?}", self.peoples_missing);
        assert!(
            self.unaware.is_empty(),
            "accepted by Meta, and the shop does not know: {:?}\n{}",
            self.unaware,
            self.log
        );
        assert!(self.written >= FEWEST_WRITINGS, "only {} messages were written", self.written);
        assert!(self.sent >= FEWEST_SENDS, "only {} messages were sent", self.sent);
        assert!(self.by_ai >= FEWEST_ANSWERS, "the AI answered only {} times", self.by_ai);
        assert!(self.redelivered >= FEWEST_REDELIVERIES, "only {} webhooks came again", self.redelivered);
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} written, {} lost, {} shown twice; {} sent ({} by the AI), {} sent twice, {} answered twice, {} unaware; \
             {} redelivered; states {:?}",
            self.written,
            self.lost.len(),
            self.shown_twice.len(),
            self.sent,
            self.by_ai,
            self.sent_twice.len(),
            self.answered_twice.len(),
            self.unaware.len(),
            self.redelivered,
            self.states,
        )
    }
}
