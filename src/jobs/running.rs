//! Work under way, in whatever hands: a panic in it is a failure like others.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use futures_util::FutureExt as _;

use super::types::JobError;

pub(super) type Running<T> = Pin<Box<dyn Future<Output = Result<T, JobError>> + Send>>;

/// A panic becomes an error that may be tried again.
pub(super) async fn caught<T>(work: Running<T>) -> Result<T, JobError> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(JobError::Retry(anyhow::anyhow!("it failed inside; the log has the place"))))
}
