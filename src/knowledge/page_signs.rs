//! What the first letters of an answer tell before anything is read: that it sends on to another page, that
//! it only asks to prove one is human, that it is packed. Looks for fixed words, parses nothing.

use std::io::Read as _;

use brotli_decompressor::Decompressor as Brotli;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// Bytes of a page in which these signs are looked for.
const LOOKED_AT: usize = 64 * 1024;
/// Bytes of a page that only asks; a longer one has something to say.
const SHORT_PAGE: usize = 48 * 1024;
/// Seconds after which sending on is a page that reloads itself.
const SOON: u32 = 30;

/// Words of pages that stand between a visitor and the site, in lower case.
const CHALLENGES: &[&str] = &[
    "cf-chl",
    "challenge-platform",
    "cf-browser-verification",
    "just a moment...</title>",
    "attention required! | cloudflare",
    "captcha-delivery.com",
    "px-captcha",
    "_incapsula_resource",
    "sgcaptcha",
    "ddos-guard",
    "pardon our interruption",
    "checking your browser before accessing",
    "verify you are a human",
    "verifying you are human",
    "are you a robot?</title>",
    "enable javascript and cookies to continue",
    "aws-waf-token",
    "access denied</title>",
];
/// The address a page sends on to by itself (`<meta http-equiv="refresh">`), as it stands there.
pub(super) fn sends_on(content: &[u8]) -> Option<String> {
    let page = top(content);
    let lower = page.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find("<meta") {
        let begun = from + found;
        let end = lower[begun..].find('>').map_or(lower.len(), |end| begun + end);
        from = end;
        let (tag, tag_lower) = (&page[begun..end], &lower[begun..end]);
        if !tag_lower.contains("http-equiv")
            || !tag_lower.contains("refresh")
            || is_commented(&lower[..begun])
        {
            continue;
        }
        let Some(at) = tag_lower.find("content=") else { continue };
        let value = &tag[at + "content=".len()..];
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
            _ => value.split_whitespace().next().unwrap_or_default(),
        };
        let (wait, rest) = value.split_once([';', ',']).unwrap_or((value, ""));
        let soon =
            wait.trim().split('.').next().unwrap_or_default().parse::<u32>().is_ok_and(|wait| wait <= SOON);
        let rest = rest.trim();
        let named = rest.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("url"));
        let target = if named { rest[3..].trim_start().trim_start_matches('=') } else { rest };
        let target = target.trim().trim_matches(['"', '\'']).replace("&amp;", "&");
        if soon && !target.is_empty() {
            return Some(target);
        }
    }
    None
}

fn is_commented(before: &str) -> bool {
    before.rfind("<!--").is_some_and(|open| before.rfind("-->").is_none_or(|close| close < open))
        || before
            .rfind("<noscript")
            .is_some_and(|open| before.rfind("</noscript").is_none_or(|close| close < open))
}

/// Whether the page only asks to prove that a human reads it.
pub(super) fn is_challenge(content: &[u8]) -> bool {
    let page = top(content).to_lowercase();
    content.len() <= SHORT_PAGE && CHALLENGES.iter().any(|sign| page.contains(sign))
}

fn top(content: &[u8]) -> String {
    String::from_utf8_lossy(&content[..content.len().min(LOOKED_AT)]).into_owned()
}

/// Bytes unpacked at a time.
const BROTLI_BUFFER: usize = 16 * 1024;

/// The answer unpacked, when its header or its first bytes say it is packed; at most `limit` bytes, else nothing.
pub(super) fn unpacked(content: Vec<u8>, header: &str, limit: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let take = limit as u64 + 1;
    let is_gzip = content.starts_with(&[0x1F, 0x8B]);
    let read = match header.trim().to_ascii_lowercase().as_str() {
        _ if is_gzip => MultiGzDecoder::new(content.as_slice()).take(take).read_to_end(&mut bytes),
        "deflate" => {
            let read = ZlibDecoder::new(content.as_slice()).take(take).read_to_end(&mut bytes);
            if read.is_err() {
                bytes.clear();
                DeflateDecoder::new(content.as_slice()).take(take).read_to_end(&mut bytes)
            } else {
                read
            }
        }
        "br" => Brotli::new(content.as_slice(), BROTLI_BUFFER).take(take).read_to_end(&mut bytes),
        _ => return Some(content),
    };
    // What came before an answer broke off is still worth reading.
    (bytes.len() <= limit && (read.is_ok() || !bytes.is_empty())).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROTLI: &str = "1b470df89d09768c6432441bb3d72f3c4270ca8c2e7dd2eedae58d2e4f0fa2892807ea18be50e71db96495b7e9801300482303";

    #[test]
    fn a_page_that_sends_on_says_where() {
        for (page, target) in [
            (
                "<meta http-equiv=\"refresh\" content=\"0; url=https://shop.example/it/\">",
                Some("https://shop.example/it/"),
            ),
            ("<META HTTP-EQUIV=Refresh CONTENT='1;URL=/home?a=1&amp;b=2'>", Some("/home?a=1&b=2")),
            ("<meta content=\"0;'/x'\" http-equiv=refresh>", Some("/x")),
            ("<meta http-equiv=refresh content=\"300; url=/again\">", None),
            ("<meta http-equiv=refresh content=5>", None),
            ("<!-- <meta http-equiv=refresh content=\"0;url=/old\"> -->", None),
            ("<noscript><meta http-equiv=refresh content=\"0;url=/nojs\"></noscript>", None),
        ] {
            assert_eq!(sends_on(page.as_bytes()).as_deref(), target, "{page}");
        }
    }

    #[test]
    fn challenges_are_known_by_their_words() {
        assert!(is_challenge(b"<html><head><title>Just a moment...</title></head>"));
        assert!(!is_challenge(b"<title>Da Mario</title><p>Just a moment from the station</p>"));
    }

    #[test]
    fn packed_answers_are_unpacked_up_to_the_limit() {
        use flate2::{Compression, write::GzEncoder};
        use std::io::Write as _;
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&vec![b'a'; 100_000]).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(unpacked(packed.clone(), "", 200_000).map(|bytes| bytes.len()), Some(100_000));
        assert_eq!(unpacked(packed, "gzip", 50_000), None);
        assert_eq!(unpacked(b"plain".to_vec(), "", 10), Some(b"plain".to_vec()));
        // `<p>Bread costs two euro fifty.</p>` a hundred times over.
        let packed = hex::decode(BROTLI).unwrap();
        let page = unpacked(packed.clone(), " BR ", 200_000).unwrap();
        assert_eq!(page, b"<p>Bread costs two euro fifty.</p>".repeat(100));
        assert_eq!(unpacked(packed, "br", 1_000), None);
    }
}
