//! Keeps search and the embedder the settings name in step: builds the index at start, notices a
//! change of embedder, asks for the vector of a question and stops asking for a while when that fails.
//!
//! After a change the embedder from before serves on, until every source has its vectors of the new one.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, RwLock};

use super::Knowledge;
use super::embed::Embed;
use super::search::Meaning;
use super::store::{self, Model};
use crate::ids::SourceId;
use crate::jobs;
use crate::llm::{EmbedKind, Embedder, EmbedderId};
use crate::storage::StorageError;

/// How long a search waits for the vector of its question.
pub(super) const QUESTION_TIMEOUT: Duration = Duration::from_secs(2);
/// After a failure no search asks the embedder for this long.
const REST: Duration = Duration::from_secs(30);

/// What is known about the embedder.
#[derive(Default)]
pub(super) struct Health {
    resting_until: Mutex<Option<Instant>>,
    /// The one of the settings that was followed last. Held while a change is followed, so that whoever waits for it finds it done.
    followed: tokio::sync::Mutex<Option<EmbedderId>>,
    /// Who is asked for the vectors of questions, and whose vectors they are compared with.
    serving: RwLock<Option<(Embedder, Model)>>,
    /// Held while another one is taken into service.
    changing: tokio::sync::Mutex<()>,
    /// Sources whose text the embedder of the settings will not read: nobody waits for their vectors.
    given_up: Mutex<HashSet<SourceId>>,
}

impl Health {
    fn is_resting(&self) -> bool {
        self.resting_until.lock().is_some_and(|until| Instant::now() < until)
    }

    fn rest(&self) {
        *self.resting_until.lock() = Some(Instant::now() + REST);
    }

    /// Whether this is another embedder than the one in use. While a change is being followed: yes.
    fn is_new(&self, embedder: Option<&EmbedderId>) -> bool {
        self.followed.try_lock().map_or(true, |followed| followed.as_ref() != embedder)
    }

    /// Notes that a source gets no vectors of the embedder of the settings.
    pub(super) fn give_up(&self, source: SourceId) {
        self.given_up.lock().insert(source);
    }
}

impl Knowledge {
    /// Builds the index in the background and follows the settings from then on.
    pub fn start(&self) {
        let (knowledge, mut changes, stopping) = (self.clone(), self.llm.changes(), self.tasks.stopping());
        self.tasks.spawn("knowledge index", async move {
            knowledge.build_index().await;
            if let Err(error) = knowledge.compare_the_rest().await {
                tracing::error!(error = %error, "sources could not be put in line to be compared");
            }
            loop {
                tokio::select! {
                    () = stopping.cancelled() => return,
                    changed = changes.changed() => match changed {
                        Ok(()) => knowledge.follow_settings().await,
                        Err(_nobody_changes_them) => return,
                    },
                }
            }
        });
    }

    /// Builds the index and waits for it.
    pub async fn build_index(&self) {
        let begun = Instant::now();
        let identity = self.llm.embedder().map(|embedder| embedder.identity());
        let built = async {
            let model = self.known_model(identity.clone()).await?;
            self.index.build(model).await
        };
        match built.await {
            Ok(()) => tracing::info!(duration_ms = begun.elapsed().as_millis(), "the search index is ready"),
            Err(error) => tracing::error!(error = %error, "the search index could not be built"),
        }
        self.follow_settings().await;
    }

    /// Takes up the embedder the settings name now: its vectors, and work for those missing.
    pub(super) async fn follow_settings(&self) {
        let mut followed = self.listening.followed.lock().await;
        let embedder = self.llm.embedder();
        let identity = embedder.as_ref().map(Embedder::identity);
        let serving = self.listening.serving.read().as_ref().map(|(serving, _)| serving.identity());
        // One that does not serve yet may have stopped at a wrong key, which is right now.
        if *followed == identity && serving == identity {
            return;
        }
        *self.listening.resting_until.lock() = None;
        self.listening.given_up.lock().clear();
        match self.take_up(embedder).await {
            Ok(()) => *followed = identity,
            Err(error) => tracing::error!(error = %error, "the change of embedder could not be followed"),
        }
    }

    async fn take_up(&self, embedder: Option<Embedder>) -> Result<(), StorageError> {
        let Some(embedder) = embedder else {
            let _changing = self.listening.changing.lock().await;
            *self.listening.serving.write() = None;
            self.db.write(store::serves_no_more).await?;
            return self.index.use_model(None).await;
        };
        let model = self.known_model(Some(embedder.identity())).await?;
        self.db
            .write(move |tx| {
                for source_id in store::sources_to_embed(tx, model)? {
                    jobs::enqueue(tx, &Embed { source_id })?;
                }
                Ok::<_, StorageError>(())
            })
            .await?;
        self.serve_as_before(&embedder).await?;
        self.serve_if_ready(&embedder).await
    }

    /// After a start whoever served before goes on, where the service it was asked at is the one that is chosen now: the vectors
    /// of half a change would put whatever has one first.
    async fn serve_as_before(&self, wanted: &Embedder) -> Result<(), StorageError> {
        let _changing = self.listening.changing.lock().await;
        let serving = self.listening.serving.read().as_ref().map(|(_, model)| *model);
        if let Some(model) = serving {
            // An index that was built meanwhile may have taken up the one that is still to serve.
            return self.index.use_model(Some(model)).await;
        }
        let Some(before) = self.db.read(store::served_last).await? else { return Ok(()) };
        if before.provider != wanted.identity().provider || before.place != wanted.place() {
            return Ok(());
        }
        let embedder = wanted.of_model(before.name, before.asked_dimensions);
        self.index.use_model(Some(before.model)).await?;
        *self.listening.serving.write() = Some((embedder, before.model));
        Ok(())
    }

    /// Lets this embedder serve once nothing waits for a vector of it; sooner where none ever served.
    pub(super) async fn serve_if_ready(&self, embedder: &Embedder) -> Result<(), StorageError> {
        let _changing = self.listening.changing.lock().await;
        let identity = embedder.identity();
        let serves = self.listening.serving.read().as_ref().map(|(serving, _)| serving.identity());
        if serves.as_ref() == Some(&identity) {
            return Ok(());
        }
        let found = self.db.read_long(move |conn| {
            let model = store::model(conn, &identity)?;
            let is_first = store::served_last(conn)?.is_none();
            Ok::<_, StorageError>((model, store::sources_to_embed(conn, model)?, is_first))
        });
        let (Some(model), waiting, is_first) = found.await? else { return Ok(()) };
        let is_whole = {
            let given_up = self.listening.given_up.lock();
            waiting.iter().all(|source| given_up.contains(source))
        };
        // Somebody may have chosen another one meanwhile.
        let is_wanted = self.llm.embedder().map(|wanted| wanted.identity()) == Some(embedder.identity());
        if is_wanted && (is_whole || is_first) {
            self.index.use_model(Some(model)).await?;
            *self.listening.serving.write() = Some((embedder.clone(), model));
            let place = embedder.place().to_owned();
            self.db.write(move |tx| store::serves(tx, model, &place)).await?;
        }
        Ok(())
    }

    async fn known_model(&self, identity: Option<EmbedderId>) -> Result<Option<store::Model>, StorageError> {
        match identity {
            Some(identity) => self.db.read(move |conn| store::model(conn, &identity)).await,
            None => Ok(None),
        }
    }

    /// The vector of a question, when there is an embedder, it has vectors to compare with, and it
    /// answers in time.
    pub(super) async fn meaning_of(&self, question: &str) -> Option<Meaning> {
        if let Some(beside) = &self.beside {
            return beside.meaning_of(question).await;
        }
        let wanted = self.llm.embedder();
        if self.listening.is_new(wanted.as_ref().map(Embedder::identity).as_ref()) {
            // A change that could not be followed is followed now.
            let knowledge = self.clone();
            self.tasks.spawn("new embedder", async move { knowledge.follow_settings().await });
        }
        let wanted = wanted?;
        let (serving, model) = self.listening.serving.read().clone()?;
        // The same by another key or address counts as the settings have it now.
        let embedder = if wanted.identity() == serving.identity() { wanted } else { serving };
        if self.listening.is_resting() || question.trim().is_empty() {
            return None;
        }
        let texts = [question.to_owned()];
        let answer = tokio::time::timeout(QUESTION_TIMEOUT, embedder.embed(&texts, EmbedKind::Query)).await;
        let words = match answer {
            Ok(Ok(vectors)) => {
                return vectors
                    .into_iter()
                    .next()
                    .filter(|vector| vector.len() == model.dimensions)
                    .map(|vector| Meaning { model, vector, beside: None });
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "no answer in time".to_owned(),
        };
        self.listening.rest();
        tracing::warn!(
            error = words,
            "the embedder did not answer; search goes by letters alone for a while"
        );
        None
    }
}
