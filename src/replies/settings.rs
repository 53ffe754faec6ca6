//! How replies behave, as the owner sets it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::types::{Mode, RepeatOrder};

/// How long a message that looks finished waits for another, unless the owner says otherwise.
pub(super) const USUAL_WAIT: Duration = Duration::from_millis(900);

/// Texts the owner wrote, by language tag.
pub(super) type OwnTexts = BTreeMap<String, String>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub mode: Mode,
    pub burst_wait: Duration,
    /// By language tag; a missing one is said in our words.
    pub decline_text: OwnTexts,
    pub hand_off_text: OwnTexts,
    /// Millionths of a US dollar a month; nothing means no limit.
    pub monthly_budget_micros: Option<i64>,
    pub repeat_order: RepeatOrder,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Answer,
            burst_wait: USUAL_WAIT,
            decline_text: OwnTexts::new(),
            hand_off_text: OwnTexts::new(),
            monthly_budget_micros: None,
            repeat_order: RepeatOrder::Person,
        }
    }
}
