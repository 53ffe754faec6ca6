//! Web shops over loopback HTTP that give their products: pages, variations, terms, patience and faults.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::BoxFuture;
use hmac::{Hmac, KeyInit as _, Mac as _};
use parking_lot::Mutex;
use serde_json::{Value, json};
use sha2::Sha256;
use shopbell::orders::RefreshProducts;
use shopbell::storage::StorageError;

use crate::support::TestApp;

/// What the shop sells and how it answers.
#[derive(Default)]
pub struct Today {
    /// Products by their id, as the shop's API writes them.
    pub products: BTreeMap<i64, Value>,
    pub variations: BTreeMap<i64, Vec<Value>>,
    /// Answers that say to come later, before the next good one.
    pub busy: usize,
    /// No answer at all is good.
    pub broken: bool,
    /// The key is refused.
    pub closed: bool,
    pub terms: Option<Value>,
    /// The page of the terms is refused with this status.
    pub terms_refused: Option<u16>,
    pub policies: Vec<Value>,
    /// Variants that changed, for Shopify: those of these products.
    pub changed: Vec<i64>,
    pub asked: Vec<String>,
    /// What happens while the next question about the shop as a whole is answered.
    pub meanwhile: Option<BoxFuture<'static, ()>>,
}

/// A web shop on the other side.
#[derive(Clone)]
pub struct Web {
    pub today: Arc<Mutex<Today>>,
    pub address: String,
    pub kind: &'static str,
    /// Of the connection, once there is one.
    pub id: String,
    secret: &'static str,
}

/// A product as WooCommerce writes it.
pub fn woo(id: i64, name: &str, price: &str) -> Value {
    json!({
        "id": id, "name": name, "type": "simple", "status": "publish", "catalog_visibility": "visible",
        "permalink": format!("https://shop.example/{id}"), "short_description": format!("<p>About <b>{name}</b>.</p>"),
        "description": "", "price": price, "regular_price": price, "sale_price": "", "date_on_sale_from_gmt": null,
        "date_on_sale_to_gmt": null, "stock_status": "instock", "categories": [{ "id": 1, "name": "Food" }], "parent_id": 0,
    })
}

/// A product as Shopify writes it, with one variant of each size and price.
pub fn shopify(id: i64, title: &str, variants: &[(&str, &str, Option<&str>)]) -> Value {
    let nodes: Vec<Value> = variants
        .iter()
        .enumerate()
        .map(|(at, (size, price, before))| {
            json!({
                "id": format!("gid://shopify/ProductVariant/{}", id * 100 + i64::try_from(at).unwrap()), "title": size,
                "price": price, "compareAtPrice": before, "availableForSale": true, "inventoryPolicy": "DENY",
                "inventoryQuantity": 7,
            })
        })
        .collect();
    json!({
        "product": {
            "id": format!("gid://shopify/Product/{id}"), "title": title, "status": "ACTIVE",
            "onlineStoreUrl": format!("https://shop.example/{id}"), "productType": "Food",
            "hasOnlyDefaultVariant": variants.len() == 1, "descriptionHtml": format!("<p>About {title}.</p>"),
        },
        "variants": nodes,
    })
}

impl Web {
    /// A shop that is connected, with an open program beside it.
    pub async fn connected(shop: &TestApp, kind: &'static str, name: &str) -> Self {
        let today = Arc::new(Mutex::new(Today::default()));
        let routes = Router::new()
            .route("/wp-json/wc/v3/settings/general", get(general))
            .route("/wp-json/wc/v3/settings/tax", get(tax))
            .route("/wp-json/wc/v3/settings/advanced/woocommerce_terms_page_id", get(terms_page))
            .route("/wp-json/wp/v2/pages/{id}", get(page))
            .route("/wp-json/wc/v3/products", get(products))
            .route("/wp-json/wc/v3/products/{id}", get(product))
            .route("/wp-json/wc/v3/products/{id}/variations", get(variations))
            .route("/admin/api/2026-01/graphql.json", post(graphql))
            .with_state(Arc::clone(&today));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        let secret = "0123456789abcdef";
        let made =
            shop.post("/orders/connections", json!({ "kind": kind, "name": name, "secret": secret })).await;
        assert_eq!(made.status, 201, "{}", made.json);
        let id = made.json["id"].as_str().unwrap().to_owned();
        Self { today, address, kind, id, secret }
    }

    pub fn sells(&self, product: Value) {
        let id = match self.kind {
            "shopify" => {
                product["product"]["id"].as_str().unwrap().rsplit('/').next().unwrap().parse().unwrap()
            }
            _ => product["id"].as_i64().unwrap(),
        };
        self.today.lock().products.insert(id, product);
    }

    /// Switches on that its products are known.
    pub async fn is_known(&self, shop: &TestApp) {
        let key = if self.kind == "shopify" { "shpat_1" } else { "ck_1" };
        let wanted = json!({ "address": self.address, "key": key, "key_secret": "cs_1" });
        let asked = shop.put(&format!("/orders/connections/{}/products", self.id), wanted).await;
        assert_eq!(
            (asked.status.as_u16(), &asked.json["products"]["state"]),
            (202, &json!("reading")),
            "{}",
            asked.json
        );
    }

    /// A signed webhook.
    pub async fn tells(&self, shop: &TestApp, topic: &str, body: &Value) {
        let text = body.to_string();
        let mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        let signature = STANDARD.encode(mac.chain_update(&text).finalize().into_bytes());
        let (signed, named) = match self.kind {
            "shopify" => ("x-shopify-hmac-sha256", "x-shopify-topic"),
            _ => ("x-wc-webhook-signature", "x-wc-webhook-topic"),
        };
        let request = shop
            .client
            .post(format!("{}/webhooks/{}/{}", shop.address, self.kind, self.id))
            .header(named, topic)
            .header(signed, signature)
            .body(text);
        assert_eq!(request.send().await.unwrap().status(), 200, "{topic}");
    }

    pub async fn view(&self, shop: &TestApp) -> Value {
        let list = shop.get("/orders/connections").await.json;
        let own = list["items"].as_array().unwrap().iter().find(|one| one["id"] == self.id).cloned();
        own.unwrap_or_else(|| panic!("{list}"))["products"].clone()
    }

    /// Lets time pass until nothing is read any more.
    pub async fn read_to_the_end(&self, shop: &TestApp) -> Value {
        for _ in 0..300 {
            shop.run_jobs().await;
            let now = self.view(shop).await;
            if now["state"] != "reading" {
                return now;
            }
            shop.advance(Duration::from_secs(1));
        }
        panic!("it does not end: {}", self.view(shop).await)
    }
}

/// The source that a shop is.
pub async fn source(shop: &TestApp, title: &str) -> Value {
    let list = shop.get("/knowledge/sources?limit=100").await.json;
    let own = list["items"].as_array().unwrap().iter().find(|one| one["title"] == title).cloned();
    let id = own.unwrap_or_else(|| panic!("{list}"))["id"].as_str().unwrap().to_owned();
    shop.get(&format!("/knowledge/sources/{id}")).await.json
}

/// What the assistant may read of a shop.
pub async fn text(shop: &TestApp, title: &str) -> String {
    let source: i64 = source(shop, title).await["id"].as_str().unwrap().parse().unwrap();
    let read = shop.app.db.read::<_, StorageError>(move |conn| {
        let sql = "SELECT ifnull(text, '') AS text FROM knowledge_content WHERE source_id = ?1";
        conn.one(sql, [source], |row| row.get("text"))
    });
    read.await.unwrap()
}

pub async fn hourly(shop: &TestApp) {
    let enqueue =
        |tx: &shopbell::storage::WriteTx| shopbell::jobs::enqueue(tx, &RefreshProducts {}).map(drop);
    shop.app.db.write::<_, StorageError>(enqueue).await.unwrap();
}

pub async fn shop_that_may_dial_loopback() -> TestApp {
    TestApp::start_owned_with(|config| {
        config.knowledge.fetch_allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await
}

type Door = State<Arc<Mutex<Today>>>;

/// Whatever keeps the shop from a good answer.
fn refusal(today: &mut Today, headers: &HeaderMap, asked: String) -> Option<Response> {
    today.asked.push(asked);
    let known = headers.get("authorization").is_some_and(|key| key == "Basic Y2tfMTpjc18x")
        || headers.get("x-shopify-access-token").is_some_and(|key| key == "shpat_1");
    if !known || today.closed {
        return Some(StatusCode::UNAUTHORIZED.into_response());
    }
    if today.broken {
        return Some((StatusCode::BAD_GATEWAY, "<html>Back soon</html>").into_response());
    }
    if today.busy > 0 {
        today.busy -= 1;
        return Some((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7")]).into_response());
    }
    None
}

async fn general(State(today): Door, headers: HeaderMap) -> Response {
    let (refused, meanwhile) = {
        let mut today = today.lock();
        (refusal(&mut today, &headers, "general".into()), today.meanwhile.take())
    };
    if let Some(meanwhile) = meanwhile {
        meanwhile.await;
    }
    refused.unwrap_or_else(|| {
        Json(json!([{ "id": "woocommerce_currency", "value": "EUR" }, { "id": "woocommerce_calc_taxes", "value": "yes" }]))
            .into_response()
    })
}

async fn tax(State(today): Door, headers: HeaderMap) -> Response {
    let refused = refusal(&mut today.lock(), &headers, "tax".into());
    refused.unwrap_or_else(|| {
        Json(json!([{ "id": "woocommerce_prices_include_tax", "value": "yes" }])).into_response()
    })
}

async fn terms_page(State(today): Door, headers: HeaderMap) -> Response {
    let mut today = today.lock();
    let refused = refusal(&mut today, &headers, "terms".into());
    let value = if today.terms.is_some() { "12" } else { "" };
    refused
        .unwrap_or_else(|| Json(json!({ "id": "woocommerce_terms_page_id", "value": value })).into_response())
}

async fn page(State(today): Door, headers: HeaderMap) -> Response {
    assert!(headers.get("authorization").is_none(), "a page needs no key");
    let today = today.lock();
    if let Some(status) = today.terms_refused {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    today
        .terms
        .clone()
        .map_or_else(|| StatusCode::NOT_FOUND.into_response(), |page| Json(page).into_response())
}

async fn products(
    State(today): Door,
    headers: HeaderMap,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let mut today = today.lock();
    let since = asked.get("modified_after");
    let place = asked.get("offset").cloned().unwrap_or_default();
    let name = if since.is_some() { "since".to_owned() } else { format!("products {place}") };
    if let Some(refused) = refusal(&mut today, &headers, name) {
        return refused;
    }
    if since.is_some() {
        return Json(today.changed.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>()).into_response();
    }
    let (offset, size): (usize, usize) = (place.parse().unwrap(), asked["per_page"].parse().unwrap());
    let published = today.products.values().filter(|product| product["status"] == "publish");
    let page = published.skip(offset).take(size).map(|product| asked_of(product, &asked["_fields"]));
    Json(page.collect::<Vec<_>>()).into_response()
}

/// These fields of a product alone.
fn asked_of(product: &Value, fields: &str) -> Value {
    let wanted: Vec<&str> = fields.split(',').collect();
    let all = product.as_object().unwrap().iter();
    all.filter(|(field, _)| wanted.contains(&field.as_str()))
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect()
}

async fn product(
    State(today): Door,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let mut today = today.lock();
    if let Some(refused) = refusal(&mut today, &headers, format!("product {id}")) {
        return refused;
    }
    let no_such = json!({ "code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID." });
    match today.products.get(&id) {
        Some(product) => Json(asked_of(product, &asked["_fields"])).into_response(),
        None => (StatusCode::NOT_FOUND, Json(no_such)).into_response(),
    }
}

async fn variations(
    State(today): Door,
    headers: HeaderMap,
    Path(id): Path<i64>,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let mut today = today.lock();
    let page: usize = asked["page"].parse().unwrap();
    if let Some(refused) = refusal(&mut today, &headers, format!("variations {id} {page}")) {
        return refused;
    }
    let all = today.variations.get(&id).cloned().unwrap_or_default();
    Json(all.into_iter().skip((page - 1) * 100).take(100).collect::<Vec<_>>()).into_response()
}

async fn graphql(State(today): Door, headers: HeaderMap, body: Bytes) -> Response {
    let mut today = today.lock();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let question = body["query"].as_str().unwrap();
    let variables = &body["variables"];
    let filter = variables["query"].as_str().unwrap_or_default();
    let after: usize = variables["after"].as_str().map_or(0, |after| after.parse().unwrap());
    let name = if question.contains("shopPolicies") {
        "shop".to_owned()
    } else if question.contains("productVariants") {
        format!("variants {filter}{after}")
    } else {
        "since".to_owned()
    };
    if today.busy > 0 {
        today.busy -= 1;
        today.asked.push(name);
        let cost = json!({ "requestedQueryCost": 100, "throttleStatus": { "currentlyAvailable": 50, "restoreRate": 10 } });
        let throttled =
            json!({ "errors": [{ "extensions": { "code": "THROTTLED" } }], "extensions": { "cost": cost } });
        return Json(throttled).into_response();
    }
    if let Some(refused) = refusal(&mut today, &headers, name.clone()) {
        return refused;
    }
    if name == "shop" {
        let shop = json!({ "currencyCode": "EUR", "taxesIncluded": true, "shopPolicies": today.policies });
        return Json(json!({ "data": { "shop": shop } })).into_response();
    }
    if name == "since" {
        let changed =
            |id| json!({ "id": format!("gid://shopify/Product/{id}"), "updatedAt": "2099-01-01T00:00:00Z" });
        let nodes: Vec<Value> = today.changed.iter().map(changed).collect();
        return Json(
            json!({ "data": { "products": { "pageInfo": { "hasNextPage": false }, "nodes": nodes } } }),
        )
        .into_response();
    }
    let only: Option<i64> = filter.strip_prefix("product_id:").map(|id| id.parse().unwrap());
    let wanted = today.products.iter().filter(|(id, _)| only.is_none_or(|only| only == **id));
    let nodes: Vec<Value> = wanted
        .flat_map(|(_, product)| {
            let of = product["product"].clone();
            product["variants"].as_array().unwrap().iter().cloned().map(move |mut variant| {
                variant["product"] = of.clone();
                variant
            })
        })
        .collect();
    let first = usize::try_from(variables["first"].as_u64().unwrap()).unwrap();
    let mut page: Vec<Value> = nodes.iter().skip(after).take(first).cloned().collect();
    if variables["words"] == false {
        for node in &mut page {
            node["product"].as_object_mut().unwrap().remove("descriptionHtml");
        }
    }
    let info =
        json!({ "hasNextPage": nodes.len() > after + first, "endCursor": (after + first).to_string() });
    Json(json!({ "data": { "productVariants": { "pageInfo": info, "nodes": page } } })).into_response()
}
