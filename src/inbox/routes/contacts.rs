//! Contacts: what the shop calls its customers.

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::typed;
use super::views::{ContactView, Viewer};
use crate::actor::Permission;
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::ContactId;
use crate::inbox::Inbox;
use crate::inbox::conversations::timeline;
use crate::inbox::jobs::ContactNamed;
use crate::inbox::search::contact_index;
use crate::inbox::store::{contacts as store, conversations};
use crate::inbox::types::EventKind;
use crate::jobs;

/// Characters of a customer's name.
const NAME_LIMIT: usize = 120;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(change))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactChange {
    /// The shop's own name for the customer. Empty takes the customer's own name again.
    name: Option<String>,
}

/// Renames a customer.
#[utoipa::path(patch, path = "/contacts/{id}", tag = "inbox", params(("id" = ContactId, Path)),
    request_body = ContactChange, responses((status = 200, body = ContactView)))]
async fn change(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(change): Json<ContactChange>,
) -> Result<Json<ContactView>, ApiError> {
    caller.require(Permission::ManageConversations)?;
    let wanted = change.name.as_deref().map(str::trim);
    let name = match wanted {
        Some(name) if !name.is_empty() => Some(typed("name", name, NAME_LIMIT)?),
        Some(_) | None => None,
    };
    let asked = wanted.is_some();
    let db = inbox.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let contact = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("contact"))?;
        if asked {
            store::rename(tx, contact.id, name.as_deref())?;
            contact_index::refresh(tx, contact.id)?;
            jobs::enqueue(tx, &ContactNamed { contact_id: contact.id })?;
            for (conversation, _, _) in conversations::all_of_contact(tx, contact.id)? {
                timeline::event_by(
                    tx,
                    conversation,
                    caller.person(),
                    EventKind::Renamed,
                    json!({ "name": name }),
                )?;
            }
            audit::record(tx, &caller, "contact.renamed", contact.id, json!({}))?;
            tx.announce(Topic::Contact, contact.id);
        }
        let contact = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("contact"))?;
        Ok(Json(Viewer::new(&inbox, tx, &caller)?.contact(contact)))
    })
    .await
}
