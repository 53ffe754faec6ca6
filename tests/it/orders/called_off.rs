//! Orders that customers take back: a person is called, told which, and no machine does it.

use serde_json::json;

use super::asked::{ANA, answer, conversation_of, of_ana, reason};
use super::tell;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_that_an_order_be_called_off_gets_a_person_who_is_told_which() {
    let shop = TestApp::start().await;
    for (end, text, says) in [
        ("101", "can you cancel my order?", "order 101 of 19 November 2026"),
        ("102", "annulla il mio ordine", "ordine 102 del 19 novembre 2026"),
        ("103", "¿pueden cancelar mi pedido por favor?", "pedido 103"),
        ("104", "können Sie meine Bestellung stornieren?", "104"),
        ("105", "siparişimi iptal eder misiniz?", "105"),
        ("106", "paki-cancel po ang order ko", "106"),
        ("107", "je unaweza kufuta oda yangu?", "107"),
        ("108", "请帮我取消我的订单好吗？", "108"),
    ] {
        let phone = format!("+39 333 2000{end}");
        let customer = shop.customer(&phone);
        let placed = json!({ "phone": phone, "state": "paid", "placed_at": "2026-11-19T10:00:00Z" });
        let kept = tell(&shop, end, placed).await;
        let told = answer(&shop, &customer, text).await;
        assert!(told.contains(says), "{text}: {told}");
        assert_eq!(reason(&shop, end).await, "order_change", "{text}");
        let id = conversation_of(&shop, end).await["id"].as_str().unwrap().to_owned();
        let card = shop.get(&format!("/conversations/{id}")).await.json["card"].clone();
        assert_eq!(card["orders"], json!([end]), "{text}: {card}");
        let order = shop.get(&format!("/orders/{}", kept["id"].as_str().unwrap())).await.json;
        assert_eq!(order["state"], "paid", "no machine calls an order off");
    }
    // Of several, the one that is named; of none, a person all the same.
    let ana = shop.customer(ANA);
    tell(&shop, "A-7", of_ana("paid", json!({}))).await;
    tell(&shop, "A-8001", of_ana("paid", json!({}))).await;
    let told = answer(&shop, &ana, "please cancel order A-8001").await;
    assert!(told.contains("A-8001") && !told.contains("A-7"), "{told}");
    let stranger = shop.customer("+39 333 9999999");
    let told = answer(&shop, &stranger, "cancel order A-8001").await;
    assert!(!told.contains("A-8001"), "somebody else's: {told}");
    assert_eq!(reason(&shop, "9999").await, "order_change");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_called_off_after_a_colleague_was_offered_gets_one() {
    let shop = TestApp::start().await;
    for (number, said) in [
        "please cancel my order",
        "Bitte stornieren Sie meine Bestellung",
        "Pouvez-vous annuler ma commande svp",
        "siparişimi iptal et",
        "отмените мой заказ",
        "取消我的订单",
        "cancella il mio ordine per favore",
        "annulla l'ordine",
        "cancel please",
        "Annulla",
        "stornieren",
    ]
    .into_iter()
    .enumerate()
    {
        let ends = format!("90{number:02}");
        let customer = shop.customer(&format!("+39333000{ends}"));
        assert!(!answer(&shop, &customer, "xyzzy blorf").await.is_empty());
        assert!(!answer(&shop, &customer, said).await.is_empty(), "{said}: silence");
        assert_eq!(reason(&shop, &ends).await, "order_change", "{said}");
    }
    shop.stop().await;
}
