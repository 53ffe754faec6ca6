//! Text of every direction laid level: letters grouped by the angle of their baseline, the group of most letters first,
//! each turned into its own upright frame, so that every later step sees level text.

use super::letter::Letter;
use super::page::Rule;

/// Degrees: this near a quarter turn counts as one, and this near each other as the same slant.
const QUARTER: f64 = 6.0;
const SLANT: f64 = 3.0;

/// Letters of one direction with the drawn lines as they lie to them.
pub(super) struct Frame {
    pub letters: Vec<Letter>,
    pub rules: Vec<Rule>,
}

/// The frames of a page, most letters first, slanted ones last.
pub(super) fn frames(letters: Vec<Letter>, rules: &[Rule]) -> Vec<Frame> {
    groups(letters).into_iter().map(|(angle, letters)| upright(angle, letters, rules)).collect()
}

/// Letters by their direction, in the order of the frames.
pub(super) fn groups(letters: Vec<Letter>) -> Vec<(f64, Vec<Letter>)> {
    let mut groups: Vec<(f64, Vec<Letter>)> = Vec::new();
    for letter in letters {
        let angle = settled(letter.angle);
        match groups.iter_mut().find(|(known, _)| difference(*known, angle) < SLANT) {
            Some((_, group)) => group.push(letter),
            None => groups.push((angle, vec![letter])),
        }
    }
    groups.sort_by_key(|(angle, group)| (angle.rem_euclid(90.0) != 0.0, std::cmp::Reverse(group.len())));
    groups
}

fn settled(angle: f64) -> f64 {
    let quarter = (angle / 90.0).round() * 90.0;
    let angle = if (angle - quarter).abs() <= QUARTER { quarter } else { angle };
    angle.rem_euclid(360.0)
}

fn difference(one: f64, other: f64) -> f64 {
    let apart = (one - other).rem_euclid(360.0);
    apart.min(360.0 - apart)
}

pub(super) fn upright(angle: f64, mut letters: Vec<Letter>, rules: &[Rule]) -> Frame {
    let (sin, cos) = angle.to_radians().sin_cos();
    let turned = |x: f64, y: f64| (x * cos + y * sin, y * cos - x * sin);
    for letter in &mut letters {
        (letter.x, letter.y) = turned(letter.x, letter.y);
        letter.angle = 0.0;
    }
    let rules = rules.iter().map(|rule| {
        let (ax, ay) = turned(rule.x0, rule.y0);
        let (bx, by) = turned(rule.x1, rule.y1);
        Rule { x0: ax.min(bx), y0: ay.min(by), x1: ax.max(bx), y1: ay.max(by) }
    });
    Frame { letters, rules: rules.collect() }
}
