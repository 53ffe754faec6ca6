//! Files through the program's own door: up, down, out to Meta and in from customers.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{Answer, TestApp};

const PHONE: &str = "+39 333 1234567";

async fn shop() -> (TestApp, Value) {
    let test = TestApp::start().await;
    test.customer(PHONE).says("Ciao").await;
    test.run_jobs().await;
    let conversation = test.only_conversation().await;
    (test, conversation)
}

async fn fetch(test: &TestApp, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = test.client.get(format!("{}/api/v1{path}", test.address));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn send(test: &TestApp, conversation: &Value, message: Value) -> Answer {
    let id = conversation["id"].as_str().expect("an id");
    test.post(&format!("/conversations/{id}/messages"), message).await
}

/// A picture no viewer would mistake for anything else.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn picture_message(test: &TestApp, mime: &str, bytes: &[u8], sha256: &str) -> Value {
    let id = test.meta().holds_media(mime, bytes.to_vec());
    json!({"type": "image", "image": {"id": id, "mime_type": mime, "sha256": sha256, "caption": "look"}})
}

fn base64_of(bytes: &[u8]) -> String {
    BASE64.encode(Sha256::digest(bytes))
}

async fn newest_file(test: &TestApp, conversation: &Value) -> Value {
    let thread = test.thread(conversation).await;
    thread.iter().rev().find(|line| line["media"].is_object()).expect("a file")["media"].clone()
}

async fn finish(test: TestApp) {
    test.let_reply().await;
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_goes_up_is_shown_and_goes_out_with_one_upload() {
    let (test, conversation) = shop().await;
    let bytes = png(1200, 300);
    let up = test.upload("../shop.png", bytes.clone()).await;
    assert_eq!(up.status, StatusCode::CREATED, "{}", up.json);
    assert_eq!(
        (&up.json["kind"], &up.json["mime_type"], &up.json["filename"]),
        (&json!("image"), &json!("image/png"), &json!("shop.png"))
    );
    test.run_jobs().await;
    let id = up.json["id"].as_str().unwrap();
    let whole = fetch(&test, &format!("/media/{id}"), &[]).await;
    let headers = whole.headers().clone();
    assert_eq!(headers["content-type"], "image/png");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["content-security-policy"], "default-src 'none'; sandbox");
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("inline; filename=\"shop.png\""));
    assert_eq!(whole.bytes().await.unwrap(), bytes);
    let tag = headers["etag"].to_str().unwrap();
    assert_eq!(fetch(&test, &format!("/media/{id}"), &[("if-none-match", tag)]).await.status(), 304);
    let part = fetch(&test, &format!("/media/{id}"), &[("range", "bytes=1-3")]).await;
    assert_eq!(
        (part.status().as_u16(), &part.headers()["content-range"]),
        (206, &format!("bytes 1-3/{}", bytes.len()).parse().unwrap())
    );
    assert_eq!(part.bytes().await.unwrap(), &b"PNG"[..]);
    assert_eq!(fetch(&test, &format!("/media/{id}"), &[("range", "bytes=99999999-")]).await.status(), 416);
    let small = fetch(&test, &format!("/media/{id}/thumbnail"), &[]).await;
    assert_eq!(small.headers()["content-type"], "image/jpeg");
    let small = image::load_from_memory(&small.bytes().await.unwrap()).unwrap();
    assert_eq!((small.width(), small.height()), (480, 120));
    for client_id in ["a", "b"] {
        let message = json!({"client_id": client_id, "kind": "image", "media_id": id, "text": "look"});
        let sent = send(&test, &conversation, message).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
        assert_eq!(
            (&sent.json["media"]["state"], &sent.json["media"]["width"]),
            (&json!("ready"), &json!(1200))
        );
        test.run_jobs().await;
    }
    let pictures: Vec<Value> = test
        .meta()
        .sent()
        .into_iter()
        .filter(|sent| sent.kind == "image")
        .map(|sent| sent.body["image"].clone())
        .collect();
    assert_eq!(pictures.len(), 2);
    assert_eq!(pictures[0], pictures[1], "uploaded once");
    assert_eq!(pictures[0]["caption"], "look");
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_called_a_picture_is_a_download_and_no_picture() {
    let (test, conversation) = shop().await;
    let up = test.upload("holiday.jpg", b"<html><script>alert(1)</script>".to_vec()).await;
    assert_eq!(up.json["mime_type"], "text/html");
    let id = up.json["id"].clone();
    let served = fetch(&test, &format!("/media/{}", id.as_str().unwrap()), &[]).await;
    assert_eq!(served.headers()["content-type"], "application/octet-stream");
    assert!(served.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let refused =
        send(&test, &conversation, json!({"client_id": "a", "kind": "image", "media_id": id})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "outside_limits"));
    assert!(refused.json["error"]["fields"]["media_id"].as_str().unwrap().contains("text/html"));
    assert_eq!(test.upload("nothing.txt", Vec::new()).await.code(), "empty_file");
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_picture_is_fetched_at_once_and_its_type_is_not_believed() {
    let (test, conversation) = shop().await;
    let bytes = png(600, 600);
    let message = picture_message(&test, "image/jpeg", &bytes, &base64_of(&bytes));
    test.customer(PHONE).sends(message).await;
    test.run_jobs().await;
    let file = newest_file(&test, &conversation).await;
    assert_eq!(
        (&file["state"], &file["mime_type"], &file["thumbnail"]),
        (&json!("ready"), &json!("image/png"), &json!(true))
    );
    let served = fetch(&test, &format!("/media/{}", file["id"].as_str().unwrap()), &[]).await;
    assert_eq!(served.bytes().await.unwrap(), bytes);
    let line = test.thread(&conversation).await.into_iter().find(|line| line["kind"] == "image").unwrap();
    assert_eq!(
        (&line["text"], &line["content"]["media_id"], &line["content"]["url"]),
        (&json!("look"), &Value::Null, &Value::Null)
    );
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_what_was_announced_is_tried_again_and_then_given_up_in_words() {
    let (test, conversation) = shop().await;
    let message = picture_message(&test, "image/png", &png(10, 10), &base64_of(b"something else"));
    test.customer(PHONE).sends(message).await;
    test.run_jobs().await;
    assert_eq!(newest_file(&test, &conversation).await["state"], "waiting");
    for _ in 0..6 {
        test.advance(Duration::from_hours(1));
        test.run_jobs().await;
    }
    let file = newest_file(&test, &conversation).await;
    assert_eq!(file["state"], "failed");
    assert!(file["reason"].as_str().unwrap().contains("damaged"), "{file}");
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_breaks_off_is_tried_again_and_nothing_half_is_kept() {
    let (test, conversation) = shop().await;
    let bytes = png(900, 900);
    let message = picture_message(&test, "image/png", &bytes, &base64_of(&bytes));
    let id = message["image"]["id"].as_str().unwrap().to_owned();
    test.meta().breaks_download(&id, Some(bytes.len() / 2));
    test.customer(PHONE).sends(message).await;
    test.run_jobs().await;
    let waiting = newest_file(&test, &conversation).await;
    assert_eq!((&waiting["state"], &waiting["id"]), (&json!("waiting"), &Value::Null));
    test.meta().breaks_download(&id, None);
    test.advance(Duration::from_mins(1));
    test.run_jobs().await;
    let file = newest_file(&test, &conversation).await;
    let served = fetch(&test, &format!("/media/{}", file["id"].as_str().unwrap()), &[]).await;
    assert_eq!(served.bytes().await.unwrap(), bytes);
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_page_called_a_picture_is_only_ever_a_download() {
    let (test, conversation) = shop().await;
    let bytes = b"<!doctype html><script>alert(document.cookie)</script>";
    let id = test.meta().holds_media("image/jpeg", bytes.to_vec());
    let document =
        json!({"id": id, "mime_type": "image/jpeg", "filename": "holiday.jpg", "sha256": base64_of(bytes)});
    test.customer(PHONE).sends(json!({"type": "document", "document": document})).await;
    test.run_jobs().await;
    let file = newest_file(&test, &conversation).await;
    assert_eq!((&file["mime_type"], &file["thumbnail"]), (&json!("text/html"), &json!(false)));
    let path = format!("/media/{}", file["id"].as_str().unwrap());
    let headers = fetch(&test, &path, &[]).await.headers().clone();
    assert_eq!(headers["content-type"], "application/octet-stream");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(fetch(&test, &format!("{path}/thumbnail"), &[]).await.status(), 404);
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customers_file_name_leads_nowhere() {
    let (test, conversation) = shop().await;
    for (hostile, safe) in [
        ("../../etc/passwd\0.pdf", "passwd"),
        ("C:\\Windows\\evil.pdf", "evil.pdf"),
        ("a\r\nset-cookie: x=1.pdf", "cookie"),
        ("invoice\u{202e}fdp.exe", "invoice"),
    ] {
        let bytes = format!("%PDF-1.4\n{hostile}");
        let id = test.meta().holds_media("application/pdf", bytes.clone());
        let document = json!({"id": id, "mime_type": "application/pdf", "filename": hostile});
        test.customer(PHONE).sends(json!({"type": "document", "document": document})).await;
        test.run_jobs().await;
        let file = newest_file(&test, &conversation).await;
        let served = fetch(&test, &format!("/media/{}", file["id"].as_str().unwrap()), &[]).await;
        assert!(served.headers().get("set-cookie").is_none(), "{hostile:?}");
        let disposition = served.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(disposition.contains(safe), "{hostile:?}: {disposition}");
        for unsafe_part in ["..", "/", "\\", "\r", "\n", "\0", "%00", "%2F", "%E2%80%AE"] {
            assert!(!disposition.contains(unsafe_part), "{hostile:?}: {disposition}");
        }
        assert_eq!(served.bytes().await.unwrap(), bytes);
    }
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_meta_no_longer_has_or_never_named_say_so() {
    let (test, conversation) = shop().await;
    let ana = test.customer(PHONE);
    ana.sends(json!({"type": "document", "document": {"id": "12", "mime_type": "application/pdf", "filename": "a.pdf"}})).await;
    test.run_jobs().await;
    let gone = newest_file(&test, &conversation).await;
    assert_eq!((&gone["state"], &gone["filename"]), (&json!("failed"), &json!("a.pdf")));
    assert!(gone["reason"].as_str().unwrap().contains("no longer has"), "{gone}");
    ana.sends(json!({"type": "audio", "audio": {"mime_type": "audio/ogg; codecs=opus", "voice": true}}))
        .await;
    test.run_jobs().await;
    let unnamed = newest_file(&test, &conversation).await;
    assert_eq!((&unnamed["state"], &unnamed["voice"]), (&json!("failed"), &json!(true)));
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_not_shown_to_an_address_that_is_not_metas() {
    let (test, conversation) = shop().await;
    let bytes = png(10, 10);
    let mut message = picture_message(&test, "image/png", &bytes, &base64_of(&bytes));
    message["image"]["url"] = json!("https://evil.example/whatsapp");
    test.customer(PHONE).sends(message).await;
    test.run_jobs().await;
    let file = newest_file(&test, &conversation).await;
    assert_eq!(file["state"], "failed");
    assert!(file["reason"].as_str().unwrap().contains("not its own"), "{file}");
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_did_not_come_can_be_asked_for_again_while_meta_keeps_it() {
    let (test, conversation) = shop().await;
    let bytes = png(10, 10);
    // The address in the webhook is not Meta's; the file itself is there.
    let mut message = picture_message(&test, "image/png", &bytes, &base64_of(&bytes));
    message["image"]["url"] = json!("https://evil.example/whatsapp");
    let came = test.clock.now();
    for _ in 0..2 {
        test.customer(PHONE).sends(message.clone()).await;
        test.run_jobs().await;
    }
    let lines = test.thread(&conversation).await;
    let failed: Vec<&Value> = lines.iter().filter(|line| line["media"]["state"] == "failed").collect();
    assert_eq!(failed.len(), 2, "{lines:?}");
    assert_eq!(failed[0]["media"]["kept_until"], came.plus(Duration::from_hours(7 * 24)).to_string());
    let ask = |line: &Value| format!("/messages/{}/media/fetch", line["id"].as_str().unwrap());

    test.advance(Duration::from_mins(10));
    assert_eq!(test.post(&ask(failed[1]), json!({})).await.status, StatusCode::ACCEPTED);
    let twice = test.post(&ask(failed[1]), json!({})).await;
    assert_eq!((twice.status, twice.code()), (StatusCode::CONFLICT, "not_missing"), "it is on its way");
    test.run_jobs().await;
    let here = newest_file(&test, &conversation).await;
    assert_eq!((&here["state"], &here["kept_until"]), (&json!("ready"), &Value::Null), "{here}");
    let served = fetch(&test, &format!("/media/{}", here["id"].as_str().unwrap()), &[]).await;
    assert_eq!(served.bytes().await.unwrap(), bytes);

    test.advance(Duration::from_hours(7 * 24));
    test.sign_in().await;
    let late = test.post(&ask(failed[0]), json!({})).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "file_gone"), "{}", late.json);
    assert!(late.json["error"]["hint"].as_str().unwrap().contains("seven days"), "{}", late.json);
    let unknown = test.post("/messages/1/media/fetch", json!({})).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    finish(test).await;
}
