//! `/whatsapp/prices/rates`: the rates messages are priced by, shown and replaced as a file.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::rates::{BUILT_IN, RATES_LIMIT_BYTES, Rates};
use super::store;
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json};
use crate::storage::ReadConn;
use crate::whatsapp::WhatsApp;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new().routes(routes!(show_rates, set_rates, drop_rates))
}

#[derive(Serialize, ToSchema)]
#[schema(as = PriceRates)]
pub(in crate::whatsapp) struct RatesView {
    as_of: String,
    source: String,
    entries: usize,
    /// Whether the owner put them in.
    own: bool,
}

pub(in crate::whatsapp) fn rates_view(conn: &ReadConn) -> Result<RatesView, ApiError> {
    let own = store::own_rates(conn)?.is_some();
    let rates = super::rates(conn)?;
    Ok(RatesView { entries: rates.count(), as_of: rates.as_of.clone(), source: rates.source.clone(), own })
}

/// The rates as a file.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceRatesFile)]
struct RatesFile {
    #[serde(flatten)]
    rates: RatesView,
    toml: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRates {
    toml: String,
}

/// The rates messages are priced by.
#[utoipa::path(get, path = "/whatsapp/prices/rates", tag = "prices", responses((status = 200, body = RatesFile)))]
async fn show_rates(State(whatsapp): State<WhatsApp>, caller: Caller) -> Result<Json<RatesFile>, ApiError> {
    caller.require(Permission::ManagePrices)?;
    whatsapp.db.read::<_, ApiError>(rates_file).await.map(Json)
}

fn rates_file(conn: &ReadConn) -> Result<RatesFile, ApiError> {
    let toml = store::own_rates(conn)?.unwrap_or_else(|| BUILT_IN.to_owned());
    Ok(RatesFile { rates: rates_view(conn)?, toml })
}

/// Replaces the rates. What was counted before keeps its price.
#[utoipa::path(post, path = "/whatsapp/prices/rates", tag = "prices", request_body = NewRates,
    responses((status = 200, body = RatesFile), (status = 422, description = "They cannot be used")))]
async fn set_rates(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Json(new): Json<NewRates>,
) -> Result<Json<RatesFile>, ApiError> {
    caller.require(Permission::ManagePrices)?;
    let invalid = |words: String| {
        ApiError::unprocessable("rates_invalid", "These rates cannot be used.").field("toml", words)
    };
    if new.toml.len() > RATES_LIMIT_BYTES {
        return Err(invalid(format!("At most {RATES_LIMIT_BYTES} bytes.")));
    }
    Rates::read(&new.toml).map_err(|error| invalid(error.to_string()))?;
    keep_rates(&whatsapp, caller, Some(new.toml)).await
}

/// Goes back to the rates that come with the program.
#[utoipa::path(delete, path = "/whatsapp/prices/rates", tag = "prices", responses((status = 200, body = RatesFile)))]
async fn drop_rates(State(whatsapp): State<WhatsApp>, caller: Caller) -> Result<Json<RatesFile>, ApiError> {
    caller.require(Permission::ManagePrices)?;
    keep_rates(&whatsapp, caller, None).await
}

async fn keep_rates(
    whatsapp: &WhatsApp,
    caller: Caller,
    toml: Option<String>,
) -> Result<Json<RatesFile>, ApiError> {
    let file = whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            store::set_rates(tx, toml.as_deref())?;
            audit::record(tx, &caller, "prices.rates_set", "rates", json!({ "own": toml.is_some() }))?;
            tx.announce(super::TOPIC, "rates");
            rates_file(tx)
        })
        .await?;
    Ok(Json(file))
}
