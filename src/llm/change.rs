//! A change of the settings as it arrives, and the rules it must keep.
//! A key never stays when the place it would be sent to changes.

use serde::Deserialize;
use url::{Host, Url};
use utoipa::ToSchema;

use super::build::Opened;
use super::settings::{
    ChatChoice, ChatProvider, EmbeddingChoice, EmbeddingProvider, Limits, Settings, TranscriptionChoice,
    TranscriptionProvider,
};
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
    /// Asked when the first one fails; `builtin` means no such model. Stays as it is when not given.
    second: Option<ChatChange>,
    embedding: Option<EmbeddingChange>,
    /// Turns voice notes into words. Stays as it is when not given.
    transcription: Option<TranscriptionChange>,
    limits: Option<Limits>,
    /// Why it shall be saved although answers get worse, or were not examined; kept in the activity log.
    #[serde(default)]
    pub(super) despite_exam: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChatChange {
    provider: ChatProvider,
    #[serde(default)]
    model: String,
    /// Sorts what customers want; the same as `model` when empty.
    #[serde(default)]
    intent_model: String,
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

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TranscriptionChange {
    provider: TranscriptionProvider,
    #[serde(default)]
    model: String,
    /// Up to where `/audio/transcriptions` begins; OpenAI's own when empty.
    base_url: Option<String>,
    /// Write-only. Empty takes the stored one away.
    key: Option<Secret>,
}

impl Change {
    /// The settings after this change, or everything that is wrong with it.
    pub(super) fn applied_to(self, before: &Opened) -> Result<Opened, ApiError> {
        let old = &before.settings;
        let (chat, chat_key) = self.chat.applied_to(&old.chat, before.chat_key.as_ref());
        let (second, second_key) = match self.second {
            Some(change) => change.applied_to(&old.second, before.second_key.as_ref()),
            None => (old.second.clone(), before.second_key.clone()),
        };
        let (embedding, embedding_key) = match self.embedding {
            Some(change) => change.applied_to(before),
            None => (before.settings.embedding.clone(), before.embedding_key.clone()),
        };
        let limits = self.limits.unwrap_or(before.settings.limits);
        let (transcription, transcription_key) = match self.transcription {
            Some(change) => change.applied_to(before),
            None => (before.settings.transcription.clone(), before.transcription_key.clone()),
        };
        let settings = Settings { chat, second, embedding, transcription, limits };
        let after = Opened { settings, chat_key, second_key, embedding_key, transcription_key };
        check(&after)?;
        Ok(after)
    }
}

impl ChatChange {
    fn applied_to(self, before: &ChatChoice, key: Option<&Secret>) -> (ChatChoice, Option<Secret>) {
        let chosen = ChatChoice {
            provider: self.provider,
            model: self.model.trim().to_owned(),
            intent_model: self.intent_model.trim().to_owned(),
            base_url: filled(self.base_url),
            region: filled(self.region),
        };
        let same = chosen.provider == before.provider && chosen.base_url == before.base_url;
        let key = kept(self.key, key.filter(|_| same));
        (chosen, key)
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

impl TranscriptionChange {
    fn applied_to(self, before: &Opened) -> (TranscriptionChoice, Option<Secret>) {
        let chosen = TranscriptionChoice {
            provider: self.provider,
            model: self.model.trim().to_owned(),
            base_url: filled(self.base_url),
        };
        let old = &before.settings.transcription;
        let same = chosen.provider == old.provider && chosen.base_url == old.base_url;
        let key = kept(self.key, before.transcription_key.as_ref().filter(|_| same));
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
    let Settings { chat, second, embedding, transcription, limits } = &after.settings;
    let mut wrong: Vec<(&str, &str)> = Vec::new();
    let chat_needs_key = |chat: &ChatChoice| match chat.provider {
        ChatProvider::Builtin | ChatProvider::Bedrock => false,
        ChatProvider::Anthropic => true,
        ChatProvider::Openai => chat.base_url.is_none(),
    };
    let embedding_needs_key = match embedding.provider {
        EmbeddingProvider::None | EmbeddingProvider::Bedrock => false,
        EmbeddingProvider::Voyage => true,
        EmbeddingProvider::Openai => embedding.base_url.is_none(),
    };
    if chat_needs_key(chat) && after.chat_key.is_none() {
        wrong.push(("chat.key", "This provider needs a key."));
    }
    if chat_needs_key(second) && after.second_key.is_none() {
        wrong.push(("second.key", "This provider needs a key."));
    }
    if embedding_needs_key && after.embedding_key.is_none() {
        wrong.push(("embedding.key", "This provider needs a key."));
    }
    let transcription_needs_key =
        transcription.provider == TranscriptionProvider::Openai && transcription.base_url.is_none();
    if transcription_needs_key && after.transcription_key.is_none() {
        wrong.push(("transcription.key", "This provider needs a key."));
    }
    for (field, address, key) in [
        ("chat.base_url", &chat.base_url, &after.chat_key),
        ("second.base_url", &second.base_url, &after.second_key),
        ("embedding.base_url", &embedding.base_url, &after.embedding_key),
        ("transcription.base_url", &transcription.base_url, &after.transcription_key),
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
    wrong.extend(unfit_texts(after));
    if wrong.is_empty() {
        return Ok(());
    }
    let error = ApiError::unprocessable("invalid_settings", "Some of these settings cannot work.");
    Err(wrong.into_iter().fold(error, |error, (field, words)| error.field(field, words)))
}

/// Names and keys that are longer than any, or hold what nobody can see.
fn unfit_texts(after: &Opened) -> Vec<(&'static str, &'static str)> {
    let Settings { chat, second, embedding, transcription, limits: _ } = &after.settings;
    let texts = [
        ("chat.model", Some(&chat.model)),
        ("chat.intent_model", Some(&chat.intent_model)),
        ("chat.region", chat.region.as_ref()),
        ("second.model", Some(&second.model)),
        ("second.intent_model", Some(&second.intent_model)),
        ("second.region", second.region.as_ref()),
        ("embedding.model", Some(&embedding.model)),
        ("embedding.region", embedding.region.as_ref()),
        ("transcription.model", Some(&transcription.model)),
    ];
    let keys = [
        ("chat.key", &after.chat_key),
        ("second.key", &after.second_key),
        ("embedding.key", &after.embedding_key),
        ("transcription.key", &after.transcription_key),
    ];
    let is_unfit =
        |text: &String| text.chars().count() > TEXT_LIMIT_CHARACTERS || text.chars().any(char::is_control);
    let is_long = |key: &Secret| key.expose().chars().count() > KEY_LIMIT_CHARACTERS;
    let texts = texts.into_iter().filter(|(_, text)| text.is_some_and(is_unfit));
    let keys = keys.into_iter().filter(|(_, key)| key.as_ref().is_some_and(is_long));
    let texts = texts.map(|(field, _)| (field, "At most 300 characters, all of them visible."));
    texts.chain(keys.map(|(field, _)| (field, "At most 4096 characters."))).collect()
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
    fn the_second_model_has_a_key_of_its_own_and_stays_when_it_is_not_named() {
        let both =
            r#"{"chat":{"provider":"openai","key":"one"},"second":{"provider":"anthropic","key":"two"}}"#;
        let both = change(both, &Opened::default()).unwrap();
        let key = |key: &Option<Secret>| key.as_ref().map(|key| key.expose().clone());
        assert_eq!((key(&both.chat_key), key(&both.second_key)), (Some("one".into()), Some("two".into())));
        let after = change(r#"{"chat":{"provider":"openai","intent_model":" small "}}"#, &both).unwrap();
        assert_eq!(after.settings.second, both.settings.second);
        assert_eq!(
            (key(&after.second_key), after.settings.chat.intent_model),
            (Some("two".into()), "small".into())
        );
        let gone = r#"{"chat":{"provider":"openai"},"second":{"provider":"builtin"}}"#;
        assert_eq!(key(&change(gone, &both).unwrap().second_key), None);
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
            r#"{"chat":{"provider":"builtin"},"second":{"provider":"anthropic"}}"#,
            r#"{"chat":{"provider":"builtin"},"second":{"provider":"openai","key":"k","base_url":"http://far.example"}}"#,
            r#"{"chat":{"provider":"builtin"},"transcription":{"provider":"openai"}}"#,
            r#"{"chat":{"provider":"builtin"},"transcription":{"provider":"openai","key":"k","base_url":"http://far.example"}}"#,
            "{\"chat\":{\"provider\":\"bedrock\",\"intent_model\":\"a\\u0007b\"}}",
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
