//! The readers: a few read-only connections, each used by one closure at a time.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rusqlite::{Connection, InterruptHandle};
use tokio::sync::Semaphore;

use super::connection::ReadConn;
use super::error::StorageError;

/// How many closures may read at once in the quick lane.
pub(super) const READERS: usize = 4;
/// How many of these may be jobs.
pub(super) const JOB_READERS: usize = READERS - 1;
/// How many slow questions, index builds and the like may be read at once: they never take a place of the quick lane.
pub(super) const SLOW_READERS: usize = 3;
/// How long one read may take: a reader that stays keeps the write-ahead log from being folded in.
pub(super) const READ_LIMIT: Duration = Duration::from_secs(2);

/// How long a slow question may take.
pub(super) const SLOW_READ_LIMIT: Duration = Duration::from_secs(10);
/// How long readers at work have to notice that the program stops.
const CLOSING: Duration = Duration::from_millis(500);

pub(super) struct Readers {
    idle: Arc<Mutex<Vec<ReadConn>>>,
    places: Arc<Semaphore>,
    all: Vec<InterruptHandle>,
}

impl Readers {
    pub fn new(connections: Vec<Connection>, damaged: &Arc<AtomicBool>) -> Self {
        let places = Arc::new(Semaphore::new(connections.len()));
        let all = connections.iter().map(Connection::get_interrupt_handle).collect();
        let idle = connections.into_iter().map(|open| ReadConn::telling(open, Arc::clone(damaged))).collect();
        Self { idle: Arc::new(Mutex::new(idle)), places, all }
    }

    pub async fn read<T, E>(
        &self,
        limit: Option<Duration>,
        work: impl FnOnce(&ReadConn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| StorageError::Stopped)?;
        let idle = Arc::clone(&self.idle);
        let answer = tokio::task::spawn_blocking(move || {
            let _place = place;
            let Some(mut conn) = idle.lock().pop() else { return Err(StorageError::Stopped.into()) };
            let answer = read_in_one_view(&mut conn, limit, work);
            idle.lock().push(conn);
            answer
        });
        answer.await.unwrap_or_else(|_| Err(StorageError::Panicked.into()))
    }

    pub fn close(&self) {
        self.places.close();
        // Readers at work are told to end: their places come back one by one.
        let begun = Instant::now();
        while self.idle.lock().len() < self.all.len() && begun.elapsed() < CLOSING {
            self.all.iter().for_each(InterruptHandle::interrupt);
            std::thread::sleep(Duration::from_millis(5));
        }
        self.idle.lock().clear();
    }
}

fn read_in_one_view<T, E: From<StorageError>>(
    conn: &mut ReadConn,
    limit: Option<Duration>,
    work: impl FnOnce(&ReadConn) -> Result<T, E>,
) -> Result<T, E> {
    conn.limit_to(limit)?;
    conn.control("BEGIN")?;
    let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(conn)));
    // Ending a read cannot fail in a way that matters: it holds nothing but its view.
    let _ = conn.control("ROLLBACK");
    answer.unwrap_or_else(|_| Err(StorageError::Panicked.into()))
}
