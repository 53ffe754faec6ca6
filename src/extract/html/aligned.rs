//! Tables that are none by their elements: boxes called `role=table`, and boxes set out in the columns of a grid.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::super::grid::{Cell, Grid};
use super::beside::is_figure;
use super::walk::{Writer, new_line};

/// Letters of one cell, cells of one grid, columns of one.
const MAX_CELL: usize = 80;
const MAX_CELLS: usize = 2_000;
const MAX_COLUMNS: usize = 12;

impl Writer<'_> {
    /// Writes what is set out as a table; false when it is none.
    pub(super) fn aligned(&mut self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let grid = match element.attr("role") {
            Some("table" | "grid" | "treegrid") => self.by_role(node),
            None => self.by_columns(node, element),
            Some(_) => None,
        };
        let Some(grid) = grid else { return false };
        new_line(&mut self.text, true);
        self.text.push_str(&grid.write());
        new_line(&mut self.text, true);
        true
    }

    fn by_role(&self, table: NodeRef<'_, Node>) -> Option<Grid> {
        let mut grid = Grid::default();
        for row in table.descendants().skip(1).filter(|inner| has_role(*inner, &["row"])) {
            if self.is_left_out(row) {
                continue;
            }
            let cells = row
                .children()
                .filter(|cell| has_role(*cell, &["cell", "gridcell", "columnheader", "rowheader"]));
            grid.rows.push(
                cells
                    .filter(|cell| !self.is_left_out(*cell))
                    .map(|cell| {
                        let span =
                            |name: &str| cell.value().as_element()?.attr(name)?.trim().parse::<usize>().ok();
                        Cell {
                            across: span("aria-colspan").unwrap_or(1),
                            down: span("aria-rowspan").unwrap_or(1),
                            header: has_role(cell, &["columnheader"]),
                            ..Cell::new(&self.apart(cell))
                        }
                    })
                    .collect(),
            );
        }
        let columns = grid.rows.iter().map(Vec::len).max().unwrap_or(0);
        (grid.rows.len() >= 2 && columns >= 2).then_some(grid)
    }

    /// Short boxes in the columns a style names, with figures in all columns but the first.
    fn by_columns(&self, node: NodeRef<'_, Node>, element: &Element) -> Option<Grid> {
        let columns =
            self.hidden.columns(node, element).filter(|columns| (2..=MAX_COLUMNS).contains(columns))?;
        let mut cells: Vec<String> = Vec::new();
        for child in node.children() {
            match child.value() {
                Node::Text(words) if !words.trim().is_empty() => return None,
                Node::Element(own) => {
                    let plain = matches!(own.name(), "div" | "span" | "p" | "b" | "strong" | "time")
                        && own.attr("style").is_none_or(|style| !style.contains("grid-"))
                        && child.children().all(|inner| inner.value().is_text() || is_inline(inner));
                    if !plain || cells.len() >= MAX_CELLS {
                        return None;
                    }
                    if self.is_left_out(child) {
                        continue;
                    }
                    let words = self.apart(child).trim().to_owned();
                    if words.contains('\n') || words.chars().count() > MAX_CELL {
                        return None;
                    }
                    cells.push(words);
                }
                _ => {}
            }
        }
        if cells.len() < columns * 2 || !cells.len().is_multiple_of(columns) {
            return None;
        }
        let rows: Vec<&[String]> = cells.chunks(columns).collect();
        let figures = |row: &&&[String]| {
            row[1..].iter().all(|cell| cell.is_empty() || is_figure(cell))
                && row[1..].iter().any(|cell| !cell.is_empty())
        };
        let named = rows.iter().all(|row| !is_figure(&row[0]));
        if !named || rows[1..].iter().filter(figures).count() * 3 < (rows.len() - 1) * 2 {
            return None;
        }
        let rows = rows.into_iter().map(|row| row.iter().map(|cell| Cell::new(cell)).collect()).collect();
        Some(Grid { rows, ..Grid::default() })
    }
}

fn has_role(node: NodeRef<'_, Node>, roles: &[&str]) -> bool {
    node.value().as_element().and_then(|own| own.attr("role")).is_some_and(|role| roles.contains(&role))
}

fn is_inline(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_none_or(|own| {
        matches!(
            own.name(),
            "b" | "i" | "strong" | "em" | "span" | "small" | "sup" | "sub" | "del" | "s" | "ins" | "bdi"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::columns::columns_of;
    use super::super::read;

    fn text(page: &str) -> String {
        read(page).unwrap().text.trim().to_owned()
    }

    #[test]
    fn a_table_by_its_roles_keeps_its_empty_cells() {
        let page = "<div role=table><div role=row><span role=columnheader>Size</span><span role=columnheader>Day</span><span role=columnheader>Week</span></div>
            <div role=row><span role=cell>Bike</span><span role=cell>12 €</span><span role=cell>60 €</span></div>
            <div role=row><span role=cell>E-bike</span><span role=cell></span><span role=cell>140 €</span></div></div>";
        assert_eq!(text(page), "Size | Day | Week\n--- | --- | ---\nBike | 12 € | 60 €\nE-bike |  | 140 €");
    }

    #[test]
    fn a_grid_of_short_boxes_is_a_table() {
        let page = "<style>.g{display:grid; grid-template-columns: 2fr 1fr 1fr}</style><div class=g><div>Item</div><div>Small</div><div>Large</div>
            <div>Tea</div><div>2.10</div><div>2.90</div><div>Juice</div><div></div><div>3.80</div></div>";
        assert_eq!(text(page), "Item | Small | Large\n--- | --- | ---\nTea | 2.10 | 2.90\nJuice |  | 3.80");
        let names = "<div style='display:grid;grid-template-columns:1fr 1fr'><div>Bread</div><div>Rolls</div><div>Cakes</div><div>Tarts</div></div>";
        assert!(!text(names).contains('|'), "{}", text(names));
    }

    #[test]
    fn columns_are_counted_as_the_style_names_them() {
        assert_eq!(columns_of("grid-template-columns: repeat(3, minmax(0, 1fr))"), Some(3));
        assert_eq!(columns_of("grid-template-columns: repeat(3, 1fr); gap: 1em"), Some(3));
        assert_eq!(columns_of("grid-template-columns: minmax(0, 1fr) auto"), Some(2));
        assert_eq!(columns_of("grid-template-columns: repeat(auto-fit, 9em)"), None);
    }
}
