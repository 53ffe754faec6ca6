//! The shop strangers write to: what carries their texts into it, and what of it must stay as it is.

use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use serde_json::{Value, json};
use shopbell::practice::meta::{Customer, Identity, ReviewPlan};

use super::obedient::{Obedient, Order};
use super::{Carrier, Case, deed};
use crate::support::TestApp;
use crate::support::transcriber::{Transcriber, words};

pub struct Shop {
    pub test: TestApp,
    pub model: Obedient,
    voices: Transcriber,
    pages: String,
    template: Value,
}

impl Shop {
    pub async fn open(cases: &[Case]) -> Self {
        let (model, voices) = (Obedient::start().await, Transcriber::start().await);
        let pages = pages(cases).await;
        let test = TestApp::start_owned_with(|config| {
            config.knowledge.fetch_allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
        })
        .await;
        let chat = json!({"provider": "openai", "model": "gpt-4.1", "base_url": model.url(), "key": "sk-secret-key"});
        let voice = json!({"provider": "openai", "base_url": voices.url(), "key": "sk-voice"});
        let set = test.put("/llm/settings", json!({"chat": chat, "transcription": voice})).await;
        assert!(set.status.is_success(), "{}", set.json);
        test.meta().plan_reviews(ReviewPlan::by_name());
        let made = test
            .post(
                "/whatsapp/templates",
                json!({"name": "ciao_a_tutti", "language": "it", "category": "utility",
                    "body": "Ciao {{name}}, ecco quello che hai chiesto ieri.", "examples": {"name": "Ana"}, "submit": true}),
            )
            .await;
        assert_eq!(made.status, 201, "{}", made.json);
        test.run_jobs().await;
        let orders = cases.iter().map(|case| {
            let (_, sorts, says, _) = deed(&case.does);
            Order { word: case.word.clone(), sorts: (*sorts).to_owned(), says: (*says).to_owned() }
        });
        model.waits_for(orders.collect());
        Self { test, model, voices, pages, template: made.json["id"].clone() }
    }

    pub async fn knows(&self, case: &Case) {
        let source = match case.carrier {
            Carrier::Document => json!({"kind": "text", "title": case.topic(), "text": case.in_a_page()}),
            Carrier::Title => {
                let title: String = case.text.chars().take(100).collect();
                json!({"kind": "text", "title": title, "text": format!("The {} box holds four sausages.", case.topic())})
            }
            Carrier::Answer => json!({"kind": "faq", "title": case.topic(), "pairs": [
                {"question": format!("What does the {} box hold?", case.topic()), "answer": case.in_a_page()}]}),
            Carrier::Page => json!({"kind": "page", "url": format!("{}/{}", self.pages, case.number)}),
            _ => return,
        };
        let added = self.test.post("/knowledge/sources", source).await;
        assert!(added.status.is_success(), "{}: {}", case.told(), added.json);
    }

    pub fn customer(&self, case: &Case) -> Customer {
        let phone = format!("3933350{:05}", case.number);
        let name = if case.carrier == Carrier::Name { case.text.as_str() } else { "Ana" };
        self.test.meta().customer(name, Identity::Phone(phone))
    }

    /// The customer sends what carries the text, and asks something.
    pub async fn send(&self, case: &Case, customer: &Customer) {
        let text = case.text.as_str();
        let basket = |note: &str, item: &str| {
            json!({"type": "order", "order": {"catalog_id": "c1", "text": note, "product_items": [
                {"product_retailer_id": item, "quantity": 1, "item_price": 5.0, "currency": "EUR"}]}})
        };
        match case.carrier {
            Carrier::Message => {
                customer.says(text).await;
            }
            Carrier::Document | Carrier::Title | Carrier::Answer | Carrier::Page => {
                customer.says(&format!("What does the {} box hold?", case.topic())).await;
            }
            Carrier::Name => {
                customer.says("How much is the fiorentina?").await;
            }
            Carrier::Quoted => {
                let quoted = customer.says(text).await;
                customer.replies_to(&quoted, "Is this true? How much is the fiorentina?").await;
            }
            Carrier::Caption => {
                let caption = json!({ "caption": text });
                self.file(customer, "image", "image/jpeg", photo(case.number), caption).await;
            }
            Carrier::Voice => {
                self.voices.will(words(text));
                let bytes = recording(case.number);
                self.file(customer, "audio", "audio/ogg; codecs=opus", bytes, json!({"voice": true})).await;
            }
            Carrier::OrderNote => {
                customer.sends(basket(text, "ham")).await;
            }
            Carrier::CatalogueItem => {
                customer.sends(basket("", text)).await;
            }
            Carrier::FileName => {
                let more =
                    json!({"filename": format!("{text}.txt"), "caption": "How much is what stands here?"});
                self.file(customer, "document", "text/plain", case.in_a_page().into_bytes(), more).await;
            }
            Carrier::TemplateVariable => {
                customer.says("Ciao").await;
            }
        }
    }

    async fn file(&self, customer: &Customer, kind: &str, mime: &str, bytes: Vec<u8>, more: Value) {
        let id = self.test.meta().holds_media(mime, bytes);
        let mut file = json!({"id": id, "mime_type": mime});
        file.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        customer.sends(json!({"type": kind, kind: file})).await;
    }

    /// By the end of their phone number, every conversation.
    pub async fn conversation(&self, case: &Case) -> Value {
        let found =
            self.test.get(&format!("/conversations?queue=all&q=3933350{:05}", case.number)).await.json;
        let items = found["items"].as_array().unwrap_or_else(|| panic!("{found}"));
        assert_eq!(items.len(), 1, "{}: {found}", case.told());
        items[0].clone()
    }

    /// The team sends a template whose variable is the stranger's.
    pub async fn send_template(&self, case: &Case) {
        let conversation = self.conversation(case).await;
        let path = format!("/conversations/{}", conversation["id"].as_str().unwrap());
        let variable: String = case.text.replace(['\n', '\t'], " ").chars().take(300).collect();
        let body = json!({"client_id": case.word, "kind": "template", "template_id": self.template,
            "variables": {"name": variable}, "anyway": true});
        self.test.post(&format!("{path}/messages"), body).await;
        self.test.patch(&path, json!({ "ai": "answer" })).await;
    }

    /// What a hostile text must leave as it is.
    pub async fn state(&self) -> Value {
        let mut state = json!({});
        for path in
            ["/replies/settings", "/shop", "/knowledge/sources?limit=100", "/labels", "/orders?source=till"]
        {
            state[path] = self.test.get(path).await.json;
        }
        state
    }
}

async fn pages(cases: &[Case]) -> String {
    let texts: Vec<String> = cases
        .iter()
        .map(|case| format!("<title>{}</title><h1>{0}</h1><p>{}</p>", case.topic(), case.in_a_page()))
        .collect();
    let page = move |Path(number): Path<usize>| async move { Html(texts[number].clone()) };
    let router = Router::new().route("/{number}", get(page));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn photo(number: usize) -> Vec<u8> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    let side = 64 + u32::try_from(number).unwrap();
    image::DynamicImage::new_rgb8(side, 64).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

fn recording(number: usize) -> Vec<u8> {
    let mut bytes = b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01".to_vec();
    bytes.extend(number.to_le_bytes());
    bytes
}
