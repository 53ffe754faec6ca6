//! Whether and from when a person may send a message again that failed: the channel that refused it says so.
//!
//! Kept with the failure; the inbox only obeys.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::clock::Timestamp;

/// Stands for never where a moment is kept.
const NEVER_MS: i64 = i64::MAX;

/// When a failed message may be sent again by hand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SendAgain {
    #[default]
    AnyTime,
    From(Timestamp),
    Never,
}

impl SendAgain {
    /// Whether it may be sent again at this moment.
    pub fn allowed_at(self, now: Timestamp) -> bool {
        match self {
            Self::AnyTime => true,
            Self::From(moment) => moment <= now,
            Self::Never => false,
        }
    }

    /// The first moment it may be sent again, where it must be waited for.
    pub fn waits_until(self) -> Option<Timestamp> {
        match self {
            Self::From(moment) => Some(moment),
            Self::AnyTime | Self::Never => None,
        }
    }
}

impl ToSql for SendAgain {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let kept = match self {
            Self::AnyTime => None,
            Self::From(moment) => Some(moment.as_millis()),
            Self::Never => Some(NEVER_MS),
        };
        Ok(kept.map_or_else(|| rusqlite::types::Null.into(), ToSqlOutput::from))
    }
}

impl FromSql for SendAgain {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(match Option::<i64>::column_result(value)? {
            None => Self::AnyTime,
            Some(NEVER_MS) => Self::Never,
            Some(moment) => Self::From(Timestamp::from_millis(moment)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_waited_for_and_never_is_never() {
        let moment = Timestamp::from_seconds(1_000);
        assert!(SendAgain::AnyTime.allowed_at(moment));
        assert!(!SendAgain::From(moment).allowed_at(Timestamp::from_seconds(999)));
        assert!(SendAgain::From(moment).allowed_at(moment));
        assert!(!SendAgain::Never.allowed_at(Timestamp::from_millis(i64::MAX)));
    }
}
