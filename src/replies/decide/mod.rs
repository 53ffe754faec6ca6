//! What is decided: the rules, the texts that need no model, the card for a person, and the month's money for models.
//! Acts on nothing.

pub(super) mod budget;
pub(super) mod fixed_texts;
pub(super) mod hand_off;
mod order_words;
pub(super) mod orders;
pub(super) mod rules;
