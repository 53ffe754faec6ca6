//! One search: by letters always, by meaning when an embedder answers in time, fused into one list.
//! It never fails because an embedder does, and it never mixes vectors of two models.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use super::chunk;
use super::fuse::{LIST, add_up_phrasings, fuse};
use super::index::Index;
use super::statement::Disputed;
use super::store::{self, Model, PassageRow};
use super::types::{Entry, Found, Passage, PassageKind, Query, SearchMode};
use super::vector_index::{VectorIndex, cosine};
use crate::clock::Timestamp;
use crate::ids::ChunkId;
use crate::storage::{Db, ReadConn, StorageError};

/// How long the search for an answer waits for the index after a start: half a shop would answer wrongly.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// How long a search waits for it when a person looks on.
pub(super) const SOON: Duration = Duration::from_millis(200);
/// Entries near the question that are scored again in full precision. Bytes alone put the ten nearest
/// among the first thirty; below that their scores are close enough to fuse.
const SCORED_AGAIN: usize = 30;
/// Passages of one search at most.
pub(super) const MAX_PASSAGES: usize = 50;

/// The question's vector and the model it belongs to.
#[derive(Clone)]
pub(super) struct Meaning {
    pub model: Model,
    pub vector: Vec<f32>,
    /// What it is compared with, where that is not what the index holds.
    pub beside: Option<Arc<VectorIndex<Entry>>>,
}

/// Searches what counts at `now`. `meaning` is absent when search is by letters alone.
pub(super) async fn search(
    db: &Db,
    index: &Index,
    query: Query,
    meaning: Option<Meaning>,
    now: Timestamp,
) -> Result<Found, StorageError> {
    let index = index.clone();
    // A reader's thread does the computing too: it is less than the reading.
    db.read(move |conn| {
        let meaning =
            meaning.filter(|meaning| meaning.beside.is_some() || index.model() == Some(meaning.model));
        let mode = if meaning.is_some() { SearchMode::Hybrid } else { SearchMode::Lexical };
        let resting = index.entries_of(&store::not_counting(conn, now)?);
        let ranked = rank(conn, &index, &query.text, meaning, &resting)?;
        let passages = passages(conn, ranked, query.limit.min(MAX_PASSAGES))?;
        Ok(Found { passages, mode })
    })
    .await
}

/// A chunk with its score and coverage.
type Ranked = (ChunkId, f32, f32);

fn rank(
    conn: &ReadConn,
    index: &Index,
    question: &str,
    meaning: Option<Meaning>,
    resting: &HashSet<Entry>,
) -> Result<Vec<Ranked>, StorageError> {
    // As many more are looked for as may have to be left out: a large source that rests must not crowd out a small one.
    let mut hits = index.lexical(question, LIST + resting.len());
    hits.retain(|hit| !resting.contains(&hit.key));
    hits.truncate(LIST);
    let mut coverage: HashMap<ChunkId, f32> = HashMap::new();
    for hit in &hits {
        let best = coverage.entry(hit.key.chunk).or_default();
        *best = best.max(hit.coverage);
    }
    let lexical: Vec<(Entry, f32)> = hits.iter().map(|hit| (hit.key, hit.score)).collect();
    let scored = match meaning {
        Some(meaning) => fuse(&lexical, &by_meaning(conn, index, &meaning, resting)?),
        None => lexical,
    };
    let added = add_up_phrasings(scored.into_iter().map(|(entry, score)| (entry.chunk, score)));
    Ok(added
        .into_iter()
        .map(|(chunk, score)| (chunk, score, coverage.get(&chunk).copied().unwrap_or(0.0)))
        .collect())
}

fn by_meaning(
    conn: &ReadConn,
    index: &Index,
    meaning: &Meaning,
    resting: &HashSet<Entry>,
) -> Result<Vec<(Entry, f32)>, StorageError> {
    let Meaning { model, vector: question, beside } = meaning;
    let wanted = LIST + resting.len();
    let mut near = match beside {
        Some(vectors) => vectors.candidates(question, wanted),
        None => index.near(question, wanted),
    };
    near.retain(|(entry, _)| !resting.contains(entry));
    near.truncate(LIST);
    let first = near.iter().take(SCORED_AGAIN).map(|(entry, _)| *entry);
    let vectors: HashMap<Entry, Vec<f32>> = store::vectors_of(conn, *model, first)?.into_iter().collect();
    for (entry, score) in &mut near {
        if let Some(vector) = vectors.get(entry) {
            *score = cosine(question, vector);
        }
    }
    near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Ok(near)
}

fn passages(conn: &ReadConn, ranked: Vec<Ranked>, limit: usize) -> Result<Vec<Passage>, StorageError> {
    // A chunk may go away between ranking and reading, so a few more are read.
    let wanted: Vec<ChunkId> = ranked.iter().take(limit * 2).map(|(chunk, ..)| *chunk).collect();
    let mut rows = store::passages(conn, &wanted)?;
    let mut passages = Vec::new();
    for (chunk, score, coverage) in ranked {
        let Some(mut row) = rows.remove(&chunk) else { continue };
        let disputed = store::disputed(conn, chunk)?;
        row.text = without_set_aside(&row.text, &disputed);
        if row.text.chars().any(char::is_alphanumeric) {
            passages.push(passage(chunk, row, score, coverage, disputed));
        }
        if passages.len() == limit {
            break;
        }
    }
    Ok(passages)
}

/// A passage without the words that the owner decided against, where they state nothing else. Others stay, and no answer may
/// state what was decided against.
fn without_set_aside(text: &str, disputed: &[Disputed]) -> String {
    let mut kept = text.to_owned();
    if disputed.iter().all(|disputed| !disputed.set_aside) {
        return kept;
    }
    for words in disputed.iter().filter(|disputed| disputed.set_aside && disputed.alone) {
        // Broken lines were read as one; a line's end is a letter like a blank, so places stay.
        let (flat, words) = (kept.replace('\n', " "), words.text.replace('\n', " "));
        if let Some(at) = flat.find(&words) {
            kept.replace_range(at..at + words.len(), "");
        }
    }
    kept.trim().to_owned()
}

fn passage(
    chunk_id: ChunkId,
    row: PassageRow,
    score: f32,
    coverage: f32,
    disputed: Vec<Disputed>,
) -> Passage {
    let title = chunk::titled(&row.title, &row.heading);
    let kind = match row.question {
        Some(question) => PassageKind::Faq { question, phrasings: row.phrasings },
        None => PassageKind::Text,
    };
    Passage {
        source_id: row.source,
        chunk_id,
        title,
        passage: row.text,
        score,
        coverage,
        kind,
        url: row.url,
        disputed,
    }
}
