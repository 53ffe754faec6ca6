//! Random tokens that cannot be guessed, and the digests that are kept of them.
//!
//! A token is shown once to whoever it is for; the database only ever holds its SHA-256. That needs no stretching,
//! because the token is 256 random bits. Never makes a token from anything but the system's random source.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::error::AccountError;
use crate::secrets::Secret;

/// What is kept of a token.
pub(super) type Digest = [u8; 32];

/// A token just made: the text for its holder, the digest for us.
pub(super) struct FreshToken {
    pub plain: Secret,
    pub digest: Digest,
}

/// 256 random bits as text, after `prefix`.
pub(super) fn fresh(prefix: &str) -> Result<FreshToken, AccountError> {
    let plain = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random_bytes::<32>()?));
    let digest = digest(&plain);
    Ok(FreshToken { plain: Secret::new(plain), digest })
}

pub(super) fn digest(token: &str) -> Digest {
    Sha256::digest(token.as_bytes()).into()
}

/// Random bytes from the operating system.
pub(super) fn random_bytes<const N: usize>() -> Result<[u8; N], AccountError> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|_| AccountError::Fault("the system gave no random bytes"))?;
    Ok(bytes)
}

/// `N * 8` random bits in letters and digits nobody confuses, in groups of `group` characters.
pub(super) fn readable<const N: usize>(group: usize) -> Result<Secret, AccountError> {
    let characters = encode_readable(&random_bytes::<N>()?);
    let groups: Vec<String> = characters.chunks(group).map(|group| group.iter().collect()).collect();
    Ok(Secret::new(groups.join("-")))
}

/// What somebody typed, brought back to the form in which [`readable`] tokens are digested and compared.
pub(super) fn as_typed(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| match character.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect()
}

/// Crockford's base 32, five bits a character, without the letters i, l, o and u.
fn encode_readable(bytes: &[u8]) -> Vec<char> {
    const ALPHABET: [char; 32] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k',
        'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z',
    ];
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    (0..bytes.len() * 8)
        .step_by(5)
        .map(|start| ALPHABET[(start..start + 5).fold(0, |value, at| value << 1 | bit(at))])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_only_their_digest_is_needed_to_know_them() {
        let (one, other) = (fresh("sb_").unwrap(), fresh("sb_").unwrap());
        assert_ne!(one.plain.expose(), other.plain.expose());
        assert!(one.plain.expose().starts_with("sb_"));
        assert_eq!(one.plain.expose().len(), 3 + 43);
        assert_eq!(digest(one.plain.expose()), one.digest);
    }

    #[test]
    fn a_readable_token_survives_being_typed_by_hand() {
        let token = readable::<10>(4).unwrap();
        assert_eq!(token.expose().len(), 16 + 3);
        let sloppy = token.expose().to_uppercase().replace('0', "O").replace('1', "l").replace('-', " ");
        assert_eq!(as_typed(&sloppy), as_typed(token.expose()));
    }

    #[test]
    fn every_bit_is_in_the_text() {
        assert_eq!(encode_readable(&[0xff; 5]).iter().collect::<String>(), "zzzzzzzz");
        assert_eq!(encode_readable(&[0x00, 0x44, 0x32, 0x14, 0xc7]).iter().collect::<String>(), "01234567");
        assert_eq!(encode_readable(&[0; 16]).len(), 26);
    }
}
