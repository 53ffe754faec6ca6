//! The addresses of a site: heard of, waiting, settled; and the documents made of them.

use rusqlite::{Row, named_params};

use super::super::chunks::{Reading, replace_chunks};
use super::super::columns::word;
use super::super::sources;
use super::super::vectors;
use crate::ids::{SitePageId, SourceId};
use crate::knowledge::site_states::{PageState, Skip};
use crate::knowledge::types::ChunkDraft;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// What waits after everything else: a page that failed once.
const LATER: i64 = 1_000;

/// What an address is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Where reading begins.
    Start,
    /// A list of pages.
    Map,
    Page,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Map => "map",
            Self::Page => "page",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Start, Self::Map, Self::Page].into_iter().find(|role| role.as_str() == word)
    }

    /// The start first, so that something is known soon; then lists; then pages, the near ones before the far ones.
    fn rank(self, depth: u32) -> i64 {
        match self {
            Self::Start => 0,
            Self::Map => 1,
            Self::Page => 2 + i64::from(depth),
        }
    }
}

/// An address that was heard of.
#[derive(Debug, Clone)]
pub struct Found {
    pub identity: String,
    pub url: String,
    pub role: Role,
    pub depth: u32,
    pub hops: u32,
}

/// An address that waits to be asked for.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: SitePageId,
    pub url: String,
    pub identity: String,
    pub role: Role,
    pub depth: u32,
    pub hops: u32,
    pub attempts: u32,
    pub misses: u32,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub hash: Option<Vec<u8>>,
    /// Why it was left out the last time it was asked for.
    pub reason: Option<String>,
    pub title: Option<String>,
    pub source: Option<SourceId>,
}

/// How an address ended. What it does not name stays as it was.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    pub reason: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub hash: Option<Vec<u8>>,
    pub title: Option<String>,
    pub language: Option<String>,
    pub misses: u32,
}

/// Notes an address once a run. One that a person removed stays removed; false when nothing was to be noted.
pub fn note(tx: &WriteTx, site: SourceId, run: i64, found: &Found) -> Result<bool, StorageError> {
    let known = tx.execute(
        "UPDATE knowledge_site_page
            SET run = :run, state = 'waiting', attempts = 0, url = :url, depth = :depth, hops = :hops, rank = :rank
          WHERE site_id = :site AND identity = :identity AND run < :run AND reason IS NOT 'removed'",
        named_params! {
            ":site": site, ":identity": found.identity, ":run": run, ":url": found.url, ":depth": found.depth,
            ":hops": found.hops, ":rank": found.role.rank(found.depth),
        },
    )?;
    if known > 0 {
        return Ok(true);
    }
    let added = tx.execute(
        "INSERT INTO knowledge_site_page (id, site_id, identity, url, role, rank, depth, hops, run, state)
         VALUES (:id, :site, :identity, :url, :role, :rank, :depth, :hops, :run, 'waiting')
         ON CONFLICT (site_id, identity) DO NOTHING",
        named_params! {
            ":id": tx.new_id::<SitePageId>(), ":site": site, ":identity": found.identity, ":url": found.url,
            ":role": found.role.as_str(), ":rank": found.role.rank(found.depth), ":depth": found.depth,
            ":hops": found.hops, ":run": run,
        },
    )?;
    Ok(added > 0)
}

/// How many addresses of a site are known.
pub fn known_pages(conn: &ReadConn, site: SourceId) -> Result<usize, StorageError> {
    let known: i64 = conn.one(
        "SELECT count(*) AS known FROM knowledge_site_page WHERE site_id = :site",
        named_params! { ":site": site },
        |row| row.get("known"),
    )?;
    Ok(usize::try_from(known).unwrap_or(usize::MAX))
}

/// Why the first page, where the last redirect led to, was left out, if it was.
pub fn start_reason(conn: &ReadConn, site: SourceId) -> Result<Option<String>, StorageError> {
    let reason = conn.optional(
        "SELECT reason FROM knowledge_site_page WHERE site_id = :site AND role = 'start' ORDER BY id DESC LIMIT 1",
        named_params! { ":site": site },
        |row| row.get::<_, Option<String>>("reason"),
    )?;
    Ok(reason.flatten())
}

/// The address to be asked for next.
pub fn waiting(conn: &ReadConn, site: SourceId) -> Result<Option<Waiting>, StorageError> {
    conn.optional(
        "SELECT id, url, identity, role, depth, hops, attempts, misses, etag, last_modified, hash, reason, title, source_id
           FROM knowledge_site_page WHERE site_id = :site AND state = 'waiting' ORDER BY rank, id LIMIT 1",
        named_params! { ":site": site },
        waiting_of,
    )
}

fn waiting_of(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    Ok(Waiting {
        id: row.get("id")?,
        url: row.get("url")?,
        identity: row.get("identity")?,
        role: word(row, "role", Role::parse)?,
        depth: row.get("depth")?,
        hops: row.get("hops")?,
        attempts: row.get("attempts")?,
        misses: row.get("misses")?,
        etag: row.get("etag")?,
        last_modified: row.get("last_modified")?,
        hash: row.get("hash")?,
        reason: row.get("reason")?,
        title: row.get("title")?,
        source: row.get("source_id")?,
    })
}

/// Where a page of a site stands.
pub fn find_page(conn: &ReadConn, site: SourceId, identity: &str) -> Result<Option<PageState>, StorageError> {
    conn.optional(
        "SELECT state FROM knowledge_site_page WHERE site_id = :site AND identity = :identity",
        named_params! { ":site": site, ":identity": identity },
        |row| word(row, "state", PageState::parse),
    )
}

/// Whether another page of the site is kept that says the same.
pub fn same_words(
    conn: &ReadConn,
    site: SourceId,
    page: SitePageId,
    hash: &[u8],
) -> Result<bool, StorageError> {
    let same = conn.optional(
        "SELECT 1 AS same FROM knowledge_site_page
          WHERE site_id = :site AND hash = :hash AND id <> :page AND source_id IS NOT NULL LIMIT 1",
        named_params! { ":site": site, ":hash": hash, ":page": page },
        |row| row.get::<_, i64>("same"),
    )?;
    Ok(same.is_some())
}

/// Asks again for the pages that were left out because another one said the same.
pub fn wake_doubles(tx: &WriteTx, site: SourceId, run: i64, hash: &[u8]) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site_page
            SET state = 'waiting', run = :run, attempts = 0, etag = NULL, last_modified = NULL
          WHERE site_id = :site AND hash = :hash AND reason = 'duplicate' AND state = 'skipped'",
        named_params! { ":site": site, ":hash": hash, ":run": run },
    )?;
    Ok(())
}

/// Ends the waiting of an address.
pub fn settle(
    tx: &WriteTx,
    page: SitePageId,
    state: PageState,
    settled: &Settled,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site_page
            SET state = :state, reason = :reason, misses = :misses, seen_at_ms = :now,
                etag = ifnull(:etag, etag), last_modified = ifnull(:last_modified, last_modified),
                hash = ifnull(:hash, hash), title = ifnull(:title, title), language = ifnull(:language, language)
          WHERE id = :page",
        named_params! {
            ":page": page, ":state": state.as_str(), ":reason": settled.reason, ":misses": settled.misses,
            ":etag": settled.etag, ":last_modified": settled.last_modified, ":hash": settled.hash,
            ":title": settled.title, ":language": settled.language, ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// The same page is asked for under another spelling of its address.
pub fn move_page(tx: &WriteTx, page: SitePageId, url: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site_page SET url = :url, hops = hops + 1 WHERE id = :page",
        named_params! { ":page": page, ":url": url },
    )?;
    Ok(())
}

/// Puts an address behind all others, with one attempt more.
pub fn postpone_page(tx: &WriteTx, page: SitePageId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site_page SET attempts = attempts + 1, rank = rank + :later WHERE id = :page",
        named_params! { ":page": page, ":later": LATER },
    )?;
    Ok(())
}

/// Leaves out everything that still waits.
pub fn skip_waiting(tx: &WriteTx, site: SourceId, why: Skip) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site_page SET state = 'skipped', reason = :reason
          WHERE site_id = :site AND state = 'waiting' AND source_id IS NULL",
        named_params! { ":site": site, ":reason": why.code() },
    )?;
    tx.execute(
        "UPDATE knowledge_site_page SET state = 'unchanged', reason = :reason
          WHERE site_id = :site AND state = 'waiting'",
        named_params! { ":site": site, ":reason": why.code() },
    )?;
    Ok(())
}

/// A page of a site about to be kept as a document.
#[derive(Debug)]
pub struct KeptPage<'a> {
    pub site: SourceId,
    pub page: &'a Waiting,
    pub language: Option<&'a str>,
}

/// Keeps a page as a document of its own, `working` until it is findable; gives its id and revision. Nothing when a person's
/// text stands in it, or is on its way.
pub fn keep_page(
    tx: &WriteTx,
    kept: &KeptPage<'_>,
    drafts: &[ChunkDraft],
    reading: &Reading<'_>,
) -> Result<Option<(SourceId, i64)>, StorageError> {
    let id = match kept.page.source {
        Some(id) => id,
        None => insert_page(tx, kept, reading.title)?,
    };
    let begun = tx.execute(
        "UPDATE knowledge_source
            SET state = 'working', reason_code = NULL, reason_message = NULL, language = :language, url = :url
          WHERE id = :id AND corrected = 0 AND state <> 'queued'",
        named_params! { ":id": id, ":language": kept.language, ":url": kept.page.url },
    )?;
    if begun == 0 {
        return Ok(None);
    }
    let revision: i64 =
        tx.one("SELECT revision FROM knowledge_source WHERE id = :id", named_params! { ":id": id }, |row| {
            row.get("revision")
        })?;
    let own = sources::find(tx, id)?.map(|source| source.title);
    // A title a person gave it stays.
    let title = own.filter(|own| kept.page.source.is_some() && kept.page.title.as_ref() != Some(own));
    let reading = Reading { title: title.as_deref().unwrap_or(reading.title), ..*reading };
    replace_chunks(tx, id, revision, drafts, &reading)?;
    Ok(Some((id, revision)))
}

fn insert_page(tx: &WriteTx, kept: &KeptPage<'_>, title: &str) -> Result<SourceId, StorageError> {
    let id = tx.new_id::<SourceId>();
    tx.execute(
        "INSERT INTO knowledge_source (id, kind, title, state, url, bytes, site_id, created_at_ms, updated_at_ms)
         VALUES (:id, 'page', :title, 'working', :url, 0, :site, :now, :now)",
        named_params! { ":id": id, ":title": title, ":url": kept.page.url, ":site": kept.site, ":now": tx.now() },
    )?;
    tx.execute("INSERT INTO knowledge_content (source_id) VALUES (:id)", named_params! { ":id": id })?;
    tx.execute(
        "UPDATE knowledge_site_page SET source_id = :id WHERE id = :page",
        named_params! { ":id": id, ":page": kept.page.id },
    )?;
    Ok(id)
}

/// Removes the document of a page, with what search finds of it.
pub fn forget_page(tx: &WriteTx, source: SourceId) -> Result<(), StorageError> {
    vectors::forget_source(tx, source)?;
    sources::delete(tx, source).map(drop)
}

/// The documents of a site.
pub fn page_sources(conn: &ReadConn, site: SourceId) -> Result<Vec<SourceId>, StorageError> {
    conn.all(
        "SELECT id FROM knowledge_source WHERE site_id = :site ORDER BY id",
        named_params! { ":site": site },
        |row| row.get("id"),
    )
}

/// The address a document was made of, where it is a page of a site.
pub fn site_page_of(conn: &ReadConn, source: SourceId) -> Result<Option<SitePageId>, StorageError> {
    conn.optional(
        "SELECT id FROM knowledge_site_page WHERE source_id = :source",
        named_params! { ":source": source },
        |row| row.get("id"),
    )
}

/// A person removed the page: it is not read again.
pub fn leave_out(tx: &WriteTx, page: SitePageId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site_page SET state = 'skipped', reason = :reason, hash = NULL WHERE id = :page",
        named_params! { ":page": page, ":reason": Skip::Removed.code() },
    )?;
    Ok(())
}
