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

#[tokio::test(flavor = "multi_thread")]
async fn what_else_a_person_does_with_their_phone_reaches_the_shop() {
    let phone = Phone::open().await;
    let referred = json!({"kind": "from_ad", "text": "Is it still on?", "headline": "Sunday roast"});
    phone.sends(referred).await;
    let arrived = phone.newest_in_shop("text").await;
    assert_eq!(
        (&arrived["text"], &arrived["content"]["referral"]["headline"]),
        (&json!("Is it still on?"), &json!("Sunday roast"))
    );
    let answers = json!([{"name": "Day", "value": "Saturday"}, {"name": "People", "value": "4"}]);
    phone.sends(json!({"kind": "form", "answers": answers})).await;
    let form = phone.newest_in_shop("interactive").await;
    assert_eq!((&form["text"], &form["content"]["answers"]), (&json!("Day: Saturday\nPeople: 4"), &answers));
    for (what, code) in
        [("poll_creation", 131_051), ("gif", 131_051), ("group_invite", 131_051), ("unavailable", 131_060)]
    {
        let sent = phone.sends(json!({"kind": "unsupported", "what": what})).await;
        assert_eq!((sent.status.as_u16(), &sent.json["kind"]), (202, &json!("unsupported")), "{}", sent.json);
        assert_eq!(phone.newest_in_shop("unsupported").await["content"]["errors"][0]["code"], code, "{what}");
    }
    let shared = json!({"kind": "share_phone", "phone": "+39 333 9999999"});
    phone.sends(shared).await;
    assert_eq!(phone.newest_in_shop("contacts").await["content"]["contacts"][0]["origin"], "contact_request");
    phone.test.let_reply().await;
    phone.test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_changed_and_taken_back_for_as_long_as_whatsapp_allows() {
    let phone = Phone::open().await;
    let first = phone.sends(json!({"text": "For two"})).await.json;
    let edit = json!({"kind": "edit", "message_id": first["id"], "text": "For four"});
    assert_eq!(phone.sends(edit.clone()).await.status, 202);
    let line = phone.lines().await.remove(0);
    assert_eq!((&line["text"], &line["edited"]), (&json!("For four"), &json!(true)));
    assert_eq!(phone.newest_in_shop("text").await["text"], "For four");
    let answer = phone.shop_sends(json!({"kind": "text", "text": "Gladly"})).await;
    let foreign = phone.sends(json!({"kind": "edit", "message_id": answer["id"], "text": "No"})).await;
    assert_eq!((foreign.status.as_u16(), foreign.code()), (422, "invalid_request"));
    phone.test.advance(std::time::Duration::from_mins(16));
    assert_eq!(phone.sends(edit).await.status, 422);
    let revoke = json!({"kind": "revoke", "message_id": first["id"]});
    assert_eq!(phone.sends(revoke.clone()).await.status, 202);
    let line = phone.lines().await.remove(0);
    assert_eq!((&line["text"], &line["revoked"]), (&json!(""), &json!(true)));
    assert_eq!(phone.newest_in_shop("text").await["text"], "Gladly");
    phone.test.advance(std::time::Duration::from_hours(48));
    assert_eq!(phone.sends(revoke).await.status, 422);
    phone.test.let_reply().await;
    phone.test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_number_is_the_same_customer_and_offers_are_stopped_and_allowed() {
    let phone = Phone::open().await;
    phone.sends(json!({"text": "Ciao"})).await;
    let before = phone.test.only_conversation().await;
    let changed = phone.test.post(&format!("/practice/customers/{}/number", phone.customer), json!({})).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    phone.test.run_jobs().await;
    let number = changed.json["phone"].as_str().unwrap();
    assert_eq!(phone.lines().await.pop().unwrap()["text"], number);
    phone.sends(json!({"text": "It is me"})).await;
    let after = phone.test.only_conversation().await;
    assert_eq!(after["id"], before["id"]);
    assert_eq!(phone.newest_in_shop("text").await["text"], "It is me");
    let line = phone.shop_sends(json!({"kind": "text", "text": "Welcome back"})).await;
    assert_eq!(line["text"], "Welcome back", "the shop reaches the new number");
    let contact = after["contact"]["id"].as_str().unwrap().to_owned();
    for (wish, refused) in [("stop", true), ("resume", false)] {
        let path = format!("/practice/customers/{}/wish", phone.customer);
        assert_eq!(phone.test.put(&path, json!({"wish": wish})).await.status, 204);
        phone.test.run_jobs().await;
        let consent = phone.test.get(&format!("/contacts/{contact}/consent")).await.json;
        assert_eq!(
            consent["suppressed"].is_object() || consent["suppressed"] == true,
            refused,
            "{consent:#}"
        );
    }
    phone.test.let_reply().await;
    phone.test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn troubles_meet_the_next_message_and_are_shown_with_their_words() {
    let phone = Phone::open().await;
    phone.sends(json!({"text": "Ciao"})).await;
    for (trouble, state) in
        [("pair_limit", "queued"), ("undeliverable", "failed"), ("statuses_first", "read")]
    {
        let path = format!("/practice/troubles/{trouble}");
        let on = phone.test.put(&path, json!({"on": true})).await.json;
        let standing = |list: &Value| {
            list.as_array().unwrap().iter().find(|one| one["trouble"] == trouble).unwrap()["on"].clone()
        };
        assert_eq!(standing(&on), true);
        assert_eq!(phone.test.put(&path, json!({"on": true})).await.json, on, "once is enough");
        let conversation = phone.test.only_conversation().await;
        let message = json!({"kind": "text", "text": trouble, "client_id": trouble});
        let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
        phone.test.post(&path, message).await;
        phone.test.run_jobs().await;
        let sent = phone.newest_in_shop("text").await;
        assert_eq!((&sent["text"], &sent["state"]), (&json!(trouble), &json!(state)), "{sent:#}");
        assert_eq!(standing(&phone.test.get("/practice/troubles").await.json), false);
        phone.test.let_reply().await;
    }
    let off = json!({"on": false});
    phone.test.put("/practice/troubles/server_error", json!({"on": true})).await;
    let list = phone.test.put("/practice/troubles/server_error", off).await.json;
    assert!(list.as_array().unwrap().iter().all(|one| one["on"] == false), "{list}");
    phone.test.put("/practice/troubles/token_revoked", json!({"on": true})).await;
    assert!(!phone.test.meta().account().token.valid);
    phone.test.put("/practice/troubles/token_revoked", json!({"on": false})).await;
    assert!(phone.test.meta().account().token.valid);
    assert_eq!(phone.test.put("/practice/troubles/stray_status", json!({"on": true})).await.status, 200);
    phone.test.let_reply().await;
    phone.test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_arrives_with_header_footer_and_buttons() {
    let phone = Phone::open().await;
    phone.sends(json!({"text": "Ciao"})).await;
    let components = json!([
        {"type": "HEADER", "format": "TEXT", "text": "Your order"},
        {"type": "BODY", "text": "Hello {{1}}, it is ready.", "example": {"body_text": [["Ana"]]}},
        {"type": "FOOTER", "text": "The shop"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "I am coming"}]},
    ]);
    phone.test.meta().change_account(|account| {
        let made = shopbell::practice::meta::Template::made(
            "ready",
            "en",
            "UTILITY",
            "POSITIONAL",
            components.as_array().unwrap().clone(),
        );
        account.templates.push(made);
    });
    let keys = phone.test.app.rooms.practice.keys();
    let number = phone.test.get("/practice").await.json["customers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == phone.customer)
        .unwrap()["phone"]
        .clone();
    let body = json!({"messaging_product": "whatsapp", "to": number, "type": "template", "template": {
        "name": "ready", "language": {"code": "en"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "Giulia"}]}]}});
    let url = format!("{}/v26.0/{}/messages", phone.test.meta().graph_url(), keys.phone_number_id);
    let call = phone.test.client.post(url).bearer_auth(keys.access_token.expose()).json(&body);
    assert_eq!(call.send().await.unwrap().status(), 200);
    phone.test.run_jobs().await;
    let line = phone.lines().await.pop().unwrap();
    assert_eq!(
        line["content"]["rendered"],
        json!({"header": "Your order", "body": "Hello Giulia, it is ready.", "footer": "The shop",
            "buttons": [{"type": "quick_reply", "text": "I am coming", "url": null}]})
    );
    phone
        .sends(json!({"kind": "tap", "message_id": line["id"], "id": "I am coming", "title": "I am coming"}))
        .await;
    assert_eq!(phone.newest_in_shop("button").await["text"], "I am coming");
    phone.test.let_reply().await;
    phone.test.stop().await;
}
