//! What broke on somebody's screen, for the log: the screens tell it, because nobody else would ever hear of it.
//!
//! Keeps nothing and answers nothing. Texts are cut, and control characters are taken out, before they reach the log.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::StatusCode;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::{Caller, Json};

/// Characters of each text that reach the log.
const LONGEST_WORDS: usize = 300;
const LONGEST_STACK: usize = 2_000;
/// Reports that are logged while the program runs; further ones are only counted.
const MOST_LOGGED: u32 = 200;

static LOGGED: AtomicU32 = AtomicU32::new(0);

/// `/screen-errors`
pub(super) fn routes() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(report))
}

/// Something the screens did not expect.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScreenError {
    message: String,
    /// The script, the line and the column, such as `/assets/Thread-1a2b.js:3:1042`.
    place: String,
    /// The page's path, without what is behind a question mark.
    page: String,
    #[serde(default)]
    stack: String,
}

/// Tells that something broke on a screen.
#[utoipa::path(post, path = "/screen-errors", tag = "home", request_body = ScreenError, responses((status = 204)))]
async fn report(_caller: Caller, Json(error): Json<ScreenError>) -> StatusCode {
    metrics::counter!("shopbell_screen_errors_total").increment(1);
    if LOGGED.fetch_add(1, Ordering::Relaxed) < MOST_LOGGED {
        tracing::warn!(
            screen.page = plain(error.page.split(['?', '#']).next().unwrap_or(""), LONGEST_WORDS),
            screen.place = plain(&error.place, LONGEST_WORDS),
            screen.stack = plain(&error.stack, LONGEST_STACK),
            "a screen broke: {}",
            plain(&error.message, LONGEST_WORDS)
        );
    }
    StatusCode::NO_CONTENT
}

/// One line of at most so many characters.
fn plain(text: &str, longest: usize) -> String {
    text.chars().take(longest).map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_text_is_one_line_and_no_longer_than_it_may_be() {
        assert_eq!(plain("at f\n  at g\r\u{1b}[31m", 14), "at f   at g  [");
    }
}
