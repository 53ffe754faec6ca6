//! How many customers broadcasts may begin with in 24 hours: as many as Meta lets the business, and the least Meta gives
//! anybody while it has not told.

use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::clock::Timestamp;
use crate::ids::ConnectionId;
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::numbers::account::{self, MessagingLimit};

/// The time Meta counts over.
pub(super) const DAY: Duration = Duration::from_hours(24);
/// Customers in 24 hours: the least limit Meta gives a business.
const LEAST: i64 = 250;

/// Meta's limit, or what stands in for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    Told(MessagingLimit),
    Unknown,
}

/// The limit as a preview shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BroadcastLimit)]
pub(super) struct LimitView {
    /// Customers in 24 hours; `null` when Meta sets no limit.
    customers: Option<i64>,
    /// Whether Meta told it; else it is the least Meta gives anybody.
    told: bool,
    /// Customers broadcasts have begun with in the last 24 hours.
    begun: i64,
}

impl Limit {
    pub fn of(conn: &ReadConn, connection: ConnectionId) -> Result<Self, StorageError> {
        Ok(account::messaging_limit(conn, connection)?.map_or(Self::Unknown, Self::Told))
    }

    /// How many more customers may be begun with; many, when there is no limit.
    pub fn room_after(self, begun: i64) -> usize {
        self.customers().map_or(usize::MAX, |limit| usize::try_from(limit - begun).unwrap_or(0))
    }

    pub fn view(
        self,
        conn: &ReadConn,
        connection: ConnectionId,
        now: Timestamp,
    ) -> Result<LimitView, StorageError> {
        let told = match self {
            Self::Told(_) => true,
            Self::Unknown => false,
        };
        let begun = store::begun_since(conn, connection, now.minus(DAY))?;
        Ok(LimitView { customers: self.customers(), told, begun })
    }

    fn customers(self) -> Option<i64> {
        match self {
            Self::Told(MessagingLimit::Unlimited) => None,
            Self::Told(MessagingLimit::Customers(customers)) => Some(customers),
            Self::Unknown => Some(LEAST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_stands_in_for_a_limit_nobody_told() {
        assert_eq!(Limit::Unknown.room_after(240), 10);
        assert_eq!(Limit::Unknown.room_after(400), 0);
        assert_eq!(Limit::Told(MessagingLimit::Customers(2_000)).room_after(400), 1_600);
        assert_eq!(Limit::Told(MessagingLimit::Unlimited).room_after(400), usize::MAX);
    }
}
