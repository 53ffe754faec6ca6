//! Contacts: who somebody is, under which names, what they agreed to, and who may see their number.

pub(super) mod consent;
pub(super) mod forget;
pub(super) mod identity;
pub(super) mod merge;
pub(super) mod move_thread;
pub(super) mod opt_out;
pub(super) mod privacy;
pub(super) mod segment;
