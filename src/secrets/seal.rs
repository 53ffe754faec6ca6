//! Sealing and wrapping: XChaCha20-Poly1305 for the secrets, age for the key that seals them and for snapshots.

use std::io::{Read, Write};

use age::x25519;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::Secret;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// Why the vault could not do it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VaultError {
    #[error("no randomness to be had from the system")]
    NoRandomness,
    #[error("this key does not open it: wrong machine, wrong phrase, or the data was changed")]
    WrongKey,
    #[error("the encrypted file could not be read or written: {0}")]
    Io(String),
    #[error("identity.age, the key of this machine, is missing")]
    NoKey,
}

/// A secret at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

/// The data key, wrapped for one reader: an age file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey(pub Vec<u8>);

/// Seals and opens. Clones share the key.
#[derive(Clone)]
pub struct Vault {
    key: std::sync::Arc<Secret<Vec<u8>>>,
}

impl Vault {
    /// A vault with a new data key.
    pub fn create() -> Result<Self, VaultError> {
        let mut key = vec![0_u8; KEY_BYTES];
        getrandom::fill(&mut key).map_err(|_| VaultError::NoRandomness)?;
        Ok(Self { key: std::sync::Arc::new(Secret::new(key)) })
    }

    /// Opens the vault with whoever the key was wrapped for.
    pub fn unlock(identity: &x25519::Identity, wrapped: &WrappedKey) -> Result<Self, VaultError> {
        let key = age::decrypt(identity, &wrapped.0).map_err(|_| VaultError::WrongKey)?;
        if key.len() != KEY_BYTES {
            return Err(VaultError::WrongKey);
        }
        Ok(Self { key: std::sync::Arc::new(Secret::new(key)) })
    }

    /// The data key, readable by one more reader.
    pub fn wrap_for(&self, reader: &x25519::Recipient) -> Result<WrappedKey, VaultError> {
        age::encrypt(reader, self.key.expose())
            .map(WrappedKey)
            .map_err(|error| VaultError::Io(error.to_string()))
    }

    /// Seals `plain` for one place, such as `whatsapp_connection.access_token:12`; it opens nowhere else.
    pub fn seal(&self, place: &str, plain: &str) -> Result<Sealed, VaultError> {
        let mut nonce = [0_u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| VaultError::NoRandomness)?;
        let sealed = self
            .cipher()?
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain.as_bytes(), aad: place.as_bytes() })
            .map_err(|_| VaultError::WrongKey)?;
        Ok(Sealed([&nonce[..], &sealed].concat()))
    }

    pub fn open(&self, place: &str, sealed: &Sealed) -> Result<Secret, VaultError> {
        let (nonce, body) = sealed.0.split_at_checked(NONCE_BYTES).ok_or(VaultError::WrongKey)?;
        let plain = self
            .cipher()?
            .decrypt(XNonce::from_slice(nonce), Payload { msg: body, aad: place.as_bytes() })
            .map_err(|_| VaultError::WrongKey)?;
        String::from_utf8(plain).map(Secret::new).map_err(|_| VaultError::WrongKey)
    }

    fn cipher(&self) -> Result<XChaCha20Poly1305, VaultError> {
        XChaCha20Poly1305::new_from_slice(self.key.expose()).map_err(|_| VaultError::WrongKey)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Vault [hidden]")
    }
}

/// Encrypts a whole stream for several readers: an age file.
pub fn encrypt_stream(
    readers: &[x25519::Recipient],
    mut from: impl Read,
    to: impl Write,
) -> Result<(), VaultError> {
    let io = |error: std::io::Error| VaultError::Io(error.to_string());
    let recipients = readers.iter().map(|reader| reader as &dyn age::Recipient);
    let encryptor =
        age::Encryptor::with_recipients(recipients).map_err(|error| VaultError::Io(error.to_string()))?;
    let mut writer = encryptor.wrap_output(to).map_err(io)?;
    std::io::copy(&mut from, &mut writer).map_err(io)?;
    writer.finish().and_then(|mut inner| inner.flush()).map_err(io)
}

/// Decrypts a whole age file with any of the identities.
pub fn decrypt_stream(
    identities: &[x25519::Identity],
    from: impl Read,
    mut to: impl Write,
) -> Result<(), VaultError> {
    let decryptor = age::Decryptor::new(from).map_err(|error| VaultError::Io(error.to_string()))?;
    let identities = identities.iter().map(|identity| identity as &dyn age::Identity);
    let mut reader = decryptor.decrypt(identities).map_err(|_| VaultError::WrongKey)?;
    std::io::copy(&mut reader, &mut to).map_err(|error| VaultError::Io(error.to_string()))?;
    to.flush().map_err(|error| VaultError::Io(error.to_string()))
}

impl rusqlite::types::ToSql for Sealed {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl rusqlite::types::FromSql for Sealed {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        Vec::column_result(value).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::RecoveryPhrase;

    #[test]
    fn a_sealed_secret_opens_only_in_its_place() {
        let vault = Vault::create().unwrap();
        let sealed = vault.seal("token:1", "EAAG-secret").unwrap();
        assert_eq!(vault.open("token:1", &sealed).unwrap().expose(), "EAAG-secret");
        assert!(vault.open("token:2", &sealed).is_err());
        assert!(Vault::create().unwrap().open("token:1", &sealed).is_err());
        let mut torn = sealed.clone();
        torn.0.truncate(10);
        assert!(vault.open("token:1", &torn).is_err());
    }

    #[test]
    fn the_phrase_alone_opens_what_the_machine_sealed() {
        let vault = Vault::create().unwrap();
        let sealed = vault.seal("token:1", "secret").unwrap();
        let phrase = RecoveryPhrase::generate().unwrap();
        let wrapped = vault.wrap_for(&phrase.identity().unwrap().to_public()).unwrap();
        let again: RecoveryPhrase = phrase.words().join(" ").parse().unwrap();
        let elsewhere = Vault::unlock(&again.identity().unwrap(), &wrapped).unwrap();
        assert_eq!(elsewhere.open("token:1", &sealed).unwrap().expose(), "secret");
        let other = RecoveryPhrase::generate().unwrap();
        assert!(Vault::unlock(&other.identity().unwrap(), &wrapped).is_err());
    }

    #[test]
    fn a_snapshot_opens_for_each_of_its_readers() {
        let (one, two) = (x25519::Identity::generate(), x25519::Identity::generate());
        let plain = vec![7_u8; 300_000];
        let mut file = Vec::new();
        encrypt_stream(&[one.to_public(), two.to_public()], &plain[..], &mut file).unwrap();
        for identity in [one, two] {
            let mut out = Vec::new();
            decrypt_stream(&[identity], &file[..], &mut out).unwrap();
            assert_eq!(out, plain);
        }
        let stranger = x25519::Identity::generate();
        assert!(decrypt_stream(&[stranger], &file[..], Vec::new()).is_err());
    }
}
