//! Who looks after a conversation, and what it is marked with.

use serde_json::json;

use super::timeline;
use crate::http::ApiError;
use crate::ids::{ConversationId, LabelId, PersonId};
use crate::inbox::Inbox;
use crate::inbox::store::{conversations, labels, waits};
use crate::inbox::types::{Conversation, EventKind, Routing, Teammate};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Labels one conversation may bear.
const MOST_LABELS: usize = 20;

/// The member of the team with this id.
pub(in crate::inbox) fn teammate(inbox: &Inbox, conn: &ReadConn, id: PersonId) -> Result<Teammate, ApiError> {
    let team = (inbox.team)(conn)?;
    team.into_iter().find(|teammate| teammate.id == id && teammate.active).ok_or_else(|| {
        ApiError::unprocessable("unknown_person", "Nobody of the team has this id.")
            .field("assignee", "Pick somebody of the team.")
    })
}

/// Gives the conversation to somebody, or to nobody.
pub(in crate::inbox) fn assign(
    tx: &WriteTx,
    conversation: &Conversation,
    to: Option<&Teammate>,
    by: Option<PersonId>,
) -> Result<(), StorageError> {
    let assignee = to.map(|teammate| teammate.id);
    if conversation.assignee == assignee {
        return Ok(());
    }
    conversations::set_assignee(tx, conversation.id, assignee)?;
    let (kind, details) = match to {
        Some(teammate) => (EventKind::Assigned, json!({ "person_id": teammate.id, "name": teammate.name })),
        None => (EventKind::Unassigned, json!({})),
    };
    timeline::event_by(tx, conversation.id, by, kind, details).map(drop)
}

/// Sends a conversation where a rule wants it. A label that is gone, or one too many, is left out.
pub fn route(tx: &WriteTx, id: ConversationId, routing: &Routing) -> Result<(), StorageError> {
    let Some(conversation) = conversations::by_id(tx, id)? else { return Ok(()) };
    let id = conversation.id;
    if routing.urgent && conversation.needs_person.is_some() {
        waits::set_urgent(tx, id)?;
    }
    if let Some((person, name)) = routing.to.as_ref().filter(|(id, _)| conversation.assignee != Some(*id)) {
        conversations::set_assignee(tx, id, Some(*person))?;
        let details = json!({ "person_id": person, "name": name });
        timeline::event(tx, id, EventKind::Assigned, details)?;
    }
    let label = routing.label.map(|label| labels::by_id(tx, label)).transpose()?.flatten();
    if let Some(label) = label.filter(|label| !conversation.labels.contains(label))
        && conversation.labels.len() < MOST_LABELS
    {
        labels::add(tx, id, label.id)?;
        let details = json!({ "label_id": label.id, "name": label.name, "color": label.color });
        timeline::event(tx, id, EventKind::Labelled, details)?;
    }
    Ok(())
}

/// The conversation bears exactly these labels from now on.
pub(in crate::inbox) fn set_labels(
    tx: &WriteTx,
    conversation: &Conversation,
    wanted: &[LabelId],
    by: Option<PersonId>,
) -> Result<(), ApiError> {
    if wanted.len() > MOST_LABELS {
        let words = format!("At most {MOST_LABELS} labels.");
        return Err(ApiError::unprocessable("too_many_labels", "Too many labels.").field("labels", words));
    }
    for id in wanted {
        let Some(label) = labels::by_id(tx, *id)? else {
            return Err(ApiError::unprocessable("unknown_label", "A label is gone.")
                .field("labels", "Pick another one."));
        };
        if !conversation.labels.contains(&label) {
            labels::add(tx, conversation.id, *id)?;
            let details = json!({ "label_id": label.id, "name": label.name, "color": label.color });
            timeline::event_by(tx, conversation.id, by, EventKind::Labelled, details)?;
        }
    }
    for label in conversation.labels.iter().filter(|label| !wanted.contains(&label.id)) {
        labels::remove(tx, conversation.id, label.id)?;
        let details = json!({ "label_id": label.id, "name": label.name, "color": label.color });
        timeline::event_by(tx, conversation.id, by, EventKind::Unlabelled, details)?;
    }
    Ok(())
}
