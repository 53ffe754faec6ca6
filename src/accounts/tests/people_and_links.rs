//! Invitations, resets, roles, the last owner, and API tokens.

use super::*;
use crate::accounts::api_tokens::{self, NewToken};
use crate::accounts::people::{self, Invitation, PersonChanges};

async fn invite(
    bench: &Bench,
    actor: Actor,
    email: &str,
    role: Role,
) -> Result<(PersonId, Secret), AccountError> {
    let invitation = Invitation { email: email.to_owned(), name: "Zara".to_owned(), role };
    let (person, link) = bench.db.write(move |tx| people::invite(tx, &actor, &invitation)).await?;
    Ok((person.id, link.token))
}

async fn change(
    bench: &Bench,
    actor: Actor,
    id: PersonId,
    changes: PersonChanges,
) -> Result<(), AccountError> {
    bench.db.write(move |tx| people::change(tx, &actor, id, &changes).map(drop)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_good_once_and_for_72_hours() {
    let (bench, opened) = Bench::with_owner().await;
    let (zara, token) = invite(&bench, owner(&opened), "zara@macelleria.example", Role::Agent).await.unwrap();
    let link = bench.accounts.password_link(&token).await.unwrap();
    assert_eq!((link.person_id, link.email.as_str()), (zara, "zara@macelleria.example"));
    let choose = |password: &str| {
        bench.accounts.use_password_link(secret(token.expose()), secret(password), None, from("203.0.113.5"))
    };
    assert!(matches!(choose("too short").await, Err(AccountError::PasswordRefused(_))));
    assert_eq!(choose("quattro sedie e un tavolo").await.unwrap().person_id, zara);
    assert!(matches!(choose("quattro sedie e un tavolo").await, Err(AccountError::LinkGone)));

    let (_, late) = invite(&bench, owner(&opened), "late@macelleria.example", Role::Agent).await.unwrap();
    bench.wait(72 * 60 * 60);
    assert!(matches!(bench.accounts.password_link(&late).await, Err(AccountError::LinkGone)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_address_joins_once_whatever_its_case() {
    let (bench, opened) = Bench::with_owner().await;
    let again = invite(&bench, owner(&opened), "ROSA@Macelleria.example", Role::Agent).await;
    assert!(matches!(again, Err(AccountError::EmailTaken)));
    let manager = Actor::person_with_role(opened.person_id, Role::Manager);
    let denied = invite(&bench, manager, "zara@macelleria.example", Role::Manager).await;
    assert!(matches!(denied, Err(AccountError::Denied(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_role_and_a_deactivation_act_at_once() {
    let (bench, opened) = Bench::with_owner().await;
    let (zara, token) = invite(&bench, owner(&opened), "zara@macelleria.example", Role::Agent).await.unwrap();
    let password = "quattro sedie e un tavolo";
    let sign_in = || {
        let typed = SignIn {
            email: "zara@macelleria.example".to_owned(),
            password: secret(password),
            second_factor: None,
            previous: None,
        };
        bench.accounts.sign_in(typed, from("203.0.113.5"))
    };
    let joined =
        bench.accounts.use_password_link(token, secret(password), None, from("203.0.113.5")).await.unwrap();
    let promoted = PersonChanges { role: Some(Role::Manager), ..PersonChanges::default() };
    change(&bench, owner(&opened), zara, promoted).await.unwrap();
    assert!(!bench.is_signed_in(&joined).await, "rights changed: sign in anew");
    let again = sign_in().await.unwrap();
    let caller = bench.accounts.caller_by_session(&again.token).await.unwrap().unwrap().caller;
    assert_eq!(caller.role, Role::Manager);
    let gone = PersonChanges { active: Some(false), ..PersonChanges::default() };
    change(&bench, owner(&opened), zara, gone).await.unwrap();
    assert!(!bench.is_signed_in(&again).await);
    assert!(matches!(sign_in().await, Err(AccountError::BadCredentials)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_owner_stays() {
    let (bench, opened) = Bench::with_owner().await;
    let rosa = opened.person_id;
    for changes in [
        PersonChanges { role: Some(Role::Manager), ..PersonChanges::default() },
        PersonChanges { active: Some(false), ..PersonChanges::default() },
    ] {
        assert!(matches!(change(&bench, owner(&opened), rosa, changes).await, Err(AccountError::LastOwner)));
    }
    // Somebody invited as an owner who has not come yet cannot run the shop.
    let (_, token) = invite(&bench, owner(&opened), "zara@macelleria.example", Role::Owner).await.unwrap();
    let demoted = || PersonChanges { role: Some(Role::Manager), ..PersonChanges::default() };
    assert!(matches!(change(&bench, owner(&opened), rosa, demoted()).await, Err(AccountError::LastOwner)));
    let joined = bench.accounts.use_password_link(
        token,
        secret("quattro sedie e un tavolo"),
        None,
        from("203.0.113.5"),
    );
    joined.await.unwrap();
    change(&bench, owner(&opened), rosa, demoted()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_link_replaces_the_older_one_and_ends_sessions() {
    let (bench, opened) = Bench::with_owner().await;
    let actor = owner(&opened);
    let own = bench.db.write(move |tx| people::make_password_link(tx, &actor, opened.person_id)).await;
    assert!(
        matches!(own, Err(AccountError::Invalid { .. })),
        "one's own password is changed with the present one"
    );
    let (zara, token) = invite(&bench, actor, "zara@macelleria.example", Role::Agent).await.unwrap();
    let joined = bench.accounts.use_password_link(
        token,
        secret("quattro sedie e un tavolo"),
        None,
        from("203.0.113.1"),
    );
    let opened = joined.await.unwrap();
    let make = || bench.db.write(move |tx| people::make_password_link(tx, &actor, zara));
    let (first, second) = (make().await.unwrap(), make().await.unwrap());
    assert!(matches!(bench.accounts.password_link(&first.token).await, Err(AccountError::LinkGone)));
    let reset = bench.accounts.use_password_link(
        second.token,
        secret("due gatti sul tetto"),
        None,
        from("203.0.113.1"),
    );
    let reset = reset.await.unwrap();
    assert!(!bench.is_signed_in(&opened).await && bench.is_signed_in(&reset).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_has_its_role_and_its_end_and_is_not_on_disk() {
    let (bench, opened) = Bench::with_owner().await;
    let actor = owner(&opened);
    let make = |actor: Actor, role: Role, days: Option<u32>| {
        let new = NewToken { name: "till".to_owned(), role, expires_in_days: days };
        bench.db.write(move |tx| api_tokens::make(tx, &actor, &new))
    };
    let (token, made) = make(actor, Role::Agent, Some(1)).await.unwrap();
    assert!(token.expose().starts_with("sb_"));
    let caller = bench.accounts.caller_by_token(&token).await.unwrap().unwrap().caller;
    assert_eq!((caller.role, caller.person(), caller.session), (Role::Agent, None, None));
    bench.wait(24 * 60 * 60);
    assert!(bench.accounts.caller_by_token(&token).await.unwrap().is_none(), "its day is over");

    let (forever, kept) = make(actor, Role::Owner, None).await.unwrap();
    assert!(bench.accounts.caller_by_token(&forever).await.unwrap().is_some());
    bench.db.write(move |tx| api_tokens::revoke(tx, &actor, kept.id)).await.unwrap();
    assert!(bench.accounts.caller_by_token(&forever).await.unwrap().is_none());
    assert!(matches!(make(actor, Role::Agent, Some(0)).await, Err(AccountError::Invalid { .. })));
    let manager = Actor::person_with_role(opened.person_id, Role::Manager);
    assert!(matches!(make(manager, Role::Agent, None).await, Err(AccountError::Denied(_))));
    assert!(made.expires_at.is_some());
    let bytes = bench.bytes_on_disk().await;
    assert!(!holds(&bytes, token.expose()) && !holds(&bytes, forever.expose()));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_who_guess_passwords_stop_nobody_from_using_a_link() {
    let (bench, opened) = Bench::with_owner().await;
    let (_, token) = invite(&bench, owner(&opened), "zara@macelleria.example", Role::Agent).await.unwrap();
    for stranger in 0..80 {
        let typed = SignIn {
            email: format!("nobody{stranger}@x.example"),
            password: secret("x"),
            second_factor: None,
            previous: None,
        };
        let _ = bench.accounts.sign_in(typed, from(&format!("198.51.100.{stranger}"))).await;
    }
    let stranger = bench.sign_in_from("198.51.100.200", PASSWORD, None).await;
    assert!(matches!(stranger, Err(AccountError::TooManyAttempts { .. })), "strangers are slowed down");
    let joined = bench.accounts.use_password_link(
        token,
        secret("quattro sedie e un tavolo"),
        None,
        from("203.0.113.5"),
    );
    assert!(joined.await.is_ok());
}
