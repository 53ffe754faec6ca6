//! All the order book's SQL: whole, with named columns and parameters. The only place that names its tables.

pub(super) mod catalogue;
pub(super) mod entries;
pub(super) mod figures;
pub(super) mod held;
pub(super) mod imports;
pub(super) mod lists;
pub(super) mod matching;
pub(super) mod orders;
pub(super) mod products;
pub(super) mod proposals;
pub(super) mod search;
pub(super) mod shops;
pub(super) mod unconfirmed;
