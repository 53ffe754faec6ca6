//! Keeps search and the embedder the settings name in step: builds the index at start, notices a
//! change of embedder, asks for the vector of a question and stops asking for a while when that fails.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::Knowledge;
use super::embed::Embed;
use super::search::Meaning;
use super::store;
use crate::events::{Bus, Topic};
use crate::jobs;
use crate::llm::{EmbedKind, Embedder, EmbedderId};
use crate::storage::StorageError;

/// How long a search waits for the vector of its question.
const QUESTION_TIMEOUT: Duration = Duration::from_secs(2);
/// After a failure no search asks the embedder for this long.
const REST: Duration = Duration::from_secs(30);
/// The topic on which settings announce their changes.
const SETTINGS_TOPIC: Topic = Topic::Settings;

/// What is known about the embedder.
#[derive(Debug, Default)]
pub(super) struct Health {
    resting_until: Mutex<Option<Instant>>,
    /// Held while a change is followed, so that whoever waits for it finds it done.
    in_use: tokio::sync::Mutex<Option<EmbedderId>>,
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
        self.in_use.try_lock().map_or(true, |in_use| in_use.as_ref() != embedder)
    }
}

impl Knowledge {
    /// Builds the index in the background and follows the settings from then on.
    pub fn start(&self, bus: &Bus) {
        let (knowledge, mut heard, stopping) = (self.clone(), bus.subscribe(), self.tasks.stopping());
        self.tasks.spawn("knowledge index", async move {
            knowledge.build_index().await;
            if let Err(error) = knowledge.compare_the_rest().await {
                tracing::error!(error = %error, "sources could not be put in line to be compared");
            }
            loop {
                tokio::select! {
                    () = stopping.cancelled() => return,
                    event = heard.recv() => match event {
                        Ok(numbered) if numbered.event.topic != SETTINGS_TOPIC => {}
                        Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => knowledge.follow_settings().await,
                        Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
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
        let mut in_use = self.listening.in_use.lock().await;
        let identity = self.llm.embedder().map(|embedder| embedder.identity());
        if *in_use == identity {
            return;
        }
        *self.listening.resting_until.lock() = None;
        match self.take_up(identity.clone()).await {
            Ok(()) => *in_use = identity,
            Err(error) => tracing::error!(error = %error, "the change of embedder could not be followed"),
        }
    }

    async fn take_up(&self, identity: Option<EmbedderId>) -> Result<(), StorageError> {
        let model = self.known_model(identity.clone()).await?;
        self.index.use_model(model).await?;
        if identity.is_none() {
            return Ok(());
        }
        self.db
            .write(move |tx| {
                for source_id in store::sources_to_embed(tx, model)? {
                    jobs::enqueue(tx, &Embed { source_id })?;
                }
                Ok(())
            })
            .await
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
        let embedder = self.llm.embedder();
        if self.listening.is_new(embedder.as_ref().map(Embedder::identity).as_ref()) {
            // Settings are announced a moment before they are in use.
            let knowledge = self.clone();
            self.tasks.spawn("new embedder", async move { knowledge.follow_settings().await });
            return None;
        }
        let (embedder, model) = (embedder?, self.index.model()?);
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
                    .map(|vector| (model, vector));
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
