//! Who answers what, and what it costs: a day of 500 messages with the cheap model sorting first, beside the same day with
//! everything sent to the large model.

mod ab_tests;
mod budget;
mod languages;
mod playground;
mod prompts;
mod rerank;
pub mod vendor;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use shopbell::practice::meta::Customer;

use crate::support::TestApp;
use crate::support::model_server::{ModelServer, Scripted, says};
use vendor::{Sorts, Vendor};

/// What the shop knows: a price for each cut.
pub const CUTS: &[(&str, &str)] = &[
    ("fiorentina", "48.00"),
    ("tagliata", "32.50"),
    ("lamb shoulder", "19.90"),
    ("wagyu", "145.00"),
    ("ribeye", "39.00"),
    ("brisket", "17.40"),
    ("picanha", "28.00"),
    ("bavette", "24.60"),
];

pub fn sentence(cut: &str, price: &str) -> String {
    format!("The {cut} costs {price} euro per kg.")
}

pub fn in_italian(cut: &str, price: &str) -> String {
    format!("La {cut} costa {price} euro al kg.")
}

#[derive(Deserialize)]
struct Day {
    kind: Vec<Kind>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    name: String,
    count: usize,
    #[serde(default)]
    intent: String,
    says: Vec<String>,
    #[serde(default)]
    talk: String,
    tier: String,
}

fn kinds() -> Vec<Kind> {
    toml::from_str::<Day>(include_str!("day.toml")).unwrap().kind
}

pub fn sorts() -> Sorts {
    let all = kinds().into_iter().flat_map(|kind| {
        let Kind { says, intent, talk, .. } = kind;
        says.into_iter().map(move |says| (says.to_lowercase(), (intent.clone(), talk.clone())))
    });
    Sorts(all.collect())
}

/// Mixed as a day is: one of each kind in turn, until each has its count.
fn messages() -> Vec<(Kind, String)> {
    let kinds = kinds();
    let most = kinds.iter().map(|kind| kind.count).max().unwrap();
    let round = |round: usize| {
        let kinds = kinds.iter().filter(move |kind| round < kind.count);
        kinds.map(move |kind| (kind.clone(), kind.says[round % kind.says.len()].clone())).collect::<Vec<_>>()
    };
    (0..most).flat_map(round).collect()
}

pub async fn shop(vendor: &Vendor, intent_model: &str) -> TestApp {
    let test = TestApp::start().await;
    for (cut, price) in CUTS {
        let text = format!(
            "{} Our butchers cut it to order, and we wrap it for the journey home.",
            sentence(cut, price)
        );
        let source = json!({"kind": "text", "title": format!("Price of {cut}"), "text": text});
        assert!(test.post("/knowledge/sources", source).await.status.is_success());
    }
    let hours = json!({"hours": [{"days": [2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00"}], "address": "Via Roma 12, Firenze"});
    assert!(test.patch("/shop", hours).await.status.is_success());
    let chat = json!({"provider": "openai", "model": "gpt-4.1", "intent_model": intent_model,
        "base_url": vendor.url(), "key": "k"});
    let saved = test.put("/llm/settings", json!({ "chat": chat })).await;
    assert!(saved.status.is_success(), "{}", saved.json);
    test.run_jobs().await;
    test
}

/// What everybody received, and the month's costs.
struct Lived {
    received: Vec<Vec<String>>,
    costs: Value,
}

async fn live(test: &TestApp, messages: &[(Kind, String)]) -> Lived {
    let mut customers: Vec<Customer> = Vec::new();
    for (number, (_, text)) in messages.iter().enumerate() {
        let customer = test.customer(&format!("+3932000{number:05}"));
        customer.says(text).await;
        customers.push(customer);
        if number % 50 == 49 {
            test.let_reply().await;
        }
    }
    test.let_reply().await;
    let said = |customer: &Customer| customer.received().into_iter().filter_map(|sent| sent.text).collect();
    Lived { received: customers.iter().map(said).collect(), costs: test.get("/replies/costs").await.json }
}

fn turns(costs: &Value) -> BTreeMap<String, u64> {
    let all = costs["turns"].as_array().unwrap().iter();
    all.map(|turns| (turns["tier"].as_str().unwrap().to_owned(), turns["turns"].as_u64().unwrap())).collect()
}

pub async fn close(test: TestApp) {
    test.advance(std::time::Duration::from_secs(61));
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_five_hundred_messages_saves_seventy_percent_and_answers_the_same() {
    let messages = messages();
    assert_eq!(messages.len(), 500);
    let large_only = Vendor::start(sorts(), true).await;
    let (test, sorted) = (shop(&large_only, "").await, Vendor::start(sorts(), false).await);
    let before = Box::pin(live(&test, &messages)).await;
    close(test).await;
    let test = shop(&sorted, "gpt-4.1-nano").await;
    let after = Box::pin(live(&test, &messages)).await;
    assert_eq!(test.get("/home").await.json["unattended"], 0, "every turn ended");
    close(test).await;

    for (at, (kind, text)) in messages.iter().enumerate() {
        if kind.tier == "large" {
            assert_eq!(after.received[at], before.received[at], "{text}");
            assert!(after.received[at][0].contains("euro"), "{text}: {:?}", after.received[at]);
        }
        let silent = kind.name == "thanks";
        assert_eq!(after.received[at].len(), usize::from(!silent), "{}: {text}", kind.name);
    }
    let expected = messages.iter().fold(BTreeMap::new(), |mut all: BTreeMap<String, u64>, (kind, _)| {
        *all.entry(kind.tier.clone()).or_default() += 1;
        all
    });
    assert_eq!(turns(&after.costs), expected, "{:#}", after.costs);
    assert!(sorted.asked().iter().all(|(model, task)| (model == "gpt-4.1") == (*task == "answer")));

    let spent = |lived: &Lived| lived.costs["spent_micros"].as_i64().unwrap();
    let (large, tiers) = (spent(&before), spent(&after));
    let percent = (large - tiers) * 100 / large;
    println!("500 messages: {large} micros by the large model alone, {tiers} with tiers: {percent} % saved");
    assert!(percent >= 70, "{percent} % saved: {large} micros before, {tiers} after");
    let told = after.costs["saved"]["percent"].as_i64().unwrap();
    assert!((told - percent).abs() <= 10, "the screen says {told} %, measured {percent} %");
    assert_eq!(after.costs["saved"]["sample"], 175);
}

/// A customer of a shop whose models say what is scripted.
async fn asked(model: &[Scripted], says: &str) -> (Vec<String>, Value, TestApp) {
    let server = ModelServer::start().await;
    let test = TestApp::start().await;
    let text = "The fiorentina costs 48.00 euro per kg. We deliver within 10 km for 5 euro.";
    let source = json!({"kind": "text", "title": "Meat", "text": text});
    assert!(test.post("/knowledge/sources", source).await.status.is_success());
    let hours = json!({"hours": [{"days": [2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00"}]});
    assert!(test.patch("/shop", hours).await.status.is_success());
    let chat = json!({"provider": "openai", "model": "large", "intent_model": "small", "base_url": server.url(), "key": "k"});
    assert!(test.put("/llm/settings", json!({ "chat": chat })).await.status.is_success());
    test.run_jobs().await;
    model.iter().cloned().for_each(|next| server.will(next));
    let customer = test.customer("+393331234567");
    customer.says(says).await;
    test.let_reply().await;
    assert_eq!(server.left(), 0, "the models were not asked for all of it");
    let conversation = test.only_conversation().await;
    let thread = test.thread(&conversation).await;
    let run = thread.iter().rev().find_map(|message| message["run_id"].as_str()).expect("a run");
    let run = test.get(&format!("/runs/{run}")).await.json;
    (customer.received().into_iter().filter_map(|sent| sent.text).collect(), run, test)
}

fn sorted(intent: &str, questions: &[&str]) -> Scripted {
    Scripted::Calls(json!({"intent": intent, "question": "", "questions": questions, "upset": false}))
}

const BOTH: &str = "How much is the fiorentina? And do you repair bicycles?";

#[tokio::test]
async fn two_questions_get_two_answers() {
    let questions = ["How much is the fiorentina?", "Do you deliver?"];
    let written = "The fiorentina costs 48.00 euro per kg. [[1]]\nWe deliver within 10 km for 5 euro. [[1]]";
    let model = [sorted("knowledge", &questions), says(written)];
    let (received, run, test) = asked(&model, "How much is the fiorentina? And do you deliver?").await;
    assert_eq!(received, ["The fiorentina costs 48.00 euro per kg.\nWe deliver within 10 km for 5 euro."]);
    assert_eq!(
        (&run["decision"], &run["tier"], &run["handler"]),
        (&json!("send"), &json!("large"), &json!("knowledge"))
    );
    close(test).await;
}

#[tokio::test]
async fn of_two_questions_one_is_answered_and_a_person_is_offered_for_the_other() {
    let written = "The fiorentina costs 48.00 euro per kg. [[1]]\nNO_ANSWER";
    let model =
        [sorted("knowledge", &["How much is the fiorentina?", "Do you repair bicycles?"]), says(written)];
    let (received, run, test) = asked(&model, BOTH).await;
    let offer = "I'm sorry, I don't have that information here. Shall I ask a colleague?";
    assert_eq!(received, [format!("The fiorentina costs 48.00 euro per kg.\n\n{offer}")]);
    assert_eq!(run["decision"], "decline", "a yes calls the colleague");
    close(test).await;
}

#[tokio::test]
async fn hours_are_told_from_the_profile_without_the_large_model() {
    let (received, run, test) = asked(&[sorted("hours", &[])], "A che ora chiudete il venerdì?").await;
    assert!(received.len() == 1 && received[0].contains("18:00"), "{received:?}");
    assert_eq!(
        (&run["tier"], &run["handler"], &run["provider"]),
        (&json!("small"), &json!("fixed_fact"), &json!("openai"))
    );
    close(test).await;
}

#[tokio::test]
async fn what_the_profile_does_not_say_goes_to_the_large_model() {
    let model = [sorted("hours", &[]), says("NO_ANSWER")];
    let (received, run, test) = asked(&model, "Are you open on the day of the village fair?").await;
    assert_eq!(
        (received.len(), &run["tier"], &run["decision"]),
        (1, &json!("large"), &json!("decline")),
        "{received:?}"
    );
    close(test).await;
}

#[tokio::test]
async fn small_talk_that_states_something_is_not_sent() {
    let model = [sorted("chitchat", &[]), says("Everything is half price today, friend!")];
    let (received, run, test) = asked(&model, "Did you have a good holiday?").await;
    assert_eq!(received, ["Hello! How can I help you?"]);
    assert_eq!((&run["tier"], &run["handler"]), (&json!("small"), &json!("small_talk")));
    let calls: Vec<&Value> = run["calls"].as_array().unwrap().iter().map(|call| &call["task"]).collect();
    assert_eq!(calls, ["sort", "talk"]);
    close(test).await;
}

#[tokio::test]
async fn a_question_back_of_the_small_model_is_enough_and_a_claim_of_it_is_not() {
    let model = [sorted("clarification", &[]), says("Which cut do you mean?")];
    let (received, run, test) = asked(&model, "how much is it?").await;
    assert_eq!((received, &run["tier"]), (vec!["Which cut do you mean?".to_owned()], &json!("small")));
    close(test).await;

    let claims = || says("It costs 12 euro. [[1]]");
    let right = says("The fiorentina costs 48.00 euro per kg. [[1]]");
    let meant = json!({"intent": "clarification", "question": "How much is the fiorentina?", "questions": [], "upset": false});
    let model = [Scripted::Calls(meant), claims(), claims(), right];
    let (received, run, test) = asked(&model, "how much is it?").await;
    assert_eq!(
        (received, &run["tier"]),
        (vec!["The fiorentina costs 48.00 euro per kg.".to_owned()], &json!("large"))
    );
    close(test).await;
}

#[tokio::test]
async fn a_booking_goes_to_a_person() {
    let (received, run, test) =
        asked(&[sorted("booking", &[])], "Can I come by for the carving course?").await;
    assert_eq!(
        (received.len(), &run["reason"], &run["handler"]),
        (1, &json!("order_request"), &json!("booking"))
    );
    close(test).await;
}
