//! The one row of settings: the key for web push, the mail server, the template for WhatsApp. Secrets lie sealed.

use rusqlite::{Row, named_params};

use crate::ids::TemplateId;
use crate::notify::email::server::Security;
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The row as it lies there.
#[derive(Debug, Clone, Default)]
pub(in crate::notify) struct Stored {
    pub push_key: Option<Sealed>,
    pub push_public_key: Option<String>,
    pub mail: Option<StoredMail>,
    pub template: Option<TemplateId>,
}

#[derive(Debug, Clone)]
pub(in crate::notify) struct StoredMail {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: Option<String>,
    pub password: Option<Sealed>,
    pub from: String,
}

pub(in crate::notify) fn load(conn: &ReadConn) -> Result<Stored, StorageError> {
    let found = conn.optional(
        "SELECT push_key, push_public_key, smtp_host, smtp_port, smtp_security, smtp_user, smtp_password, smtp_from,
                template_id
           FROM notify_setting WHERE id = 1",
        [],
        read,
    )?;
    Ok(found.unwrap_or_default())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let host: Option<String> = row.get("smtp_host")?;
    let mail = match host {
        None => None,
        Some(host) => Some(StoredMail {
            host,
            port: row.get("smtp_port")?,
            security: row.get("smtp_security")?,
            user: row.get("smtp_user")?,
            password: row.get("smtp_password")?,
            from: row.get("smtp_from")?,
        }),
    };
    Ok(Stored {
        push_key: row.get("push_key")?,
        push_public_key: row.get("push_public_key")?,
        mail,
        template: row.get("template_id")?,
    })
}

pub(in crate::notify) fn save(tx: &WriteTx, stored: &Stored) -> Result<(), StorageError> {
    let mail = stored.mail.as_ref();
    tx.execute(
        "INSERT OR REPLACE INTO notify_setting
                (id, push_key, push_public_key, smtp_host, smtp_port, smtp_security, smtp_user, smtp_password, smtp_from,
                 template_id, changed_at_ms)
         VALUES (1, :push_key, :push_public_key, :smtp_host, :smtp_port, :smtp_security, :smtp_user, :smtp_password,
                 :smtp_from, :template_id, :now_ms)",
        named_params! {
            ":push_key": stored.push_key,
            ":push_public_key": stored.push_public_key,
            ":smtp_host": mail.map(|mail| &mail.host),
            ":smtp_port": mail.map(|mail| mail.port),
            ":smtp_security": mail.map(|mail| mail.security),
            ":smtp_user": mail.and_then(|mail| mail.user.as_ref()),
            ":smtp_password": mail.and_then(|mail| mail.password.as_ref()),
            ":smtp_from": mail.map(|mail| &mail.from),
            ":template_id": stored.template,
            ":now_ms": tx.now(),
        },
    )?;
    Ok(())
}
