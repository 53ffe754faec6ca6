//! By what a contact can be found: their name, their username, any piece of their phone number.
//!
//! The phone's tokens are apart from the words, so that somebody who may not see phones cannot find by them either.

use super::hidden_digits::HiddenDigits;
use super::phone_forms::forms;
use crate::ids::ContactId;
use crate::inbox::store::{aliases, contacts, search};
use crate::inbox::types::AliasKind;
use crate::storage::text::{PHONE_MARK, index_tokens, phone_piece, phone_tokens, query_tokens};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Digits of a phone number somebody must type before it is looked for.
const FEWEST_DIGITS: usize = 3;
/// Words of a question that are looked for.
const MOST_WORDS: usize = 8;

/// Writes the contact's entry anew.
pub(in crate::inbox) fn refresh(tx: &WriteTx, id: ContactId) -> Result<(), StorageError> {
    let Some(contact) = contacts::by_id(tx, id)? else { return Ok(()) };
    let mut tokens = contact.name.as_deref().map(index_tokens).unwrap_or_default();
    for alias in aliases::of_contact(tx, contact.id)? {
        match alias.kind {
            AliasKind::Username => tokens.extend(index_tokens(&alias.value)),
            AliasKind::Phone => {
                tokens.extend(forms(&alias.value).iter().flat_map(|form| phone_tokens(form, FEWEST_DIGITS)));
            }
            AliasKind::UserId | AliasKind::ParentUserId => tokens.push(whole(&alias.value)),
        }
    }
    search::index_contact(tx, contact.id, &tokens.join(" "))
}

/// Contacts that match every word of what somebody typed, last made first. `by_phone` says whether they may see phones.
pub fn find(
    conn: &ReadConn,
    typed: &str,
    by_phone: bool,
    limit: u32,
) -> Result<Vec<ContactId>, StorageError> {
    let Some(expression) = expression(typed, by_phone) else { return Ok(Vec::new()) };
    let mut found = search::contacts(conn, &expression, limit)?;
    let hidden = HiddenDigits::of(&query_tokens(typed));
    if !by_phone && hidden.are_asked_for() {
        let mut shown = Vec::new();
        for id in found {
            let contact = contacts::by_id(conn, id)?;
            let words =
                contact.into_iter().flat_map(|seen| [seen.name, seen.username, seen.user_id]).flatten();
            if hidden.stand_in(words) {
                shown.push(id);
            }
        }
        found = shown;
    }
    Ok(found)
}

fn expression(typed: &str, by_phone: bool) -> Option<String> {
    let words: Vec<String> =
        query_tokens(typed).into_iter().take(MOST_WORDS).map(|word| format!("\"{word}\"*")).collect();
    let mut ways = Vec::new();
    if !words.is_empty() {
        ways.push(format!("({})", words.join(" AND ")));
    }
    ways.push(format!("\"{}\"", whole(typed)));
    if by_phone && let Some(digits) = phone_piece(typed, FEWEST_DIGITS) {
        ways.push(format!("\"{PHONE_MARK}{digits}\"*"));
    }
    (!words.is_empty()).then(|| ways.join(" OR "))
}

/// A user id as one token.
fn whole(value: &str) -> String {
    let plain = value.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' });
    format!("_u{}", plain.collect::<String>().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_may_see_phones_finds_by_them() {
        assert_eq!(
            expression("+39 333 12", true).unwrap(),
            "(\"39\"* AND \"333\"* AND \"12\"*) OR \"_u_39_333_12\" OR \"_p3933312\"*"
        );
        assert!(!expression("+39 333 12", false).unwrap().contains("_p"));
        assert_eq!(expression("?!", true), None);
    }

    #[test]
    fn any_piece_of_a_phone_is_the_beginning_of_a_token() {
        let tokens = phone_tokens("393331234", FEWEST_DIGITS);
        for piece in ["393", "3331", "1234", "234"] {
            assert!(tokens.iter().any(|token| token.starts_with(&format!("_p{piece}"))), "{piece}");
        }
    }
}
