//! Fields people fill in.

use super::error::AccountError;

/// A text without blanks around it, no longer than it may be.
pub(super) fn text(field: &'static str, text: &str, longest: usize) -> Result<String, AccountError> {
    let text = text.trim();
    if text.chars().count() > longest {
        return Err(AccountError::invalid(field, format!("Use at most {longest} characters.")));
    }
    if text.chars().any(|character| character.is_control() && character != '\n' && character != '\t') {
        return Err(AccountError::invalid(field, "This holds characters that cannot be shown."));
    }
    Ok(text.to_owned())
}
