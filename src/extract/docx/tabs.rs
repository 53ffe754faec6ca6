//! Lines whose words stand under each other by tabs: where several lines have as many, they are the rows of a table, and a
//! place left empty stays empty.

use super::super::grid::{Cell, Grid};
use super::Writer;

/// Tabs of a line that may be a row.
const LEAST_TABS: usize = 2;

impl Writer<'_, '_> {
    /// Keeps a line that may be a row until the next one is known; false when it is none.
    pub(super) fn is_row_by_tabs(&mut self, prefix: &str, text: &str) -> bool {
        let tabs = text.matches('\t').count();
        if tabs < LEAST_TABS || self.notes_wait || !prefix.is_empty() || text.contains('\n') {
            return false;
        }
        // Tabs at the end of a line lead nowhere.
        let led = |row: &str| row.trim_end_matches('\t').matches('\t').count();
        let alike = |row: &String| tabs >= led(row) && led(text) <= row.matches('\t').count();
        if self.by_tabs.last().is_some_and(|row| !alike(row)) {
            self.end_tabs();
        }
        self.by_tabs.push(text.to_owned());
        true
    }

    /// Writes the rows kept so far.
    pub(super) fn end_tabs(&mut self) {
        let rows = std::mem::take(&mut self.by_tabs);
        if let [line] = rows.as_slice() {
            self.push_line("", line);
        } else if !rows.is_empty() {
            let rows = rows.iter().map(|row| row.split('\t').map(Cell::new).collect()).collect();
            self.text.push_str(&Grid { rows, ..Grid::default() }.write());
            self.text.push('\n');
        }
    }
}
