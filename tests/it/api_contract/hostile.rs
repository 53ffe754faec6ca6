//! What nobody should send: torn JSON, other types, unknown fields, bottomless nesting. Every route that takes a body
//! refuses it in the one shape of errors, and the program stays as it was.

use serde_json::{Value, json};

use super::{Row, badly_said, rows};
use crate::support::browser::Browser;
use crate::support::{OWNER, PASSWORD, TestApp};

/// Brackets deeper than any parser should follow.
const DEPTH: usize = 100_000;

struct Case {
    what: String,
    body: String,
    /// Whether a good answer would be a fault.
    must_refuse: bool,
}

fn cases(body: &Value) -> Vec<Case> {
    let text = body.to_string();
    let refused = |what: &str, body: String| Case { what: what.to_owned(), body, must_refuse: true };
    let mut cases = vec![
        refused("torn", text[..text.len() - 1].to_owned()),
        refused("nothing", String::new()),
        refused("a list", "[1]".to_owned()),
        refused("a text", "\"{}\"".to_owned()),
        refused("half a letter", "{\"\\ud800\":1}".to_owned()),
        refused("bottomless", "[".repeat(DEPTH)),
        refused("two values", format!("{text}{text}")),
    ];
    let fields = body.as_object().unwrap();
    let mut more = fields.clone();
    more.insert("no_such_field".to_owned(), json!(1));
    cases.push(refused("an unknown field", Value::Object(more).to_string()));
    for name in fields.keys() {
        for wrong in [
            json!({ "a": [1] }),
            json!([[1]]),
            json!(-1),
            json!(1e300),
            json!(true),
            json!(null),
            json!("\u{0}\u{202e}"),
        ] {
            let mut retyped = fields.clone();
            retyped.insert(name.clone(), wrong.clone());
            let what = format!("{name} as {wrong}");
            cases.push(Case { what, body: Value::Object(retyped).to_string(), must_refuse: false });
        }
    }
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_gets_a_clear_answer() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let mut wrong = Vec::new();
    for row in rows() {
        let Some(body) = row.body else { continue };
        let body = body.replace("$PASSWORD", PASSWORD).replace("$EMAIL", OWNER);
        for case in cases(&serde_json::from_str(&body).unwrap()) {
            if let Some(complaint) = send(&owner, &row, &case).await {
                wrong.push(format!("{} {}, {}: {complaint}", row.method, row.path, case.what));
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(owner.get("/me").await.status, 200);
    shop.run_jobs().await;
    shop.stop().await;
}

async fn send(owner: &Browser, row: &Row, case: &Case) -> Option<String> {
    let answer = owner
        .request(row.method.clone(), &row.address())
        .header("content-type", "application/json")
        .body(case.body.clone())
        .send()
        .await
        .unwrap();
    let status = answer.status();
    if status.is_server_error() || (case.must_refuse && !status.is_client_error()) {
        return Some(status.to_string());
    }
    if status.is_client_error() { badly_said(answer).await } else { None }
}
