//! The small language stories are written in: one line, one thing that happened.
//!
//! Its words are told at the top of `data/stories_last.toml`.

use super::BadSample;

/// One line of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Minutes after the line before; none means "shortly".
    pub(super) wait_minutes: Option<u32>,
    pub speaker: Speaker,
    pub text: String,
}

/// Who acts in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker {
    /// Something the customer sends; `about` is the number of the line it quotes or reacts to, from one.
    Customer { content: Content, about: Option<usize> },
    /// The AI, with the title or question its words come from.
    Ai { source: String },
    /// Somebody of the shop, by key.
    Person(String),
    /// A private note of somebody of the shop.
    Note(String),
    /// The AI gives the conversation away, without a text: what the card says is read off the thread.
    HandOff { reason: String },
}

/// What kind of message a customer sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Text,
    Image(String),
    Voice,
    Sticker,
    Document(String),
    Location(String),
    Order(Vec<Item>),
    Reaction,
    Unsupported(String),
}

/// One position of an order from the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub quantity: u32,
    pub product: String,
    /// Euros for all of them, with two decimals.
    pub price: String,
}

/// Reads all lines of a story.
pub(super) fn parse(story: &str) -> Result<Vec<Line>, BadSample> {
    story.lines().map(str::trim).filter(|line| !line.is_empty()).map(line).collect()
}

fn line(written: &str) -> Result<Line, BadSample> {
    let faulty = || BadSample(format!("cannot read the line {written:?}"));
    let (wait, rest) = match written.strip_prefix('+') {
        Some(rest) => {
            let (minutes, rest) = rest.split_once(' ').ok_or_else(faulty)?;
            (Some(minutes.parse().map_err(|_| faulty())?), rest)
        }
        None => (None, written),
    };
    let end = end_of_head(rest).ok_or_else(faulty)?;
    let (head, text) = rest.split_at(end);
    let speaker = speaker(head).ok_or_else(faulty)?;
    Ok(Line { wait_minutes: wait, speaker, text: text[1..].trim().to_owned() })
}

/// The colon that ends the head is the first one outside brackets.
fn end_of_head(line: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (place, character) in line.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => return Some(place),
            _other => {}
        }
    }
    None
}

fn speaker(head: &str) -> Option<Speaker> {
    if let Some(rest) = head.strip_prefix("customer") {
        return customer(rest.trim());
    }
    if let Some(source) = argument(head, "ai") {
        return Some(Speaker::Ai { source });
    }
    if let Some(reason) = argument(head, "hand_off") {
        return Some(Speaker::HandOff { reason });
    }
    match head.split_once(' ') {
        Some(("note", person)) => Some(Speaker::Note(person.to_owned())),
        Some(_) => None,
        None => Some(Speaker::Person(head.to_owned())),
    }
}

fn customer(rest: &str) -> Option<Speaker> {
    let plain = |content| Some(Speaker::Customer { content, about: None });
    let about = |number: &str, content| {
        let about = number.trim().parse().ok()?;
        Some(Speaker::Customer { content, about: Some(about) })
    };
    if let Some(number) = rest.strip_prefix("quotes ") {
        return about(number, Content::Text);
    }
    if let Some(number) = rest.strip_prefix("reacts ") {
        return about(number, Content::Reaction);
    }
    if let Some(name) = argument(rest, "document") {
        return plain(Content::Document(name));
    }
    if let Some(name) = argument(rest, "image") {
        return plain(Content::Image(name));
    }
    if let Some(place) = argument(rest, "location") {
        return plain(Content::Location(place));
    }
    if let Some(kind) = argument(rest, "unsupported") {
        return plain(Content::Unsupported(kind));
    }
    if let Some(items) = argument(rest, "order") {
        let items: Option<Vec<Item>> = items.split(';').map(item).collect();
        return plain(Content::Order(items?));
    }
    match rest {
        "" => plain(Content::Text),
        "voice" => plain(Content::Voice),
        "sticker" => plain(Content::Sticker),
        _other => None,
    }
}

/// `2 x Fiorentina = 76.00`
fn item(written: &str) -> Option<Item> {
    let (quantity, rest) = written.trim().split_once(" x ")?;
    let (product, price) = rest.split_once(" = ")?;
    Some(Item { quantity: quantity.parse().ok()?, product: product.to_owned(), price: price.to_owned() })
}

/// The words in the brackets of `name(words)`.
fn argument(head: &str, name: &str) -> Option<String> {
    Some(head.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?.to_owned())
}
