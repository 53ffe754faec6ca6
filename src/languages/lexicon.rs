//! One language's words as they are looked up: whole words, beginnings, endings, phrases, and numbers spelt out.
//! Forms are folded; inflected names (Montags, пятницу) are found by their stem.

use std::collections::HashMap;

use super::Table;
use super::articles::without_article;
use super::key::key;
use super::meaning::{Join, Meaning, Offer, Rate};
use super::number_words::NumberWords;

#[derive(Debug)]
pub struct Words {
    pub tag: &'static str,
    exact: HashMap<String, Vec<Meaning>>,
    starts: HashMap<String, Vec<(String, Meaning)>>,
    ends: Vec<(String, Meaning)>,
    /// Words with a beginning and an end of their own: Czech "ne…me".
    around: Vec<(String, String, Meaning)>,
    phrases: HashMap<String, Vec<(Vec<String>, Meaning)>>,
    names: HashMap<String, Vec<(String, Meaning)>>,
    /// Every form, for scripts without blanks.
    pub runs: Vec<(String, Meaning)>,
    common: std::collections::HashSet<String>,
    rates: HashMap<String, Vec<Rate>>,
    rate_starts: Vec<(String, Rate)>,
    /// Names of holidays, and what is the same holiday in every language.
    holidays: HashMap<String, &'static str>,
    /// What is said besides the matter.
    talk: Vec<String>,
    /// Words of which an offer of help is made.
    offers: HashMap<String, Offer>,
    /// Words that join clauses, as they are written in small letters: accents tell Greek "or" from "the".
    joins: Vec<(String, Join)>,
    /// "thousand" behind a figure.
    scales: HashMap<String, i64>,
    pub numbers: NumberWords,
}

/// Fewest letters between a beginning and an end.
const INSIDE: usize = 2;

/// Most letters such a word has where there are no blanks.
const RATE_LETTERS: usize = 4;

/// Most letters of a word without a subject where there are no blanks.
const COMMON_LETTERS: usize = 8;

/// Letters two forms of a name must share at their beginning to be looked at.
const STEM_LETTERS: usize = 4;

/// Names of our own tables live as long as the program.
fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

impl Words {
    pub(super) fn of(table: &Table) -> Self {
        let mut words = Self {
            tag: leak(&table.tag),
            exact: HashMap::new(),
            starts: HashMap::new(),
            ends: Vec::new(),
            around: Vec::new(),
            phrases: HashMap::new(),
            names: HashMap::new(),
            runs: Vec::new(),
            common: table.words.get("common").into_iter().flatten().map(|word| key(word)).collect(),
            rates: HashMap::new(),
            rate_starts: Vec::new(),
            holidays: HashMap::new(),
            talk: Vec::new(),
            offers: HashMap::new(),
            joins: Vec::new(),
            scales: HashMap::new(),
            numbers: NumberWords::of(table),
        };
        for (at, names) in (1_u8..).zip(&table.days) {
            for name in names {
                words.name(name, Meaning::Day(at));
            }
        }
        for (at, names) in (1_u8..).zip(&table.days_short) {
            for name in names.iter().filter(|name| name.chars().count() > 1) {
                words.add(name, Meaning::DayShort(at));
            }
        }
        for (at, names) in (1_u8..).zip(&table.months) {
            for name in names {
                words.name(name, Meaning::Month(at));
            }
        }
        for (code, names) in &table.currencies {
            let code = leak(code);
            for name in names {
                words.name(name, Meaning::Currency(code));
            }
        }
        for (unit, names) in &table.units {
            let unit = leak(unit);
            let names = names.iter().filter(|name| {
                is_unit_name(unit, name)
                    && (matches!(name.as_str(), "g" | "l" | "m") || !words.common.contains(&key(name)))
            });
            let names: Vec<&String> = names.collect();
            for name in names {
                words.add(name, Meaning::Unit(unit));
            }
        }
        for (code, names) in &table.countries {
            let code = leak(code);
            for name in names {
                words.name(name, Meaning::Country(code));
            }
        }
        for (thing, names) in &table.things {
            let thing = leak(thing);
            for name in names {
                words.name(name, Meaning::Concept(thing));
            }
        }
        for (concept, names) in &table.words {
            words.own(concept, names);
        }
        words.runs.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        words
    }

    fn own(&mut self, concept: &str, names: &[String]) {
        let number =
            |text: &str| text.split_once('=').map(|(value, name)| (value.to_owned(), name.to_owned()));
        for name in names {
            match (concept, number(name)) {
                ("common" | "numbers_more" | "numbers", _) => {}
                ("and_words", _) => self.joins.push((name.to_owned(), Join::And)),
                ("but_words", _) => self.joins.push((name.to_owned(), Join::But)),
                ("or_words", _) => self.joins.push((name.to_owned(), Join::Or)),
                ("talk", _) => self.talk.push(name.replace('_', " ")),
                ("offer", _) => self.offer(name, Offer::Help),
                ("offer_not", _) => self.offer(name, Offer::Doubt),
                ("offer_beside", _) => self.offer(name, Offer::Beside),
                ("per", _) => self.rate(name, Rate::Per),
                ("per_article", _) => self.rate(name, Rate::Article),
                ("per_behind", _) => self.rate(name, Rate::Behind),
                ("vat_in", _) => self.rate(name, Rate::TaxIn),
                ("vat_out", _) => self.rate(name, Rate::TaxOut),
                ("holiday_names", Some((holiday, name))) => {
                    self.holidays.insert(key(&name.replace('_', " ")), leak(&holiday));
                }
                ("scale_names", Some((times, name))) => {
                    self.scales.insert(key(&name), times.parse().unwrap_or(1));
                }
                ("count_names", Some((thing, name))) => self.rate(&name, Rate::Count(leak(&thing))),
                ("per_names", Some((unit, name))) => self.rate(&name, Rate::Each(leak(&unit))),
                ("day_names", Some((day, name))) => self.name(&name, Meaning::Day(day.parse().unwrap_or(1))),
                ("month_names", Some((month, name))) => {
                    self.name(&name, Meaning::Month(month.parse().unwrap_or(1)));
                }
                ("country_names", Some((code, name))) => self.add(&name, Meaning::Country(leak(&code))),
                ("currency_names", Some((code, name))) => self.name(&name, Meaning::Currency(leak(&code))),
                ("unit_names", Some((unit, name))) => self.add(&name, Meaning::Unit(leak(&unit))),
                ("address_names", Some((kind, name))) => self.add(&name, Meaning::Concept(leak(&kind))),
                _ => self.add(name, Meaning::Concept(leak(concept))),
            }
        }
    }

    fn rate(&mut self, name: &str, rate: Rate) {
        let plain = name.replace('_', " ");
        if let Some(start) = plain.strip_suffix('*') {
            self.rate_starts.push((key(start), rate));
            return;
        }
        let rates = self.rates.entry(key(&plain)).or_default();
        if !rates.contains(&rate) {
            rates.push(rate);
        }
    }

    /// A name that is also found inflected.
    fn name(&mut self, name: &str, meaning: Meaning) {
        self.add(name, meaning);
        let folded = key(name);
        if folded.chars().count() > STEM_LETTERS && !folded.contains(' ') {
            self.names.entry(stem_start(&folded)).or_default().push((folded, meaning));
        }
    }

    fn add(&mut self, name: &str, meaning: Meaning) {
        let plain = name.replace('_', " ");
        let plain = plain.trim();
        if let Some(ending) = plain.strip_prefix('*') {
            self.ends.push((key(ending), meaning));
            return;
        }
        if let Some(start) = plain.strip_suffix('*') {
            let start = key(start);
            if !start.contains(' ') {
                self.runs.push((start.clone(), meaning));
                let index = start.chars().take(2).collect();
                self.starts.entry(index).or_default().push((start, meaning));
                return;
            }
        }
        if let Some((start, end)) = plain.split_once('*') {
            self.around.push((key(start), key(end), meaning));
            return;
        }
        let folded = key(plain);
        if folded.is_empty() {
            return;
        }
        self.runs.push((folded.clone(), meaning));
        // "Don't" is one word, "l'agnello" two.
        let elided = |word: &'_ str| -> Vec<String> {
            let parts = if word.ends_with("n't") { vec![word] } else { word.split(['\'', '’']).collect() };
            parts.into_iter().map(str::to_owned).collect()
        };
        let pieces: Vec<String> =
            folded.split([' ', '-', '\u{200c}']).flat_map(elided).filter(|piece| !piece.is_empty()).collect();
        if pieces.len() > 1 {
            self.phrases.entry(pieces[0].clone()).or_default().push((pieces, meaning));
        }
        let meanings = self.exact.entry(folded).or_default();
        if !meanings.contains(&meaning) {
            meanings.push(meaning);
        }
    }

    /// The longest word without a subject that a text without blanks begins with: never a single letter, which many
    /// words have.
    pub fn common_run(&self, folded: &str) -> Option<usize> {
        (2..=COMMON_LETTERS)
            .rev()
            .filter_map(|letters| {
                folded.char_indices().nth(letters - 1).map(|(at, letter)| at + letter.len_utf8())
            })
            .find(|length| self.common.contains(&folded[..*length]))
    }

    /// Whether a folded word carries no subject.
    pub fn is_common(&self, folded: &str) -> bool {
        self.common.contains(folded)
    }

    /// How a word as it is written joins clauses.
    pub fn join(&self, raw: &str) -> Option<Join> {
        let small = raw.to_lowercase();
        self.joins.iter().find(|(word, _)| *word == small).map(|(_, join)| *join)
    }

    /// Greetings, thanks, regrets, offers to help, as they are written.
    pub(super) fn talk(&self) -> impl Iterator<Item = &str> {
        self.talk.iter().map(String::as_str)
    }

    /// How a folded word, or two with a blank, helps to offer help.
    pub(super) fn offers(&self, folded: &str) -> Option<Offer> {
        self.offers.get(folded).copied()
    }

    fn offer(&mut self, name: &str, offer: Offer) {
        self.offers.entry(key(&name.replace('_', " "))).or_insert(offer);
    }

    /// Every folded word that carries no subject.
    pub(super) fn common(&self) -> impl Iterator<Item = &str> {
        self.common.iter().map(String::as_str)
    }

    /// Every folded form that means something as it stands.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.exact.keys().map(String::as_str)
    }

    /// How a folded word, or two with a blank, helps to say what a price is for.
    pub fn rates<'w>(&'w self, folded: &'w str) -> impl Iterator<Item = Rate> + 'w {
        let exact = self.rates.get(folded).map_or(&[][..], Vec::as_slice).iter().copied();
        exact.chain(
            self.rate_starts.iter().filter(|(start, _)| folded.starts_with(start)).map(|(_, rate)| *rate),
        )
    }

    /// Which holiday a folded name, of one word or two, is in every language.
    pub fn holiday(&self, folded: &str) -> Option<&'static str> {
        self.holidays.get(folded).copied()
    }

    /// What a folded word multiplies the figure before it by.
    pub fn scale(&self, folded: &str) -> Option<i64> {
        self.scales.get(folded).copied()
    }

    /// The multiplier a word begins with, and the rest of it: "만원".
    pub fn glued_scale<'w>(&self, folded: &'w str) -> Option<(i64, &'w str)> {
        self.scales.iter().find_map(|(scale, times)| Some((*times, folded.strip_prefix(scale.as_str())?)))
    }

    /// The longest beginning of a text without blanks that is a thing counted or a price's "each".
    pub fn rate_run(&self, folded: &str) -> Option<usize> {
        (1..=RATE_LETTERS)
            .rev()
            .map(|letters| folded.char_indices().nth(letters).map_or(folded.len(), |(at, _)| at))
            .find(|length| self.rates.contains_key(&folded[..*length]))
    }

    /// What a folded word means as it stands.
    pub fn exactly(&self, folded: &str) -> &[Meaning] {
        self.exact.get(folded).map_or(&[], Vec::as_slice)
    }

    /// What a folded word means, inflected or not.
    pub fn meanings(&self, folded: &str) -> Vec<Meaning> {
        let mut found: Vec<Meaning> = self.exactly(folded).to_vec();
        let index: String = folded.chars().take(2).collect();
        for (start, meaning) in self.starts.get(&index).into_iter().flatten() {
            if folded.starts_with(start.as_str()) && !found.contains(meaning) {
                found.push(*meaning);
            }
        }
        for (ending, meaning) in &self.ends {
            if folded.len() > ending.len() && folded.ends_with(ending.as_str()) && !found.contains(meaning) {
                found.push(*meaning);
            }
        }
        for (start, end, meaning) in &self.around {
            let inside = folded.strip_prefix(start.as_str()).and_then(|rest| rest.strip_suffix(end.as_str()));
            if inside.is_some_and(|inside| inside.chars().count() >= INSIDE) && !found.contains(meaning) {
                found.push(*meaning);
            }
        }
        if found.is_empty() {
            found.extend(self.inflected(folded));
        }
        if found.is_empty()
            && let Some(bare) = without_article(self.tag, folded)
        {
            return self.meanings(&bare);
        }
        found
    }

    fn inflected(&self, folded: &str) -> Option<Meaning> {
        let letters = folded.chars().count();
        if self.is_common(folded) {
            return None;
        }
        let near = self.names.get(&stem_start(folded))?;
        let shared = |name: &str| name.chars().zip(folded.chars()).take_while(|(a, b)| a == b).count();
        near.iter()
            .map(|(name, meaning)| (shared(name), name.chars().count(), *meaning))
            .filter(|(shared, name, _)| {
                *shared + usize::from(*name > 5) >= *name && letters <= name + 2 + usize::from(*name > 5)
            })
            .max_by_key(|(shared, _, _)| *shared)
            .map(|(_, _, meaning)| meaning)
    }

    /// The forms this meaning has here.
    pub fn forms(&self, meaning: Meaning) -> impl Iterator<Item = &str> {
        self.runs.iter().filter(move |(_, known)| *known == meaning).map(|(form, _)| form.as_str())
    }

    /// The longest phrase that begins with these folded words, and its number of words.
    pub fn phrases(&self, folded: &[&str]) -> Vec<(usize, Meaning)> {
        let Some(first) = folded.first() else { return Vec::new() };
        let Some(phrases) = self.phrases.get(*first) else { return Vec::new() };
        let fits = |phrase: &&(Vec<String>, Meaning)| {
            phrase.0.len() <= folded.len() && phrase.0.iter().zip(folded).all(|(a, b)| a == b)
        };
        phrases.iter().filter(fits).map(|(words, meaning)| (words.len(), *meaning)).collect()
    }
}

/// "/kg" is read as a mark and a unit; one letter stands for one unit only.
fn is_unit_name(unit: &str, name: &str) -> bool {
    let letter = name.chars().count() == 1 && name.is_ascii();
    !name.starts_with('/')
        && !name.contains(' ')
        && !matches!(name, "pound" | "pounds" | "#" | "%")
        && (!letter || (matches!(unit, "g" | "l" | "m" | "w" | "hour") && unit.starts_with(name)))
}

fn stem_start(folded: &str) -> String {
    folded.chars().take(STEM_LETTERS).collect()
}
