//! The whole corpus, damaged in every place and way: nothing panics, every update is accounted for, each one replays.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use shopbell::whatsapp::wire::parse::{self, Outcome};

use super::updates::updates;
use super::{corpus, every_case, message_body, status_body};

/// Marks a key that is to be written a second time under its own name.
const TWIN: &str = "twin of ";

/// What is done to one place of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    Missing,
    Null,
    Flag,
    Number,
    Text,
    List,
    Object,
    /// Put into a list of its own.
    Listed,
    /// A field from the future beside its fields.
    Unknown,
    Reordered,
    Doubled,
    /// A text, list or object that ends half-way.
    Cut,
}

impl Damage {
    pub(super) const ALL: [Self; 12] = [
        Self::Missing,
        Self::Null,
        Self::Flag,
        Self::Number,
        Self::Text,
        Self::List,
        Self::Object,
        Self::Listed,
        Self::Unknown,
        Self::Reordered,
        Self::Doubled,
        Self::Cut,
    ];

    fn is_other_type(self) -> bool {
        match self {
            Self::Null | Self::Flag | Self::Number | Self::Text | Self::List | Self::Object => true,
            Self::Missing | Self::Listed | Self::Unknown | Self::Reordered | Self::Doubled | Self::Cut => {
                false
            }
        }
    }

    /// What stands in the place afterwards; `None` when nothing does.
    fn of(self, value: &Value) -> Option<Value> {
        Some(match self {
            Self::Missing => return None,
            Self::Null => Value::Null,
            Self::Flag => json!(true),
            Self::Number => json!(-7.5),
            Self::Text => json!("\u{0}\u{202e}𝕏"),
            Self::List => json!([]),
            Self::Object => json!({}),
            Self::Listed => json!([value]),
            Self::Unknown => with_unknown(value),
            Self::Reordered => reordered(value),
            Self::Doubled => doubled(value),
            Self::Cut => cut(value),
        })
    }
}

fn with_unknown(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields = fields.clone();
            fields.insert("of_next_year".to_owned(), json!({"deep": [1, {"er": null}]}));
            Value::Object(fields)
        }
        Value::Array(items) => items.iter().cloned().chain([json!({"of_next_year": 1})]).collect(),
        other => json!({"of_next_year": other}),
    }
}

fn reordered(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.iter().rev().map(|(key, value)| (key.clone(), value.clone())).collect())
        }
        Value::Array(items) => items.iter().rev().cloned().collect(),
        Value::String(text) => text.chars().rev().collect::<String>().into(),
        other => other.clone(),
    }
}

fn doubled(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let twins = fields.iter().map(|(key, value)| (format!("{TWIN}{key}"), value.clone()));
            Value::Object(fields.clone().into_iter().chain(twins.collect::<Vec<_>>()).collect())
        }
        Value::Array(items) => items.iter().flat_map(|item| [item.clone(), item.clone()]).collect(),
        Value::String(text) => format!("{text}{text}").into(),
        other => other.clone(),
    }
}

fn cut(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(fields.clone().into_iter().take(fields.len() / 2).collect()),
        Value::Array(items) => items.iter().take(items.len() / 2).cloned().collect(),
        Value::String(text) => text.chars().take(text.chars().count() / 2).collect::<String>().into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => json!(""),
    }
}

/// A step down into a body.
type Step = usize;

/// Every place below the body itself, as steps from child to child.
pub(super) fn places(value: &Value) -> Vec<Vec<Step>> {
    let children: Vec<&Value> = match value {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    let below = |(at, child): (usize, &Value)| {
        let mut found = vec![vec![at]];
        found.extend(places(child).into_iter().map(|rest| [vec![at], rest].concat()));
        found
    };
    children.into_iter().enumerate().flat_map(below).collect()
}

/// The body with one place damaged.
pub(super) fn damaged(value: &Value, place: &[Step], damage: Damage) -> Option<Value> {
    let Some((&step, rest)) = place.split_first() else { return damage.of(value) };
    match value {
        Value::Object(fields) => {
            let changed = fields.iter().enumerate().filter_map(|(at, (key, child))| {
                let child = if at == step { damaged(child, rest, damage)? } else { child.clone() };
                Some((key.clone(), child))
            });
            Some(Value::Object(changed.collect::<Map<_, _>>()))
        }
        Value::Array(items) => {
            let changed = items.iter().enumerate().filter_map(|(at, child)| {
                if at == step { damaged(child, rest, damage) } else { Some(child.clone()) }
            });
            Some(changed.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(value.clone()),
    }
}

/// The body as Meta would send it, twins under one name.
pub(super) fn written(body: &Value) -> String {
    body.to_string().replace(&format!("\"{TWIN}"), "\"")
}

/// Every update is an item of its own, with a reason unless it was read; and its own envelope reads the same again.
fn assert_accounted_for(text: &str, name: &str) {
    let parsed = parse::parse(text.as_bytes());
    let mut left: Vec<Value> =
        parsed.items.iter().map(|item| serde_json::from_str(&item.raw).unwrap()).collect();
    for update in updates(&serde_json::from_str(text).unwrap()) {
        let at = left.iter().position(|item| *item == update);
        let at = at.unwrap_or_else(|| panic!("{name}: lost {update}\nof {text}"));
        left.swap_remove(at);
    }
    assert_eq!(left, Vec::<Value>::new(), "{name}: items that are no updates of {text}");
    for item in &parsed.items {
        let again = parse::parse(item.wrapped().as_bytes());
        let [again] = again.items.as_slice() else { panic!("{name}: {} replays as several", item.raw) };
        assert_eq!(again.outcome, item.outcome, "{name}: replay of {}", item.wrapped());
        assert_eq!(again.phone_number_id(), item.phone_number_id(), "{name}");
    }
}

/// What is tried in one place: everything, but of the other types two, the next two in the next place.
fn damages(turn: usize) -> impl Iterator<Item = Damage> {
    let (types, ways): (Vec<_>, Vec<_>) = Damage::ALL.into_iter().partition(|damage| damage.is_other_type());
    let some: Vec<Damage> = types.into_iter().cycle().skip(turn * 2 % Damage::ALL.len()).take(2).collect();
    ways.into_iter().chain(some)
}

#[test]
fn every_place_of_every_body_may_be_damaged_in_every_way() {
    let mut tried = 0;
    for (name, body) in every_case() {
        assert_accounted_for(&body.to_string(), &name);
        for (turn, place) in places(&body).into_iter().enumerate() {
            for damage in damages(turn) {
                let broken = damaged(&body, &place, damage).unwrap();
                assert_accounted_for(&written(&broken), &format!("{name}, {damage:?} at {place:?}"));
                tried += 1;
            }
        }
    }
    assert!(tried > 20_000, "only {tried} damaged bodies");
}

#[test]
fn a_body_that_ends_early_is_kept_whole_with_a_reason() {
    for (name, body) in every_case() {
        let text = body.to_string();
        for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)).step_by(7) {
            let parsed = parse::parse(&text.as_bytes()[..end]);
            let [item] = parsed.items.as_slice() else { panic!("{name}, cut at {end}") };
            assert!(matches!(&item.outcome, Outcome::Failed(_)), "{name} at {end}");
            assert_eq!(item.raw, text[..end], "{name}");
        }
    }
}

/// Any message or status in any shape.
fn any_body() -> impl Strategy<Value = Value> {
    let messages =
        (prop::sample::select(corpus("messages.json")), prop::sample::select(corpus("identities.json")));
    let statuses =
        (prop::sample::select(corpus("statuses.json")), prop::sample::select(corpus("recipients.json")));
    prop_oneof![
        messages.prop_map(|(case, shape)| message_body(&case, &shape)),
        statuses.prop_map(|(case, shape)| status_body(&case, &shape)),
        prop::sample::select(super::bodies()).prop_map(|(_, case)| case["body"].clone()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_damages_at_once_lose_nothing_either(
        body in any_body(),
        damages in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(Damage::ALL.to_vec())), 1..5),
    ) {
        let mut broken = body;
        for (place, damage) in damages {
            let places = places(&broken);
            if places.is_empty() { break; }
            broken = damaged(&broken, &places[place.index(places.len())], damage).unwrap();
        }
        assert_accounted_for(&written(&broken), "several damages");
    }
}
