//! How near a whole message is to sentences that are wishes, and to sentences that only look like one.

use super::shape::Nearness;

/// From this nearness on, in thousandths of the cosine of their letters in threes, two sentences say the same.
const SAME_FROM: u32 = 860;
/// So much nearer must a wish be than anything that only looks like one.
const NEARER_BY: u32 = 60;

/// What a message is nearest to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nearest {
    Wish,
    Other,
    Neither,
}

/// What a message is nearest to, by the nearest sentences of a language.
pub(super) fn nearest(Nearness { wish, other }: Nearness) -> Nearest {
    if other >= SAME_FROM && other >= wish {
        Nearest::Other
    } else if wish >= SAME_FROM && wish >= other + NEARER_BY {
        Nearest::Wish
    } else {
        Nearest::Neither
    }
}
