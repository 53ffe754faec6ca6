//! What the log says at a start: a line for each thing an operator may want to know, and none for each step of the way.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Starts the program, kills it once it listens, and gives its log.
fn log_of_a_start(data: &Path) -> Vec<String> {
    started(data, |_| ())
}

/// The same, with a look at it by the number of its process before it is killed.
fn started(data: &Path, mut look: impl FnMut(u32)) -> Vec<String> {
    let mut shop = Command::new(env!("CARGO_BIN_EXE_shopbell"))
        .arg("--data-dir")
        .arg(data)
        .arg("serve")
        .env("SHOPBELL_SERVER__LISTEN", "127.0.0.1:0")
        .env_remove("NOTIFY_SOCKET")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let pid = rustix::process::Pid::from_raw(shop.id().try_into().unwrap()).unwrap();
    let mut lines = Vec::new();
    for line in BufReader::new(shop.stderr.take().unwrap()).lines() {
        let line = line.unwrap();
        if line.contains("listens on http://") {
            look(shop.id());
            rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
        }
        lines.push(line);
    }
    shop.wait().unwrap();
    lines
}

/// Lines before the program listens.
fn before_it_listens(lines: &[String]) -> &[String] {
    let listens = lines.iter().position(|line| line.contains("listens on http://"));
    &lines[..listens.unwrap_or_else(|| panic!("it never listens: {lines:#?}"))]
}

#[test]
fn a_first_start_has_one_line_for_all_the_steps_of_the_schema_and_a_later_one_none() {
    let folder = tempfile::tempdir().unwrap();
    let first = log_of_a_start(&folder.path().join("data"));
    let up_to_date =
        |lines: &[String]| lines.iter().filter(|line| line.contains("the database is up to date")).count();
    assert_eq!(up_to_date(&first), 1, "{first:#?}");
    assert!(!first.iter().any(|line| line.contains("migration") || line.contains("refinery")), "{first:#?}");
    assert!(before_it_listens(&first).len() <= 6, "{first:#?}");

    let second = log_of_a_start(&folder.path().join("data"));
    assert_eq!(up_to_date(&second), 0, "{second:#?}");
    assert!(before_it_listens(&second).len() <= 4, "{second:#?}");
}

/// How much a thread stands back: the nineteenth field of `proc_pid_stat(5)`.
fn niceness(thread: &Path) -> i32 {
    let stat = std::fs::read_to_string(thread.join("stat")).unwrap();
    let after_the_name = &stat[stat.rfind(')').unwrap() + 2..];
    after_the_name.split(' ').nth(16).unwrap().parse().unwrap()
}

#[test]
fn the_threads_that_run_jobs_stand_back_behind_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let mut threads = Vec::new();
    started(&folder.path().join("data"), |process| {
        for thread in std::fs::read_dir(format!("/proc/{process}/task")).unwrap() {
            let thread = thread.unwrap().path();
            let name = std::fs::read_to_string(thread.join("comm")).unwrap();
            threads.push((name.trim().to_owned(), niceness(&thread)));
        }
    });
    let usual = threads.iter().find(|(name, _)| name == "shopbell-writer").expect("the writer").1;
    let stand_back = |name: &str| name == "shopbell-jobs";
    assert!(threads.iter().any(|(name, _)| stand_back(name)), "{threads:?}");
    for (name, niceness) in &threads {
        // Nothing lies behind the lowest place there is.
        let expected = if stand_back(name) { (usual + 6).min(19) } else { usual };
        assert_eq!(*niceness, expected, "{name} among {threads:?}");
    }
}
