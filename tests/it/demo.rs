//! The sample shop: its past is whole, and whoever opens it finds what they would in a shop that lived it.

use rusqlite::Connection;
use shopbell::app::demo;
use shopbell::clock::Clock;
use shopbell::config::Config;
use shopbell::secrets::Secret;

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_of_the_sample_shops_ai_can_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    folder.path().clone_into(&mut config.data.dir);
    config.practice.plays_the_shop = true;
    let program = env!("CARGO_BIN_EXE_shopbell").into();
    demo::plant(config, program, Clock::system().now(), &Secret::new("tortellini al sugo".into()), |_| {})
        .await
        .unwrap();
    let shop = Connection::open(folder.path().join("shopbell.db")).unwrap();
    let count = |sql: &str| shop.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let answers = count("SELECT count(*) FROM message WHERE author = 'ai'");
    assert!(answers >= 100, "{answers} answers");
    let explained = count(
        "SELECT count(*) FROM message JOIN reply_run ON reply_run.id = message.run_id
          WHERE author = 'ai' AND decision = 'send' AND json_array_length(passages) > 0",
    );
    assert_eq!(explained, answers);
    let mut unsupported = shop
        .prepare(
            "SELECT text || ' -> ' || json_extract(claim.value, '$.text') FROM reply_run, json_each(checks) AS claim
              WHERE json_extract(claim.value, '$.supported') = 0",
        )
        .unwrap();
    let unsupported: Vec<String> =
        unsupported.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(unsupported.is_empty(), "{unsupported:#?}");
    let messages = count("SELECT count(*) FROM message WHERE kind NOT IN ('note', 'event')");
    assert!(messages >= 600, "{messages} messages");
    every_page_has_something_on_it(count);
}

/// Files that open, and something on each page about WhatsApp.
fn every_page_has_something_on_it(count: impl Fn(&str) -> i64) {
    let files = "SELECT count(*) FROM message WHERE kind IN ('image', 'audio', 'document', 'sticker') AND direction = 'in'";
    let open = "SELECT count(*) FROM message_media JOIN media ON media.id = media_id
                 WHERE message_media.state = 'ready' AND sha256 IS NOT NULL AND media.bytes > 500";
    assert!(count(files) >= 8, "{} files", count(files));
    assert_eq!(count(open), count(files), "every file that was sent opens");
    let pictures = "SELECT count(*) FROM media WHERE mime_type = 'image/jpeg' AND thumbnail IS NULL";
    assert_eq!(count(pictures), 0, "every picture has its small one");
    for (what, question) in [
        ("an approved template", "SELECT count(*) FROM whatsapp_template WHERE status = 'approved'"),
        ("a rejected one", "SELECT count(*) FROM whatsapp_template WHERE status = 'rejected'"),
        ("a broadcast that is done", "SELECT count(*) FROM whatsapp_broadcast WHERE state = 'done'"),
        (
            "customers it reached",
            "SELECT count(*) FROM whatsapp_broadcast_recipient WHERE message_id IS NOT NULL",
        ),
        ("a message in the outbox", "SELECT count(*) FROM message WHERE state = 'failed'"),
        ("a doctor's result", "SELECT json_array_length(checks) FROM whatsapp_connection WHERE sample = 1"),
        ("agreements to offers", "SELECT count(*) FROM consent_evidence"),
        (
            "a signal sent in other words than the draft's",
            "SELECT count(*) FROM health_signal WHERE status = 'sent' AND sent_text <> first_text",
        ),
        ("one that was over by itself", "SELECT count(*) FROM health_signal WHERE status = 'self_resolved'"),
        ("one that was put aside", "SELECT count(*) FROM health_signal WHERE status = 'snoozed'"),
        ("a basket to be confirmed", "SELECT count(*) FROM orders_order WHERE unconfirmed = 'waiting'"),
    ] {
        assert!(count(question) > 0, "there is {what}");
    }
    assert_eq!(count("SELECT count(*) FROM person WHERE role = 'owner' AND name = 'Paolo Rossi'"), 1);
    for (what, question) in [
        ("news of an account", "SELECT count(*) FROM security_notice WHERE seen_at_ms IS NULL"),
        ("a network anybody signed in from", "SELECT count(*) FROM known_network"),
        (
            "trouble of the shop itself",
            "SELECT count(*) FROM health_signal WHERE status = 'pending' AND scope = 'self'",
        ),
    ] {
        assert_eq!(count(question), 0, "whoever opens it first is told of no {what}");
    }
    let names = "SELECT count(*) FROM person WHERE name NOT LIKE '% %'";
    assert_eq!(count(names), 0, "everybody has a name and a surname");
}
