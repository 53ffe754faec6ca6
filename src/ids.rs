//! The identifiers of everything Shopbell keeps.
//!
//! An id is `UTC milliseconds << 12 | sequence`: always increasing, sorted by time, and below 2^53 until 2039.
//! JSON and URLs carry ids as decimal strings, so that no client rounds them. An id is never a secret.

use std::fmt;
use std::str::FromStr;

use crate::clock::Timestamp;

/// How many ids fit into one millisecond, as a power of two.
const SEQUENCE_BITS: u32 = 12;

/// The lowest id of a moment: ids from it on are of that moment or a later one.
pub const fn lowest(moment: Timestamp) -> i64 {
    moment.as_millis() << SEQUENCE_BITS
}

/// The moment an id was made for.
pub const fn moment_of(id: i64) -> Timestamp {
    Timestamp::from_millis(id >> SEQUENCE_BITS)
}

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected a whole number, as the API gave it")]
pub struct NotAnId;

/// What every id can do; storage makes new ones through it.
pub trait Id: Copy + Send + 'static {
    fn from_i64(value: i64) -> Self;
    fn as_i64(self) -> i64;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl Id for $name {
            fn from_i64(value: i64) -> Self { Self(value) }
            fn as_i64(self) -> i64 { self.0 }
        }

        impl $name {
            pub const fn new(value: i64) -> Self { Self(value) }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(out) }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                text.parse().map(Self).map_err(|_| NotAnId)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> { self.0.to_sql() }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                <String as utoipa::PartialSchema>::schema()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> { "Id".into() }
        }
    )+};
}

ids! {
    /// Someone of the shop's own staff.
    PersonId,
    /// One signed-in browser.
    SessionId,
    /// One API token.
    TokenId,
    /// Something somebody is told about their own account.
    SecurityNoticeId,
    /// A customer.
    ContactId,
    /// One thread with one customer over one channel account.
    ConversationId,
    /// A line in a thread: message, note or event.
    MessageId,
    LabelId,
    /// The erasing of a customer.
    ErasureId,
    /// A reply drafted for a person to accept.
    SuggestionId,
    /// Something the shop knows: a text, a file, a page, questions and answers.
    SourceId,
    /// An address of a site the shop reads.
    SitePageId,
    /// What a source said before.
    VersionId,
    /// One findable piece of a source.
    ChunkId,
    /// Something a source states.
    StatementId,
    /// Two things sources say that cannot both be.
    DisagreementId,
    /// A rule of the owner by which a person is called.
    RuleId,
    /// A change of the rules, proposed.
    RuleChangeId,
    /// One run of the reply pipeline.
    RunId,
    /// Two versions of the instructions, tried on customers at the same time.
    AbTestId,
    /// Something that is known of a customer.
    FactId,
    /// A question with what must happen.
    ExamQuestionId,
    /// All those questions, asked once.
    ExamRunId,
    /// The whole way of a customer, gone once to see how it goes.
    WalkId,
    JobId,
    /// One raw webhook event in the ledger.
    EventId,
    /// One connected WhatsApp number.
    ConnectionId,
    /// A message the channel has approved before it is used.
    TemplateId,
    /// A file of the shop or of a customer.
    MediaId,
    /// One template to many customers.
    BroadcastId,
    /// One try to deliver one message.
    AttemptId,
    /// One piece of evidence that a customer agreed.
    EvidenceId,
    /// Something a customer ordered.
    OrderId,
    /// What somebody put into a basket.
    BasketId,
    /// A web shop that tells of its orders.
    ShopId,
    /// Something a web shop told.
    ShopEventId,
    AuditId,
    /// Something the health scanner found.
    SignalId,
    /// A message after a purchase.
    FollowUpId,
    /// An order proposed again.
    ProposalId,
    /// Something the shop's own people are told.
    NoticeId,
    /// Notices that go to somebody together.
    NoticeMessageId,
    /// A browser that may be pushed to.
    DeviceId,
    /// Something a shop looks for itself.
    OwnSignalId,
    /// Another install this one looks after.
    FleetSiteId,
    /// What an operator reads this install's health report with.
    FleetTokenId,
    /// A customer the owner plays on the practice phone.
    PracticeCustomerId,
    /// A line on the practice phone.
    PracticeMessageId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_carries_its_moment() {
        let moment = Timestamp::from_millis(1_795_255_200_123);
        assert_eq!(moment_of(lowest(moment)), moment);
        assert_eq!(moment_of(lowest(moment) + 4_095), moment, "the last of that millisecond");
        assert_eq!(lowest(Timestamp::from_millis(1_795_255_200_124)), lowest(moment) + 4_096);
    }

    #[test]
    fn an_id_travels_as_a_string() {
        let id = MessageId::new(7_432_100_000_000_001);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"7432100000000001\"");
        assert_eq!(serde_json::from_str::<MessageId>(&json).unwrap(), id);
        assert!("12x".parse::<MessageId>().is_err());
    }
}
