//! The nouns of the price ledger: categories, why something is free, and the months and days things are counted in.
//!
//! No SQL, no HTTP.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ConnectionId, ConversationId, MessageId};

/// Service messages each number may have delivered free in a calendar month.
pub(in crate::whatsapp) const FREE_SERVICE_MESSAGES: i64 = 1_000;

/// What Meta charges a message as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PriceCategory)]
pub enum Category {
    Marketing,
    Utility,
    Authentication,
    Service,
    ReferralConversion,
    /// A category Shopbell has no price for.
    Other,
}

impl Category {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Marketing => "marketing",
            Self::Utility => "utility",
            Self::Authentication => "authentication",
            Self::Service => "service",
            Self::ReferralConversion => "referral_conversion",
            Self::Other => "other",
        }
    }

    /// Meta's word for it, of which there are several.
    pub fn read(word: &str) -> Self {
        match word.to_ascii_lowercase().replace('-', "_").as_str() {
            "marketing" | "marketing_lite" | "group_marketing" => Self::Marketing,
            "utility" | "group_utility" => Self::Utility,
            "authentication" | "authentication_international" => Self::Authentication,
            "service" | "group_service" => Self::Service,
            "referral_conversion" => Self::ReferralConversion,
            _not_known => Self::Other,
        }
    }
}

/// Whether a message is charged, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) enum Charge {
    Charged,
    FreeAllowance,
    FreeCustomerService,
    FreeEntryPoint,
}

impl Charge {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Charged => "charged",
            Self::FreeAllowance => "free_allowance",
            Self::FreeCustomerService => "free_customer_service",
            Self::FreeEntryPoint => "free_entry_point",
        }
    }

    /// Meta's `type`; what is not known is charged.
    pub fn read(category: Category, word: Option<&str>) -> Self {
        match (category, word) {
            (Category::ReferralConversion, _) | (_, Some("free_entry_point")) => Self::FreeEntryPoint,
            (_, Some("free_customer_service")) => Self::FreeCustomerService,
            (_, Some(_) | None) => Self::Charged,
        }
    }
}

/// A delivered message, ready to be counted.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct Delivered {
    pub wamid: String,
    pub connection: ConnectionId,
    pub message: Option<MessageId>,
    pub conversation: Option<ConversationId>,
    pub at: Timestamp,
    pub country: String,
    pub category: Category,
    pub charge: Charge,
}

impl Delivered {
    /// Its place among the messages of its kind.
    pub fn place(&self) -> Place {
        Place { at: self.at, wamid: self.wamid.clone() }
    }
}

/// A message by Meta's own time, and by its id where two came in the same moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub at: Timestamp,
    pub wamid: String,
}

/// The calendar months and days are counted in: the account's.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct Calendar(TimeZone);

impl Calendar {
    /// A time zone by its IANA name; UTC when the name says nothing.
    pub fn new(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap_or(TimeZone::UTC))
    }

    pub fn day(&self, at: Timestamp) -> jiff::civil::Date {
        self.0.to_datetime(at.to_jiff()).date()
    }

    pub fn month(&self, at: Timestamp) -> String {
        month_of(self.day(at))
    }

    /// The first moment of a month and of the one after; `None` when it is no month.
    pub fn bounds(&self, month: &str) -> Option<(Timestamp, Timestamp)> {
        let first: jiff::civil::Date = format!("{month}-01").parse().ok()?;
        let next = first.checked_add(jiff::Span::new().months(1)).ok()?;
        let moment = |day: jiff::civil::Date| {
            let zoned = day.to_zoned(self.0.clone()).ok()?;
            Some(Timestamp::from_millis(zoned.timestamp().as_millisecond()))
        };
        Some((moment(first)?, moment(next)?))
    }
}

pub(in crate::whatsapp) fn month_of(day: jiff::civil::Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_when_it_ends_where_the_account_is() {
        let rome = Calendar::new("Europe/Rome");
        let late: Timestamp = "2026-10-31T22:59:59Z".parse().unwrap();
        let after: Timestamp = "2026-10-31T23:00:00Z".parse().unwrap();
        assert_eq!((rome.month(late), rome.month(after)), ("2026-10".to_owned(), "2026-11".to_owned()));
        assert_eq!(rome.bounds("2026-11").unwrap().0, after);
        assert_eq!(Calendar::new("nowhere").month(after), "2026-10");
        assert_eq!(rome.bounds("2026-13"), None);
    }
}
