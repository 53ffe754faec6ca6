//! Every turn ends: whatever comes late, twice, changed or taken back, whoever types and stops, and whatever fails
//! meanwhile, a customer is answered once, or a person knows of them.

mod greetings;
mod lives;
mod offers;
mod random;
mod rehearsal;
mod seen;
mod spoken;
mod under_way;
mod unseen;
pub mod vendor;

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::clock::Timestamp;
use shopbell::practice::meta::Customer;
use shopbell::replies::jobs::Sweep;
use shopbell::storage::StorageError;

use crate::support::TestApp;
use vendor::Vendor;

/// What the shop knows: one sentence of each.
pub const DISHES: &[&str] = &[
    "Fesenjan", "Biryani", "Lasagna", "Goulash", "Paella", "Moussaka", "Ceviche", "Pierogi", "Ramen",
    "Tagine", "Feijoada", "Risotto", "Rendang", "Haleem", "Kofta", "Chorizo", "Bresaola", "Pastrami",
    "Falafel", "Gyoza", "Jollof", "Nihari", "Polenta", "Ravioli",
];

pub fn sentence(dish: &str) -> String {
    format!("{dish} is ready every day.")
}

/// A shop that knows its dishes, with a vendor that answers from them.
pub struct Shop {
    pub test: TestApp,
    pub vendor: Vendor,
}

impl Shop {
    pub async fn open() -> Self {
        let test = TestApp::start().await;
        let text: String = DISHES.iter().map(|dish| sentence(dish) + " ").collect();
        let source = json!({"kind": "text", "title": "Dishes", "text": text.trim()});
        assert!(test.post("/knowledge/sources", source).await.status.is_success());
        let hours = json!({"hours": [{"days": [2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00"}]});
        assert!(test.patch("/shop", hours).await.status.is_success());
        let vendor = Vendor::start().await;
        let chat = json!({"provider": "openai", "model": "scripted", "base_url": vendor.url(), "key": "k"});
        let chosen = test.put("/llm/settings", json!({ "chat": chat })).await;
        assert!(chosen.status.is_success(), "{}", chosen.json);
        test.run_jobs().await;
        Self { test, vendor }
    }

    /// Lets what waits for its time come to its end.
    pub async fn close(self) {
        assert_eq!(self.unattended().await, 0, "nobody waits unseen");
        self.test.advance(Duration::from_secs(61));
        self.test.run_jobs().await;
        self.test.stop().await;
    }

    pub fn now(&self) -> Timestamp {
        self.test.clock.now()
    }

    /// In how many conversations a customer waits unseen, as the first screen says.
    pub async fn unattended(&self) -> u64 {
        self.test.get("/home").await.json["unattended"].as_u64().expect("a figure")
    }

    pub async fn sweep(&self) {
        let job = Sweep {};
        let kept = self.test.app.db.write(move |tx| shopbell::jobs::enqueue(tx, &job).map(drop)).await;
        kept.unwrap();
        self.test.let_reply().await;
    }

    pub async fn conversation(&self) -> Value {
        let id = self.test.only_conversation().await["id"].as_str().unwrap().to_owned();
        self.test.get(&format!("/conversations/{id}")).await.json
    }

    /// A deed of the person who is signed in.
    pub async fn does(&self, deed: &str, body: Value) {
        let id = self.conversation().await["id"].as_str().unwrap().to_owned();
        let path = format!("/conversations/{id}{deed}");
        let done = if deed.is_empty() {
            self.test.patch(&path, body).await
        } else {
            self.test.post(&path, body).await
        };
        assert!(done.status.is_success(), "{path}: {}", done.json);
    }

    pub async fn reason(&self) -> String {
        self.conversation().await["needs_person"]["reason"].as_str().unwrap_or_default().to_owned()
    }

    /// The customer asks; the model begins to answer and waits at the gate; the scene goes on meanwhile.
    pub async fn while_writing(&self, scene: impl Future<Output = ()>) {
        self.vendor.close();
        let scene = async {
            self.test.advance(Duration::from_secs(4));
            self.vendor.is_asked().await;
            scene.await;
            // Taken in is not read yet: what happened meanwhile is known before the answer is there.
            self.test.until("everything is read", async || self.everything_is_read().await).await;
            self.vendor.open();
        };
        self.test.beside(3, scene).await;
    }

    async fn everything_is_read(&self) -> bool {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM webhook_event WHERE state = 'stored')";
        self.test
            .app
            .db
            .read(|conn| conn.one(sql, [], |row| row.get(0)))
            .await
            .map_err(|e: StorageError| e)
            .unwrap()
    }

    pub async fn sql(&self, sql: &'static str) {
        self.test
            .app
            .db
            .write(move |tx| tx.execute(sql, []).map(drop))
            .await
            .map_err(|e: StorageError| e)
            .unwrap();
    }
}

pub fn received(customer: &Customer) -> Vec<String> {
    customer.received().into_iter().filter_map(|sent| sent.text).collect()
}

pub fn text(body: &str) -> Value {
    json!({"type": "text", "text": {"body": body}})
}

#[tokio::test]
async fn a_question_delivered_after_the_answer_it_was_written_before_is_answered() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000001");
    customer.says("Do you have Biryani?").await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Biryani")]);
    let thread = shop.test.thread(&shop.conversation().await).await;
    let answered: Timestamp = thread.last().unwrap()["at"].as_str().unwrap().parse().unwrap();
    let earlier = answered.minus(Duration::from_secs(1));
    customer.sends_as("wamid.late1", earlier, text("hang on, any Ramen?")).await;
    shop.while_writing(async {
        let waiting = shop.test.get("/conversations?queue=ai").await.json;
        assert_eq!(waiting["items"].as_array().map(Vec::len), Some(1), "the customer waits: {waiting}");
    })
    .await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Biryani"), sentence("Ramen")]);
    let earlier = earlier.minus(Duration::from_hours(2));
    customer.sends_as("wamid.late2", earlier, text("I want to speak to a human please")).await;
    shop.test.let_reply().await;
    assert_eq!(shop.reason().await, "asked_for_person");
    let thread = shop.test.thread(&shop.conversation().await).await;
    assert_eq!(thread[0]["text"], "I want to speak to a human please", "it is shown where its clock puts it");
    shop.close().await;
}

#[tokio::test]
async fn a_server_whose_clock_runs_ahead_answers_every_question() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000002");
    let mut asked = 0;
    for ahead in [10, 90, 3_600] {
        for _ in 0..3 {
            let moment = shop.now().minus(Duration::from_secs(ahead));
            let dish = DISHES[asked];
            asked += 1;
            customer
                .sends_as(&format!("wamid.skew{asked}"), moment, text(&format!("Any {dish} today?")))
                .await;
            shop.test.let_reply().await;
            assert_eq!(received(&customer).len(), asked, "{ahead} s ahead");
            assert_eq!(received(&customer).last().unwrap(), &sentence(dish));
            shop.test.advance(Duration::from_secs(3));
        }
    }
    shop.close().await;
}

#[tokio::test]
async fn more_answers_than_an_hour_allows_is_a_reason_of_its_own() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000003");
    for dish in &DISHES[..13] {
        customer.says(&format!("Is there {dish}?")).await;
        shop.test.let_reply().await;
    }
    assert_eq!(shop.reason().await, "answer_limit");
    shop.close().await;
}
