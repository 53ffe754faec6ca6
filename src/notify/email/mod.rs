//! Mail over the owner's own mail server: `server` holds how it is reached, `letter` writes, `smtp` hands over.

pub(super) mod letter;
pub(super) mod server;
pub(super) mod smtp;
