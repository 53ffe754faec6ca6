//! A row as it stands in a file of its own: dates and amounts that only the rest of their column told are written as they
//! were understood there, so that they say the same once the rest is gone.

use jiff::civil::Time;

use super::columns::ImportField;
use super::figures::DayOrder;
use super::row::Reading;
use super::{amount, date};
use crate::extract::CsvRow;

/// Amounts that may have three decimals, whatever the currency.
const FINE: [ImportField; 2] = [ImportField::ItemPrice, ImportField::ItemQuantity];

impl Reading<'_> {
    pub(super) fn alone(&self, row: &CsvRow) -> CsvRow {
        let mut alone = row.clone();
        let dates =
            [(ImportField::PlacedAt, self.shown.of_placed()), (ImportField::StateAt, self.shown.of_states())];
        let amounts = [ImportField::Total, ImportField::Refunded].into_iter().chain(FINE);
        let dates = dates.map(|(field, order)| (field, self.cell(row, field, |cell| self.date(cell, order))));
        let amounts = amounts.map(|field| (field, self.cell(row, field, |cell| self.number(cell, field))));
        for (field, written) in dates.into_iter().chain(amounts) {
            let at = self.columns.get(field).and_then(|at| alone.cells.get_mut(at));
            if let Some((cell, written)) = at.zip(written) {
                *cell = written;
            }
        }
        alone
    }

    fn cell(
        &self,
        row: &CsvRow,
        field: ImportField,
        written: impl FnOnce(&str) -> Option<String>,
    ) -> Option<String> {
        self.columns.cell(&row.cells, field).and_then(written)
    }

    /// The day, and the time where there is one; nothing where the cell says the same by itself.
    fn date(&self, cell: &str, order: DayOrder) -> Option<String> {
        let read = date::read(cell, order, self.zone).ok()?;
        if date::read(cell, DayOrder::default(), self.zone) == Ok(read) {
            return None;
        }
        let moment = read.to_jiff().to_zoned(self.zone.clone()).datetime();
        let shape = if moment.time() == Time::midnight() { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" };
        Some(moment.strftime(shape).to_string())
    }

    /// Without what parts thousands, or with one more decimal; nothing where the cell says the same by itself.
    fn number(&self, cell: &str, field: ImportField) -> Option<String> {
        let fine = FINE.contains(&field);
        let read = amount::read(cell, self.shown.marks(field), fine).ok()?;
        let alone = amount::read(cell, amount::Marks::default(), fine);
        if alone.is_ok_and(|alone| alone == read) {
            return None;
        }
        let (number, currency) = (read.amount.decimal(), read.currency);
        if number.fract().is_zero() {
            let currency = currency.map(|currency| format!(" {currency}")).unwrap_or_default();
            return Some(format!("{}{currency}", number.trunc()));
        }
        let is_plain = cell.trim().chars().all(|letter| letter.is_ascii_digit() || ".,".contains(letter));
        is_plain.then(|| format!("{}0", cell.trim()))
    }
}
