//! A table as lines: what its columns are called first, then a line for each row.

use super::marks::{self, Mark};

/// A table while it is read.
#[derive(Debug, Default)]
pub(super) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    cells: Vec<String>,
    cell: String,
}

impl Table {
    /// Where the words of the cell go.
    pub(super) fn cell(&mut self) -> &mut String {
        &mut self.cell
    }

    pub(super) fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell).trim().to_owned());
    }

    pub(super) fn end_head(&mut self) {
        self.head = std::mem::take(&mut self.cells).iter().map(|name| marks::without(name)).collect();
    }

    /// Cells beyond the columns, which Markdown itself would drop, come along as they were written.
    pub(super) fn end_row(&mut self, beyond: &str) {
        let more = beyond.split('|').map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned);
        self.cells.extend(more);
        self.rows.push(std::mem::take(&mut self.cells));
    }

    pub(super) fn lines(self) -> Vec<String> {
        let columns = self.head.len();
        // Where two columns stand side by side, their names do; of more, each value bears its own.
        let named = if columns > 2 { 1 } else { columns };
        let names: Vec<&str> =
            self.head.iter().take(named).map(String::as_str).filter(|name| !name.is_empty()).collect();
        let mut lines = Vec::new();
        if !names.is_empty() {
            lines.push(format!("{}{}{}", Mark::Bold.open(), names.join(" – "), Mark::Bold.close()));
        }
        lines.extend(self.rows.iter().map(|row| self.line(row)));
        // A table of names alone loses none of them.
        if self.rows.is_empty() && named < columns {
            lines.push(format!("- {}", self.head[named..].join(", ")));
        }
        lines
    }

    fn line(&self, row: &[String]) -> String {
        let Some((first, rest)) = row.split_first() else { return String::new() };
        let value = |(name, value): (Option<&String>, &String)| match name {
            Some(name) if !name.is_empty() && self.head.len() > 2 => format!("{name}: {value}"),
            Some(_) | None => value.clone(),
        };
        let names = self.head.iter().skip(1).map(Some).chain(std::iter::repeat(None));
        let rest: Vec<String> = names.zip(rest).filter(|(_, value)| !value.is_empty()).map(value).collect();
        let parts: Vec<String> =
            [first.clone(), rest.join(", ")].into_iter().filter(|part| !part.is_empty()).collect();
        format!("- {}", parts.join(" – "))
    }
}
