//! PDF as a reader sees it, through the real child: every case of `tests/data/documents/pdf/cases.json` says which
//! words come in which order, which never, which warnings are given. `never` and `in_order` are literal text.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use shopbell::extract::{Extractor, Kind};

use crate::support::bomb::bomb;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents/pdf")
}

fn extractor() -> Extractor {
    Extractor::new(PathBuf::from(env!("CARGO_BIN_EXE_shopbell")))
}

fn words<'a>(case: &'a Value, key: &str) -> Vec<&'a str> {
    case[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[tokio::test]
async fn every_kind_of_page_is_read_as_a_reader_sees_it() {
    let cases: Value = serde_json::from_slice(&fs::read(folder().join("cases.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for (name, case) in cases.as_object().unwrap() {
        let document = fs::read(folder().join(name)).unwrap();
        let read = match (extractor().extract(Kind::Pdf, document).await, case["fault"].as_str()) {
            (Ok(read), None) => read,
            (Err(fault), Some(expected)) if fault.code() == expected => continue,
            (other, expected) => {
                wrong.push(format!("{name}: {other:?}, expected {expected:?}"));
                continue;
            }
        };
        let mut from = 0;
        for piece in words(case, "in_order") {
            match read.text[from..].find(piece) {
                Some(at) => from += at + piece.len(),
                None => wrong.push(format!("{name}: {piece:?} is missing or not in its place")),
            }
        }
        for piece in words(case, "never") {
            if read.text.contains(piece) {
                wrong.push(format!("{name}: {piece:?} should not be there"));
            }
        }
        let warned: Vec<&str> = read.warnings.iter().map(|warning| warning.code.as_str()).collect();
        if warned != words(case, "warnings") {
            wrong.push(format!("{name}: warned of {warned:?}"));
        }
    }
    assert!(cases.as_object().unwrap().len() >= 30);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_row_of_a_price_list_over_two_pages_has_its_cells_and_its_header() {
    let document = fs::read(folder().join("price_list_60.pdf")).unwrap();
    let read = extractor().extract(Kind::Pdf, document).await.unwrap();
    assert_eq!(read.pages, Some(2));
    let pages: Vec<&str> = read.text.split('\u{c}').collect();
    for page in &pages {
        assert!(
            page.trim_start().starts_with("Article | Unit | Weight | Price\n--- | --- | --- | ---\n"),
            "{page}"
        );
    }
    let rows: Vec<&str> = read.text.lines().filter(|line| line.contains(" no ")).collect();
    assert_eq!(rows.len(), 60);
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<&str> = row.split(" | ").collect();
        assert_eq!(cells.len(), 4, "{row}");
        assert!(cells[0].ends_with(&format!("no {number:02}")), "{row}");
        assert_eq!(cells[2], format!("{} g", 100 + number * 7));
    }
}

#[tokio::test]
async fn a_page_that_unpacks_without_end_kills_only_the_child() {
    let bytes = bomb();
    assert!(bytes.len() < 300_000);
    let outcome = extractor().extract(Kind::Pdf, bytes).await;
    assert!(outcome.is_err(), "{outcome:?}");
    let after = extractor().extract(Kind::Text, b"still here".to_vec()).await.unwrap();
    assert_eq!(after.text, "still here");
}
