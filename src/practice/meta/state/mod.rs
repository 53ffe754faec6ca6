//! What the stand-in remembers: the account, its customers, templates, files, and where webhooks go.
//!
//! Facts only; the rules that change them live beside the endpoints.

pub(super) mod account;
pub(super) mod medium;
pub(super) mod person;
pub(super) mod samples;
pub(super) mod subscriptions;
pub(super) mod template;
pub(super) mod world;
