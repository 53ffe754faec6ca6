//! Samples for templates: a session is opened at the app, the bytes follow, and Meta answers with a handle.
//!
//! The session's name comes from Meta and becomes part of an address, so it is looked at before the token goes there.

use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Body, Method};
use url::Url;

use super::files::UPLOAD;
use super::{CallError, Graph, NewUpload};
use crate::secrets::Secret;
use crate::whatsapp::wire::parse::lenient;

/// Characters of a session's name.
const SESSION_LIMIT: usize = 2_000;

impl Graph {
    /// Uploads a sample; returns the handle a template names it by.
    pub async fn upload_sample(
        &self,
        base: &Url,
        token: &Secret,
        app: &str,
        upload: NewUpload<'_>,
    ) -> Result<String, CallError> {
        let info = upload.info;
        let length = info.bytes.to_string();
        let name = info.filename.clone().unwrap_or_else(|| format!("sample-{}", info.id));
        let described = [
            ("file_length", length.as_str()),
            ("file_type", info.mime_type.as_str()),
            ("file_name", name.as_str()),
        ];
        let begun = self.request(Method::POST, base, token, &[app, "uploads"]).query(&described);
        let answer = self.exchange(begun).await?;
        let session = lenient::text(&answer, "id").and_then(|id| self.session(base, &id));
        let Some(session) = session else {
            return Err(CallError::Ambiguous("an upload without a session".into()));
        };
        let request = self
            .transfers
            .post(session)
            .header(AUTHORIZATION, format!("OAuth {}", token.expose()))
            .header("file_offset", "0")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_LENGTH, length.as_str())
            .body(Body::wrap_stream(upload.pieces));
        let answered = tokio::time::timeout(UPLOAD, self.exchange(request)).await;
        let answer =
            answered.unwrap_or_else(|_| Err(CallError::NotSent("the upload took too long".into())))?;
        lenient::text(&answer, "h")
            .ok_or_else(|| CallError::Ambiguous("accepted, but without a handle for the file".into()))
    }

    /// Where the bytes of a session go: `upload:…`, with what may follow a question mark.
    fn session(&self, base: &Url, id: &str) -> Option<Url> {
        let (name, query) = id.split_once('?').map_or((id, None), |(name, query)| (name, Some(query)));
        let plausible = name.starts_with("upload:")
            && id.len() <= SESSION_LIMIT
            && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#' && byte != b'\\');
        if !plausible {
            return None;
        }
        let mut address = self.address(base, &[name]);
        address.set_query(query);
        Some(address)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_session_stays_below_the_address_of_graph() {
        let graph = Graph::new("v26.0", Duration::from_secs(1)).unwrap();
        let base: Url = "https://graph.facebook.com/".parse().unwrap();
        let at = |id: &str| graph.session(&base, id).map(String::from);
        assert_eq!(
            at("upload:MTphd==?sig=ARZ-1").as_deref(),
            Some("https://graph.facebook.com/v26.0/upload:MTphd==?sig=ARZ-1")
        );
        assert_eq!(
            at("upload:../../me/x").as_deref(),
            Some("https://graph.facebook.com/v26.0/upload:..%2F..%2Fme%2Fx")
        );
        for wrong in ["", "12345", "https://evil.example/upload:1", "upload:a b", "upload:a#b"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
