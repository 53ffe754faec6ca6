//! One customer of a random history: what they and the team may do next, each step chosen before it is done.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};
use shopbell::clock::Timestamp;
use shopbell::practice::meta::Customer;

use super::{DISHES, Shop, text};

/// SplitMix64: small, and the same everywhere.
pub(super) struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub(super) fn of<'a, T>(&mut self, some: &'a [T]) -> &'a T {
        let at = usize::try_from(self.below(some.len() as u64)).unwrap();
        &some[at]
    }
}

/// One customer, what they did, and what the team did to them.
pub(super) struct Life {
    pub customer: Customer,
    pub prefix: String,
    pub conversation: Option<String>,
    /// What they ask, by the channel's id of the message, with the tick it was said in.
    pub standing: Vec<(String, &'static str, usize)>,
    pub sent: usize,
    /// When they last changed something, by Meta's clock: it never goes back.
    pub changed: Timestamp,
    pub dishes: usize,
    /// The last tick in which a person did something that ends a turn.
    pub person: Option<usize>,
    /// The last tick in which a run ended without an answer, and how many such runs there were.
    pub deed: Option<usize>,
    pub deeds: i64,
    pub log: String,
}

/// A step that is chosen before it is done, so that many can be done at once.
pub(super) enum Step {
    Says {
        wamid: String,
        back: i64,
        content: Value,
    },
    /// About an earlier message, stamped by Meta.
    About {
        wamid: String,
        content: Value,
    },
    Person {
        deed: &'static str,
        body: Value,
    },
    Stops,
    Nothing,
}

const WAYS: &[&str] = &["", "", "", "hang: ", "hang: ", "hang: ", "fail: ", "lie: ", "cut: ", "hang fail: "];
/// How long before now a message was written, in seconds; below zero its clock runs ahead.
const LATE: &[i64] = &[0, 0, 0, 0, 1, 5, 90, 3_600, 80_000, 200_000, -5, -3_600];

impl Life {
    pub(super) fn step(&mut self, tick: usize, random: &mut Random) -> Step {
        match random.below(20) {
            0..=7 => self.says(tick, random),
            8..=9 => self.changes(tick, random),
            10 => self.takes_back(),
            11 => {
                self.sends(json!({"type": "reaction", "reaction": {"message_id": self.last(), "emoji": "❤"}}))
            }
            12 => self.sends(
                json!({"type": "system", "system": {"type": "customer_identity_changed", "body": "x"}}),
            ),
            _ => self.person(tick, random),
        }
    }

    fn next_wamid(&mut self) -> String {
        self.sent += 1;
        format!("wamid.{}.{}", self.prefix, self.sent)
    }

    fn last(&self) -> String {
        self.standing.last().map_or_else(|| "wamid.none".to_owned(), |(wamid, _, _)| wamid.clone())
    }

    fn question(&mut self, random: &mut Random) -> Option<(&'static str, String)> {
        let dish = DISHES.get(self.dishes)?;
        self.dishes += 1;
        Some((dish, format!("{}any {dish}?", random.of(WAYS))))
    }

    fn says(&mut self, tick: usize, random: &mut Random) -> Step {
        let wamid = self.next_wamid();
        let back = *random.of(LATE);
        let other =
            [("thank you!", 10), ("Do you repair bicycles?", 10), ("I want to speak to a human please", 20)];
        if let Some((words, _)) = other.iter().find(|(_, one_in)| random.below(*one_in) == 0) {
            return Step::Says { wamid, back, content: text(words) };
        }
        let Some((dish, words)) = self.question(random) else { return Step::Nothing };
        self.standing.push((wamid.clone(), dish, tick));
        let _ = write!(self.log, " [{tick}] says {words} {back} s late;");
        Step::Says { wamid, back, content: text(&words) }
    }

    fn changes(&mut self, tick: usize, random: &mut Random) -> Step {
        if self.standing.is_empty() {
            return Step::Nothing;
        }
        let at = usize::try_from(random.below(self.standing.len() as u64)).unwrap();
        let Some((dish, words)) = self.question(random) else { return Step::Nothing };
        let target = self.standing[at].0.clone();
        self.standing[at] = (target.clone(), dish, tick);
        let _ = write!(self.log, " [{tick}] changes one to {words};");
        self.sends(json!({"type": "edit", "edit": {"original_message_id": target,
            "message": {"type": "text", "text": {"body": words}}}}))
    }

    fn takes_back(&mut self) -> Step {
        let Some((target, dish, _)) = self.standing.pop() else { return Step::Nothing };
        let _ = write!(self.log, " takes {dish} back;");
        self.sends(json!({"type": "revoke", "revoke": {"original_message_id": target}}))
    }

    fn sends(&mut self, content: Value) -> Step {
        Step::About { wamid: self.next_wamid(), content }
    }

    fn person(&mut self, tick: usize, random: &mut Random) -> Step {
        let (deed, body, ends) = match random.below(10) {
            0..=1 => ("/typing", json!({"typing": true}), false),
            2 => ("/typing", json!({"typing": false}), false),
            3 => ("/take-over", json!({}), false),
            4..=5 => ("", json!({"ai": "answer"}), false),
            6 => ("", json!({"ai": "suggest"}), false),
            7 => ("", json!({"status": "done"}), true),
            8 => {
                let id = self.next_wamid();
                ("/messages", json!({"kind": "text", "text": "I am here", "client_id": id}), true)
            }
            _ => {
                let _ = write!(self.log, " [{tick}] stop;");
                self.person = Some(tick);
                return Step::Stops;
            }
        };
        let _ = write!(self.log, " [{tick}] {deed} {body};");
        if ends {
            self.person = Some(tick);
        }
        Step::Person { deed, body }
    }

    pub(super) async fn does(&mut self, shop: &Shop, step: Step) {
        match (step, &self.conversation) {
            (Step::About { wamid, content }, _) => {
                self.changed = self.changed.max(shop.now()).plus(Duration::from_secs(1));
                self.customer.sends_as(&wamid, self.changed, content).await;
            }
            (Step::Says { wamid, back, content }, _) => {
                let by = Duration::from_secs(back.unsigned_abs());
                let at = if back < 0 { shop.now().plus(by) } else { shop.now().minus(by) };
                self.customer.sends_as(&wamid, at, content).await;
            }
            (Step::Person { deed: "", body }, Some(id)) => {
                shop.test.patch(&format!("/conversations/{id}"), body).await;
            }
            (Step::Person { deed, body }, Some(id)) => {
                shop.test.post(&format!("/conversations/{id}{deed}"), body).await;
            }
            (Step::Stops, Some(id)) => {
                shop.test.delete(&format!("/conversations/{id}/reply")).await;
            }
            (Step::Person { .. } | Step::Stops, None) | (Step::Nothing, _) => {}
        }
    }
}
