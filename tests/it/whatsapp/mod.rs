//! WhatsApp through its door: webhooks in, messages out, statuses home, the connection made and mended.

mod coexistence;
mod connection;
mod daily_round;
mod delivery;
mod doctor;
mod faults;
mod intake;
mod named_faults;
mod numbers;
mod sender;
mod told_in_order;
pub(crate) mod scene;
mod wizard;
