//! What became of one try to put a file into words.

use crate::inbox::{FoundWords, MediaTextFault, NoWords};
use crate::llm::LlmError;
use crate::replies::runs::trace::Call;

/// What was found, and the call it took, if somebody was asked.
pub(super) struct Outcome {
    pub found: Result<FoundWords, Trouble>,
    pub call: Option<Call>,
}

/// Why there are no words.
pub(super) enum Trouble {
    NoWords(NoWords),
    /// Whoever was asked gave none.
    Model(LlmError),
}

impl Outcome {
    /// Nobody had to be asked to know that there are no words.
    pub fn none(fault: MediaTextFault) -> Self {
        Self { found: Err(Trouble::NoWords(fault.into())), call: None }
    }
}
