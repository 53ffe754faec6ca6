//! Disagreements as people see and decide them, with whoever says either side today.

use rusqlite::{Row, named_params};

use super::columns::word;
use super::statements::COUNTING;
use crate::clock::Timestamp;
use crate::ids::{DisagreementId, SourceId};
use crate::knowledge::statement::{Disagreement, Place, Side, StatementKind, Winner};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Places shown of one side.
const PLACES: u32 = 5;
/// No source comes first.
const WHOEVER: SourceId = SourceId::new(0);

/// A disagreement by its words.
struct Pair {
    id: DisagreementId,
    kind: StatementKind,
    about: String,
    said: [String; 2],
    winner: Option<Winner>,
    found_at: Timestamp,
    decided_at: Option<Timestamp>,
}

const PAIR: &str = "SELECT pair.id, pair.kind, pair.about, pair.one, pair.other, pair.winner, pair.found_at_ms, pair.decided_at_ms
      FROM knowledge_disagreement AS pair";

/// What nobody decided of whatever counts today, the newest first. A side that was decided against elsewhere is settled, as
/// long as what it was decided for counts.
pub fn open(conn: &ReadConn, limit: u32) -> Result<Vec<Disagreement>, StorageError> {
    let sql = format!(
        "{PAIR} WHERE pair.winner IS NULL
            AND EXISTS (SELECT 1 FROM knowledge_statement WHERE said = pair.one AND source_id IN ({COUNTING}))
            AND EXISTS (SELECT 1 FROM knowledge_statement WHERE said = pair.other AND source_id IN ({COUNTING}))
            AND NOT EXISTS (SELECT 1 FROM knowledge_disagreement AS decided
                             WHERE (decided.winner = 'other' AND decided.one IN (pair.one, pair.other) AND EXISTS
                                    (SELECT 1 FROM knowledge_statement WHERE said = decided.other AND source_id IN ({COUNTING})))
                                OR (decided.winner = 'one' AND decided.other IN (pair.one, pair.other) AND EXISTS
                                    (SELECT 1 FROM knowledge_statement WHERE said = decided.one AND source_id IN ({COUNTING}))))
          ORDER BY pair.id DESC LIMIT :limit"
    );
    let pairs = conn.all(&sql, named_params! { ":limit": limit }, pair)?;
    pairs.into_iter().map(|pair| with_sides(conn, pair, WHOEVER)).collect()
}

/// What was decided about anything a source says, the newest first.
pub fn decided(conn: &ReadConn, source: SourceId, limit: u32) -> Result<Vec<Disagreement>, StorageError> {
    let sql = format!(
        "{PAIR} WHERE pair.winner IS NOT NULL
            AND (pair.one IN (SELECT said FROM knowledge_statement WHERE source_id = :source)
              OR pair.other IN (SELECT said FROM knowledge_statement WHERE source_id = :source))
          ORDER BY pair.decided_at_ms DESC, pair.id DESC LIMIT :limit"
    );
    let pairs = conn.all(&sql, named_params! { ":source": source, ":limit": limit }, pair)?;
    pairs.into_iter().map(|pair| with_sides(conn, pair, source)).collect()
}

pub fn disagreement(conn: &ReadConn, id: DisagreementId) -> Result<Option<Disagreement>, StorageError> {
    let sql = format!("{PAIR} WHERE pair.id = :id");
    conn.optional(&sql, named_params! { ":id": id }, pair)?
        .map(|pair| with_sides(conn, pair, WHOEVER))
        .transpose()
}

/// Decides, or takes a decision back.
pub fn decide(tx: &WriteTx, id: DisagreementId, winner: Option<Winner>) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_disagreement
            SET winner = :winner, decided_at_ms = CASE WHEN :winner IS NULL THEN NULL ELSE :now END
          WHERE id = :id",
        named_params! { ":id": id, ":winner": winner.map(Winner::as_str), ":now": tx.now() },
    )
    .map(drop)
}

/// `first` stands before the other sources of its side.
fn with_sides(conn: &ReadConn, pair: Pair, first: SourceId) -> Result<Disagreement, StorageError> {
    let Pair { id, kind, about, said: [one, other], winner, found_at, decided_at } = pair;
    let (day, date) = day_of(&about);
    Ok(Disagreement {
        id,
        kind,
        day,
        date,
        one: side(conn, &one, first)?,
        other: side(conn, &other, first)?,
        winner,
        found_at,
        decided_at,
    })
}

/// `day 7` or `date 12-24`, as statements of hours are sorted.
fn day_of(about: &str) -> (Option<u8>, Option<String>) {
    let mut words = about.split(' ');
    match (words.next(), words.next()) {
        (Some("day"), Some(day)) => (day.parse().ok(), None),
        (Some("date"), Some(date)) => (None, Some(date.to_owned())),
        _ => (None, None),
    }
}

fn side(conn: &ReadConn, said: &str, first: SourceId) -> Result<Side, StorageError> {
    let sources = conn.one(
        "SELECT COUNT(DISTINCT source_id) AS sources FROM knowledge_statement WHERE said = :said",
        named_params! { ":said": said },
        |row| row.get("sources"),
    )?;
    let sql = format!(
        "SELECT DISTINCT statement.text, statement.alone, source.id, source.title, source.url, chunk.heading, chunk.question
           FROM knowledge_statement AS statement
           JOIN knowledge_source AS source ON source.id = statement.source_id
           JOIN knowledge_chunk AS chunk ON chunk.id = statement.chunk_id
          WHERE statement.said = :said ORDER BY source.id = :first DESC, source.id LIMIT {PLACES}"
    );
    let rows = conn.all(&sql, named_params! { ":said": said, ":first": first }, |row| {
        let place = Place {
            source_id: row.get("id")?,
            title: row.get("title")?,
            heading: row.get("heading")?,
            question: row.get("question")?,
            url: row.get("url")?,
        };
        Ok((row.get::<_, String>("text")?, row.get::<_, bool>("alone")?, place))
    })?;
    let (text, alone) = rows.first().map(|(text, alone, _)| (text.clone(), *alone)).unwrap_or_default();
    let places = rows.into_iter().map(|(.., place)| place).collect();
    Ok(Side { text, states_more: !alone, places, sources })
}

fn pair(row: &Row<'_>) -> rusqlite::Result<Pair> {
    let winner: Option<String> = row.get("winner")?;
    Ok(Pair {
        id: row.get("id")?,
        kind: word(row, "kind", |word| word.parse::<StatementKind>().ok())?,
        about: row.get("about")?,
        said: [row.get("one")?, row.get("other")?],
        winner: winner.and_then(|word| word.parse().ok()),
        found_at: row.get("found_at_ms")?,
        decided_at: row.get("decided_at_ms")?,
    })
}
