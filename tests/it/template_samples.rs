//! Templates that show a picture, a film or a file: made with a sample, sent with a file of their own.

use reqwest::StatusCode;
use serde_json::{Value, json};
use shopbell::practice::meta::{ReviewPlan, StatusPlan, Template};

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

#[tokio::test(flavor = "multi_thread")]
async fn what_meta_would_refuse_of_a_filled_in_template_is_refused_before_it_is_sent() {
    let test = TestApp::start().await;
    let body = json!({"type": "BODY", "text": "Ecco quello che hai chiesto ieri sera."});
    let header =
        |format: &str| json!({"type": "HEADER", "format": format, "example": {"header_handle": ["4::x"]}});
    let text = json!({"type": "HEADER", "format": "TEXT", "text": "Ordine {{num}}",
        "example": {"header_text_named_params": [{"param_name": "num", "example": "12"}]}});
    let link = json!({"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Vedi", "url": "https://ex.example/{{1}}",
        "example": ["https://ex.example/1"]}]});
    test.meta().change_account(|account| {
        for format in ["IMAGE", "VIDEO", "DOCUMENT"] {
            let parts = vec![header(format), body.clone()];
            let name = format!("con_{}", format.to_lowercase());
            account.templates.push(Template::made(&name, "it", "UTILITY", "NAMED", parts));
        }
        account.templates.push(Template::made(
            "con_testo",
            "it",
            "UTILITY",
            "NAMED",
            vec![text, body.clone(), link],
        ));
    });
    test.post("/whatsapp/templates/sync", json!({})).await;
    let anna = test.customer("+39 333 1234567");
    anna.says("Mi mandate i dettagli?").await;
    test.let_reply().await;
    let conversation = test.only_conversation().await;
    let messages = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let id = async |name: &str| {
        test.get(&format!("/whatsapp/templates?q={name}")).await.json["items"][0]["id"].clone()
    };
    let files = [
        ("image", upload(&test, "foto.png", png(20, 10)).await),
        ("video", upload(&test, "film.mp4", mp4(2_000)).await),
        ("document", upload(&test, "menu.pdf", pdf()).await),
    ];
    for wanted in ["image", "video", "document"] {
        let template = id(&format!("con_{wanted}")).await;
        for (kind, file) in &files {
            let send = json!({"client_id": format!("{wanted}{kind}"), "kind": "template", "template_id": template,
                "anyway": true, "header": {"media_id": file["id"]}});
            let answer = test.post(&messages, send).await;
            if *kind == wanted {
                assert_eq!(answer.status, StatusCode::ACCEPTED, "{kind} in {wanted}: {}", answer.json);
            } else {
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} in {wanted}");
                assert!(answer.json["error"]["fields"]["header.media_id"].is_string(), "{}", answer.json);
            }
        }
    }
    let template = id("con_testo").await;
    let fill = |num: String, link: String| {
        json!({"client_id": format!("{num}{}", link.len()), "kind": "template", "template_id": template, "anyway": true,
            "variables": {"num": num, "button_0": link}})
    };
    for (num, link, path) in [
        ("9".repeat(80), "1".to_owned(), "variables.num"),
        ("12".to_owned(), "1".repeat(2_000), "variables.button_0"),
        ("12".to_owned(), "due parole".to_owned(), "variables.button_0"),
    ] {
        let refused = test.post(&messages, fill(num, link)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.json["error"]["fields"][path].is_string(), "{path}: {}", refused.json);
    }
    assert_eq!(
        test.post(&messages, fill("12".to_owned(), "1".to_owned())).await.status,
        StatusCode::ACCEPTED
    );
    test.run_jobs().await;
    test.stop().await;
}
