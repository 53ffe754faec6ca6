//! A table as records: each row, or each priced cell with its row's first cell and its column's header. Rows are lines of
//! cells between bars, and lines that follow one another with as many cells between dashes or strokes.

use super::fact::Fact;
use super::numbers;
use super::piece::{Thing, piece};
use super::read::tokens;
use super::record::{Record, record};
use super::subjects::is_closed;
use super::token::Token;
use crate::languages::{Rate, Words};

/// What parts the cells of a line, the surest first.
const MARKS: &[&str] = &["|", " – ", " — ", " / ", "／"];

/// Fewest cells of a row that no bars mark: what it is, and two prices.
const CELLS: usize = 3;

/// One line as cells.
struct Row<'t> {
    line: &'t str,
    /// None for the dashes under a header.
    cells: Vec<&'t str>,
    /// The mark between its cells.
    mark: &'static str,
    /// How many of its cells hold money.
    prices: usize,
}

/// What the passage's tables and the lines around them are read with.
struct Setting<'a> {
    at: usize,
    languages: &'a [&'static Words],
    context: &'a [Thing],
    year: Option<i64>,
}

/// The records of the tables of a text, and the text with blanks in their place.
pub(super) fn tables(
    at: usize,
    text: &str,
    languages: &[&'static Words],
    context: &[Thing],
    year: Option<i64>,
    found: &mut Vec<Record>,
) -> String {
    let setting = Setting { at, languages, context, year };
    let mut rest = String::with_capacity(text.len());
    let mut rows: Vec<Row<'_>> = Vec::new();
    for line in text.split_inclusive('\n') {
        let row = row(line, languages);
        let goes_on =
            rows.last().is_none_or(|last: &Row<'_>| row.as_ref().is_some_and(|row| row.is_beside(last)));
        if !goes_on {
            setting.settle(&mut rows, found, &mut rest);
        }
        match row {
            Some(row) => rows.push(row),
            None => rest.push_str(line),
        }
    }
    setting.settle(&mut rows, found, &mut rest);
    rest
}

/// `|---|---|`, as Markdown writes it under a header.
fn is_rule(line: &str) -> bool {
    line.contains("--") && line.contains('|') && line.trim().chars().all(|letter| "|-: ".contains(letter))
}

fn row<'t>(line: &'t str, languages: &[&'static Words]) -> Option<Row<'t>> {
    if is_rule(line) {
        return Some(Row { line, cells: Vec::new(), mark: "|", prices: 0 });
    }
    // Bars mark a row whatever else is in it; else the mark that parts most: "Box — / £12 / £38".
    let parted = |mark: &str| line.matches(mark).count();
    let mark = MARKS.iter().find(|mark| **mark == "|" && line.contains(**mark));
    let mark =
        mark.or_else(|| MARKS.iter().rev().max_by_key(|mark| parted(mark)).filter(|mark| parted(mark) > 0))?;
    // A stroke behind a blank closes an empty first cell; at the very start it is Markdown's frame.
    let framed = if line.starts_with(" |") { &line[1..] } else { line.trim().trim_start_matches('|') };
    let mut cells: Vec<&str> = framed.trim_end().trim_end_matches('|').split(mark).map(str::trim).collect();
    let priced = |cell: &str| {
        let facts = piece(&tokens(cell, languages), languages).facts;
        facts.iter().any(|fact| matches!(fact, Fact::Money { .. }))
    };
    // "Mini valet: £25 / £30": what it is stands in a cell of its own.
    if let Some((name, first)) = cells[0].split_once(": ").or_else(|| cells[0].split_once('：'))
        && (*mark != "|" || priced(first))
    {
        cells.splice(..1, [name.trim(), first.trim()]);
    } else if *mark != "|" && (priced(cells[0]) || cells[0].ends_with(['—', '–'])) {
        split_at_figure(&mut cells, languages);
    }
    // "Screen: iPhone – 299, Samsung – 420" is a list of prices.
    if *mark != "|" && cells.iter().any(|cell| priced(cell) && cell.contains(", ")) {
        return None;
    }
    let prices = cells.iter().filter(|cell| priced(cell)).count();
    let is_row = line.chars().any(char::is_alphanumeric) && (*mark == "|" || cells.len() >= CELLS);
    is_row.then_some(Row { line, cells, mark, prices })
}

/// "Lavender £3.50 / £8", "Pot size 9 cm / 2 L": the first cell holds what it is and its first figure.
fn split_at_figure(cells: &mut Vec<&str>, languages: &[&'static Words]) {
    let read = tokens(cells[0], languages);
    let is_figure = |token: &Token| token.amount().is_some() || matches!(token.mark(), Some('—' | '–'));
    let Some(figure) = read.iter().position(is_figure) else { return };
    let money = figure.checked_sub(1).filter(|at| !read[*at].currencies().is_empty());
    let first = money.unwrap_or(figure);
    if first > 0 {
        let (name, value) = cells[0].split_at(read[first].at);
        cells.splice(..1, [name.trim(), value.trim()]);
    }
}

impl Row<'_> {
    /// Of one table with the row before it: bars need no more, other marks as many cells, or one more under a header of the
    /// columns alone.
    fn is_beside(&self, before: &Self) -> bool {
        let headed = before.prices == 0 && self.prices > 0 && self.cells.len() == before.cells.len() + 1;
        self.mark == before.mark && (self.mark == "|" || self.cells.len() == before.cells.len() || headed)
    }

    /// Its cells, each behind what its column is called: "Guest passes: 4 a month".
    fn named(&self, header: &[&str]) -> Vec<String> {
        let headed = header.len() == self.cells.len() && self.mark == "|";
        let name = |(at, cell): (usize, &&str)| match header.get(at) {
            Some(head) if headed && !head.is_empty() && !cell.contains(": ") => format!("{head}: {cell}"),
            _ => (*cell).to_owned(),
        };
        self.cells.iter().enumerate().map(name).collect()
    }

    fn figures(&self) -> usize {
        let has_figure = |cell: &&&str| cell.chars().any(|letter| numbers::digit(letter).is_some());
        self.cells.iter().filter(has_figure).count()
    }
}

impl Setting<'_> {
    /// Reads the rows gathered so far, or gives them back as lines.
    fn settle(&self, rows: &mut Vec<Row<'_>>, found: &mut Vec<Record>, rest: &mut String) {
        let lines = std::mem::take(rows);
        let rows: Vec<&Row<'_>> = lines.iter().filter(|row| !row.cells.is_empty()).collect();
        if !is_table(&rows) {
            rest.extend(lines.iter().map(|row| row.line));
            return;
        }
        let heads = rows[0].prices == 0
            && rows[1..].iter().any(|row| row.prices > 0 || rows[0].figures() == 0 && row.figures() > 0);
        let mut header = if heads { rows[0].cells.clone() } else { Vec::new() };
        if heads && rows[0].mark != "|" && rows.get(1).is_some_and(|row| row.cells.len() == header.len() + 1)
        {
            split_at_figure(&mut header, self.languages);
        }
        for row in &rows[usize::from(heads)..] {
            self.read(row, &header, found);
        }
        for row in &lines {
            rest.extend(row.line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        }
    }

    /// "Day", "Week", "la bouteille": a header of one unit of time or one thing counted says what the price below is for each
    /// of; "le carton de 6" too, whose number follows.
    fn unit(&self, head: &str) -> Option<Fact> {
        const TIMES: &[&str] = &["hour", "day", "week", "month", "year", "night"];
        let read = tokens(head, self.languages);
        let is_word = |token: &&Token| token.mark().is_none() && (!token.common || token.unit().is_some());
        let mut named = read.iter().filter(is_word);
        let first = named.next()?;
        let counted = |rate: &Rate| if let Rate::Count(thing) = rate { Some(*thing) } else { None };
        let packed = |thing: &&str| matches!(*thing, "bottle" | "box" | "bag" | "pair" | "portion" | "glass");
        let unit = first.unit().filter(|unit| TIMES.contains(unit));
        let unit = unit.or_else(|| first.rates.iter().find_map(counted).filter(packed))?;
        let follows = |token: &Token| token.amount().is_some() && !TIMES.contains(&unit);
        named.all(follows).then_some(Fact::Per(unit))
    }

    /// "2 / 3–4 / 5–6 (price per person)": what a header says last, in a bracket, is for each price below it.
    fn note<'t>(&self, head: &'t str) -> Option<&'t str> {
        let note = &head[head.rfind('(')?..];
        let read = tokens(note, self.languages);
        let is_each = |token: &Token| token.rates.contains(&Rate::Per);
        (note.ends_with(')') && read.iter().any(is_each)).then_some(note)
    }

    /// "Product: Bread" is of bread: the name of a column whose cell says what it is names nothing more. What the names name
    /// helps to fit; "Stock: yes" stays whole.
    fn without_names(&self, cells: &[String]) -> (String, Vec<Thing>) {
        let things = |said: &str| piece(&tokens(said, self.languages), self.languages).things;
        let mut names = Vec::new();
        let value = |cell: &String| -> String {
            let parted = cell.split_once(": ").filter(|(_, value)| !things(value).is_empty());
            parted.map_or_else(
                || cell.clone(),
                |(name, value)| {
                    names.extend(things(name));
                    value.to_owned()
                },
            )
        };
        let said: Vec<String> = cells.iter().map(value).collect();
        (said.join(", "), names)
    }

    /// "Bear | large (60 cm) | 39 €", and not "Croquettes (6 pieces) | 9 €": a price alone in its cell, behind no count.
    fn is_price_apart(&self, row: &Row<'_>) -> bool {
        let facts = |cell: &str| piece(&tokens(cell, self.languages), self.languages).facts;
        let mut before = row.cells.iter().map(|cell| facts(cell));
        let counts = |fact: &Fact| matches!(fact, Fact::Number { .. });
        let priced =
            before.find(|facts| facts.iter().any(|fact| matches!(fact, Fact::Money { .. }) || counts(fact)));
        priced.is_some_and(|facts| matches!(facts.as_slice(), [Fact::Money { .. }]))
    }

    fn read(&self, row: &Row<'_>, header: &[&str], found: &mut Vec<Record>) {
        let of = |said: &str| {
            let piece = piece(&tokens(said, self.languages), self.languages);
            record(self.at, row.line.to_owned(), piece, self.context.to_vec(), Vec::new(), self.year)
        };
        if row.prices < 2 && row.cells.len() != 1 {
            let (said, names) = self.without_names(&row.named(header));
            let mut record = of(&said);
            record.price_apart = self.is_price_apart(row);
            // "Allergens: egg" says of egg that it is one.
            let tells = |name: &Thing| name.concept.is_none_or(|name| !is_closed(name) || name == "allergy");
            record.context.extend(names.into_iter().filter(tells));
            found.push(record);
            return;
        }
        let note = header.last().and_then(|last| self.note(last));
        // A header of the columns alone names none for what the rows are.
        let unnamed = usize::from(header.len() + 1 == row.cells.len());
        for (column, cell) in row.cells.iter().enumerate().skip(1) {
            let head = column.checked_sub(unnamed).and_then(|at| header.get(at)).unwrap_or(&"");
            if cell.chars().any(char::is_alphanumeric) {
                // Apart, so that "2" above "€30" is no two euros thirty.
                let note = note.filter(|note| !head.ends_with(note)).unwrap_or_default();
                let mut record = of(&format!("{} | {head} {note} | {cell}", row.cells[0]));
                record.piece.facts.extend(self.unit(head));
                found.push(record);
            }
        }
    }
}

/// Between bars one row with a price is a table, as a row is quoted by itself; between other marks most rows hold a price
/// in most cells.
fn is_table(rows: &[&Row<'_>]) -> bool {
    let priced = rows.iter().filter(|row| row.prices * 2 + 1 >= row.cells.len()).count();
    let marked = rows.first().is_some_and(|row| row.mark == "|");
    let alone = marked && rows.len() == 1 && rows[0].prices > 0 && rows[0].cells.len() > 1;
    alone || rows.len() > 1 && (marked || priced + 1 >= rows.len() && priced > 0)
}
