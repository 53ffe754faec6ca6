//! Facts the owner typed into forms, answered as they stand there, without any vendor: hours with their exceptions, prices,
//! delivery areas, payment.

use serde_json::json;

use crate::support::TestApp;

const PRICES: &str = "Product | Price | Unit | Note\n--- | --- | --- | ---\nFiorentina | 48,00 € | kg | order 2 days ahead\n\
                      Liver pate | 9,50 € | jar | \nLamb chops | 26,00 € | kg | ";
const DELIVERY: &str = "Area | Delivery costs | Minimum order | Free from | Time\n--- | --- | --- | --- | ---\n\
                        Centre | 4,00 € | 20,00 € | 50,00 € | 10-13\nCasalecchio | 7,00 € | 35,00 € | 90,00 € | 15-18";
const PAYMENT: &str = "Means of payment | Accepted | Note\n--- | --- | ---\nCash | yes | \nSatispay | yes | in the shop only\nCheques | no | ";

#[tokio::test(flavor = "multi_thread")]
async fn what_the_owner_typed_is_answered_as_it_stands() {
    let test = TestApp::start().await;
    let shop = json!({
        "hours": [{"days": [2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00"}],
        "special_days": [
            {"from": "2026-12-24", "to": "2026-12-24", "name": "Christmas Eve", "hours": [{"opens": "08:00", "closes": "13:30"}]},
            {"from": "2026-12-25", "to": "2026-12-26", "name": "Christmas", "hours": []}
        ]
    });
    assert!(test.patch("/shop", shop).await.status.is_success());
    for (title, text) in [("Price list", PRICES), ("Delivery areas", DELIVERY), ("Payment", PAYMENT)] {
        let source = json!({"kind": "text", "title": title, "text": text});
        assert!(test.post("/knowledge/sources", source).await.status.is_success());
    }
    test.run_jobs().await;
    let cases: [(&str, &[&str], &[&str]); 6] = [
        ("Are you open on 26 December?", &["26 December 2026", "closed"], &["09:00"]),
        ("What are your hours on 24 December?", &["08:00-13:30"], &["closed"]),
        ("How much is the liver pate?", &["9,50 €"], &["48", "26,00"]),
        ("How much is delivery to Casalecchio?", &["7,00 €"], &["4,00 €"]),
        ("Can I pay with Satispay?", &["Satispay", "yes"], &[]),
        ("Do you accept cheques?", &["Cheques", "no"], &[]),
    ];
    for (number, (question, told, not_told)) in cases.into_iter().enumerate() {
        let customer = test.customer(&format!("+39333222{number:04}"));
        customer.says(question).await;
        test.let_reply().await;
        let said: Vec<String> = customer.received().into_iter().filter_map(|sent| sent.text).collect();
        let said = said.join("\n");
        assert!(told.iter().all(|part| said.contains(part)), "{question}: {said}");
        assert!(!not_told.iter().any(|part| said.contains(part)), "{question}: {said}");
    }
    test.stop().await;
}
