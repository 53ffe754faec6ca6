//! Holds an answer back that states what sources disagree about: undecided, neither side is sure; decided, the losing one is
//! said no more.

use crate::knowledge::Disputed;
use crate::replies::answer::claim_check::{Detail, Disputing, Known, Sentence};

/// What is disputed of the passages, each with its place among them.
pub(in crate::replies) fn read_of<'a>(passages: impl Iterator<Item = &'a [Disputed]>) -> Vec<Disputing> {
    let mut found = Vec::new();
    for (passage, disputed) in passages.enumerate() {
        found.extend(disputed.iter().filter_map(|disputed| read(passage, disputed)));
    }
    found
}

fn read(passage: usize, disputed: &Disputed) -> Option<Disputing> {
    let detail = |text: &str| serde_json::from_str::<Detail>(text).ok();
    Some(Disputing {
        passage,
        kind: disputed.kind,
        about: disputed.about.clone(),
        text: disputed.text.clone(),
        detail: detail(&disputed.detail)?,
        rival: detail(&disputed.rival)?,
        set_aside: disputed.set_aside,
    })
}

/// Refuses the sentences that state something disputed.
pub(in crate::replies) fn disputed(known: &Known<'_>, sentences: &mut [Sentence], disputing: &[Disputing]) {
    if disputing.is_empty() {
        return;
    }
    for sentence in sentences.iter_mut().filter(|sentence| sentence.supported) {
        if known.is_disputed(sentence, disputing) {
            sentence.dispute();
        }
    }
}
