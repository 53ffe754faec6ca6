//! The recovery phrase: shown, proven, replaced; and the copy of the data key it opens.

use std::collections::BTreeMap;

use super::*;
use crate::accounts::PhraseState;
use crate::accounts::recovery_phrase::Shown;
use crate::accounts::vault_store::{self, Reader};
use crate::secrets::RecoveryPhrase;

async fn state(bench: &Bench) -> PhraseState {
    bench.db.read::<_, StorageError>(crate::accounts::recovery_phrase::state).await.unwrap()
}

fn back(shown: &Shown) -> BTreeMap<usize, Secret> {
    shown.asked.iter().map(|at| (*at, secret(&shown.words[at - 1]))).collect()
}

/// Opens the vault with the words, as `restore` does on another machine.
async fn opens_with(bench: &Bench, words: &[String]) -> bool {
    let stored =
        bench.db.read::<_, StorageError>(|conn| vault_store::load(conn, Reader::Phrase)).await.unwrap();
    let phrase: RecoveryPhrase = words.join(" ").parse().unwrap();
    Vault::unlock(&phrase.identity().unwrap(), &stored.unwrap().wrapped).is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_open_the_vault_and_are_proven_by_three_of_them() {
    let (bench, opened) = Bench::with_owner().await;
    assert_eq!(state(&bench).await, PhraseState::Missing);
    let shown = bench.accounts.show_phrase(owner(&opened), None, &from("203.0.113.1")).await.unwrap();
    let words = shown.words.clone();
    assert_eq!(state(&bench).await, PhraseState::Unconfirmed);
    assert!(opens_with(&bench, &words).await, "good before it is proven");

    let mut wrong = back(&shown);
    let place = shown.asked[1];
    wrong.insert(place, secret("shopbell"));
    let refused = bench.accounts.confirm_phrase(owner(&opened), wrong).await;
    assert!(matches!(refused, Err(AccountError::PhraseWordsWrong { positions }) if positions == [place]));
    let mut two = back(&shown);
    two.remove(&place);
    assert!(matches!(
        bench.accounts.confirm_phrase(owner(&opened), two).await,
        Err(AccountError::Invalid { .. })
    ));
    bench.accounts.confirm_phrase(owner(&opened), back(&shown)).await.unwrap();
    assert_eq!(state(&bench).await, PhraseState::Confirmed);
    let again = bench.accounts.confirm_phrase(owner(&opened), back(&shown)).await;
    assert!(matches!(again, Err(AccountError::PhraseNotOffered)));
    let bytes = bench.bytes_on_disk().await;
    assert!(!holds(&bytes, &words.join(" ")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proven_phrase_is_replaced_only_with_the_password_and_by_a_proven_one() {
    let (bench, opened) = Bench::with_owner().await;
    let show = |password: Option<Secret>| {
        let origin = from("203.0.113.1");
        let accounts = bench.accounts.clone();
        let actor = owner(&opened);
        async move { accounts.show_phrase(actor, password, &origin).await }
    };
    let first = show(None).await.unwrap();
    bench.accounts.confirm_phrase(owner(&opened), back(&first)).await.unwrap();
    assert!(matches!(show(None).await, Err(AccountError::Invalid { field: "password", .. })));
    assert!(matches!(show(Some(secret("not this one"))).await, Err(AccountError::WrongPassword)));
    let second = show(Some(secret(PASSWORD))).await.unwrap();
    assert!(opens_with(&bench, &first.words).await, "the old words stay good until the new ones are proven");
    bench.accounts.confirm_phrase(owner(&opened), back(&second)).await.unwrap();
    assert!(opens_with(&bench, &second.words).await && !opens_with(&bench, &first.words).await);
    let manager = Actor::person_with_role(opened.person_id, Role::Manager);
    assert!(matches!(
        bench.accounts.show_phrase(manager, None, &from("203.0.113.1")).await,
        Err(AccountError::Denied(_))
    ));
}
