//! Voice notes become words before the AI's turn: which files are put into words, how long an answer waits for that, and
//! the call itself. What comes of it is a customer's text like any other. Never answers and never hands over.

mod transcribe;
mod waiting;

pub(super) use waiting::await_words;
