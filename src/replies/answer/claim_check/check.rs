//! One check: the passages read into records, the draft read sentence by sentence, each held by a record or refused.

use std::sync::OnceLock;

use super::against::{Against, Strictness};
use super::behind::{Behind, as_it_is_held};
use super::clauses;
use super::piece::{self, Piece};
use super::read::tokens;
use super::record::Record;
use super::records;
use super::sentences::{sentences, unwrapped};
use super::talk::{
    asks_for_secrets, asks_only, is_question, is_talk, leads_to_a_list, may_offer_help, presents_itself,
};
use super::token::{Kind, Token};
use super::{Checked, Context, Evidence, Passage, Sentence, numbers};
use crate::languages::{Words, detect, is_only_talk, of_tag, offers_help, without_talk};
use crate::letters;
use crate::replies::question::consent::says_yes_or_no;

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
        let (language, asked) = (self.context.language, self.context.question);
        check(&Reading { against, sentences, language, asked })
    }
}

/// What one draft is read against.
struct Reading<'a> {
    against: Against<'a>,
    /// Of each passage that is cited.
    sentences: Vec<(usize, &'a [String])>,
    /// The customer's, as a tag.
    language: Option<&'a str>,
    /// What they wrote.
    asked: &'a str,
}

impl Reading<'_> {
    fn check(&self, behind: &str, draft: &str) -> Checked {
        // As passages are read: a line that was broken because it was full goes on.
        let draft = &*unwrapped(draft);
        let languages = detect(draft, self.language);
        let known = self.language.is_none_or(|tag| of_tag(tag).is_some()) && !languages.is_empty();
        let cuts = sentences(draft);
        let mut checked = Checked { sentences: Vec::new(), verbatim: !cuts.is_empty() };
        // Behind a sentence whose quotes are all there is, any of them may go on.
        let mut last: Vec<usize> =
            if behind.is_empty() { Vec::new() } else { (0..self.against.records.len()).collect() };
        let mut before: Option<Piece> =
            last_piece(behind, &languages).map(|piece| as_it_is_held(piece, &last, &self.against));
        let mut unknown: Vec<usize> = Vec::new();
        for (start, end) in cuts.iter().copied().take(SENTENCES) {
            let text = draft[start..end].trim();
            if is_only_talk(text) {
                checked.verbatim = false;
                checked.sentences.push(sentence(text, Ok(("talk", Vec::new()))));
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
                checked.sentences.push(sentence(
                    text,
                    Ok(("record", vec![Evidence { passage: at, text: text.to_owned() }])),
                ));
                continue;
            }
            checked.verbatim = false;
            if known && clauses::is_not_known(&piece) {
                unknown.push(checked.sentences.len());
                checked.sentences.push(sentence(text, Ok(("talk", Vec::new()))));
                continue;
            }
            if known && may_offer_help(&piece) && offers_help(claim, &languages) {
                checked.sentences.push(sentence(text, Ok(("talk", Vec::new()))));
                continue;
            }
            let held = if known {
                let behind = Behind { piece: before.as_ref(), held: &last };
                self.sentence(claim, &read, piece.clone(), &languages, behind)
            } else {
                self.letter_by_letter(claim).map(|(kind, evidence)| (kind, evidence, Vec::new()))
            };
            let held = held.map(|(kind, evidence, held)| {
                last = held;
                (kind, evidence)
            });
            before = Some(as_it_is_held(piece, &last, &self.against));
            checked.sentences.push(sentence(text, held));
        }
        if cuts.len() > SENTENCES {
            checked.sentences.push(sentence("…", Err("nothing")));
        }
        refuse_what_answers_nothing(&mut checked.sentences, &unknown);
        if behind.is_empty() {
            refuse_bare_answers(&mut checked.sentences, self.asked, self.language);
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
        behind: Behind<'_>,
    ) -> Result<(&'static str, Vec<Evidence>, Vec<usize>), &'static str> {
        let against = &self.against;
        whole.question = is_question(text, read);
        if whole.question && asks_only(&whole, against) {
            return Ok(("question", Vec::new(), Vec::new()));
        }
        if is_talk(&whole, read) || leads_to_a_list(text, &whole, against) {
            return Ok(("talk", Vec::new(), Vec::new()));
        }
        if presents_itself(read) {
            return Err("subject");
        }
        let held = clauses::held(&whole, read, languages, behind, against)?;
        Ok(("record", self.evidence(&held), held))
    }

    /// The records, each once and the first for what the sentence is about.
    fn evidence(&self, held: &[usize]) -> Vec<Evidence> {
        let of = |at: &usize| {
            let record = self.against.records[*at];
            Evidence { passage: record.passage, text: record.text.clone() }
        };
        let mut evidence: Vec<Evidence> = Vec::new();
        for found in held.iter().map(of) {
            if !evidence.contains(&found) {
                evidence.push(found);
            }
        }
        evidence
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
        let evidence = |record: &&Record| Evidence { passage: record.passage, text: record.text.clone() };
        holder.map(|record| ("record", vec![evidence(record)])).ok_or("figure")
    }
}

/// "I have no information on racing bikes." goes beside what is known; alone it answers nothing.
fn refuse_what_answers_nothing(sentences: &mut [Sentence], unknown: &[usize]) {
    if sentences.iter().any(|sentence| sentence.kind == "record") {
        return;
    }
    for at in unknown {
        let text = sentences[*at].text.clone();
        sentences[*at] = sentence(&text, Err("nothing"));
    }
}

/// "Yes." is talk beside a sentence that rests on something. Alone, to a question about some thing, it says what the shop
/// does not know: "Is the wine halal?"
fn refuse_bare_answers(sentences: &mut [Sentence], asked: &str, language: Option<&str>) {
    if sentences.iter().any(|sentence| sentence.kind == "record") {
        return;
    }
    let languages = detect(asked, language);
    let read = tokens(asked, &languages);
    let asks = letters::asks(asked) || read.iter().any(|token| token.is("question"));
    let piece = piece::piece(&read, &languages);
    if !asks || (piece.things.is_empty() && piece.facts.is_empty()) {
        return;
    }
    for bare in sentences.iter_mut().filter(|bare| bare.kind == "talk" && says_yes_or_no(&bare.text)) {
        *bare = sentence(&bare.text, Err("nothing"));
    }
}

/// What the last sentence of a text that claims anything speaks of.
fn last_piece(text: &str, languages: &[&'static Words]) -> Option<Piece> {
    let cuts = sentences(text);
    let last =
        cuts.iter().rev().map(|(start, end)| &text[*start..*end]).find(|sentence| !is_only_talk(sentence))?;
    Some(piece::piece(&tokens(&without_talk(last), languages), languages))
}

type Held = Result<(&'static str, Vec<Evidence>), &'static str>;

fn sentence(text: &str, held: Held) -> Sentence {
    let (supported, kind, evidence) = match held {
        Ok((kind, evidence)) => (true, kind, evidence),
        Err(why) => (false, why, Vec::new()),
    };
    Sentence::of(text, supported, kind, evidence)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn goes(asked: &str, draft: &str, language: &str) -> bool {
        let text = "Milka Oreo | 1.99 EUR. Delivery of the table costs 20 EUR.";
        let passages = [Passage { id: "1", title: "Prices", question: None, text, cited: true }];
        let context = Context { question: asked, language: Some(language), ..Context::default() };
        let checked = Known::of(&passages, &context).check(draft);
        checked.sentences.iter().all(|sentence| sentence.supported)
    }

    #[test]
    fn a_bare_yes_or_no_to_a_question_about_some_thing_is_a_claim() {
        for (asked, draft, language) in [
            ("Does Milka Oreo contain nuts?", "No.", "en"),
            ("Is the red wine halal?", "Yes.", "en"),
            ("is delivery of the table free", "Yes, certainly.", "en"),
            ("Is the t-shirt in XL available?", "Absolutely.", "en"),
            ("La consegna del tavolo è gratis?", "Certo, sì!", "it"),
            ("Ist die Lieferung vom Tisch kostenlos?", "Ja.", "de"),
            ("La livraison de la table est gratuite ?", "Oui, bien sûr.", "fr"),
            ("Доставка стола бесплатная?", "Да.", "ru"),
        ] {
            assert!(!goes(asked, draft, language), "{asked} {draft}");
        }
        for (asked, draft, language) in [
            ("Thanks for the table!", "Great, thank you!", "en"),
            ("Do you deliver the table?", "Yes. Delivery of the table costs 20 EUR.", "en"),
            ("hello", "Hello!", "en"),
        ] {
            assert!(goes(asked, draft, language), "{asked} {draft}");
        }
    }
}
