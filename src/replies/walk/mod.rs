//! The walk: once a month, or when somebody wants it, the whole way of a customer is gone with a customer of nobody's, and what
//! became of each step is told in words an owner understands.
//!
//! Goes over the practice number, through the door and the ledger, and is answered by whatever answers customers. Its
//! conversation is practice, so it stands in no queue and no figure, and is taken away at the end. Pays models only with money
//! customers' answers can spare. Never writes to a real customer.

mod judge;
mod look;
mod monthly;
mod phone;
mod plan;
mod run;
mod store;
mod types;
mod words;

pub(super) mod routes;

pub use phone::{WalkPhone, WalkSays, Walker};
