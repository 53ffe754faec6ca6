//! The doctor's checks: each one plain sentence, in the order of cause and effect.

/// What is checked, in this order: a fault further up explains those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WhatsAppCheckId)]
pub enum CheckId {
    PublicAddress,
    MetaReachable,
    Token,
    Permissions,
    AppSecret,
    Account,
    Number,
    Registered,
    AppSubscription,
    AccountSubscription,
    Override,
    Payment,
    Health,
    Webhooks,
}

impl CheckId {
    pub const ALL: [Self; 14] = [
        Self::PublicAddress,
        Self::MetaReachable,
        Self::Token,
        Self::Permissions,
        Self::AppSecret,
        Self::Account,
        Self::Number,
        Self::Registered,
        Self::AppSubscription,
        Self::AccountSubscription,
        Self::Override,
        Self::Payment,
        Self::Health,
        Self::Webhooks,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::PublicAddress => "Shopbell's public address",
            Self::MetaReachable => "The way to Meta",
            Self::Token => "The access token",
            Self::Permissions => "The token's permissions",
            Self::AppSecret => "The app secret",
            Self::Account => "The WhatsApp account",
            Self::Number => "The number",
            Self::Registered => "The number's registration",
            Self::AppSubscription => "Meta's calls to Shopbell",
            Self::AccountSubscription => "The account's subscription",
            Self::Override => "Other addresses for messages",
            Self::Payment => "The payment method",
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
            | Self::Registered
            | Self::AppSubscription
            | Self::AccountSubscription
            | Self::Override => true,
            Self::Payment | Self::Health | Self::Webhooks => false,
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

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = WhatsAppCheck)]
pub struct Check {
    pub id: CheckId,
    pub status: CheckStatus,
    pub title: String,
    /// One plain sentence: what was found and, when it is not well, what to do.
    pub detail: String,
    /// Whether Shopbell can repair it by itself.
    pub fixable: bool,
}

impl Check {
    fn new(id: CheckId, status: CheckStatus, detail: String, fixable: bool) -> Self {
        Self { id, status, title: id.title().to_owned(), detail, fixable }
    }

    pub(super) fn ok(id: CheckId, detail: impl Into<String>) -> Self {
        Self::new(id, CheckStatus::Ok, detail.into(), false)
    }

    pub(super) fn warn(id: CheckId, detail: impl Into<String>) -> Self {
        Self::new(id, CheckStatus::Warn, detail.into(), false)
    }

    pub(super) fn fail(id: CheckId, detail: impl Into<String>) -> Self {
        Self::new(id, CheckStatus::Fail, detail.into(), false)
    }

    pub(super) fn skip(id: CheckId, detail: impl Into<String>) -> Self {
        Self::new(id, CheckStatus::Skip, detail.into(), false)
    }

    /// Marks it as something Shopbell can repair.
    pub(super) fn fixable(self) -> Self {
        Self { fixable: true, ..self }
    }
}
