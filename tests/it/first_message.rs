//! The first thing somebody writes, in whatever language, to a shop without a model: greeted, answered from the profile and
//! given to a person in their own.

use serde_json::json;

use crate::support::TestApp;

/// What a new customer reads who writes this and nothing else.
async fn answer(shop: &TestApp, number: usize, text: &str) -> String {
    let customer = shop.customer(&format!("+3933377{number:05}"));
    customer.says(text).await;
    shop.let_reply().await;
    customer.received().into_iter().filter_map(|sent| sent.text).collect::<Vec<_>>().join("\n")
}

/// Each is the first word of a new customer's, and what they read holds the other.
async fn are_answered(shop: &TestApp, cases: &[(&str, &str)]) {
    for (number, (text, expected)) in cases.iter().enumerate() {
        let said = answer(shop, number, text).await;
        assert!(said.contains(expected), "{text}: {said}");
    }
}

async fn shop() -> TestApp {
    let shop = TestApp::start().await;
    let profile = json!({ "language": "it", "greeting": "Ciao! Qui la bottega.",
        "hours": [{ "days": [2, 3, 4, 5, 6], "opens": "08:00", "closes": "13:00" }], "address": "Via Roma 12, Firenze" });
    let saved = shop.patch("/shop", profile).await;
    assert!(saved.status.is_success(), "{}", saved.json);
    shop
}

#[tokio::test(flavor = "multi_thread")]
async fn a_greeting_is_answered_in_its_own_language_and_the_owners_words_in_the_shops() {
    let shop = shop().await;
    let cases = [
        ("ciao!", "Ciao! Qui la bottega."),
        ("Buongiorno Bottega Rossi", "Ciao! Qui la bottega."),
        ("Guten Tag", "Guten Tag!"),
        ("Buenos días 😊", "¡Hola!"),
        ("Bom dia", "Olá!"),
        ("Доброе утро", "Здравствуйте!"),
        ("你好", "您好"),
        ("Good morning!!", "Hello!"),
        ("صباح الخير", "أهلًا"),
    ];
    are_answered(&shop, &cases).await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_and_place_are_told_from_the_profile_in_the_customers_language() {
    let shop = shop().await;
    let cases = [
        ("quando siete aperti?", "Martedì, mercoledì, giovedì, venerdì, sabato: 08:00-13:00"),
        ("When are you open?", "Saturday: 08:00-13:00"),
        ("Wann habt ihr offen?", "Samstag: 08:00-13:00"),
        ("quels sont vos horaires ?", "samedi : 08:00-13:00"),
        ("¿a qué hora abren?", "sábado: 08:00-13:00"),
        ("wat zijn jullie openingstijden?", "zaterdag: 08:00-13:00"),
        ("во сколько вы открываетесь?", "суббота: 08:00-13:00"),
        ("Wo seid ihr?", "Adresse: Via Roma 12, Firenze"),
        ("Où êtes-vous ?", "Via Roma 12, Firenze"),
    ];
    are_answered(&shop, &cases).await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_a_person_is_told_in_their_language_that_one_comes() {
    let shop = shop().await;
    for (number, (text, expected)) in [
        ("operatore per favore", "Un collega leggerà"),
        ("Ich möchte bitte mit einem Menschen sprechen", "Jemand aus dem Team liest"),
        ("Je voudrais parler à quelqu'un", "équipe"),
        ("Ik wil graag met een medewerker spreken", "collega"),
        ("хочу поговорить с человеком", "Коллега"),
        ("转人工", "同事"),
    ]
    .into_iter()
    .enumerate()
    {
        let said = answer(&shop, number, text).await;
        assert!(said.contains(expected), "{text}: {said}");
        let queue = shop.get("/conversations?queue=needs_person").await.json;
        assert_eq!(queue["items"].as_array().map(Vec::len), Some(number + 1), "{text}");
    }
    shop.stop().await;
}
