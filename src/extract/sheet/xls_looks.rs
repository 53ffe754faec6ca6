//! How an XLS shows its cells: number formats, hidden rows and columns. The values themselves are `calamine`'s;
//! here only the records that say how they look are read ([MS-XLS] 2.4), in the order they stand in.

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use super::super::MAX_DOCUMENT_BYTES;
use super::format;

/// Cells whose look is kept.
const MAX_CELLS: usize = 1_000_000;
/// Letters of a number format.
const MAX_FORMAT: usize = 255;

/// What the workbook says about looks.
#[derive(Debug, Default)]
pub(super) struct Looks {
    formats: HashMap<u16, String>,
    /// The number format of each style.
    styles: Vec<u16>,
    pub since_1904: bool,
    /// In the order of the sheets in the workbook.
    pub sheets: Vec<SheetLooks>,
}

/// What one sheet says about looks.
#[derive(Debug, Default)]
pub(super) struct SheetLooks {
    /// Where the sheet begins in the stream.
    begins: usize,
    /// The style of each cell, by row and column.
    cells: HashMap<(u16, u16), u16>,
    pub hidden_rows: Vec<usize>,
    pub hidden_columns: Vec<(usize, usize)>,
}

impl Looks {
    /// Nothing of workbooks before Excel 97, whose records are others, and of damaged ones.
    pub fn of(document: &[u8]) -> Option<Self> {
        let mut container = cfb::CompoundFile::open(Cursor::new(document)).ok()?;
        let stream = container.open_stream("/Workbook").ok()?;
        let mut bytes = Vec::new();
        stream.take(MAX_DOCUMENT_BYTES as u64).read_to_end(&mut bytes).ok()?;
        let mut looks = Self::default();
        looks.read_globals(&bytes);
        let mut room = MAX_CELLS;
        for sheet in &mut looks.sheets {
            sheet.read(&bytes, &mut room);
        }
        Some(looks)
    }

    /// The number format of a cell.
    pub fn format(&self, sheet: usize, row: usize, column: usize) -> Option<&str> {
        let place = (u16::try_from(row).ok()?, u16::try_from(column).ok()?);
        let style = self.sheets.get(sheet)?.cells.get(&place)?;
        let format = self.styles.get(usize::from(*style))?;
        Some(self.formats.get(format).map_or_else(|| format::builtin(usize::from(*format)), String::as_str))
    }

    fn read_globals(&mut self, bytes: &[u8]) {
        for record in (Records { bytes, at: 0 }) {
            match record.kind {
                // DATEMODE, FORMAT, XF, BOUNDSHEET, and the end of the globals.
                0x0022 => self.since_1904 = record.short(0) == Some(1),
                0x041E => {
                    if let (Some(id), Some(words)) = (record.short(0), record.words(2)) {
                        self.formats.insert(id, words);
                    }
                }
                0x00E0 => self.styles.push(record.short(2).unwrap_or_default()),
                0x0085 => {
                    let begins = record.long(0).and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
                    self.sheets.push(SheetLooks { begins, ..SheetLooks::default() });
                }
                0x000A => break,
                _ => {}
            }
        }
    }
}

impl SheetLooks {
    fn read(&mut self, bytes: &[u8], room: &mut usize) {
        let mut inside = 0_usize;
        for record in (Records { bytes, at: self.begins }) {
            match record.kind {
                // A sheet begins; a chart within it is a sheet of its own.
                0x0809 => inside += 1,
                0x000A if inside <= 1 => break,
                0x000A => inside -= 1,
                _ if inside > 1 => {}
                0x0208 => self.row(&record),
                0x007D => self.columns(&record),
                // NUMBER, RK, FORMULA, BLANK, LABELSST, LABEL, BOOLERR: row, column, style.
                0x0203 | 0x027E | 0x0006 | 0x0201 | 0x00FD | 0x0204 | 0x0205 => {
                    self.cell(record.short(0), record.short(2), record.short(4), room);
                }
                0x00BD => self.cells_in_a_row(&record, room),
                _ => {}
            }
        }
        self.hidden_rows.sort_unstable();
    }

    fn row(&mut self, record: &Record<'_>) {
        const HIDDEN: u16 = 0x20;
        if let (Some(row), Some(flags)) = (record.short(0), record.short(12))
            && flags & HIDDEN != 0
        {
            self.hidden_rows.push(usize::from(row));
        }
    }

    fn columns(&mut self, record: &Record<'_>) {
        const HIDDEN: u16 = 0x1;
        if let (Some(first), Some(last), Some(flags)) = (record.short(0), record.short(2), record.short(8))
            && flags & HIDDEN != 0
        {
            self.hidden_columns.push((usize::from(first), usize::from(last)));
        }
    }

    /// MULRK: a row, its first column, then style and value of each cell.
    fn cells_in_a_row(&mut self, record: &Record<'_>, room: &mut usize) {
        let (Some(row), Some(first)) = (record.short(0), record.short(2)) else { return };
        for (step, cell) in record.bytes.get(4..).unwrap_or_default().chunks_exact(6).enumerate() {
            let column = u16::try_from(step).ok().and_then(|step| first.checked_add(step));
            self.cell(Some(row), column, Some(u16::from_le_bytes([cell[0], cell[1]])), room);
        }
    }

    fn cell(&mut self, row: Option<u16>, column: Option<u16>, style: Option<u16>, room: &mut usize) {
        if let (Some(row), Some(column), Some(style)) = (row, column, style)
            && *room > 0
        {
            *room -= 1;
            self.cells.insert((row, column), style);
        }
    }
}

/// One record: its kind and what it holds.
struct Record<'a> {
    kind: u16,
    bytes: &'a [u8],
}

impl Record<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at + 2)?;
        Some(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn long(&self, at: usize) -> Option<u32> {
        Some(u32::from(self.short(at)?) | u32::from(self.short(at + 2)?) << 16)
    }

    /// A text with its length before it, of one or two bytes a letter.
    fn words(&self, at: usize) -> Option<String> {
        let length = usize::from(self.short(at)?).min(MAX_FORMAT);
        let wide = self.bytes.get(at + 2)? & 1 == 1;
        let letters = self.bytes.get(at + 3..)?;
        if wide {
            let units: Vec<u16> = letters
                .chunks_exact(2)
                .take(length)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
                .collect();
            Some(String::from_utf16_lossy(&units))
        } else {
            Some(letters.iter().take(length).map(|byte| char::from(*byte)).collect())
        }
    }
}

/// The records of a stream one after the other, until one does not fit.
struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let head = self.bytes.get(self.at..self.at.checked_add(4)?)?;
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let bytes = self.bytes.get(self.at + 4..self.at + 4 + length)?;
        self.at += 4 + length;
        Some(Record { kind, bytes })
    }
}
