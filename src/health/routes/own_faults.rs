//! What is wrong with a signal somebody made, in words somebody who is no engineer can use; of SQL with SQLite's own beside.

use crate::health::own::question::Fault;
use crate::health::scan::NotAsked;
use crate::health::written::NoSignal;
use crate::http::ApiError;
use crate::storage::{LONGEST_QUESTION, StorageError, Unasked};

/// Choices that cannot be.
pub(super) fn invalid(faults: impl IntoIterator<Item = Fault>) -> ApiError {
    let told = ApiError::unprocessable("own_signal_invalid", "Some of these choices cannot be.");
    faults.into_iter().fold(told, |told, (field, words)| told.field(field, words))
}

pub(super) fn of_preview(why: NotAsked) -> ApiError {
    match why {
        NotAsked::Gone(_) => invalid([("question.label", "This label is not there any more.".to_owned())]),
        NotAsked::NoSignal(why) => of_sql(why),
        NotAsked::Storage(StorageError::TookTooLong) => {
            ApiError::unprocessable("signal_took_too_long", "The question took too long and was stopped.")
                .hint("Ask for less: fewer days, fewer views, or a condition on contact_id.")
        }
        NotAsked::Storage(error) => error.into(),
    }
}

pub(super) fn of_sql(why: NoSignal) -> ApiError {
    let said = why.words();
    let told = match why {
        NoSignal::Storage(error) => return of_preview(NotAsked::Storage(error)),
        NoSignal::Unasked(why) => unasked(why),
        NoSignal::Missing(column) => {
            ApiError::unprocessable("sql_columns", "The answer lacks a column that is needed.")
                .param("missing", column)
                .hint("Give contact_id, and why the customer was found in further columns.")
        }
        NoSignal::NoEvidence => ApiError::unprocessable("sql_no_evidence", "The answer does not say why.")
            .hint("Give at least one column beside contact_id, such as a number of days."),
        NoSignal::Name(column) => {
            ApiError::unprocessable("sql_column_name", "A column needs a name of its own.")
                .param("column", column)
                .hint("Name it with AS: small letters, digits and _, each name once, 12 at most.")
        }
        NoSignal::NoContact(value) => {
            ApiError::unprocessable("sql_contact_id", "contact_id holds something else than a customer's id.")
                .param("value", value)
        }
    };
    told.param("said", &said).field("sql", said)
}

fn unasked(why: Unasked) -> ApiError {
    match why {
        Unasked::Empty => ApiError::unprocessable("sql_empty", "There is no question yet."),
        Unasked::TooLong => ApiError::unprocessable("sql_too_long", "This question is too long.")
            .param("most", LONGEST_QUESTION),
        Unasked::Several => ApiError::unprocessable("sql_two_statements", "Ask one question at a time."),
        Unasked::NotReading => ApiError::unprocessable(
            "sql_not_reading",
            "Only a question may stand here: it begins with SELECT or WITH.",
        ),
        Unasked::Recursive => ApiError::unprocessable("sql_recursive", "A question may not call itself."),
        Unasked::Function(name) => {
            ApiError::unprocessable("sql_function", "This function may not be used here.")
                .param("function", name)
        }
        Unasked::Table(name, _) => {
            ApiError::unprocessable("sql_table", "This is none of the published views.")
                .param("table", name)
                .hint("The views and their columns stand in the manual.")
        }
        Unasked::Parameter(name) => ApiError::unprocessable(
            "sql_parameter",
            "Nobody gives a value for this name; :now_ms is the only one.",
        )
        .param("name", name),
        Unasked::TooLarge => {
            ApiError::unprocessable("sql_too_large", "The answer holds a value that is too large.")
        }
        Unasked::Said(_) => {
            ApiError::unprocessable("sql_said", "The database does not understand the question.")
        }
    }
}
