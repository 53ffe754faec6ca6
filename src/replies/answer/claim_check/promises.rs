//! Promises and assurances a text makes: refunds, guarantees, deliveries, discounts, bookings, stock, what is in the food,
//! and whatever it says "we will" do. The evidence must speak of the same.

use super::tokens::{Kind, Token};
use super::{Claim, ClaimKind, claim};

/// Beginnings of words that speak of one subject. `=` asks for the whole word.
const SUBJECTS: &[(&str, &str)] = &[
    ("guarantee", "guarant warrant garant jamin गारंटी كارنتي گارنٹی ضمان نضمن مضمون"),
    (
        "refund",
        "refund reimburs rimbors reembols devoluc devolu devolv pengembalian रिफंड रिफ़ंड ريفند استرداد استرجاع wapsi =wapis",
    ),
    (
        "delivery",
        "deliver =ship =ships shipp shipment consegn spedi spediz entreg envi kirim mengirim antar mengantar dikirim pengiriman डिलीवर ڈيليور ديليور توصيل نوصل شحن arriv lleg cheg =tiba pahunch भेज bhej",
    ),
    ("discount", "discount =promo promotion sconto sconti scont descuent descont diskon छूट رعايت خصم تخفيض"),
    ("coupon", "coupon voucher cupon kupon gutschein"),
    ("free", "=free gratis gratuit gratuito gratui =cuma मुफ्त مفت مجان muft"),
    (
        "booked",
        "booked reserved prenotat reservad agendad marcad dipesan confirmed confermat confirmad dikonfirmasi बुक محجوز confirm",
    ),
    ("stock", "=stock stok available disponib disponiv tersedia उपलब्ध دستياب متوفر متاح"),
    ("halal", "halal हलाल حلال"),
    ("kosher", "kosher"),
    ("organic", "organic biologic organico organica orgânic organik"),
    ("vegan", "vegan"),
    ("vegetarian", "vegetarian"),
    ("gluten", "gluten glutine"),
    ("lactose", "lactos lattosio lactosa"),
    ("allergy", "allerg alerg"),
    ("parking", "parking parcheggi estacionamiento aparcamiento estacionamento parkir"),
    ("certified", "certifi certificat certificad sertifik"),
];

/// Saying these is not promising: they only speak of talking.
const HARMLESS_VERBS: &[&str] =
    &["be", "help", "need", "find", "not", "see", "have", "get", "happy", "glad", "receive", "want"];

const NEVER: &[&[&str]] = &[
    &["i", "am", "human"],
    &["i", "am", "a", "human"],
    &["i", "m", "human"],
    &["i", "m", "a", "human"],
    &["i", "am", "a", "real", "person"],
    &["i", "m", "a", "real", "person"],
    &["not", "a", "bot"],
    &["sono", "una", "persona"],
    &["sono", "umano"],
    &["non", "sono", "un", "bot"],
    &["soy", "una", "persona"],
    &["soy", "humano"],
    &["sou", "humano"],
    &["sou", "uma", "pessoa"],
    &["saya", "manusia"],
    &["main", "insaan", "hoon"],
    &["انا", "انسان"],
];

pub(super) fn claims(answer: &[Token], evidence: &[Token]) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (at, token) in answer.iter().enumerate() {
        if NEVER.iter().any(|words| starts_with(&answer[at..], words)) {
            claims.push(claim(ClaimKind::Identity, &token.raw, false));
        }
        if token.kind != Kind::Word {
            continue;
        }
        if let Some(subject) = subject(token, at.checked_sub(1).map(|at| &answer[at])) {
            claims.push(claim(ClaimKind::Promise, &token.raw, speaks_of(evidence, subject)));
        } else if let Some(verb) = promised(answer, at) {
            claims.push(claim(ClaimKind::Promise, &verb.raw, is_said(evidence, verb)));
        }
    }
    claims
}

fn starts_with(tokens: &[Token], words: &[&str]) -> bool {
    let mut spoken = tokens.iter().filter(|token| !token.is_mark(&["'"]));
    words.iter().all(|word| spoken.next().is_some_and(|token| token.is_word(&[word])))
}

fn subject(token: &Token, before: Option<&Token>) -> Option<&'static str> {
    if token.text == "free" && before.is_some_and(|before| before.is_word(&["feel"])) {
        return None;
    }
    let begins = |known: &str| match known.strip_prefix('=') {
        Some(whole) => token.text == whole,
        None => token.text.starts_with(known),
    };
    SUBJECTS.iter().find(|(_, words)| words.split(' ').any(begins)).map(|(subject, _)| *subject)
}

fn speaks_of(evidence: &[Token], wanted: &str) -> bool {
    evidence.iter().any(|token| token.kind == Kind::Word && subject(token, None) == Some(wanted))
}

/// The verb of a promise that begins at `at`, in the ways languages say "will".
fn promised(tokens: &[Token], at: usize) -> Option<&Token> {
    let token = &tokens[at];
    let before = at.checked_sub(1).map(|at| &tokens[at]);
    if token.is_word(&["will", "ll"]) {
        if tokens[..at].iter().rev().take(2).any(|subject| subject.is_word(&["you"])) {
            return None;
        }
        let verb = tokens[at + 1..].iter().find(|token| {
            !token.is_word(&["be", "also", "then", "always", "gladly", "happily", "surely", "definitely"])
        })?;
        return Some(verb).filter(|verb| verb.kind == Kind::Word && !verb.is_word(HARMLESS_VERBS));
    }
    if token.is_word(&["akan", "سوف"]) {
        return tokens.get(at + 1).filter(|verb| verb.kind == Kind::Word);
    }
    if token.is_word(&["گے", "كي"]) && token.raw == "گے" {
        return before;
    }
    let raw = token.raw.as_str();
    let long = raw.chars().count() >= 6;
    let ends = ["remo", "remos", "rò", "renge", "enge", "ेंगे", "एंगे", "ूंगा", "ूँगा"]
        .iter()
        .any(|ending| raw.ends_with(ending));
    let begins = raw.starts_with("سن") && raw.chars().count() >= 5;
    ((long && ends) || begins).then_some(token)
}

/// The same verb, or the beginning of it, stands in the evidence.
fn is_said(evidence: &[Token], verb: &Token) -> bool {
    let stem: String =
        verb.text.chars().take(5.min(verb.text.chars().count().saturating_sub(1)).max(3)).collect();
    evidence
        .iter()
        .any(|token| token.kind == Kind::Word && (token.text == verb.text || token.text.starts_with(&stem)))
}
