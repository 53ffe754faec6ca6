//! A customer's data through the door: handed over whole, and erased to the last byte of the data folder.

mod erased;
mod handed_over;
mod keeping;
mod planted;
mod restored;
mod tables;

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::TestApp;

/// Names of files in a folder whose bytes hold one of these, with which.
pub fn found_in(folder: &Path, marks: &[String]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(place) = open.pop() {
        for entry in std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                open.push(entry);
                continue;
            }
            let bytes = std::fs::read(&entry).unwrap();
            for mark in marks {
                if bytes.windows(mark.len()).any(|window| window == mark.as_bytes()) {
                    let name = entry.strip_prefix(folder).unwrap().display().to_string();
                    found.push((name, mark.clone()));
                }
            }
        }
    }
    found.sort();
    found
}

/// Erases a customer and lets everything be done that follows.
pub async fn erase(test: &TestApp, contact: &str) -> Value {
    // Later than everything that was said.
    test.advance(Duration::from_secs(5));
    let begun = test.post(&format!("/contacts/{contact}/erasure"), json!({})).await;
    assert_eq!(begun.status, 202, "{}", begun.json);
    ended(test, contact).await
}

/// Lets an erasure that has begun come to its end, and says how it ended.
pub async fn ended(test: &TestApp, contact: &str) -> Value {
    let told = async || test.get(&format!("/contacts/{contact}/erasure")).await.json;
    finish(test, async || told().await["state"] == "done").await;
    told().await
}

/// How often it is looked whether an erasure has ended; half a minute lies between, in which old views of the file go.
const LOOKS: u32 = 20;

/// Does what is due until it came to what was expected.
pub async fn finish(test: &TestApp, is_over: impl AsyncFn() -> bool) {
    for _ in 0..LOOKS {
        test.run_jobs().await;
        if is_over().await {
            return;
        }
        test.advance(Duration::from_secs(30));
    }
    panic!("the erasure does not end");
}
