//! Second factors: codes that work once, recovery codes, and what switching one on or off ends.

use totp_rs::{Builder, Secret as Seed};

use super::*;
use crate::accounts::console;

/// An authenticator app.
struct App(String);

impl App {
    fn code(&self, bench: &Bench) -> String {
        let seed = Seed::try_from_base32(&self.0).unwrap();
        let totp = Builder::new().with_secret(seed).with_account_name("rosa").build().unwrap();
        totp.generate(u64::try_from(bench.clock.now().as_seconds()).unwrap()).to_string()
    }
}

/// A shop whose owner has a second factor.
async fn with_second_factor() -> (Bench, App, Vec<Secret>, Opened) {
    let (bench, opened) = Bench::with_owner().await;
    let offer = bench
        .accounts
        .offer_second_factor(&owner(&opened), &secret(PASSWORD), &from("203.0.113.1"))
        .await
        .unwrap();
    assert!(offer.otpauth_url.expose().starts_with("otpauth://totp/"));
    let app = App(offer.secret.expose().clone());
    let code = secret(&app.code(&bench));
    let (codes, opened) =
        bench.accounts.confirm_second_factor(owner(&opened), code, from("203.0.113.1")).await.unwrap();
    (bench, app, codes, opened)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_asked_for_and_works_once() {
    let (bench, app, _, _) = with_second_factor().await;
    let used_to_confirm = app.code(&bench);
    bench.wait(30);
    let asked = bench.sign_in_from("203.0.113.1", PASSWORD, None).await;
    assert!(matches!(asked, Err(AccountError::SecondFactorRequired)));
    let old = bench.sign_in_from("203.0.113.1", PASSWORD, Some(&used_to_confirm)).await;
    assert!(
        matches!(old, Err(AccountError::SecondFactorWrong)),
        "used to confirm, though still within its time"
    );
    let code = app.code(&bench);
    assert!(bench.sign_in_from("203.0.113.1", PASSWORD, Some(&code)).await.is_ok());
    let replayed = bench.sign_in_from("203.0.113.1", PASSWORD, Some(&code)).await;
    assert!(matches!(replayed, Err(AccountError::SecondFactorWrong)));
    bench.wait(30);
    assert!(bench.sign_in_from("203.0.113.1", PASSWORD, Some(&app.code(&bench))).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_code_at_once_signs_in_once() {
    let (bench, app, _, _) = with_second_factor().await;
    bench.wait(30);
    let code = app.code(&bench);
    let tries = (0..4).map(|_| bench.sign_in_from("203.0.113.1", PASSWORD, Some(&code)));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_works_once_however_it_is_typed() {
    let (bench, _, codes, _) = with_second_factor().await;
    assert_eq!(codes.len(), 10);
    let sloppy = codes[3].expose().to_uppercase().replace('-', " ");
    assert!(bench.sign_in_from("203.0.113.1", PASSWORD, Some(&sloppy)).await.is_ok());
    let again = bench.sign_in_from("203.0.113.1", PASSWORD, Some(codes[3].expose())).await;
    assert!(matches!(again, Err(AccountError::SecondFactorWrong)));
    let bytes = bench.bytes_on_disk().await;
    assert!(codes.iter().all(|code| !holds(&bytes, code.expose())));
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_the_code_is_no_free_way_to_go_on_guessing() {
    let (bench, _, _, _) = with_second_factor().await;
    let mut guesses = 0;
    for round in 0..20 {
        let from = format!("198.51.100.{round}");
        // Whoever knows the password alternates: without a code, which is right as far as it goes, and with a guess.
        let _ = bench.sign_in_from(&from, PASSWORD, None).await;
        if matches!(
            bench.sign_in_from(&from, PASSWORD, Some("000000")).await,
            Err(AccountError::SecondFactorWrong)
        ) {
            guesses += 1;
        }
    }
    assert!(guesses <= 5, "{guesses} guesses within a minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_it_on_or_off_ends_other_sessions_and_needs_the_password() {
    let (bench, first) = Bench::with_owner().await;
    let origin = || from("203.0.113.1");
    let refused =
        bench.accounts.offer_second_factor(&owner(&first), &secret("not this one"), &origin()).await;
    assert!(matches!(refused, Err(AccountError::WrongPassword)));
    let offer =
        bench.accounts.offer_second_factor(&owner(&first), &secret(PASSWORD), &origin()).await.unwrap();
    let app = App(offer.secret.expose().clone());
    assert!(
        bench.sign_in_from("203.0.113.1", PASSWORD, None).await.is_ok(),
        "not asked for before it is confirmed"
    );
    let code = secret(&app.code(&bench));
    let (_, second) = bench.accounts.confirm_second_factor(owner(&first), code, origin()).await.unwrap();
    assert!(!bench.is_signed_in(&first).await && bench.is_signed_in(&second).await);
    let third =
        bench.accounts.remove_second_factor(owner(&first), &secret(PASSWORD), origin()).await.unwrap();
    assert!(!bench.is_signed_in(&second).await && bench.is_signed_in(&third).await);
    assert!(bench.sign_in_from("203.0.113.1", PASSWORD, None).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_takes_it_away_and_signs_everybody_out() {
    let (bench, _, _, opened) = with_second_factor().await;
    console::reset_password(&bench.db, EMAIL, secret("due gatti sul tetto")).await.unwrap();
    let asked = bench.sign_in_from("203.0.113.1", "due gatti sul tetto", None).await;
    assert!(matches!(asked, Err(AccountError::SecondFactorRequired)), "a new password does not skip it");
    console::reset_second_factor(&bench.db, EMAIL).await.unwrap();
    assert!(!bench.is_signed_in(&opened).await);
    assert!(bench.sign_in_from("203.0.113.1", "due gatti sul tetto", None).await.is_ok());
}
