//! Where a customer is from, by the only things a status tells: the phone number or the user id.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::whatsapp::wire::parse::Identity;

/// Country calling codes, the longest that fits counts.
const CALLING_CODES: &str = include_str!("calling_codes.txt");
/// Stands for a country nobody can tell.
pub(in crate::whatsapp) const UNKNOWN: &str = "??";

/// The country of whoever a status is about.
pub(in crate::whatsapp) fn of(recipient: &Identity) -> String {
    let by_phone = recipient.phone.as_deref().and_then(of_phone).map(ToOwned::to_owned);
    let by_id = || recipient.user_id.as_deref().and_then(of_user_id).map(ToOwned::to_owned);
    by_phone.or_else(by_id).unwrap_or_else(|| UNKNOWN.to_owned())
}

/// Every calling code with its country.
static COUNTRIES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| CALLING_CODES.lines().filter_map(|line| line.split_once(' ')).collect());
/// Digits of the longest calling code.
static LONGEST_CODE: LazyLock<usize> =
    LazyLock::new(|| COUNTRIES.keys().map(|code| code.len()).max().unwrap_or(0));

/// `+39…` is Italy.
pub(in crate::whatsapp) fn of_phone(phone: &str) -> Option<&'static str> {
    let digits = phone.trim_start_matches('+');
    let beginnings = (1..=*LONGEST_CODE).rev().filter_map(|length| digits.get(..length));
    beginnings.into_iter().find_map(|beginning| COUNTRIES.get(beginning).copied())
}

/// `IT.123…` is Italy as well.
pub(in crate::whatsapp) fn of_user_id(id: &str) -> Option<&str> {
    let country = id.split('.').next()?;
    (country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_code_counts() {
        assert_eq!(of_phone("+393331234567"), Some("IT"));
        assert_eq!(of_phone("15145550100"), Some("CA"));
        assert_eq!(of_phone("12025550100"), Some("US"));
        assert_eq!(of_phone("77011234567"), Some("KZ"));
        assert_eq!(of_phone("999"), None);
        assert_eq!(of_user_id("BR.ENT.12"), Some("BR"));
    }
}
