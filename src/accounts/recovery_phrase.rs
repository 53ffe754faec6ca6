//! The recovery phrase: twelve words shown once, proven by giving three of them back.
//!
//! The words are never stored. While they wait for proof they are in memory only; the database holds the data key
//! wrapped for the key pair they stand for. A proven phrase stays good until another one is proven.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::json;
use subtle::ConstantTimeEq as _;

use super::error::AccountError;
use super::session::Origin;
use super::vault_store::{self, Reader, StoredKey};
use super::{Accounts, random_token};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::secrets::{RecoveryPhrase, Secret};
use crate::storage::{ReadConn, StorageError};

/// Words that must be given back.
const WORDS_ASKED: usize = 3;
/// Tries until the words are gone and new ones must be shown.
const TRIES: u32 = 5;

/// How far the shop is with its phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PhraseState {
    /// Nobody has been shown any words.
    Missing,
    /// Shown, and good for a restore, but nobody has proven to have written them down.
    Unconfirmed,
    Confirmed,
}

/// The words shown last, until they are proven. Clones share them.
#[derive(Clone, Default)]
pub(super) struct ShownPhrase(Arc<Mutex<Option<Waiting>>>);

/// Words that wait for proof.
struct Waiting {
    words: Vec<String>,
    key: StoredKey,
    asked: Vec<usize>,
    tries: u32,
}

/// Words to be written down, and which of them, from 1, are asked back.
pub struct Shown {
    pub words: Vec<String>,
    pub asked: Vec<usize>,
}

pub fn state(conn: &ReadConn) -> Result<PhraseState, StorageError> {
    Ok(match vault_store::load(conn, Reader::Phrase)? {
        None => PhraseState::Missing,
        Some(key) if key.confirmed => PhraseState::Confirmed,
        Some(_) => PhraseState::Unconfirmed,
    })
}

impl Accounts {
    /// Makes new words and shows them. Where a proven phrase exists, the person's password is asked first, and the old
    /// words stay good until the new ones are proven.
    pub async fn show_phrase(
        &self,
        actor: Actor,
        password: Option<Secret>,
        origin: &Origin,
    ) -> Result<Shown, AccountError> {
        actor.require(Permission::MakeBackup)?;
        let person = actor.person().ok_or(AccountError::PersonOnly)?;
        let before = self.db.read::<_, StorageError>(state).await?;
        if before == PhraseState::Confirmed {
            let password = password.ok_or_else(|| {
                AccountError::invalid("password", "Enter your password to replace the phrase.")
            })?;
            self.confirm_password(person, &password, origin).await?;
        }
        let phrase = RecoveryPhrase::generate()?;
        let reader = phrase.identity()?.to_public();
        let key = StoredKey {
            wrapped: self.vault.wrap_for(&reader)?,
            public_key: reader.to_string(),
            confirmed: false,
        };
        let kept = key.clone();
        self.db
            .write::<_, AccountError>(move |tx| {
                if state(tx)? != PhraseState::Confirmed {
                    vault_store::save(tx, Reader::Phrase, &kept)?;
                }
                Ok(audit::record(tx, &actor, "recovery_phrase.shown", "", json!({}))?)
            })
            .await?;
        let (words, asked) = (phrase.words(), three_places()?);
        let waiting = Waiting { words: words.clone(), key, asked: asked.clone(), tries: 0 };
        *self.shown_phrase.0.lock() = Some(waiting);
        Ok(Shown { words, asked })
    }

    /// Takes the asked words back, by position from 1. After a few wrong tries the words are gone.
    pub async fn confirm_phrase(
        &self,
        actor: Actor,
        typed: BTreeMap<usize, Secret>,
    ) -> Result<(), AccountError> {
        actor.require(Permission::MakeBackup)?;
        actor.person().ok_or(AccountError::PersonOnly)?;
        let key = self.prove(&typed)?;
        self.db
            .write::<_, AccountError>(move |tx| {
                vault_store::save(tx, Reader::Phrase, &key)?;
                Ok(audit::record(tx, &actor, "recovery_phrase.confirmed", "", json!({}))?)
            })
            .await?;
        *self.shown_phrase.0.lock() = None;
        Ok(())
    }

    fn prove(&self, typed: &BTreeMap<usize, Secret>) -> Result<StoredKey, AccountError> {
        let mut shown = self.shown_phrase.0.lock();
        let waiting = shown.as_mut().ok_or(AccountError::PhraseNotOffered)?;
        if !typed.keys().eq(waiting.asked.iter()) {
            let places = waiting.asked.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            return Err(AccountError::invalid("words", format!("Give back the words {places}.")));
        }
        let positions = wrong_positions(&waiting.words, typed);
        if positions.is_empty() {
            return Ok(StoredKey { confirmed: true, ..waiting.key.clone() });
        }
        waiting.tries += 1;
        if waiting.tries >= TRIES {
            *shown = None;
            return Err(AccountError::PhraseNotOffered);
        }
        Err(AccountError::PhraseWordsWrong { positions })
    }
}

/// Three different places of the twelve, in their order.
fn three_places() -> Result<Vec<usize>, AccountError> {
    let mut left: Vec<usize> = (1..=12).collect();
    let random: [u8; WORDS_ASKED] = random_token::random_bytes()?;
    let mut asked: Vec<usize> =
        random.iter().map(|byte| left.remove(usize::from(*byte) % left.len())).collect();
    asked.sort_unstable();
    Ok(asked)
}

fn wrong_positions(words: &[String], typed: &BTreeMap<usize, Secret>) -> Vec<usize> {
    let is_right = |position: usize, typed: &Secret| {
        let word = position.checked_sub(1).and_then(|at| words.get(at));
        let typed = random_token::digest(&typed.expose().trim().to_lowercase());
        word.is_some_and(|word| bool::from(random_token::digest(word).ct_eq(&typed)))
    };
    typed
        .iter()
        .filter(|(position, typed)| !is_right(**position, typed))
        .map(|(position, _)| *position)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_words_are_named_by_position() {
        let words: Vec<String> = RecoveryPhrase::generate().unwrap().words();
        let typed = |pairs: &[(usize, &str)]| -> BTreeMap<usize, Secret> {
            pairs.iter().map(|(at, word)| (*at, Secret::new((*word).to_owned()))).collect()
        };
        let shouted = format!(" {} ", words[11].to_uppercase());
        assert!(
            wrong_positions(&words, &typed(&[(1, &words[0]), (5, &words[4]), (12, &shouted)])).is_empty()
        );
        assert_eq!(
            wrong_positions(&words, &typed(&[(0, &words[0]), (5, "shopbell"), (13, &words[11])])),
            [0, 5, 13]
        );
    }
}
