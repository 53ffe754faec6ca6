//! A letter or a blank of a cell.

/// One letter or blank of a cell, in the order it stands on the page.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub text: String,
    pub x0: f64,
    pub x1: f64,
    pub size: f64,
    pub font: u64,
    pub raised: bool,
    pub struck: bool,
}

impl Unit {
    pub fn space() -> Self {
        Self {
            text: " ".to_owned(),
            x0: f64::NAN,
            x1: f64::NAN,
            size: 0.0,
            font: 0,
            raised: false,
            struck: false,
        }
    }
}
