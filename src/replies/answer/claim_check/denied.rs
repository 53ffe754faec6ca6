//! Which words of a clause are said not to be: "not", "without" and "-free", exceptions, and lists that one word denies.

use super::subjects;
use super::token::{Kind, Token};
use crate::languages::{Join, Meaning};

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
    // "…, which is not given back"
    "जो",
    "جو",
    "which",
    // "… is not for children because it holds small parts"
    "because",
    "perche",
    "porque",
    "weil",
    "omdat",
    "poniewaz",
    "потому",
    "cunku",
    "لان",
    "karena",
];

/// Which tokens are said not to be.
pub(super) fn denials(tokens: &[Token]) -> Vec<bool> {
    let mut denied = vec![false; tokens.len()];
    let mut start = 0;
    let mut before = false;
    let mut flips = false;
    for end in 0..=tokens.len() {
        let denies_next = tokens.get(end).is_some_and(|token| token.join == Some(Join::And))
            && tokens[end + 1..].iter().take(2).any(|token| token.is("neg"));
        let cut = denies_next
            || tokens.get(end).is_none_or(|token| {
                matches!(token.mark(), Some(',' | '，' | '、' | ':' | '(' | ')' | '—' | '،' | '·'))
                    || parts_in_two(tokens, end)
                    || TURNS.contains(&token.folded.as_str())
                    || is_but_in_korean(token)
                    || token.is("except")
            });
        if !cut {
            continue;
        }
        let scope = &tokens[start..end];
        let said = is_said_no(scope);
        // "(silk excluded)": the word stands behind what it excepts.
        let excepted = tokens.get(end).is_some_and(|token| token.is("except"))
            && begins_aside(tokens, start)
            && ends_aside(tokens, end);
        let said = said || excepted || is_apart(scope) && !scope.iter().any(|token| token.is("free"));
        let bare = !excepted && scope.iter().filter(|token| token.kind == Kind::Word).count() <= 1;
        // "Parking: no", "Stok: yok"
        if said && bare && start.checked_sub(1).is_some_and(|at| tokens[at].mark() == Some(':')) {
            let of =
                tokens[..start - 1].iter().rposition(|token| token.mark().is_some()).map_or(0, |at| at + 1);
            denied[of..start - 1].fill(true);
        }
        // "It covers no hedges, bedding or houseplants": a list goes on where nothing but "or" is said.
        let listed = before && !flips && is_choice(scope);
        let no = if flips { !before } else { said && !bare || listed };
        denied[start..end].fill(no);
        local(scope, &mut denied[start..end]);
        if no && let Some(first) = begins_list(tokens, start, scope) {
            denied[first..start].fill(true);
        }
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

/// Whether it says of something that it is paid besides, and not how much.
pub(super) fn is_apart(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| token.is("apart"))
        && !tokens.iter().any(|token| token.amount().is_some() || !token.currencies().is_empty())
}

/// "Without milk nor eggs" goes on without, and denies nothing anew; "bread without gluten we do not make" does.
fn is_said_no(scope: &[Token]) -> bool {
    let without = scope.iter().position(|token| token.is("without") && !token.is("neg"));
    let own = &scope[..without.unwrap_or(scope.len())];
    // Czech "ne" is Sunday too.
    own.iter().any(|token| token.is("neg") && token.day().is_none())
        || without.is_some_and(|at| scope[at + 1..].iter().any(denies_what_is_done))
}

/// "Not", where it is no "nor".
fn denies_what_is_done(token: &Token) -> bool {
    const NOT: &[&str] = &["non", "no", "nao", "not", "don't", "nicht", "niet", "nie", "n'", "ne", "не"];
    token.is("neg") && NOT.contains(&token.folded.as_str()) && token.raw.to_lowercase() != "né"
}

/// "10 % off without interest or cash": another means of paying is not what it is without.
fn is_another_means(tokens: &[Token], at: usize) -> bool {
    let pays = |token: &Token| subjects::MEANS.iter().any(|name| token.is(name));
    tokens[at].join.is_some() && tokens.get(at + 1).is_some_and(pays)
}

/// A dash between words with blanks around it: "it covers no hedges – it is for plants".
pub(super) fn parts_in_two(tokens: &[Token], at: usize) -> bool {
    let word = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| token.kind == Kind::Word && token.day().is_none())
    };
    let blank =
        |at: usize| tokens.get(at + 1).is_some_and(|next| next.at > tokens[at].at + tokens[at].raw.len());
    tokens[at].mark() == Some('–') && word(at.checked_sub(1)) && word(Some(at + 1)) && blank(at)
}

/// Korean writes "but" on the end of what it stands behind.
fn is_but_in_korean(token: &Token) -> bool {
    token.kind == Kind::Word && token.raw.ends_with("지만") && token.raw.chars().count() > 2
}

/// "Bedding, hedging and houseplants aren't covered": items stand before what denies all of them.
fn begins_list(tokens: &[Token], start: usize, scope: &[Token]) -> Option<usize> {
    let and = scope.iter().position(|token| token.join == Some(Join::And))?;
    let no = scope.iter().position(|token| token.is("neg") || token.is("without"))?;
    let is_item = |tokens: &[Token]| {
        (1..=ITEM_WORDS).contains(&tokens.len())
            && tokens.iter().all(|token| token.kind == Kind::Word && !token.is("neg") && !token.is("without"))
            && tokens.iter().any(|token| !token.common)
    };
    if no < and || !is_item(&scope[..and]) {
        return None;
    }
    let mut first = None;
    let mut end = start.checked_sub(1)?;
    while matches!(tokens[end].mark(), Some(',' | '،')) {
        let from = tokens[..end].iter().rposition(|token| token.mark().is_some()).map_or(0, |at| at + 1);
        if !is_item(&tokens[from..end]) {
            break;
        }
        first = Some(from);
        let Some(before) = from.checked_sub(1) else { break };
        end = before;
    }
    first
}

/// Most words of one item of such a list.
const ITEM_WORDS: usize = 2;

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
            let ends = |at: &usize| {
                let token = &scope[*at];
                token.mark().is_some() && !token.is_dash()
                    || token.is("without")
                    || denies_what_is_done(token)
                    || is_another_means(scope, *at)
            };
            let end = (here + 1..scope.len()).find(ends).unwrap_or(scope.len());
            turn(denied, here + 1..end.min(here + 5));
        }
        // "Off-peak" is not peak.
        if token.folded == "off" && scope.get(here + 1).is_some_and(Token::is_dash) {
            turn(denied, here + 2..here + 3);
        }
        // "Non-refundable" is not refundable; alone it is a no of its own elsewhere.
        if token.folded == "non" && !token.is("neg") && scope.get(here + 1).is_some_and(Token::is_dash) {
            turn(denied, here + 2..here + 3);
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
                // "You may collect it for free from our shop" costs nothing.
                let costs_nothing = here > 0 && scope[here - 1].folded == "for";
                if !costs_nothing
                    && scope.get(here + 1).is_some_and(|next| matches!(next.folded.as_str(), "of" | "from"))
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
            // "Peat-free": whatever stands before the dash.
            let dashed = named && scope[end - 1].is_dash();
            let first = if named {
                (first..end)
                    .rev()
                    .take_while(|at| is_item(*at) || (dashed && *at + 2 == end))
                    .last()
                    .unwrap_or(end)
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
