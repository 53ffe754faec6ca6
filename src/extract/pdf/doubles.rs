//! Letters drawn twice on one spot, as for fake bold, shadows and outlines, are read once; accents drawn apart from
//! their letter, as TeX does, come together with it.

use std::collections::HashMap;
use std::rc::Rc;

use unicode_normalization::UnicodeNormalization as _;

use super::bidi;
use super::letter::Letter;

/// Em and points: how far the second drawing may lie from the first.
const NEAR_EM: f64 = 0.16;
const NEAR_POINTS: f64 = 0.3;
/// Of the size: how much the two may differ.
const SAME_SIZE: f64 = 0.1;
/// Points: the side of a square in which doubles are looked for, and the farthest they may lie.
const SIDE: f64 = 8.0;
const FARTHEST: f64 = 24.0;
/// Em: how far a mark may stand before or behind its letter.
const MARK_BESIDE: f64 = 0.35;

/// Where a letter was drawn, how large, and which.
type Drawn = (f64, f64, f64, Rc<str>);

/// Drops second drawings.
pub(super) fn drop_doubles(letters: &mut Vec<Letter>) {
    let mut kept: HashMap<(u64, i64, i64), Vec<Drawn>> = HashMap::new();
    letters.retain(|letter| {
        if letter.blank {
            return true;
        }
        let near = (NEAR_EM * letter.size).clamp(NEAR_POINTS, FARTHEST);
        let name = first(&letter.text);
        for across in cell(letter.x - near)..=cell(letter.x + near) {
            for down in cell(letter.y - near)..=cell(letter.y + near) {
                let there = kept.get(&(name, across, down));
                let twice = there.into_iter().flatten().any(|(x, y, size, text)| {
                    (x - letter.x).abs() < near
                        && (y - letter.y).abs() < near
                        && (size - letter.size).abs() <= SAME_SIZE * letter.size
                        && *text == letter.text
                });
                if twice {
                    return false;
                }
            }
        }
        kept.entry((name, cell(letter.x), cell(letter.y))).or_default().push((
            letter.x,
            letter.y,
            letter.size,
            Rc::clone(&letter.text),
        ));
        true
    });
}

fn first(text: &str) -> u64 {
    text.chars().next().map_or(0, |letter| u64::from(u32::from(letter)))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a place on a page in whole points; far outside is all one"
)]
fn cell(place: f64) -> i64 {
    (place.clamp(-1e6, 1e6) / SIDE).floor() as i64
}

/// Puts an accent drawn by itself onto the letter it overlaps, before or after it in drawing order.
pub(super) fn join_accents(letters: &mut Vec<Letter>) {
    let mut at = 0;
    while at < letters.len() {
        let Some(mark) = combining(&letters[at].text) else {
            at += 1;
            continue;
        };
        let after = at + 1 < letters.len() && overlaps(&letters[at], &letters[at + 1]);
        let before = at > 0 && overlaps(&letters[at], &letters[at - 1]);
        let base = match (after, before) {
            (true, _) => at + 1,
            (false, true) => at - 1,
            (false, false) => {
                at += 1;
                continue;
            }
        };
        let joined: String = letters[base].text.chars().chain([mark]).nfc().collect();
        letters[base].text = Rc::from(joined);
        letters.remove(at);
    }
}

/// Puts the marks of a syllable onto the letter they were drawn after: by their place alone they may stand behind the
/// next one.
pub(super) fn join_marks(letters: &mut Vec<Letter>) {
    let mut joined: Vec<Letter> = Vec::with_capacity(letters.len());
    for letter in letters.drain(..) {
        let is_mark = !letter.text.is_empty() && letter.text.chars().all(bidi::is_mark_of_syllable);
        let base = joined.last_mut().filter(|base| {
            let (reach, em) = (base.x + base.advance, MARK_BESIDE * base.size);
            is_mark
                && base.text.chars().any(char::is_alphabetic)
                && letter.angle.abs() < 1.0
                && base.angle.abs() < 1.0
                && (letter.y - base.y).abs() < base.size
                && (base.x - em..=reach + em).contains(&letter.x)
        });
        if let Some(base) = base {
            base.advance = base.advance.max(letter.x + letter.advance - base.x);
            base.text = Rc::from(format!("{}{}", base.text, letter.text));
        } else {
            joined.push(letter);
        }
    }
    *letters = joined;
}

/// The accent as a mark that goes over the letter before it.
fn combining(text: &str) -> Option<char> {
    let mut letters = text.chars();
    let (accent, None) = (letters.next()?, letters.next()) else { return None };
    Some(match accent {
        '`' | '\u{300}' => '\u{300}',
        '´' | '\u{301}' => '\u{301}',
        'ˆ' | '\u{302}' => '\u{302}',
        '˜' | '\u{303}' => '\u{303}',
        '¯' | '\u{304}' => '\u{304}',
        '˘' | '\u{306}' => '\u{306}',
        '˙' | '\u{307}' => '\u{307}',
        '¨' | '\u{308}' => '\u{308}',
        '˚' | '\u{30A}' => '\u{30A}',
        '˝' | '\u{30B}' => '\u{30B}',
        'ˇ' | '\u{30C}' => '\u{30C}',
        '¸' | '\u{327}' => '\u{327}',
        '˛' | '\u{328}' => '\u{328}',
        _ => return None,
    })
}

/// The middle of the accent lies within the letter's own width, near its height.
fn overlaps(accent: &Letter, base: &Letter) -> bool {
    let middle = accent.x + accent.advance / 2.0;
    let is_letter = base.text.chars().all(char::is_alphabetic) && !base.text.is_empty();
    is_letter
        && accent.angle.abs() < 1.0
        && base.angle.abs() < 1.0
        && middle > base.x
        && middle < base.x + base.advance
        && (accent.y - base.y).abs() < 0.9 * base.size
        // Side by side is a quotation mark, not an accent.
        && accent.x < base.x + 0.6 * base.advance
        && accent.x + accent.advance > base.x + 0.4 * base.advance
}
