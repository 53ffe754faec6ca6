//! The one integration binary: every feature through the real program, and the rules of the house.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod api_contract;
mod appliance;
mod backup;
mod house_rules;
mod knowledge;
mod kill_nine;
mod llm;
mod replies;
mod support;
mod whatsapp_parse;
mod whatsapp;
