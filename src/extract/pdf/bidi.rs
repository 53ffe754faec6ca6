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

/// A mark of the scripts of India and South-East Asia, where a syllable is a letter with what stands around it.
pub(super) fn is_mark_of_syllable(letter: char) -> bool {
    matches!(u32::from(letter), 0x0900..=0x109F | 0x1780..=0x17FF) && is_mark(letter)
}

/// How much of a page is read from the right.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Page {
    /// A good part of its letters.
    pub some: bool,
    /// Most of them: lines of nothing but figures are read from the right, too.
    pub most: bool,
}

impl Page {
    pub fn of<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Self {
        Self {
            some: is_rtl(texts.clone(), Self { some: true, most: false }),
            most: is_rtl(texts, Self::default()),
        }
    }
}

/// Whether a line of these letters is read from the right.
pub(super) fn is_rtl<'a>(texts: impl Iterator<Item = &'a str>, page: Page) -> bool {
    let (mut right, mut left) = (0_usize, 0_usize);
    for letter in texts.flat_map(str::chars) {
        match direction(letter) {
            Direction::Right => right += 1,
            Direction::Left => left += 1,
            Direction::Figure | Direction::Neutral => {}
        }
    }
    right > left || (page.some && 3 * right > left) || (page.most && right + left == 0)
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
    // A price or hours alone in a line that is read from the right stand as they would beside its words.
    let figures = directions.contains(&Direction::Figure) && !directions.contains(&Direction::Left);
    if !(directions.contains(&Direction::Right) || rtl && figures) {
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
/// one separator within a number. Figures parted by anything else stand from the right, each as it is, and so do those
/// parted by a hyphen after Arabic letters: the rules of Unicode by which pages are drawn (UAX 9, W2 to W6).
fn joins(units: &[Unit], directions: &[Direction], left: usize, right: usize) -> bool {
    let between = &units[left + 1..right];
    let latin = directions[left] == Direction::Left
        || (directions[right] == Direction::Left && between.iter().all(|unit| unit.text != " "));
    // After a Latin word figures are part of its stretch, with whatever parts them.
    let latin = latin
        || directions[..=left]
            .iter()
            .rfind(|found| matches!(found, Direction::Left | Direction::Right))
            .is_some_and(|found| *found == Direction::Left);
    let separator = |unit: &Unit| match unit.text.as_str() {
        "." | "," | ":" | "/" | "\u{E000}" | "'" | "٫" | "٬" => true,
        "-" | "+" | "\u{2212}" => !is_arabic(units, directions, right),
        _ => false,
    };
    between.is_empty() || latin || (between.len() == 1 && separator(&between[0]))
}

/// Figures of the Arabic script, or European ones after Arabic letters.
fn is_arabic(units: &[Unit], directions: &[Direction], at: usize) -> bool {
    let has = |unit: &Unit, class: BidiClass| unit.text.chars().any(|letter| bidi_class(letter) == class);
    let before = (at + 1..units.len())
        .find(|index| matches!(directions[*index], Direction::Left | Direction::Right))
        .is_some_and(|index| has(&units[index], BidiClass::AL));
    before || has(&units[at], BidiClass::AN)
}

/// The bracket that faces the other way.
pub(super) fn mirrored(letter: char) -> char {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// As the letters stand on the page, to how they are read.
    fn read(page: &str) -> String {
        let units: Vec<Unit> =
            page.chars().map(|letter| Unit { text: letter.to_string(), ..Unit::space() }).collect();
        logical(&units, true)
    }

    #[test]
    fn groups_of_figures_parted_by_a_dash_are_turned_back() {
        assert_eq!(read("19:00–9:00 חותפ"), "פתוח 9:00–19:00");
        assert_eq!(read("₪ 180–140 ריחמ"), "מחיר 140–180 ₪");
        assert_eq!(read("16:00 - 9:00 'ה"), "ה' 9:00 - 16:00");
        assert_eq!(read("₪ 180–140"), "140–180 ₪");
        assert_eq!(read("23:30–9:00 ماودلا"), "الدوام 9:00–23:30");
    }

    #[test]
    fn a_phone_number_is_one_whatever_the_script() {
        assert_eq!(read("03-555-1234 ןופלט"), "טלפון 03-555-1234");
        assert_eq!(read("4567-123-050 فتاه"), "هاتف 050-123-4567");
        assert_eq!(read("30/6/2026 ىتح 15%"), "15% حتى 30/6/2026");
        assert_eq!(read("Cafe 9–5 חותפ"), "פתוח Cafe 9–5");
    }
}
