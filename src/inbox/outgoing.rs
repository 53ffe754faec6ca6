//! Everything a shop can say: one message of any kind, as the API takes it and the thread keeps it.
//!
//! Only nouns. What a channel takes of it, and how it is written there, is the channel's affair.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::words::MessageKind;
use crate::ids::{MediaId, MessageId, TemplateId};

/// The field of a message's content that holds what was filled in.
pub(in crate::inbox) const RENDERED: &str = "rendered";

/// A message of the shop, before anybody knows how it is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outgoing {
    Text(Text),
    Image(File),
    Video(File),
    Document(File),
    Sticker(File),
    Audio(Audio),
    Location(Place),
    Contacts(Cards),
    Buttons(Buttons),
    List(List),
    Link(Link),
    LocationRequest(Request),
    ContactRequest(Request),
    Product(Product),
    Products(Products),
    Catalog(Catalog),
    Reaction(Emoji),
    Template(Template),
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingText)]
pub struct Text {
    pub text: String,
    /// Whether the first link shows a preview; it does unless this says no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_preview: Option<bool>,
}

/// A picture, a video, a document or a sticker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingFile)]
pub struct File {
    pub media_id: MediaId,
    /// The caption; stickers have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the customer sees as the file's name; documents only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingAudio)]
pub struct Audio {
    pub media_id: MediaId,
    /// Shown as a recorded voice note.
    #[serde(default)]
    pub voice: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingPlace)]
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingCards)]
pub struct Cards {
    pub contacts: Vec<Card>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingCard)]
pub struct Card {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    pub phones: Vec<CardPhone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingCardPhone)]
pub struct CardPhone {
    pub phone: String,
    /// Such as `work`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// What stands above the text: words, or a picture, video or document. Exactly one of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingHeader)]
pub struct Header {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_id: Option<MediaId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingButtons)]
pub struct Buttons {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    pub buttons: Vec<Button>,
}

/// A button that answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingButton)]
pub struct Button {
    pub id: String,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingList)]
pub struct List {
    pub text: String,
    /// Words only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// The label of the button that opens the list.
    pub button: String,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingSection)]
pub struct Section {
    /// Needed as soon as there are two sections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingRow)]
pub struct Row {
    pub id: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A button that opens a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingLink)]
pub struct Link {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<Header>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// The button's label.
    pub title: String,
    pub url: String,
}

/// Asks for the customer's place or phone number with one button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingRequest)]
pub struct Request {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingProduct)]
pub struct Product {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    pub catalog_id: String,
    pub product_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingProducts)]
pub struct Products {
    /// Words only.
    pub header: Header,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    pub catalog_id: String,
    pub sections: Vec<ProductSection>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingProductSection)]
pub struct ProductSection {
    pub title: String,
    pub product_ids: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingCatalog)]
pub struct Catalog {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
    /// The product whose picture is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail_product_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingReaction)]
pub struct Emoji {
    pub message_id: MessageId,
    /// One emoji; empty takes the reaction back.
    pub emoji: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingTemplate)]
pub struct Template {
    pub template_id: TemplateId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<TemplateHeader>,
    /// Values by the names of the template's variables.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
}

/// The file or the place a template's header wants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OutgoingTemplateHeader)]
pub struct TemplateHeader {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_id: Option<MediaId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Place>,
}

impl Outgoing {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Text { text: text.into(), link_preview: None })
    }

    /// What kind of line it is in the thread.
    pub const fn kind(&self) -> MessageKind {
        match self {
            Self::Text(_) => MessageKind::Text,
            Self::Image(_) => MessageKind::Image,
            Self::Video(_) => MessageKind::Video,
            Self::Document(_) => MessageKind::Document,
            Self::Sticker(_) => MessageKind::Sticker,
            Self::Audio(_) => MessageKind::Audio,
            Self::Location(_) => MessageKind::Location,
            Self::Contacts(_) => MessageKind::Contacts,
            Self::Buttons(_)
            | Self::List(_)
            | Self::Link(_)
            | Self::LocationRequest(_)
            | Self::ContactRequest(_)
            | Self::Product(_)
            | Self::Products(_)
            | Self::Catalog(_) => MessageKind::Interactive,
            Self::Reaction(_) => MessageKind::Reaction,
            Self::Template(_) => MessageKind::Template,
        }
    }

    /// Whether it may only be sent while the customer's window is open.
    pub const fn needs_open_window(&self) -> bool {
        !matches!(self, Self::Template(_))
    }

    /// The files it shows, each with the path of its field.
    pub fn files(&self) -> Vec<(&'static str, MediaId)> {
        let of_header = |header: &Option<Header>| {
            let file = header.as_ref().and_then(|header| header.media_id);
            file.map(|id| ("header.media_id", id)).into_iter().collect()
        };
        match self {
            Self::Image(file) | Self::Video(file) | Self::Document(file) | Self::Sticker(file) => {
                vec![("media_id", file.media_id)]
            }
            Self::Audio(audio) => vec![("media_id", audio.media_id)],
            Self::Buttons(buttons) => of_header(&buttons.header),
            Self::Link(link) => of_header(&link.header),
            Self::Template(template) => {
                let file = template.header.as_ref().and_then(|header| header.media_id);
                file.map(|id| ("header.media_id", id)).into_iter().collect()
            }
            Self::Text(_)
            | Self::Location(_)
            | Self::Contacts(_)
            | Self::List(_)
            | Self::LocationRequest(_)
            | Self::ContactRequest(_)
            | Self::Product(_)
            | Self::Products(_)
            | Self::Catalog(_)
            | Self::Reaction(_) => Vec::new(),
        }
    }

    /// What a thread keeps of it beside its words. A plain text is its words.
    pub(super) fn kept(&self) -> Result<Option<Value>, serde_json::Error> {
        match self {
            Self::Text(Text { link_preview: None, .. }) => Ok(None),
            other => serde_json::to_value(other).map(Some),
        }
    }

    /// Reads it again as [`Outgoing::kept`] wrote it.
    pub(super) fn from_kept(text: Option<String>, content: Option<Value>) -> Result<Self, serde_json::Error> {
        let Some(mut content) = content else { return Ok(Self::text(text.unwrap_or_default())) };
        if let Some(fields) = content.as_object_mut() {
            fields.remove(RENDERED);
        }
        serde_json::from_value(content)
    }
}
