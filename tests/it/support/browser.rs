//! Somebody's browser: its own cookie, which a test can see, and the site its page is on.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, PASSWORD, TestApp, answer};

/// A browser, signed in or not. Clones are the same browser on another page.
#[derive(Clone)]
pub struct Browser {
    client: reqwest::Client,
    address: String,
    cookie: Option<String>,
    site: &'static str,
}

impl Browser {
    /// Nobody's.
    pub fn new(shop: &TestApp) -> Self {
        // A refusal that comes before its body was read ends the connection: each request has one of its own.
        let client = shopbell::http::outgoing::builder().pool_max_idle_per_host(0).build().unwrap();
        Self { client, address: shop.address.clone(), cookie: None, site: "same-origin" }
    }

    /// Signs in with the password everybody has in tests.
    pub async fn signed_in(shop: &TestApp, email: &str) -> Self {
        let mut browser = Self::new(shop);
        let typed = json!({ "email": email, "password": PASSWORD });
        let answer = browser.post("/session", typed).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        browser.keep_cookie(&answer);
        browser
    }

    /// The owner invites somebody, who takes the invitation in a browser of their own.
    pub async fn invite(&self, role: &str) -> Self {
        let new = json!({ "email": format!("{role}-{}@shop.example", self.people().await), "name": role, "role": role });
        let invited = self.post("/people", new).await;
        assert_eq!(invited.status, 201, "{}", invited.json);
        let link = invited.json["link"]["url"].as_str().unwrap().to_owned();
        let mut browser = Self { cookie: None, ..self.clone() };
        browser.use_link(&link).await;
        browser
    }

    /// Opens a password link and chooses the password everybody has in tests.
    pub async fn use_link(&mut self, link: &str) -> Answer {
        let token = link.rsplit('/').next().unwrap();
        let answer = self.post(&format!("/password-links/{token}"), json!({ "password": PASSWORD })).await;
        self.keep_cookie(&answer);
        answer
    }

    /// The same browser with another site's page open.
    pub fn on_another_site(&self) -> Self {
        Self { site: "cross-site", ..self.clone() }
    }

    pub fn keep_cookie(&mut self, answer: &Answer) {
        if let Some(set) = answer.headers.get("set-cookie") {
            self.cookie = Some(set.to_str().unwrap().split(';').next().unwrap().to_owned());
        }
    }

    /// A request to any address, with the headers a browser adds by itself.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.address))
            .header("sec-fetch-site", self.site);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        request
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, &format!("/api/v1{path}")).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, body).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        answer(self.request(method, &format!("/api/v1{path}")).json(&body).send().await.unwrap()).await
    }

    async fn people(&self) -> usize {
        self.get("/people").await.json["items"].as_array().unwrap().len()
    }
}
