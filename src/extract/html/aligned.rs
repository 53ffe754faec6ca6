//! Tables that are none by their elements: boxes called `role=table`, and boxes set out in the columns of a grid.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::super::grid::{Cell, Grid};
use super::figures::is_figure;
use super::walk::{Writer, new_line};

/// Letters of one cell, cells of one grid, columns of one.
const MAX_CELL: usize = 80;
const MAX_CELLS: usize = 2_000;
const MAX_COLUMNS: usize = 12;
const MAX_STACKS: usize = 4;

impl Writer<'_> {
    /// Writes what is set out as a table; false when it is none.
    pub(super) fn aligned(&mut self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let grid = match element.attr("role") {
            Some("table" | "grid" | "treegrid") => self.by_role(node),
            None => self
                .by_columns(node, element)
                .or_else(|| self.by_rows(node))
                .or_else(|| self.by_stacks(node, element)),
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
                            ..Cell::new(&self.cell(cell))
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
        let cells = self.short_cells(node, MAX_CELLS)?;
        if cells.len() < columns * 2 || !cells.len().is_multiple_of(columns) {
            return None;
        }
        figures_in_columns(cells.chunks(columns).map(<[String]>::to_vec).collect())
    }

    /// Boxes that each lay out as many short ones beside each other, three or more.
    fn by_rows(&self, node: NodeRef<'_, Node>) -> Option<Grid> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for child in node.children() {
            match child.value() {
                Node::Text(words) if !words.trim().is_empty() => return None,
                Node::Element(own) if !self.is_left_out(child) => {
                    let cells = self.is_row(child, own).then(|| self.short_cells(child, MAX_COLUMNS))??;
                    if cells.len() < 3 || rows.first().is_some_and(|first| first.len() != cells.len()) {
                        return None;
                    }
                    rows.push(cells);
                }
                _ => {}
            }
        }
        (rows.len() >= 3 && rows.len() * MAX_COLUMNS <= MAX_CELLS).then(|| figures_in_columns(rows))?
    }

    /// Boxes beside each other that each hold as many lines: names in the first, their figures in the others.
    fn by_stacks(&self, node: NodeRef<'_, Node>, element: &Element) -> Option<Grid> {
        if !self.is_row(node, element) && !element.classes().any(|class| class == "row") {
            return None;
        }
        let mut stacks: Vec<Vec<String>> = Vec::new();
        for child in node.children() {
            match child.value() {
                Node::Text(words) if !words.trim().is_empty() => return None,
                Node::Element(own) if !self.is_left_out(child) => {
                    let fits = matches!(own.name(), "div" | "ul" | "p" | "section" | "span");
                    let lines = (fits && stacks.len() < MAX_STACKS).then(|| self.lines(child))??;
                    if lines.len() < 2 || stacks.first().is_some_and(|first| first.len() != lines.len()) {
                        return None;
                    }
                    stacks.push(lines);
                }
                _ => {}
            }
        }
        let (names, others) = stacks.split_first()?;
        let figures = others.iter().flatten().filter(|words| is_figure(words)).count();
        let all = others.iter().map(Vec::len).sum::<usize>();
        if others.is_empty() || figures * 2 < all || names.iter().any(|words| is_figure(words)) {
            return None;
        }
        let row = |at: usize| stacks.iter().map(|stack| Cell::new(&stack[at])).collect();
        Some(Grid { rows: (0..names.len()).map(row).collect(), ..Grid::default() })
    }

    /// The lines of a box, when they are short ones without a heading or a table among them.
    fn lines(&self, node: NodeRef<'_, Node>) -> Option<Vec<String>> {
        let large = node.descendants().take(MAX_CELLS + 1).count() > MAX_CELLS;
        let parts = node.descendants().skip(1).any(|inner| {
            inner.value().as_element().is_some_and(|own| {
                matches!(own.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "form" | "select")
            })
        });
        if large || parts {
            return None;
        }
        let words = self.apart(node);
        let lines =
            words.lines().map(|line| line.trim().trim_start_matches("- ")).filter(|line| !line.is_empty());
        lines
            .map(|line| {
                let short = line.chars().count() <= MAX_CELL && !line.contains('|');
                short.then(|| line.to_owned())
            })
            .collect()
    }

    /// The words of each box inside, when there are short ones only.
    fn short_cells(&self, node: NodeRef<'_, Node>, at_most: usize) -> Option<Vec<String>> {
        let mut cells = Vec::new();
        for child in node.children() {
            match child.value() {
                Node::Text(words) if !words.trim().is_empty() => return None,
                Node::Element(own) => {
                    let plain = matches!(own.name(), "div" | "span" | "p" | "b" | "strong" | "time")
                        && own.attr("style").is_none_or(|style| !style.contains("grid-"))
                        && child.children().all(|inner| inner.value().is_text() || is_inline(inner));
                    if !plain || cells.len() >= at_most {
                        return None;
                    }
                    if self.is_left_out(child) {
                        continue;
                    }
                    let words = self.cell(child).trim().to_owned();
                    if words.contains('\n') || words.chars().count() > MAX_CELL {
                        return None;
                    }
                    cells.push(words);
                }
                _ => {}
            }
        }
        Some(cells)
    }
}

/// Rows as a table, where names stand in the first column and figures in the others.
fn figures_in_columns(rows: Vec<Vec<String>>) -> Option<Grid> {
    let figures = |row: &&Vec<String>| {
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
    fn rows_of_as_many_boxes_are_a_table() {
        let rows = "<div><div class=r><div>Room</div><div>Low</div><div>High</div></div><div class=r><div>Single</div><div>60 €</div><div>80 €</div></div>
            <div class=r><div>Suite</div><div></div><div>150 €</div></div></div>";
        for style in ["display:flex", "display:table-row"] {
            let page = format!("<style>.r{{{style}}}</style>{rows}");
            assert_eq!(
                text(&page),
                "Room | Low | High\n--- | --- | ---\nSingle | 60 € | 80 €\nSuite |  | 150 €"
            );
        }
    }

    #[test]
    fn stacks_beside_each_other_are_read_across() {
        let page = "<div style='display:flex'><div><p>Rye</p><p>Rolls</p></div><div><p>3.20</p><p>0.45</p></div></div>";
        assert_eq!(text(page), "Rye | 3.20\nRolls | 0.45");
        let hours =
            "<div class=row><div>Monday<br>Tuesday<br>Wednesday</div><div>9–18<br>closed<br>9–13</div></div>";
        assert_eq!(text(hours), "Monday | 9–18\nTuesday | closed\nWednesday | 9–13");
        for other in [
            "<div style='display:flex'><div><p>Rye</p><p>3.20</p></div><div><p>Rolls</p><p>0.45</p></div></div>",
            "<div style='display:flex'><div><p>Rye</p><p>Rolls</p></div><div><p>3.20</p></div></div>",
            "<div style='display:flex'><div><p>Rye</p><p>Rolls</p></div><div><p>dark</p><p>white</p></div></div>",
        ] {
            assert!(!text(other).contains('|'), "{}", text(other));
        }
    }

    #[test]
    fn columns_are_counted_as_the_style_names_them() {
        assert_eq!(columns_of("grid-template-columns: repeat(3, minmax(0, 1fr))"), Some(3));
        assert_eq!(columns_of("grid-template-columns: repeat(3, 1fr); gap: 1em"), Some(3));
        assert_eq!(columns_of("grid-template-columns: minmax(0, 1fr) auto"), Some(2));
        assert_eq!(columns_of("grid-template-columns: repeat(auto-fit, 9em)"), None);
    }
}
