//! Accounts of channels nobody has heard of yet: what is kept is what everybody reads.

use std::time::Duration;

use super::*;
use crate::clock::{Clock, Timestamp};
use crate::storage::Db;

const NOON: Timestamp = Timestamp::from_seconds(1_795_000_000);

fn account(id: i64, channel: &str, state: AccountState) -> Account {
    Account {
        id: ConnectionId::new(id),
        channel: channel.into(),
        name: None,
        address: Some(format!("@shop{id}")),
        scope: "world".into(),
        practice: false,
        played: false,
        state,
        cause: (state == AccountState::Broken).then(|| "token_expired".to_owned()),
        since: NOON,
        last_inbound_at: None,
        token_expires_at: None,
        messages_a_second: Some(30),
        customers_a_day: None,
        quality: None,
    }
}

async fn keep_all(db: &Db, accounts: Vec<Account>) {
    db.write(move |tx| accounts.iter().try_for_each(|one| keep(tx, one))).await.unwrap();
}

async fn read<T: Send + 'static>(
    db: &Db,
    question: impl FnOnce(&ReadConn) -> Result<T, StorageError> + Send + 'static,
) -> T {
    db.read(question).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worst_of_the_shops_own_accounts_counts_whatever_the_channel() {
    let (db, _folder) = Db::open_for_test_at(Clock::fixed(NOON));
    assert_eq!(read(&db, standing).await, Standing::None);
    let practice = Account { practice: true, ..account(1, "pigeon", AccountState::Broken) };
    let played = Account { played: true, ..account(2, "pigeon", AccountState::Broken) };
    keep_all(&db, vec![practice, played, account(3, "pigeon", AccountState::Disconnected)]).await;
    assert_eq!(read(&db, standing).await, Standing::None, "nothing of it is the shop's own");
    keep_all(&db, vec![account(4, "pigeon", AccountState::Incomplete)]).await;
    assert_eq!(read(&db, standing).await, Standing::Incomplete);
    keep_all(&db, vec![account(5, "smoke", AccountState::Connected)]).await;
    assert_eq!(read(&db, standing).await, Standing::Connected);
    keep_all(&db, vec![account(6, "smoke", AccountState::Broken)]).await;
    assert_eq!(read(&db, standing).await, Standing::Broken("token_expired".into()));
    let ids: Vec<i64> = read(&db, in_use).await.into_iter().map(crate::ids::Id::as_i64).collect();
    assert_eq!(ids, [2, 4, 5, 6]);
    assert_eq!(read(&db, own_addresses).await, ["@shop1", "@shop2", "@shop4", "@shop5", "@shop6"]);
    assert_eq!(read(&db, to_write_from).await.unwrap().id, ConnectionId::new(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_known_since_when_an_account_stands_as_it_does_and_when_a_customer_last_wrote() {
    let (db, _folder) = Db::open_for_test_at(Clock::fixed(NOON));
    let later = |minutes| NOON.plus(Duration::from_mins(minutes));
    let at = |moment, state| Account { since: moment, ..account(7, "pigeon", state) };
    keep_all(&db, vec![at(NOON, AccountState::Connected), at(later(5), AccountState::Connected)]).await;
    assert_eq!(read(&db, all).await[0].since, NOON, "nothing has changed since");
    keep_all(&db, vec![at(later(6), AccountState::Broken), at(later(7), AccountState::Broken)]).await;
    assert_eq!(read(&db, all).await[0].since, later(6));
    let moved = Account { cause: Some("quality_red".into()), ..at(later(8), AccountState::Broken) };
    keep_all(&db, vec![moved]).await;
    assert_eq!(read(&db, all).await[0].since, later(8), "another cause is another state");
    for (heard_at, kept) in [(later(9), later(9)), (later(8), later(9)), (later(11), later(11))] {
        db.write(move |tx| heard(tx, ConnectionId::new(7), heard_at)).await.unwrap();
        assert_eq!(read(&db, all).await[0].last_inbound_at, Some(kept));
    }
    keep_all(&db, vec![at(later(12), AccountState::Connected)]).await;
    assert_eq!(read(&db, all).await[0].last_inbound_at, Some(later(11)), "and is not forgotten");
}
