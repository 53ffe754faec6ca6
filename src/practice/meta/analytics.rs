//! `pricing_analytics` of the account: what arrived, day by day, and what the stand-in would ask for it.
//!
//! Its prices are its own and flat, so that a shop's ledger has something to differ from, as in life.

use serde_json::{Value, json};

use crate::clock::Timestamp;

use super::payloads;
use super::records::Sent;
use super::state::world::World;

/// US dollars for every delivered message, whatever it is.
const PRICE: &str = "0.03";
/// Messages remembered.
const KEPT: usize = 100_000;

impl World {
    /// A message of the shop has arrived.
    pub(super) fn note_arrival(&mut self, sent: &Sent, at: Timestamp) {
        if self.arrived.len() == KEPT {
            self.arrived.pop_front();
        }
        let category = payloads::category(&self.account, sent);
        self.arrived.push_back((at, category));
    }
}

/// The points of every day something arrived on.
pub(super) fn pricing(world: &World) -> Value {
    let mut points: Vec<(i64, &str, u64)> = Vec::new();
    for (at, category) in &world.arrived {
        let day = at.as_seconds().div_euclid(86_400) * 86_400;
        match points.iter_mut().find(|point| point.0 == day && point.1 == category) {
            Some(point) => point.2 += 1,
            None => points.push((day, category, 1)),
        }
    }
    let price: f64 = PRICE.parse().unwrap_or(0.0);
    let points: Vec<Value> = points
        .into_iter()
        .map(|(day, category, volume)| {
            let cost = price * f64::from(u32::try_from(volume).unwrap_or(u32::MAX));
            json!({"start": day, "end": day + 86_400, "phone_number": world.account.keys.phone_number,
                "country": "IT", "pricing_type": "REGULAR", "pricing_category": category.to_uppercase(),
                "volume": volume, "cost": cost})
        })
        .collect();
    json!({ "data": [{ "data_points": points }] })
}
