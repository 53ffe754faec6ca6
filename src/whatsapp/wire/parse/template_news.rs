//! News about a template: its status, quality, category or content.
//!
//! Reads what is there; a change without anything to change is ignored with a reason.

use serde_json::Value;

use super::{Outcome, UnusedReason, Update, lenient};
use crate::clock::Timestamp;

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateChange {
    Status {
        event: String,
        /// In one of Meta's codes.
        reason: Option<String>,
        /// In sentences of Meta's.
        words: Option<String>,
    },
    Quality(String),
    Category(String),
    /// Somebody edited it elsewhere.
    Components,
}

/// News about one template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateNews {
    pub meta_id: Option<String>,
    pub name: Option<String>,
    pub language: Option<String>,
    pub change: TemplateChange,
    /// When Meta says it happened.
    pub at: Option<Timestamp>,
}

/// Decodes the value of one of the four fields; `None` when the field is another.
pub(in crate::whatsapp) fn decode(field: &str, value: &Value, time: Option<i64>) -> Option<Outcome> {
    let change = match field {
        "message_template_status_update" => status(value),
        "message_template_quality_update" => {
            lenient::text(value, "new_quality_score").map(TemplateChange::Quality)
        }
        "template_category_update" => category(value),
        "message_template_components_update" => Some(TemplateChange::Components),
        _another => return None,
    };
    let Some(change) = change else {
        return Some(Outcome::Ignored(UnusedReason::NoUpdate.into()));
    };
    let news = TemplateNews {
        meta_id: lenient::text(value, "message_template_id"),
        name: lenient::text(value, "message_template_name"),
        language: lenient::text(value, "message_template_language"),
        change,
        at: time.filter(|seconds| *seconds > 0).map(Timestamp::from_seconds),
    };
    if news.meta_id.is_none() && news.name.is_none() {
        return Some(Outcome::Failed(UnusedReason::Missing.about("message_template_id")));
    }
    Some(Outcome::Parsed(Update::Template(news)))
}

/// The reason in Meta's code for it, which of a pause is the title of what else it tells, and in its own words.
fn status(value: &Value) -> Option<TemplateChange> {
    let event = lenient::text(value, "event")?;
    let of = |info: &str, name: &str| lenient::text(value.get(info)?, name);
    let reason = lenient::text(value, "reason").filter(|reason| reason != "NONE");
    let reason = reason.or_else(|| of("other_info", "title"));
    let words = ["rejection_info", "other_info"]
        .into_iter()
        .find_map(|info| of(info, "reason").or_else(|| of(info, "description")));
    Some(TemplateChange::Status { event, reason, words })
}

/// A change that is done names what it was before; one that is only announced leaves the category as it is.
fn category(value: &Value) -> Option<TemplateChange> {
    lenient::text(value, "previous_category")?;
    lenient::text(value, "new_category").map(TemplateChange::Category)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn change(field: &str, value: Value) -> TemplateChange {
        match decode(field, &value, None) {
            Some(Outcome::Parsed(Update::Template(news))) => news.change,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_field_tells_its_change() {
        let about = json!({"message_template_id": 77, "message_template_name": "x", "message_template_language": "en-US"});
        let with = |more: Value| {
            let mut whole = about.clone();
            whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            whole
        };
        let rejected =
            with(json!({"event": "REJECTED", "reason": "NONE", "rejection_info": {"reason": "Too vague"}}));
        assert_eq!(
            change("message_template_status_update", rejected),
            TemplateChange::Status {
                event: "REJECTED".into(),
                reason: None,
                words: Some("Too vague".into())
            }
        );
        let paused = with(json!({"event": "PAUSED", "reason": null,
            "other_info": {"title": "FIRST_PAUSE", "description": "Paused for 3 hours."}}));
        assert_eq!(
            change("message_template_status_update", paused),
            TemplateChange::Status {
                event: "PAUSED".into(),
                reason: Some("FIRST_PAUSE".into()),
                words: Some("Paused for 3 hours.".into())
            }
        );
        assert_eq!(
            change("message_template_quality_update", with(json!({"new_quality_score": "RED"}))),
            TemplateChange::Quality("RED".into())
        );
        assert_eq!(
            change(
                "template_category_update",
                with(json!({"previous_category": "UTILITY", "new_category": "MARKETING"}))
            ),
            TemplateChange::Category("MARKETING".into())
        );
        let announced = decode(
            "template_category_update",
            &with(json!({"new_category": "UTILITY", "correct_category": "MARKETING"})),
            None,
        );
        assert!(matches!(announced, Some(Outcome::Ignored(_))));
        assert!(decode("messages", &about, None).is_none());
        assert!(matches!(
            decode("message_template_components_update", &json!({}), None),
            Some(Outcome::Failed(_))
        ));
    }
}
