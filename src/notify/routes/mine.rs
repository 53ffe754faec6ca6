//! `GET /notifications`: what I was told, and how it reached me.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::of_a_person;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Query};
use crate::ids::NoticeId;
use crate::notify::store::notices::{self, Went};
use crate::notify::types::{Channel, Dropped, Kept, Phase, Urgency};
use crate::notify::{Notify, render};

/// One notice, in the caller's language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub struct NoticeView {
    id: NoticeId,
    kind: String,
    phase: Phase,
    urgency: Urgency,
    title: String,
    body: String,
    /// A place of the screens.
    link: String,
    at: Timestamp,
    /// How it went over each road.
    went: Vec<WentView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoticeWent)]
struct WentView {
    channel: Channel,
    /// None: it has not arrived, or not yet.
    sent_at: Option<Timestamp>,
    /// Why it has not arrived, as a stable word.
    fault: Option<String>,
    /// Why it never goes.
    dropped: Option<Dropped>,
}

impl From<Went> for WentView {
    fn from(went: Went) -> Self {
        let Went { channel, sent_at, fault, dropped } = went;
        Self { channel, sent_at, fault, dropped }
    }
}

/// What I was told, newest first.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(PageQuery),
    responses((status = 200, body = Page<NoticeView>)))]
pub async fn list(
    State(notify): State<Notify>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<NoticeView>>, ApiError> {
    let me = of_a_person(&caller)?;
    let (before, limit) = (page.cursor_id()?, page.limit());
    let db = notify.db.clone();
    let views = db
        .read::<_, ApiError>(move |conn| {
            let language = notify.person(conn, me)?.map(|person| person.language).unwrap_or_default();
            let told = notices::recent(conn, me, before, limit + 1)?;
            let view = |notice: Kept| {
                let went = notices::went(conn, notice.id, me)?;
                Ok(view(notice, went, &language))
            };
            told.into_iter().map(view).collect()
        })
        .await?;
    Ok(Json(Page::cut(views, limit, |notice| notice.id)))
}

fn view(notice: Kept, went: Vec<Went>, language: &str) -> NoticeView {
    let (title, body) = match render::render(std::slice::from_ref(&notice), language) {
        Some(rendered) => (rendered.title, rendered.body),
        None => (notice.key.clone(), String::new()),
    };
    NoticeView {
        id: notice.id,
        kind: notice.kind,
        phase: notice.phase,
        urgency: notice.urgency,
        title,
        body,
        link: notice.link,
        at: notice.created_at,
        went: went.into_iter().map(WentView::from).collect(),
    }
}
