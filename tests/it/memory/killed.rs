//! kill -9 while a model is asked what a customer told, or what a conversation came to: the next start does it, once, and
//! nothing waits for ever.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shopbell::practice::meta::{Customer, Identity, Meta};
use shopbell::tasks::Tasks;

use super::shop;
use super::summary::{lines, long_thread, sum_up, summary};
use crate::support::NEVER;
use crate::support::model_server::{ModelServer, Scripted, says};
use crate::support::real_shop::{Shop, stand_in};

/// What is being written, and does not end.
fn hangs() -> Scripted {
    Scripted::SaysThenHangs(vec!["Let me ".to_owned()])
}

struct Scene {
    tasks: Tasks,
    meta: Meta,
    shop: Shop,
    model: ModelServer,
}

impl Scene {
    async fn begin(settings: &Value) -> Self {
        let tasks = Tasks::new();
        let (meta, model) = (stand_in(&tasks).await, ModelServer::start().await);
        let shop = Shop::open(&meta).await;
        let chat = json!({"provider": "openai", "model": "gpt-4.1", "intent_model": "gpt-4.1-nano",
            "base_url": model.url(), "key": "k"});
        let saved = shop.line().put("/llm/settings", &json!({ "chat": chat })).await;
        assert!(saved["error"].is_null(), "{saved}");
        let saved = shop.line().put("/replies/settings", settings).await;
        assert!(saved["error"].is_null(), "{saved}");
        Self { tasks, meta, shop, model }
    }

    fn ana(&self) -> Customer {
        self.meta.customer("Ana", Identity::Phone("393331234567".to_owned()))
    }

    /// Killed while the last answer of the script hangs; the next one is this.
    async fn dies_then(&mut self, next: Scripted) {
        self.model.hangs(0).await;
        self.shop.kill().await;
        self.model.is_left().await;
        self.model.will(next);
        self.shop.start().await;
    }

    /// Asked again and again: another process is at it.
    async fn until(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let asked = Instant::now();
        while !is_so().await {
            assert!(asked.elapsed() < NEVER, "never: {what}\n{}", self.shop.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn conversation(&self) -> Option<Value> {
        self.shop.line().get("/conversations").await.map(|list| list["items"][0].clone())
    }

    async fn dead_jobs(&self) -> Value {
        let jobs = self.shop.line().get("/jobs?state=dead").await;
        jobs.map_or(Value::Null, |jobs| jobs["items"].clone())
    }

    async fn end(mut self) {
        self.shop.kill().await;
        self.tasks.begin_stop();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_for_facts_that_was_killed_asks_once() {
    let mut scene = Scene::begin(&json!({"mode": "answer", "burst_wait_ms": 900, "remembers": true})).await;
    let ana = scene.ana();
    scene.model.will(Scripted::Calls(json!({"intent": "chitchat", "question": "", "upset": false})));
    scene.model.will(says("How nice!"));
    scene.model.will(hangs());
    ana.says("Nice shop! I am allergic to nuts.").await;
    scene.dies_then(Scripted::Calls(json!({"sentence": 1}))).await;
    let asked = || {
        let texts = ana.received().into_iter().filter_map(|sent| sent.text);
        texts.filter(|text| text.contains("I am allergic to nuts")).count()
    };
    scene.until("the customer is asked", async || asked() > 0).await;
    ana.says("Yes").await;
    let contact = scene.conversation().await.unwrap()["contact"]["id"].as_str().unwrap().to_owned();
    let known = async || scene.shop.line().get(&format!("/contacts/{contact}/facts")).await;
    scene
        .until("it is kept", async || known().await.is_some_and(|known| known["items"][0].is_object()))
        .await;
    let known = known().await.unwrap();
    assert_eq!((known["items"].as_array().unwrap().len(), asked()), (1, 1), "{known}");
    assert_eq!((scene.model.asked().len(), scene.dead_jobs().await), (4, json!([])));
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_that_was_killed_is_written_once() {
    let mut scene = Scene::begin(&json!({"mode": "off", "burst_wait_ms": 900})).await;
    let ana = scene.ana();
    ana.says("Ciao, vorrei ordinare 3 torte per Marco").await;
    for number in 0..12 {
        ana.says(&format!("E poi la domanda {number}")).await;
    }
    scene
        .until("all is heard", async || {
            let Some(conversation) = scene.conversation().await else { return false };
            let path = format!("/conversations/{}/summary", conversation["id"].as_str().unwrap_or("0"));
            scene.shop.line().get(&path).await.is_some_and(|summary| summary["can_be_written"] == true)
        })
        .await;
    let id = scene.conversation().await.unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/conversations/{id}/summary");
    scene.model.will(hangs());
    let (status, begun) = scene.shop.line().post(&path, &json!({})).await.unwrap();
    assert_eq!((status.as_u16(), &begun["under_way"]), (202, &json!(true)), "{begun}");
    let written = Scripted::Calls(json!({
        "asked": [{"text": "Wants 3 cakes for Marco", "messages": [1]}], "answered": [], "open": [],
    }));
    scene.dies_then(written).await;
    let told = async || scene.shop.line().get(&path).await;
    scene.until("it is written", async || told().await.is_some_and(|told| told["written"].is_object())).await;
    let told = told().await.unwrap();
    assert_eq!(
        (&told["written"]["lines"]["asked"], &told["under_way"], &told["fault"]),
        (&json!(["Wants 3 cakes for Marco"]), &json!(false), &Value::Null),
        "{told}"
    );
    assert_eq!((scene.model.asked().len(), scene.dead_jobs().await), (2, json!([])));
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_whose_job_died_can_be_asked_for_again() {
    let (test, model) = shop().await;
    let (_, id) = long_thread(&test).await;
    model.will(lines("Wants 3 cakes for Marco", "Delivery on the 10th"));
    assert_eq!(test.post(&format!("/conversations/{id}/summary"), json!({})).await.json["under_way"], true);
    // Three crashes come to this, and so does whoever deletes the dead job.
    for end in
        ["UPDATE job SET state = 'dead' WHERE kind = 'sum_up'", "DELETE FROM job WHERE kind = 'sum_up'"]
    {
        let died = move |tx: &shopbell::storage::WriteTx| tx.execute(end, []);
        assert_eq!(test.app.db.write::<_, shopbell::storage::StorageError>(died).await.unwrap(), 1);
        let told = summary(&test, &id).await;
        assert_eq!((&told["under_way"], &told["can_be_written"]), (&json!(false), &json!(true)), "{told}");
    }
    assert!(sum_up(&test, &model, &id).await["written"].is_object());
    test.stop().await;
}
