//! A shop's site on loopback with everything that sites do to their readers: five languages, sessions in links, redirects
//! and loops, packed answers, wrong charsets, pages that come, go and change.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;
use shopbell::clock::{Clock, Timestamp};

pub const LANGUAGES: [&str; 5] = ["it", "de", "en", "fr", "el"];

/// One request as the site saw it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    pub host: String,
    pub status: u16,
    pub at: Timestamp,
}

/// What the site is like today.
#[derive(Debug, Clone, Default)]
pub struct Today {
    /// Pages that say something else than before.
    pub changed: Vec<String>,
    /// Pages with the status they answer with.
    pub answers: BTreeMap<String, u16>,
    /// More links on the first page.
    pub links: Vec<String>,
    pub robots: Option<String>,
}

#[derive(Clone)]
pub struct Site {
    seen: Arc<Mutex<Seen>>,
    pub today: Arc<Mutex<Today>>,
    pub address: String,
    /// Pages of one language.
    pages: usize,
    clock: Clock,
}

#[derive(Default)]
struct Seen {
    asked: Vec<Asked>,
    under_way: usize,
    most_under_way: usize,
    busy_once: bool,
}

impl Site {
    pub async fn open(clock: &Clock, pages: usize) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let site = Self { seen: Arc::default(), today: Arc::default(), address, pages, clock: clock.clone() };
        let router = Router::new().fallback(answer).with_state(site.clone());
        #[expect(clippy::disallowed_methods, reason = "a stand-in outside the program")]
        tokio::spawn(async move { axum::serve(listener, router).await });
        site
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.seen.lock().asked.clone()
    }

    pub fn forget(&self) {
        self.seen.lock().asked.clear();
    }

    /// The most requests that were answered at the same time.
    pub fn most_under_way(&self) -> usize {
        self.seen.lock().most_under_way
    }

    /// The addresses of its pages, the first one included.
    pub fn pages(&self) -> Vec<String> {
        let pages = LANGUAGES.iter().flat_map(|language| {
            (0..self.pages)
                .map(move |number| if number == 0 { format!("/{language}/") } else { path(language, number) })
        });
        std::iter::once("/".to_owned()).chain(pages).collect()
    }

    fn body(&self, path: &str) -> Option<String> {
        let (new, links) = {
            let today = self.today.lock();
            let is_new = today.changed.iter().any(|changed| changed == path);
            (if is_new { "New from today. " } else { "" }, today.links.concat())
        };
        Some(match path {
            "/" => {
                let languages =
                    LANGUAGES.map(|to| format!("<a href='/{to}/?PHPSESSID=a1b2'>{to}</a>")).concat();
                let words = format!("{new}Benvenuti da Mario, la macelleria di via Roma 1.");
                page("it", "Da Mario", &words, &format!("{languages}{MAZES}{}{links}", self.outside()))
            }
            "/copy" => self.body("/it/p2")?,
            "/en/thanks" => {
                "<meta name=robots content=noindex><h1>Thanks</h1><p>We will call you back.</p>".to_owned()
            }
            "/en/print/1" => {
                format!("<link rel=canonical href='/en/p1'>{}", page("en", "Print", "Printed by nobody.", ""))
            }
            "/empty" => "<title>Nothing</title><a href='/en/p1'></a>".to_owned(),
            "/private/staff" => page("it", "Staff", "Suppliers are paid on Friday.", ""),
            "/it/new" => page("it", "Nuovo", "Da oggi anche il tartufo bianco.", ""),
            _ => {
                let (language, number) = numbered(path).filter(|(_, number)| *number < self.pages)?;
                let words = format!("{new}{}", words(language, number));
                page(
                    language,
                    &format!("{language} {number}"),
                    &words,
                    &links_on(language, number, self.pages),
                )
            }
        })
    }

    /// Links that lead away from the site.
    fn outside(&self) -> String {
        let port = self.address.rsplit(':').next().unwrap();
        format!(
            "<a href='http://localhost:{port}/outside'>a</a><a href='http://127.0.0.2:{port}/outside'>b</a><a href='/out'>c</a><a href='/metadata'>d</a>"
        )
    }
}

/// What leads nowhere, in circles, or where nothing is to be read.
const MAZES: &str = "<a href='/old/3'>1</a><a href='/loop/a'>2</a><a href='/spiral/1'>3</a>
    <a href='/en/thanks'>5</a><a href='/en/print/1'>6</a><a href='/private/staff'>7</a><a href='/empty'>8</a>
    <a href='/picture'>9</a><a href='/broken'>10</a><a href='/it/p4?add-to-cart=9'>11</a><a href='/busy'>12</a>
    <a href='mailto:a@example.com'>13</a><a rel=nofollow href='/never'>14</a>";

fn path(language: &str, number: usize) -> String {
    format!("/{language}/p{number}")
}

fn numbered(path: &str) -> Option<(&'static str, usize)> {
    let language = LANGUAGES.into_iter().find(|language| path.starts_with(&format!("/{language}")))?;
    let rest = path[1 + language.len()..].trim_matches('/');
    let number = if rest.is_empty() { 0 } else { rest.strip_prefix('p')?.parse().ok()? };
    Some((language, number))
}

/// The words of a page, with letters its language cannot do without.
fn words(language: &str, number: usize) -> String {
    let price = 10 + number;
    match language {
        "it" => format!("Il taglio numero {number} è più tenero e costa {price},50 euro al chilo."),
        "de" => format!("Stück Nummer {number} für das Grillen kostet {price},50 Euro, schön gewürzt."),
        "en" => format!("Cut number {number} costs {price}.50 euro a kilo, for the café’s grill."),
        "fr" => format!("La pièce numéro {number} coûte {price},50 euros, déjà préparée."),
        _ => format!("Το κομμάτι αριθμός {number} κοστίζει {price},50 ευρώ το κιλό."),
    }
}

/// Links as careless programs write them: every visit, campaign and spelling another address.
fn links_on(language: &str, number: usize, pages: usize) -> String {
    let next = (number + 1) % pages;
    let mut links = vec![
        format!("{}?utm_source=mail&utm_campaign={number}", path(language, next)),
        format!("{}/;jsessionid=0{number}AF", path(language, next)),
        format!("{}?sid=99{number}#top", path(language, (number + 7) % pages)),
        "../it/p1/".to_owned(),
        "/".to_owned(),
    ];
    if number == 0 {
        links.extend((1..pages).step_by(9).map(|to| path(language, to)));
    }
    if (language, number) == ("it", 2) {
        links.push("/copy".to_owned());
    }
    links.iter().map(|to| format!("<a href=\"{to}\">{to}</a> ")).collect::<Vec<_>>().concat()
}

fn page(language: &str, title: &str, words: &str, links: &str) -> String {
    format!(
        "<!doctype html><html lang={language}><head><title>{title}</title></head><body><nav>{links}</nav><main><h1>{title}</h1><p>{words}</p></main></body></html>"
    )
}

async fn answer(State(site): State<Site>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    {
        let mut seen = site.seen.lock();
        seen.under_way += 1;
        seen.most_under_way = seen.most_under_way.max(seen.under_way);
    }
    if path.ends_with("/p13") {
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    let response = response(&site, &path, request.headers());
    let mut seen = site.seen.lock();
    seen.under_way -= 1;
    seen.asked.push(Asked { path, host, status: response.status().as_u16(), at: site.clock.now() });
    response
}

fn response(site: &Site, path: &str, headers: &HeaderMap) -> Response {
    let to = |target: String| (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, target)]).into_response();
    let fixed = site.today.lock().answers.get(path).copied();
    if let Some(status) = fixed {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    if let Some(number) = path.strip_prefix("/spiral/") {
        return to(format!("/spiral/{}", number.parse::<u32>().unwrap() + 1));
    }
    match path {
        "/robots.txt" => {
            let own = format!("User-agent: *\nDisallow: /private/\nCrawl-delay: 2\nSitemap: {}/maps.xml\n", site.address);
            site.today.lock().robots.clone().unwrap_or(own).into_response()
        }
        "/maps.xml" => format!("<sitemapindex><sitemap><loc>{0}/map-el.xml.gz</loc></sitemap><sitemap><loc>http://localhost/x.xml</loc></sitemap></sitemapindex>", site.address).into_response(),
        "/map-el.xml.gz" => {
            let url = |number| format!("<url><loc>{}{}</loc></url>", site.address, self::path("el", number));
            let urls = (0..site.pages).map(url).collect::<Vec<_>>().concat();
            Body::from(packed(format!("<urlset>{urls}</urlset>").as_bytes())).into_response()
        }
        "/old/3" => to("/it/p3?utm_medium=x".to_owned()),
        "/loop/a" => to("/loop/b".to_owned()),
        "/loop/b" => to("/loop/a".to_owned()),
        "/out" => to(format!("http://localhost:{}/outside", site.address.rsplit(':').next().unwrap())),
        "/metadata" => to("http://169.254.169.254/latest/meta-data".to_owned()),
        "/picture" => ([(header::CONTENT_TYPE, "image/png")], "png").into_response(),
        "/broken" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "/busy" if !std::mem::replace(&mut site.seen.lock().busy_once, true) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "90")]).into_response()
        }
        "/busy" => Body::from("Busy no more: the oven is warm.").into_response(),
        _ => match site.body(path) {
            Some(body) => document(path, &body, headers),
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

/// A page, packed though nobody asked for it, sometimes in other letters than it says, mostly with what tells it apart.
fn document(path: &str, body: &str, asked: &HeaderMap) -> Response {
    let number = numbered(path).map_or(0, |(_, number)| number);
    let etag = format!("\"{}-{}\"", body.len(), body.bytes().map(u64::from).sum::<u64>());
    let has_etag = number % 10 != 5;
    if has_etag && asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let latin = path.starts_with("/de/") && number % 10 == 3;
    let bytes: Vec<u8> = if latin {
        body.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
    } else {
        body.as_bytes().to_vec()
    };
    // One calls Latin letters UTF-8, the other UTF-8 Latin.
    let charset = match (latin, path.starts_with("/fr/") && number % 10 == 4) {
        (true, _) | (false, false) => "text/html; charset=utf-8",
        (false, true) => "text/html; charset=iso-8859-1",
    };
    let mut response = Body::from(packed(&bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(charset));
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    if has_etag {
        headers.insert(header::ETAG, HeaderValue::from_str(&etag).unwrap());
    }
    response
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}
