//! Rows of a file that are not taken: each with all that is wrong, and all of them as a file to mend and give again.

use serde_json::{Value, json};

use super::import::import;
use super::numbers;
use crate::support::TestApp;

/// Rows that are refused: more than the answer names one by one.
const BAD: usize = 1_200;

#[tokio::test(flavor = "multi_thread")]
async fn a_row_names_everything_that_is_wrong_with_it() {
    let shop = TestApp::start().await;
    let file = "Number;Date;Total;Currency;State;Refunded\n\
        1;2026-02-31;abc;XXQ;eaten;x\n\
        ;2026-02-11;-3,00;EUR;paid;0\n\
        3;2026-02-11;10,00;EUR;paid;12,00\n\
        4;2026-02-11;10,00;EUR;paid;0\n";
    let taken = import(&shop, file.as_bytes().to_vec(), &[]).await.json;
    let faults = |row: &Value| -> Vec<(String, String)> {
        let text = |fault: &Value, part: &str| fault[part].as_str().unwrap_or_default().to_owned();
        let faults = row["faults"].as_array().unwrap();
        faults.iter().map(|fault| (text(fault, "field"), text(fault, "reason"))).collect()
    };
    let pairs = |expected: &[(&str, &str)]| -> Vec<(String, String)> {
        expected.iter().map(|(field, reason)| ((*field).to_owned(), (*reason).to_owned())).collect()
    };
    let refused = taken["refused"].as_array().unwrap();
    assert_eq!(
        (refused.len(), &taken["refused_total"], &taken["accepted"]),
        (3, &json!(3), &json!(1)),
        "{taken}"
    );
    assert_eq!(
        faults(&refused[0]),
        pairs(&[
            ("total", "not_an_amount"),
            ("currency", "unknown_currency"),
            ("state", "unknown_state"),
            ("refunded", "not_an_amount"),
            ("placed_at", "not_a_date"),
        ])
    );
    assert_eq!(faults(&refused[1]), pairs(&[("number", "missing"), ("total", "negative_amount")]));
    assert_eq!(faults(&refused[2]), pairs(&[("refunded", "refunded_too_much")]));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refused_row_comes_back_in_a_file_that_can_be_mended_and_given_again() {
    let shop = TestApp::start().await;
    let mut file = String::from("Number;Date;Total;Currency;Customer\n");
    for at in 0..BAD {
        file.push_str(&format!("B{at};2026-02-31;3,50;EUR;\"Rossi; Anna \"\"la\"\"\"\n"));
    }
    file.push_str("G1;2026-02-11;3,50;EUR;Bruno\n");
    let trial = import(&shop, file.clone().into_bytes(), &[("dry_run", "true")]).await.json;
    let taken = import(&shop, file.into_bytes(), &[]).await.json;
    assert_eq!((&taken["refused_total"], &taken["accepted"]), (&json!(BAD), &json!(1)));
    assert_eq!(taken["refused"].as_array().unwrap().len(), 1_000);
    let gone = trial["id"].as_str().unwrap();
    assert_eq!(
        shop.get(&format!("/orders/import/refused?import={gone}")).await.status,
        404,
        "looked at no more"
    );
    let address = format!("{}/api/v1/orders/import/refused", shop.address);
    let asked = shop.client.get(address).query(&[("import", taken["id"].as_str().unwrap())]);
    let answer = asked.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let text = answer.text().await.unwrap();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next().unwrap(), "Number;Date;Total;Currency;Customer;Line;Reasons");
    assert_eq!(
        lines.next().unwrap(),
        "B0;2026-02-31;3,50;EUR;\"Rossi; Anna \"\"la\"\"\";2;Date: This is no date."
    );
    assert_eq!(lines.count(), BAD - 1);
    let mended = import(&shop, text.replace("2026-02-31", "2026-02-28").into_bytes(), &[]).await.json;
    assert_eq!((&mended["accepted"], &mended["refused_total"]), (&json!(BAD), &json!(0)), "{mended}");
    assert_eq!(numbers(&shop, "?q=B17").await.len(), 11);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_a_file_is_seen_by_everybody_until_it_is_put_away() {
    let shop = TestApp::start().await;
    assert_eq!(shop.get("/orders/import").await.json["last"], Value::Null);
    let file = b"Number;Date;Total;Currency\n1;2026-02-11;3,50;EUR\n2;2026-02-31;3,50;EUR\n".to_vec();
    import(&shop, file.clone(), &[("dry_run", "true")]).await;
    assert_eq!(shop.get("/orders/import").await.json["last"], Value::Null, "a trial is nobody else's news");
    let taken = import(&shop, file, &[]).await.json;
    let seen = shop.get("/orders/import").await.json;
    assert_eq!((&seen["running"], &seen["last"]), (&json!(false), &taken));
    assert_eq!((&taken["file"], &taken["refused"][0]["row"]), (&json!("orders.csv"), &json!(3)));
    assert_eq!(shop.delete("/orders/import/last").await.status, 204);
    assert_eq!(shop.get("/orders/import").await.json["last"], Value::Null);
    assert_eq!(numbers(&shop, "").await, ["1"], "the orders stay");
    shop.stop().await;
}
