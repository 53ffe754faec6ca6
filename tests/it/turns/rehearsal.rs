//! After a start the assistant rehearses, so that the first customer waits no longer than the second; nobody sees anything of it.

use std::time::Duration;

use shopbell::storage::StorageError;

use super::{Shop, received, sentence};

#[tokio::test]
async fn a_shop_in_use_rehearses_asks_no_vendor_and_keeps_nothing() {
    let shop = Shop::open().await;
    let rehearses = async || shop.test.app.rooms.replies.rehearse().await.unwrap();
    assert!(!rehearses().await, "nobody wrote yet");
    let customer = shop.test.customer("+393330000071");
    customer.says("Do you have Biryani?").await;
    shop.test.run_jobs().await;
    assert!(rehearses().await, "a customer waits");
    shop.test.let_reply().await;
    assert_eq!(received(&customer), [sentence("Biryani")]);
    let kept = async || {
        let sql = "SELECT (SELECT count(*) FROM reply_run) * 1000 + (SELECT count(*) FROM message) AS rows";
        let read = shop.test.app.db.read(|conn| conn.one(sql, [], |row| row.get::<_, i64>("rows"))).await;
        let rows = read.map_err(|error: StorageError| error).unwrap();
        (rows, shop.test.get("/conversations").await.json, shop.vendor.asked())
    };
    let before = kept().await;
    assert!(rehearses().await, "a customer was answered of late");
    shop.test.let_reply().await;
    assert_eq!(kept().await, before);
    assert_eq!(received(&customer).len(), 1);
    assert_eq!(shop.unattended().await, 0, "nobody waits unseen");
    shop.test.advance(Duration::from_hours(8 * 24));
    assert!(!rehearses().await, "nobody wrote for a week");
    shop.test.stop().await;
}
