//! "Shall I ask a colleague?" and what customers say to it.

use super::{Shop, received};

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
