//! What one call to Meta means for the message: sent, tried again, failed, or unsure.
//!
//! Only what surely was not sent goes back to the queue.

use std::time::Duration;

use super::settle::ask_later;
use super::statuses::{explained, join_waiting};
use super::{Attempt, Delivered, send_again, store, unwanted};
use crate::clock::doubling;
use crate::inbox::{self, MessageState, StateError};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::numbers;
use crate::whatsapp::spending::prices;
use crate::whatsapp::types::AttemptState;
use crate::whatsapp::wire::errors::{self, Entry, Remedy};
use crate::whatsapp::wire::graph::{CallError, Refusal};
use crate::whatsapp::{broadcast, templates};

/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_mins(10);

/// The last step: the outcome of the call is committed.
pub(in crate::whatsapp) fn conclude(
    tx: &WriteTx,
    attempt: &Attempt,
    answer: &Result<String, CallError>,
) -> Result<Delivered, StorageError> {
    match answer {
        Ok(wamid) => accepted(tx, attempt, wamid),
        Err(CallError::NotSent(words)) => {
            store::end(tx, attempt.id, AttemptState::Rejected, Some((None, words)))?;
            again(tx, attempt, errors::UNREACHABLE)
        }
        Err(CallError::Refused(refusal)) => refused(tx, attempt, refusal),
        Err(CallError::Ambiguous(words)) => {
            // A status that came before this answer has settled the attempt already.
            if store::end(tx, attempt.id, AttemptState::Unsure, Some((None, words)))? {
                inbox::set_state(tx, attempt.message, MessageState::Unsure, None, None)?;
                ask_later(tx, attempt)?;
            }
            Ok(Delivered::Done)
        }
    }
}

fn accepted(tx: &WriteTx, attempt: &Attempt, wamid: &str) -> Result<Delivered, StorageError> {
    store::end(tx, attempt.id, AttemptState::Accepted, None)?;
    store::name(tx, attempt.id, wamid)?;
    broadcast::message_became(tx, attempt.message, MessageState::Sent, None)?;
    inbox::set_state(tx, attempt.message, MessageState::Sent, None, Some(wamid))?;
    join_waiting(tx, attempt, wamid)?;
    Ok(Delivered::Done)
}

fn refused(tx: &WriteTx, attempt: &Attempt, refusal: &Refusal) -> Result<Delivered, StorageError> {
    let entry = refusal.entry();
    let words = refusal.to_string();
    tracing::warn!(attempt.id = %attempt.id, meta.code = refusal.code, meta.trace = refusal.trace, error.code = entry.name,
        "Meta refused a message");
    store::end(tx, attempt.id, AttemptState::Rejected, Some((Some(refusal.code), &words)))?;
    unwanted::on_fault(tx, attempt.message, refusal.code)?;
    if errors::tells_of_templates(refusal.code) {
        templates::soon(tx, attempt.connection)?;
    }
    match entry.remedy {
        Remedy::RetryAfter(_) | Remedy::PairLimit => return again(tx, attempt, entry),
        Remedy::TokenRevoked | Remedy::NotRegistered | Remedy::PaymentNeeded | Remedy::Restricted => {
            if entry.remedy == Remedy::PaymentNeeded {
                numbers::told::refuse_payment(tx, attempt.connection)?;
            }
            numbers::look_soon(tx, attempt.connection)?;
        }
        Remedy::WindowClosed | Remedy::Undeliverable | Remedy::Refused => {}
    }
    prices::forget(tx, attempt.message)?;
    if broadcast::held_back(tx, attempt.message, entry)? {
        return Ok(Delivered::Done);
    }
    let again = send_again::after(tx, attempt.message, refusal.code)?;
    let error = StateError { again, ..explained(entry, Some((Some(refusal.code), &refusal.words))) };
    broadcast::message_became(tx, attempt.message, MessageState::Failed, Some(&error))?;
    inbox::set_state(tx, attempt.message, MessageState::Failed, Some(error), None)?;
    Ok(Delivered::Done)
}

/// Back to the queue, with a pause that grows with every try.
fn again(tx: &WriteTx, attempt: &Attempt, entry: Entry) -> Result<Delivered, StorageError> {
    inbox::release_delivery(tx, attempt.message)?;
    let tries = store::of_message(tx, attempt.message, 20)?
        .iter()
        .take_while(|attempt| attempt.state == AttemptState::Rejected)
        .count();
    Ok(Delivered::Again(pause(entry.remedy, u32::try_from(tries).unwrap_or(u32::MAX))))
}

/// The pause after this many tries.
fn pause(remedy: Remedy, tries: u32) -> Duration {
    match remedy {
        Remedy::PairLimit => Duration::from_secs(4_u64.saturating_pow(tries.saturating_sub(1))),
        Remedy::RetryAfter(first) => doubling(first, tries, LONGEST_PAUSE),
        Remedy::WindowClosed
        | Remedy::TokenRevoked
        | Remedy::NotRegistered
        | Remedy::PaymentNeeded
        | Remedy::Restricted
        | Remedy::Undeliverable
        | Remedy::Refused => LONGEST_PAUSE,
    }
    .min(LONGEST_PAUSE)
}

/// One word for the metrics.
pub(in crate::whatsapp) fn word(answer: &Result<String, CallError>) -> &'static str {
    match answer {
        Ok(_) => "accepted",
        Err(CallError::NotSent(_)) => "not_sent",
        Err(CallError::Refused(_)) => "refused",
        Err(CallError::Ambiguous(_)) => "unsure",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_limit_waits_four_to_the_power_of_the_try() {
        let waits: Vec<u64> = (1..=5).map(|tries| pause(Remedy::PairLimit, tries).as_secs()).collect();
        assert_eq!(waits, [1, 4, 16, 64, 256]);
    }

    #[test]
    fn passing_faults_wait_twice_as_long_each_time_and_never_for_ever() {
        let remedy = Remedy::RetryAfter(Duration::from_secs(2));
        assert_eq!(pause(remedy, 1).as_secs(), 2);
        assert_eq!(pause(remedy, 4).as_secs(), 16);
        assert_eq!(pause(remedy, 60), LONGEST_PAUSE);
    }
}
