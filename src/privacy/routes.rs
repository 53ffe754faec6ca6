//! Handing a customer's data over, erasing them, and how long customers are kept.

use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store::{self, Stage};
use super::{Privacy, erase, export};
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::ContactId;
use crate::storage::StorageError;

/// `/contacts/{id}/data`, `/contacts/{id}/erasure`, `/privacy/settings`
pub fn routes() -> OpenApiRouter<Privacy> {
    OpenApiRouter::new()
        .routes(routes!(hand_over))
        .routes(routes!(erase, look))
        .routes(routes!(settings, set))
}

/// How far the erasing of a customer has come.
#[derive(Debug, Serialize, ToSchema)]
struct Erasure {
    state: Stage,
    /// Messages there were when it began, and those that are gone.
    messages: i64,
    gone: i64,
    asked_at: Timestamp,
    ended_at: Option<Timestamp>,
}

impl From<store::Erasure> for Erasure {
    fn from(known: store::Erasure) -> Self {
        Self {
            state: known.stage,
            messages: known.messages,
            gone: known.gone,
            asked_at: known.asked_at,
            ended_at: known.ended_at,
        }
    }
}

/// Hands over everything that is kept of a customer: an archive with `customer.json` and their files.
#[utoipa::path(post, path = "/contacts/{id}/data", tag = "privacy", params(("id" = ContactId, Path)),
    responses((status = 200, description = "A ZIP archive", content_type = "application/zip"),
              (status = 429, description = "Asked too often: ten times an hour are enough")))]
async fn hand_over(
    State(privacy): State<Privacy>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<Response, ApiError> {
    caller.require(Permission::ManagePersonalData)?;
    let now = privacy.clock.now();
    let joined = privacy.joined.clone();
    let who = privacy.db.read::<_, ApiError>(move |conn| Ok((joined.who)(conn, id)?)).await?;
    let who = who.ok_or_else(|| ApiError::not_found("contact"))?;
    privacy.exports.take(caller.asker(), now).map_err(|from| {
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "Asked too often.")
            .retry_after(from.since(now).as_secs().max(1))
    })?;
    let contact = who.contacts.first().copied().unwrap_or(id);
    privacy
        .db
        .write::<_, StorageError>(move |tx| {
            audit::record(tx, &caller, "contact.data_handed_over", contact, json!({}))
        })
        .await?;
    let name = export::archive_name(contact, now);
    let pieces = stream::unfold(privacy.archive(who), |mut pieces| async move {
        pieces.recv().await.map(|piece| (piece, pieces))
    });
    Response::builder()
        .header(header::CONTENT_TYPE, "application/zip")
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
        .body(Body::from_stream(pieces))
        .map_err(ApiError::internal)
}

/// Erases a customer: what was said, sent and noted goes for good, orders keep their amounts and no name. Asked again, it
/// says how far it has come.
#[utoipa::path(post, path = "/contacts/{id}/erasure", tag = "privacy", params(("id" = ContactId, Path)),
    responses((status = 202, body = Erasure)))]
async fn erase(
    State(privacy): State<Privacy>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<(StatusCode, Json<Erasure>), ApiError> {
    caller.require(Permission::ManagePersonalData)?;
    let joined = privacy.joined.clone();
    let begun = privacy
        .db
        .write::<_, ApiError>(move |tx| {
            let gone_already = store::of_contact(tx, id)?;
            if erase::begin(tx, &joined, id, &caller)?.is_none() && gone_already.is_none() {
                return Err(ApiError::not_found("contact"));
            }
            store::of_contact(tx, id)?.ok_or_else(|| ApiError::not_found("contact"))
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(begun.into())))
}

/// How far the erasing has come.
#[utoipa::path(get, path = "/contacts/{id}/erasure", tag = "privacy", params(("id" = ContactId, Path)),
    responses((status = 200, body = Erasure)))]
async fn look(
    State(privacy): State<Privacy>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<Json<Erasure>, ApiError> {
    caller.require(Permission::ManagePersonalData)?;
    let known = privacy.db.read(move |conn| store::of_contact(conn, id)).await?;
    Ok(Json(known.ok_or_else(|| ApiError::not_found("erasure"))?.into()))
}

/// How long customers are kept.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PrivacySettings)]
struct Settings {
    /// Customers nobody wrote to or heard of for so many months of 30 days are erased; nothing keeps everybody.
    #[schema(required)]
    keep_months: Option<u16>,
}

/// How long customers are kept.
#[utoipa::path(get, path = "/privacy/settings", tag = "privacy", responses((status = 200, body = Settings)))]
async fn settings(State(privacy): State<Privacy>, caller: Caller) -> Result<Json<Settings>, ApiError> {
    caller.require(Permission::ManagePersonalData)?;
    Ok(Json(Settings { keep_months: privacy.db.read(store::keep_months).await? }))
}

/// Sets how long customers are kept. The first are erased the night after.
#[utoipa::path(put, path = "/privacy/settings", tag = "privacy", request_body = Settings,
    responses((status = 200, body = Settings)))]
async fn set(
    State(privacy): State<Privacy>,
    caller: Caller,
    Json(wanted): Json<Settings>,
) -> Result<Json<Settings>, ApiError> {
    caller.require(Permission::ManagePersonalData)?;
    let months = wanted.keep_months;
    if months.is_some_and(|months| !(1..=120).contains(&months)) {
        let refusal = ApiError::unprocessable("invalid_settings", "Customers cannot be kept like that.");
        return Err(refusal.field("keep_months", "Between 1 and 120 months, or nothing."));
    }
    privacy
        .db
        .write::<_, StorageError>(move |tx| {
            store::set_keep_months(tx, months)?;
            audit::record(tx, &caller, "privacy.settings_changed", "", json!({ "keep_months": months }))
        })
        .await?;
    Ok(Json(Settings { keep_months: months }))
}
