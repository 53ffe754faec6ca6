//! A row of a signal, read.

use rusqlite::Row;

use crate::clock::Timestamp;
use crate::health::types::{Cost, Draft, Signal};
use crate::ids::{PersonId, TemplateId};

pub(super) fn signal(row: &Row<'_>) -> rusqlite::Result<Signal> {
    let evidence: String = row.get("evidence")?;
    let editor: Option<PersonId> = row.get("editor_id")?;
    let edited_until: Option<Timestamp> = row.get("edited_until_ms")?;
    Ok(Signal {
        id: row.get("id")?,
        scope: row.get("scope")?,
        detector: row.get("detector")?,
        subject: row.get("subject")?,
        contact: row.get("contact_id")?,
        evidence: serde_json::from_str(&evidence).map_err(rusqlite::types::FromSqlError::other)?,
        pressing: row.get("pressing")?,
        status: row.get("status")?,
        found_at: row.get("found_at_ms")?,
        seen_at: row.get("seen_at_ms")?,
        status_at: row.get("status_at_ms")?,
        snoozed_until: row.get("snoozed_until_ms")?,
        person: row.get("person_id")?,
        dismiss_reason: row.get("dismiss_reason")?,
        note: row.get("note")?,
        draft: draft(row)?,
        editor: editor.zip(edited_until),
        conversation: row.get("conversation_id")?,
        message: row.get("message_id")?,
        sent_text: row.get("sent_text")?,
        send_at: row.get("send_at_ms")?,
        kept_back: row.get("kept_back")?,
        sent_by_itself: row.get("sent_by_itself")?,
        judged: row.get("judged")?,
        over_because: row.get("over_because")?,
    })
}

fn draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    let variables: Option<String> = row.get("variables")?;
    let variables =
        variables.map(|json| serde_json::from_str(&json).map_err(rusqlite::types::FromSqlError::other));
    let template: Option<TemplateId> = row.get("template_id")?;
    Ok(Draft {
        text: row.get("draft_text")?,
        version: row.get("draft_version")?,
        by: row.get("draft_by")?,
        language: row.get("draft_language")?,
        at: row.get("drafted_at_ms")?,
        first_text: row.get("first_text")?,
        first_by: row.get("first_by")?,
        template: template.zip(variables.transpose()?),
        cost: Cost {
            provider: row.get("provider")?,
            model: row.get("model")?,
            input_tokens: row.get("input_tokens")?,
            output_tokens: row.get("output_tokens")?,
            micros: row.get("cost_micros")?,
        },
    })
}
