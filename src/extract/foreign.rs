//! Files of other programs that are not read: named for what they are, with what to do. None of them is
//! damaged; it only is not ours.

use serde::{Deserialize, Serialize};

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Foreign {
    #[error(
        "This is a Pages document. Open it in Pages, choose File, Export to, Word or PDF, and upload that."
    )]
    Pages,
    #[error(
        "This is a Numbers spreadsheet. Open it in Numbers, choose File, Export to, Excel or CSV, and upload that."
    )]
    Numbers,
    #[error(
        "This is a Keynote presentation. Open it in Keynote, choose File, Export to, PowerPoint or PDF, and upload that."
    )]
    Keynote,
    #[error(
        "This is an old PowerPoint presentation (.ppt). Open it in PowerPoint or LibreOffice, save it as PPTX or PDF and upload that."
    )]
    OldPowerpoint,
    #[error("This is a binary Excel workbook (.xlsb). Open it in Excel, save it as XLSX and upload that.")]
    BinaryWorkbook,
    #[error(
        "This is an OpenDocument presentation (.odp). Open it in LibreOffice, save it as PPTX or PDF and upload that."
    )]
    OpenPresentation,
    #[error(
        "This is an OpenDocument drawing (.odg). Open it in LibreOffice, export it as PDF and upload that."
    )]
    OpenDrawing,
    #[error("This is an e-book. Save its text as a document or PDF and upload that.")]
    Ebook,
    #[error("This is an archive of files. Unpack it and upload the documents inside.")]
    Archive,
    #[error("This is an e-mail message. Paste its text, or save it as PDF and upload that.")]
    Mail,
    #[error("This is a Publisher file. Open it in Publisher, export it as PDF and upload that.")]
    Publisher,
    #[error("This is a Visio drawing. Open it in Visio, export it as PDF and upload that.")]
    Visio,
    #[error(
        "This is a OneNote notebook. Open it in OneNote, export the page as PDF or Word and upload that."
    )]
    Onenote,
    #[error("This is a Works document. Open it in LibreOffice, save it as DOCX and upload that.")]
    Works,
    #[error("This is a WordPerfect document. Open it in LibreOffice, save it as DOCX and upload that.")]
    WordPerfect,
}

impl Foreign {
    /// The word scripts and screens know it by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pages => "is_pages",
            Self::Numbers => "is_numbers",
            Self::Keynote => "is_keynote",
            Self::OldPowerpoint => "is_old_powerpoint",
            Self::BinaryWorkbook => "is_binary_workbook",
            Self::OpenPresentation => "is_open_presentation",
            Self::OpenDrawing => "is_open_drawing",
            Self::Ebook => "is_ebook",
            Self::Archive => "is_archive",
            Self::Mail => "is_mail",
            Self::Publisher => "is_publisher",
            Self::Visio => "is_visio",
            Self::Onenote => "is_onenote",
            Self::Works => "is_works",
            Self::WordPerfect => "is_word_perfect",
        }
    }

    pub(super) fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "pages" => Self::Pages,
            "numbers" => Self::Numbers,
            "key" => Self::Keynote,
            "ppt" | "pps" | "pot" => Self::OldPowerpoint,
            "xlsb" => Self::BinaryWorkbook,
            "odp" | "otp" | "fodp" => Self::OpenPresentation,
            "odg" => Self::OpenDrawing,
            "epub" | "mobi" | "azw3" | "azw" => Self::Ebook,
            "zip" | "rar" | "7z" | "tar" | "gz" | "tgz" => Self::Archive,
            "eml" | "msg" | "mbox" => Self::Mail,
            "pub" => Self::Publisher,
            "vsd" | "vsdx" => Self::Visio,
            "one" => Self::Onenote,
            "wps" | "wks" => Self::Works,
            "wpd" => Self::WordPerfect,
            _ => return None,
        })
    }

    /// By what stands in the archive, whatever its name.
    pub(super) fn of_archive(content: &[u8]) -> Option<Self> {
        let has = |name: &[u8]| content.windows(name.len()).any(|window| window == name);
        if has(b"Index/Document.iwa") || has(b"index.apxl") {
            return Some(
                if has(b"Index/Tables/")
                    && has(b"Index/CalculationEngine")
                    && !has(b"Index/Slide")
                    && has(b"numbers")
                {
                    Self::Numbers
                } else if has(b"Index/Slide") {
                    Self::Keynote
                } else {
                    Self::Pages
                },
            );
        }
        if has(b"application/epub+zip") {
            Some(Self::Ebook)
        } else if has(b"application/vnd.oasis.opendocument.presentation") {
            Some(Self::OpenPresentation)
        } else if has(b"application/vnd.oasis.opendocument.graphics") {
            Some(Self::OpenDrawing)
        } else if has(b"xl/workbook.bin") {
            Some(Self::BinaryWorkbook)
        } else if has(b"visio/document.xml") {
            Some(Self::Visio)
        } else {
            None
        }
    }
}
