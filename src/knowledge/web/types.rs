//! The nouns of a search of the web.

use std::time::Duration;

use url::Url;

use super::domains::Domain;
use crate::http::breaker::Weight;
use crate::llm::{Micros, Usage};
use crate::secrets::Secret;
use crate::words::words;

/// Searches a day, unless the owner says otherwise.
pub(super) const USUAL_DAILY_LIMIT: u32 = 100;
/// What a search costs at Brave, by its list: 5 US dollars for a thousand.
pub(super) const USUAL_PRICE_MICROS: i64 = 5_000;

words! {
    /// Who is asked where on the web something stands.
    #[derive(Default)]
    WebSearchWay {
        /// Nobody.
        #[default]
        Off = "off",
        Brave = "brave",
        /// A SearXNG of one's own, or one that lets others use its JSON.
        Searxng = "searxng",
        /// The model that writes answers, where its vendor searches.
        Model = "model",
    }

    /// Why a search of the web found nothing out.
    WebSearchFault {
        Unreachable = "unreachable",
        TooSlow = "too_slow",
        KeyRefused = "key_refused",
        /// The service asks for patience, or the plan is used up.
        Busy = "busy",
        /// This SearXNG gives no JSON to us.
        NoJson = "no_json",
        /// It answered, but not as agreed.
        BadAnswer = "bad_answer",
        ServiceFault = "service_fault",
        /// The model that was chosen cannot search.
        CannotSearch = "cannot_search",
        /// It failed before and is left alone for a while.
        CircuitOpen = "circuit_open",
        /// The owner's limit for the day is reached.
        DayLimit = "day_limit",
    }
}

/// What the owner chose, without the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub way: WebSearchWay,
    /// The service's own address where nothing is given.
    pub base_url: Option<String>,
    pub domains: Vec<Domain>,
    pub daily_limit: u32,
    pub price_micros: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            way: WebSearchWay::Off,
            base_url: None,
            domains: Vec::new(),
            daily_limit: USUAL_DAILY_LIMIT,
            price_micros: USUAL_PRICE_MICROS,
        }
    }
}

/// The settings with their key.
#[derive(Clone, Debug, Default)]
pub(super) struct Opened {
    pub settings: Settings,
    pub key: Option<Secret>,
}

/// A page a service names. What it says of the page is believed by nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub url: Url,
    pub title: String,
}

/// What a service answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub hits: Vec<Hit>,
    /// What a model used to search.
    pub usage: Usage,
    /// What that cost beside the search itself; nothing where the price is not known.
    pub cost: Option<Micros>,
}

impl Named {
    /// By a service that is no model.
    pub fn free(hits: Vec<Hit>) -> Self {
        Self { hits, usage: Usage::default(), cost: Some(Micros(0)) }
    }
}

/// Why a service named no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    pub fault: WebSearchFault,
    /// For how long it asked to be left alone.
    pub rest: Option<Duration>,
}

impl Failed {
    pub const fn of(fault: WebSearchFault) -> Self {
        Self { fault, rest: None }
    }

    /// Whether the next search would end the same.
    pub fn weight(self) -> Weight {
        match self.fault {
            WebSearchFault::Unreachable
            | WebSearchFault::TooSlow
            | WebSearchFault::BadAnswer
            | WebSearchFault::ServiceFault => Weight::Counts,
            WebSearchFault::KeyRefused
            | WebSearchFault::Busy
            | WebSearchFault::NoJson
            | WebSearchFault::CannotSearch => Weight::Opens(self.rest),
            WebSearchFault::CircuitOpen | WebSearchFault::DayLimit => Weight::Cancelled,
        }
    }
}

/// A piece of a page of the web, read now.
#[derive(Clone, Debug, PartialEq)]
pub struct WebPassage {
    /// Where it stands.
    pub url: String,
    /// The name of the site.
    pub site: String,
    pub title: String,
    pub text: String,
    /// How much of the question it covers, 0 to 1.
    pub coverage: f32,
}

/// How one search ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Searched {
    pub by: WebSearchWay,
    pub ended: Result<Vec<WebPassage>, WebSearchFault>,
    /// Whether the service was asked at all.
    pub asked: bool,
    /// What a model used for it.
    pub usage: Usage,
    /// What it cost, in millionths of a US dollar; nothing where a model's price is not known.
    pub cost_micros: Option<i64>,
}
