//! SQL of quality: threads and runs as they are read, and turns as they are kept. Figures walk the kept turns alone.

use std::time::Duration;

use rusqlite::{Row, named_params};

use super::types::{Counted, Dimension, Ended, Known, Line, Told, TurnFacts};
use crate::clock::Timestamp;
use crate::ids::{ConversationId, Id, MessageId, RunId, SourceId, lowest, moment_of};
use crate::replies::runs::trace::FoundPassage;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Lines and runs of one conversation that are looked at, the newest ones.
const MOST_LINES: u32 = 2_000;
const MOST_RUNS: u32 = 1_000;

const NEXT: &str = "
    SELECT (SELECT min(message_id) FROM inbox_message_v1 WHERE message_id >= :low) AS message_id,
           (SELECT min(event_id) FROM inbox_event_v1 WHERE event_id >= :low) AS event_id,
           (SELECT min(id) FROM reply_run WHERE id >= :low) AS run_id";

const TOUCHED: &str = "
    SELECT conversation_id FROM inbox_message_v1 WHERE message_id >= :low AND message_id < :high
     UNION SELECT conversation_id FROM inbox_event_v1 WHERE event_id >= :low AND event_id < :high
     UNION SELECT conversation_id FROM reply_run WHERE id >= :low AND id < :high";

const LINES: &str = "
    SELECT message_id AS id, run_id, sent_at_ms AS at_ms,
           CASE WHEN direction = 'in' THEN 'customer' WHEN author = 'ai' THEN 'assistant' ELSE 'person' END AS who
      FROM inbox_message_v1
     WHERE conversation_id = :conversation AND message_id >= :low AND author <> 'system' AND state IS NOT 'failed'
     UNION ALL
    SELECT event_id, run_id, at_ms, event FROM inbox_event_v2
     WHERE conversation_id = :conversation AND event_id >= :low AND event IN ('suggestion_dismissed', 'done', 'reopened')
     ORDER BY id DESC LIMIT :limit";

const RUNS: &str = "
    SELECT r.id, r.up_to_message_id, r.state, r.decision, r.partly, r.intent, r.language,
           ifnull(r.model, r.provider) AS model, r.prompt_version, r.ended_at_ms,
           CASE WHEN t.run_id IS NULL THEN r.passages END AS passages, t.sources, t.repeats, t.corrected,
           t.run_id IS NOT NULL AS known
      FROM reply_run r LEFT JOIN reply_turn t ON t.up_to_message_id = r.up_to_message_id AND t.run_id = r.id
     WHERE r.conversation_id = :conversation AND r.id >= :low AND r.asked_by_person = 0 AND r.state <> 'running'
     ORDER BY r.id DESC LIMIT :limit";

const SPAN: &str = "
    SELECT t.up_to_message_id, nullif(t.run_id, 0) AS run_id, t.conversation_id, t.asked_at_ms, t.outcome, t.intent, t.language,
           t.model, t.prompt_version, t.sources, t.repeats, t.corrected, t.first_answer_ms, t.resolution_ms, t.reopened,
           v.verdict
      FROM reply_turn t LEFT JOIN reply_verdict v ON v.run_id = t.run_id
     WHERE t.up_to_message_id >= :low AND t.conversation_id NOT IN
           (SELECT conversation_id FROM inbox_conversation_v1 WHERE practice = 1 AND conversation_id > 0)
       AND NOT (t.up_to_message_id >= :fresh_low AND t.conversation_id IN (SELECT value FROM json_each(:fresh)))
     ORDER BY t.up_to_message_id, t.run_id";

// What a figure counts is written in `figures.rs` as well, for turns that are not kept yet.
const COUNTED: &str = "
    SELECT t.up_to_message_id, nullif(t.run_id, 0) AS run_id, t.conversation_id, t.asked_at_ms, t.outcome, t.intent, t.language,
           t.model, t.prompt_version, t.sources, t.repeats, t.corrected, t.first_answer_ms, t.resolution_ms, t.reopened,
           v.verdict
      FROM reply_turn t LEFT JOIN reply_verdict v ON v.run_id = t.run_id
     WHERE t.up_to_message_id >= :low AND (t.up_to_message_id, t.run_id) < (:before_up_to, :before_run)
       AND CASE :figure
               WHEN 'turns' THEN t.outcome <> 'needs_none'
               WHEN 'corrected' THEN t.corrected = 1
               WHEN 'asked_twice' THEN t.outcome IN ('answered', 'answered_in_part') AND EXISTS
                   (SELECT 1 FROM reply_turn a WHERE a.conversation_id = t.conversation_id
                       AND a.up_to_message_id > t.up_to_message_id AND a.repeats = t.run_id)
               WHEN 'reopened' THEN t.reopened = 1
               WHEN 'first_answer' THEN t.first_answer_ms IS NOT NULL
               WHEN 'resolution' THEN t.resolution_ms IS NOT NULL
               ELSE :figure IN (t.outcome, v.verdict)
           END
       AND CASE :by
               WHEN 'intent' THEN t.run_id <> 0 AND t.intent IS :value
               WHEN 'language' THEN t.run_id <> 0 AND t.language IS :value
               WHEN 'model' THEN t.run_id <> 0 AND t.model IS :value
               WHEN 'prompt_version' THEN t.run_id <> 0 AND CAST(t.prompt_version AS TEXT) IS :value
               WHEN 'source' THEN t.run_id <> 0 AND iif(:value IS NULL, t.sources = '[]', EXISTS
                   (SELECT 1 FROM json_each(t.sources) WHERE CAST(value AS TEXT) = :value))
               ELSE 1
           END
       AND t.conversation_id NOT IN
           (SELECT conversation_id FROM inbox_conversation_v1 WHERE practice = 1 AND conversation_id > 0)
       AND NOT (t.up_to_message_id >= :fresh_low AND t.conversation_id IN (SELECT value FROM json_each(:fresh)))
     ORDER BY t.up_to_message_id DESC, t.run_id DESC LIMIT :limit";

const KEPT: &str = "
    SELECT up_to_message_id, nullif(run_id, 0) AS run_id, conversation_id, asked_at_ms, outcome, intent, language, model,
           prompt_version, sources, repeats, corrected, first_answer_ms, resolution_ms, reopened, NULL AS verdict
      FROM reply_turn WHERE conversation_id = :conversation AND up_to_message_id >= :low";

/// What a page of figures asks, and what every look asks: their plans are looked at in a test.
pub(super) const HOT: &[&str] = &[NEXT, TOUCHED, LINES, RUNS, SPAN, COUNTED, KEPT];

/// Up to when threads have been read.
pub(super) fn read_up_to(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    conn.optional("SELECT up_to_ms FROM reply_turn_look WHERE id = 1", [], |row| row.get("up_to_ms"))
}

pub(super) fn set_read_up_to(tx: &WriteTx, moment: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO reply_turn_look (id, up_to_ms) VALUES (1, :up_to)
         ON CONFLICT (id) DO UPDATE SET up_to_ms = max(up_to_ms, excluded.up_to_ms)",
        named_params! { ":up_to": moment },
    )
    .map(drop)
}

/// When something was next said or done from a moment on.
pub(super) fn next(conn: &ReadConn, from: Timestamp) -> Result<Option<Timestamp>, StorageError> {
    let ids = conn.one(NEXT, named_params! { ":low": lowest(from) }, |row| {
        Ok([row.get("message_id")?, row.get("event_id")?, row.get::<_, Option<i64>>("run_id")?])
    })?;
    Ok(ids.into_iter().flatten().min().map(moment_of))
}

/// Conversations in which something was said or done between two moments, both included.
pub(super) fn touched(
    conn: &ReadConn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<ConversationId>, StorageError> {
    let high = lowest(to.plus(Duration::from_millis(1)));
    conn.all(TOUCHED, named_params! { ":low": lowest(from), ":high": high }, |row| row.get("conversation_id"))
}

/// The lines of a thread since a moment, in their order.
pub(super) fn lines(
    conn: &ReadConn,
    conversation: ConversationId,
    since: Timestamp,
) -> Result<Vec<Line>, StorageError> {
    let asked = named_params! { ":conversation": conversation, ":low": lowest(since), ":limit": MOST_LINES };
    let mut lines = conn.all(LINES, asked, |row| {
        Ok(Line { id: row.get("id")?, who: row.get("who")?, run: row.get("run_id")?, at: row.get("at_ms")? })
    })?;
    lines.reverse();
    Ok(lines)
}

/// The runs of a conversation since a moment that ended, in their order; none that somebody of the team asked for.
pub(super) fn runs(
    conn: &ReadConn,
    conversation: ConversationId,
    since: Timestamp,
) -> Result<Vec<Ended>, StorageError> {
    let asked = named_params! { ":conversation": conversation, ":low": lowest(since), ":limit": MOST_RUNS };
    let mut runs = conn.all(RUNS, asked, ended)?;
    runs.reverse();
    Ok(runs)
}

fn ended(row: &Row<'_>) -> rusqlite::Result<Ended> {
    let known = row.get::<_, bool>("known")?;
    let sources = match row.get::<_, Option<String>>("passages")? {
        Some(passages) => cited(&passages),
        None => sources(row)?,
    };
    Ok(Ended {
        id: row.get("id")?,
        up_to: row.get("up_to_message_id")?,
        state: row.get("state")?,
        decision: row.get("decision")?,
        partly: row.get("partly")?,
        ended_at: row.get("ended_at_ms")?,
        told: Told { sources, ..told(row)? },
        known: if known {
            Some(Known { repeats: row.get("repeats")?, corrected: row.get("corrected")? })
        } else {
            None
        },
    })
}

fn told(row: &Row<'_>) -> rusqlite::Result<Told> {
    Ok(Told {
        intent: row.get("intent")?,
        language: row.get("language")?,
        model: row.get("model")?,
        prompt_version: row.get("prompt_version")?,
        sources: Vec::new(),
    })
}

fn sources(row: &Row<'_>) -> rusqlite::Result<Vec<SourceId>> {
    let kept: Option<String> = row.get("sources")?;
    let ids: Vec<i64> = kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
    Ok(ids.into_iter().map(SourceId::new).collect())
}

/// The sources among passages an answer cites, each once.
fn cited(passages: &str) -> Vec<SourceId> {
    let passages: Vec<FoundPassage> = serde_json::from_str(passages).unwrap_or_default();
    let mut sources = Vec::new();
    for source in passages.into_iter().filter(|passage| passage.cited).filter_map(|one| one.source_id) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

/// What earlier looks kept of a conversation since a moment.
pub(super) fn kept(
    conn: &ReadConn,
    conversation: ConversationId,
    since: Timestamp,
) -> Result<Vec<TurnFacts>, StorageError> {
    conn.all(KEPT, named_params! { ":conversation": conversation, ":low": lowest(since) }, facts)
}

/// Takes away a turn that reads no more as one.
pub(super) fn forget(tx: &WriteTx, turn: &TurnFacts) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM reply_turn
          WHERE up_to_message_id = :up_to AND run_id = :run AND conversation_id = :conversation",
        named_params! { ":up_to": turn.up_to, ":run": turn.run.map_or(0, Id::as_i64),
        ":conversation": turn.conversation },
    )
    .map(drop)
}

/// Keeps a turn as it was read off, in place of what was kept of it; nothing when its message is gone meanwhile, or was counted in the conversation it came
/// from.
pub(super) fn keep(tx: &WriteTx, turn: &TurnFacts) -> Result<(), StorageError> {
    let sources: Vec<i64> = turn.told.sources.iter().map(|source| source.as_i64()).collect();
    tx.execute(
        "INSERT OR REPLACE INTO reply_turn (up_to_message_id, run_id, conversation_id, asked_at_ms, outcome, intent, language, model, prompt_version,
                sources, repeats, corrected, first_answer_ms, resolution_ms, reopened)
         SELECT :up_to, :run, :conversation, :asked_at, :outcome, :intent, :language, :model, :prompt_version, :sources,
                :repeats, :corrected, :first_answer, :resolution, :reopened
          WHERE EXISTS (SELECT 1 FROM inbox_message_v1 WHERE message_id = :up_to)
            AND NOT EXISTS (SELECT 1 FROM reply_turn WHERE up_to_message_id = :up_to AND conversation_id <> :conversation)",
        named_params! {
            ":up_to": turn.up_to, ":run": turn.run.map_or(0, Id::as_i64), ":conversation": turn.conversation, ":asked_at": turn.asked_at, ":outcome": turn.outcome,
            ":intent": turn.told.intent, ":language": turn.told.language, ":model": turn.told.model,
            ":prompt_version": turn.told.prompt_version, ":sources": serde_json::to_string(&sources)?,
            ":repeats": turn.repeats, ":corrected": turn.corrected, ":first_answer": turn.first_answer_ms,
            ":resolution": turn.resolution_ms, ":reopened": turn.reopened,
        },
    )
    .map(drop)
}

/// Threads whose turns from a moment on are read anew, so that what is kept of them says nothing.
pub(in crate::replies) struct Stale<'a> {
    pub conversations: &'a [ConversationId],
    pub since: Timestamp,
}

impl Stale<'_> {
    /// Their ids, as a list in JSON.
    pub fn ids(&self) -> Result<String, StorageError> {
        let ids: Vec<i64> = self.conversations.iter().map(|id| id.as_i64()).collect();
        Ok(serde_json::to_string(&ids)?)
    }
}

/// Every turn since a moment, but those with the practice phone.
pub(super) fn span(
    conn: &ReadConn,
    since: Timestamp,
    stale: &Stale<'_>,
) -> Result<Vec<TurnFacts>, StorageError> {
    let asked =
        named_params! { ":low": lowest(since), ":fresh_low": lowest(stale.since), ":fresh": stale.ids()? };
    conn.all(SPAN, asked, facts)
}

/// Turns of which a page is asked: those one figure counts since a moment, of one value alone where one is named, and none
/// from a place on.
pub(super) struct Page<'a> {
    pub figure: Counted,
    pub only: Option<(Dimension, Option<&'a str>)>,
    pub since: Timestamp,
    pub before: Option<(MessageId, Option<RunId>)>,
    pub limit: u32,
}

/// A page of what is kept, the newest first.
pub(super) fn counted(
    conn: &ReadConn,
    page: &Page<'_>,
    stale: &Stale<'_>,
) -> Result<Vec<TurnFacts>, StorageError> {
    let (up_to, run) =
        page.before.map_or((i64::MAX, i64::MAX), |(up_to, run)| (up_to.as_i64(), run.map_or(0, Id::as_i64)));
    let (by, value) = page.only.unzip();
    conn.all(
        COUNTED,
        named_params! {
            ":low": lowest(page.since), ":before_up_to": up_to, ":before_run": run, ":figure": page.figure, ":by": by,
            ":value": value.flatten(), ":fresh_low": lowest(stale.since), ":fresh": stale.ids()?, ":limit": page.limit,
        },
        facts,
    )
}

fn facts(row: &Row<'_>) -> rusqlite::Result<TurnFacts> {
    Ok(TurnFacts {
        up_to: row.get("up_to_message_id")?,
        run: row.get("run_id")?,
        conversation: row.get("conversation_id")?,
        asked_at: row.get("asked_at_ms")?,
        outcome: row.get("outcome")?,
        told: Told { sources: sources(row)?, ..told(row)? },
        repeats: row.get("repeats")?,
        corrected: row.get("corrected")?,
        first_answer_ms: row.get("first_answer_ms")?,
        resolution_ms: row.get("resolution_ms")?,
        reopened: row.get("reopened")?,
        verdict: row.get("verdict")?,
    })
}

/// The answer of a run as it was last written.
pub(super) fn text(conn: &ReadConn, run: RunId) -> Result<Option<String>, StorageError> {
    let found =
        conn.optional("SELECT text FROM reply_run WHERE id = :id", named_params! { ":id": run }, |row| {
            row.get("text")
        })?;
    Ok(found.flatten())
}

/// What a source is called; nothing once it is gone.
pub(super) fn title(conn: &ReadConn, source: SourceId) -> Result<Option<String>, StorageError> {
    conn.optional(
        "SELECT title FROM knowledge_source_v1 WHERE source_id = :id",
        named_params! { ":id": source },
        |row| row.get("title"),
    )
}
