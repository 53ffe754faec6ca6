//! The practice phone through the program's own door: the customer sends every kind, and sees what the shop sends.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, answer};

struct Phone {
    test: TestApp,
    customer: String,
}

impl Phone {
    async fn open() -> Self {
        let test = TestApp::start().await;
        let customers = test.get("/practice").await.json["customers"].clone();
        let giulia = customers.as_array().unwrap().iter().find(|one| one["name"] == "Giulia").unwrap();
        let customer = giulia["id"].as_str().unwrap().to_owned();
        Self { test, customer }
    }

    async fn sends(&self, mut message: Value) -> Answer {
        message["customer_id"] = json!(self.customer);
        let sent = self.test.post("/practice/messages", message).await;
        self.test.run_jobs().await;
        sent
    }

    async fn lines(&self) -> Vec<Value> {
        let lines = self.test.get(&format!("/practice/customers/{}/messages", self.customer)).await;
        lines.json.as_array().unwrap().clone()
    }

    async fn upload(&self, name: &str, kind: &str, bytes: &'static [u8]) -> String {
        let part = Part::bytes(bytes).file_name(name.to_owned()).mime_str(kind).unwrap();
        let request = self
            .test
            .client
            .post(format!("{}/api/v1/practice/media", self.test.address))
            .header("sec-fetch-site", "same-origin")
            .header("origin", &self.test.address)
            .multipart(Form::new().part("file", part));
        let up = answer(request.send().await.unwrap()).await;
        assert_eq!(up.status, 201, "{}", up.json);
        up.json["id"].as_str().unwrap().to_owned()
    }

    async fn shop_sends(&self, mut message: Value) -> Value {
        let conversation = self.test.only_conversation().await;
        message["client_id"] = json!(format!("{message}"));
        let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
        let sent = self.test.post(&path, message).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
        self.test.run_jobs().await;
        self.lines().await.pop().unwrap()
    }

    async fn newest_in_shop(&self, kind: &str) -> Value {
        let conversation = self.test.only_conversation().await;
        let thread = self.test.thread(&conversation).await;
        thread.into_iter().rev().find(|line| line["kind"] == kind).unwrap_or_else(|| panic!("no {kind}"))
    }
}

const OPUS: &[u8] = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01";

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_a_customer_sends_reaches_the_shop() {
    let phone = Phone::open().await;
    phone.sends(json!({"text": "Ciao"})).await;
    let voice = phone.upload("v.ogg", "audio/ogg", OPUS).await;
    for (message, kind) in [
        (json!({"kind": "audio", "media_id": voice, "voice": true}), "audio"),
        (json!({"kind": "document", "media_id": voice, "filename": "list.ogg"}), "document"),
        (json!({"kind": "location", "latitude": 45.4, "longitude": 9.1, "name": "Casa"}), "location"),
        (json!({"kind": "contact", "name": "Ada", "phone": "+39 333 111"}), "contacts"),
        (
            json!({"kind": "order", "items": [{"product_id": "SKU1", "quantity": 3, "price": "0.10", "currency": "EUR"}]}),
            "order",
        ),
    ] {
        let sent = phone.sends(message.clone()).await;
        assert_eq!(sent.status, 202, "{message}: {}", sent.json);
        assert_eq!(sent.json["kind"], kind);
        let arrived = phone.newest_in_shop(kind).await;
        assert_eq!(arrived["direction"], "in");
        if message.get("media_id").is_some() {
            assert_eq!(
                (&arrived["media"]["state"], &arrived["media"]["mime_type"]),
                (&json!("ready"), &json!("audio/ogg"))
            );
            assert_eq!(sent.json["media"]["bytes"], OPUS.len());
        }
    }
    assert_eq!(
        phone.newest_in_shop("order").await["content"]["totals"],
        json!([{"currency": "EUR", "total": "0.30"}])
    );
    assert_eq!(phone.sends(json!({"kind": "image", "media_id": "12"})).await.status, 404);
    phone.test.let_reply().await;
    phone.test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_are_pressed_messages_answered_and_reactions_shown() {
    let phone = Phone::open().await;
    let first = phone.sends(json!({"text": "Ciao"})).await.json;
    let buttons = phone
        .shop_sends(json!({"kind": "buttons", "text": "Ok?", "buttons": [{"id": "y", "title": "Yes"}]}))
        .await;
    assert_eq!(buttons["content"]["interactive"]["action"]["buttons"][0]["reply"]["title"], "Yes");
    phone.sends(json!({"kind": "tap", "message_id": buttons["id"], "id": "y", "title": "Yes"})).await;
    let pressed = phone.newest_in_shop("interactive").await;
    assert_eq!((&pressed["content"]["id"], &pressed["quoted"]["text"]), (&json!("y"), &json!("Ok?\n– Yes")));
    phone.sends(json!({"text": "And this?", "quoted": buttons["id"]})).await;
    assert_eq!(phone.lines().await.pop().unwrap()["quoted"], buttons["id"]);
    phone.sends(json!({"kind": "reaction", "message_id": buttons["id"], "emoji": "👍"})).await;
    let shown = phone.lines().await;
    let line = shown.iter().find(|line| line["id"] == buttons["id"]).unwrap();
    assert_eq!(line["reactions"], json!([{"emoji": "👍", "from": "customer"}]));
    let in_shop = phone.newest_in_shop("text").await;
    phone.shop_sends(json!({"kind": "reaction", "message_id": in_shop["id"], "emoji": "❤️"})).await;
    let last = phone.lines().await.pop().unwrap();
    assert_eq!(
        (&last["text"], &last["reactions"]),
        (&json!("And this?"), &json!([{"emoji": "❤️", "from": "shop"}]))
    );
    assert_eq!(first["from"], "customer");
    phone.test.let_reply().await;
    phone.test.stop().await;
}
