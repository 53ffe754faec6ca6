//! `/follow-ups`: the messages after a purchase, what became of each, and how they are set.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State as AxumState;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{CountsFrom, Fill, FollowUp, Kind, Reason, Rule, State};
use super::{send, store, words};
use crate::accounts;
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::health::jobs::{PlanFollowUps, SendFollowUp};
use crate::health::{Health, TemplateChoice};
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{ContactId, ConversationId, FollowUpId, MessageId, OrderId};
use crate::inbox;
use crate::jobs;
use crate::storage::{ReadConn, StorageError};

/// Characters of a text of the owner's.
const TEXT_LIMIT: usize = 600;
const DAYS: std::ops::RangeInclusive<u32> = 1..=60;
/// Customers' languages are looked up among orders of this time.
const LANGUAGES_OF: Duration = Duration::from_hours(180 * 24);

pub fn routes() -> OpenApiRouter<Health> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(cancel)).routes(routes!(show, change))
}

/// A message after a purchase as people see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FollowUp)]
struct FollowUpView {
    id: FollowUpId,
    order_id: OrderId,
    /// The order's number at its source.
    number: Option<String>,
    kind: Kind,
    state: State,
    /// Why it was not sent.
    reason: Option<Reason>,
    /// When it is or was due, in the shop's opening hours.
    due_at: Timestamp,
    /// Since when it is in its state.
    state_at: Timestamp,
    contact: Option<FollowUpContact>,
    /// Who took it out.
    cancelled_by: Option<String>,
    conversation_id: Option<ConversationId>,
    message_id: Option<MessageId>,
    /// What the customer was sent.
    sent_text: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FollowUpContact {
    id: ContactId,
    name: String,
}

fn view(conn: &ReadConn, one: FollowUp) -> Result<FollowUpView, StorageError> {
    let order = store::order(conn, one.order)?;
    let whose = order.as_ref().and_then(|order| order.contact).or(one.contact);
    let contact = whose.map(|id| inbox::contact(conn, id)).transpose()?.flatten();
    let staff = if one.person.is_some() { accounts::staff(conn)? } else { Vec::new() };
    Ok(FollowUpView {
        id: one.id,
        order_id: one.order,
        number: order.map(|order| order.number),
        kind: one.kind,
        state: one.state,
        reason: one.reason,
        due_at: one.due_at,
        state_at: one.state_at,
        contact: contact.map(|contact| FollowUpContact { id: contact.id, name: contact.shown_name() }),
        cancelled_by: staff.into_iter().find(|who| Some(who.id) == one.person).map(|who| who.name),
        conversation_id: one.conversation,
        message_id: one.message,
        sent_text: one.sent_text,
    })
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FollowUpsQuery {
    /// Only those of this order, whatever their state.
    order_id: Option<OrderId>,
    /// Default: due.
    state: Option<State>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 30 when not given.
    #[serde(default, deserialize_with = "crate::http::page_limit")]
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Messages after a purchase: those that are due, the next first, or those of another state, the last first.
#[utoipa::path(get, path = "/follow-ups", tag = "health", params(FollowUpsQuery),
    responses((status = 200, body = Page<FollowUpView>)))]
async fn list(
    AxumState(health): AxumState<Health>,
    caller: Caller,
    Query(query): Query<FollowUpsQuery>,
) -> Result<Json<Page<FollowUpView>>, ApiError> {
    caller.require(Permission::ReadOrders)?;
    let limit = PageQuery { cursor: None, limit: query.limit }.limit();
    let after = query.cursor.as_deref().map(read_cursor).transpose()?;
    health
        .db
        .read::<_, ApiError>(move |conn| {
            let found = match query.order_id {
                Some(order) => store::of_order(conn, order)?,
                None => store::in_state(conn, query.state.unwrap_or(State::Due), after, limit + 1)?,
            };
            let page = Page::cut(found, limit, |one| format!("{}.{}", one.due_at.as_millis(), one.id));
            let items = page.items.into_iter().map(|one| view(conn, one)).collect::<Result<_, _>>()?;
            Ok(Json(Page { items, next_cursor: page.next_cursor }))
        })
        .await
}

/// `due.id` of the last one shown.
fn read_cursor(cursor: &str) -> Result<(Timestamp, FollowUpId), ApiError> {
    let parts = cursor.split_once('.');
    let read = parts.and_then(|(at, id)| Some((Timestamp::from_millis(at.parse().ok()?), id.parse().ok()?)));
    read.ok_or_else(|| ApiError::unprocessable("invalid_cursor", "This cursor is not one of ours."))
}

/// Takes a message out before it is sent.
#[utoipa::path(post, path = "/follow-ups/{id}/cancel", tag = "health", params(("id" = FollowUpId, Path)),
    responses((status = 200, body = FollowUpView), (status = 409, description = "It is not due any more")))]
async fn cancel(
    AxumState(health): AxumState<Health>,
    caller: Caller,
    Path(id): Path<FollowUpId>,
) -> Result<Json<FollowUpView>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    health
        .db
        .write::<_, ApiError>(move |tx| {
            let gone = || ApiError::not_found("message");
            let one = store::find(tx, id)?.ok_or_else(gone)?;
            if !store::cancel(tx, id, caller.person())? {
                return Err(ApiError::conflict("not_due", "This message is not due any more."));
            }
            jobs::cancel::<SendFollowUp>(tx, &id.to_string())?;
            let details = json!({ "kind": one.kind, "order": one.order });
            audit::record(tx, &caller, "follow_up.cancelled", id, details)?;
            tx.announce(send::TOPIC, one.order);
            let cancelled = store::find(tx, id)?.ok_or_else(gone)?;
            Ok(Json(view(tx, cancelled)?))
        })
        .await
}

/// How the messages of one kind go.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FollowUpRule)]
struct RuleBody {
    /// Only orders placed after it was switched on get such a message.
    on: bool,
    /// Days after the order came to its state: 1 to 60.
    after_days: u32,
    counts_from: CountsFrom,
    /// Your own texts by language; what is missing is said in Shopbell's words. `{greeting}`, `{name}`, `{number}`, `{shop}`,
    /// `{state}` and `{tracking}` are filled in.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, String>)]
    texts: BTreeMap<String, String>,
    /// The template by its name, more than 24 hours after the customer's last message.
    #[serde(default)]
    template: Option<String>,
    /// What fills each of its blanks.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, Fill>)]
    fills: BTreeMap<String, Fill>,
}

/// The same with what only Shopbell knows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FollowUpRuleShown)]
struct RuleView {
    #[serde(flatten)]
    rule: RuleBody,
    on_since: Option<Timestamp>,
    /// Shopbell's own texts by language.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    usual_texts: BTreeMap<String, String>,
    /// Languages customers write in for which the template has no approved version; all of them while none is chosen.
    missing_languages: Vec<String>,
}

/// How the messages after a purchase go.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FollowUpSettings)]
struct SettingsView {
    tracking: RuleView,
    review: RuleView,
    /// Templates one may choose.
    templates: Vec<FollowUpTemplate>,
}

/// A template by its name, in all its languages.
#[derive(Debug, Serialize, ToSchema)]
struct FollowUpTemplate {
    name: String,
    purpose: crate::health::Purpose,
    languages: Vec<String>,
    /// Its blanks, in reading order.
    variables: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FollowUpSettingsChange)]
struct SettingsChange {
    tracking: RuleBody,
    review: RuleBody,
}

/// How the messages after a purchase go.
#[utoipa::path(get, path = "/follow-ups/settings", tag = "health", responses((status = 200, body = SettingsView)))]
async fn show(AxumState(health): AxumState<Health>, caller: Caller) -> Result<Json<SettingsView>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let db = health.db.clone();
    db.read::<_, ApiError>(move |conn| Ok(Json(settings(conn, &health)?))).await
}

/// Changes how they go. Switched on, each kind counts orders placed from then on.
#[utoipa::path(put, path = "/follow-ups/settings", tag = "health", request_body = SettingsChange,
    responses((status = 200, body = SettingsView)))]
async fn change(
    AxumState(health): AxumState<Health>,
    caller: Caller,
    Json(wanted): Json<SettingsChange>,
) -> Result<Json<SettingsView>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let db = health.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let templates = (health.outside.all_templates)(tx)?;
        for (kind, wanted) in [(Kind::Tracking, &wanted.tracking), (Kind::Review, &wanted.review)] {
            check(kind, wanted, &templates)?;
            let before = store::rule(tx, kind)?;
            let rule = Rule {
                kind,
                on_since: wanted.on.then(|| before.on_since.unwrap_or(tx.now())),
                after_days: wanted.after_days,
                counts_from: wanted.counts_from,
                texts: wanted
                    .texts
                    .iter()
                    .map(|(tag, text)| (tag.clone(), words::tidied(text)))
                    .filter(|(_, text)| !text.is_empty())
                    .collect(),
                template: wanted.template.clone(),
                fills: wanted.fills.clone(),
            };
            if rule != before {
                store::save_rule(tx, &rule)?;
                let details = json!({ "on": wanted.on, "after_days": rule.after_days });
                audit::record(tx, &caller, "follow_up.settings_changed", kind, details)?;
            }
        }
        jobs::enqueue(tx, &PlanFollowUps {})?;
        tx.announce(Topic::Settings, "follow_ups");
        Ok(Json(settings(tx, &health)?))
    })
    .await
}

/// Everything that cannot work.
fn check(kind: Kind, wanted: &RuleBody, templates: &[TemplateChoice]) -> Result<(), ApiError> {
    let error = || ApiError::unprocessable("invalid_settings", "Some of these settings cannot work.");
    let field = |name: &str| format!("{kind}.{name}");
    if !DAYS.contains(&wanted.after_days) {
        return Err(error().field(&field("after_days"), "Use a number from 1 to 60."));
    }
    if !kind.may_count_from(wanted.counts_from) {
        return Err(error().field(&field("counts_from"), "What is delivered is followed no more."));
    }
    for (tag, text) in &wanted.texts {
        if !words::tags().any(|known| known == tag) || text.chars().count() > TEXT_LIMIT {
            return Err(error().field(&field("texts"), "At most 600 characters for each known language."));
        }
        if let Some(blank) = words::unknown_blank(text) {
            let blanks = words::BLANKS.map(|name| format!("{{{name}}}")).join(", ");
            return Err(error().field(&field("texts"), format!("{{{blank}}} is not one of {blanks}.")));
        }
    }
    let Some(name) = &wanted.template else { return Ok(()) };
    let mut named = templates.iter().filter(|one| one.name == *name).peekable();
    if named.peek().is_none() {
        return Err(error().field(&field("template"), "There is no approved template of this name."));
    }
    let unfilled = named.flat_map(|one| &one.variables).find(|blank| !wanted.fills.contains_key(*blank));
    match unfilled {
        Some(blank) => Err(error().field(&field("fills"), format!("Say what fills {blank}."))),
        None => Ok(()),
    }
}

fn settings(conn: &ReadConn, health: &Health) -> Result<SettingsView, StorageError> {
    let templates = (health.outside.all_templates)(conn)?;
    let mut languages = store::languages(conn, health.clock.now().minus(LANGUAGES_OF))?;
    let shops = accounts::shop(conn)?.language;
    if !languages.contains(&shops) {
        languages.push(shops);
    }
    let shown = |kind: Kind| -> Result<RuleView, StorageError> {
        Ok(rule_view(store::rule(conn, kind)?, &templates, &languages))
    };
    Ok(SettingsView {
        tracking: shown(Kind::Tracking)?,
        review: shown(Kind::Review)?,
        templates: by_name(&templates),
    })
}

fn rule_view(rule: Rule, templates: &[TemplateChoice], languages: &[String]) -> RuleView {
    let speaks = |tag: &String| {
        templates.iter().any(|one| Some(&one.name) == rule.template.as_ref() && one.speaks(tag))
    };
    let missing_languages = languages.iter().filter(|tag| !speaks(tag)).cloned().collect();
    RuleView {
        on_since: rule.on_since,
        usual_texts: words::ours(rule.kind),
        missing_languages,
        rule: RuleBody {
            on: rule.on_since.is_some(),
            after_days: rule.after_days,
            counts_from: rule.counts_from,
            texts: rule.texts,
            template: rule.template,
            fills: rule.fills,
        },
    }
}

/// Those without a picture above them, which somebody would have to choose each time.
fn by_name(templates: &[TemplateChoice]) -> Vec<FollowUpTemplate> {
    let mut named: BTreeMap<&str, FollowUpTemplate> = BTreeMap::new();
    for one in templates.iter().filter(|one| !one.needs_header) {
        let entry = named.entry(&one.name).or_insert_with(|| FollowUpTemplate {
            name: one.name.clone(),
            purpose: one.purpose,
            languages: Vec::new(),
            variables: Vec::new(),
        });
        if !entry.languages.contains(&one.language) {
            entry.languages.push(one.language.clone());
        }
        let new: Vec<String> =
            one.variables.iter().filter(|blank| !entry.variables.contains(blank)).cloned().collect();
        entry.variables.extend(new);
    }
    named.into_values().collect()
}
