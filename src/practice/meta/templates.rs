//! Message templates of the account: what they are, how they are listed and reviewed.
//!
//! A review is a script ([`ReviewPlan`]); its verdict goes out as a webhook like every other change. Sends are checked
//! in `check_template.rs`, changed in `template_changes.rs`.

use serde_json::{Map, Value, json};

use super::Meta;
use super::call::Call;
use super::graph_error::GraphError;
use super::state::template::{ReviewPlan, Template};

/// Templates of one page.
const PAGE_LIMIT: usize = 100;
/// Templates an account of a business that was not verified may have.
const COUNT_LIMIT: usize = 250;

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
    pub(super) fn review(&self, id: String) {
        let plan = self.world().reviews.clone();
        if plan.holds() {
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
    let mut answer = json!({"data": items, "paging": paging});
    if call.text("summary").is_some() {
        answer["summary"] = json!({
            "total_count": matching.len(),
            "message_template_count": world.account.templates.len(),
            "message_template_limit": COUNT_LIMIT,
            "are_translations_complete": true,
        });
    }
    Ok(answer)
}
