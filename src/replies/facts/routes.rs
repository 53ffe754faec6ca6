//! `/contacts/{id}/facts` and `/facts/{id}`: what is known of a customer, as people read, write and delete it.

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{Fact, FactView, NewFact, SaidIn};
use super::{LONGEST, MOST, store};
use crate::accounts;
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::{ContactId, FactId, MessageId, PersonId};
use crate::inbox::{self, Direction};
use crate::jobs;
use crate::replies::Replies;
use crate::replies::jobs::ForgetFact;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// How long whoever deleted a fact may think better of it.
const SECOND_THOUGHTS: Duration = Duration::from_mins(10);

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(change, delete)).routes(routes!(restore))
}

/// What is known of a customer.
#[derive(Debug, Serialize, ToSchema)]
struct CustomerFacts {
    /// The newest first.
    items: Vec<FactView>,
    /// When the customer said that nothing is to be kept; they are not asked again.
    refused_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCustomerFact {
    /// At most 200 characters.
    text: String,
    /// The customer's message it comes from, where there is one.
    #[serde(default)]
    message_id: Option<MessageId>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CustomerFactChange {
    /// At most 200 characters.
    text: String,
}

/// What is known of a customer beside what they bought.
#[utoipa::path(get, path = "/contacts/{id}/facts", tag = "replies", params(("id" = ContactId, Path)),
    responses((status = 200, body = CustomerFacts), (status = 404)))]
async fn list(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<Json<CustomerFacts>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let found = replies.db.read::<_, ApiError>(move |conn| {
        let contact = known_contact(conn, id)?;
        let names = names(conn)?;
        let facts = store::of_contact(conn, contact, MOST)?.into_iter();
        let items = facts.map(|fact| shown(conn, &names, fact)).collect::<Result<_, _>>()?;
        Ok(CustomerFacts { items, refused_at: store::asking(conn, contact)?.refused_at })
    });
    Ok(Json(found.await?))
}

/// Writes down something the team knows of a customer.
#[utoipa::path(post, path = "/contacts/{id}/facts", tag = "replies", params(("id" = ContactId, Path)),
    request_body = NewCustomerFact, responses((status = 201, body = FactView), (status = 404), (status = 409)))]
async fn add(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(new): Json<NewCustomerFact>,
) -> Result<(StatusCode, Json<FactView>), ApiError> {
    caller.require(Permission::ManageConversations)?;
    let text = fit(&new.text)?;
    let kept = replies.db.write(move |tx| {
        let contact = known_contact(tx, id)?;
        let before = store::of_contact(tx, contact, MOST)?;
        if let Some(known) = before.iter().find(|fact| fact.text == text) {
            return view(tx, known.id);
        }
        if before.len() >= MOST as usize {
            return Err(ApiError::conflict("too_many_facts", "There are 50 of this customer already.")
                .hint("Delete what is no longer so."));
        }
        let message = new.message_id.map(|message| said_by(tx, contact, message)).transpose()?;
        let fact = store::add(tx, &NewFact { contact, text, message, person: caller.person() })?;
        audit::record(tx, &caller, "replies.fact_added", contact, json!({ "fact": fact }))?;
        tx.announce(Topic::Contact, contact);
        view(tx, fact)
    });
    Ok((StatusCode::CREATED, Json(kept.await?)))
}

/// Says a fact in other words.
#[utoipa::path(patch, path = "/facts/{id}", tag = "replies", params(("id" = FactId, Path)),
    request_body = CustomerFactChange, responses((status = 200, body = FactView), (status = 404)))]
async fn change(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<FactId>,
    Json(change): Json<CustomerFactChange>,
) -> Result<Json<FactView>, ApiError> {
    caller.require(Permission::ManageConversations)?;
    let text = fit(&change.text)?;
    let kept = replies.db.write(move |tx| {
        let fact = known(tx, id, false)?;
        if fact.text != text {
            store::change(tx, id, &text, caller.person())?;
            audit::record(tx, &caller, "replies.fact_changed", fact.contact, json!({ "fact": id }))?;
            tx.announce(Topic::Contact, fact.contact);
        }
        view(tx, id)
    });
    Ok(Json(kept.await?))
}

/// Deletes a fact. For ten minutes it can be brought back; then it is gone.
#[utoipa::path(delete, path = "/facts/{id}", tag = "replies", params(("id" = FactId, Path)),
    responses((status = 204), (status = 404)))]
async fn delete(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<FactId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageConversations)?;
    let gone = replies.db.write(move |tx| {
        let fact = known(tx, id, false)?;
        store::set_deleted(tx, id, true)?;
        jobs::enqueue_at(tx, &ForgetFact { fact_id: id }, tx.now().plus(SECOND_THOUGHTS))?;
        audit::record(tx, &caller, "replies.fact_deleted", fact.contact, json!({ "fact": id }))?;
        tx.announce(Topic::Contact, fact.contact);
        Ok::<_, ApiError>(StatusCode::NO_CONTENT)
    });
    gone.await
}

/// Brings a fact back that was deleted a moment ago.
#[utoipa::path(post, path = "/facts/{id}/restore", tag = "replies", params(("id" = FactId, Path)),
    responses((status = 200, body = FactView), (status = 404)))]
async fn restore(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<FactId>,
) -> Result<Json<FactView>, ApiError> {
    caller.require(Permission::ManageConversations)?;
    let kept = replies.db.write(move |tx| {
        let fact = known(tx, id, true)?;
        store::set_deleted(tx, id, false)?;
        jobs::cancel::<ForgetFact>(tx, &id.to_string())?;
        audit::record(tx, &caller, "replies.fact_restored", fact.contact, json!({ "fact": id }))?;
        tx.announce(Topic::Contact, fact.contact);
        view(tx, id)
    });
    Ok(Json(kept.await?))
}

/// One line that says something.
fn fit(text: &str) -> Result<String, ApiError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    if !fits {
        return Err(ApiError::unprocessable("invalid_fact", "This cannot be kept.")
            .field("text", "One to 200 characters."));
    }
    Ok(text)
}

fn known_contact(conn: &ReadConn, id: ContactId) -> Result<ContactId, ApiError> {
    Ok(inbox::contact(conn, id)?.ok_or_else(|| ApiError::not_found("contact"))?.id)
}

/// A fact that stands, or one that was deleted a moment ago.
fn known(tx: &WriteTx, id: FactId, is_deleted: bool) -> Result<Fact, ApiError> {
    let fact = store::by_id(tx, id)?.filter(|fact| fact.deleted_at.is_some() == is_deleted);
    fact.ok_or_else(|| ApiError::not_found("fact"))
}

/// A message of this customer's own, and no other.
fn said_by(tx: &WriteTx, contact: ContactId, id: MessageId) -> Result<MessageId, ApiError> {
    let message = inbox::message(tx, id)?.filter(|message| message.direction == Direction::In);
    let conversation = message.map(|message| inbox::conversation(tx, message.conversation_id)).transpose()?;
    let is_theirs = conversation.flatten().is_some_and(|conversation| conversation.contact.id == contact);
    is_theirs.then_some(id).ok_or_else(|| ApiError::not_found("message"))
}

fn view(tx: &WriteTx, id: FactId) -> Result<FactView, ApiError> {
    let fact = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("fact"))?;
    Ok(shown(tx, &names(tx)?, fact)?)
}

/// Who works here, by name.
fn names(conn: &ReadConn) -> Result<HashMap<PersonId, String>, StorageError> {
    Ok(accounts::staff(conn)?.into_iter().map(|one| (one.id, one.name)).collect())
}

fn shown(conn: &ReadConn, names: &HashMap<PersonId, String>, fact: Fact) -> Result<FactView, StorageError> {
    let said = fact.message.map(|message| inbox::message(conn, message)).transpose()?.flatten();
    Ok(FactView {
        id: fact.id,
        text: fact.text,
        language: fact.language,
        said: said.filter(|message| message.revoked_at.is_none()).map(|message| SaidIn {
            conversation_id: message.conversation_id,
            message_id: message.id,
            at: message.at,
        }),
        by: fact.person.and_then(|person| names.get(&person).cloned()),
        agreed_at: fact.agreed_at,
        made_at: fact.made_at,
        changed_at: fact.changed_at,
    })
}
