//! A customer about whom every room keeps something, each in words of its own that stand nowhere else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::Digest as _;
use shopbell::practice::meta::{Customer, Identity};
use shopbell::storage::{StorageError, WriteTx};

use crate::support::TestApp;

pub const PHONE: &str = "393337654321";

/// A word for each place something is kept in.
const WORDS: [&str; 26] = [
    "zqannaverde",
    "zqciao",
    "zqcaption",
    "zqdatei",
    "zqfilebytes",
    "zqquoted",
    "zqnote",
    "zqconsent",
    "zqordername",
    "zqordermail",
    "zqitem",
    "zqtracking",
    "zqrenamed",
    "zqevidence",
    "zqdraft",
    "zqfinal",
    "zqtranslated",
    "zqfollow",
    "zqshopevent",
    "zqsuggested",
    "zqcard",
    "zqnotice",
    "zqspoken",
    "zqfact",
    "zqasked",
    "zqsummary",
];

/// Everything no file may hold afterwards.
pub fn marks(person: &Planted) -> Vec<String> {
    let mut marks: Vec<String> = WORDS.iter().map(ToString::to_string).collect();
    marks.push(PHONE.to_owned());
    marks.push(person.user_id.clone());
    marks.push(STANDARD.encode(PHONE));
    marks
}

pub struct Planted {
    pub customer: Customer,
    pub user_id: String,
    pub contact: String,
    pub conversation: String,
    /// The shop's order of hers.
    pub order: String,
}

/// A shop with Anna, about whom everything is kept, and nobody else.
pub async fn planted(test: &TestApp) -> Planted {
    let customer = test.meta().customer("zqannaverde", Identity::Both(PHONE.to_owned()));
    let user_id = customer.person().user_id.unwrap();
    let wamid = real_wamid(b"one");
    customer.sends_as(&wamid, test.clock.now(), text("Avete zqciao?")).await;
    test.let_reply().await;
    let bytes = b"%PDF-1.4 zqfilebytes".to_vec();
    let sha256 = STANDARD.encode(sha2::Sha256::digest(&bytes));
    let id = test.meta().holds_media("application/pdf", bytes);
    let document = json!({"id": id, "mime_type": "application/pdf", "filename": "zqdatei.pdf", "caption": "zqcaption", "sha256": sha256});
    customer.sends(json!({"type": "document", "document": document})).await;
    customer.replies_to(&wamid, "zqquoted: voglio parlare con una persona").await;
    test.let_reply().await;

    let conversation = test.only_conversation().await;
    let (contact, conversation) = (
        conversation["contact"]["id"].as_str().unwrap().to_owned(),
        conversation["id"].as_str().unwrap().to_owned(),
    );
    let note = json!({"client_id": "n", "text": "zqnote: paga sempre tardi"});
    assert_eq!(test.post(&format!("/conversations/{conversation}/notes"), note).await.status, 201);
    let fact = json!({"text": "zqfact: allergica alle noci"});
    assert_eq!(test.post(&format!("/contacts/{contact}/facts"), fact).await.status, 201);
    let words = json!({"source": "form", "words": "zqconsent"});
    assert_eq!(test.post(&format!("/contacts/{contact}/consent"), words).await.status, 200);
    let order = json!({
        "source": "till", "number": "77", "state": "paid", "currency": "EUR", "total": "12.50", "customer_name": "zqordername",
        "phone": "+39 333 765 4321", "email": "zqordermail@example.org", "tracking": "https://parcels.example/zqtracking",
        "items": [{ "name": "Torta con scritta zqitem", "quantity": "1", "unit_price": "12.50" }],
        "placed_at": "2026-11-20T10:00:00Z",
    });
    let told = test.post("/orders", order).await;
    assert_eq!((told.status.as_u16(), &told.json["contact"]["id"]), (201, &json!(contact)), "{}", told.json);
    let renamed = test.patch(&format!("/contacts/{contact}"), json!({"name": "zqrenamed"})).await;
    assert_eq!(renamed.status, 200);
    let order = told.json["id"].as_str().unwrap().to_owned();
    plant_rows(test, &contact, &conversation, &order).await;
    test.run_jobs().await;
    Planted { customer, user_id, contact, conversation, order }
}

/// What takes days or other programs to come about.
async fn plant_rows(test: &TestApp, contact: &str, conversation: &str, order: &str) {
    let ids = [contact, conversation, order].map(|id| id.parse::<i64>().unwrap());
    let sent = real_wamid(b"two");
    test.app
        .db
        .write::<_, StorageError>(move |tx| {
            let [contact, conversation, order] = ids;
            let message: i64 =
                tx.one("SELECT max(id) FROM message WHERE direction = 'out'", [], |row| row.get(0))?;
            signal(tx, contact, conversation, message)?;
            tx.execute(
                "INSERT INTO health_follow_up (id, order_id, kind, state, due_at_ms, state_at_ms, contact_id, conversation_id,
                     message_id, sent_text) VALUES (1, ?1, 'review', 'sent', 1, 1, ?2, ?3, ?4, 'zqfollow')",
                (order, contact, conversation, message),
            )?;
            tx.execute(
                "INSERT INTO orders_shop (id, kind, name, created_at_ms) VALUES (1, 'woocommerce', 'Shop', 1)",
                [],
            )?;
            tx.execute(
                "INSERT INTO orders_shop_event (id, shop_id, topic, sha256, body, state, received_at_ms)
                 VALUES (1, 1, 'order.updated', x'00', ?1, 'taken', 1)",
                [json!({"billing": {"email": "ZqOrderMail@example.org", "first_name": "zqshopevent"}}).to_string()],
            )?;
            tx.execute(
                "INSERT OR REPLACE INTO suggestion (id, conversation_id, run_id, text, sources, created_at_ms)
                 VALUES (1, ?1, 0, 'zqsuggested', '[]', 1)",
                [conversation],
            )?;
            tx.execute("UPDATE conversation SET card = '{\"asked\":\"zqcard\"}' WHERE id = ?1", [conversation])?;
            tx.execute(
                "INSERT INTO notice (id, kind, key, phase, urgency, words, link, patient, created_at_ms)
                 VALUES (1, 'hand_over', 'x', 'raised', 'normal', '{\"en\":\"zqnotice waits\"}', ?1, 0, 1)",
                [format!("/inbox/needs_person/{conversation}")],
            )?;
            tx.execute(
                "INSERT INTO message_media_text (message_id, state, until_ms, text)
                 SELECT max(id), 'ready', 1, 'zqspoken' FROM message WHERE direction = 'in'",
                [],
            )?;
            tx.execute(
                "INSERT INTO reply_fact (id, contact_id, text, state, asked_message_id, made_at_ms)
                 VALUES (1, ?1, 'zqasked: vengo il venerdì', 'asked', ?2, 1)",
                (contact, message),
            )?;
            tx.execute(
                "INSERT INTO reply_summary (conversation_id, lines, language, up_to_message_id, model, made_at_ms)
                 VALUES (?1, '{\"asked\":[\"zqsummary\"],\"answered\":[],\"open\":[]}', 'it', ?2, 'm', 1)",
                (conversation, message),
            )?;
            // Of a message nobody here sent, by the id Meta gave it.
            tx.execute(
                "INSERT INTO whatsapp_status (wamid, progress, at_ms, received_at_ms) VALUES (?1, 'delivered', 1, 1)",
                [&sent],
            )?;
            tx.execute(
                "INSERT INTO whatsapp_price (wamid, connection_id, at_ms, month, day, country, category, charge, rate_micros)
                 VALUES (?1, 1, 1, '2026-11', '2026-11-20', 'IT', 'marketing', 'charged', 50000)",
                [&sent],
            )?;
            Ok(())
        })
        .await
        .unwrap();
}

fn signal(tx: &WriteTx, contact: i64, conversation: i64, message: i64) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status, found_at_ms, seen_at_ms,
             status_at_ms, draft_text, draft_version, first_text, conversation_id, message_id, sent_text, note)
         VALUES (1, 'customers', 'silent_after_activity', ?1, ?2, '{\"last\":\"zqevidence\"}', 1, 'sent', 1, 1, 1, 'zqdraft', 1,
             'zqdraft', ?3, ?4, 'zqfinal', 'zqnote')",
        (contact.to_string(), contact, conversation, message),
    )?;
    tx.execute(
        "INSERT INTO health_translation (signal_id, draft_version, language, text, provider, model, input_tokens, output_tokens,
             made_at_ms) VALUES (1, 1, 'en', 'zqtranslated', 'bedrock', 'm', 1, 1, 1)",
        [],
    )?;
    Ok(())
}

pub fn text(words: &str) -> Value {
    json!({"type": "text", "text": {"body": words}})
}

/// A message id as Meta makes them: the phone stands in it.
pub fn real_wamid(rest: &[u8]) -> String {
    let bytes = [&[0x1c, 0x18, 12], PHONE.as_bytes(), &[0x15, 0x02, 0x00, 0x12, 0x18, 0x14], rest].concat();
    format!("wamid.{}", STANDARD.encode(bytes))
}
