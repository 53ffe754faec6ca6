//! Rows of one name, such as the sizes of a shirt: a price alone does not say of which it is.

use super::ask::Ask;
use super::records::{Cell, Record};
use super::score::Fit;

/// Whether all of these are rows of one name.
pub(super) fn are_twins(fits: &[Fit<'_>]) -> bool {
    let name = |fit: &Fit<'_>| fit.record.cells.first().map(|cell| (fit.record.document, cell.text.clone()));
    fits.first().and_then(name).is_some_and(|first| fits.iter().all(|fit| name(fit).as_ref() == Some(&first)))
}

/// Where some rows stand under the size that is asked for by its letter, only these.
pub(super) fn narrow(ask: &Ask, fits: &mut Vec<Fit<'_>>) {
    let is_asked = |fit: &Fit<'_>| {
        let cells = fit.record.cells.iter().skip(1);
        let mut words = cells.filter(|cell| cell.text.len() < SIZE).flat_map(|cell| &cell.words);
        words.any(|word| ask.capitals.contains(&word.text))
    };
    if fits.iter().any(is_asked) {
        fits.retain(is_asked);
    }
}

/// A cell shorter than this names a size, a colour, both.
const SIZE: usize = 40;

/// The cells to say of a row when only some are asked for: these, and whatever tells the row from others of its name. What is
/// of the kind that is asked for itself, such as an old price beside the price, tells nothing apart.
pub(super) fn cells_to_say(record: &Record, asked: &[usize], records: &[Record]) -> Vec<usize> {
    let Some(name) = record.cells.first() else { return asked.to_vec() };
    if asked.is_empty() {
        return Vec::new();
    }
    let is_twin = |other: &&Record| {
        other.document == record.document
            && other.place != record.place
            && other.cells.first().is_some_and(|cell| cell.text == name.text)
    };
    let twins: Vec<&Record> = records.iter().filter(is_twin).collect();
    let differs = |cell: &Cell| {
        let same = |other: &Cell| other.column_text == cell.column_text && other.text == cell.text;
        twins.iter().any(|twin| !twin.cells.iter().any(same))
    };
    let is_like_asked = |cell: &Cell| {
        let asked = asked.iter().filter_map(|at| record.cells.get(*at));
        asked.flat_map(|asked| units(&asked.text)).any(|unit| units(&cell.text).contains(&unit))
    };
    let cells = record.cells.iter().enumerate().skip(1);
    let told = |(at, cell): (usize, &Cell)| {
        (asked.contains(&at) || differs(cell) && !is_like_asked(cell)).then_some(at)
    };
    cells.filter_map(told).collect()
}

/// What stands beside the figures of a cell: "EUR", "€".
fn units(text: &str) -> Vec<&str> {
    let is_figure = |letter: char| {
        letter.is_numeric() || letter.is_whitespace() || matches!(letter, '.' | ',' | '~' | '-')
    };
    if text.contains(char::is_numeric) {
        text.split(is_figure).filter(|unit| !unit.is_empty()).collect()
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ask, document};

    #[test]
    fn a_price_says_of_which_size_it_is() {
        let text = "Product: T-shirt | Variant: S, Red | Price: 18.00 EUR | Availability: in stock | Category: Clothes\n\
            Product: T-shirt | Variant: M, Red | Price: 19.00 EUR | Availability: in stock | Category: Clothes\n\
            Product: T-shirt | Variant: L, Red | Price: 15.00 EUR | Old price: ~~22.00 EUR~~ | Availability: sold out | Category: Clothes\n\
            Product: Rake | Price: 12.00 EUR | Availability: in stock | Category: Garden";
        let shop = || vec![document("1", "Products", text)];
        let told = ask("How much is the red T-shirt?", shop()).unwrap();
        for row in ["S, Red", "M, Red", "L, Red", "sold out"] {
            assert!(told.contains(row), "{told}");
        }
        assert!(!told.contains("22.00"), "{told}");
        for question in ["How much is the T-shirt in L?", "T-shirt L red price"] {
            let told = ask(question, shop()).unwrap();
            assert!(told.contains("L, Red, Price 15.00 EUR"), "{told}");
            assert!(
                told.contains("sold out") && !told.contains("18.00") && !told.contains("19.00"),
                "{told}"
            );
        }
        let told = ask("Was kostet das T-Shirt in M?", shop()).unwrap();
        assert!(told.contains("19.00") && !told.contains("18.00"), "{told}");
        let told = ask("How much is the rake?", shop()).unwrap();
        assert!(told.contains("12.00 EUR") && !told.contains("Garden"), "{told}");
    }

    #[test]
    fn all_sizes_of_a_thing_are_told_and_what_is_sold_is_no_way_to_pay() {
        let sizes = ["XS", "S", "M", "L", "XL"].map(|size| {
            format!("Product: Polo shirt | Variant: {size} | Price: 20.00 EUR | Availability: in stock\n")
        });
        let text = sizes.concat() + "Product: Gift card | Price: 50.00 EUR | Availability: in stock";
        let shop = || vec![document("1", "Products", &text)];
        let told = ask("How much is the polo shirt?", shop()).unwrap();
        assert_eq!(told.matches("20.00 EUR").count(), 5, "{told}");
        for question in ["Do you take cards?", "Kann ich mit Karte zahlen?", "Posso pagare con la carta?"] {
            assert_eq!(ask(question, shop()), None, "{question}");
        }
        for question in ["How much is the gift card?", "Do you have gift cards?"] {
            assert!(ask(question, shop()).unwrap().contains("Gift card"), "{question}");
        }
    }
}
