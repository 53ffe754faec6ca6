//! What web shops sell becomes knowledge: each price in its own row, kept true by itself, and answered as it stands.

mod answers;
mod hard_to_read;
mod kept_true;
pub mod stand_in;

use std::time::Duration;

use serde_json::json;

use crate::support::TestApp;
use stand_in::{Web, hourly, shop_that_may_dial_loopback, shopify, source, text, woo};

#[tokio::test(flavor = "multi_thread")]
async fn products_of_woocommerce_become_rows_and_what_is_not_shown_stays_out() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "woocommerce", "Bottega").await;
    web.sells(woo(1, "Salt &amp; Pepper", "4.50"));
    for (id, field, value) in [
        (2, "status", "draft"),
        (3, "status", "private"),
        (4, "catalog_visibility", "hidden"),
        (5, "post_password", "secret"),
    ] {
        let mut hidden = woo(id, &format!("Secret {id}"), "1.00");
        hidden[field] = json!(value);
        web.sells(hidden);
    }
    let mut sold_out = woo(6, "Truffle", "90.00");
    sold_out["stock_status"] = json!("outofstock");
    sold_out["stock_quantity"] = json!(-3);
    web.sells(sold_out);
    let mut shirt = woo(7, "Apron", "");
    shirt["type"] = json!("variable");
    web.sells(shirt);
    let size = |id: i64, size: &str, price: &str, stock: &str| {
        let mut one = woo(id, "", price);
        one["attributes"] = json!([{ "name": "Size", "option": size }]);
        one["stock_status"] = json!(stock);
        one
    };
    let mut private = size(73, "XXL", "99.00", "instock");
    private["status"] = json!("private");
    web.today
        .lock()
        .variations
        .insert(7, vec![size(71, "M", "20.00", "instock"), size(72, "XL", "24.00", "onbackorder"), private]);
    web.today.lock().terms = Some(json!({
        "status": "publish", "title": { "rendered": "Terms &amp; returns" },
        "content": { "rendered": "<h2>Returns</h2><p>You may send goods back within 30 days.</p>", "protected": false },
    }));
    web.is_known(&shop).await;
    assert_eq!(source(&shop, "Bottega").await["state"], "working");
    let view = web.read_to_the_end(&shop).await;
    assert_eq!((&view["state"], &view["products"]), (&json!("ready"), &json!(3)), "{view}");
    let known = source(&shop, "Bottega").await;
    assert_eq!(
        (&known["kind"], &known["state"], &known["shop"]["products"]),
        (&json!("shop"), &json!("ready"), &json!(3)),
        "{known}"
    );
    assert!(known["text"].is_null(), "long, and other at every reading: {known}");
    let text = text(&shop, "Bottega").await;
    for row in [
        "| Salt & Pepper |",
        "| 4.50 EUR | in stock | Food |",
        "| Truffle | 90.00 EUR | sold out | Food |",
        "| Apron | M | 20.00 EUR | in stock | Food |",
        "| Apron | XL | 24.00 EUR | can be ordered, comes later | Food |",
        "About Truffle.",
        "## Terms & returns",
        "You may send goods back within 30 days.",
    ] {
        assert!(text.contains(row), "{row}: {text}");
    }
    for hidden in ["Secret", "XXL", "-3", "1.00"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_counts_while_it_runs_and_the_old_price_is_marked_as_old() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "woocommerce", "Bottega").await;
    let on_sale = |id: i64, name: &str, from: serde_json::Value, until: serde_json::Value| {
        let mut product = woo(id, name, "20.00");
        product["sale_price"] = json!("15.00");
        product["date_on_sale_from_gmt"] = from;
        product["date_on_sale_to_gmt"] = until;
        product
    };
    let day = |days: u64| {
        let moment = shop.clock.now().plus(Duration::from_hours(24 * days)).to_string();
        json!(moment.chars().take(19).collect::<String>())
    };
    web.sells(on_sale(1, "Always", json!(null), json!(null)));
    web.sells(on_sale(2, "Later", day(2), day(4)));
    web.sells(on_sale(3, "Over", json!("2020-01-01T00:00:00"), json!("2020-02-01T00:00:00")));
    web.is_known(&shop).await;
    web.read_to_the_end(&shop).await;
    let has = async |row: &str| {
        let text = text(&shop, "Bottega").await;
        assert!(text.contains(row), "{row}: {text}");
    };
    has("| Always | 15.00 EUR | ~~20.00 EUR~~ |").await;
    has("| Later | 20.00 EUR | in stock |").await;
    has("| Over | 20.00 EUR | in stock |").await;
    // Nothing comes from the shop: the moment alone makes it another price.
    shop.advance(Duration::from_hours(49));
    shop.run_jobs().await;
    has("| Later | 15.00 EUR | ~~20.00 EUR~~ |").await;
    shop.advance(Duration::from_hours(49));
    shop.run_jobs().await;
    has("| Later | 20.00 EUR | in stock |").await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_products_come_page_by_page_at_the_shops_pace() {
    let shop = shop_that_may_dial_loopback().await;
    let woocommerce = Web::connected(&shop, "woocommerce", "Bottega").await;
    let other = Web::connected(&shop, "shopify", "Deli").await;
    for id in 1..=260 {
        woocommerce.sells(woo(id, &format!("Jar {id}"), &format!("{id}.10")));
        other.sells(shopify(
            id,
            &format!("Tin {id}"),
            &[("S", "1.00", None), ("L", &format!("{id}.20"), None)],
        ));
    }
    for web in [&woocommerce, &other] {
        web.today.lock().busy = 2;
        web.is_known(&shop).await;
        let end = web.read_to_the_end(&shop).await;
        assert_eq!((&end["state"], &end["products"]), (&json!("ready"), &json!(260)), "{end}");
    }
    let (jars, tins) = (text(&shop, "Bottega").await, text(&shop, "Deli").await);
    for id in [1, 50, 51, 255, 260] {
        assert!(jars.contains(&format!("| Jar {id} | {id}.10 EUR |")), "{id}");
        assert!(tins.contains(&format!("| Tin {id} | L | {id}.20 EUR |")), "{id}");
    }
    let again = other.today.lock().asked.iter().filter(|asked| *asked == "variants 0").count();
    assert_eq!(again, 1, "each page is asked for once");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shopify_tells_variants_offers_and_its_policies() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "shopify", "Deli").await;
    web.sells(shopify(1, "Olive oil", &[("500 ml", "9.00", Some("12.00")), ("1 l", "16.00", None)]));
    let mut draft = shopify(2, "Draft oil", &[("Default Title", "1.00", None)]);
    draft["product"]["status"] = json!("DRAFT");
    web.sells(draft);
    let mut unpublished = shopify(3, "Hidden oil", &[("Default Title", "1.00", None)]);
    unpublished["product"]["onlineStoreUrl"] = json!(null);
    web.sells(unpublished);
    let mut gone = shopify(4, "Vinegar", &[("Default Title", "5.00", None)]);
    gone["variants"][0]["availableForSale"] = json!(false);
    web.sells(gone);
    web.today.lock().policies = vec![
        json!({ "type": "REFUND_POLICY", "title": "Refund policy", "body": "<p>Refunds within <b>14 days</b>.</p>" }),
        json!({ "type": "SHIPPING_POLICY", "title": "Shipping policy", "body": "<p>We ship on Mondays.</p>" }),
    ];
    web.is_known(&shop).await;
    web.read_to_the_end(&shop).await;
    let text = text(&shop, "Deli").await;
    for row in [
        "| Olive oil | 500 ml | 9.00 EUR | ~~12.00 EUR~~ |",
        "| Olive oil | 1 l | 16.00 EUR |",
        "| Vinegar | 5.00 EUR | sold out |",
        "## Refund policy",
        "Refunds within 14 days.",
        "We ship on Mondays.",
    ] {
        assert!(text.contains(row), "{row}: {text}");
    }
    assert!(!text.contains("Draft oil") && !text.contains("Hidden oil"), "{text}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_of_a_shop_obeys_its_owner() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "woocommerce", "Bottega").await;
    web.sells(woo(1, "Honey", "8.00"));
    web.is_known(&shop).await;
    web.read_to_the_end(&shop).await;
    let known = source(&shop, "Bottega").await;
    let path = format!("/knowledge/sources/{}", known["id"].as_str().unwrap());
    let written = shop.patch(&path, json!({ "text": "Honey is free." })).await;
    assert_eq!(written.code(), "wrong_kind");
    // Read again on request, what changed is a version.
    web.sells(woo(1, "Honey", "9.00"));
    assert_eq!(shop.post(&format!("{path}/retry"), json!({})).await.status, 202);
    web.read_to_the_end(&shop).await;
    assert!(text(&shop, "Bottega").await.contains("9.00 EUR"));
    let versions = shop.get(&format!("{path}/versions")).await.json;
    let version = versions["items"][0].clone();
    assert_eq!(
        (versions["items"].as_array().unwrap().len(), &version["replaced_by"]),
        (1, &json!("reading"))
    );
    // Disabled, nothing is found of it; removed, it is asked for no more.
    shop.patch(&path, json!({ "validity": { "enabled": false } })).await;
    let hidden = shop.get("/knowledge/search?q=honey").await.json;
    assert_eq!(hidden["items"], json!([]), "{hidden}");
    assert_eq!(shop.delete(&path).await.status, 204);
    shop.run_jobs().await;
    assert!(web.view(&shop).await.is_null());
    // Switched on anew and let go with the shop.
    web.is_known(&shop).await;
    web.read_to_the_end(&shop).await;
    assert_eq!(shop.delete(&format!("/orders/connections/{}", web.id)).await.status, 204);
    shop.run_jobs().await;
    let left = shop.get("/knowledge/sources").await.json;
    assert_eq!(left["items"], json!([]), "{left}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hourly_look_and_the_daily_comparison_find_what_nobody_told() {
    let shop = shop_that_may_dial_loopback().await;
    for (kind, title) in [("woocommerce", "Bottega"), ("shopify", "Deli")] {
        let web = Web::connected(&shop, kind, title).await;
        let product = |id: i64, name: &str, price: &str| match kind {
            "shopify" => shopify(id, name, &[("Default Title", price, None)]),
            _ => woo(id, name, price),
        };
        web.sells(product(1, "Honey", "8.00"));
        web.sells(product(2, "Jam", "5.00"));
        web.is_known(&shop).await;
        web.read_to_the_end(&shop).await;
        web.sells(product(1, "Honey", "9.00"));
        web.today.lock().changed = vec![1];
        shop.advance(Duration::from_hours(1));
        hourly(&shop).await;
        web.read_to_the_end(&shop).await;
        let now = text(&shop, title).await;
        assert!(now.contains("| Honey | 9.00 EUR |") && now.contains("| Jam | 5.00 EUR |"), "{kind}: {now}");
        // A deletion that was never told is found when all of it is compared.
        web.today.lock().changed.clear();
        web.today.lock().products.remove(&2);
        shop.advance(Duration::from_hours(24));
        hourly(&shop).await;
        web.read_to_the_end(&shop).await;
        let now = text(&shop, title).await;
        assert!(now.contains("Honey") && !now.contains("Jam"), "{kind}: {now}");
        assert_eq!(shop.delete(&format!("/orders/connections/{}", web.id)).await.status, 204);
        shop.run_jobs().await;
    }
    shop.stop().await;
}

/// What a customer is told.
async fn told(shop: &TestApp, phone: &str, question: &str) -> String {
    let customer = shop.customer(phone);
    let before = customer.received().len();
    customer.says(question).await;
    shop.let_reply().await;
    let said = customer.received();
    said[before..].iter().filter_map(|sent| sent.text.clone()).collect::<Vec<_>>().join("\n")
}
