//! The stand-in against what Meta is known to do, over real HTTP in both directions.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::*;

const START: Timestamp = Timestamp::from_seconds(1_795_000_000);

/// A signature and a body.
type Post = (Option<String>, String);

/// A shop that remembers what was posted to it and answers as told.
#[derive(Clone, Default)]
struct Shop {
    posts: Arc<Mutex<Vec<Post>>>,
    refusals: Arc<Mutex<u32>>,
}

impl Shop {
    async fn start(tasks: &Tasks) -> (Self, String) {
        let shop = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhooks/whatsapp", listener.local_addr().unwrap());
        let router = axum::Router::new()
            .route("/webhooks/whatsapp", get(handshake).post(receive))
            .with_state(shop.clone());
        tasks.spawn("shop", async move { axum::serve(listener, router).await.unwrap() });
        (shop, url)
    }

    fn bodies(&self) -> Vec<Value> {
        self.posts.lock().iter().map(|(_, body)| serde_json::from_str(body).unwrap()).collect()
    }

    fn statuses(&self) -> Vec<Value> {
        self.bodies()
            .iter()
            .filter_map(|body| body.pointer("/entry/0/changes/0/value/statuses/0").cloned())
            .collect()
    }
}

async fn handshake(Query(query): Query<std::collections::HashMap<String, String>>) -> (StatusCode, String) {
    if query.get("hub.verify_token").is_some_and(|token| token == "good") {
        return (StatusCode::OK, query["hub.challenge"].clone());
    }
    (StatusCode::FORBIDDEN, String::new())
}

async fn receive(State(shop): State<Shop>, headers: HeaderMap, body: String) -> StatusCode {
    let mut refusals = shop.refusals.lock();
    if *refusals > 0 {
        *refusals -= 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let signature = headers.get("x-hub-signature-256").map(|value| value.to_str().unwrap().to_owned());
    shop.posts.lock().push((signature, body));
    StatusCode::OK
}

struct Scene {
    meta: Meta,
    shop: Shop,
    url: String,
    clock: Clock,
    client: reqwest::Client,
}

impl Scene {
    async fn new() -> Self {
        let tasks = Tasks::new();
        let clock = Clock::fixed(START);
        let client = crate::http::outgoing::client(Duration::from_secs(5)).unwrap();
        let (shop, url) = Shop::start(&tasks).await;
        let options = MetaOptions::healthy(Keys::random(), START);
        let meta = Meta::start(options, clock.clone(), &tasks, client.clone()).await.unwrap();
        meta.points_at(&url);
        Self { meta, shop, url, clock, client }
    }

    fn url(&self, path: &str) -> String {
        let keys = self.meta.account().keys;
        let path = path
            .replace("{PNID}", &keys.phone_number_id)
            .replace("{WABA}", &keys.waba_id)
            .replace("{APP}", &keys.app_id);
        format!("{}/v26.0/{path}", self.meta.graph_url())
    }

    fn token(&self) -> String {
        self.meta.account().keys.access_token.expose().clone()
    }

    fn app_token(&self) -> String {
        let keys = self.meta.account().keys;
        format!("{}|{}", keys.app_id, keys.app_secret.expose())
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.client.get(self.url(path)).bearer_auth(self.token()).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer =
            self.client.post(self.url(path)).bearer_auth(self.token()).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn send(&self, to: &str, text: &str) -> (u16, Value) {
        let text = json!({"body": text});
        let body = json!({"messaging_product": "whatsapp", "to": to, "type": "text", "text": text,
                          "biz_opaque_callback_data": "ours"});
        self.post("{PNID}/messages", body).await
    }

    fn phone(&self) -> Customer {
        self.meta.customer("Anna", Identity::Both("+39 333 111 2222".to_owned()))
    }
}

#[tokio::test]
async fn a_customers_words_arrive_signed_and_whole() {
    let scene = Scene::new().await;
    scene.meta.customer("Zoë", Identity::Username("zoe.r".to_owned())).says("perché? 🍖").await;
    let (signature, body) = scene.shop.posts.lock()[0].clone();
    assert_eq!(signature.unwrap(), scene.meta.sign(body.as_bytes()));
    let value = scene.shop.bodies()[0].pointer("/entry/0/changes/0/value").unwrap().clone();
    assert_eq!(value["messages"][0]["text"]["body"], "perché? 🍖");
    assert_eq!(value["contacts"][0]["profile"], json!({"name": "Zoë", "username": "zoe.r"}));
    assert!(value["messages"][0].get("from").is_none(), "a hidden phone is absent, not empty");
    assert!(value["messages"][0]["from_user_id"].as_str().unwrap().starts_with("IT."));
}

#[tokio::test]
async fn a_send_is_accepted_and_its_statuses_follow_with_our_data() {
    let scene = Scene::new().await;
    scene.phone().says("ciao").await;
    let (status, answer) = scene.send("+39 333 1112222", "buongiorno").await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["contacts"][0]["wa_id"], "393331112222");
    assert!(answer["contacts"][0]["user_id"].is_string());
    scene.meta.settled().await;
    let statuses = scene.shop.statuses();
    let names: Vec<_> = statuses.iter().map(|status| status["status"].as_str().unwrap()).collect();
    assert_eq!(names, ["sent", "delivered", "read"]);
    assert!(statuses.iter().all(|status| status["biz_opaque_callback_data"] == "ours"));
    assert!(statuses.iter().all(|status| status["id"] == answer["messages"][0]["id"]));
    assert_eq!(scene.meta.sent()[0].text.as_deref(), Some("buongiorno"));
}

#[tokio::test]
async fn the_window_closes_after_24_hours_and_templates_still_pass() {
    let scene = Scene::new().await;
    scene.phone().says("ciao").await;
    scene.clock.advance(Duration::from_secs(24 * 3600 - 1));
    assert_eq!(scene.send("+393331112222", "in tempo").await.0, 200);
    scene.clock.advance(Duration::from_secs(1));
    let (status, answer) = scene.send("+393331112222", "tardi").await;
    assert_eq!((status, answer["error"]["code"].as_i64()), (400, Some(131_047)));
    let template = json!({"messaging_product": "whatsapp", "to": "+393331112222", "type": "template",
                          "template": {"name": "hello_world", "language": {"code": "en_US"}}});
    let (status, answer) = scene.post("{PNID}/messages", template).await;
    assert_eq!((status, &answer["messages"][0]["message_status"]), (200, &json!("accepted")), "{answer}");
}

#[tokio::test]
async fn a_user_id_in_to_is_accepted_and_never_heard_of_again() {
    let scene = Scene::new().await;
    let customer = scene.meta.customer("Li", Identity::UserIdOnly);
    customer.says("hi").await;
    let user_id = customer.person().user_id.unwrap();
    let before = scene.shop.posts.lock().len();
    assert_eq!(scene.send(&user_id, "lost").await.0, 200);
    scene.meta.settled().await;
    assert_eq!(scene.shop.posts.lock().len(), before);
    assert!(customer.received().is_empty());
    let body = json!({"messaging_product": "whatsapp", "recipient": user_id, "text": {"body": "found"}});
    assert_eq!(scene.post("{PNID}/messages", body).await.0, 200);
    assert_eq!(customer.received()[0].text.as_deref(), Some("found"));
}

#[tokio::test]
async fn refusals_carry_metas_codes() {
    let scene = Scene::new().await;
    scene.phone().says("ciao").await;
    let code = |answer: (u16, Value)| (answer.0, answer.1["error"]["code"].as_i64().unwrap());
    let too_long = "a".repeat(4097);
    assert_eq!(code(scene.send("+393331112222", &too_long).await), (400, 100));
    assert_eq!(code(scene.post("123456/messages", json!({})).await), (400, 100));
    assert_eq!(code(scene.post("{PNID}/messages", json!({"to": "+39"})).await), (400, 100));
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x"});
    assert_eq!(code(scene.post("{PNID}/messages", read).await), (400, 131_009));
    assert_eq!(code(scene.get("{PNID}?fields=id,nonsense").await), (400, 100));
    for number in 0..45 {
        assert_eq!(scene.send("+393331112222", &number.to_string()).await.0, 200);
    }
    assert_eq!(code(scene.send("+393331112222", "46").await), (400, 131_056));
    scene.clock.advance(Duration::from_secs(6));
    assert_eq!(scene.send("+393331112222", "47").await.0, 200);
    scene.meta.faults().revoke_token();
    assert_eq!(code(scene.send("+393331112222", "late").await), (401, 190));
}

#[tokio::test]
async fn a_dropped_answer_leaves_the_caller_without_one_though_the_message_was_accepted() {
    let scene = Scene::new().await;
    scene.phone().says("ciao").await;
    scene.meta.faults().next_sends([Fault::DropAnswer, Fault::DropRequest]);
    for accepted in [1, 1] {
        let body = json!({"messaging_product": "whatsapp", "to": "+393331112222", "text": {"body": "x"}});
        let call = scene.client.post(scene.url("{PNID}/messages")).bearer_auth(scene.token()).json(&body);
        assert!(call.send().await.is_err(), "an answer came through a cut line");
        assert_eq!(scene.meta.sent().len(), accepted);
    }
}

#[tokio::test]
async fn every_other_fault_does_what_it_says() {
    let scene = Scene::new().await;
    scene.phone().says("ciao").await;
    let html = Fault::Status { status: 502, json: false };
    let json = Fault::Status { status: 500, json: true };
    scene.meta.faults().next_sends([html, json, Fault::Error { code: 131_049 }]);
    let body = json!({"messaging_product": "whatsapp", "to": "+393331112222", "text": {"body": "x"}});
    let call = || scene.client.post(scene.url("{PNID}/messages")).bearer_auth(scene.token()).json(&body);
    let page = call().send().await.unwrap();
    assert_eq!(page.status(), 502);
    assert!(page.text().await.unwrap().starts_with("<html>"));
    assert_eq!(scene.send("+393331112222", "x").await.0, 500);
    assert_eq!(scene.send("+393331112222", "x").await.1["error"]["code"], 131_049);
    assert!(scene.meta.sent().is_empty(), "a refused message was accepted");

    let timeouts = [Fault::TimeoutBeforeAccepting, Fault::TimeoutAfterAccepting];
    for (fault, accepted) in timeouts.into_iter().zip([0, 1]) {
        scene.meta.faults().next_send(fault);
        assert!(call().timeout(Duration::from_secs(1)).send().await.is_err_and(|error| error.is_timeout()));
        assert_eq!(scene.meta.sent().len(), accepted);
    }
    assert_eq!(scene.meta.faults().waiting(), 0);
}

#[tokio::test]
async fn a_stray_status_and_an_answer_from_the_phone_app_are_posted_too() {
    let scene = Scene::new().await;
    let customer = scene.phone();
    assert!(scene.meta.posts_stray_status("wamid.other", Status::Delivered, Some("theirs")).await);
    assert_eq!(scene.shop.statuses()[0]["biz_opaque_callback_data"], "theirs");
    let wamid = customer.is_answered_from_the_phone_app("Arrivo!").await;
    let echo = scene.shop.bodies()[1].pointer("/entry/0/changes/0").unwrap().clone();
    assert_eq!(echo["field"], "smb_message_echoes");
    assert_eq!(echo["value"]["message_echoes"][0]["id"], wamid);
}

#[tokio::test]
async fn statuses_may_precede_the_answer_and_come_in_any_order() {
    let scene = Scene::new().await;
    scene.phone().says("ciao").await;
    scene.meta.plan_statuses(StatusPlan::in_order().reversed().twice().before_answer());
    scene.send("+393331112222", "x").await;
    let statuses = scene.shop.statuses();
    let names: Vec<_> = statuses.iter().map(|status| status["status"].as_str().unwrap()).collect();
    assert_eq!(names, ["read", "read", "delivered", "delivered", "sent", "sent"]);
}

#[tokio::test]
async fn an_unacknowledged_webhook_comes_again_by_the_clock() {
    let scene = Scene::new().await;
    *scene.shop.refusals.lock() = 2;
    scene.phone().says("ciao").await;
    assert!(scene.shop.posts.lock().is_empty());
    while scene.shop.posts.lock().is_empty() {
        scene.clock.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    scene.meta.settled().await;
    let outcomes: Vec<_> = scene.meta.webhooks_delivered().iter().map(|webhook| webhook.outcome).collect();
    assert_eq!(outcomes, [Outcome::Answered(503), Outcome::Answered(503), Outcome::Answered(200)]);
}

#[tokio::test]
async fn a_callback_counts_only_after_the_challenge() {
    let scene = Scene::new().await;
    let subscribe = |verify_token: &str| {
        let form = [
            ("object", "whatsapp_business_account"),
            ("callback_url", scene.url.as_str()),
            ("verify_token", verify_token),
            ("fields", "messages,account_update"),
        ];
        scene.client.post(scene.url("{APP}/subscriptions")).bearer_auth(scene.app_token()).form(&form).send()
    };
    assert_eq!(subscribe("wrong").await.unwrap().status(), 400);
    assert_eq!(subscribe("good").await.unwrap().status(), 200);
    let listed = scene.client.get(scene.url("{APP}/subscriptions")).bearer_auth(scene.app_token());
    let listed: Value = listed.send().await.unwrap().json().await.unwrap();
    assert_eq!(listed["data"][0]["fields"][1]["name"], "account_update");
}

#[tokio::test]
async fn an_override_goes_with_a_bare_resubscription() {
    let scene = Scene::new().await;
    let with = json!({"override_callback_uri": scene.url, "verify_token": "good"});
    assert_eq!(scene.post("{WABA}/subscribed_apps", with).await.0, 200);
    let listed = scene.get("{WABA}/subscribed_apps").await.1;
    assert_eq!(listed["data"][0]["override_callback_uri"], scene.url);
    assert_eq!(scene.post("{WABA}/subscribed_apps", json!({})).await.0, 200);
    let listed = scene.get("{WABA}/subscribed_apps").await.1;
    assert!(listed["data"][0].get("override_callback_uri").is_none());
    let delete = scene.client.delete(scene.url("{WABA}/subscribed_apps")).bearer_auth(scene.token());
    assert_eq!(delete.send().await.unwrap().status(), 200);
    scene.phone().says("unheard").await;
    assert_eq!(scene.meta.webhooks_delivered()[0].outcome, Outcome::NotSubscribed);
}

#[tokio::test]
async fn registering_has_a_pin_and_a_limit() {
    let scene = Scene::new().await;
    scene.meta.change_account(|account| {
        account.registration =
            Registration { registered: false, pin: Some("123456".to_owned()), attempts: Vec::new() };
    });
    let register =
        |pin: &str| scene.post("{PNID}/register", json!({"messaging_product": "whatsapp", "pin": pin}));
    assert_eq!(register("654321").await.1["error"]["code"], 133_005);
    assert_eq!(register("123456").await.0, 200);
    for _ in 0..8 {
        assert_eq!(register("000000").await.0, 200, "a registered number keeps its PIN and succeeds");
    }
    assert_eq!(register("123456").await.1["error"]["code"], 133_016);
    scene.clock.advance(Duration::from_hours(72));
    assert_eq!(register("123456").await.0, 200);
}

#[tokio::test]
async fn the_account_can_be_found_from_its_token() {
    let scene = Scene::new().await;
    let path = format!("debug_token?input_token={}", scene.token());
    let facts = scene.get(&path).await.1;
    assert_eq!(facts["data"]["granular_scopes"][0]["target_ids"][0], scene.meta.account().keys.waba_id);
    let numbers = scene.get("{WABA}/phone_numbers?fields=display_phone_number,health_status").await.1;
    assert_eq!(numbers["data"][0]["health_status"]["can_send_message"], "AVAILABLE");
    let answer = scene.client.get(scene.url("{PNID}").replace("v26.0", "v19.0")).bearer_auth(scene.token());
    let answer = answer.send().await.unwrap();
    assert_eq!(
        answer.headers()["facebook-api-version"],
        "v21.0",
        "expired versions are served by the oldest"
    );
}

#[tokio::test]
async fn media_are_uploaded_described_fetched_and_removed() {
    let scene = Scene::new().await;
    let part =
        reqwest::multipart::Part::bytes(b"%PDF-1.7".to_vec()).file_name("a.pdf").mime_str("application/pdf");
    let form =
        reqwest::multipart::Form::new().text("messaging_product", "whatsapp").part("file", part.unwrap());
    let upload = scene.client.post(scene.url("{PNID}/media")).bearer_auth(scene.token()).multipart(form);
    let id = upload.send().await.unwrap().json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned();
    let facts = scene.get(&id).await.1;
    let url = facts["url"].as_str().unwrap().to_owned();
    assert_eq!(scene.client.get(&url).send().await.unwrap().status(), 401);
    let fetch = || scene.client.get(&url).bearer_auth(scene.token()).send();
    assert_eq!(fetch().await.unwrap().text().await.unwrap(), "%PDF-1.7");
    scene.clock.advance(Duration::from_mins(5));
    assert_eq!(fetch().await.unwrap().status(), 404, "a link works for five minutes");
    let delete = scene.client.delete(scene.url(&id)).bearer_auth(scene.token());
    assert_eq!(delete.send().await.unwrap().status(), 200);
    assert_eq!(scene.get(&id).await.0, 400);
}

#[tokio::test]
async fn a_thousand_updates_travel_in_one_webhook() {
    let scene = Scene::new().await;
    let customer = scene.phone();
    let mut batch = scene.meta.batch();
    for number in 0..999 {
        batch = batch.says(&customer, &format!("message {number}"));
    }
    assert_eq!(batch.raw(json!({"messages": "not a list"})).post().await, Outcome::Answered(200));
    assert_eq!(scene.shop.bodies()[0]["entry"][0]["changes"].as_array().unwrap().len(), 1000);
}
