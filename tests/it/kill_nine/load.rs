//! The load: customers who write, people of the shop who answer, and Meta that delivers some things again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::json;
use shopbell::practice::meta::{Customer, Identity, Meta, Outcome};
use shopbell::tasks::Tasks;

use super::Dice;
use crate::support::real_shop::{Line, QUESTION, Shop};

/// How every answer of a person begins.
pub(super) const A_PERSON_SAYS: &str = "Risposta di una persona";
const CUSTOMERS: u64 = 24;
/// The first of them are answered by people, the others by the AI.
const ANSWERED_BY_PEOPLE: u64 = 6;
/// Pauses between two messages of all customers together, and of all people together.
const CUSTOMERS_PAUSE_MS: u64 = 180;
const PEOPLE_PAUSE_MS: u64 = 250;
/// Webhooks delivered again at once.
const COPIES: usize = 3;

pub(super) struct Load {
    meta: Meta,
    tasks: Tasks,
    over: Arc<AtomicBool>,
    said: Arc<Mutex<Said>>,
    speakers: Vec<tokio::task::JoinHandle<()>>,
}

/// What was said, as its authors remember it.
#[derive(Clone, Default)]
pub(super) struct Said {
    /// Ids of customers' messages.
    pub(super) by_customers: Vec<String>,
    /// Texts of people's messages that the shop has confirmed.
    pub(super) by_people: Vec<String>,
    pub(super) redelivered: usize,
}

impl Load {
    pub(super) fn begin(meta: &Meta, shop: &Shop, tasks: &Tasks, seed: u64) -> Self {
        let customers: Vec<Customer> = (0..CUSTOMERS).map(|number| customer(meta, number)).collect();
        let over = Arc::new(AtomicBool::new(false));
        let said = Arc::new(Mutex::new(Said::default()));
        let writing = customers_write(tasks.clone(), customers, over.clone(), said.clone(), Dice(seed ^ 1));
        let answering = people_answer(shop.line(), over.clone(), said.clone(), Dice(seed ^ 2));
        let speakers = vec![tasks.spawn("customers", writing), tasks.spawn("people", answering)];
        Self { meta: meta.clone(), tasks: tasks.clone(), over, said, speakers }
    }

    /// Meta delivers an acknowledged webhook again, several times at once, dead or alive the shop may be.
    pub(super) async fn redeliver_something(&self, dice: &mut Dice) {
        let mut delivered = self.meta.webhooks_delivered();
        delivered.retain(|webhook| webhook.outcome.is_acknowledged());
        if delivered.is_empty() {
            return;
        }
        let chosen = delivered.swap_remove(usize::try_from(dice.below(delivered.len() as u64)).unwrap());
        let (meta, said) = (self.meta.clone(), self.said.clone());
        // The first copies meet a dead shop, the last one the shop that is just starting.
        meta.posts_again(&chosen, 1).await;
        self.tasks.spawn("redelivery", async move {
            for _ in 0..50 {
                let outcomes = meta.posts_again(&chosen, COPIES).await;
                if outcomes.contains(&Outcome::Answered(200)) {
                    said.lock().redelivered += 1;
                    return;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
    }

    /// Everybody finishes the sentence; what was said.
    pub(super) async fn end(self) -> Said {
        self.over.store(true, Ordering::SeqCst);
        for speaker in self.speakers {
            speaker.await.unwrap();
        }
        self.said.lock().clone()
    }
}

fn customer(meta: &Meta, number: u64) -> Customer {
    let identity = match number % 3 {
        0 => Identity::Both(format!("+39333000{number:04}")),
        1 => Identity::Username(format!("customer.{number}")),
        _ => Identity::Phone(format!("+39334000{number:04}")),
    };
    // The name tells the people which conversations are theirs.
    let name =
        if number < ANSWERED_BY_PEOPLE { format!("Persona {number}") } else { format!("Cliente {number}") };
    meta.customer(&name, identity)
}

async fn customers_write(
    tasks: Tasks,
    customers: Vec<Customer>,
    over: Arc<AtomicBool>,
    said: Arc<Mutex<Said>>,
    mut dice: Dice,
) {
    let mut number = 0;
    while !over.load(Ordering::SeqCst) {
        let writer = customers[usize::try_from(dice.below(CUSTOMERS)).unwrap()].clone();
        let said = said.clone();
        number += 1;
        // Nobody waits for anybody: while the shop is dead the writings pile up at Meta.
        tasks.spawn("customer", async move {
            let text = format!("{QUESTION} ({number})");
            let wamid = writer.says(&text).await;
            said.lock().by_customers.push(wamid);
        });
        tokio::time::sleep(Duration::from_millis(dice.below(2 * CUSTOMERS_PAUSE_MS))).await;
    }
    // The last writings are noted once their first delivery was tried.
    tokio::time::sleep(Duration::from_secs(1)).await;
}

async fn people_answer(shop: Line, over: Arc<AtomicBool>, said: Arc<Mutex<Said>>, mut dice: Dice) {
    let mut number = 0;
    while !over.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(dice.below(2 * PEOPLE_PAUSE_MS))).await;
        let Some(conversations) = shop.all("/conversations?queue=all").await else { continue };
        let theirs: Vec<_> = conversations
            .iter()
            .filter(|conversation| {
                conversation["contact"]["name"].as_str().is_some_and(|name| name.starts_with("Persona"))
            })
            .filter_map(|conversation| conversation["id"].as_str())
            .collect();
        if theirs.is_empty() {
            continue;
        }
        let conversation = theirs[usize::try_from(dice.below(theirs.len() as u64)).unwrap()];
        number += 1;
        let text = format!("{A_PERSON_SAYS}, numero {number}");
        if insist(&shop, conversation, number, &text).await {
            said.lock().by_people.push(text);
        }
    }
}

/// Posts the same message until the shop answers, as a browser does; true when it was taken.
async fn insist(shop: &Line, conversation: &str, number: u64, text: &str) -> bool {
    let message =
        json!({"client_id": format!("person-{number}"), "kind": "text", "text": text, "anyway": true});
    for _ in 0..200 {
        if let Some((status, answer)) =
            shop.post(&format!("/conversations/{conversation}/messages"), &message).await
        {
            if status.is_success() {
                return true;
            }
            assert!(status.is_server_error(), "a person may not answer: {status} {answer}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the shop never took {text:?}");
}
