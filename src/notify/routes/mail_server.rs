//! `GET|PUT|DELETE /notifications/mail-server` and `PUT /notifications/whatsapp-template`: the owner's part.
//! Passwords go in and never come out.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json};
use crate::ids::TemplateId;
use crate::notify::email::server::{Change, Security};
use crate::notify::store::settings::{self, Stored};
use crate::notify::{Notify, TOPIC};
use crate::storage::StorageError;

/// What notices go out by, as the owner set it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationServers {
    mail: Option<MailServerView>,
    template_id: Option<TemplateId>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailServer)]
struct MailServerView {
    host: String,
    port: u16,
    security: Security,
    user: Option<String>,
    /// A password is kept.
    password_set: bool,
    from: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationTemplateChange)]
pub struct TemplateChange {
    /// One with a single blank, which the notice fills; none: nothing goes over WhatsApp.
    template_id: Option<TemplateId>,
}

fn view(stored: &Stored) -> NotificationServers {
    let mail = stored.mail.as_ref().map(|mail| MailServerView {
        host: mail.host.clone(),
        port: mail.port,
        security: mail.security,
        user: mail.user.clone(),
        password_set: mail.password.is_some(),
        from: mail.from.clone(),
    });
    NotificationServers { mail, template_id: stored.template }
}

/// The mail server, and the template for WhatsApp.
#[utoipa::path(get, path = "/notifications/mail-server", tag = "notifications",
    responses((status = 200, body = NotificationServers)))]
pub async fn show(
    State(notify): State<Notify>,
    caller: Caller,
) -> Result<Json<NotificationServers>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let stored = notify.db.read::<_, StorageError>(settings::load).await?;
    Ok(Json(view(&stored)))
}

/// Sets the mail server.
#[utoipa::path(put, path = "/notifications/mail-server", tag = "notifications", request_body = Change,
    responses((status = 200, body = NotificationServers)))]
pub async fn change(
    State(notify): State<Notify>,
    caller: Caller,
    Json(change): Json<Change>,
) -> Result<Json<NotificationServers>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let db = notify.db.clone();
    let stored = db
        .write::<_, ApiError>(move |tx| {
            let mut stored = settings::load(tx)?;
            let server = change.applied_to(notify.mail_server(&stored).as_ref())?;
            stored.mail = Some(notify.sealed_mail(&server).map_err(ApiError::internal)?);
            settings::save(tx, &stored)?;
            let details = json!({ "host": server.host, "port": server.port });
            audit::record(tx, &caller, "notifications.mail_server_set", "mail", details)?;
            tx.announce(TOPIC, "mail");
            Ok(stored)
        })
        .await?;
    Ok(Json(view(&stored)))
}

/// Forgets the mail server: nothing is mailed any more.
#[utoipa::path(delete, path = "/notifications/mail-server", tag = "notifications", responses((status = 204)))]
pub async fn remove(State(notify): State<Notify>, caller: Caller) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageConnection)?;
    notify
        .db
        .write::<_, ApiError>(move |tx| {
            let stored = Stored { mail: None, ..settings::load(tx)? };
            settings::save(tx, &stored)?;
            audit::record(tx, &caller, "notifications.mail_server_removed", "mail", json!({}))?;
            tx.announce(TOPIC, "mail");
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Chooses the template that notices go by to the owners' own numbers.
#[utoipa::path(put, path = "/notifications/whatsapp-template", tag = "notifications", request_body = TemplateChange,
    responses((status = 200, body = NotificationServers)))]
pub async fn choose_template(
    State(notify): State<Notify>,
    caller: Caller,
    Json(change): Json<TemplateChange>,
) -> Result<Json<NotificationServers>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let db = notify.db.clone();
    let stored = db
        .write::<_, ApiError>(move |tx| {
            if let Some(id) = change.template_id
                && let Some(fault) = (notify.outside.template_fault)(tx, id)?
            {
                return Err(ApiError::unprocessable("invalid_settings", "This cannot be kept like that.")
                    .field("template_id", fault));
            }
            let stored = Stored { template: change.template_id, ..settings::load(tx)? };
            settings::save(tx, &stored)?;
            audit::record(tx, &caller, "notifications.template_chosen", "whatsapp", json!({}))?;
            tx.announce(TOPIC, "whatsapp");
            Ok(stored)
        })
        .await?;
    Ok(Json(view(&stored)))
}
