//! The phone on screen, with a shop that only answers webhooks.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::post;
use serde_json::json;

use super::*;
use crate::events::Bus;

/// No test measures time by this: it only ends one that hangs.
const HANGS: Duration = Duration::from_secs(30);

struct Scene {
    practice: Practice,
    clock: Clock,
    tasks: Tasks,
    vault: Vault,
    bus: Bus,
    db: Db,
    shop_is_open: Arc<Mutex<bool>>,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let clock = Clock::fixed(Timestamp::from_seconds(1_795_000_000));
        let bus = Bus::default();
        let (db, folder) = Db::open_for_test_telling(clock.clone(), bus.clone());
        let vault = Vault::create().unwrap();
        let tasks = Tasks::new();
        let shop_is_open = Arc::new(Mutex::new(true));
        let callback = shop(&tasks, shop_is_open.clone()).await;
        let practice = start(&db, &vault, &clock, &tasks).await;
        practice.connect(&callback).await.unwrap();
        Self { practice, clock, tasks, vault, bus, db, shop_is_open, _folder: folder }
    }

    async fn giulia(&self) -> PracticeCustomer {
        let customers = self.practice.customers().await.unwrap();
        customers.into_iter().find(|customer| customer.name == "Giulia").unwrap()
    }

    /// Looks at the phone whenever it changes, until `wanted` holds.
    async fn lines_once(
        &self,
        id: PracticeCustomerId,
        wanted: impl Fn(&[PracticeMessage]) -> bool,
    ) -> Vec<PracticeMessage> {
        let mut news = self.bus.subscribe();
        loop {
            let lines = self.practice.thread(id).await.unwrap().unwrap();
            if wanted(&lines) {
                return lines;
            }
            let heard = tokio::time::timeout(HANGS, news.recv()).await;
            assert!(heard.is_ok(), "never seen: {lines:?}");
        }
    }

    async fn graph(&self, body: serde_json::Value) -> StatusCode {
        let keys = self.practice.keys();
        let url = format!("{}/v26.0/{}/messages", self.practice.graph_url(), keys.phone_number_id);
        let client = crate::http::outgoing::client(Duration::from_secs(5)).unwrap();
        let call = client.post(url).bearer_auth(keys.access_token.expose()).json(&body);
        call.send().await.unwrap().status()
    }
}

async fn start(db: &Db, vault: &Vault, clock: &Clock, tasks: &Tasks) -> Practice {
    let ground = Ground {
        db: db.clone(),
        vault: vault.clone(),
        clock: clock.clone(),
        tasks: tasks.clone(),
        client: crate::http::outgoing::client(Duration::from_secs(5)).unwrap(),
        listen: "127.0.0.1:0".to_owned(),
    };
    Practice::start(ground).await.unwrap()
}

async fn shop(tasks: &Tasks, open: Arc<Mutex<bool>>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let callback = format!("http://{}/hook", listener.local_addr().unwrap());
    let answer = move || {
        let open = *open.lock();
        async move { if open { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE } }
    };
    tasks.spawn("shop", async move {
        axum::serve(listener, axum::Router::new().route("/hook", post(answer))).await.unwrap();
    });
    callback
}

#[tokio::test]
async fn a_conversation_shows_ticks_and_typing_on_the_customers_phone() {
    let scene = Scene::new().await;
    let giulia = scene.giulia().await;
    scene.practice.say(giulia.id, "Siete aperti?".to_owned()).await.unwrap().unwrap();
    scene.lines_once(giulia.id, |lines| lines[0].state == PracticeState::Delivered).await;

    let wamid =
        scene.db.read(|conn| Ok::<_, StorageError>(store::written(conn)?[0].wamid.clone())).await.unwrap();
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": wamid,
                      "typing_indicator": {"type": "text"}});
    assert_eq!(scene.graph(read).await, StatusCode::OK);
    scene.lines_once(giulia.id, |lines| lines[0].typing && lines[0].state == PracticeState::Read).await;

    let send =
        json!({"messaging_product": "whatsapp", "to": giulia.phone, "text": {"body": "Sì, fino alle 19."}});
    assert_eq!(scene.graph(send).await, StatusCode::OK);
    // A message ends the typing.
    let lines = scene.lines_once(giulia.id, |lines| lines.len() == 2 && !lines[0].typing).await;
    assert_eq!((lines[1].from, lines[1].text.as_str()), (Sender::Shop, "Sì, fino alle 19."));
}

#[tokio::test]
async fn typing_ends_by_itself_after_25_seconds() {
    let scene = Scene::new().await;
    let giulia = scene.giulia().await;
    scene.practice.say(giulia.id, "Ciao".to_owned()).await.unwrap();
    scene.practice.show_typing(giulia.id);
    assert!(scene.practice.thread(giulia.id).await.unwrap().unwrap()[0].typing);
    scene.clock.advance(TYPING_SHOWS_FOR);
    assert!(!scene.practice.thread(giulia.id).await.unwrap().unwrap()[0].typing);
}

#[tokio::test]
async fn what_was_typed_before_a_restart_is_posted_after_it_by_the_same_account() {
    let scene = Scene::new().await;
    *scene.shop_is_open.lock() = false;
    let giulia = scene.giulia().await;
    scene.practice.say(giulia.id, "C'è qualcuno?".to_owned()).await.unwrap();
    let before = scene.practice.keys();
    scene.tasks.begin_stop();

    let tasks = Tasks::new();
    let again = start(&scene.db, &scene.vault, &scene.clock, &tasks).await;
    assert_eq!(again.keys().app_secret.expose(), before.app_secret.expose());
    assert_eq!(again.customers().await.unwrap().len(), 2, "first customers come once");
    *scene.shop_is_open.lock() = true;
    let open = shop(&tasks, scene.shop_is_open.clone()).await;
    again.connect(&open).await.unwrap();
    scene.lines_once(giulia.id, |lines| lines[0].state == PracticeState::Delivered).await;
}

#[tokio::test]
async fn practice_listens_on_loopback_only() {
    assert!(matches!(loopback("0.0.0.0:80"), Err(PracticeError::NotLoopback(_))));
    assert!(loopback("127.0.0.1:0").is_ok());
}
