//! What the shop knows, findable: texts, files, pages, questions with answers; and where the owner wants it, what some sites of
//! others say (`web/`).
//!
//! Owns the tables `knowledge_*`, the search index in memory and the reading of documents. It finds
//! passages and never writes an answer; it never parses a document outside the sandboxed child; its
//! index is never the truth, rows are.

pub mod analyse;
mod ask;
mod beside;
mod changes;
mod checked;
mod chunk;
mod chunk_table;
mod compare;
mod disagreements;
mod embed;
pub mod fetch;
pub mod fuse;
mod index;
mod ingest;
pub mod lexical_index;
mod listen;
mod original;
mod page_signs;
mod page_routes;
mod page_says;
mod page_text;
mod pictures;
mod postings;
mod rerank;
mod routes;
mod rows;
mod search;
mod shop;
mod shop_text;
mod site;
mod site_routes;
mod site_states;
mod statement;
mod store;
mod tokens;
mod types;
mod upload;
pub mod vector_index;
mod versions;
mod visit;
pub mod web;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

pub use beside::NotBeside;
pub use compare::{
    CompareSource, MAX_DISAGREEMENTS, Pieces, counts, keep_compared, pieces, statements_about,
};
pub use embed::Embed;
pub use ingest::Ingest;
pub use rerank::{CANDIDATES, rerank};
pub use shop::{LeaveShop, ReadShop, ShopNews, hear_of_shop};
pub use shop_text::{ShopText, TextOfShop};
pub use site::{ReadSite, RefreshSites};
pub use statement::{Disputed, MAX_STATEMENTS, Statement, StatementKind};
pub use store::{Standing, standing};
pub use types::{
    Found, Pair, Passage, PassageKind, Query, Reason, SearchMode, Source, SourceKind, SourceState,
};

use utoipa_axum::router::OpenApiRouter;

use crate::clock::Clock;
use crate::events::Topic;
use crate::extract::Extractor;
use crate::llm::Llm;
use crate::storage::{Db, ReadConn, StorageError};
use crate::tasks::Tasks;
use fetch::Fetcher;
use index::{Index, Ready};

/// How the names of tables begin that are made while the shop runs: one for each embedding model.
pub const TABLES_MADE_LATER: &str = "knowledge_vector_";

/// The topic on which screens hear about a source.
pub const TOPIC: Topic = Topic::Source;

/// The room. Clones share its index.
#[derive(Clone)]
pub struct Knowledge {
    db: Db,
    llm: Llm,
    fetcher: Fetcher,
    extractor: Extractor,
    text_of_shop: TextOfShop,
    index: Index,
    listening: Arc<listen::Health>,
    /// Set where an embedder is tried that is not in use.
    beside: Option<Arc<beside::Beside>>,
    clock: Clock,
    tasks: Tasks,
    /// Uploads held in memory at the same time.
    upload_places: Arc<Semaphore>,
}

/// What the room is built from.
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub tasks: Tasks,
    pub llm: Llm,
    pub fetcher: Fetcher,
    pub extractor: Extractor,
    pub text_of_shop: TextOfShop,
}

/// The addresses of this room.
pub fn routes() -> OpenApiRouter<Knowledge> {
    routes::routes()
        .merge(page_routes::routes())
        .merge(site_routes::routes())
        .merge(versions::routes())
        .merge(disagreements::routes())
}

impl Knowledge {
    pub fn new(parts: Parts) -> Self {
        let Parts { db, clock, tasks, llm, fetcher, extractor, text_of_shop } = parts;
        let upload_places = Arc::new(Semaphore::new(upload::PLACES));
        let (index, listening) = (Index::new(db.clone()), Arc::default());
        Self {
            db,
            llm,
            fetcher,
            extractor,
            text_of_shop,
            index,
            listening,
            beside: None,
            clock,
            tasks,
            upload_places,
        }
    }

    /// What asks the outside through the filter of addresses, for rooms that ask others than pages.
    pub fn fetcher(&self) -> Fetcher {
        self.fetcher.clone()
    }

    /// Whether the shop has told us anything yet.
    pub fn is_empty(conn: &ReadConn) -> Result<bool, StorageError> {
        Ok(store::count(conn)? == 0)
    }

    /// Passages that may answer, best first. By letters alone when no embedder is set or answers.
    pub async fn search(&self, query: &Query) -> Result<Found, StorageError> {
        self.search_within(query, Ready::Whole, search::PATIENCE).await
    }

    /// The same for somebody who looks on: soon after a start it answers from what is ready, and waits for no vectors.
    pub async fn search_soon(&self, query: &Query) -> Result<Found, StorageError> {
        self.search_within(query, Ready::Letters, search::SOON).await
    }

    async fn search_within(
        &self,
        query: &Query,
        wanted: Ready,
        patience: Duration,
    ) -> Result<Found, StorageError> {
        if !self.index.wait_until(wanted, patience).await {
            tracing::info!("a search did not wait for the whole index, which is still being built");
        }
        // Asked only now: while vectors are being read there are none to compare a question with.
        let meaning = self.meaning_of(&query.text).await;
        search::search(&self.db, &self.index, query.clone(), meaning, self.clock.now()).await
    }
}
