//! SQL of drafts in their readers' languages.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::SignalId;
use crate::llm::Usage;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A draft in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::health) struct Translation {
    pub language: String,
    pub draft_version: i64,
    pub text: String,
    pub provider: String,
    pub model: String,
    /// Millionths of a US dollar; nothing when the model's price is not known.
    pub cost_micros: Option<i64>,
    pub at: Timestamp,
}

pub(in crate::health) fn find(
    conn: &ReadConn,
    id: SignalId,
    version: i64,
    language: &str,
) -> Result<Option<Translation>, StorageError> {
    conn.optional(
        "SELECT language, draft_version, text, provider, model, cost_micros, made_at_ms FROM health_translation
          WHERE signal_id = :id AND draft_version = :version AND language = :language",
        named_params! { ":id": id, ":version": version, ":language": language },
        |row| {
            Ok(Translation {
                language: row.get("language")?,
                draft_version: row.get("draft_version")?,
                text: row.get("text")?,
                provider: row.get("provider")?,
                model: row.get("model")?,
                cost_micros: row.get("cost_micros")?,
                at: row.get("made_at_ms")?,
            })
        },
    )
}

/// Of two made at once the first stays; those of earlier versions go.
pub(in crate::health) fn keep(
    tx: &WriteTx,
    id: SignalId,
    made: &Translation,
    usage: &Usage,
) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM health_translation WHERE signal_id = :id AND draft_version < :version",
        named_params! { ":id": id, ":version": made.draft_version },
    )?;
    tx.execute(
        "INSERT INTO health_translation
                (signal_id, draft_version, language, text, provider, model, input_tokens, output_tokens, cost_micros, made_at_ms)
         VALUES (:id, :version, :language, :text, :provider, :model, :input, :output, :cost, :at_ms)
         ON CONFLICT (signal_id, draft_version, language) DO NOTHING",
        named_params! { ":id": id, ":version": made.draft_version, ":language": made.language, ":text": made.text,
            ":provider": made.provider, ":model": made.model, ":input": tokens(usage.input_tokens),
            ":output": tokens(usage.output_tokens), ":cost": made.cost_micros, ":at_ms": made.at },
    )?;
    Ok(())
}

fn tokens(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
