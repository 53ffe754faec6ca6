//! How what was chosen is said: word for word, one quotation after the other, each with its document.

use super::records::{Cell, Record};
use crate::llm::types::Document;

/// Characters of one answer's quotations.
pub(super) const LIMIT_CHARACTERS: usize = 600;

/// What is quoted, and of which document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    pub document: usize,
    pub text: String,
}

/// The quotations as an answer.
pub(super) fn quotes(quotes: &[Quote], documents: &[Document]) -> String {
    let said: Vec<String> = quotes
        .iter()
        .map(|quote| {
            format!(
                "{} [[{}]]",
                quote.text,
                documents.get(quote.document).map_or("", |document| &document.id)
            )
        })
        .collect();
    said.join("\n")
}

/// A record as it is said; of a row only the named cells when some were asked for.
pub(super) fn quote(record: &Record, asked_cells: &[usize]) -> Quote {
    let text = match record.cells.as_slice() {
        [] => record.text.clone(),
        // "Toma no 7" reads like a denial: its cells are quoted as they stand.
        cells if record.denies() => as_they_stand(cells, asked_cells),
        cells => row(cells, asked_cells),
    };
    Quote { document: record.document, text }
}

/// "Product: Toma no 7; Price: 4 euros".
fn as_they_stand(cells: &[Cell], asked: &[usize]) -> String {
    let wanted = |at: &usize| *at == 0 || asked.is_empty() || asked.contains(at);
    let said: Vec<String> = (0..cells.len())
        .filter(wanted)
        .map(|at| match (&cells[at].column_text, &cells[at].text) {
            (column, text) if column.is_empty() => text.clone(),
            (column, text) => format!("{column}: {text}"),
        })
        .collect();
    said.join("; ")
}

/// "Barbecue box: People 4, Price 52 euros": what the row is of, then what stands in it.
fn row(cells: &[Cell], asked: &[usize]) -> String {
    let wanted = |at: &usize| asked.is_empty() || asked.contains(at);
    let first = cells.first().map_or("", |cell| &cell.text);
    let rest: Vec<String> = (1..cells.len())
        .filter(wanted)
        .map(|at| {
            let cell = &cells[at];
            if cell.column_text.is_empty() {
                cell.text.clone()
            } else {
                format!("{} {}", cell.column_text, cell.text)
            }
        })
        .collect();
    if rest.is_empty() { first.to_owned() } else { format!("{first}: {}", rest.join(", ")) }
}
