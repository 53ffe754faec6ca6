//! Retention by the clock: whoever went quiet long ago is erased, whoever is heard of is kept.

use std::time::Duration;

use serde_json::json;
use shopbell::privacy::KeepNoLonger;

use crate::support::TestApp;

const DAY: Duration = Duration::from_hours(24);

#[tokio::test(flavor = "multi_thread")]
async fn customers_who_went_quiet_are_kept_as_long_as_the_owner_says() {
    let test = TestApp::start().await;
    let quiet =
        test.meta().customer("Quieta", shopbell::practice::meta::Identity::Phone("393330000001".into()));
    quiet.says("zqlongago").await;
    test.let_reply().await;
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}", conversation["id"].as_str().unwrap());
    assert_eq!(test.patch(&path, json!({"status": "done"})).await.status, 200);
    test.advance(DAY * 100);
    test.sign_in().await;
    let still_here =
        test.meta().customer("Fedele", shopbell::practice::meta::Identity::Phone("393330000002".into()));
    still_here.says("Ancora qui").await;
    test.let_reply().await;
    let night = async || {
        test.app.rooms.privacy.clone().keep_no_longer(KeepNoLonger {}).await.unwrap();
        test.run_jobs().await;
        super::found_in(test.folder(), &["zqlongago".to_owned()])
    };
    assert!(!night().await.is_empty(), "without the owner's word everybody is kept");
    let wrong = test.put("/privacy/settings", json!({"keep_months": 0})).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (422, "invalid_settings"));
    assert_eq!(test.put("/privacy/settings", json!({"keep_months": 4})).await.status, 200);
    assert!(!night().await.is_empty(), "a hundred days are not four months");
    assert_eq!(test.put("/privacy/settings", json!({"keep_months": 3})).await.status, 200);
    assert_eq!(test.get("/privacy/settings").await.json, json!({"keep_months": 3}));
    super::finish(&test, async || night().await.is_empty()).await;
    assert_eq!(test.only_conversation().await["contact"]["name"], "Fedele");
    test.stop().await;
}
