//! How a command ends: an exit code, words, and a hint.

use std::io::Write as _;
use std::process::ExitCode;

pub(super) const FINE: u8 = 0;
pub(super) const OURS: u8 = 1;
pub(super) const USAGE: u8 = 2;
pub(super) const CONFIG: u8 = 3;
pub(super) const OUTSIDE: u8 = 4;

/// What every command returns.
pub(super) type Outcome = Result<(), Failure>;

/// A command that did not work.
#[derive(Debug)]
pub(super) struct Failure {
    code: u8,
    message: String,
    hint: String,
}

impl Failure {
    pub fn ours(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: OURS, message: message.into(), hint: hint.into() }
    }

    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: USAGE, message: message.into(), hint: hint.into() }
    }

    pub fn config(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: CONFIG, message: message.into(), hint: hint.into() }
    }

    /// The network, Meta or a model.
    pub fn outside(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: OUTSIDE, message: message.into(), hint: hint.into() }
    }
}

/// Prints what went wrong and gives the exit code.
pub(super) fn exit(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::from(FINE),
        Err(failure) => {
            tell_error(&format!("error: {}\nhint: {}", failure.message, failure.hint));
            ExitCode::from(failure.code)
        }
    }
}

/// A line for whoever runs the command. That nobody reads on, as behind `| head`, is no fault.
pub(super) fn tell(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

pub(super) fn tell_error(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
