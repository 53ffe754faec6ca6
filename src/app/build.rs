//! Building the rooms, floor by floor, and joining them where one must not know another.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::notices::{self, Notices};
use super::screen_errors::ScreenErrors;
use super::{
    App, Rooms, backup, channels, health_facts, health_outside, jobs, order_book, privacy, walk, web_shops,
};
use crate::accounts::{self, AccountError, Accounts, Strength, vault_store};
use crate::clock::Clock;
use crate::config::Config;
use crate::events::Bus;
use crate::extract::Extractor;
use crate::health::{self, Fleet, Health, fleet};
use crate::http::address_filter::AddressFilter;
use crate::http::outgoing;
use crate::inbox::{CardOf, Inbox, Team, Teammate};
use crate::jobs::Worker;
use crate::knowledge::fetch::Fetcher;
use crate::knowledge::web::{self, WebSearch};
use crate::knowledge::{self, Knowledge};
use crate::llm::{self, Llm};
use crate::media::Media;
use crate::notify;
use crate::orders::Orders;
use crate::practice::{self, Practice, PracticeError};
use crate::privacy::Privacy;
use crate::replies::{self, Replies};
use crate::secrets::{Vault, VaultError};
use crate::storage::{Db, OpenError, OpenOptions, StorageError};
use crate::tasks::Tasks;
use crate::whatsapp::numbers::{PracticeKeys, ensure_practice_connection};
use crate::whatsapp::{self, WhatsApp};

/// How long the practice stand-in waits for the program's answer to a webhook.
const PRACTICE_TIMEOUT: Duration = Duration::from_secs(10);

/// What the practice number calls itself.
const PRACTICE_NAME: &str = "Practice";

/// Why the shop could not open.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Accounts(AccountError),
    #[error(transparent)]
    Practice(#[from] PracticeError),
    #[error(transparent)]
    Llm(#[from] llm::OpenError),
    #[error(transparent)]
    PushKey(notify::NoKey),
    #[error(transparent)]
    Client(#[from] outgoing::NoClient),
    #[error("the practice stand-in has no usable address: {0}")]
    Address(#[from] url::ParseError),
    #[error("the program cannot find its own file: {0}")]
    Program(std::io::Error),
    #[error("cannot listen on {address}: {cause}")]
    Listen { address: String, cause: std::io::Error },
    #[error("the timetable could not be started: {0}")]
    Schedules(String),
}

impl From<AccountError> for StartError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Storage(error) => Self::Storage(error),
            AccountError::Vault(error) => Self::Vault(error),
            other => Self::Accounts(other),
        }
    }
}

impl From<notify::OpenError> for StartError {
    fn from(error: notify::OpenError) -> Self {
        match error {
            notify::OpenError::Storage(error) => Self::Storage(error),
            notify::OpenError::Vault(error) => Self::Vault(error),
            notify::OpenError::Client(error) => Self::Client(error),
            notify::OpenError::Key(error) => Self::PushKey(error),
        }
    }
}

impl App {
    /// Opens the file and builds every room. No job runs yet; the knowledge index begins to build.
    pub async fn build(config: Config, clock: Clock) -> Result<Self, StartError> {
        Self::build_around(config, clock, Self::this_program()?).await
    }

    /// This program's own file.
    pub fn this_program() -> Result<PathBuf, StartError> {
        std::env::current_exe().map_err(StartError::Program)
    }

    /// The same where this process is not the program itself, as in tests: `program` reads documents.
    pub async fn build_around(config: Config, clock: Clock, program: PathBuf) -> Result<Self, StartError> {
        let tasks = Tasks::new();
        let bus = Bus::default();
        let metrics = crate::telemetry::metrics();
        let db = open_file(&config, &clock, &bus)?;
        let vault = vault_store::open_in(&db, &config.data.dir).await?;
        let public_url = config.server.public_url.clone();
        let strength = Strength::for_this_machine();
        let accounts = Accounts::new(db.clone(), clock.clone(), vault.clone(), public_url, strength);
        let llm = Llm::open(db.clone(), vault.clone(), config.llm.clone(), clock.clone()).await?;
        let inbox = Inbox::new(db.clone(), clock.clone())
            .with_team(team())
            .with_shop_zone(Arc::new(|conn| Ok(accounts::shop(conn)?.time_zone)))
            .with_channel_rules(channels::rules());
        let extractor = Extractor::new(program);
        let media = Media::new(db.clone(), extractor.clone());
        media.forget_unfinished().await?;
        let whatsapp = whatsapp_room(&db, &clock, &vault, &media, &inbox, &config)?;
        whatsapp.suspect_what_waits().await?;
        let practice = practice_room(&db, &vault, &clock, &tasks, &config).await?;
        introduce(&whatsapp, &practice, config.practice.plays_the_shop).await?;
        whatsapp.publish_accounts().await?;
        let knowledge = knowledge_room(&db, &clock, &tasks, &llm, extractor.clone(), &config).await?;
        let outside = (knowledge.fetcher(), extractor.clone());
        let web = web_search(&db, &clock, &vault, &llm, outside.clone()).await?;
        let orders = order_book::open(&db, &clock, &bus, &tasks, &vault, &config, outside);
        let inbox = inbox.with_card_of(card_of(&orders));
        let replies = Replies::new(replies::Parts {
            db: db.clone(),
            clock: clock.clone(),
            bus: bus.clone(),
            llm: llm.clone(),
            knowledge: knowledge.clone(),
            web: web.clone(),
            orders: orders.clone(),
            media: media.clone(),
            extractor,
            live: inbox.live_replies.clone(),
            walk_phone: walk::phone(&db, &practice),
            stopping: tasks.stopping(),
            config: config.replies.clone(),
        });
        replies.end_interrupted().await?;
        let health = health_room(&db, &clock, &vault, &config, &llm, &knowledge)?;
        let notify = notices::open(&db, &clock, &vault, &config).await?;
        let notices = notices_room(&db, &notify, &orders, &whatsapp, &config);
        let rooms = Arc::new(Rooms {
            privacy: Privacy::new(db.clone(), clock.clone(), privacy::joined_with(&orders)),
            accounts,
            inbox,
            knowledge,
            web,
            llm,
            notify,
            notices,
            media,
            orders,
            whatsapp,
            replies,
            health,
            practice,
        });
        let registry = jobs::registry(&db, &clock, &rooms);
        let worker = Worker::new(db.clone(), bus.clone(), clock.clone(), tasks.clone(), registry);
        go_on(&worker).await?;
        let config = Arc::new(config);
        let screen_errors = ScreenErrors::default();
        Ok(Self { config, clock, tasks, bus, db, vault, metrics, rooms, worker, screen_errors })
    }
}

fn open_file(config: &Config, clock: &Clock, bus: &Bus) -> Result<Db, OpenError> {
    let folder = config.data.dir.clone();
    let db = Db::open(OpenOptions { folder, clock: clock.clone(), bus: bus.clone(), exclusive: true })?;
    backup::sweep_own(db.folder());
    Ok(db)
}

fn whatsapp_room(
    db: &Db,
    clock: &Clock,
    vault: &Vault,
    media: &Media,
    inbox: &Inbox,
    config: &Config,
) -> Result<WhatsApp, StartError> {
    Ok(WhatsApp::new(whatsapp::Ground {
        db: db.clone(),
        media: media.clone(),
        clock: clock.clone(),
        vault: vault.clone(),
        config: config.whatsapp.clone(),
        public_url: config.server.public_url.clone(),
        live_replies: inbox.live_replies.clone(),
    })?)
}

async fn practice_room(
    db: &Db,
    vault: &Vault,
    clock: &Clock,
    tasks: &Tasks,
    config: &Config,
) -> Result<Practice, StartError> {
    let ground = practice::Ground {
        db: db.clone(),
        vault: vault.clone(),
        clock: clock.clone(),
        tasks: tasks.clone(),
        client: outgoing::client(PRACTICE_TIMEOUT)?,
        listen: config.practice.listen.clone(),
    };
    Ok(Practice::start(ground).await?)
}

async fn knowledge_room(
    db: &Db,
    clock: &Clock,
    tasks: &Tasks,
    llm: &Llm,
    extractor: Extractor,
    config: &Config,
) -> Result<Knowledge, StartError> {
    let knowledge = Knowledge::new(knowledge::Parts {
        db: db.clone(),
        clock: clock.clone(),
        tasks: tasks.clone(),
        llm: llm.clone(),
        fetcher: Fetcher::new(AddressFilter::new(config.knowledge.fetch_allow_networks.clone()))?,
        extractor,
        text_of_shop: web_shops::text_of_shop(),
    });
    knowledge.forget_unfinished().await?;
    knowledge.start();
    Ok(knowledge)
}

async fn web_search(
    db: &Db,
    clock: &Clock,
    vault: &Vault,
    llm: &Llm,
    (fetcher, extractor): (Fetcher, Extractor),
) -> Result<WebSearch, StorageError> {
    let (db, clock, vault, llm) = (db.clone(), clock.clone(), vault.clone(), llm.clone());
    let charge = Arc::new(replies::charge);
    WebSearch::open(web::Parts { db, vault, clock, llm, fetcher, extractor, charge }).await
}

fn health_room(
    db: &Db,
    clock: &Clock,
    vault: &Vault,
    config: &Config,
    llm: &Llm,
    knowledge: &Knowledge,
) -> Result<Health, outgoing::NoClient> {
    let facts = health_facts::gather(db, clock, llm);
    let fleet = Fleet::new(fleet::Parts {
        db: db.clone(),
        clock: clock.clone(),
        vault: vault.clone(),
        public_url: config.server.public_url.clone(),
        facts: facts.clone(),
        know_owner: health_outside::know_owner(),
    })?;
    Ok(Health::new(health::Parts {
        facts,
        outside: health_outside::joined(),
        fleet,
        db: db.clone(),
        clock: clock.clone(),
        llm: llm.clone(),
        knowledge: knowledge.clone(),
    }))
}

fn notices_room(
    db: &Db,
    notify: &notify::Notify,
    orders: &Orders,
    whatsapp: &WhatsApp,
    config: &Config,
) -> Notices {
    let knows = notify.clone();
    whatsapp.hold_back_by(Arc::new(move |conn, message| knows.held_back(conn, message)));
    Notices {
        db: db.clone(),
        notify: notify.clone(),
        orders: Arc::new(orders.clone()),
        practice_counts: config.practice.plays_the_shop,
    }
}

/// What somebody should know who is called to a conversation.
fn card_of(orders: &Orders) -> CardOf {
    let orders = orders.clone();
    Arc::new(move |conn, conversation| replies::card(conn, &orders, conversation))
}

/// What ran when the program died runs again.
async fn go_on(worker: &Worker) -> Result<(), StartError> {
    let reclaimed = worker.reclaim().await?;
    if reclaimed > 0 {
        tracing::info!(jobs = reclaimed, "work that was interrupted goes on");
    }
    Ok(())
}

/// Tells WhatsApp of the stand-in: one more connected number.
async fn introduce(whatsapp: &WhatsApp, practice: &Practice, sample: bool) -> Result<(), StartError> {
    let keys = practice.keys();
    let practice_keys = PracticeKeys {
        base: practice.graph_url().parse()?,
        verify_token: keys.waba_id.clone(),
        display_phone_number: format!("+{}", keys.phone_number),
        verified_name: PRACTICE_NAME.to_owned(),
        app_id: keys.app_id,
        app_secret: keys.app_secret,
        access_token: keys.access_token,
        waba_id: keys.waba_id,
        phone_number_id: keys.phone_number_id,
        sample,
    };
    ensure_practice_connection(whatsapp, practice_keys).await?;
    Ok(())
}

/// The staff, as the inbox names them.
fn team() -> Team {
    Arc::new(|conn| {
        let staff = accounts::staff(conn)?;
        let team = staff.into_iter().map(|person| Teammate {
            id: person.id,
            name: person.name,
            role: person.role,
            active: person.active,
        });
        Ok(team.collect())
    })
}
