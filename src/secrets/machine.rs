//! The machine's own key: the file `identity.age`, readable by its owner only.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use age::secrecy::ExposeSecret as _;
use age::x25519;

use super::VaultError;

/// The key's file name in the data folder.
pub const FILE_NAME: &str = "identity.age";

/// The machine's key pair.
#[derive(Clone)]
pub struct MachineIdentity(x25519::Identity);

impl MachineIdentity {
    /// Reads the key from `folder`; makes one when there is none.
    pub fn load_or_create(folder: &Path) -> Result<Self, VaultError> {
        match Self::load(folder)? {
            Some(key) => Ok(key),
            None => Self::create(&folder.join(FILE_NAME)),
        }
    }

    /// Reads the key from `folder`; nothing when there is none.
    pub fn load(folder: &Path) -> Result<Option<Self>, VaultError> {
        let file = folder.join(FILE_NAME);
        match std::fs::read_to_string(&file) {
            Ok(text) => Self::parse(&text).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(VaultError::Io(format!("{}: {error}", file.display()))),
        }
    }

    fn parse(text: &str) -> Result<Self, VaultError> {
        let key = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty()).unwrap_or("");
        key.trim().parse().map(Self).map_err(|words: &str| VaultError::Io(format!("{FILE_NAME}: {words}")))
    }

    fn create(file: &Path) -> Result<Self, VaultError> {
        let io = |error: std::io::Error| VaultError::Io(format!("{}: {error}", file.display()));
        let identity = x25519::Identity::generate();
        let text = format!(
            "# The key of this machine. It opens the secrets in shopbell.db beside it; keep it private.\n{}\n",
            identity.to_string().expose_secret()
        );
        let mut handle =
            std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(io)?;
        handle.write_all(text.as_bytes()).and_then(|()| handle.sync_all()).map_err(io)?;
        Ok(Self(identity))
    }

    pub fn identity(&self) -> &x25519::Identity {
        &self.0
    }

    pub fn recipient(&self) -> x25519::Recipient {
        self.0.to_public()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_key_is_made_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let first = MachineIdentity::load_or_create(folder.path()).unwrap();
        let second = MachineIdentity::load_or_create(folder.path()).unwrap();
        assert_eq!(first.recipient().to_string(), second.recipient().to_string());
        let mode = std::fs::metadata(folder.path().join(FILE_NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
