//! What the log says at a start: a line for each thing an operator may want to know, and none for each step of the way.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Starts the program, kills it once it listens, and gives its log.
fn log_of_a_start(data: &Path) -> Vec<String> {
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
