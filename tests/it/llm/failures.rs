//! Every failure of the table, on the wire of every provider it can come from: it has its name, and a customer who waits
//! meanwhile hears the same model at its second try, the second model, the shop's own words, or a person.

use serde::Deserialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::wire::Told;
use crate::support::TestApp;
use crate::support::model_server::{ModelServer, Scripted, says};

#[derive(Deserialize)]
struct Table {
    failure: Vec<Row>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Then {
    Again,
    Second,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    fault: String,
    then: Then,
    bedrock: Option<Told>,
    anthropic: Option<Told>,
    openai: Option<Told>,
}

impl Row {
    fn tries(&self) -> usize {
        match self.then {
            Then::Again => 2,
            Then::Second => 1,
        }
    }
}

/// The rows that this provider's wire has.
fn rows(provider: &str) -> Vec<(Row, Told)> {
    let table: Table = toml::from_str(include_str!("failures.toml")).unwrap();
    let of = |row: Row| {
        let told = match provider {
            "bedrock" => row.bedrock.clone(),
            "anthropic" => row.anthropic.clone(),
            _ => row.openai.clone(),
        };
        told.map(|told| (row, told))
    };
    table.failure.into_iter().filter_map(of).collect()
}

const VENDORS: [&str; 3] = ["bedrock", "anthropic", "openai"];
const ANSWER: &str = "The fiorentina costs 48.00 euro per kg and must be ordered 2 days ahead.";

/// A shop that knows one thing, with two places to ask.
pub struct Shop {
    pub test: TestApp,
    pub first: ModelServer,
    pub second: ModelServer,
    customers: usize,
}

/// What became of one question.
pub struct Became {
    pub received: Vec<String>,
    pub conversation: Value,
    pub run: Value,
}

impl Shop {
    pub async fn open() -> Self {
        let test = TestApp::start().await;
        let text = "The fiorentina costs 48.00 euro per kg and must be ordered 2 days ahead.";
        let source = json!({"kind": "text", "title": "Meat", "text": text});
        assert!(test.post("/knowledge/sources", source).await.status.is_success());
        test.run_jobs().await;
        let (first, second) = (ModelServer::start().await, ModelServer::start().await);
        Self { test, first, second, customers: 0 }
    }

    /// Saving the settings closes every circuit.
    pub async fn choose(&self, provider: &str, with_second: bool) {
        let place = |server: &ModelServer, provider: &str, model: &str| {
            json!({"provider": provider, "model": model, "base_url": server.url(),
                "region": "eu-west-1", "key": "AKIATEST:secret"})
        };
        let chat = place(&self.first, provider, "claude-haiku-4-5");
        let second = if with_second {
            place(&self.second, "openai", "gpt-4.1-mini")
        } else {
            json!({"provider": "builtin"})
        };
        let saved = self.test.put("/llm/settings", json!({"chat": chat, "second": second})).await;
        assert!(saved.status.is_success(), "{}", saved.json);
    }

    pub async fn asks(&mut self, question: &str) -> Became {
        self.customers += 1;
        let customer = self.test.customer(&format!("+39333100{:04}", self.customers));
        customer.says(question).await;
        self.test.let_reply().await;
        let received = customer.received().into_iter().filter_map(|sent| sent.text).collect();
        let list = self.test.get("/conversations?queue=all&limit=100").await.json;
        let newest = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .max_by_key(|one| one["id"].as_str().unwrap().parse::<i64>().unwrap());
        let id = newest.unwrap()["id"].as_str().unwrap().to_owned();
        let conversation = self.test.get(&format!("/conversations/{id}")).await.json;
        let thread = self.test.thread(&conversation).await;
        let said = thread.iter().rev().find_map(|message| message["run_id"].as_str());
        let run = said.or(conversation["card"]["run_id"].as_str()).expect("a run").to_owned();
        let run = self.test.get(&format!("/runs/{run}")).await.json;
        Became { received, conversation, run }
    }

    pub async fn close(self) {
        self.test.advance(std::time::Duration::from_secs(61));
        self.test.run_jobs().await;
        self.test.stop().await;
    }
}

pub fn sorted() -> Scripted {
    Scripted::Calls(json!({"intent": "knowledge", "question": "", "upset": false}))
}

#[tokio::test]
async fn every_failure_has_its_name() {
    for provider in VENDORS {
        let server = ModelServer::start().await;
        let opened = super::open(&server, provider).await;
        for (row, told) in rows(provider) {
            let fails = |error: &str| assert_eq!(error, row.fault, "{provider}, {}", row.name);
            server.will(told.scripted(provider));
            match opened.llm.chat().complete(super::request(), CancellationToken::new()).await {
                Err(error) => fails(error.code()),
                // Whether an answer has words is seen by whoever asked for some.
                Ok(answer) => {
                    assert!(answer.text.trim().is_empty(), "{provider}, {}: {answer:?}", row.name);
                    fails("bad_answer");
                }
            }
            assert_eq!(server.left(), 0);
        }
    }
}

/// The second model answers what the first one fails at.
async fn with_a_second_model(provider: &str) {
    let mut shop = Shop::open().await;
    for (row, told) in rows(provider) {
        shop.choose(provider, true).await;
        shop.first.will(sorted());
        (0..row.tries()).for_each(|_| shop.first.will(told.scripted(provider)));
        shop.second.will(says(&format!("{ANSWER} [[1]]")));
        let became = shop.asks("How much is the fiorentina?").await;
        assert_eq!(became.received, [ANSWER], "{provider}, {}: {:#}", row.name, became.run);
        assert_eq!((shop.first.left(), shop.second.left()), (0, 0), "{provider}, {}", row.name);
        assert_eq!(became.run["model"], "gpt-4.1-mini", "{provider}, {}", row.name);
        let told = format!("{provider}: {}", row.fault);
        let steps = became.run["steps"].as_array().unwrap();
        let failed = steps.iter().filter(|step| step["outcome"] == told.as_str()).count();
        assert_eq!(failed, row.tries(), "{provider}, {}: {steps:#?}", row.name);
    }
    shop.close().await;
}

/// Nobody else is there: the shop's own words where they answer, else a person.
async fn with_nobody_else(provider: &str) {
    let mut shop = Shop::open().await;
    for (row, told) in rows(provider) {
        for (question, quoted) in [("How much is the fiorentina?", true), ("Do you repair bicycles?", false)]
        {
            shop.choose(provider, false).await;
            shop.first.will(sorted());
            (0..row.tries()).for_each(|_| shop.first.will(told.scripted(provider)));
            let became = shop.asks(question).await;
            let name = format!("{provider}, {}, {question}: {:#}", row.name, became.run);
            assert_eq!((shop.first.left(), became.received.len()), (0, 1), "{name}");
            let reason = became.conversation["needs_person"]["reason"].as_str();
            assert_eq!(reason, if quoted { None } else { Some("model_unavailable") }, "{name}");
            assert_eq!(became.received[0].contains("48.00 euro"), quoted, "{name}");
        }
    }
    shop.close().await;
}

#[tokio::test]
async fn bedrock_fails_and_the_second_model_answers() {
    Box::pin(with_a_second_model("bedrock")).await;
}

#[tokio::test]
async fn anthropic_fails_and_the_second_model_answers() {
    Box::pin(with_a_second_model("anthropic")).await;
}

#[tokio::test]
async fn openai_fails_and_the_second_model_answers() {
    Box::pin(with_a_second_model("openai")).await;
}

#[tokio::test]
async fn bedrock_fails_and_nobody_waits_in_silence() {
    Box::pin(with_nobody_else("bedrock")).await;
}

#[tokio::test]
async fn anthropic_fails_and_nobody_waits_in_silence() {
    Box::pin(with_nobody_else("anthropic")).await;
}

#[tokio::test]
async fn openai_fails_and_nobody_waits_in_silence() {
    Box::pin(with_nobody_else("openai")).await;
}

/// A failure that passes is not noticed: the second try answers.
#[tokio::test]
async fn what_passes_by_itself_is_asked_again() {
    let mut shop = Shop::open().await;
    for provider in VENDORS {
        for (row, told) in rows(provider).into_iter().filter(|(row, _)| row.then == Then::Again) {
            shop.choose(provider, true).await;
            shop.first.will(sorted());
            shop.first.will(told.scripted(provider));
            shop.first.will(says(&format!("{ANSWER} [[1]]")));
            let became = shop.asks("How much is the fiorentina?").await;
            assert_eq!(became.received, [ANSWER], "{provider}, {}: {:#}", row.name, became.run);
            assert_eq!(became.run["model"], "claude-haiku-4-5", "{provider}, {}", row.name);
        }
    }
    assert_eq!(shop.second.asked().len(), 0, "nobody else was needed");
    shop.close().await;
}
