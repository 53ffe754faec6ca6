//! What the shop knows, findable: texts, files, pages, questions with answers.
//!
//! Owns the tables `knowledge_*`, the search index in memory and the reading of documents. It finds
//! passages and never writes an answer; it never parses a document outside the sandboxed child; its
//! index is never the truth, rows are.

pub mod address_filter;
pub mod analyse;
pub mod chunk;
pub mod extract;
pub mod fetch;
pub mod fuse;
pub mod lexical_index;
pub mod vector_index;
