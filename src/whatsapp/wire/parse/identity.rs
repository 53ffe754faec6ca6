//! Who an update is about: the business-scoped user id first, phone number and username as they happen to be there.
//!
//! Never derives one identifier from another, and never changes an id: only a phone gains its `+`.

use std::collections::HashMap;

use serde_json::Value;

use super::lenient;

/// Longest name or username kept, in characters.
const NAME_LIMIT_CHARACTERS: usize = 256;

/// Everything one update says about who a customer is; any part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    pub user_id: Option<String>,
    pub parent_user_id: Option<String>,
    /// With its `+`.
    pub phone: Option<String>,
    pub username: Option<String>,
    /// What the customer calls themselves: untrusted text.
    pub name: Option<String>,
    /// Identifiers the same customer had before, from a change Meta reported.
    pub former_user_ids: Vec<String>,
    pub former_phones: Vec<String>,
}

impl Identity {
    /// Whether there is anything to know the customer by.
    pub fn is_known(&self) -> bool {
        self.user_id.is_some() || self.parent_user_id.is_some() || self.phone.is_some()
    }

    /// The writer of an inbound message, completed from the contacts beside it.
    pub fn of_sender(message: &Value, contacts: &Contacts) -> Self {
        contacts.complete(Self::from_keys(message, "from", "from_user_id", "from_parent_user_id"))
    }

    /// The customer at the other end of something the shop wrote from its phone app.
    pub fn of_recipient(message: &Value, contacts: &Contacts) -> Self {
        contacts.complete(Self::from_keys(message, "to", "to_user_id", "to_parent_user_id"))
    }

    /// The customer a status is about, completed from the contacts beside it.
    pub fn of_status(status: &Value, contacts: &Contacts) -> Self {
        let own = Self::from_keys(status, "recipient_id", "recipient_user_id", "recipient_parent_user_id");
        contacts.complete(own)
    }

    /// The customer a thread of old messages belongs to.
    pub fn of_thread(thread: &Value) -> Self {
        Self::from_keys(thread, "id", "user_id", "parent_user_id")
    }

    /// A contact as Meta lists it beside messages.
    fn of_contact(contact: &Value) -> Self {
        let mut identity = Self::from_keys(contact, "wa_id", "user_id", "parent_user_id");
        if let Some(profile) = contact.get("profile") {
            let line =
                |key| lenient::text(profile, key).map(|text| one_line(&text)).filter(|text| !text.is_empty());
            identity.name = line("name");
            identity.username = line("username").map(|name| name.trim_start_matches('@').to_owned());
        }
        identity
    }

    fn from_keys(object: &Value, phone: &str, user_id: &str, parent: &str) -> Self {
        let mut identity = Self {
            user_id: lenient::text(object, user_id),
            parent_user_id: lenient::text(object, parent),
            ..Self::default()
        };
        if let Some(text) = lenient::text(object, phone) {
            match international(&text) {
                Some(number) => identity.phone = Some(number),
                // Not a number, so it can only be an id that came under the phone's name.
                None => identity.user_id = identity.user_id.or(Some(text)),
            }
        }
        identity
    }

    fn or(self, other: &Self) -> Self {
        Self {
            user_id: self.user_id.or_else(|| other.user_id.clone()),
            parent_user_id: self.parent_user_id.or_else(|| other.parent_user_id.clone()),
            phone: self.phone.or_else(|| other.phone.clone()),
            username: self.username.or_else(|| other.username.clone()),
            name: self.name.or_else(|| other.name.clone()),
            former_user_ids: self.former_user_ids,
            former_phones: self.former_phones,
        }
    }
}

/// The `contacts` list of one change, found by any identifier.
#[derive(Debug, Default)]
pub struct Contacts {
    list: Vec<Identity>,
    by_identifier: HashMap<String, usize>,
}

impl Contacts {
    pub fn new(contacts: &[&Value]) -> Self {
        let list: Vec<Identity> = contacts.iter().map(|contact| Identity::of_contact(contact)).collect();
        let mut by_identifier = HashMap::new();
        for (at, identity) in list.iter().enumerate() {
            for identifier in [&identity.user_id, &identity.phone].into_iter().flatten() {
                by_identifier.entry(identifier.clone()).or_insert(at);
            }
        }
        Self { list, by_identifier }
    }

    /// Adds what the contact of the same person says; a lone contact counts unless its user id is another.
    fn complete(&self, own: Identity) -> Identity {
        let shared =
            [&own.user_id, &own.phone].into_iter().flatten().find_map(|id| self.by_identifier.get(id));
        let found = match (shared, self.list.as_slice()) {
            (Some(at), list) => list.get(*at),
            // The phone may differ for one person: Meta rewrites it in Brazil, Mexico and Argentina.
            (None, [only]) if own.user_id.is_none() || only.user_id.is_none() => Some(only),
            (None, _) => None,
        };
        match found {
            Some(contact) => own.or(contact),
            None => own,
        }
    }
}

/// A phone number with its `+`, or `None` for what is not one.
pub fn international(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, '+' | ' ' | '-' | '(' | ')')).collect();
    let number = (5..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| format!("+{digits}"))
}

/// A name on one line and within the limit.
fn one_line(name: &str) -> String {
    let spaced = name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(NAME_LIMIT_CHARACTERS);
    spaced.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_user_id_is_never_touched_and_a_phone_gains_its_plus() {
        let identity = Identity::of_sender(
            &json!({"from": "5511998765432", "from_user_id": "BR.13491208655302741918"}),
            &Contacts::default(),
        );
        assert_eq!(identity.phone.as_deref(), Some("+5511998765432"));
        assert_eq!(identity.user_id.as_deref(), Some("BR.13491208655302741918"));
    }

    #[test]
    fn an_id_in_the_place_of_the_phone_is_still_an_id() {
        let identity = Identity::of_sender(&json!({"from": "BR.1349"}), &Contacts::default());
        assert_eq!((identity.phone, identity.user_id.as_deref()), (None, Some("BR.1349")));
    }

    #[test]
    fn the_contact_beside_a_message_completes_it() {
        let contact = json!({"profile": {"name": "Ana\nR", "username": "@ana.r"}, "user_id": "BR.1", "wa_id": "551100"});
        let other = json!({"profile": {"name": "Bia"}, "user_id": "BR.2"});
        let both = Contacts::new(&[&other, &contact]);
        let identity = Identity::of_sender(&json!({"from_user_id": "BR.1"}), &both);
        assert_eq!(identity.name.as_deref(), Some("Ana R"));
        assert_eq!(identity.username.as_deref(), Some("ana.r"));
        assert_eq!(identity.phone.as_deref(), Some("+551100"));
        assert_eq!(Identity::of_sender(&json!({"from_user_id": "BR.3"}), &both).name, None);
        let lone = Contacts::new(&[&other]);
        assert_eq!(Identity::of_sender(&json!({"from_user_id": "BR.3"}), &lone).name, None, "another person");
        assert_eq!(Identity::of_sender(&json!({"from": "5511999"}), &lone).name.as_deref(), Some("Bia"));
    }
}
