//! What came of the two sides of an A/B test, and whether one is better. Pure.
//!
//! A conversation went well when every question in it was answered, and nobody put an answer right or found it bad. The two
//! shares of such conversations are compared by Newcombe's interval of their difference, built of Wilson's (Statistics in
//! Medicine 17, 1998, method 10). It covers 99 % and not 95, for whoever looks every day would find one in time where there
//! is none; and with few conversations nothing is said at all.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::ConversationId;
use crate::replies::prompts::{AbTest, Side};
use crate::replies::runs::store::Answered;
use crate::words::words;

/// The normal deviate of 99 %, both ends.
const DEVIATE: f64 = 2.575_829;
/// Conversations either side must have before anything is said.
const LEAST: u64 = 100;

words! {
    /// Which side is better.
    AbVerdict {
        /// Too few conversations to say.
        TooFew = "too_few",
        /// The difference may be chance.
        Unclear = "unclear",
        A = "a",
        B = "b",
    }
}

/// What came of one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AbFigures)]
pub(super) struct Figures {
    /// Conversations in which it answered, or should have.
    pub conversations: u64,
    /// Those of them in which every question was answered, and nothing was put right or found bad.
    pub went_well: u64,
    /// Questions, and how they ended.
    pub turns: u64,
    pub answered: u64,
    pub declined: u64,
    pub handed_over: u64,
    /// Answers a person said in other words, and those somebody found bad.
    pub corrected: u64,
    pub bad: u64,
    /// Millionths of a US dollar, as far as prices are known.
    pub cost_micros: i64,
}

impl Figures {
    fn add(&mut self, one: &Answered) {
        self.conversations += 1;
        self.went_well += u64::from(one.answered == one.turns && one.corrected == 0 && one.bad == 0);
        self.turns += u64::from(one.turns);
        self.answered += u64::from(one.answered);
        self.declined += u64::from(one.declined);
        self.handed_over += u64::from(one.handed_over);
        self.corrected += u64::from(one.corrected);
        self.bad += u64::from(one.bad);
        self.cost_micros += one.cost_micros;
    }

    fn share(&self) -> f64 {
        as_f64(self.went_well) / as_f64(self.conversations.max(1))
    }
}

/// What came of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AbOutcome)]
pub(super) struct Outcome {
    pub a: Figures,
    pub b: Figures,
    pub verdict: AbVerdict,
    /// By how much more of its conversations B went well than A, in thousandths: it lies between these two with a chance of
    /// 99 %.
    pub difference_low_permille: i64,
    pub difference_high_permille: i64,
    /// Conversations either side must have before anything is said.
    pub least_conversations: u64,
}

/// Counts the conversations of a test.
pub(super) fn outcome(test: &AbTest, conversations: &[(ConversationId, Answered)]) -> Outcome {
    let (mut a, mut b) = (Figures::default(), Figures::default());
    for (conversation, answered) in conversations {
        match test.side(*conversation) {
            Side::A => a.add(answered),
            Side::B => b.add(answered),
        }
    }
    compare(a, b)
}

fn compare(a: Figures, b: Figures) -> Outcome {
    let (a_low, a_high) = wilson(a.went_well, a.conversations);
    let (b_low, b_high) = wilson(b.went_well, b.conversations);
    let (a_share, b_share) = (a.share(), b.share());
    let difference = b_share - a_share;
    let low = difference - (b_share - b_low).hypot(a_high - a_share);
    let high = difference + (b_high - b_share).hypot(a_share - a_low);
    let verdict = if a.conversations.min(b.conversations) < LEAST {
        AbVerdict::TooFew
    } else if low > 0.0 {
        AbVerdict::B
    } else if high < 0.0 {
        AbVerdict::A
    } else {
        AbVerdict::Unclear
    };
    let (low, high) = (low.max(-1.0), high.min(1.0));
    Outcome {
        a,
        b,
        verdict,
        difference_low_permille: thousandths((low * 1_000.0).floor()),
        difference_high_permille: thousandths((high * 1_000.0).ceil()),
        least_conversations: LEAST,
    }
}

/// Wilson's interval of a share; everything where there is no sample.
fn wilson(count: u64, sample: u64) -> (f64, f64) {
    if sample == 0 {
        return (0.0, 1.0);
    }
    let (share, sample) = (as_f64(count) / as_f64(sample), as_f64(sample));
    let square = DEVIATE * DEVIATE;
    let middle = share + square / (2.0 * sample);
    let spread = DEVIATE * (share * (1.0 - share) / sample + square / (4.0 * sample * sample)).sqrt();
    let whole = 1.0 + square / sample;
    (((middle - spread) / whole).max(0.0), ((middle + spread) / whole).min(1.0))
}

#[expect(clippy::cast_precision_loss, reason = "counts of conversations are far below 2^53")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, reason = "between -1000 and 1000")]
fn thousandths(value: f64) -> i64 {
    value as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(went_well: u64, conversations: u64) -> Figures {
        Figures { conversations, went_well, ..Figures::default() }
    }

    #[test]
    fn nothing_is_better_before_it_can_be_told() {
        for (a, b, verdict) in [
            ((0, 0), (0, 0), AbVerdict::TooFew),
            ((0, 99), (500, 500), AbVerdict::TooFew),
            ((50, 100), (60, 100), AbVerdict::Unclear),
            ((50, 100), (70, 100), AbVerdict::B),
            ((70, 100), (50, 100), AbVerdict::A),
            ((0, 100), (0, 100), AbVerdict::Unclear),
            ((100, 100), (100, 100), AbVerdict::Unclear),
            ((700, 1_000), (760, 1_000), AbVerdict::B),
            ((700, 1_000), (740, 1_000), AbVerdict::Unclear),
        ] {
            let came = compare(side(a.0, a.1), side(b.0, b.1));
            assert_eq!(came.verdict, verdict, "{a:?} {b:?}: {came:?}");
            assert!(came.difference_low_permille <= came.difference_high_permille);
        }
    }

    /// 56 of 70 against 48 of 80 is Newcombe's own example; at 95 % he gives 0.0524 to 0.3339 for it.
    #[test]
    fn the_interval_is_wider_than_newcombes_example_and_around_the_same_difference() {
        let came = compare(side(48, 80), side(56, 70));
        let (low, high) = (came.difference_low_permille, came.difference_high_permille);
        assert!((-10..52).contains(&low) && (334..400).contains(&high), "{low} {high}");
    }

    #[test]
    fn chance_alone_is_hardly_ever_called_better() {
        // Two sides of the same quality, looked at again after every hundred conversations.
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let mut wrong = 0;
        for _ in 0..400 {
            let (mut a, mut b) = (0_u64, 0_u64);
            let mut called = false;
            for look in 1..=10 {
                for _ in 0..100 {
                    a += u64::from(random() % 10 < 7);
                    b += u64::from(random() % 10 < 7);
                }
                let verdict = compare(side(a, look * 100), side(b, look * 100)).verdict;
                called |= matches!(verdict, AbVerdict::A | AbVerdict::B);
            }
            wrong += u32::from(called);
        }
        assert!(wrong <= 400 * 6 / 100, "{wrong} of 400");
    }
}
