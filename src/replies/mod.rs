//! The AI's replies: wait out the burst, understand, search, write, check every claim, decide.
//!
//! Owns the runs and their traces, what models cost, and the fixed texts. Read it in this order: `attend.rs` (when),
//! `media_text/` (what files say), `run.rs` (one run), `turn.rs` and `question/` (what), `pipeline.rs` (how), `decide/` (which end), `conclude.rs` (the
//! deed). Never sends by itself: it queues through the inbox, which lets people go first. Never trusts a model's word for
//! a price, a time or a promise.

mod ab_test;
mod attend;
mod brief;
mod budget;
mod conclude;
mod costs;
mod danger;
mod decide;
mod disagreements;
mod editor;
mod exam;
mod facts;
mod gaps;
mod long_run;
mod media_text;
mod on_the_web;
mod ordering;
mod owner_rules;
mod past;
mod past_words;
mod personality;
mod pipeline;
mod prompts;
mod proof;
mod quality;
mod question;
mod rehearsal;
mod run;
mod runs;
mod search;
mod settings;
mod source_use;
mod summary;
mod texts;
mod tools;
mod trial;
mod turn;
mod types;
mod verdicts;
mod voice;
mod walk;
mod weekly;
mod words;
mod words_changed;

pub mod answer;
pub mod jobs;
pub mod routes;

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::clock::{Clock, Timestamp};
use crate::config;
use crate::events::Bus;
use crate::extract::Extractor;
use crate::ids::ExamRunId;
use crate::inbox::LiveReplies;
use crate::knowledge::Knowledge;
use crate::knowledge::web::WebSearch;
use crate::llm::Llm;
use crate::media::Media;
use crate::orders::Orders;
use crate::privacy::Holding;
use crate::storage::{Db, ReadConn, StorageError, WriteTx};

pub use brief::{Brief, Lack, Mood, card};
pub use owner_rules::told_by;
pub use past::{PastAnswer, Remembered};
pub use quality::hot_queries;
pub use settings::Escalation;
pub use source_use::source_use_queries;
pub use walk::{WalkPhone, WalkSays, Walker};

use budget::{Budget, BudgetStep};
use decide::fixed_texts::FixedText;
use exam::Going;
use question::language::Language;
use runs::progress::Running;
use settings::Settings;
use tools::{Overrides, Tools};

/// What the replies keep of customers.
pub fn held() -> &'static [Holding] {
    runs::held::HELD
}

/// The room. Clones share the runs going on.
#[derive(Clone)]
pub struct Replies {
    db: Db,
    clock: Clock,
    bus: Bus,
    live: LiveReplies,
    tools: Tools,
    media: Media,
    extractor: Extractor,
    running: Running,
    exams: Going,
    walk_phone: WalkPhone,
    stopping: CancellationToken,
    burst_wait: Option<Duration>,
}

/// What the room is built from.
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub bus: Bus,
    pub llm: Llm,
    pub knowledge: Knowledge,
    pub web: WebSearch,
    pub orders: Orders,
    pub media: Media,
    pub extractor: Extractor,
    pub live: LiveReplies,
    /// The customer's phone a walk is gone with.
    pub walk_phone: WalkPhone,
    /// Fires when the program begins to stop.
    pub stopping: CancellationToken,
    pub config: config::Replies,
}

impl Replies {
    pub fn new(parts: Parts) -> Self {
        let Parts {
            db,
            clock,
            bus,
            llm,
            knowledge,
            web,
            orders,
            media,
            extractor,
            live,
            walk_phone,
            stopping,
            config,
        } = parts;
        llm.set_gate(Box::new(exam::models_may_go_live));
        let mark = clock.now().as_millis();
        let tools = Tools {
            db: db.clone(),
            clock: clock.clone(),
            llm,
            knowledge,
            web,
            orders,
            budget: Budget::default(),
            canary: format!("zq{mark:x}").into(),
            overrides: Overrides::default(),
        };
        let burst_wait = config.burst_wait_ms.map(Duration::from_millis);
        Self {
            db,
            clock,
            bus,
            live,
            tools,
            media,
            extractor,
            running: Running::default(),
            exams: Going::default(),
            walk_phone,
            stopping,
            burst_wait,
        }
    }

    /// Tells the runs that a crash interrupted as failed; their jobs make them anew. An exam is only told as interrupted, and a
    /// walk is gone again.
    pub async fn end_interrupted(&self) -> Result<usize, StorageError> {
        let replies = self.clone();
        let end = move |tx: &WriteTx| {
            let runs = runs::store::end_interrupted(tx)? + exam::end_interrupted(tx)?;
            Ok(runs + replies.end_interrupted_walk(tx)?)
        };
        self.db.write(end).await
    }

    /// The owner's settings, with the configuration's word over them.
    fn settings(&self, conn: &ReadConn) -> Result<Settings, StorageError> {
        let mut settings = runs::store::settings(conn)?.unwrap_or_default();
        settings.burst_wait = self.burst_wait.unwrap_or(settings.burst_wait);
        Ok(settings)
    }
}

/// Whether the money for models lasts, for rooms that ask models beside the replies.
pub fn budget_lasts(conn: &ReadConn, now: Timestamp) -> Result<bool, StorageError> {
    let limits = runs::store::settings(conn)?.unwrap_or_default().budget;
    Ok(limits.step(runs::store::spent(conn, now)?, 0) != BudgetStep::BuiltIn)
}

/// When somebody else is told that a customer waits for a person, as the owner set it.
pub fn escalation(conn: &ReadConn) -> Result<Option<Escalation>, StorageError> {
    Ok(runs::store::settings(conn)?.unwrap_or_default().escalation)
}

/// What a customer reads to whom nobody could come yet, in the nearest language there is.
pub fn still_waiting(language: &str) -> &'static str {
    FixedText::StillWaiting.in_language(Language::nearest(language))
}

/// Counts what another room's call of a model cost, in millionths of a US dollar.
pub fn charge(tx: &WriteTx, micros: i64) -> Result<(), StorageError> {
    runs::store::add_spending(tx, micros, 0)
}

/// The titles of the sources whose change a run of the exam followed.
pub fn exam_changes(conn: &ReadConn, run: ExamRunId) -> Result<Vec<String>, StorageError> {
    exam::changed_before(conn, run)
}
