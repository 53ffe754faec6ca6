//! `POST /{number}/messages`: sends accepted or refused, and read receipts.
//!
//! Accepting means only what it means at Meta: an id was given. What becomes of the message is `statuses.rs`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::check_message::{self, Message};
use super::faults::{Fault, StatusPlan};
use super::graph_error::GraphError;
use super::listener::Line;
use super::records::{Read, Sent};
use super::{Happening, Meta, random};

type Body = Map<String, Value>;

pub(super) async fn post_message(
    meta: &Meta,
    from: &str,
    body: &Body,
    line: &Line,
) -> Result<Response, GraphError> {
    check_message::product(body)?;
    if body.get("status").and_then(Value::as_str) == Some("read") {
        return mark_read(meta, body).await;
    }
    let fault = meta.world().faults.pop_front();
    let plan = fault.as_ref().and_then(Fault::statuses);
    match fault {
        None | Some(Fault::Fails { .. } | Fault::StatusesFirst) => {
            accept(meta, from, body, plan).await.map(IntoResponse::into_response)
        }
        Some(Fault::SlowBy(wait)) => {
            let answer = accept(meta, from, body, plan).await;
            meta.0.clock.sleep(wait).await;
            answer.map(IntoResponse::into_response)
        }
        Some(Fault::DropAnswer) => {
            let answer = accept(meta, from, body, plan).await;
            line.hang_up();
            answer.map(IntoResponse::into_response)
        }
        Some(Fault::DropRequest) => {
            line.hang_up();
            Ok(StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
        Some(Fault::TimeoutBeforeAccepting) => never().await,
        Some(Fault::TimeoutAfterAccepting) => {
            let Json(_never_told) = accept(meta, from, body, plan).await?;
            never().await
        }
        Some(Fault::Status { status, json }) => Ok(broken(status, json)),
        Some(Fault::Error { code }) => Err(GraphError::of(code, "This fault was asked for.")),
    }
}

/// Waits until the caller gives up; hyper then drops this future with the connection.
async fn never() -> Result<Response, GraphError> {
    std::future::pending().await
}

fn broken(status: u16, json: bool) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if json {
        return (status, Json(GraphError::of(131_000, "Something went wrong.").envelope())).into_response();
    }
    (status, [("content-type", "text/html")], "<html><body>Sorry, something went wrong.</body></html>")
        .into_response()
}

async fn mark_read(meta: &Meta, body: &Body) -> Result<Response, GraphError> {
    let message_id = body.get("message_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let read = {
        let mut world = meta.world();
        if !world.inbound.contains(&message_id) {
            return Err(GraphError::of(131_009, "Message ID is invalid."));
        }
        let read = Read { message_id, at: meta.now(), typing: body.contains_key("typing_indicator") };
        world.record_read(read.clone());
        read
    };
    meta.tell(Happening::Read(read)).await;
    Ok(Json(json!({"success": true})).into_response())
}

/// Checks the message as Meta does, gives it an id and lets its statuses follow.
async fn accept(
    meta: &Meta,
    from: &str,
    body: &Body,
    plan: Option<StatusPlan>,
) -> Result<Json<Value>, GraphError> {
    let _work = meta.begin_work();
    let message = check_message::message(body)?;
    let (sent, contact) = admit(meta, from, body, message)?;
    meta.tell(Happening::Accepted(Box::new(sent.clone()))).await;
    let mut accepted = json!({"id": sent.wamid});
    if sent.kind == "template" {
        accepted["message_status"] = "accepted".into();
    }
    meta.follow(sent, plan).await;
    Ok(Json(json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [accepted]})))
}

/// The checks that need to know the account and the customer, and the record of the send.
fn admit(meta: &Meta, from: &str, body: &Body, message: Message) -> Result<(Sent, Value), GraphError> {
    let now = meta.now();
    let mut world = meta.world();
    check_message::account(&world.account)?;
    check_message::references(&world, &message, now)?;
    let addressee = check_message::addressee(&world, &message)?;
    if addressee.person.is_some_and(|number| world.blocked.contains(&number)) {
        return Err(GraphError::of(130_403, "The business has blocked this user."));
    }
    let wrote_at = addressee.person.and_then(|number| world.people[number].last_wrote_at);
    if addressee.reachable {
        check_message::window(&message, wrote_at, now)?;
    }
    if !world.spend_pair_allowance(&addressee.name, now) {
        return Err(GraphError::of(131_056, "Too many messages to this customer; try again later."));
    }
    let shown = check_message::template_shown(&world, &message)?;
    let text = match &shown {
        Some(shown) => shown["body"].as_str().map(ToOwned::to_owned),
        None => message.text,
    };
    let sent = Sent {
        wamid: random::wamid(),
        from: from.to_owned(),
        at: now,
        to: message.to,
        recipient: message.recipient,
        person: addressee.person.filter(|_| addressee.reachable),
        kind: message.kind,
        text,
        opaque: message.opaque,
        quoted: message.quoted,
        body: Value::Object(body.clone()),
        shown,
    };
    world.record_sent(sent.clone());
    Ok((sent, addressee.contact))
}
