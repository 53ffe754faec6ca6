//! All SQL of this room. Rows are the truth; the index in memory is made from them.

mod chunks;
mod columns;
mod disagreements;
mod originals;
pub(super) mod shop;
pub(super) mod site;
mod sources;
mod standing;
mod statements;
mod validity;
mod vectors;
mod versions;

pub(super) use chunks::{PassageRow, Reading, chunks, entries, passages, replace_chunks};
pub(super) use disagreements::{
    decide, decided as decided_disagreements, disagreement, open as open_disagreements,
};
pub(super) use originals::{add_piece, forget_pieces, reserve, without_a_source};
pub(super) use sources::{
    Content, Correction, NewSource, Work, begin, change_content, change_title, confirm, content, correct,
    count, delete, drop_correction, fail, find, finish, insert, list, original, progress, requeue,
    source_ids, take,
};
pub use standing::{Standing, standing};
pub(super) use statements::{
    counts_always, disputed, keep_disagreements, not_compared, replace_statements, statements_about,
};
pub(super) use validity::{not_counting, set_validity};
pub(super) use vectors::{
    Model, Unembedded, forget_source, keep_vectors, model, register_model, served_last, serves,
    serves_no_more, sources_to_embed, unembedded, vectors_of,
};
pub(super) use versions::{version, versions};
