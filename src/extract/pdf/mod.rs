//! PDF by position, as a reader sees it: what is drawn (`page`), what of it is seen (`seen`), letters by name
//! (`names`), level frames, rows, columns, tables, text. The parser below may still panic, run away or exhaust its
//! memory: this runs only in the child.

mod actual_text;
mod bidi;
mod bordered;
mod cards;
mod columns;
mod contacts;
mod cut;
mod doubles;
mod fields;
mod frames;
mod grids;
mod heads;
mod hyphens;
mod justified;
mod letter;
mod middle;
mod names;
mod page;
pub(super) mod picture;
mod raised;
mod rows;
mod seen;
mod sides;
mod strikes;
mod structure;
mod tables;
mod tagged;
mod text;
mod turned;
pub(super) mod typed;
mod unit;
mod upright;
mod wraps;

use std::sync::Arc;

use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};

use self::names::{Names, UNKNOWN};
use self::page::{Collector, Drawn};
use self::structure::Tables;
use self::text::{Carried, Writer};
use super::{Extracted, Fault, MAX_TEXT_BYTES, PAGE_BREAK, Warning, WarningCode};

/// Pages of one document.
const MAX_PAGES: usize = 5_000;
/// Share of a page covered by pictures, with hardly a word beside, that makes it a picture of text.
const PICTURE_SHARE: f64 = 0.3;
/// Letters below which a page has hardly a word.
const FEW_LETTERS: usize = 40;
/// Drawn shapes on a page without letters: text turned into outlines.
const MANY_SHAPES: usize = 150;
/// Milliseconds of processor time after which no further page is begun; the child's own limit is higher.
const PAGES_MILLIS: i64 = 3_500;

pub(super) fn read(document: &[u8]) -> Result<Extracted, Fault> {
    let is_cut = cut::is_cut(document);
    let pdf = open(document)?;
    let (pages, more) = pages(&pdf, MAX_PAGES);
    let total = pdf.pages().len();
    let mut warnings = Vec::new();
    let usual_size = usual_size(&pages);
    let mut writer = Writer { usual_size, ..Writer::default() };
    let mut carried: Option<Carried> = None;
    let mut written = 0;
    for (at, drawn) in pages.into_iter().enumerate() {
        if at > 0 {
            writer.text.push_str(&format!("\n{PAGE_BREAK}\n"));
        }
        let start = writer.text.len();
        warn_of_page(at + 1, &drawn, &mut warnings);
        lay_out(drawn, &mut writer, &mut carried);
        warn_of_text(at + 1, &writer.text[start..], &mut warnings);
        written = at + 1;
        if writer.text.len() > MAX_TEXT_BYTES * 9 / 10 {
            break;
        }
    }
    if more || written < total {
        warnings.push(Warning::new(WarningCode::CutShort).with("pages", written));
    }
    let text = text::settle_cents(&text::join_hyphens(&writer.text));
    if is_cut {
        if text.trim().is_empty() {
            return Err(Fault::Broken);
        }
        warnings.push(Warning::new(WarningCode::CutOff));
    }
    let pages = u32::try_from(total).ok();
    Ok(Extracted { title: None, text, warnings, pages })
}

/// How many pages there are, and the words of the first one.
pub(super) fn first_page(document: &[u8]) -> Result<(u32, String), Fault> {
    let pdf = open(document)?;
    let total = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
    let (pages, _) = pages(&pdf, 1);
    let mut writer = Writer { usual_size: usual_size(&pages), ..Writer::default() };
    for drawn in pages {
        lay_out(drawn, &mut writer, &mut None);
    }
    Ok((total, text::settle_cents(&text::join_hyphens(&writer.text))))
}

fn open(document: &[u8]) -> Result<Pdf, Fault> {
    // An empty password opens what is only forbidden to print.
    Pdf::new(Arc::new(cut::closed(document))).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Fault::Locked,
        LoadPdfError::Invalid => Fault::Broken,
    })
}

/// What the pages draw, and whether time ran out before the last one.
fn pages(pdf: &Pdf, at_most: usize) -> (Vec<Drawn>, bool) {
    let cache = InterpreterCache::new();
    let mut names = Names::default();
    let told = Tables::of(pdf);
    let mut drawn = Vec::new();
    let mut letters = 0;
    for page in pdf.pages().iter().take(at_most) {
        if processor_millis() > PAGES_MILLIS || letters > 4 * MAX_TEXT_BYTES {
            return (drawn, true);
        }
        let id = page.raw().obj_id();
        let mut page = interpret(page, &cache, &mut names);
        page.tables = told.on(id);
        letters += page.letters.len();
        drawn.push(page);
    }
    (drawn, false)
}

fn interpret<'a>(page: &'a Page<'a>, cache: &InterpreterCache<'a>, names: &mut Names) -> Drawn {
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = Affine::new(page.initial_transform(true).as_coeffs());
    let mut context = Context::new(transform, bounds, cache, page.xref(), InterpreterSettings::default());
    let mut collector = Collector::new(bounds, names);
    interpret_page(page, &mut context, &mut collector);
    let mut drawn = collector.finish();
    fields::add(page, transform, &mut drawn.letters);
    drawn
}

/// Processor time this process has used.
fn processor_millis() -> i64 {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    used.tv_sec.saturating_mul(1_000).saturating_add(used.tv_nsec / 1_000_000)
}

/// The size most letters have.
fn usual_size(pages: &[Drawn]) -> f64 {
    let mut sizes: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    for letter in pages.iter().flat_map(|page| &page.letters).filter(|letter| !letter.blank) {
        *sizes.entry(half_points(letter.size)).or_default() += 1;
    }
    let most = sizes.into_iter().max_by_key(|(_, letters)| *letters).map_or(20, |(size, _)| size);
    #[expect(clippy::cast_precision_loss, reason = "a size in half points")]
    let size = most as f64 / 2.0;
    size
}

#[expect(clippy::cast_possible_truncation, reason = "a size in half points")]
fn half_points(size: f64) -> i64 {
    (size.clamp(0.0, 10_000.0) * 2.0).round() as i64
}

fn lay_out(drawn: Drawn, writer: &mut Writer, carried: &mut Option<Carried>) {
    let Drawn { mut letters, mut rules, slants, tables: told, .. } = drawn;
    doubles::drop_doubles(&mut letters);
    doubles::join_accents(&mut letters);
    doubles::join_marks(&mut letters);
    strikes::mark(&mut letters, &mut rules, &slants);
    upright::mark_columns(&mut letters);
    let page = bidi::Page::of(letters.iter().map(|letter| &*letter.text));
    let letters = turned::lay_heads_level(letters, &rules, page);
    for frame in frames::frames(letters, &rules) {
        let mut letters = frame.letters;
        let mut tables = tagged::take(&mut letters, &told, page);
        tables.extend(bordered::take(&mut letters, &frame.rules, page));
        let mut rows = rows::rows(letters, page);
        rows.extend(tables);
        rows.sort_by(|one, other| one.y.total_cmp(&other.y));
        let regions = columns::regions(rows, &frame.rules, page.some);
        let regions: Vec<_> =
            regions.into_iter().map(|region| tables::blocks(region, &frame.rules)).collect();
        for (at, blocks) in regions.iter().enumerate() {
            let below = regions.get(at + 1).and_then(|next| next.first());
            writer.region(blocks, below, carried);
        }
    }
}

fn warn_of_page(page: usize, drawn: &Drawn, warnings: &mut Vec<Warning>) {
    let letters = drawn.letters.iter().filter(|letter| !letter.blank);
    let recognised = letters.clone().filter(|letter| letter.recognised).count();
    let written = letters.count() - recognised;
    if recognised > 0 && recognised >= written {
        warnings.push(Warning::new(WarningCode::RecognisedText).on_page(page));
    } else if written < FEW_LETTERS
        && (drawn.pictures > PICTURE_SHARE
            || (written == 0 && (drawn.pictures > 0.02 || drawn.shapes > MANY_SHAPES)))
    {
        warnings.push(Warning::new(WarningCode::PictureOfText).on_page(page));
    }
}

fn warn_of_text(page: usize, text: &str, warnings: &mut Vec<Warning>) {
    let unknown = text.chars().filter(|letter| *letter == UNKNOWN).count();
    if unknown > 0 {
        warnings.push(Warning::new(WarningCode::UnknownLetters).on_page(page).with("letters", unknown));
    }
}
