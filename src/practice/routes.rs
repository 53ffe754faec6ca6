//! `/practice`: the phone on screen.

use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::{PracticeCustomerId, PracticeMessageId};
use crate::media;

use super::Practice;
use super::said::{Said, quoting};
use super::store;
use super::troubles_routes;
use super::types::{PracticeCustomer, PracticeMedia, PracticeMessage, Wish};

/// Characters of a message, as on WhatsApp, and of a name.
const TEXT_LIMIT: usize = 4096;
const NAME_LIMIT: usize = 60;
/// Bytes of a file sent from the phone, with the form around it.
const FILE_LIMIT_BYTES: usize = 16 * 1024 * 1024 + 64 * 1024;

/// `/practice`
pub fn routes() -> OpenApiRouter<Practice> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(write))
        .routes(routes!(upload))
        .routes(routes!(file))
        .routes(routes!(add))
        .routes(routes!(thread))
        .routes(routes!(wish))
        .routes(routes!(renumber))
        .merge(troubles_routes::routes())
}

#[derive(Debug, Serialize, ToSchema)]
struct Overview {
    customers: Vec<PracticeCustomer>,
    /// Where the stand-in for Meta listens.
    address: String,
}

/// What a customer sends; without a `kind` it is a text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "Map<String, Value>")]
struct NewPracticeMessage {
    customer_id: PracticeCustomerId,
    /// The line it answers.
    quoted: Option<PracticeMessageId>,
    #[serde(flatten)]
    said: Said,
}

impl TryFrom<Map<String, Value>> for NewPracticeMessage {
    type Error = serde_json::Error;

    fn try_from(mut new: Map<String, Value>) -> Result<Self, Self::Error> {
        let customer_id = serde_json::from_value(new.remove("customer_id").unwrap_or_default())?;
        let quoted = serde_json::from_value(new.remove("quoted").unwrap_or_default())?;
        new.entry("kind").or_insert_with(|| Value::from("text"));
        Ok(Self { customer_id, quoted, said: serde_json::from_value(Value::Object(new))? })
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPracticeCustomer {
    name: String,
}

/// The customers one can play.
#[utoipa::path(get, path = "/practice", tag = "practice", responses((status = 200, body = Overview)))]
async fn overview(State(practice): State<Practice>, caller: Caller) -> Result<Json<Overview>, ApiError> {
    caller.require(Permission::UsePractice)?;
    Ok(Json(Overview { customers: practice.customers().await?, address: practice.graph_url() }))
}

/// Writes to the shop as one of the customers.
#[utoipa::path(post, path = "/practice/messages", tag = "practice", request_body = NewPracticeMessage,
    responses((status = 202, body = PracticeMessage)))]
async fn write(
    State(practice): State<Practice>,
    caller: Caller,
    Json(new): Json<NewPracticeMessage>,
) -> Result<(StatusCode, Json<PracticeMessage>), ApiError> {
    caller.require(Permission::UsePractice)?;
    let NewPracticeMessage { customer_id, quoted, mut said } = new;
    if let Said::Text { text } | Said::Edit { text, .. } | Said::FromAd { text, .. } = &mut said {
        *text = within(text, TEXT_LIMIT).map_err(|words| wrong_field("text", words))?;
    }
    let parts = said.parts();
    if parts.words.chars().count() > TEXT_LIMIT {
        return Err(wrong_field("text", format!("At most {TEXT_LIMIT} characters.")));
    }
    let file =
        parts.media_id.map(|id| practice.file(id).ok_or_else(|| ApiError::not_found("file"))).transpose()?;
    let about = line(&practice, customer_id, parts.about, "message_id").await?;
    if let Some((field, words)) = said.refused(about.as_ref(), practice.clock.now()) {
        return Err(wrong_field(field, words.to_owned()));
    }
    let answered = line(&practice, customer_id, quoted, "quoted").await?;
    let mut content = said.content(file.as_ref(), about.as_ref());
    if let Some(answered) = answered {
        content = quoting(content, &answered, &practice.keys().phone_number);
    }
    let message = practice.sends_kept(customer_id, parts.words.into_owned(), content).await?;
    let message = message.ok_or_else(|| ApiError::not_found("practice customer"))?;
    Ok((StatusCode::ACCEPTED, Json(message)))
}

/// The line of this phone somebody names.
async fn line(
    practice: &Practice,
    customer: PracticeCustomerId,
    id: Option<PracticeMessageId>,
    field: &str,
) -> Result<Option<PracticeMessage>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    let found = practice.db.read(move |conn| store::line(conn, customer, id)).await?;
    found.map(Some).ok_or_else(|| wrong_field(field, "There is no such message on this phone.".to_owned()))
}

/// One file of at most 16 MB.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it only describes the form; the form is read piece by piece")]
struct PracticeUpload {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Puts a file on the customers' phones, to be sent with a message. It is kept in memory.
#[utoipa::path(post, path = "/practice/media", tag = "practice",
    request_body(content = inline(PracticeUpload), content_type = "multipart/form-data"),
    responses((status = 201, body = PracticeMedia)))]
async fn upload(
    State(practice): State<Practice>,
    caller: Caller,
    mut request: Request,
) -> Result<(StatusCode, Json<PracticeMedia>), ApiError> {
    caller.require(Permission::UsePractice)?;
    let _place = practice.uploads.acquire().await.map_err(ApiError::internal)?;
    DefaultBodyLimit::max(FILE_LIMIT_BYTES).apply(&mut request);
    let broken =
        |words: String| ApiError::bad_request("broken_form", "The upload could not be read.").cause(words);
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| broken(error.body_text()))?;
    while let Some(field) = form.next_field().await.map_err(|error| broken(error.body_text()))? {
        if field.name() != Some("file") {
            continue;
        }
        let filename = field.file_name().and_then(media::clean_file_name);
        let claimed = field.content_type().unwrap_or("application/octet-stream").to_owned();
        let bytes = field.bytes().await.map_err(|error| broken(error.body_text()))?;
        let length = bytes.len() as u64;
        let id = practice.meta.holds_media(&claimed, bytes);
        let media = PracticeMedia { id, mime_type: claimed, bytes: length, filename };
        return Ok((StatusCode::CREATED, Json(media)));
    }
    Err(ApiError::unprocessable("no_file", "There is no file in the form.").field("file", "is missing"))
}

/// A file on a phone, of either side. Its type is told by its bytes.
#[utoipa::path(get, path = "/practice/media/{id}", tag = "practice", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream")))]
async fn file(
    State(practice): State<Practice>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    caller.require(Permission::UsePractice)?;
    let (_, bytes) = practice.meta.medium(&id).ok_or_else(|| ApiError::not_found("file"))?;
    let found = media::sniff(&bytes, None).mime_type;
    let kind = if media::may_be_shown(found) { found } else { "application/octet-stream" };
    let headers = [(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")];
    Ok((headers, bytes).into_response())
}

/// Adds a customer to play.
#[utoipa::path(post, path = "/practice/customers", tag = "practice", request_body = NewPracticeCustomer,
    responses((status = 201, body = PracticeCustomer)))]
async fn add(
    State(practice): State<Practice>,
    caller: Caller,
    Json(new): Json<NewPracticeCustomer>,
) -> Result<(StatusCode, Json<PracticeCustomer>), ApiError> {
    caller.require(Permission::UsePractice)?;
    let name = within(&new.name, NAME_LIMIT).map_err(|words| wrong_field("name", words))?;
    let customer = practice.add_customer(name).await?;
    let customer = customer.ok_or_else(|| {
        ApiError::conflict("too_many_customers", "The practice phone has 200 customers already.")
    })?;
    Ok((StatusCode::CREATED, Json(customer)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PracticeWishes {
    wish: Wish,
}

/// Sets in WhatsApp, as this customer, whether the shop may send offers.
#[utoipa::path(put, path = "/practice/customers/{id}/wish", tag = "practice", request_body = PracticeWishes,
    params(("id" = String, Path)), responses((status = 204)))]
async fn wish(
    State(practice): State<Practice>,
    caller: Caller,
    Path(id): Path<PracticeCustomerId>,
    Json(PracticeWishes { wish }): Json<PracticeWishes>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::UsePractice)?;
    let found = practice.set_wish(id, wish).await?;
    found.then_some(StatusCode::NO_CONTENT).ok_or_else(|| ApiError::not_found("practice customer"))
}

/// Gives this customer a new number, as when somebody changes it in WhatsApp.
#[utoipa::path(post, path = "/practice/customers/{id}/number", tag = "practice",
    params(("id" = String, Path)), responses((status = 200, body = PracticeCustomer)))]
async fn renumber(
    State(practice): State<Practice>,
    caller: Caller,
    Path(id): Path<PracticeCustomerId>,
) -> Result<Json<PracticeCustomer>, ApiError> {
    caller.require(Permission::UsePractice)?;
    let changed = practice.change_number(id).await?;
    changed.map(Json).ok_or_else(|| ApiError::not_found("practice customer"))
}

/// One customer's phone, oldest line first.
#[utoipa::path(get, path = "/practice/customers/{id}/messages", tag = "practice",
    params(("id" = String, Path)), responses((status = 200, body = Vec<PracticeMessage>)))]
async fn thread(
    State(practice): State<Practice>,
    caller: Caller,
    Path(id): Path<PracticeCustomerId>,
) -> Result<Json<Vec<PracticeMessage>>, ApiError> {
    caller.require(Permission::UsePractice)?;
    let thread = practice.thread(id).await?;
    thread.map(Json).ok_or_else(|| ApiError::not_found("practice customer"))
}

/// The trimmed text, or what is wrong with its length.
fn within(text: &str, limit: usize) -> Result<String, String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err("Write something.".to_owned()),
        length if length > limit => Err(format!("At most {limit} characters.")),
        _fine => Ok(text.to_owned()),
    }
}

fn wrong_field(name: &str, words: String) -> ApiError {
    ApiError::unprocessable("invalid_request", "A part of the request has the wrong form.").field(name, words)
}
