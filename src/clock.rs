//! Time as an argument: whoever needs "now" is handed a [`Clock`].
//!
//! The only place that reads the wall clock. Tests use a fixed clock and move it by hand.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// A moment: UTC milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// The date of an HTTP header, such as `Sat, 21 Nov 2026 10:00:00 GMT`.
    pub fn from_http_date(text: &str) -> Option<Self> {
        let moment = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(Self(moment.timestamp().as_millisecond()))
    }

    pub const fn as_millis(self) -> i64 {
        self.0
    }

    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this is; zero when it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The calendar moment in UTC; the epoch for values no calendar holds.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:.3}", self.to_jiff())
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<jiff::Timestamp>().map(|moment| Self(moment.as_millisecond()))
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl rusqlite::types::ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl rusqlite::types::FromSql for Timestamp {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {
    fn name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
}

/// Tells the time. Clones share it.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System { since: Instant },
    Fixed { now: Arc<AtomicI64>, jumped: Arc<AtomicI64>, moved: watch::Sender<i64> },
}

impl Clock {
    pub fn system() -> Self {
        Self(Source::System { since: Instant::now() })
    }

    /// A clock that stands still until [`Clock::advance`] moves it.
    pub fn fixed(now: Timestamp) -> Self {
        Self(Source::Fixed {
            now: Arc::new(AtomicI64::new(now.0)),
            jumped: Arc::new(AtomicI64::new(now.0)),
            moved: watch::Sender::new(now.0),
        })
    }

    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System { .. } => system_now(),
            Source::Fixed { now, .. } => Timestamp(now.load(Ordering::SeqCst)),
        }
    }

    /// Turns a fixed clock back, as when a clock that ran ahead is put right; the system clock takes no orders.
    pub fn turn_back(&self, by: Duration) {
        self.set(self.now().minus(by));
    }

    /// How long this clock has run: it only ever goes forward, whatever is done to the time of day. For pauses and
    /// rates, which must not depend on what somebody sets the clock to.
    pub fn ticks(&self) -> Duration {
        match &self.0 {
            Source::System { since } => since.elapsed(),
            Source::Fixed { now, jumped, .. } => {
                let run = now.load(Ordering::SeqCst) - jumped.load(Ordering::SeqCst);
                Duration::from_millis(u64::try_from(run).unwrap_or(0))
            }
        }
    }

    /// Sets the time of day of a fixed clock, forward or back, as people and time servers do; no time passes by it.
    pub fn set(&self, to: Timestamp) {
        match &self.0 {
            Source::System { .. } => {}
            Source::Fixed { now, jumped, moved } => {
                let before = now.swap(to.0, Ordering::SeqCst);
                jumped.fetch_add(to.0 - before, Ordering::SeqCst);
                moved.send_replace(to.0);
            }
        }
    }

    /// Moves a fixed clock forward and wakes its sleepers; the system clock takes no orders.
    pub fn advance(&self, by: Duration) {
        match &self.0 {
            Source::System { .. } => {}
            Source::Fixed { now, moved, .. } => {
                let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
                let after = now.fetch_add(by, Ordering::SeqCst) + by;
                moved.send_replace(after);
            }
        }
    }

    /// Sleeps until the clock shows `moment` or later.
    pub async fn sleep_until(&self, moment: Timestamp) {
        match &self.0 {
            Source::System { .. } => tokio::time::sleep(moment.since(self.now())).await,
            Source::Fixed { moved, .. } => {
                let mut moved = moved.subscribe();
                // The sender lives in `self`, so waiting cannot fail while we borrow it.
                let _ = moved.wait_for(|now| *now >= moment.0).await;
            }
        }
    }

    pub async fn sleep(&self, duration: Duration) {
        self.sleep_until(self.now().plus(duration)).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
fn system_now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

/// The pause after this many tries: `first` after one, twice as long after each further one, never beyond `longest`.
pub fn doubling(first: Duration, tries: u32, longest: Duration) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1))).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_reads_and_writes_rfc_3339() {
        let moment: Timestamp = "2026-11-21T08:50:22.123Z".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-11-21T08:50:22.123Z");
        assert_eq!(serde_json::to_string(&moment).unwrap(), "\"2026-11-21T08:50:22.123Z\"");
    }

    #[test]
    fn a_pause_doubles_up_to_the_longest() {
        let longest = Duration::from_secs(20);
        let seconds: Vec<u64> =
            (0..6).map(|tries| doubling(Duration::from_secs(2), tries, longest).as_secs()).collect();
        assert_eq!(seconds, [2, 2, 4, 8, 16, 20]);
        assert_eq!(doubling(Duration::from_secs(2), u32::MAX, longest), longest);
    }

    #[test]
    fn setting_the_time_of_day_lets_no_time_pass() {
        let clock = Clock::fixed(Timestamp::from_seconds(1_000_000));
        clock.advance(Duration::from_secs(5));
        clock.set(Timestamp::from_seconds(1_086_405));
        assert_eq!(
            (clock.now(), clock.ticks()),
            (Timestamp::from_seconds(1_086_405), Duration::from_secs(5))
        );
        clock.set(Timestamp::from_seconds(1_000_000));
        clock.advance(Duration::from_secs(2));
        assert_eq!(
            (clock.now(), clock.ticks()),
            (Timestamp::from_seconds(1_000_002), Duration::from_secs(7))
        );
    }

    #[tokio::test]
    async fn a_fixed_clock_wakes_sleepers_only_when_moved() {
        let clock = Clock::fixed(Timestamp::from_seconds(100));
        let sleeper = clock.clone();
        let sleep = sleeper.sleep(Duration::from_mins(1));
        tokio::pin!(sleep);
        assert!(futures_util::poll!(&mut sleep).is_pending());
        clock.advance(Duration::from_secs(59));
        assert!(futures_util::poll!(&mut sleep).is_pending());
        clock.advance(Duration::from_secs(1));
        sleep.await;
        assert_eq!(clock.now(), Timestamp::from_seconds(160));
    }
}
