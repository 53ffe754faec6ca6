//! Mail, as a mail server reads it; and every way in which one says no.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::notify::{Phase, Urgency};

use super::{mine, prefer, tell};
use crate::support::mail_server::MailServer;
use crate::support::{OWNER, TestApp};

const PASSWORD: &str = "app-password-7731";

async fn set(test: &TestApp, port: u16, security: &str, user: Option<&str>) -> Value {
    let mut body = json!({ "host": "127.0.0.1", "port": port, "security": security, "from": "Macelleria Rossi è aperta <bell@rossi.example>" });
    if let Some(user) = user {
        body["user"] = user.into();
        body["password"] = PASSWORD.into();
    }
    let set = test.put("/notifications/mail-server", body).await;
    assert_eq!(set.status, 200, "{}", set.json);
    set.json
}

async fn shop() -> (TestApp, MailServer) {
    let test = TestApp::start_owned_with(|config| {
        config.server.public_url = Some("http://localhost".parse().unwrap());
    })
    .await;
    let server = MailServer::start().await;
    set(&test, server.port, "none", None).await;
    (test, server)
}

async fn try_it(test: &TestApp) -> Value {
    test.advance(Duration::from_secs(5));
    let tried = test.post("/notifications/test", json!({ "channel": "email" })).await;
    assert_eq!(tried.status, 200, "{}", tried.json);
    tried.json
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_in_the_readers_language_and_says_where_to_look() {
    let (test, server) = shop().await;
    assert_eq!(test.patch("/me", json!({ "language": "it" })).await.status, 200);
    tell(&test, "Perù\r\nBcc: evil@evil.example", Phase::Raised, Urgency::High).await;
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!((letter.envelope_from.as_str(), letter.envelope_to.as_str()), ("bell@rossi.example", OWNER));
    assert_eq!(letter.headers["subject"], "Negozio Perù Bcc: evil@evil.example");
    assert!(!letter.headers.contains_key("bcc"));
    assert!(letter.headers["from"].contains("Macelleria Rossi è aperta"), "{}", letter.headers["from"]);
    assert!(letter.headers["content-type"].contains("text/plain"));
    assert_eq!(letter.headers["auto-submitted"], "auto-generated");
    assert_eq!(letter.headers["date"], "Sat, 21 Nov 2026 10:00:00 +0000");
    assert!(letter.headers["message-id"].ends_with("@rossi.example>"));
    assert!(letter.body.contains("Guarda qui: http://localhost/health"), "{}", letter.body);
    assert!(letter.body.contains("l'hai scelto in Shopbell"), "{}", letter.body);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_busy_gets_the_same_letter_later_and_a_cut_connection_leaves_one_id() {
    let (test, server) = shop().await;
    server.answers("RCPT", "451 greylisted, come back");
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    assert!(server.letters().is_empty());
    assert_eq!(mine(&test).await[0]["went"][0]["fault"], "mail_busy");
    server.cuts_after_taking();
    for _ in 0..3 {
        test.advance(Duration::from_mins(1));
        test.run_jobs().await;
    }
    test.advance(Duration::from_hours(2));
    test.run_jobs().await;
    // The first was taken and nobody heard: it comes again, as the same letter.
    let letters = server.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].headers["message-id"], letters[1].headers["message-id"]);
    assert_eq!(
        (&letters[0].headers["date"], &letters[0].body),
        (&letters[1].headers["date"], &letters[1].body)
    );
    let went = mine(&test).await[0]["went"][0].clone();
    assert_eq!((&went["fault"], went["sent_at"].is_string()), (&json!(null), true), "{went}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_failed_is_not_tried_again_in_quiet_hours() {
    let (test, server) = shop().await;
    server.answers("RCPT", "451 greylisted, come back");
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    // It is ten o'clock in London.
    let quiet = json!({ "quiet": { "from": "09:00", "to": "12:00" }, "time_zone": "Europe/London" });
    prefer(&test, quiet).await;
    for _ in 0..7 {
        test.advance(Duration::from_mins(15));
        test.run_jobs().await;
    }
    assert!(server.letters().is_empty(), "a quarter to twelve is quiet");
    test.advance(Duration::from_mins(16));
    test.run_jobs().await;
    assert_eq!(server.letters().len(), 1);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_nobody_knows_is_a_dead_job_with_the_servers_words() {
    let (test, server) = shop().await;
    server.answers("RCPT", "550 no such mailbox here");
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    test.advance(Duration::from_hours(2));
    test.run_jobs().await;
    assert!(server.letters().is_empty(), "not tried again");
    let dead = test.get("/jobs?state=dead").await.json;
    assert_eq!(dead["items"][0]["kind"], "send_mail", "{dead}");
    assert!(dead["items"][0]["last_error"].as_str().unwrap().contains("no such mailbox"), "{dead}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_button_says_in_words_what_is_wrong() {
    let test = TestApp::start().await;
    assert_eq!(try_it(&test).await["fault"], "mail_not_set");
    let server = MailServer::start().await;
    let shown = set(&test, server.port, "none", Some("bell")).await;
    assert_eq!((&shown["mail"]["password_set"], &shown["mail"]["password"]), (&json!(true), &json!(null)));
    assert_eq!(try_it(&test).await, json!({ "fault": null, "said": null }));
    assert_eq!(server.letters()[0].user, Some(("bell".into(), PASSWORD.into())));
    server.answers("AUTH", "535 5.7.8 wrong user or password");
    let refused = try_it(&test).await;
    assert_eq!(refused["fault"], "mail_login_refused");
    assert!(refused["said"].as_str().unwrap().contains("wrong user or password"), "{refused}");
    for (security, fault) in [("tls", "mail_tls"), ("starttls", "mail_no_starttls")] {
        set(&test, server.port, security, None).await;
        assert_eq!(try_it(&test).await["fault"], fault, "{security}");
    }
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    set(&test, closed, "none", None).await;
    assert_eq!(try_it(&test).await["fault"], "mail_unreachable");
    let soon = test.post("/notifications/test", json!({ "channel": "email" })).await;
    assert_eq!(soon.code(), "busy");
    // What was sealed stands nowhere in the file.
    set(&test, server.port, "none", Some("bell")).await;
    let file = std::fs::read(test.app.db.file()).unwrap();
    assert!(!file.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()));
    assert_eq!(test.delete("/notifications/mail-server").await.status, 204);
    assert_eq!(test.get("/notifications/mail-server").await.json["mail"], json!(null));
    test.stop().await;
}
