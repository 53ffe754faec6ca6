//! The nouns of the scanner: what was found, where it stands, and how each detector fares.
//!
//! No SQL, no HTTP.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, MessageId, PersonId, SignalId, TemplateId};
use crate::words::words;

words! {
    /// Whom a signal is about.
    Scope as SignalScope {
        /// This install.
        Itself = "self",
        Customers = "customers",
        /// Other installs this operator looks after.
        Fleet = "fleet",
    }

    /// Why a model's translation of a draft was not taken.
    TranslationRefused {
        /// It said nothing, or far too much.
        Form = "form",
        Figures = "figures",
        Links = "links",
        /// It is in another language than was asked for, or not translated at all.
        Language = "language",
    }

    /// Where a signal stands.
    Status as SignalStatus {
        /// Somebody should look at it.
        Pending = "pending",
        Sent = "sent",
        Dismissed = "dismissed",
        /// It comes back by itself.
        Snoozed = "snoozed",
        /// What was wrong is over.
        SelfResolved = "self_resolved",
    }

    /// Why a signal was over although what it told is still true: nobody may write to the customer.
    OverBecause as SignalOverBecause {
        /// The shop has blocked them.
        Blocked = "blocked",
        /// They want no such messages.
        NoMessages = "no_messages",
    }

    /// Why somebody dismissed a signal.
    DismissReason {
        /// It is not true.
        Wrong = "wrong",
        AlreadyHandled = "already_handled",
        NotNow = "not_now",
        Other = "other",
    }

    /// What a message because of a signal is for: consent is asked by it.
    Purpose as SignalPurpose {
        Marketing = "marketing",
        /// Something of the customer's own: a question, a complaint, a payment.
        Utility = "utility",
    }

    /// Who wrote a draft.
    DraftBy {
        Model = "model",
        /// The program itself, from its own words.
        Builtin = "builtin",
        Person = "person",
    }

    /// Why a detector could not be asked.
    FaultCode as DetectorFaultCode {
        TookTooLong = "took_too_long",
        /// The database does not take the question.
        Query = "query",
        /// The answer has another shape than a finding.
        Answer = "answer",
        /// It asks about something the shop has not any more, such as a label.
        Gone = "gone",
    }

    /// Why a detector's signals may not go by themselves yet.
    NotYet as SignalNotYet {
        /// Fewer decided cases than it takes to tell.
        TooFewCases = "too_few_cases",
        /// It may be wrong more often than the owner allows.
        TooOftenWrong = "too_often_wrong",
    }

    /// Why a detector's signals go by themselves no longer.
    OffReason as SignalOffReason {
        TooFewCases = "too_few_cases",
        TooOftenWrong = "too_often_wrong",
        /// It asks something else now.
        Changed = "changed",
    }

    /// What somebody said of a message that went by itself.
    Judged as SignalJudged {
        Right = "right",
        Wrong = "wrong",
    }

    /// Whether those who were written to did it more often than those who were not.
    Difference as SignalDifference {
        More = "more",
        Fewer = "fewer",
        /// The intervals overlap: it may be chance.
        Unclear = "unclear",
        /// Too few cases to say anything.
        TooFew = "too_few",
    }
}

impl Status {
    /// Whether somebody may still decide about it.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Pending | Self::Snoozed => true,
            Self::Sent | Self::Dismissed | Self::SelfResolved => false,
        }
    }
}

/// Something a detector finds to be true now.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub subject: String,
    pub contact: Option<ContactId>,
    pub evidence: Map<String, Value>,
}

/// A template, and what fills each of its blanks.
pub type FilledTemplate = (TemplateId, BTreeMap<String, String>);

/// The message a signal would be sent with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    pub text: Option<String>,
    /// Moves with every change.
    pub version: i64,
    pub by: Option<DraftBy>,
    pub language: Option<String>,
    pub at: Option<Timestamp>,
    /// As it was first written, before any person changed it, and by whom.
    pub first_text: Option<String>,
    pub first_by: Option<DraftBy>,
    /// The template it goes by outside the 24 hours, and what fills it in.
    pub template: Option<FilledTemplate>,
    pub cost: Cost,
}

/// What writing a draft took; nothing of a model when the program wrote it itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cost {
    pub provider: Option<String>,
    pub model: Option<String>,
    pub input_tokens: Option<i64>,
    pub output_tokens: Option<i64>,
    /// Millionths of a US dollar; nothing when the model's price is not known.
    pub micros: Option<i64>,
}

/// Something that was found, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    pub id: SignalId,
    pub scope: Scope,
    pub detector: String,
    pub subject: String,
    pub contact: Option<ContactId>,
    pub evidence: Map<String, Value>,
    pub pressing: i64,
    pub status: Status,
    pub found_at: Timestamp,
    pub seen_at: Timestamp,
    pub status_at: Timestamp,
    pub snoozed_until: Option<Timestamp>,
    /// Who brought it where it stands.
    pub person: Option<PersonId>,
    pub dismiss_reason: Option<DismissReason>,
    pub over_because: Option<OverBecause>,
    pub note: Option<String>,
    pub draft: Draft,
    /// Who works on its draft, and until when that counts.
    pub editor: Option<(PersonId, Timestamp)>,
    pub conversation: Option<ConversationId>,
    pub message: Option<MessageId>,
    pub sent_text: Option<String>,
    /// When it goes by itself, unless somebody stops it.
    pub send_at: Option<Timestamp>,
    /// Why it did not go by itself, by its code.
    pub kept_back: Option<String>,
    pub sent_by_itself: bool,
    /// What somebody said afterwards of what went by itself.
    pub judged: Option<Judged>,
}

/// Where sending by itself stands for a detector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AutoSend {
    pub is_on: bool,
    pub changed_at: Timestamp,
    /// Who switched it; nobody when it fell back by itself.
    pub person: Option<PersonId>,
    pub off_reason: Option<OffReason>,
}

/// The owner's bounds on what is sent by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AutoSettings {
    /// How often a detector may be wrong: the upper end of the interval stays below it.
    pub wrong_percent: i64,
    /// How long a message waits for somebody to stop it.
    pub undo_minutes: i64,
}

impl Default for AutoSettings {
    fn default() -> Self {
        Self { wrong_percent: 15, undo_minutes: 60 }
    }
}

impl From<NotYet> for OffReason {
    fn from(why: NotYet) -> Self {
        match why {
            NotYet::TooFewCases => Self::TooFewCases,
            NotYet::TooOftenWrong => Self::TooOftenWrong,
        }
    }
}

/// How a detector's last run went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    pub name: String,
    pub at: Timestamp,
    pub took_ms: i64,
    pub found: i64,
    pub fault: Option<(FaultCode, String)>,
    pub faulty_since: Option<Timestamp>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SignalShare)]
pub struct Share {
    pub count: i64,
    /// The cases it is of: those whose time is over.
    pub sample: i64,
}

/// Two shares side by side, each with its 95 % interval in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SignalComparison)]
pub struct Comparison {
    pub sent_low_permille: i64,
    pub sent_high_permille: i64,
    pub dismissed_low_permille: i64,
    pub dismissed_high_permille: i64,
    pub difference: Difference,
}

/// What customers did after a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SignalsSent)]
pub struct OfSent {
    /// Wrote within 24 hours.
    pub replied_in_a_day: Share,
    /// Wrote, ordered or reconnected within seven days.
    pub back_in_a_week: Share,
    pub wrote_in_a_week: Share,
    pub ordered_in_a_week: Share,
    /// The link was whole again within seven days; only of signals about links.
    pub reconnected_in_a_week: Share,
}

/// How one detector's signals fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SignalEffect)]
pub struct Effect {
    pub detector: String,
    /// What the shop called it, where it made it itself.
    pub title: Option<String>,
    pub open: i64,
    pub sent: i64,
    pub self_resolved: i64,
    /// Over because the customer may not be written to any more.
    pub unreachable: i64,
    /// Dismissed, by reason.
    pub wrong: i64,
    pub already_handled: i64,
    pub not_now: i64,
    pub other: i64,
    pub after_sent: OfSent,
    /// Wrote, ordered or reconnected within seven days although nobody wrote to them.
    pub dismissed_back_in_a_week: Share,
    pub dismissed_wrote_in_a_week: Share,
    pub dismissed_ordered_in_a_week: Share,
    pub dismissed_reconnected_in_a_week: Share,
    /// Of those who were back within seven days.
    pub back: Comparison,
}
