//! Accounts through the door: first run, signing in and out, the team, links, tokens, live streams, the shop.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::{OWNER, PASSWORD, TestApp, answer};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shop_asks_for_its_code_and_then_never_again() {
    let shop = TestApp::start_without_owner().await;
    let visitor = Browser::new(&shop);
    let setup = visitor.get("/setup").await.json;
    assert_eq!(setup["needed"], true);
    let file = setup["setup_code_hint"].as_str().unwrap();
    let code = std::fs::read_to_string(file).unwrap();
    let command = setup["setup_code_command"].as_str().unwrap();
    let printed = std::process::Command::new("sh")
        .args(["-c", command.strip_prefix("sudo ").unwrap_or(command)])
        .output();
    assert_eq!(String::from_utf8(printed.unwrap().stdout).unwrap(), code, "{command}");
    let typed = |code: &str| {
        json!({ "setup_code": code, "email": OWNER, "password": PASSWORD,
            "business_name": "Macelleria Rossi", "language": "it" })
    };
    let wrong = visitor.post("/setup", typed("00000-00000-00000-00000-00000-0")).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (403, "setup_code_wrong"));
    let at_once = (0..4).map(|_| visitor.post("/setup", typed(code.trim())));
    let answers = futures_util::future::join_all(at_once).await;
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].json["shop"]["name"], "Macelleria Rossi");
    assert_eq!(made[0].json["recovery_phrase"], "missing");
    assert!(!std::path::Path::new(file).exists());
    assert_eq!(visitor.get("/setup").await.json["needed"], false);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_is_bound_and_signing_out_ends_it() {
    let shop = TestApp::start().await;
    let mut browser = Browser::new(&shop);
    let signed_in = browser.post("/session", json!({ "email": OWNER, "password": PASSWORD })).await;
    let cookie = signed_in.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.starts_with("shopbell=")
            && cookie.ends_with("Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax")
    );
    assert_eq!(signed_in.headers["cache-control"], "no-store");
    browser.keep_cookie(&signed_in);
    assert_eq!(browser.get("/me").await.status, 200);
    let out = browser.send(Method::DELETE, "/session", Value::Null).await;
    assert_eq!(out.status, 204);
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert!(out.headers.contains_key("clear-site-data"));
    assert_eq!(browser.get("/me").await.code(), "not_signed_in", "the old cookie is worth nothing");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_the_cookie_is_secure_and_the_plain_one_is_not_believed() {
    let shop = TestApp::start_with(|config| {
        config.server.public_url = Some("https://bell.example".parse().unwrap());
    })
    .await;
    let code = std::fs::read_to_string(shop.folder().join("setup-code")).unwrap();
    let typed = json!({ "setup_code": code, "email": OWNER, "password": PASSWORD, "business_name": "Rossi", "language": "it" });
    let browser = Browser::new(&shop);
    let through_caddy =
        |method: Method, path: &str| browser.request(method, path).header("host", "bell.example");
    let made = answer(through_caddy(Method::POST, "/api/v1/setup").json(&typed).send().await.unwrap()).await;
    let cookie = made.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-shopbell=") && cookie.ends_with("; Secure"), "{cookie}");
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    for (name, status) in [("__Host-shopbell", 200), ("shopbell", 401)] {
        let request = through_caddy(Method::GET, "/api/v1/me").header("cookie", format!("{name}={token}"));
        assert_eq!(request.send().await.unwrap().status(), status, "{name}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_told_when_to_come_back_and_a_forged_address_does_not_help() {
    let shop = TestApp::start_with(|config| config.server.trusted_proxies.clear()).await;
    let visitor = Browser::new(&shop);
    let guess = |n: u8| {
        let typed = json!({ "email": "nobody@shop.example", "password": format!("guess number {n}") });
        visitor
            .request(Method::POST, "/api/v1/session")
            .header("x-forwarded-for", format!("198.51.100.{n}"))
            .header("x-real-ip", format!("198.51.100.{n}"))
            .json(&typed)
            .send()
    };
    for n in 0..5 {
        assert_eq!(answer(guess(n).await.unwrap()).await.code(), "bad_credentials");
    }
    let refused = answer(guess(6).await.unwrap()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "too_many_attempts"));
    assert_eq!(refused.headers["retry-after"], "60");
    assert_eq!(refused.json["error"]["hint"], "Try again in 60 seconds.");
    shop.advance(Duration::from_mins(1));
    assert_eq!(answer(guess(7).await.unwrap()).await.code(), "bad_credentials");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_looks_after_agents_and_trainees_and_nobody_above() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let mut manager = Browser::new(&shop);
    let invited =
        owner.post("/people", json!({ "email": "mia@shop.example", "name": "Mia", "role": "manager" })).await;
    manager.use_link(invited.json["link"]["url"].as_str().unwrap()).await;
    let new = |role: &str| json!({ "email": format!("{role}@shop.example"), "name": role, "role": role });
    for role in ["owner", "manager"] {
        assert_eq!(manager.post("/people", new(role)).await.code(), "not_allowed", "{role}");
    }
    let agent = manager.post("/people", new("agent")).await;
    assert_eq!(agent.status, 201, "{}", agent.json);
    let path = |person: &Value| format!("/people/{}", person["id"].as_str().unwrap());
    let agent = path(&agent.json["person"]);
    assert_eq!(
        manager.send(Method::PATCH, &agent, json!({ "role": "trainee" })).await.json["role"],
        "trainee"
    );
    assert_eq!(manager.send(Method::PATCH, &agent, json!({ "role": "manager" })).await.code(), "not_allowed");
    assert_eq!(manager.post(&format!("{agent}/password-link"), json!({})).await.status, 201);
    let everybody = manager.get("/people").await.json;
    for person in everybody["items"].as_array().unwrap().iter().filter(|person| person["role"] != "trainee") {
        let path = path(person);
        for change in [json!({ "name": "X" }), json!({ "active": false }), json!({ "role": "agent" })] {
            assert_eq!(manager.send(Method::PATCH, &path, change).await.code(), "not_allowed");
        }
        assert_ne!(manager.post(&format!("{path}/password-link"), json!({})).await.status, 201);
    }
    assert_eq!(manager.post("/recovery-phrase", json!({})).await.code(), "not_allowed");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn holidays_stand_beside_the_weeks_hours_and_never_share_a_day() {
    let shop = TestApp::start().await;
    let closed =
        |from: &str, to: &str, name: &str| json!({ "from": from, "to": to, "name": name, "hours": [] });
    let late = json!({ "from": "2026-12-23", "to": "2026-12-23", "name": "",
        "hours": [{ "opens": "08:00", "closes": "22:00" }] });
    let days = json!([closed("2026-12-25", "2026-12-26", "Christmas"), late]);
    let kept = shop.patch("/shop", json!({ "special_days": days })).await.json["special_days"].clone();
    assert_eq!(kept[0]["hours"][0]["closes"], "22:00", "in their order");
    shop.patch("/shop", json!({ "phone": "+39 055 1" })).await;
    assert_eq!(shop.get("/shop").await.json["special_days"], kept, "what is absent stays");
    let twice = json!([
        closed("2026-12-25", "2026-12-26", "Christmas"),
        closed("2026-12-26", "2026-12-27", "Boxing Day")
    ]);
    let refused = shop.patch("/shop", json!({ "special_days": twice })).await;
    assert!(refused.json["error"]["fields"]["special_days"].is_string(), "{}", refused.json);
    let no_date =
        shop.patch("/shop", json!({ "special_days": [closed("2026-02-30", "2026-02-30", "")] })).await;
    assert_eq!(no_date.status.as_u16() / 100, 4);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_use_a_signed_in_browser() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let other = owner.on_another_site();
    let refused = other.post("/tokens", json!({ "name": "stolen", "role": "owner" })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (403, "cross_site"));
    assert_eq!(owner.get("/tokens").await.json["items"], json!([]));
    let answered = owner.get("/me").await;
    assert!(answered.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_invited_joins_is_promoted_and_sent_away() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let new = json!({ "email": "zara@shop.example", "name": "Zara", "role": "agent" });
    let invited = owner.post("/people", new.clone()).await.json;
    assert_eq!((&invited["person"]["invited"], &invited["person"]["role"]), (&json!(true), &json!("agent")));
    assert_eq!(owner.post("/people", new).await.code(), "email_taken");
    let link = invited["link"]["url"].as_str().unwrap();
    assert!(link.starts_with(&shop.address), "{link}");

    let mut zara = Browser::new(&shop);
    let token = link.rsplit('/').next().unwrap();
    let whose = zara.get(&format!("/password-links/{token}")).await.json;
    assert_eq!(whose, json!({ "email": "zara@shop.example", "name": "Zara", "kind": "invitation" }));
    assert_eq!(zara.use_link(link).await.status, 200);
    assert_eq!(zara.clone().use_link(link).await.code(), "link_gone");
    assert_eq!(zara.get("/people").await.code(), "not_allowed");

    let path = format!("/people/{}", invited["person"]["id"].as_str().unwrap());
    let promoted = owner.send(Method::PATCH, &path, json!({ "role": "owner" })).await;
    assert_eq!(promoted.json["role"], "owner");
    assert_eq!(zara.get("/me").await.status, 401, "new rights, new session");
    let zara = Browser::signed_in(&shop, "zara@shop.example").await;
    assert_eq!(zara.get("/people").await.status, 200);
    owner.send(Method::PATCH, &path, json!({ "active": false })).await;
    assert_eq!(zara.get("/me").await.status, 401);
    let me = owner.get("/me").await.json["person"]["id"].as_str().unwrap().to_owned();
    let last = owner.send(Method::PATCH, &format!("/people/{me}"), json!({ "role": "agent" })).await;
    assert_eq!((last.status.as_u16(), last.code()), (409, "last_owner"));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_works_until_it_is_revoked_and_its_live_stream_closes() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let made = owner.post("/tokens", json!({ "name": "till", "role": "agent" })).await.json;
    let token = made["token"].as_str().unwrap().to_owned();
    let program = |method: Method, path: &str| {
        shop.client.request(method, format!("{}/api/v1{path}", shop.address)).bearer_auth(&token)
    };
    // A program sends no Origin, and needs none.
    let named = program(Method::GET, "/conversations").send().await.unwrap();
    assert_eq!(named.status(), 200);
    assert_eq!(answer(program(Method::GET, "/me").send().await.unwrap()).await.code(), "person_only");
    let denied = program(Method::POST, "/tokens").json(&json!({ "name": "more", "role": "agent" }));
    assert_eq!(answer(denied.send().await.unwrap()).await.code(), "not_allowed");

    let stream = program(Method::GET, "/events").send().await.unwrap();
    let listening = shop.app.tasks.spawn("listener", stream.bytes());
    let path = format!("/tokens/{}", made["item"]["id"].as_str().unwrap());
    assert_eq!(owner.send(Method::DELETE, &path, Value::Null).await.status, 204);
    let heard = tokio::time::timeout(Duration::from_secs(5), listening).await.expect("the stream closes");
    assert!(heard.unwrap().is_ok());
    assert_eq!(program(Method::GET, "/conversations").send().await.unwrap().status(), 401);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ended_from_elsewhere_closes_its_live_stream() {
    let shop = TestApp::start().await;
    let (here, there) = (Browser::signed_in(&shop, OWNER).await, Browser::signed_in(&shop, OWNER).await);
    let stream = there.request(Method::GET, "/api/v1/events").send().await.unwrap();
    let listening = shop.app.tasks.spawn("listener", stream.bytes());
    let sessions = here.get("/sessions").await.json["items"].as_array().unwrap().clone();
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);
    assert_eq!(here.send(Method::DELETE, "/sessions", Value::Null).await.status, 204);
    let heard = tokio::time::timeout(Duration::from_secs(5), listening).await.expect("the stream closes");
    assert!(heard.unwrap().is_ok());
    assert_eq!(there.get("/me").await.status, 401);
    assert_eq!(here.get("/me").await.status, 200);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_cannot_end_or_see_anothers_sessions() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let agent = owner.invite("agent").await;
    let theirs = agent.get("/sessions").await.json["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/sessions/{theirs}");
    assert_eq!(
        owner.send(Method::DELETE, &path, Value::Null).await.status,
        404,
        "by id, as if it were not there"
    );
    let owners = owner.get("/sessions").await.json.to_string();
    assert!(!owners.contains(&theirs));
    assert_eq!(agent.get("/me").await.status, 200);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_named_beside_their_field() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let cases = [
        (
            Method::PATCH,
            "/me",
            json!({ "current_password": "no", "new_password": PASSWORD }),
            "current_password",
        ),
        (
            Method::PATCH,
            "/me",
            json!({ "current_password": PASSWORD, "new_password": "password1234" }),
            "new_password",
        ),
        (Method::PATCH, "/me", json!({ "new_password": "due gatti sul tetto" }), "current_password"),
        (Method::PATCH, "/me", json!({ "language": "italiano, credo" }), "language"),
        (Method::PATCH, "/shop", json!({ "time_zone": "Europe/Atlantis" }), "time_zone"),
        (Method::POST, "/people", json!({ "email": "not one", "name": "Zara", "role": "agent" }), "email"),
        (Method::POST, "/tokens", json!({ "name": "", "role": "agent" }), "name"),
        (Method::POST, "/me/second-factor", json!({ "password": "no" }), "password"),
    ];
    for (method, path, body, field) in cases {
        let refused = owner.send(method, path, body).await;
        let words = refused.json["error"]["fields"][field].as_str();
        assert!(words.is_some_and(|words| !words.is_empty()), "{path} {field}: {}", refused.json);
        assert_eq!(refused.json["error"]["fields"].as_object().unwrap().len(), 1);
    }
    let unknown = owner.send(Method::PATCH, "/me", json!({ "role": "owner" })).await;
    assert_eq!(unknown.status, 422, "a field that is not ours is refused: {}", unknown.json);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phrase_is_shown_and_proven() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let shown = owner.post("/recovery-phrase", json!({})).await.json;
    let words: Vec<&str> =
        shown["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    assert_eq!(words.len(), 12);
    let asked: Vec<usize> = serde_json::from_value(shown["asked"].clone()).unwrap();
    let proof = |wrong: Option<usize>| {
        let back: serde_json::Map<String, serde_json::Value> = asked
            .iter()
            .map(|place| {
                (place.to_string(), json!(if wrong == Some(*place) { "x" } else { words[place - 1] }))
            })
            .collect();
        json!({ "words": back })
    };
    let wrong = owner.post("/recovery-phrase/confirm", proof(Some(asked[1]))).await;
    assert_eq!(wrong.status, 422);
    let named = wrong.json["error"]["fields"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(named, [asked[1].to_string()]);
    let other = (1..=12).find(|place| !asked.contains(place)).unwrap();
    let elsewhere = json!({ "words": { other.to_string(): words[other - 1] } });
    assert_eq!(owner.post("/recovery-phrase/confirm", elsewhere).await.status, 422, "only what is asked");
    assert_eq!(owner.post("/recovery-phrase/confirm", proof(None)).await.status, 204);
    assert_eq!(owner.get("/me").await.json["recovery_phrase"], "confirmed");
    assert_eq!(owner.post("/recovery-phrase", json!({})).await.status, 422, "now the password is asked");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_does_not_find_the_words_one_by_one() {
    let shop = TestApp::start().await;
    let shown = shop.post("/recovery-phrase", json!({})).await.json;
    let asked: Vec<usize> = serde_json::from_value(shown["asked"].clone()).unwrap();
    let guess: serde_json::Map<String, serde_json::Value> =
        asked.iter().map(|place| (place.to_string(), json!("abandon"))).collect();
    for _ in 0..4 {
        let wrong = shop.post("/recovery-phrase/confirm", json!({ "words": guess })).await;
        assert_eq!(wrong.json["error"]["code"], "words_wrong", "{}", wrong.json);
    }
    for _ in 0..2 {
        let gone = shop.post("/recovery-phrase/confirm", json!({ "words": guess })).await;
        assert_eq!(gone.json["error"]["code"], "phrase_gone", "{}", gone.json);
    }
    shop.stop().await;
}
