//! What words look like: an amount, a price.

use super::super::letters::STRUCK;

/// A price, an amount, hours: figures with little else.
pub(super) fn is_figure(words: &str) -> bool {
    let figures = words.chars().filter(char::is_ascii_digit).count();
    let letters = words.chars().filter(|letter| letter.is_alphabetic()).count();
    // "Mon 9-18" begins with a name, "CHF 9" with a currency.
    let begins = words.chars().take_while(|letter| letter.is_alphabetic()).collect::<String>();
    let currency = begins.len() == 3 && begins.bytes().all(|letter| letter.is_ascii_uppercase());
    figures > 0 && letters <= 4 && (begins.is_empty() || currency) && words.chars().count() <= 24
}

/// A figure with its currency or its cents.
pub(super) fn is_price(words: &str) -> bool {
    let words = words.replace(STRUCK, "");
    let currency = words.contains(['€', '$', '£', '¥', '₹', '₺', '₽', '₪'])
        || ["EUR", "CHF", "zł", "Kč", "kr", "lei"].iter().any(|name| words.contains(name));
    let figures = words.contains(|letter: char| letter.is_ascii_digit());
    let letters = words.chars().filter(|letter| letter.is_alphabetic()).count();
    let cents = words.trim().rsplit_once([',', '.']).is_some_and(|(whole, cents)| {
        cents.len() == 2 && (whole.to_owned() + cents).bytes().all(|byte| byte.is_ascii_digit())
    });
    figures && letters <= 8 && (currency || cents)
}
