//! One Graph call as it came: its token, and its parameters from query, form or JSON alike.
//!
//! Reads and checks who is calling; what the call asks for is another file's business.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Map, Value};

use crate::clock::Timestamp;

use super::Meta;
use super::graph_error::GraphError;
use super::state::account::Account;

/// Bytes of parameters one call may carry; media come by another way.
pub(super) const CALL_LIMIT_BYTES: usize = 1024 * 1024;

/// The token and parameters of one call.
pub(super) struct Call {
    token: Option<String>,
    params: Map<String, Value>,
}

impl FromRequest<Meta> for Call {
    type Rejection = GraphError;

    async fn from_request(request: Request, meta: &Meta) -> Result<Self, GraphError> {
        let mut params = Map::new();
        add_pairs(&mut params, request.uri().query().unwrap_or_default().as_bytes());
        let bearer = bearer(&request);
        let json = header(&request, CONTENT_TYPE.as_str()).is_some_and(|kind| kind.contains("json"));
        let body = Bytes::from_request(request, meta)
            .await
            .map_err(|_| GraphError::parameter("The request body could not be read"))?;
        if json && !body.is_empty() {
            match serde_json::from_slice(&body) {
                Ok(Value::Object(object)) => params.extend(object),
                Ok(_) | Err(_) => return Err(GraphError::parameter("The request body is not a JSON object")),
            }
        } else {
            add_pairs(&mut params, &body);
        }
        let token = bearer.or_else(|| text_of(&params, "access_token"));
        Ok(Self { token, params })
    }
}

impl Call {
    /// A parameter as text; numbers and booleans as their usual writing.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        text_of(&self.params, name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.params.contains_key(name)
    }

    /// A parameter that is an object, also when it came as JSON inside a form.
    pub(super) fn object(&self, name: &str) -> Option<Map<String, Value>> {
        match self.params.get(name)? {
            Value::Object(object) => Some(object.clone()),
            Value::String(text) => serde_json::from_str(text).ok(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
        }
    }

    pub(super) fn body(&self) -> &Map<String, Value> {
        &self.params
    }

    /// The names asked for in `fields=`, or these.
    pub(super) fn fields_or(&self, usual: &[&str]) -> Vec<String> {
        match self.text("fields") {
            Some(fields) if !fields.is_empty() => split_fields(&fields),
            Some(_) | None => usual.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    /// Passes when the call carries the business's own token.
    pub(super) fn require_token(&self, account: &Account, now: Timestamp) -> Result<(), GraphError> {
        let token = require(self.token.as_deref())?;
        check_token(account, token, now)
    }

    /// Passes when the call carries the business's own token and its user was given the account.
    pub(super) fn require_asset(&self, account: &Account, now: Timestamp) -> Result<(), GraphError> {
        self.require_token(account, now)?;
        let waba = &account.keys.waba_id;
        match &account.token.target_waba_ids {
            Some(granted) if !granted.contains(waba) => Err(GraphError::unknown_object("get", waba)),
            Some(_) | None => Ok(()),
        }
    }

    /// Passes when the call carries `{app id}|{app secret}`.
    pub(super) fn require_app_token(&self, account: &Account) -> Result<(), GraphError> {
        let token = require(self.token.as_deref())?;
        if is_app_token(account, token) {
            return Ok(());
        }
        Err(GraphError::token(None, "Invalid OAuth access token signature."))
    }

    /// Passes with either of the two.
    pub(super) fn require_any_token(&self, account: &Account, now: Timestamp) -> Result<(), GraphError> {
        self.require_app_token(account).or_else(|_| self.require_token(account, now))
    }
}

/// Passes when `token` is the business's own and still good.
fn check_token(account: &Account, token: &str, now: Timestamp) -> Result<(), GraphError> {
    if token != account.keys.access_token.expose() {
        return Err(GraphError::token(None, "Invalid OAuth access token - Cannot parse access token"));
    }
    if !account.token.valid {
        let words = "Error validating access token: The session has been invalidated because the user changed their \
                     password or Facebook has changed the session for security reasons.";
        return Err(GraphError::token(Some(460), words));
    }
    if account.token.expires_at.is_some_and(|end| end <= now) {
        return Err(GraphError::token(Some(463), "Error validating access token: Session has expired."));
    }
    Ok(())
}

fn is_app_token(account: &Account, token: &str) -> bool {
    token.split_once('|') == Some((account.keys.app_id.as_str(), account.keys.app_secret.expose().as_str()))
}

/// The token of a request that is not a [`Call`], such as an upload.
pub(super) fn require_bearer(request: &Request, account: &Account, now: Timestamp) -> Result<(), GraphError> {
    check_token(account, require(bearer(request).as_deref())?, now)
}

fn require(token: Option<&str>) -> Result<&str, GraphError> {
    token.ok_or_else(|| {
        let words = "An active access token must be used to query information about the current user.";
        GraphError::token(None, words)
    })
}

fn bearer(request: &Request) -> Option<String> {
    let header = header(request, AUTHORIZATION.as_str())?;
    header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("OAuth ")).map(ToOwned::to_owned)
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

fn add_pairs(params: &mut Map<String, Value>, encoded: &[u8]) {
    for (name, value) in url::form_urlencoded::parse(encoded) {
        params.insert(name.into_owned(), value.into_owned().into());
    }
}

fn text_of(params: &Map<String, Value>, name: &str) -> Option<String> {
    match params.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Array(items) => Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")),
        Value::Null | Value::Object(_) => None,
    }
}

/// `a,b{c,d},e.limit(3)` asks for `a`, `b` and `e`.
fn split_fields(fields: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut depth = 0_u32;
    for character in fields.chars() {
        match character {
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => names.push(String::new()),
            other if depth == 0 => {
                if let Some(name) = names.last_mut() {
                    name.push(other);
                }
            }
            _inside => {}
        }
    }
    names.iter().map(|name| name.split('.').next().unwrap_or_default().trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn fields_split_at_their_own_level_only() {
        assert_eq!(super::split_fields("id,health_status{a,b},x.limit(3)"), ["id", "health_status", "x"]);
    }
}
