//! A message template as the account holds it, and what becomes of those that are sent in.

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Timestamp;
use crate::practice::meta::random;

/// A message template as the account holds it.
#[derive(Debug, Clone)]
pub struct Template {
    pub id: String,
    pub name: String,
    pub language: String,
    pub status: String,
    pub category: String,
    /// `NAMED` or `POSITIONAL`.
    pub parameter_format: String,
    pub quality: String,
    pub rejected_reason: Option<String>,
    /// As Graph lists them.
    pub components: Vec<Value>,
    pub(in crate::practice::meta) edited_at: Vec<Timestamp>,
}

impl Template {
    /// One that was approved long ago, with numbered blanks in its body and an example of a value for each.
    pub fn approved(name: &str, language: &str, body: &str, examples: &[&str]) -> Self {
        let mut component = json!({ "type": "BODY", "text": body });
        if !examples.is_empty() {
            component["example"] = json!({ "body_text": [examples] });
        }
        Self::made(name, language, "UTILITY", "POSITIONAL", vec![component])
    }

    /// One that was approved long ago, of any shape.
    pub fn made(name: &str, language: &str, category: &str, format: &str, components: Vec<Value>) -> Self {
        Self {
            id: random::digits(16),
            name: name.to_owned(),
            language: language.to_owned(),
            status: "APPROVED".to_owned(),
            category: category.to_owned(),
            parameter_format: format.to_owned(),
            quality: "UNKNOWN".to_owned(),
            rejected_reason: None,
            components,
            edited_at: Vec::new(),
        }
    }

    /// The component of this type, if it has one.
    pub(in crate::practice::meta) fn component(&self, kind: &str) -> Option<&Value> {
        self.components
            .iter()
            .find(|one| one["type"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(kind)))
    }

    /// The words of the body, blanks and all.
    pub fn body(&self) -> &str {
        self.component("BODY").and_then(|body| body["text"].as_str()).unwrap_or_default()
    }

    pub(in crate::practice::meta) fn facts(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "parameter_format": self.parameter_format,
            "quality_score": {
                "score": self.quality,
                "date": self.edited_at.last().map_or(0, |at| at.as_millis() / 1000),
            },
            "rejected_reason": self.rejected_reason.as_deref().unwrap_or("NONE"),
            "components": self.components,
            // Fields a template may have and these do not.
            "message_send_ttl_seconds": null,
            "correct_category": null,
            "previous_category": null,
            "library_template_name": null,
            "cta_url_link_tracking_opted_out": null,
            "sub_category": null,
            "degrees_of_freedom_spec": null,
        })
    }
}

/// What becomes of a template that was sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPlan {
    pub(in crate::practice::meta) after: Duration,
    verdict: Verdict,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// Names that begin with `rejected` are rejected, so that both can be seen; all others are approved.
    ByName,
    Reject(String),
    Hold,
}

impl ReviewPlan {
    /// Approved at once, but for names that begin with `rejected`.
    pub fn by_name() -> Self {
        Self { after: Duration::ZERO, verdict: Verdict::ByName }
    }

    /// All are rejected, for this reason.
    pub fn reject(reason: &str) -> Self {
        Self { after: Duration::ZERO, verdict: Verdict::Reject(reason.to_owned()) }
    }

    /// Nobody looks at them.
    pub fn hold() -> Self {
        Self { after: Duration::ZERO, verdict: Verdict::Hold }
    }

    /// The same verdict, this much later.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self { after: wait, ..self }
    }

    /// Whether nobody looks at what is sent in.
    pub(in crate::practice::meta) fn holds(&self) -> bool {
        self.verdict == Verdict::Hold
    }

    pub(in crate::practice::meta) fn of(&self, name: &str) -> Option<(&'static str, Option<String>)> {
        match &self.verdict {
            Verdict::ByName if name.starts_with("rejected") => {
                Some(("REJECTED", Some("INVALID_FORMAT".to_owned())))
            }
            Verdict::ByName => Some(("APPROVED", None)),
            Verdict::Reject(reason) => Some(("REJECTED", Some(reason.clone()))),
            Verdict::Hold => None,
        }
    }
}
