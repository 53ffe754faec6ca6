//! What happens while an answer is being prepared.

use std::time::Duration;

use serde_json::json;

use super::{Shop, received, sentence, text};

fn edit(wamid: &str, body: &str) -> serde_json::Value {
    json!({"type": "edit", "edit": {"original_message_id": wamid, "message": {"type": "text", "text": {"body": body}}}})
}

fn revoke(wamid: &str) -> serde_json::Value {
    json!({"type": "revoke", "revoke": {"original_message_id": wamid}})
}

#[tokio::test]
async fn an_edited_question_is_answered_as_it_stands() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000101");
    let asked = customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    shop.while_writing(async {
        customer.sends(edit(&asked, "Any Gyoza?")).await;
    })
    .await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Gyoza")]);
    // An answered one is answered anew, and only when it says something else.
    customer.sends(edit(&asked, "Any Gyoza?")).await;
    shop.test.let_reply().await;
    customer.sends(edit(&asked, "Any Kofta?")).await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Gyoza"), sentence("Kofta")]);
    shop.close().await;
}

#[tokio::test]
async fn of_two_edits_the_later_stands_although_our_clock_went_back() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000110");
    let asked = customer.says("hang on, any Paella?").await;
    let by_meta = shop.now().plus(Duration::from_secs(5));
    customer.sends_as("wamid.edit1", by_meta, edit(&asked, "Any Ramen?")).await;
    shop.test.clock.turn_back(Duration::from_hours(24));
    customer.sends_as("wamid.edit2", by_meta.plus(Duration::from_secs(5)), edit(&asked, "Any Gyoza?")).await;
    // One that Meta delivers late is older all the same.
    customer.sends_as("wamid.edit0", by_meta.minus(Duration::from_secs(2)), edit(&asked, "Any Kofta?")).await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Gyoza")]);
    shop.close().await;
}

#[tokio::test]
async fn an_edit_that_changes_nothing_leaves_the_suggestion() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000111");
    let asked = customer.says("Hello").await;
    shop.test.let_reply().await;
    shop.does("", json!({"ai": "suggest"})).await;
    customer.says("Any Paella?").await;
    shop.test.let_reply().await;
    assert_eq!(shop.conversation().await["suggestion"]["text"], sentence("Paella"));
    customer.sends(edit(&asked, "Hello")).await;
    shop.test.let_reply().await;
    assert_eq!(shop.conversation().await["suggestion"]["text"], sentence("Paella"));
    shop.close().await;
}

#[tokio::test]
async fn a_question_taken_back_is_not_answered_and_the_others_are() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000102");
    let gone = customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    shop.while_writing(async {
        customer.sends(revoke(&gone)).await;
    })
    .await;
    shop.test.let_reply().await;
    assert!(received(&customer).is_empty(), "{:?}", received(&customer));
    let gone = customer.says("hang on, any Paella?").await;
    customer.says("And any Ramen?").await;
    shop.test.run_jobs().await;
    shop.while_writing(async {
        customer.sends(revoke(&gone)).await;
    })
    .await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Ramen")]);
    shop.close().await;
}

#[tokio::test]
async fn a_reaction_and_a_notice_disturb_nothing() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000103");
    let asked = customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    shop.while_writing(async {
        customer.sends(json!({"type": "reaction", "reaction": {"message_id": asked, "emoji": "🙏"}})).await;
        customer
            .sends(
                json!({"type": "system", "system": {"type": "customer_identity_changed", "body": "changed"}}),
            )
            .await;
    })
    .await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Paella")]);
    shop.close().await;
}

#[tokio::test]
async fn a_person_who_types_and_stops_leaves_the_turn_to_the_ai() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000104");
    customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    shop.while_writing(async { shop.does("/typing", json!({"typing": true})).await }).await;
    shop.test.run_jobs().await;
    assert!(received(&customer).is_empty());
    // Nothing is said any more: the sign of typing runs out.
    shop.test.advance(Duration::from_secs(26));
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Paella")]);
    // Stopping says so at once; and whoever typed before the question came stops too.
    shop.does("/typing", json!({"typing": true})).await;
    customer.says("Any Ramen?").await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer).len(), 1);
    shop.does("/typing", json!({"typing": true})).await;
    shop.does("/typing", json!({"typing": false})).await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Paella"), sentence("Ramen")]);
    shop.close().await;
}

#[tokio::test]
async fn an_older_line_changed_or_taken_back_does_not_lose_the_newer_question() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000105");
    let first = customer.says("Any Ramen?").await;
    let second = customer.says("Any Gyoza?").await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer).len(), 1);
    customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    shop.while_writing(async {
        customer.sends(revoke(&second)).await;
        customer.sends(edit(&first, "Any Kofta?")).await;
    })
    .await;
    shop.test.let_reply().await;
    let all = received(&customer).join(" ");
    assert!(all.contains(&sentence("Paella")) && all.contains(&sentence("Kofta")), "{all}");
    assert_eq!(received(&customer).len(), 2, "both are one turn: {all}");
    shop.close().await;
}

#[tokio::test]
async fn a_switch_of_the_ai_during_a_run_decides_who_answers() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000106");
    customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    shop.while_writing(async { shop.does("", json!({"ai": "suggest"})).await }).await;
    shop.test.let_reply().await;
    assert!(received(&customer).is_empty());
    assert_eq!(shop.conversation().await["suggestion"]["text"], sentence("Paella"));
    // Handed back without a word: the AI says it.
    shop.does("", json!({"ai": "answer"})).await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Paella")]);
    shop.close().await;
}

#[tokio::test]
async fn a_restart_in_the_middle_answers_once() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000107");
    customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    shop.test.advance(Duration::from_secs(4));
    shop.vendor.close();
    let worker = shop.test.app.worker.clone();
    let running = tokio::spawn(async move { worker.run_due().await });
    shop.vendor.is_asked().await;
    running.abort();
    let _ = running.await;
    shop.vendor.is_left().await;
    shop.test.app.rooms.replies.end_interrupted().await.unwrap();
    shop.test.app.worker.reclaim().await.unwrap();
    shop.vendor.open();
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Paella")]);
    shop.close().await;
}

#[tokio::test]
async fn two_threads_that_become_one_during_a_run_are_answered_in_one() {
    let shop = Shop::open().await;
    let meta = shop.test.meta();
    let by_phone = meta.customer("Ana", shopbell::practice::meta::Identity::Phone("393330000108".to_owned()));
    by_phone.says("hang on, any Paella?").await;
    let by_id = meta.customer("Ana", shopbell::practice::meta::Identity::UserIdOnly);
    by_id.says("Any Ramen?").await;
    shop.test.run_jobs().await;
    shop.while_writing(async {
        by_phone.becomes(Some("393330000108".to_owned()), by_id.person().user_id);
        by_phone.says("Any Gyoza?").await;
    })
    .await;
    shop.test.let_reply().await;
    let all = [received(&by_phone), received(&by_id)].concat().join(" ");
    for dish in ["Paella", "Ramen", "Gyoza"] {
        assert_eq!(all.matches(&sentence(dish)).count(), 1, "{dish}: {all}");
    }
    shop.close().await;
}

#[tokio::test]
async fn a_late_question_during_a_run_is_answered_with_the_other() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000109");
    customer.says("hang on, any Paella?").await;
    shop.test.run_jobs().await;
    let yesterday = shop.now().minus(Duration::from_hours(20));
    shop.while_writing(async {
        customer.sends_as("wamid.older", yesterday, text("Any Ramen?")).await;
    })
    .await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer).len(), 1, "{:?}", received(&customer));
    let all = received(&customer).join(" ");
    assert!(all.contains(&sentence("Paella")) && all.contains(&sentence("Ramen")), "{all}");
    shop.close().await;
}
