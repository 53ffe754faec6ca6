//! Paragraphs and tables as they end: what was gathered of a line becomes a line of the text.

use super::super::grid::{Cell, Grid};
use super::super::letters::{self, STRUCK};
use super::super::links::push_address;
use super::{Place, RAISED, Reader, merged};

impl Reader<'_> {
    pub(super) fn strike(&mut self, on: bool) {
        if self.state.struck != on && !self.state.skipped && self.state.place == Place::Text {
            self.state.struck = on;
            self.line.push_str(STRUCK);
        }
    }

    pub(super) fn end_raised(&mut self) {
        if let Some(begun) = self.line.rfind(RAISED) {
            let raised = self.line[begun + RAISED.len_utf8()..].to_owned();
            self.line.truncate(begun);
            letters::push_raised(&mut self.line, &raised);
        }
    }

    /// The line so far with its links, its struck words closed, its bullets as list marks.
    pub(super) fn take_line(&mut self) -> String {
        self.end_raised();
        let instruction = std::mem::take(&mut self.instruction);
        let mut line = std::mem::take(&mut self.line);
        let mut words = instruction.split_whitespace();
        match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "HYPERLINK" => {
                let address = instruction
                    .split('"')
                    .nth(1)
                    .unwrap_or_else(|| words.next().unwrap_or_default())
                    .to_owned();
                let begun = self.field_begun.min(line.len());
                push_address(&mut line, begun, &address);
            }
            "PAGE" | "NUMPAGES" => line.truncate(self.field_begun.min(line.len())),
            _ => {}
        }
        self.field_begun = 0;
        if line.matches(STRUCK).count() % 2 == 1 {
            line.push_str(STRUCK);
        }
        let line = letters::single_blanks(&line.replace(&format!("{STRUCK}{STRUCK}"), ""));
        let line = line.trim();
        match line.strip_prefix(['•', '·', '▪', '◦']) {
            Some(item) => format!("- {}", item.trim()),
            None => line.to_owned(),
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        if self.in_table {
            self.line.push(' ');
            return;
        }
        self.end_table();
        let line = self.take_line();
        if line.is_empty() {
            return;
        }
        if let Some(level) = self.outline {
            self.text.push_str(&("#".repeat(level + 1) + " "));
        }
        self.text.push_str(&line);
        self.text.push_str("\n\n");
    }

    pub(super) fn end_cell(&mut self) {
        let words = self.take_line();
        self.cells.push(Cell { header: self.header_row, ..Cell::new(&words) });
    }

    pub(super) fn end_row(&mut self) {
        if !self.cells.is_empty() {
            self.rows.push((std::mem::take(&mut self.cells), self.edges.clone()));
        }
        self.in_table = false;
    }

    pub(super) fn end_table(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        let grid = Grid { rows: merged::rows(std::mem::take(&mut self.rows)), ..Grid::default() };
        self.text.push_str(&grid.write());
        self.text.push('\n');
    }
}
