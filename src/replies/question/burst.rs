//! How long to wait before answering: people write one thought in several messages, and get one answer.
//! Never keeps a customer waiting longer than the limit, however much they write.

use std::time::Duration;

use crate::clock::Timestamp;

/// How many times longer a fragment waits.
const FRAGMENT_FACTOR: u32 = 10;
const FRAGMENT_DIVISOR: u32 = 3;
/// The longest wait from the first message of a burst.
const LONGEST_WAIT: Duration = Duration::from_secs(12);
const FINISHED_WORDS: usize = 6;

/// When to answer a burst that began at `first` and of which `text` just came.
pub(in crate::replies) fn answer_at(
    now: Timestamp,
    first: Timestamp,
    text: &str,
    wait: Duration,
) -> Timestamp {
    let wait = if looks_finished(text) { wait } else { wait * FRAGMENT_FACTOR / FRAGMENT_DIVISOR };
    now.plus(wait).min(first.plus(LONGEST_WAIT)).max(now)
}

/// A question, a full stop, or enough words to be a sentence.
fn looks_finished(text: &str) -> bool {
    let text = text.trim_end();
    text.is_empty()
        || text.ends_with(['?', '!', '.', '…', '؟', '۔', '।', '？', '！', '。'])
        || text.split_whitespace().count() >= FINISHED_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replies::settings::USUAL_WAIT;

    const START: Timestamp = Timestamp::from_millis(1_000_000);

    fn waits(text: &str, after: Duration) -> Duration {
        let now = START.plus(after);
        answer_at(now, START, text, USUAL_WAIT).since(now)
    }

    #[test]
    fn a_fragment_waits_longer_than_a_sentence() {
        assert_eq!(waits("Do you deliver?", Duration::ZERO), Duration::from_millis(900));
        assert_eq!(waits("i would like to know your hours", Duration::ZERO), Duration::from_millis(900));
        assert_eq!(waits("hi", Duration::ZERO), Duration::from_secs(3));
        assert_eq!(waits("کیا آپ کھلے ہیں؟", Duration::ZERO), Duration::from_millis(900));
    }

    #[test]
    fn nobody_waits_longer_than_twelve_seconds() {
        assert_eq!(waits("and", Duration::from_secs(11)), Duration::from_secs(1));
        assert_eq!(waits("and", Duration::from_secs(20)), Duration::ZERO);
    }
}
