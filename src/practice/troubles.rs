//! What an owner may let go wrong in practice, to see what the shop does about it. Never touches a real number.

use serde::Serialize;
use utoipa::ToSchema;

use super::Practice;
use super::meta::{Fault, Status};
use crate::words::words;

words! {
    /// One thing that goes wrong.
    Trouble as PracticeTroubleKind {
        /// Too many messages to one customer (131056).
        PairLimit = "pair_limit",
        /// WhatsApp answers 500.
        ServerError = "server_error",
        /// No answer comes, and the message was not taken.
        TimeoutBefore = "timeout_before",
        /// No answer comes, though the message was taken.
        TimeoutAfter = "timeout_after",
        /// The line breaks before the answer.
        AnswerLost = "answer_lost",
        /// The 24 hours are over by WhatsApp's clock (131047).
        WindowClosed = "window_closed",
        /// The customer cannot be reached (131026).
        Undeliverable = "undeliverable",
        /// No payment method (131042).
        PaymentMissing = "payment_missing",
        /// Messages to this country are not allowed (130497).
        CountryBlocked = "country_blocked",
        /// All statuses come before the answer.
        StatusesFirst = "statuses_first",
        /// A status comes about a message nobody here sent.
        StrayStatus = "stray_status",
        /// The access token was revoked; until it is switched off.
        TokenRevoked = "token_revoked",
    }
}

/// How a trouble comes about.
enum Way {
    /// The next message of the shop meets it.
    NextSend(Fault),
    /// At once, and it is over.
    Now,
    /// It stays until it is switched off.
    Lasting,
}

/// A trouble, and whether it waits or lasts now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PracticeTrouble)]
pub struct Standing {
    pub trouble: Trouble,
    pub on: bool,
}

impl Trouble {
    fn way(self) -> Way {
        Way::NextSend(match self {
            Self::PairLimit => Fault::Error { code: 131_056 },
            Self::ServerError => Fault::Status { status: 500, json: true },
            Self::TimeoutBefore => Fault::TimeoutBeforeAccepting,
            Self::TimeoutAfter => Fault::TimeoutAfterAccepting,
            Self::AnswerLost => Fault::DropAnswer,
            Self::WindowClosed => Fault::Error { code: 131_047 },
            Self::Undeliverable => Fault::Fails { code: 131_026 },
            Self::PaymentMissing => Fault::Fails { code: 131_042 },
            Self::CountryBlocked => Fault::Fails { code: 130_497 },
            Self::StatusesFirst => Fault::StatusesFirst,
            Self::StrayStatus => return Way::Now,
            Self::TokenRevoked => return Way::Lasting,
        })
    }
}

impl Practice {
    /// Every trouble there is.
    pub(super) fn troubles(&self) -> Vec<Standing> {
        Trouble::ALL.iter().copied().map(|trouble| Standing { trouble, on: self.meets(trouble) }).collect()
    }

    fn meets(&self, trouble: Trouble) -> bool {
        match trouble.way() {
            Way::NextSend(fault) => self.meta.faults().awaits(&fault),
            Way::Now => false,
            Way::Lasting => !self.meta.account().token.valid,
        }
    }

    /// Switches a trouble on or off. Switching on what is on changes nothing.
    pub(super) fn switch(&self, trouble: Trouble, on: bool) {
        let faults = self.meta.faults();
        match trouble.way() {
            Way::NextSend(fault) if on && !faults.awaits(&fault) => faults.next_send(fault),
            Way::NextSend(_) if on => {}
            Way::NextSend(fault) => faults.forget(&fault),
            Way::Now if on => self.post_stray_status(),
            Way::Now => {}
            Way::Lasting => self.meta.change_account(|account| account.token.valid = !on),
        }
    }

    fn post_stray_status(&self) {
        let meta = self.meta.clone();
        let work = meta.begin_work();
        self.tasks.spawn("practice.stray_status", async move {
            meta.posts_stray_status(&super::meta::random::wamid(), Status::Delivered, None).await;
            drop(work);
        });
    }
}
