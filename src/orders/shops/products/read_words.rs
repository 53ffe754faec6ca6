//! Makes text of what is HTML in an answer, in the walled child: names and options where the shop writes them so, descriptions
//! and terms.

use super::heard::{Came, Heard};
use super::types::Product;
use crate::orders::Orders;
use crate::orders::types::ShopKind;

impl Orders {
    /// The answer with its words as text. Nothing where they cannot be read now: a row without its name or size is a price of
    /// nothing. With `may_go_without`, descriptions are left out that keep everything else from being read, and the terms that
    /// are known stay.
    pub(super) async fn read_words(
        &self,
        kind: ShopKind,
        mut heard: Heard,
        may_go_without: bool,
    ) -> Option<Heard> {
        if self.made_text(places(kind, &mut heard, true)).await {
            return Some(heard);
        }
        if !may_go_without || !self.made_text(places(kind, &mut heard, false)).await {
            return None;
        }
        for product in heard.products.iter_mut().filter_map(|came| came.product.as_mut()) {
            product.about.clear();
        }
        heard.keeps_policies |= !heard.policies.is_empty();
        heard.policies.clear();
        Some(heard)
    }

    /// Whether each of these is text now; where one is not, none is.
    async fn made_text(&self, places: Vec<&mut String>) -> bool {
        let pieces: Vec<String> = places.iter().map(|place| (**place).clone()).collect();
        match self.catalogues.extractor.web_pieces(&pieces).await {
            Ok(texts) => {
                for (place, text) in places.into_iter().zip(texts) {
                    // What has no text as HTML, and nothing of HTML in it, is text as it is.
                    let is_plain = text.trim().is_empty() && !place.contains(['<', '&']);
                    let text = if is_plain { place.trim().to_owned() } else { text.trim().to_owned() };
                    *place = text;
                }
                true
            }
            Err(fault) => {
                tracing::warn!(
                    error.code = fault.code(),
                    "what a web shop says of its products could not be read"
                );
                false
            }
        }
    }
}

/// What may be HTML. What products and their variants are called is so at WooCommerce alone; `with_words`: what the shop says of
/// them, and its terms.
fn places(kind: ShopKind, heard: &mut Heard, with_words: bool) -> Vec<&mut String> {
    let names_too = kind == ShopKind::Woocommerce;
    let mut places: Vec<&mut String> = Vec::new();
    for product in heard.products.iter_mut().filter_map(|came: &mut Came| came.product.as_mut()) {
        let Product { name, category, about, .. } = product;
        if names_too {
            places.push(name);
            places.extend(category);
        }
        if with_words {
            places.push(about);
        }
    }
    if names_too {
        places.extend(heard.variants.iter_mut().filter_map(|variant| variant.name.as_mut()));
    }
    for (_, policy) in heard.policies.iter_mut().filter(|_| with_words) {
        places.push(&mut policy.text);
        if names_too {
            places.push(&mut policy.title);
        }
    }
    places
}
