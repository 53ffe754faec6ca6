//! A small disk of its own; only root may make one.

use std::path::Path;
use std::process::Command;

pub struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where this may not be done.
    #[expect(clippy::print_stdout, reason = "whoever runs the tests is told what was left out")]
    pub fn new(megabytes: usize) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|mounted| mounted.status.success());
        if !mounted {
            println!("left out: only root may mount a small disk");
        }
        mounted.then_some(Self(folder))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Bytes that are free.
    pub fn free(&self) -> u64 {
        let disk = rustix::fs::statvfs(self.path()).unwrap();
        disk.f_bavail * disk.f_frsize
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}
