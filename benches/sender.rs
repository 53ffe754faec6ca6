//! How long a message waits until Meta has it: a person's behind a backlog of answers, and a customer's answer when a
//! thousand write at once.
//!
//! Both against the practice stand-in in this process, on loopback, with the system clock. The yardstick is the same
//! message over a number where nothing waits. Run with `cargo bench --bench sender`, or
//! `-- 400 100` for a smaller backlog and fewer customers. Never a timed test.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "figures for people, far below where casts matter"
)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when it cannot go on, and prints what it finds"
)]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use shopbell::app::{App, Door};
use shopbell::clock::Clock;
use shopbell::config::Config;
use shopbell::ids::{ConversationId, PersonId};
use shopbell::inbox::{self, Author, NewOutbound};
use shopbell::practice::meta::{Customer, Identity, StatusPlan};
use shopbell::storage::{ReadConn, StorageError, WriteTx};

/// Answers that wait while a person writes.
const BACKLOG: usize = 4_000;
/// Customers who write at once.
const AT_ONCE: usize = 1_000;
/// A person's messages measured behind the backlog.
const BY_PERSON: usize = 20;
/// Longest anything is waited for.
const PATIENCE: Duration = Duration::from_mins(2);

fn main() {
    // As the program has them.
    shopbell::tasks::open_job_threads().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure());
}

async fn measure() {
    let mut numbers = std::env::args().filter_map(|word| word.parse().ok());
    let (backlog, at_once) = (numbers.next().unwrap_or(BACKLOG), numbers.next().unwrap_or(AT_ONCE));
    let folder = tempfile::tempdir().unwrap();
    let app = start(folder.path()).await;
    app.rooms.practice.meta().plan_statuses(StatusPlan::none());
    let people = met(&app, backlog.max(at_once)).await;

    let idle = persons_message(&app, &people, 0).await;
    queue_answers(&app, &people[..backlog]).await;
    let mut waits = Vec::new();
    for n in 1..=BY_PERSON {
        tokio::time::sleep(Duration::from_millis(150)).await;
        waits.push(persons_message(&app, &people, n).await);
    }
    waits.sort_unstable();
    let (median, worst) = (waits[waits.len() / 2], waits[waits.len() - 1]);
    println!(
        "a person's message behind {backlog} answers: median {median:.1?}, worst of {BY_PERSON} {worst:.1?} (goal: 500 ms); \
         with nothing waiting {idle:.1?}; ratio {:.1}",
        worst.as_secs_f64() / idle.as_secs_f64()
    );
    app.tasks.begin_stop();
    app.stop().await;

    let folder = tempfile::tempdir().unwrap();
    let app = start(folder.path()).await;
    raise_level(&app).await;
    app.rooms.practice.meta().plan_statuses(StatusPlan::none());
    let alone = answered(&app, 1).await.pop().unwrap();
    let mut waits = answered(&app, at_once).await;
    waits.sort_unstable();
    let at = |part: f64| waits[((waits.len() - 1) as f64 * part) as usize];
    println!(
        "{at_once} customers at once on a number of the high level: answered p50 {:.1?}, p95 {:.1?} (goal: 1 s), last {:.1?}; \
         one alone {alone:.1?}; ratio of p95 {:.1}",
        at(0.5),
        at(0.95),
        at(1.0),
        at(0.95).as_secs_f64() / alone.as_secs_f64()
    );
    app.tasks.begin_stop();
    app.stop().await;
}

async fn start(folder: &std::path::Path) -> App {
    let mut config = Config::default();
    folder.clone_into(&mut config.data.dir);
    config.practice.plays_the_shop = true;
    config.server.listen = "127.0.0.1:0".into();
    let app = App::build(config, Clock::system()).await.unwrap();
    let door = Door::open("127.0.0.1:0").await.unwrap();
    app.connect_practice(&door).await.unwrap();
    app.start().await.unwrap();
    let serving = app.clone();
    app.tasks.spawn("bench", async move { serving.serve(door).await });
    app
}

async fn raise_level(app: &App) {
    // The first message has the doctor look at the number: the level must be Meta's as well.
    app.rooms.practice.meta().change_account(|account| account.throughput_level = "HIGH");
    let raise = |tx: &WriteTx| tx.execute("UPDATE whatsapp_connection SET high_throughput = 1", []);
    app.db.write(raise).await.unwrap();
}

/// Customers who have written once, with their conversations, and nobody answering by itself.
async fn met(app: &App, how_many: usize) -> Vec<(Customer, ConversationId)> {
    let meta = app.rooms.practice.meta();
    let people: Vec<Customer> =
        (0..how_many).map(|n| meta.customer("Ana", Identity::Phone(format!("39333{n:07}")))).collect();
    let mut wamids = Vec::new();
    for group in people.chunks(64) {
        wamids.extend(join_all(group.iter().map(|customer| customer.says("ciao"))).await);
    }
    let mut known = Vec::new();
    for (customer, wamid) in people.into_iter().zip(wamids) {
        known.push((customer, conversation_of(app, wamid).await));
    }
    let quiet = |tx: &WriteTx| tx.execute("UPDATE conversation SET ai = 'suggest'", []);
    app.db.write(quiet).await.unwrap();
    let queued = "SELECT count(*) FROM message WHERE state IN ('queued', 'sending')";
    until(async || {
        app.db.read(move |conn| conn.one(queued, [], |row| row.get::<_, i64>(0))).await.unwrap() == 0
    })
    .await;
    known
}

async fn conversation_of(app: &App, wamid: String) -> ConversationId {
    let find = move |conn: &ReadConn| match inbox::message_by_channel_id(conn, &wamid)? {
        Some(id) => inbox::message(conn, id),
        None => Ok::<_, StorageError>(None),
    };
    let begun = Instant::now();
    loop {
        if let Some(message) = app.db.read(find.clone()).await.unwrap() {
            return message.conversation_id;
        }
        assert!(begun.elapsed() < PATIENCE, "a message never arrived");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn queue(app: &App, conversation: ConversationId, author: Author, client: String) {
    let new = NewOutbound::text(conversation, author, client, "Buongiorno!");
    let queued = app.db.write(move |tx| Ok::<_, StorageError>(inbox::queue_outbound(tx, new).is_ok())).await;
    assert!(queued.unwrap(), "the inbox refused a message");
}

async fn queue_answers(app: &App, people: &[(Customer, ConversationId)]) {
    for group in people.chunks(256) {
        let writes = group
            .iter()
            .enumerate()
            .map(|(n, (_, conversation))| queue(app, *conversation, Author::System, format!("answer:{n}")));
        join_all(writes).await;
    }
}

/// How long a person's message takes until the stand-in has it.
async fn persons_message(app: &App, people: &[(Customer, ConversationId)], n: usize) -> Duration {
    let (customer, conversation) = &people[people.len() - 1 - n];
    let before = customer.received().len();
    let begun = Instant::now();
    queue(app, *conversation, Author::Person(PersonId::new(1)), format!("person:{n}")).await;
    until(async || customer.received().len() > before).await;
    begun.elapsed()
}

/// So many customers write at the same moment; how long each waited for the answer of the built-in model.
async fn answered(app: &App, how_many: usize) -> Vec<Duration> {
    let meta = app.rooms.practice.meta();
    let people: Vec<Customer> = (0..how_many)
        .map(|n| meta.customer("Ana", Identity::Phone(format!("39{how_many:04}{n:07}"))))
        .collect();
    let begun = Instant::now();
    let writes = people.iter().map(|customer| customer.says("Quando siete aperti?"));
    let mut answered: HashMap<String, Duration> = HashMap::new();
    let begins_with = format!("+39{how_many:04}");
    let write = async { join_all(writes).await };
    let watch = async {
        while answered.len() < how_many {
            let told = meta.sent().into_iter().filter_map(|sent| sent.to);
            for to in told.filter(|to| to.starts_with(&begins_with)) {
                answered.entry(to).or_insert_with(|| begun.elapsed());
            }
            assert!(begun.elapsed() < PATIENCE, "only {} of {how_many} were answered", answered.len());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::join!(write, watch);
    answered.into_values().collect()
}

async fn until(holds: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < PATIENCE, "it never came to pass");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
