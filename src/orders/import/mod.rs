//! Orders out of a CSV file of any program: its dialect, header, amounts and dates are found, and what may be meant in two
//! ways is refused by its line and a reason instead of being guessed.

mod amount;
mod columns;
mod date;
mod figures;
mod row;
mod run;
mod serial;
mod sheet;

pub use columns::{Columns, ImportField, NoColumn};
pub use row::{Reading, RefusedRow, Said};
pub use run::{Import, Outcome, Progress, Stop};
pub use sheet::{NoSheet, Sheet, Shown};
