//! Tables: rows that share their gaps become rows of cells, empty ones kept, wrapped ones joined, the header found by
//! what stands under it. Where a run is unsure it stays lines: a wrong table is worse than none.

use std::rc::Rc;

use super::cards;
use super::heads;
use super::justified;
use super::middle;
use super::page::Rule;
use super::rows::{Bordered, Cell, Row};
use super::wraps::{Placed, add, by_lines, filled, is_amount, wrapped};
use crate::extract::grid::{is_day, is_mark};

/// Em between the cells of two columns.
const COLUMN_GAP: f64 = 0.45;
/// Of the columns found so far, those a new row must leave.
const KEEP_COLUMNS: f64 = 0.7;
/// Rows of one piece inside a table, one after the other.
const MAX_SINGLE: usize = 2;
/// Times the usual pitch, or em, after which a table has ended.
const MAX_PITCH: f64 = 3.5;
const MAX_PITCH_EM: f64 = 6.0;
/// Times the usual pitch from which a row of other columns begins another table.
const SET_OFF: f64 = 1.8;
/// Times the size of a table: a line this large names what follows it.
const HEADING: f64 = 1.22;
/// Of the cells under a header: those with figures.
const FIGURES: f64 = 0.6;
/// Columns of a table.
const MAX_COLUMNS: usize = 60;

/// What a region holds, from top to bottom.
#[derive(Debug)]
pub(super) enum Block {
    Line(Row),
    Table(Table),
    Bordered(Rc<Bordered>),
    /// Things beside each other, each with its lines.
    Cards(Vec<Vec<String>>),
}

/// Rows of cells, all of the same number.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub size: f64,
    /// Where its columns begin and end.
    pub columns: Vec<(f64, f64)>,
    pub rows: Vec<Vec<String>>,
    /// The first row names the columns.
    pub header: bool,
}

/// The lines and tables of a region.
pub(super) fn blocks(rows: Vec<Row>, rules: &[Rule]) -> Vec<Block> {
    let rows = middle::joined(justified::joined(rows));
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        if let Some(table) = &rows[at].table {
            blocks.push(Block::Bordered(Rc::clone(table)));
            at += 1;
            continue;
        }
        let end = run_end(&rows[at..]).map(|length| at + length);
        if let Some(end) = end
            && let Some(cards) = cards(&rows[at..end])
        {
            blocks.push(Block::Cards(cards));
            at = end;
            continue;
        }
        if let Some(end) = end
            && let Some(table) = table(&rows[at..end], rules)
        {
            blocks.push(Block::Table(table));
            at = end;
            continue;
        }
        blocks.push(Block::Line(rows[at].clone()));
        at += 1;
    }
    blocks
}

/// The tables among rows, each with its first row and its last.
pub(super) fn among(rows: &[Row]) -> Vec<(usize, usize, Table)> {
    let mut tables = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let end = run_end(&rows[at..]).map(|length| at + length);
        match end.and_then(|end| Some((end, table(&rows[at..end], &[])?))) {
            Some((end, table)) => {
                tables.push((at, end - 1, table));
                at = end;
            }
            None => at += 1,
        }
    }
    tables
}

fn cards(rows: &[Row]) -> Option<Vec<Vec<String>>> {
    cards::cards(rows, &columns(rows), is_rtl(rows))
}

fn is_rtl(rows: &[Row]) -> bool {
    rows.iter().any(Row::is_rtl)
}

type Spans = Vec<(f64, f64)>;

/// How many rows from the first on share gaps.
fn run_end(rows: &[Row]) -> Option<usize> {
    let first = rows.first().filter(|row| row.cells.len() >= 2)?;
    let mut spans = with(&Vec::new(), first);
    let (mut best, mut last, mut single, mut full) = (spans.len(), 0, 0, 1);
    let mut pitch = f64::INFINITY;
    for (at, row) in rows.iter().enumerate().skip(1) {
        let step = row.y - rows[at - 1].y;
        if row.table.is_some() || step > MAX_PITCH_EM * row.size.max(first.size) || step > MAX_PITCH * pitch {
            break;
        }
        // Set off, and of other columns: another table.
        let figures = row.cells.iter().any(|cell| is_figure(&cell.text));
        let other = row.cells.len() > best || (row.cells.len() != first.cells.len() && !figures);
        if step > SET_OFF * pitch && row.cells.len() >= 2 && other && full >= 2 {
            break;
        }
        pitch = pitch.min(step.max(row.size * 0.9));
        if let [cell] = row.cells.as_slice() {
            if cell.size > HEADING * first.size {
                break;
            }
            let wraps = touched(&spans, cell) <= 1 && step < 1.7 * row.size;
            single += usize::from(!wraps);
            if single > MAX_SINGLE {
                break;
            }
            if wraps && at == last + 1 {
                last = at;
            }
            continue;
        }
        let wider = with(&spans, row);
        if wider.len() < spans.len() && row.cells.len() < spans.len() && full >= 3 {
            // One row that reaches over columns does not undo them.
            single += 1;
            if single > MAX_SINGLE {
                break;
            }
            last = at;
            continue;
        }
        if row.cells.len() > best && full <= 2 && wider.len() < row.cells.len() {
            // Wide names stood above narrower columns.
            spans = with(&Vec::new(), row);
        } else if wider.len() < 2 || share(wider.len(), best) < KEEP_COLUMNS {
            break;
        } else {
            spans = wider;
        }
        best = best.max(spans.len());
        (last, single, full) = (at, 0, full + 1);
    }
    (full >= 2).then_some(last + 1)
}

#[expect(clippy::cast_precision_loss, reason = "columns and rows of a page")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The stretches taken by some row, with one more row.
fn with(spans: &Spans, row: &Row) -> Spans {
    let mut all: Spans =
        spans.iter().copied().chain(row.cells.iter().map(|cell| (cell.x0, cell.x1))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut joined: Spans = Vec::new();
    for (x0, x1) in all {
        match joined.last_mut().filter(|last| x0 - last.1 < COLUMN_GAP * row.size) {
            Some(last) => last.1 = last.1.max(x1),
            None => joined.push((x0, x1)),
        }
    }
    joined
}

fn touched(spans: &Spans, cell: &Cell) -> usize {
    spans.iter().filter(|(x0, x1)| cell.x0 < *x1 && cell.x1 > *x0).count()
}

/// The columns most rows agree on: from the rows with most cells, widened by those that fit.
fn columns(rows: &[Row]) -> Spans {
    let most = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let full = (2..=most)
        .rev()
        .find(|count| {
            let having = rows.iter().filter(|row| row.cells.len() >= *count).count();
            having >= 2 && share(having, rows.len()) >= 0.2
        })
        .unwrap_or(most);
    let mut spans = Vec::new();
    for row in rows.iter().filter(|row| row.cells.len() >= full) {
        spans = with(&spans, row);
    }
    for row in rows.iter().filter(|row| row.cells.len() < full) {
        let wider = with(&spans, row);
        if wider.len() >= spans.len() {
            spans = wider;
        }
    }
    spans
}

fn table(rows: &[Row], rules: &[Rule]) -> Option<Table> {
    let spans = columns(rows);
    if !(2..=MAX_COLUMNS).contains(&spans.len()) {
        return None;
    }
    let (y, size) = (rows[0].y, rows[0].size);
    let (left, right) = (spans[0].0, spans[spans.len() - 1].1);
    let bottom = rows[rows.len() - 1].y;
    let mut lines: Vec<f64> = rules
        .iter()
        .filter(|rule| rule.y1 - rule.y0 < 3.0 && rule.x1 - rule.x0 > 0.6 * (right - left))
        .filter(|rule| rule.x0 < right && rule.x1 > left)
        .map(|rule| rule.y0)
        .filter(|line| *line > y - 2.0 * size && *line < bottom + 2.0 * size)
        .collect();
    lines.sort_by(f64::total_cmp);
    lines.dedup_by(|one, other| (*one - *other).abs() < 2.0);
    let several = rows.iter().filter(|row| row.cells.len() >= 2).count();
    if !is_sure(rows, &spans, lines.len(), several) {
        return None;
    }
    let rtl = is_rtl(rows);
    let stacked = heads::stacked(rows, &spans).filter(|_| !rtl);
    let own = if stacked.is_some() { &rows[2..] } else { rows };
    let mut placed: Vec<Placed> = own.iter().map(|row| place(row, &spans, rtl)).collect();
    if placed.len() > 1 {
        placed = if lines.len() >= 3 { by_lines(placed, &lines) } else { wrapped(placed) };
    }
    let header = stacked.is_some() || has_header(&placed);
    let mut rows: Vec<Vec<String>> =
        stacked.into_iter().chain(placed.into_iter().map(|row| row.cells)).collect();
    let mut columns = spans;
    while let Some((column, into)) = heads::beside_its_column(&rows).filter(|_| !rtl && columns.len() > 2) {
        let name = rows[0][column].clone();
        rows[0][into] = name;
        for row in &mut rows {
            row.remove(column);
        }
        let (x0, x1) = columns[column];
        columns[into] = (columns[into].0.min(x0), columns[into].1.max(x1));
        columns.remove(column);
    }
    Some(Table { size, columns, rows, header })
}

/// Two columns are a table only when something more says so.
fn is_sure(rows: &[Row], spans: &Spans, lines: usize, several: usize) -> bool {
    if share(several, rows.len()) < 0.5 {
        return false;
    }
    if spans.len() >= 3 {
        // Words that happen to stand apart are no table of three columns.
        let full = rows.iter().filter(|row| row.cells.len() + 1 >= spans.len()).count();
        return several >= 2 && (full >= 2 || lines >= 3 || is_sparse(rows, spans, several));
    }
    let figures = rows
        .iter()
        .filter(|row| row.cells.len() == 2)
        .filter(|row| row.cells.iter().any(|cell| is_figure(&cell.text) && cell.text.len() < 24))
        .count();
    (lines >= 2 && several >= 2) || (several >= 3 && share(figures, several) >= FIGURES)
}

/// Names over every column but the first, and figures under them with places left empty: hours of a week.
fn is_sparse(rows: &[Row], spans: &Spans, several: usize) -> bool {
    let [first, rest @ ..] = rows else { return false };
    let names = first.cells.len() + 1 >= spans.len() && !first.cells.iter().any(|cell| is_figure(&cell.text));
    let under: Vec<&Cell> =
        rest.iter().flat_map(|row| &row.cells).filter(|cell| cell.x0 > spans[0].1).collect();
    let figures = under.iter().filter(|cell| is_figure(&cell.text) && touched(spans, cell) == 1).count();
    spans.len() >= 4 && several >= 3 && names && !under.is_empty() && figures == under.len()
}

fn is_figure(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

fn place(row: &Row, spans: &Spans, rtl: bool) -> Placed {
    let mut cells = vec![String::new(); spans.len()];
    for cell in &row.cells {
        let overlap = |(x0, x1): &(f64, f64)| cell.x1.min(*x1) - cell.x0.max(*x0);
        let nearest =
            spans.iter().enumerate().max_by(|one, other| overlap(one.1).total_cmp(&overlap(other.1)));
        let Some((column, _)) = nearest else { continue };
        add(&mut cells[column], &cell.text);
    }
    if rtl {
        cells.reverse();
    }
    let font = row.cells.first().map_or(0, |cell| cell.font);
    let same = row.cells.iter().all(|cell| cell.font == font);
    Placed { y: row.y, size: row.size, font: if same { font } else { 0 }, cells }
}

/// The first row names the columns when it has words over figures, or letters of its own.
fn has_header(rows: &[Placed]) -> bool {
    let [first, rest @ ..] = rows else { return false };
    if rest.is_empty() || filled(first) < 2 || filled(first) + 1 < first.cells.len() {
        return false;
    }
    // Days under each other are rows of hours, none of them a name.
    if is_day(&first.cells[0]) && is_day(&rest[0].cells[0]) {
        return false;
    }
    let over_figures = first.cells.iter().enumerate().any(|(column, name)| {
        let under: Vec<&String> =
            rest.iter().map(|row| &row.cells[column]).filter(|cell| !cell.is_empty()).collect();
        let figures = under.iter().filter(|cell| is_figure(cell)).count();
        !is_figure(name) && !under.is_empty() && share(figures, under.len()) >= FIGURES
    });
    let marks = || rest.iter().flat_map(|row| row.cells.iter().skip(1)).filter(|cell| !cell.is_empty());
    let over_marks = marks().count() >= 2 && marks().all(|cell| is_mark(cell));
    let amounts = first.cells.iter().any(|cell| is_amount(cell));
    let own_font = first.font != 0 && rest.iter().all(|row| row.font != first.font);
    !amounts && (over_figures || over_marks || own_font)
}
