//! `/replies/quality`: how good the answers were in a span of days, and the conversations behind each number.

use std::time::Duration;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::figures::{Figures, Of, Span};
use super::types::{Counted, Dimension, Outcome, TurnFacts};
use super::{look, store};
use crate::actor::Permission;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Query};
use crate::ids::{ConversationId, MessageId, RunId, SourceId};
use crate::inbox;
use crate::replies::Replies;
use crate::replies::past_words::past_words;
use crate::storage::{ReadConn, StorageError};

/// Spans there are, in days.
const SPANS: [u32; 3] = [7, 30, 90];
const USUAL_SPAN: u32 = 30;
/// Characters of a question that is shown.
const LONGEST_QUESTION: usize = 200;

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(report)).routes(routes!(counted))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SpanQuery {
    /// 7, 30 or 90; 30 when not given.
    days: Option<u32>,
}

/// How good the answers were.
#[derive(Debug, Serialize, ToSchema)]
struct Quality {
    days: u32,
    /// Turns since then are counted.
    from: Timestamp,
    /// Up to then; earlier than now only while a shop is looked at for the first time.
    counted_up_to: Timestamp,
    figures: Figures,
    /// The same figures, told apart.
    by: Vec<By>,
}

/// The figures of each value of one dimension.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QualityBy)]
struct By {
    dimension: Dimension,
    /// Those of most turns first, at most 30.
    values: Vec<Of>,
}

/// How good the answers of the last days were. Thanks and the like, which need no answer, are not counted, nor what was
/// said with the practice phone.
#[utoipa::path(get, path = "/replies/quality", tag = "replies", params(SpanQuery), responses((status = 200, body = Quality)))]
async fn report(
    State(replies): State<Replies>,
    caller: Caller,
    Query(asked): Query<SpanQuery>,
) -> Result<Json<Quality>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let days = span(asked.days)?;
    let now = replies.clock.now();
    let from = since(now, days);
    let read = move |conn: &ReadConn| {
        let (turns, counted_up_to) = look::span(conn, from, now)?;
        let span = Span::new(turns);
        let by = |dimension: &Dimension| {
            let mut values = span.by(*dimension);
            if *dimension == Dimension::Source {
                values.iter_mut().try_for_each(|of| name(conn, of))?;
            }
            Ok::<_, StorageError>(By { dimension: *dimension, values })
        };
        let by = Dimension::ALL.iter().map(by).collect::<Result<Vec<_>, _>>()?;
        Ok::<_, ApiError>(Quality { days, from, counted_up_to, figures: span.figures(), by })
    };
    Ok(Json(replies.db.read_slow(&caller.asker(), read).await?))
}

fn span(days: Option<u32>) -> Result<u32, ApiError> {
    let days = days.unwrap_or(USUAL_SPAN);
    if SPANS.contains(&days) {
        return Ok(days);
    }
    Err(ApiError::unprocessable("invalid_query", "A part of the query has the wrong form.")
        .field("days", "Use 7, 30 or 90."))
}

fn since(now: Timestamp, days: u32) -> Timestamp {
    now.minus(Duration::from_hours(u64::from(days) * 24))
}

/// Calls a source by its title.
fn name(conn: &ReadConn, of: &mut Of) -> Result<(), StorageError> {
    if let Some(source) = of.value.as_ref().and_then(|value| value.parse::<SourceId>().ok()) {
        of.name = store::title(conn, source)?;
    }
    Ok(())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CountedQuery {
    /// 7, 30 or 90; 30 when not given.
    days: Option<u32>,
    figure: Counted,
    /// Only turns of one value of this; `value` left out means those of which nothing is known.
    by: Option<Dimension>,
    value: Option<String>,
}

/// A turn that a figure counts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CountedTurn)]
struct CountedView {
    /// Nothing when a person answered before there was one.
    run_id: Option<RunId>,
    message_id: MessageId,
    conversation_id: ConversationId,
    /// What the customer is called.
    customer: String,
    /// What they wrote last before it was answered; nothing once it is taken back.
    question: Option<String>,
    outcome: Outcome,
    /// The figure that counts it.
    figure: Counted,
    at: Timestamp,
    /// How long the first answer, or the settling, took.
    took_ms: Option<i64>,
}

/// The turns a figure counts, the newest first.
#[utoipa::path(get, path = "/replies/quality/turns", tag = "replies", params(CountedQuery, PageQuery),
    responses((status = 200, body = Page<CountedView>)))]
async fn counted(
    State(replies): State<Replies>,
    caller: Caller,
    Query(asked): Query<CountedQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<CountedView>>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let now = replies.clock.now();
    let from = since(now, span(asked.days)?);
    let (limit, after) = (page.limit(), page.cursor.as_deref().map(place).transpose()?);
    let read = move |conn: &ReadConn| {
        let only = asked.by.map(|dimension| (dimension, asked.value.as_deref()));
        let page = store::Page {
            figure: asked.figure,
            only,
            since: from,
            before: after,
            limit: limit.saturating_add(1),
        };
        let found = look::page(conn, &page, now)?;
        let run = |turn: &TurnFacts| turn.run.map_or_else(String::new, |run| run.to_string());
        let page = Page::cut(found, limit, |turn| format!("{}-{}", turn.up_to, run(turn)));
        let items = page.items.iter().map(|turn| view(conn, turn, asked.figure));
        Ok::<_, ApiError>(Page { items: items.collect::<Result<_, _>>()?, next_cursor: page.next_cursor })
    };
    Ok(Json(replies.db.read_slow(&caller.asker(), read).await?))
}

/// Where a page goes on.
fn place(cursor: &str) -> Result<(MessageId, Option<RunId>), ApiError> {
    let odd = || ApiError::unprocessable("invalid_cursor", "This cursor is not one of ours.");
    let (up_to, run) = cursor.split_once('-').ok_or_else(odd)?;
    let run = (!run.is_empty()).then(|| run.parse()).transpose().map_err(|_| odd())?;
    Ok((up_to.parse().map_err(|_| odd())?, run))
}

fn view(conn: &ReadConn, turn: &TurnFacts, figure: Counted) -> Result<CountedView, StorageError> {
    let conversation = inbox::conversation(conn, turn.conversation)?;
    let question = past_words(conn, turn.up_to)?;
    Ok(CountedView {
        run_id: turn.run,
        message_id: turn.up_to,
        conversation_id: conversation.as_ref().map_or(turn.conversation, |now| now.id),
        customer: conversation.map(|now| now.contact.shown_name()).unwrap_or_default(),
        question: question.map(|text| text.chars().take(LONGEST_QUESTION).collect()),
        outcome: turn.outcome,
        figure,
        at: turn.asked_at,
        took_ms: if figure == Counted::Resolution { turn.resolution_ms } else { turn.first_answer_ms },
    })
}
