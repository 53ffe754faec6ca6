//! What WhatsApp itself tells about consent: a customer's setting, a refusal that means one, and blocking.
//!
//! The inbox keeps the rules; this only carries Meta's words to it.

use axum::extract::State;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::ContactId;
use crate::inbox::{self, ConsentSource};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::arrival::{Applied, aliases_of};
use crate::whatsapp::numbers::{self, Access, Connection};
use crate::whatsapp::types::CHANNEL;
use crate::whatsapp::wire::address::Address;
use crate::whatsapp::wire::graph::CallError;
use crate::whatsapp::wire::parse::{Preference, PreferenceWish, UnusedReason, lenient};

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new().routes(routes!(block, unblock))
}

/// A customer changed their setting.
pub(in crate::whatsapp) fn on_preference(
    tx: &WriteTx,
    connection: &Connection,
    preference: &Preference,
) -> Result<Applied, StorageError> {
    let aliases = aliases_of(&preference.identity, connection);
    if aliases.is_empty() {
        return Ok(Applied::Ignored(UnusedReason::UnknownCustomer.into()));
    }
    let at = preference.at.unwrap_or(tx.now());
    if inbox::was_erased(tx, &aliases, at)? {
        return Ok(Applied::Ignored(UnusedReason::Erased.into()));
    }
    // Who never wrote may have been told not to be written to all the same: they are a contact from now on.
    let contact = inbox::ensure_contact(tx, &aliases, at)?;
    let stops = preference.wish == PreferenceWish::Stop;
    if !inbox::prefer(tx, contact, stops, at)? {
        return Ok(Applied::Repeated);
    }
    if preference.wish == PreferenceWish::SignUp {
        let words = "Signed up for marketing messages in WhatsApp.";
        inbox::record_consent(tx, contact, at.min(tx.now()), ConsentSource::Whatsapp, words, None)?;
    }
    Ok(Applied::Kept)
}

/// Whether the customer is blocked now.
#[derive(Serialize, ToSchema)]
#[schema(as = BlockState)]
struct Blocked {
    blocked: bool,
}

/// Blocks a customer at WhatsApp: they can neither write nor be written to.
#[utoipa::path(post, path = "/contacts/{id}/block", tag = "whatsapp", params(("id" = ContactId, Path)),
    responses((status = 200, body = Blocked), (status = 409, description = "Meta refuses")))]
async fn block(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<Json<Blocked>, ApiError> {
    set(whatsapp, caller, id, true).await
}

/// Lets a customer write again.
#[utoipa::path(delete, path = "/contacts/{id}/block", tag = "whatsapp", params(("id" = ContactId, Path)),
    responses((status = 200, body = Blocked), (status = 409, description = "Meta refuses")))]
async fn unblock(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<Json<Blocked>, ApiError> {
    set(whatsapp, caller, id, false).await
}

async fn set(
    whatsapp: WhatsApp,
    caller: Caller,
    id: ContactId,
    blocked: bool,
) -> Result<Json<Blocked>, ApiError> {
    caller.require(Permission::ManageConversations)?;
    let room = whatsapp.clone();
    let (contact, ways) = whatsapp.db.read::<_, ApiError>(move |conn| ways_to(&room, conn, id)).await?;
    if ways.is_empty() {
        return Err(cannot("No connected number knows this customer."));
    }
    for (access, user) in ways {
        let number = access.phone_number_id.clone().unwrap_or_default();
        let path = [number.as_str(), "block_users"];
        let body = json!({ "messaging_product": "whatsapp", "block_users": [user] });
        let (base, token) = (&access.base, &access.token);
        let answer = if blocked {
            whatsapp.graph.change(base, token, &path, &body).await
        } else {
            whatsapp.graph.remove_with(base, token, &path, &body).await
        };
        let answer = answer.map_err(|error| match error {
            CallError::Refused(refusal) => cannot(&refusal.to_string()),
            CallError::NotSent(words) | CallError::Ambiguous(words) => {
                ApiError::unavailable("meta_unreachable", "Meta could not be reached.").cause(words)
            }
        })?;
        let result = answer.get("block_users").cloned().unwrap_or_default();
        if let Some(failed) = lenient::list(&result, "failed_users").first() {
            let words =
                lenient::list(failed, "errors").first().and_then(|error| lenient::text(error, "message"));
            return Err(cannot(&words.unwrap_or_else(|| "Meta gave no reason.".to_owned())));
        }
    }
    let db = whatsapp.db.clone();
    db.write::<_, ApiError>(move |tx| {
        inbox::set_blocked(tx, contact, blocked)?;
        let action = if blocked { "contact.blocked" } else { "contact.unblocked" };
        audit::record(tx, &caller, action, contact, json!({}))?;
        Ok(Json(Blocked { blocked }))
    })
    .await
}

fn cannot(words: &str) -> ApiError {
    ApiError::conflict("cannot_block", "WhatsApp blocks only customers who wrote in the last 24 hours.")
        .hint(words)
}

/// Every number that knows the customer, with what Meta calls the customer there.
fn ways_to(
    whatsapp: &WhatsApp,
    conn: &ReadConn,
    id: ContactId,
) -> Result<(ContactId, Vec<(Access, serde_json::Value)>), ApiError> {
    let contact = inbox::contact(conn, id)?.ok_or_else(|| ApiError::not_found("contact"))?;
    let address = Address::choose(contact.phone.as_deref(), contact.user_id.as_deref());
    let user = match address {
        Some(Address::Phone(phone)) => json!({ "user": phone }),
        Some(Address::UserId(user_id)) => json!({ "user_id": user_id }),
        None => return Ok((contact.id, Vec::new())),
    };
    let mut ways = Vec::new();
    for (_, channel, account) in inbox::conversations_of(conn, contact.id)? {
        if channel != CHANNEL {
            continue;
        }
        let Some(connection) = numbers::meant(conn, Some(account))? else { continue };
        if let Some(access) =
            numbers::access(whatsapp, &connection)?.filter(|access| access.phone_number_id.is_some())
        {
            ways.push((access, user.clone()));
        }
    }
    Ok((contact.id, ways))
}
