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
use super::shop_text::{self, ShopText};
use super::store::{self, Content, Correction, Work};
use super::types::{ChunkDraft, Pair, Reason};
use super::{Knowledge, TOPIC};
use crate::clock::Timestamp;
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
    let Some(work) = begin(knowledge, id).await? else {
        // It is gone; search lets go of what it holds.
        knowledge.index.refresh(id).await?;
        return Ok(());
    };
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
    /// Of a web shop.
    shop: Option<Shop>,
}

/// What is kept of a web shop beside its text.
struct Shop {
    products: usize,
    read_at: Timestamp,
    /// Why it could not be read since, or that there is nothing.
    fault: Option<Reason>,
}

async fn prepare(
    knowledge: &Knowledge,
    id: SourceId,
    work: Work,
) -> Result<Result<Prepared, Reason>, StorageError> {
    let title = work.title;
    if let Some(Correction { text, warnings, pages, to_confirm }) = work.correction {
        let drafts = drafts(&pictures::confirmed(&text, &to_confirm));
        let text = Some(text);
        return Ok(Ok(Prepared { title, text, warnings, pages, to_confirm, drafts, shop: None }));
    }
    let prepared = match work.content {
        Content::Text(text) => Ok(Prepared::typed(title, drafts(&text))),
        Content::Pairs(pairs) => Ok(Prepared::typed(title, pairs.into_iter().map(pair_draft).collect())),
        Content::File { kind, bytes } => {
            read_file(knowledge, kind, bytes).await.map(|seen| from_file(title, seen))
        }
        Content::Shop(shop) => match knowledge.text_of_shop(shop).await? {
            Some(said) => Ok(Prepared::of_shop(title, said)),
            None => Err(shop_text::reason("no_such_shop")),
        },
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
        // A shop that sells nothing any more is known to sell nothing.
        let is_told = prepared.shop.is_some();
        if prepared.drafts.is_empty() && !waits && !is_told {
            Err(reason(Fault::NoText))
        } else {
            Ok(prepared)
        }
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
    let drafts = drafts(&text);
    Prepared { title, drafts, text: Some(text), warnings, pages, to_confirm: Vec::new(), shop: None }
}

fn from_file(title: String, Seen { extracted, to_confirm }: Seen) -> Prepared {
    let Extracted { text, warnings, pages, title: _ } = extracted;
    let drafts = drafts(&pictures::confirmed(&text, &to_confirm));
    Prepared { title, drafts, text: Some(text), warnings, pages, to_confirm, shop: None }
}

impl Prepared {
    fn typed(title: String, drafts: Vec<ChunkDraft>) -> Self {
        let (warnings, to_confirm) = Default::default();
        Self { title, drafts, text: None, warnings, pages: None, to_confirm, shop: None }
    }

    fn of_shop(title: String, said: ShopText) -> Self {
        let drafts = drafts(&said.text);
        let fault = said.fault.as_deref().or_else(|| drafts.is_empty().then_some("no_products"));
        let shop =
            Shop { products: said.products, read_at: said.read_at, fault: fault.map(shop_text::reason) };
        Self {
            text: Some(said.text),
            warnings: said.warnings,
            shop: Some(shop),
            ..Self::typed(title, drafts)
        }
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
    let fault = prepared.shop.as_ref().and_then(|shop| shop.fault.clone());
    let kept = knowledge
        .db
        .write_background(move |tx| {
            let Prepared { title, text, drafts, warnings, pages, to_confirm, shop } = &prepared;
            let reading =
                store::Reading { title, text: text.as_deref(), warnings, pages: *pages, to_confirm };
            let kept = store::replace_chunks(tx, id, revision, drafts, &reading)?;
            if let Some(shop) = shop.as_ref().filter(|_| kept) {
                store::shop::keep(tx, id, shop.products, text.as_deref().map_or(0, str::len), shop.read_at)?;
            }
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
            match &fault {
                Some(fault) => store::fail(tx, id, revision, fault).map(drop)?,
                None => store::finish(tx, id, revision)?,
            }
            tx.announce(TOPIC, id);
            Ok::<_, StorageError>(())
        };
        knowledge.db.write(write).await?;
    }
    Ok(())
}
