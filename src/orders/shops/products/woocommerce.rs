//! A catalogue as WooCommerce tells it (REST API version 3): products by their id, variations of each, and the page its settings
//! name as its terms. Names and descriptions are HTML there; whoever calls has them made text.

use std::fmt::Write as _;

use serde_json::Value;

use super::heard::{Came, Heard, NotHeard, Request, Step};
use super::types::{Availability, Offer, Policy, Product, Variant};
use crate::clock::Timestamp;
use crate::money::Amount;
use crate::orders::shops::said::{id, list, text};
use crate::orders::types::{Portion, Stage};

/// Products of one page.
const PAGE: usize = 50;
const PART: usize = 10;
/// Of a page, the part of it that is asked for again with the next: a product deleted meanwhile moves all others up.
const OVERLAP: usize = 10;
/// Variations of one page, and changed products listed at once.
const VARIATIONS: usize = 100;
const CHANGED: usize = 100;
/// What is asked of a product: nobody needs its stock.
const FIELDS: &str = "id,name,type,status,catalog_visibility,post_password,permalink,price,regular_price,sale_price,\
    date_on_sale_from_gmt,date_on_sale_to_gmt,stock_status,categories,parent_id";
const WORDS: &str = ",short_description,description";
/// What is asked of a variation.
const OF_VARIATION: &str = "id,status,post_password,price,regular_price,sale_price,date_on_sale_from_gmt,\
    date_on_sale_to_gmt,stock_status,attributes";
/// The name of the terms among the policies.
const TERMS: &str = "terms";

pub fn request(step: &Step, portion: Portion) -> Request {
    let api = "/wp-json/wc/v3";
    let words = if portion == Portion::Bare { "" } else { WORDS };
    let path = match step {
        Step::Variants { external_id, page } => format!(
            "{api}/products/{external_id}/variations?per_page={VARIATIONS}&page={page}&orderby=id&order=asc&_fields={OF_VARIATION}"
        ),
        Step::One { external_id, .. } => format!("{api}/products/{external_id}?_fields={FIELDS}{words}"),
        Step::Run(stage, cursor) => match stage {
            Stage::Shop => format!("{api}/settings/general"),
            Stage::Tax => format!("{api}/settings/tax"),
            Stage::Products => {
                let ((offset, _), size) = (place(cursor.as_deref()), size(portion));
                format!(
                    "{api}/products?per_page={size}&offset={offset}&orderby=id&order=asc&status=publish&_fields={FIELDS}{words}"
                )
            }
            Stage::Policies => format!("{api}/settings/advanced/woocommerce_terms_page_id"),
            Stage::PolicyPage => {
                format!(
                    "/wp-json/wp/v2/pages/{}?_fields=title,content,status",
                    cursor.as_deref().unwrap_or("0")
                )
            }
            Stage::Since => format!(
                "{api}/products?per_page={CHANGED}&modified_after={}&dates_are_gmt=true&status=any&_fields=id",
                cursor.as_deref().unwrap_or_default().trim_end_matches('Z')
            ),
            Stage::Rest => api.to_owned(),
        },
    };
    // A page is open to everybody, and WordPress refuses a key of WooCommerce there.
    let with_key = !matches!(step, Step::Run(Stage::PolicyPage, _));
    Request { path, body: None, with_key }
}

fn size(portion: Portion) -> usize {
    match portion {
        Portion::Whole => PAGE,
        Portion::Part | Portion::Bare => PART,
    }
}

/// `offset` and the last id that came: `45:812`.
fn place(cursor: Option<&str>) -> (usize, i64) {
    let both = cursor.and_then(|cursor| cursor.split_once(':'));
    both.and_then(|(offset, last)| Some((offset.parse().ok()?, last.parse().ok()?))).unwrap_or_default()
}

/// What an answer with the status 200 says.
pub fn heard(step: &Step, portion: Portion, body: &Value) -> Result<Heard, NotHeard> {
    match step {
        Step::One { external_id, .. } => {
            let came = came(body).filter(|came| came.external_id == *external_id).ok_or(NotHeard::NoShop)?;
            Ok(Heard { products: vec![came], ..Heard::default() })
        }
        Step::Variants { .. } => {
            let page = body.as_array().ok_or(NotHeard::NoShop)?;
            let variants = page.iter().filter(|one| is_open(one)).filter_map(variation).collect();
            Ok(Heard { variants, more_variants: page.len() >= VARIATIONS, ..Heard::default() })
        }
        Step::Run(stage, cursor) => match stage {
            Stage::Shop => {
                let currency = setting(body, "woocommerce_currency").and_then(|code| code.parse().ok());
                let taxed = setting(body, "woocommerce_calc_taxes").is_some_and(|word| word == "yes");
                let next = Heard::next(if taxed { Stage::Tax } else { Stage::Products }, None);
                let untaxed = (!taxed).then_some(false);
                Ok(Heard { currency: Some(currency.ok_or(NotHeard::NoShop)?), untaxed, ..next })
            }
            Stage::Tax => {
                let includes =
                    setting(body, "woocommerce_prices_include_tax").is_some_and(|word| word == "yes");
                Ok(Heard { untaxed: Some(!includes), ..Heard::next(Stage::Products, None) })
            }
            Stage::Products => page(body, cursor.as_deref(), size(portion)),
            Stage::Policies => {
                let page = text(body, "value").filter(|page| page.bytes().all(|byte| byte.is_ascii_digit()));
                let page = page.filter(|page| page != "0");
                Ok(page.map_or_else(Heard::default, |page| Heard::next(Stage::PolicyPage, Some(page))))
            }
            Stage::PolicyPage => {
                let is_open = body["status"] == "publish" && body["content"]["protected"] != true;
                let policy = Policy {
                    title: text(&body["title"], "rendered").unwrap_or_default(),
                    text: text(&body["content"], "rendered").unwrap_or_default(),
                };
                let policies = if is_open { vec![(TERMS.to_owned(), policy)] } else { Vec::new() };
                Ok(Heard { policies, ..Heard::default() })
            }
            Stage::Since => {
                let page = body.as_array().ok_or(NotHeard::NoShop)?;
                let changed = page.iter().filter_map(|one| id(one, "id")).collect();
                Ok(Heard { changed, too_many: page.len() >= CHANGED, ..Heard::default() })
            }
            Stage::Rest => Ok(Heard::default()),
        },
    }
}

/// What follows where the shop will not answer a question nothing hangs on, with this status and word. That its terms are gone
/// says WordPress itself; a wall before it that refuses says nothing of them.
pub fn without(step: &Step, status: u16, body: Option<&Value>) -> Option<Heard> {
    let code = body.and_then(|body| body["code"].as_str());
    match step {
        Step::Run(Stage::Tax, _) => Some(Heard::next(Stage::Products, None)),
        Step::Run(Stage::Policies | Stage::PolicyPage, _) => {
            let are_gone = status == 404 || code == Some("rest_forbidden");
            Some(Heard { keeps_policies: !are_gone, ..Heard::default() })
        }
        Step::Run(Stage::Shop | Stage::Products | Stage::Since | Stage::Rest, _)
        | Step::Variants { .. }
        | Step::One { .. } => None,
    }
}

/// A page of products. Where its first one is not known yet, products before it went away, and it is asked from further before.
fn page(body: &Value, cursor: Option<&str>, size: usize) -> Result<Heard, NotHeard> {
    let page = body.as_array().ok_or(NotHeard::NoShop)?;
    let (offset, last) = place(cursor);
    let ids = || page.iter().filter_map(|one| one["id"].as_i64());
    if offset > 0 && ids().next().is_none_or(|first| first > last) {
        let before = offset.saturating_sub(size);
        return Ok(Heard::next(Stage::Products, Some(format!("{before}:{last}"))));
    }
    let products = page.iter().filter_map(came).collect();
    let highest = ids().max().unwrap_or(last).max(last);
    let next = if page.len() >= size {
        (Stage::Products, Some(format!("{}:{highest}", offset + page.len() - size / OVERLAP)))
    } else {
        (Stage::Policies, None)
    };
    Ok(Heard { products, next: Some(next), ..Heard::default() })
}

fn came(body: &Value) -> Option<Came> {
    let external_id = id(body, "id")?;
    let is_variable = body["type"] == "variable" || body["type"] == "variable-subscription";
    let shown = is_open(body) && body["catalog_visibility"] != "hidden" && body["type"] != "variation";
    let product = || {
        let about: Vec<String> =
            ["short_description", "description"].into_iter().filter_map(|field| text(body, field)).collect();
        Some(Product {
            name: text(body, "name")?,
            category: list(body, "categories").next().and_then(|category| text(category, "name")),
            link: text(body, "permalink"),
            about: about.join("<br>\n"),
            variants: if is_variable { Vec::new() } else { vec![variant(body, &external_id, None)] },
            has_more: false,
        })
    };
    let product = if shown { product() } else { None };
    Some(Came { wants_variants: is_variable && product.is_some(), product, external_id })
}

/// Published, and without a password.
fn is_open(body: &Value) -> bool {
    body["status"] == "publish" && text(body, "post_password").is_none()
}

/// `M, red`, as its attributes say.
fn variation(body: &Value) -> Option<Variant> {
    let mut name = String::new();
    for option in list(body, "attributes").filter_map(|attribute| text(attribute, "option")) {
        let between = if name.is_empty() { "" } else { ", " };
        let _ = write!(name, "{between}{option}");
    }
    Some(variant(body, &id(body, "id")?, Some(name).filter(|name| !name.is_empty())))
}

fn variant(body: &Value, id: &str, name: Option<String>) -> Variant {
    let amount = |field| text(body, field)?.parse::<Amount>().ok().filter(|amount| !amount.is_negative());
    let (regular, sale): (Option<Amount>, Option<Amount>) = (amount("regular_price"), amount("sale_price"));
    let sale = sale.filter(|sale| regular.is_none_or(|regular| *sale < regular));
    let offer = sale.map(|price| Offer {
        price,
        from: moment(body, "date_on_sale_from_gmt"),
        until: moment(body, "date_on_sale_to_gmt"),
    });
    // Where only the price of the moment is told, it counts while no offer is.
    let price = regular.or_else(|| amount("price").filter(|_| offer.is_none()));
    let availability = match body["stock_status"].as_str() {
        Some("outofstock") => Availability::SoldOut,
        Some("onbackorder") => Availability::Backorder,
        Some(_) | None => Availability::InStock,
    };
    Variant { id: id.to_owned(), name, price, offer, availability }
}

fn setting(body: &Value, name: &str) -> Option<String> {
    let settings = body.as_array()?;
    text(settings.iter().find(|one| one["id"] == name)?, "value")
}

/// `2026-11-20T10:00:00`, in UTC without saying so.
fn moment(body: &Value, field: &str) -> Option<Timestamp> {
    let text = text(body, field)?;
    let text = if text.ends_with('Z') { text } else { format!("{text}Z") };
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_that_moved_up_is_asked_for_from_further_before() {
        let page = |ids: std::ops::Range<i64>| {
            let products =
                ids.map(|id| json!({ "id": id, "name": "x", "type": "simple", "status": "publish" }));
            Value::Array(products.collect())
        };
        let run = |cursor: &str| Step::Run(Stage::Products, Some(cursor.to_owned()));
        let whole = Portion::Whole;
        let first = heard(&Step::Run(Stage::Products, None), whole, &page(1..51)).unwrap();
        assert_eq!(first.next, Some((Stage::Products, Some("45:50".to_owned()))));
        let moved = heard(&run("45:50"), whole, &page(60..110)).unwrap();
        assert_eq!((moved.products.len(), moved.next), (0, Some((Stage::Products, Some("0:50".to_owned())))));
        let last = heard(&run("45:50"), whole, &page(46..60)).unwrap();
        assert_eq!((last.products.len(), last.next), (14, Some((Stage::Policies, None))));
        let part = heard(&run("45:50"), Portion::Part, &page(46..56)).unwrap();
        assert_eq!(part.next, Some((Stage::Products, Some("54:55".to_owned()))), "one of them once more");
    }

    #[test]
    fn what_is_not_shown_to_everybody_is_none() {
        let open = json!({ "id": 1, "name": "x", "type": "simple", "status": "publish", "catalog_visibility": "visible" });
        assert!(came(&open).unwrap().product.is_some());
        for (field, value) in [
            ("status", "draft"),
            ("status", "private"),
            ("catalog_visibility", "hidden"),
            ("post_password", "secret"),
            ("type", "variation"),
        ] {
            let mut hidden = open.clone();
            hidden[field] = json!(value);
            assert!(came(&hidden).unwrap().product.is_none(), "{field} {value}");
        }
    }
}
