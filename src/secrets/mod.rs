//! The vault: secrets sealed by one data key, and that key wrapped twice as age files, once for this machine and
//! once for the owner's recovery phrase.
//!
//! Never logs, and never prints a secret: [`Secret`] shows itself as `[hidden]`. Knows no table; rooms keep the
//! sealed bytes.

mod machine;
mod phrase;
mod seal;

pub use machine::MachineIdentity;
pub use phrase::{NotAPhrase, RecoveryPhrase};
pub use seal::{Sealed, Vault, VaultError, WrappedKey, decrypt_stream, encrypt_stream};

/// A value that must not be seen.
#[derive(Clone, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct Secret<T: zeroize::Zeroize = String>(T);

impl<T: zeroize::Zeroize> Secret<T> {
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself: only where it is used.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: zeroize::Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: zeroize::Zeroize> std::fmt::Debug for Secret<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("[hidden]")
    }
}

impl<T: zeroize::Zeroize> std::fmt::Display for Secret<T> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("[hidden]")
    }
}

impl utoipa::PartialSchema for Secret<String> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Password)))
            .write_only(true)
            .into()
    }
}

impl utoipa::ToSchema for Secret<String> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }
}
