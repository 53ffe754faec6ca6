//! What used to leave a customer waiting where nobody looks.

use std::time::Duration;

use serde_json::json;
use shopbell::storage;

use super::{Shop, received, sentence, text};

#[tokio::test]
async fn taken_over_and_handed_back_without_a_word_is_taken_up() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000201");
    customer.says("Any Paella?").await;
    shop.test.run_jobs().await;
    shop.does("/take-over", json!({})).await;
    shop.test.let_reply().await;
    assert!(received(&customer).is_empty());
    shop.does("", json!({"ai": "answer"})).await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Paella")]);
    // After an answer there is nothing to take up.
    shop.does("/take-over", json!({})).await;
    shop.does("", json!({"ai": "answer"})).await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer).len(), 1);
    shop.close().await;
}

#[tokio::test]
async fn a_hand_off_given_back_without_a_word_calls_a_person_again_and_tells_nothing_twice() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000202");
    customer.says("I want to speak to a human please").await;
    shop.test.let_reply().await;
    assert_eq!((shop.reason().await.as_str(), received(&customer).len()), ("asked_for_person", 1));
    shop.does("", json!({"ai": "answer"})).await;
    assert_eq!(shop.reason().await, "");
    shop.test.let_reply().await;
    assert_eq!((shop.reason().await.as_str(), received(&customer).len()), ("asked_for_person", 1));
    shop.close().await;
}

#[tokio::test]
async fn a_question_that_came_too_late_and_is_given_back_is_not_forgotten() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000208");
    let days_ago = shop.now().minus(Duration::from_hours(50));
    customer.sends_as("wamid.old", days_ago, text("Any Paella?")).await;
    shop.test.let_reply().await;
    assert_eq!((shop.reason().await.as_str(), received(&customer).len()), ("late_message", 0));
    // Nothing may be said yet: a person is called once more.
    shop.does("", json!({"ai": "answer"})).await;
    shop.test.let_reply().await;
    assert_eq!((shop.reason().await.as_str(), received(&customer).len()), ("late_message", 0));
    // A new question opens the window, and both are answered.
    customer.says("Any Ramen?").await;
    shop.does("", json!({"ai": "answer"})).await;
    shop.test.let_reply().await;
    let all = received(&customer).join(" ");
    assert!(all.contains(&sentence("Paella")) && all.contains(&sentence("Ramen")), "{all}");
    shop.close().await;
}

#[tokio::test]
async fn an_emergency_calls_a_person_without_a_model_and_says_where_help_is() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000209");
    customer.says("Hello! My son has an allergic reaction to your nuts").await;
    shop.test.let_reply().await;
    assert_eq!((shop.reason().await.as_str(), shop.vendor.asked()), ("emergency", 0));
    let told = received(&customer);
    assert!(told.len() == 1 && told[0].contains("emergency services"), "{told:?}");
    shop.close().await;
}

#[tokio::test]
async fn a_declined_question_edited_into_another_is_answered() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000203");
    let asked = customer.says("Do you repair bicycles?").await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer).len(), 1);
    let change = json!({"type": "edit", "edit": {"original_message_id": asked,
        "message": {"type": "text", "text": {"body": "Do you have Ramen?"}}}});
    customer.sends(change).await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer)[1..], [sentence("Ramen")]);
    shop.close().await;
}

#[tokio::test]
async fn whoever_waits_with_nothing_under_way_is_counted_and_taken_up() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000204");
    customer.says("Any Paella?").await;
    shop.test.app.worker.run_due().await.unwrap();
    shop.test.meta().settled().await;
    shop.sql("DELETE FROM job WHERE kind IN ('message_received', 'reply_turn')").await;
    assert_eq!(shop.unattended().await, 1);
    let home = shop.test.get("/home").await.json;
    assert_eq!(home["unattended_conversations"], json!([shop.conversation().await["id"]]));
    let figures = shop.test.client.get(format!("{}/metrics", shop.test.address)).send().await.unwrap();
    let figures = figures.text().await.unwrap();
    assert!(figures.contains("shopbell_unattended_conversations 1"), "{figures}");
    shop.sweep().await;
    assert_eq!(received(&customer), [sentence("Paella")]);
    shop.close().await;
}

#[tokio::test]
async fn a_reply_planned_for_a_day_that_a_clock_took_back_is_pulled_near() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000205");
    customer.says("Any Paella?").await;
    shop.test.run_jobs().await;
    shop.sql("UPDATE job SET run_at_ms = run_at_ms + 86400000 WHERE kind = 'reply_turn'").await;
    shop.test.let_reply().await;
    assert!(received(&customer).is_empty());
    assert_eq!(shop.unattended().await, 1);
    shop.sweep().await;
    assert_eq!(received(&customer), [sentence("Paella")]);
    shop.close().await;
}

#[tokio::test]
async fn what_came_while_a_restored_shop_was_on_hold_is_taken_up_at_its_release() {
    let shop = Shop::open().await;
    shop.test.app.db.write(storage::put_on_hold).await.unwrap();
    let customers: Vec<_> =
        (0..3).map(|number| shop.test.customer(&format!("+39333000030{number}"))).collect();
    for customer in &customers {
        customer.says("Any Paella?").await;
    }
    shop.test.let_reply().await;
    assert_eq!(shop.vendor.asked(), 0, "nothing is asked that could not be sent");
    assert!(customers.iter().all(|customer| received(customer).is_empty()));
    let released = shop.test.post("/hold/release", json!({})).await;
    assert!(released.status.is_success(), "{}", released.json);
    shop.test.let_reply().await;
    for customer in &customers {
        assert_eq!(received(customer), [sentence("Paella")]);
    }
    shop.close().await;
}

#[tokio::test]
async fn an_answer_that_does_not_arrive_calls_a_person() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000207");
    shop.test.meta().faults().next_send(shopbell::practice::meta::Fault::Error { code: 131_026 });
    customer.says("Any Paella?").await;
    shop.test.let_reply().await;
    assert_eq!(shop.reason().await, "answer_failed");
    shop.close().await;
}

#[tokio::test]
async fn a_shop_that_switched_its_assistant_off_sees_who_waits() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000208");
    let settings = |mode: &str| json!({"mode": mode, "burst_wait_ms": 900});
    assert!(shop.test.put("/replies/settings", settings("off")).await.status.is_success());
    customer.says("Any Paella?").await;
    shop.test.let_reply().await;
    assert_eq!(shop.reason().await, "assistant_off");
    assert!(received(&customer).is_empty());
    customer.says("help, my son cannot breathe").await;
    shop.test.let_reply().await;
    assert_eq!((shop.reason().await.as_str(), shop.vendor.asked()), ("emergency", 0));
    let told = received(&customer);
    assert!(told.len() == 1 && told[0].contains("emergency services"), "{told:?}");
    customer.says("he still cannot breathe").await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer).len(), 1, "it is said once");
    shop.close().await;
}

#[tokio::test]
async fn a_question_answered_with_a_goodbye_is_not_answered() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000218");
    customer.says("evade, any Paella?").await;
    shop.test.let_reply().await;
    assert_ne!(received(&customer), ["Goodbye!"]);
    assert_eq!(received(&customer).len(), 1, "a regret, and the offer of a person");
    shop.close().await;
}

#[tokio::test]
async fn a_snoozed_conversation_is_answered_all_the_same() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000209");
    customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    let until = shop.now().plus(Duration::from_hours(2));
    shop.while_writing(async { shop.does("", json!({"snooze_until": until})).await }).await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Paella")]);
    shop.test.advance(Duration::from_hours(3));
    shop.test.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_stopped_answer_is_the_persons_who_stopped_it() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000210");
    customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    let id = shop.conversation().await["id"].as_str().unwrap().to_owned();
    shop.while_writing(async {
        assert_eq!(shop.test.delete(&format!("/conversations/{id}/reply")).await.status, 204);
        shop.vendor.is_left().await;
    })
    .await;
    shop.test.let_reply().await;
    assert_eq!((shop.reason().await.as_str(), received(&customer).len()), ("answer_stopped", 0));
    shop.close().await;
}

#[tokio::test]
async fn asking_the_assistant_gives_a_draft_or_a_reason() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000211");
    customer.says("Any Paella?").await;
    shop.test.let_reply().await;
    let id = shop.conversation().await["id"].as_str().unwrap().to_owned();
    let ask = async || {
        let asked = shop.test.post(&format!("/conversations/{id}/reply"), json!({})).await;
        assert_eq!(asked.status, 202, "{}", asked.json);
        shop.test.let_reply().await;
        shop.test.get(&format!("/runs/{}", asked.json["run_id"].as_str().unwrap())).await.json
    };
    // Answered already: a draft, and nothing is sent.
    let run = ask().await;
    assert_eq!((run["state"].as_str(), run["decision"].as_str()), (Some("done"), Some("suggest")));
    assert_eq!(shop.conversation().await["suggestion"]["text"], sentence("Paella"));
    assert_eq!(received(&customer).len(), 1);
    // A picture, then words: the words are answered, whatever the picture shows.
    customer.sends(json!({"type": "image", "image": {"id": "1", "mime_type": "image/jpeg"}})).await;
    shop.test.let_reply().await;
    assert_eq!(shop.reason().await, "unreadable");
    customer.says("Any Ramen?").await;
    shop.test.let_reply().await;
    let run = ask().await;
    assert_eq!(run["decision"], "suggest", "{run:#}");
    assert_eq!(shop.conversation().await["suggestion"]["text"], sentence("Ramen"));
    // What the shop does not know is said to be so, once nothing it knows is asked for any more.
    shop.does("/messages", json!({"kind": "text", "text": sentence("Ramen"), "client_id": "a1"})).await;
    shop.test.run_jobs().await;
    customer.says("Do you repair bicycles?").await;
    shop.test.let_reply().await;
    customer.says("Do you repair bicycles, I asked?").await;
    let run = ask().await;
    assert_eq!((run["state"].as_str(), run["reason"].is_string()), (Some("done"), true), "{run:#}");
    shop.close().await;
}

#[tokio::test]
async fn a_turn_that_fails_inside_again_and_again_goes_to_a_person() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000212");
    customer.says("Any Paella?").await;
    shop.test.run_jobs().await;
    shop.sql(
        "INSERT INTO reply_run (id, conversation_id, up_to_message_id, asked_by_person, state, started_at_ms, ended_at_ms)
         SELECT 1 + value, (SELECT id FROM conversation), 0, 0, 'failed', 0, 0 FROM json_each('[1,2,3,4]')",
    )
    .await;
    shop.test.let_reply().await;
    assert_eq!(shop.reason().await, "assistant_failed");
    shop.close().await;
}
