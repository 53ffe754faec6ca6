//! `/{number}/block_users`: whom the business has blocked. Only somebody who wrote in the last 24 hours can be.

use std::time::Duration;

use serde_json::{Value, json};

use super::Meta;
use super::call::Call;
use super::graph_error::GraphError;

const RECENT: Duration = Duration::from_hours(24);

/// Blocks or unblocks the users of one call.
pub(super) fn set(meta: &Meta, call: &Call, block: bool) -> Result<Value, GraphError> {
    let now = meta.now();
    let mut world = meta.world();
    call.require_token(&world.account, now)?;
    let users = match call.body().get("block_users") {
        Some(Value::Array(users)) if !users.is_empty() => users.clone(),
        Some(_) | None => return Err(GraphError::parameter("The parameter block_users is required.")),
    };
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for user in users {
        let phone =
            user["user"].as_str().map(|phone| phone.chars().filter(char::is_ascii_digit).collect::<String>());
        let user_id = user["user_id"].as_str();
        let input = user["user"].as_str().or(user_id).unwrap_or_default();
        let found = world.people.iter().position(|person| {
            (phone.is_some() && person.wa_id == phone)
                || (user_id.is_some() && person.user_id.as_deref() == user_id)
        });
        let recent =
            |at: usize| world.people[at].last_wrote_at.is_some_and(|wrote| now.since(wrote) < RECENT);
        match found {
            Some(at) if !block || recent(at) => {
                if block {
                    world.blocked.insert(at);
                } else {
                    world.blocked.remove(&at);
                }
                done.push(json!({ "input": input, "wa_id": world.people[at].wa_id }));
            }
            Some(_) | None => {
                let error = json!({ "message": "User has not messaged the business in the last 24 hours", "code": 139_100 });
                failed.push(json!({ "input": input, "errors": [error] }));
            }
        }
    }
    let list = if block { "added_users" } else { "removed_users" };
    Ok(json!({ "messaging_product": "whatsapp", "block_users": { list: done, "failed_users": failed } }))
}
