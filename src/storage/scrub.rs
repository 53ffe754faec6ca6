//! Overwrites what deleted rows left behind in the file.
//!
//! `secure_delete` overwrites a deleted row where it lies. But SQLite moves rows between pages as tables grow, and the
//! place a row was moved from keeps its old bytes until something else is put there: the gap of a page, which belongs to
//! nobody. Here the log is folded in and cut off, and then, with the writer standing still between two commits, the gaps
//! of some pages are zeroed in the file itself. No byte that means anything to SQLite is touched, so a crash in the middle
//! harms nothing. Pages are taken from the last to the first, for giving space back moves pages that way only.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::Duration;

use super::connection::WriteTx;
use super::error::StorageError;

/// Pages looked at while the writer stands still: 2 MiB of the usual 4 KiB.
const PAGES_AT_ONCE: u32 = 512;
/// How long readers are waited for before the log is cut off.
const WAITS_FOR_READERS: Duration = Duration::from_millis(30);
/// How long the writer usually waits for others.
const WAITS_USUALLY: Duration = Duration::from_secs(5);

/// The file's header, as far as it matters here.
const HEADER_BYTES: usize = 100;
/// Where SQLite keeps its locks; no page lies there.
const LOCK_BYTE: u64 = 0x4000_0000;
/// Bytes of an entry in a map of pages.
const MAP_ENTRY: usize = 5;

/// How far a round came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swept {
    /// Somebody reads an old view: nothing was done.
    Busy,
    /// Pages from here on are clean.
    DownTo(u32),
    Done,
}

/// One round, between two commits: pages below `below`, or from the end.
pub(super) fn sweep(
    tx: &WriteTx,
    file: &File,
    log: &Path,
    below: Option<u32>,
) -> Result<Swept, StorageError> {
    if !cut_the_log_off(tx)? {
        return Ok(Swept::Busy);
    }
    tx.execute("BEGIN IMMEDIATE", [])?;
    let swept = sweep_alone(file, log, below);
    // The writer's own copies of these pages still hold the old bytes.
    let forgot = tx.execute_batch("PRAGMA shrink_memory");
    tx.execute("ROLLBACK", [])?;
    forgot?;
    swept.map_err(|error| StorageError::Corrupt(format!("the file could not be scrubbed: {error}")))
}

/// Folds the log in and cuts its file off; `false` when a reader is in the way.
pub(super) fn cut_the_log_off(tx: &WriteTx) -> Result<bool, StorageError> {
    tx.wait_for_others(WAITS_FOR_READERS)?;
    let busy = tx.one("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    tx.wait_for_others(WAITS_USUALLY)?;
    Ok(!busy?)
}

fn sweep_alone(file: &File, log: &Path, below: Option<u32>) -> std::io::Result<Swept> {
    // Another program may have written between the fold and now: then the file is not the whole truth.
    if std::fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        return Ok(Swept::Busy);
    }
    let Some(layout) = Layout::of(file)? else { return Ok(Swept::Done) };
    let last = below.unwrap_or(layout.pages + 1).min(layout.pages + 1);
    let first = last.saturating_sub(PAGES_AT_ONCE).max(2);
    let mut pages = Pages { file, layout, map: None, changed: false };
    for number in (first..last).rev() {
        pages.scrub(number)?;
    }
    if pages.changed {
        file.sync_data()?;
    }
    Ok(if first <= 2 { Swept::Done } else { Swept::DownTo(first) })
}

/// How the file is laid out.
#[derive(Debug, Clone, Copy)]
struct Layout {
    page: usize,
    /// Bytes of a page that SQLite uses.
    usable: usize,
    pages: u32,
}

impl Layout {
    /// Nothing where the file has no maps of its pages: then nobody can tell which is what.
    fn of(file: &File) -> std::io::Result<Option<Self>> {
        let mut header = [0_u8; HEADER_BYTES];
        file.read_exact_at(&mut header, 0)?;
        let page = match word(&header, 16) {
            1 => 65_536,
            bytes => bytes,
        };
        let keeps_maps = header[52..56] != [0; 4];
        if !keeps_maps || page < 512 {
            return Ok(None);
        }
        let pages = u32::try_from(file.metadata()?.len() / page as u64).unwrap_or(u32::MAX);
        Ok(Some(Self { page, usable: page - usize::from(header[20]), pages }))
    }

    /// The map that tells what a page is, and where in it.
    fn map_of(self, number: u32) -> (u32, usize) {
        let each = u32::try_from(self.usable / MAP_ENTRY).unwrap_or(u32::MAX) + 1;
        let mut map = (number - 2) / each * each + 2;
        if map == self.lock_page() {
            map += 1;
        }
        (map, (number.saturating_sub(map + 1)) as usize * MAP_ENTRY)
    }

    fn lock_page(self) -> u32 {
        u32::try_from(LOCK_BYTE / self.page as u64).unwrap_or(u32::MAX) + 1
    }

    fn place(self, number: u32) -> u64 {
        u64::from(number - 1) * self.page as u64
    }
}

struct Pages<'a> {
    file: &'a File,
    layout: Layout,
    /// The map read last.
    map: Option<(u32, Vec<u8>)>,
    changed: bool,
}

impl Pages<'_> {
    fn read(&self, number: u32) -> std::io::Result<Vec<u8>> {
        let mut page = vec![0; self.layout.page];
        self.file.read_exact_at(&mut page, self.layout.place(number))?;
        Ok(page)
    }

    /// Whether a page holds rows or keys of a table or an index.
    fn is_of_a_tree(&mut self, number: u32) -> std::io::Result<bool> {
        const ROOT: u8 = 1;
        const BRANCH: u8 = 5;
        let (map, entry) = self.layout.map_of(number);
        if number == map || number == self.layout.lock_page() {
            return Ok(false);
        }
        if self.map.as_ref().is_none_or(|(known, _)| *known != map) {
            self.map = Some((map, self.read(map)?));
        }
        let kind = self.map.as_ref().and_then(|(_, map)| map.get(entry)).copied();
        Ok(matches!(kind, Some(ROOT | BRANCH)))
    }

    fn scrub(&mut self, number: u32) -> std::io::Result<()> {
        if !self.is_of_a_tree(number)? {
            return Ok(());
        }
        let page = self.read(number)?;
        for (from, to) in unused(&page, self.layout.usable) {
            if page[from..to].iter().any(|byte| *byte != 0) {
                self.file.write_all_at(&vec![0; to - from], self.layout.place(number) + from as u64)?;
                self.changed = true;
            }
        }
        Ok(())
    }
}

/// The bytes of a page that belong to no row: the gap between the pointers and the rows, and the insides of free
/// blocks. Nothing where the page is not as SQLite makes them.
fn unused(page: &[u8], usable: usize) -> Vec<(usize, usize)> {
    let (head, is_known) = match page[0] {
        2 | 5 => (12, true),
        10 | 13 => (8, true),
        _ => (0, false),
    };
    let pointers_end = head + 2 * word(page, 3);
    let rows = match word(page, 5) {
        0 => 65_536,
        at => at,
    };
    if !is_known || pointers_end > rows || rows > usable {
        return Vec::new();
    }
    if (head..pointers_end).step_by(2).any(|pointer| word(page, pointer) < rows) {
        return Vec::new();
    }
    let mut found = vec![(pointers_end, rows)];
    let mut block = word(page, 1);
    while block != 0 {
        let end = block.checked_add(4).filter(|body| *body <= usable).map(|_| block + word(page, block + 2));
        let Some(end) = end.filter(|end| block >= rows && *end >= block + 4 && *end <= usable) else { break };
        found.push((block + 4, end));
        let next = word(page, block);
        if next != 0 && next < end {
            break;
        }
        block = next;
    }
    found
}

fn word(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]))
}
