//! A change of the settings as it arrives, and what they are after it.
//! A key never stays when the place it would be sent to changes.

use serde::Deserialize;
use utoipa::ToSchema;

use super::build::Opened;
use super::change_check::check;
use super::settings::{
    ChatChoice, ChatProvider, EmbeddingChoice, EmbeddingProvider, Limits, RerankChoice, RerankProvider,
    Settings, TranscriptionChoice, TranscriptionProvider,
};
use crate::http::ApiError;
use crate::secrets::Secret;

/// What the owner wants.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LlmChange)]
pub struct Change {
    chat: ChatChange,
    /// Asked when the first one fails; `builtin` means no such model. Stays as it is when not given.
    second: Option<ChatChange>,
    embedding: Option<EmbeddingChange>,
    /// Puts found passages into another order. Stays as it is when not given.
    rerank: Option<RerankChange>,
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
struct RerankChange {
    provider: RerankProvider,
    #[serde(default)]
    model: String,
    /// Up to where `/rerank` begins; the provider's own when empty.
    base_url: Option<String>,
    region: Option<String>,
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
        let (rerank, rerank_key) = match self.rerank {
            Some(change) => change.applied_to(before),
            None => (before.settings.rerank.clone(), before.rerank_key.clone()),
        };
        let limits = self.limits.unwrap_or(before.settings.limits);
        let (transcription, transcription_key) = match self.transcription {
            Some(change) => change.applied_to(before),
            None => (before.settings.transcription.clone(), before.transcription_key.clone()),
        };
        let settings = Settings { chat, second, embedding, rerank, transcription, limits };
        let after = Opened { settings, chat_key, second_key, embedding_key, rerank_key, transcription_key };
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

impl RerankChange {
    fn applied_to(self, before: &Opened) -> (RerankChoice, Option<Secret>) {
        let chosen = RerankChoice {
            provider: self.provider,
            model: self.model.trim().to_owned(),
            base_url: filled(self.base_url),
            region: filled(self.region),
        };
        let old = &before.settings.rerank;
        let same = chosen.provider == old.provider && chosen.base_url == old.base_url;
        let key = kept(self.key, before.rerank_key.as_ref().filter(|_| same));
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
    fn a_reranker_stays_when_it_is_not_named_and_its_key_only_where_it_was_given() {
        let named = r#"{"chat":{"provider":"builtin"},"rerank":{"provider":"voyage","key":" vk "}}"#;
        let named = change(named, &Opened::default()).unwrap();
        let after = change(r#"{"chat":{"provider":"builtin"}}"#, &named).unwrap();
        assert_eq!(after.settings.rerank, named.settings.rerank);
        assert_eq!(after.rerank_key.as_ref().map(|key| key.expose().as_str()), Some("vk"));
        let elsewhere = r#"{"chat":{"provider":"builtin"},"rerank":{"provider":"cohere","base_url":"http://127.0.0.1:8080"}}"#;
        let elsewhere = change(elsewhere, &named).unwrap();
        assert!(elsewhere.rerank_key.is_none());
        let off = change(r#"{"chat":{"provider":"builtin"},"rerank":{"provider":"none"}}"#, &named).unwrap();
        assert!(off.rerank_key.is_none());
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
            r#"{"chat":{"provider":"builtin"},"rerank":{"provider":"voyage"}}"#,
            r#"{"chat":{"provider":"builtin"},"rerank":{"provider":"cohere"}}"#,
            r#"{"chat":{"provider":"builtin"},"rerank":{"provider":"cohere","key":"k","base_url":"http://far.example"}}"#,
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
