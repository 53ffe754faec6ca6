//! What a card says before anybody presses: what speaks against sending it, and what else goes to the same person.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::health::Health;
use crate::health::against::{self, Facts};
use crate::health::limits::{IN_ALL_REST, Limit};
use crate::health::not_sent::NotSent;
use crate::health::store::beside;
use crate::health::types::{Signal, Status};
use crate::ids::SignalId;
use crate::storage::{ReadConn, StorageError};

/// What speaks against sending a signal now: an approval would be refused with it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SignalAgainst {
    /// The code of that refusal, such as `no_consent` or `limit_of_day`.
    code: &'static str,
    /// Until when a limit stands; nothing where waiting does not help.
    until: Option<Timestamp>,
    /// How many messages the limit allows.
    most: Option<i64>,
}

/// Another signal about the same person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SignalBeside {
    id: SignalId,
    detector: String,
    /// What the shop called it, where it made it itself.
    detector_title: Option<String>,
    /// Waiting, put aside, or sent within the last seven days.
    status: Status,
    /// When it came to where it stands.
    status_at: Timestamp,
    /// When it goes by itself.
    send_at: Option<Timestamp>,
}

/// All of it, of one card.
#[derive(Default)]
pub(super) struct Before {
    pub against: Option<SignalAgainst>,
    pub beside: Vec<SignalBeside>,
}

impl Before {
    /// Nothing of what nobody decides about any more, or nobody is written to about.
    pub fn of(
        conn: &ReadConn,
        health: &Health,
        signal: &Signal,
        facts: &Facts<'_>,
        title: impl Fn(&str) -> Option<String>,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        let Some(contact) = signal.contact.filter(|_| signal.status.is_open()) else {
            return Ok(Self::default());
        };
        let against = against::by(conn, health, signal, contact, facts, now);
        let against = against::apart(against)?.err().map(told);
        let others = beside::of(conn, signal, contact, now.minus(IN_ALL_REST))?;
        let beside = others.into_iter().map(|one| SignalBeside {
            id: one.id,
            detector_title: title(&one.detector),
            detector: one.detector,
            status: one.status,
            status_at: one.status_at,
            send_at: one.send_at,
        });
        Ok(Self { against, beside: beside.collect() })
    }

    /// When it goes by itself: not what is known to be held back at that moment.
    pub fn send_at(&self, signal: &Signal) -> Option<Timestamp> {
        let stands_at = |at: Timestamp| {
            self.against.as_ref().is_some_and(|against| against.until.is_none_or(|until| until > at))
        };
        signal.send_at.filter(|at| !stands_at(*at))
    }

    /// Why it did not go by itself, as long as that stands: a week that is over keeps nothing back.
    pub fn kept_back(&self, signal: &Signal, no_template: bool) -> Option<String> {
        let still = |code: &str| self.against.as_ref().is_some_and(|against| against.code == code);
        signal.kept_back.clone().filter(|code| match code.as_str() {
            "limit_of_signal" | "limit_of_customer" | "limit_of_day" | "no_consent" | "suppressed"
            | "blocked" | "budget_spent" | "no_conversation" => still(code),
            "window_closed" => no_template,
            beside::ANOTHER_GOES_FIRST => self.beside.iter().any(|other| other.send_at.is_some()),
            _other => true,
        })
    }
}

fn told(why: NotSent) -> SignalAgainst {
    let limit = if let NotSent::Limit(limit) = &why { Some(*limit) } else { None };
    SignalAgainst {
        code: why.code(),
        until: limit.map(Limit::until),
        most: limit.map(|limit| limit.told().2),
    }
}
