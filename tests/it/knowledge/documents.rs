//! Documents as shops have them, each read in the child: what a reader sees is there, in its order, and what
//! nobody sees is not. The cases lie in tests/data/documents; a new one is a file and a line there. Another
//! folder of files with such a `cases.json` is read by `CASES=/folder`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use shopbell::extract::{Extracted, Extractor, Fault, recognise};
use shopbell::llm::{ChatModel, ChatRequest, Document, Turn, TurnRole};
use tokio_util::sync::CancellationToken;

use super::shop::Shop;

/// Passages a model is given.
const PASSAGES: usize = 5;

/// What is expected of one file.
#[derive(Debug, Deserialize)]
struct Case {
    in_order: Vec<String>,
    never: Vec<String>,
    /// Phrases that stand there, wherever.
    #[serde(default)]
    any: Vec<String>,
    /// Not looked at when the case says nothing of them.
    warnings: Option<Vec<String>>,
    /// Why nothing can be read.
    fault: Option<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/documents")
}

/// What is asked of every file of a folder.
fn cases(folder: &Path) -> BTreeMap<String, Case> {
    serde_json::from_str(&std::fs::read_to_string(folder.join("cases.json")).unwrap()).unwrap()
}

async fn read(folder: &Path, name: &str) -> Result<Extracted, Fault> {
    let bytes = std::fs::read(folder.join(name)).unwrap();
    let kind = recognise(Some(name), None, &bytes)?;
    Extractor::new(PathBuf::from(env!("CARGO_BIN_EXE_shopbell"))).extract(kind, bytes).await
}

/// What is wrong with a text. Blanks and hyphens that do not break count as plain ones.
fn wrong(read: &Extracted, case: &Case) -> Vec<String> {
    let text = read.text.replace(['\u{A0}', '\u{202F}'], " ").replace('\u{2011}', "-");
    let mut wrong = Vec::new();
    let mut rest = text.as_str();
    for phrase in &case.in_order {
        match rest.split_once(phrase.as_str()) {
            Some((_, after)) => rest = after,
            None => wrong.push(format!("missing or out of order: {phrase:?}")),
        }
    }
    let missing = case.any.iter().filter(|phrase| !text.contains(*phrase));
    wrong.extend(missing.map(|phrase| format!("missing: {phrase:?}")));
    let seen = case.never.iter().filter(|phrase| text.contains(*phrase));
    wrong.extend(seen.map(|phrase| format!("must not be there: {phrase:?}")));
    if let Some(expected) = &case.warnings {
        let mut noticed: Vec<&str> = read.warnings.iter().map(|warning| warning.code.as_str()).collect();
        let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        noticed.sort_unstable();
        expected.sort_unstable();
        if noticed != expected {
            wrong.push(format!("warnings are {noticed:?}, not {expected:?}"));
        }
    }
    wrong
}

async fn judge(folder: &Path, name: &str, case: &Case) -> Option<String> {
    match (read(folder, name).await, &case.fault) {
        (Ok(read), None) => {
            let wrong = wrong(&read, case);
            (!wrong.is_empty()).then(|| format!("{name}: {wrong:#?}\n{}", read.text))
        }
        (Err(fault), Some(expected)) if fault.code() == expected => None,
        (read, expected) => Some(format!("{name}: {read:?}, expected {expected:?}")),
    }
}

#[tokio::test]
async fn every_document_is_read_as_a_reader_sees_it() {
    let other = std::env::var_os("CASES").map(PathBuf::from);
    let folder = other.clone().unwrap_or_else(folder);
    let cases = cases(&folder);
    assert!(cases.len() > 100 || other.is_some());
    let mut all = Vec::new();
    for (name, case) in &cases {
        all.extend(judge(&folder, name, case).await);
    }
    assert!(all.is_empty(), "{} of {}\n{}", all.len(), cases.len(), all.join("\n\n"));
}

/// A question about each row of the price list gets that row, through search and the built-in model.
#[tokio::test]
async fn each_row_of_a_price_list_is_answered_by_itself() {
    let list = std::fs::read_to_string(folder().join("price_list.csv")).unwrap();
    let rows: Vec<Vec<String>> =
        list.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect();
    assert_eq!(rows.len(), 60);
    for name in ["price_list.csv", "price_list.html", "price_list.docx", "price_list.xlsx", "price_list.pdf"]
    {
        let shop = Shop::open().await;
        let bytes = match name {
            "price_list.pdf" => as_pdf(&list),
            name => std::fs::read(folder().join(name)).unwrap(),
        };
        shop.upload(name, "application/octet-stream", bytes).await;
        shop.run_jobs().await;
        for row in &rows {
            let answer = answer(&shop, &format!("What is the retail price of {}?", row[0])).await;
            assert!(answer.contains(&row[0]) && answer.contains(&row[2]), "{name} {row:?}: {answer}");
            let others = rows.iter().filter(|other| other[0] != row[0] && answer.contains(&other[0])).count();
            assert_eq!(others, 0, "{name} {row:?}: {answer}");
        }
    }
}

/// Rows of one page of [`as_pdf`].
const ROWS_OF_A_PAGE: usize = 40;

/// The list as a program prints it: every cell set by itself, column after column, the header on the first page only.
fn as_pdf(list: &str) -> Vec<u8> {
    use lopdf::content::{Content, Operation};
    use lopdf::{Dictionary, Document, Object, Stream};

    let dictionary = |entries: Vec<(&str, Object)>| entries.into_iter().collect::<Dictionary>();
    let mut document = Document::with_version("1.5");
    let font = dictionary(vec![
        ("Type", "Font".into()),
        ("Subtype", "Type1".into()),
        ("BaseFont", "Helvetica".into()),
    ]);
    let font = document.add_object(font);
    let pages = document.new_object_id();
    let rows: Vec<Vec<&str>> = list.lines().map(|line| line.split(',').collect()).collect();
    let mut kids: Vec<Object> = Vec::new();
    for rows in rows.chunks(ROWS_OF_A_PAGE) {
        let mut operations =
            vec![Operation::new("BT", vec![]), Operation::new("Tf", vec!["F".into(), 10.into()])];
        for (column, left) in [60, 220, 310, 410].into_iter().enumerate() {
            for (row, top) in rows.iter().zip((0..).map(|row| 780 - 18 * row)) {
                let place = [1, 0, 0, 1, left, top].map(Object::from).to_vec();
                operations.push(Operation::new("Tm", place));
                operations.push(Operation::new("Tj", vec![Object::string_literal(row[column])]));
            }
        }
        operations.push(Operation::new("ET", vec![]));
        let content = Content { operations }.encode().unwrap();
        let content = document.add_object(Stream::new(Dictionary::new(), content));
        let fonts = dictionary(vec![("F", font.into())]);
        let page = dictionary(vec![
            ("Type", "Page".into()),
            ("Parent", pages.into()),
            ("Contents", content.into()),
            ("MediaBox", vec![0.into(), 0.into(), 595.into(), 842.into()].into()),
            ("Resources", dictionary(vec![("Font", fonts.into())]).into()),
        ]);
        kids.push(document.add_object(page).into());
    }
    let count = i64::try_from(kids.len()).unwrap();
    let list = dictionary(vec![("Type", "Pages".into()), ("Kids", kids.into()), ("Count", count.into())]);
    document.objects.insert(pages, Object::Dictionary(list));
    let catalog = document.add_object(dictionary(vec![("Type", "Catalog".into()), ("Pages", pages.into())]));
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

async fn answer(shop: &Shop, question: &str) -> String {
    let found = shop.search(question).await;
    let documents =
        found["items"].as_array().unwrap().iter().take(PASSAGES).enumerate().map(|(at, passage)| Document {
            id: at.to_string(),
            title: passage["title"].as_str().unwrap().to_owned(),
            text: passage["passage"].as_str().unwrap().to_owned(),
            support: passage["coverage"].to_string().parse().unwrap(),
            ..Document::default()
        });
    let turns = vec![Turn { role: TurnRole::User, text: question.to_owned() }];
    let request = ChatRequest { documents: documents.collect(), turns, ..ChatRequest::default() };
    ChatModel::built_in()
        .complete(request, CancellationToken::new())
        .await
        .map_or_else(|error| format!("{error:?}"), |done| done.text)
}
