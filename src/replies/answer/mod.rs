//! How an answer is made: what is wanted, what the shop knows of it, the words, and the check of every claim in them.
//! Decides nothing.

pub mod claim_check;
pub(super) mod generate;
pub(super) mod intent;
mod markdown;
pub(super) mod retrieve;
pub(super) mod shop_facts;
pub(super) mod talk;
pub(super) mod verify;
pub(super) mod whose;
