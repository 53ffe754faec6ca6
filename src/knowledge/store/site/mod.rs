//! Sites and the addresses heard of on them.

mod pages;
mod report;

use rusqlite::{Row, named_params};
use url::Url;

use super::columns::{as_i64, word};
use crate::clock::Timestamp;
use crate::ids::SourceId;
use crate::knowledge::site_states::SiteState;
use crate::knowledge::types::Reason;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub use pages::{
    Found, KeptPage, Role, Settled, Waiting, find_page, forget_page, keep_page, known_pages, leave_out,
    move_page, note, page_sources, postpone_page, same_words, settle, site_page_of, skip_waiting,
    start_reason, waiting, wake_doubles,
};
pub use report::{SitePage, SiteReport, pages, report};

/// A site as its reader needs it.
#[derive(Debug, Clone)]
pub struct Site {
    pub id: SourceId,
    pub state: SiteState,
    pub origin: Url,
    pub run: i64,
    pub robots: String,
    /// Whether `robots` is of this run.
    pub robots_read: bool,
    /// Requests in a row that brought no answer.
    pub silent: u32,
    pub bytes: u64,
    /// Pages read in this run.
    pub read: u32,
    pub began_at: Timestamp,
}

pub fn insert_site(tx: &WriteTx, id: SourceId, origin: &str) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO knowledge_site (source_id, state, origin, began_at_ms) VALUES (:id, 'reading', :origin, :now)",
        named_params! { ":id": id, ":origin": origin, ":now": tx.now() },
    )?;
    Ok(())
}

pub fn find(conn: &ReadConn, id: SourceId) -> Result<Option<Site>, StorageError> {
    conn.optional(
        "SELECT source_id, state, origin, run, robots, robots_run, silent, bytes, began_at_ms,
                (SELECT count(*) FROM knowledge_site_page AS page
                  WHERE page.site_id = site.source_id AND page.run = site.run
                    AND page.state IN ('read', 'unchanged') AND page.role <> 'map') AS pages_read
           FROM knowledge_site AS site WHERE source_id = :id",
        named_params! { ":id": id },
        |row| {
            let run: i64 = row.get("run")?;
            Ok(Site {
                id: row.get("source_id")?,
                state: word(row, "state", SiteState::parse)?,
                origin: word(row, "origin", |text| Url::parse(text).ok())?,
                run,
                robots: row.get("robots")?,
                robots_read: row.get::<_, i64>("robots_run")? == run,
                silent: row.get("silent")?,
                bytes: row.get::<_, i64>("bytes")?.unsigned_abs(),
                read: row.get("pages_read")?,
                began_at: row.get("began_at_ms")?,
            })
        },
    )
}

/// A site at one of these origins, if there is one.
pub fn site_at(conn: &ReadConn, places: &[String]) -> Result<Option<SourceId>, StorageError> {
    conn.optional(
        "SELECT source_id FROM knowledge_site WHERE origin IN (SELECT value FROM json_each(:places)) LIMIT 1",
        named_params! { ":places": serde_json::json!(places).to_string() },
        |row| row.get("source_id"),
    )
}

pub fn count_sites(conn: &ReadConn) -> Result<u32, StorageError> {
    conn.one("SELECT count(*) AS sites FROM knowledge_site", [], |row| row.get("sites"))
}

/// Sites that read on, and sites whose day has come again.
pub fn sites_to_read(conn: &ReadConn, now: Timestamp) -> Result<Vec<(SourceId, SiteState)>, StorageError> {
    conn.all(
        "SELECT source_id, state FROM knowledge_site
          WHERE state = 'reading' OR (again_at_ms IS NOT NULL AND again_at_ms <= :now) ORDER BY source_id",
        named_params! { ":now": now },
        |row: &Row<'_>| Ok((row.get("source_id")?, word(row, "state", SiteState::parse)?)),
    )
}

/// Reads on where reading ended.
pub fn resume_site(tx: &WriteTx, id: SourceId) -> Result<(), StorageError> {
    set_state(tx, id, SiteState::Reading)?;
    working(tx, id)
}

/// Begins another run: every page that is known as one is asked for again, and so is what failed the last time.
pub fn begin_run(tx: &WriteTx, id: SourceId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site
            SET state = 'reading', run = run + 1, silent = 0, bytes = 0, began_at_ms = :now, ended_at_ms = NULL,
                again_at_ms = NULL
          WHERE source_id = :id",
        named_params! { ":id": id, ":now": tx.now() },
    )?;
    tx.execute(
        "UPDATE knowledge_site_page
            SET state = 'waiting', attempts = 0, hops = 0,
                rank = CASE role WHEN 'start' THEN 0 WHEN 'map' THEN 1 ELSE 2 + depth END,
                run = (SELECT run FROM knowledge_site WHERE source_id = :id)
          WHERE site_id = :id AND reason IS NOT 'removed'
            AND (source_id IS NOT NULL OR role <> 'page' OR state IN ('failed', 'waiting')
                 OR reason IN ('page_limit', 'byte_limit'))",
        named_params! { ":id": id },
    )?;
    working(tx, id)
}

fn working(tx: &WriteTx, id: SourceId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source SET state = 'working', progress = 0, reason_code = NULL, reason_message = NULL
          WHERE id = :id",
        named_params! { ":id": id },
    )?;
    Ok(())
}

/// Keeps what the site asks of programs, for this run.
pub fn keep_robots(tx: &WriteTx, id: SourceId, text: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site SET robots = :text, robots_run = run, silent = 0 WHERE source_id = :id",
        named_params! { ":id": id, ":text": text },
    )?;
    Ok(())
}

/// The site answers under this origin.
pub fn settle_origin(tx: &WriteTx, id: SourceId, origin: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site SET origin = :origin WHERE source_id = :id",
        named_params! { ":id": id, ":origin": origin },
    )?;
    Ok(())
}

/// Counts what came; an answer of any kind ends the silence.
pub fn heard(tx: &WriteTx, id: SourceId, bytes: usize) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site SET silent = 0, bytes = bytes + :bytes WHERE source_id = :id",
        named_params! { ":id": id, ":bytes": as_i64(bytes) },
    )?;
    Ok(())
}

/// Counts a request without an answer, and how many there were in a row.
pub fn not_heard(tx: &WriteTx, id: SourceId) -> Result<u32, StorageError> {
    tx.execute(
        "UPDATE knowledge_site SET silent = silent + 1 WHERE source_id = :id",
        named_params! { ":id": id },
    )?;
    tx.one("SELECT silent FROM knowledge_site WHERE source_id = :id", named_params! { ":id": id }, |row| {
        row.get("silent")
    })
}

pub fn set_state(tx: &WriteTx, id: SourceId, state: SiteState) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_site SET state = :state WHERE source_id = :id",
        named_params! { ":id": id, ":state": state.as_str() },
    )?;
    Ok(())
}

/// The end of a run. What was read stays readable whatever the end.
pub fn end_run(
    tx: &WriteTx,
    id: SourceId,
    fault: Option<&Reason>,
    again_at: Option<Timestamp>,
) -> Result<(), StorageError> {
    let state = if fault.is_some() { SiteState::Failed } else { SiteState::Done };
    tx.execute(
        "UPDATE knowledge_site SET state = :state, ended_at_ms = :now, again_at_ms = :again_at, silent = 0
          WHERE source_id = :id",
        named_params! { ":id": id, ":state": state.as_str(), ":now": tx.now(), ":again_at": again_at },
    )?;
    source_state(tx, id, fault)
}

/// A person stopped it: no run begins by itself any more.
pub fn stop_site(tx: &WriteTx, id: SourceId) -> Result<bool, StorageError> {
    let stopped = tx.execute(
        "UPDATE knowledge_site SET state = 'stopped', ended_at_ms = :now, again_at_ms = NULL
          WHERE source_id = :id AND state = 'reading'",
        named_params! { ":id": id, ":now": tx.now() },
    )?;
    if stopped > 0 {
        source_state(tx, id, None)?;
    }
    Ok(stopped > 0)
}

fn source_state(tx: &WriteTx, id: SourceId, fault: Option<&Reason>) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source
            SET state = iif(:code IS NULL, 'ready', 'failed'), reason_code = :code, reason_message = :message,
                progress = 100, updated_at_ms = :now
          WHERE id = :id",
        named_params! {
            ":id": id, ":code": fault.map(|reason| &reason.code), ":message": fault.map(|reason| &reason.message),
            ":now": tx.now(),
        },
    )?;
    Ok(())
}

/// Adds up on the site's own row what its pages hold and how far reading has come.
pub fn add_up(tx: &WriteTx, id: SourceId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source
            SET (chunks, bytes) = (SELECT ifnull(sum(page.chunks), 0), ifnull(sum(page.bytes), 0)
                                     FROM knowledge_source AS page WHERE page.site_id = :id),
                progress = (SELECT 99 - 99 * ifnull(sum(state = 'waiting'), 0) / max(count(*), 1)
                              FROM knowledge_site_page WHERE site_id = :id
                               AND run = (SELECT run FROM knowledge_site WHERE source_id = :id))
          WHERE id = :id AND state = 'working'",
        named_params! { ":id": id },
    )?;
    Ok(())
}

/// The title of a site nobody has named yet is its address; its first page knows better.
pub fn name_site(tx: &WriteTx, id: SourceId, title: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source SET title = :title WHERE id = :id AND title = url",
        named_params! { ":id": id, ":title": title },
    )?;
    Ok(())
}
