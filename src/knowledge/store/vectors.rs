//! Vectors, durable in one `vec0` table for each embedding model, in full precision. Only rows are
//! written and read here; nearness is computed in memory, so none of vec0's search is used.

use rusqlite::{Row, named_params};

use super::columns::as_i64;
use crate::ids::{ChunkId, Id as _, SourceId};
use crate::knowledge::types::Entry;
use crate::llm::EmbedderId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Vectors in one block of a vec0 table. A read of one vector walks through its block, and we only ever
/// read single ones, so the smallest block vec0 knows is the fastest: three times, against 128.
const BLOCK: u32 = 8;

/// A model whose vectors are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model {
    id: i64,
    /// Numbers in each of its vectors.
    pub dimensions: usize,
}

impl Model {
    /// The name of the model's table: a number of our own, so safe to put into SQL.
    fn table(self) -> String {
        format!("knowledge_vector_{}", self.id)
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get("id")?, dimensions: row.get::<_, u16>("dimensions")?.into() })
    }
}

/// The embedder's model, if any vector of it was ever kept.
pub fn model(conn: &ReadConn, embedder: &EmbedderId) -> Result<Option<Model>, StorageError> {
    conn.optional(
        "SELECT id, dimensions FROM knowledge_embedding_model
          WHERE provider = :provider AND model = :model AND asked_dimensions = :asked",
        named_params! {
            ":provider": embedder.provider, ":model": embedder.model, ":asked": embedder.dimensions.unwrap_or(0),
        },
        Model::read,
    )
}

/// The embedder's model, its row and table made when they are missing. The length of its vectors is
/// known only once it has made one.
pub fn register_model(tx: &WriteTx, embedder: &EmbedderId, dimensions: usize) -> Result<Model, StorageError> {
    if let Some(known) = model(tx, embedder)? {
        return Ok(known);
    }
    tx.execute(
        "INSERT INTO knowledge_embedding_model (provider, model, asked_dimensions, dimensions, created_at_ms)
         VALUES (:provider, :model, :asked, :dimensions, :now)",
        named_params! {
            ":provider": embedder.provider, ":model": embedder.model, ":asked": embedder.dimensions.unwrap_or(0),
            ":dimensions": as_i64(dimensions), ":now": tx.now(),
        },
    )?;
    let made = tx.one(
        "SELECT id, dimensions FROM knowledge_embedding_model WHERE id = last_insert_rowid()",
        [],
        Model::read,
    )?;
    let table = made.table();
    tx.execute_batch(&format!(
        "CREATE VIRTUAL TABLE {table}
            USING vec0(id INTEGER PRIMARY KEY, embedding float[{dimensions}], chunk_size={BLOCK})"
    ))?;
    Ok(made)
}

/// The embedder whose vectors questions were compared with last.
#[derive(Debug)]
pub struct Served {
    pub model: Model,
    pub provider: String,
    pub name: String,
    pub asked_dimensions: Option<u32>,
    pub place: String,
}

pub fn served_last(conn: &ReadConn) -> Result<Option<Served>, StorageError> {
    conn.optional(
        "SELECT model.id, model.dimensions, model.provider, model.model, model.asked_dimensions, served.place
           FROM knowledge_embedding_served AS served
           JOIN knowledge_embedding_model AS model ON model.id = served.model_id",
        [],
        |row| {
            let asked: u32 = row.get("asked_dimensions")?;
            Ok(Served {
                model: Model::read(row)?,
                provider: row.get("provider")?,
                name: row.get("model")?,
                asked_dimensions: (asked > 0).then_some(asked),
                place: row.get("place")?,
            })
        },
    )
}

/// Notes whose vectors questions are compared with from now on.
pub fn serves(tx: &WriteTx, model: Model, place: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO knowledge_embedding_served (id, model_id, place) VALUES (1, :model, :place)
         ON CONFLICT (id) DO UPDATE SET model_id = excluded.model_id, place = excluded.place",
        named_params! { ":model": model.id, ":place": place },
    )?;
    Ok(())
}

/// Notes that questions are compared with no vectors.
pub fn serves_no_more(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("DELETE FROM knowledge_embedding_served", [])?;
    Ok(())
}

/// An entry without a vector of the model, and the words it stands for.
#[derive(Debug)]
pub struct Unembedded {
    pub id: i64,
    pub words: String,
}

/// The next entries of a source that have no vector of this model; all, while the model is unknown.
pub fn unembedded(
    conn: &ReadConn,
    model: Option<Model>,
    source: SourceId,
    limit: u32,
) -> Result<Vec<Unembedded>, StorageError> {
    conn.all(
        "WITH entry AS (
             SELECT chunk.id AS id,
                    CASE WHEN chunk.question IS NULL
                         THEN source.title || char(10) || chunk.heading || char(10) || chunk.text
                         ELSE chunk.text END AS words
               FROM knowledge_chunk AS chunk
               JOIN knowledge_source AS source ON source.id = chunk.source_id
              WHERE chunk.source_id = :source
             UNION ALL
             SELECT phrasing.id, phrasing.text
               FROM knowledge_phrasing AS phrasing
               JOIN knowledge_chunk AS chunk ON chunk.id = phrasing.chunk_id
              WHERE chunk.source_id = :source)
         SELECT entry.id, entry.words FROM entry
          WHERE NOT EXISTS (SELECT 1 FROM knowledge_embedded AS embedded
                             WHERE embedded.model_id = :model AND embedded.entry_id = entry.id)
          ORDER BY entry.id
          LIMIT :limit",
        named_params! { ":model": model.map(|model| model.id), ":source": source, ":limit": limit },
        |row| Ok(Unembedded { id: row.get("id")?, words: row.get("words")? }),
    )
}

/// Sources with an entry that has no vector of this model; all, while the model is unknown.
pub fn sources_to_embed(conn: &ReadConn, model: Option<Model>) -> Result<Vec<SourceId>, StorageError> {
    conn.all(
        "SELECT DISTINCT chunk.source_id
           FROM knowledge_chunk AS chunk
           LEFT JOIN knowledge_phrasing AS phrasing ON phrasing.chunk_id = chunk.id
          WHERE NOT EXISTS (SELECT 1 FROM knowledge_embedded
                             WHERE model_id = :model AND entry_id = chunk.id)
             OR (phrasing.id IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM knowledge_embedded
                                  WHERE model_id = :model AND entry_id = phrasing.id))",
        named_params! { ":model": model.map(|model| model.id) },
        |row| row.get("source_id"),
    )
}

/// Keeps vectors; entries that are gone meanwhile are left out.
pub fn keep_vectors(tx: &WriteTx, model: Model, vectors: &[(i64, Vec<f32>)]) -> Result<(), StorageError> {
    let sql = format!("INSERT INTO {} (id, embedding) VALUES (:id, :embedding)", model.table());
    for (entry, vector) in vectors {
        if !is_wanted(tx, model, *entry)? {
            continue;
        }
        tx.execute(&sql, named_params! { ":id": entry, ":embedding": to_bytes(vector) })?;
        tx.execute(
            "INSERT INTO knowledge_embedded (model_id, entry_id) VALUES (:model, :entry)",
            named_params! { ":model": model.id, ":entry": entry },
        )?;
    }
    Ok(())
}

fn vector(conn: &ReadConn, model: Model, entry: i64) -> Result<Option<Vec<f32>>, StorageError> {
    let sql = format!("SELECT embedding FROM {} WHERE id = :id", model.table());
    conn.optional(&sql, named_params! { ":id": entry }, |row| {
        Ok(from_bytes(row.get_ref("embedding")?.as_blob()?))
    })
}

/// The vectors of those of these entries that have one.
pub fn vectors_of(
    conn: &ReadConn,
    model: Model,
    entries: impl Iterator<Item = Entry>,
) -> Result<Vec<(Entry, Vec<f32>)>, StorageError> {
    let mut vectors = Vec::new();
    for entry in entries {
        vectors.extend(vector(conn, model, entry.id)?.map(|vector| (entry, vector)));
    }
    Ok(vectors)
}

/// Drops every vector of a source, of all models.
pub fn forget_source(tx: &WriteTx, source: SourceId) -> Result<(), StorageError> {
    let chunks = tx.all(
        "SELECT id FROM knowledge_chunk WHERE source_id = :source",
        named_params! { ":source": source },
        |row| row.get::<_, ChunkId>("id"),
    )?;
    chunks.into_iter().try_for_each(|chunk| forget_chunk(tx, chunk))
}

/// Drops the vectors of a chunk and of its phrasings, of all models.
pub(super) fn forget_chunk(tx: &WriteTx, chunk: ChunkId) -> Result<(), StorageError> {
    let mut entries = tx.all(
        "SELECT id FROM knowledge_phrasing WHERE chunk_id = :chunk",
        named_params! { ":chunk": chunk },
        |row| row.get::<_, i64>("id"),
    )?;
    entries.push(chunk.as_i64());
    let models = tx.all("SELECT id, dimensions FROM knowledge_embedding_model", [], Model::read)?;
    for model in models {
        let sql = format!("DELETE FROM {} WHERE id = :id", model.table());
        for entry in &entries {
            let known = tx.execute(
                "DELETE FROM knowledge_embedded WHERE model_id = :model AND entry_id = :entry",
                named_params! { ":model": model.id, ":entry": entry },
            )?;
            if known > 0 {
                tx.execute(&sql, named_params! { ":id": entry })?;
            }
        }
    }
    Ok(())
}

/// Whether the entry still exists and has no vector of this model yet.
fn is_wanted(tx: &WriteTx, model: Model, entry: i64) -> Result<bool, StorageError> {
    tx.exists(
        "SELECT 1
          WHERE NOT EXISTS (SELECT 1 FROM knowledge_embedded WHERE model_id = :model AND entry_id = :entry)
            AND (EXISTS (SELECT 1 FROM knowledge_chunk WHERE id = :entry)
                 OR EXISTS (SELECT 1 FROM knowledge_phrasing WHERE id = :entry))",
        named_params! { ":model": model.id, ":entry": entry },
    )
}

fn to_bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number)).collect()
}
