//! A link is lost: the operator hears of it within a scan, writes to the shop's owner, and it resolves itself when it is back.

use std::time::Duration;

use serde_json::{Value, json};

use super::{add, is_back, loses_its_link, path_of, pull, seen, told};
use crate::health::planted::{DAY, HOUR, Planted, plant};
use crate::health::{scan, signals};
use crate::support::TestApp;

/// An operator whose customers a person answers.
pub async fn operator() -> TestApp {
    let test = TestApp::start().await;
    let mut settings = test.get("/replies/settings").await.json;
    settings["mode"] = json!("off");
    assert!(test.put("/replies/settings", settings).await.status.is_success());
    test
}

pub async fn signal_about(operator: &TestApp, site: &str) -> Value {
    let pending = signals(operator, "pending").await;
    let about = pending.iter().find(|signal| signal["evidence"]["site"] == site);
    about.unwrap_or_else(|| panic!("nothing about {site}: {pending:?}")).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_a_shop_that_lost_its_link_is_written_to_and_it_resolves_itself() {
    let (forno, bar, operator) = (TestApp::start().await, TestApp::start().await, operator().await);
    let ana = operator.customer("+39 333 1234567");
    ana.says("Buongiorno, avete ancora posto per un altro negozio?").await;
    operator.run_jobs().await;
    let owner = operator.only_conversation().await["contact"]["id"].clone();
    let forno_site = add(&operator, "Forno Bianchi", &forno).await;
    add(&operator, "Bar Centrale", &bar).await;
    operator.run_jobs().await;
    assert_eq!(told(&operator).await, [], "both are well");
    let owned =
        operator.put(&format!("{}/owner", path_of(&forno_site)), json!({ "contact_id": owner })).await;
    assert_eq!((owned.status.as_u16(), &owned.json["owner"]["name"]), (200, &json!("Ana")), "{}", owned.json);

    loses_its_link(&forno, 23).await;
    loses_its_link(&bar, 25).await;
    scan(&operator).await;
    let down = |site: &str| ("fleet_wa_disconnected".to_owned(), site.to_owned());
    assert_eq!(told(&operator).await, [down("Bar Centrale")], "a day is not over for the other");
    let ownerless = signal_about(&operator, "Bar Centrale").await;
    assert_eq!((&ownerless["contact"], &ownerless["draft"]), (&Value::Null, &Value::Null));
    let path = format!("/health/signals/{}/approve", ownerless["id"].as_str().unwrap());
    assert_eq!(operator.post(&path, json!({})).await.code(), "no_owner");

    for shop in [&forno, &operator] {
        shop.advance(HOUR * 2);
    }
    ana.says("?").await;
    scan(&operator).await;
    assert_eq!(told(&operator).await, [down("Bar Centrale"), down("Forno Bianchi")]);
    let site = seen(&operator, "Forno Bianchi").await;
    assert_eq!(
        (&site["state"], &site["since"]),
        (&json!("down"), &json!("2026-11-20T11:00:00.000Z")),
        "{site}"
    );
    let signal = signal_about(&operator, "Forno Bianchi").await;
    assert_eq!((&signal["evidence"]["hours"], &signal["draft"]["language"]), (&json!(25), &json!("it")));
    let text = signal["draft"]["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with("Buongiorno Ana!") && text.contains("Forno Bianchi"), "{text}");
    let path = format!("/health/signals/{}/approve?version=1", signal["id"].as_str().unwrap());
    let sent = operator.post(&path, json!({})).await;
    assert_eq!(sent.status, 200, "{}", sent.json);
    operator.run_jobs().await;
    assert_eq!(ana.received().last().and_then(|message| message.text.clone()), Some(text));
    assert_eq!(operator.post(&path, json!({})).await.code(), "signal_sent");

    for shop in [&forno, &bar] {
        is_back(shop).await;
    }
    operator.advance(Duration::from_mins(1));
    scan(&operator).await;
    assert_eq!(told(&operator).await, []);
    let over = signals(&operator, "self_resolved").await;
    assert_eq!((over.len(), &over[0]["evidence"]["site"]), (1, &json!("Bar Centrale")), "{over:?}");
    assert_eq!(seen(&operator, "Forno Bianchi").await["state"], "well");
    // Whoever was written to about a link is back once it works again, though they wrote nothing.
    operator.advance(HOUR * 24 * 8);
    operator.sign_in().await;
    operator.run_jobs().await;
    let effects = operator.get("/health/effects").await.json;
    let of_links =
        effects["items"].as_array().unwrap().iter().find(|one| one["detector"] == "fleet_wa_disconnected");
    let after = &of_links.unwrap()["after_sent"];
    let all = json!({ "count": 1, "sample": 1 });
    assert_eq!((&after["reconnected_in_a_week"], &after["back_in_a_week"]), (&all, &all), "{after}");
    assert_eq!(after["wrote_in_a_week"]["count"], 0, "{after}");
    for shop in [forno, bar, operator] {
        shop.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_known_by_number_only_becomes_a_contact_and_hears_once_the_window_is_open() {
    let (site, operator) = (TestApp::start().await, operator().await);
    let added = add(&operator, "Forno", &site).await;
    let owner = format!("{}/owner", path_of(&added));
    for (body, field) in [
        (json!({ "phone": "333 1234567", "name": "Bruno" }), "phone"),
        (json!({ "phone": "+39 33x", "name": "Bruno" }), "phone"),
        (json!({ "phone": "+39 333 7654321" }), "name"),
    ] {
        let refused = operator.put(&owner, body).await;
        assert!(refused.json["error"]["fields"][field].is_string(), "{}", refused.json);
    }
    assert_eq!(operator.put(&owner, json!({ "contact_id": "1" })).await.status, 404);
    let named = operator.put(&owner, json!({ "phone": "00 39 (333) 765-4321", "name": "Bruno" })).await;
    assert_eq!(
        (named.status.as_u16(), &named.json["owner"]["name"]),
        (200, &json!("Bruno")),
        "{}",
        named.json
    );
    loses_its_link(&site, 30).await;
    scan(&operator).await;
    let signal = signal_about(&operator, "Forno").await;
    assert_eq!(
        (&signal["contact"]["name"], &signal["missing_template"]["category"]),
        (&json!("Bruno"), &json!("utility")),
        "nobody wrote yet, so only a template goes: {signal}"
    );
    assert_eq!(signal["draft"]["language"], "en", "the language of the shop there");
    let path = format!("/health/signals/{}/approve", signal["id"].as_str().unwrap());
    let closed = operator.post(&path, json!({})).await;
    assert_eq!(closed.status, 409, "{}", closed.json);
    let bruno = operator.customer("+39 333 7654321");
    bruno.says("Sono io").await;
    operator.run_jobs().await;
    let conversation = operator.only_conversation().await;
    assert_eq!(conversation["contact"]["id"], named.json["owner"]["id"], "the same contact");
    let sent = operator.post(&path, json!({})).await;
    assert_eq!(sent.status, 200, "{}", sent.json);
    operator.run_jobs().await;
    assert_eq!(bruno.received().len(), 1);
    site.stop().await;
    operator.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_owner_writes_the_draft_anew_and_two_messages_a_week_are_enough() {
    let (site, operator) = (TestApp::start().await, operator().await);
    let added = add(&operator, "Forno", &site).await;
    let owner = format!("{}/owner", path_of(&added));
    let mut contacts = Vec::new();
    for (phone, name) in [("+39 333 1111111", "Ana"), ("+39 333 2222222", "Bruno")] {
        operator.customer(phone).says("Ciao").await;
        operator.run_jobs().await;
        let named = operator.put(&owner, json!({ "phone": phone, "name": name })).await;
        contacts.push(named.json["owner"]["id"].as_str().unwrap().to_owned());
    }
    loses_its_link(&site, 30).await;
    scan(&operator).await;
    let first = signal_about(&operator, "Forno").await;
    assert_eq!(first["contact"]["id"], json!(contacts[1]), "{first}");
    operator.put(&owner, json!({ "contact_id": contacts[0] })).await;
    operator.run_jobs().await;
    let second = signal_about(&operator, "Forno").await;
    assert_eq!((&second["id"], &second["contact"]["id"]), (&first["id"], &json!(contacts[0])));
    assert!(second["draft"]["text"].as_str().unwrap().contains("Ana"), "{second}");
    let twice = format!(
        "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status, found_at_ms,
             seen_at_ms, status_at_ms, message_id, conversation_id, sent_text)
         SELECT value, 'customers', 'no_order', {contact}, {contact}, '{{}}', 1, 'sent', {now}, {now}, {now}, value, 1, 'x'
           FROM json_each('[1, 2]')",
        contact = contacts[0],
        now = operator.clock.now().as_millis(),
    );
    operator
        .app
        .db
        .write::<_, shopbell::storage::StorageError>(move |tx| tx.execute_batch(&twice))
        .await
        .unwrap();
    let path = format!("/health/signals/{}/approve", second["id"].as_str().unwrap());
    assert_eq!(operator.post(&path, json!({})).await.code(), "limit_of_customer");
    let gone = operator.put(&owner, json!({})).await;
    assert_eq!(gone.json["owner"], Value::Null);
    operator.run_jobs().await;
    assert_eq!(signal_about(&operator, "Forno").await["draft"], Value::Null);
    site.stop().await;
    operator.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_else_is_wrong_with_a_site_is_told_as_well() {
    let (site, operator) = (TestApp::start().await, operator().await);
    let added = add(&operator, "Forno", &site).await;
    plant(&site, vec![Planted::named("lively").wrote(10, DAY * 8, HOUR)]).await;
    let now = site.clock.now().as_millis();
    site.app
        .db
        .write::<_, shopbell::storage::StorageError>(move |tx| {
            tx.execute(
                "INSERT INTO whatsapp_connection (id, environment, status, phone_number_id, verify_token, created_at_ms, updated_at_ms)
                 VALUES (7, 'meta', 'connected', '77', 'x', ?1, ?1)",
                [now - 49 * 3_600_000],
            )
        })
        .await
        .unwrap();
    let chat = json!({ "provider": "anthropic", "model": "gpt-5", "key": "k" });
    assert!(site.put("/llm/settings", json!({ "chat": chat })).await.status.is_success());
    pull(&operator, &added).await;
    let named = |detector: &str| (detector.to_owned(), "Forno".to_owned());
    assert_eq!(
        told(&operator).await,
        [
            named("fleet_never_connected"),
            named("fleet_provider_mismatch"),
            named("fleet_silent_after_activity")
        ]
    );
    loses_its_link(&site, 25).await;
    pull(&operator, &added).await;
    let told = told(&operator).await;
    assert!(!told.contains(&named("fleet_silent_after_activity")), "the cause is told, not twice: {told:?}");
    assert!(told.contains(&named("fleet_wa_disconnected")));
    let removed = operator.delete(&path_of(&added)).await;
    assert_eq!(removed.status, 204);
    operator.run_jobs().await;
    assert_eq!(super::told(&operator).await, [], "a site that is not looked after says nothing");
    site.leaves_work();
    operator.stop().await;
}
