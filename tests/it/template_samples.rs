//! Templates that show a picture, a film or a file: made with a sample, sent with a file of their own.

use reqwest::StatusCode;
use serde_json::{Value, json};
use shopbell::practice::meta::{ReviewPlan, StatusPlan};

use crate::support::TestApp;

async fn upload(test: &TestApp, name: &str, bytes: Vec<u8>) -> Value {
    let up = test.upload(name, bytes).await;
    assert_eq!(up.status, StatusCode::CREATED, "{}", up.json);
    up.json
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The beginning of a film, padded: all anybody looks at.
fn mp4(bytes: usize) -> Vec<u8> {
    let mut film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    film.resize(bytes, 0);
    film
}

fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".to_vec()
}

fn template(name: &str, header: &str, media_id: &Value) -> Value {
    json!({
        "name": name, "language": "it", "category": "utility",
        "header": {"type": header, "media_id": media_id},
        "body": "Ciao {{name}}, ecco quello che hai chiesto ieri.",
        "examples": {"name": "Ana"}, "submit": true,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_with_a_file_is_made_with_a_sample_and_sent_with_another() {
    let test = TestApp::start().await;
    test.meta().plan_statuses(StatusPlan::in_order());
    test.meta().plan_reviews(ReviewPlan::by_name());
    let anna = test.customer("+39 333 1234567");
    anna.says("Mi mandate la foto?").await;
    test.let_reply().await;
    let conversation = test.only_conversation().await;
    let messages = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    for (header, sample, sent) in [
        ("image", png(20, 10), png(30, 10)),
        ("video", mp4(1_000), mp4(2_000)),
        ("document", pdf(), [pdf(), b"altro".to_vec()].concat()),
    ] {
        let sample = upload(&test, "sample", sample).await;
        let made =
            test.post("/whatsapp/templates", template(&format!("con_{header}"), header, &sample["id"])).await;
        assert_eq!(made.status, StatusCode::CREATED, "{header}: {}", made.json);
        test.run_jobs().await;
        let at_meta = test
            .meta()
            .account()
            .templates
            .into_iter()
            .find(|one| one.name == format!("con_{header}"))
            .unwrap();
        assert_eq!(at_meta.status, "APPROVED");
        let shown = &at_meta.components[0];
        assert_eq!(shown["format"], header.to_uppercase());
        assert!(shown["example"]["header_handle"][0].as_str().unwrap().starts_with("4::"), "{shown}");

        let send = |media: Value| {
            json!({"client_id": format!("{header}{media}"), "kind": "template", "template_id": made.json["id"], "anyway": true,
                "header": {"media_id": media}, "variables": {"name": "Anna"}})
        };
        let without = test.post(&messages, send(Value::Null)).await;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", without.json);
        assert!(!without.json["error"]["fields"]["header.media_id"].is_null(), "{}", without.json);
        let file = upload(&test, "andata", sent.clone()).await;
        let queued = test.post(&messages, send(file["id"].clone())).await;
        assert_eq!(queued.status, StatusCode::ACCEPTED, "{}", queued.json);
        test.run_jobs().await;
        let received = anna.received().pop().unwrap();
        let parameter = &received.body["template"]["components"][0]["parameters"][0];
        assert_eq!(parameter["type"], header, "{}", received.body);
        let (_, bytes) = test.meta().medium(parameter[header]["id"].as_str().unwrap()).unwrap();
        assert_eq!(bytes, sent, "the customer gets this file, not the sample");
        let thread = test.thread(&conversation).await;
        let line = thread.iter().rfind(|line| line["kind"] == "template").unwrap();
        assert_eq!(line["state"], "read", "{line}");
    }
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_checked_before_meta_sees_it_and_uploaded_anew_with_every_change() {
    let test = TestApp::start().await;
    test.meta().plan_statuses(StatusPlan::in_order());
    test.meta().plan_reviews(ReviewPlan::by_name());
    let picture = upload(&test, "foto.png", png(20, 10)).await;
    let film = upload(&test, "film.mp4", mp4(17 * 1024 * 1024)).await;
    let fault = async |header: &str, media: &Value| {
        let refused = test.post("/whatsapp/templates", template("prova", header, media)).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "template_invalid"));
        refused.json["error"]["fields"]["header.media_id"].as_str().unwrap_or_default().to_owned()
    };
    assert!(fault("document", &picture["id"]).await.contains("only application/pdf"));
    assert!(fault("image", &film["id"]).await.contains("only image/jpeg, image/png"));
    assert!(fault("video", &film["id"]).await.contains("At most 16384 KB"));
    assert!(fault("image", &json!("1")).await.contains("no such file"));
    assert!(fault("image", &Value::Null).await.contains("sample"));
    assert!(test.meta().account().templates.iter().all(|one| one.name != "prova"));

    let made = test.post("/whatsapp/templates", template("prova", "image", &picture["id"])).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    test.run_jobs().await;
    let handle = || {
        let found = test.meta().account().templates.into_iter().find(|one| one.name == "prova").unwrap();
        found.components[0]["example"]["header_handle"][0].as_str().unwrap().to_owned()
    };
    let first = handle();
    let mut changed = template("prova", "image", &picture["id"]);
    changed["body"] = json!("Ciao {{name}}, ecco la foto che hai chiesto ieri sera.");
    changed.as_object_mut().unwrap().remove("submit");
    let path = format!("/whatsapp/templates/{}", made.json["id"].as_str().unwrap());
    let edited = test.patch(&path, changed).await;
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.json);
    assert_ne!(handle(), first, "Meta takes a handle once");
    test.run_jobs().await;
    test.stop().await;
}
