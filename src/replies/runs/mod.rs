//! The runs: what each did, step by step, kept for people to open, and what live screens see while one goes on.

pub(super) mod held;
pub(super) mod progress;
pub(super) mod store;
pub(super) mod trace;
