//! Search over everything that was said, and the team people may name in it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::{ConversationView, MessageView, Viewer};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Query};
use crate::ids::MessageId;
use crate::inbox::types::Teammate;
use crate::inbox::{Inbox, search as rule};

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(search)).routes(routes!(team))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Question {
    /// Words, and filters: `from:` (customer, ai, team, me, or a name), `label:`, `has:`, `before:`, `after:`.
    q: String,
}

/// A message and where it was said.
#[derive(Debug, Serialize, ToSchema)]
struct SearchHit {
    message: MessageView,
    conversation: ConversationView,
}

/// Messages that hold every word, newest first. A page may be short and still have a next one.
#[utoipa::path(get, path = "/search", tag = "inbox", params(Question, PageQuery),
    responses((status = 200, body = Page<SearchHit>)))]
async fn search(
    State(inbox): State<Inbox>,
    caller: Caller,
    Query(question): Query<Question>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<SearchHit>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let (limit, before) = (page.limit(), page.cursor_id::<MessageId>()?.map(crate::ids::Id::as_i64));
    let db = inbox.db.clone();
    let now = inbox.clock.now();
    db.read::<_, ApiError>(move |conn| {
        let viewer = Viewer::new(&inbox, conn, &caller)?;
        let found =
            rule::search(conn, &caller, &viewer.team, &inbox.zone(conn)?, &question.q, before, limit)?;
        let hit = |(message, conversation)| SearchHit {
            message: viewer.message(message),
            conversation: viewer.conversation(conversation, now),
        };
        let next_cursor = found.next.map(|next| next.to_string());
        Ok(Json(Page { items: found.hits.into_iter().map(hit).collect(), next_cursor }))
    })
    .await
}

/// The people conversations may be assigned to.
#[utoipa::path(get, path = "/team", tag = "inbox", responses((status = 200, body = Vec<Teammate>)))]
async fn team(State(inbox): State<Inbox>, caller: Caller) -> Result<Json<Vec<Teammate>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let db = inbox.db.clone();
    let team = db.read::<_, ApiError>(move |conn| Ok((inbox.team)(conn)?)).await?;
    Ok(Json(team.into_iter().filter(|teammate| teammate.active).collect()))
}
