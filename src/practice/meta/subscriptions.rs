//! Who hears of what: the app's callback and fields, the account's subscription, and their overrides.
//!
//! A callback counts only after it answered the challenge, as at Meta.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::call::Call;
use super::graph_error::{GraphError, at_most};
use super::state::subscriptions::Subscriptions;
use super::{Meta, random};

/// The object every WhatsApp subscription is about.
const OBJECT: &str = "whatsapp_business_account";
/// Characters of an override address.
const OVERRIDE_LIMIT: usize = 200;
/// How long the callback may take to answer the challenge, and how much of its answer is read.
const CHALLENGE_LIMIT: Duration = Duration::from_secs(10);

/// Fields that may be subscribed, of those the shop has use for.
const FIELDS: [&str; 23] = [
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "account_update",
    "business_capability_update",
    "business_username_updates",
    "calls",
    "history",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "messages",
    "messaging_handovers",
    "partner_solutions",
    "payment_configuration_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    "smb_message_echoes",
    "standby",
    "template_category_update",
    "user_preferences",
];

/// Fields that follow an override; all others always go to the app's own callback.
const OVERRIDABLE: [&str; 2] = ["messages", "smb_message_echoes"];

impl super::state::world::World {
    /// The address an event of `field` is posted to, if anyone listens.
    pub(super) fn callback_for(&self, field: &str) -> Option<String> {
        let subscriptions = &self.subscriptions;
        let subscribed =
            subscriptions.waba_subscribed && subscriptions.app_fields.iter().any(|known| known == field);
        if !subscribed {
            return None;
        }
        let overriding = subscriptions.number_override.as_ref().or(subscriptions.waba_override.as_ref());
        overriding.filter(|_| OVERRIDABLE.contains(&field)).or(subscriptions.app_callback.as_ref()).cloned()
    }
}

impl Meta {
    /// Subscribes `callback_url` to everything, as after a finished set-up; asks no challenge.
    pub fn points_at(&self, callback_url: &str) {
        self.world().subscriptions = Subscriptions {
            app_callback: Some(callback_url.to_owned()),
            app_fields: FIELDS.iter().map(|&field| field.to_owned()).collect(),
            waba_subscribed: true,
            waba_override: None,
            number_override: None,
        };
    }

    /// The owner types the callback into the dashboard. It counts only when the challenge is answered.
    pub async fn saves_callback_by_hand(&self, callback_url: &str, verify_token: &str) -> bool {
        if self.challenge(callback_url, verify_token).await.is_err() {
            return false;
        }
        self.world().subscriptions.app_callback = Some(callback_url.to_owned());
        true
    }

    /// The app hears of nothing any more, as when somebody took the callback out.
    pub fn forgets_callback(&self) {
        self.world().subscriptions.app_callback = None;
    }

    /// The account no longer tells the app.
    pub fn forgets_account_subscription(&self) {
        self.world().subscriptions.waba_subscribed = false;
    }

    /// Another program set its own address for this number.
    pub fn overrides_number(&self, callback_url: &str) {
        self.world().subscriptions.number_override = Some(callback_url.to_owned());
    }

    /// Sends the verification request and checks the answer.
    async fn challenge(&self, callback_url: &str, verify_token: &str) -> Result<(), GraphError> {
        let failed = |why: String| {
            let words = format!("(#2200) Callback verification failed with the following errors: {why}");
            GraphError::parameter(words)
        };
        let challenge = random::digits(10);
        let query = [
            ("hub.mode", "subscribe"),
            ("hub.challenge", challenge.as_str()),
            ("hub.verify_token", verify_token),
        ];
        let request = self.0.client.get(callback_url).query(&query).timeout(CHALLENGE_LIMIT);
        let answer = request.send().await.map_err(|_| failed("The URL couldn't be reached.".to_owned()))?;
        let status = answer.status().as_u16();
        let body = answer.text().await.unwrap_or_default();
        if status != 200 {
            return Err(failed(format!("HTTP Status Code = {status}")));
        }
        if body != challenge {
            return Err(failed("The challenge came back changed.".to_owned()));
        }
        Ok(())
    }
}

pub(super) fn list_app(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let world = meta.world();
    call.require_app_token(&world.account)?;
    let subscriptions = &world.subscriptions;
    let data: Vec<Value> = subscriptions
        .app_callback
        .iter()
        .map(|url| {
            let fields: Vec<Value> = subscriptions
                .app_fields
                .iter()
                .map(|field| json!({"name": field, "version": "v26.0"}))
                .collect();
            json!({"object": OBJECT, "callback_url": url, "active": true, "fields": fields})
        })
        .collect();
    Ok(json!({ "data": data }))
}

pub(super) async fn subscribe_app(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    call.require_app_token(&meta.world().account)?;
    if call.text("object").as_deref() != Some(OBJECT) {
        return Err(GraphError::parameter(format_args!("Param object must be one of {{{OBJECT}}}")));
    }
    let need = |name: &str| {
        call.text(name)
            .ok_or_else(|| GraphError::parameter(format_args!("The parameter {name} is required.")))
    };
    let (url, verify_token) = (need("callback_url")?, need("verify_token")?);
    let fields: Vec<String> = need("fields")?.split(',').map(|field| field.trim().to_owned()).collect();
    if let Some(unknown) = fields.iter().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(GraphError::parameter(format_args!(
            "Param fields must be one of {FIELDS:?} - got \"{unknown}\"."
        )));
    }
    meta.challenge(&url, &verify_token).await?;
    let mut world = meta.world();
    world.subscriptions.app_callback = Some(url);
    world.subscriptions.app_fields = fields;
    Ok(json!({"success": true}))
}

pub(super) fn unsubscribe_app(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let mut world = meta.world();
    call.require_app_token(&world.account)?;
    world.subscriptions.app_callback = None;
    world.subscriptions.app_fields.clear();
    Ok(json!({"success": true}))
}

pub(super) fn list_waba(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let world = meta.world();
    call.require_token(&world.account, meta.now())?;
    if !world.subscriptions.waba_subscribed {
        return Ok(json!({"data": []}));
    }
    let app_id = &world.account.keys.app_id;
    let link = format!("https://www.facebook.com/games/?app_id={app_id}");
    let mut entry = json!({"whatsapp_business_api_data": {"id": app_id, "link": link, "name": "Practice"}});
    if let Some(url) = &world.subscriptions.waba_override {
        entry["override_callback_uri"] = url.clone().into();
    }
    Ok(json!({"data": [entry]}))
}

/// Subscribes the account; without an override in the body an earlier one is dropped, as at Meta.
pub(super) async fn subscribe_waba(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    call.require_token(&meta.world().account, meta.now())?;
    let overriding = override_in(call.body())?;
    if let Some((url, verify_token)) = &overriding {
        meta.challenge(url, verify_token).await?;
    }
    let mut world = meta.world();
    world.subscriptions.waba_subscribed = true;
    world.subscriptions.waba_override = overriding.map(|(url, _)| url);
    Ok(json!({"success": true}))
}

pub(super) fn unsubscribe_waba(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let mut world = meta.world();
    call.require_token(&world.account, meta.now())?;
    world.subscriptions.waba_subscribed = false;
    world.subscriptions.waba_override = None;
    Ok(json!({"success": true}))
}

/// `POST /{number} {"webhook_configuration": …}`; an empty address removes the override.
pub(super) async fn override_for_number(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let configuration = call.object("webhook_configuration").unwrap_or_default();
    let overriding = override_in(&configuration)?;
    if let Some((url, verify_token)) = &overriding {
        meta.challenge(url, verify_token).await?;
    }
    meta.world().subscriptions.number_override = overriding.map(|(url, _)| url);
    Ok(json!({"success": true}))
}

/// `webhook_configuration` of the number: which address stands at each level.
pub(super) fn configuration(subscriptions: &Subscriptions) -> Value {
    let mut levels = Map::new();
    for (level, url) in [
        ("phone_number", &subscriptions.number_override),
        ("whatsapp_business_account", &subscriptions.waba_override),
        ("application", &subscriptions.app_callback),
    ] {
        if let Some(url) = url {
            levels.insert(level.to_owned(), url.clone().into());
        }
    }
    Value::Object(levels)
}

fn override_in(params: &Map<String, Value>) -> Result<Option<(String, String)>, GraphError> {
    let text = |name: &str| params.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (url, verify_token) = (text("override_callback_uri"), text("verify_token"));
    if url.is_empty() {
        return Ok(None);
    }
    at_most(&url, OVERRIDE_LIMIT, "override_callback_uri")?;
    if verify_token.is_empty() {
        return Err(GraphError::parameter("The parameter verify_token is required."));
    }
    Ok(Some((url, verify_token)))
}
