//! Other installs: real ones on loopback, an operator who looks after them, and everything that pretends to be one.

mod again;
mod between;
mod cause;
mod hostile;
mod lost_link;
mod private;

use serde_json::{Value, json};
use shopbell::storage::StorageError;

use super::signals;
use crate::support::TestApp;

/// Lets an operator look after a shop: the text to paste, which lacks the address.
pub async fn pairing_of(site: &TestApp) -> String {
    let made = site.post("/fleet/tokens", json!({ "name": "Operator" })).await;
    assert_eq!(made.status, 201, "{}", made.json);
    assert_eq!(made.json["has_address"], false, "a test knows no public address: {}", made.json);
    made.json["pairing"].as_str().unwrap().to_owned()
}

/// Adds a site that is reached at an address.
pub async fn add_at(operator: &TestApp, name: &str, pairing: &str, address: &str) -> Value {
    let new = json!({ "pairing": pairing, "address": address, "name": name, "allow_private": true });
    let added = operator.post("/fleet/sites", new).await;
    assert_eq!(added.status, 201, "{}", added.json);
    added.json
}

pub async fn add(operator: &TestApp, name: &str, site: &TestApp) -> Value {
    add_at(operator, name, &pairing_of(site).await, &site.address).await
}

/// A site as the operator sees it now.
pub async fn seen(operator: &TestApp, name: &str) -> Value {
    let sites = operator.get("/fleet/sites").await.json;
    let found = sites["items"].as_array().unwrap().iter().find(|site| site["name"] == name);
    found.unwrap_or_else(|| panic!("{name} among {sites}")).clone()
}

pub fn path_of(site: &Value) -> String {
    format!("/fleet/sites/{}", site["id"].as_str().unwrap())
}

/// Asks a site now, as it is asked every hour.
pub async fn pull(operator: &TestApp, site: &Value) -> Value {
    let pulled = operator.post(&format!("{}/pull", path_of(site)), json!({})).await;
    assert_eq!(pulled.status, 202, "{}", pulled.json);
    operator.run_jobs().await;
    seen(operator, site["name"].as_str().unwrap()).await
}

/// The fleet's open signals: the detector and the site each is about.
pub async fn told(operator: &TestApp) -> Vec<(String, String)> {
    let pending = signals(operator, "pending").await;
    let fleet = pending.iter().filter(|signal| signal["scope"] == "fleet");
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let mut told: Vec<_> =
        fleet.map(|signal| (word(&signal["detector"]), word(&signal["evidence"]["site"]))).collect();
    told.sort();
    told
}

/// Customers wrote to a shop's number until so many hours ago; since then it is down.
pub async fn loses_its_link(site: &TestApp, hours: i64) {
    let now = site.clock.now().as_millis();
    let down = now - hours * 3_600_000;
    let write = move |tx: &shopbell::storage::WriteTx| {
        tx.execute("UPDATE whatsapp_connection SET down_since_ms = ?1 WHERE sample = 1", [down])?;
        tx.execute(
            "INSERT INTO whatsapp_vital (connection_id, kind, first_at_ms, last_at_ms)
             SELECT id, 'message', ?1, ?1 FROM whatsapp_connection WHERE sample = 1
             ON CONFLICT DO UPDATE SET last_at_ms = excluded.last_at_ms",
            [down - 60_000],
        )
    };
    site.app.db.write::<_, StorageError>(write).await.unwrap();
}

pub async fn is_back(site: &TestApp) {
    let back = "UPDATE whatsapp_connection SET down_since_ms = NULL WHERE sample = 1";
    site.app.db.write::<_, StorageError>(move |tx| tx.execute_batch(back)).await.unwrap();
}
