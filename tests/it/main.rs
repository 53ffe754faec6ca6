//! The one integration binary: every feature through the real program, and the rules of the house.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]
#![allow(
    clippy::disallowed_methods,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::unnecessary_debug_formatting,
    clippy::field_reassign_with_default,
    clippy::no_effect_underscore_binding,
    clippy::unused_async,
    reason = "tests start their own tasks and say things the short way"
)]

mod accounts;
mod alerts;
mod api_contract;
mod appliance;
mod backup;
mod backup_room;
mod broadcast_plan;
mod broadcasts;
mod budget;
mod claims;
mod consent;
mod demo;
mod disk_cost;
mod doctor_command;
mod door;
mod engine;
mod exam;
mod error_words;
mod file_names;
mod first_lines;
mod first_message;
mod hidden_numbers;
mod figures;
mod gaps;
mod hand_over;
mod health;
mod house_circles;
mod house_rules;
mod inbox;
mod injection;
mod install_from_source;
mod kill_nine;
mod knowledge;
mod large_files;
mod litestream;
mod llm;
mod media;
mod memory;
mod prices;
mod messages;
mod notify;
mod orders;
mod practice_apart;
mod practice_phone;
mod privacy;
mod published_views;
mod pywa;
mod quality;
mod query_plans;
mod replies;
mod restore;
mod send_again;
mod shop_facts;
mod support;
mod template_samples;
mod templates;
mod tiers;
mod upgrade;
mod walk;
mod watchdog;
mod web_search;
mod turns;
mod webhook_corpus;
mod whatsapp;
mod whatsapp_parse;
mod workflows;
