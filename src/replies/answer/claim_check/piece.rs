//! One clause with what it holds: things with their yes or no, facts, days and times.

use super::denied::{denials, is_apart};
use super::fact::{Bound, Fact};
use super::facts;
use super::hours::{self, Hours};
use super::subjects;
use super::terms::{Terms, terms};
pub(super) use super::thing::Thing;
use super::token::{Kind, Token};
use crate::languages::{Join, Meaning, Rate, Words};

#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub things: Vec<Thing>,
    pub facts: Vec<Fact>,
    pub hours: Hours,
    pub denied: bool,
    pub price: bool,
    pub question: bool,
    pub only: bool,
    /// "After that": it goes on from the sentence before.
    pub afterwards: bool,
    /// "Every day except Wednesday": the exception is a day.
    pub spares: bool,
    /// It speaks to whoever writes the answers: "tell every customer".
    pub instructs: bool,
    /// It says that something of the customer's is done: "your order is cancelled".
    pub settled: bool,
    /// What narrows or turns it.
    pub terms: Terms,
    /// How many of the things stand before the first figure: what the figure is of.
    pub lead: usize,
    /// What is counted where a price is for each: "a lesson", "a session".
    pub counts: Vec<&'static str>,
    /// What holds so many: "a box of 30".
    pub packs: Vec<&'static str>,
    pub languages: Vec<&'static str>,
}

pub(super) fn piece(tokens: &[Token], languages: &[&'static Words]) -> Piece {
    part(tokens, &denials(tokens), languages)
}

/// A part of a sentence, of which the whole says what is denied.
pub(super) fn part(tokens: &[Token], denied: &[bool], languages: &[&'static Words]) -> Piece {
    let mut hours = hours::hours(tokens);
    let mut facts = facts::facts(tokens, &hours.places);
    let is_opening = hours.has_times() || hours.open || hours.closed;
    if !hours.days.is_empty() && !is_opening {
        facts.push(Fact::Days(hours.days.clone()));
    }
    facts.extend(day_parts(tokens, &hours));
    let tells = |token: &Token| token.is("open") || token.is("closed");
    hours.turned = tokens.iter().zip(denied).any(|(token, denied)| tells(token) && *denied);
    let is_free = |token: &Token| token.is("free");
    let not_free = tokens.iter().zip(denied).any(|(token, denied)| is_free(token) && *denied);
    for fact in &mut facts {
        if let Fact::Free { denied, .. } = fact {
            *denied = not_free;
        }
    }
    // "The drinks are extra": not in the price.
    if is_apart(tokens) && !facts.iter().any(|fact| matches!(fact, Fact::Free { .. })) {
        facts.push(Fact::Free { conditional: false, denied: true });
    }
    let (mut things, mut lead) = spoken_of(tokens, denied, &hours, &facts);
    // "For more information": a word only where there is none.
    things.retain(|thing: &Thing| thing.concept != Some("no_answer") || thing.denied);
    runs(tokens, denied, &mut things);
    // "The younger ones are free": no thing of its own where nothing is paid.
    if facts.iter().any(|fact| matches!(fact, Fact::Free { .. }))
        && !facts.iter().any(|fact| matches!(fact, Fact::Money { .. }))
    {
        things.retain(|thing| thing.concept != Some("younger"));
    }
    let speaks_of = |here: usize| {
        let is_word = tokens[here].kind == Kind::Word && !hours.places.contains(&here);
        is_word.then(|| thing(&tokens[here], denied[here], false)).flatten()
    };
    let terms = terms(tokens, languages, &hours, speaks_of);
    if terms.condition_first && from_then_on(&mut facts) {
        // "If your order is over 60": of what is spent.
        things.retain(|thing| thing.concept != Some("order"));
        lead = lead.min(things.len());
    }
    Piece {
        denied: denied.iter().zip(tokens).any(|(denied, token)| *denied && token.kind == Kind::Word),
        price: tells_a_price(tokens),
        only: tokens.iter().any(|token| token.is("only")),
        afterwards: tokens.iter().any(|token| token.is("afterwards")),
        spares: spares_a_day(tokens),
        instructs: tokens.iter().any(|token| token.is("instruct")),
        question: false,
        settled: is_settled(tokens) || terms.ready && !tokens.iter().any(|token| token.is("may")),
        terms,
        lead,
        counts: tokens.iter().filter(|token| token.kind == Kind::Word).filter_map(counted).collect(),
        packs: packs(tokens),
        things,
        facts,
        hours,
        languages: languages.iter().map(|words| words.tag).collect(),
    }
}

/// What the words speak of, and how much of it before the first figure.
fn spoken_of(tokens: &[Token], denied: &[bool], hours: &Hours, facts: &[Fact]) -> (Vec<Thing>, usize) {
    let first_word = tokens.iter().position(|token| token.kind == Kind::Word);
    let mut things: Vec<Thing> = Vec::new();
    let figure = tokens.iter().position(|token| token.amount().is_some()).unwrap_or(tokens.len());
    let mut lead = 0;
    let dated = !hours.days.is_empty();
    let priced = facts.iter().any(|fact| matches!(fact, Fact::Money { .. } | Fact::Percent { .. }));
    let placed = hours.has_times() || dated || names_a_place(tokens);
    for (here, token) in tokens.iter().enumerate() {
        if here == figure {
            lead = things.len();
        }
        // "Always on Tuesdays" praises nothing.
        let is_of_days = dated && token.is("all") && token.is("best");
        let helps = token.is("pays") && priced || token.is("come_by") && placed;
        let is_idle = is_of_days || helps || hours.places.contains(&here) || names_a_pass(tokens, here);
        if token.kind == Kind::Word && !is_idle {
            let listed = is_listed(tokens, here);
            let thing = thing(token, denied[here], Some(here) == first_word);
            things.extend(thing.map(|thing| Thing { listed, ..thing }));
        }
    }
    (things, lead)
}

/// "If you spend 40 it is free": free from 40 on. Whether it says so.
fn from_then_on(facts: &mut [Fact]) -> bool {
    let is_money = |fact: &&Fact| matches!(fact, Fact::Money { .. });
    let is_free = |fact: &Fact| matches!(fact, Fact::Free { denied: false, .. });
    if !facts.iter().any(is_free) || facts.iter().filter(is_money).count() != 1 {
        return false;
    }
    for fact in facts {
        match fact {
            Fact::Money { bound, .. } if *bound == Bound::Exact => *bound = Bound::From,
            Fact::Free { conditional, .. } => *conditional = true,
            _ => {}
        }
    }
    true
}

/// "We come to Leeds".
fn names_a_place(tokens: &[Token]) -> bool {
    tokens.iter().skip(1).any(|token| token.kind == Kind::Word && token.name)
}

/// "A monthly pass": how long it lasts, and no instalments.
fn names_a_pass(tokens: &[Token], here: usize) -> bool {
    let pays = |next: &Token| {
        next.folded.starts_with("pay") || next.folded.starts_with("rate") || next.is("instalments")
    };
    tokens[here].is("instalments")
        && tokens[here].rates.iter().any(|rate| matches!(rate, Rate::Each(_)))
        && tokens.get(here + 1).is_some_and(|next| next.kind == Kind::Word && !next.common && !pays(next))
}

/// Italian "viene" costs beside a figure, and elsewhere only helps another verb.
fn tells_a_price(tokens: &[Token]) -> bool {
    const HELPS: &[&str] = &["viene", "vengono", "sale", "salen"];
    let figure = tokens.iter().any(|token| token.amount().is_some());
    tokens.iter().any(|token| token.is("price") && (figure || !HELPS.contains(&token.folded.as_str())))
}

/// What a word counts.
fn counted(token: &Token) -> Option<&'static str> {
    token.rates.iter().find_map(|rate| if let Rate::Count(thing) = rate { Some(*thing) } else { None })
}

/// "A box of 30", "caixa de 6": a thing that holds a number, no number before it.
fn packs(tokens: &[Token]) -> Vec<&'static str> {
    const PACKS: &[&str] = &["box", "bag", "bottle", "portion"];
    let is_number =
        |at: Option<usize>| at.and_then(|at| tokens.get(at)).is_some_and(|token| token.amount().is_some());
    let pack = |here: usize| {
        let holds = is_number(Some(here + 1))
            || tokens.get(here + 1).is_some_and(|next| next.common) && is_number(Some(here + 2));
        let thing = counted(&tokens[here]).filter(|thing| PACKS.contains(thing));
        thing.filter(|_| holds && !is_number(here.checked_sub(1)))
    };
    (0..tokens.len()).filter_map(pack).collect()
}

/// "Every day except Wednesday".
fn spares_a_day(tokens: &[Token]) -> bool {
    let except = tokens.iter().position(|token| token.is("except"));
    except.is_some_and(|at| {
        tokens[..at].iter().any(|token| token.day().is_some() || token.is("every_day"))
            && tokens[at + 1..].iter().take(3).any(|token| token.day().is_some())
    })
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

/// "You pay 5 euros", "come by on Tuesday": words that say nothing beside a price or a day.
const HELPERS: &[&str] = &["pays", "come_by"];

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
    // What only helps another word is a word like others where it stands alone.
    let concepts: Vec<&'static str> = token
        .meanings
        .iter()
        .filter_map(|m| if let Meaning::Concept(name) = m { Some(*name) } else { None })
        .filter(|name| !HELPERS.contains(name))
        .collect();
    // Czech "můžete" and Swedish "man kan" name no man.
    let concepts: Vec<&'static str> = if concepts.contains(&"may") {
        concepts.into_iter().filter(|name| *name != "man").collect()
    } else {
        concepts
    };
    let subject = concepts
        .iter()
        .find(|name| subjects::is_closed(name))
        .or_else(|| concepts.iter().find(|name| !subjects::is_frame(name)));
    if let Some(name) = subject {
        let name = alike(name);
        let own_denial = name_is_denied(token);
        let mut thing = plain(format!("#{name}"), Some(name), false);
        // One in every language, where others are told apart by their name.
        if let Some(means) = ["cheque", "transfer"].into_iter().find(|means| token.is(means)) {
            means.clone_into(&mut thing.word);
        }
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
        && token.folded.trim_end_matches('\'').chars().count() > 1
        && !is_one_kana(&token.raw);
    let framed = token
        .meanings
        .iter()
        .any(|m| matches!(m, Meaning::Unit(_) | Meaning::Currency(_) | Meaning::Day(_) | Meaning::Month(_)));
    (carries || (token.name && !first && !token.common && !framed))
        .then(|| plain(word.to_owned(), None, false))
}

/// A letter of Japanese syllables is no word, though its mark counts as a letter more.
fn is_one_kana(raw: &str) -> bool {
    let mut letters = raw.chars();
    letters.next().is_some_and(|letter| matches!(letter, '\u{3040}'..='\u{30ff}')) && letters.next().is_none()
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
        shut != is_turned || (!hours.closed && piece.denied && !(piece.spares && hours.open))
    }
}
