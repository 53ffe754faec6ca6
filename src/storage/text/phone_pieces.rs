//! A phone number in a search index: by its beginning, its end, or any piece of it.

/// Marks a token as a piece of a phone number; no word begins with it.
pub const PHONE_MARK: &str = "_p";

/// Every ending of the number with at least so many digits is a token: a beginning of one finds any piece of it.
pub fn phone_tokens(phone: &str, fewest_digits: usize) -> Vec<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let endings = digits.len().saturating_sub(fewest_digits) + 1;
    (0..endings)
        .filter_map(|start| digits.get(start..))
        .map(|ending| format!("{PHONE_MARK}{ending}"))
        .collect()
}

/// The digits of something typed that looks like a piece of a phone number and is no shorter.
pub fn phone_piece(typed: &str, fewest_digits: usize) -> Option<String> {
    let looks_like_one = typed.chars().all(|letter| letter.is_ascii_digit() || " +-()./".contains(letter));
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    (looks_like_one && digits.len() >= fewest_digits).then_some(digits)
}
