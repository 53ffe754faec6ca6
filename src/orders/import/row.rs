//! The rows of one order, read: all of it, or all that is wrong with them and on which line.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::tz::TimeZone;

use super::columns::{Columns, ImportField, plain};
use super::refused::RowFault;
use super::sheet::Shown;
use super::{amount, date};
use crate::clock::Timestamp;
use crate::extract::CsvRow;
use crate::money::{Amount, Currency};
use crate::orders::check::{self, Told, is_email};
use crate::orders::fault::{Fault, FaultCode};
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

/// What is the same for every row of a file.
pub struct Reading<'a> {
    pub columns: &'a Columns,
    pub shown: &'a Shown,
    pub said: &'a Said,
    pub zone: &'a TimeZone,
    pub now: Timestamp,
}

impl Reading<'_> {
    /// The order these rows tell, or all that is wrong with them.
    pub fn order(&self, rows: &[CsvRow]) -> Result<NewOrder, Vec<RowFault>> {
        let Some(first) = rows.first() else {
            return Err(vec![fault(0, ImportField::Number, FaultCode::Missing, "")]);
        };
        // Of a row whose cells may have moved nothing else is believed, not even that it is wrong.
        let moved: Vec<RowFault> = rows.iter().filter_map(|row| self.moved(row)).collect();
        if !moved.is_empty() {
            return Err(moved);
        }
        let mut faults = Vec::new();
        let number = self.needed(first, ImportField::Number, &mut faults);
        let (total, currency) = self.total(first, &mut faults);
        faults.extend(self.other_totals(rows));
        let cell = |field| self.columns.cell(&first.cells, field);
        let state = self.state(first, &mut faults);
        let refunded = self.refunded(first, currency, &mut faults);
        let items = self.items(rows, currency, &mut faults);
        let placed_at = self.placed_at(first, &mut faults);
        let Some(any_currency) = currency.or_else(|| "EUR".parse().ok()) else { return Err(faults) };
        let order = NewOrder {
            origin: Origin {
                source: self.said.source.clone(),
                shop: String::new(),
                // What is missing is a fault already: something stands for it, so that the rest is looked at too.
                number: number.unwrap_or(STAND_IN).to_owned(),
            },
            contact: None,
            clues: Clues {
                name: cell(ImportField::CustomerName).map(str::to_owned),
                customer_id: cell(ImportField::CustomerId).map(str::to_owned),
                ..Clues::default()
            },
            state,
            currency: any_currency,
            total: total.unwrap_or_default(),
            refunded: refunded.filter(|_| total.is_some()),
            tracking: None,
            items,
            placed_at: placed_at.unwrap_or(self.now),
            state_at: self.state_at(first),
            as_it_happens: false,
            changed_at: None,
        };
        let phone = cell(ImportField::Phone).map(str::to_owned);
        // What is written where an address belongs is often none: the order is told all the same.
        let email =
            cell(ImportField::Email).map(|email| email.trim().to_lowercase()).filter(|email| is_email(email));
        let mut wrong = if currency.is_some() { check::fineness(&order) } else { Vec::new() };
        let checked = check::check(Told { order, phone, email }, self.now);
        match checked {
            Ok(order) if wrong.is_empty() && faults.is_empty() => return Ok(order),
            Ok(_) => {}
            Err(more) => wrong.extend(more),
        }
        for Fault { path, code } in wrong {
            if faults.iter().all(|known| known.field != path) {
                let value = path.parse().ok().and_then(cell).unwrap_or_default();
                faults.push(RowFault { line: first.line, field: path, code, value: short(value) });
            }
        }
        Err(faults)
    }

    /// Whether something stands where the phone belongs, and is none.
    pub fn leaves_out_phone(&self, rows: &[CsvRow]) -> bool {
        let written = rows.first().and_then(|row| self.columns.cell(&row.cells, ImportField::Phone));
        written.is_some_and(|written| phone::read(written).is_none())
    }

    /// A row whose quotes do not close, and which has other cells than the header, may be anything.
    fn moved(&self, row: &CsvRow) -> Option<RowFault> {
        let width = self.shown.width;
        let has_moved = row.doubtful && row.cells.len() != width
            || row.cells.iter().skip(width).any(|cell| !cell.is_empty());
        has_moved.then(|| RowFault {
            line: row.line,
            field: String::new(),
            code: FaultCode::CellsMoved,
            value: short(&row.cells.join(" ")),
        })
    }

    fn needed<'r>(&self, row: &'r CsvRow, field: ImportField, faults: &mut Vec<RowFault>) -> Option<&'r str> {
        let cell = self.columns.cell(&row.cells, field);
        if cell.is_none() {
            faults.push(fault(row.line, field, FaultCode::Missing, ""));
        }
        cell
    }

    /// Lines that name another total name their own, or the order is told twice: which, the file does not say.
    fn other_totals(&self, rows: &[CsvRow]) -> Option<RowFault> {
        let total = |row: &CsvRow| self.columns.cell(&row.cells, ImportField::Total).map(str::to_owned);
        let first = total(rows.first()?);
        rows[1..].iter().find_map(|row| {
            let again = total(row).filter(|again| Some(again) != first.as_ref())?;
            Some(fault(row.line, ImportField::Total, FaultCode::NumberTwice, &again))
        })
    }

    fn total(&self, row: &CsvRow, faults: &mut Vec<RowFault>) -> (Option<Amount>, Option<Currency>) {
        let unknown = |cell: &str| fault(row.line, ImportField::Currency, FaultCode::UnknownCurrency, cell);
        let said = self.columns.cell(&row.cells, ImportField::Currency);
        let named = said.and_then(|code| amount::currency(code.trim()).ok().flatten());
        let is_unknown = said.is_some() && named.is_none();
        let usual = named.or(self.shown.currency).or(self.said.currency);
        let Some(cell) = self.needed(row, ImportField::Total, faults) else {
            faults.extend(said.filter(|_| is_unknown).map(unknown));
            return (None, named);
        };
        let read = match self.amount(row, ImportField::Total, cell, usual) {
            Ok(read) => read,
            Err(wrong) => {
                faults.push(wrong);
                faults.extend(said.filter(|_| is_unknown).map(unknown));
                return (None, usual.filter(|_| !is_unknown));
            }
        };
        if is_unknown {
            faults.extend(said.map(unknown));
            return (Some(read.amount), None);
        }
        // Two words for it that contradict each other are none.
        let contradicts = named.zip(read.currency).is_some_and(|(named, beside)| named != beside);
        let currency = named.or(read.currency).or(usual).filter(|_| !contradicts);
        if currency.is_none() {
            faults.push(unknown(cell));
        }
        (Some(read.amount), currency)
    }

    fn amount(
        &self,
        row: &CsvRow,
        field: ImportField,
        cell: &str,
        currency: Option<Currency>,
    ) -> Result<amount::Read, RowFault> {
        let fine = field == ImportField::ItemPrice || currency.is_some_and(|currency| currency.digits() > 2);
        amount::read(cell, self.shown.marks(field), fine).map_err(|code| fault(row.line, field, code, cell))
    }

    /// Nothing where the file says nothing of it.
    fn refunded(
        &self,
        row: &CsvRow,
        currency: Option<Currency>,
        faults: &mut Vec<RowFault>,
    ) -> Option<Amount> {
        let Some(cell) = self.columns.cell(&row.cells, ImportField::Refunded) else {
            return self.columns.get(ImportField::Refunded).map(|_| Amount::default());
        };
        match self.amount(row, ImportField::Refunded, cell, currency) {
            // What went back is written below zero as often as above.
            Ok(read) => Some(read.amount.abs()),
            Err(wrong) => {
                faults.push(wrong);
                None
            }
        }
    }

    fn state(&self, row: &CsvRow, faults: &mut Vec<RowFault>) -> StateSaid {
        let unsaid = StateSaid::Unsaid(self.said.state.unwrap_or(OrderState::Placed));
        let Some(cell) = self.columns.cell(&row.cells, ImportField::State) else { return unsaid };
        let said = state_said(cell);
        if said.is_none() {
            faults.push(fault(row.line, ImportField::State, FaultCode::UnknownState, cell));
        }
        said.map_or(unsaid, StateSaid::Said)
    }

    fn placed_at(&self, row: &CsvRow, faults: &mut Vec<RowFault>) -> Option<Timestamp> {
        let cell = self.needed(row, ImportField::PlacedAt, faults)?;
        date::read(cell, self.shown.of_placed(), self.zone)
            .map_err(|code| faults.push(fault(row.line, ImportField::PlacedAt, code, cell)))
            .ok()
    }

    /// Since when the order is in its state. A moment that cannot be read, or that lies ahead, is as if it were not said: the
    /// order is told all the same.
    fn state_at(&self, row: &CsvRow) -> Option<Timestamp> {
        let cell = self.columns.cell(&row.cells, ImportField::StateAt)?;
        date::read(cell, self.shown.of_states(), self.zone)
            .ok()
            .filter(|at| (EARLIEST..=self.now).contains(at))
    }

    /// Lines with a name and a price; nothing where the file has no such columns. A line with one of them alone is refused:
    /// left out, the order would be repeated without it.
    fn items(
        &self,
        rows: &[CsvRow],
        currency: Option<Currency>,
        faults: &mut Vec<RowFault>,
    ) -> Option<Vec<Item>> {
        self.columns.get(ImportField::ItemName).and(self.columns.get(ImportField::ItemPrice))?;
        Some(rows.iter().filter_map(|row| self.item(row, currency, faults)).collect())
    }

    fn item(&self, row: &CsvRow, currency: Option<Currency>, faults: &mut Vec<RowFault>) -> Option<Item> {
        let cell = |field| self.columns.cell(&row.cells, field);
        let missing = |field, beside| fault(row.line, field, FaultCode::Missing, beside);
        let name = cell(ImportField::ItemName).or(cell(ImportField::ItemSku));
        let price = cell(ImportField::ItemPrice);
        match (name, price) {
            (Some(name), None) => faults.push(missing(ImportField::ItemPrice, name)),
            (None, Some(price)) => faults.push(missing(ImportField::ItemName, price)),
            (Some(_), Some(_)) | (None, None) => {}
        }
        let (name, price) = name.zip(price)?;
        let quantity = match cell(ImportField::ItemQuantity) {
            None => Some(Quantity::ONE),
            Some(cell) => {
                let read = amount::read(cell, self.shown.marks(ImportField::ItemQuantity), true).ok();
                let quantity = read.and_then(|read| Quantity::of(read.amount));
                if quantity.is_none() {
                    faults.push(fault(row.line, ImportField::ItemQuantity, FaultCode::NotAQuantity, cell));
                }
                quantity
            }
        };
        let unit_price = self.amount(row, ImportField::ItemPrice, price, currency);
        let unit_price = unit_price.map_err(|wrong| faults.push(wrong)).ok()?.amount;
        Some(Item {
            name: name.to_owned(),
            sku: cell(ImportField::ItemSku).map(str::to_owned),
            quantity: quantity?,
            unit_price,
        })
    }
}

/// Stands for a number that is missing.
const STAND_IN: &str = "-";
/// No state is older: 1 January 1990.
const EARLIEST: Timestamp = Timestamp::from_seconds(631_152_000);

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

fn fault(line: usize, field: ImportField, code: FaultCode, value: &str) -> RowFault {
    RowFault { line, field: field.as_str().to_owned(), code, value: short(value) }
}

/// Characters of a cell that are shown again.
const VALUE_SHOWN: usize = 80;

fn short(value: &str) -> String {
    value.chars().take(VALUE_SHOWN).collect()
}
