//! Which source answered what: how often the answers of the last days cite a source, when last, how many of those a person
//! corrected, and the questions behind. Read off turns that are kept already and what was said since; keeps nothing of its own.

mod count;
pub(super) mod routes;
mod store;
mod types;

/// Statements of the page, for the test of their plans.
pub fn source_use_queries() -> &'static [&'static str] {
    store::HOT
}
