//! The end of the process when the file can no longer be trusted.

use super::error::StorageError;

/// After an I/O error the page cache may no longer hold what the disk holds: nothing more may be acknowledged.
pub(super) fn stop_the_process(error: &StorageError) -> ! {
    tracing::error!(error = %error, "the database can no longer be trusted: stopping at once");
    std::process::abort()
}
