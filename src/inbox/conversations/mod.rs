//! Conversations: their timeline, who answers, who looks after them, and what keeps them waiting.

pub(super) mod ai_mode;
pub(super) mod live_reply;
pub(super) mod organise;
pub(super) mod presence;
pub(super) mod snooze;
pub(super) mod spending;
pub(super) mod staff_time;
pub(super) mod timeline;
pub(super) mod unanswered;
pub(super) mod wanted;
