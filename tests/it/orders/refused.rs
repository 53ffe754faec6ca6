//! Rows of a file that are not taken: each with all that is wrong, and all of them as a file to mend and give again.

use serde_json::{Value, json};
use shopbell::storage::StorageError;

use super::import::import;
use super::numbers;
use crate::privacy::erase;
use crate::support::TestApp;

/// Rows that are refused: more than the answer names one by one.
const BAD: usize = 1_200;

/// The file of refused rows, in a language.
async fn refused_file(shop: &TestApp, taken: &Value, language: &str) -> String {
    let address = format!("{}/api/v1/orders/import/refused", shop.address);
    let wanted = [("import", taken["id"].as_str().unwrap()), ("language", language)];
    let answer = shop.client.get(address).query(&wanted).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    answer.text().await.unwrap()
}

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
    let text = refused_file(&shop, &taken, "").await;
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
    assert_eq!((&seen["running"], &seen["last"]), (&json!(false), &taken["id"]));
    assert_eq!(shop.get("/orders/import/last").await.json, taken);
    assert_eq!((&taken["file"], &taken["refused"][0]["row"]), (&json!("orders.csv"), &json!(3)));
    assert_eq!(shop.delete("/orders/import/last").await.status, 204);
    assert_eq!(shop.get("/orders/import").await.json["last"], Value::Null);
    assert_eq!(shop.get("/orders/import/last").await.status, 404);
    assert_eq!(numbers(&shop, "").await, ["1"], "the orders stay");
    shop.stop().await;
}

const TWO_LINES: &str = "Numero;Data;Totale;Valuta\n1;2026-02-11;3,50;EUR\n2;2026-02-31;abc;EUR\n";

#[tokio::test(flavor = "multi_thread")]
async fn reasons_are_said_in_the_readers_language_and_the_file_can_be_given_again() {
    let shop = TestApp::start().await;
    let trial = import(&shop, TWO_LINES.into(), &[("dry_run", "true")]).await.json;
    let line = "2;2026-02-31;abc;EUR;3;Totale: Non è un importo. Data: Non è una data.\r\n";
    let italian = format!("\u{feff}Numero;Data;Totale;Valuta;Riga;Motivi\r\n{line}");
    assert_eq!(refused_file(&shop, &trial, "it").await, italian, "of a trial");
    let taken = import(&shop, TWO_LINES.into(), &[]).await.json;
    assert_eq!(refused_file(&shop, &taken, "it-CH").await, italian);
    for language in ["", "en", "tlh"] {
        let english = refused_file(&shop, &taken, language).await;
        assert!(english.ends_with(";3;Totale: This is no amount. Data: This is no date.\r\n"), "{english}");
    }
    let mended = italian.replace("02-31", "02-28").replace("abc", "4,50");
    let again = import(&shop, mended.into_bytes(), &[]).await.json;
    assert_eq!((&again["accepted"], &again["refused_total"]), (&json!(1), &json!(0)), "{again}");
    shop.stop().await;
}

const BY_THEIR_COLUMNS: &str = "Number;Date;Total;Currency;Status\n\
    1;25/03/2026;1.234,50;EUR;paid\n2;03/04/2026 14:05;1.234;EUR;nonsense\n3;04/05/2026;€ 2.000;EUR;nonsense\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_row_says_by_itself_what_it_said_among_the_others() {
    let shop = TestApp::start().await;
    let taken = import(&shop, BY_THEIR_COLUMNS.into(), &[]).await.json;
    assert_eq!((&taken["accepted"], &taken["refused_total"]), (&json!(1), &json!(2)), "{taken}");
    let text = refused_file(&shop, &taken, "en").await;
    let rows: Vec<&str> = text.lines().skip(1).collect();
    assert!(rows[0].starts_with("2;2026-04-03 14:05:00;1234;EUR;nonsense;3;"), "{text}");
    assert!(rows[1].starts_with("3;2026-05-04;2000 EUR;EUR;nonsense;4;"), "{text}");
    let again = import(&shop, text.replace("nonsense", "paid").into_bytes(), &[]).await.json;
    assert_eq!((&again["accepted"], &again["refused_total"]), (&json!(2), &json!(0)), "{again}");
    let orders = shop.get("/orders").await.json;
    let told = orders["items"].as_array().unwrap().iter();
    let told: Vec<String> = told
        .map(|one| {
            let text = |field: &str| one[field].as_str().unwrap();
            format!("{} {} {}", text("number"), text("total"), &text("placed_at")[..7])
        })
        .collect();
    assert_eq!(told, ["3 2000.00 2026-05", "2 1234.00 2026-04", "1 1234.50 2026-03"]);
    shop.stop().await;
}

#[test]
fn screens_say_the_same_of_a_refused_row_as_the_file() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: String| std::fs::read_to_string(root.join(path)).unwrap();
    for language in ["en", "it"] {
        let file: toml::Table = read(format!("src/orders/import/words/{language}.toml")).parse().unwrap();
        let screens: Value =
            serde_json::from_str(&read(format!("ui/src/locales/{language}/orders.json"))).unwrap();
        assert_eq!(json!(file["faults"]), screens["import"]["reasons"], "{language}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_a_file_outlives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().to_owned();
    let shop = TestApp::start_owned_with(|config| config.data.dir.clone_from(&at)).await;
    let taken = import(&shop, TWO_LINES.into(), &[]).await.json;
    assert_eq!(taken["refused"][0]["faults"][0]["value"], "abc", "{taken}");
    let file = refused_file(&shop, &taken, "it").await;
    shop.stop().await;

    let shop = TestApp::start_with(|config| config.data.dir.clone_from(&at)).await;
    shop.sign_in().await;
    let seen = shop.get("/orders/import").await.json;
    assert_eq!((&seen["running"], &seen["last"]), (&json!(false), &taken["id"]));
    assert_eq!(shop.get("/orders/import/last").await.json, taken);
    assert_eq!(refused_file(&shop, &taken, "it").await, file);
    // The next file takes its place, with its rows; and so does nothing when it is put away.
    let next = import(&shop, b"Number;Date;Total;Currency\n9;2026-02-31;1;EUR\n".to_vec(), &[]).await.json;
    assert_eq!(shop.get("/orders/import/last").await.json, next);
    assert_eq!(rows_kept(&shop).await, 1);
    let gone = format!("/orders/import/refused?import={}", taken["id"].as_str().unwrap());
    assert_eq!(shop.get(&gone).await.status, 404);
    assert_eq!(shop.delete("/orders/import/last").await.status, 204);
    assert_eq!((&shop.get("/orders/import").await.json["last"], rows_kept(&shop).await), (&Value::Null, 0));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_customer_who_is_erased_the_rows_that_may_be_theirs_go() {
    let shop = TestApp::start().await;
    shop.customer("+39 333 1234567").says("ciao").await;
    shop.let_reply().await;
    import(&shop, b"Number;Date;Total;Customer\n9;2026-02-31;1;Ana Bianchi\n".to_vec(), &[]).await;
    assert_eq!(rows_kept(&shop).await, 1);
    let contact = shop.only_conversation().await["contact"]["id"].clone();
    assert_eq!(erase(&shop, contact.as_str().unwrap()).await["state"], "done");
    assert_eq!((&shop.get("/orders/import").await.json["last"], rows_kept(&shop).await), (&Value::Null, 0));
    shop.stop().await;
}

async fn rows_kept(shop: &TestApp) -> i64 {
    let count = "SELECT count(*) FROM orders_import_refused";
    let read =
        shop.app.db.read::<_, StorageError>(move |conn| conn.one(count, [], |row| row.get::<_, i64>(0)));
    read.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_row_is_no_formula_where_it_is_mended_and_the_same_when_it_comes_back() {
    let shop = TestApp::start().await;
    let evil = "=HYPERLINK(\"\"http://evil.example\"\")";
    let file = format!("Number;Date;Total;Currency;Customer\n9;2026-02-31;1;EUR;\"{evil}\"\n");
    let taken = import(&shop, file.into_bytes(), &[]).await.json;
    let back = refused_file(&shop, &taken, "").await;
    assert!(back.contains(";\"'=HYPERLINK("), "{back}");
    let mended = back.replace("2026-02-31", "2026-02-28");
    import(&shop, mended.into_bytes(), &[]).await;
    let orders = shop.get("/orders").await.json;
    assert_eq!(orders["items"][0]["customer"]["name"], "=HYPERLINK(\"http://evil.example\")", "{orders}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_only_looked_at_does_not_outlive_an_erasure() {
    let shop = TestApp::start().await;
    shop.customer("+393331239999").says("Hello").await;
    shop.let_reply().await;
    let contact = shop.only_conversation().await["contact"]["id"].as_str().unwrap().to_owned();
    let trial = import(&shop, TWO_LINES.into(), &[("dry_run", "true")]).await.json;
    let path = format!("/orders/import/refused?import={}", trial["id"].as_str().unwrap());
    let address = format!("{}/api/v1{path}", shop.address);
    assert_eq!(shop.client.get(&address).send().await.unwrap().status(), 200);
    erase(&shop, &contact).await;
    assert_eq!(shop.get(&path).await.status, 404);
    shop.stop().await;
}
