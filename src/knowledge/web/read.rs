//! Reads the pages a search named: through the filter of addresses and within the owner's sites at every hop, in the walled
//! child, cut into pieces as knowledge is. Of the pieces those are kept that speak of what was asked.

use futures_util::future::join_all;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::domains::{Domain, within};
use super::types::{Hit, WebPassage};
use crate::clock::Clock;
use crate::extract::Extractor;
use crate::knowledge::chunk;
use crate::knowledge::fetch::Fetcher;
use crate::knowledge::lexical_index::LexicalIndex;
use crate::knowledge::page_text::{self, PageText};
use crate::knowledge::visit::{Validators, Visit};

/// Pages of one search that are read.
pub(super) const MOST_PAGES: usize = 3;
/// Times a page may send on.
const MOST_HOPS: usize = 3;
/// Bytes of a page's text that are looked at.
const TEXT_LIMIT_BYTES: usize = 200_000;
/// Pieces an answer may rest on.
const MOST_PASSAGES: usize = 4;

/// What reads pages. Clones share the walls.
#[derive(Clone)]
pub(super) struct Reader {
    pub fetcher: Fetcher,
    pub extractor: Extractor,
    pub clock: Clock,
}

struct Page {
    url: Url,
    title: String,
    text: String,
}

impl Reader {
    /// The pieces that speak of the question, the best first; a page that does not come in time is left out.
    pub async fn read(
        &self,
        question: &str,
        hits: Vec<Hit>,
        domains: &[Domain],
        until: Instant,
    ) -> Vec<WebPassage> {
        let pages = hits.into_iter().take(MOST_PAGES).map(|hit| timeout_at(until, self.page(hit, domains)));
        let pages: Vec<Page> =
            join_all(pages).await.into_iter().filter_map(|page| page.ok().flatten()).collect();
        best(question, &each_once(pages))
    }

    async fn page(&self, hit: Hit, domains: &[Domain]) -> Option<Page> {
        let mut url = hit.url;
        for _ in 0..=MOST_HOPS {
            // A site must not lead us anywhere the owner did not name.
            if !within(domains, &url) {
                return None;
            }
            let visit = self.fetcher.visit(&url, &Validators::default(), self.clock.now()).await.ok()?;
            let visited = match visit {
                Visit::Page(visited) => visited,
                Visit::SendsOn(target) => {
                    url = target;
                    continue;
                }
                Visit::NotModified | Visit::Busy(_) => return None,
            };
            if visited.no_index {
                return None;
            }
            let PageText { text, signs } = page_text::read(&self.extractor, visited.fetched).await;
            let extracted = text.ok().filter(|_| !signs.no_index)?;
            let title = extracted.title.filter(|title| !title.trim().is_empty()).unwrap_or(hit.title);
            return Some(Page { url, title, text: start(extracted.text) });
        }
        None
    }
}

/// Two results may lead to the same page.
fn each_once(pages: Vec<Page>) -> Vec<Page> {
    let mut all: Vec<Page> = Vec::new();
    for page in pages {
        if all.iter().all(|known| known.url != page.url) {
            all.push(page);
        }
    }
    all
}

fn start(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(TEXT_LIMIT_BYTES));
    text
}

fn best(question: &str, pages: &[Page]) -> Vec<WebPassage> {
    let pieces: Vec<(&Page, chunk::Piece)> = pages
        .iter()
        .flat_map(|page| chunk::cut(&page.text).into_iter().map(move |piece| (page, piece)))
        .collect();
    let mut index = LexicalIndex::default();
    for (place, (page, piece)) in pieces.iter().enumerate() {
        index.add(place, &format!("{}\n{}\n{}", page.title, piece.heading, piece.text));
    }
    let found = index.search(question, MOST_PASSAGES);
    found.into_iter().map(|hit| passage(pieces[hit.key].0, &pieces[hit.key].1, hit.coverage)).collect()
}

fn passage(page: &Page, piece: &chunk::Piece, coverage: f32) -> WebPassage {
    WebPassage {
        url: page.url.to_string(),
        site: page.url.host_str().unwrap_or_default().trim_end_matches('.').to_owned(),
        title: chunk::titled(&page.title, &piece.heading),
        text: piece.text.clone(),
        coverage,
    }
}
