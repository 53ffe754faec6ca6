//! Cuts a passage into records: a sentence, a table row under its header, a list item under its heading, a known answer.
//! A question only names the topic; a bare yes or no gives it its polarity.

use super::Passage;
use super::piece::{Piece, Thing, piece};
use super::read::tokens;
use super::record::{HEADING_WORDS, Record, record, sentence};
use super::sentences::sentences;
use super::table::table;
use super::token::Token;
use crate::languages::{Words, detect};

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

/// The languages of a passage's words.
pub(super) fn languages_of(passage: &Passage<'_>, shop: Option<&str>) -> Vec<&'static Words> {
    detect(&format!("{} {} {}", passage.title, passage.question.unwrap_or_default(), passage.text), shop)
}

/// The records of one passage.
pub(super) fn records(at: usize, passage: &Passage<'_>, shop: Option<&str>) -> Vec<Record> {
    let languages = languages_of(passage, shop);
    let title = piece(&tokens(passage.title, &languages), &languages);
    let year = year(passage.title);
    let mut found = Vec::new();
    let mut base = title.things;
    if let Some(question) = passage.question {
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
        base.extend(topic.things.into_iter().map(|thing| Thing { denied: thing.denied != no, ..thing }));
    }
    if table(at, passage.text, &languages, &base, year, &mut found) {
        return found;
    }
    let mut heading: Vec<Thing> = Vec::new();
    for (start, end) in sentences(passage.text) {
        let text = &passage.text[start..end];
        let read = tokens(text, &languages);
        if is_heading(text, &read) {
            heading = piece(&read, &languages).things;
            continue;
        }
        let mut context = base.clone();
        context.extend(heading.iter().cloned());
        sentence(at, text, &read, &languages, &context, year, &mut found);
    }
    found
}

fn deny(piece: &mut Piece) {
    piece.denied = !piece.denied;
    for thing in &mut piece.things {
        thing.denied = !thing.denied;
    }
    // What the question named is denied with it: no figure of it holds.
    piece.hours.closed = piece.hours.open || !piece.hours.days.is_empty();
    piece.hours.open = false;
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
