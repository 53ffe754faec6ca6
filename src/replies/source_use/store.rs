//! SQL of what sources answered. Walks the turns of the last days by their number, which grows with time, and no others.

use rusqlite::named_params;

use super::types::{SourceAnswer, SourceUse};
use crate::clock::Timestamp;
use crate::ids::{MessageId, SourceId, lowest};
use crate::replies::quality::Stale;
use crate::storage::{ReadConn, StorageError};

/// Turns looked at, the newest ones.
const MOST_TURNS: u32 = 50_000;

/// Answers that were sent, but those to the practice phone; with what a person thought of them.
const USED: &str = "
    WITH answer AS (
        SELECT t.up_to_message_id, t.run_id, t.asked_at_ms, t.sources,
               ifnull(t.corrected, 0) OR ifnull(v.verdict = 'bad', 0) AS corrected
          FROM reply_turn t LEFT JOIN reply_verdict v ON v.run_id = t.run_id
         WHERE t.up_to_message_id >= :low AND t.outcome IN ('answered', 'answered_in_part') AND t.sources <> '[]'
           AND t.conversation_id NOT IN (SELECT conversation_id FROM inbox_conversation_v1 WHERE practice = 1 AND conversation_id > 0)
           AND NOT (t.up_to_message_id >= :fresh_low AND t.conversation_id IN (SELECT value FROM json_each(:fresh)))
         ORDER BY t.up_to_message_id DESC LIMIT :limit),
    cited AS (
        SELECT DISTINCT ifnull(page.site_id, named.value) AS source_id, answer.up_to_message_id, answer.run_id, answer.asked_at_ms, answer.corrected
          FROM answer JOIN json_each(answer.sources) AS named
          LEFT JOIN knowledge_source_v2 AS page ON page.source_id = named.value
         UNION
        SELECT named.value, answer.up_to_message_id, answer.run_id, answer.asked_at_ms, answer.corrected
          FROM answer JOIN json_each(answer.sources) AS named)
    SELECT source_id, COUNT(*) AS answers, SUM(corrected) AS corrected, MAX(asked_at_ms) AS last_at_ms
      FROM cited GROUP BY source_id ORDER BY answers DESC, source_id";

/// The same of one source, or of the pages of one site, the newest first.
const ANSWERED: &str = "
    SELECT t.up_to_message_id, nullif(t.run_id, 0) AS run_id, t.conversation_id, t.asked_at_ms,
           ifnull(t.corrected, 0) OR ifnull(v.verdict = 'bad', 0) AS corrected
      FROM reply_turn t LEFT JOIN reply_verdict v ON v.run_id = t.run_id
     WHERE t.up_to_message_id >= :low AND t.up_to_message_id < :before AND t.outcome IN ('answered', 'answered_in_part')
       AND EXISTS (SELECT 1 FROM json_each(t.sources) AS named
                    WHERE named.value = :source
                       OR (SELECT page.site_id FROM knowledge_source_v2 AS page WHERE page.source_id = named.value) = :source)
       AND t.conversation_id NOT IN (SELECT conversation_id FROM inbox_conversation_v1 WHERE practice = 1 AND conversation_id > 0)
       AND NOT (t.up_to_message_id >= :fresh_low AND t.conversation_id IN (SELECT value FROM json_each(:fresh)))
     ORDER BY t.up_to_message_id DESC LIMIT :limit";

pub(super) const HOT: &[&str] = &[USED, ANSWERED];

/// What sources answered since a moment, but in threads that are read anew.
pub(super) fn used(
    conn: &ReadConn,
    since: Timestamp,
    stale: &Stale<'_>,
) -> Result<Vec<SourceUse>, StorageError> {
    let asked = named_params! {
        ":low": lowest(since), ":fresh_low": lowest(stale.since), ":fresh": stale.ids()?, ":limit": MOST_TURNS
    };
    conn.all(USED, asked, |row| {
        Ok(SourceUse {
            source_id: row.get("source_id")?,
            answers: row.get("answers")?,
            corrected: row.get("corrected")?,
            last_answered_at: row.get("last_at_ms")?,
        })
    })
}

/// Whether there is such a source.
pub(super) fn is_known(conn: &ReadConn, source: SourceId) -> Result<bool, StorageError> {
    let found = conn.optional(
        "SELECT source_id FROM knowledge_source_v2 WHERE source_id = :source",
        named_params! { ":source": source },
        |row| row.get::<_, SourceId>("source_id"),
    )?;
    Ok(found.is_some())
}

/// The site a source is a page of.
pub(super) fn site_of(conn: &ReadConn, source: SourceId) -> Result<Option<SourceId>, StorageError> {
    let found = conn.optional(
        "SELECT site_id FROM knowledge_source_v2 WHERE source_id = :source",
        named_params! { ":source": source },
        |row| row.get::<_, Option<SourceId>>("site_id"),
    )?;
    Ok(found.flatten())
}

/// The turns of which a page is asked: those a source answered since a moment, before a message.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub source: SourceId,
    pub since: Timestamp,
    pub before: MessageId,
    pub limit: u32,
}

/// These turns, but in threads that are read anew.
pub(super) fn answered(
    conn: &ReadConn,
    asked: Asked,
    stale: &Stale<'_>,
) -> Result<Vec<SourceAnswer>, StorageError> {
    let Asked { source, since, before, limit } = asked;
    let asked = named_params! {
        ":source": source, ":low": lowest(since), ":before": before, ":fresh_low": lowest(stale.since),
        ":fresh": stale.ids()?, ":limit": limit
    };
    conn.all(ANSWERED, asked, |row| {
        Ok(SourceAnswer {
            run_id: row.get("run_id")?,
            message_id: row.get("up_to_message_id")?,
            conversation_id: row.get("conversation_id")?,
            customer: String::new(),
            question: None,
            corrected: row.get("corrected")?,
            at: row.get("asked_at_ms")?,
        })
    })
}
