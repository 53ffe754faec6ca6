//! A site as people see it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::health::fleet::store::sites as store;
use crate::health::fleet::types::{NumberStanding, Report, Site, SiteFault};
use crate::http::ApiError;
use crate::ids::{ContactId, FleetSiteId};
use crate::inbox;
use crate::storage::{ReadConn, StorageError};
use crate::words::words;

/// Characters of a name.
const NAME_LIMIT: usize = 100;

words! {
    /// How a site stands, the worst first.
    SiteState as FleetSiteState {
        /// It gives no report.
        Unreachable = "unreachable",
        /// A number of it is down.
        Down = "down",
        /// None of its numbers is connected.
        Unfinished = "unfinished",
        Well = "well",
    }
}

/// Another install this one looks after.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetSite)]
pub(super) struct SiteView {
    id: FleetSiteId,
    name: String,
    address: String,
    /// A private network may be dialled for it.
    allow_private: bool,
    state: SiteState,
    /// Since when it stands so, as far as it is known.
    since: Option<Timestamp>,
    /// Why the last try brought no report.
    fault: Option<SiteFaultView>,
    /// What it last told, and when; its moments are by this install's clock.
    report: Report,
    reported_at: Timestamp,
    tried_at: Timestamp,
    /// Whom drafts about it go to.
    owner: Option<SiteOwner>,
    created_at: Timestamp,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetSiteFaultTold)]
struct SiteFaultView {
    code: SiteFault,
    /// In English; screens say it by its code.
    words: &'static str,
    since: Timestamp,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FleetSiteOwner)]
struct SiteOwner {
    id: ContactId,
    name: String,
}

impl SiteView {
    pub fn of(conn: &ReadConn, site: Site) -> Result<Self, StorageError> {
        let owner = site.owner.map(|id| inbox::contact(conn, id)).transpose()?.flatten();
        let (state, since) = standing(&site);
        Ok(Self {
            id: site.id,
            name: site.name,
            address: site.address,
            allow_private: site.allows_private,
            state,
            since,
            fault: site.fault.map(|(code, since)| SiteFaultView { code, words: code.told(), since }),
            report: site.report,
            reported_at: site.reported_at,
            tried_at: site.tried_at,
            owner: owner.map(|contact| SiteOwner { id: contact.id, name: contact.shown_name() }),
            created_at: site.created_at,
        })
    }

    /// The site that is looked after under this id.
    pub fn found(conn: &ReadConn, id: FleetSiteId) -> Result<Self, ApiError> {
        let site = existing(conn, id)?;
        Ok(Self::of(conn, site)?)
    }
}

/// A site that was not taken out.
pub(super) fn existing(conn: &ReadConn, id: FleetSiteId) -> Result<Site, ApiError> {
    store::find(conn, id)?.filter(|site| site.removed_at.is_none()).ok_or_else(|| ApiError::not_found("site"))
}

fn standing(site: &Site) -> (SiteState, Option<Timestamp>) {
    if let Some((_, since)) = site.fault {
        return (SiteState::Unreachable, Some(since));
    }
    let numbers = &site.report.numbers;
    let moment = |at: Option<i64>| at.map(Timestamp::from_millis);
    let down = numbers.iter().filter(|number| number.standing == NumberStanding::Down);
    if let Some(longest) = down.min_by_key(|number| number.down_since_ms) {
        return (SiteState::Down, moment(longest.down_since_ms));
    }
    let connected = numbers.iter().filter(|number| number.standing == NumberStanding::Connected);
    match connected.max_by_key(|number| number.connected_since_ms) {
        Some(latest) => (SiteState::Well, moment(latest.connected_since_ms)),
        None => (SiteState::Unfinished, moment(numbers.iter().map(|number| number.set_up_at_ms).min())),
    }
}

/// A name as somebody typed it.
pub(super) fn name_of(typed: &str) -> Result<String, ApiError> {
    let name = typed.trim();
    let fits = (1..=NAME_LIMIT).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err(invalid("name", "Use 1 to 100 characters.")) }
}

pub(super) fn invalid(field: &str, words: &str) -> ApiError {
    ApiError::unprocessable("invalid_value", "This value cannot be used.").field(field, words)
}
