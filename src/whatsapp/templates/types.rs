//! The nouns of templates: what one consists of, where it stands with Meta, and what may be done with it.
//!
//! Words of Meta's that are not known are kept as `unknown`, never guessed. No SQL, no HTTP.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::placeholders;
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, MediaId, TemplateId};
use crate::whatsapp::types::Environment;
use crate::words::words;

/// Edits Meta allows of a template that was approved.
const EDITS_IN_A_DAY: usize = 1;
const EDITS_IN_A_MONTH: usize = 10;
const DAY: Duration = Duration::from_hours(24);
/// How far back edits count.
pub(super) const MONTH: Duration = Duration::from_hours(30 * 24);

/// Meta's word in whatever case; nothing for one that is not known.
pub fn from_meta<Word: FromStr>(word: &str) -> Option<Word> {
    word.to_ascii_lowercase().parse().ok()
}

words! {
    /// What Meta charges it as, and what it may be about.
    Category as TemplateCategory {
        Utility = "utility", Marketing = "marketing", Authentication = "authentication", Unknown = "unknown",
    }

    /// Where it stands.
    Status as TemplateStatus {
        Draft = "draft", Pending = "pending", Approved = "approved", Rejected = "rejected", Paused = "paused",
        Disabled = "disabled", InAppeal = "in_appeal", LimitExceeded = "limit_exceeded", Archived = "archived",
        Deleted = "deleted", Flagged = "flagged", Locked = "locked", Unknown = "unknown",
    }

    /// How customers take it, by Meta's measure.
    Quality as TemplateQuality { Green = "green", Yellow = "yellow", Red = "red", Unknown = "unknown" }

    /// How blanks are called.
    ParameterFormat as TemplateParameterFormat { Named = "named", Positional = "positional" }

    /// What stands above the text.
    HeaderKind as TemplateHeaderKind {
        Text = "text", Image = "image", Video = "video", Document = "document", Location = "location",
    }

    ButtonKind as TemplateButtonKind {
        QuickReply = "quick_reply", Url = "url", PhoneNumber = "phone_number", CopyCode = "copy_code",
    }

    /// Which part of the template a variable stands in.
    Part as TemplatePart { Header = "header", Body = "body", Button = "button" }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TemplateHeader)]
pub struct Header {
    #[serde(rename = "type")]
    pub kind: HeaderKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The file Meta is shown as a sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_id: Option<MediaId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TemplateButton)]
pub struct Button {
    #[serde(rename = "type")]
    pub kind: ButtonKind,
    pub text: String,
    /// May end in `{{1}}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

/// What a template says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    #[serde(default)]
    pub header: Option<Header>,
    pub body: String,
    #[serde(default)]
    pub footer: Option<String>,
    #[serde(default)]
    pub buttons: Vec<Button>,
    /// A value Meta's reviewers see, by variable.
    #[serde(default)]
    pub examples: BTreeMap<String, String>,
}

/// A blank to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TemplateVariable)]
pub struct Variable {
    /// What `variables` of a send calls it.
    pub name: String,
    #[serde(rename = "in")]
    pub part: Part,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

impl Content {
    /// Every blank, in reading order; the same name twice is one blank.
    pub fn variables(&self, format: ParameterFormat) -> Vec<Variable> {
        let mut found: Vec<Variable> = Vec::new();
        let mut add = |name: String, part: Part, button_index: Option<usize>| {
            if found.iter().all(|known| known.name != name) {
                let example = self.examples.get(&name).cloned();
                found.push(Variable { name, part, button_index, example });
            }
        };
        let header = self.header.as_ref().and_then(|header| header.text.as_deref()).unwrap_or_default();
        for name in placeholders::names(header) {
            add(header_variable(format, &name), Part::Header, None);
        }
        for name in placeholders::names(&self.body) {
            add(name, Part::Body, None);
        }
        for (index, _) in self.buttons.iter().enumerate().filter(|(_, button)| button.has_variable()) {
            add(button_variable(index), Part::Button, Some(index));
        }
        found
    }
}

/// Numbered blanks begin anew in the body, so the header's bears another name.
pub(super) fn header_variable(format: ParameterFormat, name: &str) -> String {
    match format {
        ParameterFormat::Named => name.to_owned(),
        ParameterFormat::Positional => format!("header_{name}"),
    }
}

pub(super) fn button_variable(index: usize) -> String {
    format!("button_{index}")
}

impl Button {
    pub fn has_variable(&self) -> bool {
        match self.kind {
            ButtonKind::CopyCode => true,
            ButtonKind::Url => self.url.as_deref().is_some_and(|url| !placeholders::names(url).is_empty()),
            ButtonKind::QuickReply | ButtonKind::PhoneNumber => false,
        }
    }
}

/// A template of the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub id: TemplateId,
    pub environment: Environment,
    pub waba_id: String,
    pub connection_id: ConnectionId,
    pub meta_id: Option<String>,
    pub name: String,
    pub language: String,
    pub category: Category,
    pub status: Status,
    /// A code, Meta's words, or both, as `reason.rs` keeps them.
    pub status_reason: Option<String>,
    pub quality: Quality,
    pub parameter_format: ParameterFormat,
    pub content: Content,
    pub understood: bool,
    pub updated_at: Timestamp,
}

/// Why a template may not be changed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TemplateNotEditable)]
pub enum NotEditable {
    /// Meta is looking at it or has locked it.
    #[error(
        "Meta is looking at it or has locked it: only approved, rejected and paused templates can be changed."
    )]
    Status,
    /// It has parts Shopbell does not know.
    #[error("It has parts Shopbell does not know: change it in WhatsApp Manager.")]
    NotUnderstood,
    /// It was changed as often as Meta allows for now.
    #[error("Meta allows one change in 24 hours and ten in 30 days.")]
    TooOften,
}

impl Template {
    pub fn is_sendable(&self) -> bool {
        self.status == Status::Approved && self.understood
    }

    /// Whether it may be changed, given when it was changed in the last month.
    pub fn editable(&self, edits: &[Timestamp], now: Timestamp) -> Result<(), NotEditable> {
        if !self.understood {
            return Err(NotEditable::NotUnderstood);
        }
        match self.status {
            Status::Draft | Status::Rejected => Ok(()),
            Status::Approved | Status::Paused => {
                let today = edits.iter().filter(|at| now.since(**at) < DAY).count();
                let month = edits.iter().filter(|at| now.since(**at) < MONTH).count();
                let often = today >= EDITS_IN_A_DAY || month >= EDITS_IN_A_MONTH;
                if often { Err(NotEditable::TooOften) } else { Ok(()) }
            }
            Status::Pending
            | Status::Disabled
            | Status::InAppeal
            | Status::LimitExceeded
            | Status::Archived
            | Status::Deleted
            | Status::Flagged
            | Status::Locked
            | Status::Unknown => Err(NotEditable::Status),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blanks_are_found_in_reading_order_and_once_each() {
        let content = Content {
            header: Some(Header {
                kind: HeaderKind::Text,
                text: Some("Order {{number}}".into()),
                media_id: None,
            }),
            body: "Hello {{name}}, order {{number}} is ready.".into(),
            buttons: vec![
                Button { kind: ButtonKind::QuickReply, text: "Ok".into(), url: None, phone_number: None },
                Button {
                    kind: ButtonKind::Url,
                    text: "See".into(),
                    url: Some("https://x.it/{{1}}".into()),
                    phone_number: None,
                },
            ],
            ..Content::default()
        };
        let names: Vec<String> =
            content.variables(ParameterFormat::Named).into_iter().map(|variable| variable.name).collect();
        assert_eq!(names, ["number", "name", "button_1"]);
    }
}
