//! A cell whose words go on in another line: a hyphen that only ended the line goes.

/// After a hyphen these stand for a word left out: "Haupt- und Nebeneingang".
pub(super) const SUSPENDED: [&str; 18] = [
    "und", "oder", "bzw.", "and", "or", "to", "e", "ed", "o", "y", "et", "ou", "en", "of", "och", "og",
    "eller", "sowie",
];

/// Adds the next line of a cell.
pub(super) fn add_line(cell: &mut String, line: &str) {
    // The place where a word may part stands beside the hyphen that shows it.
    let stem = cell.trim_end_matches(['-', '\u{AD}', '\u{2010}']).len();
    let soft = cell[stem..].contains('\u{AD}');
    let before = cell[..stem].chars().next_back().filter(|_| stem < cell.len());
    let first = line.chars().next();
    let word = line.split(' ').next().unwrap_or_default();
    match (before, first) {
        (Some(before), Some(first))
            if before.is_alphanumeric() && first.is_alphanumeric() && !SUSPENDED.contains(&word) =>
        {
            if soft || (before.is_alphabetic() && first.is_lowercase()) {
                cell.truncate(stem);
            }
        }
        _ if cell.is_empty() => {}
        _ => cell.push(' '),
    }
    cell.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[&str]) -> String {
        let mut cell = String::new();
        for line in lines {
            add_line(&mut cell, line);
        }
        cell
    }

    #[test]
    fn only_a_hyphen_of_the_line_end_goes() {
        assert_eq!(
            joined(&["Wurzelkanal-", "behandlung mit", "Kontrolle"]),
            "Wurzelkanalbehandlung mit Kontrolle"
        );
        assert_eq!(joined(&["Zahn\u{AD}stein\u{AD}-", "entfernung"]), "Zahn\u{AD}steinentfernung");
        assert_eq!(joined(&["Haupt-", "und Nebensaison"]), "Haupt- und Nebensaison");
        assert_eq!(joined(&["Park-", "Café"]), "Park-Café");
        assert_eq!(joined(&["06-", "1234"]), "06-1234");
        assert_eq!(joined(&["Mo–Fr", "–"]), "Mo–Fr –");
        assert_eq!(joined(&["9-18", "-"]), "9-18 -");
    }
}
