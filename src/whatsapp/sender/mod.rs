//! The sender: whatever waits to leave goes to Meta, the most urgent first, as fast as each number may.
//!
//! One loop per number. Waiting for a place is no failure and costs no row: what waits are the inbox's queued messages,
//! so this can be killed at any moment and goes on where it was. Decides only who is next; whether a message may still
//! be sent is judged by `outbound` when its turn has come.

mod queue;
mod rate;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use self::queue::{Next, Queue, Urgency, Waiting};
use self::rate::Tick;
use super::WhatsApp;
use super::numbers;
use super::outbound::{self, Delivered};

use super::types::{CHANNEL, Throughput};
use crate::clock::{Clock, Timestamp};
use crate::events::{Bus, Numbered};
use crate::ids::{ConnectionId, ConversationId, MessageId};
use crate::inbox::{self, AuthorKind, MessageKind, ToSend};
use crate::storage::{ReadConn, StorageError};
use crate::tasks::Tasks;

/// Everything that waits is looked through this often, whatever was heard.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// Messages read in one piece.
const READ_AT_ONCE: u32 = 1_000;
/// No undo is waited for longer, whatever the clock says meanwhile: people can take back for ten seconds.
const LONGEST_UNDO: Duration = Duration::from_secs(10);
/// Pause after the database refused something, and before a loop that stumbled starts again.
const PAUSE_AFTER_A_FAULT: Duration = Duration::from_secs(2);

/// What waits, number by number. Lives in memory; the truth is in the inbox.
#[derive(Default)]
pub(super) struct Sender {
    numbers: Mutex<BTreeMap<ConnectionId, Arc<Number>>>,
}

#[derive(Default)]
struct Number {
    queue: Mutex<Queue>,
    /// Something waits that did not before, or a call has ended.
    changed: Notify,
    /// Its loop runs.
    runs: AtomicBool,
}

/// What is to be read.
enum Look {
    Everything,
    These(Vec<MessageId>),
}

/// What was read: messages that wait, and what each number may send.
type Read = (Vec<ToSend>, BTreeMap<ConnectionId, Throughput>);

impl WhatsApp {
    /// Sends until the program stops.
    pub async fn run_sender(self, bus: Bus, tasks: Tasks) {
        let clock = self.clock.clone();
        let listening = || listen(self.clone(), bus.clone(), tasks.clone());
        supervised(&clock, listening).await;
    }

    /// Sends everything that may go now, and what may go because of it. For tests and commands.
    pub async fn send_due(&self) -> Result<usize, StorageError> {
        let mut sent = 0;
        loop {
            self.sender.take_in(self, Look::Everything).await?;
            let numbers: Vec<Arc<Number>> = self.sender.numbers.lock().values().cloned().collect();
            let mut under_way = Vec::new();
            for number in numbers {
                while let Next::Send(waiting) = number.next(&self.clock) {
                    under_way.push(send(self.clone(), Arc::clone(&number), waiting));
                }
            }
            if under_way.is_empty() {
                return Ok(sent);
            }
            sent += under_way.len();
            join_all(under_way).await;
        }
    }

    /// When a message that waits may go, as things stand.
    pub(super) fn expected_to_leave(
        &self,
        number: ConnectionId,
        conversation: ConversationId,
        message: MessageId,
    ) -> Option<Timestamp> {
        let number = self.sender.numbers.lock().get(&number).cloned()?;
        let at = number.queue.lock().expected(conversation, message)?;
        Some(self.clock.now().plus(at.saturating_sub(self.clock.ticks())))
    }
}

impl Sender {
    /// Reads what waits; the numbers it waits at.
    async fn take_in(&self, whatsapp: &WhatsApp, look: Look) -> Result<BTreeSet<ConnectionId>, StorageError> {
        let (waiting, levels) = whatsapp.db.read(move |conn| read(conn, look)).await?;
        let (ticks, now) = (whatsapp.clock.ticks(), whatsapp.clock.now());
        let mut numbers = self.numbers.lock();
        for (number, level) in &levels {
            numbers.entry(*number).or_default().queue.lock().stream.set_level(*level);
        }
        for message in waiting {
            let number = numbers.entry(message.channel_account).or_default();
            number.queue.lock().add(as_waiting(&message, ticks, now), ticks);
        }
        Ok(levels.into_keys().collect())
    }

    fn number(&self, id: ConnectionId) -> Arc<Number> {
        Arc::clone(self.numbers.lock().entry(id).or_default())
    }
}

impl Number {
    fn next(&self, clock: &Clock) -> Next {
        self.queue.lock().next(clock.ticks())
    }
}

fn read(conn: &ReadConn, look: Look) -> Result<Read, StorageError> {
    let mut waiting = Vec::new();
    match look {
        Look::Everything => loop {
            let last = waiting.last().map(|message: &ToSend| message.message);
            let more = inbox::to_send(conn, CHANNEL, last, READ_AT_ONCE)?;
            let read = more.len();
            waiting.extend(more);
            if read < READ_AT_ONCE as usize {
                break;
            }
        },
        Look::These(ids) => {
            for id in ids {
                waiting.extend(inbox::waits_to_leave(conn, CHANNEL, id)?);
            }
        }
    }
    let mut levels = BTreeMap::new();
    for message in &waiting {
        if let std::collections::btree_map::Entry::Vacant(e) = levels.entry(message.channel_account) {
            let level = numbers::account::throughput(conn, message.channel_account)?;
            e.insert(level);
        }
    }
    Ok((waiting, levels))
}

fn as_waiting(message: &ToSend, ticks: Tick, now: Timestamp) -> Waiting {
    let undo = message.send_after.map_or(Duration::ZERO, |until| until.since(now).min(LONGEST_UNDO));
    Waiting {
        message: message.message,
        conversation: message.conversation,
        urgency: urgency(message),
        from: ticks + undo,
        refused: false,
        may_have_file: message.kind != MessageKind::Text,
    }
}

fn urgency(message: &ToSend) -> Urgency {
    match message.author {
        AuthorKind::Person => Urgency::Person,
        // A template nobody of the shop sent begins something; anything else answers.
        AuthorKind::System if message.kind == MessageKind::Template => Urgency::Rest,
        AuthorKind::Ai | AuthorKind::System | AuthorKind::Customer => Urgency::Answer,
    }
}

/// Hears what waits, and sees to it that each number has its loop.
async fn listen(whatsapp: WhatsApp, bus: Bus, tasks: Tasks) {
    let stopping = tasks.stopping();
    let mut heard = bus.subscribe();
    let (mut look, mut next_look) = (Look::Everything, whatsapp.clock.ticks() + LOOK_EVERY);
    while !stopping.is_cancelled() {
        match whatsapp.sender.take_in(&whatsapp, look).await {
            Ok(numbers) => {
                for id in numbers {
                    let number = whatsapp.sender.number(id);
                    number.changed.notify_one();
                    if !number.runs.swap(true, Ordering::SeqCst) {
                        let (whatsapp, again) = (whatsapp.clone(), tasks.clone());
                        tasks.spawn("sender of a number", async move {
                            let clock = whatsapp.clock.clone();
                            let draining = || drain(whatsapp.clone(), Arc::clone(&number), again.clone());
                            supervised(&clock, draining).await;
                        });
                    }
                }
            }
            Err(StorageError::Stopped) => return,
            Err(error) => tracing::error!(error = %error, "what waits to be sent could not be read"),
        }
        let pause = next_look.saturating_sub(whatsapp.clock.ticks());
        look = tokio::select! {
            () = stopping.cancelled() => return,
            () = whatsapp.clock.sleep(pause) => {
                next_look = whatsapp.clock.ticks() + LOOK_EVERY;
                Look::Everything
            }
            look = next_word(&mut heard) => look,
        };
    }
}

/// Waits until something is to be sent, and hears everything else that was said by then.
async fn next_word(heard: &mut Receiver<Numbered>) -> Look {
    let mut these = Vec::new();
    let mut everything = false;
    let mut take = |word: &Numbered| {
        if word.event.topic == inbox::TO_SEND_TOPIC {
            match word.event.id.parse() {
                Ok(id) => these.push(id),
                Err(_everything) => everything = true,
            }
            return true;
        }
        false
    };
    loop {
        match heard.recv().await {
            Ok(word) if take(&word) => break,
            Ok(_other) => {}
            Err(RecvError::Lagged(_)) => return Look::Everything,
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
    loop {
        match heard.try_recv() {
            Ok(word) => {
                take(&word);
            }
            Err(TryRecvError::Lagged(_)) => return Look::Everything,
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
    }
    if everything { Look::Everything } else { Look::These(these) }
}

/// The loop of one number.
async fn drain(whatsapp: WhatsApp, number: Arc<Number>, tasks: Tasks) {
    let (stopping, clock) = (tasks.stopping(), whatsapp.clock.clone());
    while !stopping.is_cancelled() {
        let pause = match number.next(&clock) {
            Next::Send(waiting) => {
                tasks.spawn("delivery", send(whatsapp.clone(), Arc::clone(&number), waiting));
                continue;
            }
            Next::Wait(until) => until.saturating_sub(clock.ticks()).min(LOOK_EVERY),
            Next::Nothing => LOOK_EVERY,
        };
        tokio::select! {
            () = stopping.cancelled() => return,
            () = number.changed.notified() => {}
            () = clock.sleep(pause) => {}
        }
    }
}

/// A message under way. Whatever happens to its delivery, its conversation gets on.
struct UnderWay {
    number: Arc<Number>,
    waiting: Waiting,
    clock: Clock,
    ended: bool,
}

impl UnderWay {
    fn ends(mut self, outcome: Result<Delivered, StorageError>) {
        self.ended = true;
        let Waiting { message, conversation, .. } = self.waiting;
        let ticks = self.clock.ticks();
        match outcome {
            Ok(Delivered::Done) => self.number.queue.lock().done(message, conversation, ticks),
            Ok(Delivered::Again(pause)) => self.waits_again(pause),
            Ok(Delivered::OnHold) => {
                let mut queue = self.number.queue.lock();
                queue.done(message, conversation, ticks);
                queue.forget_waiting();
            }
            Err(StorageError::Stopped) => {}
            Err(error) => {
                tracing::error!(message.id = %message, error = %error, "a message could not be sent; it waits");
                self.waits_again(PAUSE_AFTER_A_FAULT);
            }
        }
        self.number.changed.notify_one();
    }

    fn waits_again(&self, pause: Duration) {
        let ticks = self.clock.ticks();
        self.number.queue.lock().again(Waiting { from: ticks + pause, refused: true, ..self.waiting }, ticks);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if !self.ended {
            self.waits_again(PAUSE_AFTER_A_FAULT);
            self.number.changed.notify_one();
        }
    }
}

async fn send(whatsapp: WhatsApp, number: Arc<Number>, waiting: Waiting) {
    let under_way = UnderWay { number, waiting, clock: whatsapp.clock.clone(), ended: false };
    under_way.ends(outbound::deliver(&whatsapp, waiting.message, waiting.may_have_file).await);
}

/// Runs a loop, and starts it again if it ever stumbles.
async fn supervised<F: Future<Output = ()>>(clock: &Clock, work: impl Fn() -> F) {
    while AssertUnwindSafe(work()).catch_unwind().await.is_err() {
        tracing::error!("the sender stumbled; it starts again");
        clock.sleep(PAUSE_AFTER_A_FAULT).await;
    }
}
