//! A customer as Meta knows them, and what the business can see of them.

use crate::clock::Timestamp;
use crate::practice::meta::random;

/// What the business can see of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A phone number and nothing else, as before April 2026.
    Phone(String),
    /// A business-scoped user id and no phone.
    UserIdOnly,
    /// Phone and user id.
    Both(String),
    /// A username and a user id; the phone is hidden.
    Username(String),
}

/// A customer as Meta knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: Option<String>,
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
    pub username: Option<String>,
    pub last_wrote_at: Option<Timestamp>,
    /// When an advertisement last brought them, while nobody has answered.
    pub came_by_ad_at: Option<Timestamp>,
    /// Until when messages to them are free because of it.
    pub free_until: Option<Timestamp>,
}

impl Person {
    /// Somebody new, with a user id of their own unless the shape forbids one.
    pub fn new(name: &str, identity: Identity) -> Self {
        let digits = |phone: String| phone.chars().filter(char::is_ascii_digit).collect::<String>();
        let user_id = || Some(format!("IT.{}", random::digits(17)));
        let (wa_id, user_id, username) = match identity {
            Identity::Phone(phone) => (Some(digits(phone)), None, None),
            Identity::UserIdOnly => (None, user_id(), None),
            Identity::Both(phone) => (Some(digits(phone)), user_id(), None),
            Identity::Username(username) => (None, user_id(), Some(username)),
        };
        Self {
            name: Some(name.to_owned()),
            wa_id,
            user_id,
            username,
            last_wrote_at: None,
            came_by_ad_at: None,
            free_until: None,
        }
    }
}
