//! A letterhead: an address on one side, telephone, mail and web on the other, hours perhaps. Their lines only happen to
//! stand at the same height; a table has the same kind of thing in every row of a column.

use super::rows::{Cell, Row};
use super::sides::part;
use crate::extract::grid::is_day;

/// Figures of a telephone number.
const PHONE: usize = 6;
/// Lines of such a block.
const MAX_LINES: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mail,
    Web,
    Phone,
    Bank,
    Hours,
}

/// Whether two sides are such blocks: an address beside ways to reach the shop, or beside lines with figures of their own.
pub(super) fn are_beside(left: &[Row], right: &[Row]) -> bool {
    let beside = |one: &[Row], other: &[Row]| {
        (is_contact(one) && is_placed(other)) || (is_address(one) && has_figures(other))
    };
    left.len().max(right.len()) <= MAX_LINES
        && (beside(left, right) || beside(right, left) || are_headed(left, right))
}

/// Blocks beside each other, each under its name in letters of their own, one of them an address.
fn are_headed(left: &[Row], right: &[Row]) -> bool {
    let ([first, others @ ..], [second, more @ ..]) = (left, right) else { return false };
    let heads = || first.cells.iter().chain(&second.cells);
    let lines = || others.iter().chain(more).flat_map(|row| &row.cells);
    let font = first.cells.first().map_or(0, |cell| cell.font);
    let own_font = font != 0
        && heads().all(|head| head.font == font)
        && lines().all(|cell| cell.font != font)
        && (first.y - second.y).abs() < first.size;
    let under = |cell: &Cell| heads().any(|head| (head.x0 - cell.x0).abs() < 0.5 * first.size);
    let addressed = |rows: &[Row]| {
        rows[0].cells.iter().any(|head| is_address(&part(rows, head.x0 - first.size, head.x0 + first.size)))
    };
    own_font && lines().all(under) && (addressed(left) || addressed(right))
}

/// Several ways to reach the shop, none in row after row.
fn is_contact(rows: &[Row]) -> bool {
    let kinds: Vec<Kind> =
        rows.iter().flat_map(|row| &row.cells).filter_map(|cell| kind(&cell.text)).collect();
    let of = |kind: Kind| kinds.iter().filter(|other| **other == kind).count();
    let ways = [Kind::Mail, Kind::Web, Kind::Phone, Kind::Bank].map(of);
    let different = ways.iter().filter(|count| **count > 0).count() + usize::from(of(Kind::Hours) > 0);
    different >= 2 && ways.iter().all(|count| *count * 2 <= rows.len().max(2))
}

/// Lines of words, one with a number in it; no names for what stands beside them.
fn is_placed(rows: &[Row]) -> bool {
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let numbered = |text: &str| {
        text.contains(char::is_numeric) && text.contains(char::is_alphabetic) && text.contains(' ')
    };
    let reaches = |text: &str| kind(text).is_some_and(|kind| kind != Kind::Bank);
    rows.iter().all(|row| row.cells.len() == 1)
        && cells().any(|cell| numbered(&cell.text))
        && !cells().any(|cell| cell.text.ends_with(':') || reaches(&cell.text))
}

/// A street and the town with its postcode right below, once: branches under each other have several.
fn is_address(rows: &[Row]) -> bool {
    let towns: Vec<usize> =
        (0..rows.len()).filter(|at| rows[*at].cells.iter().any(|cell| is_town(&cell.text))).collect();
    let street = |text: &str| {
        let figures = text.chars().filter(char::is_ascii_digit).count();
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        (1..=4).contains(&figures) && letters >= 3 && !text.contains([':', '€', '$', '£'])
    };
    let [town] = towns.as_slice() else { return false };
    rows.iter().all(|row| row.cells.len() == 1)
        && town.checked_sub(1).is_some_and(|above| street(&rows[above].cells[0].text))
}

/// `50667 Köln`, `3511 AB Utrecht`, `1200-450 Lisboa`, `Bristol BS1 4DJ`, `Austin, TX 78701`.
fn is_town(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [first, .., last] = words.as_slice() else { return false };
    let is_code = |word: &str| word.chars().all(|letter| letter.is_ascii_digit() || letter == '-');
    let figures = |word: &str| word.chars().filter(char::is_ascii_digit).count();
    let is_name = |word: &str| {
        word.chars().all(|letter| letter.is_alphabetic() || "-.,'".contains(letter))
            && word.starts_with(char::is_uppercase)
    };
    let british = words.len() > 2
        && last.len() == 3
        && last.starts_with(|letter: char| letter.is_ascii_digit())
        && figures(last) == 1
        && figures(words[words.len() - 2]) > 0;
    let in_front = is_code(first) && (4..=7).contains(&figures(first)) && is_name(last);
    let behind = is_code(last) && figures(last) == 5 && is_name(first);
    in_front || behind || british
}

fn has_figures(rows: &[Row]) -> bool {
    let with = |row: &&Row| row.cells.iter().any(|cell| cell.text.contains(char::is_numeric));
    rows.iter().filter(with).count() * 2 >= rows.len()
}

fn kind(text: &str) -> Option<Kind> {
    let lower = text.to_lowercase();
    let figures = text.chars().filter(|letter| letter.is_numeric()).count();
    let word = lower.split([' ', '.', ':']).next().unwrap_or_default();
    if lower.contains('@') {
        return Some(Kind::Mail);
    }
    if lower.contains("www.") || lower.contains("http") {
        return Some(Kind::Web);
    }
    if lower.contains("iban") {
        return Some(Kind::Bank);
    }
    let calls = text.starts_with('+')
        || text.contains(['☎', '✆'])
        || ["tel", "phone", "fon", "mob", "fax", "тел", "τηλ", "whatsapp", "hotline"]
            .iter()
            .any(|name| word.starts_with(name))
        || word == "t";
    if calls && figures >= PHONE {
        return Some(Kind::Phone);
    }
    (is_day(text) && figures > 0).then_some(Kind::Hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(lines: &[&str]) -> Vec<Row> {
        let cell = |text: &&str| Cell { x0: 0.0, x1: 9.0, text: (*text).to_owned(), size: 9.0, font: 0 };
        lines.iter().map(|text| Row { y: 0.0, size: 9.0, cells: vec![cell(text)], table: None }).collect()
    }

    #[test]
    fn a_letterhead_is_no_table() {
        let address = side(&["12 Quay Street", "Bristol BS1 4DJ", "Company no 0987654"]);
        let contact = side(&["Tel 0117 496 0000", "hello@harbour.example", "www.harbour.example"]);
        assert!(are_beside(&address, &contact) && are_beside(&contact, &address));
        let hours = side(&["Tel. 0221 998877", "Mo–Do 7–16 Uhr", "Fr 7–12 Uhr"]);
        assert!(are_beside(&side(&["Holzbau Lind", "Lindenweg 4", "50667 Köln"]), &hours));
        let bill = side(&["Bill 2026-0417", "Date 03.11.2026", "Customer 10233"]);
        for town in
            ["48155 Münster", "3511 AB Utrecht", "1200-450 Lisboa", "Bristol BS1 4DJ", "Austin, TX 78701"]
        {
            assert!(are_beside(&side(&["Anna Schulte", "Am Kanal 3", town]), &bill), "{town}");
        }
    }

    #[test]
    fn branches_and_labels_stay_in_their_rows() {
        let streets = side(&["Main St 4", "Mill Lane 9", "Quay 12"]);
        let phones = side(&["Tel 0117 496 0000", "Tel 0117 496 0001", "Tel 0117 496 0002"]);
        assert!(!are_beside(&streets, &phones));
        let ways = side(&["+44 117 496 0000", "hello@harbour.example", "www.harbour.example"]);
        assert!(!are_beside(&side(&["Telephone", "E-mail", "Web site"]), &ways));
        assert!(!are_beside(&side(&["Call 24 hours:", "Write:", "See:"]), &ways));
        let towns = side(&["Am Kanal 3", "48155 Münster", "Marktstraße 9", "48143 Münster"]);
        assert!(!are_beside(&towns, &side(&["Mo–Fr 9–18", "Sa 9–13", "Mo–Fr 10–19", "Sa 10–16"])));
        let labels = side(&["Address", "", "Hours"]);
        assert!(!are_beside(&labels, &side(&["Am Kanal 3", "48155 Münster", "Mo–Fr 9–18"])));
    }
}
