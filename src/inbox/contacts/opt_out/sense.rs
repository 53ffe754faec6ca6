//! What a clause means, from the parts its words play. Knows no language.

use super::Reach;
use super::lexicon::{Piece, part};

/// What a clause means for the wish to get no more messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    Stop {
        reach: Reach,
        shared: bool,
    },
    /// A word such as "stop", which is a wish when nothing else is said.
    Word {
        shared: bool,
    },
    /// Not to stop.
    Keep,
    /// It sounds like a wish and says something else as well.
    Doubt,
    /// "Please", "thank you", "hello".
    Courtesy,
    Other,
}

/// Of the words of a clause at most this share may be unknown for a doubt, in percent.
const UNKNOWN_IN_A_DOUBT_PERCENT: usize = 50;
/// A clear wish may hold one strange word among at least this many: "those bloody messages".
const WORDS_FOR_A_STRANGE_ONE: usize = 5;

/// The parts found in a clause.
struct Said {
    pieces: Vec<Piece>,
    all: u32,
    unknown: usize,
    tokens: usize,
    asks: bool,
}

/// What a clause means, cut into these pieces; `asks` when it ends with a question mark.
pub(super) fn of(pieces: Vec<Piece>, asks: bool) -> Sense {
    let said = Said {
        all: pieces.iter().fold(0, |all, piece| all | piece.parts),
        unknown: unknown(&pieces),
        tokens: pieces.iter().map(|piece| piece.tokens).sum(),
        asks,
        pieces,
    };
    said.sense()
}

/// How many words a language does not know.
pub(super) fn unknown(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| piece.parts == 0).count()
}

impl Said {
    fn has(&self, any_of: u32) -> bool {
        self.all & any_of != 0
    }

    fn sense(&self) -> Sense {
        if self.is_kept() {
            // "If you don't stop sending me messages": nobody wants to go on.
            return if self.has(part::ASKS) { Sense::Other } else { Sense::Keep };
        }
        let foreign = self.unknown > 0 || self.has(part::BUSINESS);
        if self.is_word() && !foreign {
            return Sense::Word { shared: self.only_shared() };
        }
        let Some((reach, clear)) = self.wish() else {
            let polite = part::PLEASE | part::FILLER | part::ME | part::SHARED;
            let courtesy = self.unknown == 0 && self.all & !polite == 0;
            return if courtesy { Sense::Courtesy } else { Sense::Other };
        };
        if self.has(part::ASKS) || (self.asks && foreign) {
            return Sense::Other;
        }
        let strange = self.unknown == 1 && self.tokens > WORDS_FOR_A_STRANGE_ONE && !self.has(part::BUSINESS);
        if !foreign || (clear && strange) {
            return Sense::Stop { reach, shared: self.only_shared() };
        }
        if self.unknown * 100 <= self.pieces.len() * UNKNOWN_IN_A_DOUBT_PERCENT {
            Sense::Doubt
        } else {
            Sense::Other
        }
    }

    /// A "not" stands right beside what ends something, and denies it.
    fn is_kept(&self) -> bool {
        let ends = part::STOP | part::UNSUBSCRIBE | part::ALONE;
        let words: Vec<u32> =
            self.pieces.iter().map(|piece| piece.parts).filter(|parts| is_content(*parts)).collect();
        let denied =
            |before: u32, after: u32| is_only_not(before) && after & ends != 0 && after & part::NOT == 0;
        let before = words.windows(2).any(|pair| denied(pair[0], pair[1]));
        // Where "not" follows the verb, it is the last word.
        let after = match words.as_slice() {
            [.., ended, not] => denied(*not, *ended) && words.len() > 1,
            _ => false,
        };
        before || after || self.has(part::KEEP)
    }

    /// Nothing but a word that is a wish by itself, with or without courtesies.
    fn is_word(&self) -> bool {
        self.pieces.iter().any(|piece| piece.parts & part::ALONE != 0)
            && self.pieces.iter().all(|piece| {
                piece.parts & (part::ALONE | part::PLEASE | part::FILLER | part::ME | part::MORE) != 0
            })
    }

    fn only_shared(&self) -> bool {
        self.pieces.iter().all(|piece| piece.parts & part::SHARED != 0)
    }

    /// The wish the parts make, and whether it names messages clearly.
    fn wish(&self) -> Option<(Reach, bool)> {
        use part::{
            ANYTHING, CONTACT, LIST, ME, MESSAGES, MORE, NOT, OFFERS, PLEASE, RECEIVE, REMOVE, SEND, STOP,
            UNSUBSCRIBE, WANT,
        };
        let reach = if self.has(OFFERS) { Reach::Offers } else { Reach::Everything };
        let done = SEND | CONTACT | RECEIVE;
        let about = self.has(MESSAGES | OFFERS) || (self.has(ANYTHING) && self.has(done));
        if self.has(UNSUBSCRIBE) || (self.has(REMOVE) && self.has(LIST)) {
            return Some((Reach::Everything, true));
        }
        if self.has(STOP) && (about || self.has(done)) {
            return Some((reach, self.has(CONTACT) || (about && self.has(done))));
        }
        // "I did not receive your message" only tells.
        let told = self.has(RECEIVE) && !self.has(WANT);
        if self.has(NOT) && !told {
            let denied = (self.has(SEND | RECEIVE | CONTACT | WANT) && about)
                || self.has(CONTACT)
                || (self.has(SEND) && self.has(ME) && self.has(MORE))
                || (about && self.has(MORE))
                || (self.has(OFFERS) && !self.asks)
                || (self.has(MESSAGES) && self.has(PLEASE) && !self.asks);
            return denied.then_some((reach, (about || self.has(CONTACT)) && self.has(done | WANT)));
        }
        if self.has(REMOVE) && self.has(ME) && self.unknown == 0 && !self.has(part::BUSINESS) {
            return Some((Reach::Everything, false));
        }
        None
    }
}

fn is_only_not(parts: u32) -> bool {
    parts & part::NOT != 0 && parts & !(part::NOT | part::SHARED) == 0
}

fn is_content(parts: u32) -> bool {
    let light = part::PLEASE | part::FILLER | part::ME | part::SHARED;
    parts == 0 || parts & !light != 0
}
