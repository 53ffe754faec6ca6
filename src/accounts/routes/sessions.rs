//! Signing in and out, and the list of one's own sessions.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answers::{Me, signed_in};
use super::origin::From;
use crate::accounts::profile::own_account;
use crate::accounts::sign_in::SignIn;
use crate::accounts::types::Session;
use crate::accounts::{AccountError, Accounts, session, store};
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::SessionId;
use crate::secrets::Secret;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(list, revoke_others))
        .routes(routes!(revoke))
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SignInRequest {
    email: String,
    password: Secret,
    /// The app's six digits or a recovery code, once the answer was `second_factor_required`.
    second_factor: Option<Secret>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct SessionItem {
    pub id: SessionId,
    /// Such as "Firefox on Windows".
    device: String,
    ip: String,
    created_at: Timestamp,
    last_seen_at: Timestamp,
    /// The session that asks.
    current: bool,
}

/// Signs in.
#[utoipa::path(post, path = "/session", tag = "accounts", security(()), request_body = SignInRequest,
    responses((status = 200, body = Me)))]
async fn sign_in(
    State(accounts): State<Accounts>,
    from: From,
    Json(typed): Json<SignInRequest>,
) -> Result<(HeaderMap, axum::Json<Me>), ApiError> {
    let SignInRequest { email, password, second_factor } = typed;
    let typed = SignIn { email, password, second_factor, previous: from.session };
    let opened = accounts.sign_in(typed, from.origin).await?;
    Ok(signed_in(&accounts, &from.site, &opened).await?)
}

/// Signs out.
#[utoipa::path(delete, path = "/session", tag = "accounts", responses((status = 204)))]
async fn sign_out(
    State(accounts): State<Accounts>,
    caller: Caller,
    from: From,
) -> Result<(StatusCode, HeaderMap), ApiError> {
    let person = own_account(&caller)?;
    if let Some(id) = caller.session {
        accounts.db.write::<_, AccountError>(move |tx| Ok(session::revoke(tx, person, id)?)).await?;
    }
    let forget =
        (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"storage\""));
    let cookie = from.site.clear_cookie().map(|cookie| (header::SET_COOKIE, cookie));
    Ok((StatusCode::NO_CONTENT, cookie.into_iter().chain([forget]).collect()))
}

/// One's own sessions, newest first.
#[utoipa::path(get, path = "/sessions", tag = "accounts", params(PageQuery),
    responses((status = 200, body = Page<SessionItem>)))]
async fn list(
    State(accounts): State<Accounts>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<SessionItem>>, ApiError> {
    let person = own_account(&caller)?;
    let (before, limit) = (page.cursor_id()?, page.limit());
    let idle_since = session::idle_since(accounts.clock.now());
    let found = accounts.db.read::<_, AccountError>(move |conn| {
        Ok(store::sessions::page(conn, person, before, idle_since, limit + 1)?)
    });
    let items = found.await?.into_iter().map(|session| item(session, caller.session)).collect();
    Ok(Json(Page::cut(items, limit, |session: &SessionItem| session.id)))
}

/// Ends all of one's own sessions but this one.
#[utoipa::path(delete, path = "/sessions", tag = "accounts", responses((status = 204)))]
async fn revoke_others(State(accounts): State<Accounts>, caller: Caller) -> Result<StatusCode, ApiError> {
    let person = own_account(&caller)?;
    accounts
        .db
        .write::<_, AccountError>(move |tx| {
            let ended = session::revoke_all(tx, person, caller.session)?;
            Ok(audit::record(
                tx,
                &caller,
                "session.others_revoked",
                person,
                serde_json::json!({ "ended": ended }),
            )?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "accounts", params(("id" = SessionId, Path)),
    responses((status = 204)))]
async fn revoke(
    State(accounts): State<Accounts>,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, ApiError> {
    let person = own_account(&caller)?;
    accounts
        .db
        .write(move |tx| {
            if !session::revoke(tx, person, id)? {
                return Err(AccountError::NotFound("session"));
            }
            Ok(audit::record(tx, &caller, "session.revoked", id, serde_json::json!({}))?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn item(session: Session, current: Option<SessionId>) -> SessionItem {
    SessionItem {
        id: session.id,
        device: session.device,
        ip: session.address,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        current: current == Some(session.id),
    }
}
