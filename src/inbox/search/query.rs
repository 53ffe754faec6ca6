//! Reads what somebody typed into the search box: words, and filters such as `from:anna label:"big order" before:2026-11-01`.
//!
//! Never fails: a filter it does not understand is looked for as words.

use jiff::tz::TimeZone;

use crate::clock::Timestamp;
use crate::inbox::types::MessageKind;
use crate::storage::text::query_tokens;

/// Words of one question that are looked for.
const MOST_WORDS: usize = 12;

/// What is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::inbox) struct SearchQuery {
    /// Tokens that must all be there.
    pub words: Vec<String>,
    pub from: Option<From>,
    pub label: Option<String>,
    pub after: Option<Timestamp>,
    pub before: Option<Timestamp>,
    /// One of these kinds; empty for any.
    pub kinds: Vec<MessageKind>,
}

/// Who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) enum From {
    Customer,
    Ai,
    Team,
    Me,
    /// A customer or a colleague of this name.
    Named(String),
}

impl SearchQuery {
    /// Days are those of the shop's time zone.
    pub fn parse(typed: &str, zone: &TimeZone) -> Self {
        let mut query = Self::default();
        for piece in pieces(typed) {
            if !query.take_filter(&piece, zone) {
                query.words.extend(query_tokens(&piece));
            }
        }
        query.words.truncate(MOST_WORDS);
        query
    }

    /// Whether anything at all is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes `name:value` when it is a filter.
    fn take_filter(&mut self, piece: &str, zone: &TimeZone) -> bool {
        let Some((name, value)) = piece.split_once(':').filter(|(_, value)| !value.is_empty()) else {
            return false;
        };
        match name.to_ascii_lowercase().as_str() {
            "from" => self.from = Some(From::read(value)),
            "label" => self.label = Some(value.to_owned()),
            "has" => match kinds(value) {
                Some(kinds) => self.kinds = kinds,
                None => return false,
            },
            "before" => match day(value, zone) {
                Some(start) => self.before = Some(start),
                None => return false,
            },
            "after" => match day(value, zone) {
                Some(start) => self.after = Some(start),
                None => return false,
            },
            _ => return false,
        }
        true
    }
}

impl From {
    fn read(value: &str) -> Self {
        match value.to_lowercase().as_str() {
            "customer" => Self::Customer,
            "ai" => Self::Ai,
            "team" => Self::Team,
            "me" => Self::Me,
            _ => Self::Named(value.to_owned()),
        }
    }
}

fn kinds(value: &str) -> Option<Vec<MessageKind>> {
    if value.eq_ignore_ascii_case("file") {
        return Some(MessageKind::ALL.iter().copied().filter(|kind| kind.is_media()).collect());
    }
    let kind: MessageKind = value.to_ascii_lowercase().parse().ok()?;
    Some(vec![kind])
}

/// The first moment of a day there.
fn day(value: &str, zone: &TimeZone) -> Option<Timestamp> {
    let date: jiff::civil::Date = value.parse().ok()?;
    let start = date.to_zoned(zone.clone()).ok()?;
    Some(Timestamp::from_millis(start.timestamp().as_millisecond()))
}

/// The pieces between blanks; quotation marks keep blanks inside a piece and are dropped.
fn pieces(typed: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    for letter in typed.chars() {
        match letter {
            '"' | '“' | '”' => quoted = !quoted,
            _ if letter.is_whitespace() && !quoted => pieces.push(String::new()),
            _ => {
                if let Some(last) = pieces.last_mut() {
                    last.push(letter);
                }
            }
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_and_filters_are_told_apart() {
        let query = SearchQuery::parse(
            "Perché costata from:\"Anna Rossi\" label:vip has:image before:2026-11-02",
            &TimeZone::UTC,
        );
        assert_eq!(query.words, ["perche", "costata"]);
        assert_eq!(query.from, Some(From::Named("Anna Rossi".into())));
        assert_eq!(query.label.as_deref(), Some("vip"));
        assert_eq!(query.kinds, [MessageKind::Image]);
        assert_eq!(query.before.unwrap().to_string(), "2026-11-02T00:00:00.000Z");
        assert_eq!(query.after, None);
    }

    #[test]
    fn a_day_is_the_shops_day() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let query = SearchQuery::parse("before:2026-11-28 after:2026-11-27", &zone);
        assert_eq!(query.before.unwrap().to_string(), "2026-11-28T03:00:00.000Z");
        assert_eq!(query.after.unwrap().to_string(), "2026-11-27T03:00:00.000Z");
        // A night without midnight: the day begins when it begins.
        let zone = TimeZone::get("Africa/Cairo").unwrap();
        let query = SearchQuery::parse("after:2026-04-24", &zone);
        assert_eq!(query.after.unwrap().to_string(), "2026-04-23T22:00:00.000Z");
    }

    #[test]
    fn what_is_no_filter_is_looked_for() {
        let query = SearchQuery::parse("note: at 10:30 before:soon has:wings", &TimeZone::UTC);
        assert_eq!(query.words, ["note", "at", "10", "30", "before", "soon", "has", "wings"]);
        assert!(SearchQuery::parse(" \"\" ?! ", &TimeZone::UTC).is_empty());
    }

    #[test]
    fn has_file_means_every_kind_that_brings_one() {
        assert_eq!(SearchQuery::parse("has:file", &TimeZone::UTC).kinds.len(), 5);
        assert_eq!(SearchQuery::parse("from:AI", &TimeZone::UTC).from, Some(From::Ai));
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(typed in "\\PC{0,80}") {
            let query = SearchQuery::parse(&typed, &TimeZone::UTC);
            prop_assert!(query.words.len() <= MOST_WORDS);
            prop_assert!(query.words.iter().all(|word| !word.contains(['"', '_', ' '])));
        }
    }
}
