//! What comes of a question to a shop: its answer, a pause, less at once, or the reason why it is not asked any more.

use std::time::Duration;

use serde_json::Value;

use super::heard::{Came, Heard, NotHeard, Step};
use super::{shopify, woocommerce};
use crate::orders::store::products::Catalogue;
use crate::orders::types::{Portion, ShopKind, Stage};
use crate::orders::{Asked, NoAnswer};

/// An answer is longer than any that is read.
const TOO_LONG: &str = "page_too_large";

/// What comes of a question.
pub(super) enum Answer {
    Heard(Heard),
    /// The same again, after so long a pause where the shop asks for one.
    Later(Option<Duration>),
    /// The same again, for so much at once.
    TooLong(Portion),
    No(&'static str),
}

/// Makes of what a shop answers what comes of it.
pub(super) fn answer(
    kind: ShopKind,
    catalogue: &Catalogue,
    step: &Step,
    asked: Result<Asked, NoAnswer>,
) -> Answer {
    // A shop that answered before is being mended: its host answers in its place, or its name is not found for a while.
    let it_answered = catalogue.read_at.is_some() || catalogue.came > 0;
    let asked = match asked {
        Ok(asked) => asked,
        Err(fault) if fault.may_pass => {
            tracing::info!(error.code = fault.code, "a web shop did not answer");
            return Answer::Later(None);
        }
        Err(fault) if fault.code == TOO_LONG => {
            return smaller(step, catalogue.portion).map_or(Answer::No(fault.code), Answer::TooLong);
        }
        Err(fault) if it_answered && fault.code == "no_such_site" => return Answer::Later(None),
        Err(fault) => return Answer::No(fault.code),
    };
    let no_shop = || if it_answered { Answer::Later(None) } else { Answer::No("no_such_shop") };
    let body = serde_json::from_slice::<Value>(&asked.content).ok();
    // Nothing hangs on some.
    let without = match kind {
        ShopKind::Woocommerce if (400..=499).contains(&asked.status) && asked.status != 429 => {
            woocommerce::without(step, asked.status, body.as_ref())
        }
        ShopKind::Woocommerce | ShopKind::Shopify => None,
    };
    if let Some(heard) = without {
        return Answer::Heard(heard);
    }
    match asked.status {
        200 => {}
        429 | 500..=599 => return Answer::Later(asked.retry_after),
        401 | 403 => return Answer::No("key_refused"),
        404 => return gone(step, body.as_ref()).map_or_else(no_shop, Answer::Heard),
        _ => return no_shop(),
    }
    let Some(body) = body else { return no_shop() };
    let heard = match kind {
        ShopKind::Woocommerce => woocommerce::heard(step, catalogue.portion, &body),
        ShopKind::Shopify => shopify::heard(step, &body),
    };
    match heard {
        Ok(heard) => Answer::Heard(heard),
        Err(NotHeard::Busy(seconds)) => Answer::Later(seconds.map(Duration::from_secs)),
        Err(NotHeard::KeyRefused) => Answer::No("key_refused"),
        Err(NotHeard::NoShop) => no_shop(),
    }
}

/// The shop itself says that there is no such product.
fn gone(step: &Step, body: Option<&Value>) -> Option<Heard> {
    let by_the_shop = body?["code"].as_str().is_some_and(|code| code.contains("invalid_id"));
    let external_id = match step {
        Step::One { external_id, .. } | Step::Variants { external_id, .. } if by_the_shop => {
            external_id.clone()
        }
        Step::One { .. } | Step::Variants { .. } | Step::Run(..) => return None,
    };
    let came = Came { external_id, product: None, wants_variants: false };
    Some(Heard { products: vec![came], ..Heard::default() })
}

/// What is asked for instead of an answer that was too long.
fn smaller(step: &Step, portion: Portion) -> Option<Portion> {
    match (step, portion) {
        (Step::Run(Stage::Products, _), Portion::Whole) => Some(Portion::Part),
        (Step::Run(Stage::Products, _), Portion::Part)
        | (Step::One { .. }, Portion::Whole | Portion::Part) => Some(Portion::Bare),
        (Step::Run(..) | Step::One { .. } | Step::Variants { .. }, _) => None,
    }
}
