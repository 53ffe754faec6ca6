//! One run, from its beginning to its end: a message came, so wait out the burst; the burst is over, so answer.

use tokio_util::sync::CancellationToken;

use super::Replies;
use super::attend::Because;
use super::conclude;
use super::jobs::ReplyTurn;
use super::pipeline;
use super::rehearsal;
use super::runs::progress::Progress;
use super::runs::store;
use super::runs::trace::Trace;
use super::tools::Broken;
use super::turn::{Turn, Waits};
use super::types::{Mode, RunState};
use crate::accounts;
use crate::events::Topic;
use crate::ids::{ConversationId, RunId};
use crate::inbox::jobs::{MessageReceived, ShowTypingIndicator};
use crate::inbox::{self, LiveReply, ReplyStep};
use crate::jobs::{self, JobError, Ticket};
use crate::storage::{self, ReadConn, StorageError, WriteTx};

/// How a run came to its end.
enum Ended {
    Decided(super::types::Decision),
    Superseded,
    Stopped,
    Broken(StorageError),
}

impl Replies {
    /// Puts the answer off until the customer has said all of it.
    pub async fn message_received(&self, job: MessageReceived, ticket: Ticket) -> Result<(), JobError> {
        rehearsal::read_words();
        let replies = self.clone();
        let waiting = self
            .db
            .write(move |tx| {
                let seen_to = replies.attend(tx, job.conversation_id, Because::MessageCame)?;
                ticket.finish(tx)?;
                Ok::<_, StorageError>(seen_to.map(|id| (id, tx.new_id::<RunId>())))
            })
            .await?;
        if let Some((conversation, run_id)) = waiting
            && self.live.of(conversation).is_none()
        {
            self.live
                .show(conversation, LiveReply { run_id, step: ReplyStep::Waiting, found: None, text: None });
            self.bus.tell(Topic::Reply, conversation);
        }
        Ok(())
    }

    /// Answers one turn, unless somebody speaks meanwhile.
    pub async fn reply_turn(&self, job: ReplyTurn, ticket: Ticket) -> Result<(), JobError> {
        let id = job.conversation_id;
        let waiting =
            self.live.of(id).filter(|reply| reply.step == ReplyStep::Waiting).map(|reply| reply.run_id);
        let (asked, now) = (job.asked, self.clock.now());
        let (replies, hearing) = (self.clone(), self.clone());
        // What the words tell is heard here: the write, which holds up every other, finds it known.
        let hear = move |conn: &ReadConn| {
            let mode = hearing.settings(conn)?.mode;
            if let Some(waits) = Waits::read(conn, id, asked.is_some(), mode, now)? {
                waits.hear(&accounts::shop(conn)?.language);
            }
            Ok(())
        };
        let begun = match self.db.read(hear).await {
            Ok(()) => self.db.write(move |tx| replies.begin(tx, id, asked, waiting)).await,
            Err(error) => Err(error),
        };
        if let Some(waiting) = waiting {
            self.live.end(id, waiting);
            self.bus.tell(Topic::Reply, id);
        }
        match begun? {
            Some((turn, run)) => self.answer(turn, run, ticket).await,
            None => Ok(()),
        }
    }

    /// Reads the turn and writes down that it is being answered.
    fn begin(
        &self,
        tx: &WriteTx,
        id: ConversationId,
        asked: Option<RunId>,
        waiting: Option<RunId>,
    ) -> Result<Option<(Turn, RunId)>, StorageError> {
        if asked.is_none() && storage::is_on_hold(tx)? {
            return Ok(None);
        }
        let turn = Turn::read(tx, id, asked.is_some(), self.settings(tx)?, tx.now())?;
        let Some((turn, up_to)) = turn.and_then(|turn| turn.last_message().map(|up_to| (turn, up_to))) else {
            // Somebody types, or the AI was switched off since.
            self.attend(tx, id, Because::SomethingWaits)?;
            return Ok(None);
        };
        if asked.is_none() && turn.messages.iter().any(inbox::Message::is_being_read) {
            self.attend(tx, id, Because::SomethingWaits)?;
            return Ok(None);
        }
        let run = asked.or(waiting).unwrap_or_else(|| tx.new_id());
        let conversation_id = turn.conversation.id;
        store::begin(tx, run, conversation_id, up_to, asked.is_some())?;
        if turn.mode == Mode::Answer {
            jobs::enqueue(tx, &ShowTypingIndicator { conversation_id, message_id: up_to })?;
        }
        Ok(Some((turn, run)))
    }

    async fn answer(&self, mut turn: Turn, run: RunId, ticket: Ticket) -> Result<(), JobError> {
        let id = turn.conversation.id;
        let stop = CancellationToken::new();
        let _running = self.running.begin(id, run, stop.clone());
        let progress = Progress::new(self.live.clone(), self.bus.clone(), id, run);
        let mut trace = Trace::new(run, self.clock.clone());
        turn.question.judge = match self.judge(&turn).await {
            Ok(judge) => judge,
            Err(error) => return self.end(turn, trace, Ended::Broken(error), ticket).await,
        };
        let cancel = stop.child_token();
        let ended = tokio::select! {
            biased;
            () = stop.cancelled() => Ended::Stopped,
            moved_on = self.moved_on(&turn) => moved_on.map_or_else(Ended::Broken, |()| Ended::Superseded),
            thought = pipeline::answer(&turn.question, &self.tools, &progress, &mut trace, &cancel) => match thought {
                Ok(decision) => Ended::Decided(decision),
                Err(Broken::Cancelled) => Ended::Stopped,
                Err(Broken::Storage(error)) => Ended::Broken(error),
            },
        };
        cancel.cancel();
        self.end(turn, trace, ended, ticket).await
    }

    /// Does what was decided and keeps the trace, whatever the end. What is still unanswered then is taken up again.
    async fn end(&self, turn: Turn, mut trace: Trace, ended: Ended, ticket: Ticket) -> Result<(), JobError> {
        let replies = self.clone();
        let keep = |tx: &WriteTx, trace: &Trace, state| conclude::keep(tx, trace, state, None);
        self.db
            .write(move |tx| {
                match ended {
                    Ended::Decided(decision) => {
                        trace.decided(decision.kind(), conclude::reason(&turn, &decision));
                        conclude::conclude(tx, &replies.tools.orders, &turn, &decision, &mut trace)?;
                    }
                    Ended::Superseded => keep(tx, &trace, RunState::Superseded)?,
                    Ended::Stopped => keep(tx, &trace, RunState::Stopped)?,
                    Ended::Broken(error) => {
                        keep(tx, &trace, RunState::Failed)?;
                        return Ok(Some(error));
                    }
                }
                replies.attend(tx, turn.conversation.id, Because::SomethingWaits)?;
                ticket.finish(tx)?;
                Ok::<_, StorageError>(None)
            })
            .await?
            .map_or(Ok(()), |error| Err(error.into()))
    }

    /// Ends when this turn need not be answered any more: the customer wrote more, or a person came.
    async fn moved_on(&self, turn: &Turn) -> Result<(), StorageError> {
        let (id, version, mode) = (turn.conversation.id, turn.conversation.version, turn.mode);
        let (mut changes, clock) = (self.bus.changes_of(Topic::Conversation, id), self.clock.clone());
        loop {
            let clock = clock.clone();
            let is_current = self
                .db
                .read(move |conn| {
                    let now = inbox::conversation(conn, id)?;
                    let answers =
                        |now: &inbox::Conversation| mode != Mode::Answer || now.ai_may_answer(clock.now());
                    Ok::<_, StorageError>(now.is_some_and(|now| now.version == version && answers(&now)))
                })
                .await?;
            if !is_current {
                return Ok(());
            }
            changes.next().await;
        }
    }
}
