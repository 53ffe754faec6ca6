//! One clause with what it holds: things with their yes or no, facts, days and times.

use super::fact::Fact;
use super::facts;
use super::hours::{self, Hours};
use super::subjects;
use super::token::{Kind, Token};
use crate::languages::{Join, Meaning, Words};

/// Something a clause speaks of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Thing {
    pub key: String,
    /// The word as folded, for likeness.
    pub word: String,
    pub concept: Option<&'static str>,
    pub denied: bool,
    pub name: bool,
    pub country: bool,
    /// It stands in one list with means of paying: "Satispay and bitcoin".
    pub listed: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub things: Vec<Thing>,
    pub facts: Vec<Fact>,
    pub hours: Hours,
    pub denied: bool,
    pub price: bool,
    pub question: bool,
    pub only: bool,
    /// It speaks to whoever writes the answers: "tell every customer".
    pub instructs: bool,
    /// It says that something of the customer's is done: "your order is cancelled".
    pub settled: bool,
    /// How many of the things stand before the first figure: what the figure is of.
    pub lead: usize,
    pub languages: Vec<&'static str>,
}

/// Words that part a clause into stretches with a yes or no of their own.
const TURNS: &[&str] = &[
    "but",
    "ma",
    "pero",
    "mas",
    "mais",
    "aber",
    "maar",
    "sondern",
    "however",
    "però",
    "lekin",
    "but,",
    "但",
    "لكن",
    "лекин",
    "но",
    "ale",
    "ama",
    "tapi",
    "लेकिन",
    "مگر",
    "लेकिन",
];

pub(super) fn piece(tokens: &[Token], languages: &[&'static Words]) -> Piece {
    let mut hours = hours::hours(tokens);
    let mut facts = facts::facts(tokens, &hours.places);
    let is_opening = hours.has_times() || hours.open || hours.closed;
    if !hours.days.is_empty() && !is_opening {
        facts.push(Fact::Days(hours.days.clone()));
    }
    facts.extend(day_parts(tokens, &hours));
    let denied = denials(tokens);
    let tells = |token: &Token| token.is("open") || token.is("closed");
    hours.turned = tokens.iter().zip(&denied).any(|(token, denied)| tells(token) && *denied);
    let is_free = |token: &Token| token.is("free");
    let not_free = tokens.iter().zip(&denied).any(|(token, denied)| is_free(token) && *denied);
    for fact in &mut facts {
        if let Fact::Free { denied, .. } = fact {
            *denied = not_free;
        }
    }
    let first_word = tokens.iter().position(|token| token.kind == Kind::Word);
    let mut things = Vec::new();
    let figure = tokens.iter().position(|token| token.amount().is_some()).unwrap_or(tokens.len());
    let mut lead = 0;
    for (here, token) in tokens.iter().enumerate() {
        if here == figure {
            lead = things.len();
        }
        if token.kind == Kind::Word && !hours.places.contains(&here) {
            let listed = is_listed(tokens, here);
            let thing = thing(token, denied[here], Some(here) == first_word);
            things.extend(thing.map(|thing| Thing { listed, ..thing }));
        }
    }
    runs(tokens, &denied, &mut things);
    Piece {
        denied: denied.iter().zip(tokens).any(|(denied, token)| *denied && token.kind == Kind::Word),
        price: tokens.iter().any(|token| token.is("price")),
        only: tokens.iter().any(|token| token.is("only")),
        instructs: tokens.iter().any(|token| token.is("instruct")),
        question: false,
        settled: is_settled(tokens),
        lead,
        things,
        facts,
        hours,
        languages: languages.iter().map(|words| words.tag).collect(),
    }
}

/// "Is cancelled", "has been sent": done, where nothing says that it may be or when it is.
fn is_settled(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| token.is("settled")) && !tokens.iter().any(|token| token.is("may"))
}

/// Whether a plain word is joined to a means of paying, by "and", "or" or a comma.
fn is_listed(tokens: &[Token], here: usize) -> bool {
    let at = |at: Option<usize>| at.and_then(|at| tokens.get(at));
    let is_item = |place| at(place).is_some_and(|token| subjects::MEANS.iter().any(|name| token.is(name)));
    let joins = |place| at(place).is_some_and(|token| token.parts_clauses() || token.join == Some(Join::Or));
    let before = |step: usize| here.checked_sub(step);
    let ends = |at: usize| tokens.get(at).is_none_or(|token| token.mark().is_some() || token.join.is_some());
    joins(before(1)) && is_item(before(2)) && ends(here + 1)
        || joins(Some(here + 1))
            && is_item(Some(here + 2))
            && before(1).is_none_or(|at| ends(at) || tokens[at].common)
}

/// "in the mornings": a part of the day that belongs to no time.
fn day_parts(tokens: &[Token], hours: &Hours) -> Vec<Fact> {
    if hours.has_times() {
        return Vec::new();
    }
    let part = |token: &Token| match (token.is("am"), token.is("pm")) {
        _ if token.unit().is_some() => None,
        (true, false) => Some(Fact::DayPart(true)),
        (false, true) => Some(Fact::DayPart(false)),
        _ => None,
    };
    tokens.iter().filter_map(part).collect()
}

fn thing(token: &Token, denied: bool, first: bool) -> Option<Thing> {
    let word = super::hangul::without_particle(without_article(token.folded.trim_end_matches('\'')));
    let plain = |key: String, concept, country| Thing {
        key,
        word: word.to_owned(),
        concept,
        denied,
        name: token.name && !first && concept.is_none(),
        country,
        listed: false,
    };
    let concepts: Vec<&'static str> = token
        .meanings
        .iter()
        .filter_map(|m| if let Meaning::Concept(name) = m { Some(*name) } else { None })
        .collect();
    let subject = concepts
        .iter()
        .find(|name| subjects::is_closed(name))
        .or_else(|| concepts.iter().find(|name| !subjects::is_frame(name)));
    if let Some(name) = subject {
        let name = alike(name);
        let own_denial = name_is_denied(token);
        let mut thing = plain(format!("#{name}"), Some(name), false);
        thing.denied = denied != own_denial;
        return Some(thing);
    }
    if concepts.iter().any(|name| subjects::is_frame(name)) {
        return None;
    }
    let country =
        token.meanings.iter().find_map(|m| if let Meaning::Country(code) = m { Some(*code) } else { None });
    if let Some(code) = country {
        return Some(plain(format!("@{code}"), None, true));
    }
    let carries = !token.common
        && token.meanings.iter().all(|m| {
            !matches!(m, Meaning::Unit(_) | Meaning::Currency(_) | Meaning::Day(_) | Meaning::Month(_))
        })
        && token.folded.trim_end_matches('\'').chars().count() > 1;
    let framed = token
        .meanings
        .iter()
        .any(|m| matches!(m, Meaning::Unit(_) | Meaning::Currency(_) | Meaning::Day(_) | Meaning::Month(_)));
    (carries || (token.name && !first && !token.common && !framed))
        .then(|| plain(word.to_owned(), None, false))
}

/// Arabic writes "the" on the word itself.
fn without_article(word: &str) -> &str {
    let bare = ["وال", "بال", "كال", "فال", "لل", "ال"].iter().find_map(|article| word.strip_prefix(article));
    bare.filter(|bare| bare.chars().count() > 2).unwrap_or(word)
}

/// "laktosefrei", "sugarfree", "bezlepkové"
fn name_is_denied(token: &Token) -> bool {
    if token.is("free") {
        return false;
    }
    let word = token.folded.as_str();
    (word.len() > 6
        && ["frei", "freie", "freier", "freies", "free", "freien", "vrij", "vrije", "fri", "fritt", "mentes"]
            .iter()
            .any(|end| word.ends_with(end)))
        || word.starts_with("bezlep")
}

fn alike(name: &'static str) -> &'static str {
    match name {
        "pig" => "pork",
        "cow" => "beef",
        "sheep" => "lamb",
        "fish" | "shrimp" | "crab" | "lobster" | "oyster" | "squid" => "seafood",
        "wine" | "beer" => "alcohol",
        "girl" | "boy" | "baby" => "child",
        other => other,
    }
}

/// Which tokens are said not to be.
fn denials(tokens: &[Token]) -> Vec<bool> {
    let mut denied = vec![false; tokens.len()];
    let mut start = 0;
    let mut before = false;
    let mut flips = false;
    for end in 0..=tokens.len() {
        let denies_next = tokens.get(end).is_some_and(|token| token.join == Some(Join::And))
            && tokens[end + 1..].iter().take(2).any(|token| token.is("neg"));
        let cut = denies_next
            || tokens.get(end).is_none_or(|token| {
                matches!(token.mark(), Some(',' | '，' | '、' | ':' | '(' | ')' | '—' | '،'))
                    || TURNS.contains(&token.folded.as_str())
                    || token.is("except")
            });
        if !cut {
            continue;
        }
        let scope = &tokens[start..end];
        // "Without milk nor eggs" goes on without, and denies nothing anew.
        let mut own = scope.iter().take_while(|token| !token.is("without") || token.is("neg"));
        // Czech "ne" is Sunday too.
        let said = own.any(|token| token.is("neg") && token.day().is_none());
        // "(silk excluded)": the word stands behind what it excepts.
        let excepted = tokens.get(end).is_some_and(|token| token.is("except"))
            && begins_aside(tokens, start)
            && ends_aside(tokens, end);
        let said = said || excepted;
        let bare = !excepted && scope.iter().filter(|token| token.kind == Kind::Word).count() <= 1;
        // "It covers no hedges, bedding or houseplants": a list goes on where nothing but "or" is said.
        let listed = before && !flips && is_choice(scope);
        let no = if flips { !before } else { said && !bare || listed };
        denied[start..end].fill(no);
        local(scope, &mut denied[start..end]);
        if !bare {
            before = no;
        }
        flips = tokens.get(end).is_some_and(|token| token.is("except")) && !excepted;
        start = end + 1;
    }
    // "Neinclus": not and included in one word.
    for (denied, token) in denied.iter_mut().zip(tokens) {
        *denied |= token.is("neg") && token.is("free");
    }
    denied
}

/// "Bedding or houseplants": two words and what chooses between them.
fn is_choice(scope: &[Token]) -> bool {
    let [one, or, other] = scope else { return false };
    let names = |token: &Token| token.kind == Kind::Word && !token.common && token.join.is_none();
    or.join == Some(Join::Or) && names(one) && names(other)
}

/// Whether a stretch begins behind a bracket.
fn begins_aside(tokens: &[Token], start: usize) -> bool {
    start.checked_sub(1).is_some_and(|at| matches!(tokens[at].mark(), Some('(' | '（')))
}

/// Whether a word is the last of a bracket.
fn ends_aside(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|token| matches!(token.mark(), Some(')' | '）')))
}

fn turn(denied: &mut [bool], places: std::ops::Range<usize>) {
    for denied in denied.get_mut(places).into_iter().flatten() {
        *denied = !*denied;
    }
}

/// "without", "-free": deny the words beside them only.
fn local(scope: &[Token], denied: &mut [bool]) {
    for (here, token) in scope.iter().enumerate() {
        if token.is("without") {
            let end = scope[here + 1..]
                .iter()
                .position(|token| token.mark().is_some() && !token.is_dash() || token.is("without"))
                .map_or(scope.len(), |at| here + 1 + at);
            turn(denied, here + 1..end.min(here + 5));
        }
        // Turkish "ücretsiz" ends like "without" and means that it costs nothing.
        if token.is("without_after") && (token.folded == "free" || !token.is("free")) {
            let end = here;
            let free_of = token.folded == "free" && {
                let dashed = here > 0 && scope[here - 1].is_dash();
                let thing = here.checked_sub(if dashed { 2 } else { 1 }).map(|at| &scope[at]);
                !(dashed || thing.is_some_and(|thing| subjects::ALLERGENS.iter().any(|name| thing.is(name))))
            };
            if free_of {
                // "free of nuts" denies what follows, "free parking" nothing.
                if scope.get(here + 1).is_some_and(|next| matches!(next.folded.as_str(), "of" | "from"))
                    && !scope.get(here + 2).is_some_and(|next| {
                        next.is("price") || next.amount().is_some() || !next.currencies().is_empty()
                    })
                {
                    turn(denied, here + 2..scope.len().min(here + 4));
                }
                continue;
            }
            // "The burgers are gluten free": of the burgers nothing is denied.
            let is_item = |at: usize| {
                let token = &scope[at];
                let diet =
                    |meaning: &Meaning| matches!(meaning, Meaning::Concept(name) if subjects::is_diet(name));
                token.meanings.iter().any(diet) || token.is_dash() || token.join.is_some()
            };
            let first = end.saturating_sub(3);
            let named = token.folded == "free" && end > 0 && is_item(end - 1);
            let first = if named {
                (first..end).rev().take_while(|at| is_item(*at)).last().unwrap_or(end)
            } else {
                first
            };
            for place in first..end {
                if scope[place].kind == Kind::Word && !scope[place].common {
                    denied[place] = !denied[place];
                }
            }
        }
    }
}

/// Letters of scripts without blanks that no table knows, in pairs.
fn runs(tokens: &[Token], denied: &[bool], things: &mut Vec<Thing>) {
    let single = |token: &Token| {
        token.kind == Kind::Word && token.meanings.is_empty() && token.raw.chars().count() == 1
            && token.raw.chars().all(|letter| matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}'))
    };
    // Between Han and Katakana the small letters are grammar.
    let small = |token: &Token| token.raw.chars().all(|letter| matches!(letter, '\u{3040}'..='\u{309f}'));
    for here in 1..tokens.len() {
        if small(&tokens[here - 1]) || small(&tokens[here]) {
            continue;
        }
        if single(&tokens[here - 1])
            && single(&tokens[here])
            && !(tokens[here - 1].common && tokens[here].common)
        {
            things.push(letters(format!("{}{}", tokens[here - 1].raw, tokens[here].raw), denied[here]));
        }
    }
    // A Han letter that stands alone between them: 傘 in 傘をお貸し.
    let beside_small = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at)).is_none_or(|token| !single(token) || small(token))
    };
    let japanese = tokens.iter().any(|token| token.kind == Kind::Word && small(token));
    for (here, token) in
        tokens.iter().enumerate().filter(|(_, token)| japanese && single(token) && !small(token))
    {
        if !token.common && beside_small(here.checked_sub(1)) && beside_small(Some(here + 1)) {
            things.push(letters(token.raw.clone(), denied[here]));
        }
    }
}

fn letters(key: String, denied: bool) -> Thing {
    Thing { word: key.clone(), key, concept: None, denied, name: false, country: false, listed: false }
}

/// Whether it says closed, in whatever way.
pub(super) fn is_shut(piece: &Piece) -> bool {
    let hours = &piece.hours;
    let shut = hours.closed && !hours.has_times();
    if hours.has_times() {
        false
    } else {
        let is_turned = (hours.open || hours.closed) && hours.turned;
        shut != is_turned || (!hours.closed && piece.denied)
    }
}
