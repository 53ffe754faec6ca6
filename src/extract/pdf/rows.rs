//! Letters to rows of cells, in a frame where the text is level: pieces by drawing order, rows by baseline, cells by
//! wide gaps, words by gaps relative to the font. Raised cents get their separator here.

use std::rc::Rc;

use super::bidi;
use super::letter::Letter;
use super::raised::{self, CENTS};
use super::strikes;
use super::unit::Unit;

/// Em: a letter continues its piece.
const SAME_BASELINE: f64 = 0.12;
const SAME_SIZE: f64 = 0.25;
const BACK: f64 = -0.6;
const AHEAD: f64 = 0.75;
/// Em: pieces of one row.
const ROW_BASELINE: f64 = 0.25;
/// A raised or lowered piece: its size against its neighbour's, how far it may lie off, and how near it must stand.
const SMALL: f64 = 0.85;
const RAISED: f64 = 0.75;
const RAISED_LEAST: f64 = 0.2;
const LOWERED: f64 = 0.3;
const BESIDE: f64 = 0.5;
/// Em: a gap this wide parts cells.
pub(super) const CELL_GAP: f64 = 0.9;
/// Em: a gap this wide parts words, and between letters of scripts that use no blanks.
const WORD_GAP: f64 = 0.10;
const WORD_GAP_DENSE: f64 = 0.55;
/// Em: a blank counts when the real gap is at least this.
const BLANK_GAP: f64 = 0.03;
/// Gaps from which a line's usual gap is read, and its range in em.
const USUAL_GAPS: usize = 4;
const USUAL_EM: std::ops::RangeInclusive<f64> = 0.05..=0.8;
/// Dots or dashes in a row that lead the eye to a price.
const LEADERS: usize = 4;

/// Words without a wide gap between them.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub x0: f64,
    pub x1: f64,
    pub text: String,
    pub size: f64,
    pub font: u64,
}

/// A table as it is written.
#[derive(Debug, Clone)]
pub(super) struct Bordered {
    pub size: f64,
    pub columns: Vec<(f64, f64)>,
    pub text: String,
}

/// What stands on one baseline.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub y: f64,
    pub size: f64,
    pub cells: Vec<Cell>,
    /// A table with borders stands here as a whole.
    pub table: Option<Rc<Bordered>>,
}

impl Row {
    pub fn x0(&self) -> f64 {
        self.cells.iter().map(|cell| cell.x0).fold(f64::INFINITY, f64::min)
    }

    pub fn x1(&self) -> f64 {
        self.cells.iter().map(|cell| cell.x1).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Whether its cells are read from the right.
    pub fn is_rtl(&self) -> bool {
        matches!(self.cells.as_slice(), [first, second, ..] if first.x0 > second.x0)
    }
}

/// Letters that were drawn one after the other.
struct Piece {
    letters: Vec<Letter>,
    y: f64,
    size: f64,
    x0: f64,
    x1: f64,
}

/// A letter in its row, with what it is to its neighbours.
#[derive(Clone)]
pub(super) struct Placed {
    pub letter: Letter,
    pub raised: bool,
}

/// The rows of level letters, from top to bottom.
pub(super) fn rows(letters: Vec<Letter>, page: bidi::Page) -> Vec<Row> {
    let mut lines = lines(pieces(letters));
    lines.sort_by(|one, other| one.y.total_cmp(&other.y));
    lines.into_iter().map(|line| row(line, page)).filter(|row| !row.cells.is_empty()).collect()
}

fn pieces(letters: Vec<Letter>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for letter in letters {
        let end = letter.x + letter.advance;
        let fits = pieces.last().is_some_and(|piece| {
            let em = piece.size.max(0.01);
            let behind = (letter.x - piece.x1) / em;
            let before = (piece.x0 - end) / em;
            (letter.y - piece.y).abs() <= SAME_BASELINE * em
                && (letter.size - piece.size).abs() <= SAME_SIZE * em
                && ((BACK..=AHEAD).contains(&behind) || (BACK..=AHEAD).contains(&before))
        });
        match pieces.last_mut().filter(|_| fits) {
            Some(piece) => {
                piece.x0 = piece.x0.min(letter.x);
                piece.x1 = piece.x1.max(end);
                piece.letters.push(letter);
            }
            None => pieces.push(Piece {
                y: letter.y,
                size: letter.size,
                x0: letter.x.min(end),
                x1: end.max(letter.x),
                letters: vec![letter],
            }),
        }
    }
    pieces.retain(|piece| piece.letters.iter().any(|letter| !letter.blank));
    pieces
}

struct Line {
    y: f64,
    size: f64,
    spans: Vec<(f64, f64, f64, f64)>,
    letters: Vec<Placed>,
}

/// Biggest pieces first, so that small raised ones find the line they belong to.
fn lines(mut pieces: Vec<Piece>) -> Vec<Line> {
    pieces.sort_by(|one, other| other.size.total_cmp(&one.size).then(one.y.total_cmp(&other.y)));
    let mut lines: Vec<Line> = Vec::new();
    // Lines by their height on the page, so that only near ones are looked at.
    let mut by_height: std::collections::BTreeMap<i64, Vec<usize>> = std::collections::BTreeMap::new();
    for piece in pieces {
        let reach = bucket(piece.size * 2.0).max(2) + bucket(40.0);
        let at = bucket(piece.y);
        let near = by_height.range(at - reach..=at + reach).flat_map(|(_, lines)| lines.iter().copied());
        let mut best: Option<(f64, usize, bool)> = None;
        for index in near {
            let line = &lines[index];
            if let Some((distance, raised)) = belongs(&piece, line)
                && best.is_none_or(|(nearest, ..)| distance < nearest)
            {
                best = Some((distance, index, raised));
            }
        }
        let span = (piece.x0, piece.x1, piece.y, piece.size);
        let placed =
            |raised| piece.letters.iter().map(move |letter| Placed { letter: letter.clone(), raised });
        if let Some((_, index, raised)) = best {
            lines[index].letters.extend(placed(raised));
            lines[index].spans.push(span);
        } else {
            by_height.entry(at).or_default().push(lines.len());
            let letters = placed(false).collect();
            lines.push(Line { y: piece.y, size: piece.size, spans: vec![span], letters });
        }
    }
    lines
}

/// How far a piece lies from a line it may belong to, and whether it is raised or lowered there.
fn belongs(piece: &Piece, line: &Line) -> Option<(f64, bool)> {
    let off = (piece.y - line.y).abs();
    let up = |&(x0, x1, y, size): &(f64, f64, f64, f64)| {
        let up = (y - piece.y) / size.max(0.01);
        let beside = piece.x0 < x1 + BESIDE * size && piece.x1 > x0 - BESIDE * size * 0.7;
        let small = piece.size <= SMALL * size && (-LOWERED..=RAISED).contains(&up);
        (small && beside && piece.letters.len() <= 12).then_some(up)
    };
    if off <= ROW_BASELINE * piece.size.min(line.size) {
        return Some((off, line.spans.iter().filter_map(up).any(|up| up >= RAISED_LEAST)));
    }
    line.spans.iter().find_map(up).map(|up| (off, up > 0.0))
}

#[expect(clippy::cast_possible_truncation, reason = "a height on a page in whole points")]
fn bucket(points: f64) -> i64 {
    points.clamp(-1e6, 1e6).floor() as i64
}

fn row(mut line: Line, page: bidi::Page) -> Row {
    line.letters.sort_by(|one, other| one.letter.x.total_cmp(&other.letter.x));
    let letters = attach_marks(line.letters);
    let usual = usual_gap(&letters);
    let rtl = bidi::is_rtl(letters.iter().map(|placed| &*placed.letter.text), page);
    let mut cells = Vec::new();
    let mut units: Vec<Unit> = Vec::new();
    let mut blank = false;
    let mut end: Option<(f64, f64)> = None;
    for placed in letters {
        if placed.letter.blank {
            blank = true;
            continue;
        }
        let (x, size) = (placed.letter.x, placed.letter.size);
        if let Some((end_x, end_size)) = end {
            let em = size.min(end_size).max(0.01);
            let wide = em.max(line.size * 0.6);
            let gap = x - end_x;
            if gap / wide > CELL_GAP + usual * 1.5 {
                finish(&mut cells, &mut units, rtl);
            } else if joins_raised(&units, &placed) {
                units.push(Unit { text: CENTS.to_string(), ..Unit::space() });
            } else if is_space(gap / em, blank, usual, &units, &placed) {
                units.push(Unit::space());
            }
        }
        blank = false;
        let reach = x + placed.letter.advance.max(0.0);
        end = Some((end.map_or(reach, |(before, _)| before.max(reach)), size));
        units.push(unit_of(&placed));
    }
    finish(&mut cells, &mut units, rtl);
    if rtl {
        cells.reverse();
    }
    let size = cells.iter().map(|cell| cell.size).fold(0.0, f64::max);
    Row { y: line.y, size: if size > 0.0 { size } else { line.size }, cells, table: None }
}

/// A raised figure after a figure: two of them are cents, others are a note's mark.
fn joins_raised(units: &[Unit], placed: &Placed) -> bool {
    let figure = |text: &str| text.chars().all(|letter| letter.is_ascii_digit()) && !text.is_empty();
    let after = units.last().is_some_and(|last| !last.raised && figure(&last.text));
    after && placed.raised && figure(&placed.letter.text)
}

fn is_space(gap: f64, blank: bool, usual: f64, units: &[Unit], placed: &Placed) -> bool {
    if units.last().is_none_or(|unit| unit.text == " ") {
        return false;
    }
    let dense = |text: &str| text.chars().next_back().is_some_and(bidi::is_dense);
    let dense = units.last().is_some_and(|unit| dense(&unit.text)) && dense(&placed.letter.text);
    let wide = if dense { WORD_GAP_DENSE } else { WORD_GAP };
    gap > wide + usual || (blank && gap > BLANK_GAP + usual * 0.9)
}

/// Letters drawn one by one with a gap between all of them have no spaces there.
fn usual_gap(letters: &[Placed]) -> f64 {
    let seen: Vec<&Letter> =
        letters.iter().map(|placed| &placed.letter).filter(|letter| !letter.blank).collect();
    let mut gaps: Vec<f64> = seen
        .windows(2)
        .map(|pair| (pair[1].x - pair[0].x - pair[0].advance) / pair[0].size.max(0.01))
        .filter(|gap| *gap < CELL_GAP)
        .collect();
    gaps.sort_by(f64::total_cmp);
    let quartile = gaps.get(gaps.len() / 4).copied().unwrap_or(0.0);
    if gaps.len() >= USUAL_GAPS && USUAL_EM.contains(&quartile) { quartile } else { 0.0 }
}

/// Marks that go over or under a letter stay with the letter they are drawn on.
fn attach_marks(letters: Vec<Placed>) -> Vec<Placed> {
    let mut joined: Vec<Placed> = Vec::with_capacity(letters.len());
    for placed in letters {
        let is_mark = !placed.letter.text.is_empty() && placed.letter.text.chars().all(bidi::is_mark);
        match joined.last_mut().filter(|_| is_mark) {
            Some(base) => {
                let end = placed.letter.x + placed.letter.advance;
                base.letter.text = format!("{}{}", base.letter.text, placed.letter.text).into();
                base.letter.advance = base.letter.advance.max(end - base.letter.x);
            }
            None => joined.push(placed),
        }
    }
    joined
}

/// Makes cells of what was gathered; leading dots part a name from its price.
fn finish(cells: &mut Vec<Cell>, units: &mut Vec<Unit>, rtl: bool) {
    let units = std::mem::take(units);
    let mut from = 0;
    let mut at = 0;
    while at < units.len() {
        let leader = |unit: &Unit| matches!(unit.text.as_str(), "." | "…" | "_" | "·" | "‧" | "․" | " ");
        let run = units[at..].iter().take_while(|unit| leader(unit)).count();
        let dots = units[at..at + run]
            .iter()
            .filter(|unit| unit.text != " ")
            .map(|unit| unit.text.len().min(2))
            .sum::<usize>();
        if dots >= LEADERS {
            cells.extend(cell(&units[from..at], rtl));
            from = at + run;
        }
        at += run.max(1);
    }
    cells.extend(cell(&units[from..], rtl));
}

fn cell(units: &[Unit], rtl: bool) -> Option<Cell> {
    let seen = || units.iter().filter(|unit| unit.x0.is_finite());
    let text = bidi::logical(&strikes::marked(raised::settle(units)), rtl);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(Cell {
        x0: seen().map(|unit| unit.x0).fold(f64::INFINITY, f64::min),
        x1: seen().map(|unit| unit.x1).fold(f64::NEG_INFINITY, f64::max),
        size: seen().map(|unit| unit.size).fold(0.0, f64::max),
        font: seen().next().map_or(0, |unit| unit.font),
        text: text.to_owned(),
    })
}

fn unit_of(placed: &Placed) -> Unit {
    let letter = &placed.letter;
    Unit {
        text: letter.text.to_string(),
        x0: letter.x,
        x1: letter.x + letter.advance,
        size: letter.size,
        font: letter.font,
        raised: placed.raised,
        struck: letter.struck,
    }
}
