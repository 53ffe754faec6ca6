//! Who calls: looks at every API request once, refuses what another site sent, and names the caller.
//!
//! A bearer token or a session cookie makes a [`Caller`]; without one the request goes on, and handlers that need one
//! refuse it. Never trusts an address or a header about a person.

use std::net::IpAddr;

use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::cookie::Site;
use super::denials::Denial;
use super::error::AccountError;
use super::session::SEEN_EVERY;
use super::store::{people, sessions, tokens};
use super::{Accounts, api_tokens, cross_site, random_token, session, step_up};
use crate::actor::{Actor, Identity};
use crate::audit;
use crate::clock::Timestamp;
use crate::http::peer::PeerAddress;
use crate::http::{ApiError, Caller};
use crate::ids::{PersonId, SessionId, TokenId};
use crate::secrets::Secret;

/// Codes of the refusals that leave a line.
const CROSS_SITE: &str = "cross_site";
const NOT_ALLOWED: &str = "not_allowed";

/// What somebody still reaches who has to switch a second factor on first: their own account, and what every screen
/// asks at its start.
const WITHOUT_SECOND_FACTOR: [&str; 5] = ["me", "session", "sessions", "events", "shop"];

/// The middleware around every route under `/api/v1`.
pub async fn identify(State(accounts): State<Accounts>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let (method, route) = (parts.method.clone(), route_of(&parts));
    let peer = parts.extensions.get::<PeerAddress>().and_then(|peer| peer.0);
    let found = match accounts.caller_of(&parts).await {
        Ok(found) => found,
        Err(refusal) => {
            if refusal.code() == CROSS_SITE {
                accounts.note_denial("request.cross_site", None, &method, &route, peer).await;
            }
            return refusal.into_response();
        }
    };
    let Some(found) = found else { return next.run(Request::from_parts(parts, body)).await };
    if let Err(refusal) = admit(&found, &method, &route, accounts.clock.now()) {
        return refusal.into_response();
    }
    parts.extensions.insert(found.caller);
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.extensions().get::<ApiError>().is_some_and(|error| error.code() == NOT_ALLOWED) {
        accounts.note_denial("request.denied", Some(found.caller), &method, &route, peer).await;
    }
    response
}

/// The address as the program writes it, `/people/{id}`, without what stands before every one.
fn route_of(parts: &Parts) -> String {
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    route.strip_prefix("/api/v1").unwrap_or(route).to_owned()
}

/// What stands between somebody who is signed in and their request: a second factor their role needs, a fresh proof.
fn admit(found: &Found, method: &Method, route: &str, now: Timestamp) -> Result<(), ApiError> {
    let root = route.split('/').nth(1).unwrap_or_default();
    if found.lacks_second_factor && !WITHOUT_SECOND_FACTOR.contains(&root) {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "second_factor_needed",
            "Your role needs a second factor: switch it on first.",
        )
        .hint("Settings, My account, second factor."));
    }
    step_up::check(&found.caller, method, route, now)
}

/// What a request shows to prove who it is.
enum Proof {
    Token(Secret),
    Cookie(Secret),
    None,
}

/// A caller, and what is to be written about having seen them.
pub(super) struct Found {
    pub caller: Caller,
    pub seen: Option<Seen>,
    /// The owner asks a second factor of this role, and the person has none.
    pub lacks_second_factor: bool,
}

pub(super) enum Seen {
    Session(SessionId, PersonId),
    Token(TokenId),
}

impl Accounts {
    async fn caller_of(&self, request: &Parts) -> Result<Option<Found>, ApiError> {
        let headers = &request.headers;
        let site = Site::of(self.public_url.as_ref(), headers);
        let proof = proof_of(headers, &site);
        let (has_cookie, has_token) = (matches!(proof, Proof::Cookie(_)), matches!(proof, Proof::Token(_)));
        let came_from = cross_site::came_from(headers, site.origins());
        if !cross_site::is_allowed(&request.method, came_from, has_cookie, has_token) {
            return Err(cross_site_refusal());
        }
        let found = match proof {
            Proof::Token(token) => self.caller_by_token(&token).await?,
            Proof::Cookie(token) => self.caller_by_session(&token).await?,
            Proof::None => None,
        };
        let Some(mut found) = found else { return Ok(None) };
        if let Some(seen) = found.seen.take() {
            let address = request.extensions.get::<PeerAddress>().and_then(|peer| peer.0);
            self.note_seen(
                seen,
                address.map(|address| address.to_canonical().to_string()).unwrap_or_default(),
            )
            .await;
        }
        Ok(Some(found))
    }

    pub(super) async fn caller_by_session(&self, token: &Secret) -> Result<Option<Found>, AccountError> {
        let (digest, now) = (random_token::digest(token.expose()), self.clock.now());
        let idle_since = session::idle_since(now);
        let live = self
            .db
            .read::<_, AccountError>(move |conn| Ok(sessions::find_live(conn, &digest, idle_since, now)?));
        Ok(live.await?.map(|live| Found {
            caller: Caller {
                actor: Actor::person_with_role(live.person_id, live.role),
                session: Some(live.id),
                proven_at: Some(live.proven_at),
            },
            seen: is_due(live.last_seen_at, now).then_some(Seen::Session(live.id, live.person_id)),
            lacks_second_factor: live.lacks_second_factor,
        }))
    }

    pub(super) async fn caller_by_token(&self, token: &Secret) -> Result<Option<Found>, AccountError> {
        let (digest, now) = (random_token::digest(token.expose()), self.clock.now());
        let live =
            self.db.read::<_, AccountError>(move |conn| Ok(tokens::find_live(conn, &digest, now)?)).await?;
        Ok(live.map(|live| Found {
            caller: Caller {
                actor: Actor { identity: Identity::Token(live.id), role: live.role },
                session: None,
                proven_at: None,
            },
            seen: live.last_used_at.is_none_or(|used| is_due(used, now)).then_some(Seen::Token(live.id)),
            lacks_second_factor: false,
        }))
    }

    /// A refusal worth a line that cannot be kept stays a refusal.
    async fn note_denial(
        &self,
        action: &'static str,
        caller: Option<Caller>,
        method: &Method,
        route: &str,
        peer: Option<IpAddr>,
    ) {
        let who = caller.map(|caller| caller.asker()).unwrap_or_default();
        let denial = Denial { action, who, what: format!("{method} {route}") };
        let Some(times) = self.denials.due(&denial, self.clock.now()) else { return };
        let actor = caller.map_or_else(Actor::system, |caller| caller.actor);
        let address = peer.map(|address| address.to_canonical().to_string()).unwrap_or_default();
        let details = serde_json::json!({ "times": times, "address": address, "role": caller.map(|caller| caller.role) });
        let noted = self.db.write::<_, AccountError>(move |tx| {
            Ok(audit::record(tx, &actor, denial.action, &denial.what, details)?)
        });
        if let Err(error) = noted.await {
            tracing::warn!(error = %error, "a refusal could not be written into the audit trail");
        }
    }

    /// Being seen is worth a line in the log when it cannot be kept, not a refused request.
    pub(super) async fn note_seen(&self, seen: Seen, address: String) {
        let noted = self.db.write::<_, AccountError>(move |tx| match seen {
            Seen::Session(session, person) => {
                sessions::set_last_seen(tx, session, &address, tx.now())?;
                Ok(people::set_last_seen(tx, person, tx.now())?)
            }
            Seen::Token(token) => Ok(tokens::set_last_used(tx, token, tx.now())?),
        });
        if let Err(error) = noted.await {
            tracing::warn!(error = %error, "when a caller was last seen could not be kept");
        }
    }
}

fn is_due(last: Timestamp, now: Timestamp) -> bool {
    now.since(last) >= SEEN_EVERY
}

fn proof_of(headers: &HeaderMap, site: &Site) -> Proof {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer") && token.starts_with(api_tokens::PREFIX)
        })
        .map(|(_, token)| token.trim().to_owned());
    match bearer {
        Some(token) => Proof::Token(Secret::new(token)),
        None => site.session_token(headers).map_or(Proof::None, Proof::Cookie),
    }
}

fn cross_site_refusal() -> ApiError {
    ApiError::new(
        StatusCode::FORBIDDEN,
        CROSS_SITE,
        "This request came from another web site and was refused.",
    )
    .hint("Open Shopbell in its own tab and try again; programs should use an API token.")
}
