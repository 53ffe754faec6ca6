//! A letter as it stands on a page.

use std::rc::Rc;

/// One letter, or what one glyph stands for.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub text: Rc<str>,
    /// Origin on the baseline, in points from the page's upper left.
    pub x: f64,
    pub y: f64,
    /// Of the font, in points.
    pub size: f64,
    /// How far the next letter stands, in points along `angle`.
    pub advance: f64,
    /// Of the baseline, in degrees, clockwise from level.
    pub angle: f64,
    pub font: u64,
    /// A blank: it parts words and is not drawn.
    pub blank: bool,
    /// Drawn invisibly, or behind a picture: the words somebody's text recognition left there.
    pub recognised: bool,
    /// A line is drawn through it.
    pub struck: bool,
    /// The number its piece of the page is marked by.
    pub mark: Option<i32>,
}
