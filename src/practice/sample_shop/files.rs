//! The files customers of the sample shop send: drawn, spoken and written for it, nobody's own.

use super::Content;

/// Every file stories name, with its type.
const FILES: [(&str, &str, &[u8]); 9] = [
    ("cena.jpg", "image/jpeg", include_bytes!("data/media/cena.jpg")),
    ("pollo.jpg", "image/jpeg", include_bytes!("data/media/pollo.jpg")),
    ("roastbeef.jpg", "image/jpeg", include_bytes!("data/media/roastbeef.jpg")),
    ("scontrino.jpg", "image/jpeg", include_bytes!("data/media/scontrino.jpg")),
    ("taglio.jpg", "image/jpeg", include_bytes!("data/media/taglio.jpg")),
    ("ordine-venerdi.pdf", "application/pdf", include_bytes!("data/media/ordine-venerdi.pdf")),
    ("dati-fattura.pdf", "application/pdf", include_bytes!("data/media/dati-fattura.pdf")),
    (VOICE, "audio/ogg; codecs=opus", include_bytes!("data/media/voice.ogg")),
    (STICKER, "image/webp", include_bytes!("data/media/sticker.webp")),
];
/// What every voice message says, and every sticker shows.
const VOICE: &str = "voice.ogg";
const STICKER: &str = "sticker.webp";

/// A file as it is sent.
#[derive(Debug, Clone, Copy)]
pub struct File {
    pub mime_type: &'static str,
    pub bytes: &'static [u8],
}

impl Content {
    /// The file it brings, if it is of a kind that brings one.
    pub fn file(&self) -> Option<File> {
        let name = match self {
            Self::Image(name) | Self::Document(name) => name,
            Self::Voice => VOICE,
            Self::Sticker => STICKER,
            Self::Text | Self::Location(_) | Self::Order(_) | Self::Reaction | Self::Unsupported(_) => {
                return None;
            }
        };
        let (_, mime_type, bytes) = FILES.into_iter().find(|(known, _, _)| *known == name)?;
        Some(File { mime_type, bytes })
    }

    /// Whether it is of a kind that brings a file.
    pub const fn needs_file(&self) -> bool {
        matches!(self, Self::Image(_) | Self::Document(_) | Self::Voice | Self::Sticker)
    }
}
