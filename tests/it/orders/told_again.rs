//! An order that is told again: what is not said stays, what a person did stays, and only news is news.

use serde_json::{Value, json};

use super::import::import;
use super::{order, tell};
use crate::support::browser::Browser;
use crate::support::{OWNER, TestApp};

/// The same order, with fields left out.
fn without(number: &str, fields: &[&str]) -> Value {
    let mut told = order(number, json!({}));
    for field in fields {
        told.as_object_mut().unwrap().remove(*field);
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_said_again_stays_as_it_was() {
    let shop = TestApp::start().await;
    let first = tell(&shop, "1", json!({ "refunded": "2.50", "phone": "+39 333 1234567" })).await;
    let again = shop.post("/orders", without("1", &["items"])).await;
    assert_eq!((again.status.as_u16(), &again.json), (200, &first), "nothing of it is news");
    let dearer = tell(&shop, "1", json!({ "total": "20", "items": null })).await;
    assert_eq!((&dearer["items"], &dearer["refunded"]), (&first["items"], &json!("2.50")));
    for (open, why) in [
        (json!({ "total": "1" }), "no more is paid back than was paid"),
        (json!({ "currency": "USD" }), "euros paid back are no dollars"),
    ] {
        let refused = shop.post("/orders", order("1", open)).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "invalid_order"), "{why}");
        assert!(refused.json["error"]["fields"]["refunded"].is_string(), "{}", refused.json);
    }
    let cheaper = tell(&shop, "1", json!({ "total": "1", "refunded": "1" })).await;
    assert_eq!(cheaper["refunded"], "1.00");
    let dollars = tell(&shop, "1", json!({ "currency": "USD", "refunded": "0" })).await;
    assert_eq!(dollars["refunded"], "0.00");
    let emptied = tell(&shop, "1", json!({ "items": [], "refunded": "0" })).await;
    assert_eq!((&emptied["items"], &emptied["refunded"]), (&json!([]), &json!("0.00")), "said, it counts");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_did_is_undone_by_news_only() {
    let shop = TestApp::start().await;
    let path = format!("/orders/{}", tell(&shop, "1", json!({})).await["id"].as_str().unwrap());
    for by_hand in ["shipped", "delivered", "cancelled"] {
        shop.patch(&path, json!({ "state": by_hand })).await;
        let again = tell(&shop, "1", json!({ "total": "13" })).await;
        assert_eq!((&again["state"], &again["total"]), (&json!(by_hand), &json!("13.00")), "paid is no news");
    }
    assert_eq!(
        tell(&shop, "1", json!({ "state": "shipped" })).await["state"],
        "shipped",
        "the source says more"
    );
    assert_eq!(tell(&shop, "1", json!({ "state": "paid" })).await["state"], "paid", "and takes it back");
    let both = shop.patch(&path, json!({ "nobody": true, "contact_id": "1" })).await;
    assert_eq!(both.status, 422, "somebody's and nobody's at once");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_of_an_earlier_moment_takes_no_order_back() {
    let shop = TestApp::start().await;
    let said = async |number: &str, state: &str, at: &str| {
        tell(&shop, number, json!({ "state": state, "state_at": at, "total": "13" })).await
    };
    said("1", "delivered", "2026-11-20T10:00:00Z").await;
    let late = said("1", "shipped", "2026-11-10T10:00:00Z").await;
    assert_eq!(
        (&late["state"], &late["state_at"], &late["total"]),
        (&json!("delivered"), &json!("2026-11-20T10:00:00.000Z"), &json!("13.00")),
        "the rest of it counts"
    );
    assert_eq!(
        said("1", "shipped", "2026-11-20T11:00:00Z").await["state"],
        "shipped",
        "a later moment is news"
    );
    assert_eq!(said("1", "delivered", "2026-11-19T10:00:00Z").await["state"], "delivered", "it goes on only");
    tell(&shop, "2", json!({ "state": "delivered" })).await;
    let undated = said("2", "shipped", "2026-11-20T10:00:00Z").await;
    assert_eq!(undated["state"], "shipped", "nobody had said since when it was delivered");
    let newer =
        json!({ "state": "paid", "state_at": "2026-11-20T09:00:00Z", "changed_at": "2026-11-21T09:00:00Z" });
    tell(&shop, "2", json!({ "state": "delivered", "state_at": "2026-11-20T12:00:00Z" })).await;
    assert_eq!(tell(&shop, "2", newer).await["state"], "paid", "the source says that this is newer");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_again_undoes_nothing() {
    let shop = TestApp::start().await;
    let bare = "Number;Date;Total;Currency\n1;2026-11-01;10,00;EUR\n2;2026-11-01;10,00;EUR\n";
    let rich = "Number;Date;Total;Currency;Item;Price;Refunded\n1;2026-11-01;10,00;EUR;Ham;10,00;1,00\n";
    import(&shop, rich.into(), &[]).await;
    import(&shop, bare.into(), &[("state", "paid")]).await;
    let known = shop.get("/orders").await.json["items"].clone();
    for order in known.as_array().unwrap() {
        let path = format!("/orders/{}", order["id"].as_str().unwrap());
        shop.patch(&path, json!({ "state": "cancelled" })).await;
    }
    let again = import(&shop, bare.into(), &[("state", "paid")]).await.json;
    assert_eq!((&again["unchanged"], &again["updated"]), (&json!(2), &json!(0)), "{again}");
    let kept = shop.get("/orders").await.json["items"].clone();
    let of = |number: &str| {
        kept.as_array().unwrap().iter().find(|order| order["number"] == number).unwrap().clone()
    };
    assert_eq!((&of("1")["state"], &of("2")["state"]), (&json!("cancelled"), &json!("cancelled")));
    assert_eq!((&of("1")["refunded"], of("1")["items"].as_array().unwrap().len()), (&json!("1.00"), 1));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amount_is_as_fine_as_its_currency() {
    let shop = TestApp::start().await;
    for (currency, total, fits) in [
        ("EUR", "12.345", false),
        ("EUR", "12.340", true),
        ("JPY", "100.5", false),
        ("JPY", "100.00", true),
        ("KWD", "1.234", true),
        ("KWD", "1.2345", false),
    ] {
        let answer = shop.post("/orders", order("1", json!({ "currency": currency, "total": total }))).await;
        assert_eq!(answer.status.is_success(), fits, "{currency} {total}: {}", answer.json);
        assert_eq!(answer.json["error"]["fields"]["total"].is_string(), !fits, "{currency} {total}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainee_turns_the_pages_and_reads_long_numbers_of_orders_but_no_phone() {
    let shop = TestApp::start().await;
    for number in ["2026/1103", "A1795934530-49", "1234567", "ORD 333 123 4567", "3331234567"] {
        tell(&shop, number, json!({})).await;
    }
    let trainee = Browser::signed_in(&shop, OWNER).await.invite("trainee").await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = trainee.get(&format!("/orders?limit=2{cursor}")).await.json;
        let items = page["items"].as_array().unwrap_or_else(|| panic!("{page}"));
        seen.extend(items.iter().map(|order| order["number"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["•••", "ORD •••", "1234567", "A1795934530-49", "2026/1103"]);
    shop.stop().await;
}
