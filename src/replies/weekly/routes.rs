//! `/replies/rule-changes`: what a week of verdicts proposes for the rules, what it would do, and the word on it.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::effect::{self, Effect, Example};
use super::{Change, ChangeKind, ChangeState, store};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::{RuleChangeId, RuleId};
use crate::replies::Replies;
use crate::replies::owner_rules::{self, MOST_RULES};
use crate::replies::question::signals::Rule;
use crate::storage::{ReadConn, WriteTx};

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(replayed))
        .routes(routes!(accept))
        .routes(routes!(dismiss))
}

/// A proposed change of the rules.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleChange)]
struct ChangeView {
    id: RuleChangeId,
    kind: ChangeKind,
    rule_id: Option<RuleId>,
    /// As the rule is called now.
    rule_name: Option<String>,
    /// Of the new rule, or those to be dropped.
    words: Vec<String>,
    made_at: Timestamp,
    /// The turns people judged, on which it rests.
    rests_on: Vec<Example>,
}

/// What verdicts of the last weeks propose and nobody has decided yet, the newest first.
#[utoipa::path(get, path = "/replies/rule-changes", tag = "replies", responses((status = 200, body = Page<ChangeView>)))]
async fn list(State(replies): State<Replies>, caller: Caller) -> Result<Json<Page<ChangeView>>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let open = replies.db.read::<_, ApiError>(|conn| {
        let rules = owner_rules::rules(conn)?;
        store::open(conn)?.into_iter().map(|change| view(conn, &rules, change)).collect::<Result<Vec<_>, _>>()
    });
    Ok(Json(Page::whole(open.await?)))
}

fn view(conn: &ReadConn, rules: &[Rule], change: Change) -> Result<ChangeView, ApiError> {
    let mut rests_on = Vec::new();
    for run in &change.runs {
        rests_on.extend(effect::example(conn, *run)?);
    }
    let rule = rules.iter().find(|rule| Some(rule.id) == change.rule);
    Ok(ChangeView {
        id: change.id,
        kind: change.kind,
        rule_id: change.rule,
        rule_name: rule.map(|rule| rule.name.clone()),
        words: change.words,
        made_at: change.made_at,
        rests_on,
    })
}

/// What a change would have done in the last 30 days.
#[utoipa::path(get, path = "/replies/rule-changes/{id}/effect", tag = "replies", params(("id" = RuleChangeId, Path)),
    responses((status = 200, body = Effect), (status = 404)))]
async fn replayed(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<RuleChangeId>,
) -> Result<Json<Effect>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let (orders, now) = (replies.tools.orders.clone(), replies.clock.now());
    let read = move |conn: &ReadConn| {
        let change = store::one(conn, id)?.ok_or_else(|| ApiError::not_found("rule_change"))?;
        Ok::<_, ApiError>(effect::effect(conn, &orders, &change, now)?)
    };
    Ok(Json(replies.db.read_long(read).await?))
}

/// Changes the rules as proposed.
#[utoipa::path(post, path = "/replies/rule-changes/{id}/accept", tag = "replies", params(("id" = RuleChangeId, Path)),
    responses((status = 204), (status = 404), (status = 409)))]
async fn accept(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<RuleChangeId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let accepted = replies.db.write::<_, ApiError>(move |tx| {
        let change = undecided(tx, id)?;
        let rules = owner_rules::rules(tx)?;
        let changed = effect::changed(&change, &rules, || tx.new_id());
        let changed = changed.filter(|changed| changed.len() <= MOST_RULES as usize).ok_or_else(|| {
            ApiError::conflict("rules_changed", "Somebody else changed the rules meanwhile.")
                .hint("Look at them again, then change them.")
        })?;
        owner_rules::put(tx, &caller, &rules, &changed)?;
        decide(tx, &caller, &change, ChangeState::Accepted)
    });
    accepted.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leaves the rules as they are. The same is not proposed again for two months.
#[utoipa::path(post, path = "/replies/rule-changes/{id}/dismiss", tag = "replies", params(("id" = RuleChangeId, Path)),
    responses((status = 204), (status = 404), (status = 409)))]
async fn dismiss(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<RuleChangeId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let dismissed = replies.db.write::<_, ApiError>(move |tx| {
        let change = undecided(tx, id)?;
        decide(tx, &caller, &change, ChangeState::Dismissed)
    });
    dismissed.await?;
    Ok(StatusCode::NO_CONTENT)
}

fn undecided(tx: &WriteTx, id: RuleChangeId) -> Result<Change, ApiError> {
    let change = store::one(tx, id)?.ok_or_else(|| ApiError::not_found("rule_change"))?;
    if change.state == ChangeState::Open {
        Ok(change)
    } else {
        Err(ApiError::conflict("already_decided", "Somebody else has decided this already."))
    }
}

fn decide(tx: &WriteTx, actor: &Actor, change: &Change, state: ChangeState) -> Result<(), ApiError> {
    store::decide(tx, change.id, state, actor.person())?;
    // How many words only: they are customers', and the log is for ever.
    let details = json!({ "kind": change.kind, "words": change.words.len(), "as": state });
    audit::record(tx, actor, "replies.rule_change_decided", change.id, details)?;
    tx.announce(Topic::Settings, "replies");
    Ok(())
}
