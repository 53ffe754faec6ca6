//! What a person sees who is called: complete by whatever way the conversation came to them, and true when they look.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{conversation_of, hand_back, says, shop};
use crate::orders::tell;
use crate::support::TestApp;
use crate::support::browser::Browser;

async fn card(shop: &TestApp, ends: &str) -> Value {
    let conversation = conversation_of(shop, ends).await;
    assert!(conversation["needs_person"].is_object(), "{conversation}");
    conversation["card"].clone()
}

/// What a customer says from a number of their own, and what the card of it says.
struct Said {
    ends: &'static str,
    said: &'static [&'static str],
    wants: &'static str,
    language: &'static str,
    mood: &'static str,
    lacks: &'static [&'static str],
}

const SAID: &[Said] = &[
    Said {
        ends: "0001",
        said: &["Do you deliver to Turin?", "A human please"],
        wants: "Do you deliver to Turin?",
        language: "en",
        mood: "calm",
        lacks: &[],
    },
    Said {
        ends: "0002",
        said: &["Buongiorno. La torta è arrivata rotta! Siete dei ladri!"],
        wants: "La torta è arrivata rotta!",
        language: "it",
        mood: "angry",
        lacks: &["order_number"],
    },
    Said {
        ends: "0003",
        said: &["Guten Tag, meine Bestellung 9999 ist kaputt angekommen"],
        wants: "Guten Tag, meine Bestellung 9999 ist kaputt angekommen",
        language: "de",
        mood: "unhappy",
        lacks: &["unknown_order"],
    },
    Said {
        ends: "0004",
        said: &["هل لديكم توصيل إلى دبي؟", "أريد التحدث مع موظف"],
        wants: "هل لديكم توصيل إلى دبي؟",
        language: "ar",
        mood: "calm",
        lacks: &[],
    },
    Said {
        ends: "0005",
        said: &["I am furious, I want to speak to a human"],
        wants: "I am furious, I want to speak to a human",
        language: "en",
        mood: "angry",
        lacks: &[],
    },
    Said {
        ends: "0007",
        said: &["My order came broken"],
        wants: "My order came broken",
        language: "en",
        mood: "unhappy",
        lacks: &[],
    },
];

/// Whether nothing is left out that every card says.
pub fn is_complete(card: &Value) -> bool {
    let texts = ["reason", "who", "language", "mood", "next", "answer_by"];
    texts.iter().all(|name| card[*name].as_str().is_some_and(|text| !text.is_empty()))
        && (card["wants"].is_string() || card["sent"].as_array().is_some_and(|sent| !sent.is_empty()))
        && ["lacks", "spoken", "told"].iter().all(|name| card[*name].is_array())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_says_what_is_wanted_in_which_mood_and_language_and_what_is_missing() {
    let shop = shop().await;
    tell(&shop, "1042", json!({ "phone": "+393330000007", "state": "shipped", "total": "64.50" })).await;
    for Said { ends, said, wants, language, mood, lacks } in SAID {
        let customer = shop.customer(&format!("+39333000{ends}"));
        for text in *said {
            says(&shop, &customer, text).await;
        }
        let card = card(&shop, ends).await;
        assert!(is_complete(&card), "{card:#}");
        assert_eq!(
            (card["wants"].as_str(), card["language"].as_str(), card["mood"].as_str()),
            (Some(*wants), Some(*language), Some(*mood)),
            "{card:#}"
        );
        assert_eq!(card["lacks"], json!(lacks), "{card:#}");
    }
    let first = card(&shop, "0001").await;
    assert!(first["told"][0].as_str().unwrap().contains("Shall I ask"), "what was offered: {first:#}");
    let last = card(&shop, "0007").await;
    assert_eq!(
        (last["last_order"]["number"].as_str(), last["last_order"]["state"].as_str()),
        (Some("1042"), Some("shipped"))
    );
    assert_eq!(last["last_order_value"], "64.50 EUR");
    // Whoever may not see amounts sees the order without its worth.
    let owner = Browser::signed_in(&shop, "owner@shop.example").await;
    let trainee = owner.invite("trainee").await;
    let id = conversation_of(&shop, "0007").await["id"].as_str().unwrap().to_owned();
    let seen = trainee.get(&format!("/conversations/{id}")).await.json;
    assert_eq!(seen["card"]["last_order"]["number"], "1042", "{seen}");
    assert_eq!(seen["card"]["last_order_value"], Value::Null, "{seen}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_after_the_call_is_on_the_card_and_what_was_taken_back_is_not() {
    let shop = shop().await;
    let customer = shop.customer("+393330000001");
    says(&shop, &customer, "My order arrived broken").await;
    assert_eq!(card(&shop, "0001").await["lacks"], json!(["order_number"]));
    let wrong = customer.says("it is 1043").await;
    says(&shop, &customer, "it is order 1042").await;
    assert_eq!(
        card(&shop, "0001").await["lacks"],
        json!([]),
        "the shop keeps no order book that knows better"
    );
    says(&shop, &customer, "Where are you?? I am furious 😡").await;
    let angry = card(&shop, "0001").await;
    assert_eq!(
        (angry["mood"].as_str(), angry["wants"].as_str()),
        (Some("angry"), Some("My order arrived broken"))
    );
    let revoke = json!({ "type": "revoke", "revoke": { "original_message_id": wrong } });
    customer.sends(revoke).await;
    shop.let_reply().await;
    let question = conversation_of(&shop, "0001").await["card"].to_string();
    assert!(!question.contains("1043"), "{question}");
    // Handed back and called once more: what is over is over.
    hand_back(&shop, &conversation_of(&shop, "0001").await).await;
    let said = json!({ "client_id": "a1", "kind": "text", "text": "A new one comes tomorrow." });
    let id = conversation_of(&shop, "0001").await["id"].as_str().unwrap().to_owned();
    assert!(shop.post(&format!("/conversations/{id}/messages"), said).await.status.is_success());
    shop.run_jobs().await;
    hand_back(&shop, &conversation_of(&shop, "0001").await).await;
    shop.advance(Duration::from_hours(25));
    says(&shop, &customer, "Can I speak to somebody about a birthday cake?").await;
    let again = card(&shop, "0001").await;
    assert_eq!((again["mood"].as_str(), &again["lacks"]), (Some("calm"), &json!([])), "{again:#}");
    assert_eq!(again["told"][0], "A new one comes tomorrow.");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_complete_by_whatever_way_a_person_was_called() {
    let shop = shop().await;
    // The assistant is off.
    let mut settings = shop.get("/replies/settings").await.json;
    settings["mode"] = json!("off");
    assert!(shop.put("/replies/settings", settings.clone()).await.status.is_success());
    says(&shop, &shop.customer("+393330000001"), "Avete il pane senza glutine?").await;
    let off = card(&shop, "0001").await;
    assert!(is_complete(&off), "{off:#}");
    assert_eq!(
        (off["reason"].as_str(), off["wants"].as_str()),
        (Some("assistant_off"), Some("Avete il pane senza glutine?"))
    );
    assert_eq!(off["language"], "it");
    // It only suggests.
    settings["mode"] = json!("suggest");
    assert!(shop.put("/replies/settings", settings.clone()).await.status.is_success());
    says(&shop, &shop.customer("+393330000002"), "When are you open?").await;
    let suggested = card(&shop, "0002").await;
    assert!(is_complete(&suggested), "{suggested:#}");
    assert_eq!(suggested["reason"], "suggestion_ready");
    settings["mode"] = json!("answer");
    assert!(shop.put("/replies/settings", settings).await.status.is_success());
    // A picture without a word.
    let id = shop.meta().holds_media("image/jpeg", vec![0xff, 0xd8, 0xff, 0xe0, 0, 0]);
    let image = json!({ "type": "image", "image": { "id": id, "mime_type": "image/jpeg" } });
    shop.customer("+393330000003").sends(image).await;
    for _ in 0..3 {
        shop.let_reply().await;
    }
    let picture = card(&shop, "0003").await;
    assert!(is_complete(&picture), "{picture:#}");
    assert_eq!((&picture["sent"], &picture["wants"]), (&json!(["image"]), &Value::Null));
    // A recording nobody puts into words.
    let id = shop.meta().holds_media("audio/ogg; codecs=opus", b"OggS\0\x02\0\0\0\0\0\0\0\0".to_vec());
    let audio = json!({ "type": "audio", "audio": { "id": id, "mime_type": "audio/ogg; codecs=opus", "voice": true } });
    shop.customer("+393330000004").sends(audio).await;
    for _ in 0..3 {
        shop.let_reply().await;
    }
    let recording = card(&shop, "0004").await;
    assert!(is_complete(&recording), "{recording:#}");
    assert_eq!((&recording["sent"], &recording["lacks"]), (&json!(["audio"]), &json!(["words"])));
    // A location says where and not what for: a colleague is offered, and wanted.
    let place = json!({ "type": "location", "location": { "latitude": 45.07, "longitude": 7.68 } });
    let customer = shop.customer("+393330000005");
    customer.sends(place).await;
    shop.let_reply().await;
    says(&shop, &customer, "Yes please").await;
    let place = card(&shop, "0005").await;
    assert!(is_complete(&place), "{place:#}");
    // Somebody looks, and a card that belongs to nobody any more is gone.
    let id = conversation_of(&shop, "0001").await["id"].as_str().unwrap().to_owned();
    assert!(
        shop.send(Method::POST, &format!("/conversations/{id}/take-over"), Some(json!({})))
            .await
            .status
            .is_success()
    );
    assert_eq!(conversation_of(&shop, "0001").await["card"], Value::Null);
    shop.stop().await;
}
