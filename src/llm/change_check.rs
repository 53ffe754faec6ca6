//! The rules a change of the settings must keep, each told with the field that breaks it.
//! A key travels in the clear only within this machine or network.

use super::build::Opened;
use super::settings::{
    ChatChoice, ChatProvider, EmbeddingProvider, RerankProvider, Settings, TranscriptionProvider,
};
use crate::http::ApiError;
use crate::http::provider_address::wrong_address;
use crate::secrets::Secret;

/// Longest name of a model, region or address.
const TEXT_LIMIT_CHARACTERS: usize = 300;
const KEY_LIMIT_CHARACTERS: usize = 4_096;

/// Everything that is wrong with these settings, field by field.
pub(super) fn check(after: &Opened) -> Result<(), ApiError> {
    let Settings { embedding, limits, .. } = &after.settings;
    let mut wrong = missing_keys(after);
    wrong.extend(wrong_addresses(after));
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

/// Providers that answer nobody without a key.
fn missing_keys(after: &Opened) -> Vec<(&'static str, &'static str)> {
    let Settings { chat, second, embedding, rerank, transcription, .. } = &after.settings;
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
    let rerank_needs_key = match rerank.provider {
        RerankProvider::None | RerankProvider::Model | RerankProvider::Bedrock => false,
        RerankProvider::Voyage => true,
        RerankProvider::Cohere => rerank.base_url.is_none(),
    };
    let transcription_needs_key = match transcription.provider {
        TranscriptionProvider::None => false,
        TranscriptionProvider::Openai => transcription.base_url.is_none(),
    };
    let all = [
        ("chat.key", chat_needs_key(chat), &after.chat_key),
        ("second.key", chat_needs_key(second), &after.second_key),
        ("embedding.key", embedding_needs_key, &after.embedding_key),
        ("rerank.key", rerank_needs_key, &after.rerank_key),
        ("transcription.key", transcription_needs_key, &after.transcription_key),
    ];
    let missing = all.into_iter().filter(|(_, is_needed, key)| *is_needed && key.is_none());
    missing.map(|(field, ..)| (field, "This provider needs a key.")).collect()
}

fn wrong_addresses(after: &Opened) -> Vec<(&'static str, &'static str)> {
    let Settings { chat, second, embedding, rerank, transcription, .. } = &after.settings;
    let all = [
        ("chat.base_url", &chat.base_url, &after.chat_key),
        ("second.base_url", &second.base_url, &after.second_key),
        ("embedding.base_url", &embedding.base_url, &after.embedding_key),
        ("rerank.base_url", &rerank.base_url, &after.rerank_key),
        ("transcription.base_url", &transcription.base_url, &after.transcription_key),
    ];
    let wrong = all
        .into_iter()
        .filter_map(|(field, address, key)| Some((field, wrong_address(address.as_ref()?, key.is_some())?)));
    wrong.collect()
}

/// Names and keys that are longer than any, or hold what nobody can see.
fn unfit_texts(after: &Opened) -> Vec<(&'static str, &'static str)> {
    let Settings { chat, second, embedding, rerank, transcription, limits: _ } = &after.settings;
    let texts = [
        ("chat.model", Some(&chat.model)),
        ("chat.intent_model", Some(&chat.intent_model)),
        ("chat.region", chat.region.as_ref()),
        ("second.model", Some(&second.model)),
        ("second.intent_model", Some(&second.intent_model)),
        ("second.region", second.region.as_ref()),
        ("embedding.model", Some(&embedding.model)),
        ("embedding.region", embedding.region.as_ref()),
        ("rerank.model", Some(&rerank.model)),
        ("rerank.region", rerank.region.as_ref()),
        ("transcription.model", Some(&transcription.model)),
    ];
    let keys = [
        ("chat.key", &after.chat_key),
        ("second.key", &after.second_key),
        ("embedding.key", &after.embedding_key),
        ("rerank.key", &after.rerank_key),
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
