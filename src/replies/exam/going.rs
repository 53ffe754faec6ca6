//! The run under way, and how it is told to stop.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use crate::ids::ExamRunId;

/// Runs of this process. Clones share them.
#[derive(Clone, Default)]
pub(in crate::replies) struct Going(Arc<Mutex<HashMap<ExamRunId, CancellationToken>>>);

/// A run under way; forgotten when it is dropped.
pub(super) struct OnItsWay {
    going: Going,
    run: ExamRunId,
    pub stop: CancellationToken,
}

impl Going {
    pub(super) fn begin(&self, run: ExamRunId) -> OnItsWay {
        let stop = CancellationToken::new();
        self.0.lock().insert(run, stop.clone());
        OnItsWay { going: self.clone(), run, stop }
    }

    /// Tells a run to stop; false when nobody is at it.
    pub(super) fn stop(&self, run: ExamRunId) -> bool {
        let stop = self.0.lock().get(&run).cloned();
        stop.inspect(CancellationToken::cancel).is_some()
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.going.0.lock().remove(&self.run);
    }
}
