//! Tables without a known header inside a text, cut between rows only: every piece carries the caption of its table. Such
//! a table is two or more lines with cells parted by ` | `; those with a header are read row by row (`rows.rs`).

use super::tokens::{fitting, tokens};

const CELL: &str = " | ";
/// Tokens of a caption that is repeated with every piece.
const MAX_REPEATED: usize = 80;

/// A stretch of a section.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'t> {
    Prose(String),
    Table(Table<'t>),
}

/// A table with what names it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table<'t> {
    /// The line above it.
    caption: &'t str,
    rows: Vec<&'t str>,
}

/// Prose and tables in their order.
pub(super) fn parts(section: &str) -> Vec<Part<'_>> {
    let lines: Vec<&str> = section.lines().collect();
    let mut parts = Vec::new();
    let mut prose: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|line| line.contains(CELL)).count();
        if run < 2 {
            prose.push(lines[at]);
            at += 1;
            continue;
        }
        let caption = caption(&mut prose);
        flush(&mut prose, &mut parts);
        parts.push(Part::Table(Table { caption, rows: lines[at..at + run].to_vec() }));
        at += run;
    }
    flush(&mut prose, &mut parts);
    parts
}

fn flush(prose: &mut Vec<&str>, parts: &mut Vec<Part<'_>>) {
    let text = std::mem::take(prose).join("\n");
    if !text.trim().is_empty() {
        parts.push(Part::Prose(text));
    }
}

/// A short line right above a table names it.
fn caption<'t>(prose: &mut Vec<&'t str>) -> &'t str {
    while prose.last().is_some_and(|line| line.trim().is_empty()) {
        prose.pop();
    }
    let above = prose.len().checked_sub(2).is_none_or(|index| prose[index].trim().is_empty());
    match prose.last() {
        Some(line) if above && tokens(line) <= MAX_REPEATED => prose.pop().unwrap_or_default(),
        Some(_) | None => "",
    }
}

impl Table<'_> {
    /// Whole rows up to `full` tokens, never more than `max`, each piece with the caption on top.
    pub fn pieces(&self, full: usize, max: usize) -> Vec<String> {
        let mut top = self.caption.to_owned();
        if !top.is_empty() {
            top.push('\n');
        }
        let mut pieces = Vec::new();
        let mut rows = String::new();
        for row in &self.rows {
            if !rows.is_empty() && tokens(&top) + tokens(&rows) + tokens(row) > full {
                pieces.extend(fitting(&top, std::mem::take(&mut rows).trim_end(), max));
            }
            rows.push_str(row);
            rows.push('\n');
        }
        if !rows.is_empty() || pieces.is_empty() {
            pieces.extend(fitting(&top, rows.trim_end(), max));
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::chunk;

    #[test]
    fn every_piece_of_a_long_table_has_its_caption() {
        let rows: Vec<String> = (0..60).map(|row| format!("Cheese no {row:02} | bag | {row},50 €")).collect();
        let text = format!("We sell cheese.\n\nPrices of May\n\n{}\n\nPay by card.", rows.join("\n"));
        let pieces = chunk::cut(&text);
        let tables: Vec<_> = pieces.iter().filter(|piece| piece.text.contains(CELL)).collect();
        assert!(tables.len() > 3);
        for piece in &tables {
            assert!(piece.text.starts_with("Prices of May\nCheese"), "{piece:?}");
            assert!(tokens(&piece.text) <= 320);
        }
        for row in &rows {
            assert_eq!(
                tables.iter().filter(|piece| piece.text.lines().any(|line| line == row)).count(),
                1,
                "{row}"
            );
        }
        assert_eq!(
            (pieces[0].text.as_str(), pieces[pieces.len() - 1].text.as_str()),
            ("We sell cheese.", "Pay by card.")
        );
    }

    #[test]
    fn one_line_with_a_bar_is_no_table_and_a_row_without_end_is_cut() {
        assert_eq!(parts("a | b\nwords"), [Part::Prose("a | b\nwords".to_owned())]);
        let long = "word ".repeat(900);
        let pieces = chunk::cut(&format!("Name | Text\n--- | ---\nA | {long}\nB | x"));
        assert!(pieces.iter().all(|piece| tokens(&piece.text) <= 320));
        assert!(pieces.iter().any(|piece| piece.text.ends_with("Name: B | Text: x")));
    }
}
