//! Orders: what customers bought, by whichever way the shop heard of it, each once and exact to the cent.
//!
//! Owns orders, their items and the baskets that were left, and finds whose they are. Never guesses a customer: where two
//! fit, a person is asked. Knows contacts only through what `app` hands it.

mod book;
mod catalogue;
mod change;
mod check;
mod fault;
mod forget;
mod import;
mod matching;
mod numbers;
mod phone;
mod propose;
mod revenue;
mod rhythm;
mod search;
mod settle;
mod shops;
mod store;
mod take;
mod types;
mod unconfirmed;

pub mod routes;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

pub use book::Book;
pub use forget::{empty_some, empty_told, held, known_by, told_of};
pub use search::{IndexOrders, squeeze};
pub use shops::{
    CatalogueNews, CatalogueText, HearOfCatalogue, OfferTurns, PullHistory, PullProducts, ReadShopEvent,
    RefreshProducts, catalogue_text, router as webhooks,
};
pub use types::{
    Basket, Customer, Item, MatchedBy, Order, OrderState, Proposal, ProposalState, Taken, Unconfirmed,
};
pub use unconfirmed::LookAtBaskets;

use jiff::tz::TimeZone;
use url::Url;

use crate::clock::Clock;
use crate::events::Bus;
use crate::extract::Extractor;
use crate::ids::{ContactId, MessageId};
use crate::secrets::Vault;
use crate::storage::{Db, ReadConn, StorageError, WriteTx};
use crate::tasks::Tasks;

/// Gives one contact, or the one it was merged into.
pub type ById = Arc<dyn Fn(&ReadConn, ContactId) -> Result<Option<Customer>, StorageError> + Send + Sync>;
/// Gives everybody who bears one of these international numbers.
pub type ByPhones = Arc<dyn Fn(&ReadConn, &[String]) -> Result<Vec<ContactId>, StorageError> + Send + Sync>;
/// Gives what a contact is called: by the shop, by themselves.
pub type NamesOf = Arc<dyn Fn(&ReadConn, ContactId) -> Result<Vec<String>, StorageError> + Send + Sync>;
/// Gives the international numbers a contact bears.
pub type PhonesOf = Arc<dyn Fn(&ReadConn, ContactId) -> Result<Vec<String>, StorageError> + Send + Sync>;
/// Gives the shop's own numbers, as they are written.
pub type OwnPhones = Arc<dyn Fn(&ReadConn) -> Result<Vec<String>, StorageError> + Send + Sync>;

/// Gives what a customer put together in the channel's catalogue.
pub type BasketOf = Arc<dyn Fn(&ReadConn, MessageId) -> Result<Option<Basket>, StorageError> + Send + Sync>;
/// One question to a web shop.
#[derive(Debug, Clone)]
pub struct Question {
    pub address: String,
    /// User and password, where the shop asks for them.
    pub user: Option<(String, String)>,
    /// A header with a key, where the shop asks for that.
    pub header: Option<(String, String)>,
    /// JSON that is posted; without it the address is only asked.
    pub body: Option<String>,
}

/// What a web shop answers.
#[derive(Debug, Clone)]
pub struct Asked {
    pub status: u16,
    /// How long it asks for patience.
    pub retry_after: Option<Duration>,
    pub content: Vec<u8>,
}

/// Why a web shop does not answer.
#[derive(Debug, Clone, Copy)]
pub struct NoAnswer {
    /// The word screens know it by.
    pub code: &'static str,
    /// The same question may be answered later.
    pub may_pass: bool,
}

/// Asks a web shop, never one inside a private network.
pub type Ask =
    Arc<dyn Fn(Question) -> Pin<Box<dyn Future<Output = Result<Asked, NoAnswer>> + Send>> + Send + Sync>;
/// Gives the name of the time zone the shop's days are counted in, which is somebody else's to keep.
pub type ShopZone = Arc<dyn Fn(&ReadConn) -> Result<String, StorageError> + Send + Sync>;

/// The shop's customers, who are somebody else's to keep.
#[derive(Clone)]
pub struct Customers {
    pub by_id: ById,
    pub by_phones: ByPhones,
    pub names_of: NamesOf,
    pub phones_of: PhonesOf,
    pub own_phones: OwnPhones,
}

impl Customers {
    /// The same, with the shop's own numbers as they are now: a file of orders asks for them with every row.
    fn with_own_phones(&self, conn: &ReadConn) -> Result<Self, StorageError> {
        let own = (self.own_phones)(conn)?;
        Ok(Self { own_phones: Arc::new(move |_| Ok(own.clone())), ..self.clone() })
    }
}

/// What the order book stands on.
pub struct Ground {
    pub db: Db,
    pub clock: Clock,
    pub bus: Bus,
    pub tasks: Tasks,
    pub vault: Vault,
    pub public_url: Option<Url>,
    pub customers: Customers,
    pub shop_zone: ShopZone,
    pub basket_of: BasketOf,
    pub ask: Ask,
    pub hear_of_catalogue: HearOfCatalogue,
    pub extractor: Extractor,
}

/// What catalogues of web shops are read and told with.
struct Catalogues {
    hear: HearOfCatalogue,
    extractor: Extractor,
}

/// The order book. Clones share it.
#[derive(Clone)]
pub struct Orders {
    db: Db,
    clock: Clock,
    bus: Bus,
    tasks: Tasks,
    vault: Vault,
    public_url: Option<Url>,
    customers: Customers,
    shop_zone: ShopZone,
    basket_of: BasketOf,
    ask: Ask,
    /// What catalogues of web shops are read and told with.
    catalogues: Arc<Catalogues>,
    /// The import that runs, and what became of the last.
    desk: import::Desk,
    /// One file at a time.
    import_turn: Arc<tokio::sync::Mutex<()>>,
}

impl Orders {
    pub fn new(ground: Ground) -> Self {
        let Ground {
            db,
            clock,
            bus,
            tasks,
            vault,
            public_url,
            customers,
            shop_zone,
            basket_of,
            ask,
            hear_of_catalogue,
            extractor,
        } = ground;
        let (desk, import_turn) = Default::default();
        Self {
            db,
            clock,
            bus,
            tasks,
            vault,
            public_url,
            customers,
            shop_zone,
            basket_of,
            ask,
            catalogues: Arc::new(Catalogues { hear: hear_of_catalogue, extractor }),
            desk,
            import_turn,
        }
    }

    /// A customer is erased, who may stand in files that were only looked at.
    pub fn forget_trials(&self) {
        self.desk.forget_trials();
    }

    /// The shop's time zone; a name nobody knows is UTC.
    async fn zone(&self) -> Result<TimeZone, StorageError> {
        let shop_zone = Arc::clone(&self.shop_zone);
        let name = self.db.read::<_, StorageError>(move |conn| shop_zone(conn)).await?;
        Ok(TimeZone::get(&name).unwrap_or(TimeZone::UTC))
    }
}

/// What lists and searches ask, for the test that looks at their plans: whether the rows have to be sorted afterwards.
pub fn list_queries() -> Vec<(&'static str, bool)> {
    let walks = store::lists::WALKS.into_iter().map(|sql| (sql, false));
    walks.chain(store::search::QUERIES).chain([(store::lists::GATHERS, true)]).collect()
}

/// Forgets the web shops' secrets of a shop whose vault cannot be opened any more.
pub fn forget_sealed(tx: &WriteTx) -> Result<(), StorageError> {
    store::products::forget_keys(tx)?;
    store::shops::forget_secrets(tx)
}
