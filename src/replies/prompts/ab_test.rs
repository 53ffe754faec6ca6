//! An A/B test: two versions of the instructions that write answers, and which of them a conversation is answered by.

use sha2::{Digest as _, Sha256};

use crate::clock::Timestamp;
use crate::ids::{AbTestId, ConversationId, Id as _, PersonId};
use crate::words::words;

words! {
    /// One side of an A/B test.
    Side as AbSide {
        /// What was in use when it began.
        A = "a",
        /// What is tried.
        B = "b",
    }
}

/// An A/B test as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replies) struct AbTest {
    pub id: AbTestId,
    /// Nothing: what ships.
    pub a: Option<u32>,
    pub b: Option<u32>,
    pub started_at: Timestamp,
    pub started_by: Option<PersonId>,
    pub end: Option<End>,
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replies) struct End {
    pub at: Timestamp,
    pub by: Option<PersonId>,
    pub chosen: Side,
    /// What had come of it, as JSON.
    pub result: String,
}

impl AbTest {
    pub fn version(&self, side: Side) -> Option<u32> {
        match side {
            Side::A => self.a,
            Side::B => self.b,
        }
    }

    /// By which side a conversation is answered: always the same while the test runs, half of them by either, and another half
    /// in the next test.
    pub fn side(&self, conversation: ConversationId) -> Side {
        let both = [self.id.as_i64().to_be_bytes(), conversation.as_i64().to_be_bytes()].concat();
        if Sha256::digest(both)[0] & 1 == 0 { Side::A } else { Side::B }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(id: i64) -> AbTest {
        AbTest {
            id: AbTestId::new(id),
            a: None,
            b: Some(1),
            started_at: Timestamp::from_millis(0),
            started_by: None,
            end: None,
        }
    }

    #[test]
    fn half_of_the_conversations_are_answered_by_either_side_and_none_changes_it() {
        let (one, next) = (test(7), test(8));
        let conversations = || (0..2_000).map(|id| ConversationId::new(1_000_000 + id * 4_096));
        let of_b = conversations().filter(|id| one.side(*id) == Side::B).count();
        assert!((900..1_100).contains(&of_b), "{of_b} of 2000");
        assert!(conversations().all(|id| one.side(id) == test(7).side(id)));
        let stayed = conversations().filter(|id| one.side(*id) == next.side(*id)).count();
        assert!((900..1_100).contains(&stayed), "{stayed} of 2000 on the same side in the next test");
    }
}
