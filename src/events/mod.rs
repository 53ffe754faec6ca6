//! "Something changed", told to live screens after the commit.
//!
//! An event carries a topic and an id, never data: who hears it asks again, and is shown what they may see. The
//! program's own workers are woken apart from it, by name: a wake carries nothing and screens never hear it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::{Notify, broadcast, watch};

use crate::words::words;

/// Events a slow listener may fall behind before it is told to start afresh: more than one commit announces.
const BEHIND: usize = 2048;
/// Events kept for a screen that comes back after a lost connection.
const REMEMBERED: usize = 2048;
/// A new screen hears what changed within this time before it listened: what it shows may have been read earlier.
const JUST_NOW: Duration = Duration::from_secs(5);

words! {
    /// What a live event is about.
    Topic {
        Conversation = "conversation",
        Message = "message",
        Contact = "contact",
        /// The AI's answer in the making, by conversation.
        Reply = "reply",
        /// The exam: its questions, or how far a run has come.
        Exam = "exam",
        /// The walk: how far one has come, or the owner's choice.
        Walk = "walk",
        /// A source of knowledge.
        Source = "source",
        Connection = "connection",
        Person = "person",
        Session = "session",
        Job = "job",
        Ledger = "ledger",
        Practice = "practice",
        Settings = "settings",
        Template = "template",
        Price = "price",
        Broadcast = "broadcast",
        Media = "media",
        /// Something a customer ordered.
        Order = "order",
        /// A file of orders that is read, by how many rows were.
        OrderImport = "order_import",
        /// A signal of the health scanner, or a detector.
        Signal = "signal",
        /// What somebody of the shop was told, or how they want to be.
        Notice = "notice",
        /// Messages wait to leave the house, or do no longer.
        ToSend = "to_send",
        /// Too much was missed: everything may have changed.
        Reset = "reset",
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Event {
    pub topic: Topic,
    pub id: String,
}

/// A change with its place in the order of changes since the program started.
#[derive(Debug, Clone)]
pub struct Numbered {
    pub number: u64,
    pub event: Arc<Event>,
}

/// What a screen that comes back has missed.
#[derive(Debug)]
pub enum Missed {
    /// Exactly these.
    Events(Vec<Numbered>),
    /// More than is remembered: ask for everything again.
    TooMuch,
}

/// Where changes are told. Clones share it.
#[derive(Clone)]
pub struct Bus {
    sender: broadcast::Sender<Numbered>,
    recent: Arc<Mutex<Recent>>,
    sleepers: Arc<Mutex<HashMap<&'static str, Arc<Notify>>>>,
    stirred: watch::Sender<()>,
    watched: Watched,
}

/// By what is watched, whom to tell of it.
type Watched = Arc<Mutex<HashMap<Event, watch::Sender<()>>>>;

/// The changes of one thing, for whoever waits for no others.
pub struct Changes {
    of: Event,
    told: watch::Receiver<()>,
    watched: Watched,
}

impl Changes {
    /// Waits for the next change; several since the last one count once.
    pub async fn next(&mut self) {
        if self.told.changed().await.is_err() {
            // Who tells of it lives as long as somebody listens.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        let mut watched = self.watched.lock();
        if watched.get(&self.of).is_some_and(|told| told.receiver_count() == 1) {
            watched.remove(&self.of);
        }
    }
}

#[derive(Default)]
struct Recent {
    last_number: u64,
    /// Each with the moment it was told.
    events: VecDeque<(Instant, Numbered)>,
}

impl Default for Bus {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(BEHIND),
            recent: Arc::default(),
            sleepers: Arc::default(),
            stirred: watch::Sender::new(()),
            watched: Watched::default(),
        }
    }
}

impl Bus {
    /// Tells everybody who listens, each change once however often the batch names it. Never waits.
    pub fn publish(&self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let mut told = HashSet::with_capacity(events.len());
        let now = Instant::now();
        let mut recent = self.recent.lock();
        for event in events.into_iter().filter(|event| told.insert(event.clone())) {
            if let Some(watchers) = self.watched.lock().get(&event) {
                watchers.send_replace(());
            }
            recent.last_number += 1;
            let numbered = Numbered { number: recent.last_number, event: Arc::new(event) };
            if recent.events.len() == REMEMBERED {
                recent.events.pop_front();
            }
            recent.events.push_back((now, numbered.clone()));
            // No listener is no fault.
            let _ = self.sender.send(numbered);
        }
        self.stirred.send_replace(());
    }

    /// Tells one change that no transaction made, such as a live reply's next step.
    pub fn tell(&self, topic: Topic, id: impl std::fmt::Display) {
        self.publish(vec![Event { topic, id: id.to_string() }]);
    }

    /// Wakes whoever sleeps under this name; when nobody does, the next to fall asleep wakes at once.
    pub fn wake(&self, name: &'static str) {
        self.sleeper(name).notify_one();
        self.stirred.send_replace(());
    }

    /// Marked changed by whatever is told and whoever is woken: for one who does all the work, as tests do.
    pub fn stirred(&self) -> watch::Receiver<()> {
        self.stirred.subscribe()
    }

    /// Where the one worker of this name sleeps. A wake given before it sleeps is not lost.
    pub fn sleeper(&self, name: &'static str) -> Arc<Notify> {
        Arc::clone(self.sleepers.lock().entry(name).or_default())
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Numbered> {
        self.sender.subscribe()
    }

    /// Listens to the changes of one thing from now on. A thousand who wait for one each are not woken by all others, as
    /// they would be by [`Bus::subscribe`].
    pub fn changes_of(&self, topic: Topic, id: impl std::fmt::Display) -> Changes {
        let of = Event { topic, id: id.to_string() };
        let told =
            self.watched.lock().entry(of.clone()).or_insert_with(|| watch::Sender::new(())).subscribe();
        Changes { of, told, watched: Arc::clone(&self.watched) }
    }

    /// Listens from now on, and says what changed just before: a screen reads what it shows while its stream opens.
    pub fn join(&self) -> (Vec<Numbered>, broadcast::Receiver<Numbered>) {
        self.join_at(Instant::now())
    }

    fn join_at(&self, now: Instant) -> (Vec<Numbered>, broadcast::Receiver<Numbered>) {
        let recent = self.recent.lock();
        let receiver = self.sender.subscribe();
        let is_new = |told: &Instant| now.saturating_duration_since(*told) <= JUST_NOW;
        let first = recent.events.partition_point(|(told, _)| !is_new(told));
        (recent.events.range(first..).map(|(_, event)| event.clone()).collect(), receiver)
    }

    /// Listens from now on, and says what came after `last_heard`.
    pub fn resume(&self, last_heard: u64) -> (Missed, broadcast::Receiver<Numbered>) {
        let recent = self.recent.lock();
        let receiver = self.sender.subscribe();
        let oldest = recent.events.front().map_or(recent.last_number + 1, |(_, event)| event.number);
        if last_heard > recent.last_number || last_heard + 1 < oldest {
            return (Missed::TooMuch, receiver);
        }
        let later = recent.events.iter().filter(|(_, event)| event.number > last_heard);
        (Missed::Events(later.map(|(_, event)| event.clone()).collect()), receiver)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: usize) -> Event {
        Event { topic: Topic::Job, id: id.to_string() }
    }

    #[tokio::test]
    async fn who_watches_one_thing_hears_of_that_alone_and_is_forgotten_when_gone() {
        let bus = Bus::default();
        bus.publish(vec![event(1)]);
        let (mut one, mut same, mut other) =
            (bus.changes_of(Topic::Job, 1), bus.changes_of(Topic::Job, 1), bus.changes_of(Topic::Job, 2));
        bus.publish(vec![event(1), event(3)]);
        bus.publish(vec![event(1)]);
        one.next().await;
        assert!(futures_util::poll!(std::pin::pin!(one.next())).is_pending(), "two changes are heard once");
        drop(one);
        same.next().await;
        assert!(futures_util::poll!(std::pin::pin!(other.next())).is_pending());
        assert_eq!(bus.watched.lock().len(), 2);
        drop((same, other));
        assert!(bus.watched.lock().is_empty());
    }

    #[test]
    fn a_screen_that_comes_back_hears_exactly_what_it_missed() {
        let bus = Bus::default();
        bus.publish((1..=5).map(event).collect());
        let (missed, _) = bus.resume(3);
        let Missed::Events(missed) = missed else { panic!("five events are remembered") };
        assert_eq!(missed.iter().map(|event| event.number).collect::<Vec<_>>(), [4, 5]);
    }

    #[test]
    fn a_new_screen_hears_what_changed_while_its_stream_was_opening() {
        let bus = Bus::default();
        bus.publish(vec![event(1), event(2)]);
        let (just_before, mut heard) = bus.join();
        assert_eq!(just_before.iter().map(|event| event.number).collect::<Vec<_>>(), [1, 2]);
        bus.publish(vec![event(3)]);
        assert_eq!(heard.try_recv().unwrap().number, 3);
        let much_later = Instant::now() + JUST_NOW + Duration::from_secs(1);
        assert!(bus.join_at(much_later).0.is_empty(), "what is old was read already");
    }

    #[test]
    fn a_batch_tells_each_change_once() {
        let bus = Bus::default();
        let mut heard = bus.subscribe();
        bus.publish(vec![event(1), event(2), event(1), event(1)]);
        assert_eq!(heard.try_recv().unwrap().event.id, "1");
        assert_eq!(heard.try_recv().unwrap().event.id, "2");
        assert!(heard.try_recv().is_err());
    }

    #[tokio::test]
    async fn whoever_does_all_the_work_hears_of_each_change_and_each_wake() {
        let bus = Bus::default();
        let mut stirred = bus.stirred();
        assert!(!stirred.has_changed().unwrap());
        bus.publish(vec![event(1)]);
        stirred.changed().await.unwrap();
        bus.publish(Vec::new());
        assert!(!stirred.has_changed().unwrap(), "nothing was told");
        bus.wake("worker");
        stirred.changed().await.unwrap();
    }

    #[tokio::test]
    async fn a_wake_given_before_the_sleep_is_not_lost() {
        let bus = Bus::default();
        bus.wake("worker");
        bus.sleeper("worker").notified().await;
    }

    #[test]
    fn too_long_away_or_from_another_life_means_start_afresh() {
        let bus = Bus::default();
        bus.publish((1..=REMEMBERED + 10).map(event).collect());
        assert!(matches!(bus.resume(1).0, Missed::TooMuch));
        assert!(matches!(bus.resume(1_000_000).0, Missed::TooMuch));
    }
}
