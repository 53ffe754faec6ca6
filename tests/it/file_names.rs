//! A file's name is shown clean wherever it came in: one function says what clean is.

use std::fs;

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use shopbell::media::clean_file_name;

use crate::house_rules::{files, relative, root};
use crate::support::{Answer, TestApp, answer};

/// A path, a mark that turns the direction of writing, one that takes no room, quotation marks.
const HOSTILE: &str = "../../etc/listino\u{202e}vsc\u{200b} «bello».csv";
const CLEAN: &str = "listinovsc bello.csv";

/// Gives a file of this name to a form of the API.
async fn give(test: &TestApp, path: &str, kind: &str, bytes: &'static [u8]) -> Answer {
    let part = Part::bytes(bytes).file_name(HOSTILE).mime_str(kind).unwrap();
    let request = test
        .client
        .post(format!("{}/api/v1{path}", test.address))
        .header("sec-fetch-site", "same-origin")
        .header("origin", &test.address)
        .multipart(Form::new().part("file", part));
    let given = answer(request.send().await.unwrap()).await;
    assert!(given.status.is_success(), "{path}: {}", given.json);
    given
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_clean_by_whichever_door_the_file_comes_in() {
    let test = TestApp::start().await;
    assert_eq!(clean_file_name(HOSTILE).as_deref(), Some(CLEAN));
    let orders = b"Order,Date,Status,Currency,Total\n1,2026-11-20,paid,EUR,12.50\n";
    let phone = give(&test, "/practice/media", "text/csv", orders).await.json;
    let known = [
        give(&test, "/media", "text/csv", orders).await.json["filename"].clone(),
        give(&test, "/knowledge/sources", "text/csv", orders).await.json["title"].clone(),
        phone["filename"].clone(),
    ];
    assert_eq!(known, [CLEAN, CLEAN, CLEAN].map(Value::from));

    give(&test, "/orders/import", "text/csv", orders).await;
    let told = test.get("/audit?limit=100").await.json;
    let imported =
        told["items"].as_array().unwrap().iter().find(|entry| entry["action"] == "orders.imported");
    let imported = imported.unwrap_or_else(|| panic!("{told}"));
    assert!(imported.to_string().contains(CLEAN), "{imported}");

    // A customer's phone may say anything: both sides of the practice show what is clean of it.
    let giulia = test.get("/practice").await.json["customers"][0]["id"].clone();
    let said =
        json!({"customer_id": giulia, "kind": "document", "media_id": phone["id"], "filename": HOSTILE});
    assert_eq!(test.post("/practice/messages", said).await.status, 202);
    test.let_reply().await;
    let lines = test.get(&format!("/practice/customers/{}/messages", giulia.as_str().unwrap())).await.json;
    assert_eq!(lines[0]["media"]["filename"], CLEAN, "{lines}");
    let conversation = test.get("/conversations?queue=all").await.json["items"][0].clone();
    let thread = test.thread(&conversation).await;
    assert_eq!(thread[0]["media"]["filename"], CLEAN, "{}", thread[0]);
    test.stop().await;
}

/// Names that go on to the room of files, which cleans them as it takes the file.
const CLEANED_BY_THE_ROOM_OF_FILES: &str = "src/media/routes.rs";

#[test]
fn no_form_s_file_name_is_used_as_it_came() {
    let mut asked = 0;
    let mut raw = Vec::new();
    for path in files("src", &[".rs"]) {
        let name = relative(&path);
        for line in fs::read_to_string(root().join(&path)).unwrap().lines() {
            if !line.contains("field.file_name()") {
                continue;
            }
            asked += 1;
            if !line.contains("clean_file_name") && name != CLEANED_BY_THE_ROOM_OF_FILES {
                raw.push(format!("{name}: {}", line.trim()));
            }
        }
    }
    assert!(asked >= 4, "only {asked} forms were found");
    assert!(raw.is_empty(), "\n{}", raw.join("\n"));
}
