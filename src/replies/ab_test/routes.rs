//! `/replies/ab-tests`: begins a test, says what has come of it, and ends it.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::outcome::{Outcome, outcome};
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::{AbTestId, PersonId};
use crate::replies::Replies;
use crate::replies::editor;
use crate::replies::exam;
use crate::replies::prompts::{AbTest, End, Prompt, Side};
use crate::replies::quality;
use crate::replies::runs::store;
use crate::storage::{ReadConn, StorageError};

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(list, start)).routes(routes!(end))
}

/// The test that runs, and those that ended.
#[derive(Debug, Serialize, ToSchema)]
struct AbTests {
    running: Option<View>,
    /// The newest first, at most 10.
    ended: Vec<View>,
}

/// Two versions of the instructions that write answers, tried on customers at the same time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AbTest)]
struct View {
    id: AbTestId,
    /// What was in use when it began; nothing: what ships.
    a_version: Option<u32>,
    b_version: Option<u32>,
    started_at: Timestamp,
    started_by: Option<PersonId>,
    /// Questions asked until then are counted.
    counted_up_to: Timestamp,
    ended_at: Option<Timestamp>,
    ended_by: Option<PersonId>,
    /// Which side is used since it ended.
    chosen: Option<Side>,
    outcome: Outcome,
}

/// What to try against what is in use.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAbTest {
    /// A version of the instructions that write answers; nothing: what ships.
    version: Option<u32>,
    /// Why it shall be tried although answers get worse in the exam, or were not examined; kept in the activity log.
    #[serde(default)]
    despite_exam: Option<String>,
}

/// What is kept of a test that ended.
#[derive(Debug, Serialize, Deserialize)]
struct Counted {
    #[serde(flatten)]
    outcome: Outcome,
    #[serde(default)]
    counted_up_to: Option<Timestamp>,
}

/// Which side is used from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AbTestEnd {
    chosen: Side,
    /// As for a new one.
    #[serde(default)]
    despite_exam: Option<String>,
}

/// The test that runs with its figures so far, and those that ended.
#[utoipa::path(get, path = "/replies/ab-tests", tag = "replies", responses((status = 200, body = AbTests)))]
async fn list(State(replies): State<Replies>, caller: Caller) -> Result<Json<AbTests>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let now = replies.clock.now();
    Ok(Json(replies.db.read_long(move |conn| all(conn, now)).await?))
}

/// Begins a test: half of the conversations are answered by this version from now on.
#[utoipa::path(post, path = "/replies/ab-tests", tag = "replies", request_body = NewAbTest,
    responses((status = 201, body = AbTests), (status = 404), (status = 409), (status = 422)))]
async fn start(
    State(replies): State<Replies>,
    caller: Caller,
    Json(new): Json<NewAbTest>,
) -> Result<(StatusCode, Json<AbTests>), ApiError> {
    caller.require(Permission::ManageReplies)?;
    let model = replies.model_of_answers();
    let tests = replies.db.write(move |tx| {
        editor::no_ab_test_runs(tx)?;
        let in_use = store::prompts(tx)?.version(Prompt::Knowledge);
        if in_use == new.version {
            return Err(ApiError::unprocessable("ab_test_of_itself", "This version is in use already.")
                .field("version", "Choose another one than that in use."));
        }
        let text = editor::text_of(tx, Prompt::Knowledge, new.version)?
            .ok_or_else(|| ApiError::not_found("prompt version"))?;
        let candidate = exam::Candidate::prompt(Prompt::Knowledge, &text);
        exam::may_go_live(tx, &caller, &candidate, &model, new.despite_exam.as_deref())?;
        let id = store::start_ab_test(tx, in_use, new.version, caller.person())?;
        let details = json!({ "a_version": in_use, "b_version": new.version });
        audit::record(tx, &caller, "replies.ab_test_started", id, details)?;
        tx.announce(Topic::Settings, "replies");
        Ok::<_, ApiError>(all(tx, tx.now())?)
    });
    Ok((StatusCode::CREATED, Json(tests.await?)))
}

/// Ends a test: every conversation is answered by the chosen side from now on.
#[utoipa::path(post, path = "/replies/ab-tests/{id}/end", tag = "replies", params(("id" = AbTestId, Path)),
    request_body = AbTestEnd, responses((status = 200, body = AbTests), (status = 404), (status = 409)))]
async fn end(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<AbTestId>,
    Json(how): Json<AbTestEnd>,
) -> Result<Json<AbTests>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let model = replies.model_of_answers();
    let running = move |conn: &ReadConn| {
        let test = store::running_ab_test(conn)?.filter(|test| test.id == id);
        test.ok_or_else(|| ApiError::not_found("running A/B test"))
    };
    // Nobody looks at this test again: what was asked since the last look is counted too.
    replies.db.read(running).await?;
    replies.look_before_counting().await?;
    let now = replies.clock.now();
    // Every turn of the test is counted: not while others wait to write.
    let count = move |conn: &ReadConn| {
        let test = running(conn)?;
        let counted_up_to = Some(counted_up_to(conn, &test, now)?);
        Ok::<_, ApiError>(Counted { outcome: came_of(conn, &test, now)?, counted_up_to })
    };
    let counted = replies.db.read_long(count).await?;
    let tests = replies.db.write(move |tx| {
        let test = running(tx)?;
        let version = test.version(how.chosen);
        if let Some(text) = editor::text_of(tx, Prompt::Knowledge, version)? {
            let candidate = exam::Candidate::prompt(Prompt::Knowledge, &text);
            exam::may_go_live(tx, &caller, &candidate, &model, how.despite_exam.as_deref())?;
        }
        let result = json!(counted).to_string();
        let end = End { at: tx.now(), by: caller.person(), chosen: how.chosen, result };
        store::end_ab_test(tx, id, &end)?;
        let details = json!({ "chosen": how.chosen, "version": version, "verdict": counted.outcome.verdict });
        audit::record(tx, &caller, "replies.ab_test_ended", id, details)?;
        editor::put_in_use(tx, &caller, Prompt::Knowledge, version)?;
        Ok::<_, ApiError>(all(tx, tx.now())?)
    });
    Ok(Json(tests.await?))
}

fn all(conn: &ReadConn, now: Timestamp) -> Result<AbTests, StorageError> {
    let running = store::running_ab_test(conn)?.map(|test| view(conn, &test, now)).transpose()?;
    let ended = store::ended_ab_tests(conn)?.into_iter().map(|test| view(conn, &test, now));
    Ok(AbTests { running, ended: ended.collect::<Result<_, _>>()? })
}

fn view(conn: &ReadConn, test: &AbTest, now: Timestamp) -> Result<View, StorageError> {
    let (outcome, counted_up_to) = if let Some(end) = &test.end {
        let counted: Counted = serde_json::from_str(&end.result)?;
        (counted.outcome, counted.counted_up_to.unwrap_or(end.at))
    } else {
        (came_of(conn, test, now)?, counted_up_to(conn, test, now)?)
    };
    let end = test.end.as_ref();
    Ok(View {
        id: test.id,
        a_version: test.a,
        b_version: test.b,
        started_at: test.started_at,
        started_by: test.started_by,
        counted_up_to,
        ended_at: end.map(|end| end.at),
        ended_by: end.and_then(|end| end.by),
        chosen: end.map(|end| end.chosen),
        outcome,
    })
}

/// Up to when turns of a test are known.
fn counted_up_to(conn: &ReadConn, test: &AbTest, now: Timestamp) -> Result<Timestamp, StorageError> {
    let counted = quality::counted_up_to(conn)?.unwrap_or(test.started_at);
    Ok(counted.max(test.started_at).min(now))
}

fn came_of(conn: &ReadConn, test: &AbTest, now: Timestamp) -> Result<Outcome, StorageError> {
    Ok(outcome(test, &store::answered_between(conn, test.started_at, now)?))
}
