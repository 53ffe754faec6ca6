//! How replies behave, as the owner sets it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::budget::Limits;
use super::personality::Personality;
use super::types::{Mode, RepeatOrder};
use crate::ids::PersonId;
use crate::languages;

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
    pub budget: Limits,
    /// Answers one customer is given, before a person is called.
    pub answers_per_hour: u32,
    pub answers_per_day: u32,
    pub personality: Personality,
    pub repeat_order: RepeatOrder,
    pub escalation: Option<Escalation>,
    /// Tags without region or script; empty: every language.
    pub languages: Vec<String>,
    /// Customers are asked whether something they told of themselves may be kept.
    pub remembers: bool,
}

impl Settings {
    /// Whether the assistant leaves a language to people. One that was not understood is left to nobody.
    pub fn leaves(&self, tag: Option<&str>) -> bool {
        // As it is heard: Malay is not told from Indonesian, and Hindi in Latin letters not from Urdu.
        let is_of = |tag: &str, own: &str| {
            let is_heard_as = languages::tag_of(own).is_some_and(|heard| heard == languages::base(tag));
            own == languages::base(tag) || is_heard_as || (own == "hi" && tag == "ur-Latn")
        };
        !self.languages.is_empty() && tag.is_some_and(|tag| !self.languages.iter().any(|own| is_of(tag, own)))
    }
}

/// After how long somebody else is told that a customer waits for a person, in opening time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escalation {
    pub after: Duration,
    /// Nothing: everybody who answers.
    pub to: Option<PersonId>,
    /// The customer reads one line that nobody could come yet.
    pub tells_customer: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Answer,
            burst_wait: USUAL_WAIT,
            decline_text: OwnTexts::new(),
            hand_off_text: OwnTexts::new(),
            budget: Limits::default(),
            answers_per_hour: 12,
            answers_per_day: 60,
            personality: Personality::default(),
            repeat_order: RepeatOrder::Person,
            escalation: None,
            languages: Vec::new(),
            remembers: false,
        }
    }
}
