//! Backups are kept by room as well as by number, and one that is killed leaves nothing readable behind.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::TestApp;
use crate::support::small_disk::SmallDisk;

const MEBIBYTE: u64 = 1024 * 1024;
/// Bytes of each backup of before.
const EARLIER: u64 = 8 * MEBIBYTE;
/// What a backup leaves free for the shop's own messages, in bytes.
const FOR_THE_SHOP: u64 = 50 * MEBIBYTE;
/// Only a test that fails waits so long.
const HANGS: Duration = Duration::from_mins(2);

fn shopbell(words: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shopbell"));
    command.args(words).arg("--data-dir").arg(data).stdin(Stdio::null());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A stopped shop with its data folder at `data`.
async fn shop_at(data: PathBuf) {
    TestApp::start_owned_with(move |config| config.data.dir = data).await.stop().await;
}

/// The finished backups, oldest first.
fn backups(data: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(data.join("backups")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("shopbell-")).collect();
    names.sort_unstable();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_backups_make_room_on_a_small_disk_and_none_goes_in_vain() {
    let Some(disk) = SmallDisk::new(140) else { return };
    let data = disk.path().to_owned();
    shop_at(data.clone()).await;
    std::fs::create_dir(data.join("backups")).unwrap();
    let earlier: Vec<String> =
        (10..15).map(|day| format!("shopbell-2020-01-{day}-030000.shopbell")).collect();
    for name in &earlier {
        std::fs::write(data.join("backups").join(name), vec![b'x'; usize::try_from(EARLIER).unwrap()])
            .unwrap();
    }
    let database = std::fs::metadata(data.join(shopbell::storage::FILE_NAME)).unwrap().len();
    let needed = 2 * database + FOR_THE_SHOP;
    let ballast = data.join("ballast");
    let fill = |leaving: u64| {
        let _ = std::fs::remove_file(&ballast);
        let size = disk.free().checked_sub(leaving).expect("the disk is large enough");
        std::fs::write(&ballast, vec![b'x'; usize::try_from(size).unwrap()]).unwrap();
    };

    // Three may go, and all three would not be enough.
    fill(needed - 3 * EARLIER - MEBIBYTE);
    let refused = shopbell(&["backup"], &data).output().unwrap();
    assert!(!refused.status.success() && said(&refused).contains("hint:"), "{}", said(&refused));
    assert!(said(&refused).contains("are free"), "{}", said(&refused));
    assert_eq!(backups(&data), earlier, "none was given up for nothing");

    // Two are enough.
    fill(needed - 2 * EARLIER + MEBIBYTE);
    let made = shopbell(&["backup"], &data).output().unwrap();
    assert!(made.status.success(), "{}", said(&made));
    let left = backups(&data);
    assert_eq!(left[..3], earlier[2..], "the oldest two went, and no more");
    assert_eq!(left.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_killed_while_it_copies_leaves_nothing_readable_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    shop_at(data.clone()).await;
    let making = || {
        let entries = std::fs::read_dir(data.join("backups")).into_iter().flatten();
        let mut folders = entries.map(|entry| entry.unwrap().path());
        folders.find(|path| path.file_name().unwrap().to_string_lossy().starts_with(".making-"))
    };
    let began = Instant::now();
    // A small shop is copied in a moment: it is killed as soon as its copy is seen, and again until that is in time.
    let left = loop {
        let mut maker =
            shopbell(&["backup"], &data).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while maker.try_wait().unwrap().is_none()
            && !making().is_some_and(|made| made.join("copy.db").exists())
        {
            assert!(began.elapsed() < HANGS, "no copy was ever seen");
        }
        maker.kill().unwrap();
        maker.wait().unwrap();
        if let Some(left) = making() {
            break left;
        }
        assert!(began.elapsed() < HANGS, "it was never killed in time");
    };
    assert!(left.join("copy.db").exists(), "the plain copy is there");
    let before = backups(&data).len();
    // The service sweeps when it starts, as the next backup does.
    let test = TestApp::start_with(move |config| config.data.dir = data).await;
    assert!(!left.exists(), "a copy everybody could read stays");
    let data = test.app.db.folder().to_owned();
    test.stop().await;
    assert_eq!(backups(&data).len(), before, "and what was whole stays");
}
