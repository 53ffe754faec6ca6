//! Files of customers become words before the AI's turn: voice notes are transcribed, pictures described, PDFs read. Which
//! files, how long an answer waits for that, and the reading itself. What comes of it is a customer's text like any other.
//! Never answers and never hands over.

mod describe;
mod document;
mod job;
mod outcome;
mod reader;
mod transcribe;
mod waiting;

pub(super) use waiting::await_words;
