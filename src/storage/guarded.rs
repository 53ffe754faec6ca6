//! Questions people write in SQL themselves, asked under guard on a connection of their own.
//!
//! A text is first compiled against an empty copy that holds nothing but the published views, so that whatever it names is one
//! of them, however it is disguised. Then it is asked of the file: read-only, with functions from a list, narrow limits and a
//! deadline. Never writes, and never reaches a table by its own name.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::Value;
use rusqlite::{Connection, Statement};

use super::connection::ReadConn;
use super::error::StorageError;
use super::open::open_reader;

/// Characters of a question.
pub const LONGEST_QUESTION: usize = 10_000;
/// How long one may take.
pub const QUESTION_LIMIT: Duration = Duration::from_secs(5);
/// Bytes of one value and of one row.
const LARGEST_VALUE: i32 = 256 * 1024;
/// Columns, and depth of an expression.
const MOST_COLUMNS: i32 = 64;
const DEEPEST: i32 = 100;
/// Parts joined by UNION and the like, arguments of a function, letters of a LIKE pattern, steps of the compiled program.
const MOST_PARTS: i32 = 50;
const MOST_ARGUMENTS: i32 = 32;
const LONGEST_PATTERN: i32 = 200;
const MOST_INSTRUCTIONS: i32 = 25_000;
/// Pages kept in memory, in KiB: what is sorted beyond them goes to a temporary file.
const CACHE_KIB: i64 = 8 * 1024;

/// Functions a question may use: they give the same for the same, and none makes much of little.
const FUNCTIONS: [&str; 60] = [
    "abs",
    "avg",
    "ceil",
    "ceiling",
    "coalesce",
    "count",
    "cume_dist",
    "current_date",
    "current_time",
    "current_timestamp",
    "date",
    "datetime",
    "dense_rank",
    "first_value",
    "floor",
    "folded",
    "glob",
    "group_concat",
    "ifnull",
    "iif",
    "instr",
    "json",
    "json_array",
    "json_array_length",
    "json_extract",
    "json_object",
    "json_type",
    "json_valid",
    "julianday",
    "lag",
    "last_value",
    "lead",
    "length",
    "like",
    "lower",
    "ltrim",
    "max",
    "min",
    "mod",
    "nth_value",
    "ntile",
    "nullif",
    "percent_rank",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "strftime",
    "substr",
    "substring",
    "sum",
    "time",
    "timediff",
    "total",
    "trim",
    "typeof",
    "unixepoch",
    "upper",
];
/// What JSON is taken apart with.
const OPERATORS: [&str; 2] = ["->", "->>"];
/// Read beside the views: lists given as JSON.
const LISTS: [&str; 1] = ["json_each"];

/// Why a text is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unasked {
    Empty,
    TooLong,
    /// More than one statement.
    Several,
    /// It does something else than reading.
    NotReading,
    /// It calls itself.
    Recursive,
    Function(String),
    /// It names what is no published view; with SQLite's words.
    Table(String, String),
    /// A blank nobody fills in.
    Parameter(String),
    /// A value or a row grew too large.
    TooLarge,
    /// Anything else, in SQLite's words.
    Said(String),
}

/// A question could not be answered.
#[derive(Debug, Clone)]
pub enum GuardedError {
    Unasked(Unasked),
    Storage(StorageError),
}

impl From<StorageError> for GuardedError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<rusqlite::Error> for GuardedError {
    fn from(error: rusqlite::Error) -> Self {
        let error = StorageError::from(error);
        match &error {
            StorageError::Sqlite(cause) if !error.is_fatal() => {
                Self::Unasked(match cause.sqlite_error_code() {
                    Some(rusqlite::ErrorCode::TooBig) => Unasked::TooLarge,
                    _ => Unasked::Said(words(cause)),
                })
            }
            _ => Self::Storage(error),
        }
    }
}

/// SQLite's own words, without the statement.
fn words(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } | rusqlite::Error::SqliteFailure(_, Some(msg)) => {
            msg.clone()
        }
        other => other.to_string(),
    }
}

/// What an answer holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answered {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
    /// There are more rows than were wanted.
    pub more: bool,
}

/// A connection questions are asked through.
pub struct Guarded {
    file: ReadConn,
    copy: Connection,
    denied: Arc<Mutex<Option<Unasked>>>,
    views: Vec<View>,
}

/// A published view and its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub name: String,
    pub columns: Vec<String>,
}

impl Guarded {
    pub(super) fn open(file: &std::path::Path) -> Result<Self, GuardedError> {
        let mut connection = open_reader(file).map_err(|error| match error {
            super::OpenError::Storage(error) => GuardedError::Storage(error),
            other => GuardedError::Storage(StorageError::Corrupt(other.to_string())),
        })?;
        connection.pragma_update(None, "temp_store", "FILE")?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        let views = published(&connection)?;
        let mut copy = copy_of(&views)?;
        for one in [&connection, &copy] {
            // SQLite makes this list known at its first use, which the guard below would refuse.
            one.query_row("SELECT count(*) FROM json_each('[]')", [], |_| Ok(()))?;
            narrow(one)?;
        }
        let denied = Arc::new(Mutex::new(None));
        let (told, known) = (Arc::clone(&denied), views.clone());
        copy.authorizer(Some(move |asked: AuthContext<'_>| match verdict(&asked, &known) {
            None => Authorization::Allow,
            Some(why) => {
                told.lock().get_or_insert(why);
                Authorization::Deny
            }
        }))?;
        // The file's own views read tables: what the text names was looked at in the copy.
        connection.authorizer(Some(|asked: AuthContext<'_>| match asked.action {
            AuthAction::Read { .. } => Authorization::Allow,
            _ if verdict(&asked, &[]).is_none() => Authorization::Allow,
            _ => Authorization::Deny,
        }))?;
        Ok(Self { file: ReadConn::new(connection), copy, denied, views })
    }

    /// What may be asked about.
    pub fn views(&self) -> &[View] {
        &self.views
    }

    /// The names of the answer's columns.
    pub fn columns(&self, sql: &str, known: &[(&str, Value)]) -> Result<Vec<String>, GuardedError> {
        let statement = self.compiled(sql).map_err(GuardedError::Unasked)?;
        if let Some(unknown) = unfilled(&statement, known) {
            return Err(GuardedError::Unasked(Unasked::Parameter(unknown)));
        }
        Ok(statement.column_names().map(ToOwned::to_owned).collect())
    }

    /// Compiled where there is nothing but empty views.
    fn compiled(&self, sql: &str) -> Result<Statement<'_>, Unasked> {
        if sql.chars().count() > LONGEST_QUESTION {
            return Err(Unasked::TooLong);
        }
        *self.denied.lock() = None;
        let compiled = self.copy.prepare(sql);
        let denied = self.denied.lock().take();
        match compiled {
            Ok(_) if denied.is_some() => Err(denied.unwrap_or(Unasked::NotReading)),
            Ok(statement) if statement.expanded_sql().is_none_or(|sql| sql.trim().is_empty()) => {
                Err(Unasked::Empty)
            }
            Ok(statement)
                if statement.column_count() == 0 || !statement.readonly() || statement.is_explain() != 0 =>
            {
                Err(Unasked::NotReading)
            }
            Ok(statement) => Ok(statement),
            Err(rusqlite::Error::MultipleStatement) => Err(Unasked::Several),
            // What stands before the first semicolon is a question: what is wrong is the next.
            Err(_) if sql.split_once(';').is_some_and(|(first, _)| self.copy.prepare(first).is_ok()) => {
                Err(Unasked::Several)
            }
            Err(error) => Err(refused(sql, denied, &words(&error))),
        }
    }

    /// Asks, for as long as a question may take; rows that are not wanted are left out.
    pub fn ask(
        &mut self,
        sql: &str,
        given: &[(&str, Value)],
        most: usize,
        mut wanted: impl FnMut(&[Value]) -> bool,
    ) -> Result<Answered, GuardedError> {
        let columns = self.columns(sql, given)?;
        self.file.limit_to(Some(QUESTION_LIMIT))?;
        let mut statement = self.file.raw().prepare(sql)?;
        for (name, value) in given {
            if let Some(place) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(place, value)?;
            }
        }
        let width = columns.len();
        let mut answered = Answered { columns, ..Answered::default() };
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let row = (0..width).map(|place| row.get::<_, Value>(place)).collect::<Result<Vec<_>, _>>()?;
            if !wanted(&row) {
                continue;
            }
            if answered.rows.len() == most {
                answered.more = true;
                break;
            }
            answered.rows.push(row);
        }
        Ok(answered)
    }
}

/// What SQLite refused, by what was denied and by its words.
fn refused(sql: &str, denied: Option<Unasked>, said: &str) -> Unasked {
    let missing =
        ["no such table: ", "vtable constructor failed: "].iter().find_map(|start| said.strip_prefix(start));
    let table = |name: &str| Unasked::Table(name.to_owned(), said.to_owned());
    match (denied, missing) {
        (_, Some(name)) => table(name.strip_prefix("main.").unwrap_or(name)),
        // A list of SQLite's own, such as `pragma_table_info`, is refused while it is made known.
        (Some(Unasked::NotReading), None) if reads(sql) => table("pragma"),
        (Some(Unasked::Table(name, _)), None) => table(&name),
        (Some(why), None) => why,
        (None, None) => Unasked::Said(said.to_owned()),
    }
}

/// Whether a text begins as a question does. Chooses words only.
fn reads(sql: &str) -> bool {
    let first = sql.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    ["select", "with", "values"].contains(&first.as_str())
}

/// The first blank nobody fills in.
fn unfilled(statement: &Statement<'_>, known: &[(&str, Value)]) -> Option<String> {
    (1..=statement.parameter_count()).find_map(|place| match statement.parameter_name(place) {
        Some(name) if known.iter().any(|(given, _)| *given == name) => None,
        Some(name) => Some(name.to_owned()),
        None => Some("?".to_owned()),
    })
}

/// Why a step of compiling is denied; nothing when it is allowed.
fn verdict(asked: &AuthContext<'_>, views: &[View]) -> Option<Unasked> {
    match asked.action {
        AuthAction::Select => None,
        AuthAction::Read { table_name, .. } => {
            let is_known = LISTS.contains(&table_name) || views.iter().any(|view| view.name == table_name);
            (!is_known).then(|| Unasked::Table(table_name.to_owned(), String::new()))
        }
        AuthAction::Function { function_name } => {
            let name = function_name.to_ascii_lowercase();
            let is_known = FUNCTIONS.contains(&name.as_str()) || OPERATORS.contains(&name.as_str());
            (!is_known).then_some(Unasked::Function(name))
        }
        AuthAction::Recursive => Some(Unasked::Recursive),
        _ => Some(Unasked::NotReading),
    }
}

/// The views rooms publish: named with their version.
fn published(connection: &Connection) -> rusqlite::Result<Vec<View>> {
    let mut names = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB '*_v[0-9]*' ORDER BY name",
    )?;
    let mut columns = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = names.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let view = |name: String| {
        let columns =
            columns.query_map([&name], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        Ok(View { name, columns })
    };
    names.into_iter().map(view).collect()
}

/// An empty database that has the views as tables without rows or row ids, and nothing else.
fn copy_of(views: &[View]) -> rusqlite::Result<Connection> {
    let copy = Connection::open_in_memory()?;
    super::open::teach(&copy)?;
    for View { name, columns } in views {
        let columns: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
        let first = columns.first().map_or("", String::as_str);
        let columns = columns.join(", ");
        copy.execute_batch(&format!("CREATE TABLE {name} ({columns}, PRIMARY KEY ({first})) WITHOUT ROWID"))?;
    }
    Ok(copy)
}

/// Limits and settings of a connection that strangers' texts are compiled on.
fn narrow(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    let longest = i32::try_from(LONGEST_QUESTION * 4).unwrap_or(i32::MAX);
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, longest),
        (Limit::SQLITE_LIMIT_COLUMN, MOST_COLUMNS),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, DEEPEST),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, MOST_PARTS),
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, MOST_ARGUMENTS),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN),
        (Limit::SQLITE_LIMIT_VDBE_OP, MOST_INSTRUCTIONS),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        connection.set_limit(limit, most)?;
    }
    Ok(())
}
