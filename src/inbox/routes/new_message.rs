//! The body of "send a message": how and when to send it, and beside that what is said, of whatever kind.
//!
//! Without a `kind` it is a text. Fields nobody knows are refused, in either half.

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::ids::{MessageId, SuggestionId};
use crate::inbox::Outgoing;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "Map<String, Value>")]
pub(super) struct NewMessage {
    /// The sender's own id: the same one again gives the same message.
    pub client_id: String,
    /// The message this one answers.
    pub quoted: Option<MessageId>,
    /// How long it can be taken back, at most 10,000.
    pub delay_ms: Option<u32>,
    /// The suggestion this text came from.
    pub suggestion_id: Option<SuggestionId>,
    /// The last message the writer had seen: a newer answer of somebody else is asked about first.
    pub seen: Option<MessageId>,
    /// Send although somebody answered meanwhile.
    #[schema(required = false)]
    pub anyway: bool,
    #[schema(inline)]
    #[serde(flatten)]
    pub outgoing: Outgoing,
}

/// The half that says how to send.
#[derive(Debug, Deserialize)]
struct Sending {
    client_id: String,
    quoted: Option<MessageId>,
    delay_ms: Option<u32>,
    suggestion_id: Option<SuggestionId>,
    seen: Option<MessageId>,
    #[serde(default)]
    anyway: bool,
}

const SENDING: [&str; 6] = ["client_id", "quoted", "delay_ms", "suggestion_id", "seen", "anyway"];

impl TryFrom<Map<String, Value>> for NewMessage {
    type Error = serde_json::Error;

    fn try_from(mut said: Map<String, Value>) -> Result<Self, Self::Error> {
        let sending: Map<String, Value> =
            SENDING.into_iter().filter_map(|key| Some((key.to_owned(), said.remove(key)?))).collect();
        let sending: Sending = serde_json::from_value(Value::Object(sending))?;
        said.entry("kind").or_insert_with(|| Value::from("text"));
        let mut outgoing: Outgoing = serde_json::from_value(Value::Object(said))?;
        if let Outgoing::Text(text) = &mut outgoing {
            text.text = text.text.trim().to_owned();
        }
        Ok(Self {
            client_id: sending.client_id,
            quoted: sending.quoted,
            delay_ms: sending.delay_ms,
            suggestion_id: sending.suggestion_id,
            seen: sending.seen,
            anyway: sending.anyway,
            outgoing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_needs_no_kind_and_unknown_fields_are_refused() {
        let read = |body: Value| serde_json::from_value::<NewMessage>(body);
        let text = read(json!({"client_id": "1", "text": " ciao ", "delay_ms": 5})).unwrap();
        assert_eq!((text.outgoing, text.delay_ms), (Outgoing::text("ciao"), Some(5)));
        assert!(read(json!({"client_id": "1", "kind": "buttons", "text": "a", "buttons": [{"id": "1", "title": "b"}]})).is_ok());
        for wrong in [
            json!({"client_id": "1", "text": "a", "colour": "red"}),
            json!({"client_id": "1", "kind": "buttons", "text": "a"}),
            json!({"client_id": "1", "kind": "shouting", "text": "a"}),
            json!({"text": "a"}),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
