//! Cuts a passage into records: a sentence, a table row under its header, a list item under its heading, a known answer.
//! A question only names the topic; a bare yes or no gives it its polarity.

use super::Passage;
use super::facts::Fact;
use super::piece::{Piece, Thing, piece};
use super::read::{Token, tokens};
use super::sentences::sentences;
use super::table::table;
use crate::languages::{Words, detect};

/// Most words of a heading before a colon.
const HEADING_WORDS: usize = 6;

#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Which passage it is of.
    pub passage: usize,
    pub text: String,
    pub piece: Piece,
    /// Things of its heading, its title and the rest of its sentence: they may help to fit.
    pub context: Vec<Thing>,
    pub heading_facts: Vec<Fact>,
    /// The latest year of its title, so that this year's list wins.
    pub year: Option<i64>,
}

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

pub(super) fn record(
    passage: usize,
    text: String,
    piece: Piece,
    context: Vec<Thing>,
    heading_facts: Vec<Fact>,
    year: Option<i64>,
) -> Record {
    Record { passage, text: text.trim().to_owned(), piece, context, heading_facts, year }
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

/// One sentence: its heading before a colon, and one record for each price in it.
pub(super) fn sentence(
    at: usize,
    text: &str,
    read: &[Token],
    languages: &[&'static Words],
    context: &[Thing],
    year: Option<i64>,
    found: &mut Vec<Record>,
) {
    let mut context = context.to_vec();
    let mut heading_facts = Vec::new();
    let mut body = read;
    if let Some(colon) = read.iter().position(|token| token.mark() == Some(':'))
        && (1..=HEADING_WORDS).contains(&colon)
        && colon + 1 < read.len()
        && !read[..colon].iter().any(|token| token.amount().is_some())
    {
        let head = piece(&read[..colon], languages);
        context.extend(head.things);
        heading_facts = head.facts;
        if head.hours.days.is_empty() && head.hours.open == head.hours.closed {
            body = &read[colon + 1..];
        }
    }
    let groups = by_price(body, languages);
    let several = groups.len() > 1;
    for group in groups {
        let part = slice(text, read, group);
        let piece = piece(group, languages);
        let mut context = context.clone();
        if several {
            // The subject of a list stands once, before its first item.
            context.extend(
                super::piece::piece(&body[..body.len().min(3)], languages).things.into_iter().take(1).map(
                    |mut thing| {
                        thing.denied = piece.denied;
                        thing
                    },
                ),
            );
        }
        found.push(record(
            at,
            if several { part } else { text.to_owned() },
            piece,
            context,
            heading_facts.clone(),
            year,
        ));
    }
}

fn slice(text: &str, read: &[Token], group: &[Token]) -> String {
    let base = read.first().map_or(0, |_| 0);
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return String::new() };
    text.get(first.at - base..(last.at + last.raw.len()).min(text.len())).unwrap_or(text).to_owned()
}

/// Parts at commas and "and", so that each holds one price.
pub(super) fn by_price<'a>(body: &'a [Token], languages: &[&'static Words]) -> Vec<&'a [Token]> {
    let prices = |tokens: &[Token]| {
        let facts = piece(tokens, languages).facts;
        facts
            .iter()
            .filter(|fact| {
                matches!(
                    fact,
                    Fact::Money {
                        bound: super::facts::Bound::Exact
                            | super::facts::Bound::From
                            | super::facts::Bound::About
                            | super::facts::Bound::UpTo,
                        ..
                    }
                )
            })
            .count()
    };
    if prices(body) < 2 {
        return vec![body];
    }
    let mut groups = Vec::new();
    let mut start = 0;
    let mut end = 0;
    let cuts: Vec<usize> = (0..body.len()).filter(|at| is_join(&body[*at])).chain([body.len()]).collect();
    let mut from = 0;
    for cut in cuts {
        let part = &body[from..cut];
        if prices(part) > 0 && end > start && prices(&body[start..end]) > 0 {
            groups.push(&body[start..end]);
            start = from;
        }
        end = cut;
        from = cut + 1;
    }
    groups.push(&body[start..]);
    groups.retain(|group| !group.is_empty());
    groups
}

pub(super) fn is_join(token: &Token) -> bool {
    matches!(token.mark(), Some(',' | '，' | '、' | '،' | '/' | '+'))
        || matches!(
            token.raw.to_lowercase().as_str(),
            "and"
                | "e"
                | "y"
                | "et"
                | "und"
                | "și"
                | "και"
                | "и"
                | "і"
                | "та"
                | "ve"
                | "و"
                | "और"
                | "اور"
                | "এবং"
                | "dan"
                | "và"
                | "และ"
                | "和"
                | "と"
                | "och"
                | "og"
                | "és"
                | "aur"
                | "ו"
                | "while"
                | "mentre"
                | "mientras"
                | "während"
                | "but"
                | "ma"
                | "pero"
                | "aber"
                | "mais"
        )
}

fn year(title: &str) -> Option<i64> {
    let figures: Vec<String> = title
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|part| part.len() == 4)
        .map(str::to_owned)
        .collect();
    figures.iter().filter_map(|part| part.parse().ok()).filter(|year| (1990..2100).contains(year)).max()
}
