//! A circuit breaker for one model. After failures that asking again at once would only repeat, the model is left alone
//! for a while; then a single question tries it, and how that ends closes the circuit or opens it again.
//!
//! Knows no vendor and asks nobody.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use super::error::{LlmError, ModelFault};
use crate::clock::{Clock, Timestamp, doubling};
use crate::words::words;

/// Failures without an answer in between after which a model is left alone.
const FAILURES_IN_A_ROW: u32 = 5;
/// How long it is left alone the first time; twice as long after each try that fails.
const FIRST_REST: Duration = Duration::from_secs(30);
const LONGEST_REST: Duration = Duration::from_mins(10);
/// A provider that names a wait up to this is asked again within the same question; a longer one is a rest.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

words! {
    /// Whether a model is asked.
    CircuitState {
        /// It is.
        Closed = "closed",
        /// It failed, and is left alone for a while.
        Open = "open",
        /// The while is over: one question tries it.
        HalfOpen = "half_open",
    }
}

/// One model's circuit. Clones share it.
#[derive(Clone)]
pub(super) struct Breaker {
    clock: Clock,
    circuit: Arc<Mutex<Circuit>>,
}

#[derive(Default)]
struct Circuit {
    failures: u32,
    /// Rests one after the other, without an answer in between.
    rests: u32,
    /// By the clock that only goes forward.
    rests_until: Option<Duration>,
    tried: bool,
    last: Option<(ModelFault, Timestamp)>,
}

/// How a circuit stands, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub state: CircuitState,
    /// When it is tried again.
    pub until: Option<Timestamp>,
    /// The last failure since it last answered, and when.
    pub last: Option<(ModelFault, Timestamp)>,
}

/// What a failure says about the next question.
enum Weight {
    /// The model is there; this question was the trouble.
    None,
    Counts,
    /// The next question would end the same.
    Opens(Option<Duration>),
}

fn weight(error: &LlmError) -> Weight {
    match error {
        LlmError::TooLong
        | LlmError::Refused(_)
        | LlmError::Unsupported(_)
        | LlmError::Cancelled
        | LlmError::CircuitOpen => Weight::None,
        LlmError::Unreachable(_) | LlmError::TooSlow | LlmError::BadAnswer(_) => Weight::Counts,
        LlmError::RetryAfter(wait) if *wait <= PATIENCE => Weight::Counts,
        LlmError::RetryAfter(wait) => Weight::Opens(Some(*wait)),
        LlmError::KeyRefused(_) | LlmError::ModelUnknown(_) | LlmError::OverBudget(_) => Weight::Opens(None),
    }
}

impl Breaker {
    pub fn new(clock: Clock) -> Self {
        Self { clock, circuit: Arc::default() }
    }

    /// Leave to ask the model once; nothing while it is left alone, or while another question tries it.
    pub fn admit(&self) -> Option<Pass> {
        let mut circuit = self.circuit.lock();
        let tries = match circuit.rests_until {
            None => false,
            Some(until) if until > self.clock.ticks() || circuit.tried => return None,
            Some(_) => true,
        };
        circuit.tried = tries;
        Some(Pass { breaker: self.clone(), tries, told: false })
    }

    pub fn standing(&self) -> Standing {
        let (circuit, ticks) = (self.circuit.lock(), self.clock.ticks());
        let (state, until) = match circuit.rests_until {
            None => (CircuitState::Closed, None),
            Some(until) if until > ticks => {
                (CircuitState::Open, Some(self.clock.now().plus(until.saturating_sub(ticks))))
            }
            Some(_) => (CircuitState::HalfOpen, None),
        };
        Standing { state, until, last: circuit.last }
    }

    fn answered(&self) {
        *self.circuit.lock() = Circuit::default();
    }

    fn failed(&self, error: &LlmError, tried: bool) {
        let mut circuit = self.circuit.lock();
        if matches!(error, LlmError::Cancelled) {
            circuit.tried &= !tried;
            return;
        }
        let weight = weight(error);
        if matches!(weight, Weight::None) {
            *circuit = Circuit::default();
            return;
        }
        circuit.last = Some((error.fault(), self.clock.now()));
        circuit.failures += 1;
        // What was asked before the circuit opened says nothing new.
        if circuit.rests_until.is_some() && !tried {
            return;
        }
        let rest = match weight {
            Weight::Opens(Some(named)) => named,
            Weight::Opens(None) => doubling(FIRST_REST, circuit.rests + 1, LONGEST_REST),
            Weight::Counts if tried || circuit.failures >= FAILURES_IN_A_ROW => {
                doubling(FIRST_REST, circuit.rests + 1, LONGEST_REST)
            }
            Weight::Counts | Weight::None => return,
        };
        circuit.rests += 1;
        circuit.rests_until = Some(self.clock.ticks() + rest);
        circuit.tried = false;
    }
}

/// Leave to ask once. Whoever drops it without a word says nothing about the model.
pub(super) struct Pass {
    breaker: Breaker,
    tries: bool,
    told: bool,
}

impl Pass {
    pub fn answered(mut self) {
        self.told = true;
        self.breaker.answered();
    }

    pub fn failed(mut self, error: &LlmError) {
        self.told = true;
        self.breaker.failed(error, self.tries);
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if !self.told {
            self.breaker.failed(&LlmError::Cancelled, self.tries);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down() -> LlmError {
        LlmError::Unreachable("down".to_owned())
    }

    fn fails(breaker: &Breaker, error: &LlmError) -> bool {
        breaker.admit().map(|pass| pass.failed(error)).is_some()
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
        first.failed(&down());
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
        late.failed(&down());
        clock.advance(Duration::from_secs(1));
        assert_eq!(breaker.standing().state, CircuitState::HalfOpen);
    }
}
