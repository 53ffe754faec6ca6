//! What the shop knows about the question: passages from knowledge, and the facts of its profile.
//! Never more than the model may read.

use super::{claim_check, shop_facts};
use crate::clock::Timestamp;
use crate::ids::SourceId;
use crate::inbox::SourceRef;
use crate::knowledge::web::WebPassage;
use crate::knowledge::{CANDIDATES, Disputed, Knowledge, Passage, PassageKind, Query, rerank};
use crate::llm::{Document, Reranker, Reranking, clean, other_words};
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
    /// Where it stood before the passages were put into another order, from 1; nothing where they were not.
    pub place_before: Option<u32>,
}

impl Shown {
    /// A page of the web as something to rest on; `number` counts from 1.
    pub fn of_the_web(number: usize, passage: WebPassage) -> Self {
        let WebPassage { url, site, title, text, coverage } = passage;
        let title = format!("{site}: {title}");
        let document = Document {
            id: number.to_string(),
            title: title.clone(),
            text: text.clone(),
            support: coverage,
            ..Document::default()
        };
        let source = SourceRef { source_id: None, chunk_id: None, title, passage: text, url: Some(url) };
        Self { document, source: Some(source), disputed: Vec::new(), place_before: None }
    }

    pub fn is_of_the_web(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.source_id.is_none())
    }

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
    /// Puts the passages into another order.
    pub reranker: Option<&'a Reranker>,
    /// The language of the shop's own facts, where not the shop's.
    pub profile_in: Option<Language>,
    /// Nothing else is searched.
    pub only: Option<&'a [SourceId]>,
}

/// What was found, before it is known what of it is shown.
pub(in crate::replies) struct Candidates {
    passages: Vec<Passage>,
    /// As many are shown; the others only a reranker brings up.
    shown: usize,
}

pub(in crate::replies) async fn look(
    knowledge: &Knowledge,
    looked_for: &LookedFor<'_>,
    asked: &Question,
) -> Result<Candidates, StorageError> {
    let LookedFor { question, several, built_in, reranker, only, .. } = *looked_for;
    let limit = if built_in { PASSAGES_OF_BUILT_IN } else { PASSAGES };
    // Of several questions each keeps the passages found for it: they are put into order, and none comes in their place.
    let wanted = if reranker.is_some() && several.is_empty() { CANDIDATES } else { limit };
    let mut found = search(knowledge, question, wanted, only).await?;
    let others = found.split_off(limit.min(found.len()));
    for question in several {
        add(&mut found, search(knowledge, question, PASSAGES_OF_EACH, only).await?);
    }
    if built_in || asked.tag() != asked.shop.language {
        add(&mut found, in_other_words(knowledge, question, asked, only).await?);
    }
    let shown = found.len();
    add(&mut found, others);
    Ok(Candidates { passages: found, shown })
}

impl Candidates {
    pub fn count(&self) -> usize {
        self.shown
    }

    /// What is shown of them, in the reranker's order, and what came of asking it. Its failure changes nothing.
    pub async fn shown(
        self,
        looked_for: &LookedFor<'_>,
        asked: &Question,
        now: Timestamp,
    ) -> (Vec<Shown>, Option<Reranking>) {
        let LookedFor { question, reranker, profile_in, .. } = *looked_for;
        let (passages, reranking) = match reranker {
            Some(reranker) => rerank(reranker, question, self.passages).await,
            None => (self.passages.into_iter().enumerate().collect(), None),
        };
        let was_reranked = reranking.as_ref().is_some_and(|reranking| reranking.order.is_ok());
        let mut shown = Vec::new();
        let mut bytes = 0;
        for (place, passage) in passages.into_iter().take(self.shown) {
            bytes += passage.passage.len();
            if bytes > TOKENS * BYTES_PER_TOKEN && !shown.is_empty() {
                break;
            }
            let place_before = was_reranked.then(|| u32::try_from(place + 1).unwrap_or(u32::MAX));
            shown.push(Shown { place_before, ..from_passage(shown.len() + 1, passage) });
        }
        let shop = &asked.shop;
        let language = profile_in.unwrap_or_else(|| Language::nearest(&shop.language));
        let zone = jiff::tz::TimeZone::get(&shop.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let today = now.to_jiff().to_zoned(zone).date();
        let facts = shop_facts::documents(shop, language, today);
        let of_profile =
            |document| Shown { document, source: None, disputed: Vec::new(), place_before: None };
        shown.extend(facts.into_iter().map(of_profile));
        (shown, reranking)
    }
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
        source_id: Some(passage.source_id),
        chunk_id: Some(passage.chunk_id),
        title: passage.title,
        passage: passage.passage,
        url: passage.url,
    };
    Shown { document, source: Some(source), disputed: passage.disputed, place_before: None }
}

/// An answer with the sources it cites.
pub(in crate::replies) fn resting_on(text: String, cited: &[String], shown: &[Shown]) -> Answer {
    let cited = shown.iter().filter(|shown| cited.contains(&shown.document.id));
    Answer { text, sources: cited.filter_map(|shown| shown.source.clone()).collect() }
}
