//! What WhatsApp's side keeps of customers: attempts, statuses and prices of their messages, broadcasts they got, and the
//! raw webhooks.
//!
//! What a month cost stays: the sums do not know whom it was for.

mod store;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::ids::{EventId, Id as _, MediaId};
use crate::privacy::{Found, Holding, Who};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Events looked at in one question; a piece of a phone's past may have megabytes.
const LOOKED_AT: u32 = 50;
/// Digits a number has at least before it is looked for in the middle of a text.
const FEWEST_DIGITS: usize = 7;

/// What is kept of customers.
pub fn held() -> &'static [Holding] {
    store::HELD
}

/// Beginnings of Meta's message ids that hold one of these phones: `wamid.` and, in base64, three bytes of a head with the
/// length, the digits, and what follows them.
pub fn message_names(phones: &[String]) -> Vec<String> {
    phones.iter().filter_map(|phone| message_name(phone)).collect()
}

fn message_name(phone: &str) -> Option<String> {
    let mut bytes = vec![0x1c, 0x18, u8::try_from(phone.len()).ok()?];
    bytes.extend(phone.bytes());
    let whole = bytes.len();
    bytes.extend([0x15, 0x02, 0x00]);
    bytes.truncate(whole.div_ceil(3) * 3);
    Some(format!("wamid.{}", STANDARD.encode(bytes)))
}

/// Raw webhooks that name somebody, after one.
pub fn raw_about(conn: &ReadConn, who: &Who, after: i64) -> Result<Found, StorageError> {
    let events = store::raw_after(conn, after, LOOKED_AT)?;
    let next =
        (events.len() == LOOKED_AT as usize).then(|| events.last().map(|event| event.id.as_i64())).flatten();
    let mut found = Found { next, ..Found::default() };
    for event in events {
        if !names_one_of(&event.body, &who.names) {
            continue;
        }
        if event.waits {
            found.waits = true;
        } else {
            found.ids.push(event.id.as_i64());
        }
    }
    Ok(found)
}

/// Takes these webhooks away.
pub fn erase_raw(tx: &WriteTx, ids: &[i64]) -> Result<(), StorageError> {
    store::erase_raw(tx, ids)
}

/// Takes the body of one webhook away; that it came stays.
pub(in crate::whatsapp) fn drop_body(tx: &WriteTx, id: EventId) -> Result<(), StorageError> {
    store::drop_body(tx, id)
}

/// Whether a broadcast or a template names this file.
pub fn names_file(conn: &ReadConn, file: MediaId) -> Result<bool, StorageError> {
    store::names_file(conn, file)
}

/// Whether a text names somebody: digits stand apart from other digits.
fn names_one_of(body: &[u8], names: &[String]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let apart = |at: usize, length: usize| {
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        !digit(at.checked_sub(1).and_then(|before| body.get(before))) && !digit(body.get(at + length))
    };
    names.iter().filter(|name| name.len() >= FEWEST_DIGITS).any(|name| {
        let digits = name.bytes().all(|byte| byte.is_ascii_digit());
        text.match_indices(name.as_str()).any(|(at, _)| !digits || apart(at, name.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_begins_with_the_phone_it_holds() {
        // As Meta makes them: a head, the digits, and what follows.
        let wamid = |phone: &str, rest: &[u8]| {
            let length = u8::try_from(phone.len()).unwrap();
            let bytes = [&[0x1c, 0x18, length], phone.as_bytes(), &[0x15, 0x02, 0x00, 0x11], rest].concat();
            format!("wamid.{}", STANDARD.encode(bytes))
        };
        for phone in ["393331234567", "3933312345678", "39333123456", "4915123456789"] {
            let begin = message_name(phone).unwrap();
            assert!(wamid(phone, b"abcdef").starts_with(&begin), "{phone}");
            let other = format!("{}0", &phone[..phone.len() - 1]);
            assert!(!wamid(&other, b"abcdef").starts_with(&begin), "{other}");
        }
    }

    #[test]
    fn a_number_is_found_where_it_stands_alone() {
        let names = vec!["393331234567".to_owned(), "IT.13491208655302741918".to_owned()];
        for text in
            [r#"{"wa_id":"393331234567"}"#, "+393331234567 changed", r#""user_id":"IT.13491208655302741918""#]
        {
            assert!(names_one_of(text.as_bytes(), &names), "{text}");
        }
        for text in ["4393331234567", "3933312345678", "{}", ""] {
            assert!(!names_one_of(text.as_bytes(), &names), "{text}");
        }
    }
}
