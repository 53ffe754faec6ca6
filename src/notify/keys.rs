//! The settings with their secrets opened, and sealed again. A secret that does not open counts as not given.

use super::email::server::{self, MailServer};
use super::push::vapid;
use super::store::settings::{self, Stored, StoredMail};
use super::{Notify, OpenError};
use crate::secrets::{Sealed, Secret, VaultError};
use crate::storage::{StorageError, WriteTx};

/// Where each secret is sealed for: one copied into another column does not open.
const PUSH_KEY_PLACE: &str = "notify_setting.push_key:1";
const PASSWORD_PLACE: &str = "notify_setting.smtp_password:1";

impl Notify {
    /// Makes the shop's key for web push when there is none that opens.
    pub(super) async fn ensure_push_key(&self) -> Result<(), OpenError> {
        let stored = self.db.read::<_, StorageError>(settings::load).await?;
        if self.push_key(&stored).is_some() {
            return Ok(());
        }
        let key = vapid::new_key()?;
        let (sealed, public) = (self.vault.seal(PUSH_KEY_PLACE, key.expose())?, vapid::public_key(&key)?);
        let write = move |tx: &WriteTx| {
            let mut stored = settings::load(tx)?;
            stored.push_key = Some(sealed);
            stored.push_public_key = Some(public);
            settings::save(tx, &stored)
        };
        Ok(self.db.write::<_, StorageError>(write).await?)
    }

    pub(super) fn push_key(&self, stored: &Stored) -> Option<Secret> {
        self.opened(PUSH_KEY_PLACE, stored.push_key.as_ref())
    }

    /// The mail server, if one is set.
    pub(super) fn mail_server(&self, stored: &Stored) -> Option<MailServer> {
        let mail = stored.mail.as_ref()?;
        Some(MailServer {
            host: mail.host.clone(),
            port: mail.port,
            security: mail.security,
            user: mail.user.clone(),
            password: self.opened(PASSWORD_PLACE, mail.password.as_ref()),
            from: server::sender(&mail.from)?,
        })
    }

    pub(super) fn sealed_mail(&self, server: &MailServer) -> Result<StoredMail, VaultError> {
        let seal = |password: &Secret| self.vault.seal(PASSWORD_PLACE, password.expose());
        Ok(StoredMail {
            host: server.host.clone(),
            port: server.port,
            security: server.security,
            user: server.user.clone(),
            password: server.password.as_ref().map(seal).transpose()?,
            from: server.from.to_string(),
        })
    }

    fn opened(&self, place: &str, sealed: Option<&Sealed>) -> Option<Secret> {
        self.vault.open(place, sealed?).ok()
    }

    /// Whom a push service may write to about us: Apple's wants to know.
    pub(super) fn contact(&self, stored: &Stored) -> Option<String> {
        let address = self.public_url.as_ref().filter(|url| url.scheme() == "https");
        let mail = || Some(format!("mailto:{}", server::sender(&stored.mail.as_ref()?.from)?.email));
        address.map(|url| url.as_str().trim_end_matches('/').to_owned()).or_else(mail)
    }
}
