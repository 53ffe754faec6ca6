//! Web addresses and e-mail addresses in a text.

/// Endings that make two words with a dot between them an address.
const ENDINGS: &[&str] = &[
    "com", "net", "org", "info", "biz", "shop", "store", "app", "io", "me", "co", "eu", "it", "es", "pt",
    "br", "id", "in", "pk", "ae", "sa", "uk", "de", "fr", "us", "link", "ly", "gl", "site", "online", "xyz",
    "club", "top", "ru", "cn",
];

/// The text without its links, and the links, each without scheme and final slash.
pub(super) fn taken_out(text: &str) -> (String, Vec<String>) {
    let mut rest = String::with_capacity(text.len());
    let mut links = Vec::new();
    for piece in text
        .split_inclusive(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '<' | '>' | '"'))
    {
        let word = piece.trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '<' | '>' | '"')
        });
        match link(word) {
            Some(link) => {
                links.push(link);
                rest.push(' ');
                rest.push_str(&piece[word.len()..]);
            }
            None => rest.push_str(piece),
        }
    }
    (rest, links)
}

fn link(word: &str) -> Option<String> {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/' && c != '@');
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    let without_scheme = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let is_link = bare.contains("://")
        || without_scheme.starts_with("www.")
        || is_mail(bare)
        || is_domain(without_scheme);
    is_link.then(|| without_scheme.trim_start_matches("www.").trim_end_matches('/').to_owned())
}

fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn is_domain(word: &str) -> bool {
    let host = word.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let Some((name, ending)) = host.rsplit_once('.') else { return false };
    name.chars().any(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
        && ENDINGS.contains(&ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_however_they_are_written() {
        let (rest, links) = taken_out(
            "see https://www.Shop.example/a/, [menu](http://x.io) or ciao@shop.it. buy.now at 9.30",
        );
        assert_eq!(links, ["Shop.example/a", "x.io", "ciao@shop.it"]);
        assert!(rest.contains("9.30") && rest.contains("buy.now") && !rest.contains("x.io"));
    }
}
