//! Spending: what messages cost, what the budget leaves, and who may be written to free of charge.

pub mod prices;

pub(super) mod free_entry_point;
