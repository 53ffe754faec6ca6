//! Notices to the shop's own people, from what happened to what arrives: at a push service and a mail server that check it.

mod install;
mod mail;
mod once;
mod own_number;
mod push;
mod timing;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shopbell::accounts;
use shopbell::actor::Permission;
use shopbell::config::Config;
use shopbell::notify::{self, Channel, Kind, Notice, Phase, Recipient, Urgency, Words};
use shopbell::storage::StorageError;

use crate::support::TestApp;
use crate::support::push_service::{PushBrowser, PushService};

/// A kind as the program knows it.
static FLEET: Kind = Kind {
    name: "fleet",
    permission: Permission::ManageConnection,
    usual: &[Channel::Push, Channel::Email],
    patient: false,
};

/// Push services on loopback may be called.
pub fn loopback(config: &mut Config) {
    config.notify.push_allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
}

/// A shop whose owner has one browser that rings.
pub async fn ringing() -> (TestApp, PushService, PushBrowser) {
    let test = TestApp::start_owned_with(loopback).await;
    let service = PushService::start().await;
    let browser = PushBrowser::new(&service, 7);
    subscribe(&test, &browser).await;
    (test, service, browser)
}

pub async fn subscribe(test: &TestApp, browser: &PushBrowser) -> Value {
    let body = json!({ "name": "Firefox on Linux", "subscription": browser.subscription() });
    let added = test.post("/notifications/devices", body).await;
    assert_eq!(added.status, 201, "{}", added.json);
    added.json
}

pub async fn settings(test: &TestApp) -> Value {
    let settings = test.get("/notifications/settings").await;
    assert_eq!(settings.status, 200, "{}", settings.json);
    settings.json
}

/// The owner wants it otherwise.
pub async fn prefer(test: &TestApp, change: Value) {
    let mut body = json!({ "urgent_passes": false, "bundle_minutes": 15, "patience_minutes": 5 });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let kept = test.put("/notifications/settings", body).await;
    assert_eq!(kept.status, 200, "{}", kept.json);
}

/// Something of the fleet is told, as a room above tells it.
pub async fn tell(test: &TestApp, key: &str, phase: Phase, urgency: Urgency) {
    note(test, key, phase, urgency).await;
    test.run_jobs().await;
}

/// The same, before any of its work is done.
pub async fn note(test: &TestApp, key: &str, phase: Phase, urgency: Urgency) {
    let words = |language: &'static str, title: &str| {
        let words = Words {
            title: format!("{title} {key}"),
            body: format!("About {key}."),
            several: "{count} of the fleet".into(),
        };
        (language, words)
    };
    let notice = Notice {
        kind: &FLEET,
        key: key.to_owned(),
        phase,
        urgency,
        words: BTreeMap::from([words("en", "Shop"), words("it", "Negozio")]),
        link: "/health".into(),
    };
    let write = move |tx: &shopbell::storage::WriteTx| {
        let people: Vec<Recipient> = accounts::staff(tx)?
            .into_iter()
            .map(|person| Recipient {
                id: person.id,
                name: person.name,
                email: person.email,
                language: person.language,
                role: person.role,
            })
            .collect();
        notify::send(tx, &notice, &people)
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
}

/// What I was told, newest first.
pub async fn mine(test: &TestApp) -> Vec<Value> {
    test.get("/notifications").await.json["items"].as_array().unwrap().clone()
}
