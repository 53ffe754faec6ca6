//! Pages fetched from the web: what is public or named by the operator is read, what leads inside is
//! refused, and a site that misbehaves ends in words.

use axum::Router;
use axum::response::{Html, IntoResponse, Redirect};
use axum::routing::get;
use serde_json::{Value, json};

use super::shop::{Shop, id};

/// A site on loopback; `inside` is an address it must not be able to lead to.
async fn site() -> String {
    let page = "<title>Da Mario</title><h1>Hours</h1><p>Open on Sundays.</p>";
    let router = Router::new()
        .route("/", get(move || async move { Html(page) }))
        .route("/moved", get(|| async { Redirect::permanent("/") }))
        .route("/loop", get(|| async { Redirect::temporary("/loop") }))
        .route("/inside", get(|| async { Redirect::temporary("http://127.0.0.2:80/") }))
        .route("/metadata", get(|| async { Redirect::temporary("http://169.254.169.254/latest/meta-data") }))
        .route("/local-name", get(|| async { Redirect::temporary("http://localhost/") }))
        .route(
            "/latin",
            get(|| async { ([("content-type", "text/plain; charset=iso-8859-1")], &b"caff\xE8 buono"[..]) }),
        )
        .route("/image", get(|| async { ([("content-type", "image/png")], "png") }))
        .route("/large", get(|| async { ([("content-type", "text/plain")], "x ".repeat(3 * 1024 * 1024)) }))
        .route("/refresh", get(|| async { Html("<meta http-equiv='refresh' content='0; url=/'>Wait") }))
        .route(
            "/refresh-inside",
            get(|| async { Html("<meta http-equiv=refresh content='0;url=http://169.254.169.254/'>") }),
        )
        .route("/packed", get(|| async { ([("content-encoding", "gzip")], packed(page)) }))
        .route(
            "/untyped.csv",
            get(|| async {
                ([("content-type", "application/octet-stream")], "Item;Price\nBread;2,50\nMilk;1,20\n")
            }),
        )
        .route(
            "/human",
            get(|| async {
                (
                    axum::http::StatusCode::FORBIDDEN,
                    Html("<title>Just a moment...</title><div id=cf-chl-x></div>"),
                )
            }),
        )
        .route(
            "/soft",
            get(|| async {
                Html("<title>Pagina non trovata</title><h1>Pagina non trovata</h1><p>Torna alla home.")
            }),
        )
        .route("/members", get(|| async { Html("<title>Log In</title><input type=password name=pwd>") }))
        .route("/soon", get(|| async { Html("<title>Da Mario</title><h1>Sito in costruzione</h1>") }))
        .route("/program", get(|| async { Html("<div id=root></div><script src=/a.js></script>") }))
        .route(
            "/peugeot404",
            get(|| async { Html("<title>Peugeot 404 parts</title><h1>Peugeot 404</h1><p>Bumper 120 €") }),
        )
        .route("/closed", get(|| async { axum::http::StatusCode::FORBIDDEN.into_response() }))
        .route("/broken", get(|| async { axum::http::StatusCode::BAD_GATEWAY.into_response() }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    #[expect(clippy::disallowed_methods, reason = "a stand-in outside the program")]
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn packed(page: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(page.as_bytes()).unwrap();
    packed.finish().unwrap()
}

async fn shop_that_allows(network: &str) -> Shop {
    let network = network.parse().unwrap();
    Shop::open_with(|config| config.knowledge.fetch_allow_networks = vec![network]).await
}

async fn page(shop: &Shop, url: &str) -> Value {
    shop.add(json!({ "kind": "page", "url": url })).await
}

#[tokio::test]
async fn a_page_is_read_with_its_title_and_found() {
    let (shop, site) = (shop_that_allows("127.0.0.1/32").await, site().await);
    for path in ["/", "/moved", "/refresh", "/packed"] {
        let source = page(&shop, &format!("{site}{path}")).await;
        assert_eq!(
            (source["state"].as_str(), source["title"].as_str()),
            (Some("ready"), Some("Da Mario")),
            "{source}"
        );
        assert_eq!(source["url"], format!("{site}{path}"));
    }
    let found = shop.search("sundays").await;
    assert_eq!(found["items"][0]["passage"], "Open on Sundays.");
    assert_eq!(found["items"][0]["title"], "Da Mario › Hours");
    assert!(found["items"][0]["url"].as_str().unwrap().starts_with(&site));

    let parts = page(&shop, &format!("{site}/peugeot404")).await;
    assert_eq!(parts["text"], "# Peugeot 404\n\nBumper 120 €");
    let latin = page(&shop, &format!("{site}/latin")).await;
    assert_eq!(latin["text"], "caffè buono");
    let untyped = page(&shop, &format!("{site}/untyped.csv")).await;
    assert_eq!(untyped["text"], "Item | Price\n--- | ---\nBread | 2,50\nMilk | 1,20");
}

#[tokio::test]
async fn nothing_leads_into_a_private_network() {
    let site = site().await;
    let closed = Shop::open().await;
    let port = site.rsplit(':').next().unwrap();
    for url in [
        site.clone(),
        "http://127.0.0.1/".to_owned(),
        "http://localhost/".to_owned(),
        format!("http://localhost:{port}/"),
        "http://[::1]/".to_owned(),
        "http://[::ffff:127.0.0.1]/".to_owned(),
        "http://2130706433/".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://10.0.0.1/".to_owned(),
    ] {
        let source = page(&closed, &url).await;
        assert_eq!(source["reason"]["code"], "private_address", "{url}: {source}");
    }
    // One named network opens nothing beside it, not even by a redirect.
    let open = shop_that_allows("127.0.0.1/32").await;
    for path in ["/inside", "/metadata", "/local-name", "/refresh-inside"] {
        let source = page(&open, &format!("{site}{path}")).await;
        assert_eq!(
            (source["state"].as_str(), source["reason"]["code"].as_str()),
            (Some("failed"), Some("private_address")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_site_that_misbehaves_ends_in_words() {
    let (shop, site) = (shop_that_allows("127.0.0.0/8").await, site().await);
    for (path, code) in [
        ("/loop", "too_many_redirects"),
        ("/human", "asks_for_a_human"),
        ("/soft", "says_not_found"),
        ("/members", "asks_to_sign_in"),
        ("/soon", "says_closed"),
        ("/program", "empty_page"),
        ("/image", "not_a_page"),
        ("/large", "page_too_large"),
        ("/closed", "page_refused"),
        ("/broken", "site_fault"),
        ("/nothing-here", "page_not_found"),
    ] {
        let source = page(&shop, &format!("{site}{path}")).await;
        assert_eq!(
            (source["state"].as_str(), source["reason"]["code"].as_str()),
            (Some("failed"), Some(code)),
            "{path}"
        );
    }
    let nobody = page(&shop, "http://127.0.0.1:1/").await;
    assert_eq!(nobody["reason"]["code"], "site_unreachable");
    assert!(!id(&nobody).is_empty());
}
