//! Shopbell: the bell over the shop door, for WhatsApp.
//!
//! Rooms floor by floor, in reading order; each may import only from floors below
//! (`tests/it/house_rules.rs` holds the stairs).

// Whether a future of the routes may go between threads is asked through every type a vendor's client holds: deeper than
// the compiler looks by itself when it begins from what it kept.
#![recursion_limit = "256"]

// 0  Ground: plain facts.
pub mod actor;
pub mod clock;
pub mod config;
pub mod digits;
pub mod ids;
pub mod letters;
pub mod money;
pub mod redaction;
pub mod secrets;
pub mod tasks;
pub mod telemetry;
pub mod words;

// 1  Plumbing: knows nothing of the product.
pub mod audit;
pub mod events;
pub mod extract;
pub mod http;
pub mod jobs;
pub mod languages;
pub mod llm;
pub mod media;
pub mod notify;
pub mod privacy;
pub mod storage;

// 2  Keepers: own the facts and their rules.
pub mod accounts;
pub mod channels;
pub mod inbox;
pub mod knowledge;
pub mod orders;

// 3  Doers: act on what the keepers keep.
pub mod whatsapp;
pub mod replies;
pub mod health;
pub mod practice;

// 4  Front door: starts, wires, shows.
pub mod app;
pub mod cli;
