//! Ways to pay that stand in one list: what is said of one of them is not said of the others.

use super::alike::same;
use super::ask::{Ask, Kind};
use super::read::{Word, subjects};
use super::records::Record;

const MEANS: &[&str] = &["pay_means", "amex", "cash", "card", "cod"];

pub(super) fn is_means(word: &Word) -> bool {
    MEANS.iter().any(|name| word.is(name))
}

/// "PayPal and Klarna in 3 instalments" does not say that PayPal takes instalments.
pub(super) fn is_said_of_another_means(ask: &Ask, record: &Record) -> bool {
    let means: Vec<&Word> = ask.subjects.iter().filter(|word| is_means(word)).collect();
    let others: Vec<&Word> = ask.subjects.iter().filter(|word| !is_means(word)).collect();
    let items = items(record);
    if means.is_empty() || others.is_empty() || items.len() < 2 {
        return false;
    }
    let holds = |item: &&[Word], asked: &Word| item.iter().any(|word| same(asked, word));
    let before = record.words.iter().take_while(|word| !is_means(word));
    let head: Vec<&Word> = before.collect();
    means.iter().any(|means| {
        let Some(item) = items.iter().find(|item| holds(item, means)) else { return false };
        let said = |other: &&Word| {
            holds(item, other)
                || head.iter().any(|word| same(other, word))
                || record.context.iter().any(|word| same(other, word))
        };
        !others.iter().all(said)
    })
}

/// "Gift card" is sold, and no way to pay: its row says nothing of who asks whether cards are taken.
pub(super) fn is_thing_named_so(ask: &Ask, record: &Record) -> bool {
    let Some(name) = record.cells.first().filter(|_| record.figures.money) else { return false };
    let asked = |word: &Word| ask.subjects.iter().any(|subject| same(subject, word));
    let names_means = name.words.iter().any(|word| is_means(word) && asked(word));
    names_means && !ask.wants(Kind::Price) && subjects(&name.words).any(|word| !asked(word))
}

/// The stretches between commas and "and" that name a way to pay.
fn items(record: &Record) -> Vec<&[Word]> {
    let mut items = Vec::new();
    let mut from = 0;
    for at in 0..record.words.len() {
        let word = &record.words[at];
        let gap = at
            .checked_sub(1)
            .map_or("", |before| &record.text[record.words[before].place.end..word.place.start]);
        if word.joins || gap.contains([',', ';', '،', '、', '，', '/']) {
            items.push(&record.words[from..at]);
            from = at;
        }
    }
    items.push(&record.words[from..]);
    items.retain(|item| item.iter().any(is_means));
    items
}
