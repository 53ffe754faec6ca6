//! Letters in the order they stand on the page, to the order they are read in: right-to-left words are turned round,
//! figures and Latin words inside them are not, brackets keep facing their words.

use unicode_bidi::{BidiClass, bidi_class};
use unicode_normalization::char::is_combining_mark;

use super::unit::Unit;

/// Letters of scripts that write words without blanks, or hardly any.
pub(super) fn is_dense(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x2E80..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x2_0000..=0x3_FFFF)
}

pub(super) fn is_mark(letter: char) -> bool {
    is_combining_mark(letter)
}

/// Whether a line of these letters is read from the right.
pub(super) fn is_rtl<'a>(texts: impl Iterator<Item = &'a str>, rtl_page: bool) -> bool {
    let (mut right, mut left) = (0_usize, 0_usize);
    for letter in texts.flat_map(str::chars) {
        match direction(letter) {
            Direction::Right => right += 1,
            Direction::Left => left += 1,
            Direction::Figure | Direction::Neutral => {}
        }
    }
    right > left || (rtl_page && 3 * right > left)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
    Figure,
    Neutral,
}

fn direction(letter: char) -> Direction {
    match bidi_class(letter) {
        BidiClass::L => Direction::Left,
        BidiClass::R | BidiClass::AL => Direction::Right,
        BidiClass::EN | BidiClass::AN => Direction::Figure,
        _ => Direction::Neutral,
    }
}

fn of(unit: &Unit) -> Direction {
    let strong = unit.text.chars().map(direction).find(|found| *found != Direction::Neutral);
    strong.unwrap_or(Direction::Neutral)
}

/// The text of units that stand from left to right.
pub(super) fn logical(units: &[Unit], rtl: bool) -> String {
    let directions: Vec<Direction> = units.iter().map(of).collect();
    if !directions.contains(&Direction::Right) {
        return units.iter().map(|unit| unit.text.as_str()).collect();
    }
    let mut text = String::new();
    if rtl {
        backwards(units, &directions, &mut text);
        return text;
    }
    // Latin lines with right-to-left words: each stretch of those is turned round by itself.
    let mut at = 0;
    while at < units.len() {
        if directions[at] != Direction::Right {
            text.push_str(&units[at].text);
            at += 1;
            continue;
        }
        let stop = directions[at..]
            .iter()
            .position(|found| *found == Direction::Left)
            .map_or(units.len(), |left| at + left);
        let last = (at..stop).rev().find(|index| directions[*index] == Direction::Right).unwrap_or(at);
        backwards(&units[at..=last], &directions[at..=last], &mut text);
        at = last + 1;
    }
    text
}

/// Reads from the right, but Latin words and figures as they stand.
fn backwards(units: &[Unit], directions: &[Direction], text: &mut String) {
    let mut end = units.len();
    while end > 0 {
        let at = end - 1;
        if matches!(directions[at], Direction::Left | Direction::Figure) || leads(units, directions, at) {
            let start = start_of_stretch(units, directions, at);
            units[start..end].iter().for_each(|unit| text.push_str(&unit.text));
            end = start;
        } else {
            text.extend(units[at].text.chars().map(mirrored));
            end = at;
        }
    }
}

/// A sign that belongs to the figure on its left: `25%`, `4 $` without the blank.
fn leads(units: &[Unit], directions: &[Direction], at: usize) -> bool {
    let sign = matches!(units[at].text.as_str(), "%" | "€" | "$" | "£" | "₪" | "°");
    sign && at > 0 && directions[at - 1] == Direction::Figure
}

/// Where the left-to-right stretch that ends at `at` begins.
fn start_of_stretch(units: &[Unit], directions: &[Direction], at: usize) -> usize {
    let mut start = at;
    let mut probe = at;
    while probe > 0 {
        probe -= 1;
        match directions[probe] {
            Direction::Left | Direction::Figure if joins(units, directions, probe, start) => start = probe,
            Direction::Left | Direction::Figure | Direction::Right => break,
            Direction::Neutral => {
                let sign = matches!(units[probe].text.as_str(), "+" | "€" | "$" | "£" | "₪" | "#");
                if sign && probe + 1 == start && directions[start] == Direction::Figure {
                    start = probe;
                }
            }
        }
    }
    start
}

/// Whether what stands between `left` and `right` holds them together: nothing, a blank or mark after Latin letters, or
/// one separator between figures.
fn joins(units: &[Unit], directions: &[Direction], left: usize, right: usize) -> bool {
    let between = &units[left + 1..right];
    let latin = directions[left] == Direction::Left
        || (directions[right] == Direction::Left && between.iter().all(|unit| unit.text != " "));
    let separator = |unit: &Unit| {
        matches!(unit.text.as_str(), "." | "," | ":" | "/" | "-" | "–" | "+" | "\u{E000}" | "'" | "٫" | "٬")
    };
    between.is_empty() || latin || (between.len() == 1 && separator(&between[0]))
}

fn mirrored(letter: char) -> char {
    match letter {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        other => other,
    }
}
