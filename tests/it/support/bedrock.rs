//! Writes the event-stream frames that Bedrock's ConverseStream answers with, independently of the SDK that reads them.

use serde_json::{Value, json};

/// One event, such as `contentBlockDelta`.
pub fn event(kind: &str, payload: &Value) -> Vec<u8> {
    frame(
        &[(":message-type", "event"), (":event-type", kind), (":content-type", "application/json")],
        payload,
    )
}

/// One exception within the stream, such as `throttlingException`.
pub fn exception(kind: &str, message: &str) -> Vec<u8> {
    let payload = json!({"message": message});
    frame(
        &[(":message-type", "exception"), (":exception-type", kind), (":content-type", "application/json")],
        &payload,
    )
}

/// The events of a text answer, one frame each.
pub fn text_answer(pieces: &[&str], input_tokens: u32, output_tokens: u32) -> Vec<Vec<u8>> {
    let mut frames = vec![event("messageStart", &json!({"role": "assistant"}))];
    for piece in pieces {
        frames.push(event("contentBlockDelta", &json!({"contentBlockIndex": 0, "delta": {"text": piece}})));
    }
    frames.push(event("contentBlockStop", &json!({"contentBlockIndex": 0})));
    frames.extend(ending("end_turn", input_tokens, output_tokens));
    frames
}

/// The events of a tool call, its input cut in two.
pub fn tool_answer(name: &str, input: &Value) -> Vec<Vec<u8>> {
    let text = input.to_string();
    let (first, second) = text.split_at(text.len() / 2);
    let start = json!({"contentBlockIndex": 0, "start": {"toolUse": {"toolUseId": "t1", "name": name}}});
    let delta = |part: &str| json!({"contentBlockIndex": 0, "delta": {"toolUse": {"input": part}}});
    let mut frames = vec![
        event("messageStart", &json!({"role": "assistant"})),
        event("contentBlockStart", &start),
        event("contentBlockDelta", &delta(first)),
        event("contentBlockDelta", &delta(second)),
        event("contentBlockStop", &json!({"contentBlockIndex": 0})),
    ];
    frames.extend(ending("tool_use", 20, 10));
    frames
}

fn ending(stop: &str, input_tokens: u32, output_tokens: u32) -> [Vec<u8>; 2] {
    let usage = json!({"inputTokens": input_tokens, "outputTokens": output_tokens,
        "totalTokens": input_tokens + output_tokens, "cacheReadInputTokens": 0});
    [
        event("messageStop", &json!({"stopReason": stop})),
        event("metadata", &json!({"usage": usage, "metrics": {"latencyMs": 5}})),
    ]
}

/// total length, headers length, their CRC, headers, payload, CRC of all before.
fn frame(headers: &[(&str, &str)], payload: &Value) -> Vec<u8> {
    const STRING: u8 = 7;
    let payload = payload.to_string().into_bytes();
    let mut head = Vec::new();
    for (name, value) in headers {
        head.push(u8::try_from(name.len()).unwrap());
        head.extend(name.as_bytes());
        head.push(STRING);
        head.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
        head.extend(value.as_bytes());
    }
    let length = |bytes: usize| u32::try_from(bytes).unwrap().to_be_bytes();
    let mut out = Vec::new();
    out.extend(length(12 + head.len() + payload.len() + 4));
    out.extend(length(head.len()));
    out.extend(crc32(&out).to_be_bytes());
    out.extend(head);
    out.extend(payload);
    out.extend(crc32(&out).to_be_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    })
}
