//! A whole site from one address: the right pages and no other, politely, again only where something changed, and on from
//! where it was after any end.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shopbell::actor::Role;
use shopbell::clock::{Clock, Timestamp};
use shopbell::config::Config;

use super::shop::{Shop, id};
use super::site_server::{Asked, LANGUAGES, Site, Today};

const SECOND: Duration = Duration::from_secs(1);
/// Pages of one language: 300 in all, and what most tests need.
const MANY: usize = 60;
const SOME: usize = 12;
/// Steps after which a site should long be read.
const ENOUGH: usize = 3_000;

fn on_loopback(config: &mut Config) {
    config.knowledge.fetch_allow_networks = vec!["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
}

async fn open(pages: usize) -> (Shop, Site, Clock) {
    let clock = Clock::fixed(Timestamp::from_seconds(1_795_000_000));
    let site = Site::open(&clock, pages).await;
    (Shop::open_at(clock.clone(), on_loopback).await, site, clock)
}

async fn add(shop: &Shop, url: &str) -> Value {
    let body = json!({ "kind": "site", "url": url });
    let (status, source) = shop.send(Method::POST, "/knowledge/sources", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{source}");
    assert_eq!((source["state"].as_str(), source["kind"].as_str()), (Some("queued"), Some("site")));
    source
}

/// Lets a second pass and does what is due, as often as it takes.
async fn read_to_the_end(shop: &Shop, clock: &Clock, source: &Value) -> Value {
    for _ in 0..ENOUGH {
        shop.run_jobs().await;
        let now = shop.source(source).await;
        if !matches!(now["state"].as_str(), Some("queued" | "working")) {
            return now;
        }
        clock.advance(SECOND);
    }
    panic!("it does not end: {}", shop.source(source).await);
}

/// The paths in one state, with their reasons.
async fn pages(shop: &Shop, source: &Value, state: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/knowledge/sources/{}/site-pages?state={state}&limit=100{cursor}", id(source));
        let list = shop.get(&path).await;
        for page in list["items"].as_array().unwrap() {
            let url = reqwest::Url::parse(page["url"].as_str().unwrap()).unwrap();
            let reason = page["reason"]["code"].as_str().unwrap_or_default();
            found.insert((url.path().to_owned(), reason.to_owned()));
        }
        match list["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

fn paths(pages: &BTreeSet<(String, String)>) -> BTreeSet<String> {
    pages.iter().map(|(path, _)| bare(path)).collect()
}

/// A path without its last slash.
fn bare(path: &str) -> String {
    if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { path.to_owned() }
}

/// The paths of what came whole.
fn came(asked: Vec<Asked>) -> Vec<String> {
    asked.into_iter().filter(|one| one.status == 200).map(|one| bare(&one.path)).collect()
}

fn expected(site: &Site) -> BTreeSet<String> {
    let all = site.pages().into_iter().chain(["/busy".to_owned()]).map(|path| (path, String::new()));
    paths(&all.collect())
}

#[tokio::test]
async fn a_site_of_three_hundred_pages_is_read_whole_and_nothing_else() {
    let (shop, site, clock) = open(MANY).await;
    let source = add(&shop, &site.address).await;
    // Something is known long before everything is.
    for _ in 0..3 {
        shop.run_jobs().await;
        clock.advance(2 * SECOND);
    }
    assert!(shop.first("via Roma").await.unwrap().contains("Benvenuti"));
    assert_eq!(shop.source(&source).await["state"], "working");

    let done = read_to_the_end(&shop, &clock, &source).await;
    assert_eq!((done["state"].as_str(), done["title"].as_str()), (Some("ready"), Some("Da Mario")), "{done}");
    let read = pages(&shop, &source, "read").await;
    assert_eq!(paths(&read), expected(&site));
    let skipped = pages(&shop, &source, "skipped").await;
    // The first page of each language is linked under a second name.
    let first = LANGUAGES.map(|language| (format!("/{language}/p0"), "duplicate".to_owned()));
    let mut expected: BTreeSet<(String, String)> = [
        ("/old/3", "sends_on"),
        ("/loop/a", "sends_on"),
        ("/loop/b", "sends_on"),
        ("/copy", "duplicate"),
        ("/en/thanks", "no_index"),
        ("/en/print/1", "canonical"),
        ("/private/staff", "robots"),
        ("/empty", "no_words"),
        ("/picture", "picture_or_program"),
        ("/out", "outside"),
        ("/metadata", "outside"),
    ]
    .map(|(path, why)| (path.to_owned(), why.to_owned()))
    .into();
    expected.extend(first);
    let spirals: BTreeSet<_> =
        skipped.iter().filter(|(path, _)| path.starts_with("/spiral")).cloned().collect();
    assert_eq!(skipped.difference(&spirals).cloned().collect::<BTreeSet<_>>(), expected);
    assert!(spirals.len() <= 5, "{spirals:?}");
    let failed = pages(&shop, &source, "failed").await;
    assert!(failed.contains(&("/broken".to_owned(), "site_fault".to_owned())), "{failed:?}");
    assert_eq!(failed.len(), 2, "the broken page and the end of the spiral: {failed:?}");

    let report = &done["site"];
    assert_eq!(report["documents"], 302);
    let languages = report["languages"].as_array().unwrap();
    for language in LANGUAGES {
        let of_it = languages.iter().find(|one| one["language"] == language).unwrap();
        assert!(of_it["documents"].as_u64().unwrap() >= MANY as u64, "{languages:?}");
    }
    politely(&site);
    letters_are_right(&shop).await;
}

/// One request at a time, two seconds apart, each page once, nothing outside and nothing forbidden.
fn politely(site: &Site) {
    let asked = site.asked();
    assert_eq!(site.most_under_way(), 1);
    let own = site.address.trim_start_matches("http://");
    assert!(asked.iter().all(|one| one.host == own), "only this host is asked");
    assert!(!asked.iter().any(|one| one.path.starts_with("/private") || one.path == "/never"));
    for pair in asked.windows(2) {
        assert!(pair[1].at.since(pair[0].at) >= 2 * SECOND, "{pair:?}");
    }
    let busy: Vec<_> = asked.iter().filter(|one| one.path == "/busy").map(|one| one.at).collect();
    assert!(busy[1].since(busy[0]) >= Duration::from_secs(90), "patience is granted: {busy:?}");
    let mut times = std::collections::BTreeMap::<&str, usize>::new();
    for one in asked.iter().filter(|one| one.status == 200) {
        *times.entry(one.path.trim_end_matches('/')).or_default() += 1;
    }
    assert!(times.values().all(|times| *times == 1), "{times:?}");
}

/// Neither the header nor a missing one spoils a letter.
async fn letters_are_right(shop: &Shop) {
    for (question, answer) in [
        ("Stück Nummer 13 Grillen", "Stück Nummer 13 für das Grillen kostet 23,50 Euro, schön gewürzt."),
        ("pièce numéro 14 coûte", "La pièce numéro 14 coûte 24,50 euros, déjà préparée."),
        ("κομμάτι αριθμός 9", "Το κομμάτι αριθμός 9 κοστίζει 19,50 ευρώ το κιλό."),
    ] {
        let found = shop.search(question).await;
        let passages: Vec<_> =
            found["items"].as_array().unwrap().iter().map(|hit| hit["passage"].as_str().unwrap()).collect();
        assert!(passages.contains(&answer), "{question}: {passages:?}");
    }
}

#[tokio::test]
async fn a_week_later_only_what_changed_is_fetched() {
    let (shop, site, clock) = open(SOME).await;
    let source = add(&shop, &site.address).await;
    read_to_the_end(&shop, &clock, &source).await;
    *site.today.lock() = Today {
        changed: vec!["/it/p3".to_owned(), "/fr/p9".to_owned()],
        answers: [("/de/p6", 404), ("/de/p7", 410), ("/en/p8", 500)]
            .map(|(path, status)| (path.to_owned(), status))
            .into(),
        links: vec!["<a href='/it/new'>new</a>".to_owned()],
        robots: None,
    };
    site.forget();
    // The timetable looks every hour; the week is what counts.
    clock.advance(Duration::from_hours(24 * 6));
    shop.app.rooms.knowledge.clone().refresh_sites().await.unwrap();
    shop.run_jobs().await;
    assert!(site.asked().is_empty());
    clock.advance(Duration::from_hours(24));
    shop.app.rooms.knowledge.clone().refresh_sites().await.unwrap();
    let done = read_to_the_end(&shop, &clock, &source).await;
    assert_eq!(done["state"], "ready", "{done}");

    let fetched: BTreeSet<String> = came(site.asked()).into_iter().collect();
    // Pages without an ETag, robots.txt and the lists tell nothing of themselves before they are fetched.
    let untold = |path: &str| {
        path.ends_with('5') || ["robots", "map", "busy", "picture"].iter().any(|word| path.contains(word))
    };
    let fetched: Vec<_> = fetched.into_iter().filter(|path| !untold(path)).collect();
    assert_eq!(fetched, ["/", "/fr/p9", "/it/new", "/it/p3"]);
    assert_eq!(
        paths(&pages(&shop, &source, "read").await),
        ["/fr/p9", "/it/new", "/it/p3"].map(str::to_owned).into()
    );
    assert_eq!(paths(&pages(&shop, &source, "gone").await), ["/de/p6", "/de/p7"].map(str::to_owned).into());

    assert_eq!(done["site"]["documents"], 5 * SOME + 2 - 2 + 1);
    assert!(shop.first("taglio numero 3").await.unwrap().starts_with("New from today."));
    assert!(shop.first("tartufo bianco").await.is_some());
    let gone = shop.search("Stück Nummer 7 Grillen").await;
    assert!(!gone.to_string().contains("Nummer 7 "), "{gone}");
    // What the site is silent about keeps its words for now.
    assert_eq!(
        shop.first("cut number 8 costs").await.unwrap(),
        "Cut number 8 costs 18.50 euro a kilo, for the café’s grill."
    );
    silence_ends_after_three_weeks(&shop, &clock, &source).await;
}

async fn silence_ends_after_three_weeks(shop: &Shop, clock: &Clock, source: &Value) {
    for _ in 0..2 {
        assert!(shop.search("cut number 8 costs").await.to_string().contains("18.50"));
        clock.advance(Duration::from_hours(24 * 7));
        shop.app.rooms.knowledge.clone().refresh_sites().await.unwrap();
        read_to_the_end(shop, clock, source).await;
    }
    assert!(!shop.search("cut number 8 costs").await.to_string().contains("18.50"));
}

#[tokio::test]
async fn stopped_or_broken_off_it_reads_on_and_asks_nothing_twice() {
    let (shop, site, clock) = open(SOME).await;
    let source = add(&shop, &format!("{}/?utm_source=card", site.address)).await;
    let stop = format!("/knowledge/sources/{}/stop", id(&source));
    for _ in 0..50 {
        shop.run_jobs().await;
        clock.advance(SECOND);
    }
    assert_eq!(shop.send(Method::POST, &stop, &json!({})).await.0, StatusCode::OK);
    let before = site.asked().len();
    for _ in 0..5 {
        clock.advance(SECOND);
        shop.run_jobs().await;
    }
    assert_eq!(site.asked().len(), before, "a stopped site is left alone");
    let stopped = shop.source(&source).await;
    assert_eq!(
        (stopped["state"].as_str(), stopped["site"]["state"].as_str()),
        (Some("ready"), Some("stopped"))
    );
    let (status, error) = shop.send(Method::POST, &stop, &json!({})).await;
    assert_eq!((status, error["error"]["code"].as_str()), (StatusCode::CONFLICT, Some("nothing_to_stop")));

    let again = format!("/knowledge/sources/{}/retry", id(&source));
    assert_eq!(shop.send(Method::POST, &again, &json!({})).await.0, StatusCode::ACCEPTED);
    for _ in 0..30 {
        shop.run_jobs().await;
        clock.advance(SECOND);
    }
    let shop = shop.reopened_at(clock.clone(), on_loopback).await;
    let done = read_to_the_end(&shop, &clock, &source).await;
    assert_eq!(done["site"]["documents"], 5 * SOME + 2, "{done}");
    let pages = came(site.asked());
    assert_eq!(pages.len(), pages.iter().collect::<BTreeSet<_>>().len(), "{pages:?}");
}

#[tokio::test]
async fn a_site_is_one_source_and_its_pages_obey_their_owner() {
    let (shop, site, clock) = open(SOME).await;
    let source = add(&shop, &site.address).await;
    read_to_the_end(&shop, &clock, &source).await;
    let list = shop.get("/knowledge/sources").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    let (status, error) = shop
        .send(
            Method::POST,
            "/knowledge/sources",
            &json!({ "kind": "site", "url": format!("{}/it/", site.address) }),
        )
        .await;
    assert_eq!((status, error["error"]["code"].as_str()), (StatusCode::CONFLICT, Some("site_known")));

    // A corrected page keeps the person's words, a removed one stays removed.
    let found = shop.search("taglio numero 3 tenero").await["items"][0].clone();
    let page = format!("/knowledge/sources/{}", found["source_id"].as_str().unwrap());
    assert_eq!(shop.get(&page).await["language"], "it");
    shop.send(Method::PATCH, &page, &json!({ "text": "Il taglio numero 3 è finito." })).await;
    let other = shop.search("taglio numero 4 tenero").await["items"][0].clone();
    let removed = format!("/knowledge/sources/{}", other["source_id"].as_str().unwrap());
    Shop::answer(shop.request(Method::DELETE, &removed)).await;
    site.today.lock().changed = vec!["/it/p3".to_owned(), "/it/p4".to_owned()];
    shop.send(Method::POST, &format!("/knowledge/sources/{}/retry", id(&source)), &json!({})).await;
    read_to_the_end(&shop, &clock, &source).await;
    assert_eq!(shop.first("taglio numero 3").await.unwrap(), "Il taglio numero 3 è finito.");
    assert!(pages(&shop, &source, "skipped").await.contains(&("/it/p4".to_owned(), "removed".to_owned())));

    let guest = shop.seen_by(Role::Trainee).await;
    let (status, _) =
        guest.send(Method::POST, &format!("/knowledge/sources/{}/stop", id(&source)), &json!({})).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    Shop::answer(shop.request(Method::DELETE, &format!("/knowledge/sources/{}", id(&source)))).await;
    assert_eq!(shop.search("taglio numero Stück pièce cut").await["items"], json!([]));
}

#[tokio::test]
async fn a_site_that_cannot_be_read_says_why() {
    let (shop, site, clock) = open(SOME).await;
    let closed = Shop::open().await;
    let refused = closed.add(json!({ "kind": "site", "url": site.address })).await;
    assert_eq!(refused["reason"]["code"], "private_address", "{refused}");

    site.today.lock().robots = Some("User-agent: *\nDisallow: /".to_owned());
    let source = add(&shop, &site.address).await;
    let forbidden = read_to_the_end(&shop, &clock, &source).await;
    assert_eq!(forbidden["reason"]["code"], "site_forbids", "{forbidden}");
    assert!(
        site.asked().iter().all(|one| one.path.contains("robots") || one.path.contains("map")),
        "{:?}",
        site.asked()
    );

    // A site that is away for a while loses nothing, and is read when it is back.
    site.today.lock().answers = [("/robots.txt".to_owned(), 503)].into();
    clock.advance(Duration::from_hours(24 * 7));
    shop.app.rooms.knowledge.clone().refresh_sites().await.unwrap();
    let away = read_to_the_end(&shop, &clock, &source).await;
    assert_eq!(away["reason"]["code"], "robots_unreadable", "{away}");
    *site.today.lock() = Today::default();
    clock.advance(Duration::from_hours(24));
    shop.app.rooms.knowledge.clone().refresh_sites().await.unwrap();
    assert_eq!(read_to_the_end(&shop, &clock, &source).await["state"], "ready");
}

#[tokio::test]
async fn pages_count_when_their_site_does() {
    let (shop, site, clock) = open(SOME).await;
    let source = add(&shop, &site.address).await;
    read_to_the_end(&shop, &clock, &source).await;
    let path = format!("/knowledge/sources/{}", id(&source));
    shop.send(Method::PATCH, &path, &json!({ "validity": { "enabled": false } })).await;
    assert_eq!(shop.search("taglio numero Stück pièce cut").await["items"], json!([]));
    shop.send(Method::PATCH, &path, &json!({ "validity": { "enabled": true } })).await;
    assert!(shop.first("taglio numero 3").await.is_some());
}
