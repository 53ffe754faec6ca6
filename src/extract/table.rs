//! CSV to a table: the dialect is found by `csv`; title lines above stay lines, the header is the first row.

use super::csv::{Csv, Doubts, kept_as_text};
use super::grid::{Cell, Grid, MAX_COLUMNS};
use super::{Extracted, Warning, WarningCode};

pub(super) fn read(text: &str) -> Extracted {
    let csv = Csv::new(text);
    let mut warnings = Vec::new();
    let mut doubts = Doubts::default();
    let mut titles = String::new();
    let mut blocks: Vec<Vec<Vec<Cell>>> = vec![Vec::new()];
    for mut row in csv.rows() {
        for cell in &mut row.cells {
            if let Some(text) = kept_as_text(cell) {
                *cell = text.to_owned();
            }
        }
        if row.doubtful {
            warnings.push(Warning::new(WarningCode::QuotesInDoubt).in_row(row.line));
        }
        if row.is_title {
            let words = row.cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>();
            titles.push_str(&words.join(&format!("{} ", csv.delimiter())));
            titles.push_str("\n\n");
        } else if !row.is_empty() {
            doubts.look(&row.cells, row.line);
            let cells = row.cells.iter().take(MAX_COLUMNS).map(|cell| Cell::new(cell)).collect();
            if let Some(block) = blocks.last_mut() {
                block.push(cells);
            }
        } else if blocks.last().is_some_and(|block| !block.is_empty()) {
            blocks.push(Vec::new());
        }
    }
    if let Some((count, first)) = doubts.found() {
        // Before the rows: of those there may be more than are kept.
        warnings.insert(0, Warning::new(WarningCode::DecimalsInDoubt).in_row(first).with("count", count));
    }
    let mut known = Vec::new();
    for (at, grid) in tables(blocks).into_iter().enumerate() {
        if at > 0 {
            titles.push('\n');
        }
        titles.push_str(&grid.write_below(&mut known));
    }
    Extracted { warnings, ..Extracted::of(titles) }
}

/// The tables of a file: an empty line parts two when the columns below have names of their own, or other things stand
/// in them. It may also only set off groups, or stand between all rows.
fn tables(blocks: Vec<Vec<Vec<Cell>>>) -> Vec<Grid> {
    let mut tables: Vec<Grid> = Vec::new();
    for rows in blocks.into_iter().filter(|rows| !rows.is_empty()) {
        let mut grid = Grid { rows, header_expected: tables.is_empty(), ..Grid::default() };
        match tables.last_mut() {
            Some(above) if !grid.has_names() || !grid.is_unlike(above) => above.rows.append(&mut grid.rows),
            Some(_) | None => tables.push(grid),
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(csv: &str) -> String {
        read(csv).text
    }

    #[test]
    fn the_header_is_known_and_cells_stay_apart() {
        let csv = "Product;Price;Note\nBread;2,50 €;\n\"Rye; dark\";3 €;Fridays\n";
        assert_eq!(
            text(csv),
            "Product | Price | Note\n--- | --- | ---\nBread | 2,50 €\nRye; dark | 3 € | Fridays\n"
        );
    }

    #[test]
    fn figures_kept_as_letters_are_told_as_such() {
        assert_eq!(
            text("Code,Price\n=\"0045\",3\n\"=\"\"01\"\"\",=\"\"\n"),
            "Code | Price\n--- | ---\n0045 | 3\n01 |\n"
        );
    }

    #[test]
    fn ragged_rows_and_lone_headers_are_read() {
        assert_eq!(text("a,b\n1\n1,2,3\n"), "a | b | \n--- | --- | ---\n1 |\n1 | 2 | 3\n");
        assert_eq!(text("Monday,Tuesday\n"), "Monday | Tuesday\n");
    }

    #[test]
    fn decimal_commas_lose_to_the_delimiter_of_every_line() {
        let csv = "Nome;Prezzo\nPane, rosette;2,50\nLatte;1,20\nUova, 6;2,10\n";
        assert!(text(csv).contains("Pane, rosette | 2,50"), "{}", text(csv));
        let tabs = "Nome\tPrezzo\nPane, rosette\t2,50\nLatte\t1,20\n";
        assert!(text(tabs).contains("Latte | 1,20"));
        let commas = "Name,Price,Note\nBread,2.50,\"fresh, daily\"\nMilk,1.20,\n";
        assert!(text(commas).contains("Bread | 2.50 | fresh, daily"));
    }

    #[test]
    fn lines_with_nothing_but_decimal_commas_are_one_column() {
        assert_eq!(text("Pane 2,50 euro\nLatte 1,20 euro\n"), "Pane 2,50 euro\nLatte 1,20 euro\n");
    }

    #[test]
    fn titles_and_the_sep_line_are_no_rows() {
        let csv = "sep=;\r\nPrices, valid from May\r\n\r\nItem;Price\r\nBread;2,50\r\nMilk;1,20\r\n";
        assert_eq!(
            text(csv),
            "Prices, valid from May\n\nItem | Price\n--- | ---\nBread | 2,50\nMilk | 1,20\n"
        );
        assert_eq!(
            text("Item;Price\rBread;2,50\rMilk;1,20"),
            "Item | Price\n--- | ---\nBread | 2,50\nMilk | 1,20\n"
        );
    }

    #[test]
    fn an_empty_line_parts_tables_that_are_unlike() {
        let csv = "Products,,\nItem,Price,\nSoap,\"4,50\",\n\nOpening hours,,\nDay,From,To\nMon,9:00,18:00\nSat,,\n";
        assert_eq!(
            text(csv),
            "Products\n\nItem | Price\n--- | ---\nSoap | 4,50\n\nOpening hours\nDay | From | To\n--- | --- | ---\nMon | 9:00 | 18:00\nSat |\n"
        );
        let groups = "Item;Small;Large\nTea;2;3\n\nCold drinks;;\nCola;3;4\n\nWater;2;3\n";
        assert_eq!(
            text(groups),
            "Item | Small | Large\n--- | --- | ---\nTea | 2 | 3\nCold drinks |\nCola | 3 | 4\nWater | 2 | 3\n"
        );
    }

    #[test]
    fn units_below_the_names_are_part_of_them() {
        let csv = "Usługa;Netto;Brutto;;\n;zł;zł;;\nStrzyżenie;40,65;50,00;;\nFarbowanie;;180,00;;\n";
        assert_eq!(
            text(csv),
            "Usługa | Netto zł | Brutto zł\n--- | --- | ---\nStrzyżenie | 40,65 | 50,00\nFarbowanie |  | 180,00\n"
        );
    }

    #[test]
    fn a_quote_gone_wrong_costs_its_row_at_most() {
        let csv = "Item,Price\nScreen 24\" wide,199\n\"Cable 2\" long,9\n\"Never closed,5\nMouse,12\n";
        let read = read(csv);
        for row in ["Screen 24\" wide | 199", "Mouse | 12", "Cable 2\" long | 9", "Never closed | 5"] {
            assert!(read.text.contains(row), "{row}: {}", read.text);
        }
        assert!(read.warnings.iter().all(|warning| warning.code == WarningCode::QuotesInDoubt));
        assert_eq!(read.warnings.len(), 2);
    }

    #[test]
    fn a_title_may_hold_the_delimiter() {
        let csv = "Zur Linde\nPreise gültig ab 1.5.2026; inkl. MwSt.\n\nGericht;Preis;Allergene\nSchnitzel;12,50;A\nSpätzle;9,80;B\n";
        let expected = "Zur Linde\n\nPreise gültig ab 1.5.2026; inkl. MwSt.\n\nGericht | Preis | Allergene\n--- | --- | ---\nSchnitzel | 12,50 | A\nSpätzle | 9,80 | B\n";
        assert_eq!(text(csv), expected);
        // A header of fewer names is no title.
        let names = "Item;Price\nBread;2,50;fresh\nMilk;1,20;cold\n";
        assert!(text(names).starts_with("Item | Price | \n---"), "{}", text(names));
    }

    #[test]
    fn decimal_commas_without_quotes_are_joined_where_they_can_be_in_one_way() {
        let csv = "Produkt,Preis,Liter\nBrot,3,20,1\nSemmel,0,45,2\nKuchen,12,00,3\n";
        assert_eq!(
            text(csv),
            "Produkt | Preis | Liter\n--- | --- | ---\nBrot | 3,20 | 1\nSemmel | 0,45 | 2\nKuchen | 12,00 | 3\n"
        );
        let two = "Produkt,Klein,Groß\nTee,2,10,2,90\nKaffee,2,50,3,20\nWasser,1,3\n";
        assert!(
            text(two).contains("Tee | 2,10 | 2,90\nKaffee | 2,50 | 3,20\nWasser | 1 | 3"),
            "{}",
            text(two)
        );
        // Nothing says which of the figures belong together.
        let open = "Item,Pieces,Price\nEggs,12,24,50\nRolls,10,14,20\n";
        assert!(text(open).contains("Eggs | 12 | 24 | 50"), "{}", text(open));
        let notes = "Item,Price\nBread,3,fresh\nMilk,1,cold\n";
        assert!(text(notes).contains("Bread | 3 | fresh"), "{}", text(notes));
    }
}
