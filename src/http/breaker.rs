//! A circuit breaker for one service we ask. After failures that asking again at once would only repeat, it is left alone
//! for a while; then a single question tries it, and how that ends closes the circuit or opens it again.
//!
//! Knows no service and asks nobody: whoever asks says what a failure weighs.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::clock::{Clock, Timestamp, doubling};
use crate::words::words;

/// Failures without an answer in between after which a service is left alone.
const FAILURES_IN_A_ROW: u32 = 5;
/// How long it is left alone the first time; twice as long after each try that fails.
const FIRST_REST: Duration = Duration::from_secs(30);
const LONGEST_REST: Duration = Duration::from_mins(10);

words! {
    /// Whether a service is asked.
    CircuitState {
        /// It is.
        Closed = "closed",
        /// It failed, and is left alone for a while.
        Open = "open",
        /// The while is over: one question tries it.
        HalfOpen = "half_open",
    }
}

/// One service's circuit; `F` names its failures. Clones share it.
#[derive(Clone)]
pub struct Breaker<F> {
    clock: Clock,
    circuit: Arc<Mutex<Circuit<F>>>,
}

struct Circuit<F> {
    failures: u32,
    /// Rests one after the other, without an answer in between.
    rests: u32,
    /// By the clock that only goes forward.
    rests_until: Option<Duration>,
    tried: bool,
    last: Option<(F, Timestamp)>,
}

impl<F> Default for Circuit<F> {
    fn default() -> Self {
        Self { failures: 0, rests: 0, rests_until: None, tried: false, last: None }
    }
}

/// How a circuit stands, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing<F> {
    pub state: CircuitState,
    /// When it is tried again.
    pub until: Option<Timestamp>,
    /// The last failure since it last answered, and when.
    pub last: Option<(F, Timestamp)>,
}

/// What a failure says about the next question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Nobody waited for the end: it says nothing.
    Cancelled,
    /// The service is there; this question was the trouble.
    None,
    Counts,
    /// The next question would end the same, for as long as the service said where it did.
    Opens(Option<Duration>),
}

impl<F: Copy> Breaker<F> {
    pub fn new(clock: Clock) -> Self {
        Self { clock, circuit: Arc::default() }
    }

    /// Leave to ask once; nothing while it is left alone, or while another question tries it.
    pub fn admit(&self) -> Option<Pass<F>> {
        let mut circuit = self.circuit.lock();
        let tries = match circuit.rests_until {
            None => false,
            Some(until) if until > self.clock.ticks() || circuit.tried => return None,
            Some(_) => true,
        };
        circuit.tried = tries;
        Some(Pass { breaker: self.clone(), tries, told: false })
    }

    pub fn standing(&self) -> Standing<F> {
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

    /// Nobody waited for the end of a question.
    fn cancelled(&self, tried: bool) {
        self.circuit.lock().tried &= !tried;
    }

    fn failed(&self, weight: Weight, fault: F, tried: bool) {
        match weight {
            Weight::Cancelled => return self.cancelled(tried),
            Weight::None => return self.answered(),
            Weight::Counts | Weight::Opens(_) => {}
        }
        let mut circuit = self.circuit.lock();
        circuit.last = Some((fault, self.clock.now()));
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
            Weight::Counts | Weight::None | Weight::Cancelled => return,
        };
        circuit.rests += 1;
        circuit.rests_until = Some(self.clock.ticks() + rest);
        circuit.tried = false;
    }
}

/// Leave to ask once. Whoever drops it without a word says nothing about the service.
pub struct Pass<F: Copy> {
    breaker: Breaker<F>,
    tries: bool,
    told: bool,
}

impl<F: Copy> Pass<F> {
    pub fn answered(mut self) {
        self.told = true;
        self.breaker.answered();
    }

    pub fn failed(mut self, weight: Weight, fault: F) {
        self.told = true;
        self.breaker.failed(weight, fault, self.tries);
    }
}

impl<F: Copy> Drop for Pass<F> {
    fn drop(&mut self) {
        if !self.told {
            self.breaker.cancelled(self.tries);
        }
    }
}
