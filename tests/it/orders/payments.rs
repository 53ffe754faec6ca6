//! Whether a payment arrived: told of the one that failed, else of the last, and by a person where the book does not say.

use serde_json::json;
use shopbell::practice::meta::Customer;

use super::asked::{ANA, answer, of_ana, reason};
use super::tell;
use crate::support::TestApp;

/// A shop whose customer has these orders, each placed later than the one before.
async fn with_orders(states: &[&str]) -> (TestApp, Customer) {
    let shop = TestApp::start().await;
    let ana = shop.customer(ANA);
    for (at, state) in states.iter().enumerate() {
        let placed = format!("2026-11-1{at}T10:00:00Z");
        tell(&shop, &format!("B-{at}"), of_ana(state, json!({ "placed_at": placed }))).await;
    }
    (shop, ana)
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_payment_arrived_is_told_of_the_payment_that_failed_else_of_the_last() {
    for (states, asked, part, called) in [
        (
            &["payment_failed"][..],
            "did my payment go through?",
            "B-0 of 10 November 2026 did not go through",
            true,
        ),
        (
            &["payment_failed", "cancelled"],
            "Il mio pagamento è andato a buon fine?",
            "B-0 del 10 novembre 2026 non",
            true,
        ),
        (
            &["payment_failed", "placed"],
            "did my payment go through?",
            "B-0 of 10 November 2026 did not go through",
            true,
        ),
        // Paid in a second try.
        (
            &["payment_failed", "paid"],
            "did my payment go through?",
            "payment for order B-1 of 11 November 2026 has",
            false,
        ),
        (
            &["paid", "placed"],
            "did my payment go through?",
            "For order B-1 of 11 November 2026 no payment",
            false,
        ),
        // What was sent or called off may have been paid or not.
        (
            &["paid", "shipped"],
            "did my payment go through?",
            "payment for order B-0 of 10 November 2026 has",
            true,
        ),
        (&["placed", "shipped"], "did my payment go through?", "B-1 of 11 November 2026: on its way", true),
        (&["shipped"], "did my payment go through?", "B-0 of 10 November 2026: on its way", true),
        (&["cancelled"], "did my payment go through?", "B-0 of 10 November 2026: cancelled", true),
    ] {
        let (shop, ana) = with_orders(states).await;
        let told = answer(&shop, &ana, asked).await;
        assert!(told.contains(part), "{states:?}: {told}");
        assert_eq!(told.contains("colle"), called || states.ends_with(&["placed"]), "{states:?}: {told}");
        assert_eq!(reason(&shop, "4567").await == "failed_payment", called, "{states:?}: {told}");
        shop.stop().await;
    }
}
