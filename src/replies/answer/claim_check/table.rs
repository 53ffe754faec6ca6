//! A table as records: each row, or each priced cell with its row's first cell and its column's header.

use super::fact::Fact;
use super::numbers;
use super::piece::{Thing, piece};
use super::read::tokens;
use super::record::{Record, Setting, record, sentence};
use crate::languages::Words;

/// Rows of cells: each cell with its row's first cell and its column's header.
pub(super) fn table(
    at: usize,
    text: &str,
    languages: &[&'static Words],
    context: &[Thing],
    year: Option<i64>,
    found: &mut Vec<Record>,
) -> bool {
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.contains('|') && line.chars().any(char::is_alphanumeric))
        .map(|line| line.trim().trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    if rows.len() < 2 || rows.len() * 2 < lines {
        return false;
    }
    let figures = |row: &[&str]| {
        row.iter().filter(|cell| cell.chars().any(|letter| numbers::digit(letter).is_some())).count()
    };
    let has_header = figures(&rows[0]) == 0 && rows[1..].iter().any(|row| figures(row) > 0);
    let header: &[&str] = if has_header { &rows[0] } else { &[] };
    for row in &rows[usize::from(has_header)..] {
        let prices = row
            .iter()
            .filter(|cell| {
                piece(&tokens(cell, languages), languages)
                    .facts
                    .iter()
                    .any(|fact| matches!(fact, Fact::Money { .. }))
            })
            .count();
        let of = |said: &str| {
            let piece = piece(&tokens(said, languages), languages);
            record(at, row.join(" | "), piece, context.to_vec(), Vec::new(), year)
        };
        if prices < 2 && row.len() != 1 {
            found.push(of(&row.join(", ")));
            continue;
        }
        for (column, cell) in row.iter().enumerate().skip(1) {
            found.push(of(&format!("{} {} {cell}", row[0], header.get(column).unwrap_or(&""))));
        }
    }
    let setting = Setting { context, inherited: &[], year };
    for line in text.lines().filter(|line| !line.contains('|') && !line.trim().is_empty()) {
        sentence(at, line, &tokens(line, languages), languages, &setting, found);
    }
    true
}
