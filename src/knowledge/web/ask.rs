//! Asks a search service for pages, in its own format: Brave's web search, SearXNG's JSON, or the model that writes answers.
//! Believes nothing of an answer but addresses and titles, and reads no more of it than a list of pages needs.

use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderValue, RETRY_AFTER};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use tokio::time::timeout;
use url::Url;

use super::domains::Domain;
use super::types::{Failed, Hit, Named, Opened, WebSearchFault, WebSearchWay};
use crate::http::outgoing::{self, NoClient};
use crate::llm::{Llm, LlmError, NamedPages, clean};
use crate::secrets::Secret;

const BRAVE: &str = "https://api.search.brave.com";
/// Time for the whole of one answer.
const ASK_LIMIT: Duration = Duration::from_secs(4);
/// The same for a model, which thinks before it searches.
const MODEL_LIMIT: Duration = Duration::from_secs(7);
/// Bytes of an answer: twenty results are a tenth of it.
const ANSWER_LIMIT_BYTES: usize = 1024 * 1024;
/// Bytes of a refusal that are read for its reason.
const REFUSAL_LIMIT_BYTES: usize = 16 * 1024;
/// Results asked for, the most Brave gives.
const RESULTS: &str = "20";
/// Results that are looked at.
const MOST_HITS: usize = 50;
/// Characters of a question with the sites in it: what Brave takes.
const QUESTION_LIMIT_CHARACTERS: usize = 400;
/// Characters of a title that are kept.
const TITLE_LIMIT_CHARACTERS: usize = 200;
/// Longest rest a service may ask for.
const REST_LIMIT: Duration = Duration::from_hours(1);

/// Whoever can be asked.
#[derive(Clone)]
pub(super) enum Service {
    Engine(Engine),
    /// Whichever model writes answers when it is asked.
    Model(Llm),
}

/// Brave or a SearXNG.
#[derive(Clone)]
pub(super) struct Engine {
    http: reqwest::Client,
    way: WebSearchWay,
    base: Url,
    key: Option<Secret>,
}

/// Why there is no service to ask.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum NoService {
    #[error("{0:?} is not an address")]
    NotAnAddress(String),
    #[error(transparent)]
    NoClient(#[from] NoClient),
}

impl Service {
    /// The one that was chosen; nothing where none is.
    pub fn of(opened: &Opened, llm: &Llm) -> Result<Option<Self>, NoService> {
        let way = opened.settings.way;
        let base = match (way, opened.settings.base_url.as_deref()) {
            (WebSearchWay::Off, _) => return Ok(None),
            (WebSearchWay::Model, _) => return Ok(Some(Self::Model(llm.clone()))),
            (WebSearchWay::Brave | WebSearchWay::Searxng, Some(base)) => base,
            (WebSearchWay::Brave, None) => BRAVE,
            (WebSearchWay::Searxng, None) => return Err(NoService::NotAnAddress(String::new())),
        };
        let base = Url::parse(base).map_err(|_| NoService::NotAnAddress(base.to_owned()))?;
        let http = outgoing::client(ASK_LIMIT)?;
        Ok(Some(Self::Engine(Engine { http, way, base, key: opened.key.clone() })))
    }

    /// The pages it names for these words, as they came.
    pub async fn ask(&self, words: &str, domains: &[Domain]) -> Result<Named, Failed> {
        match self {
            Self::Engine(engine) => engine.ask(words, domains).await.map(Named::free),
            Self::Model(llm) => by_model(llm, words, domains).await,
        }
    }
}

/// What a model says of the pages is not even read.
async fn by_model(llm: &Llm, words: &str, domains: &[Domain]) -> Result<Named, Failed> {
    let model = llm.searcher().ok_or(Failed::of(WebSearchFault::CannotSearch))?;
    let sites: Vec<&str> = domains.iter().map(Domain::as_str).collect();
    let named = timeout(MODEL_LIMIT, model.name_pages(words, &sites)).await;
    let named = named.map_err(|_| Failed::of(WebSearchFault::TooSlow))?;
    let NamedPages { pages, usage, cost } = named.map_err(|error| of_model(&error))?;
    Ok(Named { hits: hits(pages.into_iter().map(|page| (page.url, page.title))), usage, cost })
}

fn of_model(error: &LlmError) -> Failed {
    Failed::of(match error {
        LlmError::RetryAfter(rest) => return Failed { fault: WebSearchFault::Busy, rest: Some(*rest) },
        LlmError::OverBudget(_) => WebSearchFault::Busy,
        LlmError::KeyRefused(_) => WebSearchFault::KeyRefused,
        LlmError::ModelUnknown(_) | LlmError::Unsupported(_) | LlmError::Refused(_) | LlmError::TooLong => {
            WebSearchFault::CannotSearch
        }
        LlmError::Unreachable(_) | LlmError::Cancelled | LlmError::CircuitOpen => WebSearchFault::Unreachable,
        LlmError::TooSlow => WebSearchFault::TooSlow,
        LlmError::BadAnswer(_) => WebSearchFault::BadAnswer,
    })
}

impl Engine {
    async fn ask(&self, words: &str, domains: &[Domain]) -> Result<Vec<Hit>, Failed> {
        let results = if self.way == WebSearchWay::Searxng {
            self.read::<Searxng>(self.searxng(words, domains)?).await?.results
        } else {
            self.read::<Brave>(self.brave(words, domains)?).await?.web.unwrap_or_default().results
        };
        Ok(hits(pages(results)?.into_iter()))
    }

    fn brave(&self, words: &str, domains: &[Domain]) -> Result<RequestBuilder, Failed> {
        let (asked, goggle) = if let [domain] = domains {
            (format!("{words} site:{}", domain.as_str()), None)
        } else {
            // Its own way to keep to a list of sites, which has room for more of them than a question.
            let sites = domains.iter().map(|domain| format!("\n$boost,site={}", domain.as_str()));
            (words.to_owned(), Some(format!("$discard{}", sites.collect::<String>())))
        };
        let query = [
            ("q", asked.as_str()),
            ("count", RESULTS),
            ("result_filter", "web"),
            ("safesearch", "strict"),
            ("text_decorations", "false"),
        ];
        let goggle: Vec<_> = goggle.iter().map(|goggle| ("goggles", goggle)).collect();
        let request = self.http.get(self.address("res/v1/web/search")?).query(&query).query(&goggle);
        let Some(key) = &self.key else { return Ok(request) };
        let mut value =
            HeaderValue::from_str(key.expose()).map_err(|_| Failed::of(WebSearchFault::KeyRefused))?;
        value.set_sensitive(true);
        Ok(request.header("x-subscription-token", value))
    }

    fn searxng(&self, words: &str, domains: &[Domain]) -> Result<RequestBuilder, Failed> {
        let sites: Vec<String> = domains.iter().map(|domain| format!("site:{}", domain.as_str())).collect();
        let restricted = format!("{words} {}", sites.join(" OR "));
        // Where the sites have no room in it, what comes from elsewhere is dropped all the same.
        let asked =
            if restricted.chars().count() <= QUESTION_LIMIT_CHARACTERS { restricted.as_str() } else { words };
        let query = [("q", asked), ("format", "json"), ("categories", "general"), ("safesearch", "2")];
        Ok(self.http.get(self.address("search")?).query(&query))
    }

    fn address(&self, path: &str) -> Result<Url, Failed> {
        let text = format!("{}/{path}", self.base.as_str().trim_end_matches('/'));
        Url::parse(&text).map_err(|_| Failed::of(WebSearchFault::Unreachable))
    }

    async fn read<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failed> {
        let sent = request.header(ACCEPT, "application/json").send().await;
        let response = sent.map_err(|error| of_transport(&error))?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        let bytes = start_of(response, ANSWER_LIMIT_BYTES + 1).await?;
        if bytes.len() > ANSWER_LIMIT_BYTES {
            return Err(Failed::of(WebSearchFault::BadAnswer));
        }
        serde_json::from_slice(&bytes).map_err(|_| Failed::of(WebSearchFault::BadAnswer))
    }

    async fn refusal(&self, response: Response) -> Failed {
        let rest = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let rest = rest.and_then(|value| value.trim().parse().ok()).map(Duration::from_secs);
        match (response.status(), self.way) {
            (StatusCode::FORBIDDEN, WebSearchWay::Searxng) => Failed::of(WebSearchFault::NoJson),
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => Failed::of(WebSearchFault::KeyRefused),
            (StatusCode::TOO_MANY_REQUESTS | StatusCode::PAYMENT_REQUIRED, _) => {
                Failed { fault: WebSearchFault::Busy, rest: rest.map(|rest| rest.min(REST_LIMIT)) }
            }
            (StatusCode::UNPROCESSABLE_ENTITY, WebSearchWay::Brave) => {
                let body = start_of(response, REFUSAL_LIMIT_BYTES).await.unwrap_or_default();
                let names_key = String::from_utf8_lossy(&body).contains("SUBSCRIPTION_TOKEN");
                Failed::of(if names_key { WebSearchFault::KeyRefused } else { WebSearchFault::ServiceFault })
            }
            _ => Failed::of(WebSearchFault::ServiceFault),
        }
    }
}

#[derive(Deserialize)]
struct Brave {
    /// Missing where nothing was found.
    web: Option<BraveWeb>,
}

#[derive(Default, Deserialize)]
struct BraveWeb {
    #[serde(default)]
    results: Vec<ResultLine>,
}

#[derive(Deserialize)]
struct Searxng {
    results: Vec<ResultLine>,
}

/// One result; what is none, as an engine among several may give, spoils no other.
#[derive(Deserialize)]
#[serde(untagged)]
enum ResultLine {
    Page { url: String, title: Option<String> },
    NoPage(IgnoredAny),
}

/// The pages among the results; an answer in which none is one was made for somebody else.
fn pages(results: Vec<ResultLine>) -> Result<Vec<(String, String)>, Failed> {
    let is_empty = results.is_empty();
    let page = |line| match line {
        ResultLine::Page { url, title } => Some((url, title.unwrap_or_default())),
        ResultLine::NoPage(_) => None,
    };
    let pages: Vec<_> = results.into_iter().filter_map(page).collect();
    if pages.is_empty() && !is_empty { Err(Failed::of(WebSearchFault::BadAnswer)) } else { Ok(pages) }
}

/// The results that are addresses, each once.
fn hits(named: impl Iterator<Item = (String, String)>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for (url, title) in named.take(MOST_HITS) {
        let Ok(mut url) = Url::parse(url.trim()) else { continue };
        url.set_fragment(None);
        if hits.iter().all(|known| known.url != url) {
            hits.push(Hit { url, title: as_a_title(&title) });
        }
    }
    hits
}

/// One line that hides and turns no words beside it.
fn as_a_title(text: &str) -> String {
    let line = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(TITLE_LIMIT_CHARACTERS).collect()
}

/// No more of an answer than this.
async fn start_of(mut response: Response, limit_bytes: usize) -> Result<Vec<u8>, Failed> {
    let mut read = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| of_transport(&error))? {
        read.extend_from_slice(&piece);
        if read.len() >= limit_bytes {
            read.truncate(limit_bytes);
            break;
        }
    }
    Ok(read)
}

fn of_transport(error: &reqwest::Error) -> Failed {
    Failed::of(if error.is_timeout() { WebSearchFault::TooSlow } else { WebSearchFault::Unreachable })
}
