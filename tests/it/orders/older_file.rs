//! A file that is older than what is known: it takes no order back, and says which it left as they are.

use std::time::Duration;

use serde_json::{Value, json};

use super::import::import;
use super::numbers;
use crate::support::TestApp;

fn file(rows: &[&str]) -> Vec<u8> {
    format!("Number;Date;Total;Currency;State\n{}\n", rows.join("\n")).into_bytes()
}

async fn only(shop: &TestApp, number: &str) -> Value {
    let list = shop.get("/orders").await.json;
    let items = list["items"].as_array().unwrap();
    items.iter().find(|order| order["number"] == number).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_file_takes_no_order_back() {
    let shop = TestApp::start().await;
    let older = file(&[
        "N1;2026-02-11;10,00;EUR;paid",
        "N2;2026-02-11;10,00;EUR;paid",
        "N3;2026-02-11;5,00;EUR;paid",
    ]);
    let newer = file(&[
        "N1;2026-02-11;12,00;EUR;delivered",
        "N2;2026-02-11;10,00;EUR;cancelled",
        "N3;2026-02-11;5,00;EUR;shipped",
    ]);
    import(&shop, older.clone(), &[]).await;
    let trial = import(&shop, newer.clone(), &[("dry_run", "true")]).await.json;
    assert_eq!((&trial["updated"], &trial["further_along"]), (&json!(3), &json!(0)), "{trial}");
    assert_eq!(trial["changes"][0]["number"], "N1");
    assert_eq!(
        trial["changes"][0]["fields"],
        json!([
            { "field": "state", "before": "paid", "after": "delivered" },
            { "field": "total", "before": "10.00 EUR", "after": "12.00 EUR" },
        ])
    );
    assert_eq!(numbers(&shop, "?state=paid").await.len(), 3, "a trial changes nothing");
    import(&shop, newer, &[]).await;
    let trial = import(&shop, older.clone(), &[("dry_run", "true")]).await.json;
    let back = import(&shop, older, &[]).await.json;
    for said in [&trial, &back] {
        assert_eq!(
            (&said["updated"], &said["unchanged"], &said["further_along"]),
            (&json!(0), &json!(0), &json!(3))
        );
        assert_eq!(
            said["further"][0],
            json!({ "row": 2, "number": "N1", "state": "delivered", "said": "paid" }),
            "{said}"
        );
    }
    let first = only(&shop, "N1").await;
    assert_eq!((&first["state"], &first["total"]), (&json!("delivered"), &json!("12.00")), "kept as it is");
    assert_eq!(only(&shop, "N2").await["state"], "cancelled");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_moved_on_no_file_takes_back() {
    let shop = TestApp::start().await;
    import(&shop, file(&["N1;2026-02-11;10,00;EUR;placed"]), &[]).await;
    let id = only(&shop, "N1").await["id"].as_str().unwrap().to_owned();
    assert_eq!(shop.patch(&format!("/orders/{id}"), json!({ "state": "shipped" })).await.status, 200);
    let news = import(&shop, file(&["N1;2026-02-11;10,00;EUR;paid"]), &[]).await.json;
    assert_eq!(news["further_along"], 1, "{news}");
    assert_eq!(only(&shop, "N1").await["state"], "shipped");
    let news = import(&shop, file(&["N1;2026-02-11;10,00;EUR;delivered"]), &[]).await.json;
    assert_eq!(news["updated"], 1, "{news}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_says_since_when_may_take_an_order_back() {
    let shop = TestApp::start().await;
    let dated = |state: &str, at: &str| {
        format!("Number;Date;Total;Currency;State;Status date\nN1;2026-02-11;10,00;EUR;{state};{at}\n")
            .into_bytes()
    };
    let taken = import(&shop, dated("delivered", "2026-03-01"), &[]).await.json;
    assert_eq!(taken["mapping"]["state_at"], "Status date");
    let since = only(&shop, "N1").await["state_at"].as_str().unwrap().to_owned();
    assert!(since.as_str() < "2026-03-02", "the day of the file, not of the import: {since}");
    let older = import(&shop, dated("shipped", "2026-02-20"), &[]).await.json;
    assert_eq!(older["further_along"], 1, "{older}");
    let newer = import(&shop, dated("shipped", "2026-03-05"), &[]).await.json;
    assert_eq!(
        (&newer["updated"], &newer["further_along"]),
        (&json!(1), &json!(0)),
        "it came back, and goes again"
    );
    assert_eq!(only(&shop, "N1").await["state"], "shipped");
    let unread = import(&shop, dated("delivered", "soon"), &[]).await.json;
    assert_eq!((&unread["updated"], &unread["refused_total"]), (&json!(1), &json!(0)), "{unread}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn that_a_row_was_changed_otherwise_takes_no_order_back() {
    let shop = TestApp::start().await;
    let told = |state: &str, at: &str| {
        format!("Number;Date;Total;Currency;State;Last updated\nN1;2026-02-11;10,00;EUR;{state};{at}\n")
            .into_bytes()
    };
    import(&shop, told("placed", "2026-02-11"), &[]).await;
    let id = only(&shop, "N1").await["id"].as_str().unwrap().to_owned();
    assert_eq!(shop.patch(&format!("/orders/{id}"), json!({ "state": "shipped" })).await.status, 200);
    shop.advance(Duration::from_hours(2));
    let later = told("paid", &shop.clock.now().to_string());
    let corrected = import(&shop, later.clone(), &[]).await.json;
    assert_eq!(
        (&corrected["mapping"]["state_at"], &corrected["further_along"]),
        (&Value::Null, &json!(1)),
        "somebody corrected an address: {corrected}"
    );
    assert_eq!(only(&shop, "N1").await["state"], "shipped");
    // Whoever knows that the column means it says so.
    let mapping = json!({
        "number": "Number", "placed_at": "Date", "total": "Total", "currency": "Currency", "state": "State",
        "state_at": "Last updated",
    });
    let said = import(&shop, later, &[("mapping", &mapping.to_string())]).await.json;
    assert_eq!((&said["updated"], &only(&shop, "N1").await["state"]), (&json!(1), &json!("paid")), "{said}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_moments_of_a_state_are_read_by_what_their_own_column_shows() {
    for (first, second, read) in [
        ("03/04/2026", "25/03/2026", ["2026-04-0", "2026-03-2"]),
        ("46115.5", "45997", ["2026-04-0", "2025-12-0"]),
    ] {
        let shop = TestApp::start().await;
        let dated = format!(
            "Number;Date;Total;Currency;State;Status date\nN1;2026-02-11;1,00;EUR;paid;{first}\nN2;2026-02-11;1,00;EUR;paid;{second}\n"
        );
        import(&shop, dated.into(), &[]).await;
        for (number, read) in ["N1", "N2"].iter().zip(read) {
            let order = only(&shop, number).await;
            assert!(order["state_at"].as_str().unwrap().starts_with(read), "{first}: {order}");
        }
        shop.stop().await;
    }
    // A column that shows nothing by itself is written as the other one is.
    let shop = TestApp::start().await;
    let dated = "Number;Date;Total;Currency;State;Status date\nN1;25/03/2026;1,00;EUR;paid;03/04/2026\n";
    import(&shop, dated.into(), &[]).await;
    assert!(only(&shop, "N1").await["state_at"].as_str().unwrap().starts_with("2026-04-0"));
    shop.stop().await;
}
