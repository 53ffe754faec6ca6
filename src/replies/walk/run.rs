//! A walk, from its beginning to its end: each time its job runs it says the next thing, or looks what became of the last.
//!
//! What a walk says goes over the practice number as a customer's message goes over the shop's, and is answered by whatever
//! answers customers. Its own customer is taken away at the end, whatever the end.

use std::time::Duration;

use super::look::{self, Ended};
use super::phone::WalkSays;
use super::plan::{Given, plan};
use super::types::{Fault, FaultCode, LeftOut, Outcome, Step, StepKind, StepState, Walk, WalkCause};
use super::words::Words;
use super::{judge, store};
use crate::accounts;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::ApiError;
use crate::ids::{ConversationId, Id as _, PersonId, WalkId};
use crate::inbox::{self, AiMode};
use crate::jobs::{self, JobError};
use crate::replies::Replies;
use crate::replies::brief;
use crate::replies::exam::{self, End};
use crate::replies::jobs::{WalkFailed, WalkOn};
use crate::replies::long_run::LongRunState;
use crate::replies::question::language::Language;
use crate::replies::runs::store as runs;
use crate::replies::turn::within_budget;
use crate::replies::types::Mode;
use crate::storage::{self, ReadConn, StorageError, WriteTx};

/// How long nobody looks after something was said.
const PAUSE: Duration = Duration::from_secs(2);
/// How long an answer may take before it counts as none.
const LONGEST: Duration = Duration::from_mins(4);
/// Answers under way at once.
const AT_ONCE: i64 = 1;
/// A job due later than this is nobody's plan.
const SOON: Duration = Duration::from_mins(10);

impl Replies {
    /// Begins a walk, to be gone beside everything else.
    pub(super) fn begin_walk(
        &self,
        tx: &WriteTx,
        cause: WalkCause,
        person: Option<PersonId>,
    ) -> Result<WalkId, ApiError> {
        if let Some(open) = store::open_walk(tx)? {
            if jobs::is_underway::<WalkOn>(tx, &open.id.to_string(), tx.now().plus(SOON))? {
                return Err(ApiError::conflict("walk_under_way", "A walk is under way already."));
            }
            // Nobody is at it any more.
            self.end_walk(tx, &open, LongRunState::Interrupted)?;
        }
        if storage::is_on_hold(tx)? {
            return Err(ApiError::conflict("walk_on_hold", "The shop is on hold: nothing is sent."));
        }
        if within_budget(self.settings(tx)?.mode, inbox::spending_stage(tx)?) != Mode::Answer {
            let refusal =
                ApiError::conflict("walk_not_answering", "The assistant does not answer by itself.");
            return Err(refusal.hint("A walk goes the way of customers it answers."));
        }
        let language = accounts::shop(tx)?.language;
        let id = tx.new_id();
        store::insert(tx, id, cause, Language::nearest(&language).tag(), person)?;
        jobs::enqueue(tx, &WalkOn { walk_id: id })?;
        tx.announce(Topic::Walk, id);
        Ok(id)
    }

    /// Ends a walk that is not over: its customer goes. False when it was over.
    pub(super) fn end_walk(
        &self,
        tx: &WriteTx,
        walk: &Walk,
        state: LongRunState,
    ) -> Result<bool, StorageError> {
        let ended = store::set_state(tx, walk.id, state)?;
        if ended {
            let failed = store::steps(tx, walk.id)?.iter().any(|step| step.passed == Some(false));
            if failed && state == LongRunState::Done {
                jobs::enqueue(tx, &WalkFailed { walk_id: walk.id })?;
            }
            if let Some(contact) = walk.contact {
                (self.walk_phone.take_away)(tx, contact)?;
            }
        }
        tx.announce(Topic::Walk, walk.id);
        Ok(ended)
    }

    /// Runs [`WalkOn`].
    pub async fn walk_on(&self, job: WalkOn) -> Result<(), JobError> {
        let id = job.walk_id;
        let Some(walk) = self.db.read(move |conn| store::walk(conn, id)).await? else { return Ok(()) };
        match walk.state {
            LongRunState::Waiting => self.set_out(walk).await,
            LongRunState::Running => self.go_on(walk).await,
            LongRunState::Done
            | LongRunState::Stopped
            | LongRunState::OutOfMoney
            | LongRunState::Interrupted => Ok(()),
        }
    }

    /// Its customer takes up the phone.
    async fn set_out(&self, walk: Walk) -> Result<(), JobError> {
        let walker = match (self.walk_phone.begin)().await {
            Ok(walker) => walker,
            Err(error) => {
                tracing::warn!(%error, "the practice phone could not be taken up for a walk");
                let replies = self.clone();
                let ended =
                    move |tx: &WriteTx| replies.end_walk(tx, &walk, LongRunState::Interrupted).map(drop);
                return Ok(self.db.write(ended).await?);
            }
        };
        let replies = self.clone();
        let begun = self.db.write(move |tx| {
            if store::walk(tx, walk.id)?.is_none_or(|now| now.state != LongRunState::Waiting) {
                return (replies.walk_phone.take_away)(tx, walker.contact);
            }
            let (shop, words) = (accounts::shop(tx)?, Words::of(Language::nearest(&walk.language)));
            let questions = exam::questions(tx)?;
            let given = Given {
                questions: &questions,
                shop: &shop,
                language: &walk.language,
                words: &words,
                keeps_orders: replies.tools.orders.book_of(tx, walker.contact)?.in_use,
                reads_pictures: replies.tools.llm.has_vendor(),
            };
            store::set_out(tx, walk.id, &walker, &plan(&given))?;
            jobs::enqueue(tx, &WalkOn { walk_id: walk.id })?;
            tx.announce(Topic::Walk, walk.id);
            Ok::<_, StorageError>(())
        });
        Ok(begun.await?)
    }

    /// Says the next thing, or looks what became of the last.
    async fn go_on(&self, walk: Walk) -> Result<(), JobError> {
        let id = walk.id;
        let steps = self.db.read(move |conn| store::steps(conn, id)).await?;
        let next = steps.iter().find(|step| matches!(step.state, StepState::Waiting | StepState::Asked));
        let Some(step) = next.cloned() else { return self.walk_ends(walk, LongRunState::Done).await };
        let Some(conversation) = walk.conversation else {
            return self.walk_ends(walk, LongRunState::Interrupted).await;
        };
        if step.state == StepState::Asked {
            return self.look_at(walk, conversation, &steps, step).await;
        }
        if !self.may_spend().await? {
            return self.walk_ends(walk, LongRunState::OutOfMoney).await;
        }
        let says = says(&step, &steps, &Words::of(Language::nearest(&walk.language)));
        self.say(walk, conversation, step, says).await
    }

    async fn walk_ends(&self, walk: Walk, state: LongRunState) -> Result<(), JobError> {
        let replies = self.clone();
        Ok(self.db.write(move |tx| replies.end_walk(tx, &walk, state).map(drop)).await?)
    }

    /// What is left near the end of the budget is for customers.
    async fn may_spend(&self) -> Result<bool, StorageError> {
        if !self.tools.llm.has_vendor() {
            return Ok(true);
        }
        let (replies, now) = (self.clone(), self.clock.now());
        let read = move |conn: &ReadConn| {
            let limits = replies.settings(conn)?.budget;
            Ok(limits.is_ample(runs::spent(conn, now)?, AT_ONCE))
        };
        self.db.read(read).await
    }

    /// The customer writes. A person whom the step before called has dealt with it and hands back first.
    async fn say(
        &self,
        walk: Walk,
        conversation: ConversationId,
        step: Step,
        says: WalkSays,
    ) -> Result<(), JobError> {
        let (replies, mut asked, said) = (self.clone(), step, says.clone());
        let Walk { id, customer, .. } = walk;
        let begun = self.db.write(move |tx| {
            let is_running = store::walk(tx, id)?.is_some_and(|now| now.state == LongRunState::Running);
            let Some(now) = inbox::conversation(tx, conversation)?.filter(|_| is_running) else {
                return replies.end_walk(tx, &walk, LongRunState::Interrupted).map(|_| None);
            };
            if now.ai != AiMode::Answer {
                let waiting = inbox::unanswered(tx, conversation)?;
                let waiting: Vec<_> = waiting.iter().map(|waiting| waiting.message).collect();
                inbox::needs_no_answer(tx, conversation, &waiting)?;
                inbox::hand_back(tx, conversation)?;
            }
            let last = inbox::recent_messages(tx, conversation, 1)?;
            asked.state = StepState::Asked;
            asked.asked_after = Some(last.last().map_or(0, |message| message.id.as_i64()));
            asked.asked_at = Some(tx.now());
            asked.outcome.said = match said {
                WalkSays::Text(text) => Some(text),
                WalkSays::Picture => None,
            };
            store::keep(tx, id, &asked)?;
            jobs::enqueue_at(tx, &WalkOn { walk_id: id }, tx.now().plus(PAUSE))?;
            tx.announce(Topic::Walk, id);
            Ok::<_, StorageError>(Some(asked))
        });
        let (Some(asked), Some(customer)) = (begun.await?, customer) else { return Ok(()) };
        if let Err(error) = (self.walk_phone.say)(customer, says).await {
            tracing::warn!(%error, "the practice phone could not write for a walk");
            self.done(id, vec![failed(asked, FaultCode::NotSent)]).await?;
        }
        Ok(())
    }

    /// What became of what was said; looked for again while nothing has.
    async fn look_at(
        &self,
        walk: Walk,
        conversation: ConversationId,
        steps: &[Step],
        step: Step,
    ) -> Result<(), JobError> {
        let (replies, now, looked_at) = (self.clone(), self.clock.now(), step.clone());
        let read = move |conn: &ReadConn| {
            let Some(ended) = look::look(conn, conversation, &looked_at, now)? else { return Ok(None) };
            let conversation = inbox::conversation(conn, conversation)?;
            let card = match &conversation {
                Some(conversation) => brief::card(conn, &replies.tools.orders, conversation)?,
                None => None,
            };
            Ok::<_, StorageError>(Some((ended, card)))
        };
        let Some((ended, card)) = self.db.read(read).await? else {
            let asked_at = step.asked_at.unwrap_or(now);
            if now.since(asked_at) > LONGEST {
                return Ok(self.done(walk.id, vec![failed(step, FaultCode::Silence)]).await?);
            }
            let again = WalkOn { walk_id: walk.id };
            let look_again = move |tx: &WriteTx| jobs::enqueue_at(tx, &again, tx.now().plus(PAUSE)).map(drop);
            return Ok(self.db.write::<_, StorageError>(look_again).await?);
        };
        let mut all = Vec::new();
        if step.kind == StepKind::Person {
            let language = Language::nearest(&walk.language);
            all.extend(
                steps.iter().filter_map(|beside| beside_person(beside, &ended, card.as_ref(), language)),
            );
        }
        all.insert(0, judged(step, ended, self.tools.llm.has_vendor()));
        Ok(self.done(walk.id, all).await?)
    }

    /// Keeps steps that are done; the next one follows.
    async fn done(&self, id: WalkId, steps: Vec<Step>) -> Result<(), StorageError> {
        self.db
            .write(move |tx| {
                for step in &steps {
                    store::keep(tx, id, step)?;
                }
                jobs::enqueue(tx, &WalkOn { walk_id: id })?;
                tx.announce(Topic::Walk, id);
                Ok(())
            })
            .await
    }
}

/// What the customer says at this step.
fn says(step: &Step, steps: &[Step], words: &Words) -> WalkSays {
    let was_offered = steps
        .iter()
        .any(|before| before.kind == StepKind::Unknown && before.outcome.end == Some(End::Declined));
    let text = match (step.kind, &step.question) {
        (StepKind::Picture, _) => return WalkSays::Picture,
        (_, Some(question)) => &question.text,
        (StepKind::Order, None) => &words.order,
        (StepKind::Person, None) if was_offered => &words.yes,
        (
            StepKind::Question
            | StepKind::Second
            | StepKind::Unknown
            | StepKind::Person
            | StepKind::Card
            | StepKind::Told
            | StepKind::HandedBack,
            None,
        ) => &words.person,
    };
    WalkSays::Text(text.clone())
}

fn judged(step: Step, ended: Ended, has_model: bool) -> Step {
    let faults = judge::faults(&step, &ended, has_model);
    let took = step.asked_at.map(|asked_at| took(asked_at, ended.at));
    let outcome = Outcome {
        read: ended.read,
        end: Some(ended.end),
        reason: ended.reason,
        sources: ended.sources,
        took_ms: took,
        ..step.outcome.clone()
    };
    finished(Step { outcome, ..step }, faults)
}

/// The card and what was told hang on the person who was called.
fn beside_person(
    step: &Step,
    ended: &Ended,
    card: Option<&serde_json::Value>,
    language: Language,
) -> Option<Step> {
    let was_called = ended.end == End::HandedOver;
    let left_out = Outcome { left_out: Some(LeftOut::NobodyCalled), ..Outcome::default() };
    match step.kind {
        StepKind::Card | StepKind::Told if !was_called => {
            Some(Step { state: StepState::LeftOut, outcome: left_out, ..step.clone() })
        }
        StepKind::Card => Some(finished(step.clone(), judge::of_card(card))),
        StepKind::Told => {
            let read = ended.read.clone();
            let faults = judge::of_told(read.as_deref());
            let says_when = read.as_deref().map(|read| judge::says_when(read, language));
            let outcome = Outcome { read, says_when, ..Outcome::default() };
            Some(finished(Step { outcome, ..step.clone() }, faults))
        }
        StepKind::Question
        | StepKind::Second
        | StepKind::Unknown
        | StepKind::Person
        | StepKind::HandedBack
        | StepKind::Order
        | StepKind::Picture => None,
    }
}

fn failed(step: Step, code: FaultCode) -> Step {
    finished(step, vec![Fault::of(code)])
}

fn finished(step: Step, faults: Vec<Fault>) -> Step {
    let passed = Some(faults.is_empty());
    Step { state: StepState::Done, passed, outcome: Outcome { faults, ..step.outcome }, ..step }
}

fn took(asked_at: Timestamp, ended_at: Timestamp) -> i64 {
    i64::try_from(ended_at.since(asked_at).as_millis()).unwrap_or(i64::MAX)
}
