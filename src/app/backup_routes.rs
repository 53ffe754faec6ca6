//! Backups in the browser: make one and take it along, see which there are.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use serde_json::json;
use tokio_util::io::ReaderStream;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::backup::{self, Backup, BackupError};
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Page};
use crate::storage::StorageError;

/// `/backup` and `/backups`
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(make)).routes(routes!(list))
}

/// Makes a backup and sends it along: one file, encrypted for this machine and for the recovery phrase.
#[utoipa::path(post, path = "/backup", tag = "backup",
    responses((status = 200, description = "An age-encrypted file", content_type = "application/octet-stream")))]
async fn make(State(app): State<App>, caller: Caller) -> Result<Response, ApiError> {
    caller.require(Permission::MakeBackup)?;
    let (file, made) = backup::make_in_folder(&app.db, app.clock.now()).await.map_err(refused)?;
    let name = made.name.clone();
    app.db
        .write::<_, StorageError>(move |tx| audit::record(tx, &caller, "backup.made", &name, json!({})))
        .await?;
    let handle = tokio::fs::File::open(&file).await.map_err(ApiError::internal)?;
    Response::builder()
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::CONTENT_LENGTH, made.bytes)
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", made.name))
        .body(Body::from_stream(ReaderStream::new(handle)))
        .map_err(ApiError::internal)
}

/// The backups that lie on the server, newest first.
#[utoipa::path(get, path = "/backups", tag = "backup", responses((status = 200, body = Page<Backup>)))]
async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Page<Backup>>, ApiError> {
    caller.require(Permission::MakeBackup)?;
    let folder = app.db.folder().to_owned();
    let backups =
        app.tasks.spawn_blocking(move || backup::list(&folder)).await.map_err(ApiError::internal)?;
    Ok(Json(Page::whole(backups)))
}

fn refused(error: BackupError) -> ApiError {
    match error {
        BackupError::Io { .. } | BackupError::NoSpace { .. } | BackupError::Differs => {
            ApiError::unavailable("backup_failed", "The backup could not be written.")
                .hint("Look whether the disk is full; see the log.")
                .cause(error)
        }
        BackupError::Storage(error) => error.into(),
        BackupError::Vault(error) => ApiError::internal(error),
    }
}
