//! Whose an order is: found by what the source says of the customer, asked where two fit, never guessed.

use serde_json::{Value, json};
use shopbell::inbox::{self, Alias, AliasKind};
use shopbell::storage::StorageError;

use super::{numbers, tell};
use crate::support::TestApp;

/// A shop of Italy with two customers who have written; their contacts.
async fn shop_with_customers() -> (TestApp, [Value; 2]) {
    let shop = TestApp::start().await;
    shop.patch("/shop", json!({ "phone": "+39 06 5550100" })).await;
    let mut contacts = Vec::new();
    for phone in ["+393331234567", "+393339876543"] {
        shop.customer(phone).says("Ciao").await;
        shop.let_reply().await;
        let list = shop.get("/conversations?queue=all").await.json;
        let of = |one: &&Value| one["contact"]["phone"] == phone;
        contacts.push(list["items"].as_array().unwrap().iter().find(of).unwrap()["contact"]["id"].clone());
    }
    (shop, contacts.try_into().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_in_any_form_finds_its_contact() {
    let (shop, [ana, _]) = shop_with_customers().await;
    for (at, written) in [
        "+39 333 123 4567",
        "00393331234567",
        "333/1234567",
        "393331234567",
        "(+39) 333-12.34.567",
        "tel:+393331234567",
    ]
    .into_iter()
    .enumerate()
    {
        let order = tell(&shop, &at.to_string(), json!({ "phone": written })).await;
        assert_eq!((&order["contact"]["id"], &order["matched_by"]), (&ana, &json!("phone")), "{written}");
    }
    let unknown = tell(&shop, "u", json!({ "phone": "+44 20 7946 0018" })).await;
    assert_eq!((unknown.get("contact"), &unknown["matched_by"]), (None, &json!("nobody")));
    assert_eq!(numbers(&shop, &format!("?contact_id={}", ana.as_str().unwrap())).await.len(), 6);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_fit_a_person_is_asked_and_their_answer_stays() {
    let (shop, [ana, bea]) = shop_with_customers().await;
    tell(&shop, "1", json!({ "phone": "+39 333 1234567", "email": "casa@example.com" })).await;
    // The e-mail address is known as Ana's, the phone is Bea's.
    let both = json!({ "phone": "+39 333 9876543", "email": "CASA@example.com" });
    let order = tell(&shop, "2", both.clone()).await;
    assert_eq!((order.get("contact"), &order["matched_by"]), (None, &json!("unsure")), "{order}");
    let candidates: Vec<&Value> =
        order["candidates"].as_array().unwrap().iter().map(|candidate| &candidate["id"]).collect();
    assert_eq!(candidates, [&ana, &bea]);
    assert_eq!(numbers(&shop, "?matched_by=unsure").await, ["2"]);
    let path = format!("/orders/{}", order["id"].as_str().unwrap());
    let given = shop.patch(&path, json!({ "contact_id": bea })).await;
    assert_eq!((&given.json["contact"]["id"], &given.json["matched_by"]), (&bea, &json!("by_hand")));
    let again = tell(&shop, "2", json!({ "phone": "+39 333 1234567", "email": "casa@example.com" })).await;
    assert_eq!(again["contact"]["id"], bea, "what a person decided, no source undoes");
    assert!(numbers(&shop, "?matched_by=unsure").await.is_empty());
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_in_question_is_not_guessed() {
    let (shop, [ana, bea]) = shop_with_customers().await;
    let shared = "casa@example.com";
    tell(&shop, "1", json!({ "phone": "+39 333 1234567", "email": shared })).await;
    let asked = tell(&shop, "2", json!({ "phone": "+39 333 9876543", "email": shared })).await;
    let alone = tell(&shop, "3", json!({ "email": shared })).await;
    assert_eq!((alone.get("contact"), &alone["matched_by"]), (None, &json!("unsure")), "{alone}");
    let candidates: Vec<&Value> =
        alone["candidates"].as_array().unwrap().iter().map(|candidate| &candidate["id"]).collect();
    assert_eq!(candidates, [&ana, &bea]);
    let surely = tell(&shop, "4", json!({ "phone": "+39 333 1234567", "email": shared })).await;
    assert_eq!(surely["contact"]["id"], ana, "the phone says whose it is");
    let path = format!("/orders/{}", asked["id"].as_str().unwrap());
    shop.patch(&path, json!({ "contact_id": bea })).await;
    assert_eq!(numbers(&shop, "?matched_by=unsure").await, ["3"], "it is both's now");
    shop.patch(&path, json!({ "contact_id": ana })).await;
    assert!(numbers(&shop, "?matched_by=unsure").await.is_empty(), "it is Ana's alone");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_waited_for_the_same_answer_follow_it() {
    let (shop, [ana, bea]) = shop_with_customers().await;
    for number in ["1", "2", "3"] {
        tell(&shop, number, json!({ "customer_id": "C-9", "source": "web" })).await;
    }
    tell(&shop, "4", json!({ "customer_id": "C-9", "source": "other" })).await;
    let list = shop.get("/orders?source=web").await.json;
    let path = format!("/orders/{}", list["items"][0]["id"].as_str().unwrap());
    shop.patch(&path, json!({ "contact_id": ana })).await;
    assert_eq!(numbers(&shop, &format!("?contact_id={}", ana.as_str().unwrap())).await, ["3", "2", "1"]);
    assert_eq!(numbers(&shop, "?matched_by=nobody").await, ["4"], "another shop's customers are others");
    let next = tell(&shop, "5", json!({ "customer_id": "C-9", "source": "web" })).await;
    assert_eq!((&next["contact"]["id"], &next["matched_by"]), (&ana, &json!("customer_id")));
    let nobody = shop.patch(&path, json!({ "nobody": true })).await.json;
    assert_eq!((nobody.get("contact"), &nobody["matched_by"]), (None, &json!("by_hand")));
    let named = tell(&shop, "6", json!({ "contact_id": bea, "customer_id": "C-9", "source": "web" })).await;
    assert_eq!(named["contact"]["id"], bea, "a source that knows the contact is believed");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_later_finds_their_orders() {
    let shop = TestApp::start().await;
    shop.patch("/shop", json!({ "phone": "+39 06 5550100" })).await;
    tell(&shop, "1", json!({ "phone": "333 123 4567" })).await;
    tell(&shop, "2", json!({ "phone": "333 000 4567" })).await;
    assert_eq!(numbers(&shop, "?matched_by=nobody").await, ["2", "1"]);
    shop.customer("+393331234567").says("Dov'è il mio ordine?").await;
    shop.let_reply().await;
    let contact = shop.only_conversation().await["contact"]["id"].clone();
    assert_eq!(numbers(&shop, &format!("?contact_id={}", contact.as_str().unwrap())).await, ["1"]);
    assert_eq!(numbers(&shop, "?matched_by=nobody").await, ["2"]);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_of_contacts_carries_their_orders_along() {
    let (shop, [ana, bea]) = shop_with_customers().await;
    tell(&shop, "1", json!({ "phone": "+393331234567", "email": "casa@example.com" })).await;
    tell(&shop, "2", json!({ "phone": "+393339876543" })).await;
    let asked = tell(&shop, "3", json!({ "phone": "+393339876543", "email": "casa@example.com" })).await;
    assert_eq!(asked["matched_by"], "unsure");
    // Both numbers turn out to be one person's.
    let phone = |value: &str| Alias { kind: AliasKind::Phone, value: value.into(), scope: "practice".into() };
    let both = [phone("+393331234567"), phone("+393339876543")];
    shop.app.db.write::<_, StorageError>(move |tx| inbox::ensure_contact(tx, &both, tx.now())).await.unwrap();
    shop.run_jobs().await;
    for contact in [&ana, &bea] {
        let query = format!("?contact_id={}", contact.as_str().unwrap());
        assert_eq!(numbers(&shop, &query).await, ["3", "2", "1"], "either id leads to the one they are");
    }
    let order = shop.get("/orders?limit=1").await.json["items"][0].clone();
    assert_eq!((&order["contact"]["id"], &order["matched_by"]), (&ana, &json!("phone")));
    shop.stop().await;
}
