//! All SQL of this room: one row of settings.

use rusqlite::{Row, named_params};

use super::settings::{ChatChoice, EmbeddingChoice, Limits, RerankChoice, Settings, TranscriptionChoice};
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The row as it lies there, keys still sealed.
#[derive(Clone, Default)]
pub(super) struct Stored {
    pub settings: Settings,
    pub chat_key: Option<Sealed>,
    pub second_key: Option<Sealed>,
    pub embedding_key: Option<Sealed>,
    pub rerank_key: Option<Sealed>,
    pub transcription_key: Option<Sealed>,
}

pub(super) fn load(conn: &ReadConn) -> Result<Option<Stored>, StorageError> {
    conn.optional(
        "SELECT chat_provider, chat_model, chat_intent_model, chat_base_url, chat_region, chat_key,
                second_provider, second_model, second_intent_model, second_base_url, second_region, second_key,
                embedding_provider, embedding_model, embedding_base_url, embedding_region, embedding_dimensions,
                embedding_key, rerank_provider, rerank_model, rerank_base_url, rerank_region, rerank_key,
                transcription_provider, transcription_model, transcription_base_url, transcription_key,
                max_output_tokens, timeout_seconds
           FROM llm_setting WHERE id = 1",
        [],
        read,
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let settings = Settings {
        chat: ChatChoice {
            provider: row.get("chat_provider")?,
            model: row.get("chat_model")?,
            intent_model: row.get("chat_intent_model")?,
            base_url: row.get("chat_base_url")?,
            region: row.get("chat_region")?,
        },
        second: ChatChoice {
            provider: row.get("second_provider")?,
            model: row.get("second_model")?,
            intent_model: row.get("second_intent_model")?,
            base_url: row.get("second_base_url")?,
            region: row.get("second_region")?,
        },
        embedding: EmbeddingChoice {
            provider: row.get("embedding_provider")?,
            model: row.get("embedding_model")?,
            base_url: row.get("embedding_base_url")?,
            region: row.get("embedding_region")?,
            dimensions: row.get("embedding_dimensions")?,
        },
        rerank: RerankChoice {
            provider: row.get("rerank_provider")?,
            model: row.get("rerank_model")?,
            base_url: row.get("rerank_base_url")?,
            region: row.get("rerank_region")?,
        },
        transcription: TranscriptionChoice {
            provider: row.get("transcription_provider")?,
            model: row.get("transcription_model")?,
            base_url: row.get("transcription_base_url")?,
        },
        limits: Limits {
            max_output_tokens: row.get("max_output_tokens")?,
            timeout_seconds: row.get("timeout_seconds")?,
        },
    };
    Ok(Stored {
        settings,
        chat_key: row.get("chat_key")?,
        second_key: row.get("second_key")?,
        embedding_key: row.get("embedding_key")?,
        rerank_key: row.get("rerank_key")?,
        transcription_key: row.get("transcription_key")?,
    })
}

pub(super) fn save(tx: &WriteTx, stored: &Stored) -> Result<(), StorageError> {
    let Settings { chat, second, embedding, rerank, transcription, limits } = &stored.settings;
    tx.execute(
        "INSERT OR REPLACE INTO llm_setting
                (id, chat_provider, chat_model, chat_intent_model, chat_base_url, chat_region, chat_key,
                 second_provider, second_model, second_intent_model, second_base_url, second_region, second_key,
                 embedding_provider, embedding_model, embedding_base_url, embedding_region, embedding_dimensions,
                 embedding_key, rerank_provider, rerank_model, rerank_base_url, rerank_region, rerank_key,
                 transcription_provider, transcription_model, transcription_base_url, transcription_key, max_output_tokens, timeout_seconds, changed_at_ms)
         VALUES (1, :chat_provider, :chat_model, :chat_intent_model, :chat_base_url, :chat_region, :chat_key,
                 :second_provider, :second_model, :second_intent_model, :second_base_url, :second_region, :second_key,
                 :embedding_provider, :embedding_model, :embedding_base_url, :embedding_region, :embedding_dimensions,
                 :embedding_key, :rerank_provider, :rerank_model, :rerank_base_url, :rerank_region, :rerank_key,
                 :transcription_provider, :transcription_model, :transcription_base_url, :transcription_key, :max_output_tokens, :timeout_seconds, :now)",
        named_params! {
            ":chat_provider": chat.provider,
            ":chat_model": chat.model,
            ":chat_intent_model": chat.intent_model,
            ":chat_base_url": chat.base_url,
            ":chat_region": chat.region,
            ":chat_key": stored.chat_key,
            ":second_provider": second.provider,
            ":second_model": second.model,
            ":second_intent_model": second.intent_model,
            ":second_base_url": second.base_url,
            ":second_region": second.region,
            ":second_key": stored.second_key,
            ":embedding_provider": embedding.provider,
            ":embedding_model": embedding.model,
            ":embedding_base_url": embedding.base_url,
            ":embedding_region": embedding.region,
            ":embedding_dimensions": embedding.dimensions,
            ":embedding_key": stored.embedding_key,
            ":rerank_provider": rerank.provider,
            ":rerank_model": rerank.model,
            ":rerank_base_url": rerank.base_url,
            ":rerank_region": rerank.region,
            ":rerank_key": stored.rerank_key,
            ":transcription_provider": transcription.provider,
            ":transcription_model": transcription.model,
            ":transcription_base_url": transcription.base_url,
            ":transcription_key": stored.transcription_key,
            ":max_output_tokens": limits.max_output_tokens,
            ":timeout_seconds": limits.timeout_seconds,
            ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// Forgets the keys: what sealed them is lost.
pub(super) fn forget_keys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE llm_setting SET chat_key = NULL, second_key = NULL, embedding_key = NULL, rerank_key = NULL,
                transcription_key = NULL
          WHERE id = 1",
        [],
    )
    .map(drop)
}
