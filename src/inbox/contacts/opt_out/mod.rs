//! Whether a customer asks for no more messages, or for messages again: in any language, as a word or as a sentence.
//!
//! What the languages say is data (`data/*.toml`); the rules here know none of them. A message is a wish only when
//! every word of it has a part in one: "stop by the shop" and "don't stop my order" end nothing. What sounds like a wish
//! and says more than one is a doubt, and a person decides.

mod languages;
mod lexicon;
mod sense;
mod shape;
mod similar;
mod tokens;

#[cfg(test)]
mod tests;

pub(in crate::inbox) use languages::confirmation;

use languages::languages;
use lexicon::Found;
use sense::Sense;
use shape::Nearness;
use tokens::{Clause, clauses};

/// How far a wish goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::inbox) enum Reach {
    /// No more offers.
    Offers,
    /// Nothing the shop starts.
    Everything,
}

/// What a customer wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Wish {
    Stop(Reach),
    Start,
}

/// What a message says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Heard {
    Nothing,
    /// It may be a wish to get no more.
    Doubt,
    Wish {
        wish: Wish,
        /// Nothing else is said: nobody has to answer it.
        whole: bool,
        /// The language it was said in, where the words belong to one.
        language: Option<&'static str>,
    },
}

/// Longest message looked at, in characters: who writes more tells a story, and a story is answered.
const LONGEST_CHARACTERS: usize = 600;

/// What this message wishes. Whether the customer gets nothing at present decides what "again" can mean.
pub(in crate::inbox) fn heard(text: &str, opted_out: bool) -> Heard {
    if text.chars().count() > LONGEST_CHARACTERS {
        return Heard::Nothing;
    }
    let clauses = clauses(text);
    if clauses.iter().all(|clause| clause.tokens.is_empty()) {
        return Heard::Nothing;
    }
    let whole = tokens::joined(&clauses);
    let languages = languages();
    if opted_out && let Some(language) = languages.starts(&whole.tokens) {
        return Heard::Wish { wish: Wish::Start, whole: true, language: Some(language.tag.as_str()) };
    }
    let found = languages.lexicon.found(&whole.tokens);
    let said: Vec<_> = (0..languages.all.len()).map(|language| found.pieces(language)).collect();
    let nearness = languages.sentences.nearness(text, said.len());
    // A message of one clause is that clause.
    let apart: Vec<Found> = match clauses.as_slice() {
        [_] => Vec::new(),
        clauses => clauses.iter().map(|clause| languages.lexicon.found(&clause.tokens)).collect(),
    };
    let in_clauses = if apart.is_empty() { std::slice::from_ref(&found) } else { &apart };
    // Who knows the most of the words knows what is said.
    let fewest = said.iter().map(|pieces| sense::unknown(pieces)).min().unwrap_or_default();
    let mut best = Heard::Nothing;
    for (language, pieces) in
        said.into_iter().enumerate().filter(|(_, pieces)| sense::unknown(pieces) == fewest)
    {
        let (tag, nearness) = (languages.all[language].tag.as_str(), nearness[language]);
        let part = Part { language, tag, clauses: &clauses, found: in_clauses, nearness };
        let heard = part.heard(sense::of(pieces, whole.asks));
        if weight(heard) > weight(best) {
            best = heard;
        }
    }
    best
}

/// A wish outweighs a doubt, one that says nothing else outweighs one among other things, and the wider the narrower.
fn weight(heard: Heard) -> u8 {
    match heard {
        Heard::Nothing => 0,
        Heard::Doubt => 1,
        Heard::Wish { wish: Wish::Start, whole, .. } => 2 + u8::from(whole),
        Heard::Wish { wish: Wish::Stop(Reach::Offers), whole: false, .. } => 4,
        Heard::Wish { wish: Wish::Stop(Reach::Everything), whole: false, .. } => 5,
        Heard::Wish { wish: Wish::Stop(Reach::Offers), whole: true, .. } => 6,
        Heard::Wish { wish: Wish::Stop(Reach::Everything), whole: true, .. } => 7,
    }
}

/// A message as one language hears it.
struct Part<'a> {
    language: usize,
    tag: &'static str,
    clauses: &'a [Clause],
    /// What is known of each clause.
    found: &'a [Found],
    nearness: Nearness,
}

impl Part<'_> {
    fn heard(&self, said: Sense) -> Heard {
        let wish = |reach, shared: bool| Heard::Wish {
            wish: Wish::Stop(reach),
            whole: true,
            language: (!shared).then_some(self.tag),
        };
        let heard = match said {
            Sense::Keep | Sense::Courtesy => return Heard::Nothing,
            Sense::Stop { reach, shared } => wish(reach, shared),
            Sense::Word { shared } => return wish(Reach::Everything, shared),
            Sense::Doubt => match self.by_clauses() {
                Heard::Nothing => Heard::Doubt,
                heard => heard,
            },
            Sense::Other => self.by_clauses(),
        };
        match similar::nearest(self.nearness) {
            similar::Nearest::Other => Heard::Nothing,
            similar::Nearest::Wish if weight(heard) <= weight(Heard::Doubt) => wish(Reach::Everything, false),
            similar::Nearest::Wish | similar::Nearest::Neither => heard,
        }
    }

    /// A wish among other things: one clause is a wish by itself.
    fn by_clauses(&self) -> Heard {
        let sense = |(clause, found): (&Clause, &Found)| sense::of(found.pieces(self.language), clause.asks);
        let senses: Vec<Sense> = self.clauses.iter().zip(self.found).map(sense).collect();
        if senses.contains(&Sense::Keep) {
            return Heard::Nothing;
        }
        let reach = senses.iter().filter_map(|sense| match sense {
            Sense::Stop { reach, .. } => Some(*reach),
            Sense::Word { .. } | Sense::Keep | Sense::Doubt | Sense::Courtesy | Sense::Other => None,
        });
        let word = senses.iter().any(|sense| matches!(sense, Sense::Word { .. }));
        let other = senses.iter().any(|sense| matches!(sense, Sense::Other | Sense::Doubt));
        match (reach.max(), word, other) {
            (Some(reach), _, other) => Heard::Wish {
                wish: Wish::Stop(if word { Reach::Everything } else { reach }),
                whole: !other,
                language: Some(self.tag),
            },
            (None, true, false) => {
                Heard::Wish { wish: Wish::Stop(Reach::Everything), whole: true, language: Some(self.tag) }
            }
            (None, true, true) => Heard::Doubt,
            (None, false, _) if senses.contains(&Sense::Doubt) => Heard::Doubt,
            (None, false, _) => Heard::Nothing,
        }
    }
}
