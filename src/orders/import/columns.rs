//! Which column of a file is what: said by whoever imports, or guessed from the header in a dozen languages and shown before
//! anything is kept.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::words::words;

words! {
    /// What a column can be to us.
    ImportField {
        Number = "number",
        PlacedAt = "placed_at",
        Total = "total",
        Currency = "currency",
        State = "state",
        /// Since when it is in that state.
        StateAt = "state_at",
        Refunded = "refunded",
        Phone = "phone",
        Email = "email",
        CustomerId = "customer_id",
        CustomerName = "customer_name",
        ItemName = "item_name",
        ItemSku = "item_sku",
        ItemQuantity = "item_quantity",
        ItemPrice = "item_price",
    }
}

impl ImportField {
    /// Without these no row is an order.
    pub const NEEDED: [Self; 3] = [Self::Number, Self::PlacedAt, Self::Total];
}

/// What columns are called, by field, the surest name first, as headers are compared.
static NAMES: LazyLock<HashMap<&'static str, Vec<String>>> = LazyLock::new(|| {
    let lines = include_str!("headers.txt").lines().filter_map(|line| line.split_once(": "));
    lines.map(|(field, names)| (field, names.split('|').map(plain).collect())).collect()
});

fn known_names(field: ImportField) -> impl Iterator<Item = &'static str> {
    NAMES.get(field.as_str()).into_iter().flatten().map(String::as_str)
}

/// Columns of Shopify's own export, where alone `Name` is the order's number: elsewhere it is somebody's.
const OF_SHOPIFY: [&str; 3] = ["lineitem name", "financial status", "fulfillment status"];

/// What a column that begins with `Total` is not, by its next word.
const NO_TOTAL: &[&str] = &[
    "tax",
    "taxes",
    "vat",
    "discount",
    "discounts",
    "shipping",
    "delivery",
    "items",
    "item",
    "qty",
    "quantity",
    "refund",
    "refunded",
    "fee",
    "fees",
    "weight",
    "tip",
    "iva",
    "imposta",
    "imposte",
    "sconto",
    "sconti",
    "spedizione",
    "articoli",
    "pezzi",
    "quantita",
    "rimborsato",
    "peso",
    "mwst",
    "ust",
    "rabatt",
    "versand",
    "menge",
    "anzahl",
    "tva",
    "remise",
    "livraison",
    "descuento",
    "impuesto",
    "impuestos",
    "envio",
    "desconto",
    "imposto",
    "frete",
];

/// Column numbers by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    of: BTreeMap<&'static str, usize>,
    /// Fields that several columns fit alike while their cells differ: which is meant is a question.
    doubtful: BTreeMap<&'static str, Vec<usize>>,
}

/// A column somebody names that is not one of the file's, with those it may be where it is several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoColumn {
    pub field: ImportField,
    pub name: String,
    pub may_be: Vec<String>,
}

impl Columns {
    pub fn get(&self, field: ImportField) -> Option<usize> {
        self.of.get(field.as_str()).copied()
    }

    /// The cell of a field in a row; nothing where it is empty or there is no such column.
    pub fn cell<'a>(&self, row: &'a [String], field: ImportField) -> Option<&'a str> {
        row.get(self.get(field)?).map(String::as_str).filter(|cell| !cell.trim().is_empty())
    }

    /// Fields that need a column and have none. Whoever says what was ordered says its price: without it all items would be
    /// left out without a word.
    pub fn missing(&self) -> Vec<ImportField> {
        let price = self.get(ImportField::ItemName).map(|_| ImportField::ItemPrice);
        ImportField::NEEDED.into_iter().chain(price).filter(|field| self.get(*field).is_none()).collect()
    }

    /// Each field with the name of its column.
    pub fn named(&self, header: &[String]) -> BTreeMap<String, String> {
        let name = |at: &usize| header.get(*at).cloned().unwrap_or_default();
        self.of.iter().map(|(field, at)| ((*field).to_owned(), name(at))).collect()
    }

    /// Each field that is a question, with the names of the columns it may be read from.
    pub fn doubtful(&self, header: &[String]) -> Vec<(ImportField, Vec<String>)> {
        let may_be = |field: &ImportField| self.doubtful.get(field.as_str()).map(|at| names(header, at));
        ImportField::ALL.iter().filter_map(|field| Some((*field, may_be(field)?))).collect()
    }

    /// What a person says of their columns, by field; the first that is not there comes back as it was said.
    pub fn said(header: &[String], said: &HashMap<ImportField, String>) -> Result<Self, NoColumn> {
        let mut columns = Self::default();
        for (field, name) in said {
            let at = column_called(header, name).map_err(|may_be| NoColumn {
                field: *field,
                name: name.clone(),
                may_be: names(header, &may_be),
            })?;
            columns.of.insert(field.as_str(), at);
        }
        Ok(columns)
    }

    /// What the header itself says. A column is one thing only: names that are meant one way go first. `alike` says whether
    /// two columns hold the same in every row.
    pub fn guessed(header: &[String], alike: impl Fn(usize, usize) -> bool) -> Self {
        let plain: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let mut columns = Self::default();
        if plain.iter().any(|column| OF_SHOPIFY.contains(&column.as_str())) {
            columns.give(ImportField::Number, called(&plain, "name").collect(), &alike);
        }
        // Fields whose names fit best are given their column first.
        while let Some((_, at, field)) = ImportField::ALL
            .iter()
            .filter(|field| !columns.knows(**field))
            .filter_map(|field| columns.by_name(*field, &plain).map(|(rank, at)| (rank, at, *field)))
            .min_by_key(|(rank, at, _)| (*rank, *at))
        {
            columns.give(field, called(&plain, &plain[at]).collect(), &alike);
        }
        if !columns.knows(ImportField::Total) {
            columns.give(ImportField::Total, columns.by_beginning(ImportField::Total, &plain), &alike);
        }
        columns
    }

    /// The column with the surest name of a field, and how sure it is.
    fn by_name(&self, field: ImportField, plain: &[String]) -> Option<(usize, usize)> {
        known_names(field).enumerate().find_map(|(rank, name)| {
            let at = called(plain, name).next().filter(|at| self.is_free(*at))?;
            Some((rank, at))
        })
    }

    /// `Total incl. VAT` begins as a total does; where two columns do, which is meant is a question.
    fn by_beginning(&self, field: ImportField, plain: &[String]) -> Vec<usize> {
        let begins = |column: &String| {
            known_names(field).any(|name| {
                let rest = column.strip_prefix(name).and_then(|rest| rest.strip_prefix(' '));
                rest.is_some_and(|rest| !NO_TOTAL.contains(&rest.split(' ').next().unwrap_or_default()))
            })
        };
        (0..plain.len()).filter(|at| self.is_free(*at) && begins(&plain[*at])).collect()
    }

    /// One column is the field's, and the first of several that hold the same; several that differ are a question.
    fn give(&mut self, field: ImportField, columns: Vec<usize>, alike: impl Fn(usize, usize) -> bool) {
        let Some((first, others)) = columns.split_first() else { return };
        if others.iter().all(|other| alike(*first, *other)) {
            self.of.insert(field.as_str(), *first);
        } else {
            self.doubtful.insert(field.as_str(), columns);
        }
    }

    fn knows(&self, field: ImportField) -> bool {
        self.of.contains_key(field.as_str()) || self.doubtful.contains_key(field.as_str())
    }

    fn is_free(&self, at: usize) -> bool {
        self.of.values().chain(self.doubtful.values().flatten()).all(|taken| *taken != at)
    }
}

/// The columns with this name, as headers are compared.
fn called<'a>(plain: &'a [String], name: &'a str) -> impl Iterator<Item = usize> + 'a {
    plain.iter().enumerate().filter(move |(_, column)| *column == name).map(|(at, _)| at)
}

/// The one column somebody means by a name; else those it may be.
fn column_called(header: &[String], name: &str) -> Result<usize, Vec<usize>> {
    if let Some(at) = header.iter().position(|column| column == name) {
        return Ok(at);
    }
    let header: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let found: Vec<usize> = called(&header, &plain(name)).collect();
    match found.as_slice() {
        [at] => Ok(*at),
        [] | [_, _, ..] => Err(found),
    }
}

fn names(header: &[String], columns: &[usize]) -> Vec<String> {
    columns.iter().filter_map(|at| header.get(*at).cloned()).collect()
}

/// Columns of one name told apart by a number: `Total (1)`, `Total (2)`.
pub(super) fn told_apart(header: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(header.len());
    for name in header {
        if name.is_empty() || header.iter().filter(|other| *other == name).count() == 1 {
            names.push(name.clone());
            continue;
        }
        let free = (1..=header.len() * 2)
            .map(|number| format!("{name} ({number})"))
            .find(|numbered| !names.contains(numbered) && !header.contains(numbered));
        names.push(free.unwrap_or_else(|| name.clone()));
    }
    names
}

/// A header without accents, brackets and marks, in small letters: `Importo (€)` is `importo`.
pub(super) fn plain(name: &str) -> String {
    let outside: String = {
        let mut depth = 0_usize;
        let kept = name.chars().filter(|letter| {
            match letter {
                '(' | '[' => depth += 1,
                ')' | ']' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        });
        kept.collect()
    };
    let letters = deunicode::deunicode(&outside.replace('°', "o")).to_lowercase();
    let words = letters.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| *word != "eur" && *word != "euro" && *word != "usd").collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(line: &str) -> Vec<String> {
        line.split(';').map(str::to_owned).collect()
    }

    fn guess(line: &str) -> Vec<(String, String)> {
        Columns::guessed(&header(line), |_, _| false).named(&header(line)).into_iter().collect()
    }

    #[test]
    fn headers_of_many_programs_and_languages_are_understood() {
        for (line, number, placed_at, total) in [
            ("Order number;Order date;Total;Currency", "Order number", "Order date", "Total"),
            (
                "Numero ordine;Data ordine;Importo totale (€);Stato",
                "Numero ordine",
                "Data ordine",
                "Importo totale (€)",
            ),
            ("Bestell-Nr.;Datum;Gesamtbetrag;Währung", "Bestell-Nr.", "Datum", "Gesamtbetrag"),
            ("Nº pedido;Fecha;Importe;Teléfono", "Nº pedido", "Fecha", "Importe"),
            ("N° commande;Date;Montant TTC;Téléphone", "N° commande", "Date", "Montant TTC"),
            ("Número do pedido;Data;Valor total;Situação", "Número do pedido", "Data", "Valor total"),
            ("Name;Email;Financial Status;Created at;Total;Lineitem name", "Name", "Created at", "Total"),
            ("ORDER_ID;DATE;AMOUNT;PHONE", "ORDER_ID", "DATE", "AMOUNT"),
            ("Bestelnummer;Datum;Totaal", "Bestelnummer", "Datum", "Totaal"),
            ("No pesanan;Tanggal;Jumlah", "No pesanan", "Tanggal", "Jumlah"),
        ] {
            let found: BTreeMap<String, String> = guess(line).into_iter().collect();
            assert_eq!(
                (found.get("number"), found.get("placed_at"), found.get("total")),
                (Some(&number.to_owned()), Some(&placed_at.to_owned()), Some(&total.to_owned())),
                "{line}: {found:?}"
            );
        }
    }

    #[test]
    fn a_column_is_one_thing_only_and_what_is_unknown_is_nothing() {
        let found: BTreeMap<String, String> =
            guess("Name;Order number;Date;Total;Price;Nome").into_iter().collect();
        assert_eq!(found["number"], "Order number");
        assert_eq!(found["item_price"], "Price");
        assert!(Columns::guessed(&header("foo;bar;baz"), |_, _| false).missing().len() == 3);
        let total = |line: &str| Columns::guessed(&header(line), |_, _| false).get(ImportField::Total);
        assert_eq!(total("Order;Date;Total incl. VAT"), Some(2));
        assert_eq!(total("Order;Date;Total incl. VAT;Total excl. VAT"), None, "which of two is a question");
    }

    #[test]
    fn items_without_a_column_for_their_price_are_asked_about() {
        let missing = |line: &str| Columns::guessed(&header(line), |_, _| false).missing();
        assert_eq!(missing("Order;Date;Total;Item;Quantity"), [ImportField::ItemPrice]);
        assert!(missing("Order;Date;Total;Item;Quantity;Price").is_empty());
        assert!(missing("Order;Date;Total;Quantity").is_empty());
    }

    #[test]
    fn what_a_person_says_counts() {
        let said = |field, name: &str| HashMap::from([(field, name.to_owned())]);
        let columns = header("A;Summe netto;Summe brutto");
        let found = Columns::said(&columns, &said(ImportField::Total, "summe brutto")).unwrap();
        assert_eq!(found.get(ImportField::Total), Some(2));
        let unknown = Columns::said(&columns, &said(ImportField::Total, "Z")).unwrap_err();
        assert_eq!((unknown.name.as_str(), unknown.may_be.len()), ("Z", 0));
    }

    #[test]
    fn columns_of_one_name_are_a_question_unless_they_hold_the_same() {
        let line = told_apart(&header("Order;Date;Total;Phone;TOTAL;Phone;Total"));
        assert_eq!(line.join(";"), "Order;Date;Total (1);Phone (1);TOTAL;Phone (2);Total (2)");
        let differ = Columns::guessed(&line, |_, _| false);
        let may_be = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            differ.doubtful(&line),
            [
                (ImportField::Total, may_be(&["Total (1)", "TOTAL", "Total (2)"])),
                (ImportField::Phone, may_be(&["Phone (1)", "Phone (2)"])),
            ]
        );
        assert_eq!(differ.missing(), [ImportField::Total]);
        let alike = Columns::guessed(&line, |_, _| true);
        assert_eq!((alike.get(ImportField::Total), alike.doubtful(&line).len()), (Some(2), 0));
        let said = |name: &str| Columns::said(&line, &HashMap::from([(ImportField::Total, name.to_owned())]));
        assert_eq!(said("Total (2)").unwrap().get(ImportField::Total), Some(6));
        assert_eq!(said("TOTAL").unwrap().get(ImportField::Total), Some(4), "letter by letter");
        assert_eq!(said("Total").unwrap_err().may_be, ["Total (1)", "TOTAL", "Total (2)"]);
        let numbered = told_apart(&header("Total;Total;Total (1)"));
        assert_eq!(numbered.join(";"), "Total (2);Total (3);Total (1)", "no name is given twice");
    }
}
