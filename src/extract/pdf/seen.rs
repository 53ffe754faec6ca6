//! Which letters a reader sees: not those outside the page or their clip, not those in the colour of what lies below
//! them, not those painted over, not specks. Letters drawn invisibly over a picture are the words of a scan and stay,
//! marked; elsewhere they are nobody's truth.

use hayro_interpret::color::AlphaColor;
use hayro_interpret::kurbo::{Point, Rect};

use super::letter::Letter;

/// Painted areas of one page that are looked at.
const MAX_COVERS: usize = 4_000;
/// Slices of the page by height; an area is looked for in one.
const BANDS: usize = 64;
/// Points: narrower areas hide no letter.
const MIN_SIDE: f64 = 2.0;
/// Two colours this close in every part (of 1) look the same.
const SAME_COLOR: f32 = 0.05;
/// Less of the ink than this is not seen.
const MIN_ALPHA: f32 = 0.04;
/// Points, on a page of A4's height: smaller letters are not read.
const MIN_SIZE: f64 = 0.9;
const A4_HEIGHT: f64 = 842.0;
/// Em: how far a letter may reach out of its clip.
const OUTSIDE: f64 = 0.5;

/// What an area was covered with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cover {
    Paint(AlphaColor),
    Picture,
    /// A gradient, a shape, something half clear: nothing can be said of colours there.
    Unknown,
}

/// Letters that were drawn together.
#[derive(Debug)]
struct Run {
    start: usize,
    count: usize,
    clip: Rect,
    color: Option<AlphaColor>,
}

/// An area and how many letters had been drawn before it.
#[derive(Debug)]
struct Area {
    bounds: Rect,
    cover: Cover,
    after: usize,
}

/// What was painted where, in order.
#[derive(Debug)]
pub(super) struct Layers {
    page: Rect,
    runs: Vec<Run>,
    areas: Vec<Area>,
    bands: Vec<Vec<usize>>,
}

/// What becomes of a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Seen,
    Recognised,
    Hidden,
}

impl Layers {
    pub fn new(page: Rect) -> Self {
        Self { page, runs: Vec::new(), areas: Vec::new(), bands: vec![Vec::new(); BANDS] }
    }

    pub fn note(&mut self, start: usize, count: usize, clip: Rect, color: Option<AlphaColor>) {
        self.runs.push(Run { start, count, clip, color });
    }

    pub fn cover(&mut self, bounds: Rect, cover: Cover, letters: usize) {
        let bounds = bounds.intersect(self.page);
        let seen = bounds.width() >= MIN_SIDE && bounds.height() >= MIN_SIDE;
        if !seen || self.areas.len() >= MAX_COVERS {
            return;
        }
        for band in self.band(bounds.y0)..=self.band(bounds.y1) {
            self.bands[band].push(self.areas.len());
        }
        self.areas.push(Area { bounds, cover, after: letters });
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a small count, kept in its range"
    )]
    fn band(&self, y: f64) -> usize {
        let share = (y - self.page.y0) / self.page.height().max(1.0) * BANDS as f64;
        share.clamp(0.0, BANDS as f64 - 1.0) as usize
    }

    /// Takes out what is not seen and marks what only a scan's recognition says.
    pub fn judge(&self, letters: &mut Vec<Letter>) {
        let smallest = MIN_SIZE * (self.page.height().max(self.page.width()) / A4_HEIGHT).min(1.0);
        let mut fates = vec![Fate::Hidden; letters.len()];
        for run in &self.runs {
            for at in run.start..(run.start + run.count).min(letters.len()) {
                let letter = &letters[at];
                if letter.size >= smallest {
                    fates[at] = self.fate(run, at, letter);
                }
            }
        }
        let mut fate = fates.iter();
        letters.retain_mut(|letter| match fate.next() {
            Some(Fate::Seen) => true,
            Some(Fate::Recognised) => {
                letter.recognised = true;
                true
            }
            Some(Fate::Hidden) | None => false,
        });
    }

    fn fate(&self, run: &Run, at: usize, letter: &Letter) -> Fate {
        let middle = middle(letter);
        let slack = OUTSIDE * letter.size;
        if !run.clip.inflate(slack, slack).contains(middle)
            || !self.page.inflate(slack, slack).contains(middle)
        {
            return Fate::Hidden;
        }
        let mut below = Some(AlphaColor::new([1.0, 1.0, 1.0, 1.0]));
        let mut scan = false;
        let mut behind = false;
        for index in &self.bands[self.band(middle.y)] {
            let area = &self.areas[*index];
            if !area.bounds.contains(middle) {
                continue;
            }
            match (area.cover, area.after <= at) {
                (Cover::Paint(color), true) => below = Some(color),
                // Painted over: a whole letter must fit.
                (Cover::Paint(_), false) if area.bounds.height() > 0.6 * letter.size => return Fate::Hidden,
                (Cover::Picture, true) => (below, scan) = (None, true),
                (Cover::Picture, false) => (behind, scan) = (true, true),
                (Cover::Unknown, true) => below = None,
                (Cover::Paint(_) | Cover::Unknown, false) => {}
            }
        }
        let same = run.color.zip(below).is_some_and(|(ink, paper)| looks_same(ink, paper));
        let clear = run.color.is_some_and(|ink| ink.components()[3] < MIN_ALPHA);
        match (letter.recognised || behind || clear, scan) {
            (true, true) => Fate::Recognised,
            (true, false) => Fate::Hidden,
            (false, _) if same => Fate::Hidden,
            (false, _) => Fate::Seen,
        }
    }
}

fn middle(letter: &Letter) -> Point {
    let (sin, cos) = letter.angle.to_radians().sin_cos();
    let (along, up) = (letter.advance / 2.0, 0.3 * letter.size);
    Point::new(letter.x + along * cos + up * sin, letter.y + along * sin - up * cos)
}

fn looks_same(ink: AlphaColor, paper: AlphaColor) -> bool {
    let (ink, paper) = (ink.components(), paper.components());
    // Half clear ink is mixed with its paper.
    (0..3).all(|part| ((ink[part] - paper[part]) * ink[3]).abs() < SAME_COLOR)
}
