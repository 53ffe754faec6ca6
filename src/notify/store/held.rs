//! Notices that name a customer, for erasing: staff was told of them.

use crate::privacy::{Holding, Of, When};

pub(in crate::notify) const HELD: &[Holding] = &[Holding {
    table: "notice",
    of: Of::Place,
    when: When::First,
    handed_over: Some(
        "SELECT kind, words AS words_json, created_at_ms FROM notice
          WHERE link IN (SELECT value FROM json_each(:ids)) ORDER BY id",
    ),
    erased: &["DELETE FROM notice WHERE id IN (SELECT id FROM notice
          WHERE link IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
}];
