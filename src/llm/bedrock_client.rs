//! Opens the AWS SDK's Bedrock client: whose credentials, which region, which address, which resolver.
//! Never retries by itself (whoever asked decides) and never calls the C library's resolver.

use std::sync::Arc;
use std::time::Duration;

use aws_config::{BehaviorVersion, ConfigLoader, Region, meta::region::RegionProviderChain};
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::{
    Builder, Credentials, SharedHttpClient, Token, retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::auth::{AuthSchemeId, http::HTTP_BEARER_AUTH_SCHEME_ID};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use tokio::sync::OnceCell;

use super::error::LlmError;
use crate::http::outgoing;
use crate::secrets::Secret;

/// Where Bedrock is looked for when neither the settings nor the environment name a region.
const FALLBACK_REGION: &str = "us-east-1";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What opening a client needs; the client itself is made at the first call and kept.
#[derive(Clone)]
pub(super) struct BedrockAccess {
    settings: Arc<AccessSettings>,
    client: Arc<OnceCell<Client>>,
}

struct AccessSettings {
    region: Option<String>,
    endpoint: Option<String>,
    key: Option<Secret>,
    read_timeout: Duration,
}

/// The two forms of a key that people paste.
enum Key {
    Signing(Credentials),
    Bearer(Token),
}

impl BedrockAccess {
    pub fn new(
        region: Option<String>,
        endpoint: Option<String>,
        key: Option<Secret>,
        read_timeout: Duration,
    ) -> Self {
        let settings = AccessSettings { region, endpoint, key, read_timeout };
        Self { settings: Arc::new(settings), client: Arc::default() }
    }

    pub async fn client(&self) -> Result<Client, LlmError> {
        self.client.get_or_try_init(|| open(&self.settings)).await.cloned()
    }
}

async fn open(settings: &AccessSettings) -> Result<Client, LlmError> {
    let key = settings.key.as_ref().map(|key| read_key(key.expose())).transpose()?;
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http_client())
        .region(region(settings.region.clone()))
        .retry_config(RetryConfig::disabled())
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .read_timeout(settings.read_timeout)
                .build(),
        );
    if let Some(endpoint) = &settings.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    let loader = with_credentials(loader, key.as_ref());
    let shared = loader.load().await;
    Ok(Client::from_conf(with_scheme(Builder::from(&shared), key).build()))
}

fn with_credentials(loader: ConfigLoader, key: Option<&Key>) -> ConfigLoader {
    match key {
        Some(Key::Signing(credentials)) => loader.credentials_provider(credentials.clone()),
        Some(Key::Bearer(_)) => loader.no_credentials(),
        None => loader,
    }
}

/// A key from the settings wins over whatever the environment offers.
fn with_scheme(builder: Builder, key: Option<Key>) -> Builder {
    match key {
        Some(Key::Signing(_)) => builder.auth_scheme_preference([AuthSchemeId::from("sigv4")]),
        Some(Key::Bearer(token)) => {
            builder.bearer_token(token).auth_scheme_preference([HTTP_BEARER_AUTH_SCHEME_ID])
        }
        None => builder,
    }
}

fn region(chosen: Option<String>) -> RegionProviderChain {
    match chosen {
        Some(region) => RegionProviderChain::first_try(Region::new(region)),
        None => RegionProviderChain::default_provider().or_else(FALLBACK_REGION),
    }
}

/// `ACCESS_KEY:SECRET` or `ACCESS_KEY:SECRET:SESSION`; anything without a colon is a Bedrock API key.
fn read_key(text: &str) -> Result<Key, LlmError> {
    let parts: Vec<&str> = text.trim().splitn(3, ':').collect();
    match parts.as_slice() {
        [bearer] if !bearer.is_empty() => Ok(Key::Bearer(Token::new(*bearer, None))),
        [id, secret] if !id.is_empty() && !secret.is_empty() => Ok(signing(id, secret, None)),
        [id, secret, session] if !id.is_empty() && !secret.is_empty() => {
            Ok(signing(id, secret, Some((*session).to_owned())))
        }
        _ => Err(LlmError::KeyRefused("a key is ACCESS_KEY:SECRET, or a Bedrock API key".to_owned())),
    }
}

fn signing(id: &str, secret: &str, session: Option<String>) -> Key {
    Key::Signing(Credentials::new(id, secret, session, None, "shopbell settings"))
}

fn http_client() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::rustls(CryptoMode::Ring))
        .build_with_resolver(Names)
}

/// Names to addresses without `getaddrinfo`, so that the static binary needs no C library at run time.
#[derive(Clone, Debug)]
struct Names;

impl ResolveDns for Names {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move { outgoing::resolve(name).await.map_err(ResolveDnsError::new) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_key_are_read() {
        assert!(matches!(read_key("AKIA:secret"), Ok(Key::Signing(k)) if k.session_token().is_none()));
        assert!(
            matches!(read_key("AKIA:secret:to:ken"), Ok(Key::Signing(k)) if k.session_token() == Some("to:ken"))
        );
        assert!(
            matches!(read_key(" bedrock-api-key-abc= "), Ok(Key::Bearer(t)) if t.token() == "bedrock-api-key-abc=")
        );
        assert!(read_key("").is_err() && read_key("AKIA:").is_err());
    }
}
