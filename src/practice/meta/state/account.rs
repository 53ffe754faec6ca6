//! The imaginary business: its app, WhatsApp Business Account, phone number and token, all Meta would know of it.
//!
//! Plain facts that a test may change at will; the rules that read them live beside the endpoints.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::secrets::Secret;

use super::template::Template;
use crate::practice::meta::random;

/// What outlives a restart: ids and secrets, chosen once.
#[derive(Debug, Clone)]
pub struct Keys {
    pub app_id: String,
    pub app_secret: Secret,
    pub waba_id: String,
    pub phone_number_id: String,
    pub access_token: Secret,
    /// Digits only, country code first.
    pub phone_number: String,
}

impl Keys {
    pub fn random() -> Self {
        Self {
            app_id: random::digits(15),
            app_secret: Secret::new(random::hexadecimal(32)),
            waba_id: random::digits(15),
            phone_number_id: random::digits(15),
            access_token: Secret::new(format!("EAAP{}", random::token(160))),
            phone_number: "390555550100".to_owned(),
        }
    }

    /// The form to seal.
    pub(in crate::practice) fn at_rest(&self) -> String {
        let keys = KeysAtRest {
            app_id: self.app_id.clone(),
            app_secret: self.app_secret.expose().clone(),
            waba_id: self.waba_id.clone(),
            phone_number_id: self.phone_number_id.clone(),
            access_token: self.access_token.expose().clone(),
            phone_number: self.phone_number.clone(),
        };
        serde_json::to_string(&keys).unwrap_or_default()
    }

    /// The keys once sealed; none when the text is not theirs.
    pub(in crate::practice) fn from_rest(text: &str) -> Option<Self> {
        let keys: KeysAtRest = serde_json::from_str(text).ok()?;
        Some(Self {
            app_id: keys.app_id,
            app_secret: Secret::new(keys.app_secret),
            waba_id: keys.waba_id,
            phone_number_id: keys.phone_number_id,
            access_token: Secret::new(keys.access_token),
            phone_number: keys.phone_number,
        })
    }
}

/// The written form of [`Keys`], only ever inside a seal.
#[derive(Serialize, Deserialize)]
struct KeysAtRest {
    app_id: String,
    app_secret: String,
    waba_id: String,
    phone_number_id: String,
    access_token: String,
    phone_number: String,
}

/// The account as it stands now.
#[derive(Debug, Clone)]
pub struct Account {
    pub keys: Keys,
    pub business_id: String,
    pub display_phone_number: String,
    pub verified_name: String,
    /// What a bare number without `+` is taken to belong to.
    pub country_code: &'static str,
    pub token: TokenFacts,
    pub registration: Registration,
    /// Absent: no way to pay, sends are refused with 131042.
    pub primary_funding_id: Option<String>,
    /// `LIVE`, or `SANDBOX` for Meta's number for trying things out.
    pub account_mode: &'static str,
    /// Absent: nobody set one.
    pub currency: Option<&'static str>,
    /// The number is in the WhatsApp Business app on a phone as well.
    pub on_phone_app: bool,
    /// What the phone was asked to send over, in order.
    pub phone_data_asked: Vec<String>,
    pub account_review_status: &'static str,
    /// Meta's number of the time zone the account is billed in. Absent: Meta does not tell.
    pub timezone_id: Option<&'static str>,
    /// How many customers may be written to first in 24 hours, as a tier. Absent: Meta does not tell.
    pub messaging_limit: Option<&'static str>,
    pub quality_rating: &'static str,
    pub code_verification_status: &'static str,
    pub name_status: &'static str,
    pub throughput_level: &'static str,
    /// What Meta says about the number instead of whether it is registered, such as `RESTRICTED`.
    pub number_status: Option<&'static str>,
    /// Whether the number is still in this account, or was moved away.
    pub number_listed: bool,
    /// Whether the app is published; one that is not hears only of the dashboard's tests.
    pub app_live: bool,
    /// Whether webhooks get through to the shop at all.
    pub webhooks_pass: bool,
    /// Further numbers of the same account.
    pub sisters: Vec<Sister>,
    /// The code Meta last sent to the number, as a text message or by voice.
    pub code: Option<String>,
    /// How far this server's clock is ahead of everybody's, in seconds.
    pub clock_ahead_seconds: i64,
    pub health_problems: Vec<HealthProblem>,
    pub templates: Vec<Template>,
}

/// Another number of the account; in all else it is as the first.
#[derive(Debug, Clone)]
pub struct Sister {
    pub phone_number_id: String,
    /// Digits only, country code first.
    pub phone_number: String,
}

/// What `debug_token` tells.
#[derive(Debug, Clone)]
pub struct TokenFacts {
    pub valid: bool,
    pub kind: &'static str,
    pub issued_at: Timestamp,
    /// Absent: never.
    pub expires_at: Option<Timestamp>,
    pub scopes: Vec<&'static str>,
    /// Absent: every account of the business.
    pub target_waba_ids: Option<Vec<String>>,
    /// Absent: for ever.
    pub data_access_expires_at: Option<Timestamp>,
}

/// Whether the number may send, and how often it was asked to.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    pub registered: bool,
    pub pin: Option<String>,
    pub attempts: Vec<Timestamp>,
}

/// One entry of `health_status`.
#[derive(Debug, Clone)]
pub struct HealthProblem {
    /// `PHONE_NUMBER`, `WABA`, `BUSINESS` or `APP`.
    pub entity: &'static str,
    /// `LIMITED` or `BLOCKED`.
    pub can_send_message: &'static str,
    pub code: i64,
    pub description: String,
    pub solution: String,
}

impl Account {
    /// A healthy, registered, paid-for account.
    pub fn healthy(keys: Keys, now: Timestamp) -> Self {
        let phone = format!("+{}", keys.phone_number);
        Self {
            token: TokenFacts::never_expiring(&keys.waba_id, now),
            keys,
            business_id: "990000000000001".to_owned(),
            display_phone_number: phone,
            verified_name: "Practice shop".to_owned(),
            country_code: "39",
            registration: Registration { registered: true, pin: None, attempts: Vec::new() },
            primary_funding_id: Some("880000000000001".to_owned()),
            account_review_status: "APPROVED",
            account_mode: "LIVE",
            currency: Some("EUR"),
            on_phone_app: false,
            phone_data_asked: Vec::new(),
            timezone_id: Some("74"),
            messaging_limit: Some("TIER_2K"),
            quality_rating: "GREEN",
            code_verification_status: "VERIFIED",
            name_status: "APPROVED",
            throughput_level: "STANDARD",
            number_status: None,
            number_listed: true,
            app_live: true,
            webhooks_pass: true,
            sisters: Vec::new(),
            code: None,
            clock_ahead_seconds: 0,
            health_problems: Vec::new(),
            templates: vec![
                Template::approved("hello_world", "en_US", "Hello World", &[]),
                Template::approved(
                    "order_ready",
                    "it",
                    "Ciao {{1}}, il tuo ordine è pronto per il ritiro.",
                    &["Giulia"],
                ),
                Template::approved(
                    "order_ready",
                    "en",
                    "Hello {{1}}, your order is ready for collection.",
                    &["Giulia"],
                ),
            ],
        }
    }
}

impl Account {
    /// The account as one of its numbers sees it; none when it has no such number.
    pub(in crate::practice::meta) fn as_number(&self, phone_number_id: &str) -> Option<Self> {
        if self.keys.phone_number_id == phone_number_id {
            return Some(self.clone());
        }
        let sister = self.sisters.iter().find(|sister| sister.phone_number_id == phone_number_id)?;
        let mut seen = self.clone();
        seen.keys.phone_number_id.clone_from(&sister.phone_number_id);
        seen.keys.phone_number.clone_from(&sister.phone_number);
        seen.display_phone_number = format!("+{}", sister.phone_number);
        Some(seen)
    }

    /// Every number, the first first.
    pub(in crate::practice::meta) fn numbers(&self) -> Vec<Self> {
        let ids = std::iter::once(&self.keys.phone_number_id)
            .chain(self.sisters.iter().map(|sister| &sister.phone_number_id));
        ids.filter_map(|id| self.as_number(id)).collect()
    }
}

impl TokenFacts {
    fn never_expiring(waba_id: &str, now: Timestamp) -> Self {
        Self {
            valid: true,
            kind: "SYSTEM_USER",
            issued_at: now,
            expires_at: None,
            scopes: vec!["whatsapp_business_management", "whatsapp_business_messaging"],
            target_waba_ids: Some(vec![waba_id.to_owned()]),
            data_access_expires_at: None,
        }
    }
}
