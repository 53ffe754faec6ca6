//! What a customer can send from the practice phone. How Meta would tell the shop of it is `written.rs`.
//!
//! Builds values only; what is wrong with them is told with the name of the field.

mod written;

use std::borrow::Cow;
use std::time::Duration;

use serde::Deserialize;
use utoipa::ToSchema;

use super::types::{PracticeMessage, Sender};
use crate::clock::Timestamp;
use crate::ids::PracticeMessageId;

pub(super) use written::{File, quoting};

/// How long WhatsApp lets a customer change a message, and how long take one back.
const EDIT_WITHIN: Duration = Duration::from_mins(15);
const REVOKE_WITHIN: Duration = Duration::from_hours(48);
/// Answers of one form.
const ANSWERS_LIMIT: usize = 20;

/// A message of a customer, by its kind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = PracticeSaid)]
pub(super) enum Said {
    Text {
        text: String,
    },
    Image {
        media_id: String,
        text: Option<String>,
    },
    Video {
        media_id: String,
        text: Option<String>,
    },
    Sticker {
        media_id: String,
    },
    Document {
        media_id: String,
        filename: Option<String>,
        text: Option<String>,
    },
    /// `voice`: recorded on the spot.
    Audio {
        media_id: String,
        #[serde(default)]
        #[schema(required = false)]
        voice: bool,
    },
    Location {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
        address: Option<String>,
    },
    /// Somebody else's card.
    Contact {
        name: String,
        phone: String,
    },
    /// The customer's own number, asked for by the shop.
    SharePhone {
        phone: String,
    },
    /// Empty takes the reaction back.
    Reaction {
        message_id: PracticeMessageId,
        emoji: String,
    },
    /// A press on a button or a row of this message of the shop.
    Tap {
        message_id: PracticeMessageId,
        id: String,
        title: String,
        description: Option<String>,
    },
    /// A basket from the catalogue; prices are decimal texts.
    Order {
        items: Vec<Item>,
        text: Option<String>,
    },
    /// A filled-in form, perhaps one the shop sent.
    Form {
        message_id: Option<PracticeMessageId>,
        answers: Vec<Answer>,
    },
    /// The first words after a tap on an advertisement of the shop.
    FromAd {
        text: String,
        headline: String,
    },
    /// Other words for a text of before, within 15 minutes.
    Edit {
        message_id: PracticeMessageId,
        text: String,
    },
    /// A message of before taken back, within two days.
    Revoke {
        message_id: PracticeMessageId,
    },
    /// Something WhatsApp does not hand to shops.
    Unsupported {
        what: Unreadable,
    },
}

/// One answer of a form.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PracticeFormAnswer)]
pub(super) struct Answer {
    name: String,
    value: String,
}

/// What WhatsApp does not hand to shops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PracticeUnreadable)]
pub(super) enum Unreadable {
    PollCreation,
    Gif,
    GroupInvite,
    /// The message never reached the shop's side at all (131060).
    Unavailable,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PracticeOrderItem)]
pub(super) struct Item {
    product_id: String,
    quantity: u32,
    price: String,
    currency: String,
}

/// What is looked at in every message, whatever its kind.
#[derive(Default)]
pub(super) struct Parts<'a> {
    /// The line of the phone it is about.
    pub about: Option<PracticeMessageId>,
    /// The file it brings.
    pub media_id: Option<&'a str>,
    /// The words of it the phone shows.
    pub words: Cow<'a, str>,
}

impl<'a> Parts<'a> {
    fn saying(words: &'a str) -> Self {
        Self { words: words.into(), ..Self::default() }
    }
}

impl Said {
    pub(super) fn parts(&self) -> Parts<'_> {
        match self {
            Self::Text { text: words }
            | Self::FromAd { text: words, .. }
            | Self::Contact { name: words, .. }
            | Self::SharePhone { phone: words } => Parts::saying(words),
            Self::Order { text: words, .. } | Self::Location { name: words, .. } => {
                Parts::saying(words.as_deref().unwrap_or_default())
            }
            Self::Image { media_id, text }
            | Self::Video { media_id, text }
            | Self::Document { media_id, text, .. } => {
                Parts { media_id: Some(media_id), ..Parts::saying(text.as_deref().unwrap_or_default()) }
            }
            Self::Sticker { media_id } | Self::Audio { media_id, .. } => {
                Parts { media_id: Some(media_id), ..Parts::default() }
            }
            Self::Reaction { message_id, emoji: words }
            | Self::Tap { message_id, title: words, .. }
            | Self::Edit { message_id, text: words } => {
                Parts { about: Some(*message_id), ..Parts::saying(words) }
            }
            Self::Form { message_id, answers } => {
                let lines = answers.iter().map(|answer| format!("{}: {}", answer.name, answer.value));
                let words = lines.collect::<Vec<_>>().join("\n").into();
                Parts { about: *message_id, words, ..Parts::default() }
            }
            Self::Revoke { message_id } => Parts { about: Some(*message_id), ..Parts::default() },
            Self::Unsupported { .. } => Parts::default(),
        }
    }

    /// What WhatsApp would not let this customer do now: the field and the reason.
    pub(super) fn refused(
        &self,
        about: Option<&PracticeMessage>,
        now: Timestamp,
    ) -> Option<(&'static str, &'static str)> {
        let own = about.filter(|line| line.from == Sender::Customer);
        let within = |limit| own.is_some_and(|line| now.since(line.at) <= limit);
        if let Self::Edit { .. } = self {
            if own.is_none_or(|line| line.kind != "text") {
                return Some(("message_id", "Only texts of one's own can be changed."));
            }
            if !within(EDIT_WITHIN) {
                return Some(("message_id", "WhatsApp lets customers change a message for 15 minutes."));
            }
        }
        if let Self::Revoke { .. } = self {
            if own.is_none() {
                return Some(("message_id", "Only messages of one's own can be taken back."));
            }
            if !within(REVOKE_WITHIN) {
                return Some(("message_id", "WhatsApp lets customers take a message back for two days."));
            }
        }
        if let Self::Form { answers, .. } = self
            && (answers.is_empty() || answers.len() > ANSWERS_LIMIT)
        {
            return Some(("answers", "A form has 1 to 20 answers."));
        }
        None
    }
}
