//! What a passage states that another source may contradict: opening hours of a day, the price of a thing, from when the
//! delivery is free, how and where the shop is found. Read from the same records that drafts are held against.

use super::differ::{Detail, Span, Value};
use super::fact::{Bound, Fact};
use super::hours::{Hours, Role, Time};
use super::money;
use super::piece::{Piece, Thing, is_shut, piece};
use super::read::tokens;
use super::record::Record;
use super::records::{languages_of, records};
use super::sentences::{sentences, unwrapped};
use super::stated_things::{Of, of_the_document, sizes, sorted_by, telling, telling_words};
use super::token::Token;
use super::{Context, Passage};
use crate::knowledge::StatementKind;
use crate::languages::Words;

/// Words beside a price that make it the price of something else, where only one side has them.
const BESIDE_A_PRICE: &[&str] = &[
    "half", "quarter", "except", "only", "without", "vat", "age", "former", "from", "up_to", "over", "under",
    "about", "before", "after", "weekdays", "weekend", "holiday", "am", "pm", "dual", "discount",
];

/// The same beside hours and all else.
const BESIDE_OTHERS: &[&str] = &["except", "only", "former", "about", "before", "after"];

/// Most words of a line that stands over others.
const HEADING_WORDS: usize = 6;

/// A statement, before it has an id.
#[derive(Clone, Debug)]
pub struct Stated {
    pub kind: StatementKind,
    /// Only statements that share it are compared.
    pub about: String,
    /// The record it was read from, word for word.
    pub text: String,
    /// The record states nothing else.
    pub alone: bool,
    pub detail: Detail,
}

/// How a passage is read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The shop's name, in words: they tell nothing apart.
    pub own: &'a [String],
    pub shop_language: Option<&'a str>,
}

/// What a passage states.
pub fn stated(passage: &Passage<'_>, reading: &Reading<'_>) -> Vec<Stated> {
    let text = unwrapped(passage.text);
    let whole = Passage { text: &text, ..passage.clone() };
    let languages = languages_of(&whole, reading.shop_language);
    let over = stands_over(&whole, &languages);
    let title = piece(&tokens(whole.title, &languages), &languages);
    let copy = of_the_document(&title.things, reading.own);
    let mut found: Vec<Stated> = Vec::new();
    let told = records(0, &whole, reading.shop_language);
    for record in &told {
        let read = tokens(&record.text, &languages);
        let seen =
            Seen { record, read: &read, over: &over, copy: &copy, languages: &languages, own: reading.own };
        let mut of_record = seen.statements();
        // "It costs 5 euros" is of nothing that could be compared.
        of_record.retain(|stated| stated.kind != StatementKind::Price || !stated.detail.of.is_empty());
        let only = told.iter().filter(|other| other.text == record.text).count() == 1 && of_record.len() == 1;
        for stated in &mut of_record {
            stated.alone = only && states_one_thing(record);
        }
        for new in of_record {
            keep(&mut found, new);
        }
    }
    found
}

/// Adds a statement unless it is there; of an answer alone and the answer behind its question, the shorter one stays.
fn keep(found: &mut Vec<Stated>, new: Stated) {
    let says_the_same = |known: &&mut Stated| {
        let is_within = known.text.contains(&new.text) || new.text.contains(&known.text);
        known.kind == new.kind
            && known.about == new.about
            && (known.detail == new.detail || is_within && known.detail.is_about_the_same(&new.detail))
    };
    match found.iter_mut().find(says_the_same) {
        Some(known) if new.text.len() < known.text.len() => *known = new,
        Some(_) => {}
        None => found.push(new),
    }
}

/// Whether a record holds one figure, with the day or the unit it is of.
fn states_one_thing(record: &Record) -> bool {
    let piece = &record.piece;
    let is_figure = |fact: &&Fact| {
        !matches!(
            fact,
            Fact::Days(_) | Fact::Date { .. } | Fact::Holiday(_) | Fact::Per(_) | Fact::Free { .. }
        )
    };
    let opening = piece.hours.has_times() || piece.hours.open || piece.hours.closed;
    piece.facts.iter().filter(is_figure).count() + usize::from(opening) == 1
}

/// What one sentence of a draft states: "from 9 to 13", asked about Sunday, is said of Sunday.
pub(super) fn stated_by(sentence: &str, context: &Context<'_>) -> Vec<Stated> {
    let passage = Passage { id: "", title: context.question, question: None, text: sentence, cited: true };
    let reading = Reading { own: &[], shop_language: context.language };
    let languages = languages_of(&passage, reading.shop_language);
    let asked = piece(&tokens(passage.title, &languages), &languages);
    let mut found = Vec::new();
    for mut record in records(0, &Passage { title: "", ..passage }, reading.shop_language) {
        if record.piece.hours.days.is_empty() {
            record.piece.hours.days.clone_from(&asked.hours.days);
        }
        let read = tokens(&record.text, &languages);
        let seen = Seen {
            record: &record,
            read: &read,
            over: &[],
            copy: &[],
            languages: &languages,
            own: reading.own,
        };
        found.extend(seen.statements());
    }
    found
}

/// Days, months and figures of the title, the question and the lines that stand over others: they hold for all below.
fn stands_over(passage: &Passage<'_>, languages: &[&'static Words]) -> Vec<String> {
    let lines = sentences(passage.text).into_iter().map(|(start, end)| passage.text[start..end].trim());
    let headings =
        lines.filter(|line| line.ends_with(':') && line.split_whitespace().count() <= HEADING_WORDS);
    let mut over: Vec<String> = Vec::new();
    for text in headings.chain([passage.title]).chain(passage.question) {
        let read = tokens(text, languages);
        let piece = piece(&read, languages);
        let is_asked = passage.question == Some(text);
        over.extend(
            piece.facts.iter().filter(|fact| !is_asked || !matches!(fact, Fact::Days(_))).map(words_of),
        );
        if !is_asked {
            over.extend(telling_words(&read, languages));
            over.extend(sizes(&read).into_iter().map(|of| of.word));
            if !piece.hours.days.is_empty() {
                over.push(format!("{:?}", piece.hours.days));
            }
        }
    }
    over
}

/// A record as it is searched for statements.
struct Seen<'a> {
    record: &'a Record,
    read: &'a [Token],
    over: &'a [String],
    /// Words of the title that only say which copy of a document it is.
    copy: &'a [String],
    languages: &'a [&'static Words],
    own: &'a [String],
}

impl Seen<'_> {
    fn statements(&self) -> Vec<Stated> {
        let piece = &self.record.piece;
        let facts = || piece.facts.iter().chain(&self.record.heading_facts);
        if piece.question || facts().any(|fact| matches!(fact, Fact::Unreadable(_) | Fact::Relative(_))) {
            return Vec::new();
        }
        let mut found = self.hours();
        if found.is_empty() && !piece.denied {
            let money: Vec<&Fact> = facts().filter(|fact| matches!(fact, Fact::Money { .. })).collect();
            let free = facts().any(|fact| matches!(fact, Fact::Free { denied: false, .. }));
            if let [only] = money.as_slice() {
                found.extend(if free { self.threshold(only) } else { self.price(only) });
            } else if money.is_empty() {
                found.extend(self.reached());
            }
        }
        found
    }

    /// Everything it is of: its own things and those it stands under.
    fn of(&self) -> Vec<Of> {
        let things = self.record.piece.things.iter().cloned();
        let around = self.record.context.iter().filter(|thing| !self.copy.contains(&thing.word));
        let around = around.cloned().map(|thing| Thing { denied: false, ..thing });
        let mut of = telling(&things.chain(around).collect::<Vec<_>>(), self.own);
        of.extend(sizes(self.read));
        of
    }

    fn besides(&self, words: &[&str], is_left_out: impl Fn(&Fact) -> bool) -> Vec<String> {
        let facts = self.record.piece.facts.iter().chain(&self.record.heading_facts);
        let mut besides: Vec<String> = facts.filter(|fact| !is_left_out(fact)).map(words_of).collect();
        let said = words.iter().filter(|name| self.read.iter().any(|token| token.is(name)));
        besides.extend(said.map(|name| (*name).to_owned()));
        besides.extend(self.over.iter().cloned());
        besides.sort();
        besides.dedup();
        besides
    }

    fn stated(&self, kind: StatementKind, key: &str, value: Value, besides: Vec<String>, days: u8) -> Stated {
        let of = self.of();
        let about = format!("{key} {}", sorted_by(&of)).trim_end().to_owned();
        let detail = Detail { value, of, besides, year: self.record.year, days };
        Stated { kind, about, text: self.record.text.clone(), alone: false, detail }
    }

    /// Of each day, date or holiday that is named.
    fn hours(&self) -> Vec<Stated> {
        let piece = &self.record.piece;
        let Some(value) = opening(piece) else { return Vec::new() };
        let special: Vec<String> = piece.facts.iter().filter_map(special).collect();
        let days = &piece.hours.days;
        let mut besides = self.besides(BESIDE_OTHERS, |fact| {
            matches!(fact, Fact::Date { .. } | Fact::Holiday(_) | Fact::Days(_))
        });
        let count = |length: usize| u8::try_from(length).unwrap_or(u8::MAX);
        if special.is_empty() {
            let of = |day: &u8| {
                self.stated(
                    StatementKind::Hours,
                    &format!("day {day}"),
                    value.clone(),
                    besides.clone(),
                    count(days.len()),
                )
            };
            return days.iter().map(of).collect();
        }
        // "Easter Saturday" is no Saturday.
        besides.extend(days.iter().map(|day| format!("day {day}")));
        special
            .iter()
            .map(|key| {
                self.stated(StatementKind::Hours, key, value.clone(), besides.clone(), count(special.len()))
            })
            .collect()
    }

    fn price(&self, money: &Fact) -> Option<Stated> {
        let Fact::Money { milli, currencies, bound: Bound::Exact } = money else { return None };
        let piece = &self.record.piece;
        let mut besides =
            self.besides(BESIDE_A_PRICE, |fact| fact == money || matches!(fact, Fact::Per("piece" | "each")));
        besides.extend(when(&piece.hours));
        besides.extend(telling_words(self.read, self.languages));
        let value = Value::Money { milli: *milli, currencies: codes(currencies) };
        Some(self.stated(StatementKind::Price, "price", value, besides, 0))
    }

    fn threshold(&self, money: &Fact) -> Option<Stated> {
        let Fact::Money { milli, currencies, bound: Bound::From | Bound::Over } = money else { return None };
        let mut besides =
            self.besides(BESIDE_OTHERS, |fact| fact == money || matches!(fact, Fact::Free { .. }));
        besides.extend(when(&self.record.piece.hours));
        let value = Value::Money { milli: *milli, currencies: codes(currencies) };
        Some(self.stated(StatementKind::Threshold, "free", value, besides, 0))
    }

    /// A phone number, an e-mail address, a house.
    fn reached(&self) -> Option<Stated> {
        let facts = &self.record.piece.facts;
        let besides = |own: &Fact| {
            let mut besides = self.besides(BESIDE_OTHERS, |fact| fact == own);
            besides.extend(when(&self.record.piece.hours));
            besides
        };
        let mut phones = facts.iter().filter(|fact| matches!(fact, Fact::Phone(_)));
        let mut mails = facts.iter().filter(|fact| matches!(fact, Fact::Link(link) if link.contains('@')));
        match (phones.next(), phones.next(), mails.next(), mails.next()) {
            (Some(fact @ Fact::Phone(digits)), None, None, _) => {
                let value = Value::Phone { digits: digits.clone() };
                Some(self.stated(StatementKind::Phone, "phone", value, besides(fact), 0))
            }
            (None, _, Some(fact @ Fact::Link(link)), None) => {
                let value = Value::Exactly { text: link.to_lowercase() };
                Some(self.stated(StatementKind::Email, "email", value, besides(fact), 0))
            }
            (None, _, None, _) => self.house(),
            _ => None,
        }
    }

    /// A street with one number: another number is another house.
    fn house(&self) -> Option<Stated> {
        let facts = &self.record.piece.facts;
        let is_street = |token: &Token| {
            ["street", "road", "lane", "avenue", "square"].iter().any(|name| token.is(name))
                || is_street_in_one_word(token)
        };
        let street = self.read.iter().position(is_street)?;
        let away = |at: usize| at.abs_diff(street);
        let numbers =
            self.read.iter().enumerate().filter_map(|(at, token)| Some((away(at), token.amount()?)));
        let (_, number) = numbers.filter(|(away, _)| *away <= HOUSE_NEAR).min_by_key(|(away, _)| *away)?;
        let own = |fact: &Fact| matches!(fact, Fact::Number { milli, .. } if *milli == number.milli);
        if !facts.iter().any(own) {
            return None;
        }
        let value = Value::Exactly { text: number.as_whole()?.to_string() };
        let mut besides = self.besides(BESIDE_OTHERS, own);
        besides.extend(when(&self.record.piece.hours));
        Some(self.stated(StatementKind::Address, "house", value, besides, 0))
    }
}

/// What names of streets end in where they are written as one word, and hardly any other name does: German, Dutch, Swedish.
const STREETS: &[&str] = &["strasse", "gasse", "allee", "straat", "laan", "gracht", "gatan", "vagen"];

fn is_street_in_one_word(token: &Token) -> bool {
    token.raw.starts_with(char::is_uppercase)
        && STREETS.iter().any(|end| token.folded.len() > end.len() && token.folded.ends_with(end))
}

/// "Hauptstraße 5": a street whose kind is part of its name, and the number of a house.
pub(super) fn is_house(read: &[Token], at: usize) -> bool {
    is_street_in_one_word(&read[at]) && read.get(at + 1).is_some_and(|next| next.amount().is_some())
}

/// Most words between a street and its number.
const HOUSE_NEAR: usize = 4;

/// What is said of opening; nothing where it is only a limit, such as the last order.
fn opening(piece: &Piece) -> Option<Value> {
    let hours = &piece.hours;
    let minutes = |time: Time| [Some(time.minute), time.also].into_iter().flatten().collect::<Vec<u16>>();
    if !hours.spans.is_empty() {
        let spans = hours.spans.iter().map(|(from, to)| Span { from: minutes(*from), to: minutes(*to) });
        return hours.times.is_empty().then(|| Value::Open { spans: spans.collect() });
    }
    match hours.times.as_slice() {
        [] if is_shut(piece) => (hours.closed || hours.open).then_some(Value::Closed),
        [] => (hours.open && !hours.closed).then_some(Value::Open { spans: Vec::new() }),
        [time] if time.role == Role::End && (hours.open || hours.closed) => {
            Some(Value::Until { to: minutes(*time) })
        }
        _ => None,
    }
}

/// A date or a holiday, as the hours of it are sorted.
fn special(fact: &Fact) -> Option<String> {
    match fact {
        Fact::Date { day, month } => Some(format!("date {month:02}-{day:02}")),
        Fact::Holiday(name) => Some(format!("holiday {name}")),
        _ => None,
    }
}

/// Days and times beside a fact of another kind.
fn when(hours: &Hours) -> Vec<String> {
    let times = hours.spans.iter().flat_map(|(from, to)| [from, to]).chain(&hours.times);
    let times = times.map(|time| format!("at {}", time.minute));
    hours.days.iter().map(|day| format!("day {day}")).chain(times).collect()
}

fn words_of(fact: &Fact) -> String {
    format!("{fact:?}")
}

fn codes(currencies: &[&'static str]) -> Vec<String> {
    money::members(currencies).into_iter().map(str::to_owned).collect()
}
