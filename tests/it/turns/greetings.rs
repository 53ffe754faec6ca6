//! Who greets is greeted, once.

use std::time::Duration;

use super::{Shop, received, sentence};

#[tokio::test]
async fn a_greeting_is_said_once_however_often_somebody_greets() {
    let shop = Shop::open().await;
    let customer = shop.test.customer("+393330000601");
    for text in ["Ciao!", "Ciao!", "Hello!"] {
        customer.says(text).await;
        shop.test.let_reply().await;
    }
    assert_eq!(received(&customer).len(), 1, "{:?}", received(&customer));
    customer.says("Is there Paella?").await;
    shop.test.let_reply().await;
    assert_eq!(received(&customer)[1..], [sentence("Paella")]);
    // Something else was said since, or some time passed.
    for passed in [0, 6] {
        shop.test.advance(Duration::from_mins(passed));
        customer.says("Ciao!").await;
        shop.test.let_reply().await;
    }
    assert_eq!(received(&customer).len(), 4, "{:?}", received(&customer));
    assert_eq!(shop.reason().await, "");
    shop.close().await;
}
