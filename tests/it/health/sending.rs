//! Approving: everything is asked again in the one transaction that queues the message, and whoever is first wins.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use shopbell::practice::meta::{Customer, Template};
use shopbell::storage::StorageError;

use super::planted::{DAY, HOUR, Planted, plant};
use super::{found_by, scan, signals};
use crate::support::browser::Browser;
use crate::support::{Answer, OWNER, TestApp};

/// A shop without the AI, and a customer who waits since yesterday and wrote again a moment ago.
async fn waiting_customer() -> (TestApp, Customer, String) {
    let test = TestApp::start().await;
    let off = test.get("/replies/settings").await.json;
    let mut settings = off.clone();
    settings["mode"] = json!("off");
    let set = test.put("/replies/settings", settings).await;
    assert!(set.status.is_success(), "{}", set.json);
    let ana = test.customer("+39 333 1234567");
    ana.says("Avete il pane di segale?").await;
    test.run_jobs().await;
    test.advance(HOUR * 25);
    ana.says("C'è qualcuno?").await;
    test.run_jobs().await;
    scan(&test).await;
    let path = the_signal(&test, "question_unanswered").await;
    (test, ana, path)
}

async fn the_signal(test: &TestApp, detector: &str) -> String {
    let pending = signals(test, "pending").await;
    let one = pending.iter().find(|signal| signal["detector"] == detector).unwrap();
    format!("/health/signals/{}", one["id"].as_str().unwrap())
}

async fn write(test: &TestApp, path: &str, text: &str) -> Answer {
    let written = test.patch(&format!("{path}/draft"), json!({ "text": text })).await;
    assert_eq!(written.status, 200, "{}", written.json);
    written
}

async fn change(test: &TestApp, sql: &'static str) {
    test.app.db.write::<_, StorageError>(move |tx| tx.execute_batch(sql)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_press_one_sends_and_the_others_are_told_who_and_when() {
    let (test, ana, path) = waiting_customer().await;
    write(&test, &path, "Sì, esce dal forno alle otto.").await;
    let owner = Browser::signed_in(&test, OWNER).await;
    let team = [owner.clone(), owner.invite("agent").await, owner.invite("manager").await];
    let approve = format!("{path}/approve");
    let presses = (0..50).map(|number| team[number % team.len()].post(&approve, json!({})));
    let answers = join_all(presses).await;
    let sent: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(sent.len(), 1);
    let winner = sent[0].json["decided_by"]["name"].as_str().unwrap();
    for late in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!((late.status.as_u16(), late.code()), (409, "signal_sent"), "{}", late.json);
        let params = &late.json["error"]["params"];
        assert_eq!((&params["who"], &params["at"]), (&json!(winner), &sent[0].json["status_at"]), "{params}");
    }
    test.run_jobs().await;
    let received: Vec<Option<String>> = ana.received().iter().map(|message| message.text.clone()).collect();
    assert_eq!(received, [Some("Sì, esce dal forno alle otto.".to_owned())]);
    let history = signals(&test, "sent").await;
    assert_eq!((history.len(), &history[0]["sent_text"]), (1, &json!("Sì, esce dal forno alle otto.")));
    let deeds = test.get("/audit").await.json;
    let sends =
        deeds["items"].as_array().unwrap().iter().filter(|deed| deed["action"] == "signal.sent").count();
    assert_eq!(sends, 1);
    scan(&test).await;
    assert_eq!(found_by(&test, "question_unanswered").await, Vec::<String>::new(), "it was answered");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_by_now_is_not_sent_and_says_so() {
    let (test, ana, path) = waiting_customer().await;
    write(&test, &path, "Sì, lo abbiamo.").await;
    let conversation = test.only_conversation().await;
    let messages = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let answered = test.post(&messages, json!({ "client_id": "1", "text": "Certo!", "anyway": true })).await;
    assert_eq!(answered.status, 202, "{}", answered.json);
    test.run_jobs().await;
    let late = test.post(&format!("{path}/approve"), json!({})).await;
    assert_eq!((late.status.as_u16(), late.code()), (409, "signal_resolved"), "{}", late.json);
    assert_eq!(test.get(&path).await.json["status"], "self_resolved", "that is kept");
    assert_eq!(ana.received().len(), 1);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_sent_as_it_was_looked_at() {
    let (test, ana, path) = waiting_customer().await;
    let approve = format!("{path}/approve");
    change(&test, "UPDATE health_signal SET draft_text = NULL, first_text = NULL, draft_version = 0").await;
    assert_eq!(test.post(&approve, json!({})).await.code(), "no_draft");
    write(&test, &path, "Ciao {{ name }}, sì.").await;
    let blank = test.post(&approve, json!({})).await;
    assert_eq!((blank.status.as_u16(), blank.code()), (409, "blank_left"), "{}", blank.json);
    assert_eq!(blank.json["error"]["params"]["blank"], "name");
    write(&test, &path, "Ciao [nome], sì.").await;
    assert_eq!(test.post(&approve, json!({})).await.code(), "blank_left");
    let unseen = test.patch(&format!("{path}/draft"), json!({ "text": "\u{200b} \u{2800}" })).await;
    assert_eq!((unseen.status.as_u16(), unseen.code()), (422, "empty"), "{}", unseen.json);
    let nowhere = test.patch(&format!("{path}/draft"), json!({ "text": "Sì.", "template_id": "1" })).await;
    assert_eq!((nowhere.status.as_u16(), nowhere.code()), (422, "invalid_value"), "{}", nowhere.json);
    let first = write(&test, &path, "Sì.").await.json;
    assert_eq!(
        (&first["draft"]["text"], &first["draft"]["by"]),
        (&json!("Sì."), &json!("person")),
        "{first}"
    );
    let seen = first["draft"]["version"].as_i64().unwrap();
    write(&test, &path, "Sì, alle otto.").await;
    let stale = test.patch(&format!("{path}/draft"), json!({ "text": "No.", "version": seen })).await;
    assert_eq!((stale.status.as_u16(), stale.code()), (409, "draft_changed"));
    assert_eq!(test.post(&format!("{approve}?version={seen}"), json!({})).await.code(), "draft_changed");
    let sent = test.post(&format!("{approve}?version={}", seen + 1), json!({})).await;
    assert_eq!(
        (sent.status.as_u16(), &sent.json["sent_text"]),
        (200, &json!("Sì, alle otto.")),
        "{}",
        sent.json
    );
    assert_eq!(test.patch(&format!("{path}/draft"), json!({ "text": "x" })).await.code(), "signal_sent");
    for (wrong, code) in
        [(json!({ "text": " " }), "empty"), (json!({ "text": "x".repeat(1_001) }), "too_long")]
    {
        assert_eq!(test.patch(&format!("{path}/draft"), wrong).await.code(), code);
    }
    test.run_jobs().await;
    assert_eq!(ana.received().len(), 1);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_limit_stands_at_approval_and_says_until_when() {
    let (test, ana, path) = waiting_customer().await;
    write(&test, &path, "Sì.").await;
    let approve = format!("{path}/approve");
    // Sent meanwhile by hand into the history: the same signal ten days ago, then two others within a week.
    let sent = |detector: &'static str, days: i64| {
        let write = move |tx: &shopbell::storage::WriteTx| {
            tx.execute(
                "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status,
                        found_at_ms, seen_at_ms, status_at_ms, message_id)
                 SELECT ?1, 'customers', ?2, CAST(id AS TEXT), id, '{}', 1, 'sent', ?3, ?3, ?3, 1 FROM contact",
                (
                    tx.new_id::<shopbell::ids::SignalId>(),
                    detector,
                    tx.now().as_millis() - days * 86_400_000,
                ),
            )
        };
        test.app.db.write::<_, StorageError>(write)
    };
    sent("question_unanswered", 10).await.unwrap();
    let refused = test.post(&approve, json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "limit_of_signal"), "{}", refused.json);
    let until = shopbell::clock::Timestamp::from_millis(test.clock.now().as_millis() + 4 * 86_400_000);
    assert_eq!(refused.json["error"]["params"]["until"], json!(until.to_string()));
    change(&test, "DELETE FROM health_signal WHERE status = 'sent'").await;
    sent("order_overdue", 6).await.unwrap();
    sent("no_order", 3).await.unwrap();
    let refused = test.post(&approve, json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "limit_of_customer"), "{}", refused.json);
    let until = shopbell::clock::Timestamp::from_millis(test.clock.now().as_millis() + 86_400_000);
    let params = &refused.json["error"]["params"];
    assert_eq!((&params["until"], &params["most"]), (&json!(until.to_string()), &json!("2")));
    let shown = test.get(&path).await.json;
    assert_eq!((&shown["limits"]["sent"], &shown["limits"]["most"]), (&json!(2), &json!(2)));
    test.advance(DAY);
    ana.says("?").await;
    test.run_jobs().await;
    let goes = test.post(&approve, json!({})).await;
    assert_eq!(goes.status, 200, "{}", goes.json);
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blocked_on_hold_and_out_of_budget_nothing_is_sent() {
    let (test, _ana, path) = waiting_customer().await;
    write(&test, &path, "Sì.").await;
    let approve = format!("{path}/approve");
    change(&test, "UPDATE inbox_spending SET stage = 'people_only'").await;
    assert_eq!(test.post(&approve, json!({})).await.code(), "budget_spent");
    change(&test, "UPDATE inbox_spending SET stage = 'open'; INSERT INTO contact_standing (contact_id, suppressed_scope, suppressed_reason, suppressed_at_ms) SELECT id, 'everything', 'stop_word', 1 FROM contact").await;
    assert_eq!(test.post(&approve, json!({})).await.code(), "suppressed");
    change(&test, "DELETE FROM contact_standing").await;
    test.advance(HOUR * 25);
    assert_eq!(test.post(&approve, json!({})).await.code(), "window_closed");
    let pending = signals(&test, "pending").await;
    assert_eq!((pending.len(), &pending[0]["status"]), (1, &json!("pending")), "it waits in the queue");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_customers_signal_says_that_and_not_that_it_resolved_itself() {
    let (test, _ana, path) = waiting_customer().await;
    write(&test, &path, "Sì.").await;
    change(&test, "INSERT INTO contact_standing (contact_id, blocked) SELECT id, 1 FROM contact").await;
    let refused = test.post(&format!("{path}/approve"), json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "blocked"), "{}", refused.json);
    scan(&test).await;
    let signal = test.get(&path).await.json;
    assert_eq!((&signal["status"], &signal["over_because"]), (&json!("self_resolved"), &json!("blocked")));
    let late = test.post(&format!("{path}/approve"), json!({})).await;
    assert_eq!((late.status.as_u16(), late.code()), (409, "blocked"), "{}", late.json);
    let effects = test.get("/health/effects").await.json;
    let one = &effects["items"][0];
    assert_eq!(
        (&one["self_resolved"], &one["unreachable"]),
        (&json!(0), &json!(1)),
        "no proof of a wrong detector: {one}"
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_window_it_goes_by_a_template_to_whoever_agreed() {
    let test = TestApp::start().await;
    let text = "Ciao {{name}}, è un po' che non ci sentiamo.";
    let body = json!({"type": "BODY", "text": text, "example": {"body_text_named_params": [{"param_name": "name", "example": "Ana"}]}});
    test.meta().change_account(|account| {
        account.templates.push(Template::made("ci_manchi", "it", "MARKETING", "NAMED", vec![body]));
    });
    test.post("/whatsapp/templates/sync", json!({})).await;
    let template = test.get("/whatsapp/templates?q=ci_manchi").await.json["items"][0].clone();
    let ana = test.customer("+39 333 1234567");
    for _ in 0..11 {
        ana.says("Ancora una domanda").await;
    }
    test.let_reply().await;
    for _ in 0..2 {
        test.advance(DAY * 4);
        test.sign_in().await;
    }
    test.run_jobs().await;
    scan(&test).await;
    let path = the_signal(&test, "silent_after_activity").await;
    let approve = format!("{path}/approve");
    let before = ana.received().len();
    let draft = json!({ "text": "Ciao!", "template_id": template["id"], "variables": { "name": "Ana" } });
    assert_eq!(test.patch(&format!("{path}/draft"), draft).await.status, 200);
    assert_eq!(test.post(&approve, json!({})).await.code(), "no_consent");
    let contact = test.only_conversation().await["contact"]["id"].as_str().unwrap().to_owned();
    let given = json!({ "source": "form", "words": "Newsletter" });
    assert_eq!(test.post(&format!("/contacts/{contact}/consent"), given).await.status, 200);
    let sent = test.post(&approve, json!({})).await;
    assert_eq!(sent.status, 200, "{}", sent.json);
    assert_eq!(sent.json["sent_text"], "Ciao Ana, è un po' che non ci sentiamo.");
    test.run_jobs().await;
    assert_eq!(ana.received().len(), before + 1);
    test.advance(Duration::from_hours(2));
    scan(&test).await;
    assert_eq!(found_by(&test, "silent_after_activity").await, Vec::<String>::new(), "and rests");
    let all = test.get("/conversations?queue=all").await.json;
    assert_eq!(all["items"][0]["ai"], "answer", "the assistant takes what they answer");
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_carries_signals_and_limits_along() {
    let test = TestApp::start().await;
    let lively = |name: &str| Planted::named(name).wrote(10, DAY * 20, HOUR);
    let people = plant(&test, vec![lively("Ana"), lively("Ana on her other number")]).await;
    scan(&test).await;
    assert_eq!(signals(&test, "pending").await.len(), 2);
    let (kept, double) = (people[0], people[1]);
    let merge = move |tx: &shopbell::storage::WriteTx| {
        tx.execute("UPDATE conversation SET contact_id = ?1, channel_account = channel_account + 1 WHERE contact_id = ?2", (kept, double))?;
        tx.execute("UPDATE contact SET merged_into = ?1 WHERE id = ?2", (kept, double))
    };
    test.app.db.write::<_, StorageError>(merge).await.unwrap();
    assert_eq!(signals(&test, "pending").await.len(), 1, "of two open signals one stays");
    scan(&test).await;
    let pending = signals(&test, "pending").await;
    assert_eq!((pending.len(), &pending[0]["contact"]["name"]), (1, &json!("Ana")), "{pending:?}");
    let path = format!("/health/signals/{}", pending[0]["id"].as_str().unwrap());
    test.post(&format!("{path}/dismiss"), json!({ "reason": "not_now" })).await;
    scan(&test).await;
    assert_eq!(signals(&test, "pending").await, Vec::<Value>::new());
    test.stop().await;
}
