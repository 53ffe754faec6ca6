//! Tables of a DOCX: rows and cells as the page shows them. A table that only lays out a page is read
//! cell by cell.

use super::super::grid::{Cell, Grid};
use super::super::xml::Tag;
use super::Writer;
use super::styles;

/// Letters of a cell that is a piece of a page rather than of a table.
const LONG_CELL: usize = 600;

impl<'t, 'a> Writer<'t, 'a> {
    pub(super) fn table(&mut self, table: Tag<'t, 'a>) {
        self.end_paragraph();
        let rows = rows(table);
        let columns = rows.iter().map(|row| cells(*row).len()).max().unwrap_or(0);
        let nests = rows.iter().flat_map(|row| cells(*row)).any(|cell| cell.inside("tbl").is_some());
        let long =
            rows.len() == 1 && cells(rows[0]).iter().any(|cell| cell.text().chars().count() > LONG_CELL);
        if columns <= 1 || long || (nests && rows.len() == 1) {
            for cell in rows.into_iter().flat_map(cells) {
                self.blocks(cell);
                self.end_paragraph();
            }
            return;
        }
        let text = self.grid(&rows).write();
        if !text.is_empty() {
            self.text.push_str(&text);
            self.text.push('\n');
        }
        self.push_notes();
    }

    fn grid(&mut self, rows: &[Tag<'t, 'a>]) -> Grid {
        let mut grid = Grid::default();
        // By column: where the cell stands that reaches down.
        let mut above: Vec<Option<(usize, usize)>> = Vec::new();
        for row in rows {
            let properties = row.child("trPr");
            let header = properties.and_then(|properties| properties.switch("tblHeader")) == Some(true);
            let skipped = properties.and_then(|properties| properties.value_of("gridBefore"));
            let skipped: usize = skipped
                .and_then(|count| count.parse().ok())
                .unwrap_or(0)
                .min(super::super::grid::MAX_COLUMNS);
            let mut line: Vec<Cell> = vec![Cell::new(""); skipped];
            let mut column = skipped;
            for tag in cells(*row) {
                let own = tag.child("tcPr");
                let across = own
                    .and_then(|own| own.value_of("gridSpan"))
                    .and_then(|span| span.parse().ok())
                    .unwrap_or(1);
                let across = usize::clamp(across, 1, super::super::grid::MAX_COLUMNS);
                above.resize(above.len().max(column + across), None);
                let joined = own
                    .and_then(|own| own.child("vMerge"))
                    .map(|merge| merge.attribute("val").unwrap_or_default());
                if joined.as_deref().is_some_and(|word| word != "restart")
                    && let Some((row, cell)) = above[column]
                {
                    grid_cell(&mut grid, row, cell);
                } else if joined_left(own) && !line.is_empty() {
                    if let Some(before) = line.last_mut() {
                        before.across += across;
                    }
                } else {
                    let (text, bold) = self.cell(tag);
                    above[column] = joined.map(|_| (grid.rows.len(), line.len()));
                    line.push(Cell { across, header, bold, ..Cell::new(&text) });
                }
                column += across;
            }
            grid.rows.push(line);
        }
        grid
    }

    /// The words of a cell on one line, and whether all of them are bold.
    fn cell(&mut self, cell: Tag<'t, 'a>) -> (String, bool) {
        let before = std::mem::take(&mut self.text);
        let waits = std::mem::replace(&mut self.notes_wait, true);
        self.cell_blocks(cell);
        self.end_paragraph();
        self.notes_wait = waits;
        let own = std::mem::replace(&mut self.text, before);
        let words = own.lines().map(|line| line.trim_start_matches('#').trim()).collect::<Vec<_>>().join(" ");
        (words, is_bold(cell))
    }

    /// What a cell holds; a table inside becomes words.
    fn cell_blocks(&mut self, cell: Tag<'t, 'a>) {
        for tag in cell.tags() {
            match tag.name() {
                "p" => self.paragraph(tag),
                "tbl" => {
                    let inner: Vec<String> = rows(tag)
                        .into_iter()
                        .map(|row| {
                            let cells: Vec<String> =
                                cells(row).into_iter().map(|cell| self.cell(cell).0).collect();
                            cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(": ")
                        })
                        .filter(|row| !row.is_empty())
                        .collect();
                    self.push_block("", &inner.join("; "));
                }
                "sdt" => {
                    if let Some(content) = styles::shown_content(tag) {
                        self.cell_blocks(content);
                    }
                }
                "ins" | "moveTo" | "customXml" | "smartTag" => self.cell_blocks(tag),
                _ => {}
            }
        }
    }
}

/// A cell above reaches one row further down, unless it did in this row already.
fn grid_cell(grid: &mut Grid, row: usize, cell: usize) {
    let down = grid.rows.len() - row + 1;
    if let Some(cell) = grid.rows.get_mut(row).and_then(|row| row.get_mut(cell)) {
        cell.down = down;
    }
}

/// The older way of joining with the cell to the left.
fn joined_left(own: Option<Tag<'_, '_>>) -> bool {
    own.and_then(|own| own.child("hMerge"))
        .is_some_and(|merge| merge.attribute("val").is_none_or(|word| word != "restart"))
}

fn is_bold(cell: Tag<'_, '_>) -> bool {
    let (mut words, mut bold) = (0, 0);
    for paragraph in cell.tags().filter(|tag| tag.name() == "p") {
        for run in paragraph.tags().filter(|tag| tag.name() == "r" && tag.child("t").is_some()) {
            words += 1;
            bold += usize::from(run.child("rPr").and_then(|own| own.switch("b")) == Some(true));
        }
    }
    words > 0 && words == bold
}

/// The rows that are shown; deleted and hidden ones are not.
fn rows<'t, 'a>(table: Tag<'t, 'a>) -> Vec<Tag<'t, 'a>> {
    let mut found = Vec::new();
    for tag in table.tags() {
        match tag.name() {
            "tr" => {
                let properties = tag.child("trPr");
                let gone = properties
                    .is_some_and(|own| own.child("del").is_some() || own.switch("hidden") == Some(true));
                if !gone {
                    found.push(tag);
                }
            }
            "sdt" => found.extend(styles::shown_content(tag).map(rows).unwrap_or_default()),
            "ins" | "moveTo" | "customXml" => found.extend(rows(tag)),
            _ => {}
        }
    }
    found
}

fn cells<'t, 'a>(row: Tag<'t, 'a>) -> Vec<Tag<'t, 'a>> {
    let mut found = Vec::new();
    for tag in row.tags() {
        match tag.name() {
            "tc" if tag.child("tcPr").is_none_or(|own| own.child("cellDel").is_none()) => {
                found.push(tag);
            }
            "sdt" => found.extend(styles::shown_content(tag).map(cells).unwrap_or_default()),
            "customXml" | "ins" => found.extend(cells(tag)),
            _ => {}
        }
    }
    found
}
