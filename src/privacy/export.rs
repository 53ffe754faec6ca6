//! Handing over: everything that is kept of a customer in one archive, written while it is read.
//!
//! `customer.json` holds the rows table by table, `files/` what they sent and were sent. Reads in small pieces, so that a
//! slow reader keeps nobody's view of the file open, and gives up as soon as nobody takes it any more.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

use super::holding::{Holding, Of};
use super::who::{Who, as_i64};
use super::{Privacy, store};
use crate::clock::Timestamp;
use crate::ids::{ContactId, MediaId, MessageId};
use crate::storage::{ReadConn, StorageError};

/// Rows read at once.
const ROWS_AT_ONCE: u32 = 200;
/// Messages read at once.
const MESSAGES_AT_ONCE: u32 = 200;
/// Bytes handed on at once, and how many of these may wait for a slow reader.
const PIECE_BYTES: usize = 64 * 1024;
const WAITING_PIECES: usize = 8;
/// Characters of a file's name in the archive.
const NAME_LIMIT: usize = 100;

/// Exports of one asker within [`WITHIN`].
const MOST: usize = 10;
const WITHIN: Duration = Duration::from_hours(1);

/// How often each asker took something away lately.
#[derive(Clone, Default)]
pub(super) struct Pace(Arc<Mutex<HashMap<String, Vec<Timestamp>>>>);

impl Pace {
    /// Counts one more; the moment from which the next may come when that is too many.
    pub fn take(&self, asker: String, now: Timestamp) -> Result<(), Timestamp> {
        let mut taken = self.0.lock();
        taken.retain(|_, times| {
            times.retain(|at| now.since(*at) < WITHIN);
            !times.is_empty()
        });
        let times = taken.entry(asker).or_default();
        match times.first() {
            Some(first) if times.len() >= MOST => Err(first.plus(WITHIN)),
            Some(_) | None => {
                times.push(now);
                Ok(())
            }
        }
    }
}

/// Why an archive ended early.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Zip(#[from] zip::result::ZipError),
}

type Archive = ZipWriter<StreamWriter<BufWriter<Outlet>>>;

impl Privacy {
    /// The archive, piece by piece.
    pub(super) fn archive(&self, who: Who) -> mpsc::Receiver<io::Result<Bytes>> {
        let (outlet, pieces) = mpsc::channel(WAITING_PIECES);
        let (privacy, failed) = (self.clone(), outlet.clone());
        let handle = Handle::current();
        // Ends when it is written, or when nobody takes it any more.
        drop(tokio::task::spawn_blocking(move || {
            let writer = Writer { handle, privacy, who };
            if let Err(error) = writer.write(Outlet(outlet)) {
                tracing::warn!(%error, "a customer's data could not be handed over whole");
                // The reader sees a torn file instead of one that looks whole.
                let _ = failed.blocking_send(Err(io::Error::other("torn")));
            }
        }));
        pieces
    }
}

/// Where the bytes go.
struct Outlet(mpsc::Sender<io::Result<Bytes>>);

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Writer {
    handle: Handle,
    privacy: Privacy,
    who: Who,
}

impl Writer {
    fn write(&self, outlet: Outlet) -> Result<(), Broken> {
        let mut archive = ZipWriter::new_stream(BufWriter::with_capacity(PIECE_BYTES, outlet));
        archive.start_file("customer.json", SimpleFileOptions::default().large_file(true))?;
        self.write_rows(&mut archive)?;
        for file in self.files()? {
            self.write_file(&mut archive, file)?;
        }
        archive.finish()?.into_inner().flush()?;
        Ok(())
    }

    fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&ReadConn) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.handle.block_on(self.privacy.db.read(ask))
    }

    fn write_rows(&self, archive: &mut Archive) -> Result<(), Broken> {
        let head = json!({
            "format": "shopbell.customer.1",
            "made_at": self.privacy.clock.now(),
            "contact_id": self.who.contacts.first(),
        });
        let mut head = head.to_string();
        head.pop();
        archive.write_all(head.as_bytes())?;
        archive.write_all(b",\"kept\":{")?;
        let mut tables: Vec<&str> = Vec::new();
        for holding in &self.privacy.joined.holdings {
            if holding.handed_over.is_none() || tables.contains(&holding.table) {
                continue;
            }
            if !tables.is_empty() {
                archive.write_all(b",")?;
            }
            tables.push(holding.table);
            write!(archive, "\"{}\":[", holding.table)?;
            let mut rows = Rows { archive: &mut *archive, written: 0 };
            for same in self.privacy.joined.holdings.iter().filter(|other| other.table == holding.table) {
                self.rows_of(same, &mut rows)?;
            }
            archive.write_all(b"]")?;
        }
        archive.write_all(b"}}")?;
        Ok(())
    }

    fn rows_of(&self, holding: &Holding, rows: &mut Rows<'_>) -> Result<(), Broken> {
        let Some(sql) = holding.handed_over else { return Ok(()) };
        if holding.of != Of::Message {
            return self.pages(sql, &self.who.ids(holding.of)?, rows);
        }
        for conversation in self.who.conversations.iter().copied() {
            let mut after = None;
            loop {
                let joined = Arc::clone(&self.privacy.joined);
                let messages: Vec<MessageId> =
                    self.read(move |conn| (joined.messages)(conn, (conversation, after, MESSAGES_AT_ONCE)))?;
                let Some(last) = messages.last() else { break };
                after = Some(*last);
                let ids = serde_json::to_string(&messages.iter().map(as_i64).collect::<Vec<_>>())
                    .map_err(StorageError::from)?;
                self.pages(sql, &ids, rows)?;
            }
        }
        Ok(())
    }

    fn pages(&self, sql: &'static str, ids: &str, rows: &mut Rows<'_>) -> Result<(), Broken> {
        let mut offset = 0;
        loop {
            let list = ids.to_owned();
            let some = self.read(move |conn| store::hand_over(conn, sql, &list, (offset, ROWS_AT_ONCE)))?;
            let read = u32::try_from(some.len()).unwrap_or(ROWS_AT_ONCE);
            for row in some {
                rows.add(&row)?;
            }
            if read < ROWS_AT_ONCE {
                return Ok(());
            }
            offset += read;
        }
    }

    /// The files of the customer's messages, each once.
    fn files(&self) -> Result<Vec<MediaId>, StorageError> {
        let mut files: Vec<MediaId> = Vec::new();
        for conversation in self.who.conversations.iter().copied() {
            let mut after = None;
            loop {
                let joined = Arc::clone(&self.privacy.joined);
                let (last, some) = self.read(move |conn| {
                    let messages = (joined.messages)(conn, (conversation, after, MESSAGES_AT_ONCE))?;
                    Ok((messages.last().copied(), (joined.files)(conn, messages)?))
                })?;
                files.extend(some);
                if last.is_none() {
                    break;
                }
                after = last;
            }
        }
        files.sort_unstable();
        files.dedup();
        Ok(files)
    }

    fn write_file(&self, archive: &mut Archive, file: MediaId) -> Result<(), Broken> {
        let joined = Arc::clone(&self.privacy.joined);
        let Some((name, bytes)) = self.read(move |conn| (joined.file)(conn, file))? else { return Ok(()) };
        let place = format!("files/{file}-{}", in_archive(&name));
        // Pictures, films and sound are small already.
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .large_file(bytes > u64::from(u32::MAX));
        archive.start_file(place, options)?;
        for number in 0.. {
            let joined = Arc::clone(&self.privacy.joined);
            let Some(piece) = self.read(move |conn| (joined.piece)(conn, (file, number)))? else { break };
            archive.write_all(&piece)?;
        }
        Ok(())
    }
}

/// A list of rows on its way into the archive.
struct Rows<'a> {
    archive: &'a mut Archive,
    written: usize,
}

impl Rows<'_> {
    fn add(&mut self, row: &Value) -> io::Result<()> {
        if self.written > 0 {
            self.archive.write_all(b",")?;
        }
        self.written += 1;
        self.archive.write_all(row.to_string().as_bytes())
    }
}

/// A name that stays inside its folder on every system.
fn in_archive(name: &str) -> String {
    let plain = |letter: char| {
        if letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | ' ') { letter } else { '_' }
    };
    let name: String = name.chars().take(NAME_LIMIT).map(plain).collect();
    name.trim_start_matches('.').to_owned()
}

/// What the archive is called.
pub(super) fn archive_name(contact: ContactId, now: Timestamp) -> String {
    format!("customer-{contact}-{}.zip", now.as_millis() / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_folder() {
        assert_eq!(in_archive("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(in_archive("foto di Ana.jpg"), "foto di Ana.jpg");
        assert_eq!(in_archive("a\\b:c"), "a_b_c");
    }

    #[test]
    fn ten_an_hour_are_enough() {
        let pace = Pace::default();
        let now = Timestamp::from_seconds(1_795_255_200);
        for _ in 0..MOST {
            pace.take("owner".into(), now).unwrap();
        }
        assert_eq!(pace.take("owner".into(), now).unwrap_err(), now.plus(WITHIN));
        pace.take("manager".into(), now).unwrap();
        pace.take("owner".into(), now.plus(WITHIN)).unwrap();
    }
}
