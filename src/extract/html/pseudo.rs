//! Words that a page's own style puts in front of what an element says, or behind it: the currency of every price, a note
//! above the hours. Signs that only decorate, and letters of fonts that draw pictures, are none.

use std::collections::HashMap;
use std::iter::Peekable;
use std::str::Chars;

use ego_tree::NodeId;
use scraper::node::Element;
use scraper::{Html, Selector};

use super::super::letters;
use super::style::{blocks_of, sheets};

/// Selectors that are followed, elements that get words, and letters they get.
const MAX_SELECTORS: usize = 300;
const MAX_PLACES: usize = 20_000;
const MAX_WORDS: usize = 120;

/// The words in front of each element and behind it.
#[derive(Default)]
pub(super) struct Pseudo {
    before: HashMap<NodeId, String>,
    behind: HashMap<NodeId, String>,
}

impl Pseudo {
    pub fn of(page: &Html) -> Self {
        let mut pseudo = Self::default();
        let (mut places, mut followed) = (0, 0);
        for (selectors, body) in sheets(page).iter().flat_map(|sheet| blocks_of(sheet)) {
            let Some(content) = content_of(body) else { continue };
            let speaks = content.iter().any(Part::speaks);
            for (selector, before) in selectors.split(',').filter_map(parted) {
                let side = if before { &mut pseudo.before } else { &mut pseudo.behind };
                if !speaks && side.is_empty() {
                    continue;
                }
                followed += 1;
                if followed > MAX_SELECTORS {
                    return pseudo;
                }
                let Ok(selector) = Selector::parse(if selector.is_empty() { "*" } else { selector }) else {
                    continue;
                };
                for element in page.select(&selector) {
                    places += 1;
                    if places > MAX_PLACES {
                        return pseudo;
                    }
                    match written(&content, element.value()) {
                        Some(words) => side.insert(element.id(), words),
                        None => side.remove(&element.id()),
                    };
                }
            }
        }
        pseudo
    }

    pub fn before(&self, id: NodeId) -> Option<&str> {
        self.before.get(&id).map(String::as_str)
    }

    pub fn behind(&self, id: NodeId) -> Option<&str> {
        self.behind.get(&id).map(String::as_str)
    }
}

/// A selector without its `::before` or `::after`, and whether it was the first.
fn parted(selector: &str) -> Option<(&str, bool)> {
    let selector = selector.trim();
    let rest = |name: &str| selector.strip_suffix(name).map(|rest| rest.strip_suffix(':').unwrap_or(rest));
    rest(":before").map(|rest| (rest, true)).or_else(|| rest(":after").map(|rest| (rest, false)))
}

enum Part {
    Words(String),
    Attribute(String),
}

impl Part {
    /// Whether it may say something.
    fn speaks(&self) -> bool {
        match self {
            Self::Words(words) => tells(words),
            Self::Attribute(_) => true,
        }
    }
}

/// What `content` is made of, nothing when the rule does not say.
fn content_of(body: &str) -> Option<Vec<Part>> {
    if body.contains("font-family") {
        return None;
    }
    let at = body.match_indices("content").map(|(at, _)| at).find(|at| {
        let begins = body[..*at].trim_end();
        (begins.is_empty() || begins.ends_with(';')) && body[at + 7..].trim_start().starts_with(':')
    })?;
    let mut letters = body[at + 7..].trim_start()[1..].chars().peekable();
    let mut parts = Vec::new();
    while let Some(letter) = letters.next() {
        match letter {
            '"' | '\'' => parts.push(Part::Words(quoted(&mut letters, letter))),
            // What follows is for voices.
            ';' | '/' => break,
            _ if letter.is_alphabetic() => {
                let mut name = letter.to_string();
                while let Some(next) = letters.next_if(|next| next.is_alphanumeric() || *next == '-') {
                    name.push(next);
                }
                if letters.next_if(|next| *next == '(').is_some() {
                    let inner: String = letters.by_ref().take_while(|next| *next != ')').collect();
                    if name == "attr" {
                        parts.push(Part::Attribute(inner.trim().to_owned()));
                    }
                }
            }
            _ => {}
        }
    }
    Some(parts)
}

/// The letters of a string up to its end, its escapes undone.
fn quoted(letters: &mut Peekable<Chars<'_>>, end: char) -> String {
    let mut words = String::new();
    while let Some(letter) = letters.next() {
        if letter == end || words.len() > MAX_WORDS * 4 {
            break;
        }
        if letter != '\\' {
            words.push(letter);
            continue;
        }
        let mut number = String::new();
        while number.len() < 6
            && let Some(next) = letters.next_if(char::is_ascii_hexdigit)
        {
            number.push(next);
        }
        if number.is_empty() {
            words.extend(letters.next());
        } else {
            letters.next_if(|next| next.is_whitespace());
            words.extend(u32::from_str_radix(&number, 16).ok().and_then(char::from_u32));
        }
    }
    words
}

/// The words on this element, if they say something.
fn written(content: &[Part], element: &Element) -> Option<String> {
    let mut words = String::new();
    for part in content {
        match part {
            Part::Words(own) => words.push_str(own),
            Part::Attribute(name) => words.push_str(element.attr(name).unwrap_or_default()),
        }
    }
    let words = letters::visible(&words).replace('\n', " ");
    (tells(&words) && words.chars().count() <= MAX_WORDS).then_some(words)
}

/// Letters, figures or a currency, and no pictures of a font.
fn tells(words: &str) -> bool {
    let says = |letter: char| {
        letter.is_alphanumeric() || matches!(letter, '€' | '$' | '£' | '¥' | '₹' | '₺' | '₽' | '₪' | '%')
    };
    let drawn = words.chars().any(|letter| ('\u{E000}'..='\u{F8FF}').contains(&letter));
    words.chars().any(says) && !drawn
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn text(style: &str, page: &str) -> String {
        read(&format!("<style>{style}</style>{page}")).unwrap().text.trim().to_owned()
    }

    #[test]
    fn words_of_the_style_stand_with_the_page() {
        let page = "<ul><li>Pie <span class=p>3.50</span></li></ul><p class=c>Monday</p><p class=d data-now='9 €'>Oil</p>";
        let style = ".p::after{content:' EUR'} .c:after { color:red; content: ' (closed)' } .d::before{content:attr(data-now) ' '}";
        assert_eq!(text(style, page), "- Pie 3.50 EUR\n\nMonday (closed)\n\n9 € Oil");
        assert_eq!(text(".p:after{content:'\\20AC'} .p:after{content:none}", "<p class=p>3.50</p>"), "3.50");
        assert_eq!(text(".p:after{content:'\\20AC'}", "<p class=p>3.50</p>"), "3.50€");
    }

    #[test]
    fn what_decorates_is_left_out() {
        for rule in [
            "p::before{content:'\\2022'}",
            "p::before{content:'\\f017'}",
            "p::before{font-family:Icons;content:'k'}",
            "p:hover::after{content:'Hint'}",
            "p::before{content:counter(item) '. '}",
            "p::after{content:''}",
        ] {
            assert_eq!(text(rule, "<p>Open 9-18</p>"), "Open 9-18", "{rule}");
        }
    }
}
