//! How replies behave, as the owner sets it.

use std::time::Duration;

use super::decide::fixed_texts::OwnTexts;
use super::question::burst;
use super::types::Mode;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub mode: Mode,
    pub burst_wait: Duration,
    /// By language tag; a missing one is said in our words.
    pub decline_text: OwnTexts,
    pub hand_off_text: OwnTexts,
    /// Millionths of a US dollar a month; nothing means no limit.
    pub monthly_budget_micros: Option<i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Answer,
            burst_wait: burst::USUAL_WAIT,
            decline_text: OwnTexts::new(),
            hand_off_text: OwnTexts::new(),
            monthly_budget_micros: None,
        }
    }
}
