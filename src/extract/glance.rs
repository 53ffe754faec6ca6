//! A glance at a file: a small picture of a large one, the first words of a document.
//!
//! Runs only in the child. Sizes are read before a pixel is: a small file that unpacks to a huge picture is refused.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use super::seen::{Glance, GlanceKind, MAX_WORDS};
use super::tidy::tidy;
use super::{Fault, docx, pdf};

/// Pixels of one picture.
const MAX_PIXELS: u64 = 50_000_000;
/// Pixels of one side.
const MAX_SIDE: u32 = 20_000;
/// Bytes of memory for one decoded picture.
const MAX_DECODED_BYTES: u64 = 150 * 1024 * 1024;
/// Pixels of the longer side of a small picture.
const SMALL_SIDE: u32 = 480;
/// Pixels of the longer side of a picture that is read: the vendors shrink larger ones.
const READING_SIDE: u32 = 1_568;
/// Of one hundred.
const JPEG_QUALITY: u8 = 78;

pub(super) fn at(kind: GlanceKind, file: &[u8]) -> Result<Glance, Fault> {
    match kind {
        GlanceKind::Picture => picture(file, SMALL_SIDE),
        GlanceKind::Pdf => {
            let (pages, words) = pdf::first_page(file)?;
            Ok(Glance { pages: Some(pages), words: first_words(&words), ..Glance::default() })
        }
        GlanceKind::Docx => Ok(Glance { words: first_words(&docx::read(file)?.text), ..Glance::default() }),
    }
}

fn first_words(text: &str) -> Option<String> {
    let words: String = tidy(text).chars().take(MAX_WORDS).collect();
    Some(words).filter(|words| !words.is_empty())
}

/// A photo in the size a person and a model read it.
pub(super) fn photo(file: &[u8]) -> Result<Glance, Fault> {
    picture(file, READING_SIDE)
}

fn picture(file: &[u8], side: u32) -> Result<Glance, Fault> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| Fault::Broken)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| fault_of(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Fault::Bomb);
    }
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| fault_of(&error))?;
    if image.width().max(image.height()) > side {
        image = image.thumbnail(side, side);
    }
    if side == READING_SIDE {
        image = on_white(&image);
    }
    let turned = matches!(
        orientation,
        image::metadata::Orientation::Rotate90
            | image::metadata::Orientation::Rotate270
            | image::metadata::Orientation::Rotate90FlipH
            | image::metadata::Orientation::Rotate270FlipH
    );
    image.apply_orientation(orientation);
    let (width, height) = if turned { (height, width) } else { (width, height) };
    let thumbnail = Some(encode(&image)?);
    Ok(Glance { width: Some(width), height: Some(height), thumbnail, ..Glance::default() })
}

/// On paper, so that dark letters on nothing can be read; without holes it is a JPEG and stays small.
fn on_white(image: &DynamicImage) -> DynamicImage {
    let mut paper = image::RgbaImage::from_pixel(image.width(), image.height(), image::Rgba([u8::MAX; 4]));
    image::imageops::overlay(&mut paper, &image.to_rgba8(), 0, 0);
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(paper).to_rgb8())
}

fn encode(image: &DynamicImage) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    if image.color().has_alpha() {
        image
            .to_rgba8()
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .map_err(|_| Fault::Broken)?;
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        image.to_rgb8().write_with_encoder(encoder).map_err(|_| Fault::Broken)?;
    }
    Ok(bytes)
}

fn fault_of(error: &image::ImageError) -> Fault {
    match error {
        image::ImageError::Limits(_) => Fault::Bomb,
        image::ImageError::Unsupported(_) => Fault::UnsupportedKind,
        image::ImageError::Decoding(_)
        | image::ImageError::Encoding(_)
        | image::ImageError::Parameter(_)
        | image::ImageError::IoError(_) => Fault::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        DynamicImage::new_rgb8(width, height)
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .unwrap();
        bytes
    }

    #[test]
    fn a_large_picture_becomes_a_small_one_and_keeps_its_shape() {
        let seen = at(GlanceKind::Picture, &png(1200, 600)).unwrap();
        assert_eq!(
            (seen.width, seen.height, seen.thumbnail_type()),
            (Some(1200), Some(600), Some("image/jpeg"))
        );
        let small = image::load_from_memory(seen.thumbnail.as_ref().unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (480, 240));
        let told = serde_json::to_vec(&seen).unwrap();
        assert_eq!(serde_json::from_slice::<Glance>(&told).unwrap(), seen);
    }

    #[test]
    fn a_picture_that_unpacks_to_too_many_pixels_is_refused_by_its_header() {
        let mut bomb = png(1, 1);
        // The width and height stand in the first chunk; its checksum is written anew.
        bomb[16..24].copy_from_slice(&[0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20]);
        let sum = crc(&bomb[12..29]).to_be_bytes();
        bomb[29..33].copy_from_slice(&sum);
        assert_eq!(at(GlanceKind::Picture, &bomb), Err(Fault::Bomb));
        assert_eq!(at(GlanceKind::Picture, b"no picture"), Err(Fault::UnsupportedKind));
    }

    #[test]
    fn a_photo_is_read_on_white_paper() {
        let mut drawing = image::RgbaImage::new(40, 20);
        drawing.put_pixel(0, 0, image::Rgba([0, 0, 0, 255]));
        let mut bytes = Vec::new();
        DynamicImage::ImageRgba8(drawing).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        let seen = photo(&bytes).unwrap();
        assert_eq!(seen.thumbnail_type(), Some("image/jpeg"));
        let seen = image::load_from_memory(seen.thumbnail.as_ref().unwrap()).unwrap().to_rgb8();
        assert!(seen.get_pixel(30, 10).0.iter().all(|light| *light > 250));
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |sum: u32| if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 };
        !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
    }
}
