//! Channel accounts: over which numbers and accounts the shop talks with its customers, and how each of them stands.
//!
//! A channel's own room writes here what it finds out; everybody else reads here, so that a second channel is one more
//! room that writes. Knows no channel by name, keeps no secret, sends nothing.

mod store;
mod types;

pub use store::{all, heard, keep};
pub use types::{Account, AccountState, Quality, Standing};

use crate::ids::ConnectionId;
use crate::storage::{ReadConn, StorageError};

/// How the shop's own accounts stand: the worst of them counts.
pub fn standing(conn: &ReadConn) -> Result<Standing, StorageError> {
    let own: Vec<Account> = all(conn)?.into_iter().filter(Account::is_the_shops_own).collect();
    let broken = own.iter().find(|account| account.state == AccountState::Broken);
    Ok(match (broken, own.first()) {
        (Some(broken), _) => Standing::Broken(broken.cause.clone().unwrap_or_default()),
        (None, None) => Standing::None,
        (None, Some(_)) if own.iter().any(|account| account.state == AccountState::Connected) => {
            Standing::Connected
        }
        (None, Some(_)) => Standing::Incomplete,
    })
}

/// The account the shop writes from to whoever it has no conversation with: the first of its own that is connected, else
/// one that may mend.
pub fn to_write_from(conn: &ReadConn) -> Result<Option<Account>, StorageError> {
    let mut able: Vec<Account> = all(conn)?;
    able.retain(|account| account.can_send() && !account.practice);
    able.sort_by_key(|account| (account.played, account.state == AccountState::Broken));
    Ok(able.into_iter().next())
}

/// The accounts over which the shop talks with customers, practice left out.
pub fn in_use(conn: &ReadConn) -> Result<Vec<ConnectionId>, StorageError> {
    let used = all(conn)?.into_iter().filter(|account| account.is_in_use() && !account.practice);
    Ok(used.map(|account| account.id).collect())
}

/// The addresses the shop itself writes from.
pub fn own_addresses(conn: &ReadConn) -> Result<Vec<String>, StorageError> {
    let used = all(conn)?.into_iter().filter(Account::is_in_use);
    Ok(used.filter_map(|account| account.address).collect())
}

#[cfg(test)]
mod tests;
