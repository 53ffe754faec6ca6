//! API tokens, for the owner.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::api_tokens::{self, NewToken};
use crate::accounts::types::ApiToken;
use crate::accounts::{AccountError, Accounts, store};
use crate::actor::{Permission, Role};
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::TokenId;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(revoke))
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = ApiToken)]
struct TokenItem {
    id: TokenId,
    name: String,
    role: Role,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTokenRequest {
    name: String,
    role: Role,
    /// 1 to 3650; without it the token has no end.
    expires_in_days: Option<u32>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
struct MadeToken {
    /// `sb_…`, shown this once.
    token: String,
    item: TokenItem,
}

/// The shop's tokens, newest first.
#[utoipa::path(get, path = "/tokens", tag = "accounts", params(PageQuery),
    responses((status = 200, body = Page<TokenItem>)))]
async fn list(
    State(accounts): State<Accounts>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<TokenItem>>, ApiError> {
    caller.require(Permission::ManageTokens)?;
    let (before, limit) = (page.cursor_id()?, page.limit());
    let found = accounts
        .db
        .read::<_, AccountError>(move |conn| Ok(store::tokens::page(conn, before, limit + 1)?))
        .await?;
    let items = found.into_iter().map(TokenItem::from).collect();
    Ok(Json(Page::cut(items, limit, |token: &TokenItem| token.id)))
}

/// Makes a token.
#[utoipa::path(post, path = "/tokens", tag = "accounts", request_body = NewTokenRequest,
    responses((status = 201, body = MadeToken)))]
async fn make(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(new): Json<NewTokenRequest>,
) -> Result<(StatusCode, Json<MadeToken>), ApiError> {
    caller.require(Permission::ManageTokens)?;
    let NewTokenRequest { name, role, expires_in_days } = new;
    let new = NewToken { name, role, expires_in_days };
    let (token, made) = accounts.db.write(move |tx| api_tokens::make(tx, &caller, &new)).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { token: token.expose().clone(), item: made.into() })))
}

/// Ends a token.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "accounts", params(("id" = TokenId, Path)),
    responses((status = 204)))]
async fn revoke(
    State(accounts): State<Accounts>,
    caller: Caller,
    Path(id): Path<TokenId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageTokens)?;
    accounts.db.write(move |tx| api_tokens::revoke(tx, &caller, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<ApiToken> for TokenItem {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            role: token.role,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        }
    }
}
