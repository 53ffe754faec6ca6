//! What is asked: the kinds of answer wanted, the subjects, the days and numbers. One message may ask several things.

use super::alike::shares_subject;
use super::bygone::asks_of_another_time;
use super::concepts::{is_common, phrase_groups};
use super::days::{Days, days};
use super::polarity::{Polarity, polarity};
use super::read::{Key, Word, capitals, languages_of, words};
use crate::languages::{is_only_talk, spoken_at_home};

/// What kind of fact answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Hours,
    When,
    /// A time of day.
    Clock,
    Price,
    Duration,
    Size,
    Weight,
    Place,
    Phone,
    Mail,
    Web,
    Colour,
    /// Where a thing comes from.
    Origin,
}

const KINDS: &[(&str, Kind)] = &[
    ("hours", Kind::Hours),
    ("when", Kind::When),
    ("clock_time", Kind::Clock),
    ("price", Kind::Price),
    ("duration", Kind::Duration),
    ("size", Kind::Size),
    ("weight", Kind::Weight),
    ("place", Kind::Place),
    ("phone", Kind::Phone),
    ("mail", Kind::Mail),
    ("web", Kind::Web),
    ("colours", Kind::Colour),
];

/// What a shop has one of.
const ALONE: &[Kind] = &[Kind::Hours, Kind::Place, Kind::Phone, Kind::Mail, Kind::Web];

/// One question, read.
#[derive(Clone, Debug, Default)]
pub(super) struct Ask {
    pub kinds: Vec<Kind>,
    pub subjects: Vec<Word>,
    /// Every word that carries a subject, also where another says it more exactly.
    pub all: Vec<Word>,
    pub days: Days,
    pub numbers: Vec<Word>,
    /// What each number counts.
    pub units: Vec<Option<&'static str>>,
    /// Words that need not stand in the answer.
    pub beside: Vec<Word>,
    /// Capitals that stand alone: a size, "in L".
    pub capitals: Vec<String>,
    pub polarity: Polarity,
    /// Ends like a question.
    pub is_asked: bool,
    /// Tells to do something and asks nothing: "cancel please".
    pub orders: bool,
    /// Asks one thing of two, which two records may answer.
    pub halves: Vec<Ask>,
    /// The age of somebody, which a limit of age may hold.
    pub age: Option<u32>,
    /// What a price is asked for each of: a day, an hour, a kilo.
    pub unit: Option<&'static str>,
    /// Asks when it opens or whether it is open, and not when it closes.
    pub opens: bool,
    /// Asks for a price of another time.
    pub bygone: bool,
    /// Tag of its language; empty where nothing tells.
    pub language: &'static str,
}

impl Ask {
    pub fn has_day(&self) -> bool {
        self.days.contains(&true)
    }

    pub fn wants(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether one record may answer: "how much?" alone asks for every price, "what time?" for any.
    pub fn says_something(&self) -> bool {
        !self.subjects.is_empty() || self.has_day() || ALONE.iter().any(|kind| self.wants(*kind))
    }

    /// Says what is wanted and not yet of what, or when it is open and not yet on which day.
    fn is_begun(&self) -> bool {
        self.subjects.is_empty() && !self.has_day() && self.numbers.is_empty() && !self.is_asked
    }

    fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.subjects.is_empty() && !self.has_day()
    }

    /// Whether this is a question without what stands around it.
    fn is_whole(&self) -> bool {
        let named = !self.subjects.is_empty() && (!self.kinds.is_empty() || self.has_day());
        named || ALONE.iter().any(|kind| self.wants(*kind))
    }

    /// Whether both ask the same.
    fn repeats(&self, other: &Self) -> bool {
        let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
        self.kinds == other.kinds
            && texts(&self.subjects) == texts(&other.subjects)
            && texts(&self.numbers) == texts(&other.numbers)
            && (self.days, self.age, self.opens, self.polarity)
                == (other.days, other.age, other.opens, other.polarity)
    }
}

/// The questions of a message, each once; nothing when one of them says nothing to us. One that names no subject is about
/// the subject before it.
pub(super) fn asks(message: &str, language: Option<&str>, home: Option<&str>) -> Option<Vec<Ask>> {
    let mut asks: Vec<Ask> = Vec::new();
    let mut is_unheard = false;
    for ask in pieces(message).flat_map(|piece| parts(piece, language, home, &mut is_unheard)) {
        if asks.iter().any(|known| known.repeats(&ask)) {
            continue;
        }
        match asks.last_mut() {
            // One question written in two lines: "how much is", "the fiorentina?".
            Some(before) if before.is_begun() && ask.kinds.is_empty() => {
                let kinds = std::mem::take(&mut before.kinds);
                *before = Ask { kinds, ..ask };
            }
            Some(before)
                if ask.subjects.is_empty() && !before.subjects.is_empty() && before.kinds.is_empty() =>
            {
                before.kinds.extend(ask.kinds);
                before.numbers.extend(ask.numbers);
                before.units.extend(ask.units);
                for (known, named) in before.days.iter_mut().zip(ask.days) {
                    *known |= named;
                }
            }
            Some(_) | None => asks.push(ask),
        }
    }
    (asks.is_empty() || !is_unheard).then_some(asks)
}

/// Lines and sentences, but what only greets or thanks.
fn pieces(message: &str) -> impl Iterator<Item = &str> {
    message
        .split_inclusive(['?', '؟', '？', '\n', '!', '！', '¡', '。'])
        .map(str::trim)
        .filter(|piece| piece.chars().any(char::is_alphanumeric) && !is_only_talk(piece))
}

/// One piece as it asks: one question, or two that "and" joins.
fn parts(piece: &str, language: Option<&str>, home: Option<&str>, is_unheard: &mut bool) -> Vec<Ask> {
    let (mut whole, found) = read(piece, language, home);
    if whole.is_empty() {
        let small = found.iter().all(|word| word.aside || word.number() || is_common(&word.text));
        *is_unheard |= piece.ends_with(['?', '؟', '？']) && !small;
        return Vec::new();
    }
    for word in found.iter().filter(|word| word.joins && word.place.start > 0) {
        let heard = Some(whole.language).filter(|tag| !tag.is_empty()).or(language);
        let (left, _) = read(&piece[..word.place.start], heard, home);
        let (right, right_words) = read(&piece[word.place.end..], heard, home);
        if left.is_whole() && right.is_whole() && !(left.kinds == right.kinds && right.subjects.is_empty()) {
            return vec![left, right];
        }
        if !whole.halves.is_empty() || right.subjects.is_empty() || left.subjects.is_empty() {
            continue;
        }
        if left.wants(Kind::Price) && right.kinds.is_empty() {
            let right = Ask { kinds: left.kinds.clone(), unit: left.unit, ..right };
            whole.halves = vec![left, right];
        } else if asks_anew(&right_words) {
            whole.halves = vec![left, right];
        }
    }
    vec![whole]
}

/// "And do you have parking": a question of its own, and not one more thing of the same.
fn asks_anew(words: &[Word]) -> bool {
    words.iter().any(|word| word.says("question") || word.is("accept"))
}

/// What a customer tells a shop to do.
const ORDERS: &[&str] = &["cancel", "order", "book"];

/// The words of a question by what they say of it.
struct Sorted {
    kinds: Vec<Kind>,
    subjects: Vec<Word>,
    numbers: Vec<Word>,
    units: Vec<Option<&'static str>>,
    beside: Vec<Word>,
}

fn sorted(text: &str, found: &[Word], has_age: bool) -> Sorted {
    let mut kinds: Vec<Kind> = Vec::new();
    let folded: Vec<&str> = found.iter().map(|word| word.text.as_str()).collect();
    let phrases = phrase_groups(&folded);
    let in_phrase = |at: usize| phrases.iter().any(|(from, length, _)| (*from..from + length).contains(&at));
    let mut add = |name: &str| {
        let kind = KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        kinds.extend(kind.filter(|kind| !kinds.contains(kind)).into_iter().collect::<Vec<_>>());
        kind.is_some()
    };
    for (_, _, name) in &phrases {
        add(name);
    }
    let mut subjects: Vec<Word> = Vec::new();
    let (mut numbers, mut units, mut beside) = (Vec::new(), Vec::new(), Vec::new());
    for (at, word) in found.iter().enumerate() {
        if in_phrase(at) {
            continue;
        }
        let framed =
            word.keys.iter().filter_map(|key| if let Key::Of(name) = key { Some(*name) } else { None });
        let framed: Vec<&str> = framed.collect();
        if framed.iter().any(|name| add(name)) || word.common || is_day_word(word) {
            continue;
        }
        if word.aside || word.stands_in("made") && word.keys.is_empty() {
            beside.push(word.clone());
            continue;
        }
        // "20 kg" is a number and what it counts.
        if word.unit().is_some() && at.checked_sub(1).is_some_and(|before| found[before].number()) {
            continue;
        }
        if word.number() {
            if !has_age && !is_hour(text, found, at) {
                numbers.push(word.clone());
                units.push(found.get(at + 1).and_then(Word::unit));
            }
        } else if !(has_age && (word.unit().is_some() || is_of_age(word))) {
            let known = subjects.iter().any(|known| known.text == word.text || shares_subject(known, word));
            if !known {
                subjects.push(word.clone());
            }
        }
    }
    Sorted { kinds, subjects, numbers, units, beside }
}

fn read(text: &str, language: Option<&str>, home: Option<&str>) -> (Ask, Vec<Word>) {
    let languages = languages_of(text, language, home);
    let language = spoken_at_home(text, language, home).unwrap_or_default();
    let found = words(text, &languages);
    let age = age(&found);
    let Sorted { mut kinds, mut subjects, numbers, units, beside } = sorted(text, &found, age.is_some());
    let all = subjects.clone();
    if kinds.contains(&Kind::Place) && beside.iter().any(|word: &Word| word.stands_in("made")) {
        kinds.retain(|kind| *kind != Kind::Place);
        kinds.push(Kind::Origin);
    }
    settle(&mut kinds, &mut subjects);
    let days = days(text, &found);
    let unit = kinds.contains(&Kind::Price).then(|| priced_unit(&found)).flatten();
    let says = |name: &str| found.iter().any(|word| word.says(name));
    let opens = says("open") && !says("closed");
    let is_asked = text.ends_with(['?', '؟', '？']);
    let asks = is_asked || found.iter().any(|word| word.says("question"));
    let told = |word: &Word| ORDERS.iter().any(|name| word.is(name));
    let orders = !asks && kinds.is_empty() && !subjects.is_empty() && subjects.iter().all(told);
    let bygone = kinds.contains(&Kind::Price) && asks_of_another_time(&found);
    let ask = Ask {
        kinds,
        subjects,
        all,
        days,
        numbers,
        units,
        beside,
        capitals: capitals(text, &found),
        polarity: polarity(&found),
        is_asked,
        orders,
        halves: Vec::new(),
        age,
        unit,
        opens,
        bygone,
        language,
    };
    (ask, found)
}

/// "How much a day?": a unit that no number counts.
fn priced_unit(found: &[Word]) -> Option<&'static str> {
    let counted = |at: usize| at.checked_sub(1).is_some_and(|before| found[before].number());
    // "L'agneau" is no litre.
    let named = |word: &Word| word.text.chars().nth(1).is_some();
    let units = found.iter().enumerate().filter(|(at, word)| !counted(*at) && named(word));
    units.filter_map(|(_, word)| word.unit()).find(|unit| EACH.contains(unit))
}

/// Units a price is told for each of.
pub(super) const EACH: &[&str] = &["hour", "day", "night", "week", "month", "year", "kg", "g", "l"];

/// "Do you close at 5 on Saturday?": the hours of the day say it, whichever hour was asked.
fn is_hour(text: &str, found: &[Word], at: usize) -> bool {
    let hours = found.iter().any(|word| word.is("hours")) && found.iter().any(|word| word.day().is_some());
    let says = |word: &Word, names: &[&str]| names.iter().any(|name| word.says(name));
    let before = at.checked_sub(1).map(|before| &found[before]);
    let after = found.get(at + 1);
    hours
        && (before.is_some_and(|word| says(word, &["at", "until", "before", "after"]))
            || after.is_some_and(|word| says(word, &["am", "pm", "clock"]))
            || text[found[at].place.end..].starts_with(':'))
}

/// "8 years old": the number before the unit of years.
fn age(found: &[Word]) -> Option<u32> {
    let of_child = || {
        let child = found.iter().position(|word| word.is("child"))?;
        let mut numbers = found.iter().enumerate().filter(|(_, word)| word.number());
        let (at, number) = numbers.next().filter(|(at, _)| *at > child)?;
        let counts = found.get(at + 1).is_some_and(|next| next.unit().is_some());
        number.text.parse().ok().filter(|age| *age < GROWN && !counts && numbers.next().is_none())
    };
    let told = found.windows(2).find_map(|pair| {
        let years = pair[1].unit() == Some("year") || is_of_age(&pair[1]);
        years.then(|| pair[0].text.parse().ok())?
    });
    told.or_else(of_child)
}

/// Who is this old is no child.
const GROWN: u32 = 18;

fn is_of_age(word: &Word) -> bool {
    matches!(
        word.text.as_str(),
        "year" | "years" | "old" | "age" | "aged" | "anni" | "anos" | "saal" | "jahre" | "ans" | "tahun"
    )
}

fn is_day_word(word: &Word) -> bool {
    use crate::languages::Meaning;
    word.keys.is_empty() && word.meanings.iter().any(|meaning| matches!(meaning, Meaning::Day(_)))
}

fn has_any(subjects: &[Word], name: &str) -> bool {
    subjects.iter().any(|word| word.is(name))
}

/// What one word says more exactly another need not say again.
fn settle(kinds: &mut Vec<Kind>, subjects: &mut Vec<Word>) {
    if kinds.iter().any(|kind| matches!(kind, Kind::Duration | Kind::Size | Kind::Weight)) {
        kinds.retain(|kind| *kind != Kind::Price);
    }
    if kinds.contains(&Kind::Hours) || kinds.contains(&Kind::Clock) {
        kinds.retain(|kind| *kind != Kind::When);
    }
    // "What time do you close?" asks for the opening hours, "what time is breakfast?" for a time of day.
    if subjects.is_empty() && kinds.contains(&Kind::Hours) {
        kinds.retain(|kind| *kind != Kind::Clock);
    }
    if kinds.iter().any(|kind| matches!(kind, Kind::Mail | Kind::Phone | Kind::Web)) {
        kinds.retain(|kind| *kind != Kind::Place);
    }
    // Where one parks is said of the parking.
    if has_any(subjects, "parking") {
        kinds.retain(|kind| *kind != Kind::Place);
    }
    // "wo" and "jam" ask for a place or a time only where nothing else is asked for.
    if kinds.len() > 1 && !subjects.is_empty() {
        kinds.retain(|kind| !matches!(kind, Kind::Place));
    }
    let has = |subjects: &[Word], names: &[&str]| {
        subjects.iter().any(|word| names.iter().any(|name| word.is(name)))
    };
    let means = has(subjects, &["amex", "pay_means", "cash", "cod"]);
    if means {
        subjects.retain(|word| !word.is("card") || word.is("amex") || word.is("pay_means"));
    }
    if subjects.len() > 1 {
        subjects.retain(|word| !word.is("pay"));
    }
    // What is cancelled is what was booked or ordered.
    if has(subjects, &["cancel"]) {
        subjects.retain(|word| word.is("cancel") || !(word.is("book") || word.is("order")));
    }
    if has(subjects, &["whitening", "filling", "extraction", "teeth_cleaning", "implant"]) {
        subjects.retain(|word| !word.is("tooth") && !word.text.starts_with("dent"));
    }
    if has(subjects, &["gluten", "milk", "nut", "egg", "peanut", "soy"]) {
        subjects.retain(|word| !word.is("free") && !word.is("allergy"));
    }
}
