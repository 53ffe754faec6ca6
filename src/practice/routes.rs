//! `/practice`: the phone on screen.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::PracticeCustomerId;

use super::Practice;
use super::types::{PracticeCustomer, PracticeMessage};

/// Characters of a message, as on WhatsApp, and of a name.
const TEXT_LIMIT: usize = 4096;
const NAME_LIMIT: usize = 60;

/// `/practice`
pub fn routes() -> OpenApiRouter<Practice> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(write))
        .routes(routes!(add))
        .routes(routes!(thread))
}

#[derive(Debug, Serialize, ToSchema)]
struct Overview {
    customers: Vec<PracticeCustomer>,
    /// Where the stand-in for Meta listens.
    address: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPracticeMessage {
    customer_id: PracticeCustomerId,
    text: String,
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
    let text = within(&new.text, TEXT_LIMIT).map_err(|words| wrong_field("text", words))?;
    let message = practice.say(new.customer_id, text).await?;
    let message = message.ok_or_else(|| ApiError::not_found("practice customer"))?;
    Ok((StatusCode::ACCEPTED, Json(message)))
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
