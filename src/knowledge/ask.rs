//! One question to another program at an address a person typed, through the filter that pages are fetched through.
//!
//! It goes with headers of ours, and so follows no redirect.

use std::time::Duration;

use reqwest::header::{HeaderMap, LOCATION, RETRY_AFTER};

use super::fetch::{FetchFault, Fetcher, MAX_PAGE_BYTES, fault_of, is_web_port, parse_address};

/// An answer as it came, whatever its status.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// How long the site asks for patience.
    pub retry_after: Option<Duration>,
    /// Where it sends on to.
    pub location: Option<String>,
    pub content: Vec<u8>,
}

impl Fetcher {
    /// One question to an address a person typed, with headers of ours; no redirect is followed, since the next site must
    /// not see them.
    pub async fn ask(&self, address: &str, headers: HeaderMap) -> Result<Reply, FetchFault> {
        self.ask_with(address, headers, None).await
    }

    /// The same with a body to be posted.
    pub async fn ask_with(
        &self,
        address: &str,
        headers: HeaderMap,
        body: Option<String>,
    ) -> Result<Reply, FetchFault> {
        let url = parse_address(address)?;
        self.check(&url)?;
        let client = if is_web_port(&url) { &self.client } else { &self.inside };
        let request = match body {
            Some(body) => client.post(url).body(body),
            None => client.get(url),
        };
        let mut response = request.headers(headers).send().await.map_err(|error| fault_of(&error))?;
        self.check_peer(&response)?;
        let retry_after =
            response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let location =
            response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let status = response.status().as_u16();
        let mut content = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| fault_of(&error))? {
            content.extend_from_slice(&piece);
            if content.len() > MAX_PAGE_BYTES {
                return Err(FetchFault::TooLarge);
            }
        }
        Ok(Reply { status, retry_after: retry_after.map(Duration::from_secs), location, content })
    }
}
