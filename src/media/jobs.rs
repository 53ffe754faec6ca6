//! The work this room makes for itself: looking at a new file in the child process.

use serde::{Deserialize, Serialize};

use super::{Media, preview};
use crate::ids::MediaId;
use crate::jobs::{Job, JobError};

/// A new file is to be looked at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Preview {
    pub media_id: MediaId,
}

impl Job for Preview {
    const KIND: &'static str = "media_preview";
    /// A file that cannot be looked at twice is shown without a picture.
    const MAX_ATTEMPTS: u32 = 2;

    fn key(&self) -> Option<String> {
        Some(self.media_id.to_string())
    }
}

impl Media {
    /// Runs [`Preview`].
    pub async fn preview(&self, job: Preview) -> Result<(), JobError> {
        preview::make(self, job.media_id).await
    }
}
