//! Addresses behind the words of a link, where those do not say them.

/// The address of a link that has no words of its own.
pub(super) fn push_alone(text: &mut String, address: &str) {
    if let Some(shown) = shown_address(address) {
        text.push_str(&format!(" {shown} "));
    }
}

/// The address of a link behind its words, where the words do not say it.
pub(super) fn push_address(text: &mut String, begun: usize, address: &str) {
    let Some(shown) = shown_address(address) else { return };
    let words = text.get(begun..).unwrap_or_default();
    let bare = |text: &str| {
        let text = text.to_lowercase();
        let text = text
            .trim()
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_start_matches("www.");
        text.chars().filter(|letter| !letter.is_whitespace() && !"-/()".contains(*letter)).collect::<String>()
    };
    if words.trim().is_empty() || bare(words).contains(&bare(&shown)) {
        return;
    }
    let end = text.trim_end().len();
    let blank = text.split_off(end);
    text.push_str(&format!(" ({shown})"));
    text.push_str(&blank);
}

fn shown_address(address: &str) -> Option<String> {
    let address = address.trim();
    let lower = address.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("mailto:") {
        let end = rest.find('?').unwrap_or(rest.len());
        return Some(rest[..end].to_owned()).filter(|mail| !mail.is_empty());
    }
    if lower.starts_with("tel:") {
        return Some(address[4..].to_owned()).filter(|number| !number.is_empty());
    }
    (lower.starts_with("http://") || lower.starts_with("https://")).then(|| address.to_owned())
}
