//! Web push, as push services and browsers see it; and what becomes of devices that are gone.

use std::time::Duration;

use serde_json::json;
use shopbell::notify::{Phase, Urgency};

use super::{loopback, ringing, settings, subscribe, tell};
use crate::support::browser::Browser;
use crate::support::push_service::{PushBrowser, PushService, claims};
use crate::support::{OWNER, START, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_push_is_signed_for_its_service_and_only_its_browser_can_open_it() {
    let test = TestApp::start_owned_with(|config| {
        loopback(config);
        config.server.public_url = Some("http://localhost".parse().unwrap());
    })
    .await;
    let service = PushService::start().await;
    let (phone, counter) = (PushBrowser::new(&service, 7), PushBrowser::new(&service, 8));
    subscribe(&test, &phone).await;
    subscribe(&test, &counter).await;
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    let arrived = service.arrived();
    assert_eq!(arrived.len(), 2, "each device once");
    assert_ne!(arrived[0].body, arrived[1].body);
    let key = settings(&test).await["push_key"].as_str().unwrap().to_owned();
    for one in &arrived {
        let claims = claims(one, &key);
        assert_eq!(claims["aud"], service.origin());
        let left = claims["exp"].as_i64().unwrap() - START.as_millis() / 1000;
        assert!((1..=86_400).contains(&left), "a token counts for a day at most: {left}");
        let header = |name: &str| one.headers[name].to_str().unwrap();
        assert_eq!(
            (header("content-encoding"), header("urgency"), header("ttl")),
            ("aes128gcm", "high", "86400")
        );
        assert!(header("topic").len() <= 32);
        assert!(!one.body.windows(5).any(|window| window == b"Rossi"), "nothing stands there in the clear");
    }
    for browser in [&phone, &counter] {
        let told = service.told(browser);
        assert_eq!(
            told,
            [json!({"title": "Shop Rossi", "body": "About Rossi.", "tag": "fleet:Rossi", "link": "/health",
                "lang": "en", "urgent": true})]
        );
    }
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_gone_is_forgotten_and_the_others_ring_on() {
    let (test, service, phone) = ringing().await;
    let counter = PushBrowser::new(&service, 8);
    subscribe(&test, &counter).await;
    for status in [410, 404] {
        // Either of them is asked first; whichever it is, it is gone.
        service.answers(&[status]);
        tell(&test, &format!("s{status}"), Phase::Raised, Urgency::High).await;
        test.advance(Duration::from_mins(2));
    }
    assert_eq!(settings(&test).await["devices"], json!([]), "each push lost one device");
    assert_eq!(service.told(&phone).len() + service.told(&counter).len(), 1, "the first time one was left");
    tell(&test, "nobody", Phase::Raised, Urgency::High).await;
    assert_eq!(service.arrived().len(), 3, "nobody is called any more");
    assert_eq!(subscribe(&test, &phone).await["fault"], json!(null), "it may come back");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_asks_for_patience_gets_it_and_then_the_push_once() {
    let (test, service, phone) = ringing().await;
    service.answers(&[503, 500]);
    service.asks_for_patience(120);
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    for _ in 0..3 {
        test.advance(Duration::from_secs(5));
        test.run_jobs().await;
    }
    assert_eq!(service.arrived().len(), 3);
    assert_eq!(settings(&test).await["devices"][0]["fault"], "push_busy");
    test.advance(Duration::from_secs(100));
    test.run_jobs().await;
    assert_eq!(service.arrived().len(), 3, "two minutes were asked for");
    test.advance(Duration::from_secs(30));
    test.run_jobs().await;
    test.advance(Duration::from_hours(1));
    test.run_jobs().await;
    assert_eq!(service.told(&phone).len(), 1);
    assert_eq!(settings(&test).await["devices"][0]["fault"], json!(null));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_good_is_named_and_not_tried_again() {
    let (test, service, _phone) = ringing().await;
    service.answers(&[403]);
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    test.advance(Duration::from_hours(1));
    test.run_jobs().await;
    assert_eq!(service.arrived().len(), 1);
    let dead = test.get("/jobs?state=dead").await.json;
    assert_eq!(dead["items"][0]["kind"], "send_push", "{dead}");
    assert!(dead["items"][0]["last_error"].as_str().unwrap().contains("403"), "{dead}");
    assert_eq!(settings(&test).await["devices"][0]["fault"], "push_refused");
    assert_eq!(super::mine(&test).await[0]["went"][0]["fault"], "push_refused");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoints_lead_nowhere_inside_and_nonsense_is_refused() {
    let test = TestApp::start().await;
    let service = PushService::start().await;
    let browser = PushBrowser::new(&service, 7);
    let add = |endpoint: String, key: Option<&str>| {
        let mut subscription = browser.subscription();
        subscription["endpoint"] = endpoint.into();
        if let Some(key) = key {
            subscription["keys"]["p256dh"] = key.into();
        }
        test.post("/notifications/devices", json!({ "name": "x", "subscription": subscription }))
    };
    for endpoint in [
        service.origin() + "/x",
        "https://10.0.0.1/x".into(),
        "https://[::1]/x".into(),
        "https://2130706433/x".into(),
        "http://push.example/x".into(),
        "https://push.example:22/x".into(),
        "https://user:pass@push.example/x".into(),
        "ftp://push.example/x".into(),
        "push".into(),
        String::new(),
        format!("https://push.example/{}", "x".repeat(2_000)),
    ] {
        let refused = add(endpoint.clone(), None).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "invalid_settings"), "{endpoint}");
    }
    for key in [
        "",
        "AAAA",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAAAA",
    ] {
        assert_eq!(add("https://push.example/x".into(), Some(key)).await.code(), "invalid_settings", "{key}");
    }
    // A name that leads inside is found out when it is dialled.
    assert_eq!(add("https://localhost/x".into(), None).await.status, 201);
    let tried = test.post("/notifications/test", json!({ "channel": "push" })).await;
    assert_eq!(tried.json["fault"], "push_private_address", "{}", tried.json);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_its_persons_alone_and_a_shared_browser_is_whoever_asked_last() {
    let (test, service, phone) = ringing().await;
    let owner = Browser::signed_in(&test, OWNER).await;
    let agent = owner.invite("agent").await;
    let id = settings(&test).await["devices"][0]["id"].as_str().unwrap().to_owned();
    let stolen =
        agent.send(reqwest::Method::DELETE, &format!("/notifications/devices/{id}"), json!({})).await;
    assert_eq!(stolen.status, 404);
    let body = json!({ "name": "The counter", "subscription": phone.subscription() });
    assert_eq!(agent.post("/notifications/devices", body.clone()).await.status, 201);
    assert_eq!(agent.post("/notifications/devices", body).await.status, 201, "twice is once");
    assert_eq!(agent.get("/notifications/settings").await.json["devices"].as_array().unwrap().len(), 1);
    assert_eq!(settings(&test).await["devices"], json!([]));
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    assert!(service.arrived().is_empty(), "what is the owner's is not told on the agent's browser");
    let mine = agent.get("/notifications/settings").await.json;
    let kinds: Vec<&str> =
        mine["kinds"].as_array().unwrap().iter().map(|kind| kind["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["hand_over", "hand_over_overdue", "rule_met", "draft_waiting", "auto_send"],
        "an agent is offered what an agent may know"
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_device_too_many_is_said_and_one_that_rings_no_more_makes_room() {
    let (test, service, first) = ringing().await;
    for seed in 1..20 {
        subscribe(&test, &PushBrowser::new(&service, 100 + seed)).await;
    }
    let one_more = PushBrowser::new(&service, 200);
    let body = json!({ "name": "One more", "subscription": one_more.subscription() });
    let refused = test.post("/notifications/devices", body.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "too_many_devices"), "{}", refused.json);
    assert_eq!(refused.json["error"]["params"]["most"], "20");
    let devices = settings(&test).await["devices"].as_array().unwrap().clone();
    assert_eq!(devices.len(), 20, "none went without a word");
    // What is known already needs no room.
    subscribe(&test, &first).await;
    let mute = "UPDATE notify_device SET fault = 'push_refused' WHERE id IN
        (SELECT id FROM notify_device ORDER BY id LIMIT 2 OFFSET 3)";
    let write = move |tx: &shopbell::storage::WriteTx| tx.execute_batch(mute);
    test.app.db.write::<_, shopbell::storage::StorageError>(write).await.unwrap();
    assert_eq!(test.post("/notifications/devices", body).await.status, 201);
    let left = settings(&test).await["devices"].as_array().unwrap().clone();
    let ids = |devices: &[serde_json::Value]| -> Vec<String> {
        devices.iter().map(|device| device["id"].as_str().unwrap().to_owned()).collect()
    };
    let (before, after) = (ids(&devices), ids(&left));
    assert_eq!(after.len(), 20);
    let gone: Vec<&String> = before.iter().filter(|id| !after.contains(id)).collect();
    assert_eq!(gone, [&before[3]], "the oldest of those that ring no more");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_chosen_twice_in_one_request_is_refused_by_its_place() {
    let test = TestApp::start().await;
    let kind = settings(&test).await["kinds"][0]["kind"].clone();
    let choose = |second: serde_json::Value, push: bool| {
        let one = json!({ "kind": kind, "push": false, "email": false, "whatsapp": false });
        let two = json!({ "kind": second, "push": push, "email": true, "whatsapp": false });
        let body = json!({ "urgent_passes": false, "bundle_minutes": 15, "patience_minutes": 5, "kinds": [one, two] });
        test.put("/notifications/settings", body)
    };
    let before = settings(&test).await;
    for second in [kind.clone(), json!("nothing_like_it")] {
        let refused = choose(second.clone(), true).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "invalid_settings"), "{second}");
        let fields = &refused.json["error"]["fields"];
        assert!(fields["kinds.1.kind"].is_string(), "{second}: {}", refused.json);
    }
    assert_eq!(settings(&test).await["kinds"], before["kinds"], "nothing of it was kept");
    test.stop().await;
}
