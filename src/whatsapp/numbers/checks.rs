//! The doctor's checks: each one plain sentence, in the order of cause and effect.

use super::causes::Cause;

/// What is checked, in this order: a fault further up explains those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WhatsAppCheckId)]
pub enum CheckId {
    PublicAddress,
    MetaReachable,
    Clock,
    Version,
    Token,
    Permissions,
    AppSecret,
    Account,
    Number,
    Restricted,
    DisplayName,
    PhoneCode,
    Registered,
    VerifyToken,
    AppSubscription,
    AccountSubscription,
    Override,
    AppLive,
    Standby,
    Payment,
    Quality,
    Health,
    Webhooks,
}

impl CheckId {
    pub const ALL: [Self; 23] = [
        Self::PublicAddress,
        Self::MetaReachable,
        Self::Clock,
        Self::Version,
        Self::Token,
        Self::Permissions,
        Self::AppSecret,
        Self::Account,
        Self::Number,
        Self::Restricted,
        Self::DisplayName,
        Self::PhoneCode,
        Self::Registered,
        Self::VerifyToken,
        Self::AppSubscription,
        Self::AccountSubscription,
        Self::Override,
        Self::AppLive,
        Self::Standby,
        Self::Payment,
        Self::Quality,
        Self::Health,
        Self::Webhooks,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::PublicAddress => "Shopbell's public address",
            Self::MetaReachable => "The way to Meta",
            Self::Clock => "This server's clock",
            Self::Version => "The version of Meta's interface",
            Self::Token => "The access token",
            Self::Permissions => "The token's permissions",
            Self::AppSecret => "The app secret",
            Self::Account => "The WhatsApp account",
            Self::Number => "The number",
            Self::Restricted => "The account's standing",
            Self::DisplayName => "The display name",
            Self::PhoneCode => "The number's confirmation by code",
            Self::Registered => "The number's registration",
            Self::VerifyToken => "The verify token",
            Self::AppSubscription => "Meta's calls to Shopbell",
            Self::AccountSubscription => "The account's subscription",
            Self::Override => "Other addresses for messages",
            Self::AppLive => "The Meta app",
            Self::Standby => "Who answers",
            Self::Payment => "The payment method",
            Self::Quality => "The number's quality",
            Self::Health => "Meta's own view",
            Self::Webhooks => "Messages arriving",
        }
    }

    /// Whether the connection cannot work while this fails.
    pub fn is_essential(self) -> bool {
        match self {
            Self::PublicAddress
            | Self::MetaReachable
            | Self::Token
            | Self::Permissions
            | Self::AppSecret
            | Self::Account
            | Self::Number
            | Self::Restricted
            | Self::DisplayName
            | Self::PhoneCode
            | Self::Registered
            | Self::VerifyToken
            | Self::AppSubscription
            | Self::AccountSubscription
            | Self::Override
            | Self::AppLive
            | Self::Standby
            | Self::Webhooks => true,
            Self::Clock | Self::Version | Self::Payment | Self::Quality | Self::Health => false,
        }
    }
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = WhatsAppCheckStatus)]
pub enum CheckStatus {
    Ok,
    /// It works, and something should be seen to.
    Warn,
    Fail,
    /// Not looked at, because of what failed before.
    Skip,
}

/// A particular a finding names; moments are RFC 3339, lists are joined by commas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WhatsAppCheckFactName)]
pub enum FactName {
    Account,
    Address,
    At,
    Customers,
    DisplayName,
    EndsAt,
    Error,
    Fields,
    MetaSays,
    Number,
    Permissions,
    RefusedSignatures,
    SecondsAhead,
    SecondsBehind,
    Version,
    WaitsUntil,
}

/// One particular of a finding.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = WhatsAppCheckFact)]
pub struct Fact {
    pub name: FactName,
    pub value: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = WhatsAppCheck)]
pub struct Check {
    pub id: CheckId,
    pub status: CheckStatus,
    /// What is wrong, as a stable word; only when it is not well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    pub title: String,
    /// One plain sentence in English: what was found and, when it is not well, what to do.
    pub detail: String,
    /// What the sentence names, for screens that say it in another language by its cause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// What customers notice; only when it is not well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// Whether Shopbell can repair it by itself.
    pub fixable: bool,
}

impl Check {
    fn new(id: CheckId, status: CheckStatus, cause: Option<Cause>, detail: String) -> Self {
        let effect = cause.map(|cause| cause.effect().to_owned());
        Self {
            id,
            status,
            cause,
            title: id.title().to_owned(),
            detail,
            facts: Vec::new(),
            effect,
            fixable: false,
        }
    }

    pub(in crate::whatsapp) fn ok(id: CheckId, detail: impl Into<String>) -> Self {
        Self::new(id, CheckStatus::Ok, None, detail.into())
    }

    pub(in crate::whatsapp) fn warn(id: CheckId, cause: Cause, detail: impl Into<String>) -> Self {
        Self::new(id, CheckStatus::Warn, Some(cause), detail.into())
    }

    pub(in crate::whatsapp) fn fail(id: CheckId, cause: Cause, detail: impl Into<String>) -> Self {
        Self::new(id, CheckStatus::Fail, Some(cause), detail.into())
    }

    pub(in crate::whatsapp) fn skip(id: CheckId, detail: impl Into<String>) -> Self {
        Self::new(id, CheckStatus::Skip, None, detail.into())
    }

    /// Whether customers cannot reach the shop, or get no answers, because of it.
    pub(in crate::whatsapp) fn stops_service(&self) -> bool {
        let matters = self.id.is_essential() || self.cause.is_some_and(Cause::stops_answers);
        self.status == CheckStatus::Fail && matters
    }

    /// Adds what the sentence names.
    pub(in crate::whatsapp) fn naming(mut self, name: FactName, value: impl ToString) -> Self {
        self.facts.push(Fact { name, value: value.to_string() });
        self
    }

    /// Marks it as something Shopbell can repair.
    pub(in crate::whatsapp) fn fixable(self) -> Self {
        Self { fixable: true, ..self }
    }
}

/// The finding that explains the rest: the first failure, else the first warning.
pub fn first_cause(checks: &[Check]) -> Option<&Check> {
    let first = |status| checks.iter().find(|check| check.status == status);
    first(CheckStatus::Fail).or_else(|| first(CheckStatus::Warn))
}
