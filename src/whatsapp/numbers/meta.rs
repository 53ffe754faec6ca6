//! What the doctor asks Meta, and the answers as types.
//!
//! Only reads. Fields that some accounts do not know are asked for one by one, because one unknown field fails the
//! whole question.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use crate::clock::Timestamp;
use crate::secrets::Secret;
use crate::whatsapp::types::TokenKind;
use crate::whatsapp::wire::graph::{CallError, Graph};
use crate::whatsapp::wire::parse::lenient;

/// Permissions the token needs.
pub(in crate::whatsapp) const PERMISSIONS: [&str; 2] =
    ["whatsapp_business_messaging", "whatsapp_business_management"];

/// Accounts looked into at most.
const ACCOUNTS_LIMIT: usize = 20;
/// Fields every number has.
const NUMBER_FIELDS: &str =
    "id,display_phone_number,verified_name,status,quality_rating,name_status,code_verification_status";
/// A token of the dashboard lives a day or less; nobody makes another that short.
const TEMPORARY_LIFE: Duration = Duration::from_hours(48);

/// A number one can choose.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = WhatsAppNumber)]
pub struct Number {
    pub id: String,
    pub display_phone_number: String,
    pub verified_name: Option<String>,
    pub waba_id: String,
}

/// Asks Meta on behalf of one token.
pub(in crate::whatsapp) struct Meta<'a> {
    pub graph: &'a Graph,
    pub base: Url,
    pub token: Secret,
}

/// What a token is.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct TokenFacts {
    pub app_id: Option<String>,
    /// The app's name.
    pub application: Option<String>,
    pub valid: bool,
    pub kind: TokenKind,
    pub expires_at: Option<Timestamp>,
    pub scopes: Vec<String>,
    /// Accounts the token was granted; empty when it was not limited to any.
    pub accounts: Vec<String>,
    pub problem: Option<String>,
    /// When the data may no longer be seen; nothing where it never ends.
    pub data_access_expires_at: Option<Timestamp>,
    /// Permissions that are limited to some accounts, with those accounts.
    pub limited: Vec<(String, Vec<String>)>,
}

impl TokenFacts {
    pub fn missing_scopes(&self) -> Vec<&'static str> {
        PERMISSIONS.into_iter().filter(|needed| !self.scopes.iter().any(|scope| scope == needed)).collect()
    }

    /// Permissions the token has, but not for this account although another of its permissions is.
    pub fn missing_for(&self, account: &str) -> Vec<&'static str> {
        let covers = |accounts: &[String]| accounts.iter().any(|one| one == account);
        if !self.limited.iter().any(|(_, accounts)| covers(accounts)) {
            return Vec::new();
        }
        let lacks =
            |needed: &&str| self.limited.iter().any(|(scope, accounts)| scope == needed && !covers(accounts));
        PERMISSIONS.into_iter().filter(lacks).collect()
    }
}

/// What a number is.
#[derive(Debug, Clone, Default)]
pub(in crate::whatsapp) struct NumberFacts {
    pub display_phone_number: Option<String>,
    pub verified_name: Option<String>,
    pub status: Option<String>,
    pub quality: Option<String>,
    pub name_status: Option<String>,
    pub code_status: Option<String>,
    /// Meta's number for trying things out.
    pub sandbox: bool,
    /// On the phone app as well: such a number is never registered through the API. `None` when Meta does not say.
    pub on_phone_app: Option<bool>,
    /// Addresses that override the app's callback, by whom they were set for.
    pub overrides: Vec<String>,
    /// The account's numbers, while they are being compared.
    pub listed: Vec<Number>,
}

/// A number of an account, before it is chosen.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct NumberSeen {
    pub number: Number,
    pub status: Option<String>,
    pub quality: Option<String>,
    pub name_status: Option<String>,
}

impl NumberSeen {
    pub fn is_registered(&self) -> bool {
        is_registered(self.status.as_deref())
    }
}

impl NumberFacts {
    /// Whether Meta takes messages for it.
    pub fn is_registered(&self) -> bool {
        is_registered(self.status.as_deref())
    }
}

/// The states of a number that was registered, whatever happened to it since.
fn is_registered(status: Option<&str>) -> bool {
    matches!(status, Some("CONNECTED" | "FLAGGED" | "RATE_LIMITED" | "RESTRICTED" | "BANNED"))
}

/// Meta's own diagnosis of a number.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct HealthFacts {
    /// `AVAILABLE`, `LIMITED` or `BLOCKED`.
    pub verdict: String,
    /// The kinds of entities that may not send.
    pub blocked: Vec<String>,
    pub errors: Vec<HealthError>,
}

/// One problem Meta names.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct HealthError {
    pub code: i64,
    pub words: String,
}

impl Meta<'_> {
    /// Looks at the token with its own eyes.
    pub async fn token(&self) -> Result<TokenFacts, CallError> {
        let input = self.token.expose().as_str();
        let answer =
            self.graph.get(&self.base, &self.token, &["debug_token"], &[("input_token", input)]).await?;
        let data = answer.get("data").unwrap_or(&Value::Null);
        let scopes = strings(data, "scopes");
        let mut accounts: Vec<String> = lenient::list(data, "granular_scopes")
            .into_iter()
            .filter(|scope| {
                lenient::text(scope, "scope").is_some_and(|name| name.starts_with("whatsapp_business"))
            })
            .flat_map(|scope| strings(scope, "target_ids"))
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts.truncate(ACCOUNTS_LIMIT);
        Ok(TokenFacts {
            app_id: lenient::text(data, "app_id"),
            application: lenient::text(data, "application"),
            valid: lenient::flag(data, "is_valid"),
            kind: kind(data),
            expires_at: moment(data, "expires_at"),
            scopes,
            accounts,
            data_access_expires_at: moment(data, "data_access_expires_at"),
            limited: lenient::list(data, "granular_scopes")
                .into_iter()
                .filter_map(|scope| Some((lenient::text(scope, "scope")?, strings(scope, "target_ids"))))
                .filter(|(_, accounts)| !accounts.is_empty())
                .collect(),
            problem: data.get("error").and_then(|error| lenient::text(error, "message")),
        })
    }

    /// The app's own token, by which its secret is proven and its subscriptions are read.
    pub fn app_token(app_id: &str, app_secret: &Secret) -> Secret {
        Secret::new(format!("{app_id}|{}", app_secret.expose()))
    }

    /// Whether this is the secret of that app: only then does Meta take the two together as a token.
    pub async fn secret_belongs(&self, app_id: &str, app_secret: &Secret) -> Result<bool, CallError> {
        let app_token = Self::app_token(app_id, app_secret);
        let input = self.token.expose().as_str();
        match self.graph.get(&self.base, &app_token, &["debug_token"], &[("input_token", input)]).await {
            Ok(_) => Ok(true),
            Err(CallError::Refused(refusal)) if !refusal.transient => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub async fn numbers(&self, account: &str) -> Result<Vec<Number>, CallError> {
        let fields = [("fields", "id,display_phone_number,verified_name"), ("limit", "100")];
        let answer = self.graph.get(&self.base, &self.token, &[account, "phone_numbers"], &fields).await?;
        let number = |item: &Value| {
            Some(Number {
                id: lenient::text(item, "id")?,
                display_phone_number: lenient::text(item, "display_phone_number").unwrap_or_default(),
                verified_name: lenient::text(item, "verified_name"),
                waba_id: account.to_owned(),
            })
        };
        Ok(lenient::list(&answer, "data").into_iter().filter_map(number).collect())
    }

    /// The numbers of an account as the wizard shows them.
    pub async fn numbers_seen(&self, account: &str) -> Result<Vec<NumberSeen>, CallError> {
        let fields = [("fields", NUMBER_FIELDS), ("limit", "100")];
        let answer = self.graph.get(&self.base, &self.token, &[account, "phone_numbers"], &fields).await?;
        let seen = |item: &Value| {
            Some(NumberSeen {
                number: Number {
                    id: lenient::text(item, "id")?,
                    display_phone_number: lenient::text(item, "display_phone_number").unwrap_or_default(),
                    verified_name: lenient::text(item, "verified_name"),
                    waba_id: account.to_owned(),
                },
                status: lenient::text(item, "status"),
                quality: lenient::text(item, "quality_rating"),
                name_status: lenient::text(item, "name_status"),
            })
        };
        Ok(lenient::list(&answer, "data").into_iter().filter_map(seen).collect())
    }

    /// What an account calls itself.
    pub async fn account_name(&self, account: &str) -> Result<Option<String>, CallError> {
        let answer = self.optional_node(account, "name").await?;
        Ok(answer.and_then(|answer| lenient::text(&answer, "name")))
    }

    pub async fn number(&self, id: &str) -> Result<NumberFacts, CallError> {
        let usual = self.node(id, NUMBER_FIELDS).await?;
        let mut facts = NumberFacts {
            display_phone_number: lenient::text(&usual, "display_phone_number"),
            verified_name: lenient::text(&usual, "verified_name"),
            status: lenient::text(&usual, "status"),
            quality: lenient::text(&usual, "quality_rating"),
            name_status: lenient::text(&usual, "name_status"),
            code_status: lenient::text(&usual, "code_verification_status"),
            ..NumberFacts::default()
        };
        if let Some(rarer) = self.optional_node(id, "is_on_biz_app").await? {
            facts.on_phone_app = Some(lenient::flag(&rarer, "is_on_biz_app"));
        }
        if let Some(rarer) = self.optional_node(id, "account_mode").await? {
            facts.sandbox = lenient::text(&rarer, "account_mode").as_deref() == Some("SANDBOX");
        }
        if let Some(rarer) = self.optional_node(id, "webhook_configuration").await? {
            let configuration = rarer.get("webhook_configuration").unwrap_or(&Value::Null);
            let set_for = ["phone_number", "whatsapp_business_account"];
            facts.overrides = set_for.iter().filter_map(|key| lenient::text(configuration, key)).collect();
        }
        Ok(facts)
    }

    /// Whether the account has somebody to pay; `None` when Meta does not say.
    pub async fn can_pay(&self, account: &str) -> Result<Option<bool>, CallError> {
        let answer = self.optional_node(account, "primary_funding_id").await?;
        Ok(answer.map(|answer| lenient::text(&answer, "primary_funding_id").is_some()))
    }

    /// What an account lacks before Meta can bill it; nothing when Meta does not say.
    pub async fn lacks(&self, account: &str) -> Result<Vec<&'static str>, CallError> {
        let mut lacking = Vec::new();
        for field in ["currency", "timezone_id"] {
            if let Some(answer) = self.optional_node(account, field).await?
                && lenient::text(&answer, field).is_none_or(|set| set == "0")
                && answer.get("id").is_some()
            {
                lacking.push(field);
            }
        }
        Ok(lacking)
    }

    /// How Meta's review of an account came out.
    pub async fn review(&self, account: &str) -> Result<Option<String>, CallError> {
        let answer = self.optional_node(account, "account_review_status").await?;
        Ok(answer.and_then(|answer| lenient::text(&answer, "account_review_status")))
    }

    /// Meta's own diagnosis, when it gives one.
    pub async fn health(&self, number: &str) -> Result<Option<HealthFacts>, CallError> {
        let Some(answer) = self.optional_node(number, "health_status").await? else { return Ok(None) };
        let status = answer.get("health_status").unwrap_or(&Value::Null);
        let Some(verdict) = lenient::text(status, "can_send_message") else { return Ok(None) };
        let entities = lenient::list(status, "entities");
        let blocked = entities
            .iter()
            .filter(|entity| lenient::text(entity, "can_send_message").as_deref() == Some("BLOCKED"))
            .filter_map(|entity| lenient::text(entity, "entity_type"))
            .collect();
        let errors =
            entities.iter().flat_map(|entity| lenient::list(entity, "errors")).filter_map(health_error);
        Ok(Some(HealthFacts { verdict, blocked, errors: errors.collect() }))
    }

    async fn node(&self, id: &str, fields: &str) -> Result<Value, CallError> {
        self.graph.get(&self.base, &self.token, &[id], &[("fields", fields)]).await
    }

    /// A field that not every account knows: Meta's refusal means "no such thing", not a fault.
    pub(in crate::whatsapp) async fn optional_node(
        &self,
        id: &str,
        field: &str,
    ) -> Result<Option<Value>, CallError> {
        match self.node(id, field).await {
            Ok(answer) => Ok(Some(answer)),
            Err(CallError::Refused(_)) => Ok(None),
            Err(error @ (CallError::NotSent(_) | CallError::Ambiguous(_))) => Err(error),
        }
    }
}

fn health_error(error: &Value) -> Option<HealthError> {
    let what = lenient::text(error, "error_description")?;
    let words =
        lenient::text(error, "possible_solution").map_or(what.clone(), |todo| format!("{what} {todo}"));
    Some(HealthError { code: lenient::integer(error, "error_code").unwrap_or_default(), words })
}

/// A person's token that lives no longer than a dashboard's is one.
fn kind(data: &Value) -> TokenKind {
    let life = match (moment(data, "issued_at"), moment(data, "expires_at")) {
        (Some(issued), Some(end)) => Some(end.since(issued)),
        (None, _) | (_, None) => None,
    };
    match lenient::text(data, "type").as_deref() {
        Some("SYSTEM_USER") => TokenKind::SystemUser,
        Some("USER") if life.is_some_and(|life| life <= TEMPORARY_LIFE) => TokenKind::Temporary,
        Some("USER") => TokenKind::User,
        Some(_) | None => TokenKind::Unknown,
    }
}

/// A moment in seconds; 0 means never.
fn moment(data: &Value, key: &str) -> Option<Timestamp> {
    lenient::integer(data, key).filter(|seconds| *seconds > 0).map(Timestamp::from_seconds)
}

fn strings(object: &Value, key: &str) -> Vec<String> {
    match object.get(key) {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| match item {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
            })
            .collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_))
        | None => Vec::new(),
    }
}
