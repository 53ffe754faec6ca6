//! What live screens see of an answer being made, and the way to stop one. Kept in memory only.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::events::{Bus, Topic};
use crate::ids::{ConversationId, RunId};
use crate::inbox::{LiveReplies, LiveReply, ReplyStep};

/// Least time between two tellings of the text as it grows.
const TELL_EVERY: Duration = Duration::from_millis(120);

/// Whoever wants to see how an answer comes about.
pub(in crate::replies) trait Observer: Sync {
    /// A step begins; a number found stays shown.
    fn show(&self, step: ReplyStep, found: Option<u32>, text: Option<&str>);
}

/// Nobody looks.
impl Observer for () {
    fn show(&self, _: ReplyStep, _: Option<u32>, _: Option<&str>) {}
}

/// One run's place on live screens; leaving it takes it down.
pub(in crate::replies) struct Progress {
    live: LiveReplies,
    bus: Bus,
    conversation: ConversationId,
    run: RunId,
    told: Mutex<Told>,
}

struct Told {
    step: Option<ReplyStep>,
    has_text: bool,
    found: Option<u32>,
    at: Instant,
}

impl Progress {
    pub fn new(live: LiveReplies, bus: Bus, conversation: ConversationId, run: RunId) -> Self {
        let told = Mutex::new(Told { step: None, has_text: false, found: None, at: Instant::now() });
        Self { live, bus, conversation, run, told }
    }
}

impl Observer for Progress {
    /// Shows a step; text is told a few times a second.
    fn show(&self, step: ReplyStep, found: Option<u32>, text: Option<&str>) {
        let mut told = self.told.lock();
        told.found = found.or(told.found);
        let is_new = told.step != Some(step) || told.has_text != text.is_some();
        if !is_new && told.at.elapsed() < TELL_EVERY {
            return;
        }
        (told.step, told.has_text, told.at) = (Some(step), text.is_some(), Instant::now());
        let text = text.map(str::to_owned);
        self.live.show(self.conversation, LiveReply { run_id: self.run, step, found: told.found, text });
        self.bus.tell(Topic::Reply, self.conversation);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.live.end(self.conversation, self.run);
        self.bus.tell(Topic::Reply, self.conversation);
    }
}

/// The runs going on, so that a person can stop one. Clones share them.
#[derive(Clone, Default)]
pub(in crate::replies) struct Running(Arc<Mutex<HashMap<ConversationId, (RunId, CancellationToken)>>>);

/// Takes a run off the list when it ends.
pub(in crate::replies) struct Listed {
    running: Running,
    conversation: ConversationId,
    run: RunId,
}

impl Running {
    pub fn begin(&self, conversation: ConversationId, run: RunId, stop: CancellationToken) -> Listed {
        self.0.lock().insert(conversation, (run, stop));
        Listed { running: self.clone(), conversation, run }
    }

    /// Stops the run of a conversation, if one goes on.
    pub fn stop(&self, conversation: ConversationId) -> bool {
        self.0.lock().get(&conversation).map(|(_, stop)| stop.cancel()).is_some()
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        let mut running = self.running.0.lock();
        if running.get(&self.conversation).is_some_and(|(run, _)| *run == self.run) {
            running.remove(&self.conversation);
        }
    }
}
