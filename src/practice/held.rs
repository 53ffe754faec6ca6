//! What the practice phone keeps of a customer it plays, for handing over and for erasing.

use crate::privacy::{Holding, Of, When};

/// What the practice phone keeps of customers.
pub const HELD: &[Holding] = &[
    Holding {
        table: "practice_message",
        of: Of::Name,
        when: When::First,
        handed_over: Some(
            "SELECT m.sender, m.kind, m.text, m.content AS content_json, m.wamid, m.state, m.at_ms
               FROM practice_customer c JOIN practice_message m ON m.customer_id = c.id
              WHERE c.wa_id IN (SELECT value FROM json_each(:ids)) OR c.user_id IN (SELECT value FROM json_each(:ids))
              ORDER BY m.id",
        ),
        erased: &["DELETE FROM practice_message WHERE id IN (SELECT m.id
               FROM practice_customer c JOIN practice_message m ON m.customer_id = c.id
              WHERE c.wa_id IN (SELECT value FROM json_each(:ids)) OR c.user_id IN (SELECT value FROM json_each(:ids))
              LIMIT :slice)"],
    },
    Holding {
        table: "practice_customer",
        of: Of::Name,
        when: When::First,
        handed_over: Some(
            "SELECT name, wa_id, user_id, username, created_at_ms FROM practice_customer
              WHERE wa_id IN (SELECT value FROM json_each(:ids)) OR user_id IN (SELECT value FROM json_each(:ids))
              ORDER BY id",
        ),
        erased: &["DELETE FROM practice_customer
              WHERE wa_id IN (SELECT value FROM json_each(:ids)) OR user_id IN (SELECT value FROM json_each(:ids))"],
    },
];
