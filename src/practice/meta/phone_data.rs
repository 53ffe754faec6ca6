//! `/{number}/smb_app_data`: what a number on a phone sends over, each kind once.

use serde_json::{Value, json};

use super::Meta;
use super::call::Call;
use super::graph_error::GraphError;

/// Notes what was asked for; a second time is refused as at Meta.
pub(super) fn ask(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let now = meta.now();
    let mut world = meta.world();
    call.require_token(&world.account, now)?;
    let kind = match call.body().get("sync_type").and_then(Value::as_str) {
        Some(kind @ ("smb_app_state_sync" | "history")) => kind.to_owned(),
        Some(_) | None => return Err(GraphError::parameter("The parameter sync_type is required.")),
    };
    if world.account.phone_data_asked.contains(&kind) {
        return Err(GraphError::of(2_593_107, "This data was already asked for."));
    }
    world.account.phone_data_asked.push(kind);
    Ok(json!({ "messaging_product": "whatsapp", "request_id": "1" }))
}
