//! What only numbers that are on a phone as well report: how far the import of the past has come, and the phone's
//! address book.

use serde_json::Value;

use super::identity::international;
use super::{Outcome, UnusedReason, Update, lenient};

/// Meta's way to say that the owner did not want the past imported.
const DECLINED: i64 = 2_593_109;
/// Longest name taken from the phone's address book, in characters.
const NAME_LIMIT_CHARACTERS: usize = 256;

/// How the import of the past stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryNews {
    /// A piece came: of the last day (0), of the last 90 (1) or of the last 180 days (2).
    Piece {
        phase: i64,
        progress: i64,
    },
    Declined,
    Failed {
        code: Option<i64>,
        words: String,
    },
}

/// A line of the phone's address book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneContact {
    pub phone: String,
    /// `None` when the line was removed.
    pub name: Option<String>,
}

/// Reads the head of a piece of history.
pub(in crate::whatsapp) fn history(piece: &Value) -> Outcome {
    if let Some(error) = lenient::list(piece, "errors").first() {
        let fault = super::fault(error);
        let news = if fault.code == Some(DECLINED) {
            HistoryNews::Declined
        } else {
            HistoryNews::Failed { code: fault.code, words: fault.words }
        };
        return Outcome::Parsed(Update::History(news));
    }
    let head = piece.get("metadata").unwrap_or(&Value::Null);
    let phase = lenient::integer(head, "phase").unwrap_or_default().clamp(0, 2);
    let progress = lenient::integer(head, "progress").unwrap_or_default().clamp(0, 100);
    Outcome::Parsed(Update::History(HistoryNews::Piece { phase, progress }))
}

/// Reads a line of `state_sync`.
pub(in crate::whatsapp) fn contact(line: &Value) -> Outcome {
    let kind = lenient::text(line, "type").unwrap_or_default();
    if kind != "contact" {
        return Outcome::Ignored(UnusedReason::NotUsed.about(format_args!("state_sync.{kind}")));
    }
    let contact = line.get("contact").unwrap_or(&Value::Null);
    let Some(phone) = lenient::text(contact, "phone_number").and_then(|phone| international(&phone)) else {
        return Outcome::Ignored(UnusedReason::Missing.about("contact.phone_number"));
    };
    let removed = lenient::text(line, "action").as_deref() == Some("remove");
    let names = ["full_name", "first_name"];
    let name = names.iter().find_map(|key| lenient::text(contact, key)).filter(|_| !removed);
    let name = name.map(|name| name.trim().chars().take(NAME_LIMIT_CHARACTERS).collect());
    Outcome::Parsed(Update::PhoneContact(PhoneContact { phone, name }))
}
