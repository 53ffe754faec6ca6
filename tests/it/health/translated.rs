//! A draft beside its translation, what models cost in the month's budget, and a template that is chosen anew.

use serde_json::{Value, json};

use super::drafts::{approved_templates, drafted, shop, the_draft, use_model, waits};
use super::{scan, signals};
use crate::support::model_server::{ModelServer, Scripted};

const SAYS: &str = "Buongiorno, avete ancora il pane di segale per domani?";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_translated_once_when_somebody_asks_and_what_it_cost_is_kept() {
    let (test, server) = (shop().await, ModelServer::start().await);
    use_model(&test, &server).await;
    waits(&test, "+39 333 1234567", SAYS, Some("Allora?")).await;
    server.will(drafted(
        "Ci scusiamo per l'attesa.",
        &["Ci dica se le serve ancora.", "Ci scriva qui che cosa cerca."],
    ));
    scan(&test).await;
    let path = format!("/health/signals/{}", the_draft(&test).await["id"].as_str().unwrap());
    let ask = format!("{path}/translation");
    server.will(Scripted::Calls(json!({ "text": "We are sorry for the wait." })));
    assert_eq!(test.get(&path).await.json["draft"]["can_translate"], true);
    // Two who see the card at once have it made once.
    let wanted = || test.post(&ask, json!({ "language": "en" }));
    let (made, beside) = tokio::join!(wanted(), wanted());
    assert_eq!((made.status.as_u16(), &beside.json), (200, &made.json), "{}", made.json);
    assert_eq!(
        (&made.json["text"], &made.json["language"]),
        (&json!("We are sorry for the wait."), &json!("en"))
    );
    assert!(made.json["cost_micros"].as_i64().unwrap() > 0, "{}", made.json);
    assert_eq!(made.json["model"], "claude-haiku-4-5");
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    let (said, told) = (asked[1].body["messages"].to_string(), asked[1].body["system"].to_string());
    assert!(
        said.contains("Ci scusiamo") && !told.contains("Ci scusiamo"),
        "fenced, as data: {}",
        asked[1].body
    );
    let again = test.post(&ask, json!({ "language": "en" })).await;
    assert_eq!((server.asked().len(), &again.json), (2, &made.json), "it is made once");
    let same = test.post(&ask, json!({ "language": "it" })).await;
    assert_eq!((same.status.as_u16(), same.code()), (409, "nothing_to_translate"));
    let wrong = test.post(&ask, json!({ "language": "<b>" })).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (422, "invalid_settings"));

    // A changed draft says something else.
    let changed = test.patch(&format!("{path}/draft"), json!({ "text": "Ci dispiace molto." })).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    server.will(Scripted::Calls(json!({ "text": "We are very sorry." })));
    let anew = test.post(&ask, json!({ "language": "en" })).await;
    assert_eq!(anew.json["text"], "We are very sorry.", "{}", anew.json);
    assert_eq!(test.get(&path).await.json["draft"]["text"], "Ci dispiace molto.", "what is sent stays");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_smaller_model_translates_where_one_is_chosen_and_what_it_fails_at_is_said() {
    let (test, server) = (shop().await, ModelServer::start().await);
    use_model(&test, &server).await;
    let small = json!({ "provider": "anthropic", "model": "claude-sonnet-4-5", "intent_model": "claude-haiku-4-5",
        "base_url": server.url(), "key": "k" });
    assert!(test.put("/llm/settings", json!({ "chat": small })).await.status.is_success());
    waits(&test, "+39 333 1234567", SAYS, Some("Allora?")).await;
    server.will(drafted(
        "Ci scusiamo per l'attesa.",
        &["Ci dica se le serve ancora.", "Ci scriva qui che cosa cerca."],
    ));
    scan(&test).await;
    let signal = the_draft(&test).await;
    assert_eq!(signal["draft"]["model"], "claude-sonnet-4-5", "{signal}");
    let ask = format!("/health/signals/{}/translation", signal["id"].as_str().unwrap());
    for _ in 0..2 {
        server.will(Scripted::Refuses(400, "no".to_owned()));
    }
    let failed = test.post(&ask, json!({ "language": "en" })).await;
    assert_eq!((failed.status.as_u16(), failed.code()), (503, "model_failed"), "{}", failed.json);
    server.will(Scripted::Calls(json!({ "text": "We are sorry for the wait." })));
    let made = test.post(&ask, json!({ "language": "en" })).await;
    assert_eq!(
        (made.status.as_u16(), &made.json["model"]),
        (200, &json!("claude-haiku-4-5")),
        "{}",
        made.json
    );
    assert_eq!(server.left(), 0, "each model was asked once, then the smaller one alone");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_other_than_the_draft_is_not_shown_and_not_bought_again() {
    let (test, server) = (shop().await, ModelServer::start().await);
    use_model(&test, &server).await;
    waits(&test, "+39 333 1234567", SAYS, Some("Allora?")).await;
    server.will(drafted(
        "Ci scusiamo per l'attesa.",
        &["Ci dica se le serve ancora.", "Ci scriva qui che cosa cerca."],
    ));
    scan(&test).await;
    let path = format!("/health/signals/{}", the_draft(&test).await["id"].as_str().unwrap());
    let changed = json!({ "text": "Riprovi qui: https://shop.example/p/1042. Grazie" });
    assert_eq!(test.patch(&format!("{path}/draft"), changed).await.status, 200);
    let ask = async |language: &str| {
        test.post(&format!("{path}/translation"), json!({ "language": language })).await
    };
    let spent = async || test.get("/replies/costs").await.json["spent_micros"].clone();
    server.will(Scripted::Calls(json!({ "text": "Try again here: https://evil.example/p/1042. Thanks" })));
    let refused = ask("en").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "translation_refused"), "{}", refused.json);
    assert_eq!(refused.json["error"]["params"]["why"], "links");
    let (asked, paid) = (server.asked().len(), spent().await);
    let again = ask("en").await;
    assert_eq!((again.code(), server.asked().len()), ("translation_refused", asked), "{}", again.json);
    assert_eq!(spent().await, paid);
    // No blank stands around a link there.
    server.will(Scripted::Calls(json!({ "text": "请在此重试：https://shop.example/p/1042。谢谢" })));
    let chinese = ask("zh").await;
    assert_eq!(chinese.status, 200, "{}", chinese.json);

    // Another draft, and another model, is another question.
    server.will(Scripted::Calls(json!({ "text": "" })));
    let changed = json!({ "text": "Riprovi qui: https://shop.example/p/1042" });
    assert_eq!(test.patch(&format!("{path}/draft"), changed).await.status, 200);
    assert_eq!(ask("en").await.json["error"]["params"]["why"], "form");
    let other = json!({ "provider": "anthropic", "model": "claude-sonnet-4-5", "base_url": server.url(), "key": "k" });
    assert!(test.put("/llm/settings", json!({ "chat": other })).await.status.is_success());
    server.will(Scripted::Calls(json!({ "text": "Try again here: https://shop.example/p/1042" })));
    let made = ask("en").await;
    assert_eq!(
        (made.status.as_u16(), &made.json["text"]),
        (200, &json!("Try again here: https://shop.example/p/1042")),
        "{}",
        made.json
    );
    assert_eq!(ask("en").await.json, made.json, "and that is kept");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_built_in_model_says_that_it_cannot_translate() {
    let test = shop().await;
    waits(&test, "+39 333 1234567", SAYS, Some("Allora?")).await;
    scan(&test).await;
    let signal = the_draft(&test).await;
    assert_eq!(signal["draft"]["can_translate"], false, "screens ask for none: {signal}");
    let ask = format!("/health/signals/{}/translation", signal["id"].as_str().unwrap());
    let refused = test.post(&ask, json!({ "language": "en" })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "cannot_translate"), "{}", refused.json);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_and_a_translation_count_in_the_months_budget() {
    let (test, server) = (shop().await, ModelServer::start().await);
    use_model(&test, &server).await;
    let mut settings = test.get("/replies/settings").await.json;
    settings["monthly_budget_micros"] = json!(1);
    assert!(test.put("/replies/settings", settings).await.status.is_success());
    waits(&test, "+39 333 1234567", SAYS, Some("Allora?")).await;
    server.will(drafted(
        "Ci scusiamo per l'attesa.",
        &["Ci dica se le serve ancora.", "Ci scriva qui che cosa cerca."],
    ));
    scan(&test).await;
    let first = the_draft(&test).await;
    assert_eq!(first["draft"]["by"], "model", "the budget was not touched yet: {first}");
    waits(&test, "+39 333 7654321", SAYS, Some("Allora?")).await;
    scan(&test).await;
    let pending = signals(&test, "pending").await;
    let second = pending.iter().find(|one| one["scope"] == "customers" && one["id"] != first["id"]).unwrap();
    assert_eq!(second["draft"]["by"], "builtin", "the first draft spent it: {second}");
    assert_eq!(server.asked().len(), 1);
    let ask = format!("/health/signals/{}/translation", first["id"].as_str().unwrap());
    let refused = test.post(&ask, json!({ "language": "en" })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "model_budget_spent"), "{}", refused.json);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_was_paused_before_approval_is_chosen_anew() {
    let test = shop().await;
    let fits = approved_templates().pop().unwrap();
    let mut other = approved_templates().pop().unwrap();
    other.name = format!("{}_again", fits.name);
    let names = [fits.name.clone(), other.name.clone()];
    test.meta().change_account(|account| account.templates.extend([fits, other]));
    test.post("/whatsapp/templates/sync", json!({})).await;
    waits(&test, "+39 333 1234567", SAYS, None).await;
    scan(&test).await;
    let signal = the_draft(&test).await;
    let path = format!("/health/signals/{}", signal["id"].as_str().unwrap());
    let chosen = signal["draft"]["template_id"].clone();
    let all = test.get("/whatsapp/templates?limit=100").await.json;
    let id_of = |name: &str| -> Value {
        all["items"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()["id"].clone()
    };
    let (first, second) =
        if chosen == id_of(&names[0]) { (&names[0], &names[1]) } else { (&names[1], &names[0]) };
    assert_eq!(chosen, id_of(first), "{signal}");
    test.meta().change_account(|account| {
        let paused = account.templates.iter_mut().find(|one| one.name == *first).unwrap();
        paused.status = "PAUSED".to_owned();
    });
    test.post("/whatsapp/templates/sync", json!({})).await;
    let shown = test.get(&path).await.json;
    assert_eq!(
        (&shown["draft"]["template_id"], &shown["missing_template"]),
        (&id_of(second), &Value::Null),
        "{shown}"
    );
    let sent = test.post(&format!("{path}/approve"), json!({})).await;
    assert_eq!(sent.status, 200, "{}", sent.json);
    test.run_jobs().await;

    // And with the last of them gone, which one would be needed is said instead.
    waits(&test, "+39 333 7654321", SAYS, None).await;
    test.meta().change_account(|account| account.templates.retain(|one| one.name != *second));
    test.post("/whatsapp/templates/sync", json!({})).await;
    scan(&test).await;
    let pending = signals(&test, "pending").await;
    let late = pending.iter().find(|one| one["scope"] == "customers").unwrap();
    assert_eq!(late["missing_template"], json!({ "category": "utility", "language": "it" }), "{late}");
    let approve = format!("/health/signals/{}/approve", late["id"].as_str().unwrap());
    assert_eq!(test.post(&approve, json!({})).await.code(), "window_closed");
    test.stop().await;
}
