//! `/whatsapp/templates`: the list, and what a person does with it.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::reason::Reason;
use super::starters::{Starter, starters};
use super::store::{self, Wanted};
use super::submit::{self, Written};
use super::sync::{Synced, sync};
use super::types::{Button, Category, Content, Header, ParameterFormat, Quality, Status, Template, Variable};
use super::{ManageError, NotEditable, access_to};
use crate::actor::Permission;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{ConnectionId, TemplateId};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers;
use crate::whatsapp::types::Environment;
use crate::whatsapp::wire::graph::CallError;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, delete))
        .routes(routes!(send_in))
        .routes(routes!(read_again))
        .routes(routes!(show_starters))
}

/// A template as people see it.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppTemplate)]
pub(in crate::whatsapp) struct View {
    id: TemplateId,
    connection_id: ConnectionId,
    practice: bool,
    waba_id: String,
    name: String,
    language: String,
    category: Category,
    status: Status,
    /// A code: one of Meta's, such as `PROMOTIONAL`, one of Shopbell's, such as `meta_unreachable`, or `unknown`.
    status_reason: Option<&'static str>,
    /// Meta's own words about it, where it gave some.
    status_reason_words: Option<String>,
    quality: Quality,
    header: Option<Header>,
    body: String,
    footer: Option<String>,
    buttons: Vec<Button>,
    parameter_format: ParameterFormat,
    variables: Vec<Variable>,
    editable: bool,
    not_editable_because: Option<NotEditable>,
    sendable: bool,
    updated_at: Timestamp,
}

impl View {
    fn of(conn: &ReadConn, template: Template, now: Timestamp) -> Result<Self, StorageError> {
        let edits = store::edits(conn, template.id, now.minus(super::types::MONTH))?;
        let editable = template.editable(&edits, now);
        let reason = template.status_reason.as_deref().map(Reason::read);
        Ok(Self {
            id: template.id,
            connection_id: template.connection_id,
            practice: template.environment == Environment::Practice,
            sendable: template.is_sendable(),
            variables: template.content.variables(template.parameter_format),
            waba_id: template.waba_id,
            name: template.name,
            language: template.language,
            category: template.category,
            status: template.status,
            status_reason: reason.as_ref().map(|reason| reason.code),
            status_reason_words: reason.and_then(|reason| reason.words),
            quality: template.quality,
            header: template.content.header,
            body: template.content.body,
            footer: template.content.footer,
            buttons: template.content.buttons,
            parameter_format: template.parameter_format,
            editable: editable.is_ok(),
            not_editable_because: editable.err(),
            updated_at: template.updated_at,
        })
    }
}

/// Which templates are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct TemplateQuery {
    /// A part of the name or the text.
    q: Option<String>,
    status: Option<Status>,
    /// Of the account of this number; of all when not given.
    connection_id: Option<ConnectionId>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 30 when not given.
    #[serde(default, deserialize_with = "crate::http::page_limit")]
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Templates, newest first.
#[utoipa::path(get, path = "/whatsapp/templates", tag = "templates", params(TemplateQuery),
    responses((status = 200, body = Page<View>)))]
async fn list(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Query(query): Query<TemplateQuery>,
) -> Result<Json<Page<View>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let (before, limit) = (page.cursor_id()?, page.limit());
    let now = whatsapp.clock.now();
    let page = whatsapp
        .db
        .read::<_, ApiError>(move |conn| {
            let account = match query.connection_id {
                Some(id) => {
                    let found = numbers::by_id(conn, id)?.ok_or_else(|| ApiError::not_found("connection"))?;
                    Some((found.environment, found.waba_id.unwrap_or_default()))
                }
                None => None,
            };
            let words = query.q.filter(|words| !words.trim().is_empty());
            let wanted = Wanted { account, status: query.status, words, before, limit: limit + 1 };
            let page = Page::cut(store::list(conn, &wanted)?, limit, |template| template.id);
            let items = page.items.into_iter().map(|template| View::of(conn, template, now));
            Ok(Page { items: items.collect::<Result<_, _>>()?, next_cursor: page.next_cursor })
        })
        .await?;
    Ok(Json(page))
}

/// What a person wrote.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTemplate)]
struct NewTemplate {
    /// The number whose account it is for; the shop's first when not given.
    connection_id: Option<ConnectionId>,
    name: String,
    language: String,
    category: Category,
    header: Option<Header>,
    body: String,
    footer: Option<String>,
    #[serde(default)]
    buttons: Vec<Button>,
    /// A value Meta's reviewers see, by variable.
    #[serde(default)]
    examples: BTreeMap<String, String>,
    /// Whether it goes to Meta at once.
    #[serde(default)]
    submit: bool,
}

impl NewTemplate {
    fn written(self) -> Written {
        let trimmed = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Written {
            name: self.name,
            language: self.language,
            category: self.category,
            content: Content {
                header: self.header,
                body: self.body.trim().to_owned(),
                footer: trimmed(self.footer),
                buttons: self.buttons,
                examples: self.examples,
            },
        }
    }
}

/// Makes a template, and submits it if asked to. When Meta refuses it, it stays as a draft.
#[utoipa::path(post, path = "/whatsapp/templates", tag = "templates", request_body = NewTemplate,
    responses((status = 201, body = View), (status = 422, description = "`fields` says what is wrong")))]
async fn create(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Json(new): Json<NewTemplate>,
) -> Result<(StatusCode, Json<View>), ApiError> {
    caller.require(Permission::ManageTemplates)?;
    let (connection, at_once) = (new.connection_id, new.submit);
    let id = submit::create(&whatsapp, caller, connection, new.written()).await?;
    if at_once {
        submit::submit(&whatsapp, caller, id).await?;
    }
    Ok((StatusCode::CREATED, Json(view(&whatsapp, id).await?)))
}

/// Changes a template. What Meta has already goes back to review.
#[utoipa::path(patch, path = "/whatsapp/templates/{id}", tag = "templates", params(("id" = TemplateId, Path)),
    request_body = NewTemplate, responses((status = 200, body = View)))]
async fn change(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<TemplateId>,
    Json(new): Json<NewTemplate>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageTemplates)?;
    let at_once = new.submit;
    submit::edit(&whatsapp, caller, id, new.written()).await?;
    let draft = super::existing(&whatsapp, id).await?.status == Status::Draft;
    if at_once && draft {
        submit::submit(&whatsapp, caller, id).await?;
    }
    Ok(Json(view(&whatsapp, id).await?))
}

/// Submits a draft to Meta's review.
#[utoipa::path(post, path = "/whatsapp/templates/{id}/submit", tag = "templates", params(("id" = TemplateId, Path)),
    responses((status = 200, body = View)))]
async fn send_in(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<TemplateId>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageTemplates)?;
    submit::submit(&whatsapp, caller, id).await?;
    Ok(Json(view(&whatsapp, id).await?))
}

/// Deletes a template, also at Meta.
#[utoipa::path(delete, path = "/whatsapp/templates/{id}", tag = "templates", params(("id" = TemplateId, Path)),
    responses((status = 204)))]
async fn delete(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<TemplateId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageTemplates)?;
    submit::delete(&whatsapp, caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichConnection {
    /// The number whose account is read; the shop's first when not given.
    connection_id: Option<ConnectionId>,
}

/// Reads Meta's list again.
#[utoipa::path(post, path = "/whatsapp/templates/sync", tag = "templates", params(WhichConnection),
    responses((status = 200, body = Synced)))]
async fn read_again(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Query(which): Query<WhichConnection>,
) -> Result<Json<Synced>, ApiError> {
    caller.require(Permission::ManageTemplates)?;
    let access = access_to(&whatsapp, which.connection_id).await?;
    Ok(Json(sync(&whatsapp, access.connection).await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichLanguage {
    /// `en` or `it`; both when not given.
    language: Option<String>,
}

/// Templates to begin with, each under a name that is still free.
#[utoipa::path(get, path = "/whatsapp/templates/starters", tag = "templates", params(WhichLanguage),
    responses((status = 200, body = Page<Starter>)))]
async fn show_starters(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Query(which): Query<WhichLanguage>,
) -> Result<Json<Page<Starter>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let starters = starters(which.language.as_deref()).map_err(ApiError::internal)?;
    let now = whatsapp.clock.now();
    let named = whatsapp
        .db
        .read(move |conn| starters.into_iter().map(|starter| freely_named(conn, starter, now)).collect());
    Ok(Json(Page::whole(named.await?)))
}

/// A starter that was used before gets a number behind its name: Meta takes each name once.
fn freely_named(conn: &ReadConn, starter: Starter, now: Timestamp) -> Result<Starter, StorageError> {
    let mut name = starter.name.clone();
    let mut number = 1;
    while store::name_is_taken(conn, &name, &starter.language, now)? {
        number += 1;
        name = format!("{}_{number}", starter.name);
    }
    Ok(Starter { name, ..starter })
}

async fn view(whatsapp: &WhatsApp, id: TemplateId) -> Result<View, ApiError> {
    let now = whatsapp.clock.now();
    whatsapp
        .db
        .read::<_, ApiError>(move |conn| {
            let template = store::find(conn, id)?.ok_or_else(|| ApiError::not_found("template"))?;
            Ok(View::of(conn, template, now)?)
        })
        .await
}

impl From<ManageError> for ApiError {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::NotConnected => {
                Self::conflict("not_connected", "No WhatsApp number is connected for this.")
                    .hint("Connect a number first.")
            }
            ManageError::Unknown => Self::not_found("template"),
            ManageError::Faults(faults) => {
                let start = Self::unprocessable("template_invalid", "The template breaks rules of WhatsApp.");
                faults.into_iter().fold(start, |error, (path, words)| error.field(&path, words))
            }
            ManageError::NotEditable(reason) => Self::conflict("not_editable", reason.to_string()),
            ManageError::NotADraft => Self::conflict("not_a_draft", "Only a draft can be submitted."),
            ManageError::TooMany => Self::unavailable("too_many_templates", error.to_string()),
            ManageError::Call(CallError::Refused(refusal)) => {
                Self::unprocessable("meta_refused", "Meta refused this.").hint(refusal.to_string())
            }
            ManageError::Call(CallError::NotSent(words)) => {
                Self::unavailable("meta_unreachable", "Meta could not be reached.").cause(words)
            }
            ManageError::Call(CallError::Ambiguous(words)) => Self::unavailable(
                "meta_unsure",
                "Meta's answer was lost; Shopbell looks again what became of it.",
            )
            .cause(words),
            ManageError::Storage(error) => error.into(),
        }
    }
}
