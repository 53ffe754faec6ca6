//! Shops that are hard to read: words no reader can take, answers of many megabytes, products of a hundred variants, terms behind
//! a wall, words that keep coming.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::stand_in::{Web, hourly, shop_that_may_dial_loopback, shopify, source, text, woo};
use crate::support::TestApp;

/// A reader that breaks over any answer with this word in it, and reads nothing at all while `broken` lies beside it.
const UNREADABLE: &str = "UNREADABLE";

async fn shop_with_weak_reader(folder: &Path) -> TestApp {
    let program = folder.join("reader");
    let script = format!(
        "#!/bin/sh\ninput=$(cat)\n[ -e {broken} ] && exit 1\ncase \"$input\" in *{UNREADABLE}*) exit 1;; esac\n\
         printf '%s' \"$input\" | {real} \"$@\"\n",
        broken = folder.join("broken").display(),
        real = env!("CARGO_BIN_EXE_shopbell"),
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    TestApp::start_owned_by(program, |config| {
        config.knowledge.fetch_allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await
}

fn size(id: i64, size: &str, price: &str) -> Value {
    let mut one = woo(id, "", price);
    one["attributes"] = json!([{ "name": "Size", "option": size }]);
    one
}

#[tokio::test(flavor = "multi_thread")]
async fn no_price_is_known_without_its_name_whatever_breaks() {
    let folder = tempfile::tempdir().unwrap();
    let shop = shop_with_weak_reader(folder.path()).await;
    let web = Web::connected(&shop, "woocommerce", "Bottega").await;
    let mut apron = woo(7, "Apron", "");
    apron["type"] = json!("variable");
    apron["short_description"] = json!(format!("<p>{UNREADABLE}</p>"));
    web.sells(apron);
    web.sells(woo(8, "Salt &amp; Pepper", "4.50"));
    web.today.lock().variations.insert(7, vec![size(71, "M", "20.00"), size(72, "XL", "24.00")]);
    web.today.lock().terms = Some(json!({
        "status": "publish", "title": { "rendered": "Returns" }, "content": { "rendered": "<p>Within 30 days.</p>" },
    }));
    std::fs::write(folder.path().join("broken"), "").unwrap();
    web.is_known(&shop).await;
    for _ in 0..20 {
        shop.run_jobs().await;
        shop.advance(Duration::from_mins(10));
    }
    let gave_up = web.view(&shop).await;
    assert_eq!(
        (&gave_up["state"], &gave_up["reason"]),
        (&json!("failed"), &json!("words_unread")),
        "{gave_up}"
    );
    assert_eq!(gave_up["products"], 0);
    std::fs::remove_file(folder.path().join("broken")).unwrap();
    hourly(&shop).await;
    assert_eq!(web.read_to_the_end(&shop).await["products"], 2);
    let text = text(&shop, "Bottega").await;
    for row in
        ["| Apron | M | 20.00 EUR |", "| Apron | XL | 24.00 EUR |", "| Salt & Pepper |", "Within 30 days."]
    {
        assert!(text.contains(row), "{row}: {text}");
    }
    assert!(!text.contains(UNREADABLE), "{text}");
    shop.stop().await;
}

fn jar(kind: &str, id: i64, price: &str) -> Value {
    match kind {
        "shopify" => shopify(id, &format!("Jar {id}"), &[("Default Title", price, None)]),
        _ => woo(id, &format!("Jar {id}"), price),
    }
}

/// What a product says of itself.
fn words_of<'a>(kind: &str, product: &'a mut Value) -> &'a mut Value {
    match kind {
        "shopify" => &mut product["product"]["descriptionHtml"],
        _ => &mut product["description"],
    }
}

fn long(megabytes: usize) -> Value {
    json!(format!("<p>Too much.</p>{}", "x".repeat(megabytes << 20)))
}

/// Makes an answer longer by what nobody reads.
fn pad(kind: &str, product: &mut Value, megabytes: usize) {
    let padding = "x".repeat(megabytes << 20);
    match kind {
        "shopify" => product["variants"][0]["inventoryPolicy"] = json!(padding),
        _ => product["categories"] = json!([{ "id": 1, "name": "Food" }, { "id": 2, "name": padding }]),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_too_long_is_asked_for_in_parts_and_then_without_words() {
    let shop = shop_that_may_dial_loopback().await;
    for (kind, title) in [("woocommerce", "Bottega"), ("shopify", "Deli")] {
        let web = Web::connected(&shop, kind, title).await;
        for id in 1..=30 {
            let mut product = jar(kind, id, "2.00");
            match id {
                // Together they are longer than any answer that is read, not so each alone.
                5 | 16 | 25 => pad(kind, &mut product, 2),
                27 => *words_of(kind, &mut product) = long(6),
                _ => {}
            }
            web.sells(product);
        }
        web.is_known(&shop).await;
        let end = web.read_to_the_end(&shop).await;
        assert_eq!((&end["state"], &end["products"]), (&json!("ready"), &json!(30)), "{kind}: {end}");
        let text = text(&shop, title).await;
        for id in 1..=30 {
            assert!(text.contains(&format!("| Jar {id} | 2.00 EUR |")), "{kind} {id}");
        }
        assert!(["About Jar 5.", "About Jar 16."].iter().all(|about| text.contains(about)), "{kind}");
        assert!(!text.contains("Too much."), "{kind}");
        // Told of alone, the long one is known as well.
        let mut longest = jar(kind, 5, "3.00");
        *words_of(kind, &mut longest) = long(6);
        web.sells(longest);
        let topic = if kind == "shopify" { "products/update" } else { "product.updated" };
        web.tells(&shop, topic, &json!({ "id": 5 })).await;
        web.read_to_the_end(&shop).await;
        assert!(super::stand_in::text(&shop, title).await.contains("| Jar 5 | 3.00 EUR |"), "{kind}");
        assert_eq!(shop.delete(&format!("/orders/connections/{}", web.id)).await.status, 204);
        shop.run_jobs().await;
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_of_many_variants_is_asked_for_page_by_page_and_nothing_else_with_it() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "shopify", "Deli").await;
    let many = |price: &str| {
        let names: Vec<String> = (1..=120).map(|at| format!("Colour {at}")).collect();
        let variants: Vec<(&str, &str, Option<&str>)> =
            names.iter().map(|name| (name.as_str(), price, None)).collect();
        shopify(1, "Yarn", &variants)
    };
    web.sells(many("5.00"));
    web.sells(shopify(2, "Needle", &[("Default Title", "1.00", None)]));
    web.is_known(&shop).await;
    assert_eq!(web.read_to_the_end(&shop).await["products"], 2);
    web.sells(many("6.00"));
    web.today.lock().asked.clear();
    web.tells(&shop, "products/update", &json!({ "id": 1 })).await;
    web.read_to_the_end(&shop).await;
    let asked = web.today.lock().asked.clone();
    assert_eq!(asked, ["variants product_id:10", "variants product_id:150", "variants product_id:1100"]);
    let now = text(&shop, "Deli").await;
    assert_eq!((now.matches("6.00 EUR").count(), now.matches("5.00 EUR").count()), (120, 0), "{now}");
    assert!(
        now.contains("| Yarn | Colour 120 | 6.00 EUR |") && now.contains("| Needle | 1.00 EUR |"),
        "{now}"
    );

    // Words of them that never stop keep nothing from being told.
    web.sells(many("7.00"));
    for _ in 0..40 {
        for id in [1, 2] {
            web.tells(&shop, "products/update", &json!({ "id": id, "at": shop.clock.now() })).await;
        }
        shop.run_jobs().await;
        shop.advance(Duration::from_secs(10));
        if text(&shop, "Deli").await.contains("7.00 EUR") {
            break;
        }
    }
    assert_eq!(web.view(&shop).await["state"], "reading");
    assert_eq!(text(&shop, "Deli").await.matches("7.00 EUR").count(), 120);
    web.read_to_the_end(&shop).await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_no_room_for_is_said_at_the_source() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "woocommerce", "Bottega").await;
    let mut beads = woo(7, "Beads", "");
    beads["type"] = json!("variable");
    web.sells(beads);
    let all: Vec<Value> = (1..=320).map(|at| size(1000 + at, &format!("No {at}"), "1.00")).collect();
    web.today.lock().variations.insert(7, all);
    let rule = format!("<p>{}</p>", "Nobody sends a bead back. ".repeat(40));
    web.today.lock().terms = Some(json!({
        "status": "publish", "title": { "rendered": "Terms" }, "content": { "rendered": rule.repeat(300) },
    }));
    web.is_known(&shop).await;
    web.read_to_the_end(&shop).await;
    let known = source(&shop, "Bottega").await;
    assert_eq!(
        known["warnings"],
        json!([
            { "code": "variants_left_out", "place": {}, "params": { "count": "1" } },
            { "code": "terms_cut", "place": {}, "params": { "count": "1" } },
        ]),
        "{known}"
    );
    let text = text(&shop, "Bottega").await;
    assert!(text.contains("| Beads | No 300 |") && !text.contains("| Beads | No 301 |"), "{}", text.len());
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_stay_while_a_wall_refuses_their_page_and_go_when_they_are_gone() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "woocommerce", "Bottega").await;
    web.sells(woo(1, "Honey", "8.00"));
    web.today.lock().terms = Some(json!({
        "status": "publish", "title": { "rendered": "Returns" }, "content": { "rendered": "<p>Within 30 days.</p>" },
    }));
    web.is_known(&shop).await;
    web.read_to_the_end(&shop).await;
    let first = source(&shop, "Bottega").await["shop"]["read_at"].clone();
    for (refused, stays) in [(Some(403), true), (None, true), (Some(404), false)] {
        web.today.lock().terms_refused = refused;
        shop.advance(Duration::from_hours(25));
        shop.sign_in().await;
        hourly(&shop).await;
        web.read_to_the_end(&shop).await;
        assert_eq!(text(&shop, "Bottega").await.contains("Within 30 days."), stays, "{refused:?}");
    }
    // A look for what changed is no reading of the whole.
    let whole = source(&shop, "Bottega").await["shop"]["read_at"].clone();
    assert_ne!(whole, first);
    shop.advance(Duration::from_hours(1));
    hourly(&shop).await;
    web.read_to_the_end(&shop).await;
    assert_eq!(source(&shop, "Bottega").await["shop"]["read_at"], whole);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_old_key_met_says_nothing_of_the_new_one() {
    let shop = shop_that_may_dial_loopback().await;
    let web = Web::connected(&shop, "woocommerce", "Bottega").await;
    web.sells(woo(1, "Honey", "8.00"));
    web.today.lock().closed = true;
    // While the shop refuses the old key, the owner gives another.
    let (client, address, today) = (shop.client.clone(), shop.address.clone(), web.today.clone());
    let path = format!("{address}/api/v1/orders/connections/{}/products", web.id);
    let given = json!({ "address": web.address, "key": "ck_1", "key_secret": "cs_1" });
    let meanwhile = async move {
        let put = client.put(path).header("sec-fetch-site", "same-origin").header("origin", &address);
        assert_eq!(put.json(&given).send().await.unwrap().status(), 202);
        today.lock().closed = false;
    };
    web.today.lock().meanwhile = Some(Box::pin(meanwhile));
    web.is_known(&shop).await;
    let end = web.read_to_the_end(&shop).await;
    assert_eq!((&end["state"], &end["products"]), (&json!("ready"), &json!(1)), "{end}");
    shop.stop().await;
}
