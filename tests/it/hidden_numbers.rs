//! Numbers nobody sees who may not: every address that answers a question, asked by a trainee of a shop whose customers
//! wrote phone numbers wherever they can write anything.

use std::collections::BTreeSet;

use reqwest::Client;
use serde_json::{Map, Value, json};
use shopbell::practice::meta::{Customer, Fault, Identity};
use unicode_normalization::UnicodeNormalization as _;

use crate::support::TestApp;

const DIGITS: &str = "393331234567";
/// What no answer may hold, once everything but digits is taken out of a text.
const NATIONAL: &str = "3331234567";

/// Every usual writing of the number.
const WRITTEN: [&str; 16] = [
    "393331234567",
    "+39 333 1234567",
    "0039 333-123-4567",
    "(+39) 333.123.4567",
    "333 123 4567",
    "333/1234567",
    "3 3 3 1 2 3 4 5 6 7",
    "333\u{a0}123\u{2011}4567",
    "+39\u{200b}333\u{200b}1234567",
    "*333* _1234567_",
    "３３３１２３４５６７",
    "٣٣٣١٢٣٤٥٦٧",
    "३३३ १२३ ४५६७",
    "3️⃣3️⃣3️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
    "https://wa.me/393331234567",
    "wamid.HBgMMzkzMzMxMjM0NTY3FQIAERgSMjE=",
];

/// Fields of a webhook that are no text of a customer's.
const NOT_WRITTEN: [&str; 22] = [
    "type",
    "id",
    "mime_type",
    "sha256",
    "timestamp",
    "emoji",
    "currency",
    "catalog_id",
    "original_message_id",
    "message_id",
    "latitude",
    "longitude",
    "quantity",
    "item_price",
    "response",
    "expiration_timestamp",
    "url",
    "link",
    "voice",
    "animated",
    "name",
    "user_id",
];

/// The message with the number in every text of it.
fn planted(message: &Value, written: &str) -> Value {
    fn plant(name: &str, value: &Value, written: &str) -> Value {
        match value {
            Value::String(text) if name == "response_json" => {
                match serde_json::from_str::<Map<String, Value>>(text) {
                    Ok(mut answers) => {
                        answers.insert("phone".into(), json!(written));
                        answers.insert("figure".into(), json!(3_331_234_567_u64));
                        Value::Object(answers).to_string().into()
                    }
                    Err(_) => value.clone(),
                }
            }
            Value::String(text) if !NOT_WRITTEN.contains(&name) => format!("{text} {written}").into(),
            Value::Array(items) => items.iter().map(|item| plant(name, item, written)).collect(),
            Value::Object(fields) => Value::Object(
                fields.iter().map(|(name, value)| (name.clone(), plant(name, value, written))).collect(),
            ),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        }
    }
    let mut message = plant("", message, written);
    let fields = message.as_object_mut().unwrap();
    for of_the_channel in ["id", "timestamp", "context", "from", "identity", "errors"] {
        fields.remove(of_the_channel);
    }
    if let Some(location) = fields.get_mut("location").and_then(Value::as_object_mut) {
        location.insert("name".into(), json!(format!("Casa {written}")));
    }
    message
}

/// A shop in which the number stands everywhere.
async fn shop_full_of_numbers() -> (TestApp, Customer) {
    let shop = TestApp::start().await;
    let text = "The fiorentina costs 48.00 euro per kg. Ask the courier on 333 1234567.";
    shop.post("/knowledge/sources", json!({"kind": "text", "title": "Courier", "text": text})).await;
    shop.run_jobs().await;
    let customer = shop.meta().customer(&format!("Ana {}", WRITTEN[1]), Identity::Phone(DIGITS.into()));
    customer.says("How much is the fiorentina?").await;
    shop.let_reply().await;
    for written in WRITTEN {
        customer.says(&format!("Quanto costa la costata? Chiamatemi: {written} grazie")).await;
    }
    shop.let_reply().await;
    let corpus = std::fs::read_to_string("tests/it/webhooks/messages.json").unwrap();
    let corpus: Vec<Value> = serde_json::from_str(&corpus).unwrap();
    let mut sent = 0;
    for (row, written) in corpus.iter().zip(WRITTEN.iter().cycle()) {
        let kind = row["message"]["type"].as_str().unwrap_or_default();
        if !["edit", "revoke", "system", "reaction", ""].contains(&kind) {
            customer.sends(planted(&row["message"], written)).await;
            sent += 1;
        }
    }
    assert!(sent > 40, "{sent}");
    let id = shop.meta().holds_media("application/pdf", b"%PDF-1.4 nothing".to_vec());
    let file = json!({"id": id, "mime_type": "application/pdf", "filename": "ordine 333 1234567.pdf", "caption": WRITTEN[4]});
    let wamid = customer.sends(json!({"type": "document", "document": file})).await;
    customer.replies_to(&wamid, "quello a nome 333 1234567").await;
    shop.let_reply().await;
    (shop, customer)
}

/// What the team adds: a note, an answer that fails, one the AI proposes, words of consent.
async fn team_writes(shop: &TestApp) {
    let conversation = shop.only_conversation().await;
    let path = |rest: &str| format!("/conversations/{}{rest}", conversation["id"].as_str().unwrap());
    let note = json!({"client_id": "n", "text": "Richiamare 333 1234567 domani"});
    assert_eq!(shop.post(&path("/notes"), note).await.status, 201);
    shop.meta().faults().next_send(Fault::Error { code: 131_026 });
    let answer = json!({"client_id": "a", "text": "La chiamiamo al 333 1234567"});
    assert_eq!(shop.post(&path("/messages"), answer).await.status, 202);
    shop.run_jobs().await;
    let contact = conversation["contact"]["id"].as_str().unwrap();
    let fact = json!({"text": "Solo al 333 1234567"});
    assert_eq!(shop.post(&format!("/contacts/{contact}/facts"), fact).await.status, 201);
    let words = json!({"source": "form", "words": "Modulo con numero 333 1234567"});
    assert_eq!(shop.post(&format!("/contacts/{contact}/consent"), words).await.status, 200);
    assert_eq!(
        shop.post(&format!("/contacts/{contact}/suppression"), json!({"scope": "marketing"})).await.status,
        200
    );
    let played = shop.post("/practice/customers", json!({"name": "Bea 333 1234567"})).await.json;
    let said = json!({"customer_id": played["id"], "text": "Chiamatemi al 333 1234567"});
    assert_eq!(shop.post("/practice/messages", said).await.status, 202);
    shop.let_reply().await;
}

/// One reader of the shop's API.
struct Reader {
    client: Client,
    address: String,
    token: String,
}

impl Reader {
    async fn of_role(shop: &TestApp, role: &str) -> Self {
        let made = shop.post("/tokens", json!({"name": role, "role": role})).await.json;
        let token = made["token"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        Self { client: Client::builder().build().unwrap(), address: shop.address.clone(), token }
    }

    /// Everything one request brings: status, headers and body.
    async fn read(&self, path: &str) -> (u16, String) {
        let request = self.client.get(format!("{}/api/v1{path}", self.address)).bearer_auth(&self.token);
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let headers = format!("{:?}", answer.headers());
        (status, headers + "\n" + &String::from_utf8_lossy(&answer.bytes().await.unwrap()))
    }

    /// What a screen that was away is told.
    async fn events(&self) -> String {
        let request = self.client.get(format!("{}/api/v1/events", self.address)).bearer_auth(&self.token);
        let mut answer = request.header("last-event-id", "0").send().await.unwrap();
        let mut told = String::new();
        while told.matches("data:").count() < 1 {
            told.push_str(&String::from_utf8_lossy(&answer.chunk().await.unwrap().unwrap()));
        }
        told
    }
}

/// Where the number can be read in an answer, however it is written.
fn sightings(answer: &str) -> Vec<String> {
    let plain: String = answer
        .nfkc()
        .map(plain_digit)
        .filter(|letter| !"\u{200b}\u{20e3}\u{fe0f}*_".contains(*letter))
        .collect();
    let tight: String = plain.chars().filter(|letter| !" -.\u{2010}\u{2011}/()".contains(*letter)).collect();
    let mut found = Vec::new();
    for (text, what) in
        [(&tight, NATIONAL), (&tight, "1234567"), (&plain, "MzkzMzMxMjM0NTY3"), (&tight, "MzkzMzMxMjM0NTY3")]
    {
        if let Some(at) = text.find(what) {
            let around: String =
                text[..at].chars().rev().take(90).collect::<Vec<_>>().into_iter().rev().collect();
            found.push(format!("{around}[{what}]"));
        }
    }
    found
}

fn plain_digit(letter: char) -> char {
    let code = u32::from(letter);
    let digit =
        [0x0660, 0x0966].into_iter().find_map(|zero| code.checked_sub(zero).filter(|value| *value < 10));
    digit.and_then(|value| char::from_digit(value, 10)).unwrap_or(letter)
}

/// Every address that answers a question, from the description of the API.
fn addresses() -> Vec<String> {
    let document = serde_json::to_value(shopbell::app::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let get = paths.iter().filter(|(_, item)| item.get("get").is_some());
    get.map(|(path, _)| path.trim_start_matches("/api/v1").to_owned()).collect()
}

/// Every id in an answer.
fn ids(answer: &str, into: &mut BTreeSet<String>) {
    let words = answer.split(|letter: char| !letter.is_ascii_digit());
    into.extend(words.filter(|word| (16..=19).contains(&word.len())).map(str::to_owned));
}

/// The address with each id in turn, or as it is.
fn ways(path: &str, ids: &BTreeSet<String>) -> Vec<String> {
    let filled = path.replace("{token}", "nothing").replace("{number}", "1") + query(path);
    if filled.contains("{id}") {
        ids.iter().map(|id| filled.replace("{id}", id)).collect()
    } else {
        vec![filled]
    }
}

fn query(path: &str) -> &'static str {
    match path {
        "/search" => "?q=costata&limit=100",
        "/knowledge/search" => "?q=costata",
        "/conversations/{id}/messages" | "/conversations" => "?limit=100",
        _ => "",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainee_reads_no_number_anywhere() {
    let (shop, _customer) = shop_full_of_numbers().await;
    team_writes(&shop).await;
    let owner = Reader::of_role(&shop, "owner").await;
    let trainee = Reader::of_role(&shop, "trainee").await;
    let mut known = BTreeSet::new();
    for path in addresses().iter().filter(|path| !path.contains('{')) {
        ids(&owner.read(&format!("{path}{}", query(path))).await.1, &mut known);
    }
    for id in known.clone() {
        ids(&owner.read(&format!("/conversations/{id}/messages?limit=100")).await.1, &mut known);
    }
    assert!(known.len() > 60, "{known:?}");
    let (mut seen, mut answered, mut owner_sees) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    // What the shop knows is told to customers: the courier's number in it is hidden only where a run names it.
    for path in addresses().into_iter().filter(|path| !path.starts_with("/knowledge/")) {
        for way in ways(&path, &known) {
            let (status, answer) = trainee.read(&way).await;
            seen.extend(sightings(&answer).into_iter().map(|sight| format!("GET {way} ({status}): {sight}")));
            if status == 200 {
                answered.insert(path.clone());
                if !sightings(&owner.read(&way).await.1).is_empty() {
                    owner_sees.insert(path.clone());
                }
            }
        }
    }
    assert!(seen.is_empty(), "{} sightings\n{}", seen.len(), seen.join("\n"));
    for wanted in [
        "/conversations",
        "/conversations/{id}",
        "/conversations/{id}/messages",
        "/search",
        "/whatsapp/outbox",
        "/contacts/{id}/consent",
        "/contacts/{id}/facts",
        "/suppressions",
        "/runs/{id}",
        "/media/{id}",
        "/practice",
        "/practice/customers/{id}/messages",
    ] {
        assert!(
            owner_sees.contains(wanted),
            "the number is not at {wanted} for the owner either: {owner_sees:?}"
        );
    }
    assert!(answered.len() > 20, "{answered:?}");
    let told = trainee.events().await;
    assert!(sightings(&told).is_empty(), "{told}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_finds_by_digits_they_may_not_see() {
    let shop = TestApp::start().await;
    let customer = shop.meta().customer("Ana 333 1234567", Identity::Phone(DIGITS.into()));
    customer.says("Ordine 4471, chiamatemi al 333 1234567").await;
    customer.says("o al numero di mia madre: 02 5550147").await;
    shop.let_reply().await;
    let owner = Reader::of_role(&shop, "owner").await;
    let trainee = Reader::of_role(&shop, "trainee").await;
    let found = async |reader: &Reader, path: String| {
        let (status, answer) = reader.read(&path).await;
        assert_eq!(status, 200, "{answer}");
        let body: Value = serde_json::from_str(answer.split_once('\n').unwrap().1).unwrap();
        assert!(body["next_cursor"].is_null(), "{body}");
        body["items"].as_array().unwrap().len()
    };
    for digits in [
        "333",
        "1234567",
        "12345",
        "3331234567",
        "5550147",
        "555",
        "ordine%20333",
        "from:333",
        "from:1234567%20ordine",
    ] {
        for path in [format!("/search?q={digits}&limit=1"), format!("/conversations?q={digits}&limit=1")] {
            assert_eq!(found(&trainee, path.clone()).await, 0, "{path}");
        }
    }
    assert_eq!(found(&owner, "/search?q=5550147".into()).await, 1);
    assert_eq!(found(&owner, "/conversations?q=3331234567".into()).await, 1);
    for seen in ["ordine%204471", "4471", "from:ana%204471", "madre"] {
        assert_eq!(found(&trainee, format!("/search?q={seen}")).await, 1, "{seen}");
    }
    assert_eq!(found(&trainee, "/conversations?q=ana".into()).await, 1);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_with_a_hidden_number_is_sent_as_it_was_written() {
    let shop = TestApp::start().await;
    shop.patch("/shop", json!({"phone": "+39 06 5550100"})).await;
    let customer = shop.meta().customer("Ana", Identity::Phone(DIGITS.into()));
    customer.says("Ciao").await;
    shop.let_reply().await;
    let conversation = shop.only_conversation().await;
    let trainee = Reader::of_role(&shop, "trainee").await;
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let send = async |text: &str, client_id: &str| {
        let address = format!("{}/api/v1{path}", shop.address);
        let body = json!({"client_id": client_id, "text": text});
        let request = trainee.client.post(address).bearer_auth(&trainee.token).json(&body);
        crate::support::answer(request.send().await.unwrap()).await
    };
    let refused = send("Chiamiamo il •••", "t1").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "hidden_number"));
    let sent = send("Chiami lo 06 5550100", "t2").await;
    assert_eq!(
        (sent.status.as_u16(), sent.json["text"].as_str()),
        (202, Some("Chiami lo 06 5550100")),
        "{}",
        sent.json
    );
    let typed = send("Chiami il 333 1234567", "t3").await;
    assert_eq!(typed.json["text"], "Chiami il •••");
    shop.run_jobs().await;
    assert!(customer.received().iter().any(|sent| format!("{sent:?}").contains("333 1234567")));
    shop.let_reply().await;
    shop.stop().await;
}
