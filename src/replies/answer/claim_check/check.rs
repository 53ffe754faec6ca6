//! One check: the passages read into records, the draft read sentence by sentence, each held by a record or refused.

use std::sync::OnceLock;

use super::against::{Against, Strictness, Why};
use super::fact::Fact;
use super::fit::{has_thing, is_foreign};
use super::lock::support;
use super::parts;
use super::piece::{self, Piece, Thing};
use super::read::tokens;
use super::record::Record;
use super::records;
use super::sentences::{sentences, unwrapped};
use super::talk::{asks_for_secrets, asks_only, is_question, is_talk, leads_to_a_list, presents_itself};
use super::token::{Kind, Token};
use super::{Checked, Context, Passage, Sentence, numbers, subjects};
use crate::languages::{Words, detect, is_only_talk, of_tag, without_talk};

/// Most sentences of one draft that are looked at; a longer draft does not go.
const SENTENCES: usize = 40;

/// One passage as it was read: its records, and its sentences as they are compared word for word.
struct ReadPassage {
    records: Vec<Record>,
    sentences: Vec<String>,
}

/// Passages and what is known beside them. Each passage is read once, when something rests on it first, for as many
/// drafts and for as many choices of what is cited as there are.
pub struct Known<'a> {
    pub(super) passages: &'a [Passage<'a>],
    pub(super) context: &'a Context<'a>,
    read: Vec<OnceLock<ReadPassage>>,
    question: OnceLock<Option<Piece>>,
}

impl<'a> Known<'a> {
    pub fn of(passages: &'a [Passage<'a>], context: &'a Context<'a>) -> Self {
        let read = passages.iter().map(|_| OnceLock::new()).collect();
        Self { passages, context, read, question: OnceLock::new() }
    }

    pub fn passages(&self) -> &'a [Passage<'a>] {
        self.passages
    }

    /// Locks 1 and 2 alone, as strictly as when nobody else judges.
    pub fn check(&self, draft: &str) -> Checked {
        self.with(draft, Strictness::Alone, |at| self.passages[at].cited)
    }

    /// Locks 1 and 2 before a second pass: what fails here is not worth a call.
    pub fn check_before_verifying(&self, draft: &str) -> Checked {
        self.with(draft, Strictness::Verified, |at| self.passages[at].cited)
    }

    /// The same for one sentence of a draft, whose subject may stand in the sentence before it.
    pub(super) fn check_behind(&self, before: &str, sentence: &str) -> Checked {
        self.reading(
            Strictness::Verified,
            |at| self.passages[at].cited,
            |reading| reading.check(before, sentence),
        )
    }

    /// The same, had these passages been cited.
    pub fn check_citing(&self, draft: &str, cited: &[usize]) -> Checked {
        self.with(draft, Strictness::Verified, |at| cited.contains(&at))
    }

    fn read(&self, at: usize) -> &ReadPassage {
        self.read[at].get_or_init(|| {
            let passage = &self.passages[at];
            let text = unwrapped(passage.text);
            let cuts = sentences(&text);
            let whole = Passage { text: &text, ..passage.clone() };
            ReadPassage {
                records: records::records(at, &whole, self.context.shop_language),
                sentences: cuts.iter().map(|(start, end)| bare(&text[*start..*end])).collect(),
            }
        })
    }

    fn question(&self) -> Option<&Piece> {
        let read = || {
            let text = self.context.question;
            let languages = detect(text, self.context.language);
            (!text.trim().is_empty()).then(|| piece::piece(&tokens(text, &languages), &languages))
        };
        self.question.get_or_init(read).as_ref()
    }

    fn with(&self, draft: &str, strictness: Strictness, cited: impl Fn(usize) -> bool) -> Checked {
        self.reading(strictness, cited, |reading| reading.check("", draft))
    }

    fn reading(
        &self,
        strictness: Strictness,
        cited: impl Fn(usize) -> bool,
        check: impl FnOnce(&Reading<'_>) -> Checked,
    ) -> Checked {
        let read: Vec<(usize, &ReadPassage)> =
            (0..self.passages.len()).filter(|at| cited(*at)).map(|at| (at, self.read(at))).collect();
        let records: Vec<&Record> = read.iter().flat_map(|(_, read)| &read.records).collect();
        let against = Against {
            records: &records,
            prefix: self.context.phone_prefix,
            question: self.question(),
            strictness,
        };
        let sentences = read.iter().map(|(at, read)| (*at, read.sentences.as_slice())).collect();
        let language = self.context.language;
        check(&Reading { against, sentences, language })
    }
}

/// What one draft is read against.
struct Reading<'a> {
    against: Against<'a>,
    /// Of each passage that is cited.
    sentences: Vec<(usize, &'a [String])>,
    /// The customer's, as a tag.
    language: Option<&'a str>,
}

impl Reading<'_> {
    fn check(&self, behind: &str, draft: &str) -> Checked {
        // As passages are read: a line that was broken because it was full goes on.
        let draft = &*unwrapped(draft);
        let languages = detect(draft, self.language);
        let known = self.language.is_none_or(|tag| of_tag(tag).is_some()) && !languages.is_empty();
        let cuts = sentences(draft);
        let mut checked = Checked { sentences: Vec::new(), verbatim: !cuts.is_empty() };
        let mut before: Option<Piece> = last_piece(behind, &languages);
        for (start, end) in cuts.iter().copied().take(SENTENCES) {
            let text = draft[start..end].trim();
            if is_only_talk(text) {
                checked.verbatim = false;
                checked.sentences.push(sentence(text, Ok(("talk", None, String::new()))));
                continue;
            }
            let claim = &*without_talk(text);
            let read = tokens(claim, &languages);
            if asks_for_secrets(&read) {
                checked.verbatim = false;
                checked.sentences.push(sentence(text, Err("subject")));
                continue;
            }
            let piece = piece::piece(&read, &languages);
            if let Some(at) = self.word_for_word(text).or_else(|| self.word_for_word(claim)) {
                before = Some(piece);
                checked.sentences.push(sentence(text, Ok(("record", Some(at), text.to_owned()))));
                continue;
            }
            checked.verbatim = false;
            let held = if known {
                self.sentence(claim, &read, piece.clone(), &languages, before.as_ref())
            } else {
                self.letter_by_letter(claim)
            };
            before = Some(piece);
            checked.sentences.push(sentence(text, held));
        }
        if cuts.len() > SENTENCES {
            checked.sentences.push(sentence("…", Err("nothing")));
        }
        checked
    }

    /// The passage a sentence stands in word for word, whole.
    fn word_for_word(&self, text: &str) -> Option<usize> {
        let plain = bare(text);
        self.sentences
            .iter()
            .find(|(_, known)| !plain.is_empty() && known.contains(&plain))
            .map(|(at, _)| *at)
    }

    fn sentence(
        &self,
        text: &str,
        read: &[Token],
        mut whole: Piece,
        languages: &[&'static Words],
        before: Option<&Piece>,
    ) -> Held {
        let against = &self.against;
        whole.question = is_question(text, read);
        if whole.question && asks_only(&whole, against) {
            return Ok(("question", None, String::new()));
        }
        if is_talk(&whole, read) || leads_to_a_list(text, &whole, against) {
            return Ok(("talk", None, String::new()));
        }
        if presents_itself(read) {
            return Err("subject");
        }
        let first = held(&whole, before, against);
        let parts = parts(read, languages);
        if let Ok(at) = first
            && !self.adds_another(&parts, at, languages)
        {
            return Ok(self.evidence(at));
        }
        let why = first.err().map_or("thing", Why::word);
        if parts.len() < 2 {
            return Err(why);
        }
        let mut subject: Option<Piece> = None;
        let mut last = None;
        for part in parts {
            let clause = piece::piece(part, languages);
            if clause.things.is_empty()
                && clause.facts.is_empty()
                && !clause.hours.has_times()
                && clause.hours.days.is_empty()
                && !clause.hours.closed
                && !clause.hours.open
            {
                continue;
            }
            match held(&clause, subject.as_ref().or(before), against) {
                Ok(at) => last = Some(at),
                Err(why) => return Err(why.word()),
            }
            if subject.is_none() {
                subject = Some(with_subject(clause, before));
            }
        }
        last.map(|at| self.evidence(at)).ok_or(why)
    }

    /// "It costs 18 euros and is guarded by night": a clause of its own of which the record knows no word.
    fn adds_another(&self, parts: &[&[Token]], at: usize, languages: &[&'static Words]) -> bool {
        let record = self.against.records[at];
        parts.iter().skip(1).any(|part| {
            let clause = piece::piece(part, languages);
            let verb = clause.things.iter().any(|thing| thing.concept.is_none() && !thing.name);
            let begins = part.iter().filter(|token| token.kind == Kind::Word).count() > 2;
            verb && begins
                && clause.facts.is_empty()
                && !is_foreign(&clause, record)
                && clause.things.iter().all(|thing| has_thing(record, thing, false).is_none())
        })
    }

    fn evidence(&self, at: usize) -> (&'static str, Option<usize>, String) {
        let record = self.against.records[at];
        ("record", Some(record.passage), record.text.clone())
    }

    /// A language without tables: every name, number and link must stand in one sentence as it is.
    fn letter_by_letter(&self, text: &str) -> Held {
        let read = tokens(text, &[]);
        let hard: Vec<&str> = read
            .iter()
            .filter(|token| {
                !matches!(token.kind, Kind::Word | Kind::Mark(_))
                    || token.name
                    || token.raw.chars().any(|letter| numbers::digit(letter).is_some())
            })
            .map(|token| token.folded.as_str())
            .collect();
        if hard.is_empty() {
            return Err("nothing");
        }
        let holder = self.against.records.iter().find(|record| {
            let known: Vec<String> =
                tokens(&record.text, &[]).into_iter().map(|token| token.folded).collect();
            hard.iter().all(|word| known.iter().any(|known| known == word))
        });
        holder.map(|record| ("record", Some(record.passage), record.text.clone())).ok_or("figure")
    }
}

/// What the last sentence of a text that claims anything speaks of.
fn last_piece(text: &str, languages: &[&'static Words]) -> Option<Piece> {
    let cuts = sentences(text);
    let last =
        cuts.iter().rev().map(|(start, end)| &text[*start..*end]).find(|sentence| !is_only_talk(sentence))?;
    Some(piece::piece(&tokens(&without_talk(last), languages), languages))
}

type Held = Result<(&'static str, Option<usize>, String), &'static str>;

fn sentence(text: &str, held: Held) -> Sentence {
    match held {
        Ok((kind, passage, evidence)) => Sentence {
            text: text.to_owned(),
            supported: true,
            kind: kind.to_owned(),
            passage,
            evidence: (!evidence.is_empty()).then_some(evidence),
        },
        Err(why) => Sentence {
            text: text.to_owned(),
            supported: false,
            kind: why.to_owned(),
            passage: None,
            evidence: None,
        },
    }
}

/// Text as it is compared word for word: one blank between words, no marks at its ends.
pub(super) fn bare(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .trim_matches(|letter: char| !letter.is_alphanumeric() && !"£$€%)(+".contains(letter))
        .trim_end_matches(')')
        .to_lowercase()
}

/// The record that holds a clause, about what was named before where it only says "it". "We do not deliver on Sundays" may
/// also stand by itself.
fn held(clause: &Piece, before: Option<&Piece>, against: &Against<'_>) -> Result<usize, Why> {
    let about = with_subject(clause.clone(), before);
    let first = support(&about, against);
    let acts = |thing: &Thing| thing.concept.is_some_and(|name| !subjects::is_property(name));
    if first.is_err() && about.things.len() > clause.things.len() && clause.things.iter().any(acts) {
        return support(clause, against).map_err(|_| first.err().unwrap_or(Why::Nothing));
    }
    first
}

/// A clause that only says "it" is about what was named before.
fn with_subject(mut clause: Piece, before: Option<&Piece>) -> Piece {
    let own = clause.things.iter().any(|thing| thing.concept.is_none_or(|name| !subjects::is_closed(name)));
    if let Some(before) = before
        && (clause.hours.has_times() || clause.hours.open || clause.hours.closed)
        && clause.hours.days.is_empty()
    {
        clause.hours.days.clone_from(&before.hours.days);
    }
    let taxed = clause.things.is_empty() && clause.facts.iter().any(|fact| matches!(fact, Fact::Tax { .. }));
    if !own
        && !taxed
        && let Some(before) = before
    {
        let mut subject: Vec<_> = before
            .things
            .iter()
            .filter(|thing| !thing.concept.is_some_and(subjects::is_closed))
            .take(3)
            .cloned()
            .collect();
        for thing in &mut subject {
            thing.denied = clause.denied;
        }
        clause.things.extend(subject);
    }
    clause
}

/// Clauses at commas and "and".
fn parts<'t>(read: &'t [Token], languages: &[&'static Words]) -> Vec<&'t [Token]> {
    let priced = parts::by_price(read, languages);
    if priced.len() > 1 {
        return priced;
    }
    let dated = parts::by_day(read);
    if dated.len() > 1 {
        return dated;
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for at in 0..=read.len() {
        if read
            .get(at)
            .is_none_or(|token| token.parts_clauses() || matches!(token.mark(), Some(':' | '(' | ')' | '—')))
        {
            if at > from {
                parts.push(&read[from..at]);
            }
            from = at + 1;
        }
    }
    parts
}
