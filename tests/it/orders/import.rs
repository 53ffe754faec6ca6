//! Files of orders: every horror in `csv_horrors.toml` becomes exact totals or a refusal by its line, nothing half, and the
//! same file again changes nothing.

use std::collections::BTreeMap;

use reqwest::multipart::{Form, Part};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

use super::numbers;
use crate::support::{Answer, TestApp, answer};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    file: String,
    #[serde(default)]
    encode: String,
    #[serde(default)]
    ends: String,
    sums: BTreeMap<String, String>,
    #[serde(default)]
    states: BTreeMap<String, usize>,
    #[serde(default)]
    placed: BTreeMap<String, String>,
    #[serde(default)]
    items: BTreeMap<String, usize>,
    #[serde(default)]
    unchanged: u64,
    #[serde(default)]
    refused: Vec<(u64, String, String)>,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

impl Case {
    fn sums(&self) -> BTreeMap<String, Decimal> {
        self.sums.iter().map(|(currency, sum)| (currency.clone(), sum.parse().unwrap())).collect()
    }

    fn bytes(&self) -> Vec<u8> {
        let text = match self.ends.as_str() {
            "crlf" => self.file.replace('\n', "\r\n"),
            "cr" => self.file.replace('\n', "\r"),
            _ => self.file.clone(),
        };
        let wide = |to_bytes: fn(u16) -> [u8; 2]| {
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(to_bytes).collect()
        };
        match self.encode.as_str() {
            "bom" => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            "utf-16le" => wide(u16::to_le_bytes),
            "utf-16be" => wide(u16::to_be_bytes),
            "latin1" => text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect(),
            _ => text.into_bytes(),
        }
    }
}

/// Imports a file with what else the form says.
pub async fn import(shop: &TestApp, bytes: Vec<u8>, more: &[(&'static str, &str)]) -> Answer {
    let mut form = Form::new().part("file", Part::bytes(bytes).file_name("orders.csv"));
    for (name, value) in more {
        form = form.text(*name, (*value).to_owned());
    }
    let request = shop
        .client
        .post(format!("{}/api/v1/orders/import", shop.address))
        .header("sec-fetch-site", "same-origin")
        .header("origin", &shop.address)
        .multipart(form);
    answer(request.send().await.unwrap()).await
}

/// Every order there is.
async fn all(shop: &TestApp, query: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = shop.get(&format!("/orders?limit=100{query}{cursor}")).await.json;
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

fn sums(orders: &[Value]) -> BTreeMap<String, Decimal> {
    let mut sums = BTreeMap::new();
    for order in orders {
        let total: Decimal = order["total"].as_str().unwrap().parse().unwrap();
        *sums.entry(order["currency"].as_str().unwrap().to_owned()).or_default() += total;
    }
    sums
}

fn refusals(answer: &Value) -> Vec<(u64, String, String)> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let rows = answer["refused"].as_array().unwrap();
    let first = |row: &Value| row["faults"][0].clone();
    rows.iter()
        .map(|row| (row["row"].as_u64().unwrap(), text(&first(row), "field"), text(&first(row), "reason")))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_horror_becomes_right_totals_or_a_named_refusal() {
    let cases: Cases =
        toml::from_str(&std::fs::read_to_string("tests/it/orders/csv_horrors.toml").unwrap()).unwrap();
    assert!(cases.case.len() >= 18);
    let shop = TestApp::start().await;
    let mut wrong = Vec::new();
    for (at, case) in cases.case.iter().enumerate() {
        let source = format!("file-{at}");
        let dry = import(&shop, case.bytes(), &[("source", &source), ("dry_run", "true")]).await;
        let before = all(&shop, &format!("&source={source}")).await;
        let answer = import(&shop, case.bytes(), &[("source", &source)]).await;
        if answer.status != 200 {
            wrong.push(format!("{}: {}", case.name, answer.json));
            continue;
        }
        let orders = all(&shop, &format!("&source={source}")).await;
        let counted = |state: &String| orders.iter().filter(|order| order["state"] == **state).count();
        let of = |number: &String| {
            orders.iter().find(|order| order["number"] == **number).cloned().unwrap_or_default()
        };
        let again = import(&shop, case.bytes(), &[("source", &source)]).await.json;
        let sound = [
            ("a dry run keeps nothing", before.is_empty()),
            (
                "and says the same",
                ["accepted", "updated", "refused", "mapping"]
                    .iter()
                    .all(|part| dry.json[part] == answer.json[part]),
            ),
            ("the sums", sums(&orders) == case.sums()),
            ("as many as it says", answer.json["accepted"] == orders.len()),
            ("the refusals", refusals(&answer.json) == case.refused),
            ("the same row twice", answer.json["unchanged"] == case.unchanged),
            ("the states", case.states.iter().all(|(state, count)| counted(state) == *count)),
            ("the days", case.placed.iter().all(|(number, at)| of(number)["placed_at"] == **at)),
            (
                "the lines",
                case.items
                    .iter()
                    .all(|(number, count)| of(number)["items"].as_array().map(Vec::len) == Some(*count)),
            ),
            (
                "safe to repeat",
                again["accepted"] == 0
                    && again["updated"] == 0
                    && again["unchanged"] == orders.len() as u64 + case.unchanged,
            ),
            ("nothing more", all(&shop, &format!("&source={source}")).await == orders),
        ];
        wrong.extend(
            sound
                .iter()
                .filter(|(_, fine)| !fine)
                .map(|(what, _)| format!("{}: {what}: {}", case.name, answer.json)),
        );
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_nobody_can_guess_are_asked_for_and_taken_as_they_are_said() {
    let shop = TestApp::start().await;
    let file = b"Foo;Bar;Baz;Cur\n1;2026-11-01;1,50;EUR\n".to_vec();
    let refused = import(&shop, file.clone(), &[]).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "columns_needed"));
    assert!(refused.json["error"]["fields"]["mapping.total"].is_string(), "{}", refused.json);
    let shown = import(&shop, file.clone(), &[("dry_run", "true")]).await.json;
    assert_eq!(shown["columns"], json!(["Foo", "Bar", "Baz", "Cur"]));
    assert_eq!(shown["missing"], json!(["number", "placed_at", "total"]));
    assert_eq!(shown["sample"], json!([["1", "2026-11-01", "1,50", "EUR"]]));
    let mapping = json!({ "number": "Foo", "placed_at": "Bar", "total": "Baz" }).to_string();
    let unknown = import(&shop, file.clone(), &[("mapping", r#"{"number":"Nope"}"#)]).await;
    assert_eq!(unknown.code(), "unknown_column");
    let taken =
        import(&shop, file, &[("mapping", &mapping), ("currency", "CHF"), ("state", "paid")]).await.json;
    assert_eq!((&taken["accepted"], &taken["mapping"]["total"]), (&json!(1), &json!("Baz")), "{taken}");
    let order = &all(&shop, "").await[0];
    assert_eq!(
        (&order["source"], &order["currency"], &order["state"]),
        (&json!("csv"), &json!("CHF"), &json!("paid"))
    );
    for (bytes, code) in
        [(&b"\x00\x01\x02\x03\xff"[..], "not_a_table"), (b"", "empty_file"), (b"just words\n", "not_a_table")]
    {
        assert_eq!(import(&shop, bytes.to_vec(), &[]).await.code(), code);
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn items_whose_price_no_column_says_are_left_out_only_when_somebody_says_so() {
    let shop = TestApp::start().await;
    let file = b"Order,Date,Total,Currency,Item,Quantity\n1,2026-11-01,7.50,EUR,Salame,3\n".to_vec();
    let shown = import(&shop, file.clone(), &[("dry_run", "true")]).await.json;
    assert_eq!((&shown["missing"], &shown["accepted"]), (&json!(["item_price"]), &json!(0)), "{shown}");
    let refused = import(&shop, file.clone(), &[]).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "columns_needed"));
    assert!(refused.json["error"]["fields"]["mapping.item_price"].is_string(), "{}", refused.json);
    let without = json!({ "number": "Order", "placed_at": "Date", "total": "Total", "currency": "Currency" });
    let taken = import(&shop, file, &[("mapping", &without.to_string())]).await.json;
    assert_eq!(taken["accepted"], 1, "{taken}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_phone_is_none_is_taken_and_named() {
    let shop = TestApp::start().await;
    let file = "Order;Date;Total;Currency;Phone\n1;2026-11-01;7,50;EUR;3,93331E+11\n\
                2;2026-11-01;7,50;EUR;+39 333 1234567\n3;2026-11-01;7,50;EUR;\n4;2026-11-01;7,50;EUR;n/a\n";
    for dry_run in ["true", "false"] {
        let answer = import(&shop, file.into(), &[("dry_run", dry_run)]).await.json;
        assert_eq!(
            (&answer["accepted"], &answer["phones_not_read"]),
            (&json!(4), &json!([2, 5])),
            "{dry_run}: {answer}"
        );
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_columns_of_one_name_are_a_question_and_either_can_be_chosen() {
    let shop = TestApp::start().await;
    let file =
        b"Number;Date;Total;Currency;Phone;Total;Phone\n1;2026-11-01;10,00;EUR;+39 333 1234567;12,20;\n"
            .to_vec();
    let shown = import(&shop, file.clone(), &[("dry_run", "true")]).await.json;
    assert_eq!(
        shown["columns"],
        json!(["Number", "Date", "Total (1)", "Currency", "Phone (1)", "Total (2)", "Phone (2)"])
    );
    assert_eq!(
        shown["doubtful"],
        json!([
            { "field": "total", "columns": ["Total (1)", "Total (2)"] },
            { "field": "phone", "columns": ["Phone (1)", "Phone (2)"] },
        ])
    );
    assert_eq!(shown["missing"], json!(["total"]));
    let refused = import(&shop, file.clone(), &[]).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "columns_doubtful"));
    assert_eq!(refused.json["error"]["fields"]["mapping.total"], "may be Total (1), Total (2)");
    let by = |total: &str| {
        json!({ "number": "Number", "placed_at": "Date", "total": total, "currency": "Currency" }).to_string()
    };
    let neither = import(&shop, file.clone(), &[("mapping", &by("Total"))]).await;
    assert_eq!(neither.code(), "columns_doubtful", "the name they share chooses none");
    let taken = import(&shop, file, &[("mapping", &by("Total (2)"))]).await.json;
    assert_eq!(taken["accepted"], 1, "{taken}");
    assert_eq!(all(&shop, "").await[0]["total"], "12.20");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_told_again_with_news_updates_what_it_names() {
    let shop = TestApp::start().await;
    let file = |state: &str| {
        format!(
            "Order;Date;Total;Currency;Status;Phone\n1;2026-11-01;1,50;EUR;{state};\n2;2026-11-01;2,50;EUR;paid;+39 333 1234567\n"
        )
    };
    import(&shop, file("paid").into_bytes(), &[]).await;
    let news = import(&shop, file("shipped").into_bytes(), &[]).await.json;
    assert_eq!((&news["accepted"], &news["updated"], &news["unchanged"]), (&json!(0), &json!(1), &json!(1)));
    assert_eq!(numbers(&shop, "?state=shipped").await, ["1"]);
    let deeds = shop.get("/audit").await.json.to_string();
    assert_eq!(deeds.matches("orders.imported").count(), 2);
    shop.stop().await;
}

/// Rows of the large file: enough to need many writes, few enough for a debug build.
const MANY: usize = 5_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_long_file_shows_how_far_it_has_come_and_comes_out_exact() {
    let shop = TestApp::start().await;
    let mut file = String::from("Order;Date;Total;Currency\n");
    let mut sum = Decimal::ZERO;
    for at in 0..MANY {
        let cents = (at * 7919) % 100_000;
        sum += Decimal::new(i64::try_from(cents).unwrap(), 2);
        file.push_str(&format!(
            "{at};2026-{:02}-{:02};{},{:02};EUR\n",
            at % 10 + 1,
            at % 28 + 1,
            cents / 100,
            cents % 100
        ));
    }
    let mut heard = shop.app.bus.subscribe();
    let taken = import(&shop, file.into_bytes(), &[]).await.json;
    assert_eq!((&taken["accepted"], &taken["refused_total"]), (&json!(MANY), &json!(0)), "{taken}");
    let mut steps = Vec::new();
    while let Ok(news) = heard.try_recv() {
        if news.event.topic.as_str() == "order_import" {
            steps.push(news.event.id.parse::<usize>().unwrap());
        }
    }
    assert!(steps.len() > 10 && steps.is_sorted() && steps.last() == Some(&MANY), "{steps:?}");
    assert_eq!(shop.get("/orders/import").await.json["running"], false);
    let kept = shop
        .app
        .db
        .read::<_, shopbell::storage::StorageError>(|conn| {
            conn.one("SELECT count(*), sum(total_micros) FROM orders_order_v1", [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
            })
        })
        .await
        .unwrap();
    assert_eq!((usize::try_from(kept.0).unwrap(), Decimal::new(kept.1, 6)), (MANY, sum));
    shop.stop().await;
}
