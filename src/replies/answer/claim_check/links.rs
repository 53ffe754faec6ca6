//! Links and e-mail addresses: anything of letters, a dot and letters. Says nothing of where they lead.

/// The link that begins here, in its plain form, and its length in bytes.
pub(super) fn at(text: &str, at: usize) -> Option<(usize, String)> {
    let rest = &text[at..];
    let before = text[..at].chars().next_back();
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let length = rest
        .find(|letter: char| letter.is_whitespace() || "<>\"“”«»()[]{}|".contains(letter))
        .unwrap_or(rest.len());
    let raw =
        rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '。', '，', '*', '_', '~']);
    if is_link(raw) {
        return Some((raw.len(), plain(raw)));
    }
    spaced(text, at)
}

fn is_link(raw: &str) -> bool {
    if raw.contains("://") || raw.to_lowercase().starts_with("www.") {
        return true;
    }
    let host = raw.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let Some((name, ending)) = host.rsplit_once('.') else {
        return raw.contains('@') && raw.chars().filter(|c| *c == '@').count() == 1 && raw.len() > 3;
    };
    let letters = |part: &str| part.chars().filter(|letter| letter.is_alphabetic()).count();
    let ending_ok =
        ending.chars().count() >= 2 && ending.chars().all(|letter| letter.is_alphabetic() || letter == '-');
    let name_ok = !name.is_empty()
        && name.chars().next_back().is_some_and(char::is_alphanumeric)
        && (letters(name) >= 2 || name.contains('.'))
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '+' | '@'));
    // "a.m", "z.B", "e.g": abbreviations have single letters.
    ending_ok && name_ok && !(raw == host && name.split('.').all(|part| part.chars().count() == 1))
        // A missing blank after a full stop: the next sentence begins with a capital.
        && !(raw == host && ending.chars().next().is_some_and(char::is_uppercase) && ending.chars().skip(1).any(char::is_lowercase))
}

/// `bruni .com/ordini`, `bruni. com`.
fn spaced(text: &str, at: usize) -> Option<(usize, String)> {
    let rest = &text[at..];
    let after = rest.strip_prefix('.')?;
    let name: String = after.chars().take_while(char::is_ascii_lowercase).collect();
    let known = [
        "com", "net", "org", "info", "shop", "store", "online", "live", "app", "io", "co", "it", "es", "de",
        "fr", "uk", "eu", "ch", "me", "cc", "to", "ai",
    ];
    if !known.contains(&name.as_str()) {
        return None;
    }
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    Some((length, plain(rest[..length].trim_end_matches(['.', ',', '!']))))
}

fn plain(raw: &str) -> String {
    let lower = raw.to_lowercase();
    let lower = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .or_else(|| lower.strip_prefix("mailto:"))
        .unwrap_or(&lower);
    lower.strip_prefix("www.").unwrap_or(lower).trim_end_matches('/').to_owned()
}
