//! Bytes to text: a byte order mark decides, else UTF-8 where nearly all of it is, else what the letters
//! themselves say (`chardetng`). A guess is said as a warning; what would come out as nonsense is refused
//! with words instead of being stored.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Fault, Warning, WarningCode, alphabets, western};

/// Bytes in which a page's own word on its encoding is looked for.
const META_WITHIN: usize = 64 * 1024;
/// In UTF-8 with damage at least this many letters beyond ASCII are whole for each byte that is not.
const WHOLE_FOR_EACH_BROKEN: usize = 4;
/// Whole letters beyond ASCII in lines of UTF-8 among others.
const WHOLE_LETTERS: usize = 3;
/// Of all letters at most this share is a control or unknown: one in fifty.
const NONSENSE_SHARE: usize = 50;
/// Letters beyond ASCII below which a guess is no more than that.
const FEW_FOREIGN: usize = 12;

/// The text of a plain file.
pub fn decode(bytes: &[u8]) -> Result<(String, Vec<Warning>), Fault> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = wide_without_mark(bytes) {
        return strictly(encoding, bytes);
    }
    if let Some(text) = by_escapes(bytes) {
        return Ok((text, Vec::new()));
    }
    if let Some(found) = as_utf8(bytes) {
        return Ok(found);
    }
    if bytes.contains(&0) {
        return Err(Fault::UnknownEncoding);
    }
    if let Some(found) = line_by_line(bytes) {
        return Ok(found);
    }
    let (text, warnings) = guessed(bytes, None);
    if is_nonsense(&text) { Err(Fault::UnknownEncoding) } else { Ok((text, warnings)) }
}

/// The text of a page: its mark, UTF-8, what it says itself, what its letters say, in this order.
pub(super) fn decode_html(bytes: &[u8]) -> (String, Vec<Warning>) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding.decode(bytes).0.into_owned(), Vec::new());
    }
    if let Some(encoding) = wide_without_mark(bytes) {
        return (encoding.decode(bytes).0.into_owned(), Vec::new());
    }
    if let Some(text) = by_escapes(bytes) {
        return (text, Vec::new());
    }
    if let Some(found) = as_utf8(bytes) {
        return found;
    }
    if let Some(found) = line_by_line(bytes) {
        return found;
    }
    guessed(bytes, declared(bytes).filter(|encoding| *encoding != UTF_8))
}

/// Japanese as old pages and mail write it: plain bytes, its letters begun by an escape.
fn by_escapes(bytes: &[u8]) -> Option<String> {
    let escapes = bytes.is_ascii() && bytes.windows(3).any(|three| matches!(three, b"\x1B$B" | b"\x1B$@"));
    if !escapes {
        return None;
    }
    let (text, _, faulty) = ISO_2022_JP.decode(bytes);
    (!faulty).then(|| text.into_owned())
}

/// UTF-8, also when a few bytes of it are not: one bad byte is no other encoding.
fn as_utf8(bytes: &[u8]) -> Option<(String, Vec<Warning>)> {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if broken == 0 {
        return std::str::from_utf8(bytes).ok().map(|text| (text.to_owned(), Vec::new()));
    }
    if whole < broken * WHOLE_FOR_EACH_BROKEN {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    let mut unknown = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            // Pasted from a program that writes the Western letters: quotes, dashes, the euro.
            [byte @ 0x80..=0x9F] => {
                let (letter, _, faulty) = WINDOWS_1252.decode(std::slice::from_ref(byte));
                unknown += usize::from(faulty);
                text.push_str(&letter);
            }
            _ => {
                unknown += 1;
                text.push('\u{FFFD}');
            }
        }
    }
    let mut warnings = Vec::new();
    if unknown > 0 {
        warnings.push(Warning::new(WarningCode::DamagedLetters).with("letters", unknown));
    }
    Some((text, warnings))
}

/// Lines of two programs in one file: some in UTF-8, the others in letters of one byte each.
fn line_by_line(bytes: &[u8]) -> Option<(String, Vec<Warning>)> {
    let lines = || bytes.split_inclusive(|byte| *byte == b'\n');
    let (mut whole, mut others) = (0, Vec::new());
    for line in lines().filter(|line| !line.is_ascii()) {
        match std::str::from_utf8(line) {
            Ok(line) => {
                let mut foreign = line.chars().filter(|letter| !letter.is_ascii());
                whole += foreign.clone().count();
                // In other letters such a pair of bytes is two of them by chance.
                if !foreign.all(|letter| letter.is_alphabetic() || "€£–—‘’“”„«»…·•°²³½".contains(letter))
                {
                    return None;
                }
            }
            Err(_) => others.extend_from_slice(line),
        }
    }
    if whole < WHOLE_LETTERS {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&others, true);
    let encoding = alphabets::settled(&others, detector.guess(None, Utf8Detection::Deny));
    if !encoding.is_single_byte() {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    for line in lines() {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.push_str(&encoding.decode_without_bom_handling(line).0),
        }
    }
    let names = format!("{}, {}", UTF_8.name(), encoding.name());
    Some((text, vec![Warning::new(WarningCode::EncodingInDoubt).with("encoding", names)]))
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Result<(String, Vec<Warning>), Fault> {
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    if !faulty {
        return Ok((text.into_owned(), Vec::new()));
    }
    let unknown = text.matches('\u{FFFD}').count();
    if is_nonsense(&text) {
        return Err(Fault::UnknownEncoding);
    }
    Ok((text.into_owned(), vec![Warning::new(WarningCode::DamagedLetters).with("letters", unknown)]))
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

/// The encoding a page declares where the letters bear it out, else the likeliest one.
fn guessed(bytes: &[u8], declared: Option<&'static Encoding>) -> (String, Vec<Warning>) {
    if let Some(encoding) = declared {
        let (text, _, faulty) = encoding.decode(bytes);
        if !faulty {
            return (text.into_owned(), Vec::new());
        }
    }
    if let Some((text, name)) = western::decoded(bytes) {
        return (text, vec![Warning::new(WarningCode::EncodingInDoubt).with("encoding", name)]);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = alphabets::settled(bytes, detector.guess(None, Utf8Detection::Deny));
    let (text, _, faulty) = encoding.decode(bytes);
    let foreign = text.chars().filter(|letter| !letter.is_ascii()).count();
    let mut warnings = Vec::new();
    if foreign < FEW_FOREIGN || faulty {
        warnings.push(Warning::new(WarningCode::EncodingInDoubt).with("encoding", encoding.name()));
    }
    (text.into_owned(), warnings)
}

fn is_nonsense(text: &str) -> bool {
    let strange = |letter: &char| {
        *letter == '\u{FFFD}'
            || (letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{C}' | '\u{B}'))
    };
    let (strange, all) = (text.chars().filter(strange).count(), text.chars().count());
    strange * NONSENSE_SHARE > all
}

/// `<meta charset="…">` or its longer form, or the declaration of XHTML.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let top = String::from_utf8_lossy(&bytes[..bytes.len().min(META_WITHIN)]).to_ascii_lowercase();
    let xml = top.trim_start().starts_with("<?xml").then(|| top.split("?>").next().unwrap_or_default());
    let by_xml = xml.and_then(|declaration| declaration.split_once("encoding")).map(|(_, after)| after);
    let by_meta = top
        .split("<meta")
        .skip(1)
        .filter_map(|tag| tag.split('>').next())
        .find_map(|tag| tag.split_once("charset"));
    let after = by_meta.map(|(_, after)| after).or(by_xml)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ']);
    let name =
        value.split(|letter: char| !(letter.is_ascii_alphanumeric() || "-_".contains(letter))).next()?;
    Encoding::for_label(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes).unwrap().0
    }

    #[test]
    fn usual_encodings_are_recognised() {
        assert_eq!(text("caffè €".as_bytes()), "caffè €");
        assert_eq!(text(b"\xEF\xBB\xBFok"), "ok");
        assert_eq!(text(b"\xFF\xFEa\0b\0"), "ab");
        assert_eq!(text(b"caff\xE8 a 2 \x80 la tazza"), "caffè a 2 € la tazza");
    }

    #[test]
    fn other_alphabets_are_recognised_by_their_letters_and_a_doubt_is_said() {
        let russian = encoding_rs::WINDOWS_1251
            .encode("Магазин открыт с девяти до шести, кроме воскресенья. Доставка бесплатно.")
            .0
            .into_owned();
        assert!(text(&russian).contains("кроме воскресенья"));
        let greek = encoding_rs::ISO_8859_7
            .encode("Ανοιχτά κάθε μέρα από τις εννιά έως τις έξι, κλειστά την Κυριακή")
            .0
            .into_owned();
        assert!(text(&greek).contains("κλειστά"));
        let japanese = encoding_rs::SHIFT_JIS
            .encode("営業時間は九時から十八時までです。定休日は日曜日です。")
            .0
            .into_owned();
        assert!(text(&japanese).contains("営業時間"));
        let short = decode(b"caff\xE8").unwrap();
        assert_eq!(short.1[0].code, WarningCode::EncodingInDoubt);
    }

    #[test]
    fn one_bad_byte_does_not_turn_utf_8_into_something_else() {
        let mut bytes = "Perché no? Così è la città. It".as_bytes().to_vec();
        bytes.push(0x92);
        bytes.extend_from_slice("s open: àèìòù \u{20AC}".as_bytes());
        assert_eq!(
            decode(&bytes).unwrap(),
            ("Perché no? Così è la città. It’s open: àèìòù €".to_owned(), vec![])
        );
        bytes.push(0xC3);
        let (text, warnings) = decode(&bytes).unwrap();
        assert!(
            text.ends_with('\u{FFFD}') && warnings[0].code == WarningCode::DamagedLetters,
            "{warnings:?}"
        );
    }

    #[test]
    fn lines_of_two_programs_are_read_each_in_its_letters() {
        let mut bytes = "Plat;Prix\nCrêpe sucrée;4,50 €\n".as_bytes().to_vec();
        bytes.extend_from_slice(&WINDOWS_1252.encode("Café crème;2,80 €\nPâté maison, à part;6,20 €\n").0);
        bytes.extend_from_slice("Thé;3,00 €\n".as_bytes());
        let (read, warnings) = decode(&bytes).unwrap();
        assert_eq!(
            read,
            "Plat;Prix\nCrêpe sucrée;4,50 €\nCafé crème;2,80 €\nPâté maison, à part;6,20 €\nThé;3,00 €\n"
        );
        assert_eq!(warnings[0].code, WarningCode::EncodingInDoubt);
        let russian =
            encoding_rs::WINDOWS_1251.encode("Хлеб\nРђ Рђ Рђ\nмолоко и сыр, закрыто\n").0.into_owned();
        assert!(text(&russian).starts_with("Хлеб\n"), "{}", text(&russian));
    }

    #[test]
    fn japanese_with_escapes_is_read() {
        assert_eq!(text(b"\x1B$B1D6H;~4V\x1B(B 9-18"), "営業時間 9-18");
        assert!(decode_html(b"<p>\x1B$B1D6H\x1B(B</p>").0.contains("営業"));
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(decode(b"\xFF\xFEa"), Err(Fault::UnknownEncoding));
        let noise: Vec<u8> = (0..4_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(decode(&noise), Err(Fault::UnknownEncoding));
    }

    #[test]
    fn a_page_may_name_its_encoding_even_late() {
        let page = b"<html><head><meta charset=\"windows-1251\"></head><p>\xEC\xE8\xF0";
        assert!(decode_html(page).0.contains("мир"));
        assert!(decode_html("<meta charset=latin1>è".as_bytes()).0.contains('è'));
        let late =
            [b"<html><!--", "x".repeat(3_000).as_bytes(), b"--><meta charset=windows-1251><p>\xEC\xE8\xF0"]
                .concat();
        assert!(decode_html(&late).0.contains("мир"));
    }
}
