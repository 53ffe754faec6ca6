//! Reads server-sent events from an HTTP answer, piece by piece.
//! Never holds more than one event, and never reads more than the whole answer may have.

use async_stream::try_stream;
use futures_util::{Stream, StreamExt};
use reqwest::header::CONTENT_TYPE;

use super::error::LlmError;

const EVENT_LIMIT_BYTES: usize = 1024 * 1024;
const ANSWER_LIMIT_BYTES: usize = 8 * 1024 * 1024;

/// The `data:` lines of each event, joined. A server that does not stream gives one event: all it said.
pub(super) fn events(response: reqwest::Response) -> impl Stream<Item = Result<String, LlmError>> + Send {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_whole = kind.is_some_and(|kind| kind.trim_start().starts_with("application/json"));
    try_stream! {
        let mut bytes = response.bytes_stream();
        let mut lines = Lines::default();
        let mut read = 0;
        while let Some(piece) = bytes.next().await {
            let piece = piece.map_err(|error| LlmError::from_transport(&error))?;
            read += piece.len();
            if read > ANSWER_LIMIT_BYTES {
                Err(LlmError::BadAnswer("it is longer than 8 MiB".to_owned()))?;
            }
            lines.push(&piece)?;
            if is_whole {
                continue;
            }
            while let Some(event) = lines.next_event()? {
                yield event;
            }
        }
        if is_whole {
            yield lines.whole()?;
        } else if let Some(event) = lines.rest()? {
            yield event;
        }
    }
}

/// Bytes waiting for the end of their line, and data lines waiting for the end of their event.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    data: Vec<String>,
}

impl Lines {
    /// All that was pushed, as it came.
    fn whole(self) -> Result<String, LlmError> {
        String::from_utf8(self.bytes).map_err(|_| LlmError::BadAnswer("it is not UTF-8".to_owned()))
    }

    fn push(&mut self, piece: &[u8]) -> Result<(), LlmError> {
        self.bytes.extend_from_slice(piece);
        let waiting: usize = self.data.iter().map(String::len).sum();
        if self.bytes.len() + waiting > EVENT_LIMIT_BYTES + piece.len() {
            return Err(LlmError::BadAnswer("one of its events is longer than 1 MiB".to_owned()));
        }
        Ok(())
    }

    fn next_event(&mut self) -> Result<Option<String>, LlmError> {
        while let Some(end) = self.bytes.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.bytes.drain(..=end).collect();
            if let Some(event) = self.take_line(&line)? {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    fn rest(&mut self) -> Result<Option<String>, LlmError> {
        let line = std::mem::take(&mut self.bytes);
        self.take_line(&line)?;
        self.take_line(b"\n")
    }

    fn take_line(&mut self, line: &[u8]) -> Result<Option<String>, LlmError> {
        let line = std::str::from_utf8(line)
            .map_err(|_| LlmError::BadAnswer("it is not UTF-8".to_owned()))?
            .trim_end_matches(['\n', '\r']);
        if line.is_empty() {
            let event = std::mem::take(&mut self.data);
            return Ok((!event.is_empty()).then(|| event.join("\n")));
        }
        if let Some(data) = line.strip_prefix("data:") {
            self.data.push(data.strip_prefix(' ').unwrap_or(data).to_owned());
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(pieces: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::default();
        let mut events = Vec::new();
        for piece in pieces {
            lines.push(piece).unwrap();
            while let Some(event) = lines.next_event().unwrap() {
                events.push(event);
            }
        }
        events.extend(lines.rest().unwrap());
        events
    }

    #[test]
    fn events_are_whole_however_they_are_cut() {
        let text = "event: a\r\ndata: {\"x\":\"é\"}\r\n\r\n: ping\n\ndata: one\ndata:two\n\ndata: last";
        let whole = all(&[text.as_bytes()]);
        assert_eq!(whole, ["{\"x\":\"é\"}", "one\ntwo", "last"]);
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(all(&bytes), whole);
    }

    #[test]
    fn an_event_without_end_is_refused() {
        let mut lines = Lines::default();
        let piece = vec![b'x'; 700 * 1024];
        lines.push(&piece).unwrap();
        lines.push(&piece).unwrap();
        assert!(lines.push(&piece).is_err());
    }
}
