//! The one text an operator pastes to add a site: where it is, the token, and the key it signs with.
//!
//! `https://bell.example/#sbf_TOKEN.KEY`: what stands behind the # is never sent by a browser. Pasted text is full of
//! spaces, line breaks and quotation marks; they do not count.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use super::types::PublicKey;
use crate::secrets::Secret;

/// What every token of this kind begins with, so that people and secret scanners know one when they see it.
pub(super) const PREFIX: &str = "sbf_";
/// Characters of 256 bits.
const LENGTH: usize = 43;
/// Characters of a pasted text that are looked at.
const LONGEST: usize = 2_000;

/// What was pasted.
#[derive(Debug)]
pub(super) struct Pairing {
    /// Such as `https://bell.example`; nothing when only a token was pasted.
    pub address: Option<String>,
    pub token: Secret,
    /// Nothing when only a token was pasted: then the first report's key is taken.
    pub key: Option<PublicKey>,
}

/// Reads it; nothing when there is no token in it.
pub(super) fn read(pasted: &str) -> Option<Pairing> {
    let plain: String = pasted.chars().take(LONGEST).filter(|letter| is_meant(*letter)).collect();
    let (before, rest) = plain.split_at(plain.find(PREFIX)?);
    let token = rest.get(..PREFIX.len() + LENGTH)?;
    let key = match rest.get(PREFIX.len() + LENGTH..)? {
        "" => None,
        // What somebody wrote below it, or the text once more, is no part of it.
        more => Some(decoded(more.strip_prefix('.')?.get(..LENGTH)?)?),
    };
    decoded(token.strip_prefix(PREFIX)?)?;
    let begins = before.rfind("https://").or_else(|| before.rfind("http://"));
    let address = match before[begins.unwrap_or(0)..].trim_end_matches(['#', '/']) {
        "" => None,
        written => Some(address(written)?),
    };
    Some(Pairing { address, token: Secret::new(token.to_owned()), key })
}

fn is_meant(letter: char) -> bool {
    letter.is_ascii_graphic() && !matches!(letter, '"' | '\'' | '`' | '<' | '>' | '*')
}

fn decoded(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// Where a site is, as people type it: its scheme, name and port, and nothing behind them. `https` where none is said.
pub(super) fn address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let complete = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&complete).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    (is_web && url.password().is_none() && url.host_str().is_some_and(|host| !host.is_empty()))
        .then(|| url.origin().ascii_serialization())
}

/// The text to paste.
pub(super) fn text(address: Option<&str>, token: &str, key: &PublicKey) -> String {
    let key = URL_SAFE_NO_PAD.encode(key);
    let address = address.map(|address| format!("{address}/#")).unwrap_or_default();
    format!("{address}{token}.{key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pairing_text_survives_mail_programs_and_phones() {
        let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([9; 32]));
        let key = [3; 32];
        let whole = text(Some("https://bell.example:8443"), &token, &key);
        let (head, tail) = whole.split_at(40);
        for pasted in [
            whole.clone(),
            format!("  “{whole}”\u{200b}\n"),
            format!("<{head}\r\n {tail}>"),
            whole.replace("/#", "#"),
            format!("Here it is: {whole}\nThanks, Rossi"),
            format!("{whole}\n{whole}"),
        ] {
            let pairing = read(&pasted).unwrap_or_else(|| panic!("{pasted}"));
            assert_eq!(pairing.address.as_deref(), Some("https://bell.example:8443"));
            assert_eq!((pairing.token.expose(), pairing.key), (&token, Some(key)));
        }
        let bare = read(&format!("bell.example/inbox/#{token}")).unwrap();
        assert_eq!((bare.address.as_deref(), bare.key), (Some("https://bell.example"), None));
        assert_eq!(read(&token).unwrap().address, None);
    }

    #[test]
    fn what_is_no_pairing_text_is_refused() {
        let token = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode([9; 32]));
        for wrong in [
            String::new(),
            "https://bell.example".to_owned(),
            "sb_0123456789".to_owned(),
            token[..token.len() - 1].to_owned(),
            format!("{token}x"),
            format!("{token}.short"),
            format!("ftp://bell.example/#{token}"),
            format!("https://user:pass@bell.example/#{token}"),
            format!("javascript:alert(1)//#{token}"),
        ] {
            assert!(read(&wrong).is_none(), "{wrong}");
        }
    }
}
