//! A change of the settings as it arrives, and the rules it must keep.
//! A key never stays when the place it would be sent to changes.

use serde::Deserialize;
use url::{Host, Url};
use utoipa::ToSchema;

use super::build::Opened;
use super::settings::{ChatChoice, ChatProvider, EmbeddingChoice, EmbeddingProvider, Limits, Settings};
use crate::http::ApiError;
use crate::secrets::Secret;

/// Longest name of a model, region or address.
const TEXT_LIMIT_CHARACTERS: usize = 300;
const KEY_LIMIT_CHARACTERS: usize = 4_096;

/// What the owner wants.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LlmChange)]
pub struct Change {
    chat: ChatChange,
    embedding: Option<EmbeddingChange>,
    limits: Option<Limits>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChatChange {
    provider: ChatProvider,
    #[serde(default)]
    model: String,
    base_url: Option<String>,
    region: Option<String>,
    /// Write-only. Empty takes the stored one away.
    key: Option<Secret>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EmbeddingChange {
    provider: EmbeddingProvider,
    #[serde(default)]
    model: String,
    base_url: Option<String>,
    region: Option<String>,
    dimensions: Option<u32>,
    /// Write-only. Empty takes the stored one away.
    key: Option<Secret>,
}

impl Change {
    /// The settings after this change, or everything that is wrong with it.
    pub(super) fn applied_to(self, before: &Opened) -> Result<Opened, ApiError> {
        let (chat, key) = (self.chat, &before.chat_key);
        let chosen = ChatChoice {
            provider: chat.provider,
            model: chat.model.trim().to_owned(),
            base_url: filled(chat.base_url),
            region: filled(chat.region),
        };
        let same = chosen.provider == before.settings.chat.provider
            && chosen.base_url == before.settings.chat.base_url;
        let chat_key = kept(chat.key, key.as_ref().filter(|_| same));
        let (embedding, embedding_key) = match self.embedding {
            Some(change) => change.applied_to(before),
            None => (before.settings.embedding.clone(), before.embedding_key.clone()),
        };
        let limits = self.limits.unwrap_or(before.settings.limits);
        let settings = Settings { chat: chosen, embedding, limits };
        let after = Opened { settings, chat_key, embedding_key };
        check(&after)?;
        Ok(after)
    }
}

impl EmbeddingChange {
    fn applied_to(self, before: &Opened) -> (EmbeddingChoice, Option<Secret>) {
        let chosen = EmbeddingChoice {
            provider: self.provider,
            model: self.model.trim().to_owned(),
            base_url: filled(self.base_url),
            region: filled(self.region),
            dimensions: self.dimensions,
        };
        let old = &before.settings.embedding;
        let same = chosen.provider == old.provider && chosen.base_url == old.base_url;
        let key = kept(self.key, before.embedding_key.as_ref().filter(|_| same));
        (chosen, key)
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn kept(given: Option<Secret>, old: Option<&Secret>) -> Option<Secret> {
    match given {
        Some(key) if key.expose().trim().is_empty() => None,
        Some(key) => Some(Secret::new(key.expose().trim().to_owned())),
        None => old.cloned(),
    }
}

fn check(after: &Opened) -> Result<(), ApiError> {
    let Settings { chat, embedding, limits } = &after.settings;
    let mut wrong: Vec<(&str, &str)> = Vec::new();
    let chat_needs_key = match chat.provider {
        ChatProvider::Builtin | ChatProvider::Bedrock => false,
        ChatProvider::Anthropic => true,
        ChatProvider::Openai => chat.base_url.is_none(),
    };
    let embedding_needs_key = match embedding.provider {
        EmbeddingProvider::None | EmbeddingProvider::Bedrock => false,
        EmbeddingProvider::Voyage => true,
        EmbeddingProvider::Openai => embedding.base_url.is_none(),
    };
    if chat_needs_key && after.chat_key.is_none() {
        wrong.push(("chat.key", "This provider needs a key."));
    }
    if embedding_needs_key && after.embedding_key.is_none() {
        wrong.push(("embedding.key", "This provider needs a key."));
    }
    for (field, address, key) in [
        ("chat.base_url", &chat.base_url, &after.chat_key),
        ("embedding.base_url", &embedding.base_url, &after.embedding_key),
    ] {
        wrong.extend(
            address
                .as_ref()
                .and_then(|address| wrong_address(address, key.is_some()))
                .map(|words| (field, words)),
        );
    }
    if embedding.dimensions.is_some_and(|dimensions| !(64..=4_096).contains(&dimensions)) {
        wrong.push(("embedding.dimensions", "Between 64 and 4096."));
    }
    if !(64..=4_096).contains(&limits.max_output_tokens) {
        wrong.push(("limits.max_output_tokens", "Between 64 and 4096."));
    }
    if !(5..=300).contains(&limits.timeout_seconds) {
        wrong.push(("limits.timeout_seconds", "Between 5 and 300."));
    }
    let texts =
        [&chat.model, &embedding.model].into_iter().chain(chat.region.iter()).chain(embedding.region.iter());
    if texts
        .into_iter()
        .any(|text| text.chars().count() > TEXT_LIMIT_CHARACTERS || text.chars().any(char::is_control))
    {
        wrong.push(("chat.model", "At most 300 characters, all of them visible."));
    }
    let keys = after.chat_key.iter().chain(after.embedding_key.iter());
    if keys.into_iter().any(|key| key.expose().chars().count() > KEY_LIMIT_CHARACTERS) {
        wrong.push(("chat.key", "At most 4096 characters."));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let error = ApiError::unprocessable("invalid_settings", "Some of these settings cannot work.");
    Err(wrong.into_iter().fold(error, |error, (field, words)| error.field(field, words)))
}

/// An address carries a key in the clear only within this machine or network.
fn wrong_address(text: &str, with_key: bool) -> Option<&'static str> {
    let Ok(url) = Url::parse(text) else {
        return Some("This is not an address such as https://example.com/v1.");
    };
    if text.len() > TEXT_LIMIT_CHARACTERS || url.host().is_none() || !matches!(url.scheme(), "http" | "https")
    {
        return Some("This is not an address such as https://example.com/v1.");
    }
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Some("Leave out everything after the path, and names and passwords.");
    }
    (url.scheme() == "http" && with_key && !is_near(&url)).then_some("A key needs https:// here.")
}

fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_private(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(text: &str, before: &Opened) -> Result<Opened, ApiError> {
        serde_json::from_str::<Change>(text).unwrap().applied_to(before)
    }

    #[test]
    fn a_key_stays_only_where_it_was_given() {
        let with = r#"{"chat":{"provider":"openai","key":" sk-1 "}}"#;
        let first = change(with, &Opened::default()).unwrap();
        assert_eq!(first.chat_key.as_ref().unwrap().expose(), "sk-1");
        let same = change(r#"{"chat":{"provider":"openai","model":"gpt-4.1"}}"#, &first).unwrap();
        assert_eq!(same.chat_key.unwrap().expose(), "sk-1");
        let elsewhere =
            change(r#"{"chat":{"provider":"openai","base_url":"https://evil.example/v1"}}"#, &first).unwrap();
        assert!(elsewhere.chat_key.is_none());
    }

    #[test]
    fn settings_that_cannot_work_are_refused() {
        for text in [
            r#"{"chat":{"provider":"anthropic"}}"#,
            r#"{"chat":{"provider":"openai","key":"k","base_url":"http://far.example"}}"#,
            r#"{"chat":{"provider":"openai","base_url":"file:///etc/passwd"}}"#,
            r#"{"chat":{"provider":"openai","key":"k","base_url":"https://u:p@x.example"}}"#,
            r#"{"chat":{"provider":"builtin"},"limits":{"max_output_tokens":1,"timeout_seconds":60}}"#,
            r#"{"chat":{"provider":"builtin"},"embedding":{"provider":"voyage"}}"#,
        ] {
            assert!(change(text, &Opened::default()).is_err(), "{text}");
        }
        assert!(
            change(
                r#"{"chat":{"provider":"openai","base_url":"http://127.0.0.1:11434/v1"}}"#,
                &Opened::default()
            )
            .is_ok()
        );
        assert!(
            change(r#"{"chat":{"provider":"bedrock","region":"eu-west-1"}}"#, &Opened::default()).is_ok()
        );
    }
}
