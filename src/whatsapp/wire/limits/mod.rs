//! What WhatsApp takes: one table of numbers, which the program checks with and the composer shows.
//!
//! Characters are Unicode scalar values, which is never fewer than Meta counts. Only numbers live here; what is
//! checked with them is `check.rs`.

mod check;

pub(in crate::whatsapp) use check::{check, check_file, has_link};

use serde::Serialize;
use utoipa::ToSchema;

use crate::inbox::MessageKind;

const KILOBYTE: u64 = 1024;
const MEGABYTE: u64 = 1024 * KILOBYTE;

/// Everything WhatsApp limits, each named with its unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatsAppLimits)]
pub struct Limits {
    pub text_characters: usize,
    pub caption_characters: usize,
    pub filename_characters: usize,
    /// The text of everything with buttons, links or products.
    pub body_characters: usize,
    /// The text above a list.
    pub list_body_characters: usize,
    pub header_characters: usize,
    pub footer_characters: usize,
    pub buttons: usize,
    pub button_id_characters: usize,
    pub button_title_characters: usize,
    /// The label that opens a list.
    pub list_button_characters: usize,
    pub list_sections: usize,
    /// Of all sections together.
    pub list_rows: usize,
    pub row_id_characters: usize,
    pub row_title_characters: usize,
    pub row_description_characters: usize,
    pub section_title_characters: usize,
    pub link_title_characters: usize,
    pub url_characters: usize,
    /// Of all sections together.
    pub products: usize,
    pub product_sections: usize,
    pub product_id_characters: usize,
    pub place_characters: usize,
    pub contacts: usize,
    pub contact_phones: usize,
    pub contact_characters: usize,
    /// How old a message may be that is reacted to.
    pub reaction_days: u64,
    /// A voice note larger than this shows as a download.
    pub voice_note_bytes: u64,
    pub animated_sticker_bytes: u64,
    pub files: &'static [FileLimit],
}

/// What may be sent as one kind of file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatsAppFileLimit)]
pub struct FileLimit {
    pub kind: MessageKind,
    pub mime_types: &'static [&'static str],
    pub bytes: u64,
}

/// The table.
pub const LIMITS: Limits = Limits {
    text_characters: 4096,
    caption_characters: 1024,
    filename_characters: 240,
    body_characters: 1024,
    list_body_characters: 4096,
    header_characters: 60,
    footer_characters: 60,
    buttons: 3,
    button_id_characters: 256,
    button_title_characters: 20,
    list_button_characters: 20,
    list_sections: 10,
    list_rows: 10,
    row_id_characters: 200,
    row_title_characters: 24,
    row_description_characters: 72,
    section_title_characters: 24,
    link_title_characters: 20,
    url_characters: 2000,
    products: 30,
    product_sections: 10,
    product_id_characters: 100,
    place_characters: 1000,
    contacts: 10,
    contact_phones: 10,
    contact_characters: 100,
    reaction_days: 30,
    voice_note_bytes: 512 * KILOBYTE,
    animated_sticker_bytes: 500 * KILOBYTE,
    files: &[
        FileLimit {
            kind: MessageKind::Audio,
            mime_types: &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
            bytes: 16 * MEGABYTE,
        },
        FileLimit { kind: MessageKind::Image, mime_types: &["image/jpeg", "image/png"], bytes: 5 * MEGABYTE },
        FileLimit {
            kind: MessageKind::Video,
            mime_types: &["video/mp4", "video/3gpp"],
            bytes: 16 * MEGABYTE,
        },
        FileLimit { kind: MessageKind::Document, mime_types: DOCUMENTS, bytes: 100 * MEGABYTE },
        FileLimit { kind: MessageKind::Sticker, mime_types: &["image/webp"], bytes: 100 * KILOBYTE },
    ],
};

const DOCUMENTS: &[&str] = &[
    "application/pdf",
    "text/plain",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
];

impl Limits {
    /// What may be sent as this kind.
    pub fn file(&self, kind: MessageKind) -> Option<&'static FileLimit> {
        self.files.iter().find(|limit| limit.kind == kind)
    }
}
