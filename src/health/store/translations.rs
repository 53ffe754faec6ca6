//! SQL of drafts in their readers' languages.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::health::types::TranslationRefused;
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

/// What came of asking for one: its text is empty where it was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::health) struct Kept {
    pub made: Translation,
    pub refused: Option<TranslationRefused>,
}

pub(in crate::health) fn find(
    conn: &ReadConn,
    id: SignalId,
    version: i64,
    language: &str,
) -> Result<Option<Kept>, StorageError> {
    conn.optional(
        "SELECT language, draft_version, text, provider, model, cost_micros, made_at_ms, refused FROM health_translation
          WHERE signal_id = :id AND draft_version = :version AND language = :language",
        named_params! { ":id": id, ":version": version, ":language": language },
        |row| {
            let made = Translation {
                language: row.get("language")?,
                draft_version: row.get("draft_version")?,
                text: row.get("text")?,
                provider: row.get("provider")?,
                model: row.get("model")?,
                cost_micros: row.get("cost_micros")?,
                at: row.get("made_at_ms")?,
            };
            Ok(Kept { made, refused: row.get("refused")? })
        },
    )
}

/// Of two made at once the first stays, one that was refused makes way; those of earlier versions go.
pub(in crate::health) fn keep(
    tx: &WriteTx,
    id: SignalId,
    kept: &Kept,
    usage: &Usage,
) -> Result<(), StorageError> {
    let made = &kept.made;
    tx.execute(
        "DELETE FROM health_translation WHERE signal_id = :id AND draft_version < :version",
        named_params! { ":id": id, ":version": made.draft_version },
    )?;
    tx.execute(
        "INSERT INTO health_translation
                (signal_id, draft_version, language, text, provider, model, input_tokens, output_tokens, cost_micros, made_at_ms,
                 refused)
         VALUES (:id, :version, :language, :text, :provider, :model, :input, :output, :cost, :at_ms, :refused)
         ON CONFLICT (signal_id, draft_version, language) DO UPDATE
            SET text = excluded.text, provider = excluded.provider, model = excluded.model, input_tokens = excluded.input_tokens,
                output_tokens = excluded.output_tokens, cost_micros = excluded.cost_micros, made_at_ms = excluded.made_at_ms,
                refused = excluded.refused
          WHERE health_translation.refused IS NOT NULL",
        named_params! { ":id": id, ":version": made.draft_version, ":language": made.language, ":text": made.text,
            ":provider": made.provider, ":model": made.model, ":input": tokens(usage.input_tokens),
            ":output": tokens(usage.output_tokens), ":cost": made.cost_micros, ":at_ms": made.at, ":refused": kept.refused },
    )?;
    Ok(())
}

fn tokens(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
