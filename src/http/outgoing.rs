//! Clients for calls that leave the program: time-outs on everything, no redirects, our own name resolution.
//!
//! Names are resolved by hickory, not by the C library, so that the static binary resolves everywhere.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt as _;

/// How long a connection may take to come up.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a client could not be made.
#[derive(Debug, Clone, thiserror::Error)]
#[error("an HTTP client could not be made: {0}")]
pub struct NoClient(String);

impl From<reqwest::Error> for NoClient {
    fn from(error: reqwest::Error) -> Self {
        Self(error.to_string())
    }
}

/// A client for an address that is configured, with one time limit on the whole exchange.
pub fn client(total: Duration) -> Result<reqwest::Client, NoClient> {
    builder().timeout(total).build().map_err(|error| NoClient(error.to_string()))
}

/// A client for answers that stream: each piece must come within `between`, the whole may take as long as it takes.
pub fn streaming_client(between: Duration) -> Result<reqwest::Client, NoClient> {
    builder().read_timeout(between).build().map_err(|error| NoClient(error.to_string()))
}

/// What all clients share; knowledge adds its address filter on top.
pub fn builder() -> reqwest::ClientBuilder {
    install_crypto();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("Shopbell/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .dns_resolver(Arc::new(Names));
    match tls() {
        Some(tls) => builder.tls_backend_preconfigured(tls),
        // The client tries by itself, and says what is wrong when it is built.
        None => builder,
    }
}

/// TLS that trusts what this machine trusts. A machine has some 150 certificates: they are read once, not for each client.
fn tls() -> Option<ClientConfig> {
    static TLS: OnceLock<ClientConfig> = OnceLock::new();
    if let Some(tls) = TLS.get() {
        return Some(tls.clone());
    }
    let mut tls = ClientConfig::with_platform_verifier().ok()?;
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    Some(TLS.get_or_init(|| tls).clone())
}

/// Makes ring the process's cryptography for TLS. Harmless when called again.
pub fn install_crypto() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        // An error means somebody has installed one already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// Every address of a host name.
pub async fn resolve(host: &str) -> std::io::Result<Vec<IpAddr>> {
    if host == "localhost" || host.ends_with(".localhost") {
        return Ok(vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])]);
    }
    let resolver = resolver()?;
    let found = resolver.lookup_ip(host).await.map_err(std::io::Error::other)?;
    Ok(found.iter().collect())
}

fn resolver() -> std::io::Result<&'static TokioResolver> {
    static RESOLVER: OnceLock<Result<TokioResolver, String>> = OnceLock::new();
    RESOLVER
        .get_or_init(|| {
            TokioResolver::builder_tokio()
                .and_then(hickory_resolver::ResolverBuilder::build)
                .map_err(|error| error.to_string())
        })
        .as_ref()
        .map_err(|words| std::io::Error::other(words.clone()))
}

/// Name resolution for reqwest.
struct Names;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses = resolve(name.as_str()).await?;
            let addresses: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}
