//! The cause of what is wrong changes while a message to the owner still waits: it is written anew, and what somebody looked
//! at before is not what is sent.

use serde_json::{Value, json};
use shopbell::practice::meta::Customer;

use super::between::{Between, Deed};
use super::lost_link::{operator, signal_about};
use super::{add_at, pairing_of, path_of, pull};
use crate::health::drafts::{drafted, use_model};
use crate::health::planted::{HOUR, MINUTE};
use crate::health::signals;
use crate::support::model_server::ModelServer;
use crate::support::{Answer, TestApp};

/// What a site says to an operator whose token it does not know any more.
const DOES_NOT_KNOW_US: Deed = Deed::Say {
    status: "401 Unauthorized",
    kind: "application/json",
    body: r#"{"error":{"code":"unauthorized","message":"Sign in.","request_id":"1"}}"#,
};
const FAILS: Deed = Deed::Say { status: "502 Bad Gateway", kind: "text/html", body: "<h1>Bad Gateway</h1>" };

struct Shop {
    site: TestApp,
    between: Between,
    operator: TestApp,
    ana: Customer,
    added: Value,
}

impl Shop {
    /// A shop that is looked after, with somebody in between; its owner is Ana, who speaks Italian.
    async fn of_ana() -> Self {
        let (site, operator) = (TestApp::start().await, operator().await);
        let ana = operator.customer("+39 333 1234567");
        ana.says("Buongiorno, sono del forno, come va?").await;
        operator.run_jobs().await;
        let owner = operator.only_conversation().await["contact"]["id"].clone();
        let between = Between::before(&site).await;
        let added = add_at(&operator, "Forno", &pairing_of(&site).await, &between.address).await;
        operator.run_jobs().await;
        operator.put(&format!("{}/owner", path_of(&added)), json!({ "contact_id": owner })).await;
        Self { site, between, operator, ana, added }
    }

    /// A minute later the site answers so.
    async fn then(&self, deed: Deed) -> Value {
        for shop in [&self.site, &self.operator] {
            shop.advance(MINUTE);
        }
        self.between.does(deed);
        pull(&self.operator, &self.added).await;
        signal_about(&self.operator, "Forno").await
    }

    async fn approve(&self, signal: &Value) -> Answer {
        let version = &signal["draft"]["version"];
        let path = format!("/health/signals/{}/approve?version={version}", signal["id"].as_str().unwrap());
        self.operator.post(&path, json!({})).await
    }

    async fn stop(self) {
        self.between.goes().await;
        self.site.stop().await;
        self.operator.stop().await;
    }
}

fn words(signal: &Value) -> &str {
    signal["draft"]["text"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_cause_is_another_message_and_the_one_looked_at_before_is_not_sent() {
    let shop = Box::pin(Shop::of_ana()).await;
    shop.between.does(FAILS);
    pull(&shop.operator, &shop.added).await;
    for one in [&shop.site, &shop.operator] {
        one.advance(HOUR * 6);
    }
    let fails = shop.then(FAILS).await;
    assert_eq!(fails["evidence"]["fault"], "failing", "{fails}");
    assert!(words(&fails).contains("Riavvii il computer"), "{fails}");

    let locked_out = shop.then(DOES_NOT_KNOW_US).await;
    assert_eq!(
        (&locked_out["id"], &locked_out["evidence"]["fault"], &locked_out["draft"]["by"]),
        (&fails["id"], &json!("revoked"), &json!("builtin")),
        "the same trouble: {locked_out}"
    );
    assert!(words(&locked_out).contains("Il nostro accesso al rapporto di Forno"), "{locked_out}");
    let unseen = shop.approve(&fails).await;
    assert_eq!((unseen.status.as_u16(), unseen.code()), (409, "draft_changed"), "{}", unseen.json);

    let forged = shop.then(Deed::Alter).await;
    assert_eq!((&forged["id"], &forged["evidence"]["fault"]), (&fails["id"], &json!("forged")));
    assert!(words(&forged).contains("non viene dallo Shopbell che conosciamo"), "{forged}");
    // Of the same cause by another name the message stays, as somebody looked at it.
    let stale = shop.then(Deed::OwnQuestion).await;
    assert_eq!((&stale["evidence"]["fault"], &stale["draft"]), (&json!("stale"), &forged["draft"]));

    let sent = shop.approve(&stale).await;
    assert_eq!(
        (sent.status.as_u16(), &sent.json["sent_text"]),
        (200, &stale["draft"]["text"]),
        "{}",
        sent.json
    );
    shop.operator.run_jobs().await;
    assert_eq!(shop.ana.received().len(), 1);
    Box::pin(shop.stop()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cause_that_changes_by_the_hour_asks_no_model_again() {
    let (shop, server) = (Box::pin(Shop::of_ana()).await, ModelServer::start().await);
    use_model(&shop.operator, &server).await;
    for _ in 0..2 {
        server.will(drafted("Buongiorno Ana, guardi per favore se il computer di Forno è acceso.", &[]));
    }
    shop.between.does(FAILS);
    pull(&shop.operator, &shop.added).await;
    for one in [&shop.site, &shop.operator] {
        one.advance(HOUR * 6);
    }
    shop.then(FAILS).await;
    let asked = server.asked().len();
    assert!(asked > 0, "the first message is the model's to write");
    for deed in [DOES_NOT_KNOW_US, FAILS, DOES_NOT_KNOW_US] {
        let signal = shop.then(deed).await;
        assert_eq!(signal["draft"]["by"], "builtin", "{signal}");
    }
    assert_eq!(server.asked().len(), asked);
    Box::pin(shop.stop()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_a_person_stay_whatever_the_cause_is() {
    let shop = Box::pin(Shop::of_ana()).await;
    let forged = shop.then(Deed::Alter).await;
    assert_eq!(forged["evidence"]["fault"], "forged", "told at once: {forged}");
    let path = format!("/health/signals/{}", forged["id"].as_str().unwrap());
    let own = "Ana, la chiamo tra poco.";
    let written = shop.operator.patch(&format!("{path}/draft"), json!({ "text": own })).await;
    assert_eq!(written.status, 200, "{}", written.json);
    let locked_out = shop.then(DOES_NOT_KNOW_US).await;
    assert_eq!((&locked_out["evidence"]["fault"], words(&locked_out)), (&json!("revoked"), own));
    let sent = shop.approve(&locked_out).await;
    assert_eq!((sent.status.as_u16(), &sent.json["sent_text"]), (200, &json!(own)), "{}", sent.json);
    shop.operator.run_jobs().await;
    assert_eq!(signals(&shop.operator, "sent").await.len(), 1);
    Box::pin(shop.stop()).await;
}
