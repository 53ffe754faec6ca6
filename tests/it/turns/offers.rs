//! "Shall I ask a colleague?" and what customers say to it.

use serde_json::json;

use super::{Shop, received, sentence};

#[tokio::test]
async fn a_yes_in_any_language_calls_a_person_and_a_no_does_not() {
    let shop = Shop::open().await;
    let yes = [
        ("Do you sell horse saddles?", "ok"),
        ("Do you sell horse saddles?", "👍"),
        ("Do you sell horse saddles?", "yes please"),
        ("Vendete selle da cavallo?", "va bene"),
        ("Vendete selle da cavallo?", "Sì grazie"),
        ("¿Venden sillas de montar?", "vale"),
        ("¿Venden sillas de montar?", "sí, por favor"),
        ("Vocês vendem selas de cavalo?", "pode ser"),
        ("apakah kalian jual pelana kuda?", "boleh kak"),
        ("kya aap ghore ki zeen bechte hain?", "theek hai"),
        ("क्या आप घोड़े की काठी बेचते हैं?", "ठीक है"),
        ("کیا آپ گھوڑے کی زین بیچتے ہیں؟", "جی ہاں"),
        ("هل تبيعون سروج الخيل؟", "تمام"),
        ("Verkaufen Sie Pferdesättel?", "ja gerne"),
    ];
    let no = [
        ("Do you sell horse saddles?", "no"),
        ("Vendete selle da cavallo?", "no grazie"),
        ("kya aap ghore ki zeen bechte hain?", "nahi"),
        ("Verkaufen Sie Pferdesättel?", "nein danke"),
        ("هل تبيعون سروج الخيل؟", "لا شكرا"),
    ];
    let cases = yes.iter().map(|case| (case, "asked_for_person")).chain(no.iter().map(|case| (case, "")));
    for (number, ((question, reply), reason)) in cases.enumerate() {
        let customer = shop.test.customer(&format!("+3933300004{number:02}"));
        customer.says(question).await;
        shop.test.let_reply().await;
        assert_eq!(received(&customer).len(), 1, "{question}");
        customer.says(reply).await;
        shop.test.let_reply().await;
        let list = shop.test.get("/conversations?queue=all&limit=100").await.json;
        let items = list["items"].as_array().unwrap();
        let mine = items.iter().find(|one| {
            one["last_message"]["text"].as_str() == Some(*reply)
                || reason == "asked_for_person" && one["id"] == items[0]["id"]
        });
        let told = mine.unwrap()["needs_person"]["reason"].as_str().unwrap_or_default();
        assert_eq!(told, reason, "{question} {reply}");
    }
    shop.close().await;
}

/// The customer reacts to what the shop said last.
async fn reacts(shop: &Shop, customer: &shopbell::practice::meta::Customer, emoji: &str) {
    let thread = shop.test.thread(&shop.conversation().await).await;
    let ours = thread.iter().rev().find(|line| line["direction"] == "out").unwrap();
    let id: i64 = ours["id"].as_str().unwrap().parse().unwrap();
    let read = move |conn: &shopbell::storage::ReadConn| {
        conn.one("SELECT channel_message_id FROM message WHERE id = ?1", [id], |row| row.get::<_, String>(0))
    };
    let wamid = shop.test.app.db.read::<_, shopbell::storage::StorageError>(read).await.unwrap();
    customer.sends(json!({"type": "reaction", "reaction": {"message_id": wamid, "emoji": emoji}})).await;
}

#[tokio::test]
async fn a_reaction_to_the_offer_is_a_yes_or_a_no() {
    for (emoji, reason) in
        [("👍", "asked_for_person"), ("❤️", "asked_for_person"), ("🙏🏽", "asked_for_person"), ("👎", "")]
    {
        let shop = Shop::open().await;
        let customer = shop.test.customer("+393330000501");
        customer.says("Do you sell horse saddles?").await;
        shop.test.let_reply().await;
        reacts(&shop, &customer, emoji).await;
        shop.test.let_reply().await;
        assert_eq!(shop.reason().await, reason, "{emoji}");
        let told = usize::from(!reason.is_empty());
        assert_eq!(received(&customer).len(), 1 + told, "{emoji}");
        // Once more changes nothing, and is not told again.
        reacts(&shop, &customer, emoji).await;
        shop.test.let_reply().await;
        assert_eq!(received(&customer).len(), 1 + told, "{emoji}");
        shop.close().await;
    }
}

#[tokio::test]
async fn a_reaction_taken_back_or_put_on_anything_else_says_nothing() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000502");
    customer.says("Any Paella?").await;
    shop.test.let_reply().await;
    reacts(&shop, &customer, "👍").await;
    shop.test.let_reply().await;
    assert_eq!((shop.reason().await.as_str(), received(&customer).len()), ("", 1));
    customer.says("Do you sell horse saddles?").await;
    shop.test.let_reply().await;
    reacts(&shop, &customer, "👍").await;
    reacts(&shop, &customer, "").await;
    shop.test.let_reply().await;
    assert_eq!((shop.reason().await.as_str(), received(&customer).len()), ("", 2));
    shop.close().await;
}

#[tokio::test]
async fn a_yes_with_a_question_is_answered_and_calls_a_person() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000503");
    customer.says("Do you sell horse saddles?").await;
    shop.test.let_reply().await;
    customer.says("yes but is there Paella?").await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer)[1..], [sentence("Paella")]);
    assert_eq!(shop.reason().await, "asked_for_person");
    assert_eq!(shop.conversation().await["card"]["question"], "yes but is there Paella?");
    shop.close().await;
}

#[tokio::test]
async fn a_yes_that_goes_on_with_opening_hours_calls_a_person_too() {
    for (number, text) in ["Yes, also when are you open?", "Sì, e quando siete aperti?"].iter().enumerate() {
        let shop = Shop::open().await;
        let chat = json!({"provider": "builtin"});
        assert!(shop.test.put("/llm/settings", json!({ "chat": chat })).await.status.is_success());
        let customer = shop.test.customer(&format!("+39333000070{number}"));
        customer.says("Do you sell horse saddles?").await;
        shop.test.let_reply().await;
        customer.says(text).await;
        shop.test.let_reply().await;
        assert_eq!(shop.reason().await, "asked_for_person", "{text}");
        assert!(received(&customer)[1].contains("9:00"), "{text}: {:?}", received(&customer));
        shop.close().await;
    }
}
