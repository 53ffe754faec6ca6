//! Every address of the API, asked by everybody: who gets in stands in `who_may_ask.table`, as data.
//!
//! A route that the OpenAPI document has and the table has not, or the other way round, fails the test: a new route
//! says here who may use it. The answers come from the real program over loopback HTTP.

mod hostile;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use reqwest::{Method, Response};
use serde_json::Value;

use crate::support::browser::Browser;
use crate::support::{OWNER, PASSWORD, TestApp};

/// Read when the test runs, so that a new line needs no build.
static TABLE: LazyLock<String> =
    LazyLock::new(|| std::fs::read_to_string("tests/it/api_contract/who_may_ask.table").unwrap());

/// Who asks, in the order of the table's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asker {
    Nobody,
    Trainee,
    Agent,
    Manager,
    Owner,
    /// Somebody whose session was ended.
    Revoked,
    /// Another web site, in the owner's browser.
    OtherSite,
}

impl Asker {
    const ALL: [Self; 7] = [
        Self::Nobody,
        Self::Trainee,
        Self::Agent,
        Self::Manager,
        Self::Owner,
        Self::Revoked,
        Self::OtherSite,
    ];
}

/// One line of the table.
#[derive(Debug)]
struct Row {
    method: Method,
    /// As the document writes it, with `{id}`.
    path: &'static str,
    /// With its `?`, where the route needs one.
    query: &'static str,
    expected: Vec<u16>,
    body: Option<&'static str>,
}

impl Row {
    /// Where to ask: ids that nothing has.
    fn address(&self) -> String {
        let path = self
            .path
            .replace("{token}", "nothing")
            .replace("{check}", "token")
            .replace("{id}", "1")
            .replace("{session}", "1")
            .replace("{version}", "1")
            .replace("{number}", "1");
        format!("{path}{}", self.query)
    }
}

fn rows() -> Vec<Row> {
    TABLE.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(row).collect()
}

fn row(line: &'static str) -> Row {
    let (asked, body) =
        line.split_once(" {").map_or((line, None), |(asked, _)| (asked, Some(&line[asked.len() + 1..])));
    let mut words = asked.split_whitespace();
    let method = words.next().unwrap().parse().unwrap();
    let address = words.next().unwrap();
    let (path, query) = address.split_at(address.find('?').unwrap_or(address.len()));
    let expected: Vec<u16> = words.map(|word| word.parse().unwrap_or_else(|_| panic!("{line}"))).collect();
    assert_eq!(expected.len(), Asker::ALL.len(), "{line}");
    Row { method, path, query, expected, body }
}

/// What the program says it answers, and the two addresses that its document does not describe.
fn documented() -> BTreeSet<String> {
    let document = serde_json::to_value(shopbell::app::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let described = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods
            .filter(|method| ["get", "put", "post", "patch", "delete"].contains(&method.as_str()))
            .map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    described.chain(["GET /api/v1/events".to_owned(), "GET /api/v1/openapi.json".to_owned()]).collect()
}

#[test]
fn every_route_says_who_may_use_it() {
    let documented = documented();
    let listed: BTreeSet<String> = rows().iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    let missing: Vec<_> = documented.difference(&listed).collect();
    assert!(missing.is_empty(), "add to tests/it/api_contract/who_may_ask.table who may use: {missing:#?}");
    let gone: Vec<_> = listed.difference(&documented).collect();
    assert!(gone.is_empty(), "no such route any more: {gone:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_it_says() {
    let team = Team::gather().await;
    let mut wrong = Vec::new();
    for row in rows() {
        for (asker, expected) in Asker::ALL.into_iter().zip(&row.expected) {
            let answer = team.ask(asker, &row).await;
            let status = answer.status().as_u16();
            let complaint = if status >= 400 { badly_said(answer).await } else { None };
            if status != *expected || complaint.is_some() {
                let complaint = complaint.unwrap_or_default();
                wrong.push(format!(
                    "{} {} as {asker:?}: {status}, not {expected} {complaint}",
                    row.method, row.path
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    team.shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_changes_nothing() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    // Every commit lengthens the log beside the file or folds it in.
    let on_disk =
        || ["shopbell.db", "shopbell.db-wal"].map(|file| std::fs::read(shop.folder().join(file)).unwrap());
    let before = on_disk();
    for row in rows().iter().filter(|row| row.method == Method::GET) {
        owner.request(Method::GET, &row.address()).send().await.unwrap();
        assert!(on_disk() == before, "GET {} wrote something", row.path);
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_of_the_query_nobody_knows_is_refused_by_its_name() {
    let shop = TestApp::start().await;
    let owner = Browser::signed_in(&shop, OWNER).await;
    let undescribed = ["/api/v1/events", "/api/v1/openapi.json"];
    let mut wrong = Vec::new();
    for row in rows().iter().filter(|row| row.method == Method::GET && !undescribed.contains(&row.path)) {
        let address = row.address();
        let joint = if address.contains('?') { '&' } else { '?' };
        let answer =
            owner.request(Method::GET, &format!("{address}{joint}no_such_field=1")).send().await.unwrap();
        let said: Value = answer.json().await.unwrap_or_default();
        if said["error"]["code"] != "invalid_query" || !said["error"]["fields"]["no_such_field"].is_string() {
            wrong.push(format!("GET {}: {said}", row.path));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let orders = owner.get("/orders?stauts=paid").await;
    assert!(orders.json["error"]["hint"].as_str().unwrap().contains("state"), "{}", orders.json);
    shop.stop().await;
}

/// An error that is not of the one shape.
async fn badly_said(answer: Response) -> Option<String> {
    let text = answer.text().await.unwrap();
    let said: Value = serde_json::from_str(&text).unwrap_or_default();
    let has = |key: &str| said["error"][key].as_str().is_some_and(|words| !words.is_empty());
    (!has("code") || !has("message") || !has("request_id")).then_some(text)
}

/// One person of every role, a session that was ended, and the shop they ask.
struct Team {
    shop: TestApp,
    browsers: Vec<(Asker, Browser)>,
}

impl Team {
    async fn gather() -> Self {
        let shop = TestApp::start().await;
        let owner = Browser::signed_in(&shop, OWNER).await;
        let mut browsers =
            vec![(Asker::Nobody, Browser::new(&shop)), (Asker::OtherSite, owner.on_another_site())];
        for (asker, role) in [
            (Asker::Trainee, "trainee"),
            (Asker::Agent, "agent"),
            (Asker::Manager, "manager"),
            (Asker::Revoked, "owner"),
        ] {
            browsers.push((asker, owner.invite(role).await));
        }
        browsers.push((Asker::Owner, owner));
        let team = Self { shop, browsers };
        let revoked = team.ask(Asker::Revoked, &row("DELETE /api/v1/session 0 0 0 0 0 0 0")).await;
        assert_eq!(revoked.status(), 204);
        team
    }

    async fn ask(&self, asker: Asker, row: &Row) -> Response {
        // Signing in anew ends the session the browser holds, with which the rest of the table is asked.
        let signs_in = row.method == Method::POST && row.path == "/api/v1/session" && asker == Asker::Owner;
        let asker = if signs_in { Asker::Nobody } else { asker };
        let (_, browser) = self.browsers.iter().find(|(who, _)| *who == asker).unwrap();
        let mut request = browser.request(row.method.clone(), &row.address());
        if let Some(body) = row.body {
            let body = body.replace("$PASSWORD", PASSWORD).replace("$EMAIL", OWNER);
            request = request.json(&serde_json::from_str::<Value>(&body).unwrap());
        }
        request.send().await.unwrap()
    }
}
