//! Signals a shop builds from choices: who, what, how long; whom they find, and what is refused.

use serde_json::{Value, json};
use shopbell::ids::{ContactId, SignalId};
use shopbell::storage::{StorageError, WriteTx};

use super::planted::{DAY, HOUR, Planted, free_id, plant};
use super::{scan, signals};
use crate::support::{Answer, TestApp};

async fn preview(test: &TestApp, question: &Value) -> Answer {
    test.post("/health/own/preview", json!({ "question": question, "purpose": "marketing" })).await
}

/// Whom a question finds, by name.
async fn found(test: &TestApp, question: &Value) -> Vec<String> {
    let shown = preview(test, question).await;
    assert_eq!(shown.status, 200, "{question}: {}", shown.json);
    let mut names: Vec<String> = shown.json["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["contact"]["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(shown.json["found"], names.len(), "{}", shown.json);
    names
}

fn ordered(
    tx: &WriteTx,
    contact: ContactId,
    days_ago: u32,
    item: &str,
    micros: i64,
) -> Result<(), StorageError> {
    let (id, at) = (tx.new_id::<SignalId>(), tx.now().minus(DAY * days_ago));
    tx.execute(
        "INSERT INTO orders_order (id, source, shop, number, matched_by, contact_id, state, currency, total_micros,
                refunded_micros, placed_at_ms, state_at_ms, updated_at_ms)
         VALUES (?1, 'api', '', CAST(?1 AS TEXT), 'contact', ?2, 'paid', 'EUR', ?4, 0, ?3, ?3, ?3)",
        (id, contact, at, micros),
    )?;
    tx.execute(
        "INSERT INTO orders_item (order_id, position, name, sku, quantity_thousandths, unit_price_micros)
         VALUES (?1, 0, ?2, NULL, 1000, ?3)",
        (id, item, micros),
    )?;
    Ok(())
}

/// Ana ordered coffee 40 and 10 days ago; Bruno rye bread 100 days ago; Carla never, but left a basket; Dario wants no offers.
async fn shop() -> (TestApp, Value) {
    let test = TestApp::start().await;
    let people = plant(
        &test,
        vec![
            Planted::named("Ana").wrote(2, DAY * 3, HOUR),
            Planted::named("Bruno").wrote(2, DAY * 50, HOUR),
            Planted::named("Carla").wrote(2, DAY * 20, HOUR),
            Planted::named("Dario").wrote(2, DAY * 50, HOUR).wants_no("marketing"),
            Planted::named("Elena").wrote(2, DAY * 50, HOUR).on_the_practice_phone(),
            Planted::named("Fabio").wrote(2, DAY * 50, HOUR).and_blocked(),
        ],
    )
    .await;
    let label = test.post("/labels", json!({ "name": "Ospite" })).await.json["id"].clone();
    let (vip, spoken) = (label.as_str().unwrap().parse::<i64>().unwrap(), people.clone());
    let write = move |tx: &WriteTx| {
        ordered(tx, spoken[0], 40, "Caffè Ünico 1 kg", 20_000_000)?;
        ordered(tx, spoken[0], 10, "CAFFÈ ÜNICO 1 KG", 20_000_000)?;
        ordered(tx, spoken[1], 100, "Pane di segale", 5_000_000)?;
        ordered(tx, spoken[3], 100, "Pane di segale", 5_000_000)?;
        tx.execute(
            "INSERT INTO orders_basket (id, source, shop, token, contact_id, currency, total_micros, items, abandoned_at_ms)
             VALUES (1, 'api', '', 'x', ?1, 'EUR', 7000000, '[]', ?2)",
            (spoken[2], tx.now().minus(DAY)),
        )?;
        tx.execute("UPDATE contact SET language = 'it' WHERE name IN ('Bruno', 'Dario')", [])?;
        tx.execute(
            "INSERT INTO conversation_label (conversation_id, label_id, sort_key)
             SELECT id, ?1, sort_key FROM conversation WHERE contact_id IN (?2, ?3)",
            (vip, spoken[1], spoken[2]),
        )?;
        Ok(())
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
    (test, label)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_choice_finds_whom_it_says_and_spares_whom_nobody_may_write_to() {
    let (test, label) = shop().await;
    let who = |who: Value| json!({ "what": "not_written", "days": 15, "who": who });
    for (question, names) in [
        (json!({ "what": "not_written", "days": 30 }), vec!["Bruno"]),
        (json!({ "what": "not_written", "days": 15 }), vec!["Bruno", "Carla"]),
        (json!({ "what": "not_ordered", "days": 30 }), vec!["Bruno"]),
        (json!({ "what": "not_ordered", "days": 5 }), vec!["Ana", "Bruno"]),
        (json!({ "what": "never_ordered", "days": 10 }), vec!["Carla"]),
        (json!({ "what": "ordered_product", "days": 30, "product": "caffè ünico" }), vec!["Ana"]),
        (json!({ "what": "ordered_product", "days": 30, "product": "pane" }), vec![]),
        (json!({ "what": "product_not_again", "days": 30, "product": "PANE DI SEGALE" }), vec!["Bruno"]),
        (json!({ "what": "product_not_again", "days": 30, "product": "Caffè" }), vec![]),
        (json!({ "what": "product_not_again", "days": 5, "product": "5%" }), vec![]),
        (json!({ "what": "basket_left", "days": 7 }), vec!["Carla"]),
        (json!({ "what": "labelled_quiet", "days": 30, "label": label }), vec!["Bruno"]),
        (json!({ "what": "labelled_quiet", "days": 10, "label": label }), vec!["Bruno", "Carla"]),
        (who(json!({ "language": "it" })), vec!["Bruno"]),
        (who(json!({ "labels": [label] })), vec!["Bruno", "Carla"]),
        (who(json!({ "orders_at_least": 1 })), vec!["Bruno"]),
        (who(json!({ "orders_at_least": 2 })), vec![]),
        (who(json!({ "spent_at_least": { "amount": "5.00", "currency": "EUR" } })), vec!["Bruno"]),
        (who(json!({ "spent_at_least": { "amount": "5.01", "currency": "EUR" } })), vec![]),
        (who(json!({ "spent_at_least": { "amount": "1", "currency": "USD" } })), vec![]),
        (who(json!({ "wrote_within_days": 30 })), vec!["Carla"]),
    ] {
        assert_eq!(found(&test, &question).await, names, "{question}");
    }
    let service = json!({ "question": { "what": "not_written", "days": 30 }, "purpose": "utility" });
    let shown = test.post("/health/own/preview", service).await.json;
    assert_eq!(shown["found"], 2, "who wants no offers may have a service: {shown}");
    let days =
        &preview(&test, &json!({ "what": "not_written", "days": 30 })).await.json["contacts"][0]["evidence"];
    assert_eq!(days["days"], 50, "{days}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sloppy_and_hostile_choices_are_refused_by_name() {
    let (test, label) = shop().await;
    let evil = "x'); DROP TABLE contact; --";
    for (question, field) in [
        (json!({ "what": "not_written", "days": 0 }), "question.days"),
        (json!({ "what": "not_written", "days": -7 }), "question.days"),
        (json!({ "what": "not_written", "days": 10_000_000 }), "question.days"),
        (json!({ "what": "not_written", "days": 366 }), "question.days"),
        (json!({ "what": "ordered_product", "days": 7 }), "question.product"),
        (json!({ "what": "ordered_product", "days": 7, "product": " " }), "question.product"),
        (json!({ "what": "ordered_product", "days": 7, "product": "x".repeat(201) }), "question.product"),
        (json!({ "what": "labelled_quiet", "days": 7 }), "question.label"),
        (json!({ "what": "labelled_quiet", "days": 7, "label": "99" }), "question.label"),
        (json!({ "what": "not_written", "days": 7, "who": { "labels": ["99"] } }), "question.who.labels"),
        (
            json!({ "what": "not_written", "days": 7, "who": { "labels": vec![label.clone(); 21] } }),
            "question.who.labels",
        ),
        (
            json!({ "what": "not_written", "days": 7, "who": { "orders_at_least": 0 } }),
            "question.who.orders_at_least",
        ),
        (
            json!({ "what": "not_written", "days": 7, "who": { "orders_at_least": -1 } }),
            "question.who.orders_at_least",
        ),
        (
            json!({ "what": "not_written", "days": 7, "who": { "wrote_within_days": 0 } }),
            "question.who.wrote_within_days",
        ),
        (
            json!({ "what": "not_written", "days": 7, "who": { "wrote_within_days": 7 } }),
            "question.who.wrote_within_days",
        ),
        (json!({ "what": "not_written", "days": 7, "who": { "language": evil } }), "question.who.language"),
        (
            json!({ "what": "not_written", "days": 7, "who": { "spent_at_least": { "amount": "0", "currency": "EUR" } } }),
            "question.who.spent_at_least.amount",
        ),
        (
            json!({ "what": "not_written", "days": 7, "who": { "spent_at_least": { "amount": "-1", "currency": "EUR" } } }),
            "question.who.spent_at_least.amount",
        ),
        (
            json!({ "what": "not_written", "days": 7, "who": { "spent_at_least": { "amount": "cento", "currency": "EUR" } } }),
            "question.who.spent_at_least.amount",
        ),
        (
            json!({ "what": "not_written", "days": 7, "who": { "spent_at_least": { "amount": "1", "currency": "Euro" } } }),
            "question.who.spent_at_least.currency",
        ),
    ] {
        let refused = preview(&test, &question).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code()),
            (422, "own_signal_invalid"),
            "{question}: {}",
            refused.json
        );
        assert!(refused.json["error"]["fields"][field].is_string(), "{field}: {}", refused.json);
    }
    let text = json!({ "what": "ordered_product", "days": 7, "product": evil });
    assert_eq!(found(&test, &text).await, Vec::<String>::new(), "a text is a text");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_the_wrong_form_altogether_is_refused_by_its_path_as_well() {
    let (test, _) = shop().await;
    for (question, field) in [
        (json!({ "what": "nonsense", "days": 7 }), "question.what"),
        (json!({ "what": "not_written", "days": "seven" }), "question.days"),
        (
            json!({ "what": "not_written", "days": 7, "who": { "orders_at_least": "x" } }),
            "question.who.orders_at_least",
        ),
    ] {
        let refused = preview(&test, &question).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "invalid_request"));
        assert!(refused.json["error"]["fields"][field].is_string(), "{field}: {}", refused.json);
    }
    for (body, field) in [
        (json!({ "purpose": "marketing" }), "question"),
        (
            json!({ "purpose": "marketing", "sql": "SELECT 1", "question": { "what": "not_written", "days": 7 } }),
            "sql",
        ),
    ] {
        let refused = test.post("/health/own/preview", body).await;
        assert_eq!(refused.code(), "own_signal_invalid");
        assert!(refused.json["error"]["fields"][field].is_string(), "{field}: {}", refused.json);
    }
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_any_words_and_each_stands_once() {
    let (test, _) = shop().await;
    let make = async |name: &str| {
        let question = json!({ "what": "not_written", "days": 30 });
        test.post("/health/own", json!({ "name": name, "question": question, "purpose": "marketing" })).await
    };
    let kept = make("  Città   🥖 perdute ").await;
    assert_eq!(
        (kept.status.as_u16(), &kept.json["name"]),
        (201, &json!("Città 🥖 perdute")),
        "{}",
        kept.json
    );
    let again = make("CITTÀ 🥖 PERDUTE").await;
    assert_eq!(again.code(), "own_signal_exists", "the same to a reader");
    assert!(again.json["error"]["fields"]["name"].is_string(), "{}", again.json);
    for name in ["", "   ", "\u{200b}", &"x".repeat(61)] {
        let refused = make(name).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code()),
            (422, "own_signal_invalid"),
            "{name:?}: {}",
            refused.json
        );
        assert!(refused.json["error"]["fields"]["name"].is_string());
    }
    for name in ["الزبائن الصامتون", "silent_after_activity", "'); DROP TABLE contact; --"] {
        assert_eq!(make(name).await.status, 201, "{name}");
    }
    for number in 0..26 {
        assert_eq!(make(&format!("number {number}")).await.status, 201);
    }
    assert_eq!(make("one too many").await.code(), "too_many_own_signals");
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_label_was_deleted_says_so_and_the_others_run() {
    let (test, label) = shop().await;
    let question = json!({ "what": "labelled_quiet", "days": 10, "label": label });
    let kept = test
        .post("/health/own", json!({ "name": "Guests", "question": question, "purpose": "utility" }))
        .await;
    assert_eq!(kept.status, 201, "{}", kept.json);
    scan(&test).await;
    let mine = async |status: &str| {
        let all = signals(&test, status).await;
        all.iter().filter(|one| one["detector"] == kept.json["detector"]).count()
    };
    assert_eq!(mine("pending").await, 2);
    let path = format!("/labels/{}", label.as_str().unwrap());
    assert_eq!(test.send(reqwest::Method::DELETE, &path, None).await.status, 204);
    scan(&test).await;
    let listed = test.get("/health/detectors").await.json;
    let shown =
        listed["items"].as_array().unwrap().iter().find(|one| one["name"] == kept.json["detector"]).unwrap();
    assert_eq!(shown["fault"]["code"], "gone", "{shown}");
    assert_eq!(mine("pending").await, 2, "what it cannot ask about is not over");
    assert_eq!(test.get("/health/own").await.json["items"][0]["question"]["label"], label, "to be mended");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_question_begins_anew() {
    let (test, _) = shop().await;
    let body = |days: u32| json!({ "name": "Quiet", "question": { "what": "not_written", "days": days }, "purpose": "utility" });
    let kept = test.post("/health/own", body(15)).await.json;
    scan(&test).await;
    let mine = async |status: &str| {
        let all = signals(&test, status).await;
        all.iter().filter(|one| one["detector"] == kept["detector"]).count()
    };
    assert_eq!(mine("pending").await, 3);
    let changed = test.put(&format!("/health/own/{}", kept["id"].as_str().unwrap()), body(30)).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    test.run_jobs().await;
    assert_eq!((mine("pending").await, mine("self_resolved").await), (2, 0), "none of them resolved itself");
    // Somebody writes: over, by the question as it is now.
    let write = |tx: &WriteTx| {
        let id = free_id(tx, tx.now())?;
        tx.execute(
            "INSERT INTO message (id, conversation_id, direction, author, kind, text, state, sent_at_ms, stored_at_ms)
             SELECT ?1, c.id, 'in', 'customer', 'text', 'Ciao', 'received', ?2, ?2
               FROM conversation c JOIN contact p ON p.id = c.contact_id WHERE p.name = 'Bruno'",
            (id, tx.now()),
        )
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
    scan(&test).await;
    assert_eq!((mine("pending").await, mine("self_resolved").await), (1, 1));
    test.stop().await;
}
