//! Walks the four levels of a webhook body (entries, changes, values, updates) without ever giving up on the rest.
//!
//! Objects are read key by key (the last of two equal keys counts), lists item by item, each as raw JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use super::coexistence;
use super::identity::Contacts;
use super::message::{self, Origin};
use super::{Account, Body, Item, Outcome, Unused, UnusedReason, Update};
use super::{lenient, preference, status, template_news};

/// Most updates read from one body. Meta sends up to 1,000; this only bounds the absurd.
pub const UPDATES_LIMIT: usize = 10_000;

type Object<'a> = BTreeMap<String, &'a RawValue>;

/// The surroundings of an update, shared by all updates of one change.
#[derive(Debug, Default, Clone)]
pub struct Place {
    object: String,
    entry_id: Option<String>,
    pub(in crate::whatsapp) account_id: Option<String>,
    pub(in crate::whatsapp) field: String,
    pub(in crate::whatsapp) phone_number_id: Option<String>,
    /// The entry's own time, in seconds: only announcements have one.
    time: Option<i64>,
    metadata: Option<String>,
    contacts: Option<String>,
}

/// What directly holds an update's JSON.
#[derive(Debug, Clone)]
pub enum Holder {
    Body,
    Entries,
    Changes,
    Value,
    /// A list of this name in the value.
    List(&'static str),
    /// A field of this name in the value, where a list belongs and is none.
    NoList(&'static str),
    /// The list of threads in a piece of history.
    Threads,
    /// A thread of old messages; its own id as raw JSON.
    Thread(String),
}

impl Place {
    /// Puts one update's JSON back into a body of its own.
    pub(in crate::whatsapp) fn wrap(&self, holder: &Holder, raw: &str) -> String {
        let value = |inside: String| {
            let metadata =
                self.metadata.as_ref().map(|raw| format!(r#""metadata":{raw},"#)).unwrap_or_default();
            let contacts =
                self.contacts.as_ref().map(|raw| format!(r#""contacts":{raw},"#)).unwrap_or_default();
            self.change(&format!(r#"{{"messaging_product":"whatsapp",{metadata}{contacts}{inside}}}"#))
        };
        match holder {
            Holder::Body => raw.to_owned(),
            Holder::Entries => self.body(raw),
            Holder::Changes => self.entry(raw),
            Holder::Value => self.change(raw),
            Holder::List(name) => value(format!(r#""{name}":[{raw}]"#)),
            Holder::NoList(name) => value(format!(r#""{name}":{raw}"#)),
            Holder::Threads => value(format!(r#""history":[{{"threads":[{raw}]}}]"#)),
            Holder::Thread(id) => {
                value(format!(r#""history":[{{"threads":[{{"id":{id},"messages":[{raw}]}}]}}]"#))
            }
        }
    }

    fn body(&self, entry: &str) -> String {
        format!(r#"{{"object":{},"entry":[{entry}]}}"#, Value::from(self.object.as_str()))
    }

    fn entry(&self, change: &str) -> String {
        let id = self.entry_id.as_ref().map(|raw| format!(r#""id":{raw},"#)).unwrap_or_default();
        let time = self.time.map(|time| format!(r#""time":{time},"#)).unwrap_or_default();
        self.body(&format!(r#"{{{id}{time}"changes":[{change}]}}"#))
    }

    fn change(&self, value: &str) -> String {
        self.entry(&format!(r#"{{"field":{},"value":{value}}}"#, Value::from(self.field.as_str())))
    }
}

/// Reads a whole body. Bytes that are not UTF-8 and halves of surrogate pairs are replaced, not refused.
pub fn parse(body: &[u8]) -> Body {
    let text = String::from_utf8_lossy(body);
    let mut walk = Walk::default();
    if serde_json::from_str::<Object<'_>>(&text).is_ok() {
        walk.body(&text);
    } else {
        walk.body(&lenient::mend_surrogates(&text));
    }
    walk.found
}

#[derive(Default)]
struct Walk {
    found: Body,
}

impl Walk {
    fn body(&mut self, text: &str) {
        let mut place = Place::default();
        let body = match serde_json::from_str::<Object<'_>>(text) {
            Ok(body) => body,
            Err(error) => {
                return self.failed(&place, Holder::Body, text, UnusedReason::UnreadableJson.about(error));
            }
        };
        place.object = body.get("object").and_then(|raw| plain_text(raw)).unwrap_or_default();
        if !place.object.is_empty() && place.object != "whatsapp_business_account" {
            let why = UnusedReason::NotWhatsApp.about(&place.object);
            return self.push(&Arc::new(place), Holder::Body, text, Outcome::Ignored(why));
        }
        match body.get("entry").and_then(|raw| raw_list(raw)) {
            Some(entries) => entries.into_iter().for_each(|entry| self.entry(&place, entry)),
            None => self.failed(&place, Holder::Body, text, UnusedReason::Missing.about("entry")),
        }
    }

    fn entry(&mut self, place: &Place, raw: &RawValue) {
        let Ok(entry) = serde_json::from_str::<Object<'_>>(raw.get()) else {
            return self.failed(place, Holder::Entries, raw.get(), UnusedReason::Malformed.about("entry"));
        };
        let mut place = place.clone();
        place.entry_id = entry.get("id").map(|id| id.get().to_owned());
        place.time = entry.get("time").and_then(|raw| raw.get().trim_matches('"').parse().ok());
        place.account_id = entry.get("id").and_then(|id| plain_text(id));
        match entry.get("changes").and_then(|raw| raw_list(raw)) {
            Some(changes) => changes.into_iter().for_each(|change| self.change(&place, change)),
            None => self.failed(&place, Holder::Entries, raw.get(), UnusedReason::Missing.about("changes")),
        }
    }

    fn change(&mut self, place: &Place, raw: &RawValue) {
        let Ok(change) = serde_json::from_str::<Object<'_>>(raw.get()) else {
            return self.failed(place, Holder::Changes, raw.get(), UnusedReason::Malformed.about("change"));
        };
        let mut place = place.clone();
        place.field = change.get("field").and_then(|raw| plain_text(raw)).unwrap_or_default();
        let Some(value) = change.get("value") else {
            return self.failed(&place, Holder::Changes, raw.get(), UnusedReason::Missing.about("value"));
        };
        let Ok(fields) = serde_json::from_str::<Object<'_>>(value.get()) else {
            return self.failed(&place, Holder::Value, value.get(), UnusedReason::Malformed.about("value"));
        };
        self.value(place, value, fields);
    }

    fn value(&mut self, mut place: Place, raw: &RawValue, mut fields: Object<'_>) {
        let mut origin = Origin::Customer;
        if place.field == "standby" {
            origin = Origin::Standby;
            // The lists may lie one level deeper, beside the metadata.
            if let Some(inner) =
                fields.get("standby").and_then(|raw| serde_json::from_str::<Object<'_>>(raw.get()).ok())
            {
                fields.extend(inner);
            }
        }
        let metadata = fields.get("metadata").and_then(|raw| tolerant(raw.get()));
        place.metadata = fields.get("metadata").map(|raw| raw.get().to_owned());
        place.contacts = fields.get("contacts").map(|raw| raw.get().to_owned());
        place.phone_number_id =
            metadata.as_ref().and_then(|metadata| lenient::text(metadata, "phone_number_id"));
        let shop_phone =
            metadata.as_ref().and_then(|metadata| lenient::text(metadata, "display_phone_number"));
        let contacts = contacts(&fields);
        let place = Arc::new(place);
        let before = self.found.items.len() + self.found.beyond_limit;
        self.list(&place, &fields, "messages", |message| match place.field.as_str() {
            "history" => message::history_alone(message, &contacts, shop_phone.as_deref()),
            _live => message::inbound(message, &contacts, origin),
        });
        self.list(&place, &fields, "message_echoes", |message| message::echo(message, &contacts));
        self.list(&place, &fields, "user_preferences", |one| preference::decode(one, &contacts));
        self.list(&place, &fields, "statuses", |status| status::decode(status, &contacts));
        self.history(&place, &fields, &contacts, shop_phone.as_deref());
        self.list(&place, &fields, "state_sync", coexistence::contact);
        self.list(&place, &fields, "errors", |error| {
            let fault = status::fault(error);
            let named = fault.code.map_or_else(String::new, |code| format!("{code} "));
            account("errors", &format!("{named}{}", fault.words), error.clone(), place.time)
        });
        if self.found.items.len() + self.found.beyond_limit == before {
            let outcome = without_updates(&place, raw);
            self.push(&place, Holder::Value, raw.get(), outcome);
        }
    }

    fn list(
        &mut self,
        place: &Arc<Place>,
        fields: &Object<'_>,
        name: &'static str,
        decode: impl Fn(&Value) -> Outcome,
    ) {
        let Some(raw) = fields.get(name) else { return };
        let Some(items) = raw_list(raw) else {
            return self.no_list(place, name, raw);
        };
        for item in items {
            self.push(place, Holder::List(name), item.get(), read(item.get(), &decode));
        }
    }

    fn no_list(&mut self, place: &Arc<Place>, name: &'static str, raw: &RawValue) {
        let outcome = Outcome::Failed(UnusedReason::Malformed.about(name));
        self.push(place, Holder::NoList(name), raw.get(), outcome);
    }

    fn history(
        &mut self,
        place: &Arc<Place>,
        fields: &Object<'_>,
        contacts: &Contacts,
        shop_phone: Option<&str>,
    ) {
        let Some(history) = fields.get("history") else { return };
        let Some(chunks) = raw_list(history) else { return self.no_list(place, "history", history) };
        for chunk in chunks {
            let Ok(parts) = serde_json::from_str::<Object<'_>>(chunk.get()) else {
                let outcome = Outcome::Failed(UnusedReason::Malformed.about("history"));
                self.push(place, Holder::List("history"), chunk.get(), outcome);
                continue;
            };
            self.head(place, &parts);
            let Some(threads) = parts.get("threads") else { continue };
            let Some(list) = raw_list(threads) else {
                let outcome = Outcome::Failed(UnusedReason::Malformed.about("history.threads"));
                let raw = format!(r#"{{"threads":{threads}}}"#);
                self.push(place, Holder::List("history"), &raw, outcome);
                continue;
            };
            for thread in list {
                self.thread(place, thread, contacts, shop_phone);
            }
        }
    }

    /// What a piece of history says about itself: how far the import is, or why there is none.
    fn head(&mut self, place: &Arc<Place>, parts: &Object<'_>) {
        for key in ["metadata", "errors"] {
            let Some(said) = parts.get(key) else { continue };
            let raw = format!(r#"{{"{key}":{said}}}"#);
            let outcome = read(&raw, &coexistence::history);
            self.push(place, Holder::List("history"), &raw, outcome);
        }
    }

    fn thread(&mut self, place: &Arc<Place>, raw: &RawValue, contacts: &Contacts, shop_phone: Option<&str>) {
        let parts = serde_json::from_str::<Object<'_>>(raw.get()).unwrap_or_default();
        let Some(messages) = parts.get("messages").and_then(|raw| raw_list(raw)) else {
            let outcome = Outcome::Failed(UnusedReason::Missing.about("thread.messages"));
            return self.push(place, Holder::Threads, raw.get(), outcome);
        };
        let id = parts.get("id").map_or("null", |raw| raw.get());
        let head = serde_json::json!({ "id": tolerant(id) });
        for message in messages {
            let outcome = read(message.get(), &|old| message::history(old, &head, contacts, shop_phone));
            self.push(place, Holder::Thread(id.to_owned()), message.get(), outcome);
        }
    }

    fn failed(&mut self, place: &Place, holder: Holder, raw: &str, why: Unused) {
        self.push(&Arc::new(place.clone()), holder, raw, Outcome::Failed(why));
    }

    fn push(&mut self, place: &Arc<Place>, holder: Holder, raw: &str, outcome: Outcome) {
        if self.found.items.len() < UPDATES_LIMIT {
            self.found.items.push(Item { outcome, raw: raw.to_owned(), place: place.clone(), holder });
        } else {
            self.found.beyond_limit += 1;
        }
    }
}

/// Decodes one update, or says why its JSON cannot be read.
fn read(raw: &str, decode: &impl Fn(&Value) -> Outcome) -> Outcome {
    match serde_json::from_str(raw).or_else(|_| serde_json::from_str(&lenient::mend_surrogates(raw))) {
        Ok(value) => decode(&value),
        Err(error) => Outcome::Failed(UnusedReason::UnreadableJson.about(error)),
    }
}

/// A change that carries no list of updates: news about the account, or something Shopbell has no use for.
fn without_updates(place: &Place, raw: &RawValue) -> Outcome {
    let field = place.field.as_str();
    let value = tolerant(raw.get()).unwrap_or_default();
    if let Some(outcome) = template_news::decode(field, &value, place.time) {
        return outcome;
    }
    let event =
        ["event", "decision", "type"].iter().find_map(|key| lenient::text(&value, key)).unwrap_or_default();
    match field {
        "account_alerts"
        | "account_review_update"
        | "account_settings_update"
        | "account_update"
        | "business_capability_update"
        | "phone_number_name_update"
        | "phone_number_quality_update"
        | "security"
        | "messaging_handovers" => account(field, &event, value, place.time),
        "messages" | "standby" | "smb_message_echoes" | "history" => {
            Outcome::Ignored(UnusedReason::NoUpdate.into())
        }
        other => Outcome::Ignored(UnusedReason::NotUsed.about(other)),
    }
}

fn account(field: &str, event: &str, detail: Value, time: Option<i64>) -> Outcome {
    let (field, event) = (field.to_owned(), event.to_owned());
    Outcome::Parsed(Update::Account(Account { field, event, detail, time }))
}

fn contacts(fields: &Object<'_>) -> Contacts {
    let values: Vec<Value> = fields
        .get("contacts")
        .and_then(|raw| raw_list(raw))
        .unwrap_or_default()
        .into_iter()
        .filter_map(|raw| tolerant(raw.get()))
        .collect();
    Contacts::new(&values.iter().collect::<Vec<_>>())
}

/// The items of a list; one object where a list belongs counts as a list of one.
fn raw_list(raw: &RawValue) -> Option<Vec<&RawValue>> {
    match serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
        Ok(items) => Some(items),
        Err(_) if raw.get().starts_with('{') => Some(vec![raw]),
        Err(_) => None,
    }
}

fn tolerant(raw: &str) -> Option<Value> {
    serde_json::from_str(raw).or_else(|_| serde_json::from_str(&lenient::mend_surrogates(raw))).ok()
}

fn plain_text(raw: &RawValue) -> Option<String> {
    lenient::text(&serde_json::json!({ "text": tolerant(raw.get())? }), "text")
}
