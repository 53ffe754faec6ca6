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
    AppSecretChanged,
    AssetMissing,
    NumberNotChosen,
    NumberIdWrong,
    NumberMoved,
    AccountRestricted,
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
    AccountNotSubscribed,
    ForeignOverride,
    AppNotLive,
    StandbyTakeover,
    PaymentMissing,
    QualityRed,
    QualityYellow,
    MetaReportsProblem,
    NothingArrivedYet,
    WebhooksSilent,
    MetaRefused,
}

const NOTHING_BOTH_WAYS: &str = "Customers get no answers, and what they write may not arrive.";
const NOTHING_OUT: &str = "Customers' messages arrive, but no answer goes out.";
const NOTHING_IN: &str = "What customers write does not arrive here.";
const NOTHING_YET: &str = "Customers notice nothing yet.";

impl Cause {
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
            | Self::WebhooksSilent => NOTHING_IN,
            Self::MetaUnreachable
            | Self::TokenExpired
            | Self::TokenWithdrawn
            | Self::ScopeMissing
            | Self::AssetMissing
            | Self::NumberIdWrong => NOTHING_OUT,
            Self::NumberNotChosen
            | Self::NumberMoved
            | Self::AccountRestricted
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
            | Self::NothingArrivedYet => NOTHING_YET,
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
            Self::FieldsMissing => "Messages arrive, but warnings of Meta about the account do not.",
            Self::StandbyTakeover => "Another program answers the customers, and Shopbell only listens.",
            Self::PaymentMissing => "Answers stop when the month's free messages are used up.",
            Self::QualityRed => "Meta may soon limit how many customers the shop can write to.",
            Self::MetaReportsProblem => "Meta limits or blocks what this number can send.",
        }
    }
}
