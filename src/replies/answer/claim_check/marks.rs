//! Marks of citation that models leave in a text, taken out before it is checked and sent.

/// The text without `【1】`, `【4:0†source】`, `[1]`, `(source 2)`, `¹`, `<b>`.
pub fn without_citation_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let mark = bracketed(rest).or_else(|| raised(rest, plain.chars().next_back()));
        if let Some((length, ends)) = tag(rest) {
            if ends && !plain.is_empty() && !plain.ends_with('\n') {
                plain.push('\n');
            }
            rest = &rest[length..];
        } else if let Some(length) = mark {
            while plain.ends_with(' ')
                && !rest[length..].starts_with(char::is_alphanumeric)
                && !rest[length..].starts_with(' ')
            {
                plain.pop();
            }
            if plain.ends_with(' ') && rest[length..].starts_with(' ') {
                plain.pop();
            }
            rest = &rest[length..];
        } else {
            plain.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    if plain.len() == text.len() { plain } else { plain.trim().to_owned() }
}

/// A tag of HTML, which no messenger reads: its length, and whether a line ends there.
fn tag(rest: &str) -> Option<(usize, bool)> {
    const INLINE: &[&str] = &["b", "i", "u", "em", "strong", "span", "a", "small", "code"];
    const LINES: &[&str] = &["br", "p", "li", "ul", "ol", "div", "h1", "h2", "h3", "tr", "td", "table"];
    let inside = rest.strip_prefix('<')?;
    let end = inside.find('>').filter(|end| *end <= MOST_OF_A_TAG)?;
    let name = inside[..end].trim_start_matches('/').trim_end_matches('/');
    let name = name.split_whitespace().next()?.to_ascii_lowercase();
    let ends = LINES.contains(&name.as_str());
    (ends || INLINE.contains(&name.as_str())).then_some((end + 2, ends))
}

/// Most bytes of a tag with all it says.
const MOST_OF_A_TAG: usize = 200;

fn bracketed(rest: &str) -> Option<usize> {
    let (close, inner_start) = match rest.chars().next()? {
        '【' => ('】', '【'.len_utf8()),
        '[' => (']', 1),
        '(' => (')', 1),
        '〔' => ('〕', '〔'.len_utf8()),
        _ => return None,
    };
    let end = rest.find(close)?;
    let inner = rest[inner_start..end].trim().to_lowercase();
    let after_link = rest[end + close.len_utf8()..].starts_with('(');
    let ids = |text: &str| {
        !text.is_empty()
            && text.len() <= 12
            && text
                .chars()
                .all(|letter| letter.is_ascii_digit() || matches!(letter, ',' | ' ' | '-' | ';' | '^'))
    };
    let named = [
        "source",
        "sources",
        "doc",
        "document",
        "documents",
        "ref",
        "fonte",
        "fuente",
        "quelle",
        "documento",
        "dokument",
        "src",
        "cite",
        "citation",
    ]
    .iter()
    .find_map(|name| inner.strip_prefix(name))
    .is_some_and(|number| ids(number.trim_matches([' ', ':', '#', '.'])));
    let is_mark = match close {
        '】' | '〕' => true,
        ']' => (ids(&inner) || named) && !after_link,
        _ => named,
    };
    is_mark.then_some(end + close.len_utf8())
}

/// A raised figure behind a word or a full stop: never behind a unit such as `m²`.
fn raised(rest: &str, before: Option<char>) -> Option<usize> {
    let length: usize = rest
        .chars()
        .take_while(|letter| matches!(letter, '¹' | '²' | '³' | '\u{2070}'..='\u{2079}'))
        .map(char::len_utf8)
        .sum();
    let first = rest.chars().next()?;
    let unit = matches!(before, Some('m' | 'M' | 'м' | 'М')) && matches!(first, '²' | '³');
    (length > 0 && !unit && before.is_some_and(|before| !before.is_ascii_digit())).then_some(length)
}
