//! One connection as the rooms see it: reading on any, writing only inside a [`WriteTx`].
//!
//! Statements are prepared once and cached. Never hands out the raw connection.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Params, Row, StatementStatus};

use super::error::StorageError;
use crate::clock::{Clock, Timestamp};
use crate::events::{Event, Topic};
use crate::ids::{Id, lowest};

/// How many different statements one connection keeps prepared.
const PREPARED_STATEMENTS: usize = 512;
/// Virtual-machine steps between two looks at the clock.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// Reads. A write through it does not compile.
pub struct ReadConn {
    connection: Connection,
    /// Set once this file has turned out to be damaged.
    damaged: Arc<AtomicBool>,
    /// How many statements were asked for.
    #[cfg(test)]
    asked: Cell<usize>,
}

impl ReadConn {
    pub(super) fn new(connection: Connection) -> Self {
        Self::telling(connection, Arc::default())
    }

    /// One that sets `damaged` when SQLite finds the file so.
    pub(super) fn telling(connection: Connection, damaged: Arc<AtomicBool>) -> Self {
        connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
        Self {
            connection,
            damaged,
            #[cfg(test)]
            asked: Cell::new(0),
        }
    }

    /// Every question goes through here.
    fn prepared(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        #[cfg(test)]
        self.asked.set(self.asked.get() + 1);
        self.connection.prepare_cached(sql)
    }

    /// How many statements were asked for on this connection: a question for each row of a list shows here.
    #[cfg(test)]
    pub fn asked(&self) -> usize {
        self.asked.get()
    }

    fn told<T>(&self, answer: rusqlite::Result<T>) -> Result<T, StorageError> {
        answer.map_err(|error| {
            let error = StorageError::from(error);
            if error.is_fatal() {
                self.damaged.store(true, Ordering::Relaxed);
            }
            error
        })
    }

    pub(super) fn raw(&self) -> &Connection {
        &self.connection
    }

    /// Ends everything asked from now on after `limit`.
    pub(super) fn limit_to(&mut self, limit: Option<Duration>) -> Result<(), StorageError> {
        let deadline = limit.map(|limit| Instant::now() + limit);
        let passed = deadline.map(|deadline| move || Instant::now() > deadline);
        Ok(self.connection.progress_handler(STEPS_BETWEEN_LOOKS, passed)?)
    }

    /// Runs a statement that begins or ends a transaction.
    pub(super) fn control(&self, sql: &str) -> Result<(), StorageError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// The one row of the answer; an error when there is none.
    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StorageError> {
        self.told(self.prepared(sql).and_then(|mut asked| asked.query_row(params, read)))
    }

    /// The first row of the answer, if any.
    pub fn optional<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StorageError> {
        let found = self.prepared(sql).and_then(|mut asked| asked.query_row(params, read).optional());
        self.told(found)
    }

    /// All rows of the answer. The statement carries its own LIMIT.
    pub fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StorageError> {
        let mut statement = self.told(self.prepared(sql))?;
        self.told(statement.query_map(params, read).and_then(Iterator::collect))
    }

    /// Calls `each` for every row without keeping them.
    pub fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut each: impl FnMut(&Row<'_>) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let mut statement = self.told(self.prepared(sql))?;
        let mut rows = self.told(statement.query(params))?;
        while let Some(row) = self.told(rows.next())? {
            each(row)?;
        }
        Ok(())
    }

    /// How many steps SQLite takes to answer: a plan that looks like a search may still walk far.
    pub fn steps(&self, sql: &str, params: impl Params) -> Result<i32, StorageError> {
        let mut statement = self.told(self.prepared(sql))?;
        statement.reset_status(StatementStatus::VmStep);
        let mut rows = self.told(statement.query(params))?;
        while self.told(rows.next())?.is_some() {}
        drop(rows);
        Ok(statement.get_status(StatementStatus::VmStep))
    }

    pub fn exists(&self, sql: &str, params: impl Params) -> Result<bool, StorageError> {
        self.told(self.prepared(sql).and_then(|mut asked| asked.exists(params)))
    }
}

/// About how long one thing that was put off takes, an entry of a full-text index, on a small machine that is busy.
const ONE_PUT_OFF: Duration = Duration::from_micros(100);

/// Work that was put off, with what it is about.
type Last = Box<dyn FnOnce(&WriteTx, i64) -> Result<(), StorageError> + Send>;

/// One savepoint of the writer's transaction: what it does is kept whole or not at all.
pub struct WriteTx {
    conn: ReadConn,
    clock: Clock,
    last_id: Cell<i64>,
    pub(super) announced: RefCell<Vec<Event>>,
    pub(super) woken: RefCell<Vec<&'static str>>,
    /// What is done last of all, by its name and what it is about.
    last: RefCell<BTreeMap<(&'static str, i64), Last>>,
    /// Urgent closures that wait for the writer.
    urgent: Arc<AtomicUsize>,
}

impl Deref for WriteTx {
    type Target = ReadConn;
    fn deref(&self) -> &ReadConn {
        &self.conn
    }
}

impl WriteTx {
    pub(super) fn new(conn: ReadConn, clock: Clock, last_id: i64, urgent: Arc<AtomicUsize>) -> Self {
        Self {
            conn,
            clock,
            last_id: Cell::new(last_id),
            announced: RefCell::default(),
            woken: RefCell::default(),
            last: RefCell::default(),
            urgent,
        }
    }

    pub(super) fn wait_for_others(&self, at_most: Duration) -> Result<(), StorageError> {
        Ok(self.conn.connection.busy_timeout(at_most)?)
    }

    /// Whether somebody urgent waits for the writer, such as a webhook: long work stops here, keeps what it has done
    /// and goes on in its next write.
    pub fn somebody_waits(&self) -> bool {
        self.urgent.load(Ordering::Relaxed) > 0
    }

    pub(super) fn into_connection(self) -> Connection {
        self.conn.connection
    }

    /// Changes rows; says how many.
    pub fn execute(&self, sql: &str, params: impl Params) -> Result<usize, StorageError> {
        let done = self.conn.prepared(sql).and_then(|mut deed| deed.execute(params));
        self.conn.told(done)
    }

    /// Runs several statements that take no parameters, such as the making of a table.
    pub fn execute_batch(&self, sql: &str) -> Result<(), StorageError> {
        Ok(self.conn.connection.execute_batch(sql)?)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The next id: from the clock, and always greater than every one before.
    pub fn new_id<I: Id>(&self) -> I {
        let next = (self.last_id.get() + 1).max(lowest(self.now()));
        self.last_id.set(next);
        I::from_i64(next)
    }

    /// An id that sorts at `moment`, which may lie in the past. `highest` finds the highest id already taken
    /// between two bounds (low included, high not), so that equal moments keep the order of arrival.
    pub fn new_id_at<I: Id>(
        &self,
        moment: Timestamp,
        highest: impl FnOnce(i64, i64) -> Result<Option<i64>, StorageError>,
    ) -> Result<I, StorageError> {
        let low = lowest(moment);
        let second_end = moment.as_millis() - moment.as_millis().rem_euclid(1000) + 1000;
        let second_end = lowest(Timestamp::from_millis(second_end));
        let taken = highest(low, second_end)?;
        Ok(I::from_i64(taken.map_or(low, |taken| taken + 1)))
    }

    /// Tells live screens, after the commit, that something changed.
    pub fn announce(&self, topic: Topic, id: impl std::fmt::Display) {
        self.announced.borrow_mut().push(Event { topic, id: id.to_string() });
    }

    /// Puts work off until the closure has done everything else; asked for several times, it is done once. For what costs
    /// less when it is done for many rows in a row, such as writing to a full-text index.
    pub fn last(
        &self,
        name: &'static str,
        about: i64,
        work: impl FnOnce(&WriteTx, i64) -> Result<(), StorageError> + Send + 'static,
    ) {
        self.last.borrow_mut().insert((name, about), Box::new(work));
    }

    /// About how long what was put off will take: whoever stops in time counts it, for nobody is made way for then.
    pub fn put_off(&self) -> Duration {
        ONE_PUT_OFF.saturating_mul(u32::try_from(self.last.borrow().len()).unwrap_or(u32::MAX))
    }

    /// Does what was put off.
    pub(super) fn do_last(&self) -> Result<(), StorageError> {
        while let Some(((_, about), work)) = { self.last.borrow_mut().pop_first() } {
            work(self, about)?;
        }
        Ok(())
    }

    /// Nothing of it is to be done: the closure is undone.
    pub(super) fn forget_last(&self) {
        self.last.borrow_mut().clear();
    }

    /// Wakes a worker of the program after the commit. One that finds nothing to do sleeps again.
    pub fn wake(&self, name: &'static str) {
        let mut woken = self.woken.borrow_mut();
        if !woken.contains(&name) {
            woken.push(name);
        }
    }
}
