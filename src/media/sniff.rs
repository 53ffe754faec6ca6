//! What a file is, by its first bytes. A name or a claimed type only tells members of one family apart.

/// Bytes looked at.
pub const SAMPLE: usize = 8 * 1024;

/// The first bytes of old Office files.
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const OPAQUE: &str = "application/octet-stream";

/// What the bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub mime_type: &'static str,
    pub animated: bool,
}

/// Looks at the first bytes; the name counts only where one container holds several kinds.
pub fn sniff(start: &[u8], filename: Option<&str>) -> Found {
    let start = &start[..start.len().min(SAMPLE)];
    Found { mime_type: mime_type(start, filename), animated: is_animated(start) }
}

fn mime_type(start: &[u8], filename: Option<&str>) -> &'static str {
    let ending = filename.and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_ascii_lowercase());
    let ending = ending.as_deref().unwrap_or("");
    if looks_like_markup(start) {
        return if contains(start, b"<svg") { "image/svg+xml" } else { "text/html" };
    }
    if start.starts_with(OLE) {
        return match ending {
            "doc" => "application/msword",
            "xls" => "application/vnd.ms-excel",
            "ppt" => "application/vnd.ms-powerpoint",
            _ => "application/x-ole-storage",
        };
    }
    if start.starts_with(b"PK\x03\x04") {
        return zipped(start, ending);
    }
    if start.starts_with(b"OggS") {
        return ogg(start);
    }
    if start.get(4..8) == Some(b"ftyp") {
        return isobmff(start);
    }
    match infer::get(start) {
        Some(found) => canonical(found.mime_type()),
        None if is_text(start) => "text/plain",
        None => OPAQUE,
    }
}

fn canonical(found: &'static str) -> &'static str {
    match found {
        "audio/m4a" => "audio/mp4",
        "audio/x-wav" => "audio/wav",
        other => other,
    }
}

/// Office files are archives: their parts' names tell which.
fn zipped(start: &[u8], ending: &str) -> &'static str {
    let holds = |part: &[u8]| contains(start, part);
    if holds(b"word/") || (holds(b"[Content_Types].xml") && ending == "docx") {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    } else if holds(b"xl/") || (holds(b"[Content_Types].xml") && ending == "xlsx") {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    } else if holds(b"ppt/") || (holds(b"[Content_Types].xml") && ending == "pptx") {
        "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    } else {
        "application/zip"
    }
}

/// WhatsApp plays Opus in one channel only.
fn ogg(start: &[u8]) -> &'static str {
    let head = start.windows(8).position(|window| window == b"OpusHead");
    match head.and_then(|at| start.get(at + 9)) {
        Some(1) => "audio/ogg",
        Some(_) => "audio/opus",
        None if contains(start, b"theora") => "video/ogg",
        None => "application/ogg",
    }
}

fn isobmff(start: &[u8]) -> &'static str {
    match start.get(8..12) {
        Some(b"3gp4" | b"3gp5" | b"3gp6" | b"3g2a" | b"3ge6" | b"3gg6" | b"3gr6" | b"3gs6") => "video/3gpp",
        Some(b"M4A " | b"M4B ") => "audio/mp4",
        Some(b"qt  ") => "video/quicktime",
        Some(b"heic" | b"heix" | b"mif1" | b"msf1") => "image/heic",
        Some(b"avif" | b"avis") => "image/avif",
        Some(_) | None => "video/mp4",
    }
}

/// A WebP whose extended header says that it moves, or a GIF that repeats.
fn is_animated(start: &[u8]) -> bool {
    let webp = start.get(12..16) == Some(b"VP8X") && start.get(20).is_some_and(|flags| flags & 0b10 != 0);
    webp || (start.starts_with(b"GIF8") && contains(start, b"NETSCAPE2.0"))
}

fn looks_like_markup(start: &[u8]) -> bool {
    let start = start.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(start);
    let first = start.trim_ascii_start();
    let head: Vec<u8> = first.iter().take(512).map(u8::to_ascii_lowercase).collect();
    let tags: [&[u8]; 8] =
        [b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<!--"];
    tags.iter().any(|tag| head.starts_with(tag))
}

fn contains(start: &[u8], part: &[u8]) -> bool {
    start.windows(part.len()).any(|window| window == part)
}

fn is_text(start: &[u8]) -> bool {
    // A character may be cut at the end of the sample.
    let readable = match std::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    !start.is_empty() && readable && !start.iter().any(|byte| *byte < 9 || (14..27).contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_the_type_and_names_do_not() {
        let ogg = |channels: u8| [b"OggS".as_slice(), &[0; 24], b"OpusHead", &[1, channels]].concat();
        let webp = |flags: u8| [b"RIFF".as_slice(), &[0; 4], b"WEBPVP8X", &[10, 0, 0, 0, flags]].concat();
        for (bytes, name, expected) in [
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF\0".to_vec(), Some("x.png"), "image/jpeg"),
            (b"<!DOCTYPE html><p>".to_vec(), Some("holiday.jpg"), "text/html"),
            (b" \n<svg onload=alert(1)>".to_vec(), Some("a.png"), "image/svg+xml"),
            (b"%PDF-1.7".to_vec(), None, "application/pdf"),
            (
                b"PK\x03\x04....word/document.xml".to_vec(),
                Some("a.zip"),
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
            (b"PK\x03\x04....readme".to_vec(), Some("a.docx"), "application/zip"),
            ([OLE, b"...."].concat(), Some("a.xls"), "application/vnd.ms-excel"),
            (ogg(1), None, "audio/ogg"),
            (ogg(2), None, "audio/opus"),
            (b"OggS.......vorbis".to_vec(), None, "application/ogg"),
            (b"\0\0\0\x18ftypisom".to_vec(), None, "video/mp4"),
            (b"\0\0\0\x18ftypM4A ".to_vec(), None, "audio/mp4"),
            (b"\0\0\0\x18ftyp3gp4".to_vec(), None, "video/3gpp"),
            (webp(0), None, "image/webp"),
            ("due etti di prosciutto, è buono".as_bytes().to_vec(), Some("a.exe"), "text/plain"),
            (b"\x00\x01\x02\x03".to_vec(), Some("a.jpg"), OPAQUE),
            (Vec::new(), None, OPAQUE),
        ] {
            assert_eq!(sniff(&bytes, name).mime_type, expected, "{name:?}");
        }
        assert!(sniff(&webp(2), None).animated);
        assert!(!sniff(&webp(0), None).animated);
    }
}
