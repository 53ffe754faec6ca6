//! Registering the number, its two-step PIN, and the limit on trying.
//!
//! Ten attempts per number in 72 hours, as at Meta; the eleventh is refused whatever it says.

use std::time::Duration;

use serde_json::{Value, json};

use super::call::Call;
use super::graph_error::GraphError;
use super::state::account::Registration;
use super::{Meta, random};

const ATTEMPTS_AT_MOST: usize = 10;
const ATTEMPTS_COUNT_FOR: Duration = Duration::from_hours(72);

pub(super) fn register(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let now = meta.now();
    let mut world = meta.world();
    call.require_token(&world.account, now)?;
    super::check_message::product(call.body())?;
    let pin = six_digits(call)?;
    let verified = world.account.code_verification_status == "VERIFIED";
    let registration = &mut world.account.registration;
    registration.count_attempt(now)?;
    if registration.registered {
        return Ok(json!({"success": true}));
    }
    if !verified {
        return Err(GraphError::of(133_006, "Verify the phone number before registering it."));
    }
    match &registration.pin {
        Some(set) if *set != pin => return Err(GraphError::of(133_005, "The PIN does not match.")),
        Some(_) | None => registration.pin = Some(pin),
    }
    registration.registered = true;
    Ok(json!({"success": true}))
}

/// Sends a code to the number; whoever holds the phone reads it.
pub(super) fn request_code(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let mut world = meta.world();
    call.require_token(&world.account, meta.now())?;
    let method = call.text("code_method").unwrap_or_default();
    if !matches!(method.as_str(), "SMS" | "VOICE") {
        return Err(GraphError::parameter("Param code_method must be one of {SMS, VOICE}"));
    }
    if call.text("language").is_none() {
        return Err(GraphError::parameter("The parameter language is required."));
    }
    if world.account.code_verification_status == "VERIFIED" {
        return Err(GraphError::of(136_024, "The number was verified before."));
    }
    world.account.code = Some(random::digits(6));
    Ok(json!({"success": true}))
}

pub(super) fn verify_code(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let mut world = meta.world();
    call.require_token(&world.account, meta.now())?;
    let code = call.text("code");
    if code.is_none() || code != world.account.code {
        return Err(GraphError::of(136_025, "The code is not the one that was sent."));
    }
    world.account.code = None;
    world.account.code_verification_status = "VERIFIED";
    Ok(json!({"success": true}))
}

pub(super) fn deregister(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let now = meta.now();
    let mut world = meta.world();
    call.require_token(&world.account, now)?;
    let registration = &mut world.account.registration;
    registration.count_attempt(now)?;
    registration.registered = false;
    Ok(json!({"success": true}))
}

pub(super) fn change_pin(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let pin = six_digits(call)?;
    meta.world().account.registration.pin = Some(pin);
    Ok(json!({"success": true}))
}

fn six_digits(call: &Call) -> Result<String, GraphError> {
    let pin = call.text("pin").ok_or_else(|| GraphError::parameter("The parameter pin is required."))?;
    if pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(pin);
    }
    Err(GraphError::parameter("Param pin must be 6 characters long."))
}

impl Registration {
    fn count_attempt(&mut self, now: crate::clock::Timestamp) -> Result<(), GraphError> {
        self.attempts.retain(|at| now.since(*at) < ATTEMPTS_COUNT_FOR);
        if self.attempts.len() >= ATTEMPTS_AT_MOST {
            return Err(GraphError::of(133_016, "Too many attempts for this phone number; try again later."));
        }
        self.attempts.push(now);
        Ok(())
    }
}
