//! Templates on their way to Meta: submitted, changed, deleted.
//!
//! The row is ours first and stays a draft until Meta has taken it. When Meta's answer is lost, the list is read again
//! instead of guessing.

use std::time::Duration;

use serde_json::{Value, json};

use super::check::check;
use super::graph_form;
use super::types::{Category, Content, Status, Template, from_meta};
use super::{ManageError, TOPIC, reason, sample, store, sync};
use crate::audit;
use crate::http::Caller;
use crate::ids::{ConnectionId, TemplateId};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers::{self, Access};
use crate::whatsapp::wire::graph::CallError;
use crate::whatsapp::wire::parse::lenient;

/// How long Meta does not take the name of a deleted template again.
const NAME_RESTS: Duration = Duration::from_hours(30 * 24);

/// What a person wrote.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub name: String,
    pub language: String,
    pub category: Category,
    pub content: Content,
}

/// Keeps a new draft.
pub(super) async fn create(
    whatsapp: &WhatsApp,
    caller: Caller,
    connection: Option<ConnectionId>,
    written: Written,
) -> Result<TemplateId, ManageError> {
    let access = super::access_to(whatsapp, connection).await?;
    whatsapp
        .db
        .write(move |tx| {
            let mut faults = check(&written.name, &written.language, written.category, &written.content);
            let (environment, waba_id) = (access.environment, access.waba_id.as_str());
            if store::by_name(tx, environment, waba_id, &written.name, &written.language)?.is_some() {
                faults.add("name", "There is a template of this name in this language.");
            }
            let until = store::retired_until(tx, environment, waba_id, &written.name, &written.language)?;
            if let Some(until) = until.filter(|until| *until > tx.now()) {
                faults.add(
                    "name",
                    format!("A template of this name was deleted; Meta takes the name again from {until}."),
                );
            }
            sample::check(tx, &written.content, &mut faults)?;
            faults.into_result().map_err(ManageError::Faults)?;
            let draft = store::Draft {
                environment,
                waba_id,
                connection: access.connection,
                name: &written.name,
                language: &written.language,
                category: written.category,
                content: &written.content,
            };
            let id = store::insert(tx, &draft)?;
            audit::record(tx, &caller, "template.created", id, json!({ "name": written.name }))?;
            tx.announce(TOPIC, id);
            Ok(id)
        })
        .await
}

/// Submits a draft, or one that was rejected and rewritten here.
pub(super) async fn submit(whatsapp: &WhatsApp, caller: Caller, id: TemplateId) -> Result<(), ManageError> {
    let template = super::existing(whatsapp, id).await?;
    if template.status != Status::Draft {
        return Err(ManageError::NotADraft);
    }
    let access = access_of(whatsapp, &template).await?;
    let answer = hand_in(whatsapp, &access, &template).await;
    let settled = whatsapp.db.write(move |tx| taken(tx, &caller, template, &access, answer)).await?;
    settled.map_err(ManageError::Call)
}

async fn hand_in(whatsapp: &WhatsApp, access: &Access, template: &Template) -> Result<Value, CallError> {
    let sample = sample::upload(whatsapp, access, &template.content).await?;
    let components = graph_form::components(&template.content, sample.as_deref());
    let body = graph_form::submission(&template.name, &template.language, template.category, components);
    let path = [access.waba_id.as_str(), "message_templates"];
    whatsapp.graph.change(&access.base, &access.token, &path, &body).await
}

/// What Meta made of a submission.
fn taken(
    tx: &WriteTx,
    caller: &Caller,
    mut template: Template,
    access: &Access,
    answer: Result<Value, CallError>,
) -> Result<Result<(), CallError>, StorageError> {
    let outcome = match answer {
        Ok(answer) => {
            template.meta_id = lenient::text(&answer, "id");
            template.status =
                lenient::text(&answer, "status").map_or(Status::Pending, |word| graph_form::status(&word));
            let category = lenient::text(&answer, "category").and_then(|word| from_meta::<Category>(&word));
            template.category = category.unwrap_or(template.category);
            template.status_reason = None;
            audit::record(tx, caller, "template.submitted", template.id, json!({ "name": template.name }))?;
            Ok(())
        }
        Err(error) => {
            template.status_reason = Some(reason::of_call(&error));
            if matches!(error, CallError::Ambiguous(_)) {
                sync::soon(tx, access.connection)?;
            }
            Err(error)
        }
    };
    // A webhook may have told more meanwhile: only a draft is moved along.
    let still_draft = store::find(tx, template.id)?.is_some_and(|now| now.status == Status::Draft);
    if still_draft {
        store::update(tx, &template)?;
        tx.announce(TOPIC, template.id);
    }
    Ok(outcome)
}

/// Changes a template: a draft here, one Meta has there as well.
pub(super) async fn edit(
    whatsapp: &WhatsApp,
    caller: Caller,
    id: TemplateId,
    written: Written,
) -> Result<(), ManageError> {
    let known = super::existing(whatsapp, id).await?;
    let now = whatsapp.clock.now();
    let edits = whatsapp.db.read(move |conn| store::edits(conn, id, now.minus(super::types::MONTH))).await?;
    known.editable(&edits, now)?;
    let mut faults = check(&written.name, &written.language, written.category, &written.content);
    if known.meta_id.is_some() && (written.name != known.name || written.language != known.language) {
        faults.add("name", "Name and language stay once Meta has seen the template: make a new one.");
    }
    if known.status == Status::Approved && written.category != known.category {
        faults.add("category", "The category of an approved template stays: make a new one.");
    }
    let (written, faults) = whatsapp
        .db
        .read(move |conn| {
            sample::check(conn, &written.content, &mut faults)?;
            Ok::<_, StorageError>((written, faults))
        })
        .await?;
    faults.into_result().map_err(ManageError::Faults)?;
    let mut changed = Template {
        name: written.name,
        language: written.language,
        category: written.category,
        content: written.content,
        status_reason: None,
        ..known.clone()
    };
    if let Some(meta_id) = &known.meta_id {
        let access = access_of(whatsapp, &known).await?;
        let sample = sample::upload(whatsapp, &access, &changed.content).await?;
        let mut body = json!({ "components": graph_form::components(&changed.content, sample.as_deref()) });
        if known.status != Status::Approved {
            body["category"] = json!(changed.category.as_str().to_uppercase());
        }
        whatsapp.graph.change(&access.base, &access.token, &[meta_id], &body).await?;
        changed.status = Status::Pending;
    }
    whatsapp
        .db
        .write(move |tx| {
            if matches!(known.status, Status::Approved | Status::Paused) {
                store::note_edit(tx, id)?;
            }
            // The verdict may have come before Meta's answer to the change itself.
            if let Some(now) = store::find(tx, id)?.filter(|now| now.updated_at != known.updated_at) {
                changed.status = now.status;
                changed.status_reason = now.status_reason;
            }
            store::update(tx, &changed)?;
            audit::record(tx, &caller, "template.changed", id, json!({ "name": changed.name }))?;
            tx.announce(TOPIC, id);
            Ok(())
        })
        .await
}

/// Deletes a template here and, when Meta has it, there.
pub(super) async fn delete(whatsapp: &WhatsApp, caller: Caller, id: TemplateId) -> Result<(), ManageError> {
    let template = super::existing(whatsapp, id).await?;
    if let Some(meta_id) = &template.meta_id {
        let access = access_of(whatsapp, &template).await?;
        let query = [("name", template.name.as_str()), ("hsm_id", meta_id.as_str())];
        let path = [access.waba_id.as_str(), "message_templates"];
        whatsapp.graph.remove(&access.base, &access.token, &path, &query).await?;
    }
    whatsapp
        .db
        .write(move |tx| {
            store::delete(tx, id)?;
            if template.meta_id.is_some() {
                store::retire(tx, &template, tx.now().plus(NAME_RESTS))?;
            }
            audit::record(tx, &caller, "template.deleted", id, json!({ "name": template.name }))?;
            tx.announce(TOPIC, id);
            Ok(())
        })
        .await
}

/// The account a template lives in, over whichever of its numbers is in use.
async fn access_of(whatsapp: &WhatsApp, template: &Template) -> Result<Access, ManageError> {
    let (environment, waba_id) = (template.environment, template.waba_id.clone());
    let room = whatsapp.clone();
    let found = whatsapp
        .db
        .read(move |conn| match numbers::of_account(conn, environment, &waba_id)? {
            Some(connection) => numbers::access(&room, &connection),
            None => Ok::<_, StorageError>(None),
        })
        .await?;
    found.ok_or(ManageError::NotConnected)
}
