//! Signing in: limits, timing, sessions and how they end.

use std::time::Instant;

use super::*;
use crate::accounts::console;
use crate::events::Bus;
use crate::tasks::Tasks;

#[tokio::test(flavor = "multi_thread")]
async fn only_the_right_password_signs_in_and_every_session_is_new() {
    let (bench, first) = Bench::with_owner().await;
    let second = bench.sign_in_from("203.0.113.1", PASSWORD, None).await.unwrap();
    assert_ne!(first.token.expose(), second.token.expose());
    assert!(bench.is_signed_in(&first).await && bench.is_signed_in(&second).await);
    let wrong = bench.sign_in_from("203.0.113.1", "tre lampioni e un cane", None).await;
    assert!(matches!(wrong, Err(AccountError::BadCredentials)));
    let bytes = bench.bytes_on_disk().await;
    for hidden in [PASSWORD, first.token.expose(), second.token.expose()] {
        assert!(!holds(&bytes, hidden));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_seven_idle_days_and_after_thirty_in_any_case() {
    const DAY: u64 = 24 * 60 * 60;
    let (bench, opened) = Bench::with_owner().await;
    for _ in 0..4 {
        bench.wait(6 * DAY);
        let found =
            bench.accounts.caller_by_session(&opened.token).await.unwrap().expect("used within a week");
        bench.accounts.note_seen(found.seen.unwrap(), "203.0.113.1".to_owned()).await;
    }
    bench.wait(6 * DAY);
    assert!(!bench.is_signed_in(&opened).await, "thirty days are over");
    let again = bench.sign_in_from("203.0.113.1", PASSWORD, None).await.unwrap();
    bench.wait(7 * DAY);
    assert!(!bench.is_signed_in(&again).await, "not used for a week");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_slowed_down_but_cannot_lock_the_owner_out() {
    let (bench, _) = Bench::with_owner().await;
    for attempt in 0..5 {
        let from = format!("198.51.100.{attempt}");
        assert!(matches!(
            bench.sign_in_from(&from, "wrong password here", None).await,
            Err(AccountError::BadCredentials)
        ));
    }
    let refused = bench.sign_in_from("198.51.100.77", PASSWORD, None).await;
    let Err(AccountError::TooManyAttempts { wait }) = refused else {
        panic!("the account pauses for strangers")
    };
    assert_eq!(wait, Duration::from_mins(1));
    assert!(
        bench.sign_in_from("203.0.113.1", PASSWORD, None).await.is_ok(),
        "her own network has its own count"
    );
    bench.wait(60);
    assert!(bench.sign_in_from("198.51.100.77", PASSWORD, None).await.is_ok(), "never for good");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_and_all_strangers_together_have_a_limit() {
    let (bench, _) = Bench::with_owner().await;
    let try_as = |email: String, address: String| {
        let typed =
            SignIn { email, password: secret("wrong password here"), second_factor: None, previous: None };
        bench.accounts.sign_in(typed, from(&address))
    };
    for n in 0..10 {
        let tried = try_as(format!("p{n}@x.example"), "198.51.100.1".to_owned()).await;
        assert!(matches!(tried, Err(AccountError::BadCredentials)));
    }
    let eleventh = try_as("p11@x.example".to_owned(), "198.51.100.1".to_owned()).await;
    assert!(matches!(eleventh, Err(AccountError::TooManyAttempts { .. })));
    for n in 0..50 {
        let tried = try_as(format!("q{n}@x.example"), format!("192.0.2.{n}")).await;
        assert!(matches!(tried, Err(AccountError::BadCredentials)), "try {n}");
    }
    let beyond = try_as("q99@x.example".to_owned(), "192.0.2.99".to_owned()).await;
    assert!(matches!(beyond, Err(AccountError::TooManyAttempts { .. })));
    assert!(bench.sign_in_from("203.0.113.1", PASSWORD, None).await.is_ok(), "the owner still gets in");
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_at_once_count_as_many() {
    let (bench, _) = Bench::with_owner().await;
    let tries = (0..20).map(|n| {
        let from = format!("198.51.100.{n}");
        let bench = &bench;
        async move { bench.sign_in_from(&from, "wrong password here", None).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    let compared =
        answers.iter().filter(|answer| matches!(answer, Err(AccountError::BadCredentials))).count();
    assert_eq!(compared, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_tell_an_unknown_address_from_a_wrong_password() {
    let (bench, _) = Bench::with_owner().await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..25 {
        bench.wait(3600);
        for (times, email) in [(&mut known, EMAIL), (&mut unknown, "nobody@macelleria.example")] {
            let typed = SignIn {
                email: email.to_owned(),
                password: secret("wrong password here"),
                second_factor: None,
                previous: None,
            };
            let begun = Instant::now();
            let answer = bench.accounts.sign_in(typed, from("198.51.100.1")).await;
            times.push(begun.elapsed().as_secs_f64());
            assert!(matches!(answer, Err(AccountError::BadCredentials)));
        }
    }
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let ratio = median(&mut known) / median(&mut unknown);
    assert!((0.5..2.0).contains(&ratio), "known : unknown = {ratio}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_every_other_session() {
    let (bench, first) = Bench::with_owner().await;
    let second = bench.sign_in_from("203.0.113.1", PASSWORD, None).await.unwrap();
    let passwords = |current: &str, new: &str| crate::accounts::profile::NewPassword {
        current: secret(current),
        new: secret(new),
    };
    let origin = || from("203.0.113.1");
    let wrong = bench.accounts.change_password(
        owner(&first),
        passwords("not this one", "due gatti sul tetto"),
        origin(),
    );
    assert!(matches!(wrong.await, Err(AccountError::WrongPassword)));
    let third =
        bench.accounts.change_password(owner(&first), passwords(PASSWORD, "due gatti sul tetto"), origin());
    let third = third.await.unwrap();
    assert!(!bench.is_signed_in(&first).await && !bench.is_signed_in(&second).await);
    assert!(bench.is_signed_in(&third).await);
    assert!(bench.sign_in_from("203.0.113.1", PASSWORD, None).await.is_err());
    assert!(bench.sign_in_from("203.0.113.1", "due gatti sul tetto", None).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outdated_hash_is_made_anew_at_sign_in() {
    let (bench, opened) = Bench::with_owner().await;
    let id = opened.person_id;
    let hash_of = || {
        bench.db.read::<_, StorageError>(move |conn| {
            Ok(crate::accounts::store::people::credentials_of(conn, id)?
                .and_then(|known| known.password_hash))
        })
    };
    let before = hash_of().await.unwrap().unwrap();
    let stronger = Accounts::new(
        bench.db.clone(),
        bench.clock.clone(),
        Vault::create().unwrap(),
        None,
        Strength::SMALL_MACHINE,
    );
    let typed = || SignIn {
        email: EMAIL.to_owned(),
        password: secret(PASSWORD),
        second_factor: None,
        previous: None,
    };
    stronger.sign_in(typed(), from("203.0.113.1")).await.unwrap();
    let after = hash_of().await.unwrap().unwrap();
    assert!(before.contains("m=8192,t=1") && after.contains("m=19456,t=2"), "{before} {after}");
    stronger.sign_in(typed(), from("203.0.113.1")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_stream_closes_with_its_session_even_when_the_command_line_ended_it() {
    let (bench, opened) = Bench::with_owner().await;
    let caller = bench.accounts.caller_by_session(&opened.token).await.unwrap().unwrap().caller;
    let stream =
        Tasks::new().spawn("stream", bench.accounts.clone().until_signed_out(caller, Bus::default()));
    console::reset_password(&bench.db, EMAIL, secret("due gatti sul tetto")).await.unwrap();
    assert!(!bench.is_signed_in(&opened).await);
    let time_passes = async {
        loop {
            bench.wait(30);
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        ended = stream => {
            ended.unwrap();
        }
        () = time_passes => {}
    }
}
