//! The way of a source into search: fetch or open, take the text out, cut, keep, index. What goes
//! wrong with the source itself ends in the state `failed` with words for the owner; only our own
//! troubles are tried again.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::chunk;
use super::compare::CompareSource;
use super::embed::Embed;
use super::fetch::FetchFault;
use super::pictures::{self, Seen, reason};
use super::store::{self, Content, Correction, Work};
use super::types::{ChunkDraft, Pair, Reason};
use super::{Knowledge, TOPIC};
use crate::extract::{Extracted, Fault, Kind, Warning};
use crate::ids::SourceId;
use crate::jobs::{self, Job, JobError};
use crate::storage::{StorageError, WriteTx};

/// Percent done once the text is there; the rest is cutting and keeping.
const TEXT_THERE: u8 = 60;

/// Take the text out of a source, cut it and make it findable.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ingest {
    pub source_id: SourceId,
}

impl Job for Ingest {
    const KIND: &'static str = "knowledge.ingest";
    const MAX_ATTEMPTS: u32 = 5;

    fn key(&self) -> Option<String> {
        Some(self.source_id.to_string())
    }

    /// One at a time, so that a pile of uploads leaves the other workers free.
    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }
}

impl Knowledge {
    /// Runs [`Ingest`].
    pub async fn ingest(self, job: Ingest) -> Result<(), JobError> {
        run(&self, job.source_id).await
    }
}

/// Works on one source. A source that is gone or changes meanwhile is nobody's fault.
async fn run(knowledge: &Knowledge, id: SourceId) -> Result<(), JobError> {
    let Some(work) = begin(knowledge, id).await? else { return Ok(()) };
    let revision = work.revision;
    match prepare(knowledge, id, work).await? {
        Ok(prepared) => keep(knowledge, id, revision, prepared).await?,
        Err(reason) => {
            let write = move |tx: &WriteTx| {
                store::fail(tx, id, revision, &reason)?;
                tx.announce(TOPIC, id);
                Ok::<_, StorageError>(())
            };
            knowledge.db.write(write).await?;
        }
    }
    Ok(())
}

async fn begin(knowledge: &Knowledge, id: SourceId) -> Result<Option<Work>, StorageError> {
    knowledge
        .db
        .write(move |tx| {
            store::begin(tx, id)?;
            tx.announce(TOPIC, id);
            Ok::<_, StorageError>(())
        })
        .await?;
    knowledge.db.read(move |conn| store::take(conn, id)).await
}

/// What is kept of a source.
struct Prepared {
    title: String,
    /// The text taken out of a file or page, to be shown beside it.
    text: Option<String>,
    warnings: Vec<Warning>,
    pages: Option<u32>,
    /// Pages that no search finds before a person confirms them.
    to_confirm: Vec<u32>,
    drafts: Vec<ChunkDraft>,
}

async fn prepare(
    knowledge: &Knowledge,
    id: SourceId,
    work: Work,
) -> Result<Result<Prepared, Reason>, StorageError> {
    let title = work.title;
    if let Some(Correction { text, warnings, pages, to_confirm }) = work.correction {
        let drafts = drafts(&pictures::confirmed(&text, &to_confirm));
        return Ok(Ok(Prepared { title, text: Some(text), warnings, pages, to_confirm, drafts }));
    }
    let prepared = match work.content {
        Content::Text(text) => Ok(Prepared::typed(title, drafts(&text))),
        Content::Pairs(pairs) => Ok(Prepared::typed(title, pairs.into_iter().map(pair_draft).collect())),
        Content::File { kind, bytes } => {
            read_file(knowledge, kind, bytes).await.map(|seen| from_file(title, seen))
        }
        Content::Page { url } | Content::Site { url } => {
            // A page keeps the title a person gave it; until then its address stands for it.
            let untitled = title == url;
            read_page(knowledge, &url).await.map(|page| {
                let title = if untitled { page.title.clone().unwrap_or(title) } else { title };
                from_text(title, page)
            })
        }
    };
    knowledge
        .db
        .write(move |tx| {
            store::progress(tx, id, TEXT_THERE)?;
            tx.announce(TOPIC, id);
            Ok::<_, StorageError>(())
        })
        .await?;
    Ok(prepared.and_then(|prepared| {
        let waits = !prepared.to_confirm.is_empty();
        if prepared.drafts.is_empty() && !waits { Err(reason(Fault::NoText)) } else { Ok(prepared) }
    }))
}

async fn read_file(knowledge: &Knowledge, kind: Kind, bytes: Vec<u8>) -> Result<Seen, Reason> {
    let bytes = Bytes::from(bytes);
    let outcome = knowledge.extractor.extract(kind, bytes.clone()).await;
    pictures::read(knowledge, kind, bytes, outcome).await
}

async fn read_page(knowledge: &Knowledge, url: &str) -> Result<Extracted, Reason> {
    let fetched = knowledge.fetcher.fetch(url).await.map_err(fetch_reason)?;
    // What a site calls text may still be a program; the same check as for files.
    let kind =
        crate::extract::recognise(None, Some(fetched.kind.media_type()), &fetched.content).map_err(reason)?;
    knowledge.extractor.extract(kind, fetched.content).await.map_err(reason)
}

fn from_text(title: String, extracted: Extracted) -> Prepared {
    let Extracted { text, warnings, pages, title: _ } = extracted;
    Prepared { title, drafts: drafts(&text), text: Some(text), warnings, pages, to_confirm: Vec::new() }
}

fn from_file(title: String, Seen { extracted, to_confirm }: Seen) -> Prepared {
    let Extracted { text, warnings, pages, title: _ } = extracted;
    let drafts = drafts(&pictures::confirmed(&text, &to_confirm));
    Prepared { title, drafts, text: Some(text), warnings, pages, to_confirm }
}

impl Prepared {
    fn typed(title: String, drafts: Vec<ChunkDraft>) -> Self {
        Self { title, drafts, text: None, warnings: Vec::new(), pages: None, to_confirm: Vec::new() }
    }
}

pub(super) fn drafts(text: &str) -> Vec<ChunkDraft> {
    let pieces = chunk::cut(text).into_iter();
    pieces
        .map(|piece| ChunkDraft {
            heading: piece.heading,
            text: piece.text,
            question: None,
            phrasings: Vec::new(),
        })
        .collect()
}

fn pair_draft(pair: Pair) -> ChunkDraft {
    let mut phrasings = vec![pair.question.clone()];
    phrasings.extend(pair.phrasings);
    ChunkDraft { heading: String::new(), text: pair.answer, question: Some(pair.question), phrasings }
}

fn fetch_reason(fault: FetchFault) -> Reason {
    Reason { code: fault.code().to_owned(), message: fault.to_string() }
}

async fn keep(
    knowledge: &Knowledge,
    id: SourceId,
    revision: i64,
    prepared: Prepared,
) -> Result<(), StorageError> {
    let embed = knowledge.llm.embedder().is_some();
    let kept = knowledge
        .db
        .write_background(move |tx| {
            let Prepared { title, text, drafts, warnings, pages, to_confirm } = &prepared;
            let reading =
                store::Reading { title, text: text.as_deref(), warnings, pages: *pages, to_confirm };
            let kept = store::replace_chunks(tx, id, revision, drafts, &reading)?;
            if kept && embed {
                jobs::enqueue(tx, &Embed { source_id: id })?;
            }
            if kept {
                jobs::enqueue(tx, &CompareSource { source_id: id })?;
            }
            tx.announce(TOPIC, id);
            Ok::<_, StorageError>(kept)
        })
        .await?;
    if kept {
        knowledge.index.refresh(id).await?;
        // Ready means findable: only now.
        let write = move |tx: &WriteTx| {
            store::finish(tx, id, revision)?;
            tx.announce(TOPIC, id);
            Ok::<_, StorageError>(())
        };
        knowledge.db.write(write).await?;
    }
    Ok(())
}
