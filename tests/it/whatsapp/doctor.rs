//! Twenty-one broken connections, each planted in a healthy one: the doctor names the cause first, and mends what
//! Meta's API can mend.

use std::time::Duration;

use shopbell::practice::meta::{HealthProblem, Identity, StatusPlan};
use shopbell::secrets::Secret;
use shopbell::whatsapp::WhatsApp;
use shopbell::whatsapp::doctor::{Repair, examine_all};
use shopbell::whatsapp::numbers::{Cause, Check, CheckStatus, first_cause};

use super::scene::Scene;

/// A way to break a connection, and what the doctor should make of it.
struct Case {
    name: &'static str,
    cause: Cause,
    /// Meta's API can mend it.
    mends: bool,
    plant: Plant,
}

/// What breaks.
#[derive(Clone, Copy)]
enum Plant {
    TokenExpired,
    TokenTemporary,
    ScopeMissing,
    AssetMissing,
    WrongNumberId,
    ForeignCallback,
    NotSubscribed,
    NotRegistered,
    DisplayNamePending,
    PaymentMissing,
    AppNotLive,
    SecretChanged,
    VersionExpired,
    VerifyTokenWrong,
    QualityRed,
    AccountRestricted,
    NumberMoved,
    StandbyTakeover,
    PublicUrlUnreachable,
    ClockOff,
    WebhookSilent,
}

const fn case(name: &'static str, plant: Plant, cause: Cause, mends: bool) -> Case {
    Case { name, cause, mends, plant }
}

const CASES: [Case; 21] = [
    case("token expired", Plant::TokenExpired, Cause::TokenExpired, false),
    case("temporary token", Plant::TokenTemporary, Cause::TokenTemporary, false),
    case("missing scope", Plant::ScopeMissing, Cause::ScopeMissing, false),
    case("missing asset", Plant::AssetMissing, Cause::AssetMissing, false),
    case("wrong number id", Plant::WrongNumberId, Cause::NumberIdWrong, true),
    case("foreign callback", Plant::ForeignCallback, Cause::ForeignCallback, true),
    case("not subscribed", Plant::NotSubscribed, Cause::AccountNotSubscribed, true),
    case("not registered", Plant::NotRegistered, Cause::NotRegistered, true),
    case("display name pending", Plant::DisplayNamePending, Cause::DisplayNamePending, false),
    case("payment missing", Plant::PaymentMissing, Cause::PaymentMissing, false),
    case("app not live", Plant::AppNotLive, Cause::AppNotLive, false),
    case("secret changed", Plant::SecretChanged, Cause::AppSecretChanged, false),
    case("version expired", Plant::VersionExpired, Cause::VersionExpired, false),
    case("verify token wrong", Plant::VerifyTokenWrong, Cause::VerifyTokenWrong, true),
    case("quality red", Plant::QualityRed, Cause::QualityRed, false),
    case("account restricted", Plant::AccountRestricted, Cause::AccountRestricted, false),
    case("number moved", Plant::NumberMoved, Cause::NumberMoved, false),
    case("standby takeover", Plant::StandbyTakeover, Cause::StandbyTakeover, false),
    case("public URL unreachable", Plant::PublicUrlUnreachable, Cause::PublicAddressUnreachable, false),
    case("clock off", Plant::ClockOff, Cause::ClockOff, false),
    case("webhook silent", Plant::WebhookSilent, Cause::WebhooksSilent, false),
];

#[tokio::test]
async fn the_doctor_names_the_right_cause_first_in_all_twenty_one() {
    for Case { name, cause, mends, plant } in CASES {
        let scene = healthy(plant).await;
        let room = broken(&scene, plant).await;
        let found = examine(&room, Repair::Nothing).await;
        let first = first_cause(&found).unwrap_or_else(|| panic!("{name}: nothing found in {found:#?}"));
        assert_eq!(first.cause, Some(cause), "{name}: {found:#?}");
        assert!(first.effect.as_ref().is_some_and(|effect| effect.ends_with('.')), "{name} has no effect");
        assert_eq!(first.fixable, mends, "{name}: {first:?}");
        let sentence = first.detail.trim_end();
        assert!(sentence.ends_with(['.', ')']) && sentence.len() > 20, "{name}: {sentence}");

        let again = examine(&room, Repair::Nothing).await;
        assert_eq!(
            first_cause(&again).and_then(|check| check.cause),
            Some(cause),
            "{name}: looking changes nothing"
        );
        let mended = examine(&room, Repair::Everything).await;
        let left = first_cause(&mended).and_then(|check| check.cause);
        if mends {
            assert_eq!(left, None, "{name} was not mended: {mended:#?}");
            works(&scene, name).await;
        } else {
            assert_eq!(left, Some(cause), "{name}: what people must do is not mended by guessing");
        }
    }
}

/// A number that works and has been written to, except where the fault is that it never was.
async fn healthy(plant: Plant) -> Scene {
    let scene = Scene::connected().await;
    match plant {
        Plant::AppNotLive => {}
        Plant::TokenExpired
        | Plant::TokenTemporary
        | Plant::ScopeMissing
        | Plant::AssetMissing
        | Plant::WrongNumberId
        | Plant::ForeignCallback
        | Plant::NotSubscribed
        | Plant::NotRegistered
        | Plant::DisplayNamePending
        | Plant::PaymentMissing
        | Plant::SecretChanged
        | Plant::VersionExpired
        | Plant::VerifyTokenWrong
        | Plant::QualityRed
        | Plant::AccountRestricted
        | Plant::NumberMoved
        | Plant::StandbyTakeover
        | Plant::PublicUrlUnreachable
        | Plant::ClockOff
        | Plant::WebhookSilent => {
            scene.meta.customer("Ana", Identity::UserIdOnly).says("ciao").await;
            scene.run_jobs().await;
            let well = examine(&scene.whatsapp, Repair::Nothing).await;
            assert_eq!(first_cause(&well), None, "the patient is well before: {well:#?}");
        }
    }
    scene
}

/// Breaks it, and gives the room to examine: the same one, or the one after a restart.
async fn broken(scene: &Scene, plant: Plant) -> WhatsApp {
    let meta = &scene.meta;
    let now = scene.now();
    match plant {
        Plant::TokenExpired => {
            meta.change_account(|account| {
                account.token.expires_at = Some(now.minus(Duration::from_mins(1)));
            });
        }
        Plant::TokenTemporary => meta.change_account(|account| {
            account.token.kind = "USER";
            account.token.expires_at = Some(account.token.issued_at.plus(Duration::from_hours(23)));
        }),
        Plant::ScopeMissing => {
            meta.change_account(|account| account.token.scopes.retain(|scope| !scope.ends_with("messaging")));
        }
        Plant::AssetMissing => {
            meta.change_account(|account| {
                account.token.target_waba_ids = Some(vec!["990000000000009".into()]);
            });
        }
        Plant::WrongNumberId => {
            meta.change_account(|account| account.keys.phone_number_id = "106000000000077".into());
        }
        Plant::ForeignCallback => meta.points_at("http://127.0.0.1:9/elsewhere"),
        Plant::NotSubscribed => meta.forgets_account_subscription(),
        Plant::NotRegistered => meta.change_account(|account| account.registration.registered = false),
        Plant::DisplayNamePending => meta.change_account(|account| account.name_status = "PENDING_REVIEW"),
        Plant::PaymentMissing => meta.change_account(|account| account.primary_funding_id = None),
        Plant::AppNotLive => {
            meta.change_account(|account| account.app_live = false);
            meta.customer("Ana", Identity::UserIdOnly).says("does anybody hear me?").await;
            assert!(meta.posts_dashboard_test().await);
            scene.run_jobs().await;
        }
        Plant::SecretChanged => {
            meta.change_account(|account| account.keys.app_secret = Secret::new("0123456789abcdef".into()));
            meta.customer("Bia", Identity::UserIdOnly).says("ciao").await;
        }
        Plant::VersionExpired => return scene.restarted_with("v20.0", &scene.address),
        Plant::VerifyTokenWrong => {
            meta.forgets_callback();
            let address = format!("{}/webhooks/whatsapp", scene.address);
            assert!(!meta.saves_callback_by_hand(&address, "typed wrong").await);
        }
        Plant::QualityRed => meta.change_account(|account| account.quality_rating = "RED"),
        Plant::AccountRestricted => meta.change_account(|account| {
            account.health_problems.push(HealthProblem {
                entity: "WABA",
                can_send_message: "BLOCKED",
                code: 131_031,
                description: "The account has been locked.".into(),
                solution: "Open Business Support Home.".into(),
            });
        }),
        Plant::NumberMoved => meta.change_account(|account| account.number_listed = false),
        Plant::StandbyTakeover => {
            scene.clock.advance(Duration::from_mins(5));
            meta.customer("Bia", Identity::UserIdOnly).is_overheard("ciao").await;
            scene.run_jobs().await;
        }
        Plant::PublicUrlUnreachable => {
            scene.clock.advance(Duration::from_hours(2));
            return scene.restarted_with("v26.0", "http://127.0.0.1:9");
        }
        Plant::ClockOff => meta.change_account(|account| account.clock_ahead_seconds = 3600),
        Plant::WebhookSilent => silent(scene).await,
    }
    scene.whatsapp.clone()
}

/// A message goes out, and nothing comes home any more.
async fn silent(scene: &Scene) {
    let customer = scene.meta.customer("Bia", Identity::UserIdOnly);
    let wamid = customer.says("ciao").await;
    scene.run_jobs().await;
    scene.clock.advance(Duration::from_mins(1));
    scene.meta.plan_statuses(StatusPlan::none());
    scene.meta.change_account(|account| account.webhooks_pass = false);
    let conversation = scene.message_of(&wamid).await.unwrap().conversation_id;
    scene.shop_says(conversation, "subito").await;
    scene.clock.advance(Duration::from_mins(30));
}

/// After mending, a customer is heard and answered.
async fn works(scene: &Scene, name: &str) {
    let customer = scene.meta.customer("Zoe", Identity::UserIdOnly);
    let wamid = customer.says("adesso?").await;
    scene.run_jobs().await;
    let message =
        scene.message_of(&wamid).await.unwrap_or_else(|| panic!("{name}: nothing arrives after mending"));
    scene.shop_says(message.conversation_id, "eccoci").await;
    assert_eq!(customer.received().len(), 1, "{name}: nothing goes out after mending");
}

async fn examine(room: &WhatsApp, mend: Repair) -> Vec<Check> {
    let mut examined = examine_all(room, mend).await.unwrap();
    assert_eq!(examined.len(), 1);
    examined.remove(0).checks
}

#[tokio::test]
async fn connecting_never_takes_over_another_programs_callback() {
    let scene = Scene::unconnected().await;
    scene.meta.points_at("http://127.0.0.1:9/elsewhere");
    let answer = scene.connect().await;
    assert_eq!(answer.body["status"], "incomplete", "{}", answer.body);
    assert_eq!(answer.body["cause"]["cause"], "foreign_callback");
    assert_eq!(answer.body["cause"]["fixable"], true);
    let taken = scene.call("POST", "/whatsapp/doctor/app_subscription/fix", None).await;
    assert_eq!(taken.body["status"], "connected", "{}", taken.body);
}

#[tokio::test]
async fn an_override_is_named_and_never_wiped() {
    let scene = Scene::connected().await;
    scene.meta.overrides_number("http://127.0.0.1:9/other-tool");
    for mend in [Repair::Nothing, Repair::Everything] {
        let found = examine(&scene.whatsapp, mend).await;
        let first = first_cause(&found).unwrap();
        assert_eq!(first.cause, Some(Cause::ForeignOverride));
        assert!(first.detail.contains("other-tool"), "{}", first.detail);
    }
}

#[tokio::test]
async fn wrong_signatures_are_counted_until_a_right_one_comes() {
    let scene = Scene::connected().await;
    let customer = scene.meta.customer("Ana", Identity::UserIdOnly);
    let right = scene.meta.account().keys.app_secret;
    scene.meta.change_account(|account| account.keys.app_secret = Secret::new("changed".into()));
    for _ in 0..3 {
        customer.says("?").await;
        scene.clock.advance(Duration::from_mins(2));
    }
    let failures = scene.call("GET", "/whatsapp/connection", None).await.body["signature_failures"].clone();
    assert!(failures["count"].as_i64().unwrap() >= 3 && failures["last_at"].is_string(), "{failures}");
    scene.meta.settled().await;
    scene.meta.change_account(|account| account.keys.app_secret = right);
    scene.clock.advance(Duration::from_mins(2));
    customer.says("!").await;
    scene.meta.settled().await;
    let failures = scene.call("GET", "/whatsapp/connection", None).await.body["signature_failures"].clone();
    assert_eq!(failures["count"], 0, "{failures}");
}

#[tokio::test]
async fn a_number_is_never_registered_more_often_than_meta_allows() {
    let scene = Scene::connected().await;
    scene.meta.change_account(|account| {
        account.registration.registered = false;
        account.registration.pin = Some("000000".into());
        account.registration.attempts.clear();
    });
    for _ in 0..14 {
        let found = examine(&scene.whatsapp, Repair::Everything).await;
        let last = first_cause(&found).unwrap();
        assert!(matches!(last.cause, Some(Cause::PinUnknown | Cause::RegistrationWaits)), "{last:?}");
        assert_eq!(last.status, CheckStatus::Fail);
    }
    assert_eq!(scene.meta.account().registration.attempts.len(), 10, "an eleventh try is punished");
    let shown = scene.call("GET", "/whatsapp/connection", None).await.body["registration"].clone();
    assert_eq!((&shown["attempts"], shown["next_try_at"].is_string()), (&10.into(), true), "{shown}");
    scene.meta.change_account(|account| account.registration.pin = None);
    scene.clock.advance(Duration::from_hours(73));
    let found = examine(&scene.whatsapp, Repair::Everything).await;
    assert_eq!(found.iter().find(|check| check.status == CheckStatus::Fail), None, "{found:#?}");
}
