//! Cuts a passage into records: a sentence, a table row under its header, a list item under its heading, a known answer.
//! A question only names the topic; a bare yes or no gives it its polarity.

use std::borrow::Cow;

use super::Passage;
use super::fact::Fact;
use super::piece::{Piece, Thing, piece};
use super::rates::of_heading;
use super::read::tokens;
use super::record::{HEADING_WORDS, Record, Setting, label, record, sentence, subject};
use super::sentences::sentences;
use super::subjects::is_diet;
use super::table::tables;
use super::token::Token;
use crate::languages::{Words, detect, of_tag};

/// Struck-through text stands between two of these.
const STRIKE: &str = "~~";

const YES: &[&str] = &[
    "yes",
    "si",
    "sì",
    "sí",
    "sim",
    "oui",
    "ja",
    "tak",
    "da",
    "ναι",
    "да",
    "так",
    "evet",
    "نعم",
    "بله",
    "כן",
    "हाँ",
    "हां",
    "ہاں",
    "হ্যাঁ",
    "ya",
    "có",
    "ใช่",
    "是",
    "是的",
    "はい",
    "네",
    "ano",
    "igen",
    "haan",
    "ji",
    "jes",
    "yep",
    "sure",
    "ναί",
];
const NO: &[&str] = &[
    "no",
    "non",
    "não",
    "nao",
    "nein",
    "nee",
    "nie",
    "nu",
    "όχι",
    "нет",
    "ні",
    "hayır",
    "لا",
    "نه",
    "לא",
    "नहीं",
    "نہیں",
    "না",
    "tidak",
    "không",
    "ไม่",
    "不",
    "不是",
    "いいえ",
    "아니요",
    "ne",
    "nem",
    "nahi",
    "nahin",
    "nej",
];

/// More languages than these are a guess.
const UNSURE: usize = 2;

/// The languages of a passage's words.
pub(super) fn languages_of(passage: &Passage<'_>, shop: Option<&str>) -> Vec<&'static Words> {
    let text = format!("{} {} {}", passage.title, passage.question.unwrap_or_default(), passage.text);
    let mut languages = detect(&text, shop);
    // Where nothing tells, as in a row of a list, it is the shop's.
    if languages.len() > UNSURE
        && let Some(own) =
            shop.and_then(of_tag).and_then(|own| languages.iter().position(|words| words.tag == own.tag))
    {
        languages[..=own].rotate_right(1);
    }
    languages
}

/// The records of one passage.
pub(super) fn records(at: usize, passage: &Passage<'_>, shop: Option<&str>) -> Vec<Record> {
    let languages = languages_of(passage, shop);
    let title_tokens = tokens(passage.title, &languages);
    let title = piece(&title_tokens, &languages);
    let year = year(passage.title);
    let mut found = Vec::new();
    let mut base = title.things;
    let mut asked_of: Vec<Fact> = Vec::new();
    if let Some(question) = passage.question {
        base.retain(|thing| !thing.concept.is_some_and(is_diet));
        let topic = piece(&tokens(question, &languages), &languages);
        if let Some(yes) = answer_sign(passage.text) {
            let mut piece = topic.clone();
            if !yes {
                deny(&mut piece);
            }
            found.push(record(
                at,
                format!("{question} {}", passage.text),
                piece,
                base.clone(),
                Vec::new(),
                year,
            ));
        }
        let no = answer_sign(passage.text) == Some(false);
        // "Do you make Christmas baskets?" – "Yes, from 25 €": from 25 at Christmas.
        let is_when = |fact: &&Fact| matches!(fact, Fact::Holiday(_) | Fact::Month(_));
        asked_of.extend(topic.facts.iter().filter(is_when).filter(|_| !no).cloned());
        // Of a property only the answer says whose it is: "Are the burgers gluten free?" – "The classic ones are. Those of
        // the house contain milk."
        let asked = topic.things.into_iter().filter(|thing| !thing.concept.is_some_and(is_diet));
        base.extend(asked.map(|thing| Thing { denied: thing.denied != no, ..thing }));
    }
    let current = without_struck(passage.text);
    let current = tables(at, &current, &languages, &base, year, &mut found);
    prose(at, passage.text, &current, &languages, &base, year, &mut found);
    rated(&mut found, &of_heading(&title_tokens));
    for record in &mut found {
        record.heading_facts.extend(asked_of.iter().cloned());
    }
    // What a document tells the assistant to do is no fact of the shop, whoever wrote it in.
    found.retain(|record| !says_nothing(&record.piece) && !record.piece.instructs);
    found
}

/// What a heading says prices are for, of each that says nothing else.
fn rated(found: &mut [Record], rate: &[Fact]) {
    let is_rate = |fact: &Fact| matches!(fact, Fact::Per(_) | Fact::PerWord(_));
    let is_price = |fact: &Fact| matches!(fact, Fact::Money { .. });
    for record in found {
        let facts = || record.piece.facts.iter().chain(&record.heading_facts);
        if record.piece.facts.iter().any(is_price) && !facts().any(is_rate) {
            record.heading_facts.extend(rate.iter().cloned());
        }
    }
}

/// "They", "it": the sentence is about what the one before it names.
const PRONOUNS: &[&str] = &[
    "they", "it", "these", "sie", "es", "diese", "dieser", "dieses", "ils", "elles", "elle", "essi", "esse",
    "questi", "queste", "ellos", "ellas", "estos", "estas", "eles", "elas", "estes", "ze", "zij", "они",
    "он", "она", "оно", "вони",
];

/// Sentence by sentence, under the heading before it; behind a semicolon a part without a subject keeps the last one.
fn prose(
    at: usize,
    text: &str,
    current: &str,
    languages: &[&'static Words],
    base: &[Thing],
    year: Option<i64>,
    found: &mut Vec<Record>,
) {
    let mut heading: Vec<Thing> = Vec::new();
    let mut before: Vec<Thing> = Vec::new();
    let mut line: Vec<Thing> = Vec::new();
    let mut asked: Vec<Thing> = Vec::new();
    let mut last: Vec<Thing> = Vec::new();
    let mut rate: Vec<Fact> = Vec::new();
    for (start, end) in sentences(current) {
        let read = tokens(&current[start..end], languages);
        if is_heading(&current[start..end], &read) {
            heading = piece(&read, languages).things;
            rate = of_heading(&read);
            continue;
        }
        if asks_shortly(&current[start..], end - start, &read) {
            asked = piece(&read, languages).things;
            continue;
        }
        let goes_on = current[..start].trim_end().ends_with([';', '；', '؛']);
        let inherited = if goes_on { before.as_slice() } else { &[] };
        let mut context = base.to_vec();
        context.extend(heading.iter().cloned());
        let refers = read.first().is_some_and(|token| PRONOUNS.contains(&token.folded.as_str()));
        if refers && !current[..start].trim_end_matches(' ').ends_with('\n') {
            context.extend(last.iter().map(|thing| Thing { denied: false, ..thing.clone() }));
        }
        let own = subject(&read, languages);
        if current[..start].trim_end_matches(' ').is_empty()
            || current[..start].trim_end_matches(' ').ends_with('\n')
        {
            line = label(&read, languages);
        }
        let setting = Setting { context: &context, label: &line, inherited, year };
        let first = found.len();
        sentence(at, &text[start..end], &read, languages, &setting, found);
        rated(&mut found[first..], &rate);
        if let Some(answer) = found.get_mut(first) {
            answer.piece.things.append(&mut asked);
        }
        if !refers {
            last = piece(&read, languages).things.into_iter().take(NAMED_BEFORE).collect();
        }
        if !own.is_empty() {
            before = own;
        }
    }
}

/// Struck-through text, such as an old price, turned to blanks of the same length: it says nothing any more.
fn without_struck(text: &str) -> Cow<'_, str> {
    let Some(open) = text.find(STRIKE) else { return Cow::Borrowed(text) };
    let inside = open + STRIKE.len();
    let Some(length) =
        text[inside..].find(STRIKE).filter(|length| !text[inside..inside + length].contains('\n'))
    else {
        return Cow::Borrowed(text);
    };
    let end = inside + length + STRIKE.len();
    let blanks = " ".repeat(end - open);
    Cow::Owned(format!("{}{blanks}{}", &text[..open], without_struck(&text[end..])))
}

/// A bare "Yes.": its question holds what is said, in a record of its own.
fn says_nothing(piece: &Piece) -> bool {
    piece.things.is_empty()
        && piece.facts.is_empty()
        && !piece.hours.has_times()
        && piece.hours.days.is_empty()
        && !piece.hours.open
        && !piece.hours.closed
}

fn deny(piece: &mut Piece) {
    piece.denied = !piece.denied;
    for thing in &mut piece.things {
        thing.denied = !thing.denied;
    }
    // What the question named is denied with it: no figure of it holds.
    piece.hours.closed = piece.hours.open || !piece.hours.days.is_empty();
    piece.hours.open = false;
    piece.hours.spans.clear();
    piece.hours.times.clear();
}

/// Whether an answer begins with yes or no.
fn answer_sign(answer: &str) -> Option<bool> {
    let first: String = answer
        .trim_start()
        .chars()
        .take_while(|letter| {
            letter.is_alphabetic() || unicode_normalization::char::is_combining_mark(*letter)
        })
        .collect();
    let first = first.to_lowercase();
    let starts = |words: &[&str]| words.contains(&first.as_str());
    if starts(YES) {
        Some(true)
    } else if starts(NO) {
        Some(false)
    } else {
        None
    }
}

/// Most things of a sentence that "they" in the next one may mean.
const NAMED_BEFORE: usize = 2;

/// "Fleas? Surcharge 15 €": a few words that ask, with their answer in the same line, only name what it is of.
fn asks_shortly(text: &str, length: usize, read: &[Token]) -> bool {
    let words = read.iter().filter(|token| token.mark().is_none()).count();
    let answer = text[length..].lines().next().unwrap_or_default();
    text[..length].trim_end().ends_with(['?', '？', '؟'])
        && words <= HEADING_WORDS / 2
        && answer.chars().any(char::is_alphanumeric)
        && !read.iter().any(|token| token.amount().is_some())
}

fn is_heading(text: &str, read: &[Token]) -> bool {
    let words = read.iter().filter(|token| token.mark().is_none()).count();
    text.trim_end().ends_with(':')
        && words <= HEADING_WORDS
        && !read.iter().any(|token| token.amount().is_some())
}

fn year(title: &str) -> Option<i64> {
    let figures: Vec<String> = title
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|part| part.len() == 4)
        .map(str::to_owned)
        .collect();
    figures.iter().filter_map(|part| part.parse().ok()).filter(|year| (1990..2100).contains(year)).max()
}
