//! The last wall before a log line leaves: long runs of digits and access tokens are blotted out.

use std::borrow::Cow;
use std::io::Write;

use tracing_subscriber::fmt::MakeWriter;

/// Digits in a row that may be a phone number.
const PHONE_DIGITS: usize = 9;
/// What Meta's access tokens begin with.
const TOKEN_START: &[u8] = b"EAA";
/// The least length of a token.
const TOKEN_LENGTH: usize = 20;

/// Standard error through [`mask`].
#[derive(Clone, Copy)]
pub(super) struct MaskedStderr;

impl<'a> MakeWriter<'a> for MaskedStderr {
    type Writer = MaskedStderr;
    fn make_writer(&'a self) -> Self {
        *self
    }
}

impl Write for MaskedStderr {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        std::io::stderr().lock().write_all(&mask(line))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

/// Blots out what looks like a phone number (with `+`, or 9 to 15 digits that are no id or time) or a token.
pub fn mask(line: &[u8]) -> Cow<'_, [u8]> {
    let mut masked: Option<Vec<u8>> = None;
    let mut at = 0;
    while at < line.len() {
        let length = secret_length(line, at);
        if length > 0 {
            let copy = masked.get_or_insert_with(|| line.to_vec());
            copy[at..at + length].fill(b'*');
            at += length;
        } else {
            at += word_length(line, at);
        }
    }
    masked.map_or(Cow::Borrowed(line), Cow::Owned)
}

fn secret_length(line: &[u8], at: usize) -> usize {
    let rest = &line[at..];
    let token = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if rest.starts_with(TOKEN_START) && token >= TOKEN_LENGTH {
        return token;
    }
    if rest.first() == Some(&b'+') {
        let digits = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        return if digits >= PHONE_DIGITS - 2 { digits + 1 } else { 0 };
    }
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    // Ids have 16 digits and times carry punctuation; phone numbers have at most 15 digits.
    if (PHONE_DIGITS..=15).contains(&digits)
        && !rest.get(digits).is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'.')
    {
        digits
    } else {
        0
    }
}

/// Steps over the rest of a word, so that digits inside words are not taken for numbers.
fn word_length(line: &[u8], at: usize) -> usize {
    let word = line[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'.').count();
    word.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(line: &str) -> String {
        String::from_utf8(mask(line.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn phones_and_tokens_are_blotted_out_and_ids_stay() {
        assert_eq!(masked("to +393331234567 now"), "to ************* now");
        assert_eq!(masked("wa_id=393331234567"), "wa_id=************");
        assert_eq!(masked("token EAAGm0PX4ZCpsBAKZCZBq"), "token *********************");
        let harmless = "2026-11-21T08:50:22.123456Z conversation.id=7432100000000001 duration_ms=123456";
        assert_eq!(masked(harmless), harmless);
    }
}
