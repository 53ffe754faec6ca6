//! What the failures of a model weigh for its circuit: whether the next question would end the same.

use std::time::Duration;

use super::error::{LlmError, ModelFault};
use crate::http::breaker::{self, Pass, Weight};

pub use crate::http::breaker::CircuitState;

/// A provider that names a wait up to this is asked again within the same question; a longer one is a rest.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// One model's circuit.
pub(super) type Breaker = breaker::Breaker<ModelFault>;
/// How it stands, for people.
pub type Standing = breaker::Standing<ModelFault>;

/// Tells a circuit that a question failed.
pub(super) fn failed(pass: Pass<ModelFault>, error: &LlmError) {
    pass.failed(weight(error), error.fault());
}

fn weight(error: &LlmError) -> Weight {
    match error {
        LlmError::Cancelled => Weight::Cancelled,
        LlmError::TooLong | LlmError::Refused(_) | LlmError::Unsupported(_) | LlmError::CircuitOpen => {
            Weight::None
        }
        LlmError::Unreachable(_) | LlmError::TooSlow | LlmError::BadAnswer(_) => Weight::Counts,
        LlmError::RetryAfter(wait) if *wait <= PATIENCE => Weight::Counts,
        LlmError::RetryAfter(wait) => Weight::Opens(Some(*wait)),
        LlmError::KeyRefused(_) | LlmError::ModelUnknown(_) | LlmError::OverBudget(_) => Weight::Opens(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Timestamp};

    /// How long it is left alone the first time.
    const FIRST_REST: Duration = Duration::from_secs(30);

    fn down() -> LlmError {
        LlmError::Unreachable("down".to_owned())
    }

    fn fails(breaker: &Breaker, error: &LlmError) -> bool {
        breaker.admit().map(|pass| failed(pass, error)).is_some()
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_one_question_tries_it() {
        let clock = Clock::fixed(Timestamp::from_seconds(1_000));
        let breaker = Breaker::new(clock.clone());
        for _ in 0..4 {
            assert!(fails(&breaker, &down()));
        }
        breaker.admit().unwrap().answered();
        for _ in 0..5 {
            assert_eq!(breaker.standing().state, CircuitState::Closed, "an answer in between counts anew");
            assert!(fails(&breaker, &down()));
        }
        let open = breaker.standing();
        assert_eq!((open.state, open.until), (CircuitState::Open, Some(Timestamp::from_seconds(1_030))));
        assert_eq!(open.last.map(|(fault, _)| fault), Some(ModelFault::Unreachable));
        assert!(breaker.admit().is_none());

        clock.advance(FIRST_REST);
        assert_eq!(breaker.standing().state, CircuitState::HalfOpen);
        let first = breaker.admit().unwrap();
        assert!(breaker.admit().is_none(), "one question at a time tries it");
        failed(first, &down());
        assert_eq!(breaker.standing().until, Some(clock.now().plus(FIRST_REST * 2)), "twice as long");
        clock.advance(FIRST_REST * 2);
        drop(breaker.admit().unwrap());
        breaker.admit().expect("a question nobody waits for says nothing").answered();
        assert_eq!(breaker.standing(), Standing { state: CircuitState::Closed, until: None, last: None });
    }

    #[test]
    fn what_the_next_question_would_meet_too_opens_it_at_once() {
        for error in [
            LlmError::KeyRefused(String::new()),
            LlmError::ModelUnknown(String::new()),
            LlmError::OverBudget(String::new()),
            LlmError::RetryAfter(Duration::from_secs(20)),
        ] {
            let clock = Clock::fixed(Timestamp::from_seconds(1_000));
            let breaker = Breaker::new(clock.clone());
            assert!(fails(&breaker, &error));
            assert!(breaker.admit().is_none(), "{error}");
            clock.advance(FIRST_REST);
            assert!(breaker.admit().is_some(), "{error}");
        }
        let breaker = Breaker::new(Clock::fixed(Timestamp::from_seconds(1)));
        for error in [LlmError::TooLong, LlmError::Refused(String::new()), LlmError::Cancelled] {
            for _ in 0..20 {
                assert!(fails(&breaker, &error), "{error}: the question was the trouble");
            }
        }
    }

    #[test]
    fn setting_the_time_of_day_neither_opens_nor_closes_it() {
        let clock = Clock::fixed(Timestamp::from_seconds(1_000_000));
        let breaker = Breaker::new(clock.clone());
        assert!(fails(&breaker, &LlmError::KeyRefused(String::new())));
        clock.set(Timestamp::from_seconds(2_000_000));
        assert!(breaker.admit().is_none());
        clock.set(Timestamp::from_seconds(500_000));
        clock.advance(FIRST_REST);
        assert!(breaker.admit().is_some());
    }

    #[test]
    fn a_failure_asked_before_it_opened_does_not_prolong_the_rest() {
        let clock = Clock::fixed(Timestamp::from_seconds(1_000));
        let breaker = Breaker::new(clock.clone());
        let late = breaker.admit().unwrap();
        for _ in 0..5 {
            assert!(fails(&breaker, &down()));
        }
        clock.advance(Duration::from_secs(29));
        failed(late, &down());
        clock.advance(Duration::from_secs(1));
        assert_eq!(breaker.standing().state, CircuitState::HalfOpen);
    }
}
