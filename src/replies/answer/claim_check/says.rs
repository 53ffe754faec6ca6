//! Whether a text says a short fact somebody wrote down, such as "9,50 €", "18:00" or "Via Roma": word for word, or by
//! what its figures mean. And which figures of a text are worth writing down. Judges nothing else of the text.

use super::fact::Fact;
use super::hours::Time;
use super::piece::{Piece, piece};
use super::read::tokens;
use super::sentences::{sentences, unwrapped};
use super::token::{Kind, Token};
use crate::languages::{Words, detect};

/// Most tokens behind a figure that belong to it: "18.00 euro al kg".
const BEHIND: usize = 3;

/// Whether the text says the fact.
pub fn says(text: &str, fact: &str, language: Option<&str>) -> bool {
    let (said, wanted) = (folded(text), folded(fact));
    if wanted.is_empty() {
        return text.contains(fact.trim());
    }
    said.windows(wanted.len()).any(|words| words == wanted) || means(text, fact, language)
}

/// The words and figures of a text as they are compared, with the signs that mean something: `€`, `%`.
fn folded(text: &str) -> Vec<String> {
    let read = tokens(text, &[]).into_iter();
    let counts = |token: &Token| !matches!(token.kind, Kind::Mark(_)) || !token.meanings.is_empty();
    read.filter(counts).map(|token| token.folded).collect()
}

/// The same figures in another form: "€ 9.50" says "9,50 €", and "until 6 pm" says "18:00".
fn means(text: &str, fact: &str, language: Option<&str>) -> bool {
    let text = &*unwrapped(text);
    let spoken = detect(text, language);
    let mut both = detect(fact, language);
    let others = spoken.iter().filter(|words| both.iter().all(|known| known.tag != words.tag));
    let others: Vec<&'static Words> = others.copied().collect();
    both.extend(others);
    let wanted = piece(&tokens(fact, &both), &both);
    if wanted.facts.is_empty() && times(&wanted).next().is_none() && wanted.hours.days.is_empty() {
        return false;
    }
    let told = sentences(text).into_iter();
    told.map(|(start, end)| piece(&tokens(&text[start..end], &spoken), &spoken))
        .any(|told| holds(&told, &wanted))
}

/// Whether one sentence holds all of a fact: its figures, its times and days, and what it names beside them.
fn holds(told: &Piece, wanted: &Piece) -> bool {
    let fact = |wanted: &Fact| {
        told.facts.iter().any(|known| wanted.is_said_by(known, None) || is_bare(wanted, known))
            || same_days(wanted, told)
    };
    let time = |wanted: Time| times(told).any(|known| known.is(wanted.minute) || wanted.is(known.minute));
    wanted.facts.iter().all(fact)
        && times(wanted).all(time)
        && wanted.hours.days.iter().all(|day| told.hours.days.contains(day))
        && (!wanted.hours.closed || told.hours.closed)
        && wanted.things.iter().all(|thing| told.things.iter().any(|known| known.key == thing.key))
}

fn times(piece: &Piece) -> impl Iterator<Item = Time> {
    let spans = piece.hours.spans.iter().flat_map(|(from, to)| [*from, *to]);
    spans.chain(piece.hours.times.iter().copied())
}

/// Days that a sentence names with times are no fact of their own there.
fn same_days(wanted: &Fact, told: &Piece) -> bool {
    matches!(wanted, Fact::Days(days) if days.iter().all(|day| told.hours.days.contains(day)))
}

/// A figure written without what it counts.
fn is_bare(wanted: &Fact, known: &Fact) -> bool {
    let Fact::Number { milli, .. } = wanted else { return false };
    matches!(known, Fact::Money { milli: known, .. } | Fact::Percent { milli: known, .. } | Fact::Quantity { milli: known, .. }
        if known == milli)
}

/// The figures of a text as they stand there: amounts with their money and unit, times, phones, links. Each once.
pub fn figures(text: &str, language: Option<&str>) -> Vec<String> {
    let read = tokens(text, &detect(text, language));
    let mut found: Vec<String> = Vec::new();
    let mut here = 0;
    while here < read.len() {
        let is_figure = match read[here].kind {
            Kind::Link(_) | Kind::Phone(_) => true,
            Kind::Number(_) => !read[here].spelt,
            Kind::Word | Kind::Mark(_) => false,
        };
        let (mut from, mut to) = (here, here);
        if is_figure && read[here].amount().is_some() {
            let is_sign = |token: &Token| token.mark().is_some() && !token.currencies().is_empty();
            from = here.checked_sub(1).filter(|before| is_sign(&read[*before])).unwrap_or(here);
            to = end_of_figure(&read, here);
        }
        let (begin, end) = (read[from].at, read[to].at + read[to].raw.len());
        if let Some(figure) = text.get(begin..end).map(str::trim).filter(|_| is_figure)
            && !figure.is_empty()
            && !found.iter().any(|known| known == figure)
        {
            found.push(figure.to_owned());
        }
        here = to + 1;
    }
    found
}

/// The last token that belongs to the figure that stands here.
fn end_of_figure(read: &[Token], here: usize) -> usize {
    let belongs = |token: &Token| {
        !token.currencies().is_empty() || token.unit().is_some() || token.is("am") || token.is("pm")
    };
    let behind = read[here + 1..].iter().take(BEHIND);
    let mut last = here;
    for (place, token) in (here + 1..).zip(behind) {
        if belongs(token) {
            last = place;
        } else if token.amount().is_some() || token.mark().is_some_and(|mark| mark != '/') {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_said_in_whatever_form_its_figures_have() {
        for (text, fact) in [
            ("The ham costs 9.50 euro per kg.", "9,50 €"),
            ("Il prosciutto costa € 9,50 al kg.", "9,50 €"),
            ("Siamo aperti fino alle 18.", "18:00"),
            ("We are open until 6 pm.", "18:00"),
            ("Siamo chiusi il lunedì.", "lunedì"),
            ("Siamo in VIA ROMA 12, Firenze", "via Roma"),
            ("Chiamaci al +39 055 123456.", "+39 055 123456"),
            ("Sì, senza glutine.", "senza glutine"),
            ("The pie is 12 euros.", "12"),
        ] {
            assert!(says(text, fact, None), "{text}: {fact}");
        }
        for (text, fact) in [
            ("The ham costs 19.50 euro per kg.", "9,50 €"),
            ("The ham costs 9.50 dollars.", "9,50 €"),
            ("Siamo aperti fino alle 19.", "18:00"),
            ("Siamo in via Romagna 12", "via Roma"),
            ("Il freezer è vuoto", "free"),
            ("", "9,50 €"),
            ("It costs 120 euros.", "12"),
        ] {
            assert!(!says(text, fact, None), "{text}: {fact}");
        }
    }

    #[test]
    fn figures_are_proposed_as_they_stand() {
        let found = figures(
            "Il prosciutto costa 9,50 € al kg. Siamo aperti dalle 9:00 alle 18:00, € 5 la consegna.",
            None,
        );
        for figure in ["9,50 €", "9:00", "18:00", "€ 5"] {
            assert!(found.iter().any(|known| known.starts_with(figure)), "{figure}: {found:?}");
        }
        assert!(figures("Grazie, a presto!", None).is_empty());
    }
}
