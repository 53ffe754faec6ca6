//! Calls beside messages that are not plain reads or changes: removals.
//!
//! Nothing is tried again here.

use reqwest::Method;
use serde_json::Value;
use url::Url;

use super::Graph;
use super::answer::CallError;
use crate::secrets::Secret;

impl Graph {
    /// Removes something, named in the path and the query.
    pub async fn remove(
        &self,
        base: &Url,
        token: &Secret,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Value, CallError> {
        self.exchange(self.request(Method::DELETE, base, token, path).query(query)).await
    }

    /// Removes something named in the body.
    pub async fn remove_with(
        &self,
        base: &Url,
        token: &Secret,
        path: &[&str],
        body: &Value,
    ) -> Result<Value, CallError> {
        self.exchange(self.request(Method::DELETE, base, token, path).json(body)).await
    }
}
