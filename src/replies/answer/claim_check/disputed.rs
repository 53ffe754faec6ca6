//! Whether a sentence that a record holds states what another source contradicts.

use super::check::{Known, bare};
use super::differ::{Detail, Value, differ};
use super::stated::{Stated, stated_by};
use super::{Context, Sentence};
use crate::knowledge::StatementKind;

/// What a sentence that may not go is refused for.
const DISPUTED: &str = "disputed";

/// A statement of a passage that another source contradicts.
#[derive(Clone, Debug)]
pub struct Disputing {
    /// Its place among the passages.
    pub passage: usize,
    pub kind: StatementKind,
    pub about: String,
    pub text: String,
    pub detail: Detail,
    /// What the other source states.
    pub rival: Detail,
    /// The owner chose the other one.
    pub set_aside: bool,
}

impl Known<'_> {
    pub fn is_disputed(&self, sentence: &Sentence, disputing: &[Disputing]) -> bool {
        let stated = stated_by(&sentence.text, self.context);
        stated.iter().any(|stated| disputing.iter().any(|one| states(stated, sentence, one, self.context)))
    }
}

impl Sentence {
    pub fn is_disputed(&self) -> bool {
        !self.supported && self.kind == DISPUTED
    }

    pub fn dispute(&mut self) {
        self.supported = false;
        DISPUTED.clone_into(&mut self.kind);
    }
}

fn states(stated: &Stated, sentence: &Sentence, one: &Disputing, context: &Context<'_>) -> bool {
    let key = |about: &str| about.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let same_day = stated.kind != StatementKind::Hours || key(&stated.about) == key(&one.about);
    if stated.kind != one.kind || !same_day {
        return false;
    }
    let differs = |value: &Value| differ(&stated.detail.value, value, context.phone_prefix);
    let (own, rival) = (differs(&one.detail.value), differs(&one.rival.value));
    let takes_a_side = if one.set_aside { !own && rival } else { own != rival };
    takes_a_side && (rests_on(sentence, one) || is_of(&stated.detail, &one.detail))
}

/// The words it rests on are those that are disputed.
fn rests_on(sentence: &Sentence, one: &Disputing) -> bool {
    let disputed = bare(&one.text);
    sentence.evidence().any(|(passage, text)| {
        let text = bare(text);
        passage == one.passage && (text.contains(&disputed) || disputed.contains(&text))
    })
}

/// It names all that the disputed statement is of, under no other condition.
fn is_of(said: &Detail, disputed: &Detail) -> bool {
    let names = |all: &Detail| disputed.of.iter().all(|of| all.of.iter().any(|known| known.is_like(of)));
    let of_hours = matches!(disputed.value, Value::Closed | Value::Open { .. } | Value::Until { .. });
    said.besides == disputed.besides && names(said) && (of_hours || !disputed.of.is_empty())
}
