//! The search index in memory: letters of every entry, vectors of the one embedding model in use.
//! Built in the background at start, the letters first; refreshed source by source after each change.
//!
//! It is never the truth: rows are, and a refresh reads them again, so that what is found matches
//! what is stored whatever order changes came in.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::sync::{Mutex, watch};

use super::analyse::analyse;
use super::lexical_index::{LexicalHit, LexicalIndex};
use super::store::{self, Model};
use super::types::Entry;
use super::vector_index::VectorIndex;
use crate::ids::SourceId;
use crate::storage::{Db, StorageError};

/// Vectors read from the database at once.
const VECTORS_AT_ONCE: usize = 500;

/// The index. Clones share it.
#[derive(Clone)]
pub struct Index(Arc<Shared>);

struct Shared {
    db: Db,
    held: RwLock<Held>,
    /// One refresh at a time: the later one has read the later rows.
    turn: Mutex<()>,
    ready: watch::Sender<Ready>,
}

/// How far the index is after a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ready {
    Building,
    /// Every entry is found by its letters; its vectors are still being read.
    Letters,
    Whole,
}

#[derive(Default)]
struct Held {
    lexical: LexicalIndex<Entry>,
    vectors: Option<(Model, VectorIndex<Entry>)>,
    by_source: HashMap<SourceId, Vec<Entry>>,
}

impl Index {
    pub fn new(db: Db) -> Self {
        Self(Arc::new(Shared {
            db,
            held: RwLock::default(),
            turn: Mutex::default(),
            ready: watch::Sender::new(Ready::Building),
        }))
    }

    /// Reads everything; searches that wait are let in as soon as there is what they wait for.
    pub async fn build(&self, model: Option<Model>) -> Result<(), StorageError> {
        self.build_letters().await?;
        self.use_model(model).await?;
        self.0.held.write().shrink();
        self.0.ready.send_replace(Ready::Whole);
        Ok(())
    }

    async fn build_letters(&self) -> Result<(), StorageError> {
        for source in self.0.db.read_long(store::source_ids).await? {
            self.refresh(source).await?;
        }
        self.0.ready.send_if_modified(|ready| {
            let is_first = *ready < Ready::Letters;
            *ready = (*ready).max(Ready::Letters);
            is_first
        });
        Ok(())
    }

    /// Waits until the index is ready so far, or this long.
    pub async fn wait_until(&self, wanted: Ready, patience: Duration) -> bool {
        let mut ready = self.0.ready.subscribe();
        tokio::time::timeout(patience, ready.wait_for(|ready| *ready >= wanted))
            .await
            .is_ok_and(|outcome| outcome.is_ok())
    }

    /// Reads one source again; one that is gone is forgotten.
    pub async fn refresh(&self, source: SourceId) -> Result<(), StorageError> {
        let _turn = self.0.turn.lock().await;
        let rows = self.0.db.read_long(move |conn| store::entries(conn, source)).await?;
        let entries: Vec<Entry> = rows.entries.iter().map(|(entry, _)| *entry).collect();
        let analysed = tokio::task::spawn_blocking(move || {
            rows.entries.into_iter().map(|(entry, words)| (entry, analyse(&words))).collect::<Vec<_>>()
        });
        let analysed = analysed.await.map_err(|_| StorageError::Panicked)?;
        let model = self.model();
        let vectors = match model {
            Some(model) => self.read_vectors(model, entries.clone()).await?,
            None => Vec::new(),
        };
        let mut held = self.0.held.write();
        held.forget(source);
        for (entry, terms) in &analysed {
            held.lexical.add_terms(*entry, terms);
        }
        held.add_vectors(&vectors);
        if !entries.is_empty() {
            held.by_source.insert(source, entries);
        }
        Ok(())
    }

    /// Searches by the vectors of this model from now on, or by none.
    pub async fn use_model(&self, model: Option<Model>) -> Result<(), StorageError> {
        let _turn = self.0.turn.lock().await;
        if self.model() == model {
            return Ok(());
        }
        // Those held until now serve until all of the new ones are read: half of them would drown what has none yet.
        let next = match model {
            Some(model) => Some((model, self.all_vectors(model).await?)),
            None => None,
        };
        self.0.held.write().vectors = next;
        Ok(())
    }

    /// What is kept of a model's vectors for the entries there are. Those of the model in use stay as they are.
    pub async fn all_vectors(&self, model: Model) -> Result<VectorIndex<Entry>, StorageError> {
        let mut index = VectorIndex::new(model.dimensions);
        let entries: Vec<Entry> = self.0.held.read().by_source.values().flatten().copied().collect();
        for some in entries.chunks(VECTORS_AT_ONCE) {
            for (entry, vector) in self.read_vectors(model, some.to_vec()).await? {
                index.add(entry, &vector);
            }
        }
        Ok(index)
    }

    /// The model whose vectors are held.
    pub fn model(&self) -> Option<Model> {
        self.0.held.read().vectors.as_ref().map(|(model, _)| *model)
    }

    /// Everything that is found of these sources.
    pub fn entries_of(&self, sources: &[SourceId]) -> HashSet<Entry> {
        let held = self.0.held.read();
        sources.iter().filter_map(|source| held.by_source.get(source)).flatten().copied().collect()
    }

    /// The best entries by letters.
    pub fn lexical(&self, question: &str, limit: usize) -> Vec<LexicalHit<Entry>> {
        self.0.held.read().lexical.search(question, limit)
    }

    /// Entries by meaning with their cosines, roughly; the first are to be scored again in full.
    pub fn near(&self, question: &[f32], limit: usize) -> Vec<(Entry, f32)> {
        let held = self.0.held.read();
        let near = held.vectors.as_ref().map(|(_, index)| index.candidates(question, limit));
        near.unwrap_or_default()
    }

    async fn read_vectors(
        &self,
        model: Model,
        entries: Vec<Entry>,
    ) -> Result<Vec<(Entry, Vec<f32>)>, StorageError> {
        self.0.db.read_long(move |conn| store::vectors_of(conn, model, entries.into_iter())).await
    }
}

impl Held {
    fn forget(&mut self, source: SourceId) {
        for entry in self.by_source.remove(&source).unwrap_or_default() {
            self.lexical.remove(entry);
            if let Some((_, vectors)) = &mut self.vectors {
                vectors.remove(entry);
            }
        }
    }

    fn add_vectors(&mut self, vectors: &[(Entry, Vec<f32>)]) {
        if let Some((_, index)) = &mut self.vectors {
            for (entry, vector) in vectors {
                index.add(*entry, vector);
            }
        }
    }

    fn shrink(&mut self) {
        self.lexical.shrink();
        if let Some((_, vectors)) = &mut self.vectors {
            vectors.shrink();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::EmbedderId;

    const SOURCE: i64 = 1;
    const CHUNKS: i64 = 40;

    /// A source with chunks whose vectors are kept.
    async fn plant(db: &Db) -> Model {
        let embedder = EmbedderId { provider: "openai", model: "test".to_owned(), dimensions: None };
        db.write::<_, StorageError>(move |tx| {
            tx.execute_batch(
                "INSERT INTO knowledge_source (id, kind, title, state, bytes, created_at_ms, updated_at_ms)
                 VALUES (1, 'text', 'Prices', 'ready', 0, 0, 0);
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
                 INSERT INTO knowledge_chunk (id, source_id, position, heading, text, tokens)
                 SELECT i, 1, i, '', 'Bread ' || i || ' costs two euro.', 5 FROM n;",
            )?;
            let model = store::register_model(tx, &embedder, 3)?;
            let vectors: Vec<_> = (1..=CHUNKS).map(|chunk| (chunk, vec![1.0, 0.5, 0.25])).collect();
            store::keep_vectors(tx, model, &vectors)?;
            Ok(model)
        })
        .await
        .unwrap()
    }

    fn found(index: &Index) -> usize {
        let entries = index.entries_of(&[SourceId::new(SOURCE)]);
        index.lexical("bread", 100).iter().filter(|hit| entries.contains(&hit.key)).count()
    }

    #[tokio::test(start_paused = true)]
    async fn a_search_by_letters_waits_for_no_vectors_and_one_by_meaning_for_all_of_them() {
        let (db, _folder) = Db::open_for_test();
        let model = plant(&db).await;
        let index = Index::new(db);
        let chunks = usize::try_from(CHUNKS).unwrap();
        let (moment, long) = (Duration::ZERO, Duration::from_hours(1));
        assert!(!index.wait_until(Ready::Letters, long).await, "nothing is read yet");

        index.build_letters().await.unwrap();
        assert!(index.wait_until(Ready::Letters, moment).await, "it waits for the vectors");
        assert!(!index.wait_until(Ready::Whole, long).await, "their vectors are not read yet");
        assert_eq!((found(&index), index.model()), (chunks, None));

        index.build(Some(model)).await.unwrap();
        assert!(index.wait_until(Ready::Whole, moment).await);
        assert_eq!((index.model(), index.near(&[1.0, 0.5, 0.25], 100).len()), (Some(model), chunks));
        // What is refreshed afterwards keeps its vectors, and a second build takes nothing back.
        index.refresh(SourceId::new(SOURCE)).await.unwrap();
        index.build(Some(model)).await.unwrap();
        assert!(index.wait_until(Ready::Whole, moment).await);
        assert_eq!(index.near(&[1.0, 0.5, 0.25], 100).len(), chunks);
        assert_eq!(found(&index), chunks);
    }
}
