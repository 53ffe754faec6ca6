//! Reads JSON that others wrote without trusting its types: numbers may come as text and text as numbers.
//!
//! Never fails and never panics: what is not there, or is of a kind that makes no sense, is `None`.

use std::borrow::Cow;

use serde_json::Value;

/// Longest text kept of any one field, in bytes; the raw JSON beside it stays whole.
const TEXT_LIMIT_BYTES: usize = 64 * 1024;

/// A field as text: a non-empty string, or a number written out.
pub fn text(object: &Value, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) if !text.is_empty() => Some(presentable(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A field as a whole number: a number or a numeric string; fractions are cut off.
pub fn integer(object: &Value, key: &str) -> Option<i64> {
    match object.get(key)? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse::<f64>().ok().and_then(whole))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A field as a floating number, for coordinates only; money stays text.
pub fn real(object: &Value, key: &str) -> Option<f64> {
    match object.get(key)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// A field as yes or no: `true`, `"true"`, `1`, `"1"`.
pub fn flag(object: &Value, key: &str) -> bool {
    match object.get(key) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => matches!(text.as_str(), "true" | "1"),
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => false,
    }
}

/// A field as a list; one object where a list belongs counts as a list of one.
pub fn list<'a>(object: &'a Value, key: &str) -> Vec<&'a Value> {
    match object.get(key) {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(one @ Value::Object(_)) => vec![one],
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => Vec::new(),
    }
}

/// Replaces halves of surrogate pairs (`\ud83d` alone), which JSON allows and no Unicode text can hold.
pub fn mend_surrogates(json: &str) -> Cow<'_, str> {
    let mut mended = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = json[at..].find('\\') {
        let escape = at + found;
        at = escape + 2;
        let Some(unit) = escaped_unit(json, escape) else {
            at = boundary(json, at);
            continue;
        };
        at = escape + 6;
        let paired = (0xD800..0xDC00).contains(&unit)
            && escaped_unit(json, at).is_some_and(|low| (0xDC00..0xE000).contains(&low));
        if paired {
            at += 6;
        } else if (0xD800..0xE000).contains(&unit) {
            mended.push_str(&json[copied..escape]);
            mended.push_str("\\ufffd");
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    mended.push_str(&json[copied..]);
    Cow::Owned(mended)
}

/// The UTF-16 unit of a `\u` escape of four hexadecimal digits that begins at `at`.
fn escaped_unit(json: &str, at: usize) -> Option<u32> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok()
}

/// The first character boundary at or after `at`.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// A string within the limit and without NUL, at which C code downstream would stop reading.
fn presentable(text: &str) -> String {
    let end = (0..=text.len().min(TEXT_LIMIT_BYTES)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[..end].replace('\0', "\u{fffd}")
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked in the same expression")]
fn whole(number: f64) -> Option<i64> {
    (number.is_finite() && number.abs() < 9e15).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_and_text_stand_in_for_each_other() {
        let object = json!({"a": "17", "b": 17, "c": 17.9, "d": " 17.0 ", "e": [], "f": "x", "g": ""});
        for key in ["a", "b", "c", "d"] {
            assert_eq!(integer(&object, key), Some(17), "{key}");
        }
        assert_eq!(integer(&object, "e"), None);
        assert_eq!(integer(&object, "f"), None);
        assert_eq!(text(&object, "b").as_deref(), Some("17"));
        assert_eq!(text(&object, "g"), None);
        assert_eq!(text(&object, "missing"), None);
    }

    #[test]
    fn half_an_emoji_is_mended_and_a_whole_one_is_left_alone() {
        let whole = r#"{"a":"ok 😀"}"#;
        assert!(matches!(mend_surrogates(whole), Cow::Borrowed(_)));
        let half = r#"{"a":"cut \ud83d","b":"\ude00 é","c":"\\ud83d"}"#;
        let value: Value = serde_json::from_str(&mend_surrogates(half)).unwrap();
        assert_eq!(value["a"], "cut \u{fffd}");
        assert_eq!(value["b"], "\u{fffd} é");
        assert_eq!(value["c"], r"\ud83d");
    }

    #[test]
    fn nul_never_reaches_the_database() {
        assert_eq!(text(&json!({"a": "x\0y"}), "a").as_deref(), Some("x\u{fffd}y"));
    }
}
