//! What is refused, each by its name: forged, altered, replayed, stale, torn, endless, slow, another's, and what is no report.

use std::time::Duration;

use serde_json::{Value, json};

use super::between::{Between, Deed};
use super::{add, add_at, loses_its_link, pairing_of, path_of, pull, seen, told};
use crate::health::scan;
use crate::support::TestApp;

const MINUTE: Duration = Duration::from_mins(1);

/// A site with somebody in between, and an operator who looks after it.
struct Fleet {
    site: TestApp,
    between: Between,
    operator: TestApp,
    added: Value,
}

impl Fleet {
    async fn start() -> Self {
        let (site, operator) = (TestApp::start().await, TestApp::start().await);
        let between = Between::before(&site).await;
        let added = add_at(&operator, "Forno", &pairing_of(&site).await, &between.address).await;
        operator.run_jobs().await;
        Self { site, between, operator, added }
    }

    /// A minute later: what the operator sees after asking once more.
    async fn after(&self, deed: Deed) -> Value {
        for shop in [&self.site, &self.operator] {
            shop.advance(MINUTE);
        }
        self.between.does(deed);
        pull(&self.operator, &self.added).await
    }

    async fn stop(self) {
        self.between.goes().await;
        self.site.stop().await;
        self.operator.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answer_that_is_no_report_is_refused_by_its_name_and_changes_nothing() {
    let fleet = Fleet::start().await;
    let other = TestApp::start().await;
    let other_token = pairing_of(&other).await.split('.').next().unwrap().to_owned();
    let first = fleet.between.last.lock().clone();
    let well = fleet.after(Deed::PassOn).await;
    assert_eq!((&well["fault"], &well["state"]), (&Value::Null, &json!("well")), "{well}");
    let page = "<!doctype html><title>Welcome</title>";
    let told_404 = r#"{"error":{"code":"not_found","message":"There is no such address.","request_id":"1"}}"#;
    let say = |status, kind, body| Deed::Say { status, kind, body };
    let deeds = [
        ("forged", Deed::Alter),
        ("forged", Deed::SwapSignature),
        ("replayed", Deed::Replay(first)),
        ("stale", Deed::OwnQuestion),
        ("other_install", Deed::Other { address: other.address.clone(), token: other_token }),
        ("truncated", Deed::CutShort),
        ("too_large", Deed::Large(2 * 1024 * 1024 * 1024)),
        ("too_large", Deed::Endless),
        ("redirected", Deed::SendOn(format!("{}/api/v1/fleet/report?nonce=x", other.address))),
        ("not_shopbell", say("200 OK", "text/html", page)),
        ("not_shopbell", say("200 OK", "application/json", page)),
        ("not_shopbell", say("404 Not Found", "text/html", page)),
        ("not_shopbell", say("401 Unauthorized", "text/html", page)),
        ("too_old", say("404 Not Found", "application/json", told_404)),
        ("unreadable", say("200 OK", "application/json", "{}")),
        ("truncated", say("200 OK", "application/json", "")),
        ("busy", say("429 Too Many Requests", "application/json", "{}")),
        ("failing", say("502 Bad Gateway", "text/html", page)),
    ];
    let mut last = well;
    for (fault, deed) in deeds {
        let seen = fleet.after(deed).await;
        assert_eq!(seen["fault"]["code"], fault, "{seen}");
        assert_eq!(seen["state"], "unreachable");
        assert_eq!(seen["report"], last["report"], "what was told last is kept: {fault}");
        let back = fleet.after(Deed::PassOn).await;
        assert_eq!(back["fault"], Value::Null, "after {fault}: {back}");
        assert_eq!(back["report"]["queues"], last["report"]["queues"]);
        last = back;
    }
    other.stop().await;
    Box::pin(fleet.stop()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_drop_by_drop_ends_after_ten_seconds_and_the_others_are_asked_all_the_same() {
    let fleet = Fleet::start().await;
    let quick = TestApp::start().await;
    add(&fleet.operator, "Bar", &quick).await;
    loses_its_link(&quick, 30).await;
    fleet.operator.advance(MINUTE);
    fleet.site.advance(MINUTE);
    quick.advance(MINUTE);
    fleet.between.does(Deed::Drip);
    scan(&fleet.operator).await;
    assert_eq!(seen(&fleet.operator, "Forno").await["fault"]["code"], "too_slow");
    assert_eq!(told(&fleet.operator).await, [("fleet_wa_disconnected".to_owned(), "Bar".to_owned())]);
    quick.stop().await;
    Box::pin(fleet.stop()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_cannot_be_reached_is_told_with_the_reason_and_a_revoked_one_at_once() {
    let (site, other, operator) = (TestApp::start().await, TestApp::start().await, TestApp::start().await);
    let between = Between::before(&site).await;
    let gone = add_at(&operator, "Forno", &pairing_of(&site).await, &between.address).await;
    let revoked = add(&operator, "Bar", &other).await;
    operator.run_jobs().await;
    between.goes().await;
    let token = other.get("/fleet/tokens").await.json["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(other.delete(&format!("/fleet/tokens/{token}")).await.status, 204);
    scan(&operator).await;
    assert_eq!(seen(&operator, "Forno").await["fault"]["code"], "refused");
    let unreachable = |site: &str| ("fleet_unreachable".to_owned(), site.to_owned());
    assert_eq!(told(&operator).await, [unreachable("Bar")], "waiting does not help there");
    operator.advance(Duration::from_mins(6 * 60 - 1));
    scan(&operator).await;
    assert_eq!(told(&operator).await, [unreachable("Bar")], "six hours are not over");
    operator.advance(MINUTE);
    scan(&operator).await;
    assert_eq!(told(&operator).await, [unreachable("Bar"), unreachable("Forno")]);
    let pending = crate::health::signals(&operator, "pending").await;
    let faults: Vec<&str> =
        pending.iter().map(|signal| signal["evidence"]["fault"].as_str().unwrap()).collect();
    assert!(faults.contains(&"revoked") && faults.contains(&"refused"), "{faults:?}");

    // The shop's owner lets the operator in anew; the other shop has moved to another address.
    let paired = json!({ "pairing": pairing_of(&other).await, "address": other.address });
    let again = operator.patch(&path_of(&revoked), paired).await;
    assert_eq!((again.status.as_u16(), &again.json["fault"]), (200, &Value::Null), "{}", again.json);
    let wrong = operator.patch(&path_of(&gone), json!({ "address": other.address })).await;
    assert_eq!(
        (wrong.code(), &wrong.json["error"]["params"]["fault"]),
        ("fleet_no_report", &json!("revoked")),
        "another shop does not know the token: {}",
        wrong.json
    );
    let moved = operator.patch(&path_of(&gone), json!({ "address": site.address })).await;
    assert_eq!(
        (moved.status.as_u16(), &moved.json["address"]),
        (200, &json!(site.address)),
        "{}",
        moved.json
    );
    operator.run_jobs().await;
    assert_eq!(told(&operator).await, []);
    for shop in [site, other, operator] {
        shop.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_address_is_dialled_only_where_it_was_allowed() {
    let (site, operator) = (TestApp::start().await, TestApp::start().await);
    let between = Between::before(&site).await;
    let pairing = pairing_of(&site).await;
    let port = between.address.rsplit(':').next().unwrap();
    for (address, allow, fault) in [
        (between.address.clone(), false, "private_address"),
        (format!("http://localhost:{port}"), false, "private_address"),
        (format!("https://127.0.0.1:{port}"), false, "private_address"),
        ("http://169.254.169.254".to_owned(), true, "private_address"),
        ("http://[::ffff:169.254.169.254]".to_owned(), true, "private_address"),
        ("http://93.184.216.34".to_owned(), true, "private_address"),
    ] {
        let new = json!({ "pairing": pairing, "address": address, "allow_private": allow });
        let refused = operator.post("/fleet/sites", new).await;
        assert_eq!(
            (refused.code(), &refused.json["error"]["params"]["fault"]),
            ("fleet_no_report", &json!(fault)),
            "{address}: {}",
            refused.json
        );
        assert!(!between.was_reached(), "{address}");
    }
    // The certificate counts also in a house.
    let address = between.address.replace("http://", "https://");
    let new = json!({ "pairing": pairing, "address": address, "allow_private": true });
    let untrusted = operator.post("/fleet/sites", new).await;
    assert_eq!(untrusted.json["error"]["params"]["fault"], "tls", "{}", untrusted.json);
    assert_eq!(operator.get("/fleet/sites").await.json["items"], json!([]), "nothing was kept");
    between.goes().await;
    site.stop().await;
    operator.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_looked_after_once_and_comes_back_after_a_second_thought() {
    let (site, operator) = (TestApp::start().await, TestApp::start().await);
    let added = add(&operator, "Forno", &site).await;
    let elsewhere = Between::before(&site).await;
    let again =
        json!({ "pairing": pairing_of(&site).await, "address": elsewhere.address, "allow_private": true });
    let twice = operator.post("/fleet/sites", again.clone()).await;
    assert_eq!((twice.status.as_u16(), twice.code()), (409, "fleet_site_known"), "{}", twice.json);
    assert_eq!(twice.json["error"]["params"]["name"], "Forno");
    let itself =
        json!({ "pairing": pairing_of(&operator).await, "address": operator.address, "allow_private": true });
    assert_eq!(operator.post("/fleet/sites", itself).await.code(), "fleet_own_install");
    for (pasted, field) in [("https://bell.example", "pairing"), ("", "pairing")] {
        let refused = operator.post("/fleet/sites", json!({ "pairing": pasted })).await;
        assert!(refused.json["error"]["fields"][field].is_string(), "{}", refused.json);
    }
    let bare = operator.post("/fleet/sites", json!({ "pairing": pairing_of(&site).await })).await;
    assert!(bare.json["error"]["fields"]["address"].is_string(), "{}", bare.json);
    let path = path_of(&added);
    assert_eq!(operator.delete(&path).await.status, 204);
    assert_eq!(operator.get("/fleet/sites").await.json["items"], json!([]));
    assert_eq!(operator.patch(&path, json!({ "name": "x" })).await.status, 404);
    let back = operator.post(&format!("{path}/restore"), json!({})).await;
    assert_eq!((back.status.as_u16(), &back.json["name"]), (200, &json!("Forno")), "{}", back.json);
    assert_eq!(operator.delete(&path).await.status, 204);
    assert_eq!(operator.post("/fleet/sites", again).await.status, 201);
    assert_eq!(operator.post(&format!("{path}/restore"), json!({})).await.code(), "fleet_site_known");
    operator.advance(Duration::from_hours(2));
    scan(&operator).await;
    assert_eq!(operator.post(&format!("{path}/restore"), json!({})).await.status, 404, "its token is gone");
    elsewhere.goes().await;
    site.stop().await;
    operator.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_ten_minutes_apart_are_no_fault_and_moments_are_told_by_the_operators() {
    for ahead in [true, false] {
        let (site, operator) = (TestApp::start().await, TestApp::start().await);
        let (fast, slow) = if ahead { (&site, &operator) } else { (&operator, &site) };
        fast.advance(Duration::from_mins(10));
        slow.advance(Duration::from_mins(0));
        loses_its_link(&site, 25).await;
        let added = add(&operator, "Forno", &site).await;
        let since = operator.clock.now().as_millis() - 25 * 3_600_000;
        assert_eq!(added["report"]["numbers"][0]["down_since_ms"], since, "{added}");
        operator.run_jobs().await;
        assert_eq!(told(&operator).await, [("fleet_wa_disconnected".to_owned(), "Forno".to_owned())]);
        operator.advance(Duration::from_hours(25));
        operator.sign_in().await;
        let off = pull(&operator, &added).await;
        assert_eq!(off["fault"]["code"], "clock_off", "a day and more: {off}");
        site.stop().await;
        operator.stop().await;
    }
}
