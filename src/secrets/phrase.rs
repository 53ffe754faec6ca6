//! The recovery phrase: twelve words that, with one copied file, are the whole business.
//!
//! The words are BIP 39 (128 bits and a checksum); the key is HKDF-SHA256 of the entropy.

use std::str::FromStr;

use age::x25519;
use bech32::{Bech32, Hrp};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{Secret, VaultError};

const ENTROPY_BYTES: usize = 16;
const WORDS: usize = 12;

/// Why words are no recovery phrase. Names places, never a word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPhrase {
    #[error("a recovery phrase has twelve words, and these are {0}")]
    Count(usize),
    #[error("not words of a recovery phrase, by their place: {}", .0.iter().map(usize::to_string).collect::<Vec<_>>().join(", "))]
    Misspelt(Vec<usize>),
    #[error(
        "each is a word of a recovery phrase, but not all stand in their place: one of them is another, or two changed places"
    )]
    NotTogether,
}

/// Twelve words.
#[derive(Clone)]
pub struct RecoveryPhrase(Secret<Vec<u8>>);

impl RecoveryPhrase {
    pub fn generate() -> Result<Self, VaultError> {
        let mut entropy = vec![0_u8; ENTROPY_BYTES];
        getrandom::fill(&mut entropy).map_err(|_| VaultError::NoRandomness)?;
        Ok(Self(Secret::new(entropy)))
    }

    pub fn words(&self) -> Vec<String> {
        bip39::Mnemonic::from_entropy(self.0.expose())
            .map(|mnemonic| mnemonic.words().map(str::to_owned).collect())
            .unwrap_or_default()
    }

    /// The key pair these words stand for.
    pub fn identity(&self) -> Result<x25519::Identity, VaultError> {
        let key = Secret::new(derive(self.0.expose()));
        let prefix = Hrp::parse("age-secret-key-").map_err(|error| VaultError::Io(error.to_string()))?;
        let text = bech32::encode::<Bech32>(prefix, key.expose())
            .map_err(|error| VaultError::Io(error.to_string()))?;
        text.to_uppercase().parse().map_err(|words: &str| VaultError::Io(words.to_owned()))
    }
}

impl FromStr for RecoveryPhrase {
    type Err = NotAPhrase;
    fn from_str(text: &str) -> Result<Self, NotAPhrase> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        if words.len() != WORDS {
            return Err(NotAPhrase::Count(words.len()));
        }
        let is_known = |word: &str| bip39::Language::English.find_word(word).is_some();
        let misspelt: Vec<usize> =
            (1..).zip(&words).filter(|(_, word)| !is_known(word)).map(|(place, _)| place).collect();
        if !misspelt.is_empty() {
            return Err(NotAPhrase::Misspelt(misspelt));
        }
        let mnemonic = bip39::Mnemonic::parse_in_normalized(bip39::Language::English, &words.join(" "))
            .map_err(|_| NotAPhrase::NotTogether)?;
        Ok(Self(Secret::new(mnemonic.to_entropy())))
    }
}

/// HKDF-SHA256 with one block of output.
fn derive(entropy: &[u8]) -> Vec<u8> {
    let pseudorandom = authenticate(b"shopbell recovery phrase", &[entropy]);
    authenticate(&pseudorandom, &[b"age identity", &[1]])
}

fn authenticate(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_the_same_key_and_a_wrong_word_is_noticed() {
        let phrase = RecoveryPhrase::generate().unwrap();
        assert_eq!(phrase.words().len(), 12);
        let again: RecoveryPhrase = phrase.words().join("  ").to_uppercase().parse().unwrap();
        assert_eq!(
            phrase.identity().unwrap().to_public().to_string(),
            again.identity().unwrap().to_public().to_string()
        );
        let mut wrong = phrase.words();
        let refused = |words: &[String]| words.join(" ").parse::<RecoveryPhrase>().err();
        wrong[3] = "shopbell".into();
        wrong[11] = "aple".into();
        assert_eq!(refused(&wrong), Some(NotAPhrase::Misspelt(vec![4, 12])));
        assert!(!NotAPhrase::Misspelt(vec![4, 12]).to_string().contains("aple"));
        assert_eq!(refused(&["one".into(), "two".into()]), Some(NotAPhrase::Count(2)));
        let mut all_the_same = vec!["abandon".to_owned(); 12];
        assert_eq!(refused(&all_the_same), Some(NotAPhrase::NotTogether));
        all_the_same[11] = "about".into();
        assert_eq!(refused(&all_the_same), None);
    }
}
