//! What makes a whole broadcast wait: a fault that is not one customer's, and who lets it go on.
//!
//! Whoever has not been written to keeps their place: a message that surely did not leave is taken back.

use std::time::Duration;

use super::TOPIC;
use super::store;
use super::types::{Broadcast, Pause, PauseReason, RecipientState, Resumes, SendBroadcast, State};
use crate::ids::{BroadcastId, ContactId, MessageId};
use crate::inbox::{self, Refused};
use crate::jobs;
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::wire::errors::{Entry, Remedy};

/// How long a broadcast that waits rests before it looks again by itself.
const REST: Duration = Duration::from_hours(1);
/// The same while the shop is on hold.
const HOLD: Duration = Duration::from_mins(1);
/// Refusals that are about one recipient although their remedy is the account's.
const OF_ONE_RECIPIENT: [&str; 1] = ["test_number"];
/// Refusals of a template whoever is to get it. They pass, so the broadcast looks again by itself.
const OF_A_TEMPLATE: [&str; 9] = [
    "template_missing",
    "template_paused",
    "template_disabled",
    "template_against_policy",
    "template_limit",
    "marketing_switched_off",
    "marketing_way",
    "flow_blocked",
    "flow_throttled",
];
/// Refusals that end without anybody's help: when the month does, or the restriction Meta announced.
const PASSING: [&str; 3] = ["budget_spent", "restricted_wholly", "restricted_to_answers"];

/// Whether a queued message may go as far as its broadcast is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) enum AtTheSend {
    /// It may, or belongs to no broadcast.
    Goes,
    /// The broadcast waits or was stopped.
    TakenBack,
}

/// The message's turn has come: a broadcast that waits keeps its customer for later, one that was stopped lets them go.
pub(in crate::whatsapp) fn at_the_send(tx: &WriteTx, message: MessageId) -> Result<AtTheSend, StorageError> {
    let Some((id, contact, _)) = store::of_message(tx, message)? else { return Ok(AtTheSend::Goes) };
    let Some(broadcast) = store::find(tx, id)? else { return Ok(AtTheSend::Goes) };
    match broadcast.state {
        State::Sending | State::Done => return Ok(AtTheSend::Goes),
        State::Draft | State::Paused | State::Stopped => {}
    }
    Ok(if take_back(tx, &broadcast, contact, message)? { AtTheSend::TakenBack } else { AtTheSend::Goes })
}

/// A message surely did not leave, for this reason: when it is one of all, its broadcast waits and keeps the customer.
/// `false` when the refusal is this message's own.
pub(in crate::whatsapp) fn held_back(
    tx: &WriteTx,
    message: MessageId,
    entry: Entry,
) -> Result<bool, StorageError> {
    let Some(pause) = of_all(entry) else { return Ok(false) };
    let Some((id, contact, _)) = store::of_message(tx, message)? else { return Ok(false) };
    let Some(broadcast) = store::find(tx, id)? else { return Ok(false) };
    inbox::release_delivery(tx, message)?;
    if !take_back(tx, &broadcast, contact, message)? {
        return Ok(false);
    }
    // The last of its messages can meet the fault as well: then there is somebody to write to again.
    if matches!(broadcast.state, State::Sending | State::Done) {
        rest(tx, id, &pause)?;
    }
    Ok(true)
}

/// Meta had taken the message and says later that it failed: when the reason is one of all, the rest waits.
pub(in crate::whatsapp) fn failed_later(
    tx: &WriteTx,
    message: MessageId,
    entry: Entry,
) -> Result<(), StorageError> {
    let Some(pause) = of_all(entry) else { return Ok(()) };
    let Some((id, ..)) = store::of_message(tx, message)? else { return Ok(()) };
    match store::find(tx, id)? {
        Some(broadcast) if broadcast.state == State::Sending => rest(tx, id, &pause),
        _not_on_its_way => Ok(()),
    }
}

/// Makes a broadcast wait; what is queued of it comes back.
pub(super) fn rest(tx: &WriteTx, id: BroadcastId, pause: &Pause) -> Result<(), StorageError> {
    store::set_state(tx, id, State::Paused, Some(pause))?;
    if let Some(broadcast) = store::find(tx, id)? {
        take_all_back(tx, &broadcast)?;
    }
    look_again(tx, id, pause)?;
    tx.announce(TOPIC, id);
    Ok(())
}

/// Takes back whatever of a broadcast still waits in the inbox.
pub(super) fn take_all_back(tx: &WriteTx, broadcast: &Broadcast) -> Result<(), StorageError> {
    for (contact, message) in store::in_the_inbox(tx, broadcast.id)? {
        take_back(tx, broadcast, contact, message)?;
    }
    Ok(())
}

/// `false` when the message has left, or is just leaving.
fn take_back(
    tx: &WriteTx,
    broadcast: &Broadcast,
    contact: ContactId,
    message: MessageId,
) -> Result<bool, StorageError> {
    match inbox::undo(tx, message) {
        Ok(()) => {}
        Err(Refused::Storage(error)) => return Err(error),
        Err(_under_way) => return Ok(false),
    }
    if broadcast.state == State::Stopped {
        let reason = Some(("stopped", "The broadcast was stopped."));
        store::set_recipient(tx, broadcast.id, contact, RecipientState::Skipped, reason, None)?;
    } else {
        store::waits_again(tx, broadcast.id, contact)?;
    }
    tx.announce(TOPIC, broadcast.id);
    Ok(true)
}

/// Has a broadcast that waits look again in a while, where that is its own affair.
fn look_again(tx: &WriteTx, id: BroadcastId, pause: &Pause) -> Result<(), StorageError> {
    let job = SendBroadcast { broadcast_id: id };
    let in_a_while = match (pause.resumes, &pause.reason) {
        (Resumes::ByHand, _) => return jobs::cancel::<SendBroadcast>(tx, &id.to_string()).map(drop),
        (Resumes::ByItself, PauseReason::OnHold) => HOLD,
        (
            Resumes::ByItself,
            PauseReason::ByHand
            | PauseReason::LimitReached
            | PauseReason::BudgetSpent
            | PauseReason::TemplateUnfit
            | PauseReason::Refused(_),
        ) => REST,
    };
    jobs::postpone(tx, &job, tx.now().plus(in_a_while)).map(drop)
}

/// The pause a refusal means, where it is one of all.
fn of_all(entry: Entry) -> Option<Pause> {
    let of_the_account = match entry.remedy {
        Remedy::TokenRevoked | Remedy::NotRegistered | Remedy::PaymentNeeded | Remedy::Restricted => {
            !OF_ONE_RECIPIENT.contains(&entry.name)
        }
        Remedy::RetryAfter(_)
        | Remedy::PairLimit
        | Remedy::WindowClosed
        | Remedy::Undeliverable
        | Remedy::Refused => false,
    };
    let of_its_template = OF_A_TEMPLATE.contains(&entry.name);
    let passes = PASSING.contains(&entry.name);
    (of_the_account || of_its_template || passes).then(|| Pause {
        reason: PauseReason::Refused(entry.name.to_owned()),
        words: format!("{} {}", entry.happened, entry.todo),
        resumes: if of_its_template || passes { Resumes::ByItself } else { Resumes::ByHand },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::whatsapp::wire::errors;

    #[test]
    fn a_fault_of_all_is_told_from_one_of_a_customer() {
        let resumes = |code: i64| of_all(errors::explain(code, false, false)).map(|pause| pause.resumes);
        for code in [0, 10, 190, 131_005, 368, 131_031, 131_037, 131_042, 131_048, 133_010] {
            assert_eq!(resumes(code), Some(Resumes::ByHand), "{code}");
        }
        for code in [132_001, 132_007, 132_015, 132_016, 131_063, 131_064] {
            assert_eq!(resumes(code), Some(Resumes::ByItself), "{code}");
        }
        for code in
            [100, 130_403, 130_429, 131_000, 131_016, 131_026, 131_030, 131_047, 131_049, 131_050, 132_018]
        {
            assert_eq!(resumes(code), None, "{code}");
        }
        assert!(of_all(errors::BUDGET_SPENT).is_some() && of_all(errors::NOT_CONNECTED).is_some());
        assert!(of_all(errors::BLOCKED).is_none() && of_all(errors::NO_CONSENT).is_none());
    }

    #[test]
    fn every_reason_has_words_on_the_screens() {
        for language in ["en", "it"] {
            let file = format!("{}/ui/src/locales/{language}/broadcasts.json", env!("CARGO_MANIFEST_DIR"));
            let words: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            let of_all = errors::entries().filter(|entry| of_all(*entry).is_some());
            let codes = of_all.map(|entry| entry.name.to_owned());
            let own = PauseReason::OWN.iter().map(|reason| reason.code().to_owned());
            let all: Vec<String> = codes.chain(own).collect();
            assert!(all.len() > 20, "{all:?}");
            for code in all {
                assert!(words["reasons"][&code].is_string(), "{language}: broadcasts.reasons.{code}");
            }
        }
    }
}
