//! Handed over: one archive with every row and every file, for whoever may, not too often.

use std::io::{Cursor, Read as _};

use serde_json::{Value, json};

use super::planted::planted;
use crate::support::TestApp;

/// The archive as it comes over the wire.
async fn archive(test: &TestApp, contact: &str) -> zip::ZipArchive<Cursor<Vec<u8>>> {
    let request = test
        .client
        .post(format!("{}/api/v1/contacts/{contact}/data", test.address))
        .header("sec-fetch-site", "same-origin")
        .header("origin", &test.address);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-disposition"].to_str().unwrap().ends_with(".zip\""));
    zip::ZipArchive::new(Cursor::new(answer.bytes().await.unwrap().to_vec())).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_kept_is_handed_over() {
    let test = TestApp::start().await;
    let anna = planted(&test).await;
    let bruno = test.customer("+39 333 1112223");
    bruno.says("zqbruno: avete il pane?").await;
    test.let_reply().await;
    let mut archive = archive(&test, &anna.contact).await;
    let mut json_text = String::new();
    archive.by_name("customer.json").unwrap().read_to_string(&mut json_text).unwrap();
    let told: Value = serde_json::from_str(&json_text).unwrap();
    for word in [
        "zqannaverde",
        "zqciao",
        "zqcaption",
        "zqdatei",
        "zqquoted",
        "zqnote",
        "zqconsent",
        "zqordername",
        "zqordermail",
        "zqitem",
        "zqtracking",
        "zqrenamed",
        "zqevidence",
        "zqdraft",
        "zqfinal",
        "zqtranslated",
        "zqfollow",
        "zqsuggested",
        "zqcard",
        "zqnotice",
        "zqspoken",
        "zqfact",
    ] {
        assert!(json_text.contains(word), "{word} is missing");
    }
    assert!(!json_text.contains("zqbruno"), "nobody else's");
    assert_eq!(told["format"], "shopbell.customer.1");
    assert_eq!(told["kept"]["contact"][0]["id"], json!(anna.contact));
    assert!(
        told["kept"]["message"][0]["sent_at"].as_str().unwrap().starts_with("2026-"),
        "moments are moments"
    );
    assert!(told["kept"]["message_raw"][0]["raw"].is_object(), "JSON is JSON");
    let names = archive.file_names().map(|name| name.unwrap().into_owned());
    let file: Vec<String> = names.filter(|name| name.starts_with("files/")).collect();
    assert_eq!(file.len(), 1, "{file:?}");
    let mut bytes = Vec::new();
    archive.by_name(&file[0]).unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, b"%PDF-1.4 zqfilebytes");
    let deeds = test.get("/audit").await.json;
    assert!(deeds.to_string().contains("contact.data_handed_over"));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_archives_an_hour_are_enough() {
    let test = TestApp::start().await;
    test.customer("+39 333 1112223").says("Buongiorno").await;
    test.let_reply().await;
    let contact = test.only_conversation().await["contact"]["id"].as_str().unwrap().to_owned();
    for _ in 0..10 {
        archive(&test, &contact).await;
    }
    let refused = test.post(&format!("/contacts/{contact}/data"), json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "too_many_requests"));
    assert!(refused.headers.contains_key("retry-after"));
    test.stop().await;
}
