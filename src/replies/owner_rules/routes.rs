//! `/replies/rules`: by which rules a person is called, and what a rule would have done.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::check::{self, Known, Typed, checked};
use super::preview::{Effect, effect};
use super::store;
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json};
use crate::ids::RuleId;
use crate::replies::Replies;
use crate::replies::question::signals::Rule;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(show, save)).routes(routes!(preview))
}

/// The rules by which a person is called, the first asked first.
#[derive(Debug, Serialize, ToSchema)]
struct HandOverRules {
    rules: Vec<Typed>,
}

/// All the rules, as they shall stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHandOverRules {
    /// At most 50, in the order they are asked in.
    rules: Vec<Typed>,
    /// The list this one was made from, so that nobody's change is lost unseen.
    before: Vec<Typed>,
}

/// The rules by which a person is called.
#[utoipa::path(get, path = "/replies/rules", tag = "replies", responses((status = 200, body = HandOverRules)))]
async fn show(State(replies): State<Replies>, caller: Caller) -> Result<Json<HandOverRules>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    Ok(Json(HandOverRules { rules: replies.db.read(typed).await? }))
}

fn typed(conn: &ReadConn) -> Result<Vec<Typed>, ApiError> {
    Ok(store::rules(conn)?.into_iter().map(Typed::of).collect())
}

/// Saves the whole list: what is missing in it is taken away, and comes back when it stands in it again.
#[utoipa::path(put, path = "/replies/rules", tag = "replies", request_body = NewHandOverRules,
    responses((status = 200, body = HandOverRules), (status = 409)))]
async fn save(
    State(replies): State<Replies>,
    caller: Caller,
    Json(new): Json<NewHandOverRules>,
) -> Result<Json<HandOverRules>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let saved = replies.db.write(move |tx| {
        let standing = store::rules(tx)?;
        let shown: Vec<Typed> = standing.iter().cloned().map(Typed::of).collect();
        if shown != new.before {
            return Err(ApiError::conflict("rules_changed", "Somebody else changed the rules meanwhile.")
                .hint("Look at them again, then change them."));
        }
        let rules = checked(tx, new.rules, || tx.new_id())?;
        put(tx, &caller, &standing, &rules)?;
        typed(tx)
    });
    Ok(Json(HandOverRules { rules: saved.await? }))
}

/// These rules stand from now on, in place of those that stood; who changed what is kept.
pub(in crate::replies) fn put(
    tx: &WriteTx,
    actor: &Actor,
    before: &[Rule],
    after: &[Rule],
) -> Result<(), StorageError> {
    store::replace(tx, after)?;
    audit::record(tx, actor, "replies.rules_changed", "", changes(before, after))?;
    tx.announce(Topic::Settings, "replies");
    Ok(())
}

/// What became of the list, by the rules' names.
fn changes(before: &[Rule], after: &[Rule]) -> serde_json::Value {
    let of = |rules: &[Rule], id: RuleId| rules.iter().find(|rule| rule.id == id).cloned();
    let names = |rules: Vec<&Rule>| rules.into_iter().map(|rule| rule.name.clone()).collect::<Vec<_>>();
    let added = after.iter().filter(|rule| of(before, rule.id).is_none()).collect();
    let gone = before.iter().filter(|rule| of(after, rule.id).is_none()).collect();
    let differs = |rule: &&Rule| of(before, rule.id).is_some_and(|old| old != **rule);
    let changed = after.iter().filter(differs).collect();
    json!({ "added": names(added), "removed": names(gone), "changed": names(changed), "rules": after.len() })
}

/// How often a rule would have been met in the last 30 days, on the newest 3000 turns that are kept. Saves nothing.
#[utoipa::path(post, path = "/replies/rules/preview", tag = "replies", request_body(content((Typed = "application/json"))),
    responses((status = 200, body = Effect)))]
async fn preview(
    State(replies): State<Replies>,
    caller: Caller,
    Json(rule): Json<Typed>,
) -> Result<Json<Effect>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let (orders, now) = (replies.tools.orders.clone(), replies.clock.now());
    let effect = replies.db.read_long::<_, ApiError>(move |conn| {
        let rule = Typed { id: None, ..rule };
        let rule = check::one(conn, &Known::read(conn)?, "rule", rule, &|| RuleId::new(0))?;
        Ok(effect(conn, &orders, rule, now)?)
    });
    Ok(Json(effect.await?))
}
