//! Conversations as data, through the real door: what a customer says, what the model answers, what must come of it.
//! And the races: nothing is said once a person is there.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use shopbell::practice::meta::Customer;

use crate::support::TestApp;
use crate::support::model_server::{ModelServer, Scripted, says};

#[derive(Deserialize)]
struct File {
    conversation: Vec<Conversation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conversation {
    name: String,
    model: String,
    turn: Vec<Turn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    says: Vec<String>,
    #[serde(default)]
    model: Vec<ModelSays>,
    decision: String,
    reason: Option<String>,
    answer: Option<String>,
    answer_contains: Option<String>,
    sources: Option<usize>,
    /// Nothing may be sent.
    #[serde(default)]
    silent: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ModelSays {
    Says(String),
    Calls(Value),
    Refuses(u16),
    Cuts(String),
}

impl ModelSays {
    fn scripted(self) -> Scripted {
        match self {
            Self::Says(text) => says(&text),
            Self::Calls(input) => Scripted::Calls(input),
            Self::Refuses(status) => Scripted::Refuses(status, "scripted".to_owned()),
            Self::Cuts(text) => Scripted::SaysThenCuts(vec![text]),
        }
    }
}

#[tokio::test]
async fn conversations_with_sources() {
    Box::pin(play(include_str!("conversations/knowledge.toml"))).await;
}

#[tokio::test]
async fn conversations_without_a_vendor() {
    Box::pin(play(include_str!("conversations/no_vendor.toml"))).await;
}

#[tokio::test]
async fn conversations_understood_at_first_sight() {
    Box::pin(play(include_str!("conversations/first_sight.toml"))).await;
}

/// Each conversation has its own customer in one shop per file.
async fn play(text: &str) {
    let shop = Shop::open().await;
    let conversations = toml::from_str::<File>(text).unwrap().conversation;
    for (number, conversation) in conversations.into_iter().enumerate() {
        let name = conversation.name.clone();
        shop.choose(&conversation.model).await;
        let customer = shop.test.customer(&format!("+39333000{number:04}"));
        let mut received = 0;
        for turn in conversation.turn {
            turn.model.into_iter().for_each(|model| shop.server.will(model.scripted()));
            for text in &turn.says {
                customer.says(text).await;
            }
            shop.test.let_reply().await;
            let all: Vec<String> = customer.received().into_iter().filter_map(|sent| sent.text).collect();
            let new = all[received..].to_vec();
            received = all.len();
            assert_eq!(shop.server.left(), 0, "{name}: the model was not asked for all of it; sent {new:?}");
            assert_eq!(new.len(), usize::from(!turn.silent), "{name}: {new:?}");
            if let Some(answer) = &turn.answer {
                assert_eq!(&new[0], answer, "{name}");
            }
            if let Some(part) = &turn.answer_contains {
                assert!(new[0].contains(part.as_str()), "{name}: {new:?}");
            }
            let seen = shop.last_of(&name, &customer, &new).await;
            seen.is(&name, &turn.decision, turn.reason.as_deref(), turn.sources);
        }
    }
    shop.close().await;
}

struct Shop {
    test: TestApp,
    server: ModelServer,
}

/// Longer than the customer is shown again that somebody writes.
const TYPING_REFRESH: Duration = Duration::from_secs(21);

/// What the screens show after a turn.
struct Seen {
    conversation: Value,
    run: Option<Value>,
    sources: usize,
}

impl Seen {
    fn is(&self, name: &str, decision: &str, reason: Option<&str>, sources: Option<usize>) {
        if let Some(run) = &self.run {
            assert_eq!(run["decision"], decision, "{name}: {run:#}");
            assert_eq!(run["state"], "done", "{name}");
            assert!(run["steps"].as_array().unwrap().len() >= 2, "{name}: {run:#}");
        }
        let needs = &self.conversation["needs_person"];
        assert_eq!(needs["reason"].as_str(), reason, "{name}: {needs}");
        if reason.is_some() {
            let card = &self.conversation["card"];
            assert!(
                card["question"].is_string() && card["next"].is_string() && card["run_id"].is_string(),
                "{name}: {card}"
            );
        }
        if let Some(sources) = sources {
            assert_eq!(self.sources, sources, "{name}");
        }
    }
}

impl Shop {
    /// Lets what waits for its time come to its end.
    async fn close(self) {
        self.test.advance(TYPING_REFRESH);
        self.test.run_jobs().await;
        self.test.stop().await;
    }

    async fn open() -> Self {
        let test = TestApp::start().await;
        let server = ModelServer::start().await;
        let text = "The fiorentina costs 48.00 euro per kg and must be ordered 2 days ahead. \
                    Our beef hangs for thirty days. We make sausages every Tuesday. The shop was founded in 1962.";
        let source = json!({"kind": "text", "title": "Meat", "text": text});
        assert!(test.post("/knowledge/sources", source).await.status.is_success());
        let pairs = json!([{"question": "Do you deliver?", "answer": "Yes, within 10 km for 5 euro, from Tuesday to Saturday."}]);
        let faq = json!({"kind": "faq", "title": "Questions", "pairs": pairs});
        assert!(test.post("/knowledge/sources", faq).await.status.is_success());
        let hours = json!({"hours": [{"days": [2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00"}], "address": "Via Roma 12"});
        assert!(test.patch("/shop", hours).await.status.is_success());
        test.run_jobs().await;
        Self { test, server }
    }

    async fn choose(&self, provider: &str) {
        let chat = match provider {
            "builtin" => json!({"provider": "builtin"}),
            provider => {
                json!({"provider": provider, "model": "claude-haiku-4-5", "base_url": self.server.url(),
                "region": "eu-west-1", "key": "AKIATEST:secret"})
            }
        };
        let answer = self.test.put("/llm/settings", json!({"chat": chat})).await;
        assert!(answer.status.is_success(), "{}", answer.json);
    }

    async fn conversation_of(&self, customer: &Customer) -> Value {
        let list = self.test.get("/conversations?queue=all&limit=100").await.json;
        let newest = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .max_by_key(|c| c["last_message"]["at"].as_str().map(str::to_owned));
        let id = newest.unwrap_or_else(|| panic!("{} has no conversation", customer.number()))["id"]
            .as_str()
            .unwrap()
            .to_owned();
        self.test.get(&format!("/conversations/{id}")).await.json
    }

    async fn last_of(&self, name: &str, customer: &Customer, new: &[String]) -> Seen {
        let conversation = self.conversation_of(customer).await;
        let thread = self.test.thread(&conversation).await;
        let said = thread
            .iter()
            .rev()
            .find(|m| m["author"] == "ai" && m["text"].as_str().is_some_and(|t| new.iter().any(|n| n == t)));
        let run_id = said.and_then(|message| message["run_id"].as_str());
        let run_id = run_id.or_else(|| conversation["card"]["run_id"].as_str()).map(str::to_owned);
        let run = match run_id {
            Some(id) => Some(self.test.get(&format!("/runs/{id}")).await.json),
            None => None,
        };
        assert!(new.is_empty() || said.is_some(), "{name}: what was sent is not in the thread: {thread:#?}");
        let sources = said.map_or(0, |message| message["sources"].as_array().map_or(0, Vec::len));
        Seen { conversation, run, sources }
    }
}

/// A shop whose model has begun to answer and hangs.
async fn while_writing(shop: &Shop) -> (Customer, Value) {
    shop.choose("bedrock").await;
    shop.server.will(Scripted::Calls(json!({"intent": "knowledge", "question": "", "upset": false})));
    shop.server.will(Scripted::SaysThenHangs(vec!["The fiorentina ".to_owned(), "costs 48".to_owned()]));
    let customer = shop.test.customer("+393331112222");
    customer.says("How much is the fiorentina?").await;
    shop.test.run_jobs().await;
    shop.test.advance(Duration::from_secs(2));
    let conversation = shop.conversation_of(&customer).await;
    (customer, conversation)
}

#[tokio::test]
async fn a_person_who_types_silences_an_answer_being_written() {
    let shop = Shop::open().await;
    let (customer, conversation) = while_writing(&shop).await;
    let id = conversation["id"].as_str().unwrap().to_owned();
    let typing = async {
        shop.test
            .until("the text shows live", async || {
                let reply = shop.test.get(&format!("/conversations/{id}")).await.json["reply"].clone();
                reply["step"] == "writing"
                    && reply["text"].as_str().is_some_and(|text| text.contains("fiorentina"))
            })
            .await;
        assert!(
            shop.test
                .post(&format!("/conversations/{id}/typing"), json!({"typing": true}))
                .await
                .status
                .is_success()
        );
        shop.server.is_left().await;
        shop.test
            .until("nothing shows any more", async || {
                shop.test.get(&format!("/conversations/{id}")).await.json["reply"].is_null()
            })
            .await;
    };
    shop.test.beside(2, typing).await;
    shop.test.let_reply().await;
    assert!(customer.received().is_empty(), "{:?}", customer.received());
    shop.close().await;
}

#[tokio::test]
async fn a_customer_who_writes_more_gets_one_answer_to_all_of_it() {
    let shop = Shop::open().await;
    let (customer, _) = while_writing(&shop).await;
    shop.server.will(Scripted::Calls(json!({"intent": "knowledge", "question": "", "upset": false})));
    shop.server.will(says("It costs 48 euro per kg and must be ordered 2 days ahead. [[1]]"));
    let more = async {
        shop.server.hangs(2).await;
        customer.says("And must I order it ahead?").await;
        shop.server.is_left().await;
        shop.test.advance(Duration::from_secs(13));
    };
    shop.test.beside(2, more).await;
    shop.test.let_reply().await;
    let received: Vec<_> = customer.received().into_iter().filter_map(|sent| sent.text).collect();
    assert_eq!(received, ["It costs 48 euro per kg and must be ordered 2 days ahead."]);
    shop.close().await;
}

#[tokio::test]
async fn a_person_can_stop_an_answer_and_ask_for_one() {
    let shop = Shop::open().await;
    let (customer, conversation) = while_writing(&shop).await;
    let path = format!("/conversations/{}/reply", conversation["id"].as_str().unwrap());
    let stopping = async {
        shop.server.hangs(0).await;
        assert_eq!(shop.test.delete(&path).await.status, 204);
        shop.server.is_left().await;
    };
    shop.test.beside(2, stopping).await;
    assert!(customer.received().is_empty());
    let id = conversation["id"].as_str().unwrap();
    assert!(shop.test.post(&format!("/conversations/{id}/take-over"), json!({})).await.status.is_success());
    shop.server.will(Scripted::Calls(json!({"intent": "knowledge", "question": "", "upset": false})));
    shop.server.will(says("It costs 48 euro per kg. [[1]]"));
    let asked = shop.test.post(&path, json!({})).await;
    assert_eq!(asked.status, 202, "{}", asked.json);
    shop.test.run_jobs().await;
    let shown = shop.test.get(&format!("/conversations/{id}")).await.json;
    assert_eq!(shown["suggestion"]["text"], "It costs 48 euro per kg.", "{shown:#}");
    assert!(customer.received().is_empty(), "a suggestion is not sent");
    let run = shop.test.get(&format!("/runs/{}", asked.json["run_id"].as_str().unwrap())).await.json;
    assert_eq!((run["decision"].as_str(), run["cost"].is_i64()), (Some("suggest"), true), "{run:#}");
    shop.close().await;
}

#[tokio::test]
async fn what_cannot_be_read_goes_to_a_person_with_one_polite_line() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393334445555");
    customer
        .sends(json!({"type": "audio", "audio": {"id": "1", "mime_type": "audio/ogg", "voice": true}}))
        .await;
    shop.test.let_reply().await;
    customer
        .sends(json!({"type": "audio", "audio": {"id": "2", "mime_type": "audio/ogg", "voice": true}}))
        .await;
    shop.test.let_reply().await;
    assert_eq!(customer.received().len(), 1, "{:?}", customer.received());
    assert_eq!(shop.conversation_of(&customer).await["needs_person"]["reason"], "unreadable");
    shop.close().await;
}

#[tokio::test]
async fn a_place_or_a_card_of_somebody_goes_to_a_person() {
    let shop = Shop::open().await;
    let place = json!({"type": "location", "location": {"latitude": 43.77, "longitude": 11.25, "name": "Casa", "address": "Via Verdi 2"}});
    let card = json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Rita", "first_name": "Rita"},
        "phones": [{"phone": "+39 333 0000001"}]}]});
    for (number, sent) in [("+393334440001", place), ("+393334440002", card)] {
        let customer = shop.test.customer(number);
        customer.sends(sent).await;
        shop.test.let_reply().await;
        assert_eq!(shop.conversation_of(&customer).await["needs_person"]["reason"], "unreadable");
        assert_eq!(customer.received().len(), 1);
    }
    shop.close().await;
}

#[tokio::test]
async fn a_spent_budget_leaves_the_shops_own_words() {
    let shop = Shop::open().await;
    shop.choose("bedrock").await;
    let settings = json!({"mode": "answer", "burst_wait_ms": 900, "monthly_budget_micros": 0});
    assert!(shop.test.put("/replies/settings", settings).await.status.is_success());
    let customer = shop.test.customer("+393336667777");
    customer.says("How much is the fiorentina?").await;
    shop.test.let_reply().await;
    customer.says("Do you repair bicycles?").await;
    shop.test.let_reply().await;
    assert!(shop.server.asked().is_empty(), "no money, no question");
    assert_eq!(customer.received().len(), 2);
    assert_eq!(shop.conversation_of(&customer).await["needs_person"]["reason"], "budget_spent");
    shop.close().await;
}

#[tokio::test]
async fn in_suggest_mode_nothing_is_sent() {
    let shop = Shop::open().await;
    let settings = json!({"mode": "suggest", "burst_wait_ms": 900});
    assert!(shop.test.put("/replies/settings", settings).await.status.is_success());
    let customer = shop.test.customer("+393338889999");
    customer.says("How much is the fiorentina?").await;
    shop.test.let_reply().await;
    assert!(customer.received().is_empty());
    let shown = shop.conversation_of(&customer).await;
    assert!(
        shown["suggestion"]["text"].as_str().is_some_and(|text| text.contains("48.00 euro")),
        "{shown:#}"
    );
    shop.close().await;
}

#[tokio::test]
async fn in_suggest_mode_too_whoever_is_in_danger_hears_at_once_where_help_is() {
    let shop = Shop::open().await;
    let settings = json!({"mode": "suggest", "burst_wait_ms": 900});
    assert!(shop.test.put("/replies/settings", settings).await.status.is_success());
    let customer = shop.test.customer("+393338889998");
    customer.says("My son has an allergic reaction to your sausages").await;
    shop.test.let_reply().await;
    let told: Vec<String> = customer.received().into_iter().filter_map(|sent| sent.text).collect();
    assert!(told.len() == 1 && told[0].contains("emergency services"), "{told:?}");
    let needs = &shop.conversation_of(&customer).await["needs_person"];
    assert_eq!((&needs["reason"], &needs["urgent"]), (&json!("emergency"), &json!(true)));
    shop.close().await;
}
