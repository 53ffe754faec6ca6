//! What Graph tells about the account, the number and the token.
//!
//! Reads only. A field Graph does not know fails the whole question, as at Meta.

use serde_json::{Map, Value, json};

use crate::clock::Timestamp;

use super::call::Call;
use super::graph_error::GraphError;
use super::state::account::Account;
use super::state::subscriptions::Subscriptions;
use super::subscriptions;
use super::{Meta, analytics, media};

const NUMBER_USUAL: [&str; 6] = [
    "id",
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
];
const WABA_USUAL: [&str; 5] = ["id", "name", "currency", "timezone_id", "message_template_namespace"];

/// `GET /{id}`: the account, the number, the app or a medium.
pub(super) fn read(meta: &Meta, call: &Call, id: &str) -> Result<Value, GraphError> {
    let now = meta.now();
    {
        let world = meta.world();
        let keys = &world.account.keys;
        if id == keys.app_id {
            call.require_any_token(&world.account, now)?;
            let facts =
                json!({"id": keys.app_id, "name": "Practice", "link": "https://developers.facebook.com"});
            return select(facts, &call.fields_or(&["id", "name", "link"]), "Application");
        }
        call.require_token(&world.account, now)?;
        if id == keys.waba_id {
            call.require_asset(&world.account, now)?;
            let mut facts = waba(&world.account);
            facts["pricing_analytics"] = analytics::pricing(&world);
            return select(facts, &call.fields_or(&WABA_USUAL), "WhatsAppBusinessAccount");
        }
        if let Some(account) = world.account.as_number(id) {
            let facts = number(&account, &world.subscriptions);
            return select(facts, &call.fields_or(&NUMBER_USUAL), "WhatsAppBusinessPhoneNumber");
        }
    }
    media::information(meta, id).ok_or_else(|| GraphError::unknown_object("get", id))
}

pub(super) fn phone_numbers(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let world = meta.world();
    call.require_asset(&world.account, meta.now())?;
    let mut numbers = Vec::new();
    if world.account.number_listed {
        for account in world.account.numbers() {
            let facts = number(&account, &world.subscriptions);
            numbers.push(select(facts, &call.fields_or(&NUMBER_USUAL), "WhatsAppBusinessPhoneNumber")?);
        }
    }
    Ok(json!({"data": numbers, "paging": {"cursors": {"before": "QVFI", "after": "QVFI"}}}))
}

/// `GET /debug_token`: with the app's token or the token's own.
pub(super) fn debug_token(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let world = meta.world();
    let now = meta.now();
    call.require_any_token(&world.account, now)?;
    let Some(asked) = call.text("input_token") else {
        return Err(GraphError::parameter("The parameter input_token is required."));
    };
    if asked != *world.account.keys.access_token.expose() {
        let error = json!({"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"});
        return Ok(json!({"data": {"error": error, "is_valid": false, "scopes": []}}));
    }
    Ok(json!({"data": token_facts(&world.account, now)}))
}

fn token_facts(account: &Account, now: Timestamp) -> Value {
    let token = &account.token;
    let expired = token.expires_at.is_some_and(|end| end <= now);
    let granular: Vec<Value> = token
        .scopes
        .iter()
        .map(|scope| match &token.target_waba_ids {
            Some(ids) => json!({"scope": scope, "target_ids": ids}),
            None => json!({"scope": scope}),
        })
        .collect();
    let mut facts = json!({
        "app_id": account.keys.app_id,
        "type": token.kind,
        "application": "Practice",
        "data_access_expires_at": token.data_access_expires_at.map_or(0, Timestamp::as_seconds),
        "expires_at": token.expires_at.map_or(0, Timestamp::as_seconds),
        "issued_at": token.issued_at.as_seconds(),
        "is_valid": token.valid && !expired,
        "scopes": token.scopes,
        "granular_scopes": granular,
        "user_id": "122100000000001",
    });
    if expired {
        facts["error"] = json!({"code": 190, "message": "Error validating access token: Session has expired.", "subcode": 463});
    } else if !token.valid {
        facts["error"] = json!({"code": 190, "message": "The session has been invalidated.", "subcode": 460});
    }
    facts
}

fn waba(account: &Account) -> Value {
    let mut facts = json!({
        "id": account.keys.waba_id,
        "name": account.verified_name,
        "currency": account.currency,
        "timezone_id": account.timezone_id,
        "country": "IT",
        "account_review_status": account.account_review_status,
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "primary_business_location": "IT",
        "message_template_namespace": "00000000_0000_4000_8000_000000000001",
        "marketing_messages_lite_api_status": "INELIGIBLE",
        "owner_business_info": {"id": account.business_id, "name": account.verified_name},
        "health_status": health(account),
    });
    facts["primary_funding_id"] = account.primary_funding_id.clone().into();
    facts
}

fn number(account: &Account, subscriptions: &Subscriptions) -> Value {
    let registered = account.registration.registered;
    json!({
        "id": account.keys.phone_number_id,
        "display_phone_number": account.display_phone_number,
        "verified_name": account.verified_name,
        "name_status": account.name_status,
        "new_name_status": "NONE",
        "quality_rating": account.quality_rating,
        "code_verification_status": account.code_verification_status,
        "status": account.number_status.unwrap_or(if registered { "CONNECTED" } else { "PENDING" }),
        "throughput": {"level": account.throughput_level},
        "platform_type": if registered { "CLOUD_API" } else { "NOT_APPLICABLE" },
        "host_platform": "CLOUD_API",
        "account_mode": account.account_mode,
        "is_official_business_account": false,
        "is_on_biz_app": account.on_phone_app,
        "is_pin_enabled": account.registration.pin.is_some(),
        "is_preverified_number": false,
        "country_code": "IT",
        "country_dial_code": account.country_code,
        "search_visibility": "NON_VISIBLE",
        "whatsapp_business_manager_messaging_limit": account.messaging_limit,
        "webhook_configuration": subscriptions::configuration(subscriptions),
        "health_status": health(account),
    })
}

fn health(account: &Account) -> Value {
    let keys = &account.keys;
    let entities = [
        ("PHONE_NUMBER", &keys.phone_number_id),
        ("WABA", &keys.waba_id),
        ("BUSINESS", &account.business_id),
        ("APP", &keys.app_id),
    ];
    let mut worst = "AVAILABLE";
    let entities: Vec<Value> = entities
        .into_iter()
        .map(|(kind, id)| {
            let problems: Vec<_> =
                account.health_problems.iter().filter(|problem| problem.entity == kind).collect();
            let state = severest(problems.iter().map(|problem| problem.can_send_message));
            worst = severest([worst, state]);
            let mut entity = json!({"entity_type": kind, "id": id, "can_send_message": state});
            if !problems.is_empty() {
                entity["errors"] = problems
                    .iter()
                    .map(|problem| {
                        json!({
                            "error_code": problem.code,
                            "error_description": problem.description,
                            "possible_solution": problem.solution,
                        })
                    })
                    .collect();
            }
            entity
        })
        .collect();
    json!({"can_send_message": worst, "entities": entities})
}

fn severest<'a>(states: impl IntoIterator<Item = &'a str>) -> &'a str {
    let rank = |state: &str| match state {
        "BLOCKED" => 2,
        "LIMITED" => 1,
        _available => 0,
    };
    states.into_iter().max_by_key(|state| rank(state)).unwrap_or("AVAILABLE")
}

/// The asked fields of a node; absent ones are left out, unknown ones refused. `id` always comes along.
pub(super) fn select(facts: Value, fields: &[String], node: &str) -> Result<Value, GraphError> {
    let Value::Object(mut facts) = facts else { return Ok(facts) };
    let mut chosen = Map::new();
    for field in fields.iter().map(String::as_str).chain(["id"]) {
        if chosen.contains_key(field) {
            continue;
        }
        match facts.remove(field) {
            Some(Value::Null) => {}
            Some(value) => {
                chosen.insert(field.to_owned(), value);
            }
            None => {
                let words = format!("Tried accessing nonexisting field ({field}) on node type ({node})");
                return Err(GraphError::parameter(words));
            }
        }
    }
    Ok(Value::Object(chosen))
}
