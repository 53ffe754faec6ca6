//! The run under way, how it is told to stop, and the models it tries: their keys stand nowhere but in memory.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use crate::ids::ExamRunId;
use crate::llm::Llm;

/// Runs of this process. Clones share them.
#[derive(Clone, Default)]
pub(in crate::replies) struct Going(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    stops: HashMap<ExamRunId, CancellationToken>,
    proposed: HashMap<ExamRunId, Llm>,
}

/// A run under way; forgotten when it is dropped.
pub(super) struct OnItsWay {
    going: Going,
    run: ExamRunId,
    pub stop: CancellationToken,
}

impl Going {
    pub(super) fn begin(&self, run: ExamRunId) -> OnItsWay {
        let stop = CancellationToken::new();
        self.0.lock().stops.insert(run, stop.clone());
        OnItsWay { going: self.clone(), run, stop }
    }

    /// Keeps the models a run is to try until it has ended.
    pub(super) fn propose(&self, run: ExamRunId, llm: Llm) {
        self.0.lock().proposed.insert(run, llm);
    }

    /// Nothing when this process does not know them.
    pub(super) fn proposed(&self, run: ExamRunId) -> Option<Llm> {
        self.0.lock().proposed.get(&run).cloned()
    }

    /// Tells a run to stop; false when nobody is at it.
    pub(super) fn stop(&self, run: ExamRunId) -> bool {
        let stop = self.0.lock().stops.get(&run).cloned();
        stop.inspect(CancellationToken::cancel).is_some()
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        let mut known = self.going.0.lock();
        known.stops.remove(&self.run);
        known.proposed.remove(&self.run);
    }
}
