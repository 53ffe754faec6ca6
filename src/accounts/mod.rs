//! People, their sessions, second factors and API tokens; the shop's own profile; the first run.
//!
//! Owns who may sign in and how that is proven, and the wrapped copies of the vault's key. Rights themselves are one
//! table in `actor`. Never keeps a password, token or code in the clear, and never decides what a caller may do.

mod api_tokens;
mod caller;
mod cookie;
mod cross_site;
mod denials;
mod device;
mod error;
mod field;
mod next_open;
mod notices;
mod opening_hours;
mod password;
mod password_link;
mod password_rules;
mod people;
mod person;
mod profile;
mod random_token;
mod recovery_phrase;
mod restored;
mod second_factor;
mod second_factor_rules;
mod session;
mod setup;
mod shop;
mod sign_in;
mod signed_out;
mod special_days;
mod step_up;
mod store;
mod throttle;
mod time_of_day;
mod types;

pub mod console;
pub mod routes;
pub mod vault_store;

pub use caller::identify;
pub use error::AccountError;
pub use next_open::{after_opening_time, is_open, next_open};
pub use opening_hours::{OpeningHours, Shop};
pub use password::Strength;
pub use people::{opened_at, staff};
pub use recovery_phrase::{PhraseState, state as phrase_state};
pub use restored::{end_access, forget_sealed};
pub use second_factor::is_on as has_second_factor;
pub use setup::FILE_NAME as SETUP_CODE_FILE;
pub use shop::shop;
pub use special_days::{SpecialDays, Stretch};
pub use time_of_day::TimeOfDay;

use url::Url;

use crate::clock::Clock;
use crate::secrets::Vault;
use crate::storage::Db;

/// The room. Clones share it.
#[derive(Clone)]
pub struct Accounts {
    db: Db,
    clock: Clock,
    vault: Vault,
    hasher: password::Hasher,
    public_url: Option<Url>,
    setup_code: setup::SetupCode,
    shown_phrase: recovery_phrase::ShownPhrase,
    denials: denials::Denials,
}

impl Accounts {
    pub fn new(db: Db, clock: Clock, vault: Vault, public_url: Option<Url>, strength: Strength) -> Self {
        Self {
            db,
            clock,
            vault,
            hasher: password::Hasher::new(strength),
            public_url,
            setup_code: setup::SetupCode::default(),
            shown_phrase: recovery_phrase::ShownPhrase::default(),
            denials: denials::Denials::default(),
        }
    }
}

#[cfg(test)]
mod tests;
