//! Message templates of the account: listed, created, reviewed, edited, deleted, as Meta does it.
//!
//! A review is a script ([`ReviewPlan`]); its verdict goes out as a webhook like every other change. Sends are checked
//! in `check_template.rs`.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::clock::Timestamp;

use super::call::Call;
use super::graph_error::GraphError;
use super::world::World;
use super::{Meta, random};

/// Templates one account may have.
const TEMPLATES_LIMIT: usize = 250;
const PAGE_LIMIT: usize = 100;
const DAY: Duration = Duration::from_hours(24);
const MONTH: Duration = Duration::from_hours(30 * 24);

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
    edited_at: Vec<Timestamp>,
}

impl Template {
    /// One that was approved long ago, with numbered blanks in its body.
    pub fn approved(name: &str, language: &str, body: &str) -> Self {
        Self::made(name, language, "UTILITY", "POSITIONAL", vec![json!({ "type": "BODY", "text": body })])
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
    pub(super) fn component(&self, kind: &str) -> Option<&Value> {
        self.components
            .iter()
            .find(|one| one["type"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(kind)))
    }

    /// The words of the body, blanks and all.
    pub fn body(&self) -> &str {
        self.component("BODY").and_then(|body| body["text"].as_str()).unwrap_or_default()
    }

    fn facts(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "parameter_format": self.parameter_format,
            "quality_score": {"score": self.quality},
            "rejected_reason": self.rejected_reason.as_deref().unwrap_or("NONE"),
            "components": self.components,
        })
    }
}

/// What becomes of a template that was sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewPlan {
    after: Duration,
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

    fn of(&self, name: &str) -> Option<(&'static str, Option<String>)> {
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

impl Meta {
    /// What becomes of templates sent in from now on.
    pub fn plan_reviews(&self, plan: ReviewPlan) {
        self.world().reviews = plan;
    }

    /// Meta changes its mind about a template, and says so: `APPROVED`, `PAUSED`, `DISABLED`, …
    pub async fn judges_template(&self, name: &str, status: &str, reason: Option<&str>) -> bool {
        let news = {
            let mut world = self.world();
            let Some(template) = world.account.templates.iter_mut().find(|template| template.name == name)
            else {
                return false;
            };
            status.clone_into(&mut template.status);
            template.rejected_reason = reason.map(ToOwned::to_owned);
            status_news(template)
        };
        self.posts("message_template_status_update", news).await
    }

    /// The quality of a template changes, and Meta says so.
    pub async fn rates_template(&self, name: &str, score: &str) -> bool {
        let news = {
            let mut world = self.world();
            let Some(template) = world.account.templates.iter_mut().find(|template| template.name == name)
            else {
                return false;
            };
            let before = std::mem::replace(&mut template.quality, score.to_owned());
            let mut news = about(template);
            news.insert("previous_quality_score".to_owned(), before.into());
            news.insert("new_quality_score".to_owned(), score.into());
            Value::Object(news)
        };
        self.posts("message_template_quality_update", news).await
    }

    /// A template turns out to be advertising, and Meta says so.
    pub async fn recategorises_template(&self, name: &str, category: &str) -> bool {
        let news = {
            let mut world = self.world();
            let Some(template) = world.account.templates.iter_mut().find(|template| template.name == name)
            else {
                return false;
            };
            let before = std::mem::replace(&mut template.category, category.to_owned());
            let mut news = about(template);
            news.insert("previous_category".to_owned(), before.into());
            news.insert("new_category".to_owned(), category.into());
            Value::Object(news)
        };
        self.posts("template_category_update", news).await
    }

    /// Lets the planned review follow.
    fn review(&self, id: String) {
        let plan = self.world().reviews.clone();
        if plan.verdict == Verdict::Hold {
            return;
        }
        let meta = self.clone();
        let stopping = self.0.tasks.stopping();
        let work = plan.after.is_zero().then(|| self.begin_work());
        self.0.tasks.spawn("practice.review", async move {
            let _work = work;
            tokio::select! {
                () = meta.0.clock.sleep(plan.after) => {}
                () = stopping.cancelled() => return,
            }
            let news = {
                let mut world = meta.world();
                let found = world.account.templates.iter_mut().find(|template| template.id == id);
                let judged = found.and_then(|template| {
                    let (status, reason) = plan.of(&template.name)?;
                    status.clone_into(&mut template.status);
                    template.rejected_reason = reason;
                    Some(status_news(template))
                });
                let Some(news) = judged else { return };
                news
            };
            meta.posts("message_template_status_update", news).await;
        });
    }
}

fn about(template: &Template) -> Map<String, Value> {
    let id: i64 = template.id.parse().unwrap_or(0);
    let mut news = Map::new();
    news.insert("message_template_id".to_owned(), id.into());
    news.insert("message_template_name".to_owned(), template.name.clone().into());
    // Webhooks write a dash where everything else writes an underscore.
    news.insert("message_template_language".to_owned(), template.language.replace('_', "-").into());
    news
}

fn status_news(template: &Template) -> Value {
    let mut news = about(template);
    news.insert("event".to_owned(), template.status.clone().into());
    news.insert(
        "reason".to_owned(),
        template.rejected_reason.clone().map_or(Value::from("NONE"), Value::from),
    );
    news.insert("message_template_category".to_owned(), template.category.clone().into());
    Value::Object(news)
}

const USUAL: [&str; 5] = ["name", "language", "status", "category", "id"];

/// `GET /{waba}/message_templates`, page by page.
pub(super) fn list(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let world = meta.world();
    call.require_token(&world.account, meta.now())?;
    let fields = call.fields_or(&USUAL);
    let wanted =
        |name: &str, value: &str| call.text(name).is_none_or(|asked| asked.eq_ignore_ascii_case(value));
    let matching: Vec<&Template> = world
        .account
        .templates
        .iter()
        .filter(|one| {
            wanted("name", &one.name) && wanted("language", &one.language) && wanted("status", &one.status)
        })
        .collect();
    let limit = call.text("limit").and_then(|limit| limit.parse().ok()).unwrap_or(25).clamp(1, PAGE_LIMIT);
    let start = match call.text("after") {
        None => 0,
        Some(cursor) => matching
            .iter()
            .position(|one| one.id == cursor)
            .map(|at| at + 1)
            .ok_or_else(|| GraphError::of(131_059, "The cursor is no longer valid."))?,
    };
    let page: Vec<&&Template> = matching.iter().skip(start).take(limit).collect();
    let items = page
        .iter()
        .map(|one| super::nodes::select(one.facts(), &fields, "MessageTemplate"))
        .collect::<Result<Vec<Value>, GraphError>>()?;
    let mut paging = json!({"cursors": {
        "before": page.first().map(|one| one.id.clone()), "after": page.last().map(|one| one.id.clone()),
    }});
    if start + page.len() < matching.len() {
        paging["next"] = json!(format!("{}/next", meta.graph_url()));
    }
    Ok(json!({"data": items, "paging": paging}))
}

/// `POST /{waba}/message_templates`.
pub(super) fn create(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let created = {
        let mut world = meta.world();
        call.require_token(&world.account, meta.now())?;
        let needed = |name: &str| {
            call.text(name)
                .filter(|text| !text.is_empty())
                .ok_or_else(|| GraphError::parameter(format_args!("The parameter {name} is required.")))
        };
        let (name, language) = (needed("name")?, needed("language")?);
        let category = needed("category")?.to_uppercase();
        if !["UTILITY", "MARKETING", "AUTHENTICATION"].contains(&category.as_str()) {
            return Err(GraphError::parameter(
                "Param category must be one of {UTILITY, MARKETING, AUTHENTICATION}",
            ));
        }
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
            return Err(GraphError::parameter(
                "Param name must be lower case letters, digits and underscores.",
            ));
        }
        let same = |one: &Template| one.name == name && one.language == language;
        if world.account.templates.iter().any(same) {
            return Err(GraphError::parameter(
                "There is already content in this language for this template.",
            ));
        }
        if world.account.templates.len() >= TEMPLATES_LIMIT {
            return Err(GraphError::of(2_388_019, "The account has as many templates as it may."));
        }
        let format = call.text("parameter_format").unwrap_or_else(|| "POSITIONAL".to_owned()).to_uppercase();
        let components = components(&world, call, &format)?;
        let mut template = Template::made(&name, &language, &category, &format, components);
        "PENDING".clone_into(&mut template.status);
        world.account.templates.push(template.clone());
        template
    };
    meta.review(created.id.clone());
    Ok(json!({"id": created.id, "status": created.status, "category": created.category}))
}

/// `POST /{template}`: goes back to review.
pub(super) fn edit(meta: &Meta, call: &Call, id: &str) -> Result<Value, GraphError> {
    let now = meta.now();
    {
        let mut world = meta.world();
        call.require_token(&world.account, now)?;
        let position = world.account.templates.iter().position(|one| one.id == id);
        let Some(position) = position else { return Err(GraphError::unknown_object("post", id)) };
        let known = world.account.templates[position].clone();
        match known.status.as_str() {
            "APPROVED" | "PAUSED" => {
                let within = |span| known.edited_at.iter().filter(|at| now.since(**at) < span).count();
                if within(DAY) >= 1 || within(MONTH) >= 10 {
                    return Err(GraphError::parameter(
                        "A template can be edited once a day and ten times in 30 days.",
                    ));
                }
            }
            "REJECTED" => {}
            _other => {
                return Err(GraphError::parameter(
                    "Only approved, rejected or paused templates can be edited.",
                ));
            }
        }
        if call.has("category")
            && known.status == "APPROVED"
            && call.text("category").as_ref() != Some(&known.category)
        {
            return Err(GraphError::parameter("The category of an approved template cannot be changed."));
        }
        let components = components(&world, call, &known.parameter_format)?;
        let template = &mut world.account.templates[position];
        template.components = components;
        template.category = call.text("category").unwrap_or(known.category);
        if known.status != "REJECTED" {
            template.edited_at.push(now);
        }
        "PENDING".clone_into(&mut template.status);
    }
    meta.review(id.to_owned());
    Ok(json!({"success": true}))
}

/// `DELETE /{waba}/message_templates?name=…`, all languages or one by `hsm_id`.
pub(super) fn delete(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let mut world = meta.world();
    call.require_token(&world.account, meta.now())?;
    let (name, id) = (call.text("name"), call.text("hsm_id"));
    if name.is_none() && id.is_none() {
        return Err(GraphError::parameter("The parameter name is required."));
    }
    let meant = |one: &Template| {
        name.as_ref().is_none_or(|name| one.name == *name) && id.as_ref().is_none_or(|id| one.id == *id)
    };
    let before = world.account.templates.len();
    world.account.templates.retain(|one| !meant(one));
    if world.account.templates.len() == before {
        return Err(GraphError::parameter("Message template not found."));
    }
    Ok(json!({"success": true}))
}

/// The components of a submission, by the rules whose breach has a code of its own.
fn components(world: &World, call: &Call, format: &str) -> Result<Vec<Value>, GraphError> {
    let components = match call.body().get("components") {
        Some(Value::Array(components)) if !components.is_empty() => components.clone(),
        Some(_) | None => return Err(GraphError::parameter("The parameter components is required.")),
    };
    for component in &components {
        let kind = component["type"].as_str().unwrap_or_default();
        let text = component["text"].as_str().unwrap_or_default();
        let most = match kind {
            "HEADER" | "FOOTER" => 60,
            "BODY" => 1024,
            "BUTTONS" => continue,
            other => return Err(GraphError::parameter(format_args!("Unexpected component {other}."))),
        };
        if text.chars().count() > most {
            return Err(GraphError::of(2_388_040, format!("{kind} may have {most} characters.")));
        }
        let trimmed = text.trim();
        if kind == "BODY" && (trimmed.starts_with("{{") || trimmed.ends_with("}}")) {
            return Err(GraphError::of(2_388_299, "Variables can't be at the start or end of the template."));
        }
        let blanks = super::check_template::blanks(text);
        let numbered = blanks.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
        if !blanks.is_empty() && numbered != (format == "POSITIONAL") {
            return Err(GraphError::parameter("The variables do not fit parameter_format."));
        }
        if !blanks.is_empty() && component.get("example").is_none() {
            return Err(GraphError::of(2_388_043, format!("{kind} has variables and no example.")));
        }
        let media =
            ["IMAGE", "VIDEO", "DOCUMENT"].contains(&component["format"].as_str().unwrap_or_default());
        let handle = component["example"]["header_handle"][0].as_str().unwrap_or_default();
        if media && !world.samples.contains(handle) {
            return Err(GraphError::of(2_388_047, "The header needs the handle of an uploaded sample."));
        }
    }
    if !components.iter().any(|component| component["type"] == "BODY") {
        return Err(GraphError::parameter("A template needs a body."));
    }
    Ok(components)
}

/// Sessions of resumable uploads, and the handles they came to.
pub(super) type Samples = BTreeSet<String>;

/// `POST /{app}/uploads`: begins the upload of a sample.
pub(super) fn begin_upload(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let mut world = meta.world();
    call.require_token(&world.account, meta.now())?;
    for name in ["file_length", "file_type"] {
        if call.text(name).is_none() {
            return Err(GraphError::parameter(format_args!("The parameter {name} is required.")));
        }
    }
    let session = format!("upload:{}", random::token(24));
    world.samples.insert(session.clone());
    Ok(json!({ "id": session }))
}

/// `POST /upload:…`: the bytes of a sample, all at once.
pub(super) fn finish_upload(meta: &Meta, session: &str, bytes: usize) -> Result<Value, GraphError> {
    let mut world = meta.world();
    if !world.samples.remove(session) {
        return Err(GraphError::unknown_object("post", session));
    }
    if bytes == 0 {
        return Err(GraphError::parameter("The file is empty."));
    }
    let handle = format!("4::{}", random::token(32));
    world.samples.insert(handle.clone());
    Ok(json!({ "h": handle }))
}
