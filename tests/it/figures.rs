//! `/metrics`: every figure says what it is, what one alerts on is there, and Prometheus's own checker is content.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use shopbell::app::backup;
use shopbell::practice::meta::StatusPlan;
use shopbell::storage::StorageError;

use crate::support::TestApp;

async fn figures(test: &TestApp) -> String {
    let answer = test.client.get(format!("{}/metrics", test.address)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

/// Each line's value by its name and labels.
fn values(text: &str) -> BTreeMap<&str, f64> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name, value.parse().unwrap())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_says_what_it_is_and_what_one_alerts_on_is_there() {
    let test = TestApp::start().await;
    // Those would come in later, as webhooks of their own.
    test.meta().plan_statuses(StatusPlan::none());
    test.customer("+39 333 1234567").says("Siete aperti?").await;
    test.meta().settled().await;
    test.advance(Duration::from_secs(30));
    let waiting = figures(&test).await;
    let told = values(&waiting);
    assert!(is(told["shopbell_webhook_events_stored"], 1.0));
    assert!(is(told["shopbell_webhook_oldest_stored_seconds"], 30.0));
    assert!(is(told["shopbell_ready"], 1.0));
    assert!(told["shopbell_backup_age_seconds"].is_nan(), "there is none");

    test.let_reply().await;
    let dead = "INSERT INTO job (id, kind, payload, state, run_at_ms, created_at_ms, updated_at_ms)
                VALUES (1, 'x', '{}', 'dead', 0, 0, 0)";
    test.app.db.write::<_, StorageError>(move |tx| tx.execute(dead, [])).await.unwrap();
    backup::make_in_folder(&test.app.db, test.clock.now()).await.unwrap();
    test.advance(Duration::from_hours(1));
    let text = figures(&test).await;
    let told = values(&text);
    assert!(is(told["shopbell_webhook_events_stored"], 0.0));
    assert!(is(told["shopbell_jobs{state=\"dead\"}"], 1.0));
    assert!(is(told["shopbell_backup_age_seconds"], 3600.0));
    let version = format!("shopbell_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"));
    assert!(is(told[version.as_str()], 1.0));
    for name in [
        "shopbell_disk_free_bytes",
        "shopbell_database_bytes",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_max_fds",
    ] {
        assert!(told[name] > 0.0, "{name}");
    }
    assert!(told.contains_key("process_cpu_seconds_total"));

    let named = |mark: &str| -> BTreeSet<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix(mark));
        lines.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
    };
    let (typed, helped) = (named("# TYPE "), named("# HELP "));
    assert_eq!(
        typed.difference(&helped).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "a figure without words"
    );
    check(&text);
    test.stop().await;
}

/// Whole numbers are told exactly.
fn is(told: f64, whole: f64) -> bool {
    (told - whole).abs() < f64::EPSILON
}

/// Asks Prometheus's own checker, where there is one.
#[expect(clippy::print_stdout, reason = "what was left out is said")]
fn check(text: &str) {
    let started = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut promtool) = started else {
        println!("left out: promtool is not installed");
        return;
    };
    promtool.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = promtool.wait_with_output().unwrap();
    let words = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success() && words.trim().is_empty(), "{words}\n{text}");
}
