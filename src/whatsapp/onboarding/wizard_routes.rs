//! The wizard's routes: look at the pasted values, have a code sent, register, and show the PIN we set.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::numbers_routes::{connection_of, shown};
use super::routes::tidy;
use super::view::View;
use super::wizard::{Inspection, inspect};
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::ConnectionId;
use crate::secrets::Secret;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::doctor::{Repair, examine};
use crate::whatsapp::numbers::meta::Meta;
use crate::whatsapp::numbers::{Cause, CheckId, Connection, Place, TOPIC, first_cause, open};
use crate::whatsapp::wire::graph::CallError;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new()
        .routes(routes!(look_at_values))
        .routes(routes!(send_code))
        .routes(routes!(verify_code))
        .routes(routes!(register))
        .routes(routes!(pin))
}

/// The pasted values, before anything is kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhatsAppPastedValues)]
struct PastedValues {
    access_token: Secret,
    app_secret: Option<Secret>,
}

/// Looks at a pasted token and app secret. Keeps nothing.
#[utoipa::path(post, path = "/whatsapp/inspect", tag = "whatsapp", request_body = PastedValues,
    responses((status = 200, body = Inspection)))]
async fn look_at_values(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Json(pasted): Json<PastedValues>,
) -> Result<Json<Inspection>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let token = tidy("access_token", &pasted.access_token)?;
    let secret = pasted.app_secret.map(|secret| tidy("app_secret", &secret)).transpose()?;
    Ok(Json(inspect(&whatsapp, token, secret).await?))
}

/// By which way Meta tells the code.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = WhatsAppCodeMethod)]
enum CodeMethod {
    Sms,
    Voice,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhatsAppCodeRequest)]
struct CodeRequest {
    method: CodeMethod,
    /// Such as `it`.
    language: String,
}

/// Has Meta send a code to the number, by text message or by voice.
#[utoipa::path(post, path = "/whatsapp/connections/{id}/code", tag = "whatsapp", params(("id" = String, Path)),
    request_body = CodeRequest, responses((status = 204), (status = 422, description = "Meta refused; `hint` has its words")))]
async fn send_code(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
    Json(request): Json<CodeRequest>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let language = request.language.trim();
    if language.len() < 2
        || language.len() > 5
        || !language.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    {
        let words = "A language is two letters, such as it or en.";
        return Err(ApiError::unprocessable("invalid", words).field("language", words));
    }
    let method = match request.method {
        CodeMethod::Sms => "SMS",
        CodeMethod::Voice => "VOICE",
    };
    let body = json!({ "code_method": method, "language": language });
    ask(&whatsapp, id, "request_code", &body).await?;
    note(&whatsapp, &caller, id, "whatsapp.code_requested", json!({ "method": request.method })).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhatsAppCode)]
struct Code {
    /// As it came by text message or voice; dashes and blanks do not matter.
    code: String,
}

/// Hands the code to Meta, and looks at the connection again.
#[utoipa::path(post, path = "/whatsapp/connections/{id}/code/verify", tag = "whatsapp", params(("id" = String, Path)),
    request_body = Code, responses((status = 200, body = View), (status = 422, description = "The code is wrong")))]
async fn verify_code(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
    Json(code): Json<Code>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let digits: String = code.code.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 6 {
        let words = "The code has six digits.";
        return Err(ApiError::unprocessable("invalid", words).field("code", words));
    }
    ask(&whatsapp, id, "verify_code", &json!({ "code": digits })).await?;
    note(&whatsapp, &caller, id, "whatsapp.code_verified", json!({})).await?;
    examine(&whatsapp, id, Repair::Setup).await?;
    Ok(Json(shown(&whatsapp, id).await?))
}

/// Registers the number for sending. Counted: Meta allows ten tries in 72 hours.
#[utoipa::path(post, path = "/whatsapp/connections/{id}/register", tag = "whatsapp", params(("id" = String, Path)),
    responses((status = 200, body = View), (status = 409, description = "`registration_waits` or `coexistence`")))]
async fn register(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    if connection_of(&whatsapp, id).await?.coexistence {
        let words = "A number that is on the phone app as well is registered by the phone.";
        return Err(ApiError::conflict("coexistence", words));
    }
    let checks = examine(&whatsapp, id, Repair::One(CheckId::Registered)).await?;
    note(
        &whatsapp,
        &caller,
        id,
        "whatsapp.registered",
        json!({ "cause": first_cause(&checks).and_then(|check| check.cause) }),
    )
    .await?;
    match first_cause(&checks).filter(|check| check.cause == Some(Cause::RegistrationWaits)) {
        Some(check) => Err(ApiError::conflict("registration_waits", check.detail.clone())),
        None => Ok(Json(shown(&whatsapp, id).await?)),
    }
}

/// The two-step PIN of the number.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppPin)]
struct Pin {
    pin: String,
}

/// The two-step PIN Shopbell set, for the recovery sheet. Every look is noted.
#[utoipa::path(get, path = "/whatsapp/connections/{id}/pin", tag = "whatsapp", params(("id" = String, Path)),
    responses((status = 200, body = Pin), (status = 404, description = "Shopbell set none")))]
async fn pin(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<ConnectionId>,
) -> Result<Json<Pin>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let connection = connection_of(&whatsapp, id).await?;
    let pin = open(&whatsapp, &connection, Place::Pin)?.ok_or_else(|| ApiError::not_found("two-step PIN"))?;
    note(&whatsapp, &caller, id, "whatsapp.pin_shown", json!({})).await?;
    Ok(Json(Pin { pin: pin.expose().clone() }))
}

/// One call about the number on behalf of its owner.
async fn ask(
    whatsapp: &WhatsApp,
    id: ConnectionId,
    edge: &str,
    body: &serde_json::Value,
) -> Result<(), ApiError> {
    let connection: Connection = connection_of(whatsapp, id).await?;
    let token = open(whatsapp, &connection, Place::AccessToken)?;
    let (Some(token), Some(number)) = (token, connection.phone_number_id.as_deref()) else {
        return Err(ApiError::conflict("number_not_chosen", "Choose the number first."));
    };
    let meta = Meta { graph: &whatsapp.graph, base: whatsapp.meta_base.clone(), token };
    match meta.graph.change(&meta.base, &meta.token, &[number, edge], body).await {
        Ok(_) => Ok(()),
        Err(CallError::Refused(refusal)) => {
            let entry = refusal.entry();
            Err(ApiError::unprocessable("code_refused", format!("Meta refused: {}", refusal.words))
                .hint(entry.todo))
        }
        Err(error @ (CallError::NotSent(_) | CallError::Ambiguous(_))) => {
            Err(ApiError::unavailable("meta_unreachable", "Meta did not answer.").cause(error))
        }
    }
}

async fn note(
    whatsapp: &WhatsApp,
    caller: &Caller,
    id: ConnectionId,
    deed: &'static str,
    details: serde_json::Value,
) -> Result<(), StorageError> {
    let actor = caller.actor;
    let write = move |tx: &crate::storage::WriteTx| {
        audit::record(tx, &actor, deed, id, details)?;
        tx.announce(TOPIC, id);
        Ok(())
    };
    whatsapp.db.write(write).await
}
