//! What makes a handler ten lines: errors, extractors, pages, live events, limits, headers, the embedded UI, and
//! the clients for calls that leave the program.
//!
//! Knows HTTP and nothing of the product.

mod caller;
mod error;
mod events;
mod extract;
mod one_key;
mod page;

pub mod address_filter;
pub mod breaker;
pub mod dial;
pub mod drain;
pub mod layers;
pub mod outgoing;
pub mod peer;
pub mod provider_address;
pub mod ui;

pub use caller::Caller;
pub use error::{ApiError, ErrorBody};
pub use events::{LiveEvent, stream as event_stream};
pub use extract::{Json, Path, Query, body_error};
pub use page::{Page, PageQuery, page_limit};
