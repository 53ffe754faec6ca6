//! Small tables, each for one thing a table does.

use super::*;

fn grid(rows: &[&[&str]]) -> Grid {
    let rows = rows.iter().map(|row| row.iter().map(|cell| Cell::new(cell)).collect()).collect();
    Grid { rows, ..Grid::default() }
}

#[test]
fn a_header_is_known_by_what_stands_below_it() {
    let prices = grid(&[&["Product", "Price"], &["Bread", "2,50 €"], &["Milk | fresh", ""]]);
    assert_eq!(prices.write(), "Product | Price\n--- | ---\nBread | 2,50 €\nMilk \\| fresh |\n");
    let hours = grid(&[&["Monday", "9-18"], &["Tuesday", "closed"]]);
    assert_eq!(hours.write(), "Monday | 9-18\nTuesday | closed\n");
}

#[test]
fn titles_and_groups_stand_alone() {
    let menu = grid(&[
        &["Menu"],
        &["Dish", "Price"],
        &["PIZZA", ""],
        &["Calzone", ""],
        &["Margherita", "6"],
        &["Diavola", "8"],
    ]);
    assert_eq!(
        menu.write(),
        "Menu\nDish | Price\n--- | ---\nPIZZA\nCalzone |\nMargherita | 6\nDiavola | 8\n"
    );
}

#[test]
fn what_reaches_over_rows_and_columns_is_said_in_each() {
    let mut rows = grid(&[
        &["Day", "Morning", "Evening"],
        &["Monday", "closed"],
        &["Tuesday", "9-13", "15-19"],
        &["15-20"],
    ]);
    rows.rows[1][1].across = 2;
    rows.rows[2][0].down = 2;
    rows.rows[2][1].down = 2;
    let text = "Day | Morning | Evening\n--- | --- | ---\nMonday | closed | closed\nTuesday | 9-13 | 15-19\nTuesday | 9-13 | 15-20\n";
    assert_eq!(rows.write(), text);
}

#[test]
fn two_rows_of_names_become_one() {
    let mut sizes = grid(&[
        &["", "Price"],
        &["Coffee", "Small", "Large"],
        &["Latte", "2,90", "3,90"],
        &["Mocha", "3", "4"],
    ]);
    sizes.rows[0][1].across = 2;
    sizes.rows[0].iter_mut().for_each(|cell| cell.header = true);
    sizes.rows[1].iter_mut().for_each(|cell| cell.header = true);
    assert!(
        sizes
            .write()
            .starts_with("Coffee | Price Small | Price Large\n--- | --- | ---\nLatte | 2,90 | 3,90\n")
    );
}

#[test]
fn sizes_below_what_they_share_are_names() {
    let mut rooms = grid(&[
        &["Room", "Low", "High"],
        &["", "1 p.", "2 p.", "1 p.", "2 p."],
        &["Single", "120", "180", "160", "230"],
    ]);
    rooms.rows[0][1].across = 2;
    rooms.rows[0][2].across = 2;
    assert_eq!(
        rooms.write(),
        "Room | Low 1 p. | Low 2 p. | High 1 p. | High 2 p.\n--- | --- | --- | --- | ---\nSingle | 120 | 180 | 160 | 230\n"
    );
}

#[test]
fn a_header_within_the_table_begins_another() {
    let wines = grid(&[
        &["Red", "Glass", "Bottle"],
        &["Barolo", "9", "48"],
        &["White", "Glass", "Bottle"],
        &["Soave", "4.5", "19"],
        &["White", "Glass", "Bottle"],
    ]);
    assert!(
        wines.write().ends_with("Barolo | 9 | 48\n\nWhite | Glass | Bottle\n--- | --- | ---\nSoave | 4.5 | 19\nWhite | Glass | Bottle\n"),
        "{}",
        wines.write()
    );
    let mut seasons =
        grid(&[&["Room", "Night"], &["Low season"], &["Single", "60"], &["High season"], &["Single", "80"]]);
    for row in [0, 1, 3] {
        seasons.rows[row].iter_mut().for_each(|cell| cell.header = true);
    }
    seasons.rows[1][0].across = 2;
    seasons.rows[3][0].across = 2;
    assert_eq!(
        seasons.write(),
        "Room | Night\n--- | ---\nLow season\nSingle | 60\nHigh season\nSingle | 80\n"
    );
}

#[test]
fn a_header_in_bold_letters_within_the_table_begins_another() {
    let mut prices = grid(&[
        &["Size", "Child", "Adult"],
        &["Hour", "8", "12"],
        &["Groups", "bis 10", "ab 11"],
        &["Hour", "60", "90"],
    ]);
    for row in [0, 2] {
        prices.rows[row].iter_mut().for_each(|cell| cell.bold = true);
    }
    assert!(
        prices
            .write()
            .ends_with("Hour | 8 | 12\n\nGroups | bis 10 | ab 11\n--- | --- | ---\nHour | 60 | 90\n"),
        "{}",
        prices.write()
    );
}

#[test]
fn prices_among_words_name_no_column() {
    let salad = grid(&[&["Salad", "small 4,50; large 6,90"], &["Soup", "5,20"]]);
    assert_eq!(salad.write(), "Salad | small 4,50; large 6,90\nSoup | 5,20\n");
    let glasses = grid(&[&["Wine", "Glass 0,25 l", "Bottle 0.75 l"], &["Merlot", "5", "19"]]);
    assert!(glasses.write().starts_with("Wine | Glass 0,25 l | Bottle 0.75 l\n---"), "{}", glasses.write());
}

#[test]
fn a_day_is_no_name_of_a_column() {
    let hours = grid(&[&["Lundi", "fermé"], &["Mardi", "12h–14h"]]);
    assert_eq!(hours.write(), "Lundi | fermé\nMardi | 12h–14h\n");
}

#[test]
fn sizes_over_their_prices_are_names() {
    let drinks = grid(&[&["Drink", "0,3 l", "0,5 l"], &["Juice", "2,80", "4,20"], &["Beer", "", "4,60"]]);
    assert!(drinks.write().starts_with("Drink | 0,3 l | 0,5 l\n--- | --- | ---\n"), "{}", drinks.write());
    let stock = grid(&[&["Apples", "2 kg", "3 kg"], &["Pears", "1 kg", "4 kg"]]);
    assert_eq!(stock.write(), "Apples | 2 kg | 3 kg\nPears | 1 kg | 4 kg\n");
}
