//! What a command asks of whoever runs it: on a terminal with a prompt, else a line of standard input.

use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _};

use super::outcome::Failure;
use crate::secrets::{RecoveryPhrase, Secret};

/// The longest answer read, in bytes.
const LONGEST: u64 = 4096;

/// The twelve words.
pub(super) fn recovery_phrase() -> Result<RecoveryPhrase, Failure> {
    words(&line("Recovery phrase (12 words): ")?)
}

/// The twelve words, or nothing after an empty line.
pub(super) fn recovery_phrase_or_none() -> Result<Option<RecoveryPhrase>, Failure> {
    let typed = line("Recovery phrase (12 words, or nothing): ")?;
    if typed.is_empty() { Ok(None) } else { words(&typed).map(Some) }
}

fn words(typed: &str) -> Result<RecoveryPhrase, Failure> {
    typed.parse().map_err(|error: crate::secrets::NotAPhrase| {
        Failure::usage(error.to_string(), "type the twelve words in their order, with spaces between")
    })
}

/// A password from standard input: its first line.
pub(super) fn password_from_stdin() -> Result<Secret, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(LONGEST)
        .read_to_string(&mut text)
        .map_err(|error| Failure::usage(format!("no password could be read: {error}"), "pipe it in"))?;
    let password = text.lines().next().unwrap_or("").to_owned();
    Ok(Secret::new(password))
}

fn line(prompt: &str) -> Result<String, Failure> {
    let unread =
        |error: std::io::Error| Failure::usage(format!("no answer could be read: {error}"), "try again");
    if std::io::stdin().is_terminal() {
        let mut out = std::io::stdout().lock();
        // A prompt that cannot be shown is no reason not to read.
        let _ = write!(out, "{prompt}").and_then(|()| out.flush());
    }
    let mut text = String::new();
    std::io::stdin().lock().take(LONGEST).read_line(&mut text).map_err(unread)?;
    Ok(text.trim().to_owned())
}
