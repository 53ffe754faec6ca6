//! Bytes to text: a byte order mark decides, else UTF-8, else Western European; anything that would
//! come out as nonsense is refused with words instead of being stored.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Fault;

/// Bytes in which a page's own word on its encoding is looked for.
const META_WITHIN: usize = 1024;
/// In Western European text at most this share of the letters lies outside ASCII: three in ten.
const FOREIGN_TENTHS: usize = 3;

/// The text of a plain file.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Fault> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(encoding, &bytes[mark..]);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    if let Some(encoding) = wide_without_mark(bytes) {
        return strictly(encoding, bytes);
    }
    western(bytes)
}

/// The text of a page: its mark, UTF-8, what it says itself, Western European, in this order.
pub(super) fn decode_html(bytes: &[u8]) -> String {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => declared(bytes).unwrap_or(WINDOWS_1252),
    };
    encoding.decode(bytes).0.into_owned()
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, Fault> {
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    if faulty { Err(Fault::UnknownEncoding) } else { Ok(text.into_owned()) }
}

/// UTF-16 shows as a zero in every other byte of Western text.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |offset| bytes.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match bytes.len() / 4 {
        few if odd > few && even == 0 => Some(UTF_16LE),
        few if even > few && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn western(bytes: &[u8]) -> Result<String, Fault> {
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
    let foreign = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if bytes.contains(&0) || foreign * 10 > letters * FOREIGN_TENTHS {
        return Err(Fault::UnknownEncoding);
    }
    Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned())
}

/// `<meta charset="…">` or its longer form, near the top.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let top = String::from_utf8_lossy(&bytes[..bytes.len().min(META_WITHIN)]).to_ascii_lowercase();
    let (_, after) = top.split_once("charset")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ']);
    let name =
        value.split(|letter: char| !(letter.is_ascii_alphanumeric() || "-_".contains(letter))).next()?;
    Encoding::for_label(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_encodings_are_recognised() {
        assert_eq!(decode("caffè €".as_bytes()).unwrap(), "caffè €");
        assert_eq!(decode(b"\xEF\xBB\xBFok").unwrap(), "ok");
        assert_eq!(decode(b"\xFF\xFEa\0b\0").unwrap(), "ab");
        assert_eq!(decode(b"caff\xE8 a 2 \x80 la tazza").unwrap(), "caffè a 2 € la tazza");
    }

    #[test]
    fn nonsense_is_refused() {
        let russian_1251 = b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0";
        assert_eq!(decode(russian_1251), Err(Fault::UnknownEncoding));
        assert_eq!(decode(b"\xFF\xFEa"), Err(Fault::UnknownEncoding));
    }

    #[test]
    fn a_page_may_name_its_encoding() {
        let page = b"<html><head><meta charset=\"windows-1251\"></head><p>\xEC\xE8\xF0";
        assert!(decode_html(page).contains("мир"));
        assert!(decode_html("<meta charset=latin1>è".as_bytes()).contains('è'));
    }
}
