//! Turns recordings into words: any service that answers `POST …/audio/transcriptions` as OpenAI does.
//! Never opens a recording, never passes on a name a stranger gave it, and takes no word of the answer as an order.

use std::time::Duration;

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout;

use super::error::LlmError;
use super::prices::PricePerMinute;
use super::types::{Micros, Usage};
use super::wire::Endpoint;

/// Most bytes of one answer.
const ANSWER_LIMIT_BYTES: usize = 1024 * 1024;
/// Whisper's own measures, as its reference program uses them: below this average log probability it guessed, …
const LEAST_LOG_PROBABILITY: f64 = -1.0;
/// … above this probability of silence, together with a guess, nobody spoke, …
const MOST_SILENCE: f64 = 0.6;
/// … and text that packs better than this says the same over and over.
const MOST_REPETITION: f64 = 2.4;

/// What models make of silence, from the subtitles they learned from.
const SAID_OF_SILENCE: [&str; 12] = [
    "thank you for watching",
    "thanks for watching",
    "please subscribe",
    "subtitles by the amara org community",
    "sottotitoli creati dalla comunità amara org",
    "sottotitoli e revisione a cura di qtss",
    "subtítulos realizados por la comunidad de amara org",
    "sous titres réalisés par la communauté d amara org",
    "legendas pela comunidade amara org",
    "untertitel der amara org community",
    "untertitel im auftrag des zdf für funk 2017",
    "продолжение следует",
];

/// A sound as it is sent.
pub struct Recording {
    /// By its bytes, such as `audio/ogg`.
    pub mime_type: String,
    pub bytes: Bytes,
}

/// What a service heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Transcript {
    /// Empty when nothing was said.
    pub text: String,
    /// As the service writes it: a tag or a name in English.
    pub language: Option<String>,
    /// Whether the service believes it itself.
    pub sure: bool,
    /// How long the recording is, where the service says it.
    pub seconds: Option<f64>,
    pub usage: Usage,
}

/// A service as the settings had it when it was asked for.
#[derive(Clone)]
pub struct Transcriber {
    pub(super) endpoint: Endpoint,
    pub(super) model: String,
    pub(super) timeout: Duration,
}

impl Transcriber {
    pub fn provider(&self) -> &'static str {
        "openai"
    }

    pub fn model(&self) -> &str {
        &self.model
    }

    /// One call, whatever comes of it.
    pub async fn transcribe(&self, recording: Recording) -> Result<Transcript, LlmError> {
        let name = format!("recording.{}", ending(&recording.mime_type));
        let length = recording.bytes.len() as u64;
        let file = Part::stream_with_length(recording.bytes, length)
            .file_name(name)
            .mime_str(&recording.mime_type)
            .map_err(|_| LlmError::Unsupported("this is no type of sound".to_owned()))?;
        let form = Form::new()
            .part("file", file)
            .text("model", self.model.clone())
            .text("response_format", self.form());
        let call = self.endpoint.send_form::<Heard>("audio/transcriptions", form, ANSWER_LIMIT_BYTES);
        let heard = timeout(self.timeout, call).await.map_err(|_| LlmError::TooSlow)??;
        Ok(heard.into())
    }

    /// What hearing so many seconds costs; nothing when the price or the length is not known.
    pub fn cost(&self, transcript: &Transcript) -> Option<Micros> {
        PricePerMinute::of(&self.model)?.cost(transcript.seconds?)
    }

    /// Only Whisper says how sure it is and which language it heard; others know no such form.
    fn form(&self) -> &'static str {
        if self.model.to_lowercase().contains("whisper") { "verbose_json" } else { "json" }
    }
}

/// By which ending services know the type.
fn ending(mime_type: &str) -> &'static str {
    match mime_type {
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "audio/aac" => "aac",
        "audio/amr" => "amr",
        "audio/wav" => "wav",
        _ => "ogg",
    }
}

#[derive(Deserialize)]
struct Heard {
    text: String,
    language: Option<String>,
    #[serde(default, deserialize_with = "number")]
    duration: Option<f64>,
    segments: Option<Vec<Segment>>,
    usage: Option<Used>,
}

#[derive(Deserialize)]
struct Segment {
    avg_logprob: Option<f64>,
    no_speech_prob: Option<f64>,
    compression_ratio: Option<f64>,
}

#[derive(Default, Deserialize)]
struct Used {
    seconds: Option<f64>,
    #[serde(default)]
    input_tokens: u64,
    #[serde(default)]
    output_tokens: u64,
}

/// Some write it as text.
fn number<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    Ok(match Option::<Value>::deserialize(from)? {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => None,
    })
}

impl Segment {
    fn is_guess(&self) -> bool {
        self.avg_logprob.is_some_and(|sure| sure < LEAST_LOG_PROBABILITY)
    }

    fn is_silence(&self) -> bool {
        self.is_guess() && self.no_speech_prob.is_some_and(|silent| silent > MOST_SILENCE)
    }

    fn is_doubtful(&self) -> bool {
        self.is_guess() || self.compression_ratio.is_some_and(|packs| packs > MOST_REPETITION)
    }
}

impl From<Heard> for Transcript {
    fn from(heard: Heard) -> Self {
        let segments = heard.segments.unwrap_or_default();
        let silent = !segments.is_empty() && segments.iter().all(Segment::is_silence);
        let doubtful = segments.iter().filter(|segment| segment.is_doubtful()).count();
        let usage = heard.usage.unwrap_or_default();
        let seconds =
            heard.duration.or(usage.seconds).filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
        Self {
            text: if silent || !has_words(&heard.text) {
                String::new()
            } else {
                heard.text.trim().to_owned()
            },
            language: heard.language.map(|language| language.trim().to_lowercase()),
            sure: doubtful * 2 <= segments.len(),
            seconds,
            usage: Usage {
                input_tokens: usage.input_tokens,
                output_tokens: usage.output_tokens,
                ..Usage::default()
            },
        }
    }
}

/// Whether anybody said anything: not `[BLANK_AUDIO]`, `(music)` or `♪`, nor what is heard in silence.
fn has_words(text: &str) -> bool {
    let mut depth = 0_u32;
    let mut spoken = String::new();
    for letter in text.chars() {
        match letter {
            '[' | '(' | '（' | '【' => depth += 1,
            ']' | ')' | '）' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if letter.is_alphanumeric() => spoken.extend(letter.to_lowercase()),
            _ if !spoken.ends_with(' ') => spoken.push(' '),
            _ => {}
        }
    }
    let spoken = spoken.trim();
    !spoken.is_empty() && !SAID_OF_SILENCE.contains(&spoken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(answer: &str) -> Transcript {
        serde_json::from_str::<Heard>(answer).unwrap().into()
    }

    #[test]
    fn an_answer_is_read_in_every_form() {
        let short = heard(r#"{"text": " Avete la lasagna? ", "usage": {"type": "duration", "seconds": 4}}"#);
        assert_eq!((short.text.as_str(), short.seconds, short.sure), ("Avete la lasagna?", Some(4.0), true));
        let tokens =
            heard(r#"{"text": "hi", "usage": {"type": "tokens", "input_tokens": 12, "output_tokens": 3}}"#);
        assert_eq!((tokens.usage.input_tokens, tokens.seconds), (12, None));
        let long = heard(
            r#"{"text": "Ciao", "language": "Italian", "duration": "2.5",
                "segments": [{"avg_logprob": -0.2, "no_speech_prob": 0.9, "compression_ratio": 1.1}]}"#,
        );
        assert_eq!((long.language.as_deref(), long.seconds, long.sure), (Some("italian"), Some(2.5), true));
    }

    #[test]
    fn what_is_no_speech_is_empty_and_what_was_guessed_is_not_sure() {
        for silent in [
            r#"{"text": ""}"#,
            r#"{"text": " ... "}"#,
            r#"{"text": "[BLANK_AUDIO]"}"#,
            r#"{"text": "(musica) ♪"}"#,
            r#"{"text": "Thank you for watching!"}"#,
            r#"{"text": "Sottotitoli creati dalla comunità Amara.org"}"#,
            r#"{"text": "Ok.", "segments": [{"avg_logprob": -1.4, "no_speech_prob": 0.8}]}"#,
        ] {
            assert_eq!(heard(silent).text, "", "{silent}");
        }
        let guessed = heard(
            r#"{"text": "the the the", "segments": [{"avg_logprob": -0.3, "compression_ratio": 5.1}]}"#,
        );
        assert_eq!((guessed.text.as_str(), guessed.sure), ("the the the", false));
        assert_eq!(heard(r#"{"text": "(urgent) call me"}"#).text, "(urgent) call me");
    }
}
