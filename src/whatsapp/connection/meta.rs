//! What the doctor asks Meta, and the answers as types.
//!
//! Only reads. Fields that some accounts do not know are asked for one by one, because one unknown field fails the
//! whole question.

use serde_json::Value;
use url::Url;

use crate::clock::Timestamp;
use crate::secrets::Secret;
use crate::whatsapp::graph::{CallError, Graph};
use crate::whatsapp::parse::lenient;

/// Accounts looked into at most.
const ACCOUNTS_LIMIT: usize = 20;

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
pub(super) struct Meta<'a> {
    pub graph: &'a Graph,
    pub base: Url,
    pub token: Secret,
}

/// What a token is.
#[derive(Debug, Clone, Default)]
pub(super) struct TokenFacts {
    pub app_id: Option<String>,
    pub valid: bool,
    pub system_user: bool,
    pub expires_at: Option<Timestamp>,
    pub scopes: Vec<String>,
    /// Accounts the token was granted; empty when it was not limited to any.
    pub accounts: Vec<String>,
    pub problem: Option<String>,
}

/// What a number is.
#[derive(Debug, Clone, Default)]
pub(super) struct NumberFacts {
    pub display_phone_number: Option<String>,
    pub verified_name: Option<String>,
    pub status: Option<String>,
    /// On the phone app as well: such a number is never registered through the API.
    pub on_phone_app: bool,
    /// Addresses that override the app's callback, by whom they were set for.
    pub overrides: Vec<String>,
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
            valid: lenient::flag(data, "is_valid"),
            system_user: lenient::text(data, "type").as_deref() == Some("SYSTEM_USER"),
            expires_at: lenient::integer(data, "expires_at")
                .filter(|end| *end > 0)
                .map(Timestamp::from_seconds),
            scopes,
            accounts,
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

    pub async fn number(&self, id: &str) -> Result<NumberFacts, CallError> {
        let usual = self.node(id, "id,display_phone_number,verified_name,status").await?;
        let mut facts = NumberFacts {
            display_phone_number: lenient::text(&usual, "display_phone_number"),
            verified_name: lenient::text(&usual, "verified_name"),
            status: lenient::text(&usual, "status"),
            ..NumberFacts::default()
        };
        if let Some(rarer) = self.optional_node(id, "is_on_biz_app").await? {
            facts.on_phone_app = lenient::flag(&rarer, "is_on_biz_app");
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

    /// Meta's own diagnosis: `AVAILABLE`, `LIMITED` or `BLOCKED`, and its advice.
    pub async fn health(&self, number: &str) -> Result<Option<(String, Vec<String>)>, CallError> {
        let Some(answer) = self.optional_node(number, "health_status").await? else { return Ok(None) };
        let status = answer.get("health_status").unwrap_or(&Value::Null);
        let Some(verdict) = lenient::text(status, "can_send_message") else { return Ok(None) };
        let advice = lenient::list(status, "entities")
            .into_iter()
            .flat_map(|entity| lenient::list(entity, "errors"))
            .filter_map(|error| {
                let what = lenient::text(error, "error_description")?;
                Some(
                    lenient::text(error, "possible_solution")
                        .map_or(what.clone(), |todo| format!("{what} {todo}")),
                )
            })
            .collect();
        Ok(Some((verdict, advice)))
    }

    async fn node(&self, id: &str, fields: &str) -> Result<Value, CallError> {
        self.graph.get(&self.base, &self.token, &[id], &[("fields", fields)]).await
    }

    /// A field that not every account knows: Meta's refusal means "no such thing", not a fault.
    async fn optional_node(&self, id: &str, field: &str) -> Result<Option<Value>, CallError> {
        match self.node(id, field).await {
            Ok(answer) => Ok(Some(answer)),
            Err(CallError::Refused(_)) => Ok(None),
            Err(error @ (CallError::NotSent(_) | CallError::Ambiguous(_))) => Err(error),
        }
    }
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
