//! Values of form fields and typed notes that carry no drawing of their own; viewers draw them from the value, so a
//! reader sees them too.

use std::rc::Rc;

use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Rect, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, Point};

use super::actual_text::text_string;
use super::letter::Letter;

/// Fields of a page, letters of a value, parents of a field.
const MAX_FIELDS: usize = 2_000;
const MAX_VALUE: usize = 4_000;
const MAX_PARENTS: usize = 32;
/// Flags of what is not shown: hidden, and not to be viewed.
const NOT_SHOWN: u32 = 1 << 1 | 1 << 5;
/// A password is not for readers.
const PASSWORD: u32 = 1 << 13;
/// Points: the size of a value in a field of many lines.
const LINE_SIZE: f64 = 10.0;
/// Em: how wide a letter is taken to be.
const WIDTH: f64 = 0.5;

pub(super) fn add(page: &Page<'_>, transform: Affine, letters: &mut Vec<Letter>) {
    let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots".as_slice()) else { return };
    for annotation in annotations.iter::<Dict<'_>>().take(MAX_FIELDS) {
        let drawn = annotation
            .get::<Dict<'_>>(b"AP".as_slice())
            .is_some_and(|appearance| appearance.get::<Object<'_>>(b"N".as_slice()).is_some());
        let hidden = annotation.get::<u32>(b"F".as_slice()).unwrap_or(0) & NOT_SHOWN != 0;
        if drawn || hidden {
            continue;
        }
        if let Some((value, place)) = value(&annotation).zip(annotation.get::<Rect>(b"Rect".as_slice())) {
            write(&value, place, transform, letters);
        }
    }
}

fn value(annotation: &Dict<'_>) -> Option<String> {
    match &*annotation.get::<Name<'_>>(b"Subtype".as_slice())? {
        b"Widget" => field_value(annotation),
        b"FreeText" => string(annotation, b"Contents"),
        _ => None,
    }
}

fn string(dict: &Dict<'_>, key: &[u8]) -> Option<String> {
    dict.get::<PdfString<'_>>(key).map(|text| text_string(text.as_bytes()))
}

fn field_value(annotation: &Dict<'_>) -> Option<String> {
    let kind =
        inherited(annotation, |field| field.get::<Name<'_>>(b"FT".as_slice()).map(|name| name.to_vec()))?;
    let flags = inherited(annotation, |field| field.get::<u32>(b"Ff".as_slice())).unwrap_or(0);
    match kind.as_slice() {
        b"Tx" if flags & PASSWORD == 0 => inherited(annotation, |field| string(field, b"V")),
        b"Ch" => {
            let chosen = inherited(annotation, |field| string(field, b"V"))?;
            Some(inherited(annotation, |field| shown_option(field, &chosen)).unwrap_or(chosen))
        }
        _ => None,
    }
}

/// Of a choice: what is shown for the value that is kept.
fn shown_option(field: &Dict<'_>, chosen: &str) -> Option<String> {
    let options = field.get::<Array<'_>>(b"Opt".as_slice())?;
    options.iter::<Array<'_>>().find_map(|option| {
        let mut pair = option.iter::<PdfString<'_>>().map(|text| text_string(text.as_bytes()));
        let (kept, shown) = (pair.next()?, pair.next()?);
        (kept == chosen).then_some(shown)
    })
}

/// A fact of a field, or of those it belongs to.
fn inherited<T>(field: &Dict<'_>, fact: impl Fn(&Dict<'_>) -> Option<T>) -> Option<T> {
    let mut field = field.clone();
    for _ in 0..MAX_PARENTS {
        if let Some(found) = fact(&field) {
            return Some(found);
        }
        field = field.get::<Dict<'_>>(b"Parent".as_slice())?;
    }
    None
}

/// Sets a value into its box as letters, one line under the other.
fn write(value: &str, place: Rect, transform: Affine, letters: &mut Vec<Letter>) {
    let upper_left = transform * Point::new(place.x0.min(place.x1), place.y0.max(place.y1));
    let lower_left = transform * Point::new(place.x0.min(place.x1), place.y0.min(place.y1));
    let height = (lower_left.y - upper_left.y).abs();
    let size = (height * 0.7).clamp(4.0, LINE_SIZE);
    let one_line = height < 2.4 * size;
    let lines: Vec<&str> = value.split(['\r', '\n']).filter(|line| !line.trim().is_empty()).collect();
    for (at, line) in lines.iter().enumerate() {
        let first = if one_line { lower_left.y - height * 0.3 } else { upper_left.y + size };
        #[expect(clippy::cast_precision_loss, reason = "lines of a field")]
        let y = first + at as f64 * 1.2 * size;
        let mut x = upper_left.x + 2.0;
        for letter in line.chars().take(MAX_VALUE) {
            letters.push(Letter {
                text: Rc::from(letter.to_string()),
                x,
                y,
                size,
                advance: WIDTH * size,
                angle: 0.0,
                font: 0,
                blank: letter.is_whitespace(),
                recognised: false,
                struck: false,
                mark: None,
            });
            x += WIDTH * size;
        }
    }
}
