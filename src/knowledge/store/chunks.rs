//! Chunks and phrasings: replaced as a set, read for the index and for answers.

use std::collections::HashMap;

use rusqlite::named_params;

use super::columns::as_i64;
use super::vectors;
use super::versions::keep_version;
use crate::extract::Warning;
use crate::ids::{ChunkId, SourceId};
use crate::knowledge::tokens::tokens;
use crate::knowledge::types::{Chunk, ChunkDraft, Entry, ReplacedBy};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// What is kept of a source beside its chunks.
#[derive(Debug)]
pub struct Reading<'a> {
    pub title: &'a str,
    /// Taken out of a file or page; none for what was typed.
    pub text: Option<&'a str>,
    pub warnings: &'a [Warning],
    pub pages: Option<u32>,
    pub to_confirm: &'a [u32],
}

/// Makes these the chunks of a source. Chunks that stay the same keep their ids, and so their
/// vectors. False when the source changed or went away since the work began.
pub fn replace_chunks(
    tx: &WriteTx,
    source: SourceId,
    revision: i64,
    drafts: &[ChunkDraft],
    reading: &Reading<'_>,
) -> Result<bool, StorageError> {
    let kept = tx.execute(
        "UPDATE knowledge_source
            SET progress = 90, chunks = :chunks, title = :title, warnings = :warnings, pages = :pages, to_confirm = :to_confirm,
                bytes = CASE WHEN kind = 'page' THEN :bytes ELSE bytes END
          WHERE id = :id AND revision = :revision",
        named_params! {
            ":id": source, ":revision": revision, ":chunks": as_i64(drafts.len()), ":title": reading.title,
            ":warnings": serde_json::json!(reading.warnings).to_string(), ":pages": reading.pages,
            ":to_confirm": serde_json::json!(reading.to_confirm).to_string(),
            ":bytes": as_i64(reading.text.map_or(0, str::len)),
        },
    )?;
    if kept == 0 {
        return Ok(false);
    }
    if let Some(text) = reading.text {
        keep_version(tx, source, Some(text), None, ReplacedBy::Reading)?;
        tx.execute(
            "UPDATE knowledge_content SET text = :text WHERE source_id = :id",
            named_params! { ":id": source, ":text": text },
        )?;
    }
    let mut old = drafts_with_ids(tx, source)?;
    for (position, draft) in drafts.iter().enumerate() {
        match old.get_mut(draft).and_then(Vec::pop) {
            Some(id) => move_chunk(tx, id, position)?,
            None => insert_chunk(tx, source, position, draft)?,
        }
    }
    for id in old.into_values().flatten() {
        delete_chunk(tx, id)?;
    }
    Ok(true)
}

/// The chunks of a source in reading order.
pub fn chunks(conn: &ReadConn, source: SourceId, limit: u32) -> Result<Vec<Chunk>, StorageError> {
    conn.all(
        "SELECT id, heading, text, question, tokens FROM knowledge_chunk
          WHERE source_id = :source ORDER BY position LIMIT :limit",
        named_params! { ":source": source, ":limit": limit },
        |row| {
            Ok(Chunk {
                id: row.get("id")?,
                heading: row.get("heading")?,
                text: row.get("text")?,
                question: row.get("question")?,
                tokens: row.get("tokens")?,
            })
        },
    )
}

/// What the index holds of one source.
#[derive(Debug)]
pub struct IndexedSource {
    /// Each entry with the words it is found by.
    pub entries: Vec<(Entry, String)>,
}

/// Every entry of a source with the words it is found by: chunks by title, headings and text;
/// phrasings by themselves.
pub fn entries(conn: &ReadConn, source: SourceId) -> Result<IndexedSource, StorageError> {
    let mut entries = conn.all(
        "SELECT chunk.id, source.title, chunk.heading, chunk.text, chunk.question
           FROM knowledge_chunk AS chunk
           JOIN knowledge_source AS source ON source.id = chunk.source_id
          WHERE chunk.source_id = :source
          ORDER BY chunk.position",
        named_params! { ":source": source },
        |row| {
            let chunk: ChunkId = row.get("id")?;
            let (heading, text): (String, String) = (row.get("heading")?, row.get("text")?);
            let words = match row.get::<_, Option<String>>("question")? {
                // An answer is looked for by its own words; its questions are entries of their own.
                Some(_) => text,
                None => format!("{}\n{heading}\n{text}", row.get::<_, String>("title")?),
            };
            Ok((Entry { chunk, id: crate::ids::Id::as_i64(chunk) }, words))
        },
    )?;
    entries.extend(conn.all(
        "SELECT phrasing.id, phrasing.chunk_id, phrasing.text
           FROM knowledge_phrasing AS phrasing
           JOIN knowledge_chunk AS chunk ON chunk.id = phrasing.chunk_id
          WHERE chunk.source_id = :source
          ORDER BY phrasing.id",
        named_params! { ":source": source },
        |row| Ok((Entry { chunk: row.get("chunk_id")?, id: row.get("id")? }, row.get("text")?)),
    )?);
    Ok(IndexedSource { entries })
}

/// A chunk as an answer quotes it.
#[derive(Debug)]
pub struct PassageRow {
    pub source: SourceId,
    pub title: String,
    pub heading: String,
    pub text: String,
    pub question: Option<String>,
    /// Other ways to ask the question.
    pub phrasings: Vec<String>,
    pub url: Option<String>,
}

/// The rows of these chunks; those gone meanwhile are left out.
pub fn passages(conn: &ReadConn, ids: &[ChunkId]) -> Result<HashMap<ChunkId, PassageRow>, StorageError> {
    let mut rows = HashMap::new();
    for id in ids {
        let row = conn.optional(
            "SELECT chunk.source_id, source.title, source.url, chunk.heading, chunk.text, chunk.question
               FROM knowledge_chunk AS chunk
               JOIN knowledge_source AS source ON source.id = chunk.source_id
              WHERE chunk.id = :id",
            named_params! { ":id": id },
            |row| {
                Ok(PassageRow {
                    source: row.get("source_id")?,
                    title: row.get("title")?,
                    heading: row.get("heading")?,
                    text: row.get("text")?,
                    question: row.get("question")?,
                    phrasings: Vec::new(),
                    url: row.get("url")?,
                })
            },
        )?;
        if let Some(mut row) = row {
            if row.question.is_some() {
                row.phrasings = phrasings(conn, *id)?;
            }
            rows.insert(*id, row);
        }
    }
    Ok(rows)
}

fn phrasings(conn: &ReadConn, chunk: ChunkId) -> Result<Vec<String>, StorageError> {
    conn.all(
        "SELECT text FROM knowledge_phrasing WHERE chunk_id = :chunk ORDER BY id",
        named_params! { ":chunk": chunk },
        |row| row.get("text"),
    )
}

fn drafts_with_ids(
    conn: &ReadConn,
    source: SourceId,
) -> Result<HashMap<ChunkDraft, Vec<ChunkId>>, StorageError> {
    let mut phrasings: HashMap<ChunkId, Vec<String>> = HashMap::new();
    let rows = conn.all(
        "SELECT phrasing.chunk_id, phrasing.text
           FROM knowledge_phrasing AS phrasing
           JOIN knowledge_chunk AS chunk ON chunk.id = phrasing.chunk_id
          WHERE chunk.source_id = :source
          ORDER BY phrasing.id",
        named_params! { ":source": source },
        |row| Ok((row.get("chunk_id")?, row.get("text")?)),
    )?;
    for (chunk, text) in rows {
        phrasings.entry(chunk).or_default().push(text);
    }
    let mut drafts: HashMap<ChunkDraft, Vec<ChunkId>> = HashMap::new();
    for chunk in chunks(conn, source, u32::MAX)? {
        let phrasings = phrasings.remove(&chunk.id).unwrap_or_default();
        let draft =
            ChunkDraft { heading: chunk.heading, text: chunk.text, question: chunk.question, phrasings };
        drafts.entry(draft).or_default().push(chunk.id);
    }
    Ok(drafts)
}

fn move_chunk(tx: &WriteTx, id: ChunkId, position: usize) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_chunk SET position = :position WHERE id = :id AND position <> :position",
        named_params! { ":id": id, ":position": as_i64(position) },
    )?;
    Ok(())
}

fn insert_chunk(
    tx: &WriteTx,
    source: SourceId,
    position: usize,
    draft: &ChunkDraft,
) -> Result<(), StorageError> {
    let id = tx.new_id::<ChunkId>();
    tx.execute(
        "INSERT INTO knowledge_chunk (id, source_id, position, heading, text, question, tokens)
         VALUES (:id, :source, :position, :heading, :text, :question, :tokens)",
        named_params! {
            ":id": id, ":source": source, ":position": as_i64(position), ":heading": draft.heading,
            ":text": draft.text, ":question": draft.question, ":tokens": as_i64(tokens(&draft.text)),
        },
    )?;
    for phrasing in &draft.phrasings {
        tx.execute(
            "INSERT INTO knowledge_phrasing (id, chunk_id, text) VALUES (:id, :chunk, :text)",
            named_params! { ":id": tx.new_id::<ChunkId>(), ":chunk": id, ":text": phrasing },
        )?;
    }
    Ok(())
}

fn delete_chunk(tx: &WriteTx, id: ChunkId) -> Result<(), StorageError> {
    vectors::forget_chunk(tx, id)?;
    tx.execute("DELETE FROM knowledge_chunk WHERE id = :id", named_params! { ":id": id })?;
    Ok(())
}
