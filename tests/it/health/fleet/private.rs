//! What a report holds: counts and states. Whatever a customer is called, writes or buys is planted everywhere and looked for.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use shopbell::http::outgoing;
use shopbell::storage::StorageError;

use super::pairing_of;
use crate::health::planted::{DAY, HOUR, Planted, plant};
use crate::support::TestApp;

const NONCE: &str = "0123456789abcdefghij";

fn token_in(pairing: &str) -> String {
    pairing.split('.').next().unwrap().to_owned()
}

/// What whoever holds a token is told, as it comes.
async fn asked(site: &TestApp, path: &str, token: &str) -> (u16, Value) {
    let client = outgoing::builder().build().unwrap();
    let address = format!("{}/api/v1{path}", site.address);
    let answer = client.get(address).header(AUTHORIZATION, format!("Bearer {token}")).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

async fn report(site: &TestApp, token: &str) -> Value {
    let (status, signed) = asked(site, &format!("/fleet/report?nonce={NONCE}"), token).await;
    assert_eq!(status, 200, "{signed}");
    let payload = URL_SAFE_NO_PAD.decode(signed["payload"].as_str().unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

/// Every name in a document, with where it stands.
fn names(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                found.insert(format!("{at}{name}"));
                names(inner, &format!("{at}{name}."), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, at, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A shop full of customers, and everything of them that no report may hold.
async fn full_shop() -> (TestApp, Vec<String>) {
    let site = TestApp::start().await;
    let people = vec![
        Planted::named("Zebulon Quatermain").wrote(12, DAY * 3, HOUR).still_waits(),
        Planted::named("Xanthippe Underhill").wrote(3, DAY * 9, HOUR),
    ];
    let contacts = plant(&site, people).await;
    site.customer("+39 345 6789012").says("Vorrei diciassette panettoni a Via Segreta 9").await;
    site.let_reply().await;
    let order = json!({
        "source": "manual", "number": "SECRET-77", "phone": "+39 345 6789012", "state": "placed", "currency": "EUR",
        "items": [{ "name": "Panettone segreto", "quantity": "17", "unit_price": "31.41" }], "total": "533.97",
        "placed_at": "2026-11-20T10:00:00Z",
    });
    let ordered = site.post("/orders", order).await;
    assert!(ordered.status.is_success(), "{}", ordered.json);
    let recipe = json!({ "kind": "text", "title": "Ricetta nascosta", "text": "Il lievito madre si chiama Gilberto." });
    let taught = site.post("/knowledge/sources", recipe).await;
    assert!(taught.status.is_success(), "{}", taught.json);
    site.run_jobs().await;
    let words = [
        "Zebulon",
        "Quatermain",
        "Xanthippe",
        "panettoni",
        "Segreta",
        "6789012",
        "SECRET",
        "31.41",
        "533.97",
        "Ricetta",
        "Gilberto",
        "line 1",
        "Macelleria",
        "owner@shop",
        "Operator",
    ];
    let mut secrets: Vec<String> = words.map(str::to_owned).to_vec();
    secrets.extend(contacts.iter().map(ToString::to_string));
    let conversations = site.get("/conversations?queue=all").await.json;
    let ids =
        conversations["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned());
    secrets.extend(ids);
    let digits = site.app.db.read::<_, StorageError>(|conn| {
        conn.one("SELECT display_phone_number AS n FROM whatsapp_connection WHERE sample = 1", [], |row| {
            row.get::<_, String>("n")
        })
    });
    secrets.push(digits.await.unwrap().trim_start_matches('+').to_owned());
    (site, secrets)
}

/// Every field a report has.
fn form() -> BTreeSet<String> {
    let number = "connected_since_ms down_since_ms first_inbound_at_ms key last_inbound_at_ms live set_up_at_ms standing weeks";
    let mut form: BTreeSet<String> = number.split(' ').map(|name| format!("numbers.{name}")).collect();
    form.extend(["numbers.weeks.inbound", "numbers.weeks.outbound"].map(str::to_owned));
    for model in ["chat", "embedding"] {
        form.extend(
            ["", ".provider", ".model", ".dimensions", ".at_home"].map(|name| format!("{model}{name}")),
        );
    }
    form.extend(["", ".state", ".at_ms", ".failing_since_ms"].map(|name| format!("backup{name}")));
    let queues = ["", ".needs_person", ".unanswered", ".jobs_waiting", ".jobs_dead"];
    form.extend(queues.map(|name| format!("queues{name}")));
    let top = "at_ms install language nonce numbers readable_from schema version";
    form.extend(top.split(' ').map(str::to_owned));
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_customer_is_in_it() {
    let (site, secrets) = full_shop().await;
    let token = token_in(&pairing_of(&site).await);
    let told = report(&site, &token).await;
    let text = told.to_string();
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret} stands in {text}");
    }
    assert_eq!(told["numbers"][0]["weeks"][0]["inbound"], 13, "{told}");
    assert_eq!((&told["nonce"], &told["language"]), (&json!(NONCE), &json!("en")));
    let preview = site.get("/fleet/report/preview").await.json;
    let (mut kept, mut shown) = (BTreeSet::new(), BTreeSet::new());
    names(&told, "", &mut kept);
    names(&preview, "", &mut shown);
    assert_eq!(kept, shown, "what the owner is shown is what an operator is told");
    assert_eq!(kept, form(), "a field that is new here is looked at by a person first");
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_reads_the_report_and_nothing_else_until_it_is_revoked() {
    let site = TestApp::start().await;
    let token = token_in(&pairing_of(&site).await);
    report(&site, &token).await;
    for path in [
        "/me",
        "/conversations",
        "/orders",
        "/health/signals",
        "/fleet/tokens",
        "/fleet/sites",
        "/fleet/report/preview",
        "/events",
    ] {
        assert_eq!(asked(&site, path, &token).await.0, 401, "{path}");
    }
    let api = site.post("/tokens", json!({ "name": "script", "role": "owner" })).await;
    let api = api.json["token"].as_str().unwrap();
    let question = format!("/fleet/report?nonce={NONCE}");
    let half = &token[..token.len() - 1];
    for other in [api, "", "sbf_", half] {
        let (status, answer) = asked(&site, &question, other).await;
        assert_eq!((status, &answer["error"]["code"]), (401, &json!("fleet_token_refused")), "{other}");
    }
    for wrong in ["", "short", "with space and more", &"x".repeat(129)] {
        let path = format!("/fleet/report?nonce={}", wrong.replace(' ', "%20"));
        site.advance(std::time::Duration::from_mins(1));
        assert_eq!(asked(&site, &path, &token).await.0, 422, "{wrong}");
    }
    site.advance(std::time::Duration::from_mins(1));
    for _ in 0..6 {
        report(&site, &token).await;
    }
    assert_eq!(asked(&site, &question, &token).await.0, 429, "six times a minute are enough");
    site.advance(std::time::Duration::from_mins(1));
    report(&site, &token).await;
    let listed = site.get("/fleet/tokens").await.json;
    let item = &listed["items"][0];
    assert!(!listed.to_string().contains(&token) && item["last_used_at"].is_string(), "{listed}");
    let kept = site
        .app
        .db
        .read::<_, StorageError>(|conn| {
            conn.one(
                "SELECT hex(token_sha256) || hex(signing_key) AS kept FROM fleet_token, fleet_identity",
                [],
                |row| row.get::<_, String>("kept"),
            )
        })
        .await
        .unwrap();
    assert!(!kept.contains(&hex::encode_upper(&token)), "only its digest is kept");
    let path = format!("/fleet/tokens/{}", item["id"].as_str().unwrap());
    assert_eq!(site.delete(&path).await.status, 204);
    assert_eq!(asked(&site, &question, &token).await.0, 401);
    assert_eq!(site.delete(&path).await.status, 404);
    site.stop().await;
}
