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
    demo::plant(config, Clock::system().now(), &Secret::new("tortellini al sugo".into()), |_| {})
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
}
