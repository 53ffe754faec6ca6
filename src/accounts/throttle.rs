//! How often somebody may try to sign in: per account, per address, and all strangers together.
//!
//! Every try takes a place before the password is looked at, so that many tries at once count as many; a right
//! password gives the places back. Counters are rows, so a restart forgets nothing. An account is never locked for
//! good, and strangers cannot lock its owner out: a network somebody has signed in from before has its own count.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use super::random_token;
use super::store::limits;
use super::types::Count;
use crate::clock::{Timestamp, doubling};
use crate::storage::{StorageError, WriteTx};

/// The time over which tries are counted.
const WINDOW: Duration = Duration::from_mins(1);
/// Tries on one account within a window before the first pause.
const ACCOUNT_TRIES: u32 = 5;
/// Tries from one address within a window.
const ADDRESS_TRIES: u32 = 10;
/// Tries by all strangers together within a window.
const STRANGERS_TRIES: u32 = 60;
/// The first pause of an account; it doubles with every further try.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(15);
/// An account nobody tried for this long starts anew.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(1);

/// The network an address counts for: itself in IPv4, its /64 in IPv6.
pub fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Whether a try may go ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Granted,
    /// Nothing was looked at; try again after this long.
    Refused {
        wait: Duration,
    },
}

/// The counters one try is counted in.
#[derive(Debug, Clone)]
pub struct Attempt {
    buckets: Vec<(String, Limit)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    Account,
    Address,
    Strangers,
}

impl Attempt {
    /// A try on the account of this e-mail address; `known` when its person has signed in from there before.
    pub fn on_account(email_key: &str, address: IpAddr, known: bool) -> Self {
        let network = network_of(address);
        let account = hex::encode(&random_token::digest(email_key)[..16]);
        let mut buckets = vec![(format!("address:{network}"), Limit::Address)];
        if known {
            buckets.push((format!("account:{account}@{network}"), Limit::Account));
        } else {
            buckets.push((format!("account:{account}"), Limit::Account));
            buckets.push(("strangers".to_owned(), Limit::Strangers));
        }
        Self { buckets }
    }

    /// A try with a password link that was found, which nobody guesses: only codes of a second factor are counted, apart
    /// from sign-ins, so that strangers who try passwords stop nobody from using their link.
    pub fn with_link(email_key: &str, address: IpAddr) -> Self {
        let account = hex::encode(&random_token::digest(email_key)[..16]);
        let network = network_of(address);
        Self {
            buckets: vec![
                (format!("link:{account}"), Limit::Account),
                (format!("link:address:{network}"), Limit::Address),
            ],
        }
    }

    /// A try at something that is nobody's account, such as the setup code.
    pub fn from_address(address: IpAddr) -> Self {
        let network = network_of(address);
        Self {
            buckets: vec![
                (format!("address:{network}"), Limit::Address),
                ("strangers".to_owned(), Limit::Strangers),
            ],
        }
    }

    /// Takes a place in every counter, or in none.
    pub fn admit(&self, tx: &WriteTx) -> Result<Admission, StorageError> {
        let now = tx.now();
        limits::forget_before(tx, now.minus(FORGOTTEN_AFTER))?;
        let mut counts = Vec::with_capacity(self.buckets.len());
        let mut wait = Duration::ZERO;
        for (bucket, limit) in &self.buckets {
            let mut count = limits::find(tx, bucket)?.unwrap_or_else(|| Count::new(now));
            match count.admit(*limit, now) {
                Admission::Granted => counts.push((bucket, count)),
                Admission::Refused { wait: longer } => wait = wait.max(longer),
            }
        }
        if wait > Duration::ZERO {
            return Ok(Admission::Refused { wait });
        }
        for (bucket, count) in counts {
            limits::put(tx, bucket, &count, now)?;
        }
        Ok(Admission::Granted)
    }

    /// The try was right in everything: the account starts anew and the other places are given back.
    pub fn succeeded(&self, tx: &WriteTx) -> Result<(), StorageError> {
        for (bucket, limit) in &self.buckets {
            match limit {
                Limit::Account => limits::forget(tx, bucket)?,
                Limit::Address | Limit::Strangers => limits::give_back(tx, bucket)?,
            }
        }
        Ok(())
    }

    /// The password was right but more is asked for. The account's place is not given back: otherwise the question
    /// for a code would be a free way to go on guessing codes.
    pub fn undecided(&self, tx: &WriteTx) -> Result<(), StorageError> {
        for (bucket, limit) in &self.buckets {
            match limit {
                Limit::Account => {}
                Limit::Address | Limit::Strangers => limits::give_back(tx, bucket)?,
            }
        }
        Ok(())
    }
}

impl Count {
    fn new(now: Timestamp) -> Self {
        Self { failures: 0, since: now, blocked_until: Timestamp::default() }
    }

    fn admit(&mut self, limit: Limit, now: Timestamp) -> Admission {
        if self.blocked_until > now {
            return Admission::Refused { wait: self.blocked_until.since(now) };
        }
        let most = match limit {
            Limit::Account => ACCOUNT_TRIES,
            Limit::Address => ADDRESS_TRIES,
            Limit::Strangers => STRANGERS_TRIES,
        };
        let window_over = now.since(self.since) >= WINDOW;
        let keeps_its_past = limit == Limit::Account && self.failures >= ACCOUNT_TRIES;
        if window_over && !keeps_its_past {
            *self = Self::new(now);
        }
        self.failures = self.failures.saturating_add(1);
        if self.failures >= most {
            self.blocked_until = match limit {
                Limit::Account => now.plus(pause_after(self.failures)),
                Limit::Address | Limit::Strangers => self.since.plus(WINDOW),
            };
        }
        Admission::Granted
    }
}

/// 1, 2, 4, 8, then 15 minutes.
fn pause_after(failures: u32) -> Duration {
    doubling(FIRST_PAUSE, failures.saturating_sub(ACCOUNT_TRIES).saturating_add(1), LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(count: &mut Count, limit: Limit, now: Timestamp) -> bool {
        count.admit(limit, now) == Admission::Granted
    }

    #[test]
    fn an_account_pauses_after_five_tries_and_the_pause_doubles_to_fifteen_minutes() {
        let mut now = Timestamp::from_seconds(1_000_000);
        let mut count = Count::new(now);
        for _ in 0..5 {
            assert!(granted(&mut count, Limit::Account, now));
        }
        for minutes in [1, 2, 4, 8, 15, 15] {
            let pause = Duration::from_secs(minutes * 60);
            assert_eq!(count.admit(Limit::Account, now), Admission::Refused { wait: pause });
            now = now.plus(pause);
            assert!(granted(&mut count, Limit::Account, now), "after {minutes} minutes");
        }
    }

    #[test]
    fn five_slow_tries_an_hour_are_no_attack() {
        let mut now = Timestamp::from_seconds(1_000_000);
        let mut count = Count::new(now);
        for _ in 0..50 {
            assert!(granted(&mut count, Limit::Account, now));
            now = now.plus(Duration::from_secs(61));
        }
    }

    #[test]
    fn an_address_has_ten_tries_a_minute() {
        let now = Timestamp::from_seconds(1_000_000);
        let mut count = Count::new(now);
        for _ in 0..10 {
            assert!(granted(&mut count, Limit::Address, now));
        }
        assert!(!granted(&mut count, Limit::Address, now.plus(Duration::from_secs(59))));
        assert!(granted(&mut count, Limit::Address, now.plus(Duration::from_mins(1))));
    }

    #[test]
    fn a_network_is_one_ipv4_address_or_one_ipv6_64() {
        let network = |address: &str| network_of(address.parse().unwrap());
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
