//! The first run: one code, one owner, however many ask at once.

use std::os::unix::fs::PermissionsExt as _;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_code_makes_one_owner_and_is_gone() {
    let bench = Bench::new();
    assert!(bench.accounts.needs_setup().await.unwrap());
    let code = bench.accounts.prepare_first_run().await.unwrap().unwrap();
    let file = bench.folder.path().join("setup-code");
    assert_eq!(std::fs::read_to_string(&file).unwrap().trim(), code.expose());
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let opened = bench.accounts.set_up(first_run(&code), from("203.0.113.1")).await.unwrap();
    assert!(bench.is_signed_in(&opened).await);
    assert!(!file.exists());
    assert!(!bench.accounts.needs_setup().await.unwrap());
    assert_eq!(bench.accounts.prepare_first_run().await.unwrap().map(|code| code.expose().clone()), None);
    let again = bench.accounts.set_up(first_run(&code), from("203.0.113.1")).await;
    assert!(matches!(again, Err(AccountError::AlreadySetUp)));
    let shop = bench.db.read::<_, StorageError>(crate::accounts::shop).await.unwrap();
    assert_eq!((shop.name.as_str(), shop.language.as_str()), ("Macelleria Verdi", "it"));
    assert_eq!(bench.deeds().await, ["shop.set_up"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_makes_nobody_and_guessing_is_slow() {
    let bench = Bench::new();
    let code = bench.accounts.prepare_first_run().await.unwrap().unwrap();
    for _ in 0..10 {
        let wrong = bench
            .accounts
            .set_up(first_run(&secret("00000-00000-00000-00000-00000-0")), from("198.51.100.9"));
        assert!(matches!(wrong.await, Err(AccountError::SetupCodeWrong)));
    }
    let right = bench.accounts.set_up(first_run(&code), from("198.51.100.9")).await;
    assert!(matches!(right, Err(AccountError::TooManyAttempts { .. })));
    assert!(
        bench.accounts.set_up(first_run(&code), from("203.0.113.1")).await.is_ok(),
        "from elsewhere it works"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_password_does_not_use_the_code_up() {
    let bench = Bench::new();
    let code = bench.accounts.prepare_first_run().await.unwrap().unwrap();
    let weak = FirstRun { password: secret("MacelleriaVerdi1"), ..first_run(&code) };
    let refused = bench.accounts.set_up(weak, from("203.0.113.1")).await;
    assert!(matches!(refused, Err(AccountError::PasswordRefused(_))));
    assert!(bench.accounts.set_up(first_run(&code), from("203.0.113.1")).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_setups_at_once_make_one_owner() {
    let bench = Bench::new();
    let code = bench.accounts.prepare_first_run().await.unwrap().unwrap();
    let tries = (0..8).map(|n| {
        let typed = FirstRun { email: format!("owner{n}@macelleria.example"), ..first_run(&code) };
        bench.accounts.set_up(typed, from("203.0.113.1"))
    });
    let made = futures_util::future::join_all(tries).await;
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
    let owners = bench
        .db
        .read::<i64, StorageError>(|conn| conn.one("SELECT COUNT(*) FROM person", [], |row| row.get(0)));
    assert_eq!(owners.await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_makes_the_first_owner_and_no_second() {
    let bench = Bench::new();
    let made = crate::accounts::console::create_owner(&bench.db, EMAIL, secret(PASSWORD)).await.unwrap();
    assert_eq!(bench.sign_in_from("203.0.113.1", PASSWORD, None).await.unwrap().person_id, made);
    let second = crate::accounts::console::create_owner(&bench.db, "b@c.example", secret(PASSWORD)).await;
    assert!(matches!(second, Err(AccountError::AlreadySetUp)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_after_a_day_and_another_lies_in_the_file() {
    let bench = Bench::new();
    let code = bench.accounts.prepare_first_run().await.unwrap().unwrap();
    let file = bench.folder.path().join("setup-code");
    bench.wait(24 * 3600);
    let late = bench.accounts.set_up(first_run(&code), from("203.0.113.1")).await;
    assert!(matches!(late, Err(AccountError::SetupCodeWrong)));
    let fresh = secret(std::fs::read_to_string(&file).unwrap().trim());
    assert_ne!(fresh.expose(), code.expose());
    assert!(bench.accounts.set_up(first_run(&fresh), from("203.0.113.1")).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_after_twenty_wrong_tries() {
    let bench = Bench::new();
    let code = bench.accounts.prepare_first_run().await.unwrap().unwrap();
    for try_number in 0..20 {
        bench.wait(60);
        let wrong = bench.accounts.set_up(first_run(&secret("00000-00000")), from("198.51.100.9")).await;
        assert!(matches!(wrong, Err(AccountError::SetupCodeWrong)), "{try_number}");
    }
    bench.wait(60);
    let ended = bench.accounts.set_up(first_run(&code), from("203.0.113.1")).await;
    assert!(matches!(ended, Err(AccountError::SetupCodeWrong)));
}
