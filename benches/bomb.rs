//! A PDF of a few kilobytes that unpacks without end, sent six times by a customer, in a control group of the memory the
//! service may have (`MemoryMax=512M`): whether the program lives, what the kernel ended, and what webhooks feel of it.
//!
//! Starts the real program, puts it into a group of its own (needs root, control groups of either version) and asks as
//! Meta would. The yardstick are the same webhooks before. What the program holds when it is put there counts outside the
//! group, so the group is narrower by as much. Run with `cargo bench --bench bomb`. Never a timed test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unnecessary_debug_formatting,
    clippy::unused_async,
    dead_code,
    reason = "a benchmark stops when it cannot go on, prints what it finds, and uses a part of the tests' own shop"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shopbell::practice::meta::{Customer, Identity, Meta};
use shopbell::tasks::Tasks;

#[path = "../tests/it/support/bomb.rs"]
mod bomb;
#[path = "../tests/it/support/real_shop.rs"]
mod real_shop;

use bomb::bomb;
use real_shop::{Line, Shop, stand_in};

/// What the unit file allows, in bytes.
const MEMORY_MAX: u64 = 512 * 1024 * 1024;
const BOMBS: usize = 6;
/// Webhooks before and beside, one after the other.
const WEBHOOKS: usize = 300;
/// How long the last of them may take to be given up.
const PATIENCE: Duration = Duration::from_mins(3);

#[tokio::main]
async fn main() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let tasks = Tasks::new();
    let meta = stand_in(&tasks).await;
    let mut shop = Shop::open(&meta).await;
    let line = shop.line();
    let at_rest = shop.memory("VmRSS");
    let group = Group::around(shop.pid(), MEMORY_MAX - at_rest);
    let customer = meta.customer("Ana", Identity::Phone("393331234567".into()));
    let alone = webhooks(&customer).await;
    let pid = shop.pid();
    for _ in 0..BOMBS {
        send_bomb(&meta, &customer).await;
    }
    let beside = webhooks(&customer).await;
    let looked_at = given_up(&line).await;
    let alive = Path::new(&format!("/proc/{pid}")).exists() && line.get("/home").await.is_some();
    println!(
        "{BOMBS} PDFs of {} bytes, {looked_at} looked at, in {} bytes of memory",
        bomb().len(),
        MEMORY_MAX
    );
    println!("  the program lives: {alive}; ended by the kernel: {} children", group.killed());
    println!("  it held at most {} MiB, {} at rest", shop.memory("VmHWM") >> 20, at_rest >> 20);
    println!("  webhooks alone: p50 {:.2?}, p99 {:.2?}", at(&alone, 50), at(&alone, 99));
    println!(
        "  webhooks beside: p50 {:.2?}, p99 {:.2?}, p99 ratio {:.2} (goal: 0.7 to 1.3)",
        at(&beside, 50),
        at(&beside, 99),
        at(&beside, 99).as_secs_f64() / at(&alone, 99).as_secs_f64()
    );
    shop.kill().await;
    drop(group);
    tasks.begin_stop();
}

/// How long each webhook waited for its answer, in order of length.
async fn webhooks(customer: &Customer) -> Vec<Duration> {
    let mut waits = Vec::with_capacity(WEBHOOKS);
    for number in 0..WEBHOOKS {
        let asked = Instant::now();
        customer.says(&format!("Avete la fiorentina? {number}")).await;
        waits.push(asked.elapsed());
    }
    waits.sort_unstable();
    waits
}

fn at(waits: &[Duration], percent: usize) -> Duration {
    waits[(waits.len() - 1) * percent / 100]
}

async fn send_bomb(meta: &Meta, customer: &Customer) {
    let id = meta.holds_media("application/pdf", bomb());
    let document = json!({ "id": id, "mime_type": "application/pdf", "filename": "menu.pdf", "sha256": "" });
    customer.sends(json!({ "type": "document", "document": document })).await;
}

/// Waits until no work is left; how many of the documents are shown.
async fn given_up(line: &Line) -> usize {
    let begun = Instant::now();
    loop {
        let waiting = line.get("/jobs?state=waiting").await.unwrap_or(Value::Null);
        let running = line.get("/jobs?state=running").await.unwrap_or(Value::Null);
        let left = [&waiting, &running].iter().filter_map(|list| list["items"].as_array()).flatten().count();
        if left == 0 && waiting["items"].is_array() {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{left} jobs are left");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let talk = line.get("/conversations?queue=all").await.unwrap()["items"][0]["id"].clone();
    let path = format!("/conversations/{}/messages", talk.as_str().unwrap());
    let messages = line.all(&path).await.unwrap();
    messages.iter().filter(|message| message["kind"] == "document").count()
}

/// A control group of its own, gone with this.
struct Group {
    folder: PathBuf,
    is_second: bool,
}

impl Group {
    fn around(pid: u32, bytes: u64) -> Self {
        let first = Path::new("/sys/fs/cgroup/memory");
        let is_second = !first.exists();
        let root = if is_second { Path::new("/sys/fs/cgroup") } else { first };
        let folder = root.join(format!("shopbell-bench-{pid}"));
        fs::create_dir(&folder).expect("a control group can be made: are you root?");
        let limit = if is_second { "memory.max" } else { "memory.limit_in_bytes" };
        fs::write(folder.join(limit), bytes.to_string()).expect("its memory can be limited");
        fs::write(folder.join("cgroup.procs"), pid.to_string()).expect("the program can be put into it");
        Self { folder, is_second }
    }

    /// How many processes the kernel ended for want of memory.
    fn killed(&self) -> u64 {
        let file = if self.is_second { "memory.events" } else { "memory.oom_control" };
        let text = fs::read_to_string(self.folder.join(file)).unwrap_or_default();
        let count = text.lines().find_map(|line| line.strip_prefix("oom_kill "));
        count.and_then(|count| count.trim().parse().ok()).unwrap_or(0)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.folder);
    }
}
