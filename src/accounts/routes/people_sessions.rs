//! Where somebody of the team is signed in, for whoever decides about them: to see it and to end it.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::sessions::{SessionItem, item};
use crate::accounts::{AccountError, Accounts, session, store};
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{PersonId, SessionId};
use crate::storage::ReadConn;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new().routes(routes!(list, end_all)).routes(routes!(end))
}

/// Refuses whoever does not decide about this person.
fn over(conn: &ReadConn, caller: &Caller, person: PersonId) -> Result<(), AccountError> {
    let person = store::people::find(conn, person)?.ok_or(AccountError::NotFound("person"))?;
    Ok(caller.require_over(person.role)?)
}

/// Somebody's sessions, newest first.
#[utoipa::path(get, path = "/people/{id}/sessions", tag = "accounts", params(("id" = PersonId, Path), PageQuery),
    responses((status = 200, body = Page<SessionItem>)))]
async fn list(
    State(accounts): State<Accounts>,
    caller: Caller,
    Path(person): Path<PersonId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<SessionItem>>, ApiError> {
    caller.require(Permission::ManageTeam)?;
    let (before, limit) = (page.cursor_id()?, page.limit());
    let idle_since = session::idle_since(accounts.clock.now());
    let found = accounts.db.read::<_, AccountError>(move |conn| {
        over(conn, &caller, person)?;
        Ok(store::sessions::page(conn, person, before, idle_since, limit + 1)?)
    });
    let items = found.await?.into_iter().map(|session| item(session, caller.session)).collect();
    Ok(Json(Page::cut(items, limit, |session: &SessionItem| session.id)))
}

/// Ends all of somebody's sessions, but never the one that asks.
#[utoipa::path(delete, path = "/people/{id}/sessions", tag = "accounts", params(("id" = PersonId, Path)),
    responses((status = 204)))]
async fn end_all(
    State(accounts): State<Accounts>,
    caller: Caller,
    Path(person): Path<PersonId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageTeam)?;
    accounts
        .db
        .write(move |tx| {
            over(tx, &caller, person)?;
            let ended = session::revoke_all(tx, person, caller.session)?;
            Ok::<_, AccountError>(audit::record(
                tx,
                &caller,
                "person.sessions_ended",
                person,
                json!({ "ended": ended }),
            )?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of somebody's sessions.
#[utoipa::path(delete, path = "/people/{id}/sessions/{session}", tag = "accounts",
    params(("id" = PersonId, Path), ("session" = SessionId, Path)), responses((status = 204)))]
async fn end(
    State(accounts): State<Accounts>,
    caller: Caller,
    Path((person, id)): Path<(PersonId, SessionId)>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageTeam)?;
    accounts
        .db
        .write(move |tx| {
            over(tx, &caller, person)?;
            if !session::revoke(tx, person, id)? {
                return Err(AccountError::NotFound("session"));
            }
            Ok(audit::record(tx, &caller, "session.revoked", id, json!({ "person": person }))?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
