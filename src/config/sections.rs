//! The sections and their defaults.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::telemetry::Format;

/// How the program listens and is reached.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// A TCP address; a socket passed by systemd comes first.
    pub listen: String,
    /// `https://…`: what customers' side and links use. Webhooks need it.
    pub public_url: Option<Url>,
    /// Whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8420".into(),
            public_url: None,
            trusted_proxies: vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])],
        }
    }
}

/// Where the one file lies.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    pub dir: PathBuf,
}

impl Default for Data {
    fn default() -> Self {
        Self { dir: "/var/lib/shopbell".into() }
    }
}

/// Where Meta is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WhatsApp {
    pub graph_url: Url,
    /// Such as `v26.0`.
    pub graph_version: String,
    /// How long one call to Meta may take, in seconds.
    pub graph_timeout_seconds: u64,
}

impl Default for WhatsApp {
    fn default() -> Self {
        Self {
            graph_url: known_url("https://graph.facebook.com"),
            graph_version: "v26.0".into(),
            graph_timeout_seconds: 20,
        }
    }
}

/// How knowledge is fetched.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Knowledge {
    /// Networks that pages may be fetched from although they are private, such as `192.168.1.0/24` for an intranet.
    pub fetch_allow_networks: Vec<ipnet::IpNet>,
}

/// How the shop's own people are told.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// Networks browsers' push services may lie in although they are private: for a push service of one's own.
    pub push_allow_networks: Vec<ipnet::IpNet>,
}

/// How replies behave until the owner sets it in the browser.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Replies {
    /// How long a message that looks finished waits for another, in milliseconds.
    pub burst_wait_ms: Option<u64>,
}

/// The models, when they are set here and not in the browser. What is set here wins.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Llm {
    /// `builtin`, `bedrock`, `anthropic` or `openai`.
    pub chat_provider: Option<String>,
    pub chat_model: Option<String>,
    /// The address of an OpenAI-compatible server, or another address for a vendor.
    pub chat_base_url: Option<Url>,
    pub chat_region: Option<String>,
    #[serde(serialize_with = "hidden")]
    pub chat_key: Option<Hidden>,
    /// `none`, `bedrock`, `openai` or `voyage`.
    pub embedding_provider: Option<String>,
    pub embedding_model: Option<String>,
    pub embedding_base_url: Option<Url>,
    pub embedding_region: Option<String>,
    #[serde(serialize_with = "hidden")]
    pub embedding_key: Option<Hidden>,
}

/// A secret in the settings.
pub type Hidden = crate::secrets::Secret<String>;

#[expect(clippy::ref_option, reason = "the form serde calls it in")]
fn hidden<S: serde::Serializer>(value: &Option<Hidden>, to: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(_) => to.serialize_str("[hidden]"),
        None => to.serialize_none(),
    }
}

/// The practice phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Practice {
    /// Where the stand-in for Meta listens: loopback, any free port.
    pub listen: String,
    /// The practice number plays the shop's own: the sample shop and tests say so, no file can.
    #[serde(skip)]
    pub plays_the_shop: bool,
}

impl Default for Practice {
    fn default() -> Self {
        Self { listen: "127.0.0.1:0".into(), plays_the_shop: false }
    }
}

/// How the program logs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `text` or `json`.
    pub format: Format,
    /// `error`, `warn`, `info`, `debug`, or per room such as `info,shopbell::whatsapp=debug`.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: Format::Text, level: "info".into() }
    }
}

#[expect(clippy::expect_used, reason = "a literal in this file that a test parses")]
fn known_url(text: &str) -> Url {
    text.parse().expect("the default address is one")
}
