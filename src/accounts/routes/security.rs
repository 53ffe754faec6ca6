//! A fresh proof of who one is, news of one's own account, and the roles that need a second factor.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::origin::From;
use crate::accounts::profile::own_account;
use crate::accounts::step_up::Proof;
use crate::accounts::types::{Notice, NoticeKind};
use crate::accounts::{AccountError, Accounts, second_factor_rules, store};
use crate::actor::Role;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Query};
use crate::ids::SecurityNoticeId;
use crate::secrets::Secret;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new()
        .routes(routes!(confirm))
        .routes(routes!(notices))
        .routes(routes!(notices_seen))
        .routes(routes!(rules, change_rules))
}

/// One of the two.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct IdentityProof {
    password: Option<Secret>,
    /// The app's six digits or a recovery code.
    second_factor: Option<Secret>,
}

/// Proves anew who is signed in; for ten minutes that is enough for what asks for it.
#[utoipa::path(post, path = "/session/confirm", tag = "accounts", request_body = IdentityProof,
    responses((status = 204)))]
async fn confirm(
    State(accounts): State<Accounts>,
    caller: Caller,
    from: From,
    Json(shown): Json<IdentityProof>,
) -> Result<StatusCode, ApiError> {
    let proof = match (shown.password, shown.second_factor) {
        (Some(password), None) => Proof::Password(password),
        (None, Some(code)) => Proof::SecondFactor(code),
        (Some(_), Some(_)) | (None, None) => {
            return Err(ApiError::unprocessable("invalid_value", "Enter your password or a code.")
                .field("password", "Enter your password or a code."));
        }
    };
    accounts.confirm_identity(caller, proof, from.origin).await.map_err(beside_its_field)?;
    Ok(StatusCode::NO_CONTENT)
}

/// A signed-in person mistyped: no reason to send them to the door.
fn beside_its_field(error: AccountError) -> ApiError {
    let words = error.to_string();
    match error {
        AccountError::SecondFactorWrong => {
            ApiError::unprocessable("second_factor_wrong", words.clone()).field("second_factor", words)
        }
        other => other.into(),
    }
}

/// Something that happened to one's own account.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = SecurityNotice)]
struct NoticeItem {
    id: SecurityNoticeId,
    kind: NoticeKind,
    at: Timestamp,
    /// Such as "Firefox on Windows"; empty where no browser did it.
    device: String,
    ip: String,
    seen: bool,
}

impl std::convert::From<Notice> for NoticeItem {
    fn from(notice: Notice) -> Self {
        let Notice { id, kind, at, device, address, seen } = notice;
        Self { id, kind, at, device, ip: address, seen }
    }
}

/// What happened to one's own account, newest first.
#[utoipa::path(get, path = "/me/notices", tag = "accounts", params(PageQuery),
    responses((status = 200, body = Page<NoticeItem>)))]
async fn notices(
    State(accounts): State<Accounts>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<NoticeItem>>, ApiError> {
    let person = own_account(&caller)?;
    let (before, limit) = (page.cursor_id()?, page.limit());
    let found = accounts
        .db
        .read::<_, AccountError>(move |conn| Ok(store::notices::page(conn, person, before, limit + 1)?))
        .await?;
    let items = found.into_iter().map(NoticeItem::from).collect();
    Ok(Json(Page::cut(items, limit, |notice: &NoticeItem| notice.id)))
}

/// Says that the news was read.
#[utoipa::path(post, path = "/me/notices/seen", tag = "accounts", responses((status = 204)))]
async fn notices_seen(State(accounts): State<Accounts>, caller: Caller) -> Result<StatusCode, ApiError> {
    let person = own_account(&caller)?;
    accounts
        .db
        .write::<_, AccountError>(move |tx| {
            store::notices::set_seen(tx, person)?;
            tx.announce(crate::events::Topic::Person, person);
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The roles that need a second factor.
#[derive(Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SecondFactorRules {
    roles: Vec<Role>,
}

/// Which roles need a second factor.
#[utoipa::path(get, path = "/second-factor-rules", tag = "accounts", responses((status = 200, body = SecondFactorRules)))]
async fn rules(
    State(accounts): State<Accounts>,
    caller: Caller,
) -> Result<Json<SecondFactorRules>, ApiError> {
    caller.require_over(Role::Owner)?;
    let roles = accounts.db.read::<_, AccountError>(|conn| Ok(second_factor_rules::roles(conn)?)).await?;
    Ok(Json(SecondFactorRules { roles }))
}

/// Asks a second factor of these roles. Who lacks one reaches only their own account until it is on.
#[utoipa::path(put, path = "/second-factor-rules", tag = "accounts", request_body = SecondFactorRules,
    responses((status = 200, body = SecondFactorRules)))]
async fn change_rules(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(wanted): Json<SecondFactorRules>,
) -> Result<Json<SecondFactorRules>, ApiError> {
    caller.require_over(Role::Owner)?;
    let roles = accounts.db.write(move |tx| second_factor_rules::change(tx, &caller, &wanted.roles)).await?;
    Ok(Json(SecondFactorRules { roles }))
}
