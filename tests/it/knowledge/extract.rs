//! Documents through the sandboxed child process, hostile ones included: the child may die, the
//! program that started it goes on and has words for the owner.

use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::time::Duration;

use lopdf::content::{Content, Operation};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, StringFormat,
};
use shopbell::extract::{Extractor, Fault, Kind};
use zip::write::SimpleFileOptions;
use zip::{AesMode, ZipWriter};

/// No test measures time by this: it only ends one that hangs.
const HANGS: Duration = Duration::from_mins(2);

fn extractor() -> Extractor {
    Extractor::new(PathBuf::from(env!("CARGO_BIN_EXE_shopbell")))
}

fn dictionary(entries: Vec<(&str, Object)>) -> Dictionary {
    entries.into_iter().collect()
}

/// A PDF of one page with one line.
fn pdf(words: &str) -> Document {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary(vec![
        ("Type", "Font".into()),
        ("Subtype", "Type1".into()),
        ("BaseFont", "Courier".into()),
    ]));
    let fonts = dictionary(vec![("F1", font.into())]);
    let resources = document.add_object(dictionary(vec![("Font", fonts.into())]));
    let operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 14.into()]),
        Operation::new("Td", vec![100.into(), 600.into()]),
        Operation::new("Tj", vec![Object::string_literal(words)]),
        Operation::new("ET", vec![]),
    ];
    let content = Content { operations }.encode().unwrap();
    let content = document.add_object(Stream::new(Dictionary::new(), content));
    let page = document.add_object(dictionary(vec![
        ("Type", "Page".into()),
        ("Parent", pages.into()),
        ("Contents", content.into()),
        ("Resources", resources.into()),
        ("MediaBox", vec![0.into(), 0.into(), 595.into(), 842.into()].into()),
    ]));
    let list =
        dictionary(vec![("Type", "Pages".into()), ("Kids", vec![page.into()].into()), ("Count", 1.into())]);
    document.objects.insert(pages, Object::Dictionary(list));
    let catalog = document.add_object(dictionary(vec![("Type", "Catalog".into()), ("Pages", pages.into())]));
    document.trailer.set("Root", catalog);
    let id = Object::String(vec![7; 16], StringFormat::Literal);
    document.trailer.set("ID", vec![id.clone(), id]);
    document
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn docx(body: &str, options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", options).unwrap();
    writer.write_all(body.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn every_kind_of_document_gives_its_text() {
    let extractor = extractor();
    let word = "<w:document><w:p><w:r><w:t>Carrots 2 €</w:t></w:r></w:p></w:document>";
    let documents = [
        (Kind::Text, "Carrots 2 €\r\n".as_bytes().to_vec(), "Carrots 2 €"),
        (Kind::Markdown, "# Vegetables\n\nCarrots 2 €".as_bytes().to_vec(), "# Vegetables\n\nCarrots 2 €"),
        (Kind::Html, "<title>Shop</title><p>Carrots 2 €".as_bytes().to_vec(), "Carrots 2 €"),
        (
            Kind::Csv,
            "Name;Price\nCarrots;2 €\n".as_bytes().to_vec(),
            "Name | Price\n--- | ---\nCarrots | 2 €",
        ),
        (Kind::Docx, docx(word, SimpleFileOptions::default()), "Carrots 2 €"),
        (Kind::Pdf, saved(pdf("Carrots 2 euro")), "Carrots 2 euro"),
    ];
    for (kind, document, expected) in documents {
        let extracted = extractor.extract(kind, document).await.unwrap();
        assert_eq!(extracted.text, expected, "{kind:?}");
    }
}

#[tokio::test]
async fn documents_behind_a_password_say_so() {
    let mut locked = pdf("secret");
    let version = EncryptionVersion::V2 {
        document: &locked,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    locked.encrypt(&state).unwrap();
    assert_eq!(extractor().extract(Kind::Pdf, saved(locked)).await, Err(Fault::Locked));

    let options = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes256, "user");
    assert_eq!(extractor().extract(Kind::Docx, docx("<w:t>x</w:t>", options)).await, Err(Fault::Locked));
}

#[tokio::test]
async fn a_pdf_that_exhausts_the_stack_kills_only_the_child() {
    // 21 kB that nest ten thousand arrays.
    let nested = format!(
        "%PDF-1.4\n1 0 obj\n{}{}\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "[".repeat(10_500),
        "]".repeat(10_500)
    );
    let reader = extractor();
    let reading = tokio::time::timeout(HANGS, reader.extract(Kind::Pdf, nested.into_bytes()));
    let outcome = reading.await.expect("it is given up");
    assert!(
        matches!(outcome, Err(Fault::Crashed | Fault::Broken | Fault::NoText | Fault::Bomb)),
        "{outcome:?}"
    );
    let after = extractor().extract(Kind::Text, b"still here".to_vec()).await.unwrap();
    assert_eq!(after.text, "still here");
}

#[tokio::test]
async fn bombs_and_walls_of_attributes_are_refused_or_read_quickly() {
    let bomb = docx(&format!("<w:t>{}</w:t>", " ".repeat(60 * 1024 * 1024)), SimpleFileOptions::default());
    assert!(bomb.len() < 100_000);
    assert_eq!(extractor().extract(Kind::Docx, bomb).await, Err(Fault::Bomb));

    let attributes = " a=\"1\"".repeat(80_000);
    let wall = docx(&format!("<w:p{attributes}><w:t>still</w:t></w:p>"), SimpleFileOptions::default());
    assert_eq!(extractor().extract(Kind::Docx, wall).await.unwrap().text, "still");
}

#[tokio::test]
async fn a_page_that_takes_forever_is_given_up() {
    // Quadratic for every HTML parser: each new block looks through all open ones.
    let page = "<div>".repeat(300_000) + "deep";
    let extractor = extractor();
    let reading = tokio::time::timeout(HANGS, extractor.extract(Kind::Html, page.into_bytes()));
    let outcome = reading.await.expect("it is given up");
    assert!(outcome.is_err(), "{outcome:?}");
}

#[tokio::test]
async fn too_large_too_much_and_nothing_have_their_words() {
    let extractor = extractor();
    assert_eq!(extractor.extract(Kind::Text, vec![b'a'; 25 * 1024 * 1024 + 1]).await, Err(Fault::TooLarge));
    assert_eq!(extractor.extract(Kind::Text, vec![b'a'; 2 * 1024 * 1024 + 1]).await, Err(Fault::TooMuchText));
    assert_eq!(extractor.extract(Kind::Html, b"<p> </p>".to_vec()).await, Err(Fault::NoText));
}

#[tokio::test]
async fn a_program_that_is_no_reader_is_a_clear_fault() {
    let missing = Extractor::new(PathBuf::from("/nonexistent/shopbell"));
    assert_eq!(missing.extract(Kind::Text, b"x".to_vec()).await, Err(Fault::Crashed));
    let other = Extractor::new(PathBuf::from("/bin/true"));
    assert_eq!(other.extract(Kind::Text, b"x".to_vec()).await, Err(Fault::Crashed));
}
