//! A list of rules as somebody typed it becomes one that can be kept, or is refused with the place and the reason.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::MOST_RULES;
use crate::accounts;
use crate::actor::Permission;
use crate::http::ApiError;
use crate::ids::{LabelId, PersonId, RuleId};
use crate::inbox;
use crate::replies::question::signals::{Condition, Phrase, Rule};
use crate::replies::types::RuleDeed;
use crate::storage::{ReadConn, StorageError};

/// Conditions of a rule, words of one condition, characters of a name.
const MOST_CONDITIONS: usize = 5;
const MOST_WORDS: usize = 50;
const LONGEST_NAME: usize = 60;
/// Orders looked at of one customer; answers and messages that count.
const MOST_ORDERS: u32 = 20;
const MOST_TIMES: u32 = 5;

/// A rule as it is shown and typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HandOverRule)]
pub(super) struct Typed {
    /// Nothing for a new one. One that was taken away comes back by its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RuleId>,
    /// 1 to 60 characters.
    pub name: String,
    /// 1 to 5; all of them must be so.
    pub conditions: Vec<Condition>,
    pub deed: RuleDeed,
    /// Who is called; whoever of the team comes first, when nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// What the conversation is marked with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_id: Option<LabelId>,
    #[serde(default)]
    pub urgent: bool,
    pub active: bool,
}

impl Typed {
    pub fn of(rule: Rule) -> Self {
        let Rule { id, name, conditions, deed, person, label, urgent, active } = rule;
        Self { id: Some(id), name, conditions, deed, person_id: person, label_id: label, urgent, active }
    }
}

/// What is said of a person who cannot be told.
pub(in crate::replies) const NOBODY_WHO_ANSWERS: &str = "Pick somebody of the team who answers customers.";

/// Who and what rules may name.
pub(in crate::replies) struct Known {
    people: BTreeSet<PersonId>,
}

impl Known {
    pub fn read(conn: &ReadConn) -> Result<Self, StorageError> {
        let staff = accounts::staff(conn)?.into_iter();
        let able = staff.filter(|person| person.active && person.role >= Permission::Reply.lowest_role());
        Ok(Self { people: able.map(|person| person.id).collect() })
    }

    /// Whether this is somebody of the team who answers customers.
    pub fn answers(&self, person: PersonId) -> bool {
        self.people.contains(&person)
    }
}

/// The list without its mistakes' room: what is refused names its place, such as `rules.2.name`.
pub(super) fn checked(
    conn: &ReadConn,
    typed: Vec<Typed>,
    new_id: impl Fn() -> RuleId,
) -> Result<Vec<Rule>, ApiError> {
    if typed.len() > MOST_RULES as usize {
        return Err(refused("rules", format!("At most {MOST_RULES} rules.")));
    }
    let known = Known::read(conn)?;
    let mut rules: Vec<Rule> = Vec::with_capacity(typed.len());
    for (at, typed) in typed.into_iter().enumerate() {
        let rule = one(conn, &known, &format!("rules.{at}"), typed, &new_id)?;
        if rules.iter().any(|other| other.id == rule.id) {
            return Err(refused(&format!("rules.{at}.id"), "This rule stands in the list twice."));
        }
        rules.push(rule);
    }
    Ok(rules)
}

/// One rule of a list, or one that is only tried.
pub(super) fn one(
    conn: &ReadConn,
    known: &Known,
    place: &str,
    typed: Typed,
    new_id: &impl Fn() -> RuleId,
) -> Result<Rule, ApiError> {
    let Typed { id, name, conditions, deed, person_id, label_id, urgent, active } = typed;
    let field = |field: &str| format!("{place}.{field}");
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(refused(&field("name"), "One line of 1 to 60 characters."));
    }
    if conditions.is_empty() || conditions.len() > MOST_CONDITIONS {
        return Err(refused(&field("conditions"), "Choose one to five things that must be so."));
    }
    for condition in &conditions {
        fits(condition).map_err(|words| refused(&field("conditions"), words))?;
        if let Condition::Label { label_id } = condition {
            label_is_there(conn, &field("conditions"), *label_id)?;
        }
    }
    if person_id.is_some_and(|person| !known.answers(person)) {
        return Err(refused(&field("person_id"), NOBODY_WHO_ANSWERS));
    }
    if let Some(label) = label_id {
        label_is_there(conn, &field("label_id"), label)?;
    }
    let id = match id {
        Some(id) if super::store::was(conn, id)? => id,
        Some(_) => return Err(refused(&field("id"), "There is no such rule.")),
        None => new_id(),
    };
    Ok(Rule { id, name, conditions, deed, person: person_id, label: label_id, urgent, active })
}

fn fits(condition: &Condition) -> Result<(), String> {
    let within = |count: u32, most: u32| {
        if (1..=most).contains(&count) { Ok(()) } else { Err(format!("Between 1 and {most}.")) }
    };
    match condition {
        Condition::Basket { at_least, .. } if at_least.is_zero() || at_least.is_negative() => {
            Err("The amount is above zero.".to_owned())
        }
        // "1.234" is a thousand to some and one to others.
        Condition::Basket { at_least, currency }
            if at_least.decimal().normalize().scale() > currency.digits() =>
        {
            Err(format!("{currency} has at most {} decimals.", currency.digits()))
        }
        Condition::Orders { at_least } => within(*at_least, MOST_ORDERS),
        Condition::NotHelped { times } => within(*times, MOST_TIMES),
        Condition::Upset { messages } => within(*messages, MOST_TIMES),
        Condition::Words { words } => words_fit(words),
        Condition::Basket { .. }
        | Condition::PaymentFailed {}
        | Condition::Complaint {}
        | Condition::DeliveryAsked {}
        | Condition::Label { .. }
        | Condition::Closed {} => Ok(()),
    }
}

fn words_fit(words: &[String]) -> Result<(), String> {
    if words.is_empty() || words.len() > MOST_WORDS {
        return Err(format!("One to {MOST_WORDS} words or phrases."));
    }
    for word in words {
        let shown: String = word.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
        Phrase::read(word).map_err(|unfit| format!("“{shown}” {unfit}."))?;
    }
    Ok(())
}

fn label_is_there(conn: &ReadConn, field: &str, label: LabelId) -> Result<(), ApiError> {
    if inbox::label_exists(conn, label)? {
        Ok(())
    } else {
        Err(refused(field, "This label is gone. Pick another one."))
    }
}

fn refused(field: &str, words: impl Into<String>) -> ApiError {
    ApiError::unprocessable("invalid_rules", "A rule cannot work like this.").field(field, words)
}
