//! A restored older backup erases again whoever was erased since it was made.

use std::time::Duration;

use shopbell::app::backup::{self, Order};
use shopbell::clock::Clock;

use super::planted::{marks, planted};
use super::{erase, finish, found_in};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_before_is_held_against_the_list_that_lies_beside_it() {
    let test = TestApp::start().await;
    let anna = planted(&test).await;
    test.customer("+39 333 1112223").says("Avete il pane?").await;
    test.let_reply().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy.db");
    let (folder, target) = (test.folder().to_owned(), Some(copy.clone()));
    let order = Order { folder, target, plain: true, now: test.clock.now() };
    tokio::task::spawn_blocking(move || backup::make(&order)).await.unwrap().unwrap();
    erase(&test, &anna.contact).await;
    let everything = marks(&anna);
    assert_eq!(found_in(test.folder(), &everything), []);
    let list = test.folder().join("backups/erased.list");
    let told = std::fs::read_to_string(&list).unwrap();
    assert!(everything.iter().all(|mark| !told.contains(mark)), "the list names nobody");
    std::fs::copy(&list, elsewhere.path().join("erased.list")).unwrap();
    test.stop().await;

    let folder = elsewhere.path().join("data");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_shopbell"));
    let restored = command.arg("restore").arg(&copy).arg("--data-dir").arg(&folder);
    let restored = restored.stdin(std::process::Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&restored.stderr) + String::from_utf8_lossy(&restored.stdout);
    assert!(restored.status.success(), "{said}");
    assert!(said.contains("erased again: 1"), "{said}");
    let data = folder.clone();
    let test = TestApp::start_with(move |config| config.data.dir = data).await;
    // The command lives by the machine's clock, which is ahead of the test's.
    let ahead = Clock::system().now().since(test.clock.now()) + Duration::from_secs(1);
    test.advance(ahead);
    finish(&test, async || found_in(&folder, &everything).is_empty()).await;
    assert!(!found_in(&folder, &["Avete il pane?".to_owned()]).is_empty(), "the others are there");
    test.stop().await;
}
