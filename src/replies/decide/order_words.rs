//! What is recognised of our own words about orders, and how their blanks are filled in.

use crate::replies::texts::Texts;

/// Whether a text of ours asks if a basket is to be ordered again, in whichever language.
pub(in crate::replies) fn asks_again(text: &str) -> bool {
    Texts::all().any(|words| text.contains(&words.orders.again_customer))
}

/// Whether it asks so because the answer before was not understood.
pub(in crate::replies) fn asks_once_more(text: &str) -> bool {
    Texts::all().any(|words| text.contains(&words.orders.again_unclear))
}

/// Every blank filled in once, from left to right.
pub(in crate::replies) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let blank = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, after))
        });
        let (said, after) = blank.unwrap_or(("{", after));
        out.push_str(said);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replies::question::language::Language;

    #[test]
    fn a_proposal_is_recognised_in_every_language() {
        for language in Language::all() {
            let words = &Texts::of(language).orders;
            assert!(
                asks_again(&format!("{}\n{}", words.again_price, words.again_customer))
                    && !words.again_customer.is_empty()
            );
            assert!(
                asks_once_more(&words.again_unclear) && !asks_again(&words.again_unclear),
                "{language:?}"
            );
            assert!(words.called_off.contains("{number}") && words.again_price.contains("{total}"));
        }
    }

    #[test]
    fn what_is_filled_in_is_no_blank() {
        let text = filled("{number}: {state} {odd", &[("number", "{state}"), ("state", "paid")]);
        assert_eq!(text, "{state}: paid {odd");
    }
}
