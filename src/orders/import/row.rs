//! The rows of one order, read: all of it, or the first thing that is wrong and on which line.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::tz::TimeZone;

use super::columns::{Columns, ImportField, plain};
use super::sheet::Shown;
use super::{amount, date};
use crate::clock::Timestamp;
use crate::extract::CsvRow;
use crate::money::{Amount, Currency};
use crate::orders::check::{self, Told, is_email};
use crate::orders::fault::FaultCode;
use crate::orders::phone;
use crate::orders::types::{Clues, Item, NewOrder, OrderState, Origin, Quantity, StateSaid};

/// What whoever imports says besides the file.
#[derive(Debug, Clone)]
pub struct Said {
    pub source: String,
    /// Where the file names none.
    pub currency: Option<Currency>,
    /// Where the file names none.
    pub state: Option<OrderState>,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// The line of the file.
    pub line: usize,
    pub field: String,
    pub code: FaultCode,
    /// What stands there.
    pub value: String,
}

/// What is the same for every row of a file.
pub struct Reading<'a> {
    pub columns: &'a Columns,
    pub shown: &'a Shown,
    pub said: &'a Said,
    pub zone: &'a TimeZone,
    pub now: Timestamp,
}

impl Reading<'_> {
    /// The order these rows tell.
    pub fn order(&self, rows: &[CsvRow]) -> Result<NewOrder, RefusedRow> {
        let Some(first) = rows.first() else {
            return Err(refused(0, ImportField::Number, FaultCode::Missing, ""));
        };
        for row in rows {
            self.is_whole(row)?;
        }
        let number = self.needed(first, ImportField::Number)?.to_owned();
        let (total, currency) = self.total(first)?;
        // Lines that name another total name their own, or the order is told twice: which, the file does not say.
        for row in &rows[1..] {
            let again = self.columns.cell(&row.cells, ImportField::Total);
            if again.is_some() && again != self.columns.cell(&first.cells, ImportField::Total) {
                return Err(refused(
                    row.line,
                    ImportField::Total,
                    FaultCode::NumberTwice,
                    again.unwrap_or_default(),
                ));
            }
        }
        let cell = |field| self.columns.cell(&first.cells, field);
        let order = NewOrder {
            origin: Origin { source: self.said.source.clone(), shop: String::new(), number },
            contact: None,
            clues: Clues {
                name: cell(ImportField::CustomerName).map(str::to_owned),
                customer_id: cell(ImportField::CustomerId).map(str::to_owned),
                ..Clues::default()
            },
            state: self.state(first)?,
            currency,
            total,
            refunded: self.refunded(first, currency)?,
            tracking: None,
            items: self.items(rows, currency)?,
            placed_at: self.placed_at(first)?,
            state_at: None,
            changed_at: None,
        };
        // What is written where a phone or an address belongs is often neither: the order is told all the same.
        let phone = cell(ImportField::Phone).and_then(phone::read);
        let email =
            cell(ImportField::Email).map(|email| email.trim().to_lowercase()).filter(|email| is_email(email));
        let fine = check::fineness(&order);
        let checked =
            if fine.is_empty() { check::check(Told { order, phone, email }, self.now) } else { Err(fine) };
        checked.map_err(|faults| {
            let (path, code) = faults
                .first()
                .map_or(("number", FaultCode::Missing), |fault| (fault.path.as_str(), fault.code));
            let value = path.parse().ok().and_then(cell).unwrap_or_default();
            RefusedRow { line: first.line, field: path.to_owned(), code, value: short(value) }
        })
    }

    /// A row whose quotes do not close, and which has other cells than the header, may be anything.
    fn is_whole(&self, row: &CsvRow) -> Result<(), RefusedRow> {
        let width = self.shown.width;
        if row.doubtful && row.cells.len() != width
            || row.cells.iter().skip(width).any(|cell| !cell.is_empty())
        {
            return Err(RefusedRow {
                line: row.line,
                field: String::new(),
                code: FaultCode::CellsMoved,
                value: short(&row.cells.join(" ")),
            });
        }
        Ok(())
    }

    fn needed<'r>(&self, row: &'r CsvRow, field: ImportField) -> Result<&'r str, RefusedRow> {
        self.columns.cell(&row.cells, field).ok_or_else(|| refused(row.line, field, FaultCode::Missing, ""))
    }

    fn total(&self, row: &CsvRow) -> Result<(Amount, Currency), RefusedRow> {
        let cell = self.needed(row, ImportField::Total)?;
        let named =
            match self.columns.cell(&row.cells, ImportField::Currency) {
                Some(code) => Some(amount::currency(code.trim()).ok().flatten().ok_or_else(|| {
                    refused(row.line, ImportField::Currency, FaultCode::UnknownCurrency, code)
                })?),
                None => None,
            };
        let usual = named.or(self.shown.currency).or(self.said.currency);
        let read = self.amount(row, ImportField::Total, cell, usual)?;
        // Two words for it that contradict each other are none.
        if let (Some(named), Some(beside)) = (named, read.currency)
            && named != beside
        {
            return Err(refused(row.line, ImportField::Currency, FaultCode::UnknownCurrency, cell));
        }
        let currency = named
            .or(read.currency)
            .or(usual)
            .ok_or_else(|| refused(row.line, ImportField::Currency, FaultCode::UnknownCurrency, cell))?;
        Ok((read.amount, currency))
    }

    fn amount(
        &self,
        row: &CsvRow,
        field: ImportField,
        cell: &str,
        currency: Option<Currency>,
    ) -> Result<amount::Read, RefusedRow> {
        let fine = field == ImportField::ItemPrice || currency.is_some_and(|currency| currency.digits() > 2);
        amount::read(cell, self.shown.marks(field), fine).map_err(|code| refused(row.line, field, code, cell))
    }

    /// Nothing where the file says nothing of it.
    fn refunded(&self, row: &CsvRow, currency: Currency) -> Result<Option<Amount>, RefusedRow> {
        let Some(cell) = self.columns.cell(&row.cells, ImportField::Refunded) else {
            return Ok(self.columns.get(ImportField::Refunded).map(|_| Amount::default()));
        };
        let amount = self.amount(row, ImportField::Refunded, cell, Some(currency))?.amount;
        // What went back is written below zero as often as above.
        Ok(Some(amount.abs()))
    }

    fn state(&self, row: &CsvRow) -> Result<StateSaid, RefusedRow> {
        let Some(cell) = self.columns.cell(&row.cells, ImportField::State) else {
            return Ok(StateSaid::Unsaid(self.said.state.unwrap_or(OrderState::Placed)));
        };
        state_said(cell)
            .map(StateSaid::Said)
            .ok_or_else(|| refused(row.line, ImportField::State, FaultCode::UnknownState, cell))
    }

    fn placed_at(&self, row: &CsvRow) -> Result<Timestamp, RefusedRow> {
        let cell = self.needed(row, ImportField::PlacedAt)?;
        date::read(cell, self.shown.day_order, self.zone)
            .map_err(|code| refused(row.line, ImportField::PlacedAt, code, cell))
    }

    /// Lines with a name and a price; nothing where the file has no such columns. A line with one of them alone is refused:
    /// left out, the order would be repeated without it.
    fn items(&self, rows: &[CsvRow], currency: Currency) -> Result<Option<Vec<Item>>, RefusedRow> {
        if self.columns.get(ImportField::ItemName).and(self.columns.get(ImportField::ItemPrice)).is_none() {
            return Ok(None);
        }
        let mut items = Vec::new();
        for row in rows {
            let cell = |field| self.columns.cell(&row.cells, field);
            let missing = |field, beside| refused(row.line, field, FaultCode::Missing, beside);
            let name = cell(ImportField::ItemName).or(cell(ImportField::ItemSku));
            let (name, price) = match (name, cell(ImportField::ItemPrice)) {
                (Some(name), Some(price)) => (name, price),
                (Some(name), None) => return Err(missing(ImportField::ItemPrice, name)),
                (None, Some(price)) => return Err(missing(ImportField::ItemName, price)),
                (None, None) => continue,
            };
            let quantity = match cell(ImportField::ItemQuantity) {
                None => Quantity::ONE,
                Some(cell) => amount::read(cell, self.shown.marks(ImportField::ItemQuantity), true)
                    .ok()
                    .and_then(|read| Quantity::of(read.amount))
                    .ok_or_else(|| {
                        refused(row.line, ImportField::ItemQuantity, FaultCode::NotAQuantity, cell)
                    })?,
            };
            let unit_price = self.amount(row, ImportField::ItemPrice, price, Some(currency))?.amount;
            items.push(Item {
                name: name.to_owned(),
                sku: cell(ImportField::ItemSku).map(str::to_owned),
                quantity,
                unit_price,
            });
        }
        Ok(Some(items))
    }
}

/// Words for states in every language of the list, as headers are compared.
static STATES: LazyLock<HashMap<String, OrderState>> = LazyLock::new(|| {
    let mut states = HashMap::new();
    for (state, words) in include_str!("states.txt").lines().filter_map(|line| line.split_once(": ")) {
        let Ok(state) = state.parse() else { continue };
        for word in words.split('|') {
            states.entry(plain(word)).or_insert(state);
        }
    }
    states
});

/// The state a word means, in any of the languages of the list.
pub fn state_said(cell: &str) -> Option<OrderState> {
    let word = plain(cell);
    // WooCommerce's own exports write `wc-` before each.
    STATES.get(word.strip_prefix("wc ").unwrap_or(&word)).copied()
}

fn refused(line: usize, field: ImportField, code: FaultCode, value: &str) -> RefusedRow {
    RefusedRow { line, field: field.as_str().to_owned(), code, value: short(value) }
}

/// Characters of a cell that are shown again.
const VALUE_SHOWN: usize = 80;

fn short(value: &str) -> String {
    value.chars().take(VALUE_SHOWN).collect()
}
