//! `/contacts/{id}/consent` and suppression: what a customer agreed to, and what they must not get.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::typed;
use super::views::{PersonView, Viewer};
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{ContactId, ConversationId, EvidenceId};
use crate::inbox::Inbox;
use crate::inbox::contacts::{consent, identity};
use crate::inbox::store::{consent as store, contacts};
use crate::inbox::types::Suppression;
use crate::inbox::words::{ConsentSource, SuppressionReason, SuppressionScope};
use crate::storage::{ReadConn, WriteTx};

/// Characters of the words of a consent, and pieces of evidence shown.
const WORDS_LIMIT: usize = 1_000;
const EVIDENCE_SHOWN: u32 = 50;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(show, give, withdraw))
        .routes(routes!(suppress, lift))
        .routes(routes!(list))
}

#[derive(Serialize, ToSchema)]
#[schema(as = ConsentEvidence)]
struct EvidenceView {
    id: EvidenceId,
    at: Timestamp,
    source: ConsentSource,
    words: String,
    by: Option<PersonView>,
}

/// How a customer stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Consent)]
struct ConsentView {
    /// `none`, `given` or `withdrawn`.
    state: &'static str,
    evidence: Vec<EvidenceView>,
    withdrawn_at: Option<Timestamp>,
    suppressed: Option<Suppression>,
    blocked: bool,
}

fn view(
    inbox: &Inbox,
    conn: &ReadConn,
    caller: &Caller,
    id: ContactId,
) -> Result<Json<ConsentView>, ApiError> {
    let contact = contacts::by_id(conn, id)?.ok_or_else(|| ApiError::not_found("contact"))?;
    let viewer = Viewer::new(inbox, conn, caller)?;
    let state = consent::consent(conn, contact.id)?;
    let evidence = store::evidence(conn, contact.id, EVIDENCE_SHOWN)?;
    Ok(Json(ConsentView {
        state: match (&state.given, state.withdrawn_at) {
            (Some(_), _) => "given",
            (None, Some(_)) => "withdrawn",
            (None, None) => "none",
        },
        evidence: evidence
            .into_iter()
            .map(|one| EvidenceView {
                id: one.id,
                at: one.at,
                source: one.source,
                words: one.words,
                by: one.person.map(|person| viewer.person(person)),
            })
            .collect(),
        withdrawn_at: state.withdrawn_at,
        suppressed: state.suppressed,
        blocked: state.blocked,
    }))
}

/// What a customer agreed to.
#[utoipa::path(get, path = "/contacts/{id}/consent", tag = "inbox", params(("id" = ContactId, Path)),
    responses((status = 200, body = ConsentView)))]
async fn show(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<Json<ConsentView>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let db = inbox.db.clone();
    db.read::<_, ApiError>(move |conn| view(&inbox, conn, &caller, id)).await
}

/// Evidence: when, where and in what words.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewConsent {
    source: ConsentSource,
    words: String,
    /// Now, when not given.
    at: Option<Timestamp>,
}

/// Notes that a customer agreed.
#[utoipa::path(post, path = "/contacts/{id}/consent", tag = "inbox", params(("id" = ContactId, Path)),
    request_body = NewConsent, responses((status = 200, body = ConsentView)))]
async fn give(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(new): Json<NewConsent>,
) -> Result<Json<ConsentView>, ApiError> {
    let words = typed("words", &new.words, WORDS_LIMIT)?;
    change(inbox, caller, id, "contact.consent_given", move |tx, contact| {
        let at = new.at.unwrap_or_else(|| tx.now()).min(tx.now());
        consent::record_consent(tx, contact, at, new.source, &words, caller.person())?;
        Ok(())
    })
    .await
}

/// Notes that a customer takes their consent back.
#[utoipa::path(delete, path = "/contacts/{id}/consent", tag = "inbox", params(("id" = ContactId, Path)),
    responses((status = 200, body = ConsentView)))]
async fn withdraw(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<Json<ConsentView>, ApiError> {
    change(inbox, caller, id, "contact.consent_withdrawn", move |tx, contact| {
        Ok(consent::withdraw(tx, contact, caller.person())?)
    })
    .await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSuppression {
    scope: SuppressionScope,
}

/// Puts a customer on the list of those who must not be written to.
#[utoipa::path(post, path = "/contacts/{id}/suppression", tag = "inbox", params(("id" = ContactId, Path)),
    request_body = NewSuppression, responses((status = 200, body = ConsentView)))]
async fn suppress(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Json(new): Json<NewSuppression>,
) -> Result<Json<ConsentView>, ApiError> {
    change(inbox, caller, id, "contact.suppressed", move |tx, contact| {
        consent::suppress(tx, contact, SuppressionReason::ByHand, new.scope)?;
        Ok(())
    })
    .await
}

/// Takes a customer off that list.
#[utoipa::path(delete, path = "/contacts/{id}/suppression", tag = "inbox", params(("id" = ContactId, Path)),
    responses((status = 200, body = ConsentView)))]
async fn lift(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<Json<ConsentView>, ApiError> {
    change(inbox, caller, id, "contact.suppression_lifted", move |tx, contact| {
        consent::lift(tx, contact, SuppressionScope::Everything)?;
        Ok(())
    })
    .await
}

/// Does something about a contact, with its trace, and shows how it stands then.
async fn change(
    inbox: Inbox,
    caller: Caller,
    id: ContactId,
    action: &'static str,
    work: impl FnOnce(&WriteTx, ContactId) -> Result<(), ApiError> + Send + 'static,
) -> Result<Json<ConsentView>, ApiError> {
    caller.require(Permission::ManageConversations)?;
    let db = inbox.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let contact = contacts::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("contact"))?;
        work(tx, contact.id)?;
        audit::record(tx, &caller, action, contact.id, json!({}))?;
        view(&inbox, tx, &caller, contact.id)
    })
    .await
}

#[derive(Serialize, ToSchema)]
struct SuppressedContact {
    id: ContactId,
    name: String,
}

/// Somebody who must not be written to.
#[derive(Serialize, ToSchema)]
#[schema(as = SuppressedView)]
struct SuppressedView {
    contact: SuppressedContact,
    /// Their newest thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<ConversationId>,
    #[serde(flatten)]
    suppression: Suppression,
}

/// Everybody who must not be written to.
#[utoipa::path(get, path = "/suppressions", tag = "inbox", params(PageQuery),
    responses((status = 200, body = Page<SuppressedView>)))]
async fn list(
    State(inbox): State<Inbox>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<SuppressedView>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let (before, limit) = (page.cursor_id()?, page.limit());
    let db = inbox.db.clone();
    db.read::<_, ApiError>(move |conn| {
        let viewer = Viewer::new(&inbox, conn, &caller)?;
        let found = Page::cut(store::suppressed(conn, before, limit + 1)?, limit, |(contact, _)| *contact);
        let mut items = Vec::new();
        for (id, suppression) in found.items {
            if let Some(contact) = contacts::by_id(conn, id)? {
                let shown = viewer.contact(contact);
                let threads = identity::conversations_of(conn, id)?;
                items.push(SuppressedView {
                    contact: SuppressedContact { id, name: shown.name },
                    conversation_id: threads.iter().map(|(id, ..)| *id).max(),
                    suppression,
                });
            }
        }
        Ok(Json(Page { items, next_cursor: found.next_cursor }))
    })
    .await
}
