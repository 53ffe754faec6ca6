//! Sources and their content.

use rusqlite::{Row, named_params};

use super::columns::{as_i64, parse_pairs, word};
use super::originals;
use super::versions::keep_version;
use crate::clock::Timestamp;
use crate::extract::{Kind, Warning};
use crate::ids::{ShopId, SourceId};
use crate::knowledge::types::{Pair, Reason, ReplacedBy, Source, SourceKind, SourceState, Validity};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A source about to be kept.
#[derive(Debug)]
pub struct NewSource {
    pub title: String,
    pub content: Content,
}

/// What a source is made from.
#[derive(Debug, Clone)]
pub enum Content {
    Text(String),
    Pairs(Vec<Pair>),
    File {
        kind: Kind,
        bytes: Vec<u8>,
    },
    Page {
        url: String,
    },
    /// Read by its own rules, see `site/`.
    Site {
        url: String,
    },
    /// Given by the web shop, see `shop.rs`.
    Shop(ShopId),
}

impl Content {
    fn kind(&self) -> SourceKind {
        match self {
            // The table tells a shop by its row in `knowledge_shop`.
            Self::Text(_) | Self::Shop(_) => SourceKind::Text,
            Self::Pairs(_) => SourceKind::Faq,
            Self::File { .. } => SourceKind::File,
            // The table tells a site by its row in `knowledge_site`.
            Self::Page { .. } | Self::Site { .. } => SourceKind::Page,
        }
    }

    fn columns(&self) -> Columns<'_> {
        let empty = Columns::default();
        match self {
            Self::Text(text) => Columns { text: Some(text), bytes: text.len(), ..empty },
            Self::Pairs(pairs) => {
                let pairs = serde_json::json!(pairs).to_string();
                Columns { bytes: pairs.len(), pairs: Some(pairs), ..empty }
            }
            Self::File { kind, bytes } => {
                Columns { document_kind: Some(kind.as_str()), bytes: bytes.len(), ..empty }
            }
            Self::Page { url } | Self::Site { url } => Columns { url: Some(url), ..empty },
            Self::Shop(_) => empty,
        }
    }
}

#[derive(Default)]
struct Columns<'a> {
    text: Option<&'a str>,
    pairs: Option<String>,
    document_kind: Option<&'static str>,
    url: Option<&'a str>,
    bytes: usize,
}

/// A source with what is needed to work on it.
#[derive(Debug)]
pub struct Work {
    pub title: String,
    pub revision: i64,
    pub content: Content,
    /// Of a file or page whose text a person corrected.
    pub correction: Option<Correction>,
}

/// A person's text in place of the one that was read, with what reading had found.
#[derive(Debug)]
pub struct Correction {
    pub text: String,
    pub warnings: Vec<Warning>,
    pub pages: Option<u32>,
    pub to_confirm: Vec<u32>,
}

const SOURCE_COLUMNS: &str = "SELECT id,
           CASE WHEN EXISTS (SELECT 1 FROM knowledge_site AS site WHERE site.source_id = knowledge_source.id) THEN 'site'
                WHEN EXISTS (SELECT 1 FROM knowledge_shop AS shop WHERE shop.source_id = knowledge_source.id) THEN 'shop'
                ELSE kind END AS kind,
           site_id, language, enabled, counts_from_ms, counts_until_ms, title, state, reason_code, reason_message, bytes, chunks, url,
           warnings, pages, corrected, to_confirm, progress, created_at_ms, updated_at_ms
      FROM knowledge_source";

/// Keeps a source; the pieces of a file are there already.
pub fn insert(tx: &WriteTx, id: SourceId, new: &NewSource, file_bytes: usize) -> Result<(), StorageError> {
    let columns = new.content.columns();
    let bytes = if columns.document_kind.is_some() { file_bytes } else { columns.bytes };
    tx.execute(
        "INSERT INTO knowledge_source
             (id, kind, title, state, document_kind, url, bytes, created_at_ms, updated_at_ms)
         VALUES (:id, :kind, :title, 'queued', :document_kind, :url, :bytes, :now, :now)",
        named_params! {
            ":id": id, ":kind": new.content.kind().as_str(), ":title": new.title,
            ":document_kind": columns.document_kind, ":url": columns.url,
            ":bytes": as_i64(bytes), ":now": tx.now(),
        },
    )?;
    tx.execute(
        "INSERT INTO knowledge_content (source_id, text, pairs) VALUES (:id, :text, :pairs)",
        named_params! { ":id": id, ":text": columns.text, ":pairs": columns.pairs },
    )?;
    Ok(())
}

pub fn find(conn: &ReadConn, id: SourceId) -> Result<Option<Source>, StorageError> {
    let sql = format!("{SOURCE_COLUMNS} WHERE id = :id");
    conn.optional(&sql, named_params! { ":id": id }, source)
}

/// Sources before `before`, newest first; the pages of a site are listed with their site.
pub fn list(conn: &ReadConn, before: Option<SourceId>, limit: u32) -> Result<Vec<Source>, StorageError> {
    let sql =
        format!("{SOURCE_COLUMNS} WHERE id < :before AND site_id IS NULL ORDER BY id DESC LIMIT :limit");
    let before = before.unwrap_or(SourceId::new(i64::MAX));
    conn.all(&sql, named_params! { ":before": before, ":limit": limit }, source)
}

/// How many sources there are; a site counts as one.
pub fn count(conn: &ReadConn) -> Result<u32, StorageError> {
    conn.one("SELECT COUNT(*) AS sources FROM knowledge_source WHERE site_id IS NULL", [], |row| {
        row.get("sources")
    })
}

/// Every source, oldest first.
pub fn source_ids(conn: &ReadConn) -> Result<Vec<SourceId>, StorageError> {
    conn.all("SELECT id FROM knowledge_source ORDER BY id", [], |row| row.get("id"))
}

/// What can be read of a source: its text, its pairs.
pub type Readable = (Option<String>, Option<Vec<Pair>>);

pub fn content(conn: &ReadConn, id: SourceId) -> Result<Option<Readable>, StorageError> {
    conn.optional(
        "SELECT text, pairs FROM knowledge_content WHERE source_id = :id",
        named_params! { ":id": id },
        |row| Ok((row.get("text")?, row.get::<_, Option<String>>("pairs")?.map(|pairs| parse_pairs(&pairs)))),
    )
}

/// The file itself, where the source is one.
pub fn original(conn: &ReadConn, id: SourceId) -> Result<Option<(Kind, Vec<u8>)>, StorageError> {
    let kind = conn.optional(
        "SELECT document_kind FROM knowledge_source WHERE id = :id AND kind = 'file'",
        named_params! { ":id": id },
        |row| word(row, "document_kind", Kind::parse),
    )?;
    let Some(kind) = kind else { return Ok(None) };
    Ok(originals::bytes(conn, id)?.map(|bytes| (kind, bytes)))
}

/// What has to be worked on.
pub fn take(conn: &ReadConn, id: SourceId) -> Result<Option<Work>, StorageError> {
    let mut work = conn.optional(
        "SELECT source.title, source.revision, source.kind, source.document_kind, source.url,
                source.warnings, source.pages, source.corrected, source.to_confirm, content.text, content.pairs,
                (SELECT shop_id FROM knowledge_shop AS shop WHERE shop.source_id = source.id) AS shop_id
           FROM knowledge_source AS source
           JOIN knowledge_content AS content ON content.source_id = source.id
          WHERE source.id = :id",
        named_params! { ":id": id },
        |row| {
            Ok(Work {
                title: row.get("title")?,
                revision: row.get("revision")?,
                content: content_of(row)?,
                correction: correction_of(row)?,
            })
        },
    )?;
    if let Some(Work { content: Content::File { bytes, .. }, .. }) = &mut work {
        *bytes = originals::bytes(conn, id)?.unwrap_or_default();
    }
    Ok(work)
}

pub fn begin(tx: &WriteTx, id: SourceId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source
            SET state = 'working', progress = 0, reason_code = NULL, reason_message = NULL
          WHERE id = :id",
        named_params! { ":id": id },
    )?;
    Ok(())
}

pub fn progress(tx: &WriteTx, id: SourceId, percent: u8) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source SET progress = :percent WHERE id = :id AND state = 'working'",
        named_params! { ":id": id, ":percent": percent },
    )?;
    Ok(())
}

/// The source is in search now, unless a newer revision waits.
pub fn finish(tx: &WriteTx, id: SourceId, revision: i64) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source SET state = 'ready', progress = 100, updated_at_ms = :now
          WHERE id = :id AND revision = :revision AND state = 'working'",
        named_params! { ":id": id, ":revision": revision, ":now": tx.now() },
    )?;
    Ok(())
}

/// Notes why the work on this revision failed; a newer one is left alone.
pub fn fail(tx: &WriteTx, id: SourceId, revision: i64, reason: &Reason) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE knowledge_source
            SET state = 'failed', reason_code = :code, reason_message = :message, updated_at_ms = :now
          WHERE id = :id AND revision = :revision",
        named_params! {
            ":id": id, ":revision": revision, ":code": reason.code, ":message": reason.message, ":now": tx.now(),
        },
    )?;
    Ok(changed > 0)
}

/// Puts a source back in line, its content unchanged.
pub fn requeue(tx: &WriteTx, id: SourceId) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE knowledge_source
            SET state = 'queued', progress = 0, revision = revision + 1,
                reason_code = NULL, reason_message = NULL, updated_at_ms = :now
          WHERE id = :id",
        named_params! { ":id": id, ":now": tx.now() },
    )?;
    Ok(changed > 0)
}

pub fn change_title(tx: &WriteTx, id: SourceId, title: &str) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE knowledge_source SET title = :title, updated_at_ms = :now WHERE id = :id",
        named_params! { ":id": id, ":title": title, ":now": tx.now() },
    )?;
    Ok(changed > 0)
}

/// Replaces the text or the pairs. The chunks stay until the new ones are made.
pub fn change_content(tx: &WriteTx, id: SourceId, content: &Content) -> Result<(), StorageError> {
    let columns = content.columns();
    keep_version(tx, id, columns.text, columns.pairs.as_deref(), ReplacedBy::Person)?;
    tx.execute(
        "UPDATE knowledge_content SET text = :text, pairs = :pairs WHERE source_id = :id",
        named_params! { ":id": id, ":text": columns.text, ":pairs": columns.pairs },
    )?;
    tx.execute(
        "UPDATE knowledge_source SET bytes = :bytes WHERE id = :id",
        named_params! { ":id": id, ":bytes": as_i64(columns.bytes) },
    )?;
    requeue(tx, id).map(drop)
}

/// Keeps a person's text in place of the one that was read.
pub fn correct(tx: &WriteTx, id: SourceId, text: &str) -> Result<(), StorageError> {
    keep_version(tx, id, Some(text), None, ReplacedBy::Person)?;
    tx.execute(
        "UPDATE knowledge_content SET text = :text WHERE source_id = :id",
        named_params! { ":id": id, ":text": text },
    )?;
    tx.execute("UPDATE knowledge_source SET corrected = 1 WHERE id = :id", named_params! { ":id": id })?;
    requeue(tx, id).map(drop)
}

/// What still waits for a person, and what is said of the text, once a page was confirmed.
pub fn confirm(
    tx: &WriteTx,
    id: SourceId,
    to_confirm: &[u32],
    warnings: &[Warning],
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE knowledge_source SET to_confirm = :to_confirm, warnings = :warnings WHERE id = :id",
        named_params! {
            ":id": id, ":to_confirm": serde_json::json!(to_confirm).to_string(),
            ":warnings": serde_json::json!(warnings).to_string(),
        },
    )?;
    Ok(())
}

/// The original counts again.
pub fn drop_correction(tx: &WriteTx, id: SourceId) -> Result<(), StorageError> {
    tx.execute("UPDATE knowledge_source SET corrected = 0 WHERE id = :id", named_params! { ":id": id })?;
    Ok(())
}

pub fn delete(tx: &WriteTx, id: SourceId) -> Result<bool, StorageError> {
    let changed = tx.execute("DELETE FROM knowledge_source WHERE id = :id", named_params! { ":id": id })?;
    Ok(changed > 0)
}

fn source(row: &Row<'_>) -> rusqlite::Result<Source> {
    let state = word(row, "state", SourceState::parse)?;
    let code: Option<String> = row.get("reason_code")?;
    let message: Option<String> = row.get("reason_message")?;
    let progress: u8 = row.get("progress")?;
    Ok(Source {
        id: row.get("id")?,
        kind: word(row, "kind", SourceKind::parse)?,
        title: row.get("title")?,
        state,
        reason: code.zip(message).map(|(code, message)| Reason { code, message }),
        bytes: row.get("bytes")?,
        chunks: row.get("chunks")?,
        url: row.get("url")?,
        site_id: row.get("site_id")?,
        language: row.get("language")?,
        warnings: parse_warnings(&row.get::<_, String>("warnings")?),
        pages: row.get("pages")?,
        to_confirm: parse_pages(&row.get::<_, String>("to_confirm")?),
        corrected: row.get("corrected")?,
        validity: Validity {
            enabled: row.get("enabled")?,
            from: row.get("counts_from_ms")?,
            until: row.get("counts_until_ms")?,
        },
        created_at: row.get::<_, Timestamp>("created_at_ms")?,
        updated_at: row.get::<_, Timestamp>("updated_at_ms")?,
        progress: (state == SourceState::Working).then_some(progress),
    })
}

fn content_of(row: &Row<'_>) -> rusqlite::Result<Content> {
    if let Some(shop) = row.get::<_, Option<ShopId>>("shop_id")? {
        return Ok(Content::Shop(shop));
    }
    Ok(match word(row, "kind", SourceKind::parse)? {
        SourceKind::Text | SourceKind::Shop => {
            Content::Text(row.get::<_, Option<String>>("text")?.unwrap_or_default())
        }
        SourceKind::Faq => {
            Content::Pairs(parse_pairs(&row.get::<_, Option<String>>("pairs")?.unwrap_or_default()))
        }
        SourceKind::File => {
            Content::File { kind: word(row, "document_kind", Kind::parse)?, bytes: Vec::new() }
        }
        SourceKind::Page | SourceKind::Site => Content::Page { url: row.get("url")? },
    })
}

fn correction_of(row: &Row<'_>) -> rusqlite::Result<Option<Correction>> {
    if !row.get::<_, bool>("corrected")? {
        return Ok(None);
    }
    Ok(Some(Correction {
        text: row.get::<_, Option<String>>("text")?.unwrap_or_default(),
        warnings: parse_warnings(&row.get::<_, String>("warnings")?),
        pages: row.get("pages")?,
        to_confirm: parse_pages(&row.get::<_, String>("to_confirm")?),
    }))
}

/// Written by ourselves from the same type; an unreadable one is as good as none.
fn parse_pages(json: &str) -> Vec<u32> {
    serde_json::from_str(json).unwrap_or_default()
}

/// As above; a warning of a newer program is left out.
fn parse_warnings(json: &str) -> Vec<Warning> {
    let warnings: Vec<serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    warnings.into_iter().filter_map(|warning| serde_json::from_value(warning).ok()).collect()
}
