//! Tables of a page: those that hold data become rows, those that only lay out a page do not.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::super::grid::{Cell, Grid};
use super::marks;
use super::walk::Writer;

/// Letters of a cell that is a piece of a page rather than of a table.
const LONG_CELL: usize = 800;

impl Writer<'_> {
    /// The words of a cell, or what it shows without any.
    pub(super) fn cell(&self, cell: NodeRef<'_, Node>) -> String {
        let text = self.apart(cell);
        if text.trim().is_empty() { marks::of(cell) } else { text }
    }
}

/// The table, or nothing when it only lays out the page.
pub(super) fn grid(writer: &Writer<'_>, table: NodeRef<'_, Node>, element: &Element) -> Option<Grid> {
    let lays_out = matches!(element.attr("role"), Some("presentation" | "none"));
    let nests = table.descendants().skip(1).any(|inner| named(inner, "table"));
    let mut grid = Grid::default();
    for row in rows(table) {
        if writer.is_left_out(row) {
            continue;
        }
        let in_head = row.parent().is_some_and(|parent| named(parent, "thead"));
        let mut line = Vec::new();
        for cell in row.children().filter(|cell| named(*cell, "td") || named(*cell, "th")) {
            let Some(own) = cell.value().as_element().filter(|_| !writer.is_left_out(cell)) else { continue };
            let text = writer.cell(cell);
            let span = |name: &str| own.attr(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
            let bold = cell
                .children()
                .filter(|inner| !is_blank(*inner))
                .all(|inner| named(inner, "b") || named(inner, "strong"))
                && !text.trim().is_empty();
            let header = in_head || own.name() == "th";
            line.push(Cell {
                across: span("colspan"),
                down: span("rowspan"),
                header,
                bold,
                ..Cell::new(&text)
            });
        }
        grid.rows.push(line);
    }
    let columns = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
    let long =
        grid.rows.len() <= 2 && grid.rows.iter().flatten().any(|cell| cell.text.chars().count() > LONG_CELL);
    if lays_out || nests || long || columns <= 1 || holds_cards(table) {
        return None;
    }
    let caption = table.children().find(|inner| named(*inner, "caption"));
    grid.caption =
        caption.map(|caption| super::super::grid::one_line(&writer.apart(caption))).unwrap_or_default();
    Some(grid)
}

/// Whether every cell holds a heading and more under it: things set out beside each other, not rows.
fn holds_cards(table: NodeRef<'_, Node>) -> bool {
    let words = |node: NodeRef<'_, Node>| {
        let words =
            node.descendants().filter_map(|inner| inner.value().as_text().map(|words| words.trim().len()));
        words.sum::<usize>()
    };
    let is_card = |cell: &NodeRef<'_, Node>| {
        let heading = cell
            .descendants()
            .find(|inner| ["h1", "h2", "h3", "h4", "h5", "h6"].iter().any(|name| named(*inner, name)));
        heading.is_some_and(|heading| words(heading) < words(*cell))
    };
    let filled: Vec<_> = cells(table).into_iter().filter(|cell| words(*cell) > 0).collect();
    filled.len() >= 2 && filled.iter().all(is_card)
}

/// The cells of a table that lays out a page, its own ones only, and its caption.
pub(super) fn cells(table: NodeRef<'_, Node>) -> Vec<NodeRef<'_, Node>> {
    rows(table)
        .into_iter()
        .flat_map(|row| row.children().filter(|cell| named(*cell, "td") || named(*cell, "th")))
        .collect()
}

fn rows(table: NodeRef<'_, Node>) -> Vec<NodeRef<'_, Node>> {
    let mut rows = Vec::new();
    for child in table.children() {
        if named(child, "tr") {
            rows.push(child);
        } else if ["thead", "tbody", "tfoot"].iter().any(|name| named(child, name)) {
            rows.extend(child.children().filter(|row| named(*row, "tr")));
        }
    }
    rows
}

fn named(node: NodeRef<'_, Node>, name: &str) -> bool {
    node.value().as_element().is_some_and(|element| element.name() == name)
}

fn is_blank(node: NodeRef<'_, Node>) -> bool {
    match node.value() {
        Node::Text(words) => words.trim().is_empty(),
        Node::Element(_) => false,
        _ => true,
    }
}
