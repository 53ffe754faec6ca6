//! What the shop knows about the question: passages from knowledge, and the facts of its profile.
//! Never more than the model may read.

use super::{claim_check, shop_facts};
use crate::clock::Timestamp;
use crate::ids::SourceId;
use crate::inbox::SourceRef;
use crate::knowledge::{Disputed, Knowledge, Passage, PassageKind, Query};
use crate::llm::{Document, clean, other_words};
use crate::replies::question::Question;
use crate::replies::question::language::Language;
use crate::replies::types::Answer;
use crate::storage::StorageError;

const PASSAGES: usize = 5;
/// How many times as many are looked at where only some sources count.
const WIDER: usize = 10;
/// Passages of each question, where there are several.
const PASSAGES_OF_EACH: usize = 3;
/// The built-in model reads for nothing, and looks at every sentence.
const PASSAGES_OF_BUILT_IN: usize = 10;
/// Passages found by the question's words in the shop's language.
const PASSAGES_IN_OTHER_WORDS: usize = 6;
/// What a passage found so supports at least: its letters are not the question's.
const SUPPORT_IN_OTHER_WORDS: f32 = 0.1;
/// All passages together; a token is taken to be three bytes.
const TOKENS: usize = 4_000;
const BYTES_PER_TOKEN: usize = 3;

/// Something the answer may rest on.
#[derive(Clone, Debug)]
pub(in crate::replies) struct Shown {
    pub document: Document,
    /// Nothing for facts of the profile.
    pub source: Option<SourceRef>,
    /// What of it another source contradicts.
    pub disputed: Vec<Disputed>,
}

impl Shown {
    /// As the check reads it: what the shop's own profile says counts as cited.
    pub fn as_cited(&self, cited: &[String]) -> claim_check::Passage<'_> {
        let document = &self.document;
        claim_check::Passage {
            id: &document.id,
            title: &document.title,
            question: document.question.as_deref(),
            text: &document.text,
            cited: self.source.is_none() || cited.contains(&document.id),
        }
    }
}

/// What is looked for, and for whom.
pub(in crate::replies) struct LookedFor<'a> {
    pub question: &'a str,
    /// Each question, where there are several.
    pub several: &'a [String],
    pub built_in: bool,
    /// The language of the shop's own facts, where not the shop's.
    pub profile_in: Option<Language>,
    /// Nothing else is searched.
    pub only: Option<&'a [SourceId]>,
}

pub(in crate::replies) async fn retrieve(
    knowledge: &Knowledge,
    looked_for: &LookedFor<'_>,
    asked: &Question,
    now: Timestamp,
) -> Result<Vec<Shown>, StorageError> {
    let LookedFor { question, several, built_in, profile_in, only } = *looked_for;
    let shop = &asked.shop;
    let limit = if built_in { PASSAGES_OF_BUILT_IN } else { PASSAGES };
    let mut found = search(knowledge, question, limit, only).await?;
    for question in several {
        add(&mut found, search(knowledge, question, PASSAGES_OF_EACH, only).await?);
    }
    if built_in || asked.tag() != shop.language {
        add(&mut found, in_other_words(knowledge, question, asked, only).await?);
    }
    let language = profile_in.unwrap_or_else(|| Language::nearest(&shop.language));
    let mut shown = Vec::new();
    let mut bytes = 0;
    for passage in found {
        bytes += passage.passage.len();
        if bytes > TOKENS * BYTES_PER_TOKEN && !shown.is_empty() {
            break;
        }
        shown.push(from_passage(shown.len() + 1, passage));
    }
    let zone = jiff::tz::TimeZone::get(&shop.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = now.to_jiff().to_zoned(zone).date();
    let facts = shop_facts::documents(shop, language, today);
    shown.extend(facts.into_iter().map(|document| Shown { document, source: None, disputed: Vec::new() }));
    Ok(shown)
}

/// The best passages; of some sources alone, what of many is theirs.
async fn search(
    knowledge: &Knowledge,
    text: &str,
    limit: usize,
    only: Option<&[SourceId]>,
) -> Result<Vec<Passage>, StorageError> {
    let wanted = if only.is_some() { limit * WIDER } else { limit };
    let mut passages = knowledge.search(&Query { text: clean(text), limit: wanted }).await?.passages;
    if let Some(only) = only {
        passages.retain(|passage| only.contains(&passage.source_id));
    }
    passages.truncate(limit);
    Ok(passages)
}

/// Adds what is not there yet.
fn add(found: &mut Vec<Passage>, more: Vec<Passage>) {
    for passage in more {
        if found.iter().all(|known| known.chunk_id != passage.chunk_id) {
            found.push(passage);
        }
    }
}

/// What is found by the names the question's subjects have in the shop's language and in English.
async fn in_other_words(
    knowledge: &Knowledge,
    question: &str,
    asked: &Question,
    only: Option<&[SourceId]>,
) -> Result<Vec<Passage>, StorageError> {
    let text = other_words(question, asked.heard.tag, &[&asked.shop.language, "en"]);
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let mut passages = search(knowledge, &text, PASSAGES_IN_OTHER_WORDS, only).await?;
    for passage in &mut passages {
        passage.coverage = passage.coverage.max(SUPPORT_IN_OTHER_WORDS);
    }
    Ok(passages)
}

fn from_passage(number: usize, passage: Passage) -> Shown {
    let (question, phrasings) = match passage.kind {
        PassageKind::Text => (None, Vec::new()),
        PassageKind::Faq { question, phrasings } => (Some(question), phrasings),
    };
    let document = Document {
        id: number.to_string(),
        title: passage.title.clone(),
        text: passage.passage.clone(),
        support: passage.coverage,
        question,
        phrasings,
    };
    let source = SourceRef {
        source_id: passage.source_id,
        chunk_id: passage.chunk_id,
        title: passage.title,
        passage: passage.passage,
        url: passage.url,
    };
    Shown { document, source: Some(source), disputed: passage.disputed }
}

/// An answer with the sources it cites.
pub(in crate::replies) fn resting_on(text: String, cited: &[String], shown: &[Shown]) -> Answer {
    let cited = shown.iter().filter(|shown| cited.contains(&shown.document.id));
    Answer { text, sources: cited.filter_map(|shown| shown.source.clone()).collect() }
}
