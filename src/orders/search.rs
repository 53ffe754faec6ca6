//! By what an order is found: its number with or without its marks, what its source says of the customer, what they are called
//! in the inbox, what was ordered.
//!
//! The phone's and the e-mail's tokens are apart from the words, so that somebody who may not see them cannot find by them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::store::{orders as store, search};
use super::types::{Item, Order};
use super::{Customers, Orders, phone};
use crate::ids::{ContactId, Id as _, OrderId};
use crate::jobs::{Job, JobError};
use crate::redaction::hide_numbers;
use crate::storage::text::{
    PHONE_MARK, fold, index_tokens, normalise, phone_piece, phone_tokens, query_tokens,
};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Marks of tokens that are no words; no word begins with `_`.
const NUMBER_MARK: &str = "_n";
const EMAIL_MARK: &str = "_e";
/// Stands before tokens with digits that are hidden from whoever may see no phone: what looks like one may stand anywhere.
const HIDDEN_MARK: &str = "_x";
const HIDDEN_NUMBER: &str = "_x_n";
/// Digits of a phone number somebody must type before it is looked for.
const FEWEST_DIGITS: usize = 4;
/// Letters and digits of a number that are looked at.
const NUMBER_LETTERS: usize = 40;
/// Tokens of one order.
const MOST_TOKENS: usize = 1_000;
/// Words of a question that are looked for.
const MOST_WORDS: usize = 8;
/// Orders indexed in one write.
const INDEXED_AT_ONCE: u32 = 64;
/// Pages of the index that one step of joining writes.
const STEP_PAGES: u32 = 16;

/// What was typed, as the index is asked for it; nothing where there is no letter and no digit in it. `sees_phones` says
/// whether whoever asks may see phones and e-mail addresses.
pub(super) fn expression(typed: &str, sees_phones: bool) -> Option<String> {
    let begins = |mark: &str, word: &str| format!("\"{mark}{word}\"*");
    let word = |word: String| {
        let mut ways = vec![begins("", &word), begins(NUMBER_MARK, &word)];
        if sees_phones {
            ways.push(begins(EMAIL_MARK, &word));
            ways.push(begins(HIDDEN_MARK, &word));
            ways.push(begins(HIDDEN_NUMBER, &word));
        }
        format!("({})", ways.join(" OR "))
    };
    let words: Vec<String> = query_tokens(typed).into_iter().take(MOST_WORDS).map(word).collect();
    if words.is_empty() {
        return None;
    }
    let mut ways = vec![format!("({})", words.join(" AND "))];
    let (number, _) = plain_number(typed);
    if !number.is_empty() {
        ways.push(begins(NUMBER_MARK, &number));
        if sees_phones {
            ways.push(begins(HIDDEN_NUMBER, &number));
        }
    }
    if sees_phones && let Some(phone) = phone::read(typed) {
        ways.push(begins(PHONE_MARK, phone.trim_start_matches('+')));
        // Written with the country here and without it there, two numbers have their last digits in common.
        ways.extend(phone::key(&phone).map(|key| format!("\"{PHONE_MARK}{key}\"")));
    } else if sees_phones && let Some(digits) = phone_piece(typed, FEWEST_DIGITS) {
        ways.push(begins(PHONE_MARK, &digits));
    }
    Some(ways.join(" OR "))
}

/// What an order's customer is called elsewhere.
#[derive(Default)]
struct CalledSo {
    names: Vec<String>,
    phones: Vec<String>,
}

fn tokens(order: &Order, items: &[Item], customer: &CalledSo) -> Vec<String> {
    let mut tokens: Vec<String> = with_hidden(&order.origin.number, number_tokens);
    let clues = &order.clues;
    for phone in clues.phone.iter().chain(&customer.phones) {
        tokens.extend(phone_tokens(phone, FEWEST_DIGITS));
    }
    let email = clues.email.as_deref().map(index_tokens).unwrap_or_default();
    tokens.extend(email.into_iter().map(|token| format!("{EMAIL_MARK}{token}")));
    tokens.extend(clues.customer_id.iter().flat_map(|id| with_hidden(id, number_tokens)));
    tokens.extend(clues.name.iter().chain(&customer.names).flat_map(|name| with_hidden(name, index_tokens)));
    for item in items {
        tokens.extend(with_hidden(&item.name, index_tokens));
        tokens.extend(item.sku.iter().flat_map(|sku| with_hidden(sku, index_tokens)));
    }
    let mut seen = BTreeSet::new();
    tokens.retain(|token| seen.insert(token.clone()));
    tokens.truncate(MOST_TOKENS);
    tokens
}

/// A text's tokens; those that stand in nothing of it that everybody sees are marked.
fn with_hidden(text: &str, cut: fn(&str) -> Vec<String>) -> Vec<String> {
    let shown = cut(&hide_numbers(text));
    let hidden: Vec<String> = cut(text).into_iter().filter(|token| !shown.contains(token)).collect();
    shown.into_iter().chain(hidden.into_iter().map(|token| format!("{HIDDEN_MARK}{token}"))).collect()
}

/// The number's letters and digits, and where a piece of it begins: after a mark, where figures begin or end, and after
/// leading zeros.
fn plain_number(number: &str) -> (String, BTreeSet<usize>) {
    let (mut plain, mut starts) = (String::new(), BTreeSet::new());
    let (mut before, mut zeros) = (None, false);
    for letter in fold(&normalise(number)).chars().take(NUMBER_LETTERS) {
        if !letter.is_alphanumeric() {
            before = None;
            continue;
        }
        let begins = before != Some(letter.is_numeric());
        if begins || zeros {
            starts.insert(plain.len());
        }
        zeros = letter == '0' && (begins || zeros);
        before = Some(letter.is_numeric());
        plain.push(letter);
    }
    (plain, starts)
}

/// `R-2026-0042` is found by `r-2026-0042`, `R20260042`, `2026-0042`, `0042` and `42`, and by the beginning of each.
fn number_tokens(number: &str) -> Vec<String> {
    let (plain, starts) = plain_number(number);
    starts.into_iter().map(|start| format!("{NUMBER_MARK}{}", &plain[start..])).collect()
}

/// Writes the order's entry anew, when everything else of this write is done: the index would be flushed before every
/// statement that comes in between.
pub(super) fn refresh(customers: &Customers, tx: &WriteTx, id: OrderId) {
    let customers = customers.clone();
    tx.last("orders_index", id.as_i64(), move |tx, id| write(Some(&customers), tx, OrderId::from_i64(id)));
}

/// The same for an order that lost its customer for good.
pub(super) fn refresh_erased(tx: &WriteTx, id: OrderId) {
    tx.last("orders_index", id.as_i64(), |tx, id| write(None, tx, OrderId::from_i64(id)));
}

fn write(customers: Option<&Customers>, tx: &WriteTx, id: OrderId) -> Result<(), StorageError> {
    let Some(order) = store::by_id(tx, id)? else { return Ok(()) };
    let customer = match customers.zip(order.contact) {
        Some((customers, contact)) => CalledSo {
            names: (customers.names_of)(tx, contact)?,
            phones: (customers.phones_of)(tx, contact)?,
        },
        None => CalledSo::default(),
    };
    let items = store::items(tx, id)?;
    search::index(tx, id, &tokens(&order, &items, &customer).join(" "))
}

/// Joins some pieces of the index; `false` when all are joined.
pub fn squeeze(tx: &WriteTx, first: bool) -> Result<bool, StorageError> {
    Ok(search::squeeze(tx, STEP_PAGES, first)? || first)
}

/// Orders were in the book before there was an index of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IndexOrders {}

impl Job for IndexOrders {
    const KIND: &'static str = "index_orders";

    fn key(&self) -> Option<String> {
        Some("all".to_owned())
    }
}

impl Orders {
    /// Runs [`IndexOrders`], slice by slice.
    pub async fn index_orders(self) -> Result<(), JobError> {
        self.index(|conn, after| search::ids_after(conn, after, INDEXED_AT_ONCE)).await
    }

    /// A customer is called otherwise from now on: their orders are found by it.
    pub async fn contact_named(self, contact: ContactId) -> Result<(), JobError> {
        self.index(move |conn, after| search::of_contact_after(conn, contact, after, INDEXED_AT_ONCE)).await
    }

    async fn index(
        self,
        next: impl Fn(&ReadConn, OrderId) -> Result<Vec<OrderId>, StorageError> + Copy + Send + 'static,
    ) -> Result<(), JobError> {
        let mut after = OrderId::new(0);
        loop {
            let ids = self.db.read(move |conn| next(conn, after)).await?;
            let Some(last) = ids.last().copied() else { return Ok(()) };
            let customers = self.customers.clone();
            let slice = move |tx: &WriteTx| ids.iter().try_for_each(|id| write(Some(&customers), tx, *id));
            self.db.write_background::<_, StorageError>(slice).await?;
            after = last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_with_and_without_its_marks_and_zeros() {
        assert_eq!(
            number_tokens("R-2026/0042"),
            ["_nr20260042", "_n20260042", "_n0042", "_n042", "_n42"].map(str::to_owned)
        );
        assert_eq!(number_tokens("#1042"), ["_n1042"]);
        let typed = expression("r 2026 / 0042", false).unwrap();
        assert!(typed.ends_with("\"_nr20260042\"*"), "{typed}");
    }

    #[test]
    fn only_who_may_see_phones_finds_by_phone_or_mail() {
        let (seeing, blind) = (expression("+39 333 1234567", true), expression("+39 333 1234567", false));
        assert!(seeing.as_deref().unwrap().contains("_p393331234567\"*"), "{seeing:?}");
        assert!(seeing.unwrap().contains("\"_p1234567\""));
        assert!(!blind.unwrap().contains("_p"));
        assert!(!expression("anna@example.org", false).unwrap().contains("_e"));
        assert_eq!(expression("?!", true), None);
    }

    #[test]
    fn what_looks_like_a_phone_is_apart_wherever_it_stands() {
        assert_eq!(with_hidden("A-42", number_tokens), ["_na42", "_n42"]);
        let tokens = with_hidden("Ham for 333 123 4567", index_tokens);
        assert!(tokens.contains(&"ham".to_owned()) && tokens.contains(&"_x4567".to_owned()), "{tokens:?}");
        assert!(tokens.iter().all(|token| token.starts_with('_') || !token.contains("4567")), "{tokens:?}");
    }
}
