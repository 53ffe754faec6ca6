//! Importing a file: shown first, kept then, watched meanwhile by everybody who may import.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::multipart::Multipart;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use serde_json::json;
use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::import_form::{Form, MAX_FIELD_BYTES, MAX_FILE_BYTES, Sent, read_form};
use super::import_last as last;
use super::import_view::{Imported, ProgressView, view};
use crate::actor::Permission;
use crate::audit;
use crate::extract::decode_text;
use crate::http::{ApiError, Caller, Json, body_error};
use crate::orders::Orders;
use crate::orders::fault::FaultCode;
use crate::orders::import::{
    Columns, Counts, Done, Import, ImportField, NoColumn, NoSheet, Outcome, Reading, Said, Sheet, Shown,
    Watch, new_id,
};
use crate::storage::StorageError;

/// So long a trial that is not wanted any more may go on: the walks before its first row are not broken off.
const TRIAL_ENDS_WITHIN: Duration = Duration::from_secs(30);
/// What orders of a file are from, where nobody says.
const DEFAULT_SOURCE: &str = "csv";

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new()
        .routes(routes!(import, progress, stop))
        .merge(last::routes())
        .layer(DefaultBodyLimit::max(MAX_FILE_BYTES + 8 * MAX_FIELD_BYTES))
}

/// Imports a CSV file, or says with `dry_run` what would become of it. Each order is taken whole or not at all, and none is
/// taken back to an earlier state unless its row says since when it is in that state, later than what is known.
#[utoipa::path(post, path = "/orders/import", tag = "orders",
    request_body(content = Form, content_type = "multipart/form-data"), responses((status = 200, body = Imported)))]
async fn import(
    State(orders): State<Orders>,
    caller: Caller,
    form: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Json<Imported>, ApiError> {
    caller.require(Permission::ImportOrders)?;
    let mut form = form.map_err(|error| body_error(error.status(), &error.body_text()))?;
    let mut sent = read_form(&mut form).await?;
    let (name, bytes) = sent.file.take().ok_or_else(|| {
        ApiError::unprocessable("no_file", "There is no file in the form.").field("file", "is missing")
    })?;
    let by = caller.asker();
    let turn = turn(&orders, &by).await?;
    let id = new_id().map_err(ApiError::internal)?;
    let under_way = orders.desk.begin(&orders.bus, &by, &name, sent.dry_run, bytes.len());
    let _wanted = sent.dry_run.then(|| under_way.wanted());
    let (tell, told) = tokio::sync::oneshot::channel();
    let tasks = orders.tasks.clone();
    // What is taken in is taken to its end even when nobody waits for the answer any more.
    tasks.spawn("orders import", async move {
        let dry = sent.dry_run;
        let done = work(&orders, &caller, &id, name, bytes, sent, &under_way.watch).await;
        if done.is_err()
            && !dry
            && let Err(error) = last::take_away(&orders, id).await
        {
            tracing::warn!(%error, "a file of orders of which nothing was taken could not be taken away");
        }
        if let Some(taken) = done.as_ref().ok().filter(|done| !done.dry)
            && let Err(error) = last::keep(&orders, taken).await
        {
            // The orders are taken all the same, and whoever waits is told what became of them.
            tracing::warn!(%error, "what became of a file of orders could not be kept");
        }
        if let Ok(done) = &done {
            orders.desk.looked_at(&by, done);
        }
        drop(under_way);
        drop(turn);
        // Whoever asked may be gone.
        let _ = tell.send(done);
    });
    let done = told.await.map_err(|_| StorageError::Stopped)??;
    Ok(Json(view(&done)))
}

/// One file at a time. Whoever looks at a file and brings another need not wait for the first.
async fn turn(orders: &Orders, by: &str) -> Result<OwnedMutexGuard<()>, ApiError> {
    let running =
        || ApiError::conflict("import_running", "A file is being imported.").hint("Wait until it is done.");
    if let Ok(turn) = orders.import_turn.clone().try_lock_owned() {
        return Ok(turn);
    }
    if !orders.desk.let_go_of_trial(by) {
        return Err(running());
    }
    timeout(TRIAL_ENDS_WITHIN, orders.import_turn.clone().lock_owned()).await.map_err(|_| running())
}

/// Looks a file through and takes it in.
async fn work(
    orders: &Orders,
    caller: &Caller,
    id: &str,
    file: String,
    bytes: Vec<u8>,
    sent: Sent,
    watch: &Arc<Watch>,
) -> Result<Arc<Done>, ApiError> {
    let (sheet, guessed) = read(orders, bytes, watch).await?;
    let columns = match &sent.mapping {
        None => guessed,
        Some(said) => Columns::said(&sheet.header, said).map_err(no_column)?,
    };
    let dry = sent.dry_run;
    if !dry {
        all_clear(&sheet, &columns)?;
    }
    let (sheet, columns) = (Arc::new(sheet), Arc::new(columns));
    let done = |outcome: Outcome| Done {
        id: id.to_owned(),
        file: file.clone(),
        dry,
        ended_at: orders.clock.now(),
        header: sheet.header.clone(),
        columns: (*columns).clone(),
        sample: sheet.sample(),
        outcome,
    };
    let rows = Counts { rows: sheet.length, ..Counts::default() };
    let nothing_yet = Outcome { counts: rows, ..Outcome::default() };
    let outcome = if columns.missing().is_empty() {
        let said = Said {
            source: sent.source.unwrap_or_else(|| DEFAULT_SOURCE.to_owned()),
            currency: sent.currency,
            state: sent.state,
        };
        if !dry {
            // Until it has ended this is true of it, should the program be killed.
            last::begin(orders, &done(Outcome { broke_off: true, ..nothing_yet })).await?;
        }
        let work = Work { id, sheet: &sheet, columns: &columns, said: &said, dry };
        let (mut outcome, ended) = take_in(orders, &work, watch).await?;
        if let Err(error) = ended {
            if dry || outcome.counts.accepted + outcome.counts.updated == 0 {
                return Err(error.into());
            }
            tracing::error!(%error, "an import of orders broke off; what it took until then stays");
            outcome.broke_off = true;
        }
        if !dry {
            match note(orders, caller, &file, &said, &outcome).await {
                // What keeps the rest from being written may keep this: whoever waits hears what was taken.
                Err(error) if outcome.broke_off => {
                    tracing::error!(%error, "what an import came to could not be kept");
                }
                noted => noted?,
            }
        }
        outcome
    } else {
        nothing_yet
    };
    Ok(Arc::new(done(outcome)))
}

/// A file that is read, and what is to become of it.
struct Work<'a> {
    id: &'a str,
    sheet: &'a Arc<Sheet>,
    columns: &'a Arc<Columns>,
    said: &'a Said,
    dry: bool,
}

/// Reading a long file takes some seconds: not on a thread that answers others.
async fn read(orders: &Orders, bytes: Vec<u8>, watch: &Arc<Watch>) -> Result<(Sheet, Columns), ApiError> {
    let watch = Arc::clone(watch);
    let sheet = orders.tasks.spawn_blocking(move || {
        let (text, _) = decode_text(&bytes).map_err(|_| NoSheet::NoTable)?;
        drop(bytes);
        let sheet = Sheet::read(&text, &watch)?;
        let guessed = sheet.guessed_columns();
        Ok::<_, NoSheet>((sheet, guessed))
    });
    sheet.await.map_err(ApiError::internal)?.map_err(|fault| match fault {
        NoSheet::NoTable | NoSheet::TooWide => not_a_table(),
    })
}

async fn take_in(
    orders: &Orders,
    work: &Work<'_>,
    watch: &Arc<Watch>,
) -> Result<(Outcome, Result<(), StorageError>), StorageError> {
    let Work { id, sheet, columns, said, dry } = *work;
    let zone = orders.zone().await?;
    let customers = orders.customers.clone();
    let customers = orders.db.read::<_, StorageError>(move |conn| customers.with_own_phones(conn)).await?;
    let (whole, all, watch) = (Arc::clone(sheet), Arc::clone(columns), Arc::clone(watch));
    let this_year = orders.clock.now().to_jiff().to_zoned(zone.clone()).year();
    let looked_at = orders
        .tasks
        .spawn_blocking(move || (Shown::by(&whole, &all, this_year, &watch), whole.scattered(&all)));
    let (shown, scattered) = looked_at.await.map_err(|_| StorageError::Stopped)?;
    let reading = Reading { columns, shown: &shown, said, zone: &zone, now: orders.clock.now() };
    let import = Import {
        db: &orders.db,
        bus: &orders.bus,
        customers: &customers,
        sheet,
        columns,
        scattered,
        reading,
        desk: orders.desk.clone(),
        id,
        dry,
    };
    Ok(import.run().await)
}

async fn note(
    orders: &Orders,
    caller: &Caller,
    file: &str,
    said: &Said,
    outcome: &Outcome,
) -> Result<(), StorageError> {
    let counts = outcome.counts;
    let details = json!({
        "file": file, "source": said.source, "accepted": counts.accepted, "updated": counts.updated,
        "further_along": counts.further_along, "refused": counts.refused, "stopped": outcome.stopped,
        "broke_off": outcome.broke_off,
    });
    let caller = *caller;
    orders
        .db
        .write::<_, StorageError>(move |tx| audit::record(tx, &caller, "orders.imported", "orders", details))
        .await
        .map(drop)
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

/// How far the import that runs has come, whoever brought the file, and what became of the last one.
#[utoipa::path(get, path = "/orders/import", tag = "orders", responses((status = 200, body = ProgressView)))]
async fn progress(State(orders): State<Orders>, caller: Caller) -> Result<Json<ProgressView>, ApiError> {
    caller.require(Permission::ImportOrders)?;
    // Its rows are customers' own.
    let last = if caller.may(Permission::SeePhoneNumbers) { last::id(&orders).await? } else { None };
    Ok(Json(ProgressView::of(orders.desk.running(), last)))
}

/// Stops the import that runs, wherever it has come to: every order that was taken stays, none is taken by half. The
/// request that brought the file answers with what was taken. Harmless when none runs.
#[utoipa::path(delete, path = "/orders/import", tag = "orders", responses((status = 204)))]
async fn stop(State(orders): State<Orders>, caller: Caller) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ImportOrders)?;
    orders.desk.ask_to_stop();
    Ok(StatusCode::NO_CONTENT)
}

fn not_a_table() -> ApiError {
    ApiError::unprocessable("not_a_table", "No table of orders was found in this file.")
        .hint("Save it as CSV, with the names of the columns in the first line.")
}
