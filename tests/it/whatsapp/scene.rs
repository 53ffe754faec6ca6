//! A shop's WhatsApp between a stand-in Meta and a real database, with a clock that stands still.
//!
//! Everything goes over HTTP: what is tested is what ships.

use std::sync::Arc;

use axum::Router;
use parking_lot::Mutex;
use serde_json::{Value, json};
use shopbell::actor::{Actor, Identity, Role};
use shopbell::clock::{Clock, Timestamp};
use shopbell::events::Bus;
use shopbell::extract::Extractor;
use shopbell::http::{Caller, outgoing};
use shopbell::ids::{ConversationId, MessageId, PersonId};
use shopbell::inbox::jobs::{MessageReceived, ShowTypingIndicator};
use shopbell::inbox::{self, LiveReplies, Message, NewOutbound};
use shopbell::jobs::{Registry, Worker};
use shopbell::media::{Media, jobs::Preview};
use shopbell::practice::meta::{Keys, Meta, MetaOptions};
use shopbell::secrets::Vault;
use shopbell::storage::{Db, OpenOptions, StorageError};
use shopbell::tasks::Tasks;
use shopbell::whatsapp::inbound::webhook;
use shopbell::whatsapp::{self, WhatsApp};
use shopbell::whatsapp::{CheckConnection, DailyRound, FetchMedia, SettleUnsure};

pub struct Scene {
    pub clock: Clock,
    pub db: Db,
    pub meta: Meta,
    pub worker: Worker,
    pub whatsapp: WhatsApp,
    pub live_replies: LiveReplies,
    /// Messages the AI would answer.
    pub to_answer: Arc<Mutex<Vec<MessageId>>>,
    pub address: String,
    pub client: reqwest::Client,
    vault: Vault,
    media: Media,
    tasks: Tasks,
    _folder: tempfile::TempDir,
}

/// What an answer to a request was.
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Scene {
    /// A shop that is not connected yet.
    pub async fn unconnected() -> Self {
        let clock = Clock::fixed("2026-11-21T09:00:00Z".parse().unwrap());
        Self::at(clock, Keys::random(), 20).await
    }

    /// A shop that waits no longer than a second for Meta.
    pub async fn connected_with_little_patience() -> Self {
        let clock = Clock::fixed("2026-11-21T09:00:00Z".parse().unwrap());
        let scene = Self::at(clock, Keys::random(), 1).await;
        assert_eq!(scene.connect().await.body["status"], "connected");
        scene.run_jobs().await;
        scene
    }

    /// A shop with its number connected by the two pastes.
    pub async fn connected() -> Self {
        let scene = Self::unconnected().await;
        let answer = scene.connect().await;
        assert_eq!(answer.body["status"], "connected", "{}", answer.body);
        scene.run_jobs().await;
        scene
    }

    async fn at(clock: Clock, keys: Keys, graph_timeout_seconds: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (bus, tasks) = (Bus::default(), Tasks::new());
        let options = OpenOptions {
            folder: folder.path().to_owned(),
            clock: clock.clone(),
            bus: bus.clone(),
            exclusive: true,
        };
        let db = Db::open(options).unwrap();
        let client = outgoing::client(std::time::Duration::from_secs(20)).unwrap();
        let meta =
            Meta::start(MetaOptions::healthy(keys, clock.now()), clock.clone(), &tasks, client.clone())
                .await
                .unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let live_replies = LiveReplies::default();
        let vault = Vault::create().unwrap();
        let mut config = shopbell::config::WhatsApp::default();
        config.graph_url = meta.graph_url().parse().unwrap();
        let media = Media::new(db.clone(), Extractor::new(env!("CARGO_BIN_EXE_shopbell").into()));
        config.graph_timeout_seconds = graph_timeout_seconds;
        let whatsapp = WhatsApp::new(whatsapp::Ground {
            db: db.clone(),
            media: media.clone(),
            clock: clock.clone(),
            vault: vault.clone(),
            config,
            public_url: Some(address.parse().unwrap()),
            live_replies: live_replies.clone(),
        })
        .unwrap();
        let stopping = tasks.stopping();
        let served = axum::serve(listener, router(&whatsapp));
        tasks.spawn("scene", async move {
            let _ = served.with_graceful_shutdown(async move { stopping.cancelled().await }).await;
        });
        let to_answer = Arc::new(Mutex::new(Vec::new()));
        let mut registry = registry(&whatsapp, &to_answer);
        let looking = media.clone();
        registry.on::<Preview>(move |job| {
            let media = looking.clone();
            Box::pin(async move { media.preview(job).await })
        });
        let worker = Worker::new(db.clone(), bus, clock.clone(), tasks.clone(), registry);
        Self {
            clock,
            db,
            meta,
            worker,
            whatsapp,
            live_replies,
            to_answer,
            address,
            client,
            vault,
            media,
            tasks,
            _folder: folder,
        }
    }

    /// The same shop with other settings, as after a restart.
    pub fn restarted_with(&self, graph_version: &str, public_url: &str) -> WhatsApp {
        let mut config = shopbell::config::WhatsApp::default();
        config.graph_url = self.meta.graph_url().parse().unwrap();
        graph_version.clone_into(&mut config.graph_version);
        WhatsApp::new(whatsapp::Ground {
            db: self.db.clone(),
            media: self.media.clone(),
            clock: self.clock.clone(),
            vault: self.vault.clone(),
            config,
            public_url: Some(public_url.parse().unwrap()),
            live_replies: self.live_replies.clone(),
        })
        .unwrap()
    }

    pub async fn connect(&self) -> Answer {
        let keys = self.meta.account().keys;
        let body =
            json!({"access_token": keys.access_token.expose(), "app_secret": keys.app_secret.expose()});
        self.call("PUT", "/whatsapp/connection", Some(body)).await
    }

    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.address));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        Answer { status, body: response.json().await.unwrap_or(Value::Null) }
    }

    /// Runs everything due, and what Meta does about it, until nothing moves any more.
    pub async fn run_jobs(&self) {
        loop {
            self.meta.settled().await;
            let done = self.run_due().await;
            self.meta.settled().await;
            if done == 0 && self.run_due().await == 0 {
                return;
            }
        }
    }

    async fn run_due(&self) -> usize {
        self.worker.run_due().await.unwrap() + self.whatsapp.send_due().await.unwrap()
    }

    /// Queues what a person of the shop writes, and delivers it.
    pub async fn shop_says(&self, conversation: ConversationId, text: &str) -> MessageId {
        let id = self.shop_queues(conversation, text).await;
        self.run_jobs().await;
        id
    }

    pub async fn shop_queues(&self, conversation: ConversationId, text: &str) -> MessageId {
        let author = inbox::Author::Person(PersonId::new(1));
        let new = NewOutbound::text(conversation, author, format!("test:{text}"), text);
        let queued = self
            .db
            .write(move |tx| Ok::<_, StorageError>(inbox::queue_outbound(tx, new).map(inbox::Queued::id)))
            .await
            .unwrap();
        queued.unwrap_or_else(|_| panic!("the inbox refused the message"))
    }

    /// Queues what Shopbell itself says, and delivers it: nobody takes over by it.
    pub async fn program_says(&self, conversation: ConversationId, text: &str) -> MessageId {
        let new = NewOutbound::text(conversation, inbox::Author::System, format!("program:{text}"), text);
        let queued = self
            .db
            .write(move |tx| Ok::<_, StorageError>(inbox::queue_outbound(tx, new).map(inbox::Queued::id)))
            .await
            .unwrap();
        self.run_jobs().await;
        queued.unwrap_or_else(|_| panic!("the inbox refused the message"))
    }

    pub async fn message(&self, id: MessageId) -> Message {
        self.db.read(move |conn| inbox::message(conn, id)).await.unwrap().unwrap()
    }

    /// The inbox's message with this id of Meta's.
    pub async fn message_of(&self, wamid: &str) -> Option<Message> {
        let wamid = wamid.to_owned();
        let find = move |conn: &shopbell::storage::ReadConn| match inbox::message_by_channel_id(conn, &wamid)?
        {
            Some(id) => inbox::message(conn, id),
            None => Ok::<_, StorageError>(None),
        };
        self.db.read(find).await.unwrap()
    }

    /// The ledger's events in a state, newest first.
    pub async fn ledger(&self, state: &str) -> Vec<Value> {
        let answer = self.call("GET", &format!("/ledger?state={state}&limit=100"), None).await;
        answer.body["items"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.tasks.begin_stop();
    }
}

/// The room's routes as an owner sees them, and the webhook as the world does.
fn router(whatsapp: &WhatsApp) -> Router {
    let owner = Caller {
        actor: Actor { identity: Identity::Person(PersonId::new(1)), role: Role::Owner },
        session: None,
        proven_at: None,
    };
    let (api, _) = whatsapp::routes().with_state(whatsapp.clone()).split_for_parts();
    let as_owner = move |mut request: axum::extract::Request, next: axum::middleware::Next| async move {
        request.extensions_mut().insert(owner);
        next.run(request).await
    };
    api.layer(axum::middleware::from_fn(as_owner))
        .merge(webhook::router(whatsapp.clone()))
        .layer(axum::middleware::from_fn(shopbell::http::layers::observe))
}

fn registry(whatsapp: &WhatsApp, to_answer: &Arc<Mutex<Vec<MessageId>>>) -> Registry {
    let mut registry = Registry::default();
    macro_rules! on {
        ($job:ty, |$room:ident, $payload:ident| $run:expr) => {
            let room = whatsapp.clone();
            registry.on::<$job>(move |$payload| {
                let $room = room.clone();
                Box::pin(async move { $run.await })
            });
        };
    }
    let room = whatsapp.clone();
    registry.standing(shopbell::whatsapp::ledger::READER, move || {
        let room = room.clone();
        Box::pin(async move { room.read_ledger().await })
    });
    on!(DailyRound, |room, _job| room.daily_round());
    on!(SettleUnsure, |room, job| room.settle_unsure(job));
    on!(ShowTypingIndicator, |room, job| room.show_typing_indicator(job));
    on!(FetchMedia, |room, job| room.fetch_media(job));
    on!(CheckConnection, |room, job| room.check_connection(job));
    let answered = to_answer.clone();
    registry.on::<MessageReceived>(move |job| {
        answered.lock().push(job.message_id);
        Box::pin(async { Ok(()) })
    });
    registry
}
