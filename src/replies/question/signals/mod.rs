//! What the owner's rules listen for, and which of them a turn meets. Pure: told what is known, it says which rule applies.
//!
//! Knows no table and no clock; what is known of a turn is gathered elsewhere.

mod facts;
mod judge;
mod phrase;
mod rule;

pub(in crate::replies) use facts::Facts;
pub(in crate::replies) use judge::{Fired, Judge};
pub(in crate::replies) use phrase::{Phrase, holds, words_of};
pub(in crate::replies) use rule::{Condition, Rule};
