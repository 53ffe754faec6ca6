//! A/B tests of the instructions: half of the conversations are answered by what is in use, half by another version, and the
//! figures say which does better once that can be told.
//!
//! Only the instructions that write answers are tried so, and nothing an answer must prove is loosened by them.

mod outcome;
pub(super) mod routes;
