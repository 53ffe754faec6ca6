//! Where two sources disagree: the list for whoever decides, the decision, and the way back. What was decided against no
//! longer answers while the other side stands; "both are right" is not asked again for the same words.

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changes::no_source;
use super::statement::{Disagreement, Winner};
use super::{Knowledge, TOPIC, store};
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::{DisagreementId, SourceId};

/// Disagreements shown at once.
const SHOWN: u32 = 50;

pub(super) fn routes() -> OpenApiRouter<Knowledge> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(of_source)).routes(routes!(decide, undo))
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DisagreementDecision)]
struct Decision {
    winner: Winner,
}

/// Where sources disagree and nobody decided yet, the newest first; at most 50. Until then no answer states either as sure.
#[utoipa::path(get, path = "/knowledge/disagreements", tag = "knowledge",
    responses((status = 200, body = Page<Disagreement>)))]
async fn list(
    State(knowledge): State<Knowledge>,
    caller: Caller,
) -> Result<Json<Page<Disagreement>>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    let open = knowledge.db.read::<_, ApiError>(|conn| Ok(store::open_disagreements(conn, SHOWN)?)).await?;
    Ok(Json(Page::whole(open)))
}

/// What was decided about anything this source says, the newest first; at most 50.
#[utoipa::path(get, path = "/knowledge/sources/{id}/disagreements", tag = "knowledge",
    params(("id" = SourceId, Path)), responses((status = 200, body = Page<Disagreement>)))]
async fn of_source(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<SourceId>,
) -> Result<Json<Page<Disagreement>>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    let decided = knowledge.db.read::<_, ApiError>(move |conn| {
        store::find(conn, id)?.ok_or_else(no_source)?;
        Ok(store::decided_disagreements(conn, id, SHOWN)?)
    });
    Ok(Json(Page::whole(decided.await?)))
}

/// Says which side counts, or that both are right. What loses no longer answers while the other one stands. What was decided
/// otherwise must be taken back first.
#[utoipa::path(put, path = "/knowledge/disagreements/{id}/decision", tag = "knowledge",
    params(("id" = DisagreementId, Path)), request_body(content((Decision = "application/json"))),
    responses((status = 200, body = Disagreement), (status = 404), (status = 409)))]
async fn decide(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<DisagreementId>,
    Json(Decision { winner }): Json<Decision>,
) -> Result<Json<Disagreement>, ApiError> {
    settle(&knowledge, caller, id, Some(winner)).await
}

/// Takes a decision back: nobody has decided then.
#[utoipa::path(delete, path = "/knowledge/disagreements/{id}/decision", tag = "knowledge",
    params(("id" = DisagreementId, Path)), responses((status = 200, body = Disagreement)))]
async fn undo(
    State(knowledge): State<Knowledge>,
    caller: Caller,
    Path(id): Path<DisagreementId>,
) -> Result<Json<Disagreement>, ApiError> {
    settle(&knowledge, caller, id, None).await
}

async fn settle(
    knowledge: &Knowledge,
    caller: Caller,
    id: DisagreementId,
    winner: Option<Winner>,
) -> Result<Json<Disagreement>, ApiError> {
    caller.require(Permission::WriteKnowledge)?;
    let actor = caller.actor;
    let settled = knowledge.db.write(move |tx| {
        let before = store::disagreement(tx, id)?.ok_or_else(|| ApiError::not_found("disagreement"))?;
        // Of two who decide at the same moment the second is told.
        if winner.is_some() && before.winner.is_some_and(|decided| Some(decided) != winner) {
            let decided = ApiError::conflict("disagreement_decided", "Somebody decided this otherwise.");
            return Err(decided.hint("Take their decision back first, on the page of the source."));
        }
        store::decide(tx, id, winner)?;
        let settled = store::disagreement(tx, id)?.ok_or_else(|| ApiError::not_found("disagreement"))?;
        audit::record(tx, &actor, "knowledge.disagreement_decided", id, json!({ "winner": winner }))?;
        for place in settled.one.places.iter().chain(&settled.other.places) {
            tx.announce(TOPIC, place.source_id);
        }
        Ok(settled)
    });
    settled.await.map(Json)
}
