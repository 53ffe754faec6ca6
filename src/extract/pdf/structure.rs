//! What a file itself says of its tables: office programs and browsers leave a tree of tables, rows and cells beside what
//! they draw, each cell with the numbers its pieces are marked by on the page.

use std::collections::{BTreeSet, HashMap};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{
    Array, Dict, Name, Object, ObjectIdentifier, String as PdfString,
};

/// Parts of a tree that are looked at, and parts inside each other.
const MAX_PARTS: usize = 150_000;
const MAX_DEPTH: usize = 60;
/// Columns and rows of a table, and of one cell.
const MAX_COLUMNS: usize = 60;
const MAX_ROWS: usize = 5_000;
/// Cells of one page whose columns are looked for.
const MAX_CELLS: usize = 3_000;

/// A cell with the rows and columns it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub row: usize,
    pub column: usize,
    pub down: usize,
    pub across: usize,
    /// The file calls it the name of a column.
    pub header: bool,
    /// What it is called by, and the names it stands under.
    pub id: Option<Vec<u8>>,
    pub under: Vec<Vec<u8>>,
    /// Page and mark of each of its pieces.
    pieces: Vec<(ObjectIdentifier, i32)>,
}

/// A table as it is told. Some programs leave out cells that are empty: then it is not whole, and where a cell stands
/// is seen on the page only.
#[derive(Debug)]
struct Table {
    cells: Vec<Told>,
    is_whole: bool,
}

/// The tables of a file, and which of them have something on a page.
#[derive(Debug, Default)]
pub(super) struct Tables {
    tables: Vec<Table>,
    on: HashMap<ObjectIdentifier, BTreeSet<usize>>,
}

/// A table with the cell of each mark on one page.
#[derive(Debug)]
pub(super) struct OnPage {
    pub cells: Vec<Told>,
    pub is_whole: bool,
    pub of: HashMap<i32, usize>,
}

impl Tables {
    pub fn of(pdf: &Pdf) -> Self {
        let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
        let tree = root.and_then(|root| root.get::<Dict<'_>>(b"StructTreeRoot".as_slice()));
        let Some(tree) = tree else { return Self::default() };
        let roles = tree.get::<Dict<'_>>(b"RoleMap".as_slice());
        let mut reader = Reader { roles, tables: Vec::new(), parts: 0 };
        reader.inside(&tree, None, 0);
        let mut on: HashMap<ObjectIdentifier, BTreeSet<usize>> = HashMap::new();
        for (at, table) in reader.tables.iter().enumerate() {
            for (page, _) in table.cells.iter().flat_map(|cell| &cell.pieces) {
                on.entry(*page).or_default().insert(at);
            }
        }
        Self { tables: reader.tables, on }
    }

    /// What of the tables stands on a page: the rows that have something there.
    pub fn on(&self, page: Option<ObjectIdentifier>) -> Vec<OnPage> {
        let Some((page, here)) = page.and_then(|page| Some((page, self.on.get(&page)?))) else {
            return Vec::new();
        };
        here.iter().filter_map(|at| on_page(&self.tables[*at], page)).collect()
    }
}

fn on_page(table: &Table, page: ObjectIdentifier) -> Option<OnPage> {
    let here = |cell: &&Told| cell.pieces.iter().any(|(own, _)| *own == page);
    // The names of the columns may stand on every page.
    let mut rows: Vec<usize> = table.cells.iter().filter(here).map(|cell| cell.row).collect();
    rows.dedup();
    let place = |row: usize| rows.partition_point(|own| *own < row);
    let mut of = HashMap::new();
    let mut cells = Vec::new();
    for cell in table.cells.iter().filter(|cell| rows.binary_search(&cell.row).is_ok()) {
        for (own, mark) in &cell.pieces {
            if *own == page {
                of.insert(*mark, cells.len());
            }
        }
        let row = place(cell.row);
        let down = (place(cell.row.saturating_add(cell.down)) - row).max(1);
        cells.push(Told { row, down, pieces: Vec::new(), ..cell.clone() });
    }
    (!rows.is_empty()).then_some(OnPage { cells, is_whole: table.is_whole, of })
}

struct Reader<'a> {
    roles: Option<Dict<'a>>,
    tables: Vec<Table>,
    parts: usize,
}

impl<'a> Reader<'a> {
    /// The parts within one, if it is not too deep.
    fn parts(&mut self, part: &Dict<'a>, depth: usize) -> Vec<Object<'a>> {
        let held = if depth < MAX_DEPTH { part.get::<Object<'_>>(b"K".as_slice()) } else { None };
        let parts = match held {
            Some(Object::Array(parts)) => {
                parts.iter::<Object<'_>>().take(MAX_PARTS.saturating_sub(self.parts)).collect()
            }
            Some(part) => vec![part],
            None => Vec::new(),
        };
        self.parts += parts.len();
        if self.parts < MAX_PARTS { parts } else { Vec::new() }
    }

    fn role(&self, part: &Dict<'a>) -> Vec<u8> {
        let own = part.get::<Name<'_>>(b"S".as_slice()).map(|name| name.to_vec()).unwrap_or_default();
        let standard = self.roles.as_ref().and_then(|roles| roles.get::<Name<'_>>(own.as_slice()));
        standard.map_or(own, |name| name.to_vec())
    }

    fn inside(&mut self, part: &Dict<'a>, page: Option<ObjectIdentifier>, depth: usize) {
        let page = page_of(part).or(page);
        for inner in self.parts(part, depth) {
            let Object::Dict(inner) = inner else { continue };
            if self.role(&inner) == b"Table" {
                let mut rows = Vec::new();
                let nests = self.rows(&inner, page, depth + 1, &mut rows);
                let table = laid_out(rows);
                // A table with tables in it only sets out the page.
                let several = table.cells.iter().any(|cell| cell.row > 0)
                    && table.cells.iter().any(|cell| cell.column > 0);
                if !nests && several {
                    self.tables.push(table);
                }
            } else {
                self.inside(&inner, page, depth + 1);
            }
        }
    }

    /// Gathers the rows; says whether there are tables in their cells, which are then gathered themselves.
    fn rows(
        &mut self,
        part: &Dict<'a>,
        page: Option<ObjectIdentifier>,
        depth: usize,
        rows: &mut Vec<Vec<Told>>,
    ) -> bool {
        let page = page_of(part).or(page);
        let mut nests = false;
        for inner in self.parts(part, depth) {
            let Object::Dict(inner) = inner else { continue };
            match self.role(&inner).as_slice() {
                b"TR" if rows.len() < MAX_ROWS => {
                    let page = page_of(&inner).or(page);
                    let mut row = Vec::new();
                    for cell in self.parts(&inner, depth + 1) {
                        let Object::Dict(cell) = cell else { continue };
                        let role = self.role(&cell);
                        if !matches!(role.as_slice(), b"TD" | b"TH") {
                            continue;
                        }
                        let span = |name| span(&cell, name);
                        let mut told = Told {
                            row: 0,
                            column: 0,
                            down: span(b"RowSpan".as_slice()),
                            across: span(b"ColSpan".as_slice()),
                            header: role == b"TH",
                            id: string(&cell, b"ID").map(|id| id.as_bytes().to_vec()),
                            under: headers(&cell),
                            pieces: Vec::new(),
                        };
                        nests |= self.pieces(&cell, page, depth + 2, &mut told.pieces);
                        row.push(told);
                    }
                    rows.push(row);
                }
                b"THead" | b"TBody" | b"TFoot" => nests |= self.rows(&inner, page, depth + 1, rows),
                _ => {}
            }
        }
        nests
    }

    /// Gathers the marks of a cell; says whether a table stands in it.
    fn pieces(
        &mut self,
        part: &Dict<'a>,
        page: Option<ObjectIdentifier>,
        depth: usize,
        pieces: &mut Vec<(ObjectIdentifier, i32)>,
    ) -> bool {
        let page = page_of(part).or(page);
        let mut nests = false;
        for inner in self.parts(part, depth) {
            match inner {
                Object::Number(mark) => {
                    let mark = i32::try_from(mark.as_i64()).ok();
                    pieces.extend(page.zip(mark));
                }
                Object::Dict(inner) => {
                    let own = page_of(&inner).or(page);
                    if let Some(mark) = inner.get::<i32>(b"MCID".as_slice()) {
                        pieces.extend(own.map(|page| (page, mark)));
                    } else if self.role(&inner) == b"Table" {
                        nests = true;
                        self.inside(part, page, depth);
                        return nests;
                    } else {
                        nests |= self.pieces(&inner, own, depth + 1, pieces);
                    }
                }
                _ => {}
            }
        }
        nests
    }
}

fn page_of(part: &Dict<'_>) -> Option<ObjectIdentifier> {
    part.get_ref(b"Pg".as_slice()).map(Into::into)
}

fn string<'a>(dict: &Dict<'a>, name: &[u8]) -> Option<PdfString<'a>> {
    dict.get::<PdfString<'_>>(name)
}

/// What is said of a cell besides what stands in it.
fn attributes<'a>(cell: &Dict<'a>) -> Vec<Dict<'a>> {
    match cell.get::<Object<'_>>(b"A".as_slice()) {
        Some(Object::Dict(attributes)) => vec![attributes],
        Some(Object::Array(list)) => list.iter::<Dict<'_>>().take(MAX_COLUMNS).collect(),
        _ => Vec::new(),
    }
}

/// How many rows or columns a cell takes.
fn span(cell: &Dict<'_>, name: &[u8]) -> usize {
    let said = attributes(cell).iter().find_map(|own| own.get::<i32>(name));
    said.and_then(|span| usize::try_from(span).ok()).unwrap_or(1).clamp(1, MAX_ROWS)
}

fn headers(cell: &Dict<'_>) -> Vec<Vec<u8>> {
    let own = attributes(cell).iter().find_map(|own| own.get::<Array<'_>>(b"Headers".as_slice()));
    let names = own.iter().flat_map(|names| names.iter::<PdfString<'_>>().take(MAX_COLUMNS));
    names.map(|name| name.as_bytes().to_vec()).collect()
}

/// The cells at their places: those above may reach into a row.
fn laid_out(rows: Vec<Vec<Told>>) -> Table {
    let mut hanging = [0_usize; MAX_COLUMNS];
    let mut laid = Vec::new();
    let mut widths = Vec::new();
    for (row, cells) in rows.into_iter().enumerate() {
        let mut column = 0;
        let mut taken = [false; MAX_COLUMNS];
        for (taken, hanging) in taken.iter_mut().zip(&mut hanging) {
            *taken = *hanging > 0;
            *hanging = hanging.saturating_sub(1);
        }
        for cell in cells {
            while column < MAX_COLUMNS && taken[column] {
                column += 1;
            }
            if column >= MAX_COLUMNS {
                break;
            }
            let across = cell.across.min(MAX_COLUMNS - column);
            for hanging in &mut hanging[column..column + across] {
                *hanging = cell.down - 1;
            }
            laid.push(Told { row, column, across, ..cell });
            taken[column..column + across].fill(true);
            column += across;
        }
        widths.push(taken.iter().filter(|taken| **taken).count());
    }
    widths.dedup();
    Table { cells: laid, is_whole: widths.len() == 1 }
}

/// Left, top, right and lower edge of what stands in a cell; nothing of an empty one.
pub(super) type Edges = Option<[f64; 4]>;

impl OnPage {
    /// The cells in their columns: as they are told where all are, else by where they stand and what they stand under.
    pub fn placed(&self, edges: &[Edges]) -> Option<Vec<Told>> {
        if self.is_whole {
            return Some(self.cells.clone());
        }
        if self.cells.len() > MAX_CELLS {
            return None;
        }
        let single: Vec<usize> =
            (0..self.cells.len()).filter(|at| self.cells[*at].across == 1 && edges[*at].is_some()).collect();
        let columns = self.columns(&single, edges);
        let mut told = self.cells.clone();
        for (column, members) in columns.iter().enumerate() {
            for at in members {
                told[*at].column = column;
            }
        }
        // No row has two cells in one column.
        let mut taken: Vec<(usize, usize)> =
            single.iter().map(|at| (told[*at].row, told[*at].column)).collect();
        taken.sort_unstable();
        let twice = taken.windows(2).any(|pair| pair[0] == pair[1]);
        if twice || columns.len() < 2 || columns.len() > MAX_COLUMNS {
            return None;
        }
        let extents: Vec<(f64, f64)> = columns
            .iter()
            .map(|members| {
                let own = || members.iter().filter_map(|at| edges[*at]);
                (
                    own().map(|edge| edge[0]).fold(f64::INFINITY, f64::min),
                    own().map(|edge| edge[2]).fold(f64::NEG_INFINITY, f64::max),
                )
            })
            .collect();
        for (cell, edge) in told.iter_mut().zip(edges).filter(|(cell, _)| cell.across > 1) {
            cell.across = cell.across.min(columns.len());
            let Some(edge) = edge else { continue };
            let off = |at: &usize| {
                let (left, right) = (extents[*at].0, extents[*at + cell.across - 1].1);
                let middle = f64::midpoint(edge[0], edge[2]) - f64::midpoint(left, right);
                middle.abs().min((edge[0] - left).abs())
            };
            cell.column = (0..=columns.len() - cell.across)
                .min_by(|one, other| off(one).total_cmp(&off(other)))
                .unwrap_or(0);
        }
        Some(told)
    }

    /// Cells that stand under each other, or under the same name, from left to right.
    fn columns(&self, single: &[usize], edges: &[Edges]) -> Vec<Vec<usize>> {
        let mut columns: Vec<(f64, f64, Vec<usize>)> = Vec::new();
        for at in single {
            let Some(edge) = edges[*at] else { continue };
            let (mut left, mut right, mut members) = (edge[0], edge[2], vec![*at]);
            let cell = &self.cells[*at];
            let own = |other: &usize| {
                let other = &self.cells[*other];
                let names = |name: &Told, cell: &Told| {
                    name.id.as_ref().is_some_and(|id| cell.under.contains(id)) && name.row < cell.row
                };
                names(other, cell) || names(cell, other)
            };
            columns.retain(|(x0, x1, others)| {
                let joins = (*x0 < right && left < *x1) || others.iter().any(own);
                if joins {
                    (left, right) = (left.min(*x0), right.max(*x1));
                    members.extend(others);
                }
                !joins
            });
            columns.push((left, right, members));
        }
        columns.sort_by(|one, other| one.0.total_cmp(&other.0));
        columns.into_iter().map(|(.., members)| members).collect()
    }
}
