//! All SQL of this room beside the detectors' own: signals, and how each detector's last run went.

pub(in crate::health) mod auto;
pub(in crate::health) mod address;
pub(in crate::health) mod beside;
mod dealt_with;
pub(in crate::health) mod held;
pub(in crate::health) mod history;
mod last_runs;
mod row;
mod taken_back;
pub(in crate::health) mod translations;
pub(in crate::health) mod own;

pub(in crate::health) use dealt_with::{LastOccurrence, last_about, last_dealt_with, last_sent, sent_since};
pub(in crate::health) use last_runs::{keep_run, runs};
pub(in crate::health) use taken_back::{is_open, reopen, reopen_resolved};

use std::collections::BTreeMap;

use row::signal;
use rusqlite::named_params;
use serde_json::{Map, Value};

use crate::clock::Timestamp;
use crate::health::types::{
    DismissReason, DraftBy, FilledTemplate, Finding, OverBecause, Scope, Signal, Status,
};
use crate::ids::{ConversationId, MessageId, PersonId, SignalId, TemplateId};
use crate::llm::Usage;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Signals of one detector that may be open at once, as a bound of the statement.
const MOST_OPEN: u32 = 5_000;

macro_rules! columns {
    () => {
        "id, scope, detector, subject, contact_id, evidence, pressing, status, found_at_ms, seen_at_ms, status_at_ms,
         snoozed_until_ms, person_id, dismiss_reason, note, draft_text, draft_version, draft_by, draft_language,
         drafted_at_ms, first_text, first_by, provider, model,
         input_tokens, output_tokens, cost_micros, template_id, variables, editor_id, edited_until_ms, conversation_id, message_id, sent_text,
         send_at_ms, kept_back, sent_by_itself, judged, over_because"
    };
}

const WAITING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM health_signal
       WHERE status = :status AND (pressing, id) < (:order, :id)
         AND (scope = :itself OR scope = :customers OR scope = :fleet)
       ORDER BY pressing DESC, id DESC LIMIT :limit"
);

const HISTORY: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM health_signal
       WHERE status = :status AND (status_at_ms, id) < (:order, :id)
         AND (scope = :itself OR scope = :customers OR scope = :fleet)
       ORDER BY status_at_ms DESC, id DESC LIMIT :limit"
);

/// The lists of signals, for the test that pins their plans.
pub(in crate::health) const LISTS: [&str; 2] = [WAITING, HISTORY];

pub(in crate::health) fn find(conn: &ReadConn, id: SignalId) -> Result<Option<Signal>, StorageError> {
    conn.optional(
        concat!("SELECT ", columns!(), " FROM health_signal WHERE id = :id"),
        named_params! { ":id": id },
        signal,
    )
}

/// Signals of one status. What waits stands with the most pressing first and of those the newest; the rest is history, what
/// happened last first. A place in the list is the number it goes by, and the id.
pub(in crate::health) fn list(
    conn: &ReadConn,
    status: Status,
    scopes: &[Scope],
    after: Option<(i64, SignalId)>,
    limit: u32,
) -> Result<Vec<Signal>, StorageError> {
    let (order, id) = after.unwrap_or((i64::MAX, SignalId::new(i64::MAX)));
    let wanted = |scope: Scope| scopes.contains(&scope).then_some(scope);
    let sql = match status {
        Status::Pending => WAITING,
        Status::Snoozed | Status::Sent | Status::Dismissed | Status::SelfResolved => HISTORY,
    };
    conn.all(
        sql,
        named_params! { ":status": status, ":order": order, ":id": id, ":limit": limit,
            ":itself": wanted(Scope::Itself), ":customers": wanted(Scope::Customers), ":fleet": wanted(Scope::Fleet) },
        signal,
    )
}

/// How many are pending, by scope.
pub(in crate::health) fn pending(conn: &ReadConn, scopes: &[Scope]) -> Result<i64, StorageError> {
    let wanted = |scope: Scope| scopes.contains(&scope).then_some(scope);
    conn.one(
        "SELECT count(*) AS pending FROM health_signal
          WHERE status = 'pending' AND (scope = :itself OR scope = :customers OR scope = :fleet)",
        named_params! { ":itself": wanted(Scope::Itself), ":customers": wanted(Scope::Customers),
        ":fleet": wanted(Scope::Fleet) },
        |row| row.get("pending"),
    )
}

/// What is open of one detector: its subject with the signal.
pub(in crate::health) fn open_of(conn: &ReadConn, detector: &str) -> Result<Vec<Signal>, StorageError> {
    conn.all(
        concat!(
            "SELECT ",
            columns!(),
            " FROM health_signal WHERE detector = :detector AND status IN ('pending', 'snoozed') LIMIT :limit"
        ),
        named_params! { ":detector": detector, ":limit": MOST_OPEN },
        signal,
    )
}

/// The open signal of a detector about one subject.
pub(in crate::health) fn open_about(
    conn: &ReadConn,
    detector: &str,
    subject: &str,
) -> Result<Option<Signal>, StorageError> {
    conn.optional(
        concat!(
            "SELECT ",
            columns!(),
            " FROM health_signal
               WHERE detector = :detector AND subject = :subject AND status IN ('pending', 'snoozed')"
        ),
        named_params! { ":detector": detector, ":subject": subject },
        signal,
    )
}

/// A new signal.
pub(in crate::health) fn insert(
    tx: &WriteTx,
    scope: Scope,
    detector: &str,
    pressing: i64,
    finding: &Finding,
) -> Result<SignalId, StorageError> {
    let id: SignalId = tx.new_id();
    tx.execute(
        "INSERT INTO health_signal
                (id, scope, detector, subject, contact_id, evidence, pressing, status, found_at_ms, seen_at_ms, status_at_ms)
         VALUES (:id, :scope, :detector, :subject, :contact_id, :evidence, :pressing, 'pending', :now_ms, :now_ms, :now_ms)",
        named_params! { ":id": id, ":scope": scope, ":detector": detector, ":subject": finding.subject,
            ":contact_id": finding.contact, ":evidence": json(&finding.evidence)?, ":pressing": pressing,
            ":now_ms": tx.now() },
    )?;
    Ok(id)
}

/// It is still true, with this evidence.
pub(in crate::health) fn seen(
    tx: &WriteTx,
    id: SignalId,
    evidence: &Map<String, Value>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_signal SET seen_at_ms = :now_ms, evidence = :evidence WHERE id = :id",
        named_params! { ":id": id, ":evidence": json(evidence)?, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Where a signal goes from where it stands open.
#[derive(Debug, Clone)]
pub(in crate::health) enum Move<'a> {
    Back,
    Resolved { because: Option<OverBecause> },
    Dismissed { reason: DismissReason, note: Option<&'a str> },
    Snoozed { until: Timestamp },
}

/// Moves an open signal. `false` when it is not open any more.
pub(in crate::health) fn set_status(
    tx: &WriteTx,
    id: SignalId,
    person: Option<PersonId>,
    to: &Move<'_>,
) -> Result<bool, StorageError> {
    let because = match *to {
        Move::Resolved { because } => because,
        Move::Back | Move::Dismissed { .. } | Move::Snoozed { .. } => None,
    };
    let (status, until, reason, note) = match *to {
        Move::Back => (Status::Pending, None, None, None),
        Move::Resolved { .. } => (Status::SelfResolved, None, None, None),
        Move::Dismissed { reason, note } => (Status::Dismissed, None, Some(reason), note),
        Move::Snoozed { until } => (Status::Snoozed, Some(until), None, None),
    };
    let moved = tx.execute(
        "UPDATE health_signal
            SET status = :status, status_at_ms = :now_ms, snoozed_until_ms = :until_ms, person_id = :person_id,
                dismiss_reason = :reason, note = :note, editor_id = NULL, edited_until_ms = NULL, send_at_ms = NULL,
                kept_back = NULL, over_because = :because
          WHERE id = :id AND status IN ('pending', 'snoozed')",
        named_params! { ":id": id, ":status": status, ":until_ms": until, ":person_id": person, ":reason": reason,
            ":note": note, ":because": because, ":now_ms": tx.now() },
    )?;
    Ok(moved > 0)
}

/// Of what was sent or dismissed since a moment: what is not among what is found now is over.
pub(in crate::health) fn mended(
    tx: &WriteTx,
    detector: &str,
    found: &[&str],
    since: Timestamp,
) -> Result<usize, StorageError> {
    tx.execute(
        "UPDATE health_signal SET mended_at_ms = :now_ms
          WHERE detector = :detector AND status IN ('sent', 'dismissed') AND mended_at_ms IS NULL
            AND status_at_ms >= :since_ms AND subject NOT IN (SELECT value FROM json_each(:found))",
        named_params! { ":detector": detector, ":found": serde_json::to_string(found)?, ":since_ms": since,
        ":now_ms": tx.now() },
    )
}

/// A message that was queued because of a signal.
pub(in crate::health) struct Sent<'a> {
    pub conversation: ConversationId,
    pub message: MessageId,
    pub words: &'a str,
    /// What was true when it was sent.
    pub evidence: &'a Map<String, Value>,
}

/// It is sent.
pub(in crate::health) fn set_sent(
    tx: &WriteTx,
    id: SignalId,
    person: Option<PersonId>,
    sent: &Sent<'_>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_signal
            SET status = 'sent', status_at_ms = :now_ms, snoozed_until_ms = NULL, person_id = :person_id,
                conversation_id = :conversation_id, message_id = :message_id, sent_text = :words,
                evidence = :evidence, editor_id = NULL, edited_until_ms = NULL, send_at_ms = NULL, kept_back = NULL
          WHERE id = :id AND status IN ('pending', 'snoozed')",
        named_params! { ":id": id, ":person_id": person, ":conversation_id": sent.conversation,
        ":message_id": sent.message, ":words": sent.words, ":evidence": json(sent.evidence)?,
        ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// A draft as it was first written, and what writing it took.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::health) struct Written {
    /// Nothing when nothing was written that may be sent.
    pub text: Option<String>,
    pub by: DraftBy,
    pub language: Option<String>,
    /// Outside the 24 hours: the template it goes by, and what fills it in.
    pub template: Option<FilledTemplate>,
    pub provider: Option<String>,
    pub model: Option<String>,
    pub usage: Usage,
    /// Nothing as soon as one price is not known.
    pub micros: Option<i64>,
}

impl Written {
    pub fn nothing_yet() -> Self {
        Self {
            text: None,
            by: DraftBy::Builtin,
            language: None,
            template: None,
            provider: None,
            model: None,
            usage: Usage::default(),
            micros: Some(0),
        }
    }

    /// One call more.
    pub fn spend(&mut self, usage: Usage, micros: Option<i64>) {
        self.usage = self.usage.plus(usage);
        self.micros = self.micros.zip(micros).map(|(sum, more)| sum.saturating_add(more));
    }
}

/// Keeps a draft where there is none, as the next version. `false` when somebody wrote one meanwhile, or it is decided.
pub(in crate::health) fn keep_draft(
    tx: &WriteTx,
    id: SignalId,
    written: &Written,
) -> Result<bool, StorageError> {
    let tokens = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let (template, variables) = written.template.as_ref().map(|(id, variables)| (id, variables)).unzip();
    let variables = variables.map(serde_json::to_string).transpose()?;
    let kept = tx.execute(
        "UPDATE health_signal
            SET draft_text = :text, draft_version = draft_version + 1, draft_by = :by, draft_language = :language,
                drafted_at_ms = :now_ms, first_text = :text, first_by = :by, provider = :provider, model = :model,
                input_tokens = :input_tokens, output_tokens = :output_tokens, cost_micros = :cost_micros,
                template_id = :template_id, variables = :variables
          WHERE id = :id AND draft_text IS NULL AND status IN ('pending', 'snoozed')",
        named_params! { ":id": id, ":text": written.text, ":by": written.by, ":language": written.language,
            ":provider": written.provider, ":model": written.model,
            ":input_tokens": tokens(written.usage.input_tokens + written.usage.cached_input_tokens),
            ":output_tokens": tokens(written.usage.output_tokens), ":cost_micros": written.micros,
            ":template_id": template, ":variables": variables, ":now_ms": tx.now() },
    )?;
    Ok(kept > 0)
}

/// A person's words for its draft; the next version.
pub(in crate::health) fn write_draft(
    tx: &WriteTx,
    id: SignalId,
    text: &str,
    template: Option<(TemplateId, &BTreeMap<String, String>)>,
) -> Result<(), StorageError> {
    let (template, variables) = template.unzip();
    let variables = variables.map(serde_json::to_string).transpose()?;
    tx.execute(
        "UPDATE health_signal
            SET draft_text = :text, draft_version = draft_version + 1, draft_by = 'person', drafted_at_ms = :now_ms,
                template_id = :template_id, variables = :variables
          WHERE id = :id AND status IN ('pending', 'snoozed')",
        named_params! { ":id": id, ":text": text, ":template_id": template, ":variables": variables,
            ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Somebody works on its draft until then, or nobody any more.
pub(in crate::health) fn set_editor(
    tx: &WriteTx,
    id: SignalId,
    editor: Option<(PersonId, Timestamp)>,
) -> Result<(), StorageError> {
    let (person, until) = editor.unzip();
    tx.execute(
        "UPDATE health_signal SET editor_id = :person_id, edited_until_ms = :until_ms
          WHERE id = :id AND status IN ('pending', 'snoozed')",
        named_params! { ":id": id, ":person_id": person, ":until_ms": until },
    )?;
    Ok(())
}

fn json(evidence: &Map<String, Value>) -> Result<String, StorageError> {
    Ok(serde_json::to_string(evidence)?)
}
