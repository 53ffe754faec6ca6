//! What a page draws, as plain facts: letters with their place, drawn lines, pictures. Interprets the page's
//! operators through `hayro` and keeps no geometry but what the layout needs; decides nothing about reading order.

use hayro_interpret::color::AlphaColor;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::actual_text::{self, Span};
use super::letter::Letter;
use super::names::Names;
use super::seen::{Cover, Layers};
use super::structure::OnPage;

/// Letters of one page.
const MAX_LETTERS: usize = 400_000;
/// Drawn lines of one page that are looked at.
const MAX_RULES: usize = 20_000;
const MAX_SLANTS: usize = 2_000;
/// Points: what is thinner is a line.
const LINE_THICKNESS: f64 = 3.0;
/// How far a run's measured advance may lie from the font's own.
const ADVANCE_AGREES: f64 = 0.12;
/// Gaps of a run from which letter-spacing is read, and its range in em.
const SPACED_GAPS: usize = 3;
const SPACED_EM: std::ops::RangeInclusive<f64> = 0.02..=0.8;

/// A level or upright line that was drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

/// Everything of a page that matters.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub letters: Vec<Letter>,
    pub rules: Vec<Rule>,
    /// Boxes of lines that are neither level nor upright.
    pub slants: Vec<Rule>,
    /// Shares of the page covered by pictures, added up.
    pub pictures: f64,
    /// Drawn shapes; many on a page without letters are letters drawn as shapes.
    pub shapes: usize,
    /// What of the file's own tables stands on it.
    pub tables: Vec<OnPage>,
}

/// Collects what `hayro` draws.
pub(super) struct Collector<'n> {
    drawn: Drawn,
    names: &'n mut Names,
    page: Rect,
    layers: Layers,
    clips: Vec<Rect>,
    groups: Vec<bool>,
    spans: Vec<Span>,
}

impl<'n> Collector<'n> {
    pub fn new(page: Rect, names: &'n mut Names) -> Self {
        Self {
            drawn: Drawn::default(),
            names,
            page,
            layers: Layers::new(page),
            clips: vec![page],
            groups: Vec::new(),
            spans: Vec::new(),
        }
    }

    /// What a reader sees of it.
    pub fn finish(mut self) -> Drawn {
        self.layers.judge(&mut self.drawn.letters);
        self.drawn
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(self.page)
    }

    /// Painted plainly: nothing of what lies below shines through.
    fn is_plain(&self, blend: BlendMode, mask: bool) -> bool {
        blend == BlendMode::Normal && !mask && self.groups.iter().all(|plain| *plain)
    }

    fn glyphs(
        &mut self,
        run: &GlyphRun<'_, '_>,
        transform: Affine,
        mode: &DrawMode,
        color: Option<AlphaColor>,
    ) {
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let invisible = matches!(mode, DrawMode::Invisible);
        let glyphs = run.glyphs();
        let room = MAX_LETTERS.saturating_sub(self.drawn.letters.len());
        let start = self.drawn.letters.len();
        let mark = self.spans.iter().rev().find_map(|span| span.mark);
        let mut widths = Vec::new();
        for glyph in glyphs.iter().take(room) {
            let place = transform * glyph.transform();
            let origin = place * Point::ORIGIN;
            let across = place * Point::new(1.0, 0.0) - origin;
            let up = place * Point::new(0.0, 1.0) - origin;
            let (wide, size) = (across.hypot() * 1000.0, up.hypot() * 1000.0);
            let width = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawing) => drawing.advance_width(),
            };
            let width = if vertical { 1.0 } else { width.map_or(0.5, f64::from) / 1000.0 };
            let mut angle = across.y.atan2(across.x).to_degrees();
            if vertical {
                angle += 90.0;
            }
            let name = self.names.of(glyph);
            let whole = [origin.x, origin.y, size, wide, angle].iter().all(|value| value.is_finite());
            if !whole {
                continue;
            }
            widths.push((width, wide));
            self.drawn.letters.push(Letter {
                blank: name.text.chars().all(char::is_whitespace),
                text: name.text,
                x: origin.x,
                y: origin.y,
                size,
                advance: width * size,
                angle,
                font: name.font,
                recognised: invisible,
                struck: false,
                mark,
            });
        }
        let letters = &mut self.drawn.letters[start..];
        settle_advances(letters, &widths);
        self.layers.note(start, letters.len(), self.clips.last().copied().unwrap_or(self.page), color);
    }

    fn shape(&mut self, bounds: Rect, is_rect: bool, props: &DrawProps<'_>, mode: &DrawMode) {
        let bounds = props.transform.transform_rect_bbox(bounds);
        let seen = bounds.intersect(self.clip());
        if !bounds.is_finite() || seen.width() < 0.0 || seen.height() < 0.0 {
            return;
        }
        self.drawn.shapes += 1;
        let fills = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        let color = match &props.paint {
            Paint::Color(color) => Some(color.to_rgba()),
            Paint::Pattern(_) => None,
        };
        if color.is_some_and(|color| color.components()[3] < 0.02) {
            return;
        }
        let strokes = !fills || matches!(mode, DrawMode::FillAndStroke(..));
        if is_rect && strokes && bounds.height() > LINE_THICKNESS && bounds.width() > LINE_THICKNESS {
            self.frame(bounds);
        } else if bounds.height() <= LINE_THICKNESS || bounds.width() <= LINE_THICKNESS {
            self.rule(bounds);
        }
        if fills {
            let plain = self.is_plain(props.blend_mode, props.soft_mask.is_some());
            let cover = match color.filter(|_| is_rect && plain) {
                Some(color) if color.components()[3] > 0.95 => Cover::Paint(color),
                _ => Cover::Unknown,
            };
            self.layers.cover(seen, cover, self.drawn.letters.len());
        }
    }

    /// The four sides of a box drawn as a line.
    fn frame(&mut self, bounds: Rect) {
        let Rect { x0, y0, x1, y1 } = bounds;
        for side in [
            Rect::new(x0, y0, x1, y0),
            Rect::new(x0, y1, x1, y1),
            Rect::new(x0, y0, x0, y1),
            Rect::new(x1, y0, x1, y1),
        ] {
            self.rule(side);
        }
    }

    fn slant(&mut self, bounds: Rect) {
        let slants = bounds.height() > LINE_THICKNESS && bounds.width() > bounds.height();
        if slants && self.drawn.slants.len() < MAX_SLANTS {
            let Rect { x0, y0, x1, y1 } = bounds;
            self.drawn.slants.push(Rule { x0, y0, x1, y1 });
        }
    }

    fn rule(&mut self, bounds: Rect) {
        let long = bounds.width().max(bounds.height()) > 2.0 * LINE_THICKNESS;
        if long && self.drawn.rules.len() < MAX_RULES {
            let Rect { x0, y0, x1, y1 } = bounds;
            self.drawn.rules.push(Rule { x0, y0, x1, y1 });
        }
    }
}

/// The advances as drawn: substitute fonts stretch letters, and letter-spacing belongs to every letter of a run.
fn settle_advances(letters: &mut [Letter], widths: &[(f64, f64)]) {
    let steps: Vec<f64> =
        letters.windows(2).map(|pair| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y)).collect();
    let mut ratios: Vec<f64> = steps
        .iter()
        .zip(&*letters)
        .filter(|(_, letter)| letter.advance > 0.0)
        .map(|(step, letter)| step / letter.advance)
        .collect();
    ratios.sort_by(f64::total_cmp);
    let agrees = ratios.get(ratios.len() / 2).is_some_and(|ratio| (ratio - 1.0).abs() <= ADVANCE_AGREES);
    if !agrees {
        for (letter, (width, wide)) in letters.iter_mut().zip(widths) {
            letter.advance = width * wide;
        }
    }
    let gaps =
        steps.iter().zip(&*letters).map(|(step, letter)| (step - letter.advance) / letter.size.max(0.01));
    let smallest = gaps.min_by(f64::total_cmp);
    if let Some(spacing) = smallest.filter(|gap| steps.len() >= SPACED_GAPS && SPACED_EM.contains(gap)) {
        for letter in letters.iter_mut() {
            letter.advance += spacing * letter.size;
        }
    }
}

/// A path of four sides, level and upright.
fn rect_of(path: &BezPath) -> bool {
    let mut corners = Vec::with_capacity(5);
    for element in path.elements() {
        match element {
            PathEl::MoveTo(point) | PathEl::LineTo(point) if corners.len() < 6 => corners.push(*point),
            PathEl::ClosePath => {}
            PathEl::MoveTo(_) | PathEl::LineTo(_) | PathEl::QuadTo(..) | PathEl::CurveTo(..) => return false,
        }
    }
    let level = |pair: &[Point]| (pair[0].x - pair[1].x).abs() < 0.01 || (pair[0].y - pair[1].y).abs() < 0.01;
    (4..=5).contains(&corners.len()) && corners.windows(2).all(level)
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if path.elements().len() > 64 && !matches!(mode, DrawMode::Stroke(_)) {
            // A drawing; only that something lies there matters.
            return self.shape(path.control_box(), false, &props, mode);
        }
        let lines_only = path
            .elements()
            .iter()
            .all(|element| matches!(element, PathEl::MoveTo(_) | PathEl::LineTo(_) | PathEl::ClosePath));
        if matches!(mode, DrawMode::Stroke(_)) && lines_only && !rect_of(path) {
            // A grid is often one path of many lines.
            for segment in path.segments().take(MAX_RULES) {
                self.slant(props.transform.transform_rect_bbox(segment.bounding_box()));
                self.shape(segment.bounding_box(), false, &props, mode);
            }
            return;
        }
        self.shape(path.bounding_box(), rect_of(path), &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let bounds = clip.path.bounding_box().intersect(self.clip());
        self.clips.push(bounds);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.clips.push(rect.intersect(self.clip()));
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.groups.push(opacity > 0.95 && mask.is_none() && blend == BlendMode::Normal);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let color = match &props.paint {
            Paint::Color(color) => Some(color.to_rgba()),
            Paint::Pattern(_) => None,
        };
        self.glyphs(run, props.transform, mode, color);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        let seen =
            props.transform.transform_rect_bbox(Rect::new(0.0, 0.0, width, height)).intersect(self.clip());
        let area = seen.width().max(0.0) * seen.height().max(0.0);
        self.drawn.pictures += area / self.page.area().max(1.0);
        let solid =
            matches!(image, Image::Raster(_)) && self.is_plain(props.blend_mode, props.soft_mask.is_some());
        let cover = if solid { Cover::Picture } else { Cover::Unknown };
        self.layers.cover(seen, cover, self.drawn.letters.len());
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn begin_marked_content(&mut self, _tag: &[u8], properties: Option<&Dict<'_>>) {
        self.spans.push(actual_text::begin(properties, self.drawn.letters.len()));
    }

    fn end_marked_content(&mut self) {
        if let Some(span) = self.spans.pop() {
            actual_text::end(&span, &mut self.drawn.letters);
        }
    }
}
