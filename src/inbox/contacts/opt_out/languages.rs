//! The languages as data: the words of a wish, sentences that are one, sentences that only look like one, and what the
//! customer is told. Adding a language is adding a file.

use std::sync::LazyLock;

use serde::Deserialize;

use super::lexicon::{Lexicon, part};
use super::shape::Sentences;
use super::tokens::tokens;
use super::{Reach, Wish};
use crate::languages;

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/src/inbox/contacts/opt_out/data"]
struct Files;

/// What is understood in any language.
const ANY: &str = "any";
/// What a customer is answered in whose language has no file.
const FALLBACK: &str = "en";

/// A language's file.
#[derive(Debug, Clone, Deserialize)]
struct File {
    opt_out: Words,
}

/// The table `[opt_out]` of a language's file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Words {
    alone: Vec<String>,
    unsubscribe: Vec<String>,
    stop: Vec<String>,
    send: Vec<String>,
    contact: Vec<String>,
    receive: Vec<String>,
    want: Vec<String>,
    not: Vec<String>,
    messages: Vec<String>,
    anything: Vec<String>,
    keep: Vec<String>,
    offers: Vec<String>,
    remove: Vec<String>,
    list: Vec<String>,
    me: Vec<String>,
    more: Vec<String>,
    please: Vec<String>,
    filler: Vec<String>,
    business: Vec<String>,
    asks: Vec<String>,
    /// Whole messages that ask for messages again.
    pub start: Vec<String>,
    pub sentences: Vec<String>,
    pub but_not: Vec<String>,
    said_stopped: String,
    said_offers_stopped: String,
    said_started: String,
}

/// A language, ready to be heard.
#[derive(Debug)]
pub(super) struct Language {
    /// Such as `it` or `ur-Latn`.
    pub tag: String,
    pub words: Words,
    starts: Vec<Vec<String>>,
}

/// All of them, and their words and sentences together: a language is told there by its place here.
#[derive(Debug, Default)]
pub(super) struct Languages {
    pub all: Vec<Language>,
    pub lexicon: Lexicon,
    pub sentences: Sentences,
}

impl Languages {
    fn add(&mut self, tag: &str, words: &Words, any: &Words) {
        let place = self.all.len();
        words.teach(&mut self.lexicon, place, 0);
        any.teach(&mut self.lexicon, place, part::SHARED);
        for (sentences, is_wish) in [(&words.sentences, true), (&words.but_not, false)] {
            for sentence in sentences {
                self.sentences.add(place, is_wish, sentence);
            }
        }
        let starts = words.start.iter().chain(&any.start).map(|start| tokens(start)).collect();
        self.all.push(Language { tag: tag.to_owned(), words: words.clone(), starts });
    }

    /// The language in which this is nothing but a wish for messages again.
    pub fn starts(&self, said: &[String]) -> Option<&Language> {
        let places = 0..self.all.len();
        let place = places
            .into_iter()
            .find(|place| self.all[*place].starts(said, |token| self.is_polite(*place, token)));
        place.map(|place| &self.all[place])
    }

    fn is_polite(&self, language: usize, token: &String) -> bool {
        let pieces = self.lexicon.found(std::slice::from_ref(token)).pieces(language);
        pieces.iter().all(|piece| piece.parts & (part::PLEASE | part::FILLER) != 0)
    }
}

impl Language {
    fn starts(&self, said: &[String], polite: impl Fn(&String) -> bool) -> bool {
        self.starts.iter().any(|start| {
            said.len() >= start.len()
                && (0..=said.len() - start.len()).any(|at| {
                    said[at..].starts_with(start)
                        && said[..at].iter().all(&polite)
                        && said[at + start.len()..].iter().all(&polite)
                })
        })
    }
}

impl Words {
    fn teach(&self, lexicon: &mut Lexicon, language: usize, shared: u32) {
        for (words, parts) in [
            (&self.alone, part::ALONE | part::STOP),
            (&self.unsubscribe, part::UNSUBSCRIBE),
            (&self.stop, part::STOP),
            (&self.send, part::SEND),
            (&self.contact, part::CONTACT),
            (&self.receive, part::RECEIVE),
            (&self.want, part::WANT),
            (&self.not, part::NOT),
            (&self.messages, part::MESSAGES),
            (&self.anything, part::ANYTHING),
            (&self.keep, part::KEEP),
            (&self.offers, part::OFFERS),
            (&self.remove, part::REMOVE),
            (&self.list, part::LIST),
            (&self.me, part::ME),
            (&self.more, part::MORE),
            (&self.please, part::PLEASE),
            (&self.filler, part::FILLER),
            (&self.business, part::BUSINESS),
            (&self.asks, part::ASKS),
        ] {
            lexicon.add(language, words, parts | shared);
        }
    }

    #[cfg(test)]
    pub(super) fn alone(&self) -> &[String] {
        &self.alone
    }

    #[cfg(test)]
    pub(super) fn texts(&self) -> [&str; 3] {
        [&self.said_stopped, &self.said_offers_stopped, &self.said_started]
    }
}

static LANGUAGES: LazyLock<Languages> = LazyLock::new(|| {
    let mut files: Vec<(String, Words)> = Files::iter().filter_map(|name| read(&name)).collect();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    let any = files.iter().find(|(tag, _)| tag == ANY).map(|(_, words)| words.clone()).unwrap_or_default();
    let mut languages = Languages::default();
    for (tag, words) in files.iter().filter(|(tag, _)| tag != ANY) {
        languages.add(tag, words, &any);
    }
    languages
});

/// Every file is read by a test, so that none can be left out here.
fn read(name: &str) -> Option<(String, Words)> {
    let tag = name.strip_suffix(".toml")?;
    let bytes = Files::get(name)?.data;
    let file: File = toml::from_str(std::str::from_utf8(&bytes).ok()?).ok()?;
    Some((tag.to_owned(), file.opt_out))
}

pub(super) fn languages() -> &'static Languages {
    &LANGUAGES
}

/// What the customer is told once, in the nearest language there is a text in.
pub(in crate::inbox) fn confirmation(wish: Wish, tags: &[Option<&str>]) -> &'static str {
    let text = |tag: &str| {
        let words = &languages().all.iter().find(|language| language.tag.eq_ignore_ascii_case(tag))?.words;
        let text = match wish {
            Wish::Stop(Reach::Everything) => &words.said_stopped,
            Wish::Stop(Reach::Offers) => &words.said_offers_stopped,
            Wish::Start => &words.said_started,
        };
        (!text.is_empty()).then_some(text.as_str())
    };
    let near = |tag: &str| text(tag).or_else(|| text(languages::base(tag)));
    tags.iter().flatten().find_map(|tag| near(tag)).or_else(|| text(FALLBACK)).unwrap_or_default()
}

#[cfg(test)]
pub(super) fn unreadable() -> Vec<String> {
    Files::iter().filter(|name| read(name).is_none()).map(std::borrow::Cow::into_owned).collect()
}
