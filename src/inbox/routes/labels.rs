//! The shop's labels.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::typed;
use crate::actor::Permission;
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::LabelId;
use crate::inbox::Inbox;
use crate::inbox::store::labels as store;
use crate::inbox::types::Label;
use crate::storage::WriteTx;

/// Labels a shop may have.
const MOST_LABELS: usize = 200;
/// Characters of a label's name.
const NAME_LIMIT: usize = 40;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(change, delete))
}

/// All labels, by name.
#[utoipa::path(get, path = "/labels", tag = "inbox", responses((status = 200, body = Page<Label>)))]
async fn list(State(inbox): State<Inbox>, caller: Caller) -> Result<Json<Page<Label>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let labels = inbox.db.read::<_, ApiError>(|conn| Ok(store::all(conn)?)).await?;
    Ok(Json(Page::whole(labels)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LabelText {
    name: Option<String>,
    /// `#rrggbb`
    color: Option<String>,
}

/// Makes a label.
#[utoipa::path(post, path = "/labels", tag = "inbox", request_body = LabelText,
    responses((status = 201, body = Label)))]
async fn create(
    State(inbox): State<Inbox>,
    caller: Caller,
    Json(new): Json<LabelText>,
) -> Result<(StatusCode, Json<Label>), ApiError> {
    caller.require(Permission::ManageConversations)?;
    let name = typed("name", new.name.as_deref().unwrap_or_default(), NAME_LIMIT)?;
    let color = color(new.color.as_deref().unwrap_or("#b08d57"))?;
    let label = inbox
        .db
        .write::<_, ApiError>(move |tx| {
            name_is_free(tx, None, &name)?;
            if store::all(tx)?.len() >= MOST_LABELS {
                return Err(ApiError::conflict(
                    "too_many_labels",
                    format!("A shop has at most {MOST_LABELS} labels."),
                ));
            }
            let id = store::insert(tx, &name, &color)?;
            audit::record(tx, &caller, "label.created", id, json!({ "name": name }))?;
            tx.announce(Topic::Settings, id);
            Ok(Label { id, name, color })
        })
        .await?;
    Ok((StatusCode::CREATED, Json(label)))
}

/// Renames or recolours a label.
#[utoipa::path(patch, path = "/labels/{id}", tag = "inbox", params(("id" = LabelId, Path)), request_body = LabelText,
    responses((status = 200, body = Label)))]
async fn change(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<LabelId>,
    Json(change): Json<LabelText>,
) -> Result<Json<Label>, ApiError> {
    caller.require(Permission::ManageConversations)?;
    let name = change.name.as_deref().map(|name| typed("name", name, NAME_LIMIT)).transpose()?;
    let color = change.color.as_deref().map(color).transpose()?;
    let label = inbox
        .db
        .write::<_, ApiError>(move |tx| {
            let mut label = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("label"))?;
            if let Some(name) = name {
                name_is_free(tx, Some(id), &name)?;
                label.name = name;
            }
            label.color = color.unwrap_or(label.color);
            store::update(tx, &label)?;
            audit::record(
                tx,
                &caller,
                "label.changed",
                id,
                json!({ "name": label.name, "color": label.color }),
            )?;
            tx.announce(Topic::Settings, id);
            Ok(label)
        })
        .await?;
    Ok(Json(label))
}

/// Deletes a label; conversations lose it.
#[utoipa::path(delete, path = "/labels/{id}", tag = "inbox", params(("id" = LabelId, Path)),
    responses((status = 204)))]
async fn delete(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<LabelId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageConversations)?;
    inbox
        .db
        .write::<_, ApiError>(move |tx| {
            let label = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("label"))?;
            store::delete(tx, id)?;
            audit::record(tx, &caller, "label.deleted", id, json!({ "name": label.name }))?;
            tx.announce(Topic::Settings, id);
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn name_is_free(tx: &WriteTx, own: Option<LabelId>, name: &str) -> Result<(), ApiError> {
    match store::by_name(tx, name)? {
        Some(other) if Some(other.id) != own => {
            Err(ApiError::conflict("label_exists", "There is a label of this name.")
                .field("name", "Choose another name."))
        }
        Some(_) | None => Ok(()),
    }
}

fn color(typed: &str) -> Result<String, ApiError> {
    let digits = typed.strip_prefix('#').filter(|digits| digits.len() == 6);
    if digits.is_some_and(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit())) {
        return Ok(typed.to_ascii_lowercase());
    }
    Err(ApiError::unprocessable("invalid_color", "This is no colour.").field("color", "Write it as #rrggbb."))
}
