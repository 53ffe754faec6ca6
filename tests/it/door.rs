//! The door from outside: a fresh proof of who one is, sessions seen and ended, news of one's account, refusals that
//! leave a line, and requests that say two things at once.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use shopbell::storage::StorageError;

use crate::support::browser::Browser;
use crate::support::{Answer, OWNER, PASSWORD, TestApp};

/// A proof counts for ten minutes.
const STALE: Duration = Duration::from_mins(11);

fn refused_as(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.code())
}

async fn deeds(shop: &TestApp) -> Vec<Value> {
    shop.get("/audit?limit=100").await.json["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_outlives_a_session_asks_anew_who_one_is() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let token = || json!({"name": "till", "role": "agent"});
    assert_eq!(owner.post("/tokens", token()).await.status, 201, "a sign-in is a proof");
    shop.advance(STALE);
    let asked: [(Method, &str, Value); 14] = [
        (Method::POST, "/tokens", token()),
        (Method::POST, "/people", json!({"email": "a@b.example", "name": "A", "role": "owner"})),
        (Method::PATCH, "/people/1", json!({"role": "owner"})),
        (Method::POST, "/people/1/password-link", json!({})),
        (Method::PUT, "/second-factor-rules", json!({"roles": []})),
        (Method::POST, "/backup", json!({})),
        (Method::POST, "/recovery-phrase", json!({})),
        (Method::DELETE, "/whatsapp/connection", json!({})),
        (Method::PUT, "/whatsapp/connection", json!({"access_token": "x", "app_secret": "x"})),
        (Method::PUT, "/whatsapp/connections/1/token", json!({"access_token": "x"})),
        (Method::PUT, "/whatsapp/connections/1/secret", json!({"app_secret": "x"})),
        (Method::GET, "/whatsapp/connections/1/pin", json!({})),
        (Method::PUT, "/llm/settings", json!({})),
        (Method::PUT, "/web-search/settings", json!({})),
    ];
    for (method, path, body) in asked {
        let answer = owner.send(method.clone(), path, body).await;
        assert_eq!(refused_as(&answer), (403, "confirm_identity"), "{method} {path}");
    }
    assert_eq!(owner.get("/tokens").await.status, 200, "reading asks nothing");
    for nothing in [json!({}), json!({"password": PASSWORD, "second_factor": "123456"})] {
        assert_eq!(refused_as(&owner.post("/session/confirm", nothing).await), (422, "invalid_value"));
    }
    let wrong = owner.post("/session/confirm", json!({"password": "not this one at all"})).await;
    assert_eq!(refused_as(&wrong), (422, "wrong_password"));
    let no_factor = owner.post("/session/confirm", json!({"second_factor": "123456"})).await;
    assert_eq!(refused_as(&no_factor), (422, "second_factor_wrong"));
    assert_eq!(refused_as(&owner.post("/tokens", token()).await), (403, "confirm_identity"));
    assert_eq!(owner.post("/session/confirm", json!({"password": PASSWORD})).await.status, 204);
    let made = owner.post("/tokens", token()).await;
    assert_eq!(made.status, 201, "{}", made.json);
    // Another browser of the same person proved nothing.
    let other = Browser::signed_in(&shop, OWNER).await;
    shop.advance(STALE);
    owner.post("/session/confirm", json!({"password": PASSWORD})).await;
    assert_eq!(refused_as(&other.post("/tokens", token()).await), (403, "confirm_identity"));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_is_guessed_no_faster_than_a_password() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let mut answers = Vec::new();
    for code in 0..8 {
        let typed = json!({"second_factor": format!("{code:06}")});
        answers.push(owner.post("/session/confirm", typed).await.status.as_u16());
    }
    assert_eq!(answers, [422, 422, 422, 422, 422, 429, 429, 429]);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_sign_in_ends_the_session_the_browser_held() {
    let shop = TestApp::start().await;
    let mut browser = Browser::signed_in(&shop, OWNER).await;
    let before = browser.clone();
    let again = browser.post("/session", json!({"email": OWNER, "password": PASSWORD})).await;
    browser.keep_cookie(&again);
    assert_eq!(browser.get("/me").await.status, 200);
    assert_eq!(before.get("/me").await.status, 401, "the old cookie is worth nothing");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_sees_and_ends_where_somebody_is_signed_in() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let agent = owner.invite("agent").await;
    let people = owner.get("/people").await.json;
    let id = people["items"][1]["id"].as_str().unwrap().to_owned();
    let sessions = owner.get(&format!("/people/{id}/sessions")).await.json;
    let session = sessions["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{sessions}")).to_owned();
    assert_eq!(agent.get(&format!("/people/{id}/sessions")).await.status, 403);
    let end = format!("/people/{id}/sessions/{session}");
    assert_eq!(owner.send(Method::DELETE, &end, json!({})).await.status, 204);
    assert_eq!(agent.get("/me").await.status, 401);
    assert_eq!(owner.send(Method::DELETE, &end, json!({})).await.status, 404);
    let me = people["items"][0]["id"].as_str().unwrap();
    let all = owner.send(Method::DELETE, &format!("/people/{me}/sessions"), json!({})).await;
    assert_eq!((all.status.as_u16(), owner.get("/me").await.status.as_u16()), (204, 200));
    assert_eq!(shop.get("/me").await.status, 401, "the owner's other browser is out");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_can_need_a_second_factor() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let agent = owner.invite("agent").await;
    let rule =
        async |roles: Value| owner.send(Method::PUT, "/second-factor-rules", json!({"roles": roles})).await;
    assert_eq!(refused_as(&rule(json!(["owner"])).await), (409, "own_second_factor_first"));
    assert_eq!(rule(json!(["agent", "agent"])).await.json["roles"], json!(["agent"]));
    for shut in ["/conversations", "/home", "/media/1", "/messages/1/raw", "/knowledge/sources"] {
        assert_eq!(refused_as(&agent.get(shut).await), (403, "second_factor_needed"), "{shut}");
    }
    let me = agent.get("/me").await;
    assert_eq!((me.status.as_u16(), &me.json["second_factor_needed"]), (200, &json!(true)));
    assert_eq!(agent.get("/sessions").await.status, 200);
    let offer = agent.post("/me/second-factor", json!({"password": PASSWORD})).await;
    assert_eq!(offer.status, 200, "{}", offer.json);
    assert_eq!(owner.get("/conversations").await.status, 200);
    assert_eq!(rule(json!([])).await.status, 200);
    assert_eq!(agent.get("/conversations").await.status, 200);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_hear_what_happened_to_their_account() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let kinds = async |browser: &Browser| -> Vec<String> {
        let notices = browser.get("/me/notices").await.json;
        let items = notices["items"].as_array().unwrap_or_else(|| panic!("{notices}"));
        items.iter().map(|notice| notice["kind"].as_str().unwrap().to_owned()).collect()
    };
    let before = kinds(&owner).await;
    let other =
        shop.client.post(format!("{}/api/v1/session", shop.address)).header("user-agent", "Safari/1 iPhone");
    let typed = json!({"email": OWNER, "password": PASSWORD});
    assert_eq!(
        other.header("sec-fetch-site", "same-origin").json(&typed).send().await.unwrap().status(),
        200
    );
    owner.post("/tokens", json!({"name": "till", "role": "agent"})).await;
    let news = kinds(&owner).await;
    assert_eq!(news[..news.len() - before.len()], ["token_made", "signed_in"], "{news:?}");
    assert_eq!(owner.get("/me/notices").await.json["items"][1]["device"], "Safari on iPhone");
    assert_eq!(owner.get("/me").await.json["unseen_notices"], json!(news.len()));
    assert_eq!(owner.post("/me/notices/seen", json!({})).await.status, 204);
    assert_eq!(owner.get("/me").await.json["unseen_notices"], json!(0));
    let mut agent = owner.invite("agent").await;
    assert!(kinds(&agent).await.is_empty(), "the first sign-in is no news");
    let id = owner.get("/people").await.json["items"][1]["id"].as_str().unwrap().to_owned();
    let link = owner.post(&format!("/people/{id}/password-link"), json!({})).await.json;
    assert_eq!(kinds(&agent).await, ["link_made"]);
    agent.use_link(link["url"].as_str().unwrap()).await;
    assert_eq!(kinds(&agent).await, ["password_reset", "link_made"]);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_leave_one_line_and_no_line_can_be_removed() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let agent = owner.invite("agent").await;
    for _ in 0..50 {
        assert_eq!(agent.get("/tokens").await.status, 403);
        assert_eq!(owner.on_another_site().post("/tokens", json!({})).await.status, 403);
    }
    let told = deeds(&shop).await;
    let of = |action: &str| told.iter().filter(|deed| deed["action"] == action).cloned().collect::<Vec<_>>();
    let (denied, crossed) = (of("request.denied"), of("request.cross_site"));
    assert_eq!((denied.len(), crossed.len()), (1, 1), "{told:?}");
    assert_eq!(
        (&denied[0]["subject"], &denied[0]["details"]["role"]),
        (&json!("GET /tokens"), &json!("agent"))
    );
    assert_eq!(crossed[0]["subject"], "POST /tokens");
    for statement in [
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET action = 'x'",
        "INSERT OR REPLACE INTO audit_entry SELECT id, 0, 'system', NULL, 'x', '', '{}' FROM audit_entry LIMIT 1",
    ] {
        let tried = shop.app.db.write::<_, StorageError>(move |tx| tx.execute(statement, [])).await;
        assert!(tried.is_err(), "{statement}");
    }
    assert_eq!(deeds(&shop).await.len(), told.len());
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_say_two_things_or_too_much_are_refused_with_words() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let twice = r#"{"name":"till","role":"trainee","role":"owner"}"#;
    let request = owner.request(Method::POST, "/api/v1/tokens").header("content-type", "application/json");
    let answer = crate::support::answer(request.body(twice).send().await.unwrap()).await;
    assert_eq!(refused_as(&answer), (400, "invalid_json"));
    for limit in ["0", "101", "2147483648", "4294967296", "-1", "ten", ""] {
        for path in
            ["/conversations", "/audit", "/broadcasts", "/whatsapp/outbox", "/ledger", "/whatsapp/templates"]
        {
            let answer = owner.get(&format!("{path}?limit={limit}")).await;
            assert_eq!(refused_as(&answer), (422, "invalid_query"), "{path} {limit}");
            assert!(answer.json["error"]["hint"].as_str().unwrap().contains("1 to 100"), "{}", answer.json);
        }
    }
    assert_eq!(owner.get("/conversations?limit=100").await.status, 200);
    let agent = owner.invite("agent").await;
    let metrics =
        async |browser: &Browser| browser.request(Method::GET, "/metrics").send().await.unwrap().status();
    assert_eq!(
        (metrics(&agent).await, metrics(&owner).await),
        (403.try_into().unwrap(), 200.try_into().unwrap())
    );
    shop.stop().await;
}
