//! What one message costs the disk: log pages and commits, counted in the write-ahead log itself.
//!
//! Messages come one at a time, each after everything before it has come to rest, which is how most shops live and what
//! wears out an SD card. The yardstick are the same figures of 0.1.0. The counts do not depend on how fast the program
//! runs, so `cargo test --bench cost` says the same as `cargo bench --bench cost`.

#![allow(clippy::cast_precision_loss, reason = "figures for people, far below where casts matter")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when it cannot go on and prints what it finds"
)]

use std::path::Path;
use std::time::Duration;

use shopbell::app::{App, Door};
use shopbell::clock::Clock;
use shopbell::config::Config;
use shopbell::practice::meta::Identity;
use shopbell::storage::StorageError;

const MESSAGES: usize = 24;
/// Nothing is written for this long: everything has come to rest.
const REST: Duration = Duration::from_millis(400);
/// Bytes of a frame's head, and of the log's own.
const FRAME_HEAD: usize = 24;
const LOG_HEAD: usize = 32;
const PAGE: usize = 4096;
/// What 0.1.0 wrote, measured from outside: pages of log and commits a message.
const BEFORE: [(&str, f64, f64); 2] = [("inbound", 65.0, 6.0), ("answered", 143.0, 13.5)];

/// What stands in the log.
#[derive(Clone, Copy, Default)]
struct Log {
    pages: usize,
    commits: usize,
}

#[tokio::main]
async fn main() {
    println!("{MESSAGES} messages one at a time, each from a customer known before; per message:");
    for (name, answers) in [("inbound", false), ("answered", true)] {
        let log = measure(answers).await;
        let (_, pages_before, commits_before) = BEFORE.into_iter().find(|before| before.0 == name).unwrap();
        let per = |count: usize| count as f64 / MESSAGES as f64;
        let (pages, commits) = (per(log.pages), per(log.commits));
        println!(
            "{name:>9}: {pages:5.1} pages ({:4.0} kB), {commits:4.1} commits | 0.1.0: {pages_before:5.1} pages, {commits_before:4.1} commits | {:.0} %, {:.0} % (goal: at most 33 %)",
            pages * PAGE as f64 / 1000.0,
            100.0 * pages / pages_before,
            100.0 * commits / commits_before,
        );
    }
}

async fn measure(answers: bool) -> Log {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    folder.path().clone_into(&mut config.data.dir);
    config.practice.plays_the_shop = true;
    config.replies.burst_wait_ms = Some(0);
    let app = App::build(config, Clock::system()).await.unwrap();
    let door = Door::open("127.0.0.1:0").await.unwrap();
    app.connect_practice(&door).await.unwrap();
    app.start().await.unwrap();
    let serving = app.clone();
    app.tasks.spawn("bench", async move { serving.serve(door).await });
    let meta = app.rooms.practice.meta();
    let customer = meta.customer("Ana", Identity::Phone("393331234567".into()));
    let file = app.db.file().with_extension("db-wal");
    customer.says("Buongiorno, siete aperti domenica?").await;
    rest(&file).await;
    if !answers {
        let off = "UPDATE conversation SET ai = 'off', ai_off_reason = 'switched_off', ai_off_at_ms = 1";
        app.db.write::<_, StorageError>(move |tx| tx.execute(off, [])).await.unwrap();
    }
    let before = read(&file);
    for n in 0..MESSAGES {
        customer.says(&format!("Avete ancora {n} etti di fiorentina per sabato?")).await;
        rest(&file).await;
    }
    let after = read(&file);
    app.tasks.begin_stop();
    app.stop().await;
    Log { pages: after.pages - before.pages, commits: after.commits - before.commits }
}

/// Waits until the log has not grown for a while.
async fn rest(file: &Path) {
    let (mut last, mut calm) = (0, Duration::ZERO);
    while calm < REST {
        tokio::time::sleep(REST / 8).await;
        let now = read(file).pages;
        calm = if now == last { calm + REST / 8 } else { Duration::ZERO };
        last = now;
    }
}

/// Counts frames and, by the database size only the last frame of a commit carries, commits.
fn read(file: &Path) -> Log {
    let bytes = std::fs::read(file).unwrap_or_default();
    let mut log = Log::default();
    let Some(salts) = bytes.get(16..24) else { return log };
    for frame in bytes[LOG_HEAD..].chunks_exact(FRAME_HEAD + PAGE) {
        if frame[8..16] != *salts {
            break;
        }
        log.pages += 1;
        log.commits += usize::from(frame[4..8] != [0; 4]);
    }
    log
}
