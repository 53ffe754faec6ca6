//! The walls around the reader of documents, as the kernel sees them while it waits for its document, and that they fit
//! the service's own.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Only a test that fails waits so long.
const HANGS: Duration = Duration::from_mins(1);
const MEBIBYTE: u64 = 1024 * 1024;
/// What is left to the service beside a reader, in bytes, at the least.
const SERVICE: u64 = 256 * MEBIBYTE;
/// Pages of the program itself that a reader has in memory, in bytes.
const PROGRAM: u64 = 24 * MEBIBYTE;

/// A reader that has locked itself in and waits for its document.
struct Reader(Child);

impl Reader {
    fn waits() -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_shopbell"))
            .args(["extract", "pdf"])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let reader = Self(child);
        let began = Instant::now();
        // The list of system calls is the last of its locks.
        while reader.status("Seccomp") != "2" {
            assert!(began.elapsed() < HANGS, "it never locked itself in");
            std::thread::yield_now();
        }
        reader
    }

    fn proc(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.0.id())).unwrap()
    }

    fn status(&self, name: &str) -> String {
        let status = self.proc("status");
        let found = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        found.unwrap_or_default().trim().to_owned()
    }

    /// The hard limits by name; nothing where there is none.
    fn limits(&self) -> BTreeMap<String, Option<u64>> {
        let text = self.proc("limits");
        let lines = text.lines().skip(1);
        lines
            .map(|line| {
                let (name, values) = line.split_at(26);
                (name.trim().to_owned(), values.split_whitespace().nth(1).unwrap().parse().ok())
            })
            .collect()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A setting of the service, by the unit that is shipped.
fn unit(name: &str) -> String {
    let unit = include_str!("../../../systemd/shopbell.service");
    let found: Vec<&str> =
        unit.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('=')).collect();
    assert_eq!(found.len(), 1, "{name} once");
    found[0].to_owned()
}

fn bytes(amount: &str) -> u64 {
    let (number, unit) = amount.split_at(amount.len() - 1);
    assert_eq!(unit, "M", "{amount}");
    number.parse::<u64>().unwrap() * MEBIBYTE
}

#[test]
fn the_reader_dies_first_and_holds_little() {
    let reader = Reader::waits();
    assert_eq!(reader.proc("oom_score_adj").trim(), "1000", "where memory is short the reader goes first");
    assert_eq!(reader.status("NoNewPrivs"), "1");
    let limits = reader.limits();
    let at_most = |name: &str| limits[name].unwrap_or_else(|| panic!("{name} has no limit"));
    assert!(at_most("Max data size") + PROGRAM <= 192 * MEBIBYTE, "{limits:?}");
    assert!(at_most("Max address space") <= 1024 * MEBIBYTE, "{limits:?}");
    assert!((1..=10).contains(&at_most("Max cpu time")), "{limits:?}");
    assert_eq!((at_most("Max file size"), at_most("Max core file size")), (0, 0), "it writes no file");
    assert!(at_most("Max open files") <= 8, "{limits:?}");
}

#[test]
fn a_reader_fits_beside_the_service_under_the_service_s_own_limit() {
    let reader = Reader::waits();
    let own = reader.limits()["Max data size"].unwrap() + PROGRAM;
    let all = bytes(&unit("MemoryMax"));
    // A machine whose service has less than 2 GB reads one document at a time.
    assert!(SERVICE + own <= all, "{own} bytes of a reader and the service are more than {all}");
    assert_eq!(unit("OOMPolicy"), "continue", "a reader that is killed must not end the service");
}
