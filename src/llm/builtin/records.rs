//! The shop's documents as what can be quoted: a sentence, an item of a list, a row of a table, a known answer, each with
//! what it stands under. Changes no letter of a sentence; a row is said with its cells as they stand.

use unicode_segmentation::UnicodeSegmentation;

use super::cut::is_run_script;
use super::days::{Days, days};
use super::figures::{Figures, figures};
use super::lines::{is_heading, is_labelled, sentences};
use super::polarity::{Polarity, is_yes_or_no, polarity};
use super::read::{Key, Word, languages_of_document, words};
use crate::languages::{Meaning, Words};
use crate::llm::types::Document;

/// A cell of a row with the name of its column, where it has one.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub column: Vec<Word>,
    pub words: Vec<Word>,
    pub column_text: String,
    pub text: String,
}

impl Cell {
    /// "Per kg", "at least two nights", "excl. VAT", "order by 15 December": a unit, a limit, a tax or a date.
    pub fn narrows_a_price(&self) -> bool {
        const NARROWING: &[&str] = &[
            "neg", "except", "only", "without", "from", "up_to", "over", "under", "before", "after", "until",
            "vat",
        ];
        let narrows = |word: &Word| {
            let is_month = word.meanings.iter().any(|meaning| matches!(meaning, Meaning::Month(_)));
            word.unit().is_some()
                || word.day().is_some()
                || is_month
                || NARROWING.iter().any(|name| word.says(name))
        };
        self.words.iter().any(narrows)
    }

    /// A number under a column that is called price is one, also where the list leaves its money out.
    fn is_price(&self) -> bool {
        let amount = |letter: char| letter.is_numeric() || matches!(letter, '.' | ',' | ' ' | '\u{a0}');
        self.column.iter().any(|word| word.is("price"))
            && self.text.contains(char::is_numeric)
            && self.text.chars().all(amount)
    }
}

/// What can be quoted.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub document: usize,
    /// Its place among the records, in reading order.
    pub place: usize,
    pub text: String,
    pub words: Vec<Word>,
    /// What it stands under: title, heading, the rest of its sentence.
    pub context: Vec<Word>,
    /// Of that the heading right above it.
    pub heading: Vec<Word>,
    pub days: Days,
    pub figures: Figures,
    pub cells: Vec<Cell>,
    /// The known questions it answers, in their words.
    pub asked: Vec<Asked>,
    /// The latest year its title names.
    pub year: Option<u32>,
    /// Tag of its language.
    pub language: &'static str,
}

/// A known question.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub text: String,
    pub words: Vec<Word>,
    pub days: Days,
    pub polarity: Polarity,
}

impl Record {
    pub fn denies(&self) -> bool {
        self.words.iter().any(|word| word.says("neg") || word.says("except") || word.says("closed"))
    }

    /// Stands under words of this subject.
    pub fn under(&self, name: &'static str) -> bool {
        self.context.iter().any(|word| word.keys.contains(&Key::Of(name)))
    }
}

/// Everything that can be quoted of these documents.
pub(super) fn records(documents: &[Document]) -> Vec<Record> {
    let mut found = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        let languages = languages_of_document(&format!(
            "{} {} {}",
            document.title,
            document.question.as_deref().unwrap_or_default(),
            document.text
        ));
        let reading = Reading {
            at,
            languages: &languages,
            title: words(&document.title, &languages),
            year: year(&document.title),
        };
        match &document.question {
            Some(question) => {
                let mut record = reading.record(document.text.trim(), &[]);
                let parts = known_parts(question, &document.text);
                let known = parts.into_iter().chain(document.phrasings.iter().map(String::as_str));
                record.asked = known.map(|text| reading.asked(text)).collect();
                found.push(record);
            }
            None => reading.text(&document.text, &mut found),
        }
    }
    for (place, record) in found.iter_mut().enumerate() {
        record.place = place;
    }
    found
}

/// "Do you deliver? Where, and what does it cost?" is asked when its first part is. What is answered by a yes or no is
/// asked whole.
fn known_parts<'a>(question: &'a str, answer: &str) -> Vec<&'a str> {
    let ends = |letter: char| {
        matches!(letter, '?' | '؟' | '？') || (matches!(letter, ',' | '،' | '，') && !is_yes_or_no(answer))
    };
    let parts =
        question.split_inclusive(ends).map(str::trim).filter(|part| part.chars().any(char::is_alphabetic));
    let parts: Vec<&str> = parts.collect();
    if parts.len() > 1 { std::iter::once(question).chain(parts).collect() } else { vec![question] }
}

fn year(title: &str) -> Option<u32> {
    let years = title.unicode_words().filter_map(|word| word.parse().ok());
    years.filter(|year| (1990..2100).contains(year)).max()
}

struct Reading<'a> {
    at: usize,
    languages: &'a [&'static Words],
    title: Vec<Word>,
    year: Option<u32>,
}

impl Reading<'_> {
    fn record(&self, text: &str, context: &[Word]) -> Record {
        let read = words(text, self.languages);
        Record {
            document: self.at,
            place: 0,
            days: days(text, &read),
            figures: figures(text, &read),
            words: read,
            context: self.title.iter().chain(context).cloned().collect(),
            heading: context.to_vec(),
            text: text.to_owned(),
            cells: Vec::new(),
            asked: Vec::new(),
            year: self.year,
            language: self.languages.first().map_or("", |words| words.tag),
        }
    }

    fn asked(&self, text: &str) -> Asked {
        let read = words(text, self.languages);
        Asked { text: text.to_owned(), days: days(text, &read), polarity: polarity(&read), words: read }
    }

    fn text(&self, text: &str, found: &mut Vec<Record>) {
        let mut heading: Vec<Word> = Vec::new();
        for block in self.blocks(text) {
            if block.contains(CELL) && !block.contains('\n') {
                found.extend(self.pairs(&block).iter().map(|row| self.row(row, &heading)));
            } else if is_heading(&block) {
                let bare = block.trim_start_matches(['#', ' ']);
                heading = words(bare, self.languages);
                // "Closed on Monday" is said, although it stands like a heading.
                let record = self.record(bare, &[]);
                if record.days.contains(&true) && !block.starts_with('#') {
                    found.push(record);
                }
            } else {
                self.sentences(&block, &heading, found);
            }
        }
    }

    /// "Coffee | 2 € | Tea | 1.80 €" is two rows that stand beside each other.
    fn pairs(&self, line: &str) -> Vec<String> {
        let cells: Vec<&str> = line.split(CELL).map(str::trim).collect();
        let text = |cell: &str| cell.split_once(": ").map_or(cell, |(_, text)| text).to_owned();
        let is_money = |cell: &str| figures(cell, &words(cell, self.languages)).money;
        let is_pair = |pair: &[&str]| {
            let (name, price) = (text(pair[0]), text(pair[1]));
            name.contains(char::is_alphabetic) && !name.contains(char::is_numeric) && is_money(&price)
        };
        let many = cells.len() >= 4 && cells.len().is_multiple_of(2);
        if many && cells.chunks(2).all(is_pair) {
            cells.chunks(2).map(|pair| pair.join(CELL)).collect()
        } else {
            vec![line.to_owned()]
        }
    }

    fn row(&self, line: &str, heading: &[Word]) -> Record {
        let cells: Vec<String> = line.split(CELL).filter_map(counting).collect();
        let mut record = self.record(&cells.join(CELL), heading);
        record.cells = cells
            .iter()
            .map(|cell| {
                let (column, text) = cell.split_once(": ").unwrap_or(("", cell));
                Cell {
                    column: words(column, self.languages),
                    words: words(text, self.languages),
                    column_text: column.to_owned(),
                    text: text.to_owned(),
                }
            })
            .collect();
        record.figures.money |= record.cells.iter().any(Cell::is_price);
        record
    }

    /// Paragraphs, list items, rows and headings. A line that only ends because the page does goes on in the next, and so does one
    /// that goes on in small letters, where its paragraph ends like a sentence or a condition stands there.
    fn blocks(&self, text: &str) -> Vec<String> {
        let mut blocks: Vec<String> = Vec::new();
        // Characters of the line before, where it may go on.
        let mut before: Option<usize> = None;
        // A paragraph that ends like a sentence was broken where its lines were full, however narrow.
        let mut broken = false;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().copied().enumerate() {
            if line.is_empty() {
                before = None;
                continue;
            }
            if at == 0 || lines[at - 1].is_empty() {
                let last = lines[at..].iter().take_while(|line| !line.is_empty()).last();
                broken = last.is_some_and(|line| line.ends_with(['.', '!', '。', '।', '۔']));
            }
            let full = before.is_some_and(|characters| characters >= WRAPPED) && !is_labelled(line);
            let small = before.is_some() && line.starts_with(char::is_lowercase);
            let goes_on = (full || small && (broken || self.goes_on(line)))
                && !line.starts_with(['-', '*', '•', '#'])
                && !line.contains(CELL);
            match blocks.last_mut() {
                Some(last) if goes_on => {
                    // Where no blanks part words none parts lines.
                    if !last.ends_with(is_run_script) {
                        last.push(' ');
                    }
                    last.push_str(line);
                }
                Some(_) | None => blocks.push(line.to_owned()),
            }
            let ends =
                line.ends_with(['.', ':', ';', '!', '?', '…', '।', '۔', '؟', '。']) || line.contains(CELL);
            before = (!ends).then(|| line.chars().count());
        }
        blocks
    }

    /// What the first item of a list says for all of them: the words before its colon, else only what is done.
    fn head_of(&self, item: &str) -> Vec<Word> {
        match item.split_once(": ") {
            Some((head, _)) => words(head, self.languages),
            None => words(item, self.languages)
                .into_iter()
                .filter(|word| word.is("deliver") || word.is("return"))
                .collect(),
        }
    }

    /// The parts of a sentence between semicolons, where they make a list: "Monday 9–13; Saturday 9–12". What else stands behind
    /// a semicolon says more of the same, and is not left out: "delivery is 6.90 €; it is free above 80 €".
    fn items<'t>(&self, sentence: &'t str) -> Vec<&'t str> {
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut from = 0;
        for piece in sentence.split_inclusive([';', '؛', '；']) {
            let place = (from, from + piece.len());
            from = place.1;
            match places.last_mut() {
                Some(last) if self.goes_on(piece) => last.1 = place.1,
                Some(_) | None => places.push(place),
            }
        }
        let bare = |item: &'t str| item.trim().trim_end_matches([';', '؛', '；']).trim();
        let items = places.into_iter().map(|(from, to)| bare(&sentence[from..to]));
        let items: Vec<&str> = items.filter(|item| !item.is_empty()).collect();
        let labelled = |item: &&str| item.contains(": ");
        let is_of_days = |item: &&str| words(item, self.languages).iter().any(|word| word.day().is_some());
        let is_list = items.len() > PAIR || items.iter().all(labelled) || items.iter().all(is_of_days);
        if is_list { items } else { vec![bare(sentence)] }
    }

    /// Whether a part is nothing without what stands before it: "otherwise half is charged", "not in August".
    fn goes_on(&self, part: &str) -> bool {
        let first = words(part, self.languages).into_iter().next();
        first.is_some_and(|word| word.stands_in("otherwise") || word.stands_in("condition"))
    }

    /// The sentences of a block. One that only takes back or narrows the one before stays with it: "dogs are welcome. Except on
    /// Sundays."
    fn whole_sentences(&self, block: &str) -> Vec<(usize, usize)> {
        let mut whole: Vec<(usize, usize)> = Vec::new();
        for (start, end) in sentences(block) {
            let text = block[start..end].trim();
            let narrows = words(text, self.languages).first().is_some_and(|word| word.stands_in("condition"));
            match whole.last_mut() {
                Some(last) if narrows && !asks(text) && !asks(block[last.0..last.1].trim()) => last.1 = end,
                Some(_) | None => whole.push((start, end)),
            }
        }
        whole
    }

    fn sentences(&self, block: &str, heading: &[Word], found: &mut Vec<Record>) {
        let mut question: Option<&str> = None;
        for (start, end) in self.whole_sentences(block) {
            let sentence = block[start..end].trim().trim_start_matches(['-', '*', '•']).trim_start();
            if !sentence.chars().any(char::is_alphanumeric) {
                continue;
            }
            if asks(sentence) {
                question = Some(sentence);
                continue;
            }
            if let Some(question) = question.take() {
                let mut answer = self.record(sentence, heading);
                answer.asked.push(self.asked(question));
                found.push(answer);
                continue;
            }
            let mut around = heading.to_vec();
            for (at, item) in self.items(sentence).into_iter().enumerate() {
                found.push(self.record(item, &around));
                if at == 0 {
                    around.extend(self.head_of(item));
                }
            }
        }
    }
}

/// What of a cell counts: what is struck through, such as a price of before, says nothing any more. Nothing where nothing else
/// stands in it.
fn counting(cell: &str) -> Option<String> {
    let mut parts = cell.split(STRIKE);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    while let Some(struck) = parts.next() {
        kept.push_str(parts.next().map_or(struck, str::trim_start));
    }
    let kept = kept.trim();
    let says_nothing = kept.is_empty() || (cell.contains(STRIKE) && kept.ends_with(':'));
    (!says_nothing).then(|| kept.to_owned())
}

fn asks(sentence: &str) -> bool {
    sentence.ends_with(['?', '؟', '？'])
}

const CELL: &str = " | ";
const STRIKE: &str = "~~";
/// Letters of a line from which on its end may be the margin's.
const WRAPPED: usize = 60;
/// Parts of a sentence that are no list yet, unless each is of a day or has a name before it.
const PAIR: usize = 2;
