//! What the shop knows about the question: passages from knowledge, and the facts of its profile.
//! Never more than the model may read.

use super::shop_facts;
use crate::accounts::Shop;
use crate::clock::Timestamp;
use crate::inbox::SourceRef;
use crate::knowledge::{Knowledge, Passage, PassageKind, Query};
use crate::llm::{Document, clean};
use crate::replies::question::language::Language;
use crate::storage::StorageError;

const PASSAGES: usize = 5;
/// All passages together; a token is taken to be three bytes.
const TOKENS: usize = 4_000;
const BYTES_PER_TOKEN: usize = 3;

/// Something the answer may rest on.
#[derive(Clone, Debug)]
pub(in crate::replies) struct Shown {
    pub document: Document,
    /// Nothing for facts of the profile.
    pub source: Option<SourceRef>,
}

pub(in crate::replies) async fn retrieve(
    knowledge: &Knowledge,
    question: &str,
    shop: &Shop,
    now: Timestamp,
) -> Result<Vec<Shown>, StorageError> {
    let query = Query { text: clean(question), limit: PASSAGES };
    let found = knowledge.search(&query).await?;
    let language = Language::of_tag(&shop.language).unwrap_or(Language::English);
    let mut shown = Vec::new();
    let mut bytes = 0;
    for passage in found.passages.into_iter().take(PASSAGES) {
        bytes += passage.passage.len();
        if bytes > TOKENS * BYTES_PER_TOKEN && !shown.is_empty() {
            break;
        }
        shown.push(from_passage(shown.len() + 1, passage));
    }
    let zone = jiff::tz::TimeZone::get(&shop.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = now.to_jiff().to_zoned(zone).date();
    let facts = shop_facts::documents(shop, language, today);
    shown.extend(facts.into_iter().map(|document| Shown { document, source: None }));
    Ok(shown)
}

fn from_passage(number: usize, passage: Passage) -> Shown {
    let question = match passage.kind {
        PassageKind::Text => None,
        PassageKind::Faq { question } => Some(question),
    };
    let document = Document {
        id: number.to_string(),
        title: passage.title.clone(),
        text: passage.passage.clone(),
        support: passage.coverage,
        question,
    };
    let source = SourceRef {
        source_id: passage.source_id,
        chunk_id: passage.chunk_id,
        title: passage.title,
        passage: passage.passage,
        url: passage.url,
    };
    Shown { document, source: Some(source) }
}
