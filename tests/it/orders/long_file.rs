//! A long file of orders as a till writes it, and what must come of it, added up while it is made. Used by a test and by
//! `benches/orders.rs`.

#![allow(dead_code, reason = "a test and a benchmark each use a part")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A file, and the truth about it.
pub struct LongFile {
    pub text: String,
    pub rows: usize,
    /// Orders that are in it, each once.
    pub orders: usize,
    /// Rows that say nothing sure.
    pub refused: usize,
    /// Rows that say what another row says.
    pub twice: usize,
    /// By currency, in cents.
    pub sums: BTreeMap<&'static str, i64>,
}

const CURRENCIES: [&str; 3] = ["EUR", "GBP", "USD"];
const STATES: [&str; 4] = ["pagato", "spedito", "consegnato", "annullato"];
/// Customers who ordered.
const CUSTOMERS: usize = 5_000;

impl LongFile {
    pub fn of(rows: usize) -> Self {
        let text = String::from("Ordine;Data;Totale;Valuta;Stato;Telefono;Cliente;E-mail\n");
        let mut file = Self { text, rows, orders: 0, refused: 0, twice: 0, sums: BTreeMap::new() };
        let (mut last, mut is_doubtful) = (String::new(), false);
        for row in 0..rows {
            let cents = i64::try_from(row * 7_919 % 400_000 + 1).unwrap_or(1);
            let currency = CURRENCIES[row * 31 % 97 % 3];
            if row % 331 == 330 {
                file.text.push_str(&last);
                *(if is_doubtful { &mut file.refused } else { &mut file.twice }) += 1;
                continue;
            }
            // A day that may be a month: nothing in the column says which.
            is_doubtful = row % 211 == 210;
            let (month, day) = (row % 10 + 1, row % 28 + 1);
            let date =
                if is_doubtful { "03/04/2026".to_owned() } else { format!("2026-{month:02}-{day:02}") };
            let customer = row * 13 % CUSTOMERS;
            last.clear();
            let _ = writeln!(
                last,
                "R-{row};{date};{};{currency};{};+39 333 {customer:07};\"Cliente; n. {customer}\";c{customer}@example.com",
                written(cents),
                STATES[row % 4],
            );
            file.text.push_str(&last);
            if is_doubtful {
                file.refused += 1;
                continue;
            }
            file.orders += 1;
            *file.sums.entry(currency).or_default() += cents;
        }
        file
    }

    /// The same as the database keeps it.
    pub fn micros(&self) -> BTreeMap<String, i64> {
        self.sums.iter().map(|(currency, cents)| ((*currency).to_owned(), cents * 10_000)).collect()
    }
}

/// `1.234,56`
fn written(cents: i64) -> String {
    let (whole, rest) = (cents / 100, cents % 100);
    if whole < 1_000 {
        format!("{whole},{rest:02}")
    } else {
        format!("{}.{:03},{rest:02}", whole / 1_000, whole % 1_000)
    }
}

#[test]
fn amounts_are_written_as_people_write_them() {
    assert_eq!(
        (written(123_456), written(99_999), written(100_005)),
        ("1.234,56".into(), "999,99".into(), "1.000,05".into())
    );
}
