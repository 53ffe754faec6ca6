//! How the reading of a site stands, for its screen.

use rusqlite::named_params;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::columns::word;
use crate::clock::Timestamp;
use crate::ids::{SitePageId, SourceId};
use crate::knowledge::site_states::{PageState, SiteState, why};
use crate::knowledge::types::Reason;
use crate::storage::{ReadConn, StorageError};

/// How far a site has been read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SiteReport {
    pub state: SiteState,
    /// Addresses in each state.
    pub waiting: u32,
    pub read: u32,
    pub unchanged: u32,
    pub skipped: u32,
    pub failed: u32,
    pub gone: u32,
    /// Documents kept of it.
    pub documents: u32,
    pub languages: Vec<SiteLanguage>,
    pub began_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// When it is read again by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again_at: Option<Timestamp>,
}

/// How many documents of a site are in a language.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SiteLanguage {
    /// A tag such as `it`; absent where the pages do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub documents: u32,
}

/// One address of a site.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SitePage {
    pub id: SitePageId,
    pub url: String,
    pub state: PageState,
    /// Why it was left out, or could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The document made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<SourceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
}

pub fn report(conn: &ReadConn, site: SourceId) -> Result<Option<SiteReport>, StorageError> {
    let languages = conn.all(
        "SELECT language, count(*) AS documents FROM knowledge_source
          WHERE site_id = :site GROUP BY language ORDER BY documents DESC, language",
        named_params! { ":site": site },
        |row| Ok(SiteLanguage { language: row.get("language")?, documents: row.get("documents")? }),
    )?;
    conn.optional(
        "SELECT site.state, site.began_at_ms, site.ended_at_ms, site.again_at_ms,
                count(*) FILTER (WHERE page.state = 'waiting') AS waiting,
                count(*) FILTER (WHERE page.state = 'read') AS read,
                count(*) FILTER (WHERE page.state = 'unchanged') AS unchanged,
                count(*) FILTER (WHERE page.state = 'skipped') AS skipped,
                count(*) FILTER (WHERE page.state = 'failed') AS failed,
                count(*) FILTER (WHERE page.state = 'gone') AS gone
           FROM knowledge_site AS site
           LEFT JOIN knowledge_site_page AS page ON page.site_id = site.source_id AND page.role <> 'map'
          WHERE site.source_id = :site GROUP BY site.source_id",
        named_params! { ":site": site },
        |row| {
            Ok(SiteReport {
                state: word(row, "state", SiteState::parse)?,
                waiting: row.get("waiting")?,
                read: row.get("read")?,
                unchanged: row.get("unchanged")?,
                skipped: row.get("skipped")?,
                failed: row.get("failed")?,
                gone: row.get("gone")?,
                documents: languages.iter().map(|language| language.documents).sum(),
                languages: languages.clone(),
                began_at: row.get("began_at_ms")?,
                ended_at: row.get("ended_at_ms")?,
                again_at: row.get("again_at_ms")?,
            })
        },
    )
}

/// The addresses of a site in one state, or all; oldest first.
pub fn pages(
    conn: &ReadConn,
    site: SourceId,
    state: Option<PageState>,
    after: SitePageId,
    limit: u32,
) -> Result<Vec<SitePage>, StorageError> {
    conn.all(
        "SELECT id, url, state, reason, title, language, source_id, seen_at_ms FROM knowledge_site_page
          WHERE site_id = :site AND id > :after AND (:state IS NULL OR state = :state) AND role <> 'map'
          ORDER BY id LIMIT :limit",
        named_params! {
            ":site": site, ":after": after,
            ":state": state.map(PageState::as_str), ":limit": limit,
        },
        |row| {
            Ok(SitePage {
                id: row.get("id")?,
                url: row.get("url")?,
                state: word(row, "state", PageState::parse)?,
                reason: row.get::<_, Option<String>>("reason")?.map(why),
                title: row.get("title")?,
                language: row.get("language")?,
                source_id: row.get("source_id")?,
                seen_at: row.get("seen_at_ms")?,
            })
        },
    )
}
