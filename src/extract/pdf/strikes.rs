//! Words a line is drawn through are old: last year's price, hours that no longer hold. A line counts when it runs
//! through the middle of letters and ends where they end; one that goes on beyond them is a line behind a title.

use super::letter::Letter;
use super::page::Rule;
use super::unit::Unit;
use crate::extract::letters::STRUCK;

/// Em above the baseline: where a line strikes through, and where it underlines.
const THROUGH: std::ops::RangeInclusive<f64> = 0.12..=0.5;
const UNDER: std::ops::RangeInclusive<f64> = -0.22..=-0.03;
/// Em: how far a slanting line reaches up and down, and any line beyond the words.
const SLANT_UP: f64 = 1.0;
const SLANT_DOWN: f64 = 0.35;
const BEYOND: f64 = 0.6;
/// Of a letter, and of the line: what must lie over the other.
const COVERED: f64 = 0.7;
/// Points: thinner is a line; letters lie no farther under one that strikes them.
const THIN: f64 = 3.0;
const FARTHEST: f64 = 80.0;
/// Lines of a page that are looked at.
const MAX_LINES: usize = 4_000;

/// Marks the letters that are struck through. Lines that belong to words are no borders and go.
pub(super) fn mark(letters: &mut [Letter], rules: &mut Vec<Rule>, slants: &[Rule]) {
    if rules.is_empty() && slants.is_empty() {
        return;
    }
    let mut by_height: Vec<usize> =
        (0..letters.len()).filter(|at| !letters[*at].blank && letters[*at].angle.abs() < 1.0).collect();
    by_height.sort_by(|one, other| letters[*one].y.total_cmp(&letters[*other].y));
    for slant in slants.iter().take(MAX_LINES) {
        for at in under(letters, &by_height, slant, &|letter| {
            slant.y0 > letter.y - SLANT_UP * letter.size
                && slant.y1 < letter.y + SLANT_DOWN * letter.size
                && THROUGH.contains(&((letter.y - f64::midpoint(slant.y0, slant.y1)) / letter.size))
        }) {
            letters[at].struck = true;
        }
    }
    let mut looked = 0;
    rules.retain(|rule| {
        looked += 1;
        if rule.y1 - rule.y0 > THIN || rule.x1 - rule.x0 <= THIN || looked > MAX_LINES {
            return true;
        }
        let height = |letter: &Letter| (letter.y - f64::midpoint(rule.y0, rule.y1)) / letter.size;
        let struck = under(letters, &by_height, rule, &|letter| THROUGH.contains(&height(letter)));
        for at in &struck {
            letters[*at].struck = true;
        }
        struck.is_empty()
            && under(letters, &by_height, rule, &|letter| UNDER.contains(&height(letter))).is_empty()
    });
}

/// The letters a line belongs to: it lies over them and ends with them.
fn under(letters: &[Letter], by_height: &[usize], line: &Rule, at: &dyn Fn(&Letter) -> bool) -> Vec<usize> {
    let from = by_height.partition_point(|index| letters[*index].y < line.y0 - FARTHEST);
    let near = by_height[from..].iter().take_while(|index| letters[**index].y < line.y1 + FARTHEST);
    let (mut x0, mut x1, mut covered, mut size) = (f64::INFINITY, f64::NEG_INFINITY, 0.0, 0.0_f64);
    let mut found = Vec::new();
    for index in near {
        let letter = &letters[*index];
        let over = (letter.x + letter.advance).min(line.x1) - letter.x.max(line.x0);
        if letter.size > 0.0 && over >= COVERED * letter.advance && over > 0.0 && at(letter) {
            (x0, x1) = (x0.min(letter.x), x1.max(letter.x + letter.advance));
            covered += over;
            size = size.max(letter.size);
            found.push(*index);
        }
    }
    let words = found.iter().any(|index| letters[*index].text.chars().any(char::is_alphanumeric));
    let ends = line.x0 > x0 - BEYOND * size && line.x1 < x1 + BEYOND * size;
    if words && ends && covered >= COVERED * (line.x1 - line.x0 - size).max(0.0) { found } else { Vec::new() }
}

/// Puts the marks of old words around what is struck through.
pub(super) fn marked(units: Vec<Unit>) -> Vec<Unit> {
    if !units.iter().any(|unit| unit.struck) {
        return units;
    }
    let mark = || Unit { text: STRUCK.to_owned(), ..Unit::space() };
    let mut marked = Vec::with_capacity(units.len() + 4);
    let mut rest = units.into_iter().peekable();
    while let Some(unit) = rest.next() {
        if !unit.struck {
            marked.push(unit);
            continue;
        }
        marked.push(mark());
        marked.push(unit);
        let mut blanks = Vec::new();
        while let Some(next) = rest.next_if(|next| next.struck || !next.x0.is_finite()) {
            if next.struck {
                marked.append(&mut blanks);
                marked.push(next);
            } else {
                blanks.push(next);
            }
        }
        marked.push(mark());
        let beside = rest.peek().is_some_and(|next| !next.text.starts_with(['.', ',', ';', ':', ')']));
        if blanks.is_empty() && beside {
            blanks.push(Unit::space());
        }
        marked.append(&mut blanks);
    }
    marked
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn letters(text: &str) -> Vec<Letter> {
        let letter = |(at, letter): (usize, char)| Letter {
            text: Rc::from(letter.to_string()),
            x: [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0][at],
            y: 100.0,
            size: 10.0,
            advance: 5.0,
            angle: 0.0,
            font: 1,
            blank: letter == ' ',
            recognised: false,
            struck: false,
            mark: None,
        };
        text.chars().enumerate().map(letter).collect()
    }

    fn struck(rules: &mut Vec<Rule>, slants: &[Rule]) -> String {
        let mut letters = letters("59 39 EU");
        mark(&mut letters, rules, slants);
        letters.iter().filter(|letter| letter.struck).map(|letter| &*letter.text).collect()
    }

    #[test]
    fn a_line_through_words_marks_them_and_is_no_border() {
        let mut rules = vec![Rule { x0: -1.0, y0: 96.5, x1: 11.0, y1: 97.0 }];
        assert_eq!(struck(&mut rules, &[]), "59");
        assert!(rules.is_empty());
        assert_eq!(struck(&mut Vec::new(), &[Rule { x0: 14.0, y0: 92.0, x1: 26.0, y1: 101.0 }]), "39");
    }

    #[test]
    fn lines_under_and_behind_words_mark_nothing() {
        let mut rules = vec![Rule { x0: 0.0, y0: 101.0, x1: 10.0, y1: 101.5 }];
        assert_eq!(struck(&mut rules, &[]), "");
        assert!(rules.is_empty());
        let mut rules = vec![
            Rule { x0: -90.0, y0: 96.5, x1: 190.0, y1: 97.0 },
            Rule { x0: 0.0, y0: 105.0, x1: 10.0, y1: 105.0 },
        ];
        assert_eq!(struck(&mut rules, &[]), "");
        assert_eq!(rules.len(), 2);
    }
}
