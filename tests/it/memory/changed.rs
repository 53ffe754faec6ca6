//! A customer changes a message or takes it back: nothing that was made of its words goes on saying them.

use serde_json::{Value, json};

use super::asking::{PHONE, asks, heard, remembering, tells};
use super::summary::{long_thread, sum_up, summary};
use super::{contact_of, edit, facts, revoke, rows, shop, texts};
use crate::hand_over::conversation_of;
use crate::support::TestApp;
use crate::support::model_server::{Scripted, says};

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_that_knew_the_words_is_told_no_more() {
    let (test, model) = shop().await;
    let (ana, id) = long_thread(&test).await;
    let changes: [fn(&str) -> Value; 2] = [|wamid| edit(wamid, "E 5 torte per Zeno"), revoke];
    for change in changes {
        let said = ana.says("E 2 torte per Zeno").await;
        test.run_jobs().await;
        assert!(sum_up(&test, &model, &id).await["written"].is_object());
        // What it does not know yet changes nothing about it.
        let newer = ana.says("E una crostata").await;
        ana.sends(change(&newer)).await;
        test.run_jobs().await;
        assert!(summary(&test, &id).await["written"].is_object());
        ana.sends(change(&said)).await;
        test.run_jobs().await;
        let told = summary(&test, &id).await;
        assert_eq!((&told["written"], &told["under_way"]), (&Value::Null, &json!(false)), "{told}");
        assert_eq!(rows(&test, "SELECT count(*) FROM reply_summary").await, 0);
    }
    // One that was asked for before, and is not written yet, may have read them.
    let said = ana.says("E 9 torte per Bruno").await;
    test.run_jobs().await;
    assert_eq!(test.post(&format!("/conversations/{id}/summary"), json!({})).await.status, 202);
    ana.sends(revoke(&said)).await;
    test.run_jobs().await;
    let told = summary(&test, &id).await;
    assert_eq!((&told["written"], &told["under_way"]), (&Value::Null, &json!(false)), "{told}");
    assert!(sum_up(&test, &model, &id).await["written"].is_object(), "it can be had again");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_longer_stands_is_asked_no_more_and_known_no_more() {
    let changes: [fn(&str) -> Value; 2] = [|wamid| edit(wamid, "Nice shop! I love nuts."), revoke];
    for (change, agreed) in changes.into_iter().flat_map(|change| [(change, false), (change, true)]) {
        let (test, model) = remembering().await;
        let ana = test.customer(PHONE);
        model.will(Scripted::Calls(json!({"intent": "chitchat", "question": "", "upset": false})));
        model.will(says("How nice!"));
        model.will(Scripted::Calls(json!({"sentence": 1})));
        let said = ana.says("Nice shop! I am allergic to nuts.").await;
        test.let_reply().await;
        let told: Vec<String> = ana.received().iter().filter_map(|sent| sent.text.clone()).collect();
        assert!(asks(&told, "I am allergic to nuts"), "{told:?}");
        model.forget_script();
        let contact = contact_of(&test, "4567").await;
        if agreed {
            heard(&test, &ana, "yes").await;
            assert_eq!(facts(&test, &contact).await.len(), 1);
            // Said in other words beside it, it still stands.
            ana.sends(edit(&said, "What a nice shop! I am allergic to nuts.")).await;
            test.let_reply().await;
            assert_eq!(facts(&test, &contact).await.len(), 1);
        }
        ana.sends(change(&said)).await;
        test.let_reply().await;
        heard(&test, &ana, "yes").await;
        let kept = test.get(&format!("/contacts/{contact}/facts")).await.json;
        assert_eq!((&kept["items"], &kept["refused_at"]), (&json!([]), &Value::Null), "{agreed}");
        assert_eq!(rows(&test, "SELECT count(*) FROM reply_fact").await, 0);
        test.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_is_taken_back_agrees_to_nothing_and_what_the_team_wrote_stays() {
    let (test, model) = remembering().await;
    let ana = test.customer(PHONE);
    tells(&test, &model, &ana, "Nice shop! I am allergic to nuts.", json!(1)).await;
    model.forget_script();
    let yes = ana.says("Yes").await;
    test.let_reply().await;
    let contact = contact_of(&test, "4567").await;
    assert_eq!(facts(&test, &contact).await.len(), 1);
    let told = test.thread(&conversation_of(&test, "4567").await).await[0]["id"].clone();
    let noted = json!({"text": "Asks for cake without nuts", "message_id": told});
    assert_eq!(test.post(&format!("/contacts/{contact}/facts"), noted).await.status, 201);
    ana.sends(revoke(&yes)).await;
    test.let_reply().await;
    assert_eq!(texts(&test, &contact).await, ["Asks for cake without nuts"]);
    let deeds = test.get("/audit").await.json.to_string();
    assert!(deeds.contains("replies.fact_taken_back"), "{deeds}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_card_of_whoever_was_called_shows_what_stands_now() {
    let test = TestApp::start().await;
    let ana = test.customer(PHONE);
    let said = ana.says("Voglio parlare con una persona del regalo per Zenobia").await;
    test.let_reply().await;
    let card = async || conversation_of(&test, "4567").await["card"].to_string();
    assert!(card().await.contains("Zenobia"), "{}", card().await);
    ana.sends(edit(&said, "Voglio parlare con una persona del regalo per Teodora")).await;
    test.let_reply().await;
    assert!(!card().await.contains("Zenobia") && card().await.contains("Teodora"), "{}", card().await);
    ana.sends(revoke(&said)).await;
    test.let_reply().await;
    let conversation = conversation_of(&test, "4567").await;
    assert!(conversation["needs_person"].is_object(), "{conversation}");
    assert!(!conversation.to_string().contains("Teodora"), "{conversation}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_message_said_before_it_was_changed_goes_with_it() {
    let test = TestApp::start().await;
    let ana = test.customer(PHONE);
    let said = ana.says("Ciao, sono Zenobia").await;
    ana.sends(edit(&said, "Ciao, sono Teodora")).await;
    test.let_reply().await;
    ana.sends(revoke(&said)).await;
    // One that was on its way.
    ana.sends(edit(&said, "Ciao, sono Eufemia")).await;
    test.let_reply().await;
    let left = "SELECT (SELECT count(*) FROM message
          WHERE direction = 'in' AND (text IS NOT NULL OR ifnull(content, '') LIKE '%sono%'))
        + (SELECT count(*) FROM message_raw JOIN message ON message.id = message_raw.message_id
            WHERE raw LIKE '%sono%')";
    assert_eq!(rows(&test, left).await, 0);
    let thread = test.thread(&conversation_of(&test, "4567").await).await;
    for name in ["Zenobia", "Teodora", "Eufemia"] {
        assert!(!Value::from(thread.clone()).to_string().contains(name), "{name}: {thread:?}");
    }
    test.stop().await;
}
