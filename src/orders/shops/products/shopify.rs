//! A catalogue as Shopify tells it (Admin API, GraphQL; its REST form gives no products to new apps): variants one after the
//! other with the product each is of, so that no list lies in a list, and the shop's policies with its currency.

use std::time::Duration;

use serde_json::{Value, json};

use super::heard::{Came, Heard, NotHeard, Request, Step};
use super::types::{Availability, Offer, Policy, Product, Variant};
use crate::clock::Timestamp;
use crate::money::Amount;
use crate::orders::shops::question::SHOPIFY_VERSION;
use crate::orders::shops::said::{list, text};
use crate::orders::types::{Portion, Stage};

const SHOP: &str = "{ shop { currencyCode taxesIncluded shopPolicies { type title body } } }";
/// Variants of one page. A question may cost 1,000 points; this one costs some 200.
const PAGE: u32 = 50;
const PART: u32 = 10;
const VARIANTS: &str = "query($first: Int!, $after: String, $query: String, $words: Boolean!) { \
    productVariants(first: $first, after: $after, query: $query, \
    sortKey: ID) { pageInfo { hasNextPage endCursor } nodes { id title price compareAtPrice availableForSale inventoryPolicy \
    inventoryQuantity product { id title status onlineStoreUrl productType hasOnlyDefaultVariant \
    descriptionHtml @include(if: $words) } } } }";
const CHANGED: &str = "query($query: String) { products(first: 100, query: $query, sortKey: UPDATED_AT, reverse: true) { \
    pageInfo { hasNextPage } nodes { id updatedAt } } }";
/// How much further back changes are searched for than they are wanted: should the shop take the moment for one of its own zone,
/// none is missed.
const SEARCHED_BACK: Duration = Duration::from_hours(24);

pub fn request(step: &Step, portion: Portion) -> Request {
    let variants = |after: Option<&str>, query: Option<String>| {
        let (first, words) = match portion {
            Portion::Whole => (PAGE, true),
            Portion::Part => (PART, true),
            Portion::Bare => (PART, false),
        };
        let variables = json!({ "first": first, "after": after, "query": query, "words": words });
        json!({ "query": VARIANTS, "variables": variables })
    };
    let question = match step {
        Step::Run(Stage::Since, cursor) => {
            let from = since(cursor.as_deref()).minus(SEARCHED_BACK);
            json!({ "query": CHANGED, "variables": { "query": format!("updated_at:>'{from}'") } })
        }
        Step::Run(Stage::Products, cursor) => variants(cursor.as_deref(), None),
        Step::Run(Stage::Shop | Stage::Tax | Stage::Policies | Stage::PolicyPage | Stage::Rest, _) => {
            json!({ "query": SHOP })
        }
        Step::One { external_id, cursor } => {
            variants(cursor.as_deref(), Some(format!("product_id:{external_id}")))
        }
        Step::Variants { external_id, .. } => variants(None, Some(format!("product_id:{external_id}"))),
    };
    let path = format!("/admin/api/{SHOPIFY_VERSION}/graphql.json");
    Request { path, body: Some(question.to_string()), with_key: true }
}

/// From when on changes are wanted.
fn since(cursor: Option<&str>) -> Timestamp {
    cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(Timestamp::from_millis(0))
}

/// What an answer with the status 200 says. A question may be refused there as well.
pub fn heard(step: &Step, body: &Value) -> Result<Heard, NotHeard> {
    let codes = || list(body, "errors").filter_map(|error| error["extensions"]["code"].as_str());
    if codes().any(|code| code == "THROTTLED") {
        return Err(NotHeard::Busy(patience(body)));
    }
    let data = &body["data"];
    if !data.is_object() {
        let denied = codes().any(|code| code == "ACCESS_DENIED");
        return Err(if denied { NotHeard::KeyRefused } else { NotHeard::NoShop });
    }
    match step {
        Step::Run(Stage::Shop | Stage::Tax | Stage::Policies | Stage::PolicyPage | Stage::Rest, _) => {
            shop(data)
        }
        Step::Run(Stage::Since, cursor) => Ok(changed(&data["products"], since(cursor.as_deref()))),
        Step::Run(Stage::Products, _) => {
            let found = &data["productVariants"];
            if !found.is_object() {
                return Err(if codes().any(|code| code == "ACCESS_DENIED") {
                    NotHeard::KeyRefused
                } else {
                    NotHeard::NoShop
                });
            }
            let next = next_of(found).map(|cursor| (Stage::Products, Some(cursor)));
            Ok(Heard { products: products(found), next, ..Heard::default() })
        }
        Step::One { external_id, .. } | Step::Variants { external_id, .. } => {
            let found = &data["productVariants"];
            let mut products = products(found);
            products.retain(|came| came.external_id == *external_id);
            if products.is_empty() {
                products.push(Came {
                    external_id: external_id.clone(),
                    product: None,
                    wants_variants: false,
                });
            }
            Ok(Heard { products, rest_of_it: next_of(found), ..Heard::default() })
        }
    }
}

/// Where the next page begins.
fn next_of(found: &Value) -> Option<String> {
    text(&found["pageInfo"], "endCursor").filter(|_| found["pageInfo"]["hasNextPage"] == true)
}

/// Products that changed after `from`, of a page with the newest changes first. One without a moment is taken for changed.
fn changed(found: &Value, from: Timestamp) -> Heard {
    let is_new = |product: &&Value| {
        let moment = text(product, "updatedAt").and_then(|moment| moment.parse::<Timestamp>().ok());
        moment.is_none_or(|moment| moment > from)
    };
    let all_new = list(found, "nodes").all(|product| is_new(&product));
    let changed = list(found, "nodes").filter(is_new).filter_map(|product| last_of(&product["id"])).collect();
    let too_many = all_new && found["pageInfo"]["hasNextPage"] == true;
    Heard { changed, too_many, ..Heard::default() }
}

fn shop(data: &Value) -> Result<Heard, NotHeard> {
    let shop = &data["shop"];
    let currency = text(shop, "currencyCode").and_then(|code| code.parse().ok()).ok_or(NotHeard::NoShop)?;
    // Not given where the key may not read them; that is no word that there are none.
    let keeps_policies = !shop["shopPolicies"].is_array();
    let policies = list(shop, "shopPolicies").filter_map(|policy| {
        let kind = text(policy, "type")?;
        let title = text(policy, "title").unwrap_or_else(|| kind.to_lowercase().replace('_', " "));
        Some((kind, Policy { title, text: text(policy, "body")? }))
    });
    Ok(Heard {
        currency: Some(currency),
        untaxed: Some(shop["taxesIncluded"] == false),
        policies: policies.collect(),
        keeps_policies,
        ..Heard::next(Stage::Products, None)
    })
}

/// The products of a page, each with those of its variants that stand on it.
fn products(found: &Value) -> Vec<Came> {
    let mut products: Vec<Came> = Vec::new();
    for node in list(found, "nodes") {
        let Some(external_id) = last_of(&node["product"]["id"]) else { continue };
        let at = products.iter().position(|came| came.external_id == external_id).unwrap_or_else(|| {
            let product = product(&node["product"]);
            products.push(Came { external_id, product, wants_variants: false });
            products.len() - 1
        });
        if let (Some(product), Some(variant)) = (&mut products[at].product, variant(node)) {
            product.variants.push(variant);
        }
    }
    products
}

/// Nothing where it is a draft, archived, or not on sale in the shop itself.
fn product(body: &Value) -> Option<Product> {
    let link = text(body, "onlineStoreUrl").filter(|_| body["status"] == "ACTIVE")?;
    Some(Product {
        name: text(body, "title")?,
        category: text(body, "productType"),
        link: Some(link),
        about: text(body, "descriptionHtml").unwrap_or_default(),
        variants: Vec::new(),
        has_more: false,
    })
}

fn variant(node: &Value) -> Option<Variant> {
    let amount = |field| text(node, field)?.parse::<Amount>().ok().filter(|amount| !amount.is_negative());
    let (price, before): (Option<Amount>, Option<Amount>) = (amount("price"), amount("compareAtPrice"));
    let offer = match (price, before) {
        (Some(price), Some(before)) if price < before => Some(Offer { price, from: None, until: None }),
        (Some(_) | None, Some(_) | None) => None,
    };
    let none_left = node["inventoryQuantity"].as_i64().is_some_and(|left| left <= 0);
    let availability = if node["availableForSale"] == false {
        Availability::SoldOut
    } else if none_left && node["inventoryPolicy"] == "CONTINUE" {
        Availability::Backorder
    } else {
        Availability::InStock
    };
    let only = node["product"]["hasOnlyDefaultVariant"] == true;
    Some(Variant {
        id: last_of(&node["id"])?,
        name: text(node, "title").filter(|_| !only),
        price: if offer.is_some() { before } else { price },
        offer,
        availability,
    })
}

/// `123` of `gid://shopify/Product/123`.
fn last_of(id: &Value) -> Option<String> {
    let last = id.as_str()?.rsplit('/').next()?;
    (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())).then(|| last.to_owned())
}

/// How long until the question can be afforded.
fn patience(body: &Value) -> Option<u64> {
    let cost = &body["extensions"]["cost"];
    let (wanted, status) = (cost["requestedQueryCost"].as_f64()?, &cost["throttleStatus"]);
    let (left, rate) = (status["currentlyAvailable"].as_f64()?, status["restoreRate"].as_f64()?);
    let seconds = ((wanted - left) / rate).ceil();
    (1.0..=600.0).contains(&seconds).then(|| seconds.to_string().parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_is_too_dear_now_is_waited_for() {
        let body = json!({
            "errors": [{ "message": "Throttled", "extensions": { "code": "THROTTLED" } }],
            "extensions": { "cost": { "requestedQueryCost": 202, "throttleStatus": { "currentlyAvailable": 2, "restoreRate": 50 } } },
        });
        let step = Step::Run(Stage::Products, None);
        assert_eq!(heard(&step, &body).err(), Some(NotHeard::Busy(Some(4))));
        let denied = json!({ "data": null, "errors": [{ "extensions": { "code": "ACCESS_DENIED" } }] });
        assert_eq!(heard(&step, &denied).err(), Some(NotHeard::KeyRefused));
    }

    #[test]
    fn changes_are_searched_for_a_day_back_and_taken_from_the_moment_on() {
        let step = Step::Run(Stage::Since, Some("2026-12-01T10:00:00Z".into()));
        let asked = request(&step, Portion::Whole).body.unwrap();
        assert!(asked.contains("updated_at:>'2026-11-30T10:00:00.000Z'"), "{asked}");
        let page = |moments: &[&str], more: bool| {
            let nodes = moments
                .iter()
                .zip(1..)
                .map(|(at, id)| json!({ "id": format!("gid://shopify/Product/{id}"), "updatedAt": at }));
            let nodes: Vec<Value> = nodes.collect();
            json!({ "data": { "products": { "pageInfo": { "hasNextPage": more }, "nodes": nodes } } })
        };
        let some = heard(&step, &page(&["2026-12-01T10:30:00Z", "2026-12-01T09:59:59Z"], true)).unwrap();
        assert_eq!((some.changed, some.too_many), (vec!["1".to_owned()], false));
        assert!(heard(&step, &page(&["2026-12-01T10:30:00Z"], true)).unwrap().too_many);
    }
}
