//! Meta's customer-service window: 24 hours from the customer's last message, in which free text may be sent.
//!
//! Counted from Meta's own time of the message, never from its arrival here.

use std::time::Duration;

use crate::clock::Timestamp;

/// How long a customer's message keeps the window open.
const WINDOW: Duration = Duration::from_hours(24);
/// Free text stops this long before the end, because a message takes time to reach Meta.
const MARGIN: Duration = Duration::from_secs(90);

/// When the window opened by a message of this time closes.
pub fn closes(sent_at: Timestamp) -> Timestamp {
    sent_at.plus(WINDOW)
}

/// Whether free text may still be sent now.
pub fn is_open(closes: Timestamp, now: Timestamp) -> bool {
    now.plus(MARGIN) < closes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_closes_a_little_before_its_end() {
        let sent = Timestamp::from_seconds(1_000_000);
        let closes = closes(sent);
        assert!(is_open(closes, sent));
        assert!(is_open(closes, sent.plus(Duration::from_hours(24) - Duration::from_secs(91))));
        assert!(!is_open(closes, sent.plus(Duration::from_hours(24) - Duration::from_secs(90))));
        assert!(!is_open(closes, sent.plus(Duration::from_hours(30))));
    }
}
