//! What somebody who may not see numbers sends on: a suggestion goes out as it was written, dots go out to nobody.

use super::new_message::NewMessage;
use crate::actor::{Actor, Permission};
use crate::http::ApiError;
use crate::inbox::Outgoing;
use crate::inbox::store::suggestions;
use crate::inbox::types::Conversation;
use crate::redaction::{HIDDEN, hide_numbers};
use crate::storage::ReadConn;

/// Puts the numbers of the standing suggestion back where the writer saw dots.
pub(super) fn numbers(
    conn: &ReadConn,
    actor: &Actor,
    conversation: &Conversation,
    new: &mut NewMessage,
) -> Result<(), ApiError> {
    let Outgoing::Text(text) = &mut new.outgoing else { return Ok(()) };
    if actor.may(Permission::SeePhoneNumbers) || !text.text.contains(HIDDEN) {
        return Ok(());
    }
    let standing = suggestions::of_conversation(conn, conversation.id)?
        .filter(|standing| Some(standing.id) == new.suggestion_id && is_shown_as(&standing.text, &text.text));
    let Some(suggestion) = standing else {
        return Err(ApiError::unprocessable(
            "hidden_number",
            "A phone number in this text is hidden from you.",
        )
        .hint("Take the dots out, or ask a colleague to send it."));
    };
    text.text = suggestion.text;
    Ok(())
}

/// Whether `shown` is `written` with nothing changed but numbers turned to dots.
fn is_shown_as(written: &str, shown: &str) -> bool {
    let mut pieces = shown.trim().split(HIDDEN).peekable();
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = written.trim().strip_prefix(first) else { return false };
    while let Some(piece) = pieces.next() {
        let at = if pieces.peek().is_none() {
            rest.strip_suffix(piece).map(str::len)
        } else {
            rest.match_indices(piece).map(|(at, _)| at).find(|at| *at > 0)
        };
        let Some((hidden, after)) = at.and_then(|at| rest.split_at_checked(at)) else { return false };
        if hide_numbers(hidden) != HIDDEN {
            return false;
        }
        rest = after.strip_prefix(piece).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggestion_as_it_was_shown_is_known_again() {
        let written = "Call 333 1234567 or +39 06 5550199. It costs 12 EUR.";
        assert!(is_shown_as(written, &hide_numbers(written)));
        // The shop's own number may have been shown.
        assert!(is_shown_as(written, "Call ••• or +39 06 5550199. It costs 12 EUR."));
        for changed in ["Call •••. It costs 12 EUR.", "Call ••• or •••. It costs 15 EUR.", "•••", "Call •••"]
        {
            assert!(!is_shown_as(written, changed), "{changed}");
        }
    }
}
