//! Calls beside messages that are not plain reads or changes: removals, and the resumable upload of a sample.
//!
//! Nothing is tried again here.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::Value;
use url::Url;

use super::Graph;
use super::answer::{self, CallError};
use crate::secrets::Secret;
use crate::whatsapp::parse::lenient;

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

    /// Uploads a sample file for a template; returns its handle.
    pub async fn upload_sample(
        &self,
        base: &Url,
        token: &Secret,
        app_id: &str,
        mime_type: &str,
        bytes: Bytes,
    ) -> Result<String, CallError> {
        let length = bytes.len().to_string();
        let query = [("file_length", length.as_str()), ("file_type", mime_type), ("file_name", "sample")];
        let begun = self
            .exchange(self.request(Method::POST, base, token, &[app_id, "uploads"]).query(&query))
            .await?;
        let session = lenient::text(&begun, "id").ok_or_else(|| no_id("an upload"))?;
        let mut url = base.clone();
        // The session's id carries a signature as a query of its own.
        let (path, signature) =
            session.split_once('?').map_or((session.as_str(), None), |(a, b)| (a, Some(b)));
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(&self.version).push(path);
        }
        url.set_query(signature);
        let request = self
            .client
            .post(url)
            .header(AUTHORIZATION, format!("OAuth {}", token.expose()))
            .header("file_offset", "0")
            .body(bytes);
        let done = self.exchange(request).await?;
        lenient::text(&done, "h").ok_or_else(|| no_id("a sample"))
    }
}

fn no_id(what: &str) -> CallError {
    answer::incomplete(&format!("Meta took {what} but gave it no name"))
}
