//! The words of all languages, each with the part it can play in a wish.

use std::collections::HashMap;

use super::tokens::tokens;

/// The parts, as bits: a word may play several.
pub(super) mod part {
    /// A wish by itself: "unsubscribe me".
    pub const UNSUBSCRIBE: u32 = 1;
    /// Ends something: "stop", "no more".
    pub const STOP: u32 = 1 << 1;
    /// "send", "receive".
    pub const SEND: u32 = 1 << 2;
    /// "text me", "bother": done to a person.
    pub const CONTACT: u32 = 1 << 3;
    /// "want", "interested".
    pub const WANT: u32 = 1 << 4;
    pub const NOT: u32 = 1 << 5;
    /// "messages", "anything".
    pub const MESSAGES: u32 = 1 << 6;
    /// "offers", "spam".
    pub const OFFERS: u32 = 1 << 7;
    pub const REMOVE: u32 = 1 << 8;
    /// "your list", "my number".
    pub const LIST: u32 = 1 << 9;
    pub const ME: u32 = 1 << 10;
    /// "again", "any more".
    pub const MORE: u32 = 1 << 11;
    pub const PLEASE: u32 = 1 << 12;
    pub const FILLER: u32 = 1 << 13;
    /// Words of a shop's daily business: what they stand beside is about something else.
    pub const BUSINESS: u32 = 1 << 14;
    /// "why", "when", "did": asks or tells, and wishes nothing.
    pub const ASKS: u32 = 1 << 15;
    /// A whole message that is a wish.
    pub const ALONE: u32 = 1 << 16;
    /// "receive": what happens to the customer, and may only be told.
    pub const RECEIVE: u32 = 1 << 18;
    /// "anything", which is messages only beside sending.
    pub const ANYTHING: u32 = 1 << 19;
    /// "don't stop".
    pub const KEEP: u32 = 1 << 20;
    /// The word is every language's.
    pub const SHARED: u32 = 1 << 17;
}

/// Words shorter than this, in characters, are never taken for another one.
const SHORTEST_FORGIVEN: usize = 6;

/// A piece of a message: how many tokens, and the parts they play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub tokens: usize,
    /// Nothing for a token the language does not know here.
    pub parts: u32,
}

/// What words can be, in every language. They are kept together, so that a word of a message is looked up once and not once
/// in each language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    /// By the first token; the rest follows it.
    entries: HashMap<String, Vec<Entry>>,
    /// Words of one token that is a beginning only.
    beginnings: HashMap<String, Vec<Word>>,
    /// Whole words long enough to forgive a slip in, by their first letter and their length.
    forgiven: HashMap<(u8, usize), Vec<(String, Word)>>,
    /// How many languages it knows.
    languages: usize,
}

/// The part a word plays in one language, which is told by its place.
#[derive(Debug, Clone, Copy)]
struct Word {
    language: usize,
    parts: u32,
}

#[derive(Debug, Clone)]
struct Entry {
    /// The tokens after the first.
    rest: Vec<String>,
    /// The last token is a beginning only.
    open: bool,
    word: Word,
}

/// What each language knows of a message's tokens.
pub(super) struct Found {
    tokens: usize,
    /// By language: where a piece begins and which, in order.
    pieces: Vec<Vec<(usize, Piece)>>,
}

impl Lexicon {
    /// Adds words of a language; `word*` stands for every word that begins so.
    pub fn add<'a>(&mut self, language: usize, words: impl IntoIterator<Item = &'a String>, parts: u32) {
        self.languages = self.languages.max(language + 1);
        let known = Word { language, parts };
        for word in words {
            let open = word.ends_with('*');
            let mut tokens = tokens(word.trim_end_matches('*')).into_iter();
            let Some(first) = tokens.next() else { continue };
            let rest: Vec<String> = tokens.collect();
            if rest.is_empty() && !open && first.is_ascii() && first.len() >= SHORTEST_FORGIVEN {
                let place = (first.as_bytes()[0], first.len());
                self.forgiven.entry(place).or_default().push((first.clone(), known));
            }
            if open && rest.is_empty() {
                self.beginnings.entry(first).or_default().push(known);
            } else {
                self.entries.entry(first).or_default().push(Entry { rest, open, word: known });
            }
        }
    }

    /// The pieces that can begin at each token: in each language, and of each length all parts it can play.
    pub fn found(&self, tokens: &[String]) -> Found {
        let mut found = Found { tokens: tokens.len(), pieces: vec![Vec::new(); self.languages] };
        for (at, first) in tokens.iter().enumerate() {
            let rest = &tokens[at + 1..];
            for entry in self.entries.get(first).into_iter().flatten().filter(|entry| entry.follows(rest)) {
                found.add(entry.word, at, 1 + entry.rest.len());
            }
            let ends = first.char_indices().map(|(start, letter)| start + letter.len_utf8());
            for word in ends.filter_map(|end| self.beginnings.get(&first[..end])).flatten() {
                found.add(*word, at, 1);
            }
            let slips: Vec<Word> =
                self.slips(first).filter(|word| !found.begins(word.language, at)).collect();
            for word in slips {
                found.add(word, at, 1);
            }
        }
        found
    }

    /// The words this one may be with a slip in it.
    fn slips(&self, said: &str) -> impl Iterator<Item = Word> {
        let forgiven = said.is_ascii() && said.len() >= SHORTEST_FORGIVEN;
        let lengths = if forgiven { said.len() - 1..said.len() + 2 } else { 0..0 };
        let known = lengths.filter_map(|length| self.forgiven.get(&(said.as_bytes()[0], length))).flatten();
        known.filter(|(word, _)| one_slip_apart(word, said)).map(|(_, word)| *word)
    }
}

impl Found {
    fn begins(&self, language: usize, at: usize) -> bool {
        self.pieces[language].last().is_some_and(|(place, _)| *place == at)
    }

    /// The same stretch may play several parts.
    fn add(&mut self, word: Word, at: usize, tokens: usize) {
        let pieces = &mut self.pieces[word.language];
        let here = pieces.iter_mut().rev().take_while(|(place, _)| *place == at);
        match here.map(|(_, piece)| piece).find(|piece| piece.tokens == tokens) {
            Some(piece) => piece.parts |= word.parts,
            None => pieces.push((at, Piece { tokens, parts: word.parts })),
        }
    }

    /// Cuts the tokens into pieces of a language so that as few as possible stay unknown, and into as few pieces as possible.
    pub fn pieces(&self, language: usize) -> Vec<Piece> {
        let mut known = self.pieces[language].as_slice();
        // From the end: the cost of the rest, and the piece to take first.
        let mut best: Vec<((usize, usize), Piece)> =
            vec![((0, 0), Piece { tokens: 0, parts: 0 }); self.tokens + 1];
        for at in (0..self.tokens).rev() {
            let unknown = Piece { tokens: 1, parts: 0 };
            let (unknown_after, pieces_after) = best[at + 1].0;
            let mut choice = ((unknown_after + 1, pieces_after + 1), unknown);
            let (before, here) = known.split_at(known.partition_point(|(place, _)| *place < at));
            known = before;
            for (_, piece) in here {
                let (unknown_after, pieces_after) = best[at + piece.tokens].0;
                let cost = (unknown_after, pieces_after + 1);
                if cost < choice.0 {
                    choice = (cost, *piece);
                }
            }
            best[at] = choice;
        }
        let mut pieces = Vec::new();
        let mut at = 0;
        while at < self.tokens {
            pieces.push(best[at].1);
            at += best[at].1.tokens;
        }
        pieces
    }
}

impl Entry {
    fn follows(&self, rest: &[String]) -> bool {
        if rest.len() < self.rest.len() {
            return false;
        }
        let last = self.rest.len().saturating_sub(1);
        self.rest.iter().zip(rest).enumerate().all(|(at, (wanted, said))| {
            if self.open && at == last { said.starts_with(wanted.as_str()) } else { wanted == said }
        })
    }
}

/// One letter too many, too few, another, or two exchanged. Both are ASCII. A word is compared with many,
/// so nothing is counted: what is left between what both begin and end with tells.
fn one_slip_apart(word: &str, said: &str) -> bool {
    let (word, said) = (word.as_bytes(), said.as_bytes());
    if word.len().abs_diff(said.len()) > 1 {
        return false;
    }
    let begin = word.iter().zip(said).take_while(|(a, b)| a == b).count();
    let (word, said) = (&word[begin..], &said[begin..]);
    let end = word.iter().rev().zip(said.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&word[..word.len() - end], &said[..said.len() - end]) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([first, second], [third, fourth]) => first == fourth && second == third,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::one_slip_apart;

    #[test]
    fn one_slip_is_what_the_edit_distance_calls_one() {
        let words = [
            "message", "mesage", "messsage", "massage", "emssage", "messages", "messaeg", "mssgae", "me", "",
        ];
        for word in words {
            for said in words {
                let one = strsim::osa_distance(word, said) == 1;
                assert_eq!(one_slip_apart(word, said), one, "{word} and {said}");
            }
        }
    }
}
