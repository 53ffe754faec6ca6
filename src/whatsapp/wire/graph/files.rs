//! Files over Graph: uploads from the database, what Meta knows of a file, and its bytes.
//!
//! The token goes to Meta's own hosts only; an answer that leads elsewhere is not followed.

use std::time::Duration;

use reqwest::{Body, Method, Response, multipart};
use url::Url;

use super::{CallError, Graph, Line, answer};
use crate::media::{MediaInfo, Pieces};
use crate::whatsapp::wire::parse::lenient;

/// Longest time for one upload.
pub(in crate::whatsapp) const UPLOAD: Duration = Duration::from_mins(15);
/// Hosts, with all below them, that may be shown the token.
const TRUSTED: [&str; 3] = ["fbsbx.com", "fbcdn.net", "graph.facebook.com"];

/// A file to be uploaded.
pub struct NewUpload<'a> {
    pub info: &'a MediaInfo,
    pub pieces: Pieces,
}

/// What Meta knows of a file.
#[derive(Debug, Clone)]
pub struct FileInfo {
    pub url: String,
    pub sha256: Option<String>,
    pub bytes: Option<u64>,
}

impl Graph {
    /// Gives Meta a file; returns the id it gave it.
    pub async fn upload(&self, line: &Line, upload: NewUpload<'_>) -> Result<String, CallError> {
        let info = upload.info;
        let broken = |error: reqwest::Error| CallError::NotSent(error.to_string());
        let name = info.filename.clone().unwrap_or_else(|| format!("file-{}", info.id));
        let file = multipart::Part::stream_with_length(Body::wrap_stream(upload.pieces), info.bytes)
            .file_name(name)
            .mime_str(meta_type(&info.mime_type))
            .map_err(broken)?;
        let form = multipart::Form::new()
            .text("messaging_product", "whatsapp")
            .text("type", meta_type(&info.mime_type).to_owned())
            .part("file", file);
        let url = self.address(&line.base, &[&line.phone_number_id, "media"]);
        let request =
            self.transfers.request(Method::POST, url).bearer_auth(line.token.expose()).multipart(form);
        let answered = tokio::time::timeout(UPLOAD, self.exchange(request)).await;
        let answer =
            answered.unwrap_or_else(|_| Err(CallError::NotSent("the upload took too long".into())))?;
        lenient::text(&answer, "id")
            .ok_or_else(|| CallError::Ambiguous("accepted, but without an id for the file".into()))
    }

    /// Where the bytes of a customer's file are, for five minutes.
    pub async fn file_info(&self, line: &Line, id: &str) -> Result<FileInfo, CallError> {
        let number = [("phone_number_id", line.phone_number_id.as_str())];
        let answer = self.get(&line.base, &line.token, &[id], &number).await?;
        let url = lenient::text(&answer, "url")
            .ok_or_else(|| CallError::Ambiguous("an answer without an address".into()))?;
        let bytes = lenient::integer(&answer, "file_size").and_then(|bytes| u64::try_from(bytes).ok());
        Ok(FileInfo { url, sha256: lenient::text(&answer, "sha256"), bytes })
    }

    /// Asks for the bytes. Call [`may_carry_token`] first.
    pub async fn download(&self, line: &Line, url: Url) -> Result<Response, CallError> {
        let request = self.transfers.get(url).bearer_auth(line.token.expose());
        request.send().await.map_err(|error| answer::from_transport(&error))
    }
}

/// A type as Meta writes it.
fn meta_type(mime_type: &str) -> &str {
    if mime_type == "video/3gpp" { "video/3gp" } else { mime_type }
}

/// Whether the token may be shown to this address: Meta's hosts over TLS, or the very place Graph is configured to be.
pub fn may_carry_token(url: &Url, base: &Url) -> bool {
    let trusted = url.host_str().is_some_and(|host| {
        TRUSTED
            .iter()
            .any(|known| host == *known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.')))
    });
    let plain = url.username().is_empty() && url.password().is_none();
    plain && ((url.scheme() == "https" && url.port().is_none() && trusted) || url.origin() == base.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_to_metas_hosts_only() {
        let base: Url = "https://graph.facebook.com/".parse().unwrap();
        let may = |url: &str| may_carry_token(&url.parse().unwrap(), &base);
        assert!(may("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"));
        assert!(may("https://scontent.xx.fbcdn.net/v/1"));
        assert!(may("https://graph.facebook.com/v26.0/1"));
        for wrong in [
            "http://lookaside.fbsbx.com/",
            "https://evilfbsbx.com/",
            "https://fbsbx.com.evil.example/",
            "https://lookaside.fbsbx.com@evil.example/",
            "https://user:pass@lookaside.fbsbx.com/",
            "https://lookaside.fbsbx.com:8443/",
            "https://127.0.0.1/",
            "file:///etc/passwd",
        ] {
            assert!(!may(wrong), "{wrong}");
        }
        let practice: Url = "http://127.0.0.1:4000/".parse().unwrap();
        assert!(may_carry_token(&"http://127.0.0.1:4000/media-bytes/1/k".parse().unwrap(), &practice));
        assert!(!may_carry_token(&"http://127.0.0.1:4001/media-bytes/1/k".parse().unwrap(), &practice));
    }
}
