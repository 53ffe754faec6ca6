//! What sources state, and which of it disagrees.

use std::collections::HashSet;

use rusqlite::{Row, named_params};

use super::columns::word;
use crate::ids::{ChunkId, DisagreementId, SourceId, StatementId};
use crate::knowledge::statement::{Disputed, MAX_STATEMENTS, Statement, StatementKind};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Statements of others that one source is compared with, for each thing it speaks of.
const MAX_OTHERS: u32 = 2_000;

/// Sources that count today and without a limit of time: who says "until Easter" names a time of its own.
pub(super) const COUNTING: &str = "SELECT source.id FROM knowledge_source AS source
      LEFT JOIN knowledge_source AS site ON site.id = source.site_id
     WHERE source.enabled = 1 AND source.counts_from_ms IS NULL AND source.counts_until_ms IS NULL
       AND ifnull(site.enabled, 1) = 1 AND site.counts_from_ms IS NULL AND site.counts_until_ms IS NULL";

/// Makes these the statements of a source. False when the source is gone.
pub fn replace_statements(
    tx: &WriteTx,
    source: SourceId,
    statements: &[Statement],
) -> Result<bool, StorageError> {
    let there = tx.execute(
        "UPDATE knowledge_source SET compared = 1 WHERE id = :id",
        named_params! { ":id": source },
    )?;
    tx.execute(
        "DELETE FROM knowledge_statement WHERE source_id = :source",
        named_params! { ":source": source },
    )?;
    for statement in statements.iter().take(MAX_STATEMENTS) {
        // A piece may have gone since it was read; its source is compared again then.
        tx.execute(
            "INSERT INTO knowledge_statement (id, source_id, chunk_id, kind, about, said, text, alone, detail)
             SELECT :id, :source, chunk.id, :kind, :about, :said, :text, :alone, :detail
               FROM knowledge_chunk AS chunk WHERE chunk.id = :chunk AND chunk.source_id = :source",
            named_params! {
                ":id": tx.new_id::<StatementId>(), ":source": source, ":chunk": statement.chunk_id,
                ":kind": statement.kind.as_str(), ":about": statement.about, ":said": statement.said,
                ":text": statement.text, ":alone": statement.alone, ":detail": statement.detail,
            },
        )?;
    }
    Ok(there > 0)
}

/// What other sources that count state about the same.
pub fn statements_about(
    conn: &ReadConn,
    source: SourceId,
    abouts: &[String],
) -> Result<Vec<Statement>, StorageError> {
    let sql = format!(
        "SELECT source_id, chunk_id, kind, about, said, text, alone, detail
           FROM knowledge_statement
          WHERE about = :about AND source_id <> :source AND source_id IN ({COUNTING})
          ORDER BY source_id LIMIT {MAX_OTHERS}"
    );
    let mut found = Vec::new();
    for about in abouts {
        found.extend(conn.all(&sql, named_params! { ":about": about, ":source": source }, statement)?);
    }
    Ok(found)
}

/// Keeps which pairs disagree, each once, and forgets those that no longer do and nobody decided.
pub fn keep_disagreements(
    tx: &WriteTx,
    source: SourceId,
    pairs: &[(&Statement, &Statement)],
) -> Result<(), StorageError> {
    let mut found = HashSet::new();
    for (one, other) in pairs {
        let (one, other) = if one.said < other.said { (one, other) } else { (other, one) };
        tx.execute(
            "INSERT INTO knowledge_disagreement (id, kind, about, one, other, found_at_ms)
             VALUES (:id, :kind, :about, :one, :other, :now) ON CONFLICT (one, other) DO NOTHING",
            named_params! {
                ":id": tx.new_id::<DisagreementId>(), ":kind": one.kind.as_str(), ":about": one.about,
                ":one": one.said, ":other": other.said, ":now": tx.now(),
            },
        )?;
        found.insert((one.said.clone(), other.said.clone()));
    }
    let open = tx.all(
        "SELECT id, one, other FROM knowledge_disagreement
          WHERE winner IS NULL
            AND (one IN (SELECT said FROM knowledge_statement WHERE source_id = :source)
              OR other IN (SELECT said FROM knowledge_statement WHERE source_id = :source))",
        named_params! { ":source": source },
        |row| Ok((row.get::<_, DisagreementId>("id")?, (row.get("one")?, row.get("other")?))),
    )?;
    for (id, pair) in open {
        if !found.contains(&pair) {
            tx.execute("DELETE FROM knowledge_disagreement WHERE id = :id", named_params! { ":id": id })?;
        }
    }
    forget_what_nobody_says(tx)
}

/// What nobody decided goes with either of its sides; a decision stays while one side stands.
fn forget_what_nobody_says(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM knowledge_disagreement AS pair
          WHERE NOT EXISTS (SELECT 1 FROM knowledge_statement WHERE said = pair.one)
            AND (pair.winner IS NULL OR NOT EXISTS (SELECT 1 FROM knowledge_statement WHERE said = pair.other))",
        [],
    )?;
    tx.execute(
        "DELETE FROM knowledge_disagreement AS pair
          WHERE pair.winner IS NULL AND NOT EXISTS (SELECT 1 FROM knowledge_statement WHERE said = pair.other)",
        [],
    )?;
    Ok(())
}

/// Whether a source counts today and without a limit of time.
pub fn counts_always(conn: &ReadConn, source: SourceId) -> Result<bool, StorageError> {
    let sql = format!("SELECT :id IN ({COUNTING}) AS counts");
    conn.one(&sql, named_params! { ":id": source }, |row| row.get("counts"))
}

/// Sources that are findable and were never compared.
pub fn not_compared(conn: &ReadConn, limit: u32) -> Result<Vec<SourceId>, StorageError> {
    conn.all(
        "SELECT id FROM knowledge_source WHERE compared = 0 AND state = 'ready' AND chunks > 0 ORDER BY id LIMIT :limit",
        named_params! { ":limit": limit },
        |row| row.get("id"),
    )
}

/// What is disputed of a piece: undecided, or decided against it while the other one stands.
pub fn disputed(conn: &ReadConn, chunk: ChunkId) -> Result<Vec<Disputed>, StorageError> {
    let sql = format!(
        "WITH own AS (SELECT kind, about, said, text, alone, detail FROM knowledge_statement WHERE chunk_id = :chunk),
              against AS (
                  SELECT own.said, pair.other AS rival, pair.winner = 'other' AS lost, pair.winner IS NULL AS open
                    FROM own JOIN knowledge_disagreement AS pair ON pair.one = own.said
                  UNION
                  SELECT own.said, pair.one AS rival, pair.winner = 'one' AS lost, pair.winner IS NULL AS open
                    FROM own JOIN knowledge_disagreement AS pair ON pair.other = own.said)
         SELECT * FROM (
             SELECT own.kind, own.about, own.text, own.alone, own.detail, ifnull(against.lost, 0) AS lost,
                    (SELECT rival.detail FROM knowledge_statement AS rival
                      WHERE rival.said = against.rival AND rival.source_id IN ({COUNTING}) LIMIT 1) AS rival_detail
               FROM own JOIN against ON against.said = own.said
              WHERE against.open OR against.lost)
          WHERE rival_detail IS NOT NULL"
    );
    conn.all(&sql, named_params! { ":chunk": chunk }, |row| {
        Ok(Disputed {
            kind: word(row, "kind", |word| word.parse::<StatementKind>().ok())?,
            about: row.get("about")?,
            text: row.get("text")?,
            alone: row.get("alone")?,
            detail: row.get("detail")?,
            rival: row.get("rival_detail")?,
            set_aside: row.get("lost")?,
        })
    })
}

fn statement(row: &Row<'_>) -> rusqlite::Result<Statement> {
    Ok(Statement {
        source_id: row.get("source_id")?,
        chunk_id: row.get("chunk_id")?,
        kind: word(row, "kind", |word| word.parse::<StatementKind>().ok())?,
        about: row.get("about")?,
        said: row.get("said")?,
        text: row.get("text")?,
        alone: row.get("alone")?,
        detail: row.get("detail")?,
    })
}
