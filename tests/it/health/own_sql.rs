//! Signals somebody writes in SQL: whatever the text tries, only published views are read, in time, and what is wrong is
//! said in words.

use reqwest::Method;
use serde_json::{Value, json};
use shopbell::health::jobs::RunDetector;

use super::planted::{DAY, HOUR, Planted, plant};
use super::{scan, signals};
use crate::support::browser::Browser;
use crate::support::{Answer, OWNER, TestApp};

const QUIET: &str = "SELECT contact_id, count(*) AS messages FROM inbox_conversation_v1
    JOIN inbox_message_v1 USING (conversation_id) WHERE direction = 'in' GROUP BY contact_id";

async fn shop() -> TestApp {
    let test = TestApp::start().await;
    let people = ["Ana", "Bruno", "Carla"].map(|name| Planted::named(name).wrote(3, DAY * 2, HOUR));
    plant(&test, people.into()).await;
    test
}

async fn preview(test: &TestApp, sql: &str) -> Answer {
    test.post("/health/own/preview", json!({ "sql": sql, "purpose": "utility" })).await
}

async fn keep(test: &TestApp, name: &str, sql: &str) -> Answer {
    test.post("/health/own", json!({ "name": name, "sql": sql, "purpose": "utility" })).await
}

/// What is no question over the views, and why.
const REFUSED: &[(&str, &str)] = &[
        ("", "sql_empty"),
        ("  -- nothing but a comment", "sql_empty"),
        (";", "sql_empty"),
        ("SELECT * FROM person", "sql_table"),
        ("SELECT * FROM \"person\"", "sql_table"),
        ("SELECT * FROM [person]", "sql_table"),
        ("SELECT * FROM 'person'", "sql_table"),
        ("SELECT * FROM main.contact", "sql_table"),
        ("SELECT * FROM sqlite_master", "sql_table"),
        ("SELECT * FROM SQLITE_SCHEMA", "sql_table"),
        ("SELECT * FROM temp.sqlite_temp_master", "sql_table"),
        ("SELECT * FROM pragma_table_info('person')", "sql_table"),
        ("SELECT * FROM pragma_database_list", "sql_table"),
        ("SELECT * FROM dbstat", "sql_table"),
        ("SELECT * FROM message_search WHERE message_search MATCH 'x'", "sql_table"),
        ("SELECT rowid FROM knowledge_vector", "sql_table"),
        // A name of a view is taken for a table's rows.
        (
            "WITH inbox_contact_v1 AS (SELECT id AS contact_id, name FROM contact) SELECT contact_id, name FROM inbox_contact_v1",
            "sql_table",
        ),
        (
            "WITH a AS (WITH inbox_contact_v1 (contact_id, n) AS NOT MATERIALIZED (SELECT id, password_hash FROM person)
             SELECT * FROM inbox_contact_v1) SELECT contact_id, n FROM a",
            "sql_table",
        ),
        ("SELECT contact_id, (SELECT name FROM person) AS n FROM inbox_contact_v1", "sql_table"),
        ("SELECT contact_id, 1 AS n FROM inbox_contact_v1 WHERE EXISTS (SELECT 1 FROM session)", "sql_table"),
        ("SELECT contact_id, 1 AS n FROM inbox_contact_v1 UNION SELECT id, 1 FROM person", "sql_table"),
        ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS contact_id, i FROM n", "sql_recursive"),
        ("WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS contact_id, i FROM n", "sql_recursive"),
        ("SELECT contact_id, randomblob(1000000000) AS n FROM inbox_contact_v1", "sql_function"),
        ("SELECT contact_id, zeroblob(1000000000) AS n FROM inbox_contact_v1", "sql_function"),
        ("SELECT contact_id, load_extension('evil') AS n FROM inbox_contact_v1", "sql_function"),
        ("SELECT contact_id, printf('%1000000000d', 1) AS n FROM inbox_contact_v1", "sql_function"),
        ("SELECT contact_id, writefile('/etc/x', 'x') AS n FROM inbox_contact_v1", "sql_said"),
        ("SELECT contact_id, readfile('/etc/passwd') AS n FROM inbox_contact_v1", "sql_said"),
        ("SELECT contact_id, fts5(1) AS n FROM inbox_contact_v1", "sql_function"),
        ("SELECT contact_id, vec_version() AS n FROM inbox_contact_v1", "sql_function"),
        ("SELECT 1 AS contact_id, 2 AS n; SELECT 2 AS contact_id, 2 AS n", "sql_two_statements"),
        ("SELECT 1 AS contact_id, 2 AS n; DROP TABLE contact", "sql_two_statements"),
        ("DELETE FROM inbox_contact_v1", "sql_not_reading"),
        ("DELETE FROM contact", "sql_table"),
        ("INSERT INTO inbox_contact_v1 (contact_id) VALUES (1)", "sql_not_reading"),
        ("UPDATE inbox_contact_v1 SET language = 'it'", "sql_not_reading"),
        ("CREATE TABLE mine (x)", "sql_not_reading"),
        ("CREATE TEMP VIEW mine AS SELECT 1", "sql_not_reading"),
        ("DROP VIEW inbox_contact_v1", "sql_not_reading"),
        ("PRAGMA writable_schema = 1", "sql_not_reading"),
        ("PRAGMA query_only = 0", "sql_not_reading"),
        ("ATTACH DATABASE '/tmp/x.db' AS x", "sql_not_reading"),
        ("VACUUM INTO '/tmp/x.db'", "sql_not_reading"),
        ("BEGIN IMMEDIATE", "sql_not_reading"),
        ("ANALYZE", "sql_not_reading"),
        ("EXPLAIN SELECT contact_id, language FROM inbox_contact_v1", "sql_not_reading"),
        ("SELEC contact_id FROM inbox_contact_v1", "sql_said"),
        ("SELECT contact_id, nonsense FROM inbox_contact_v1", "sql_said"),
        ("SELECT contact_id, :secret AS n FROM inbox_contact_v1", "sql_parameter"),
        ("SELECT contact_id, ? AS n FROM inbox_contact_v1", "sql_parameter"),
        ("SELECT language, created_at_ms FROM inbox_contact_v1", "sql_columns"),
        ("SELECT contact_id FROM inbox_contact_v1", "sql_no_evidence"),
        ("SELECT contact_id, count(*) FROM inbox_contact_v1", "sql_column_name"),
        ("SELECT contact_id, 1 AS n, 2 AS n FROM inbox_contact_v1", "sql_column_name"),
        ("SELECT 'Ana' AS contact_id, 1 AS n", "sql_contact_id"),
        ("SELECT contact_id, replace(hex('aaaaaaaaaaaaaaaa'), '6', group_concat(subject)) AS n FROM inbox_contact_v1", "sql_function"),
        (
            "SELECT a.contact_id, group_concat(replace('x', 'x', '0123456789012345678901234567890123456789')) AS n
               FROM inbox_message_v1 m, inbox_message_v1 n, inbox_message_v1 o, inbox_message_v1 p, inbox_contact_v1 a",
            "sql_too_large",
        ),
        (
            "SELECT a.contact_id, count(*) AS n FROM inbox_message_v1 m, inbox_message_v1 n, inbox_message_v1 o, inbox_message_v1 p,
                    inbox_message_v1 q, inbox_message_v1 r, inbox_message_v1 s, inbox_message_v1 t, inbox_message_v1 u, inbox_contact_v1 a",
            "signal_took_too_long",
        ),
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_not_a_question_over_views_is_refused_with_its_reason() {
    let test = shop().await;
    let huge = format!("SELECT contact_id, '{}' AS x FROM inbox_contact_v1", "x".repeat(20_000));
    for (sql, code) in REFUSED.iter().copied().chain([(huge.as_str(), "sql_too_long")]) {
        let refused = preview(&test, sql).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, code), "{sql}: {}", refused.json);
        let named = refused.json["error"]["fields"]["sql"].is_string();
        assert!(named || code == "signal_took_too_long", "{sql}: {}", refused.json);
        let kept = keep(&test, "Mine", sql).await;
        if code != "signal_took_too_long" && code != "sql_contact_id" && code != "sql_too_large" {
            assert_eq!(kept.code(), code, "what is refused is not kept either: {sql}");
        }
    }
    let said = preview(&test, "SELECT * FROM person").await.json["error"]["params"].clone();
    assert_eq!(
        (&said["table"], &said["said"]),
        (&json!("person"), &json!("no such table: person")),
        "{said}"
    );
    let said = preview(&test, "SELECT language FROM inbox_contact_v1").await.json["error"]["params"].clone();
    assert_eq!(said["missing"], "contact_id", "{said}");
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_asks_views_only_is_taken_however_it_is_written() {
    let test = shop().await;
    for (sql, found) in [
        (QUIET, 3),
        ("select CONTACT_ID, Language as language_tag from INBOX_CONTACT_V1 -- all of them", 3),
        ("/* all */ SELECT contact_id, 1 AS n FROM inbox_contact_v1;", 3),
        ("SELECT contact_id, 1 AS n FROM inbox_contact_v1; -- and no more", 3),
        ("SELECT contact_id, 1 AS n FROM main.inbox_contact_v1", 3),
        // A name of a view for rows of another view hides nothing.
        (
            "WITH inbox_contact_v1 AS (SELECT contact_id, channel FROM inbox_conversation_v1) SELECT contact_id, channel FROM inbox_contact_v1",
            3,
        ),
        (
            "SELECT contact_id, (:now_ms - max(created_at_ms)) / 86400000 AS days FROM inbox_contact_v1 GROUP BY contact_id",
            3,
        ),
        (
            "SELECT contact_id, n FROM (SELECT contact_id, row_number() OVER (ORDER BY contact_id) AS n FROM inbox_contact_v1) WHERE n < 3",
            2,
        ),
        ("SELECT contact_id, value AS n FROM inbox_contact_v1, json_each('[1]')", 3),
        // Views that read others' tables with functions of their own.
        (
            "SELECT c.contact_id, count(h.hand_over_id) AS n FROM inbox_conversation_v1 c LEFT JOIN inbox_hand_over_v1 h USING (conversation_id) GROUP BY 1",
            3,
        ),
        ("SELECT contact_id, (SELECT count(*) FROM whatsapp_check_v1) AS checks FROM inbox_contact_v1", 3),
        // Twice the same customer, one nobody knows, and one without an id.
        (
            "SELECT contact_id, 1 AS n FROM inbox_contact_v1 UNION ALL SELECT contact_id, 2 FROM inbox_contact_v1 UNION ALL SELECT 77, 1",
            3,
        ),
        ("SELECT NULL AS contact_id, 1 AS n", 0),
    ] {
        let shown = preview(&test, sql).await;
        assert_eq!(
            (shown.status.as_u16(), &shown.json["found"]),
            (200, &json!(found)),
            "{sql}: {}",
            shown.json
        );
    }
    let shown = preview(&test, QUIET).await.json;
    let first = &shown["contacts"][0];
    assert_eq!((&first["evidence"], &shown["more"]), (&json!({ "messages": 3 }), &json!(false)), "{shown}");
    assert!(["Ana", "Bruno", "Carla"].contains(&first["contact"]["name"].as_str().unwrap()), "{shown}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_one_runs_beside_the_others_is_switched_off_and_leaves_only_history() {
    let test = shop().await;
    let kept = keep(&test, "Ha scritto tre volte 🥖", QUIET).await;
    assert_eq!(kept.status, 201, "{}", kept.json);
    let path = format!("/health/own/{}", kept.json["id"].as_str().unwrap());
    scan(&test).await;
    let mine = async || {
        let all = signals(&test, "pending").await;
        all.into_iter().filter(|one| one["detector"] == kept.json["detector"]).collect::<Vec<Value>>()
    };
    let found = mine().await;
    assert_eq!(found.len(), 3);
    assert_eq!(
        (&found[0]["detector_title"], &found[0]["evidence"]),
        (&json!("Ha scritto tre volte 🥖"), &json!({ "messages": 3 }))
    );
    assert!(found[0]["draft"]["text"].as_str().is_some_and(|text| text.contains("1.")), "{}", found[0]);
    let first = found[0]["id"].as_str().unwrap();
    let dismissed =
        test.post(&format!("/health/signals/{first}/dismiss"), json!({ "reason": "wrong" })).await;
    assert_eq!(dismissed.status, 200);

    let change =
        |on: bool| json!({ "name": "Ha scritto tre volte 🥖", "sql": QUIET, "purpose": "utility", "on": on });
    assert_eq!(test.put(&path, change(false)).await.json["on"], false);
    assert_eq!(mine().await.len(), 0, "what it found goes with it");
    scan(&test).await;
    assert_eq!(mine().await.len(), 0);
    assert_eq!(test.put(&path, change(true)).await.json["on"], true);
    scan(&test).await;
    assert_eq!(mine().await.len(), 2, "one was dealt with");

    let listed = test.get("/health/detectors").await.json;
    let shown =
        listed["items"].as_array().unwrap().iter().find(|one| one["name"] == kept.json["detector"]).unwrap();
    assert_eq!(
        (&shown["title"], &shown["found"], &shown["own"]),
        (&json!("Ha scritto tre volte 🥖"), &json!(3), &json!(true))
    );

    let gone = test.send(Method::DELETE, &path, None).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    assert_eq!(mine().await.len(), 0);
    assert_eq!(test.get("/health/own").await.json["items"], json!([]));
    scan(&test).await;
    let history = signals(&test, "dismissed").await;
    assert_eq!((history.len(), &history[0]["detector_title"]), (1, &json!("Ha scritto tre volte 🥖")));
    let deeds = test.get("/audit").await.json;
    let actions: Vec<&str> =
        deeds["items"].as_array().unwrap().iter().filter_map(|deed| deed["action"].as_str()).collect();
    for action in ["own_signal.made", "own_signal.changed", "own_signal.deleted"] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_broke_fails_alone_and_says_why() {
    let test = shop().await;
    // Too slow only from now on: whether it is quick is known when it is asked.
    let slow = "SELECT a.contact_id, count(*) AS n FROM inbox_message_v1 m, inbox_message_v1 n, inbox_message_v1 o, inbox_message_v1 p,
        inbox_message_v1 q, inbox_message_v1 r, inbox_message_v1 s, inbox_message_v1 t, inbox_message_v1 u, inbox_contact_v1 a";
    let slow = keep(&test, "Slow", slow).await.json["detector"].as_str().unwrap().to_owned();
    let words = keep(&test, "Words", "SELECT 'x' AS contact_id, 1 AS n").await.json["detector"]
        .as_str()
        .unwrap()
        .to_owned();
    let well = keep(&test, "Well", QUIET).await.json["detector"].as_str().unwrap().to_owned();
    for detector in [&slow, &words, &well] {
        test.app.rooms.health.run_detector(RunDetector { detector: detector.clone() }).await.unwrap();
    }
    let listed = test.get("/health/detectors").await.json;
    let of = |name: &str| {
        listed["items"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
    };
    assert_eq!(of(&slow)["fault"]["code"], "took_too_long");
    assert_eq!(of(&words)["fault"]["code"], "answer");
    assert_eq!((&of(&well)["fault"], &of(&well)["found"]), (&Value::Null, &json!(3)));
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_again_before_a_message_goes() {
    let test = shop().await;
    let sql = "SELECT contact_id, 1 AS n FROM inbox_conversation_v1 WHERE status = 'open'";
    let kept = keep(&test, "Open", sql).await;
    assert_eq!(kept.status, 201, "{}", kept.json);
    scan(&test).await;
    let write = |tx: &shopbell::storage::WriteTx| {
        tx.execute_batch("UPDATE conversation SET status = 'done', window_expires_at_ms = 9000000000000")
    };
    test.app.db.write::<_, shopbell::storage::StorageError>(write).await.unwrap();
    let pending = signals(&test, "pending").await;
    let one = pending.iter().find(|one| one["detector"] == kept.json["detector"]).unwrap();
    let path = format!("/health/signals/{}/approve", one["id"].as_str().unwrap());
    let refused = test.post(&path, json!({})).await;
    assert_eq!(refused.code(), "signal_resolved", "{}", refused.json);
    let back = |tx: &shopbell::storage::WriteTx| tx.execute_batch("UPDATE conversation SET status = 'open'");
    test.app.db.write::<_, shopbell::storage::StorageError>(back).await.unwrap();
    let other = pending.iter().rfind(|one| one["detector"] == kept.json["detector"]).unwrap();
    let sent =
        test.post(&format!("/health/signals/{}/approve", other["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(sent.status, 200, "{}", sent.json);
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_write_sql_and_managers_switch_it_off() {
    let test = shop().await;
    let owner = Browser::signed_in(&test, OWNER).await;
    let (agent, manager) = (owner.invite("agent").await, owner.invite("manager").await);
    let body = json!({ "name": "Mine", "sql": QUIET, "purpose": "utility" });
    let look = json!({ "sql": QUIET, "purpose": "utility" });
    assert_eq!(agent.post("/health/own/preview", look.clone()).await.status, 403);
    assert_eq!(manager.post("/health/own/preview", look).await.status, 403);
    assert_eq!(manager.post("/health/own", body.clone()).await.status, 403);
    let kept = owner.post("/health/own", body).await;
    let path = format!("/health/own/{}", kept.json["id"].as_str().unwrap());
    let same = json!({ "name": "Mine", "sql": QUIET, "purpose": "utility", "on": false });
    let off = manager.send(Method::PUT, &path, same).await;
    assert_eq!((off.status.as_u16(), &off.json["on"]), (200, &json!(false)), "{}", off.json);
    let other = json!({ "name": "Mine", "sql": "SELECT contact_id, 1 AS n FROM inbox_contact_v1", "purpose": "utility" });
    assert_eq!(manager.send(Method::PUT, &path, other).await.status, 403, "its words are the owner's");
    assert_eq!(agent.get("/health/own").await.status, 403);
    test.run_jobs().await;
    test.stop().await;
}
