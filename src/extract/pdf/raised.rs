//! What stands raised after a word or a price: two figures after a number are its cents, others are the marks of notes
//! and never part of the number.

use super::unit::Unit;
use crate::extract::letters;

/// Stands between a price and its raised cents until the document shows its own separator.
pub(super) const CENTS: char = '\u{E000}';
/// Letters and figures of a note's mark between two commas.
const MAX_MARK: usize = 2;

/// Cents keep their place for the separator; marks of notes are written raised, as the readers of other files do.
pub(super) fn settle(units: &[Unit]) -> Vec<Unit> {
    let mut settled: Vec<Unit> = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        let joint = units[at].text.chars().eq([CENTS]);
        let start = at + usize::from(joint);
        let length = units[start..].iter().take_while(|unit| unit.raised).count();
        let run = &units[start..start + length];
        let figures = run.iter().take_while(|unit| is_figure(unit)).count();
        if joint && figures == 2 {
            settled.extend(units[at..start + 2].iter().cloned());
            at = start + 2;
        } else if length == 0 {
            settled.push(units[at].clone());
            at += 1;
        } else {
            let after = settled.last().and_then(|unit| unit.text.chars().next_back());
            let text = match after.filter(|after| !after.is_whitespace()) {
                Some(after) => mark(after, run),
                // The mark of a note in front of it.
                None if length == 1 && units.len() > 1 => mark('a', run),
                None => None,
            };
            if let Some(text) = text {
                settled.push(Unit { text, x1: run[length - 1].x1, ..run[0].clone() });
            } else {
                settled.extend(joint.then(Unit::space));
                settled.extend(run.iter().cloned());
            }
            at = start + length;
        }
    }
    settled
}

fn is_figure(unit: &Unit) -> bool {
    !unit.text.is_empty() && unit.text.chars().all(|letter| letter.is_ascii_digit())
}

/// The marks of notes as they are written: figures and single letters, parted by commas.
fn mark(after: char, run: &[Unit]) -> Option<String> {
    let words: String = run.iter().map(|unit| unit.text.as_str()).collect();
    let words = words.trim();
    let marks = words.split([',', ' ']).filter(|mark| !mark.is_empty());
    let is_mark = |mark: &str| {
        let figures = mark.len() <= MAX_MARK && mark.bytes().all(|byte| byte.is_ascii_digit());
        figures || (mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_uppercase()))
    };
    let ends = words.chars().next_back().is_some_and(|last| last.is_ascii_alphanumeric());
    if !ends || !words.starts_with(|first: char| first.is_ascii_alphanumeric()) || !marks.clone().all(is_mark)
    {
        return None;
    }
    let before = if after.is_alphanumeric() { after } else { 'a' };
    let mut text = before.to_string();
    letters::push_raised(&mut text, words);
    Some(text.split_off(before.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(before: &str, raised: &str) -> String {
        let unit = |letter: char, raised| Unit { text: letter.to_string(), raised, ..Unit::space() };
        let mut units: Vec<Unit> = before.chars().map(|letter| unit(letter, false)).collect();
        if before.ends_with(|last: char| last.is_ascii_digit())
            && raised.starts_with(|first: char| first.is_ascii_digit())
        {
            units.push(unit(CENTS, false));
        }
        units.extend(raised.chars().map(|letter| unit(letter, true)));
        settle(&units).iter().map(|unit| unit.text.as_str()).collect()
    }

    #[test]
    fn only_two_raised_figures_after_a_number_are_cents() {
        assert_eq!(read("12", "99"), "12\u{E000}99");
        assert_eq!(read("9", "2"), "9²");
        assert_eq!(read("4,90 €", "1"), "4,90 €¹");
        assert_eq!(read("Cola 0,3 l", "1,9"), "Cola 0,3 l¹\u{2009}⁹");
        assert_eq!(read("Pizza Salami", "1,2,A,G"), "Pizza Salami (1,2,A,G)");
        assert_eq!(read("25 m", "2"), "25 m²");
        assert_eq!(read("1", "st"), "1st");
    }
}
