//! What broke on somebody's screen: the screens tell it, because nobody else would ever hear of it. The log has each
//! report; the latest of each kind are shown to whoever looks after the install.
//!
//! A report names code and nothing else: the place in the scripts and which build they are, the screen by its route, and
//! the engine's own words. Whatever a customer or a colleague wrote is taken out before anything is kept.

mod code_only;

use std::collections::VecDeque;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use parking_lot::Mutex;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use crate::actor::Permission;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json};

/// Kinds of errors that are kept while the program runs; the oldest makes room.
const MOST_KEPT: usize = 50;
/// How often one kind reaches the log; further ones are only counted.
const MOST_LOGGED: u64 = 20;

/// Errors since the program started. Clones share them.
#[derive(Clone, Default)]
pub struct ScreenErrors(Arc<Mutex<VecDeque<Seen>>>);

/// An error that broke a screen, as often as it was told.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
#[schema(as = SeenScreenError)]
pub struct Seen {
    /// The engine's words, without anybody's text.
    message: String,
    /// The script, the line and the column, such as `/assets/Thread-1a2b.js:3:1042`.
    place: String,
    /// The screen by its route, such as `/inbox/$queue/$conversationId`.
    page: String,
    /// The functions it came through, each with its place, innermost first.
    stack: Vec<String>,
    /// The script the page began with: it names the build of the screens.
    build: String,
    /// The version of the program.
    version: String,
    count: u64,
    first_at: Timestamp,
    last_at: Timestamp,
}

impl Seen {
    fn is_same(&self, other: &Self) -> bool {
        (&self.message, &self.place, &self.page, &self.build)
            == (&other.message, &other.place, &other.page, &other.build)
    }
}

impl ScreenErrors {
    /// Counts one; gives back how often this kind was told by now.
    fn add(&self, new: Seen) -> u64 {
        let mut kept = self.0.lock();
        let known = kept.iter().position(|one| one.is_same(&new)).and_then(|at| kept.remove(at));
        let counted = match known {
            Some(known) => Seen { count: known.count + 1, first_at: known.first_at, ..new },
            None => new,
        };
        let count = counted.count;
        kept.push_front(counted);
        kept.truncate(MOST_KEPT);
        count
    }

    fn latest_first(&self) -> Vec<Seen> {
        self.0.lock().iter().cloned().collect()
    }

    /// How many there were since a moment, and when the last was.
    pub(super) fn since(&self, moment: Timestamp) -> Option<(u64, Timestamp)> {
        let kept = self.0.lock();
        let recent: Vec<_> = kept.iter().filter(|one| one.last_at >= moment).collect();
        Some((recent.iter().map(|one| one.count).sum(), recent.first()?.last_at))
    }
}

/// `/screen-errors`
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(report, list))
}

/// Something the screens did not expect.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScreenError {
    message: String,
    /// The script, the line and the column, such as `/assets/Thread-1a2b.js:3:1042`.
    place: String,
    /// The screen, by its route.
    page: String,
    #[serde(default)]
    stack: String,
    /// The script the page began with.
    #[serde(default)]
    build: String,
}

impl ScreenError {
    fn seen(&self, now: Timestamp) -> Seen {
        Seen {
            message: code_only::message(&self.message),
            place: code_only::places(&self.place).into_iter().next().unwrap_or_default(),
            page: code_only::route(&self.page),
            stack: code_only::places(&self.stack),
            build: code_only::file_name(&self.build),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            count: 1,
            first_at: now,
            last_at: now,
        }
    }
}

/// What broke on screens since the program started, the latest first.
#[derive(Debug, serde::Serialize, ToSchema)]
struct SeenScreenErrors {
    items: Vec<Seen>,
}

/// Tells that something broke on a screen.
#[utoipa::path(post, path = "/screen-errors", tag = "home", request_body = ScreenError, responses((status = 204)))]
async fn report(State(app): State<App>, _caller: Caller, Json(error): Json<ScreenError>) -> StatusCode {
    metrics::counter!("shopbell_screen_errors_total").increment(1);
    let seen = error.seen(app.clock.now());
    let told = seen.clone();
    if app.screen_errors.add(seen) <= MOST_LOGGED {
        tracing::warn!(
            screen.page = told.page,
            screen.place = told.place,
            screen.build = told.build,
            screen.stack = told.stack.join(" < "),
            "a screen broke: {}",
            told.message
        );
    }
    StatusCode::NO_CONTENT
}

/// What broke on screens since the program started.
#[utoipa::path(get, path = "/screen-errors", tag = "home", responses((status = 200, body = SeenScreenErrors)))]
async fn list(State(app): State<App>, caller: Caller) -> Result<Json<SeenScreenErrors>, ApiError> {
    caller.require(Permission::ReadJobs)?;
    Ok(Json(SeenScreenErrors { items: app.screen_errors.latest_first() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(message: &str) -> ScreenError {
        ScreenError {
            message: message.into(),
            place: "/assets/Thread-hhX6.js:3:1042".into(),
            page: "/inbox".into(),
            stack: String::new(),
            build: String::new(),
        }
    }

    #[test]
    fn one_kind_is_kept_once_and_many_make_room() {
        let (errors, now) = (ScreenErrors::default(), Timestamp::from_seconds(1_800_000_000));
        assert_eq!(errors.add(error("TypeError: e.map is not a function").seen(now)), 1);
        let later = now.plus(std::time::Duration::from_mins(1));
        assert_eq!(errors.add(error("TypeError: e.map is not a function").seen(later)), 2);
        let seen = &errors.latest_first()[0];
        assert_eq!((seen.count, seen.first_at, seen.last_at), (2, now, later));
        assert_eq!(errors.since(later), Some((2, later)));
        assert_eq!(errors.since(later.plus(std::time::Duration::from_mins(1))), None);
        for at in 0..200 {
            let place = format!("/assets/a.js:1:{at}");
            errors.add(Seen { place, ..error("Error").seen(later) });
        }
        assert_eq!(errors.latest_first().len(), MOST_KEPT);
        assert_eq!(errors.latest_first()[0].place, "/assets/a.js:1:199");
    }
}
