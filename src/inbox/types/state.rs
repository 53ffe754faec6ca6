//! How far a message has come, and the only ways it may move.
//!
//! News about a message arrives in any order and more than once. A state therefore only ever moves up, and the end
//! is the same whatever the order: a failure counts below `delivered` and is void from there on.

use crate::words::words;

words! {
    /// How far a message has come. The order of the variants is the order of the journey.
    #[derive(PartialOrd, Ord)]
    MessageState {
        /// The customer's: it is here.
        Received = "received",
        /// Ours: kept, and not yet given to the channel.
        Queued = "queued",
        /// Being handed to the channel at this moment; people see it as queued.
        Sending = "sending",
        /// Handed to the channel, whose answer was lost: it may have been sent. Never sent again by itself.
        Unsure = "unsure",
        /// The channel took it.
        Sent = "sent",
        /// It will not arrive. A later `delivered` or `read` proves this wrong.
        Failed = "failed",
        Delivered = "delivered",
        Read = "read",
    }
}

impl MessageState {
    /// The state after this news; `None` when the news is old and changes nothing.
    pub fn after(self, news: Self) -> Option<Self> {
        (news > self).then_some(news)
    }

    /// A delivery that surely did not happen goes back to the queue.
    pub const fn released(self) -> Option<Self> {
        match self {
            Self::Sending => Some(Self::Queued),
            Self::Received
            | Self::Queued
            | Self::Unsure
            | Self::Sent
            | Self::Failed
            | Self::Delivered
            | Self::Read => None,
        }
    }

    /// A person sends a failed message again.
    pub const fn retried(self) -> Option<Self> {
        match self {
            Self::Failed => Some(Self::Queued),
            Self::Received
            | Self::Queued
            | Self::Sending
            | Self::Unsure
            | Self::Sent
            | Self::Delivered
            | Self::Read => None,
        }
    }

    /// A person says whether an unsure message arrived.
    pub const fn settled(self, arrived: bool) -> Option<Self> {
        match (self, arrived) {
            (Self::Unsure, true) => Some(Self::Sent),
            (Self::Unsure, false) => Some(Self::Failed),
            (
                Self::Received
                | Self::Queued
                | Self::Sending
                | Self::Sent
                | Self::Failed
                | Self::Delivered
                | Self::Read,
                _,
            ) => None,
        }
    }

    /// What people are shown.
    #[must_use]
    pub const fn shown(self) -> Self {
        match self {
            Self::Sending => Self::Queued,
            Self::Received
            | Self::Queued
            | Self::Unsure
            | Self::Sent
            | Self::Failed
            | Self::Delivered
            | Self::Read => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::MessageState::{Delivered, Failed, Queued, Read, Sending, Sent, Unsure};
    use super::*;

    fn end_of(news: &[MessageState]) -> MessageState {
        news.iter().fold(Queued, |state, news| state.after(*news).unwrap_or(state))
    }

    proptest! {
        #[test]
        fn the_end_does_not_depend_on_the_order(
            mut news in proptest::collection::vec(proptest::sample::select(vec![Sending, Unsure, Sent, Failed, Delivered, Read]), 0..12),
            seed in any::<u64>(),
        ) {
            let end = end_of(&news);
            let highest = news.iter().copied().max().unwrap_or(Queued).max(Queued);
            prop_assert_eq!(end, highest);
            let turn = usize::try_from(seed % 12).unwrap().min(news.len());
            news.rotate_left(turn);
            news.reverse();
            prop_assert_eq!(end_of(&news), end);
        }

        #[test]
        fn a_failure_counts_only_while_nothing_was_delivered(
            news in proptest::collection::vec(proptest::sample::select(vec![Sent, Failed, Delivered, Read]), 1..10),
        ) {
            let arrived = news.contains(&Delivered) || news.contains(&Read);
            prop_assert_eq!(end_of(&news) == Failed, news.contains(&Failed) && !arrived);
        }
    }

    #[test]
    fn only_a_failed_message_may_be_tried_again_and_only_an_unsure_one_settled() {
        for state in MessageState::ALL.iter().copied() {
            assert_eq!(state.retried().is_some(), state == Failed);
            assert_eq!(state.settled(true).is_some(), state == Unsure);
            assert_eq!(state.settled(false), (state == Unsure).then_some(Failed));
            assert_eq!(state.released().is_some(), state == Sending);
        }
    }
}
