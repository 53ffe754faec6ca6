//! The wire: what Meta sends and takes, read and written without an opinion about it.

pub mod errors;
pub mod limits;
pub mod parse;

pub(super) mod address;
pub(super) mod graph;
pub(super) mod service_window;
pub(super) mod signature;
