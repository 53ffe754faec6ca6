//! All SQL of this room, one file per table or two. No rules, no HTTP.

pub(super) mod limits;
pub(super) mod links;
pub(super) mod notices;
pub(super) mod people;
pub(super) mod second_factors;
pub(super) mod sessions;
pub(super) mod shop;
pub(super) mod tokens;
pub(super) mod vault_keys;
