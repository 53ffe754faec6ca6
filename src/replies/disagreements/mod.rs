//! Where sources disagree: read from the same records that drafts are held against, so that whoever may not be quoted for a
//! fact is not said to contradict one. Finds, and holds back answers that state what nobody decided. Knowledge keeps what
//! was found, and the owner decides.

mod find;
mod hold;

pub(super) use hold::{disputed, read_of};
