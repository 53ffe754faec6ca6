//! `/fleet/sites/{id}`: called otherwise, moved, paired again, and whom it belongs to.

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::sites::{address_of, read_pairing, told};
use super::views::{SiteView, existing, invalid, name_of};
use crate::actor::Permission;
use crate::audit;
use crate::health::fleet::Fleet;
use crate::health::fleet::pairing;
use crate::health::fleet::pull::{Asked, look_again, token_place};
use crate::health::fleet::store::sites::{self as store, Access};
use crate::health::fleet::types::{Accepted, Site, SiteFault};
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::{ContactId, FleetSiteId};
use crate::inbox;
use crate::secrets::Secret;

/// Digits of an international number (ITU-T E.164).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

pub(super) fn routes() -> OpenApiRouter<Fleet> {
    OpenApiRouter::new().routes(routes!(change)).routes(routes!(set_owner))
}

/// What is to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FleetSiteChange)]
#[serde(deny_unknown_fields)]
struct SiteChange {
    #[serde(default)]
    name: Option<String>,
    /// A new pairing text of the same install, or only its new address in `address`.
    #[serde(default)]
    pairing: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    allow_private: Option<bool>,
}

/// Where a site is asked from now on, once it has answered there.
struct Moved {
    address: String,
    token: Secret,
    allows_private: bool,
    accepted: Accepted,
}

/// Changes a site. Another address or pairing is asked at once, and kept only when it is the same install.
#[utoipa::path(patch, path = "/fleet/sites/{id}", tag = "fleet", params(("id" = FleetSiteId, Path)), request_body = SiteChange,
    responses((status = 200, body = SiteView),
              (status = 422, description = "It gave no report of the same install: `params.fault` says why")))]
async fn change(
    State(fleet): State<Fleet>,
    caller: Caller,
    Path(id): Path<FleetSiteId>,
    Json(change): Json<SiteChange>,
) -> Result<Json<SiteView>, ApiError> {
    caller.require(Permission::ManageFleet)?;
    let site = fleet.db.read::<_, ApiError>(move |conn| existing(conn, id)).await?;
    let name = change.name.as_deref().map(name_of).transpose()?;
    let moves = change.pairing.is_some() || change.address.is_some() || change.allow_private.is_some();
    let moved = if moves { Some(moved(&fleet, &site, &change).await?) } else { None };
    let db = fleet.db.clone();
    db.write::<_, ApiError>(move |tx| {
        existing(tx, id)?;
        if let Some(name) = &name {
            store::rename(tx, id, name)?;
        }
        if let Some(moved) = &moved {
            let token =
                &fleet.vault.seal(&token_place(id), moved.token.expose()).map_err(ApiError::internal)?;
            let access = Access {
                address: &moved.address,
                key: &moved.accepted.key,
                token,
                allows_private: moved.allows_private,
            };
            store::set_access(tx, id, &access)?;
            store::keep_report(tx, id, &moved.accepted)?;
        }
        let details = json!({
            "name": name, "address": moved.as_ref().map(|moved| &moved.address),
            "private": moved.as_ref().map(|moved| moved.allows_private),
        });
        audit::record(tx, &caller, "fleet_site.changed", id, details)?;
        look_again(tx)?;
        Ok(Json(SiteView::found(tx, id)?))
    })
    .await
}

async fn moved(fleet: &Fleet, site: &Site, change: &SiteChange) -> Result<Moved, ApiError> {
    let (address, token, key) = if let Some(pasted) = &change.pairing {
        let pairing = read_pairing(pasted)?;
        let stays = pairing.address.is_none().then_some(site.address.as_str());
        let address = address_of(&pairing, change.address.as_deref().or(stays))?;
        // A person pastes what the site's owner gave them: its key counts from now on.
        (address, pairing.token, pairing.key.unwrap_or(site.key))
    } else {
        let typed = change.address.as_deref().unwrap_or(&site.address);
        let address =
            pairing::address(typed).ok_or_else(|| invalid("address", "Write it as https://bell.example."))?;
        let lost = || told(SiteFault::TokenLost);
        let sealed = site.token.as_ref().ok_or_else(lost)?;
        (address, fleet.vault.open(&token_place(site.id), sealed).map_err(|_| lost())?, site.key)
    };
    let allows_private = change.allow_private.unwrap_or(site.allows_private);
    let asked = Asked {
        address: &address,
        token: &token,
        allows_private,
        key: Some(key),
        known: Some((&site.install, site.told_at_ms)),
    };
    let accepted = fleet.ask(&asked).await.map_err(told)?;
    Ok(Moved { address, token, allows_private, accepted })
}

/// Whom a site belongs to: a contact, somebody with a phone number, or nobody when both are left out.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FleetOwnerChange)]
#[serde(deny_unknown_fields)]
struct SiteOwnerChange {
    #[serde(default)]
    contact_id: Option<ContactId>,
    /// With its country, such as `+39 333 1234567`; whoever has it becomes a contact.
    #[serde(default)]
    phone: Option<String>,
    /// What they are called.
    #[serde(default)]
    name: Option<String>,
}

/// Says whom drafts about a site go to.
#[utoipa::path(put, path = "/fleet/sites/{id}/owner", tag = "fleet", params(("id" = FleetSiteId, Path)),
    request_body = SiteOwnerChange, responses((status = 200, body = SiteView)))]
async fn set_owner(
    State(fleet): State<Fleet>,
    caller: Caller,
    Path(id): Path<FleetSiteId>,
    Json(change): Json<SiteOwnerChange>,
) -> Result<Json<SiteView>, ApiError> {
    caller.require(Permission::ManageFleet)?;
    let db = fleet.db.clone();
    db.write::<_, ApiError>(move |tx| {
        existing(tx, id)?;
        let owner = match (change.contact_id, &change.phone) {
            (Some(contact), _) => {
                let found = inbox::contact(tx, contact)?.ok_or_else(|| ApiError::not_found("contact"))?;
                Some(found.id)
            }
            (None, Some(phone)) => {
                let phone = phone_of(phone)?;
                let name = name_of(change.name.as_deref().unwrap_or_default())?;
                let known = (fleet.know_owner)(tx, &phone, &name)?;
                Some(known.ok_or_else(|| {
                    ApiError::conflict("no_number", "Connect a WhatsApp number first: drafts go out over it.")
                })?)
            }
            (None, None) => None,
        };
        store::set_owner(tx, id, owner)?;
        audit::record(tx, &caller, "fleet_site.owner", id, json!({ "contact_id": owner }))?;
        look_again(tx)?;
        Ok(Json(SiteView::found(tx, id)?))
    })
    .await
}

/// An international number, as it is kept: `+` and digits.
fn phone_of(typed: &str) -> Result<String, ApiError> {
    let wrong = || invalid("phone", "Write it with its country, such as +39 333 1234567.");
    let digits: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && !"-.()/\u{200e}\u{202a}\u{202c}".contains(*letter))
        .collect();
    let digits = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00")).ok_or_else(wrong)?;
    let fits = PHONE_DIGITS.contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    if fits && !digits.starts_with('0') { Ok(format!("+{digits}")) } else { Err(wrong()) }
}
