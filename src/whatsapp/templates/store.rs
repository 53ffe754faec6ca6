//! All SQL about templates.

use rusqlite::{Row, named_params};

use super::graph_form::Remote;
use super::types::{Category, Content, ParameterFormat, Quality, Status, Template};
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, TemplateId};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::types::Environment;

const COLUMNS: &str =
    "id, environment, waba_id, connection_id, meta_id, name, language, category, status, status_reason,
    quality, parameter_format, content, understood, updated_at_ms";

/// Templates of one account read at once; Meta allows 6,000.
const ACCOUNT_LIMIT: u32 = 10_000;

pub(super) fn find(conn: &ReadConn, id: TemplateId) -> Result<Option<Template>, StorageError> {
    conn.optional(
        &format!("SELECT {COLUMNS} FROM whatsapp_template WHERE id = :id"),
        named_params! { ":id": id },
        template,
    )
}

pub(super) fn by_name(
    conn: &ReadConn,
    environment: Environment,
    waba_id: &str,
    name: &str,
    language: &str,
) -> Result<Option<Template>, StorageError> {
    conn.optional(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_template
              WHERE environment = :environment AND waba_id = :waba_id AND name = :name AND language = :language"
        ),
        named_params! { ":environment": environment, ":waba_id": waba_id, ":name": name, ":language": language },
        template,
    )
}

pub(super) fn by_meta_id(
    conn: &ReadConn,
    environment: Environment,
    meta_id: &str,
) -> Result<Option<Template>, StorageError> {
    conn.optional(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_template WHERE environment = :environment AND meta_id = :meta_id"
        ),
        named_params! { ":environment": environment, ":meta_id": meta_id },
        template,
    )
}

/// All templates of one account that Meta knows.
pub(super) fn of_account(
    conn: &ReadConn,
    environment: Environment,
    waba_id: &str,
) -> Result<Vec<Template>, StorageError> {
    conn.all(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_template
              WHERE environment = :environment AND waba_id = :waba_id AND meta_id IS NOT NULL LIMIT {ACCOUNT_LIMIT}"
        ),
        named_params! { ":environment": environment, ":waba_id": waba_id },
        template,
    )
}

/// What a list asks for.
pub(super) struct Wanted {
    pub account: Option<(Environment, String)>,
    pub status: Option<Status>,
    /// A part of the name or the text.
    pub words: Option<String>,
    pub before: Option<TemplateId>,
    pub limit: u32,
}

/// Newest first.
pub(super) fn list(conn: &ReadConn, wanted: &Wanted) -> Result<Vec<Template>, StorageError> {
    let (environment, waba_id) = match &wanted.account {
        Some((environment, waba_id)) => (Some(*environment), Some(waba_id.as_str())),
        None => (None, None),
    };
    conn.all(
        &format!(
            "SELECT {COLUMNS} FROM whatsapp_template
              WHERE (:environment IS NULL OR environment = :environment) AND (:waba_id IS NULL OR waba_id = :waba_id)
                AND (:status IS NULL OR status = :status)
                AND (:words IS NULL OR instr(name, :words) > 0 OR instr(lower(content ->> 'body'), :words) > 0)
                AND (:before IS NULL OR id < :before)
              ORDER BY id DESC LIMIT :limit"
        ),
        named_params! {
            ":environment": environment, ":waba_id": waba_id, ":status": wanted.status,
            ":words": wanted.words.as_ref().map(|words| words.to_lowercase()), ":before": wanted.before,
            ":limit": wanted.limit,
        },
        template,
    )
}

/// A new draft.
pub(super) struct Draft<'a> {
    pub environment: Environment,
    pub waba_id: &'a str,
    pub connection: ConnectionId,
    pub name: &'a str,
    pub language: &'a str,
    pub category: Category,
    pub content: &'a Content,
}

pub(super) fn insert(tx: &WriteTx, draft: &Draft<'_>) -> Result<TemplateId, StorageError> {
    let id: TemplateId = tx.new_id();
    tx.execute(
        "INSERT INTO whatsapp_template (id, environment, waba_id, connection_id, name, language, category, status, quality,
             parameter_format, content, understood, created_at_ms, updated_at_ms)
         VALUES (:id, :environment, :waba_id, :connection_id, :name, :language, :category, 'draft', 'unknown', 'named',
             :content, 1, :now_ms, :now_ms)",
        named_params! {
            ":id": id, ":environment": draft.environment, ":waba_id": draft.waba_id, ":connection_id": draft.connection,
            ":name": draft.name, ":language": draft.language, ":category": draft.category,
            ":content": serde_json::to_string(draft.content)?, ":now_ms": tx.now(),
        },
    )?;
    Ok(id)
}

/// Writes a template as it now is.
pub(super) fn update(tx: &WriteTx, template: &Template) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_template
            SET meta_id = :meta_id, name = :name, language = :language, category = :category, status = :status,
                status_reason = :status_reason, quality = :quality, parameter_format = :parameter_format,
                content = :content, understood = :understood, updated_at_ms = :now_ms
          WHERE id = :id",
        named_params! {
            ":id": template.id, ":meta_id": template.meta_id, ":name": template.name, ":language": template.language,
            ":category": template.category, ":status": template.status, ":status_reason": template.status_reason,
            ":quality": template.quality, ":parameter_format": template.parameter_format,
            ":content": serde_json::to_string(&template.content)?, ":understood": template.understood,
            ":now_ms": tx.now(),
        },
    )?;
    Ok(())
}

/// A template somebody made elsewhere.
pub(super) fn insert_remote(
    tx: &WriteTx,
    environment: Environment,
    waba_id: &str,
    connection: ConnectionId,
    remote: &Remote,
) -> Result<TemplateId, StorageError> {
    let draft = Draft {
        environment,
        waba_id,
        connection,
        name: &remote.name,
        language: &remote.language,
        category: remote.category,
        content: &remote.content,
    };
    insert(tx, &draft)
}

pub(super) fn delete(tx: &WriteTx, id: TemplateId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM whatsapp_template WHERE id = :id", named_params! { ":id": id })?;
    Ok(())
}

pub(super) fn note_edit(tx: &WriteTx, id: TemplateId) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR IGNORE INTO whatsapp_template_edit (template_id, at_ms) VALUES (:id, :now_ms)",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(super) fn edits(
    conn: &ReadConn,
    id: TemplateId,
    since: Timestamp,
) -> Result<Vec<Timestamp>, StorageError> {
    conn.all(
        "SELECT at_ms FROM whatsapp_template_edit WHERE template_id = :id AND at_ms >= :since_ms LIMIT 100",
        named_params! { ":id": id, ":since_ms": since },
        |row| row.get("at_ms"),
    )
}

/// Remembers that Meta does not take this name again for a while.
pub(super) fn retire(tx: &WriteTx, template: &Template, until: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO whatsapp_template_retired (environment, waba_id, name, language, until_ms)
         VALUES (:environment, :waba_id, :name, :language, :until_ms)",
        named_params! {
            ":environment": template.environment, ":waba_id": template.waba_id, ":name": template.name,
            ":language": template.language, ":until_ms": until,
        },
    )?;
    Ok(())
}

pub(super) fn retired_until(
    conn: &ReadConn,
    environment: Environment,
    waba_id: &str,
    name: &str,
    language: &str,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        "SELECT until_ms FROM whatsapp_template_retired
          WHERE environment = :environment AND waba_id = :waba_id AND name = :name AND language = :language",
        named_params! { ":environment": environment, ":waba_id": waba_id, ":name": name, ":language": language },
        |row| row.get("until_ms"),
    )
}

/// Whether a new template of this name would meet one that is there, or a name Meta keeps back.
pub(super) fn name_is_taken(
    conn: &ReadConn,
    name: &str,
    language: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    conn.one(
        "SELECT EXISTS (SELECT 1 FROM whatsapp_template WHERE name = :name AND language = :language)
             OR EXISTS (SELECT 1 FROM whatsapp_template_retired
                         WHERE name = :name AND language = :language AND until_ms > :now) AS taken",
        named_params! { ":name": name, ":language": language, ":now": now },
        |row| row.get("taken"),
    )
}

fn template(row: &Row<'_>) -> rusqlite::Result<Template> {
    let content: String = row.get("content")?;
    let content: Content = serde_json::from_str(&content).map_err(rusqlite::types::FromSqlError::other)?;
    Ok(Template {
        id: row.get("id")?,
        environment: row.get("environment")?,
        waba_id: row.get("waba_id")?,
        connection_id: row.get("connection_id")?,
        meta_id: row.get("meta_id")?,
        name: row.get("name")?,
        language: row.get("language")?,
        category: row.get::<_, Category>("category")?,
        status: row.get::<_, Status>("status")?,
        status_reason: row.get("status_reason")?,
        quality: row.get::<_, Quality>("quality")?,
        parameter_format: row.get::<_, ParameterFormat>("parameter_format")?,
        content,
        understood: row.get("understood")?,
        updated_at: row.get("updated_at_ms")?,
    })
}
