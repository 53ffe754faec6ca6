//! `/fleet/sites`: listed, added, asked now, taken out and brought back.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::{SiteView, existing, invalid, name_of};
use crate::actor::Permission;
use crate::audit;
use crate::health::fleet::Fleet;
use crate::health::fleet::jobs::PullSite;
use crate::health::fleet::pairing::{self, Pairing};
use crate::health::fleet::pull::{Asked, MOST_SITES, look_again, token_place};
use crate::health::fleet::store::sites::{self as store, NewSite};
use crate::health::fleet::types::{Accepted, Site, SiteFault};
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::FleetSiteId;
use crate::jobs;
use crate::storage::{self, WriteTx};

pub(super) fn routes() -> OpenApiRouter<Fleet> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(remove))
        .routes(routes!(bring_back))
        .routes(routes!(pull))
}

/// The sites this install looks after, by name.
#[utoipa::path(get, path = "/fleet/sites", tag = "fleet", responses((status = 200, body = Page<SiteView>)))]
async fn list(State(fleet): State<Fleet>, caller: Caller) -> Result<Json<Page<SiteView>>, ApiError> {
    caller.require(Permission::SeeFleet)?;
    fleet
        .db
        .read::<_, ApiError>(|conn| {
            let sites = store::all(conn, MOST_SITES)?;
            let views = sites.into_iter().map(|site| SiteView::of(conn, site));
            Ok(Json(Page::whole(views.collect::<Result<_, _>>()?)))
        })
        .await
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewFleetSite)]
#[serde(deny_unknown_fields)]
struct NewSiteRequest {
    /// The text the site shows when its owner lets an operator look after it; a token alone needs `address` as well.
    pairing: String,
    /// Where the site is, when the text does not say it, such as `https://bell.example`.
    #[serde(default)]
    address: Option<String>,
    /// What you call it; its address when left out.
    #[serde(default)]
    name: Option<String>,
    /// It lies in a home, an office or a VPN: private addresses may be dialled for it, and plain http.
    #[serde(default)]
    allow_private: bool,
}

/// Adds a site: it is asked at once, and kept only when it answers with a report of its own.
#[utoipa::path(post, path = "/fleet/sites", tag = "fleet", request_body = NewSiteRequest,
    responses((status = 201, body = SiteView), (status = 409, description = "It is looked after already: `params` says as what"),
              (status = 422, description = "It gave no report: `params.fault` says why")))]
async fn add(
    State(fleet): State<Fleet>,
    caller: Caller,
    Json(new): Json<NewSiteRequest>,
) -> Result<(StatusCode, Json<SiteView>), ApiError> {
    caller.require(Permission::ManageFleet)?;
    let pairing = read_pairing(&new.pairing)?;
    let address = address_of(&pairing, new.address.as_deref())?;
    let name = match new.name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => name_of(name)?,
        None => address.split_once("://").map_or(address.as_str(), |(_, host)| host).to_owned(),
    };
    let asked = Asked {
        address: &address,
        token: &pairing.token,
        allows_private: new.allow_private,
        key: pairing.key,
        known: None,
    };
    let first = fleet.ask(&asked).await.map_err(told)?;
    let db = fleet.db.clone();
    let view = db
        .write::<_, ApiError>(move |tx| {
            not_yet(tx, &first)?;
            let id: FleetSiteId = tx.new_id();
            let sealed =
                fleet.vault.seal(&token_place(id), pairing.token.expose()).map_err(ApiError::internal)?;
            let new = NewSite {
                id,
                name: &name,
                address: &address,
                allows_private: new.allow_private,
                token: &sealed,
                first: &first,
            };
            store::insert(tx, &new)?;
            let details = json!({ "name": name, "address": address, "private": new.allows_private });
            audit::record(tx, &caller, "fleet_site.added", id, details)?;
            look_again(tx)?;
            SiteView::found(tx, id)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(view)))
}

pub(super) fn read_pairing(pasted: &str) -> Result<Pairing, ApiError> {
    pairing::read(pasted).ok_or_else(|| {
        invalid("pairing", "Paste the whole text the shop shows, with the part that begins with sbf_.")
    })
}

/// Where it is: in the text, or beside it.
pub(super) fn address_of(pairing: &Pairing, typed: Option<&str>) -> Result<String, ApiError> {
    match (&pairing.address, typed.map(str::trim).filter(|typed| !typed.is_empty())) {
        (_, Some(typed)) => {
            pairing::address(typed).ok_or_else(|| invalid("address", "Write it as https://bell.example."))
        }
        (Some(address), None) => Ok(address.clone()),
        (None, None) => {
            Err(invalid("address", "The text does not say where the shop is: write its address."))
        }
    }
}

/// Why it gave no report.
pub(super) fn told(fault: SiteFault) -> ApiError {
    ApiError::unprocessable("fleet_no_report", fault.told()).param("fault", fault)
}

/// Refuses a site that is looked after already, and this install itself.
fn not_yet(tx: &WriteTx, first: &Accepted) -> Result<(), ApiError> {
    let install = &first.report.install;
    if storage::instance_id(tx)?.as_ref() == Some(install) {
        return Err(ApiError::conflict("fleet_own_install", "This is this very Shopbell."));
    }
    if let Some(known) = store::of_install(tx, install)? {
        return Err(known_already(&known));
    }
    if store::all(tx, MOST_SITES)?.len() >= MOST_SITES {
        return Err(ApiError::conflict("too_many", "There are too many already."));
    }
    Ok(())
}

fn known_already(known: &Site) -> ApiError {
    ApiError::conflict("fleet_site_known", "This Shopbell is looked after already.")
        .hint("If it has moved, change its address there.")
        .param("name", &known.name)
        .param("address", &known.address)
        .param("id", known.id)
}

/// Takes a site out; for an hour it can be brought back.
#[utoipa::path(delete, path = "/fleet/sites/{id}", tag = "fleet", params(("id" = FleetSiteId, Path)),
    responses((status = 204)))]
async fn remove(
    State(fleet): State<Fleet>,
    caller: Caller,
    Path(id): Path<FleetSiteId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageFleet)?;
    fleet
        .db
        .write::<_, ApiError>(move |tx| {
            let site = existing(tx, id)?;
            store::set_removed(tx, id, Some(tx.now()))?;
            audit::record(tx, &caller, "fleet_site.removed", id, json!({ "name": site.name }))?;
            Ok(look_again(tx)?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings back a site that was taken out within the last hour.
#[utoipa::path(post, path = "/fleet/sites/{id}/restore", tag = "fleet", params(("id" = FleetSiteId, Path)),
    responses((status = 200, body = SiteView), (status = 409, description = "It was added anew meanwhile")))]
async fn bring_back(
    State(fleet): State<Fleet>,
    caller: Caller,
    Path(id): Path<FleetSiteId>,
) -> Result<Json<SiteView>, ApiError> {
    caller.require(Permission::ManageFleet)?;
    fleet
        .db
        .write::<_, ApiError>(move |tx| {
            let site = store::find(tx, id)?.ok_or_else(|| ApiError::not_found("site"))?;
            if site.removed_at.is_some() {
                if let Some(known) = store::of_install(tx, &site.install)? {
                    return Err(known_already(&known));
                }
                store::set_removed(tx, id, None)?;
                audit::record(tx, &caller, "fleet_site.brought_back", id, json!({ "name": site.name }))?;
                look_again(tx)?;
            }
            Ok(Json(SiteView::found(tx, id)?))
        })
        .await
}

/// Asks a site now instead of at the next full hour.
#[utoipa::path(post, path = "/fleet/sites/{id}/pull", tag = "fleet", params(("id" = FleetSiteId, Path)),
    responses((status = 202, body = SiteView)))]
async fn pull(
    State(fleet): State<Fleet>,
    caller: Caller,
    Path(id): Path<FleetSiteId>,
) -> Result<(StatusCode, Json<SiteView>), ApiError> {
    caller.require(Permission::SeeFleet)?;
    fleet
        .db
        .write::<_, ApiError>(move |tx| {
            let view = SiteView::found(tx, id)?;
            jobs::enqueue(tx, &PullSite { site_id: id })?;
            Ok((StatusCode::ACCEPTED, Json(view)))
        })
        .await
}
