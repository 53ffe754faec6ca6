//! What is decided: the rules, the texts that need no model, the card for a person.
//! Acts on nothing.

pub(super) mod fixed_texts;
pub(super) mod hand_off;
pub(super) mod order_words;
pub(super) mod orders;
pub(super) mod rules;
