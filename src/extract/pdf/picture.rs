//! A page as a picture, to be shown beside the text that was read from it.

use std::io::Cursor;

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use image::codecs::jpeg::JpegEncoder;

use super::{Fault, open};
use crate::extract::Glance;

/// Pixels of the longer side: a page of A4 is read well at that.
const LONGER_SIDE: f32 = 1_400.0;
/// Of one hundred.
const JPEG_QUALITY: u8 = 80;

/// One page, counted from 1.
pub(in crate::extract) fn page(document: &[u8], number: u32) -> Result<Glance, Fault> {
    let pdf = open(document)?;
    let pages = pdf.pages();
    let index = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    let page = pages.get(index).ok_or(Fault::NoText)?;
    let (width, height) = page.render_dimensions();
    let scale = LONGER_SIDE / width.max(height).max(1.0);
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let interpreter = InterpreterSettings::default();
    let pixmap = render(page, &RenderCache::new(), &interpreter, &RenderSettings::default(), &settings);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // White lies under everything, so nothing shines through and colours are as they are.
    let pixels: Vec<u8> =
        pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut jpeg = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)
        .encode(&pixels, width, height, image::ExtendedColorType::Rgb8)
        .map_err(|_| Fault::Broken)?;
    Ok(Glance {
        width: Some(width),
        height: Some(height),
        thumbnail: Some(jpeg.into_inner()),
        pages: u32::try_from(pages.len()).ok(),
        words: None,
    })
}
