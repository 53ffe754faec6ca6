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
pub struct Columns(BTreeMap<&'static str, usize>);

impl Columns {
    pub fn get(&self, field: ImportField) -> Option<usize> {
        self.0.get(field.as_str()).copied()
    }

    /// The cell of a field in a row; nothing where it is empty or there is no such column.
    pub fn cell<'a>(&self, row: &'a [String], field: ImportField) -> Option<&'a str> {
        row.get(self.get(field)?).map(String::as_str).filter(|cell| !cell.trim().is_empty())
    }

    pub fn missing(&self) -> Vec<ImportField> {
        ImportField::NEEDED.into_iter().filter(|field| self.get(*field).is_none()).collect()
    }

    /// Each field with the name of its column.
    pub fn named(&self, header: &[String]) -> BTreeMap<String, String> {
        let name = |at: &usize| header.get(*at).cloned().unwrap_or_default();
        self.0.iter().map(|(field, at)| ((*field).to_owned(), name(at))).collect()
    }

    /// What a person says of their columns, by field; the first that is not there comes back as it was said.
    pub fn said(header: &[String], said: &HashMap<ImportField, String>) -> Result<Self, String> {
        let mut columns = BTreeMap::new();
        for (field, name) in said {
            let at = header.iter().position(|column| column == name);
            let at = at.or_else(|| header.iter().position(|column| plain(column) == plain(name)));
            columns.insert(field.as_str(), at.ok_or_else(|| name.clone())?);
        }
        Ok(Self(columns))
    }

    /// What the header itself says. A column is one thing only: names that are meant one way go first.
    pub fn guessed(header: &[String]) -> Self {
        let plain: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let mut columns: BTreeMap<&'static str, usize> = BTreeMap::new();
        let is_shopify = plain.iter().any(|column| OF_SHOPIFY.contains(&column.as_str()));
        if let Some(at) = plain.iter().position(|column| column == "name").filter(|_| is_shopify) {
            columns.insert(ImportField::Number.as_str(), at);
        }
        let by_name = |field: ImportField, columns: &BTreeMap<&'static str, usize>| {
            known_names(field).enumerate().find_map(|(rank, name)| {
                let free = |at: &usize| !columns.values().any(|taken| taken == at);
                let at = plain.iter().position(|column| column == name).filter(free)?;
                Some((rank, at))
            })
        };
        // Fields whose names fit best are given their column first.
        while let Some((_, at, field)) = ImportField::ALL
            .iter()
            .filter(|field| !columns.contains_key(field.as_str()))
            .filter_map(|field| by_name(*field, &columns).map(|(rank, at)| (rank, at, *field)))
            .min_by_key(|(rank, at, _)| (*rank, *at))
        {
            columns.insert(field.as_str(), at);
        }
        if !columns.contains_key(ImportField::Total.as_str())
            && let Some(at) = by_beginning(ImportField::Total, &plain, &columns)
        {
            columns.insert(ImportField::Total.as_str(), at);
        }
        Self(columns)
    }
}

/// `Total incl. VAT` begins as a total does; where two columns do, which is meant is a question.
fn by_beginning(
    field: ImportField,
    plain: &[String],
    columns: &BTreeMap<&'static str, usize>,
) -> Option<usize> {
    let begins = |column: &String| {
        known_names(field).any(|name| {
            let rest = column.strip_prefix(name).and_then(|rest| rest.strip_prefix(' '));
            rest.is_some_and(|rest| !NO_TOTAL.contains(&rest.split(' ').next().unwrap_or_default()))
        })
    };
    let free = (0..plain.len()).filter(|at| !columns.values().any(|taken| taken == at));
    let mut found = free.filter(|at| begins(&plain[*at]));
    found.next().filter(|_| found.next().is_none())
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
        Columns::guessed(&header(line)).named(&header(line)).into_iter().collect()
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
        assert!(Columns::guessed(&header("foo;bar;baz")).missing().len() == 3);
        let total = |line: &str| Columns::guessed(&header(line)).get(ImportField::Total);
        assert_eq!(total("Order;Date;Total incl. VAT"), Some(2));
        assert_eq!(total("Order;Date;Total incl. VAT;Total excl. VAT"), None, "which of two is a question");
    }

    #[test]
    fn what_a_person_says_counts() {
        let said = |field, name: &str| HashMap::from([(field, name.to_owned())]);
        let columns = header("A;Summe netto;Summe brutto");
        let found = Columns::said(&columns, &said(ImportField::Total, "summe brutto")).unwrap();
        assert_eq!(found.get(ImportField::Total), Some(2));
        assert_eq!(Columns::said(&columns, &said(ImportField::Total, "Z")), Err("Z".to_owned()));
    }
}
