//! Streets and places a text names: "Via Roma", "King Street", "Calle Mayor", "Jalan Sudirman".

use super::tokens::{Kind, Token};
use super::{Claim, ClaimKind, claim};

/// The kind of street stands before its name.
const BEFORE: &[&str] = &[
    "via", "viale", "piazza", "piazzale", "corso", "vicolo", "largo", "calle", "avenida", "plaza", "paseo",
    "rua", "praca", "travessa", "jalan", "jl", "gang", "شارع",
];
/// The kind of street stands after its name.
const AFTER: &[&str] =
    &["street", "road", "avenue", "boulevard", "lane", "square", "bazaar", "bazar", "chowk", "marg", "nagar"];
/// Words before "street" that name none.
const NO_NAMES: &[&str] =
    &["the", "a", "our", "this", "that", "main", "same", "your", "on", "in", "of", "next"];
/// "via" is also "by way of".
const NO_STREETS: &[&str] = &[
    "whatsapp",
    "email",
    "mail",
    "telefono",
    "phone",
    "sms",
    "chat",
    "e",
    "di",
    "the",
    "our",
    "messaggio",
    "messaggi",
];

pub(super) fn claims(answer: &[Token], evidence: &[Token]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (at, token) in answer.iter().enumerate() {
        let name = if token.is_word(BEFORE) {
            answer.get(at + 1).or(None).filter(|name| name.kind == Kind::Word && !name.is_word(NO_STREETS))
        } else if token.is_word(AFTER) && at > 0 {
            Some(&answer[at - 1]).filter(|name| name.kind == Kind::Word && !name.is_word(NO_NAMES))
        } else {
            None
        };
        if let Some(name) = name {
            let supported = evidence.iter().any(|known| known.kind == Kind::Word && known.text == name.text);
            claims.push(claim(ClaimKind::Street, &format!("{} {}", token.raw, name.raw), supported));
        }
    }
    claims
}
