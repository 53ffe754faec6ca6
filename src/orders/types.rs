//! The nouns of the order book and their rules.

use super::fault::FaultCode;
use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, OrderId, PersonId, ProposalId};
use crate::money::{Amount, Currency, Money};
use crate::words::words;

words! {
    /// How far an order has come.
    OrderState {
        Placed = "placed",
        Paid = "paid",
        PaymentFailed = "payment_failed",
        Shipped = "shipped",
        Delivered = "delivered",
        Cancelled = "cancelled",
        Refunded = "refunded",
    }
    /// By what an order's customer was found.
    MatchedBy {
        /// The source named the contact.
        Contact = "contact",
        Phone = "phone",
        Email = "email",
        /// The shop's own id for the customer.
        CustomerId = "customer_id",
        /// A person said so, or that it is nobody we know.
        ByHand = "by_hand",
        /// Nobody is known for it yet.
        Nobody = "nobody",
        /// More than one contact fits: a person is asked.
        Unsure = "unsure",
    }
}

words! {
    /// How it stands with a basket from the catalogue that nobody of the shop confirmed.
    Unconfirmed as OrderUnconfirmed {
        /// It counts as an order meanwhile.
        Waiting = "waiting",
        /// Nobody did in two days: it counts as a basket that was left.
        Left = "left",
    }
}

words! {
    /// How far the products of a web shop have come.
    CatalogueState {
        Reading = "reading",
        Ready = "ready",
        Failed = "failed",
    }
    /// What a web shop is asked next.
    Stage {
        /// Its currency, and its terms where they come with it.
        Shop = "shop",
        /// Whether its prices hold the tax.
        Tax = "tax",
        /// A page of its products.
        Products = "products",
        /// Which page holds its terms.
        Policies = "policies",
        PolicyPage = "policy_page",
        /// What changed since the last look.
        Since = "since",
        /// Nothing, but for products it told of.
        Rest = "rest",
    }
    /// How much a web shop is asked for at once.
    Portion {
        Whole = "whole",
        /// A part of the products: its answer was too long.
        Part = "part",
        /// That part, without the words about them: it was still too long.
        Bare = "bare",
    }
    /// What an entry of a catalogue is.
    EntryKind {
        Product = "product",
        Policy = "policy",
    }
}

words! {
    /// Which program a web shop runs.
    ShopKind {
        Woocommerce = "woocommerce",
        Shopify = "shopify",
    }
    /// How far the orders a web shop had before have come.
    HistoryState {
        None = "none",
        Pulling = "pulling",
        Done = "done",
        Failed = "failed",
    }
    /// What became of something a web shop told.
    ShopEventState {
        Stored = "stored",
        Taken = "taken",
        /// It was known so, or something newer was.
        Unchanged = "unchanged",
        Ignored = "ignored",
        Failed = "failed",
    }
}

impl OrderState {
    /// How far it is along: of two tellings of one moment the further counts.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Placed => 0,
            Self::PaymentFailed => 1,
            Self::Paid => 2,
            Self::Shipped => 3,
            Self::Delivered => 4,
            Self::Cancelled => 5,
            Self::Refunded => 6,
        }
    }

    /// Whether a person may move an order from this state to `next`. What was called off stays so; money may still go back.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Placed | Self::Paid | Self::PaymentFailed | Self::Shipped | Self::Delivered => self != next,
            Self::Cancelled => next == Self::Refunded,
            Self::Refunded => false,
        }
    }
}

words! {
    /// What became of a basket proposed again.
    ProposalState as OrderProposalState {
        Open = "open",
        Ordered = "ordered",
        Declined = "declined",
        /// A newer one took its place.
        Replaced = "replaced",
    }
}

/// The last basket, proposed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub id: ProposalId,
    pub contact: ContactId,
    pub conversation: ConversationId,
    pub repeats: OrderId,
    pub state: ProposalState,
    pub order: Option<OrderId>,
    /// Who decided; nobody when the customer did.
    pub person: Option<PersonId>,
    pub created_at: Timestamp,
    pub state_at: Timestamp,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub name: String,
    pub sku: Option<String>,
    pub quantity: Quantity,
    pub unit_price: Amount,
}

/// How many or how much: thousandths, so that weights are exact too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity(i64);

impl Quantity {
    pub const ONE: Self = Self(1000);
    /// A million of something is a mistake.
    const LIMIT: i64 = 1_000_000_000;

    /// Of an amount with at most three digits after the point, above zero.
    pub fn of(amount: Amount) -> Option<Self> {
        let micros = amount.micros();
        (micros % 1000 == 0).then_some(micros / 1000).and_then(Self::of_thousandths)
    }

    pub fn of_thousandths(thousandths: i64) -> Option<Self> {
        (1..=Self::LIMIT).contains(&thousandths).then_some(Self(thousandths))
    }

    pub const fn thousandths(self) -> i64 {
        self.0
    }

    pub fn amount(self) -> Amount {
        Amount::from_micros(self.0 * 1000)
    }
}

/// What a source says of an order's customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clues {
    pub name: Option<String>,
    /// Digits, with a plus before them when the country is among them.
    pub phone: Option<String>,
    /// In small letters.
    pub email: Option<String>,
    /// The shop's own id for the customer.
    pub customer_id: Option<String>,
}

impl Clues {
    /// What is not said this time is still so.
    pub fn or(self, before: Self) -> Self {
        Self {
            name: self.name.or(before.name),
            phone: self.phone.or(before.phone),
            email: self.email.or(before.email),
            customer_id: self.customer_id.or(before.customer_id),
        }
    }
}

/// What a source says of an order's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateSaid {
    Said(OrderState),
    /// Nothing: a new order is in this state, and one that is known stays as it is.
    Unsaid(OrderState),
}

impl StateSaid {
    pub const fn of_a_new_order(self) -> OrderState {
        match self {
            Self::Said(state) | Self::Unsaid(state) => state,
        }
    }

    /// The state of a known order, and what its source last said. The same word again is no news: what a person did since
    /// stays.
    pub fn after(self, before: &Order) -> (OrderState, OrderState) {
        match self {
            Self::Said(told) if told != before.told_state => (told, told),
            Self::Said(_) | Self::Unsaid(_) => (before.state, before.told_state),
        }
    }
}

/// Where an order is known: whoever told of it, which of their shops, and its number there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    pub source: String,
    pub shop: String,
    pub number: String,
}

/// An order as a source tells it, checked.
#[derive(Debug, Clone)]
pub struct NewOrder {
    pub origin: Origin,
    /// The contact, where the source knows it.
    pub contact: Option<ContactId>,
    pub clues: Clues,
    pub state: StateSaid,
    pub currency: Currency,
    pub total: Amount,
    /// What is not said this time is as it was, here, of the items and of the parcel.
    pub refunded: Option<Amount>,
    /// By what the carrier follows it: a link, or a number.
    pub tracking: Option<String>,
    pub items: Option<Vec<Item>>,
    pub placed_at: Timestamp,
    /// Since when it is in this state; when it is taken, where nobody says.
    pub state_at: Option<Timestamp>,
    /// Told as it happens: a known order that is in another state now is so since now.
    pub as_it_happens: bool,
    /// When the source changed it, by its own clock: an older change never replaces a newer.
    pub changed_at: Option<Timestamp>,
}

/// An order as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    pub origin: Origin,
    pub contact: Option<ContactId>,
    pub matched_by: MatchedBy,
    pub clues: Clues,
    pub state: OrderState,
    /// What its source last said of that; a person may have moved it on since.
    pub told_state: OrderState,
    /// Of a basket from the catalogue, until somebody of the shop confirms it.
    pub unconfirmed: Option<Unconfirmed>,
    pub currency: Currency,
    pub total: Amount,
    pub refunded: Amount,
    /// By what the carrier follows it: a link, or a number.
    pub tracking: Option<String>,
    pub placed_at: Timestamp,
    pub state_at: Timestamp,
    /// Nobody said since when it is in its state: `state_at` is when it was taken.
    pub state_undated: bool,
    pub changed_at: Option<Timestamp>,
    pub updated_at: Timestamp,
}

impl Order {
    pub const fn money(&self, amount: Amount) -> Money {
        Money { amount, currency: self.currency }
    }
}

/// What became of an order that a source told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    New(OrderId),
    Changed(OrderId),
    /// It was known so already, or something newer was.
    Unchanged(OrderId),
}

impl Taken {
    pub const fn id(self) -> OrderId {
        match self {
            Self::New(id) | Self::Changed(id) | Self::Unchanged(id) => id,
        }
    }
}

/// A customer of the shop, as far as the order book needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The contact, or the one it was merged into.
    pub id: ContactId,
    pub name: String,
}

/// What a customer put together in a channel's catalogue.
#[derive(Debug, Clone)]
pub struct Basket {
    pub contact: ContactId,
    pub sent_at: Timestamp,
    /// Its lines, as the thread keeps them: `{"items": [{"product", "quantity", "price", "currency"}]}`.
    pub content: serde_json::Value,
}

/// A basket a shop tells of, that nobody ordered yet.
#[derive(Debug, Clone)]
pub struct NewBasket {
    /// Its own name at the shop.
    pub token: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub customer_id: Option<String>,
    pub currency: Currency,
    pub total: Amount,
    pub items: Vec<Item>,
    pub touched_at: Timestamp,
    pub ordered_at: Option<Timestamp>,
}

/// One refund of an order, as a web shop tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: String,
    pub amount: Amount,
    /// Where the shop says it: customers may be paid back in another than the order's. Nothing is converted: such a one does
    /// not count.
    pub currency: Option<Currency>,
}

/// A row of the file that is not taken: its own cells as the file wrote them, and each thing that is wrong with what the
/// file calls its column; nothing where it is the row as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLine {
    pub line: usize,
    pub cells: String,
    pub faults: Vec<(String, FaultCode)>,
}

/// How the file is written: the rows that are refused come back in its own dialect, with the columns it had. What a cell says
/// is left as it was: whoever gave the file gets their own rows back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dialect {
    pub columns: Vec<String>,
    pub delimiter: char,
}
