//! A catalogue is kept true by itself: told out of order and twice, broken off, restarted, refused.

use std::time::Duration;

use serde_json::json;

use super::stand_in::{Web, hourly, shop_that_may_dial_loopback, shopify, source, text, woo};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_shop_tells_of_products_is_right_out_of_order_and_twice() {
    let shop = shop_that_may_dial_loopback().await;
    for (kind, title) in [("woocommerce", "Bottega"), ("shopify", "Deli")] {
        let web = Web::connected(&shop, kind, title).await;
        let product = |id: i64, name: &str, price: &str| match kind {
            "shopify" => shopify(id, name, &[("Default Title", price, None)]),
            _ => woo(id, name, price),
        };
        let (updated, deleted) = if kind == "shopify" {
            ("products/update", "products/delete")
        } else {
            ("product.updated", "product.deleted")
        };
        web.sells(product(1, "Honey", "8.00"));
        web.is_known(&shop).await;
        web.read_to_the_end(&shop).await;
        // The price went from 8 to 9 to 10; the words of it come backwards and twice. The shop itself is asked.
        web.sells(product(1, "Honey", "10.00"));
        for price in ["10.00", "9.00", "10.00", "9.00"] {
            web.tells(&shop, updated, &json!({ "id": 1, "price": price })).await;
            web.read_to_the_end(&shop).await;
            let now = text(&shop, title).await;
            assert!(now.contains("| Honey | 10.00 EUR |") && !now.contains("9.00"), "{kind}: {now}");
        }
        for _ in 0..2 {
            web.sells(product(2, "Jam", "5.00"));
            web.tells(&shop, updated, &json!({ "id": 2 })).await;
            web.read_to_the_end(&shop).await;
            assert!(text(&shop, title).await.contains("| Jam | 5.00 EUR |"), "{kind}");
            web.today.lock().products.remove(&2);
            web.tells(&shop, deleted, &json!({ "id": 2 })).await;
            web.read_to_the_end(&shop).await;
            let now = text(&shop, title).await;
            assert!(
                !now.contains("Jam") && now.contains("Honey"),
                "{kind}: deleted, also for the second time: {now}"
            );
        }
        assert_eq!(shop.delete(&format!("/orders/connections/{}", web.id)).await.status, 204);
        shop.run_jobs().await;
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_breaks_in_the_middle_keeps_what_was_known_and_says_so() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "woocommerce", "Bottega").await;
    for id in 1..=120 {
        web.sells(woo(id, &format!("Jar {id}"), "1.00"));
    }
    web.is_known(&shop).await;
    web.read_to_the_end(&shop).await;
    for id in 1..=120 {
        web.sells(woo(id, &format!("Jar {id}"), "2.00"));
    }
    let path = format!("/knowledge/sources/{}", source(&shop, "Bottega").await["id"].as_str().unwrap());
    shop.post(&format!("{path}/retry"), json!({})).await;
    // Only now it is read anew.
    shop.run_jobs().await;
    while web.view(&shop).await["came"].as_u64().unwrap() < 50 {
        shop.run_jobs().await;
        shop.advance(Duration::from_secs(1));
    }
    web.today.lock().broken = true;
    let mut view = web.view(&shop).await;
    for _ in 0..30 {
        shop.advance(Duration::from_mins(10));
        shop.run_jobs().await;
        view = web.view(&shop).await;
        if view["state"] == "failed" {
            break;
        }
    }
    assert_eq!((&view["state"], &view["reason"]), (&json!("failed"), &json!("shop_silent")), "{view}");
    let failed = source(&shop, "Bottega").await;
    assert_eq!(
        (&failed["state"], &failed["reason"]["code"]),
        (&json!("failed"), &json!("shop_silent")),
        "{failed}"
    );
    let old = text(&shop, "Bottega").await;
    assert!(old.contains("1.00 EUR") && !old.contains("2.00 EUR"), "whole or not at all: {old}");
    let found = shop.get("/knowledge/search?q=jar+17").await.json;
    let found = found.to_string();
    assert!(found.contains("Jar 17 | Price: 1.00 EUR") && !found.contains("2.00 EUR"), "{found}");
    // Within the hour it goes on where it broke off.
    web.today.lock().broken = false;
    web.today.lock().asked.clear();
    hourly(&shop).await;
    assert_eq!(web.read_to_the_end(&shop).await["state"], "ready");
    assert!(!web.today.lock().asked.contains(&"products 0".to_owned()), "{:?}", web.today.lock().asked);
    let new = text(&shop, "Bottega").await;
    assert!(new.contains("2.00 EUR") && !new.contains("1.00 EUR"), "{new}");
    assert_eq!(source(&shop, "Bottega").await["state"], "ready");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_goes_on_after_a_stop_and_a_refused_key_says_what_to_do() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "shopify", "Deli").await;
    for id in 1..=120 {
        web.sells(shopify(id, &format!("Tin {id}"), &[("Default Title", "3.00", None)]));
    }
    web.today.lock().closed = true;
    web.is_known(&shop).await;
    let refused = web.read_to_the_end(&shop).await;
    assert_eq!(
        (&refused["state"], &refused["reason"]),
        (&json!("failed"), &json!("key_refused")),
        "{refused}"
    );
    let failed = source(&shop, "Deli").await;
    assert!(failed["reason"]["message"].as_str().unwrap().contains("key"), "{failed}");
    web.today.lock().closed = false;
    web.is_known(&shop).await;
    for _ in 0..3 {
        shop.run_jobs().await;
        shop.advance(Duration::from_secs(1));
    }
    // What a stop leaves is rows: the next page is due, and whoever runs it begins where the last one ended.
    shop.app.worker.reclaim().await.unwrap();
    assert_eq!(web.read_to_the_end(&shop).await["products"], 120);
    let asked = web.today.lock().asked.clone();
    for page in ["variants 0", "variants 50", "variants 100"] {
        assert_eq!(asked.iter().filter(|one| *one == page).count(), 1, "{asked:?}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_deleted_between_two_pages_loses_no_other() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "woocommerce", "Bottega").await;
    for id in 1..=120 {
        web.sells(woo(id, &format!("Jar {id}"), "1.00"));
    }
    web.is_known(&shop).await;
    while web.view(&shop).await["came"].as_u64().unwrap() < 50 {
        shop.run_jobs().await;
        shop.advance(Duration::from_secs(1));
    }
    // All others move up by twenty.
    web.today.lock().products.retain(|id, _| *id > 20);
    web.read_to_the_end(&shop).await;
    let text = text(&shop, "Bottega").await;
    for id in 21..=120 {
        assert!(text.contains(&format!("| Jar {id} |")), "Jar {id}");
    }
    shop.stop().await;
}
