//! What became of the last file that was taken in: kept over a restart, looked at by everybody who may import, and put away;
//! and its refused rows as a file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::import_view::{Imported, view};
use crate::actor::Permission;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Query};
use crate::orders::Orders;
use crate::orders::import::{Done, Words};
use crate::orders::store::imports::{self, LastImport};
use crate::orders::types::RefusedLine;
use crate::storage::{StorageError, WriteTx};

/// Refused rows that are kept, read or let go at once: some milliseconds of the writer's time.
const ROWS_AT_ONCE: u32 = 500;

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new().routes(routes!(last, dismiss)).routes(routes!(refused))
}

/// Keeps what became of a file in place of what became of the one before: first the rows, which nobody sees without it.
pub(super) async fn keep(orders: &Orders, done: &Arc<Done>) -> Result<(), StorageError> {
    let file = &done.outcome.refused_file;
    let mut rows = file.rows.iter().cloned();
    let mut place = 0;
    loop {
        let slice: Vec<RefusedLine> = rows.by_ref().take(ROWS_AT_ONCE as usize).collect();
        if slice.is_empty() {
            break;
        }
        let (id, from) = (done.id.clone(), place);
        place += slice.len();
        orders
            .db
            .write_background::<_, StorageError>(move |tx| imports::keep_rows(tx, &id, from, &slice))
            .await?;
    }
    let last = kept(done)?;
    orders.db.write::<_, StorageError>(move |tx| imports::keep(tx, &last)).await?;
    let_go(orders).await
}

/// Keeps what is to be told of a file should the program end while it is taken in. Until it has ended it is shown to nobody.
pub(super) async fn begin(orders: &Orders, done: &Done) -> Result<(), StorageError> {
    let last = kept(done)?;
    orders.desk.keep_as(&last.id);
    orders.db.write::<_, StorageError>(move |tx| imports::begin(tx, &last)).await
}

/// Of a file of which nothing was taken nothing is told.
pub(super) async fn take_away(orders: &Orders, id: String) -> Result<(), StorageError> {
    orders.db.write::<_, StorageError>(move |tx| imports::take_away(tx, &id)).await
}

fn kept(done: &Done) -> Result<LastImport, StorageError> {
    Ok(LastImport {
        id: done.id.clone(),
        ended_at: done.ended_at,
        result: serde_json::to_string(&view(done))?,
        dialect: done.outcome.refused_file.dialect.clone(),
    })
}

/// Rows of files that are not the last any more go.
async fn let_go(orders: &Orders) -> Result<(), StorageError> {
    let go = |tx: &WriteTx| imports::let_rows_go(tx, ROWS_AT_ONCE);
    while orders.db.write_background::<_, StorageError>(go).await? > 0 {}
    Ok(())
}

/// By which what became of the last file is known.
pub(super) async fn id(orders: &Orders) -> Result<Option<String>, StorageError> {
    let under_way = orders.desk.kept_as();
    orders.db.read::<_, StorageError>(move |conn| imports::last_id(conn, under_way.as_deref())).await
}

/// What became of the last file that was taken in, until somebody puts it away.
#[utoipa::path(get, path = "/orders/import/last", tag = "orders", responses((status = 200, body = Imported)))]
async fn last(State(orders): State<Orders>, caller: Caller) -> Result<Json<Imported>, ApiError> {
    caller.require(Permission::ImportOrders)?;
    // Its rows are customers' own.
    caller.require(Permission::SeePhoneNumbers)?;
    let under_way = orders.desk.kept_as();
    let last =
        orders.db.read::<_, StorageError>(move |conn| imports::last(conn, under_way.as_deref())).await?;
    // An older version of the program may have kept it in another form.
    let seen = last.and_then(|last| serde_json::from_str(&last.result).ok());
    seen.map(Json).ok_or_else(|| ApiError::not_found("import"))
}

/// Puts what became of the last file away, for everybody. The orders stay.
#[utoipa::path(delete, path = "/orders/import/last", tag = "orders", responses((status = 204)))]
async fn dismiss(State(orders): State<Orders>, caller: Caller) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ImportOrders)?;
    let under_way = orders.desk.kept_as();
    orders.db.write::<_, StorageError>(move |tx| imports::put_away(tx, under_way.as_deref())).await?;
    orders.bus.tell(Topic::OrderImport, 0);
    let_go(&orders).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose refused rows are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RefusedQuery {
    /// The `id` of what became of the file: of the last that was taken in, or of the last that was looked at.
    import: String,
    /// In which language the reasons are written, such as `it`; English where it is not given or not spoken.
    #[serde(default)]
    language: String,
}

/// The refused rows as CSV, with their own cells, the line of the file and every reason, to be mended and given again.
#[utoipa::path(get, path = "/orders/import/refused", tag = "orders", params(RefusedQuery),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn refused(
    State(orders): State<Orders>,
    caller: Caller,
    Query(wanted): Query<RefusedQuery>,
) -> Result<Response, ApiError> {
    caller.require(Permission::ImportOrders)?;
    caller.require(Permission::SeePhoneNumbers)?;
    let words = Words::of(&wanted.language).ok_or_else(|| ApiError::not_found("import"))?;
    let text = match orders.desk.trial(&wanted.import, orders.clock.now()) {
        Some(trial) => trial.outcome.refused_file.text(words),
        None => kept_text(&orders, wanted.import, words).await?,
    };
    Response::builder()
        .header(header::CONTENT_TYPE, "text/csv; charset=utf-8")
        .header(header::CONTENT_DISPOSITION, "attachment; filename=\"refused.csv\"")
        .header(header::CACHE_CONTROL, "no-store")
        // Spreadsheets know UTF-8 by its mark.
        .body(Body::from(format!("\u{feff}{text}")))
        .map_err(ApiError::internal)
}

/// The refused rows of the last file that was taken in.
async fn kept_text(orders: &Orders, id: String, words: &'static Words) -> Result<String, ApiError> {
    let under_way = orders.desk.kept_as();
    orders
        .db
        .read_long::<_, ApiError>(move |conn| {
            let last = imports::last(conn, under_way.as_deref())?.filter(|last| last.id == id);
            let last = last.ok_or_else(|| ApiError::not_found("import"))?;
            let mut text = last.dialect.header(words);
            let mut from = 0;
            loop {
                let rows = imports::rows(conn, &last.id, from, ROWS_AT_ONCE)?;
                text.extend(rows.iter().map(|row| last.dialect.row(row, words)));
                if rows.len() < ROWS_AT_ONCE as usize {
                    return Ok(text);
                }
                from += rows.len();
            }
        })
        .await
}
