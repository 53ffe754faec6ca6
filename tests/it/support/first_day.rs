//! The data folder of a shop whose owner has just signed up: the program makes it once, and each test opens a copy.
//!
//! Fifty migrations, a password's hash and a sign-up by the screen cost more than most tests. The first run itself is
//! tested in `accounts.rs`.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use reqwest::StatusCode;
use reqwest::header::SET_COOKIE;
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::{OWNER, PASSWORD, TestApp};

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";
/// With less free memory than this, files lie on the disk: tests that run side by side fill some hundred megabytes, and
/// the program warns when little is free.
const ROOM_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// A shop on its first day, without its program.
pub struct FirstDay {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, u32, Vec<u8>)>,
    /// What the owner's browser keeps of having signed up.
    pub cookie: String,
}

impl FirstDay {
    /// The one all tests share.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<FirstDay> = OnceCell::const_new();
        SHARED.get_or_init(|| Box::pin(Self::lived())).await
    }

    async fn lived() -> Self {
        let test = TestApp::start_without_owner().await;
        let code = fs::read_to_string(test.app.db.folder().join("setup-code")).expect("a setup code");
        let code = code.lines().last().unwrap_or("").trim().to_owned();
        let body = json!({
            "setup_code": code, "email": OWNER, "password": PASSWORD,
            "business_name": "Macelleria Rossi", "language": "en",
        });
        let answer = test.post("/setup", body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json);
        let cookie = answer.headers[SET_COOKIE].to_str().expect("a cookie").to_owned();
        test.app.stop().await;
        // Each copy is an install of its own.
        let file = rusqlite::Connection::open(test.folder().join("shopbell.db")).expect("the database");
        file.execute("DELETE FROM storage_meta WHERE key = 'instance_id'", []).expect("its id taken out");
        drop(file);
        let mut day = Self { folders: Vec::new(), files: Vec::new(), cookie };
        day.keep(test.folder(), Path::new(""));
        test.leaves_work();
        day
    }

    fn keep(&mut self, from: &Path, below: &Path) {
        for entry in fs::read_dir(from.join(below)).expect("a folder") {
            let entry = entry.expect("an entry");
            let (path, about) = (below.join(entry.file_name()), entry.metadata().expect("its particulars"));
            if about.is_dir() {
                self.folders.push(path.clone());
                self.keep(from, &path);
            } else {
                let bytes = fs::read(entry.path()).expect("a file");
                self.files.push((path, about.permissions().mode(), bytes));
            }
        }
    }

    /// Copies everything into an empty folder.
    pub fn copy_to(&self, folder: &Path) {
        for path in &self.folders {
            fs::create_dir(folder.join(path)).expect("a folder");
        }
        for (path, mode, bytes) in &self.files {
            let path = folder.join(path);
            fs::write(&path, bytes).expect("a file");
            fs::set_permissions(&path, Permissions::from_mode(*mode)).expect("its mode");
        }
    }
}

/// An empty folder for a shop: in memory where there is room, so that no test waits for a disk. What must be on disk
/// when it is acknowledged is tested on the program itself, in `kill_nine.rs`.
pub fn folder() -> TempDir {
    let has_room = rustix::fs::statvfs(MEMORY)
        .is_ok_and(|room| room.f_bavail.saturating_mul(room.f_frsize) > ROOM_BYTES);
    let in_memory = if has_room { tempfile::tempdir_in(MEMORY).ok() } else { None };
    in_memory.unwrap_or_else(|| tempfile::tempdir().expect("a temporary folder"))
}
