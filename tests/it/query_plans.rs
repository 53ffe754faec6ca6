//! The plans of the statements that run all day: none may walk a table that grows with the shop.

use rusqlite::Connection;
use shopbell::storage::StorageError;

use crate::support::TestApp;

/// Whether a step that looks like a walk is bounded by what it walks.
fn is_bounded(step: &str) -> bool {
    let inner_rows_with_a_limit = ["SCAN found", "SCAN newest"].contains(&step);
    let list_given_as_a_parameter = step.starts_with("SCAN json_each VIRTUAL TABLE");
    // `M` is the MATCH: a full-text index asked for tokens, not read through.
    let asked_for_tokens = step.contains("_search VIRTUAL TABLE INDEX") && step.contains(":M");
    let only_what_waits_to_leave = step == "SCAN m USING INDEX message_to_deliver";
    inner_rows_with_a_limit || list_given_as_a_parameter || asked_for_tokens || only_what_waits_to_leave
}

async fn plan_of(test: &TestApp, sql: &'static str) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    test.app
        .db
        .read::<_, StorageError>(move |conn| {
            let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
            conn.all(&explain, nothing, |row| row.get::<_, String>("detail"))
        })
        .await
        .unwrap_or_else(|error| panic!("{error} in {sql}"))
}

/// The steps of a plan that walk something without a bound.
fn walks(plan: &[String]) -> Vec<&String> {
    let unbounded = |step: &&String| step.starts_with("SCAN") && !is_bounded(step);
    plan.iter().filter(unbounded).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_hot_statement_walks_a_growing_table() {
    let test = TestApp::start().await;
    let statements = shopbell::inbox::hot_queries();
    assert!(statements.len() > 20);
    let mut broken = Vec::new();
    for sql in statements {
        let plan = plan_of(&test, sql).await;
        broken.extend(walks(&plan).into_iter().map(|step| format!("{step} in {sql}")));
    }
    test.stop().await;
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_those_who_wait_for_a_person_is_walked_and_not_sorted() {
    let test = TestApp::start().await;
    let called =
        shopbell::inbox::hot_queries().into_iter().find(|sql| sql.contains("work_key > :after")).unwrap();
    let plan = plan_of(&test, called).await;
    test.stop().await;
    assert!(plan.len() == 1 && plan[0].contains("conversation_by_queue"), "{plan:?}");
}

/// Conversations that cost something in one month.
const PRICED: i64 = 20_000;
/// Steps one page may take, whichever it is: a row costs about ten.
const STEPS_OF_A_PAGE: i32 = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_last_page_of_prices_costs_no_more_than_the_first() {
    let test = TestApp::start().await;
    let asked: Vec<String> = shopbell::whatsapp::hot_queries()
        .into_iter()
        .filter(|sql| sql.contains("whatsapp_price_conversation"))
        .collect();
    let [dearest] = &asked[..] else { panic!("{asked:?}") };
    let dearest = dearest.clone();
    let plant = "INSERT INTO whatsapp_price_conversation (month, conversation_id, messages, micros)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT '2026-11', i, 1, i / 3 FROM n";
    test.app.db.write::<_, StorageError>(move |tx| tx.execute(plant, [PRICED])).await.unwrap();
    let steps = test.app.db.read::<_, StorageError>(move |conn| {
        let page = |micros: i64, conversation: i64| {
            let after = rusqlite::named_params! {
                ":month": "2026-11", ":micros": micros, ":conversation_id": conversation, ":limit": 31,
            };
            conn.steps(&dearest, after)
        };
        Ok((page(i64::MAX, i64::MAX)?, page(PRICED / 6, i64::MAX)?, page(11, 33)?))
    });
    let (first, middle, last) = steps.await.unwrap();
    assert!(first.max(middle).max(last) < STEPS_OF_A_PAGE, "{first}, {middle} and {last} steps");

    // And page after page each is shown once, the dearest first.
    let (mut shown, mut cursor) = (Vec::new(), String::new());
    for _ in 0..20 {
        let page =
            test.get(&format!("/whatsapp/prices/conversations?month=2026-11&limit=100{cursor}")).await.json;
        let micros = page["items"].as_array().unwrap().iter().map(|one| one["micros"].as_i64().unwrap());
        shown.extend(micros);
        cursor = format!("&cursor={}", page["next_cursor"].as_str().unwrap());
    }
    let mut expected: Vec<i64> = (1..=PRICED).map(|conversation| conversation / 3).rev().collect();
    expected.truncate(shown.len());
    assert_eq!(shown, expected);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_prices_add_up_to_is_read_and_never_added_up() {
    let test = TestApp::start().await;
    for sql in shopbell::whatsapp::hot_queries() {
        if !sql.contains("whatsapp_price") {
            continue;
        }
        let plan = plan_of(&test, Box::leak(sql.clone().into_boxed_str())).await;
        assert!(walks(&plan).is_empty(), "{plan:?} in {sql}");
        let of_messages = sql.contains("FROM whatsapp_price ");
        assert!(!of_messages || !sql.contains("sum("), "messages are added up in {sql}");
        assert!(!sql.contains("OFFSET"), "{sql}");
    }
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_is_noticed() {
    let test = TestApp::start().await;
    for sql in [
        "SELECT id FROM message WHERE text = 'x'",
        "SELECT count(*) FROM message",
        "SELECT rowid FROM message_search ORDER BY rowid",
        "SELECT id FROM conversation ORDER BY unread LIMIT 1",
    ] {
        let plan = plan_of(&test, sql).await;
        assert!(!walks(&plan).is_empty(), "{plan:?}");
    }
    test.stop().await;
}

/// How contacts were found before: every beginning of more than three letters was read through.
const BEFORE: &str = "CREATE VIRTUAL TABLE contact_search USING fts5 (
    t, content = '', contentless_delete = 1, detail = 'none', prefix = '2 3', tokenize = \"ascii tokenchars '_'\");
    CREATE TABLE contact (id INTEGER PRIMARY KEY) STRICT;
    INSERT INTO contact VALUES (1), (2), (3);
    INSERT INTO contact_search (rowid, t) VALUES
        (1, 'maria rossi _p39333 _p9333 _p333'), (2, 'mario'), (3, 'anna'), (4, 'mara');
    INSERT OR REPLACE INTO contact_search (rowid, t) VALUES (2, 'luca');
    DELETE FROM contact_search WHERE rowid = 3;";

#[test]
fn contacts_are_found_by_their_beginnings_after_the_upgrade_as_before_it() {
    let file = Connection::open_in_memory().unwrap();
    file.execute_batch(BEFORE).unwrap();
    file.execute_batch(include_str!("../../migrations/V40__inbox_contact_beginnings.sql")).unwrap();
    let found = |beginning: &str| -> Vec<i64> {
        let mut asked =
            file.prepare("SELECT rowid FROM contact_search WHERE contact_search MATCH ?1").unwrap();
        asked
            .query_map([format!("\"{beginning}\"*")], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    for (beginning, contacts) in [
        ("m", vec![1]),
        ("mari", vec![1]),
        ("ross", vec![1]),
        ("_p933", vec![1]),
        ("luc", vec![2]),
        ("ann", vec![]),
        ("mara", vec![]),
    ] {
        assert_eq!(found(beginning), contacts, "{beginning}");
    }
    file.execute("INSERT OR REPLACE INTO contact_search (rowid, t) VALUES (1, 'giulia')", []).unwrap();
    assert_eq!((found("maria"), found("giul")), (vec![], vec![1]), "a contact changes as before");
    let made: String = file
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'contact_search'", [], |row| row.get(0))
        .unwrap();
    for letters in 1..=10 {
        assert!(
            made.contains(&format!(" {letters}")) || made.contains(&format!("'{letters} ")),
            "{letters}: {made}"
        );
    }
}

/// Messages indexed before single characters were tokens of their own.
const INDEXED_BEFORE: &str = "CREATE VIRTUAL TABLE message_search USING fts5 (
    t, content = '', contentless_delete = 1, detail = 'none', prefix = '2 3', tokenize = \"ascii tokenchars '_'\");
    CREATE TABLE message (id INTEGER PRIMARY KEY, conversation_id INTEGER NOT NULL) STRICT;
    CREATE TABLE job (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, key TEXT, state TEXT NOT NULL,
        run_at_ms INTEGER NOT NULL, created_at_ms INTEGER NOT NULL, updated_at_ms INTEGER NOT NULL) STRICT;
    CREATE UNIQUE INDEX job_one_waiting ON job (kind, key) WHERE state = 'waiting';
    INSERT INTO message VALUES (1, 10), (2, 10), (3, 20), (4, 30), (5, 40), (6, 50);
    INSERT INTO message_search (rowid, t) VALUES (1, '牛肉 肉店 店'), (2, 'buongiorno'), (3, 'perche ещё'),
        (4, 'ราค าคา คา า'), (5, '牛肉'), (6, 'حجز');
    DELETE FROM message_search WHERE rowid = 5;";

#[test]
fn threads_in_scripts_without_blanks_are_indexed_anew_after_the_upgrade() {
    let file = Connection::open_in_memory().unwrap();
    file.execute_batch(INDEXED_BEFORE).unwrap();
    file.execute_batch(include_str!("../../migrations/V51__inbox_message_index.sql")).unwrap();
    let mut asked = file.prepare("SELECT kind, payload, key FROM job ORDER BY key").unwrap();
    let jobs = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let jobs: Vec<(String, String, String)> = jobs.map(Result::unwrap).collect();
    let index =
        |id: &str| ("index_thread".to_owned(), format!("{{\"conversation_id\":\"{id}\"}}"), id.to_owned());
    assert_eq!(jobs, [index("10"), index("30")]);
}

/// Messages that are kept one by one, each in a write of its own.
const KEPT_ONE_BY_ONE: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn the_index_of_messages_stays_in_few_pieces() {
    let test = TestApp::start().await;
    let customer = test.customer("+39 333 1234567");
    let pieces = async || {
        let sql = "SELECT count(DISTINCT segid) FROM message_search_idx";
        let asked =
            test.app.db.read::<_, StorageError>(move |conn| conn.one(sql, [], |row| row.get::<_, i64>(0)));
        asked.await.unwrap()
    };
    let answers_off = "INSERT OR REPLACE INTO reply_setting
        (id, mode, burst_wait_ms, decline_text, hand_off_text, monthly_budget_micros, changed_at_ms)
        VALUES (1, 'off', 0, '{}', '{}', NULL, 0)";
    test.app.db.write::<_, StorageError>(move |tx| tx.execute(answers_off, [])).await.unwrap();
    for n in 0..KEPT_ONE_BY_ONE {
        customer.says(&format!("parola{n} 牛肉")).await;
        test.run_jobs().await;
    }
    assert!(pieces().await < 16, "{} pieces of {KEPT_ONE_BY_ONE} messages", pieces().await);
    for (typed, hits) in [("parola1", 11), ("parola11", 1), ("牛", 40), ("肉", 40)] {
        let found = test.get(&format!("/search?q={typed}&limit=50")).await.json;
        assert_eq!(found["items"].as_array().unwrap().len(), hits, "{typed}: {found}");
    }
    test.stop().await;
}
