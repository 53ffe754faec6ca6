//! Who is to be found and who not, detector by detector, and what the shop's own machine is told.

use serde_json::json;
use shopbell::storage::StorageError;

use super::planted::{DAY, HOUR, Planted, plant};
use super::{found_by, scan, signals};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wrote_ten_times_in_a_week_and_not_for_seven_days_is_missed() {
    let test = TestApp::start().await;
    let lively = |name: &str| Planted::named(name).wrote(10, DAY * 20, HOUR);
    plant(
        &test,
        vec![
            lively("ten in a day"),
            Planted::named("ten over seven days, across two calendar weeks").wrote(10, DAY * 9, HOUR * 18),
            Planted::named("lively long ago, a word since").wrote(1, DAY * 12, DAY).wrote(10, DAY * 90, HOUR),
            lively("answered since").was_answered(DAY * 2),
            Planted::named("nine").wrote(9, DAY * 20, HOUR),
            Planted::named("ten over eight days").wrote(10, DAY * 20, HOUR * 22),
            lively("wrote yesterday").wrote(1, DAY, DAY),
            Planted::named("six days ago").wrote(12, DAY * 6 + HOUR * 23, HOUR),
            Planted::named("gone for half a year").wrote(12, DAY * 190, HOUR),
            lively("wants no advertising").wants_no("marketing"),
            lively("blocked").and_blocked(),
            lively("practice").on_the_practice_phone(),
            Planted::named("ten reactions").did("reaction", 12, DAY * 20),
        ],
    )
    .await;
    scan(&test).await;
    assert_eq!(
        found_by(&test, "silent_after_activity").await,
        [
            "answered since",
            "lively long ago, a word since",
            "ten in a day",
            "ten over seven days, across two calendar weeks"
        ]
    );
    let pending = signals(&test, "pending").await;
    let one = pending.iter().find(|signal| signal["contact"]["name"] == "ten in a day").unwrap();
    assert_eq!((&one["evidence"]["messages"], &one["evidence"]["days"]), (&json!(10), &json!(20)), "{one}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_nobody_answered_for_a_day_is_found() {
    let test = TestApp::start().await;
    let asked = |name: &str, ago| Planted::named(name).wrote(1, ago, HOUR);
    plant(
        &test,
        vec![
            asked("yesterday", DAY).still_waits(),
            asked("twice, the first long ago", HOUR).wrote(1, DAY * 3, HOUR).still_waits(),
            asked("wants no advertising", DAY * 2).still_waits().wants_no("marketing"),
            asked("this morning", HOUR * 3).still_waits(),
            asked("answered", DAY * 2),
            asked("settled without words", DAY * 2).still_waits().settled(),
            asked("blocked", DAY * 2).still_waits().and_blocked(),
            asked("practice", DAY * 2).still_waits().on_the_practice_phone(),
            asked("last season", DAY * 45).still_waits(),
        ],
    )
    .await;
    scan(&test).await;
    assert_eq!(
        found_by(&test, "question_unanswered").await,
        ["twice, the first long ago", "wants no advertising", "yesterday"]
    );
    test.stop().await;
}

/// Writes straight into the shop's file.
async fn change(test: &TestApp, sql: &'static str) {
    test.app.db.write::<_, StorageError>(move |tx| tx.execute_batch(sql)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shops_own_machine_is_looked_at_and_what_is_over_resolves_itself() {
    let test = TestApp::start().await;
    scan(&test).await;
    assert_eq!(signals(&test, "pending").await, Vec::<serde_json::Value>::new(), "a new shop is well");
    let now = test.clock.now().as_millis();
    test.app
        .db
        .write::<_, StorageError>(move |tx| {
            let number = "UPDATE whatsapp_connection SET token_expires_at_ms = ?1, down_since_ms = ?2,
                checks = '[{\"id\":\"quality\",\"status\":\"warn\",\"cause\":\"quality_yellow\"},
                           {\"id\":\"clock\",\"status\":\"warn\",\"cause\":\"clock_off\"}]' WHERE sample = 1";
            tx.execute(number, [now + 6 * 86_400_000, now - 25 * 3_600_000])?;
            tx.execute(
                "INSERT INTO whatsapp_vital (connection_id, kind, first_at_ms, last_at_ms)
                 SELECT id, 'message', ?1, ?1 FROM whatsapp_connection WHERE sample = 1",
                [now - 30 * 3_600_000],
            )?;
            tx.execute(
                "INSERT INTO job (kind, payload, state, run_at_ms, attempts, created_at_ms, updated_at_ms)
                 VALUES ('fetch_media', '{}', 'dead', ?1, 8, ?1, ?1)",
                [now],
            )?;
            tx.execute_batch(
                "UPDATE whatsapp_price_settings SET limit_micros = 100000000;
                 INSERT INTO whatsapp_price_month (month, micros) VALUES ('2026-11', 79999999);
                 INSERT INTO reply_spending (month, micros, answers) VALUES ('2026-10', 900, 1), ('2026-11', 900, 1);
                 INSERT INTO reply_setting (id, mode, burst_wait_ms, decline_text, hand_off_text, monthly_budget_micros, changed_at_ms)
                 VALUES (1, 'answer', 0, '{}', '{}', 1000, 0);",
            )
        })
        .await
        .unwrap();
    scan(&test).await;
    let pending = signals(&test, "pending").await;
    let mut found: Vec<&str> = pending.iter().map(|signal| signal["detector"].as_str().unwrap()).collect();
    assert!(found.is_sorted_by_key(|name| {
        pending.iter().find(|one| one["detector"] == *name).map(|one| -one["pressing"].as_i64().unwrap())
    }));
    found.sort_unstable();
    assert_eq!(
        found,
        ["budget_near", "clock_off", "jobs_dead", "quality_dropping", "token_expiring", "wa_disconnected"]
    );
    let down = pending.iter().find(|signal| signal["detector"] == "wa_disconnected").unwrap();
    assert_eq!(down["evidence"]["hours"], 25, "{down}");
    let budget = pending.iter().find(|signal| signal["detector"] == "budget_near").unwrap();
    assert_eq!(
        (&budget["subject"], &budget["evidence"]["percent"]),
        (&json!("model"), &json!(90)),
        "{budget}"
    );

    change(
        &test,
        "UPDATE whatsapp_connection SET down_since_ms = NULL; DELETE FROM job WHERE state = 'dead';",
    )
    .await;
    scan(&test).await;
    let mut over: Vec<String> = signals(&test, "self_resolved")
        .await
        .iter()
        .map(|signal| signal["detector"].as_str().unwrap().to_owned())
        .collect();
    over.sort();
    assert_eq!(over, ["jobs_dead", "wa_disconnected"]);
    change(&test, "UPDATE whatsapp_connection SET down_since_ms = 1;").await;
    scan(&test).await;
    let again = found_by(&test, "wa_disconnected").await;
    assert_eq!(again.len(), 1, "down again is shown again");
    // Told again only once it has lasted.
    test.advance(HOUR * 6);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_does_not_fit_its_provider_is_told() {
    let test = TestApp::start().await;
    let claude_at_bedrock = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    for (chat, embedding, wrong) in [
        (("anthropic", "claude-haiku-4-5"), ("voyage", "voyage-3.5-lite", Some(1024)), vec![]),
        (
            ("bedrock", "claude-haiku-4-5"),
            ("openai", "text-embedding-ada-002", Some(768)),
            vec!["chat", "embedding"],
        ),
        (("bedrock", claude_at_bedrock), ("bedrock", "amazon.titan-embed-text-v2:0", Some(512)), vec![]),
        (("anthropic", "gpt-4.1-mini"), ("none", "", None), vec!["chat"]),
        (("openai", ""), ("bedrock", "text-embedding-3-small", None), vec!["embedding"]),
        (("builtin", "gpt-4"), ("none", "", None), vec![]),
    ] {
        let settings = json!({
            "chat": { "provider": chat.0, "model": chat.1, "key": "k" },
            "embedding": { "provider": embedding.0, "model": embedding.1, "dimensions": embedding.2, "key": "k" },
        });
        let set = test.put("/llm/settings", settings).await;
        assert!(set.status.is_success(), "{chat:?} {embedding:?}: {}", set.json);
        scan(&test).await;
        assert_eq!(found_by(&test, "provider_mismatch").await, wrong, "{chat:?} {embedding:?}");
    }
    test.stop().await;
}
