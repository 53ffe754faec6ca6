//! Importing a file: shown first, kept then, watched meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::actor::Permission;
use crate::audit;
use crate::extract::decode_text;
use crate::http::{ApiError, Caller, Json, body_error};
use crate::media::clean_file_name;
use crate::money::Currency;
use crate::orders::Orders;
use crate::orders::fault::FaultCode;
use crate::orders::import::{
    Columns, Import, ImportField, NoColumn, NoSheet, Outcome, Reading, RefusedRow, Said, Sheet, Shown,
};
use crate::orders::types::OrderState;
use crate::storage::StorageError;

/// Bytes of a file: 200,000 orders of a dozen columns.
const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of every other field of the form.
const MAX_FIELD_BYTES: usize = 16 * 1024;
/// What orders of a file are from, where nobody says.
const DEFAULT_SOURCE: &str = "csv";

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new()
        .routes(routes!(import, progress, stop))
        .layer(DefaultBodyLimit::max(MAX_FILE_BYTES + 8 * MAX_FIELD_BYTES))
}

/// A row that is not taken, and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RefusedRow)]
struct RefusedView {
    /// The line of the file, from 1.
    row: usize,
    /// Which of our fields; nothing where it is the row as a whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    field: String,
    reason: FaultCode,
    /// What stands there.
    value: String,
}

/// A field of ours, and the columns it may be read from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DoubtfulColumns)]
struct DoubtfulView {
    field: ImportField,
    columns: Vec<String>,
}

/// What became of a file, or would become of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrdersImported)]
struct Imported {
    /// The header of the file; columns of one name are told apart by a number, `Total (1)`.
    columns: Vec<String>,
    /// Our fields, and the column each is read from.
    mapping: BTreeMap<String, String>,
    /// Fields that are needed and have no column: nothing is taken.
    missing: Vec<ImportField>,
    /// Fields that several columns fit alike while their cells differ: none is taken until `mapping` says which.
    doubtful: Vec<DoubtfulView>,
    /// The first rows, as they stand.
    sample: Vec<Vec<String>>,
    /// Rows below the header.
    rows: usize,
    /// New orders.
    accepted: usize,
    /// Orders that were known otherwise.
    updated: usize,
    /// Orders that were known so already.
    unchanged: usize,
    refused_total: usize,
    /// The first 1,000 of them.
    refused: Vec<RefusedView>,
    /// Somebody stopped it on the way: what was taken until then stays, the same file again brings the rest.
    stopped: bool,
}

/// How far the import that runs has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrdersImportProgress)]
struct ProgressView {
    running: bool,
    rows: usize,
    read: usize,
    accepted: usize,
    updated: usize,
    unchanged: usize,
    refused: usize,
}

/// The form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form, which is read piece by piece")]
#[schema(as = OrdersImportForm)]
struct Form {
    /// A CSV file of any program.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// JSON: our field to the file's column; guessed when absent.
    mapping: Option<HashMap<String, String>>,
    /// `true`: nothing is kept.
    dry_run: Option<bool>,
    /// `csv`, when not given.
    source: Option<String>,
    /// Where the file names none.
    #[schema(value_type = Option<String>)]
    currency: Option<Currency>,
    /// Where the file names none; `placed`, when not given.
    state: Option<OrderState>,
}

/// What was sent.
#[derive(Default)]
struct Sent {
    file: Option<(String, Vec<u8>)>,
    mapping: Option<HashMap<ImportField, String>>,
    dry_run: bool,
    source: Option<String>,
    currency: Option<Currency>,
    state: Option<OrderState>,
}

/// Imports a CSV file, or says with `dry_run` what would become of it. Each order is taken whole or not at all.
#[utoipa::path(post, path = "/orders/import", tag = "orders",
    request_body(content = Form, content_type = "multipart/form-data"), responses((status = 200, body = Imported)))]
async fn import(
    State(orders): State<Orders>,
    caller: Caller,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Json<Imported>, ApiError> {
    caller.require(Permission::ImportOrders)?;
    let mut form = form.map_err(|error| body_error(error.status(), &error.body_text()))?;
    let sent = read_form(&mut form).await?;
    let (name, bytes) = sent.file.ok_or_else(|| {
        ApiError::unprocessable("no_file", "There is no file in the form.").field("file", "is missing")
    })?;
    // Reading a long file takes a good part of a second: not on a thread that answers others.
    let sheet = orders.tasks.spawn_blocking(move || {
        let (text, _) = decode_text(&bytes).map_err(|_| NoSheet::NoTable)?;
        drop(bytes);
        let sheet = Sheet::read(&text)?;
        let guessed = sheet.guessed_columns();
        Ok::<_, NoSheet>((sheet, guessed))
    });
    let (sheet, guessed) = sheet.await.map_err(ApiError::internal)?.map_err(|fault| match fault {
        NoSheet::NoTable | NoSheet::TooWide => not_a_table(),
    })?;
    let columns = match &sent.mapping {
        None => guessed,
        Some(said) => Columns::said(&sheet.header, said).map_err(no_column)?,
    };
    if !sent.dry_run {
        all_clear(&sheet, &columns)?;
    }
    if !columns.missing().is_empty() {
        return Ok(Json(view(&sheet, &columns, Outcome { rows: sheet.length, ..Outcome::default() })));
    }
    let said = Said {
        source: sent.source.unwrap_or_else(|| DEFAULT_SOURCE.to_owned()),
        currency: sent.currency,
        state: sent.state,
    };
    run(orders, caller, sheet, columns, said, sent.dry_run, name).await.map(Json)
}

fn no_column(said: NoColumn) -> ApiError {
    if said.may_be.is_empty() {
        return ApiError::unprocessable("unknown_column", "The file has no such column.")
            .field("mapping", said.name);
    }
    columns_doubtful([(said.field, said.may_be)])
}

fn columns_doubtful(fields: impl IntoIterator<Item = (ImportField, Vec<String>)>) -> ApiError {
    let error = ApiError::unprocessable(
        "columns_doubtful",
        "Several columns of the file have one name. Say which is meant.",
    );
    fields.into_iter().fold(error, |error, (field, may_be)| {
        error.field(&format!("mapping.{field}"), format!("may be {}", may_be.join(", ")))
    })
}

/// Refuses a file of which it is not known which column holds what.
fn all_clear(sheet: &Sheet, columns: &Columns) -> Result<(), ApiError> {
    let doubtful = columns.doubtful(&sheet.header);
    if !doubtful.is_empty() {
        return Err(columns_doubtful(doubtful));
    }
    let missing = columns.missing();
    if missing.is_empty() {
        return Ok(());
    }
    let error = ApiError::unprocessable("columns_needed", "Say which columns hold what an order needs.");
    Err(missing
        .iter()
        .fold(error, |error, field| error.field(&format!("mapping.{field}"), FaultCode::Missing.words())))
}

/// Runs to its end even when nobody waits for the answer any more.
async fn run(
    orders: Orders,
    caller: Caller,
    sheet: Sheet,
    columns: Columns,
    said: Said,
    dry: bool,
    name: String,
) -> Result<Imported, ApiError> {
    let turn = orders.import_turn.clone().try_lock_owned().map_err(|_| {
        ApiError::conflict("import_running", "A file is being imported.").hint("Wait until it is done.")
    })?;
    orders.import_stop.store(false, Ordering::Relaxed);
    let (tell, told) = tokio::sync::oneshot::channel();
    let tasks = orders.tasks.clone();
    let (sheet, columns) = (Arc::new(sheet), Arc::new(columns));
    tasks.spawn("orders import", async move {
        let outcome = work(&orders, &caller, &sheet, &columns, &said, dry, &name).await;
        *orders.progress.lock() = None;
        drop(turn);
        // Whoever asked may be gone.
        let _ = tell.send(outcome.map(|outcome| view(&sheet, &columns, outcome)));
    });
    told.await.map_err(|_| StorageError::Stopped)?.map_err(ApiError::from)
}

async fn work(
    orders: &Orders,
    caller: &Caller,
    sheet: &Arc<Sheet>,
    columns: &Arc<Columns>,
    said: &Said,
    dry: bool,
    name: &str,
) -> Result<Outcome, StorageError> {
    let zone = orders.zone().await?;
    let (whole, all) = (Arc::clone(sheet), Arc::clone(columns));
    let this_year = orders.clock.now().to_jiff().to_zoned(zone.clone()).year();
    let looked_at =
        orders.tasks.spawn_blocking(move || (Shown::by(&whole, &all, this_year), whole.scattered(&all)));
    let (shown, scattered) = looked_at.await.map_err(|_| StorageError::Stopped)?;
    let reading = Reading { columns, shown: &shown, said, zone: &zone, now: orders.clock.now() };
    let import = Import {
        db: &orders.db,
        bus: &orders.bus,
        customers: &orders.customers,
        sheet,
        columns,
        scattered,
        reading,
        progress: orders.progress.clone(),
        stop: orders.import_stop.clone(),
        dry,
    };
    let outcome = import.run().await?;
    if !dry {
        let details = json!({
            "file": name, "source": said.source, "accepted": outcome.accepted, "updated": outcome.updated,
            "refused": outcome.refused_total, "stopped": outcome.stopped,
        });
        let caller = *caller;
        orders
            .db
            .write::<_, StorageError>(move |tx| {
                audit::record(tx, &caller, "orders.imported", "orders", details)
            })
            .await?;
    }
    Ok(outcome)
}

/// How far the import that runs has come.
#[utoipa::path(get, path = "/orders/import", tag = "orders", responses((status = 200, body = ProgressView)))]
async fn progress(State(orders): State<Orders>, caller: Caller) -> Result<Json<ProgressView>, ApiError> {
    caller.require(Permission::ImportOrders)?;
    let outcome = orders.progress.lock().clone();
    let running = outcome.is_some();
    let Outcome { rows, read, accepted, updated, unchanged, refused_total, .. } = outcome.unwrap_or_default();
    Ok(Json(ProgressView { running, rows, read, accepted, updated, unchanged, refused: refused_total }))
}

/// Stops the import that runs, wherever it has come to: every order that was taken stays, none is taken by half. The
/// request that brought the file answers with what was taken. Harmless when none runs.
#[utoipa::path(delete, path = "/orders/import", tag = "orders", responses((status = 204)))]
async fn stop(State(orders): State<Orders>, caller: Caller) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ImportOrders)?;
    orders.import_stop.store(true, Ordering::Relaxed);
    Ok(StatusCode::NO_CONTENT)
}

fn view(sheet: &Sheet, columns: &Columns, outcome: Outcome) -> Imported {
    let refused =
        |row: RefusedRow| RefusedView { row: row.line, field: row.field, reason: row.code, value: row.value };
    Imported {
        columns: sheet.header.clone(),
        mapping: columns.named(&sheet.header),
        missing: columns.missing(),
        doubtful: columns
            .doubtful(&sheet.header)
            .into_iter()
            .map(|(field, columns)| DoubtfulView { field, columns })
            .collect(),
        sample: sheet.sample(),
        rows: outcome.rows,
        accepted: outcome.accepted,
        updated: outcome.updated,
        unchanged: outcome.unchanged,
        refused_total: outcome.refused_total,
        refused: outcome.refused.into_iter().map(refused).collect(),
        stopped: outcome.stopped,
    }
}

async fn read_form(form: &mut Multipart) -> Result<Sent, ApiError> {
    let mut sent = Sent::default();
    while let Some(field) =
        form.next_field().await.map_err(|error| body_error(error.status(), &error.body_text()))?
    {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            if sent.file.is_some() {
                return Err(ApiError::unprocessable("one_file", "Send one file at a time."));
            }
            let file_name = field.file_name().and_then(clean_file_name).unwrap_or_default();
            let bytes = bytes_of(field, MAX_FILE_BYTES).await?;
            if bytes.is_empty() {
                return Err(ApiError::unprocessable("empty_file", "This file is empty. Choose another one.")
                    .field("file", "is empty"));
            }
            sent.file = Some((file_name, bytes));
            continue;
        }
        let bytes = bytes_of(field, MAX_FIELD_BYTES).await?;
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        if text.is_empty() {
            continue;
        }
        let wrong = || {
            ApiError::unprocessable("invalid_request", "A part of the request has the wrong form.")
                .field(&name, text.clone())
        };
        match name.as_str() {
            "mapping" => sent.mapping = Some(serde_json::from_str(&text).map_err(|_| wrong())?),
            "dry_run" => sent.dry_run = text.parse().map_err(|_| wrong())?,
            "source" => sent.source = Some(text),
            "currency" => sent.currency = Some(text.parse().map_err(|_| wrong())?),
            "state" => sent.state = Some(text.parse().map_err(|_| wrong())?),
            _ => return Err(wrong()),
        }
    }
    Ok(sent)
}

async fn bytes_of(mut field: Field<'_>, limit: usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(piece) =
        field.chunk().await.map_err(|error| body_error(error.status(), &error.body_text()))?
    {
        if bytes.len() + piece.len() > limit {
            return Err(ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "The request is too large.",
            ));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn not_a_table() -> ApiError {
    ApiError::unprocessable("not_a_table", "No table of orders was found in this file.")
        .hint("Save it as CSV, with the names of the columns in the first line.")
}
