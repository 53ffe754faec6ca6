//! What can be wrong with a connection, as stable words, and what customers notice of it.
//!
//! Screens translate by these words; the sentence with the particulars is the doctor's.

/// A cause the doctor can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WhatsAppCause)]
pub enum Cause {
    NoPublicAddress,
    PublicAddressNotHttps,
    PublicAddressUnreachable,
    /// Something answers there, but not this Shopbell.
    PublicAddressForeign,
    MetaUnreachable,
    ClockOff,
    VersionExpired,
    VersionExpiring,
    TokenExpired,
    TokenWithdrawn,
    TokenTemporary,
    TokenExpiring,
    TokenPersonal,
    ScopeMissing,
    /// Longer than ninety days ago somebody allowed the app to see the data.
    DataAccessExpired,
    AppSecretChanged,
    AssetMissing,
    NumberNotChosen,
    NumberIdWrong,
    NumberMoved,
    NumberDisconnected,
    /// Meta's number for trying things out.
    NumberSandbox,
    AccountRestricted,
    AccountDisconnected,
    /// Neither currency nor time zone: Meta cannot bill it.
    AccountIncomplete,
    AccountInReview,
    DisplayNamePending,
    DisplayNameDeclined,
    PhoneCodeMissing,
    NotRegistered,
    RegistrationWaits,
    PinUnknown,
    VerifyTokenWrong,
    NoCallback,
    ForeignCallback,
    FieldsMissing,
    MessagesFieldMissing,
    AccountNotSubscribed,
    ForeignOverride,
    AppNotLive,
    StandbyTakeover,
    PaymentMissing,
    /// Meta refused messages because nobody pays.
    PaymentRefused,
    QualityRed,
    QualityYellow,
    MetaReportsProblem,
    NothingArrivedYet,
    WebhooksSilent,
    MetaRefused,
    /// Meta asks to come back later.
    MetaBusy,
}

const NOTHING_BOTH_WAYS: &str = "Customers get no answers, and what they write may not arrive.";
const NOTHING_OUT: &str = "Customers' messages arrive, but no answer goes out.";
const NOTHING_IN: &str = "What customers write does not arrive here.";
const NOTHING_YET: &str = "Customers notice nothing yet.";

impl Cause {
    /// Whether no answer goes out although the connection itself stands.
    pub const fn stops_answers(self) -> bool {
        matches!(self, Self::PaymentRefused)
    }

    /// What customers notice, in one sentence.
    pub fn effect(self) -> &'static str {
        match self {
            Self::NoPublicAddress
            | Self::PublicAddressNotHttps
            | Self::PublicAddressUnreachable
            | Self::PublicAddressForeign
            | Self::VerifyTokenWrong
            | Self::NoCallback
            | Self::ForeignCallback
            | Self::AccountNotSubscribed
            | Self::ForeignOverride
            | Self::AppNotLive
            | Self::AppSecretChanged
            | Self::MessagesFieldMissing
            | Self::WebhooksSilent => NOTHING_IN,
            Self::MetaUnreachable
            | Self::TokenExpired
            | Self::TokenWithdrawn
            | Self::ScopeMissing
            | Self::AssetMissing
            | Self::DataAccessExpired
            | Self::PaymentRefused
            | Self::AccountIncomplete
            | Self::NumberIdWrong => NOTHING_OUT,
            Self::NumberNotChosen
            | Self::NumberMoved
            | Self::NumberDisconnected
            | Self::AccountRestricted
            | Self::AccountDisconnected
            | Self::PhoneCodeMissing
            | Self::NotRegistered
            | Self::RegistrationWaits
            | Self::PinUnknown
            | Self::DisplayNameDeclined
            | Self::MetaRefused => NOTHING_BOTH_WAYS,
            Self::VersionExpiring
            | Self::TokenExpiring
            | Self::TokenPersonal
            | Self::AccountInReview
            | Self::QualityYellow
            | Self::MetaBusy
            | Self::NothingArrivedYet => NOTHING_YET,
            Self::NumberSandbox => "Only the few numbers allowed at Meta can be written to.",
            Self::TokenTemporary => {
                "Customers notice nothing until the token dies within a day; then no answer goes out."
            }
            Self::ClockOff => {
                "Messages may be taken for late ones and stay unanswered, and times are shown wrong."
            }
            Self::VersionExpired => {
                "Messages still flow, but Meta may answer in ways this version of Shopbell misreads."
            }
            Self::DisplayNamePending => {
                "Customers see the number instead of the shop's name until Meta has looked at it."
            }
            Self::FieldsMissing => "Messages arrive, but some of what Meta tells about the account does not.",
            Self::StandbyTakeover => "Another program answers the customers, and Shopbell only listens.",
            Self::PaymentMissing => "Answers stop when the month's free messages are used up.",
            Self::QualityRed => "Meta may soon limit how many customers the shop can write to.",
            Self::MetaReportsProblem => "Meta limits or blocks what this number can send.",
        }
    }
}
