//! Orders out of a CSV file of any program: its dialect, header, amounts and dates are found, and what may be meant in two
//! ways is refused by its line and a reason instead of being guessed.

mod alone;
mod amount;
mod columns;
mod date;
mod desk;
mod figures;
mod outcome;
mod refused;
mod row;
mod run;
mod serial;
mod sheet;
mod words;

pub use columns::{Columns, ImportField, NoColumn};
pub use desk::{Desk, Done, Running, Watch, new_id};
pub use outcome::{Counts, Outcome};
pub use refused::{RefusedRow, RowFault};
pub use row::{Reading, Said};
pub use run::Import;
pub use sheet::{NoSheet, Sheet, Shown};
pub use words::Words;
