//! SQL that finds whose orders are alike, and which wait for their customer.

use rusqlite::named_params;

use crate::ids::{BasketId, ContactId, OrderId};
use crate::orders::types::{Clues, Origin};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Contacts of one clue that are looked at: with two of them a person is asked already.
const MOST_CONTACTS: u32 = 10;

const BY_EMAIL: &str = "
    SELECT DISTINCT contact_id FROM orders_order WHERE email = :email AND contact_id IS NOT NULL LIMIT :most";

const IN_QUESTION: &str = "
    SELECT source, shop, phone, customer_id FROM orders_order INDEXED BY orders_order_by_email
     WHERE email = :email AND matched_by = 'unsure' LIMIT :most";

const BY_CUSTOMER: &str = "
    SELECT DISTINCT contact_id FROM orders_order
     WHERE customer_id = :customer_id AND source = :source AND shop = :shop AND contact_id IS NOT NULL LIMIT :most";

const BY_PHONE: &str = "
    SELECT DISTINCT contact_id FROM orders_order
     WHERE phone_key = :phone_key AND phone = :phone AND contact_id IS NOT NULL LIMIT :most";

const ALIKE: &str = "
    SELECT id FROM orders_order
     WHERE matched_by IN ('nobody', 'unsure')
       AND (email = :email OR phone_key = :phone_key
            OR (customer_id = :customer_id AND source = :source AND shop = :shop))
     ORDER BY id LIMIT :most";

const BY_PHONE_KEY: &str = "
    SELECT id FROM orders_order
     WHERE phone_key = :phone_key AND matched_by IN ('nobody', 'unsure') ORDER BY id DESC LIMIT :most";

const UNSURE: &str = "
    SELECT id FROM orders_order WHERE matched_by = 'unsure' ORDER BY placed_at_ms DESC, id DESC LIMIT :most";

const ANY_UNSURE: &str = "
    SELECT 1 FROM orders_order INDEXED BY orders_order_by_phone
     WHERE phone_key IN (SELECT value FROM json_each(:keys)) AND matched_by = 'unsure' LIMIT 1";

/// To whom orders with this e-mail address belong.
pub(in crate::orders) fn contacts_by_email(
    conn: &ReadConn,
    email: &str,
) -> Result<Vec<ContactId>, StorageError> {
    conn.all(BY_EMAIL, named_params! { ":email": email, ":most": MOST_CONTACTS }, |row| row.get("contact_id"))
}

/// What orders with this e-mail address whose customer is asked for say besides of them.
pub(in crate::orders) fn in_question(
    conn: &ReadConn,
    email: &str,
) -> Result<Vec<(Origin, Clues)>, StorageError> {
    conn.all(IN_QUESTION, named_params! { ":email": email, ":most": MOST_CONTACTS }, |row| {
        let origin = Origin { source: row.get("source")?, shop: row.get("shop")?, number: String::new() };
        let clues =
            Clues { phone: row.get("phone")?, customer_id: row.get("customer_id")?, ..Clues::default() };
        Ok((origin, clues))
    })
}

/// To whom orders of this customer of the shop belong.
pub(in crate::orders) fn contacts_by_customer(
    conn: &ReadConn,
    origin: &Origin,
    customer_id: &str,
) -> Result<Vec<ContactId>, StorageError> {
    conn.all(
        BY_CUSTOMER,
        named_params! {
            ":customer_id": customer_id, ":source": origin.source, ":shop": origin.shop, ":most": MOST_CONTACTS,
        },
        |row| row.get("contact_id"),
    )
}

/// To whom orders with this very phone belong.
pub(in crate::orders) fn contacts_by_phone(
    conn: &ReadConn,
    phone: &str,
    phone_key: &str,
) -> Result<Vec<ContactId>, StorageError> {
    conn.all(
        BY_PHONE,
        named_params! { ":phone": phone, ":phone_key": phone_key, ":most": MOST_CONTACTS },
        |row| row.get("contact_id"),
    )
}

/// Orders without a customer that share a clue with this one.
pub(in crate::orders) fn unmatched_alike(
    conn: &ReadConn,
    origin: &Origin,
    clues: &Clues,
    phone_key: Option<&str>,
    most: u32,
) -> Result<Vec<OrderId>, StorageError> {
    conn.all(
        ALIKE,
        named_params! {
            ":email": clues.email, ":phone_key": phone_key, ":customer_id": clues.customer_id,
            ":source": origin.source, ":shop": origin.shop, ":most": most,
        },
        |row| row.get("id"),
    )
}

/// Orders without a customer whose phone ends like this, the last first.
pub(in crate::orders) fn unmatched_by_phone(
    conn: &ReadConn,
    phone_key: &str,
    most: u32,
) -> Result<Vec<OrderId>, StorageError> {
    conn.all(BY_PHONE_KEY, named_params! { ":phone_key": phone_key, ":most": most }, |row| row.get("id"))
}

/// Baskets without a customer whose phone ends like this.
pub(in crate::orders) fn unmatched_baskets(
    conn: &ReadConn,
    phone_key: &str,
    most: u32,
) -> Result<Vec<(BasketId, Origin, Clues)>, StorageError> {
    conn.all(
        "SELECT id, source, shop, phone, email, customer_id FROM orders_basket
          WHERE phone_key = :phone_key AND contact_id IS NULL ORDER BY id DESC LIMIT :most",
        named_params! { ":phone_key": phone_key, ":most": most },
        |row| {
            let origin = Origin { source: row.get("source")?, shop: row.get("shop")?, number: String::new() };
            let clues = Clues {
                name: None,
                phone: row.get("phone")?,
                email: row.get("email")?,
                customer_id: row.get("customer_id")?,
            };
            Ok((row.get("id")?, origin, clues))
        },
    )
}

pub(in crate::orders) fn give_basket(
    tx: &WriteTx,
    id: BasketId,
    contact: ContactId,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_basket SET contact_id = :contact_id WHERE id = :id",
        named_params! { ":id": id, ":contact_id": contact },
    )?;
    Ok(())
}

/// Orders that ask whose they are, the last placed first.
pub(in crate::orders) fn unsure(conn: &ReadConn, most: u32) -> Result<Vec<OrderId>, StorageError> {
    conn.all(UNSURE, named_params! { ":most": most }, |row| row.get("id"))
}

/// Whether an order with one of these phones asks whose it is.
pub(in crate::orders) fn any_unsure(conn: &ReadConn, keys: &[String]) -> Result<bool, StorageError> {
    conn.exists(ANY_UNSURE, named_params! { ":keys": serde_json::to_string(keys)? })
}
