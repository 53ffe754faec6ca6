//! Who calls: put into the request by the accounts middleware, taken out by handlers.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::error::ApiError;
use crate::actor::Actor;
use crate::clock::Timestamp;
use crate::ids::SessionId;

/// A signed-in caller. A handler that takes one is closed to everybody else.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    pub actor: Actor,
    /// The browser session, when it is one.
    pub session: Option<SessionId>,
    /// When the session last proved who it is, by password or second factor.
    pub proven_at: Option<Timestamp>,
}

impl Caller {
    /// Who asks, for limits that count by caller.
    pub fn asker(&self) -> String {
        format!("{:?}", self.actor)
    }
}

impl Deref for Caller {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().copied().ok_or_else(ApiError::not_signed_in)
    }
}
