//! Where a message goes: a phone number or a business-scoped user id, each under the only key Meta delivers it by.
//!
//! A user id under `to` is accepted by Meta and never delivered, without any error; this type makes that impossible.

use serde_json::{Map, Value};

use super::parse::international;

/// The customer at the other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Always with `+`: without it Meta prepends the shop's own country code.
    Phone(String),
    /// Opaque, exactly as received.
    UserId(String),
}

impl Address {
    /// The address to use when these are known. The phone is preferred: writing to it keeps it visible for 30 days.
    pub fn choose(phone: Option<&str>, user_id: Option<&str>) -> Option<Self> {
        let phone = phone.and_then(international).map(Self::Phone);
        phone.or_else(|| user_id.filter(|id| !id.is_empty()).map(|id| Self::UserId(id.to_owned())))
    }

    /// Writes the address into the body of a send.
    pub fn write(&self, body: &mut Map<String, Value>) {
        let (key, value) = match self {
            Self::Phone(number) => ("to", number),
            Self::UserId(id) => ("recipient", id),
        };
        body.insert(key.to_owned(), Value::from(value.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(address: Option<Address>) -> String {
        let mut body = Map::new();
        address.expect("an address").write(&mut body);
        Value::Object(body).to_string()
    }

    #[test]
    fn a_phone_goes_to_to_with_its_plus_and_is_preferred() {
        assert_eq!(written(Address::choose(Some("393331234567"), Some("IT.1"))), r#"{"to":"+393331234567"}"#);
    }

    #[test]
    fn a_user_id_goes_to_recipient_untouched() {
        assert_eq!(written(Address::choose(None, Some("BR.ENT.0aB"))), r#"{"recipient":"BR.ENT.0aB"}"#);
        assert_eq!(written(Address::choose(Some("BR.77"), Some("BR.1"))), r#"{"recipient":"BR.1"}"#);
    }

    #[test]
    fn nothing_known_is_no_address() {
        assert_eq!(Address::choose(None, Some("")), None);
    }
}
