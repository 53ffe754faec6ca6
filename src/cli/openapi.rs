//! `shopbell openapi`: the API's description.

use super::outcome::{Failure, Outcome, tell};

pub(super) fn run() -> Outcome {
    let text = crate::app::document().to_pretty_json().map_err(|error| {
        Failure::ours(format!("the description could not be written: {error}"), "report this")
    })?;
    tell(&text);
    Ok(())
}
