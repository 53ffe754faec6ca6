//! What a customer can send from the practice phone. How Meta would tell the shop of it is `written.rs`.
//!
//! Builds values only; what is wrong with them is told with the name of the field.

mod written;

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

impl Said {
    /// The line of the phone it is about.
    pub(super) fn about(&self) -> Option<PracticeMessageId> {
        match self {
            Self::Reaction { message_id, .. }
            | Self::Tap { message_id, .. }
            | Self::Edit { message_id, .. }
            | Self::Revoke { message_id } => Some(*message_id),
            Self::Form { message_id, .. } => *message_id,
            Self::Text { .. }
            | Self::Image { .. }
            | Self::Video { .. }
            | Self::Sticker { .. }
            | Self::Document { .. }
            | Self::Audio { .. }
            | Self::Location { .. }
            | Self::Contact { .. }
            | Self::SharePhone { .. }
            | Self::Order { .. }
            | Self::FromAd { .. }
            | Self::Unsupported { .. } => None,
        }
    }

    /// The file it brings.
    pub(super) fn media_id(&self) -> Option<&str> {
        match self {
            Self::Image { media_id, .. }
            | Self::Video { media_id, .. }
            | Self::Sticker { media_id }
            | Self::Document { media_id, .. }
            | Self::Audio { media_id, .. } => Some(media_id),
            Self::Text { .. }
            | Self::Location { .. }
            | Self::Contact { .. }
            | Self::SharePhone { .. }
            | Self::Reaction { .. }
            | Self::Tap { .. }
            | Self::Order { .. }
            | Self::Form { .. }
            | Self::FromAd { .. }
            | Self::Edit { .. }
            | Self::Revoke { .. }
            | Self::Unsupported { .. } => None,
        }
    }

    /// The words of it the phone shows.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Text { text } | Self::FromAd { text, .. } | Self::Edit { text, .. } => text.clone(),
            Self::Image { text, .. }
            | Self::Video { text, .. }
            | Self::Document { text, .. }
            | Self::Order { text, .. } => text.clone().unwrap_or_default(),
            Self::Location { name, .. } => name.clone().unwrap_or_default(),
            Self::Contact { name, .. } => name.clone(),
            Self::SharePhone { phone } => phone.clone(),
            Self::Reaction { emoji, .. } => emoji.clone(),
            Self::Tap { title, .. } => title.clone(),
            Self::Form { answers, .. } => {
                let lines = answers.iter().map(|answer| format!("{}: {}", answer.name, answer.value));
                lines.collect::<Vec<_>>().join("\n")
            }
            Self::Sticker { .. } | Self::Audio { .. } | Self::Revoke { .. } | Self::Unsupported { .. } => {
                String::new()
            }
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
        match self {
            Self::Edit { .. } if own.is_none_or(|line| line.kind != "text") => {
                Some(("message_id", "Only texts of one's own can be changed."))
            }
            Self::Edit { .. } if !within(EDIT_WITHIN) => {
                Some(("message_id", "WhatsApp lets customers change a message for 15 minutes."))
            }
            Self::Revoke { .. } if own.is_none() => {
                Some(("message_id", "Only messages of one's own can be taken back."))
            }
            Self::Revoke { .. } if !within(REVOKE_WITHIN) => {
                Some(("message_id", "WhatsApp lets customers take a message back for two days."))
            }
            Self::Form { answers, .. } if answers.is_empty() || answers.len() > ANSWERS_LIMIT => {
                Some(("answers", "A form has 1 to 20 answers."))
            }
            Self::Text { .. }
            | Self::Image { .. }
            | Self::Video { .. }
            | Self::Sticker { .. }
            | Self::Document { .. }
            | Self::Audio { .. }
            | Self::Location { .. }
            | Self::Contact { .. }
            | Self::SharePhone { .. }
            | Self::Reaction { .. }
            | Self::Tap { .. }
            | Self::Order { .. }
            | Self::Form { .. }
            | Self::FromAd { .. }
            | Self::Edit { .. }
            | Self::Revoke { .. }
            | Self::Unsupported { .. } => None,
        }
    }
}
