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

use languages::{Language, languages};
use sense::Sense;
use shape::Shape;
use tokens::clauses;

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
    if opted_out && let Some(language) = languages().iter().find(|language| language.starts(&whole.tokens)) {
        return Heard::Wish { wish: Wish::Start, whole: true, language: Some(language.tag.as_str()) };
    }
    let said: Vec<(&Language, Sense, usize)> = languages()
        .iter()
        .map(|language| {
            let (sense, unknown) = sense::of(&language.lexicon, &whole);
            (language, sense, unknown)
        })
        .collect();
    let shape = Shape::of(text);
    // Who knows the most of the words knows what is said.
    let fewest = said.iter().map(|(_, _, unknown)| *unknown).min().unwrap_or_default();
    let mut best = Heard::Nothing;
    for (language, sense, _) in said.into_iter().filter(|(_, _, unknown)| *unknown == fewest) {
        let heard = in_language(language, &shape, &clauses, sense);
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

fn in_language(language: &'static Language, shape: &Shape, clauses: &[tokens::Clause], said: Sense) -> Heard {
    let wish = |reach, shared: bool| Heard::Wish {
        wish: Wish::Stop(reach),
        whole: true,
        language: (!shared).then_some(language.tag.as_str()),
    };
    let heard = match said {
        Sense::Keep | Sense::Courtesy => return Heard::Nothing,
        Sense::Stop { reach, shared } => wish(reach, shared),
        Sense::Word { shared } => return wish(Reach::Everything, shared),
        Sense::Doubt => match by_clauses(language, clauses) {
            Heard::Nothing => Heard::Doubt,
            heard => heard,
        },
        Sense::Other => by_clauses(language, clauses),
    };
    match similar::nearest(language, shape) {
        similar::Nearest::Other => Heard::Nothing,
        similar::Nearest::Wish if weight(heard) <= weight(Heard::Doubt) => wish(Reach::Everything, false),
        similar::Nearest::Wish | similar::Nearest::Neither => heard,
    }
}

/// A wish among other things: one clause is a wish by itself.
fn by_clauses(language: &'static Language, clauses: &[tokens::Clause]) -> Heard {
    let senses: Vec<Sense> = clauses.iter().map(|clause| sense::of(&language.lexicon, clause).0).collect();
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
            language: Some(language.tag.as_str()),
        },
        (None, true, false) => Heard::Wish {
            wish: Wish::Stop(Reach::Everything),
            whole: true,
            language: Some(language.tag.as_str()),
        },
        (None, true, true) => Heard::Doubt,
        (None, false, _) if senses.contains(&Sense::Doubt) => Heard::Doubt,
        (None, false, _) => Heard::Nothing,
    }
}
