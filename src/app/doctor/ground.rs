//! What the shop stands on: its folder, the disk, its file. Found without opening the file for writing.

use std::path::Path;

use rustix::fs::{Access, StatVfsMountFlags};
use rustix::io::Errno;

use super::Finding;
use crate::app::disk::Room;
use crate::config::Config;
use crate::storage::{self, FileFault};

/// In order of cause; ends with the first that makes the rest useless.
pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let folder = config.data.dir.clone();
    let looked =
        tokio::task::spawn_blocking(move || vec![space(&folder), writable(&folder), file(&folder)]).await;
    looked.unwrap_or_else(|error| {
        vec![Finding::fail(
            "database",
            "The shop's file",
            format!("The look at it failed: {error}."),
            "report this",
        )]
    })
}

fn space(folder: &Path) -> Finding {
    let (id, title) = ("disk_space", "Space on the disk");
    let disk = match rustix::fs::statvfs(folder) {
        Ok(disk) => disk,
        Err(cause) => return unseen(id, title, folder, cause),
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let told = format!("{} MiB are free.", free / 1024 / 1024);
    let hint = format!(
        "see what fills it: `du -xh --max-depth=2 {}`; `journalctl --vacuum-size=100M` shortens the log",
        folder.display()
    );
    match Room::of(free) {
        Room::None => Finding::fail(id, title, format!("{told} Soon no message can be kept."), hint),
        Room::Little => Finding::warn(id, title, told, hint),
        Room::Enough => Finding::ok(id, title, format!("{told} That is enough.")),
    }
}

fn writable(folder: &Path) -> Finding {
    let (id, title) = ("disk_writable", "Writing to the disk");
    let is_read_only =
        rustix::fs::statvfs(folder).is_ok_and(|disk| disk.f_flag.contains(StatVfsMountFlags::RDONLY));
    let may_write = rustix::fs::access(folder, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK);
    match may_write {
        Err(Errno::ROFS) => read_only(folder),
        _ if is_read_only => read_only(folder),
        Ok(()) => Finding::ok(id, title, "It works."),
        Err(cause) => unseen(id, title, folder, cause),
    }
}

fn read_only(folder: &Path) -> Finding {
    Finding::fail(
        "disk_writable",
        "Writing to the disk",
        format!("The disk under {} is read-only: no message can be kept.", folder.display()),
        "`dmesg` says why, often a failing card or disk: copy the data folder away first, then mount it writable again",
    )
}

fn unseen(id: &str, title: &str, folder: &Path, cause: Errno) -> Finding {
    Finding::fail(
        id,
        title,
        format!("This user may not work in {}: {}.", folder.display(), std::io::Error::from(cause)),
        "run this as the user that owns the data folder: sudo -u shopbell shopbell doctor",
    )
}

fn file(folder: &Path) -> Finding {
    let (id, title) = ("database", "The shop's file");
    let Err(fault) = storage::look_at(folder) else { return Finding::ok(id, title, "It is sound.") };
    let words = format!("{}: {fault}.", folder.join(storage::FILE_NAME).display());
    let hint = match &fault {
        FileFault::Unreadable { .. } | FileFault::Other(_) => {
            "run this as the user that owns the data folder: sudo -u shopbell shopbell doctor"
        }
        FileFault::Damaged(_) => {
            "`systemctl stop shopbell`, move shopbell.db away, then `shopbell restore` the newest file in backups/"
        }
        FileFault::NotOurs => "name the shop's own folder with --data-dir, or as data.dir in the settings",
        FileFault::Newer { .. } => {
            "install the newer version again, or `shopbell restore` a backup made by this version"
        }
        FileFault::Older { .. } => {
            return Finding::warn(
                id,
                title,
                words,
                "`systemctl restart shopbell` brings it up to date and keeps a copy of how it was",
            );
        }
    };
    Finding::fail(id, title, words, hint)
}
