//! Files through the API: read in the child, refused in words, and never able to hurt the shop.

use std::io::{Cursor, Write};
use std::time::Duration;

use futures_util::stream;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::shop::{Shop, id};

/// No test measures time by this: it only ends one that hangs.
const HANGS: Duration = Duration::from_mins(2);

fn docx(body: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    writer.write_all(body.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

async fn worked_on(shop: &Shop, answer: (StatusCode, Value)) -> Value {
    assert_eq!(answer.0, StatusCode::CREATED, "{}", answer.1);
    shop.run_jobs().await;
    shop.source(&answer.1).await
}

#[tokio::test]
async fn uploaded_files_are_found_by_what_they_say() {
    let shop = Shop::open().await;
    let word = docx("<w:p><w:r><w:t>Carrots cost 2 euro.</w:t></w:r></w:p>");
    let files = [
        ("prices.docx", WORD, word, "carrots", "Carrots cost 2 euro."),
        ("hours.md", "text/markdown", b"# Hours\nOpen on Sundays".to_vec(), "sundays", "Open on Sundays"),
        ("list.csv", "text/csv", b"Name,Price\nHam,3\n".to_vec(), "ham", "Name: Ham | Price: 3"),
    ];
    for (name, declared, bytes, question, passage) in files {
        let source = worked_on(&shop, shop.upload(name, declared, bytes).await).await;
        assert_eq!((source["state"].as_str(), source["title"].as_str()), (Some("ready"), Some(name)));
        let cells = passage.replace("Name: ", "").replace("Price: ", "");
        assert!(source["text"].as_str().unwrap().contains(&cells), "{source}");
        assert_eq!(shop.first(question).await.as_deref(), Some(passage));
    }
}

#[tokio::test]
async fn what_can_be_seen_at_once_is_refused_at_once() {
    let shop = Shop::open().await;
    let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest".to_vec();
    let cases = [
        ("secret.docx", WORD, ole.clone(), "password_protected"),
        ("old.doc", "application/msword", ole, "old_office"),
        ("song.mp3", "audio/mpeg", b"ID3".to_vec(), "unsupported_kind"),
        ("page.pdf", "application/pdf", b"<html>".to_vec(), "content_mismatch"),
        ("empty.txt", "text/plain", Vec::new(), "empty_file"),
    ];
    for (name, declared, bytes, code) in cases {
        let (status, error) = shop.upload(name, declared, bytes).await;
        assert_eq!(
            (status, error["error"]["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some(code)),
            "{error}"
        );
        assert!(error["error"]["message"].as_str().unwrap().len() > 20);
    }
}

#[tokio::test]
async fn what_shows_while_reading_ends_in_words_and_may_be_tried_again() {
    let shop = Shop::open().await;
    let bomb = docx(&"<w:t> </w:t>".repeat(400_000));
    let source = worked_on(&shop, shop.upload("bomb.docx", WORD, bomb).await).await;
    assert_eq!(
        (source["state"].as_str(), source["reason"]["code"].as_str()),
        (Some("failed"), Some("unpacks_too_large"))
    );

    let path = format!("/knowledge/sources/{}/retry", id(&source));
    let (status, again) = Shop::answer(shop.request(Method::POST, &path)).await;
    assert_eq!((status, again["state"].as_str()), (StatusCode::ACCEPTED, Some("queued")));
    shop.run_jobs().await;
    assert_eq!(shop.source(&source).await["state"], "failed");

    let scan = worked_on(&shop, shop.upload("scan.html", "text/html", b"<img src=x>".to_vec()).await).await;
    assert_eq!(scan["reason"]["code"], "empty_page");
    assert_eq!(shop.get("/jobs?state=dead").await["items"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn a_huge_upload_is_refused_before_it_is_read_and_the_shop_goes_on() {
    let shop = Shop::open().await;
    // 200 MB: once with its length announced, once without.
    for announced in [true, false] {
        let piece = bytes::Bytes::from(vec![b'x'; 1024 * 1024]);
        let pieces = stream::iter((0..200).map(move |_| Ok::<_, std::io::Error>(piece.clone())));
        let body = reqwest::Body::wrap_stream(pieces);
        let part = if announced {
            reqwest::multipart::Part::stream_with_length(body, 200 * 1024 * 1024)
        } else {
            reqwest::multipart::Part::stream(body)
        };
        let form = reqwest::multipart::Form::new().part("file", part.file_name("huge.txt"));
        let asked = Shop::answer(shop.request(Method::POST, "/knowledge/sources").multipart(form));
        let (status, error) = tokio::time::timeout(HANGS, asked).await.expect("an answer");
        assert_eq!(
            (status, error["error"]["code"].as_str()),
            (StatusCode::PAYLOAD_TOO_LARGE, Some("too_large"))
        );
    }
    shop.add_text("Prices", "Bread costs 2 euro.").await;
    assert_eq!(shop.first("bread").await.as_deref(), Some("Bread costs 2 euro."));
}

#[tokio::test]
async fn a_form_without_a_file_or_torn_in_the_middle_is_a_mistake() {
    let shop = Shop::open().await;
    let form = reqwest::multipart::Form::new().text("title", "nothing");
    let (status, error) =
        Shop::answer(shop.request(Method::POST, "/knowledge/sources").multipart(form)).await;
    assert_eq!(
        (status, error["error"]["code"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("no_file"))
    );
    let torn = shop
        .request(Method::POST, "/knowledge/sources")
        .header("content-type", "multipart/form-data; boundary=x")
        .body("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf");
    let (status, error) = Shop::answer(torn).await;
    assert_eq!((status, error["error"]["code"].as_str()), (StatusCode::BAD_REQUEST, Some("unreadable_body")));
}
