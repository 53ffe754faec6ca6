//! A catalogue as Shopify tells it (Admin API, GraphQL; its REST form gives no products to new apps): variants one after the
//! other with the product each is of, so that no list lies in a list, and the shop's policies with its currency.

use serde_json::{Value, json};

use super::heard::{Came, Heard, NotHeard, Request, Step};
use super::types::{Availability, Offer, Policy, Product, Variant};
use crate::money::Amount;
use crate::orders::shops::said::{list, text};
use crate::orders::types::Stage;

/// The version of the API that is spoken.
const VERSION: &str = "2026-01";
const SHOP: &str = "{ shop { currencyCode taxesIncluded shopPolicies { type title body } } }";
/// A question may cost 1,000 points; this one costs some 200.
const VARIANTS: &str = "query($after: String, $query: String) { productVariants(first: 50, after: $after, query: $query, \
    sortKey: ID) { pageInfo { hasNextPage endCursor } nodes { id title price compareAtPrice availableForSale inventoryPolicy \
    inventoryQuantity product { id title status onlineStoreUrl productType hasOnlyDefaultVariant descriptionHtml } } } }";
const CHANGED: &str = "query($query: String) { products(first: 100, query: $query, sortKey: UPDATED_AT) { \
    pageInfo { hasNextPage } nodes { id } } }";

pub fn request(step: &Step) -> Request {
    let variants = |after: Option<&str>, query: Option<String>| json!({ "query": VARIANTS, "variables": { "after": after, "query": query } });
    let question = match step {
        Step::Run(Stage::Since, cursor) => {
            let query = format!("updated_at:>'{}'", cursor.as_deref().unwrap_or_default());
            json!({ "query": CHANGED, "variables": { "query": query } })
        }
        Step::Run(Stage::Products, cursor) => variants(cursor.as_deref(), None),
        Step::Run(Stage::Shop | Stage::Tax | Stage::Policies | Stage::PolicyPage | Stage::Rest, _) => {
            json!({ "query": SHOP })
        }
        Step::One { external_id } | Step::Variants { external_id, .. } => {
            variants(None, Some(format!("product_id:{external_id}")))
        }
    };
    let path = format!("/admin/api/{VERSION}/graphql.json");
    Request { path, body: Some(question.to_string()), with_key: true }
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
        Step::Run(Stage::Since, _) => {
            let ids = list(&data["products"], "nodes").filter_map(|product| last_of(&product["id"]));
            let too_many = data["products"]["pageInfo"]["hasNextPage"] == true;
            Ok(Heard { changed: ids.collect(), too_many, ..Heard::default() })
        }
        Step::Run(Stage::Products, _) => {
            let found = &data["productVariants"];
            if !found.is_object() {
                return Err(if codes().any(|code| code == "ACCESS_DENIED") {
                    NotHeard::KeyRefused
                } else {
                    NotHeard::NoShop
                });
            }
            let more = found["pageInfo"]["hasNextPage"] == true;
            let cursor = text(&found["pageInfo"], "endCursor").filter(|_| more);
            let next = cursor.map(|cursor| (Stage::Products, Some(cursor)));
            Ok(Heard { products: products(found), next, ..Heard::default() })
        }
        Step::One { external_id } | Step::Variants { external_id, .. } => {
            // One with more variants than a page holds is known anew with all others.
            let too_many = data["productVariants"]["pageInfo"]["hasNextPage"] == true;
            let mut products = products(&data["productVariants"]);
            products.retain(|came| came.external_id == *external_id);
            if products.is_empty() {
                products.push(Came {
                    external_id: external_id.clone(),
                    product: None,
                    wants_variants: false,
                });
            }
            Ok(Heard { products, too_many, ..Heard::default() })
        }
    }
}

fn shop(data: &Value) -> Result<Heard, NotHeard> {
    let shop = &data["shop"];
    let currency = text(shop, "currencyCode").and_then(|code| code.parse().ok()).ok_or(NotHeard::NoShop)?;
    // Not given where the key may not read them.
    let policies = list(shop, "shopPolicies").filter_map(|policy| {
        let kind = text(policy, "type")?;
        let title = text(policy, "title").unwrap_or_else(|| kind.to_lowercase().replace('_', " "));
        Some((kind, Policy { title, text: text(policy, "body")? }))
    });
    Ok(Heard {
        currency: Some(currency),
        untaxed: Some(shop["taxesIncluded"] == false),
        policies: policies.collect(),
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
}
