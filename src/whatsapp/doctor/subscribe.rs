//! Meta's calls to us: the app's callback with its fields, and the account's subscription. Both are needed.
//!
//! Never posts to a subscription that exists: that would wipe an override somebody set on purpose.

use serde_json::{Value, json};

use super::{Fault, Repair, Round, call};
use crate::storage::StorageError;
use crate::whatsapp::numbers::causes::Cause;
use crate::whatsapp::numbers::checks::{Check, CheckId, FactName};
use crate::whatsapp::numbers::meta::Meta;
use crate::whatsapp::numbers::store::heartbeats;
use crate::whatsapp::wire::graph::CallError;
use crate::whatsapp::wire::parse::lenient;

const OBJECT: &str = "whatsapp_business_account";
/// Fields the program needs to hear of.
const FIELDS: [&str; 15] = [
    "messages",
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
    "message_template_components_update",
    "phone_number_quality_update",
    "phone_number_name_update",
    "account_update",
    "account_review_update",
    "account_alerts",
    "business_capability_update",
    "security",
    "user_preferences",
    "messaging_handovers",
    "standby",
];
/// Fields of a number that is on the phone app as well.
const PHONE_APP_FIELDS: [&str; 3] = ["history", "smb_app_state_sync", "smb_message_echoes"];

impl Round<'_> {
    /// The app calls our address, with every field.
    pub(super) async fn app_subscription(&mut self) -> Result<(), Fault> {
        let Some(callback) = self.whatsapp.callback_url() else {
            let words = "Meta needs Shopbell's public address first.";
            return self.push(Check::fail(CheckId::AppSubscription, Cause::NoPublicAddress, words));
        };
        let app = self.connection.app_id.clone().unwrap_or_default();
        let token = Meta::app_token(&app, &self.secret);
        let path = [app.as_str(), "subscriptions"];
        let answer =
            call(CheckId::AppSubscription, self.meta.graph.get(&self.meta.base, &token, &path, &[]).await)?;
        let current = lenient::list(&answer, "data")
            .into_iter()
            .find(|entry| lenient::text(entry, "object").as_deref() == Some(OBJECT))
            .cloned()
            .unwrap_or_default();
        let Some(wrong) = self.wrong_with(&current, &callback).await? else {
            self.push(Check::ok(CheckId::VerifyToken, "Meta knows the verify token."))?;
            return self
                .push(Check::ok(CheckId::AppSubscription, "Meta calls Shopbell for every kind of event."));
        };
        if !self.may_subscribe(&wrong) {
            return self.push(wrong.fixable());
        }
        let body = json!({
            "object": OBJECT, "callback_url": callback, "verify_token": self.connection.verify_token,
            "include_values": true, "fields": self.fields(&current).join(","),
        });
        match self.meta.graph.change(&self.meta.base, &token, &path, &body).await {
            Ok(_) => {
                self.push(Check::ok(
                    CheckId::VerifyToken,
                    "Meta has just proved that it knows the verify token.",
                ))?;
                self.push(Check::ok(CheckId::AppSubscription, "Meta calls Shopbell from now on."))
            }
            Err(CallError::Refused(refusal)) => {
                let words = format!(
                    "Meta could not reach {callback}: the address must be public, with a valid certificate. Meta says: {refusal}"
                );
                let check = Check::fail(CheckId::AppSubscription, Cause::PublicAddressUnreachable, words)
                    .naming(FactName::Address, callback)
                    .naming(FactName::MetaSays, refusal);
                self.push(check.fixable())
            }
            Err(error) => Err(Fault::Call(CheckId::AppSubscription, error)),
        }
    }

    /// Another program's callback is taken over only when somebody asked for just that.
    fn may_subscribe(&self, wrong: &Check) -> bool {
        match self.repair {
            Repair::Nothing => false,
            Repair::One(only) => matches!(only, CheckId::AppSubscription | CheckId::VerifyToken),
            Repair::Setup => wrong.cause != Some(Cause::ForeignCallback),
            Repair::Everything => true,
        }
    }

    /// What keeps the app's subscription from being right, if anything.
    async fn wrong_with(&self, current: &Value, callback: &str) -> Result<Option<Check>, StorageError> {
        let calls = lenient::text(current, "callback_url");
        if calls.as_deref() != Some(callback)
            && let Some(at) = self.whatsapp.db.read(heartbeats::wrong_handshake).await?
        {
            let words = format!(
                "Somebody saved Shopbell's address at Meta with a wrong verify token (at {at}), so Meta does not use it: Shopbell can save it itself."
            );
            let check = Check::fail(CheckId::VerifyToken, Cause::VerifyTokenWrong, words);
            return Ok(Some(check.naming(FactName::At, at)));
        }
        let id = CheckId::AppSubscription;
        match calls {
            None => {
                let words = "Meta calls nobody yet when a message comes.";
                return Ok(Some(Check::fail(id, Cause::NoCallback, words)));
            }
            Some(other) if other != callback => {
                let words = format!(
                    "Meta calls another address ({other}) when a message comes; Shopbell can take over."
                );
                return Ok(Some(
                    Check::fail(id, Cause::ForeignCallback, words).naming(FactName::Address, other),
                ));
            }
            Some(_) => {}
        }
        let known = field_names(current);
        let missing: Vec<&str> =
            self.needed().filter(|field| !known.iter().any(|name| name == field)).collect();
        if missing.is_empty() {
            return Ok(None);
        }
        let cause =
            if missing.contains(&"messages") { Cause::MessagesFieldMissing } else { Cause::FieldsMissing };
        let missing = missing.join(", ");
        let words = format!("Meta does not tell Shopbell about {missing}.");
        Ok(Some(Check::fail(id, cause, words).naming(FactName::Fields, missing)))
    }

    fn needed(&self) -> impl Iterator<Item = &'static str> {
        let phone_app = if self.facts.on_phone_app == Some(true) { PHONE_APP_FIELDS.as_slice() } else { &[] };
        FIELDS.iter().chain(phone_app).copied()
    }

    /// Our fields and whatever was subscribed before.
    fn fields(&self, current: &Value) -> Vec<String> {
        let mut fields = field_names(current);
        for field in self.needed() {
            if !fields.iter().any(|name| name == field) {
                fields.push(field.to_owned());
            }
        }
        fields
    }

    /// The account tells our app, and no override leads its messages elsewhere.
    pub(super) async fn account_subscription(&mut self) -> Result<(), Fault> {
        let account = self.connection.waba_id.clone().unwrap_or_default();
        let path = [account.as_str(), "subscribed_apps"];
        let (base, token) = (&self.meta.base, &self.meta.token);
        let answer = call(CheckId::AccountSubscription, self.meta.graph.get(base, token, &path, &[]).await)?;
        let ours = lenient::list(&answer, "data").into_iter().find(|entry| {
            let app = entry.get("whatsapp_business_api_data").and_then(|app| lenient::text(app, "id"));
            app.is_some() && app == self.connection.app_id
        });
        match ours {
            Some(entry) => {
                self.facts.overrides.extend(lenient::text(entry, "override_callback_uri"));
                self.push(Check::ok(CheckId::AccountSubscription, "The account tells Shopbell's app."))?;
            }
            None if self.repair.covers(CheckId::AccountSubscription) => {
                let done = self.meta.graph.change(base, token, &path, &json!({})).await;
                call(CheckId::AccountSubscription, done)?;
                self.push(Check::ok(
                    CheckId::AccountSubscription,
                    "The account tells Shopbell's app from now on.",
                ))?;
            }
            None => {
                let words = "The account does not tell Shopbell's app about messages.";
                self.push(
                    Check::fail(CheckId::AccountSubscription, Cause::AccountNotSubscribed, words).fixable(),
                )?;
            }
        }
        let callback = self.whatsapp.callback_url();
        let elsewhere =
            self.facts.overrides.iter().find(|address| Some(*address) != callback.as_ref()).cloned();
        self.push(match elsewhere {
            None => Check::ok(CheckId::Override, "No other address is set for this number's messages."),
            Some(address) => Check::fail(
                CheckId::Override,
                Cause::ForeignOverride,
                format!(
                    "Messages of this number go to {address}: remove that address in the program that set it."
                ),
            )
            .naming(FactName::Address, address),
        })
    }
}

fn field_names(subscription: &Value) -> Vec<String> {
    match subscription.get("fields") {
        Some(Value::Array(fields)) => fields
            .iter()
            .filter_map(|field| field.as_str().map(str::to_owned).or_else(|| lenient::text(field, "name")))
            .collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_))
        | None => Vec::new(),
    }
}
