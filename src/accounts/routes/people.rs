//! The team, for owners and managers.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::origin::From;
use super::password_links::LinkItem;
use crate::accounts::people::{self, Invitation, PersonChanges};
use crate::accounts::types::Person;
use crate::accounts::{AccountError, Accounts, store};
use crate::actor::{Permission, Role};
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::PersonId;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new()
        .routes(routes!(list, invite))
        .routes(routes!(change))
        .routes(routes!(make_password_link))
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Person)]
struct PersonItem {
    id: PersonId,
    name: String,
    email: String,
    role: Role,
    /// Somebody who is not active cannot sign in.
    active: bool,
    second_factor: bool,
    last_seen_at: Option<Timestamp>,
    /// Has not chosen a password yet.
    invited: bool,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPersonRequest {
    email: String,
    name: String,
    role: Role,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
struct Invited {
    person: PersonItem,
    /// To be handed over by the owner; shown this once.
    link: LinkItem,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonChangesRequest {
    name: Option<String>,
    role: Option<Role>,
    active: Option<bool>,
}

/// Everybody, in order of arrival.
#[utoipa::path(get, path = "/people", tag = "accounts", params(PageQuery),
    responses((status = 200, body = Page<PersonItem>)))]
async fn list(
    State(accounts): State<Accounts>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<PersonItem>>, ApiError> {
    caller.require(Permission::ManageTeam)?;
    let (after, limit) = (page.cursor_id()?, page.limit());
    let found = accounts
        .db
        .read::<_, AccountError>(move |conn| Ok(store::people::page(conn, after, limit + 1)?))
        .await?;
    let items = found.into_iter().map(PersonItem::from).collect();
    Ok(Json(Page::cut(items, limit, |person: &PersonItem| person.id)))
}

/// Adds somebody and makes their invitation link.
#[utoipa::path(post, path = "/people", tag = "accounts", request_body = NewPersonRequest,
    responses((status = 201, body = Invited)))]
async fn invite(
    State(accounts): State<Accounts>,
    caller: Caller,
    from: From,
    Json(new): Json<NewPersonRequest>,
) -> Result<(StatusCode, Json<Invited>), ApiError> {
    caller.require(Permission::ManageTeam)?;
    let NewPersonRequest { email, name, role } = new;
    let invitation = Invitation { email, name, role };
    let (person, link) = accounts.db.write(move |tx| people::invite(tx, &caller, &invitation)).await?;
    Ok((StatusCode::CREATED, Json(Invited { person: person.into(), link: LinkItem::new(&from.site, &link) })))
}

/// Changes somebody's name, role, or whether they may sign in.
#[utoipa::path(patch, path = "/people/{id}", tag = "accounts", params(("id" = PersonId, Path)),
    request_body = PersonChangesRequest, responses((status = 200, body = PersonItem)))]
async fn change(
    State(accounts): State<Accounts>,
    caller: Caller,
    Path(id): Path<PersonId>,
    Json(changes): Json<PersonChangesRequest>,
) -> Result<Json<PersonItem>, ApiError> {
    caller.require(Permission::ManageTeam)?;
    let PersonChangesRequest { name, role, active } = changes;
    let changes = PersonChanges { name, role, active };
    Ok(Json(accounts.db.write(move |tx| people::change(tx, &caller, id, &changes)).await?.into()))
}

/// Makes a link with which somebody chooses a password; an older link stops working.
#[utoipa::path(post, path = "/people/{id}/password-link", tag = "accounts", params(("id" = PersonId, Path)),
    responses((status = 201, body = LinkItem)))]
async fn make_password_link(
    State(accounts): State<Accounts>,
    caller: Caller,
    from: From,
    Path(id): Path<PersonId>,
) -> Result<(StatusCode, Json<LinkItem>), ApiError> {
    caller.require(Permission::ManageTeam)?;
    let link = accounts.db.write(move |tx| people::make_password_link(tx, &caller, id)).await?;
    Ok((StatusCode::CREATED, Json(LinkItem::new(&from.site, &link))))
}

impl std::convert::From<Person> for PersonItem {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            name: person.name,
            email: person.email,
            role: person.role,
            active: person.active,
            second_factor: person.second_factor,
            last_seen_at: person.last_seen_at,
            invited: person.invited,
        }
    }
}
