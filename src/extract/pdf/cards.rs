//! Things set out beside each other, each with its name above its price: labels, offers, plans. They are read one by one,
//! not row by row.

use super::raised::CENTS;
use super::rows::{Cell, Row};

/// Rows that are looked at, and things beside each other.
const MAX_ROWS: usize = 120;
const MAX_BESIDE: usize = 8;
/// Letters beside the figures of a price.
const MAX_BESIDE_FIGURES: usize = 8;

/// Each thing with its lines, when the rows hold nothing but such things.
pub(super) fn cards(rows: &[Row], spans: &[(f64, f64)], rtl: bool) -> Option<Vec<Vec<String>>> {
    let fits = (2..=MAX_ROWS).contains(&rows.len()) && (2..=MAX_BESIDE).contains(&spans.len());
    if !fits || rows.iter().any(|row| row.table.is_some()) {
        return None;
    }
    let mut prices = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let priced = row.cells.iter().filter(|cell| is_price(&cell.text)).count();
        let spread = row.cells.iter().any(|cell| touched(cell, spans) != 1);
        if spread || (priced > 0 && (priced < row.cells.len() || priced < 2)) {
            return None;
        }
        prices.extend((priced > 0).then_some(at));
    }
    let (bands, mut start) = (prices.len(), 0);
    let mut cards = Vec::new();
    for (band, price) in prices.iter().enumerate() {
        let end = prices.get(band + 1).map_or(rows.len(), |next| *price + 1 + widest(&rows[*price..*next]));
        // Every price has its name above it.
        if start == *price || rows[start].cells.len() != rows[*price].cells.len() {
            return None;
        }
        cards.extend(in_columns(&rows[start..end], spans, rtl));
        start = end;
    }
    // What follows the last price by far is no part of it.
    (bands > 0).then_some(cards)
}

/// After how many rows behind the first one the step to the next is the widest.
fn widest(rows: &[Row]) -> usize {
    let steps = rows.windows(2).map(|pair| pair[1].y - pair[0].y);
    steps.enumerate().max_by(|one, other| one.1.total_cmp(&other.1)).map_or(0, |(at, _)| at)
}

fn in_columns(rows: &[Row], spans: &[(f64, f64)], rtl: bool) -> Vec<Vec<String>> {
    let mut cards: Vec<Vec<String>> = spans
        .iter()
        .map(|span| {
            let own = |cell: &&Cell| cell.x0 < span.1 && cell.x1 > span.0;
            rows.iter().flat_map(|row| row.cells.iter().filter(own)).map(|cell| cell.text.clone()).collect()
        })
        .filter(|card: &Vec<String>| !card.is_empty())
        .collect();
    if rtl {
        cards.reverse();
    }
    cards
}

fn touched(cell: &Cell, spans: &[(f64, f64)]) -> usize {
    spans.iter().filter(|(x0, x1)| cell.x0 < *x1 && cell.x1 > *x0).count()
}

/// An amount of money and little else; what a kilo comes to, behind an equals sign, is none.
fn is_price(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let figure = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let cents = (1..letters.len()).any(|at| {
        matches!(letters[at], ',' | '.' | CENTS)
            && figure(at - 1)
            && figure(at + 1)
            && figure(at + 2)
            && !figure(at + 3)
    });
    let words = || text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let money = text.contains(['€', '$', '£', '¥', '₹', '₺', '₽', '₪', '₴', '₫'])
        || words().any(|word| {
            [
                "EUR", "CHF", "USD", "zł", "Kč", "kr", "lei", "Ft", "руб", "грн", "TL", "лв", "ریال", "ريال",
                "元", "円", "원",
            ]
            .contains(&word)
        });
    letters.iter().any(char::is_ascii_digit)
        && (cents || money)
        && !text.contains(['=', '(', ':'])
        && words().map(|word| word.chars().count()).sum::<usize>() <= MAX_BESIDE_FIGURES
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPANS: [(f64, f64); 2] = [(0.0, 80.0), (100.0, 180.0)];

    fn row(y: f64, words: [&str; 2]) -> Row {
        let cell = |(text, span): (&str, (f64, f64))| Cell {
            x0: span.0,
            x1: span.1,
            text: text.to_owned(),
            size: 10.0,
            font: 0,
        };
        let cells = words.into_iter().zip(SPANS).filter(|(text, _)| !text.is_empty()).map(cell).collect();
        Row { y, size: 10.0, cells, table: None }
    }

    fn read(rows: &[(f64, [&str; 2])]) -> Option<Vec<String>> {
        let rows: Vec<Row> = rows.iter().map(|(y, words)| row(*y, *words)).collect();
        Some(cards(&rows, &SPANS, false)?.iter().map(|card| card.join("/")).collect())
    }

    #[test]
    fn names_above_their_prices_are_read_one_by_one() {
        let bands = [
            (0.0, ["Rye", "Bagel"]),
            (12.0, ["", "fresh"]),
            (24.0, ["£3.90", "£1.60"]),
            (60.0, ["Butter", "Coffee"]),
            (72.0, ["1,99 €", "4,44 €"]),
            (84.0, ["1 kg = 7,96", "each"]),
        ];
        assert_eq!(
            read(&bands).unwrap(),
            ["Rye/£3.90", "Bagel/fresh/£1.60", "Butter/1,99 €/1 kg = 7,96", "Coffee/4,44 €/each"]
        );
        assert_eq!(read(&bands[..3]).unwrap().len(), 2);
    }

    #[test]
    fn rows_of_a_table_are_none() {
        assert_eq!(read(&[(0.0, ["Item", "Price"]), (12.0, ["Rye", "£3.90"])]), None);
        assert_eq!(
            read(&[(0.0, ["26 cm", "32 cm"]), (12.0, ["7.50", "9.50"]), (24.0, ["8.00", "9.90"])]),
            None
        );
        assert_eq!(read(&[(0.0, ["Mon", "Tue"]), (12.0, ["9-18", "9-18"])]), None);
    }
}
