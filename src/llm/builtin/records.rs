//! The shop's documents as what can be quoted: a sentence, an item of a list, a row of a table, a known answer, each with
//! what it stands under. Changes no letter of a sentence; a row is said with its cells as they stand.

use unicode_segmentation::UnicodeSegmentation;

use super::cut::is_run_script;
use super::days::{Days, days};
use super::figures::{Figures, figures};
use super::polarity::{Polarity, is_yes_or_no, polarity};
use super::read::{Key, Word, languages_of_document, words};
use crate::languages::Words;
use crate::llm::types::Document;

/// A cell of a row with the name of its column, where it has one.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub column: Vec<Word>,
    pub words: Vec<Word>,
    pub column_text: String,
    pub text: String,
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
        for block in blocks(text) {
            if block.contains(CELL) && !block.contains('\n') {
                found.push(self.row(&block, &heading));
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
        record
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

    /// The parts of a sentence between semicolons. "Cancel a day before; otherwise half is charged" is one.
    fn items<'t>(&self, sentence: &'t str) -> Vec<&'t str> {
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut from = 0;
        for piece in sentence.split_inclusive([';', '؛', '；']) {
            let place = (from, from + piece.len());
            from = place.1;
            let goes_on =
                words(piece, self.languages).first().is_some_and(|word| word.stands_in("otherwise"));
            match places.last_mut() {
                Some(last) if goes_on => last.1 = place.1,
                Some(_) | None => places.push(place),
            }
        }
        let items = places.into_iter().map(|(from, to)| &sentence[from..to]);
        let bare = |item: &'t str| item.trim().trim_end_matches([';', '؛', '；']).trim();
        items.map(bare).filter(|item| !item.is_empty()).collect()
    }

    fn sentences(&self, block: &str, heading: &[Word], found: &mut Vec<Record>) {
        let mut question: Option<&str> = None;
        for (start, end) in sentences(block) {
            let sentence = block[start..end].trim().trim_start_matches(['-', '*', '•']).trim_start();
            if !sentence.chars().any(char::is_alphanumeric) {
                continue;
            }
            if sentence.ends_with(['?', '؟', '？']) {
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

const CELL: &str = " | ";
const STRIKE: &str = "~~";
/// Letters of a line from which on its end may be the margin's.
const WRAPPED: usize = 60;
/// Words of a heading.
const HEADING_WORDS: usize = 8;

/// Paragraphs, list items, rows and headings. A line that only ends because the page does goes on in the next.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            open = false;
            continue;
        }
        let goes_on = open && !line.starts_with(['-', '*', '•', '#']) && !line.contains(CELL);
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
        open = line.chars().count() >= WRAPPED
            && !line.ends_with(['.', ':', ';', '!', '?', '…', '।', '۔', '؟', '。'])
            && !line.contains(CELL);
    }
    blocks
}

fn is_heading(block: &str) -> bool {
    let bare = block.trim();
    bare.starts_with('#')
        || bare.ends_with(':') && bare.unicode_words().count() <= HEADING_WORDS
        || (!bare.contains(|letter: char| letter.is_numeric())
            && !bare.starts_with(['-', '*', '•'])
            && !bare.ends_with(['.', '!', '?', '…', '।', '۔', '؟', '。', '！', '？'])
            && bare.unicode_words().count() <= 4
            && !bare.contains([',', ':']))
}

/// Byte ranges of sentences, cut where UAX #29 ends one, but not after an abbreviation.
fn sentences(block: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut joins = false;
    let pieces =
        block.split_sentence_bound_indices().flat_map(|(start, piece)| cut_before_figures(start, piece));
    for (start, piece) in pieces {
        let end = start + piece.len();
        match found.last_mut() {
            Some(last) if joins || piece.trim().is_empty() => last.1 = end,
            Some(_) | None => found.push((start, end)),
        }
        joins = piece.ends_with('\n') || ends_in_abbreviation(piece);
    }
    found
}

/// "Over 40 euros. 2 years of warranty": the standard sees no end before a figure.
fn cut_before_figures(start: usize, piece: &str) -> Vec<(usize, &str)> {
    let mut cuts = Vec::new();
    let mut from = 0;
    for (at, _) in piece.match_indices(". ") {
        let word = piece[from..at].split_whitespace().next_back().unwrap_or_default();
        let next = piece[at + 2..].chars().next();
        let long = word.chars().count() > 3 || word.chars().any(char::is_numeric) && word.chars().count() > 2;
        if next.is_some_and(char::is_numeric) && long {
            cuts.push((start + from, &piece[from..at + 2]));
            from = at + 2;
        }
    }
    cuts.push((start + from, &piece[from..]));
    cuts
}

/// "St.", "Dr.", "Via.": a short last word before the full stop that begins with a capital.
fn ends_in_abbreviation(piece: &str) -> bool {
    let Some(before) = piece.trim_end().strip_suffix('.') else { return false };
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
    (1..=3).contains(&last.chars().count()) && last.chars().next().is_some_and(char::is_uppercase)
}
